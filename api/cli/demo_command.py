"""`sunledger demo`: the main job on invented and real data, ready to look at.

The world of 汉中 over three budget years, ten real notices, the audit as of the last day, the
notices of one village, one login for each role. A second run finds it all there and only serves.
"""

from __future__ import annotations

import argparse
import time
from dataclasses import dataclass

from api.access import Role
from api.cli.report import write_json
from api.cli.system_command import chosen, run_server
from api.demo.world import AS_OF
from api.system import opened
from ledger.storage.settings import Settings
from ledger.values.refusal import Refusal

DEFAULT_SEED = 20180828
"""The committed seed: the day 汉发〔2018〕29号 was issued, as good as any number."""


class PortTaken(Refusal):
    """The port is free to listen on."""


@dataclass(frozen=True, slots=True)
class Login:
    """One demo login; its password follows from the secrets of the data directory."""

    role: Role
    login: str
    password: str


def demo(options: argparse.Namespace) -> int:
    started = time.monotonic()
    settings = chosen(Settings.read(), host=None, port=options.port)
    if not options.no_serve:
        _check_port(settings.host, settings.port)
    with opened(settings, demo=True) as system:
        prepare(system, seed=options.seed)
        logins = [login_of(system, role) for role in Role if role is not Role.PUBLIC]
        pages = pages_to_open(system)
        report = {
            "address": system.base_url,
            "as_of": AS_OF.isoformat(),
            "seed": options.seed,
            "seconds": round(time.monotonic() - started, 1),
            "logins": [
                {"role": each.role.value, "login": each.login, "password": each.password}
                for each in logins
            ],
            "pages": pages,
        }
        write_json(options.json, report)
        _say_what_is_here(system, logins, pages, time.monotonic() - started)
        if not options.no_serve:
            print("按 Ctrl-C 结束。", flush=True)
            run_server(system)
    return 0
