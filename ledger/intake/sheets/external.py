"""外部名单: lists of other offices, one kind a template; what identifies anybody is hashed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import partial
from itertools import chain
from typing import NamedTuple

from ledger.intake.sheet import Column, Kind, Sheet
from ledger.intake.sheet_cells import Value
from ledger.intake.sheet_rows import Fault, ReadRow
from ledger.intake.taking import Desk, Made, SheetKind, Source
from ledger.register.external_lists import ListKind, NewExternalRow, NewList, add_external_list


class ExternalCells(NamedTuple):
    """One row: what is said of the whole file, and the row itself."""

    office: str
    as_of_on: date
    row: NewExternalRow


class ExternalTaker:
    """Hashes the rows of one list and keeps them with its office and day."""

    def __init__(self, kind: ListKind, desk: Desk) -> None:
        self._kind = kind
        self._desk = desk

    def check(self, rows: Sequence[ReadRow[ExternalCells]]) -> list[Fault]:
        faults: list[Fault] = []
        for each in rows:
            said = each.taken()
            if said.as_of_on > self._desk.today:
                faults.append(Fault(each.number, "数据日期", "晚于今天"))
            row = said.row
            if row.from_on and row.until_on and row.until_on < row.from_on:
                faults.append(Fault(each.number, "截止日期", "早于起始日期"))
        return faults

    def take(self, rows: Iterator[ReadRow[ExternalCells]], source: Source) -> Made:
        first = next(rows)
        said, desk = first.taken(), self._desk
        count = add_external_list(
            desk.work,
            desk.book,
            NewList(source.document, self._kind, said.office, said.as_of_on),
            (each.taken().row for each in chain((first,), rows)),
            sealer=desk.sealer,
            actor=desk.maker,
            known_at=desk.now,
        )
        return Made(count)


def _maker(fields: tuple[str, ...]) -> Callable[..., ExternalCells]:
    def make(*values: Value) -> ExternalCells:
        given = {name: value for name, value in zip(fields, values, strict=True) if value}
        office, as_of_on = given.pop("office"), given.pop("as_of_on")
        assert isinstance(office, str) and isinstance(as_of_on, date)
        return ExternalCells(office, as_of_on, NewExternalRow(**given))  # type: ignore[arg-type]

    make.__annotations__ = dict.fromkeys(fields, object)
    return make


def _list(
    kind: ListKind, purpose: str, key: tuple[str, ...], *columns: Column
) -> SheetKind[ExternalCells]:
    every = (
        Column("office", "来源单位", Kind.TEXT, "谁提供的名单", "略阳县公安局", head=True),
        Column("as_of_on", "数据日期", Kind.DAY, "名单反映哪一天的情况", "2020-12-31", head=True),
        *columns,
    )
    sheet = Sheet(
        name=f"external-{kind.value.replace('_', '-')}",
        title=f"外部名单：{kind.chinese}",
        purpose=f"{purpose}身份证号、姓名和卡号只用来算密钥摘要，不保存原文。",
        columns=every,
        make=_maker(tuple(each.key for each in every)),
        key=key,
        sums=("amount_fen",) if kind.adds_up else (),
    )
    return SheetKind(sheet, partial(ExternalTaker, kind))


_ID = Column("person", "证件号码", Kind.ID, "", "610727195001011234")
_NAME = Column("name", "姓名", Kind.NAME, "", "张三", required=False)


def _day(key: str, title: str, example: str, note: str = "", *, required: bool = True) -> Column:
    return Column(key, title, Kind.DAY, note, example, required=required)


def _text(key: str, title: str, example: str, note: str = "", *, required: bool = True) -> Column:
    return Column(key, title, Kind.TEXT, note, example, required=required)


def _one_of(key: str, title: str, *choices: str) -> Column:
    return Column(key, title, Kind.CHOICE, "", choices[0], choices=tuple((c, c) for c in choices))


_UNTIL = _day("until_on", "截止日期", "", "没有就空着", required=False)
K = ListKind

POPULATION = _list(
    K.POPULATION,
    "公安户籍人口，用来核对身份证号和姓名、同户人员。",
    ("person",),
    _ID,
    _NAME,
    _text("thing", "户籍户号", "6107270001", "同一户籍的人号码相同", required=False),
    Column("region", "户籍地区划代码", Kind.REGION, "", "610727101201", required=False),
)
DEATHS = _list(
    K.DEATHS,
    "死亡人员，用来发现死亡后仍在领款。",
    ("person",),
    _ID,
    _NAME,
    _day("from_on", "死亡日期", "2020-03-01"),
)
CADRES = _list(
    K.CADRES,
    "县、乡、村干部，用来发现优亲厚友和收款方涉干部。",
    ("person", "from_on"),
    _ID,
    _NAME,
    _text("org", "单位", "城关镇人民政府"),
    _text("role", "职务", "村支书"),
    Column("region", "任职地区划代码", Kind.REGION, "", "610727101201", required=False),
    _day("from_on", "任职日期", "2015-01-01"),
    _UNTIL,
)
KIN = _list(
    K.KIN,
    "干部亲属申报。",
    ("person", "other_person"),
    _ID,
    _NAME,
    Column("other_person", "干部证件号码", Kind.ID, "", "610727196001011234"),
    _text("role", "与干部关系", "父亲"),
)
PAYROLL = _list(
    K.PAYROLL,
    "财政供养人员，用来发现不应享受的人领款。",
    ("person", "from_on"),
    _ID,
    _NAME,
    _text("org", "单位", "略阳县第一中学"),
    _one_of("role", "人员身份", "在编", "离退休", "村级临时岗位", "其他"),
    _day("from_on", "起始日期", "2015-01-01"),
    _UNTIL,
)
VEHICLES = _list(
    K.VEHICLES,
    "机动车登记。",
    ("person", "thing", "from_on"),
    _ID,
    _NAME,
    _one_of("thing", "车型", "小型客车", "货车", "农用车", "摩托车", "其他"),
    _day("from_on", "登记日期", "2018-05-01"),
    _UNTIL,
)
PROPERTY = _list(
    K.PROPERTY,
    "不动产登记。",
    ("person", "thing", "from_on"),
    _ID,
    _NAME,
    _one_of("thing", "房产类型", "商品房", "商铺", "自建房", "安置房", "其他"),
    Column("region", "所在地区划代码", Kind.REGION, "", "610727000000", required=False),
    _day("from_on", "登记日期", "2018-05-01"),
    _UNTIL,
)
COMPANIES = _list(
    K.COMPANIES,
    "市场主体的法定代表人、股东和合作社成员。",
    ("org", "person", "role"),
    Column("org", "统一社会信用代码", Kind.CODE, "", "91350100M000100Y43"),
    _text("thing", "主体名称", "某某农业有限公司"),
    _ID,
    _NAME,
    _one_of("role", "身份", "法定代表人", "股东", "经营者", "合作社成员"),
    _day("from_on", "成立日期", "2016-05-01"),
    _day("until_on", "注销日期", "", "没有就空着", required=False),
)
BANK_FLOWS = _list(
    K.BANK_FLOWS,
    "银行账户流水：补助入账之后的取现和转账。",
    ("card", "from_on", "role"),
    Column("card", "账号", Kind.CARD, "", "6217000000000000001"),
    _one_of("thing", "交易类型", "入账", "取现", "转账", "消费"),
    Column("other_card", "对方账号", Kind.CARD, "", "", required=False),
    _text("org", "网点或终端", "城关支行ATM3", required=False),
    Column("region", "网点区划代码", Kind.REGION, "", "610727000000", required=False),
    _day("from_on", "交易日期", "2020-06-01"),
    _text("role", "流水号", "20200601000001", "同一账号同一天内唯一"),
    Column("amount_fen", "金额", Kind.AMOUNT, "", "1000.00"),
)
BANK_BALANCES = _list(
    K.BANK_BALANCES,
    "单位账户在某一天的银行余额，用来核对账银是否相符。",
    ("org", "card", "from_on"),
    Column("org", "单位代码", Kind.CODE, "与单位登记的代码一致", "ORG-001"),
    Column("card", "账号", Kind.CARD, "", "6217000000000000001"),
    _day("from_on", "余额日期", "2020-12-31"),
    Column("amount_fen", "余额", Kind.AMOUNT, "", "1000.00"),
)

EXTERNAL = (
    *(POPULATION, DEATHS, CADRES, KIN, PAYROLL),
    *(VEHICLES, PROPERTY, COMPANIES, BANK_FLOWS, BANK_BALANCES),
)
