"""What does a token say, and how long does it count?

JWT, HS256 with the key of the data directory, the algorithm pinned. Four purposes, told apart by
audience so that none can stand in for another:

    access    15 minutes   Authorization: Bearer … of the API
    refresh    8 hours     POST /api/token/refresh only; gives a new pair with the same end
    web       30 minutes   the HttpOnly cookie of the pages; renewed while in use, 8 hours at most

`sub` is the login, `pwv` a fingerprint of the password's hash: changing the password ends every
token. Roles are not in the token; they are read from the database at each request, so that taking
one away or disabling a user counts at once. Signing out ends the session (`sid`) in the memory of
this process; a restart forgets that, and the token then lasts until its `exp`.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from threading import Lock
from typing import Final

import jwt

from ledger.values.refusal import Refusal

ISSUER: Final = "sunledger"
ALGORITHM: Final = "HS256"
LONGEST_SESSION: Final = timedelta(hours=8)


class Purpose(StrEnum):
    """The audience of a token."""

    ACCESS = "sunledger-api"
    REFRESH = "sunledger-refresh"
    WEB = "sunledger-web"


LASTS: Final = {
    Purpose.ACCESS: timedelta(minutes=15),
    Purpose.REFRESH: LONGEST_SESSION,
    Purpose.WEB: timedelta(minutes=30),
}


class TokenRefused(Refusal):
    """A token is ours, for this purpose, not expired, and its session has not ended."""


@dataclass(frozen=True, slots=True)
class Claims:
    """What a valid token says. `began_at` is when the password was given."""

    login: str
    session: str
    password_version: str
    began_at: datetime
    issued_at: datetime


class Tokens:
    """Signs and reads tokens under one key. `now` is the real time, also in a demo."""

    def __init__(self, key: bytes, now: Callable[[], datetime]) -> None:
        self._key = key
        self._now = now
        self._ended: dict[str, datetime] = {}
        self._lock = Lock()

    def begin(self, login: str, password_hash: str) -> Claims:
        """A new session, after the password was right."""
        now = self._now()
        return Claims(login, secrets.token_urlsafe(16), self.version(password_hash), now, now)

    def issue(self, claims: Claims, purpose: Purpose) -> str:
        """A token of the session; none outlives `LONGEST_SESSION` after the password."""
        now = self._now()
        ends = min(now + LASTS[purpose], claims.began_at + LONGEST_SESSION)
        return jwt.encode(
            {
                "iss": ISSUER,
                "aud": purpose.value,
                "sub": claims.login,
                "sid": claims.session,
                "pwv": claims.password_version,
                "beg": int(claims.began_at.timestamp()),
                "iat": int(now.timestamp()),
                "exp": int(ends.timestamp()),
                "jti": secrets.token_urlsafe(12),
            },
            self._key,
            algorithm=ALGORITHM,
        )

    def read(self, token: str, purpose: Purpose) -> Claims:
        """Raises TokenRefused."""
        try:
            found = jwt.decode(
                token,
                self._key,
                algorithms=[ALGORITHM],
                audience=purpose.value,
                issuer=ISSUER,
                # The clock is ours (tests set it), so the times are compared below.
                options={
                    "require": ["exp", "iat", "sub", "jti", "aud", "iss"],
                    "verify_exp": False,
                    "verify_iat": False,
                    "verify_nbf": False,
                },
            )
            now = self._now()
            ends, issued = _instant(found["exp"], now), _instant(found["iat"], now)
            claims = Claims(
                login=str(found["sub"]),
                session=str(found["sid"]),
                password_version=str(found["pwv"]),
                began_at=_instant(found["beg"], now),
                issued_at=issued,
            )
        except (jwt.InvalidTokenError, KeyError, ValueError, TypeError, OverflowError) as error:
            raise TokenRefused("登录凭据无效，请重新登录") from error
        if ends <= now:
            raise TokenRefused("登录已过期，请重新登录")
        with self._lock:
            if claims.session in self._ended:
                raise TokenRefused("已经退出登录，请重新登录")
        return claims

    def end(self, claims: Claims) -> None:
        """Sign out: no token of this session counts any more."""
        now = self._now()
        with self._lock:
            self._ended[claims.session] = claims.began_at + LONGEST_SESSION
            self._ended = {sid: until for sid, until in self._ended.items() if until > now}

    def version(self, password_hash: str) -> str:
        return self._keyed("password", password_hash)[:16]

    def form_token(self, session: str) -> str:
        """The value that every form of the session carries, against requests of other sites."""
        return self._keyed("form", session)

    def form_token_matches(self, session: str, given: str) -> bool:
        return hmac.compare_digest(
            self.form_token(session).encode(), given.encode("utf-8", "replace")
        )

    def _keyed(self, purpose: str, text: str) -> str:
        message = f"{purpose}\0{text}".encode()
        return hmac.new(self._key, message, hashlib.sha256).hexdigest()


def _instant(seconds: object, like: datetime) -> datetime:
    if isinstance(seconds, bool) or not isinstance(seconds, int):
        raise ValueError("not whole seconds")
    return datetime.fromtimestamp(seconds, tz=like.tzinfo)
