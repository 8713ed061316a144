"""What is kept about one person, all of it, in clear: for that person, on request (本人数据导出)?

Everything in the book that names him or is known to be his: registration, telephones, memberships,
cards, who may receive for him, what was paid, what was signed, and for each household its classes,
address, incomes, exit and moves while he belongs to it. Other members are not named. Who took it
out, when and for what is recorded (`personal_access`) and is itself a part of the next one.
个人信息保护法第45条：个人有权向个人信息处理者查阅、复制其个人信息（待核）.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import LiteralString
from uuid import UUID, uuid4

from sqlalchemy import text
from sqlmodel import Session

from ledger.book.private import open_fields, unpacked
from ledger.book.voucher import Sealed
from ledger.register.cards import authorities_of, card_numbers, cards_of
from ledger.register.codes import codes_of
from ledger.register.contacts import homes_on, phones_of
from ledger.register.exits import exit_rules, exit_steps_of
from ledger.register.households import household_history
from ledger.register.incomes import incomes_of
from ledger.register.members import Member, labour_of, memberships_of
from ledger.register.moves import moves_of
from ledger.register.persons import identities
from ledger.storage.sealing import Sealer
from ledger.storage.tables import PersonalAccess
from ledger.values.day import shanghai_day
from ledger.values.refusal import Refusal
from ledger.values.text import clean_text

Cell = str | int | date | None
ERASED = "已删除"


class AccessNeedsPurpose(Refusal):
    """Taking out personal data says for what."""


@dataclass(frozen=True, slots=True)
class Part:
    """One table of the answer; an amount is whole fen in a column that says 分."""

    title: str
    columns: tuple[str, ...]
    rows: list[tuple[Cell, ...]]


@dataclass(frozen=True, slots=True)
class PersonalData:
    """All of it, as known at `taken_at`."""

    book: int
    person: UUID
    access: UUID
    taken_at: datetime
    parts: list[Part]


def take_personal_data(
    work: Session,
    sealer: Sealer,
    book: int,
    person: UUID,
    *,
    actor: str,
    purpose: str,
    now: datetime,
) -> PersonalData:
    """Collect it and record the access, in one transaction. Raises AccessNeedsPurpose, SealBroken.

    `purpose` is kept for ever and names nobody.
    """
    if not clean_text(purpose):
        raise AccessNeedsPurpose("请写明导出的事由，如“本人申请”")
    access = uuid4()
    work.add(
        PersonalAccess(
            book=book,
            access=access,
            person=person,
            actor=actor,
            purpose=clean_text(purpose),
            accessed_at=now,
        )
    )
    work.flush()
    return PersonalData(book, person, access, now, list(_parts(work, sealer, book, person, now)))


def _parts(work: Session, sealer: Sealer, book: int, person: UUID, now: datetime) -> Iterator[Part]:
    yield from _of_person(work, sealer, book, person, now)
    members = memberships_of(work, book, person, known_at=now)
    yield from _of_households(work, sealer, book, members, now)
    yield from _of_money(work, sealer, book, person)
    given = {"book": book, "person": person}
    yield Part(
        "作为责任人",
        ("责任", "职务", "起", "止"),
        [tuple(row) for row in work.execute(text(_DUTIES), given)],
    )
    yield Part(
        "外部名单比对",
        ("名单", "提供单位", "截至日期", "身份或物品", "起", "止", "金额（分）"),
        [tuple(row) for row in work.execute(text(_LISTED), given)],
    )
    yield Part(
        "删除申请",
        ("申请时间", "申请人", "理由", "决定", "决定人", "决定时间"),
        [tuple(row) for row in work.execute(text(_ERASURES), given)],
    )
    yield Part(
        "谁导出过",
        ("时间", "经办人", "事由"),
        [tuple(row) for row in work.execute(text(_ACCESSES), given)],
    )


def _of_person(
    work: Session, sealer: Sealer, book: int, person: UUID, now: datetime
) -> Iterator[Part]:
    known = identities(work, sealer, book, [person], known_at=now).get(person)
    yield Part(
        "本人",
        ("姓名", "证件号码", "电话"),
        [(known.name, known.resident_id, known.phone) if known else (ERASED, ERASED, ERASED)],
    )
    phones = phones_of(work, sealer, book, [person], known_at=now).get(person, [])
    yield Part(
        "电话",
        ("电话", "起", "止", "单位电话"),
        [
            (each.phone, each.valid_from, each.valid_to, "是" if each.official else "")
            for each in phones
        ],
    )
    labour = labour_of(work, book, [person], day=shanghai_day(now), known_at=now)
    yield Part("劳动能力", ("劳动能力",), [(each.chinese,) for each in labour.values()])
    cards = cards_of(work, sealer, book, [person], known_at=now)
    numbers = card_numbers(work, sealer, book, [each.card_hmac for each in cards])
    yield Part(
        "银行卡",
        ("卡号", "银行", "开户地", "起", "止"),
        [
            (
                numbers.get(each.card_hmac, ERASED),
                each.bank,
                each.opened_in,
                each.valid_from,
                each.valid_to,
            )
            for each in cards
        ],
    )
    yield Part(
        "代领授权",
        ("原因", "依据", "起", "止"),
        [
            (each.reason.chinese, each.doc_no, each.valid_from, each.valid_to)
            for each in authorities_of(work, book, [person], known_at=now)
        ],
    )


def _of_households(
    work: Session, sealer: Sealer, book: int, members: Sequence[Member], now: datetime
) -> Iterator[Part]:
    homes = list(dict.fromkeys(each.household for each in members))
    codes = codes_of(work, book, "household", homes)

    def code(home: UUID) -> str:
        return codes.get(home, str(home))

    yield Part(
        "所在户",
        ("户编号", "与户主关系", "入户", "入户原因", "离户", "离户原因"),
        [
            (
                code(each.household),
                each.relation.value,
                each.joined_on,
                each.joined_cause.chinese,
                each.left_on,
                each.left_cause.chinese if each.left_cause else "",
            )
            for each in members
        ],
    )
    # What was said of a household before he came, or after he left, is not about him.
    spans = [(each.household, each.joined_on, each.left_on or date.max) for each in members]

    def his(home: UUID, begins: date, ends: date | None = None) -> bool:
        return any(
            home == own and begins < until and (ends is None or ends > since)
            for own, since, until in spans
        )

    yield Part(
        "户的类别",
        ("户编号", "起", "止", "类别", "区划代码", "小组", "人数", "依据文号"),
        [
            (
                code(home), each.valid_from, each.valid_to, each.kind.chinese, each.region.code,
                each.village_group, each.members, each.doc_no,
            )
            for home in homes
            for each, _ in household_history(work, book, home, known_at=now)
            if his(home, each.valid_from, each.valid_to)
        ],
    )  # fmt: skip
    own_now = [home for home in homes if his(home, shanghai_day(now))]
    opened = homes_on(work, sealer, book, own_now, day=shanghai_day(now), known_at=now)
    yield Part(
        "住址和致贫原因",
        ("户编号", "住址", "致贫原因"),
        [
            (code(home), each.address, "、".join(cause.value for cause in each.causes))
            for home, each in opened.items()
        ],
    )
    yield Part(
        "家庭收入",
        ("户编号", "年度", "家庭纯收入（分）", "人数", "人均（分）", "来源"),
        [
            (code(each.household), each.year, each.income_fen, each.members,
             each.per_capita_fen, each.source)
            for each in incomes_of(work, book, homes, known_at=now)
            if his(each.household, date(each.year, 12, 31), date(each.year, 12, 31))
        ],
    )  # fmt: skip
    names = {(each.procedure, each.step): each.name for each in exit_rules(work)}
    steps = exit_steps_of(work, book, [str(home) for home in homes], known_at=now)
    yield Part(
        "退出程序",
        ("户编号", "年度", "步骤", "完成日期", "结果", "文号"),
        [
            (
                code(UUID(each.subject)), each.exit_year, names[each.procedure, each.step],
                each.done_on, "通过" if each.passed else "未通过", each.doc_no,
            )
            for each in steps
            if his(UUID(each.subject), each.done_on, each.done_on)
        ],
    )  # fmt: skip
    yield Part(
        "分户迁移",
        ("类型", "户编号", "到户编号", "日期", "文号"),
        [
            (each.kind.chinese, code(each.household), code(each.to_household),
             each.happened_on, each.doc_no)
            for each in moves_of(work, book, homes, known_at=now)
        ],
    )  # fmt: skip


def _of_money(work: Session, sealer: Sealer, book: int, person: UUID) -> Iterator[Part]:
    given = {"book": book, "person": person}
    lines: list[tuple[Cell, ...]] = []
    for sd, sealed, *facts in work.execute(text(_LINES), given):
        fields = open_fields(sealer, Sealed(unpacked(sd), sealed)) if sealed else {}
        said = "；".join(f"{name}：{value}" for name, value in sorted(fields.items()))
        lines.append((*facts, said if sealed or not sd else ERASED))
    yield Part(
        "发放明细",
        ("年度", "凭证号", "行号", "业务日期", "补助", "期间起", "期间止", "金额（分）", "银行结果",
         "加密保存的内容"),
        lines,
    )  # fmt: skip
    signed: list[tuple[Cell, ...]] = []
    for sd, sealed, *facts in work.execute(text(_SIGNED), given):
        fields = open_fields(sealer, Sealed(unpacked(sd), sealed)) if sealed else {}
        signed.append((*facts, fields.get("signer", ERASED), fields.get("note", "")))
    yield Part(
        "签收",
        ("年度", "凭证号", "行号", "签收日期", "结果", "实收（分）", "签收人", "备注"),
        signed,
    )


_LINES: LiteralString = """
SELECT l.sd, p.sealed, l.year, l.number, l.line, v.happened_on, coalesce(b.name, l.benefit, ''),
  l.period_from, l.period_to, l.amount_fen, coalesce(l.bank_result, '')
