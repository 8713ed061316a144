"""`sunledger demo`: the main job on invented and real data, ready to look at.

The world of 汉中 over three budget years, ten real notices, the audit as of the last day, the
notices of a village, one login for each role. A second run finds it all there and only serves.
A larger scale is not audited by itself: that takes minutes, and `sunledger audit run` does it.
"""

from __future__ import annotations

import argparse
import socket
import time

from api.cli.report import write_json
from api.cli.system_command import chosen, run_server
from api.demo.build import build
from api.demo.days import AS_OF
from api.demo.logins import Login, add_logins, logins
from api.demo.making import make, settings_of
from api.demo.notices import post_real_notices
from api.demo.scale import SCALES, SMALL, Scale
from api.demo.standing import DemoHalfBuilt
from api.publishing import publish_year
from api.system import System, forget_demo, opened
from audit.engine import run
from audit.findings import AuditRunUnknown, get_run, list_findings
from ledger.storage.settings import Settings
from ledger.values.refusal import Refusal
from ledger.values.region import RegionCode


class PortTaken(Refusal):
    """The port of the web pages is free."""


def demo(options: argparse.Namespace) -> int:
    started = time.monotonic()
    settings = chosen(Settings.read(), host=None, port=options.port)
    if not options.no_serve:
        check_port(settings)
    scale = SCALES[options.scale]
    settings = settings_of(settings, scale, options.seed)
    if scale is not SMALL:
        make(settings, scale, options.seed, _at_once)
    try:
        return _shown(settings, options, started)
    except DemoHalfBuilt:
        if settings.database_url:
            raise
        print("上次的演示数据只建了一部分，现在重新建立。")
        forget_demo(settings)
        return _shown(settings, options, started)


def _shown(settings: Settings, options: argparse.Namespace, started: float) -> int:
    with opened(settings, demo=True) as system:
        prepare(system, seed=options.seed, scale=SCALES[options.scale])
        people, pages = logins(system.sealer), pages_to_open(system)
        seconds = round(time.monotonic() - started, 1)
        write_json(
            options.json,
            {
                "address": system.base_url,
                "as_of": AS_OF.isoformat(),
                "seed": options.seed,
                "scale": options.scale,
                "home": str(settings.home),
                "seconds": seconds,
                "logins": [
                    {"role": each.role.value, "login": each.login, "password": each.password}
                    for each in people
                ],
                "pages": [{"title": title, "address": address} for title, address in pages],
            },
        )
        _say(system, people, pages, seconds)
        if not options.no_serve:
            print("按 Ctrl-C 结束。", flush=True)
            run_server(system)
    return 0


def prepare(system: System, *, seed: int, scale: Scale = SMALL) -> None:
    """Everything the demo shows; what is there already is left as it is."""
    home = system.settings.home
    build(system.database, system.sealer, seed=seed, say=print, home=home, scale=scale)
    with system.database.connect() as connection:
        engine = system.database.engine()
        post_real_notices(connection, engine, system.sealer, today=AS_OF, say=print)
        add_logins(connection, system.sealer)
    try:
        get_run(system.database)
    except AuditRunUnknown:
        publish_year(system, village_to_show(system), AS_OF.year, "演示村干部")
        if scale is not SMALL:
            print(f"还没有运行审计规则；需要时：{_with_home(system)}sunledger audit run")
            return
        result = run(system.database, as_of=AS_OF, actor="演示审计")
        print(f"已运行审计规则：截至 {AS_OF}，疑点 {len(result.findings)} 条")


def _with_home(system: System) -> str:
    return f"SUNLEDGER_HOME={system.settings.home} "


def _at_once(line: str) -> None:
    print(line, flush=True)


def village_to_show(system: System) -> RegionCode:
    """The village of 略阳 with the most households paid in the last year."""
    with system.database.reading() as connection:
        row = connection.execute(
            "SELECT region FROM payment_line WHERE book = 610727 AND year = %s AND region <> '' "
            "GROUP BY region ORDER BY count(DISTINCT household) DESC, region LIMIT 1",
            [AS_OF.year],
        ).fetchone()
    assert row is not None
    return RegionCode.parse(row[0])


def pages_to_open(system: System) -> list[tuple[str, str]]:
    """Three pages worth opening: a village, a lead, the book."""
    village = village_to_show(system)
    try:
        leads = list_findings(system.database, books=[610727], limit=1)
    except AuditRunUnknown:
        leads = []
    pages = [("一个村的公示（不用登录）", f"/places/{village.code}")]
    if leads:
        pages.append(
            (
                f"一条疑点（用 shenji 登录）：{leads[0].title}",
                f"/findings/{leads[0].identity.hex()}",
            )
        )
    pages.append(("略阳县的账簿（用 jingban 登录）", "/books/610727"))
    return [(title, system.base_url + path) for title, path in pages]


def check_port(settings: Settings) -> None:
    """Said before a minute of work, not after. Raises PortTaken."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as error:
            raise PortTaken(
                f"{settings.host} 的端口 {settings.port} 不能使用（{error.strerror}），"
                '请换一个，例如 make demo ARGS="--port 8080"',
                port=settings.port,
            ) from error


def _say(system: System, people: list[Login], pages: list[tuple[str, str]], seconds: float) -> None:
    print(f"\n演示数据已就绪（{seconds} 秒）。网址：{system.base_url}")
    print(f"其他命令用同一数据目录：{_with_home(system)}sunledger …\n")
    print("登录名      口令                   角色")
    for each in people:
        print(f"{each.login:<10}  {each.password:<21}  {each.role.chinese}")
    print("\n值得打开的三个页面：")
    for title, address in pages:
        print(f"  {title}\n    {address}")
