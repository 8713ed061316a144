"""Why may a step of a case not be taken? One class a rule, named by the token that SQL raises.

The order is that of the checks in ledger/storage/sql/audit_cases.sql. Who is not named, and a book
that is not there, are refused as everywhere (ledger/book/refusals.py).
"""

from __future__ import annotations

from ledger.book.refusals import LedgerRefusal


class CaseRoleRefused(LedgerRefusal):
    """Auditors work on cases, inspectors take over what was referred, whoever is asked replies."""

    template = "当前角色不能办理核查单的这一步"


class CaseOutOfReach(LedgerRefusal):
    """A case is worked on by those who may audit its book."""

    template = "账簿 {book} 不在您的审计范围内"


class CaseUnknown(LedgerRefusal):
    """The book has this case."""

    template = "没有这份核查单"


class CaseMovedOn(LedgerRefusal):
    """A step follows the last one that its author has seen."""

    template = "另一位工作人员刚刚办理了这份核查单（已到第 {last} 步），请刷新后再办"


class CaseStepNotAllowed(LedgerRefusal):
    """Steps follow each other: 在查 → 申请销号 → 销号 (or back); 移送 → 受理 → 反馈."""

    template = "核查单现在的状态不能办理这一步，请刷新后再办"


class CaseSaysNothing(LedgerRefusal):
    """A case has a title; questions, replies, dispositions and refusals say why."""

    template = "请写明内容或理由"


class CaseDeadlineWrong(LedgerRefusal):
    """What somebody is to do has a deadline that is not past."""

    template = "办理期限应在今天（{today}）或以后，收到 {due_on}"


class CaseAddresseeUnknown(LedgerRefusal):
    """Who is to act is an active user, or a unit on the register."""

    template = "没有这个用户或单位：{to_login} {to_org}"


class CaseReplyNotAsked(LedgerRefusal):
    """Whoever was asked replies, or an auditor for a unit that replied on paper."""

    template = "没有要求 {login} 作出说明"


class CaseWithoutLead(LedgerRefusal):
    """A case is about at least one lead."""

    template = "核查单至少针对一条疑点"


class CaseLeadUnknown(LedgerRefusal):
    """Only a lead that the newest run raises in this book is worked on."""

    template = "最近一次运行在这个账簿没有疑点 {identity}"


class CaseLeadTaken(LedgerRefusal):
    """A lead is worked on in one open case."""

    template = "疑点已经在核查单〔{year}〕{number}号中"


class CaseLeadSettled(LedgerRefusal):
    """A settled lead comes up again when its facts change, or when its case is opened again."""

    template = "疑点已由核查单〔{year}〕{number}号办结，事实没有变化；要再查，请重新打开那份核查单"


class CaseLeadNotHere(LedgerRefusal):
    """A disposition is of leads of this case."""

    template = "这份核查单没有疑点 {identity}"


class CaseLeadsUndisposed(LedgerRefusal):
    """A case is closed when each of its leads is disposed of."""

    template = "还有 {leads} 条疑点没有认定，不能申请销号"


class CaseReferralOpen(LedgerRefusal):
    """A case that was referred to the inspectors is closed after they have answered."""

    template = "已移送纪检，反馈结果之前不能申请销号"


class CaseClosedByOne(LedgerRefusal):
    """Two pairs of eyes: who asks for the closing does not decide it."""

    template = "申请销号的人和销号的人不能是同一人（{maker}）"


class RecoveryVoucherUnknown(LedgerRefusal):
    """Recovered money is a voucher of the book."""

    template = "账簿里没有 {year} 年第 {number} 号凭证（或其中的这条分录）"


class RecoveryNotHere(LedgerRefusal):
    """Only what was linked to this case is taken off it."""

    template = "{year} 年第 {number} 号凭证没有记为本核查单的追回"


class RecoveryKindWrong(LedgerRefusal):
    """Money comes back by a return, by a recovery of idle money, or by a reversal."""

    template = "{year} 年第 {number} 号凭证不是退回、收回存量或红冲凭证，不能记为追回"


class RecoveryCountedAlready(LedgerRefusal):
    """The same money is recovered once."""

    template = "{year} 年第 {number} 号凭证已经记为追回，不能重复计算"


class RecoveryTakenBack(LedgerRefusal):
    """A voucher that was reversed itself brought nothing back."""

    template = "{year} 年第 {number} 号凭证已被红冲，不能记为追回"


class SuppressionUnknown(LedgerRefusal):
    """A decision is about a suppression that somebody asked for."""

    template = "没有这份暂不提示的申请"


class SuppressionEndWrong(LedgerRefusal):
    """A suppression ends on a day after today, within a year."""

    template = "暂不提示的截止日应在今天（{today}）之后一年以内，收到 {until_on}"


class SuppressionStands(LedgerRefusal):
    """A lead is suppressed, or the suppression asked for, once at a time."""

    template = "这条疑点已有暂不提示，或正在等待批准"


class SuppressionDecided(LedgerRefusal):
    """A suppression is decided once, and ended once after it was approved."""

    template = "这份暂不提示已经有了决定，或者还没有批准"


class SuppressionByOne(LedgerRefusal):
    """Two pairs of eyes: who asks for a suppression does not approve it."""

    template = "申请暂不提示的人和批准的人不能是同一人（{maker}）"