FROM personal_lines(:book, :person) o
JOIN payment_line l ON l.book = :book AND l.year = o.year AND l.number = o.number
  AND l.line = o.line
JOIN voucher v ON v.book = l.book AND v.year = l.year AND v.number = l.number
LEFT JOIN benefit b ON b.benefit = l.benefit
LEFT JOIN private_line p ON p.book = l.book AND p.year = l.year AND p.number = l.number
  AND p.line = l.line
ORDER BY v.event, l.line
"""
_SIGNED: LiteralString = """
SELECT c.sd, p.sealed, c.year, c.number, c.line, c.signed_on,
  CASE c.outcome WHEN 'received' THEN '收到' WHEN 'less' THEN '少收' ELSE '没有收到' END,
  c.amount_fen
FROM personal_lines(:book, :person) o
JOIN confirmation c ON c.book = :book AND c.year = o.year AND c.number = o.number
  AND c.line = o.line
LEFT JOIN record_private p ON p.book = c.book AND p.record = c.confirmation
ORDER BY c.event, c.place
"""
_DUTIES: LiteralString = """
SELECT DISTINCT r.kind, r.post, r.valid_from, r.valid_to
FROM person_private n
JOIN responsible_private x ON x.book = n.book AND x.id_hmac = n.id_hmac
JOIN responsible_person r ON r.book = x.book AND r.duty = x.duty AND NOT r.void
WHERE n.book = :book AND n.person = :person ORDER BY 3, 1, 2
"""
_LISTED: LiteralString = """
SELECT l.kind, l.office, l.as_of_on, concat_ws(' ', nullif(r.role, ''), nullif(r.thing, '')),
  r.from_on, r.until_on, r.amount_fen
FROM person_private n
JOIN external_row r ON r.book = n.book AND r.hmac = n.id_hmac
JOIN external_list l ON l.book = r.book AND l.list = r.list
WHERE n.book = :book AND n.person = :person ORDER BY 3, 1
"""
_ERASURES: LiteralString = """
SELECT (r.requested_at AT TIME ZONE 'Asia/Shanghai')::timestamp(0)::text, r.actor, r.reason,
  CASE d.action WHEN 'approve' THEN '同意' WHEN 'reject' THEN '不同意' ELSE '' END,
  coalesce(d.actor, ''), (d.decided_at AT TIME ZONE 'Asia/Shanghai')::timestamp(0)::text
FROM erasure_request r
LEFT JOIN erasure_decision d ON d.book = r.book AND d.request = r.request
WHERE r.book = :book AND r.person = :person ORDER BY r.requested_at
"""
_ACCESSES: LiteralString = """
SELECT (accessed_at AT TIME ZONE 'Asia/Shanghai')::timestamp(0)::text, actor, purpose
FROM personal_access WHERE book = :book AND person = :person ORDER BY accessed_at, access
"""
