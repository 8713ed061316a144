"""`sunledger serve`, `migrate` and `verify`: the program and its database."""

from __future__ import annotations

import argparse
import json
import socket
from dataclasses import replace

import uvicorn

from api.app import create_app
from api.cli.report import write_json
from api.system import System, load_shared_registers, opened
from ledger.book.verify import verify
from ledger.storage.settings import Settings


def serve(options: argparse.Namespace) -> int:
    settings = chosen(Settings.read(), host=options.host, port=options.port)
    with opened(settings) as system:
        print(f"阳光账已打开：{system.base_url}（按 Ctrl-C 结束）", flush=True)
        run_server(system)
    return 0


def migrate(options: argparse.Namespace) -> int:
    with opened(Settings.read(), demo=True if options.demo else None) as system:
        if not system.demo:
            load_shared_registers(system.database)
        print(f"数据库已是当前版本（{'演示库' if system.demo else '正式账套'}）")
    return 0


def verify_books(options: argparse.Namespace) -> int:
    with opened(Settings.read()) as system, system.database.connect() as connection:
        report = verify(connection, system.sealer, books=options.book, files=system.attachments)
    write_json(options.json, report.as_json())
    for each in report.differences:
        where = f"账簿 {each.book}"
        if each.number is not None:
            where += f" {each.year} 年第 {each.number} 号凭证"
        detail = json.dumps(each.detail, ensure_ascii=False)
        print(f"{where}：{each.code.chinese}（{each.code.value}）{detail}")
    for code, count in report.not_listed.items():
        print(f"{code}：另有 {count} 处未逐一列出")
    counted = [f"{name} {count}" for name, count in sorted(report.checked.items())]
    print(f"已核对：{'，'.join(counted)}")
    print("没有差异" if report.ok else f"差异 {len(report.differences)} 处")
    return 0 if report.ok else 1


def chosen(settings: Settings, *, host: str | None, port: int | None) -> Settings:
    """The settings with what the command line says instead."""
    if host is not None:
        settings = replace(settings, host=host)
    if port is not None:
        settings = replace(settings, port=port)
    if settings.port == 0:
        settings = replace(settings, port=_free_port(settings.host))
    return settings


def _free_port(host: str) -> int:
    with socket.socket() as probe:
        probe.bind((host, 0))
        return int(probe.getsockname()[1])


def run_server(system: System) -> None:
    """Serve until Ctrl-C or SIGTERM; returns in good order, so that the database is stopped too."""
    uvicorn.run(
        create_app(system),
        host=system.settings.host,
        port=system.settings.port,
        log_level="warning",
        server_header=False,
        timeout_graceful_shutdown=5,
    )
