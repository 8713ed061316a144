"""The fixed kinds of account and voucher, and which voucher may move money between which accounts.

Source: the tables "Accounts" and "Events" of the domain model. The database holds the same list
(table `movement`); a test compares the two.
"""

from enum import StrEnum
from typing import Final


class AccountKind(StrEnum):
    """账户类别: where money can stand."""

    SOURCE = "source"
    UPSTREAM = "upstream"
    UNASSIGNED = "unassigned"
    POOL = "pool"
    PROJECT = "project"
    RECOVERED = "recovered"
    UNIT = "unit"
    AGENT = "agent"
    SPECIAL = "special"
    ADVANCE = "advance"
    COLLECTIVE = "collective"
    REVOLVING = "revolving"
    HOUSEHOLD = "household"
    VENDOR = "vendor"
    SENT_DOWN = "sent_down"
    SENT_UP = "sent_up"
    RELEASED = "released"

    @property
    def chinese(self) -> str:
        return ACCOUNT_CHINESE[self]

    @property
    def final(self) -> bool:
        """Money here has arrived: it is neither idle (闲置) nor carried over."""
        return self in FINAL

    @property
    def may_go_negative(self) -> bool:
        """Only where money comes from outside the book."""
        return self in (AccountKind.SOURCE, AccountKind.UPSTREAM)


K = AccountKind

ACCOUNT_CHINESE: Final[dict[AccountKind, str]] = {
    K.SOURCE: "来源",
    K.UPSTREAM: "上级",
    K.UNASSIGNED: "待分配",
    K.POOL: "统筹",
    K.PROJECT: "项目",
    K.RECOVERED: "收回",
    K.UNIT: "单位/乡镇报账户",
    K.AGENT: "代发在途",
    K.SPECIAL: "财政专户",
    K.ADVANCE: "暂付款",
    K.COLLECTIVE: "村集体/合作社/企业",
    K.REVOLVING: "互助资金/周转金",
    K.HOUSEHOLD: "农户",
    K.VENDOR: "供应商",
    K.SENT_DOWN: "下达在途",
    K.SENT_UP: "上缴在途",
    K.RELEASED: "转出",
}

FINAL: Final = frozenset({K.HOUSEHOLD, K.VENDOR, K.RELEASED})
AUTHORITY: Final = frozenset({K.UNASSIGNED, K.POOL, K.PROJECT, K.RECOVERED})
"""指标: budget authority; what has left these kinds is 已拨付."""
OUTSIDE: Final = frozenset({K.SOURCE, K.UPSTREAM, K.SENT_DOWN, K.SENT_UP})
"""Kinds that money enters or leaves the book by; never carried over, not counted as standing."""
CARRIED: Final = frozenset(K) - FINAL - OUTSIDE
INCOME_ORIGINS: Final = frozenset({"asset", "donation", "interest"})
"""Of a lot that an income makes; no other voucher but an opening makes one of these."""


class VoucherKind(StrEnum):
    """凭证类别: the business events."""

    OPEN = "open"
    ALLOCATE = "allocate"
    PASS_DOWN = "pass_down"
    RECEIVE = "receive"
    SEND_BACK = "send_back"
    RECEIVE_BACK = "receive_back"
    INTEGRATE = "integrate"
    ASSIGN = "assign"
    ADJUST = "adjust"
    DISBURSE = "disburse"
    PAY = "pay"
    RETURN = "return"
    RECOVER = "recover"
    REISSUE = "reissue"
    RELEASE = "release"
    CARRY_OVER = "carry_over"
    INCOME = "income"
    REVERSE = "reverse"

    @property
    def chinese(self) -> str:
        return VOUCHER_CHINESE[self]


V = VoucherKind

VOUCHER_CHINESE: Final[dict[VoucherKind, str]] = {
    V.OPEN: "期初",
    V.ALLOCATE: "安排/下达",
    V.PASS_DOWN: "转下达",
    V.RECEIVE: "收到",
    V.SEND_BACK: "上缴/退回上级",
    V.RECEIVE_BACK: "收到下级退回",
    V.INTEGRATE: "统筹整合",
    V.ASSIGN: "安排到项目",
    V.ADJUST: "调整",
    V.DISBURSE: "拨付",
    V.PAY: "支付",
    V.RETURN: "退回",
    V.RECOVER: "收回存量",
    V.REISSUE: "盘活",
    V.RELEASE: "转出",
    V.CARRY_OVER: "结转",
    V.INCOME: "收益",
    V.REVERSE: "红冲",
}

_CASH_HELD = (K.UNIT, K.AGENT, K.SPECIAL, K.ADVANCE, K.COLLECTIVE, K.REVOLVING)

_FROM_TO: Final[dict[VoucherKind, tuple[tuple[AccountKind, AccountKind], ...]]] = {
    V.OPEN: tuple((K.SOURCE, k) for k in AccountKind if k not in OUTSIDE),
    V.ALLOCATE: ((K.SOURCE, K.UNASSIGNED),),
    V.PASS_DOWN: ((K.UNASSIGNED, K.SENT_DOWN),),
    V.RECEIVE: ((K.UPSTREAM, K.UNASSIGNED),),
    V.SEND_BACK: ((K.UNASSIGNED, K.SENT_UP), (K.RECOVERED, K.SENT_UP)),
    V.RECEIVE_BACK: ((K.SENT_DOWN, K.UNASSIGNED),),
    V.INTEGRATE: ((K.UNASSIGNED, K.POOL),),
    V.ASSIGN: ((K.UNASSIGNED, K.PROJECT), (K.POOL, K.PROJECT)),
    V.ADJUST: (
        (K.PROJECT, K.PROJECT),
        (K.PROJECT, K.UNASSIGNED),
        (K.PROJECT, K.POOL),
    ),
    V.DISBURSE: tuple((K.PROJECT, k) for k in (*_CASH_HELD, K.HOUSEHOLD, K.VENDOR)),
    V.PAY: tuple(
        (k, payee)
        for k in (K.UNIT, K.AGENT, K.SPECIAL, K.ADVANCE, K.COLLECTIVE)
        for payee in (K.HOUSEHOLD, K.VENDOR)
    ),
    V.RETURN: (
        *((k, K.PROJECT) for k in (*_CASH_HELD, K.HOUSEHOLD, K.VENDOR)),
        *(
            (payee, k)
            for k in (K.UNIT, K.AGENT, K.SPECIAL, K.ADVANCE, K.COLLECTIVE)
            for payee in (K.HOUSEHOLD, K.VENDOR)
        ),
    ),
    V.RECOVER: tuple(
        (k, K.RECOVERED) for k in AccountKind if k in CARRIED and k is not K.RECOVERED
    ),
    V.REISSUE: ((K.RECOVERED, K.UNASSIGNED),),
    V.RELEASE: ((K.RECOVERED, K.RELEASED),),
    V.CARRY_OVER: tuple((k, k) for k in AccountKind if k in CARRIED),
    V.INCOME: ((K.SOURCE, K.UNASSIGNED),),
}

MOVEMENTS: Final[frozenset[tuple[VoucherKind, AccountKind, AccountKind]]] = frozenset(
    (kind, from_kind, to_kind) for kind, pairs in _FROM_TO.items() for from_kind, to_kind in pairs
)
"""Every allowed (voucher, from, to). A reversal mirrors its original and needs no row here."""
