"""How often may somebody try to sign in as the same person, or complain from the same address?

After `FREE_TRIES` wrong passwords a login waits, twice as long after each further one. Unknown
logins are counted too, so that waiting tells nothing about who exists. Kept in the memory of one
process: a restart forgets it, and two server processes count apart.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock

from ledger.values.refusal import Refusal

FREE_TRIES = 5
FIRST_WAIT_S = 30
LONGEST_WAIT_S = 900
REMEMBERED_LOGINS = 10_000


class TooManyAttempts(Refusal):
    """After wrong passwords a login waits before the next attempt."""


@dataclass(slots=True)
class _Tries:
    failed: int = 0
    until_s: float = 0.0


class Throttle:
    """Failures by login. `clock` counts seconds and never goes back.

    The public complaint form counts every complaint of one address in the same way; `said` is what
    a person is told then.
    """

    def __init__(self, clock: Callable[[], float], *, said: str = "密码错误次数过多") -> None:
        self._clock, self._said = clock, said
        self._tries: OrderedDict[str, _Tries] = OrderedDict()
        self._lock = Lock()

    def check(self, login: str) -> None:
        """Raises TooManyAttempts."""
        with self._lock:
            tries = self._tries.get(login)
            left_s = tries.until_s - self._clock() if tries else 0
        if left_s > 0:
            wait_s = int(left_s) + 1
            raise TooManyAttempts(f"{self._said}，请 {wait_s} 秒后再试", wait_s=wait_s)

    def failed(self, login: str) -> None:
        with self._lock:
            tries = self._tries.setdefault(login, _Tries())
            self._tries.move_to_end(login)
            tries.failed += 1
            over = tries.failed - FREE_TRIES
            if over >= 0:
                # The exponent is bounded: a float of 2**2000 would overflow.
                tries.until_s = self._clock() + min(
                    LONGEST_WAIT_S, FIRST_WAIT_S * 2 ** min(over, 8)
                )
            while len(self._tries) > REMEMBERED_LOGINS:
                self._tries.popitem(last=False)

    def succeeded(self, login: str) -> None:
        with self._lock:
            self._tries.pop(login, None)
