"""`sunledger exchange`: signed files to and from the books of other installations."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

from api.cli.report import write_json
from api.system import opened
from ledger.book.exchange import TakenIn, Written, export_deliveries, export_receipt, take_in
from ledger.book.peers import key_file, key_of, revoke, trust
from ledger.book.post import Connection
from ledger.book.same_as import Link, link
from ledger.storage.settings import Settings
from ledger.storage.signing import SigningKey, fingerprint
from ledger.storage.whole_file import write_whole
from ledger.values.money import yuan
from ledger.values.refusal import Refusal


class FingerprintDiffers(Refusal):
    """The key in the file is the one whose fingerprint was told over another way."""


def show_key(options: argparse.Namespace) -> int:
    with opened(Settings.read()) as system, system.database.connect() as connection:
        key = SigningKey.load(system.settings.home)
        content = key_file(connection, key)
    print(f"本机签名公钥的指纹：{fingerprint(key.public)}")
    if options.out:
        write_whole(options.out, content)
        print(f"公钥文件：{options.out}。请交给对方，并用电话或纸面核对指纹。")
    write_json(options.json, {"key": key.public.hex(), "fingerprint": fingerprint(key.public)})
    return 0


def trust_key(options: argparse.Namespace) -> int:
    key = key_of(options.keyfile.read_bytes())
    shown = fingerprint(key)
    if options.fingerprint and options.fingerprint.replace(" ", "").lower() != shown.replace(
        " ", ""
    ):
        raise FingerprintDiffers(
            f"公钥文件的指纹是 {shown}，与核对的 {options.fingerprint} 不符，未登记"
        )
    decide = revoke if options.revoke else trust
    with opened(Settings.read()) as system, system.database.connect() as connection:
        new = decide(connection, key, name=options.name, books=options.book, actor=options.user)
    books = "、".join(str(each) for each in sorted(set(options.book)))
    print(f"{options.name}  指纹 {shown}")
    print(f"{'不再' if options.revoke else ''}代表账簿 {books}" + ("" if new else "；以前已登记"))
    if not options.revoke and not options.fingerprint:
        print("请用电话或纸面与对方核对指纹；不符请立即加 --revoke 注销。")
    write_json(options.json, {"key": key.hex(), "fingerprint": shown, "new": new})
    return 0


def export(options: argparse.Namespace) -> int:
    made = _made(
        options,
        lambda connection, key: export_deliveries(
            connection, key, options.book, options.to, every=options.all
        ),
    )
    print(
        f"账簿 {options.book} 给账簿 {options.to} 的下达 {made.lines} 条，"
        f"其中撤回 {made.withdrawn} 条，下达 {yuan(made.amount_fen)}：{options.out}"
    )
    return 0


def receipt(options: argparse.Namespace) -> int:
    made = _made(
        options, lambda connection, key: export_receipt(connection, key, options.book, options.to)
    )
    print(
        f"账簿 {options.book} 给账簿 {options.to} 的回执 {made.lines} 条，"
        f"其中已撤回 {made.withdrawn} 条，累计已收到 {yuan(made.amount_fen)}：{options.out}"
    )
    return 0


def import_files(options: argparse.Namespace) -> int:
    reports: list[dict[str, object]] = []
    with opened(Settings.read()) as system, system.database.connect() as connection:
        for path in options.paths:
            try:
                taken = take_in(connection, path.read_bytes(), actor=options.user)
            except Refusal as refusal:
                print(f"{path.name}：未导入。{refusal.message}")
                reports.append({"file": path.name, "refused": refusal.code})
            except OSError as error:
                print(f"{path.name}：未导入。不能读取：{error.strerror or error}")
                reports.append({"file": path.name, "refused": "not_readable"})
            else:
                print(f"{path.name}：{_said(taken)}")
                reports.append(_as_json(path, taken))
    write_json(options.json, reports)
    refused = sum("refused" in each for each in reports)
    if refused == len(reports):
        return 2
    return 1 if refused or any(each.get("kept") for each in reports) else 0


def same_as(options: argparse.Namespace) -> int:
    stated = Link(options.book, options.lot, options.other, options.on, options.doc_no)
    with opened(Settings.read()) as system, system.database.connect() as connection:
        made = link(connection, stated, actor=options.user)
    said = "以前已认定" if made.replayed else f"已记为账簿 {options.book} 的第 {made.event} 号事件"
    if options.lot == options.other:
        print(f"资金批次 {options.lot} 不再与别的批次合计；{said}")
    else:
        print(f"资金批次 {options.lot} 与 {options.other} 是同一笔资金，合计只算一次；{said}")
    write_json(options.json, {"event": made.event, "new": not made.replayed})
    return 0


def _made(
    options: argparse.Namespace, make: Callable[[Connection, SigningKey], Written]
) -> Written:
    with opened(Settings.read()) as system, system.database.connect() as connection:
        made = make(connection, SigningKey.load(system.settings.home))
    write_whole(options.out, made.content)
    write_json(
        options.json,
        {"lines": made.lines, "withdrawn": made.withdrawn, "amount_fen": made.amount_fen},
    )
    return made


def _said(taken: TakenIn) -> str:
    again = "（这个文件以前已导入）" if taken.replayed else ""
    if taken.format == "receipt":
        return (
            f"账簿 {taken.from_book} 的回执 {taken.lines} 条，新登记 {taken.acknowledged} 条{again}"
        )
    said = (
        f"账簿 {taken.from_book} 的下达 {taken.lines} 条，新到 {taken.delivered} 条，"
        f"撤回 {taken.withdrawn} 条{again}"
    )
    if taken.kept:
        said += f"；上级已撤回而本级已收到 {taken.kept} 条，保留不动，须与上级核对"
    return said


def _as_json(path: Path, taken: TakenIn) -> dict[str, object]:
    return {
        "file": path.name,
        "format": taken.format,
        "from_book": taken.from_book,
        "to_book": taken.to_book,
        "lines": taken.lines,
        "replayed": taken.replayed,
        "delivered": taken.delivered,
        "withdrawn": taken.withdrawn,
        "kept": taken.kept,
        "acknowledged": taken.acknowledged,
    }
