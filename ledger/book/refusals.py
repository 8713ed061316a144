"""Why may a voucher not be posted? One class a rule, named by the token that SQL raises.

The order here is the order of the checks in `post()`: a voucher that breaks two rules is refused
by the first. `{…}` are filled from the details that SQL reports.
"""

from __future__ import annotations

import json
from typing import ClassVar

import psycopg

from ledger.values.kinds import AccountKind
from ledger.values.money import yuan
from ledger.values.refusal import Refusal, all_refusals


class LedgerRefusal(Refusal, abstract=True):
    """A rule of the ledger that the database enforces."""

    template: ClassVar[str]


class ActorMissing(LedgerRefusal):
    """Maker and checker are both named."""

    template = "必须写明经办人和复核人"


class MakerIsChecker(LedgerRefusal):
    """Two pairs of eyes: maker and checker differ."""

    template = "经办人和复核人不能是同一人（{maker}）"


class RoleMayNotPost(LedgerRefusal):
    """Only a finance checker posts; an administrator can neither make nor check."""

    template = "只有财政复核岗可以记账，当前角色是 {role}"


class BookOutOfReach(LedgerRefusal):
    """Write reach is the user's own book."""

    template = "无权在账簿 {book} 记账"


class BookUnknown(LedgerRefusal):
    """The book exists."""

    template = "没有账簿 {book}"


class KeyWithOtherContent(LedgerRefusal):
    """A key names one content for ever."""

    template = "同一业务编号已经记过另一内容（{key}）"


class KeyTwiceInBatch(LedgerRefusal):
    """The vouchers of one call have different keys."""

    template = "同一批里有两张凭证用了同一业务编号"


class YearNotOpen(LedgerRefusal):
    """The fiscal year of a voucher is open in its book."""

    template = "账簿 {book} 的 {year} 年度尚未开账"


class YearClosed(LedgerRefusal):
    """Closed periods stay closed; a late event is recorded in an open one."""

    template = "账簿 {book} 的 {year} 年度已经结账，请记入未结账的年度"


class NotApproved(LedgerRefusal):
    """A draft is posted only with the approval of this version and this digest."""

    template = "这份草稿的这一版没有复核通过，或复核后又有改动"


class ReasonMissing(LedgerRefusal):
    """Where a warning is overridden the checker writes the reason."""

    template = "有风险提示的凭证，复核人必须写明理由"


class OpenAfterLive(LedgerRefusal):
    """Opening balances are dated before the book's first live day."""

    template = "期初余额只能记在账簿启用日之前"


class OpeningClosed(LedgerRefusal):
    """Once the opening of a book is closed it takes no opening voucher and no other list."""

    template = "账簿的期初已经结清，不能再记期初凭证，也不能再登记期初清单"


class BackfillAfterLive(LedgerRefusal):
    """Real history is entered late only for days before the book's first live day."""

    template = "补录只能用于账簿启用日之前的业务"


class ReversalNamesNothing(LedgerRefusal):
    """A reversal, and nothing else, names the voucher it reverses."""

    template = "红冲凭证必须写明被红冲的凭证，其他凭证不能写"


class ReversedUnknown(LedgerRefusal):
    """The voucher to be reversed exists in this book."""

    template = "找不到被红冲的凭证"


class ReversalIsFinal(LedgerRefusal):
    """A reversal is not reversed; a new voucher says what it replaces."""

    template = "红冲凭证不能再红冲，请另记一张凭证并注明替代关系"


class ReplacedUnknown(LedgerRefusal):
    """The voucher that is replaced exists in this book."""

    template = "找不到被替代的凭证"


class DeliveryUnknown(LedgerRefusal):
    """A receive names a delivery of this lot from the upper book, a receive_back from the lower."""

    template = (
        "账簿 {origin_book} 没有下达（退回）过这笔资金（{origin_year} 年第 {origin_number} 号）"
    )


class DeliveryWithdrawn(LedgerRefusal):
    """The other book has not taken the delivery back."""

    template = "账簿 {origin_book} 已撤回这笔下达（退回）（{origin_year} 年第 {origin_number} 号）"


class ReceivedExceedsDelivery(LedgerRefusal):
    """Received in all is at most what was passed down or sent back."""

    template = "累计收到数超过对方下达（退回）数（{origin_year} 年第 {origin_number} 号）"


class LotNotMadeByThisKind(LedgerRefusal):
    """Lots come about by open, allocate, receive and income, each of its own origins."""

    template = "这类凭证不能新建这种来源的资金批次"


class LotFactsDiffer(LedgerRefusal):
    """A lot keeps its origin facts: a receive repeats those that were delivered."""

    template = "资金批次 {lot} 的来源信息与上级下达的不一致"


class LotExists(LedgerRefusal):
    """A lot is made once in a book, and only its own voucher brings its money in."""

    template = "资金批次 {lot} 在本账簿已经存在"


class AssetNotNamed(LedgerRefusal):
    """A lot that an asset earned names the asset, and no other lot does."""

    template = "资产收益的资金批次 {lot} 必须写明资产，其他来源的不能写"


class LotAmountDiffers(LedgerRefusal):
    """What an allocation or income books is the amount of its document."""

    template = "资金批次 {lot} 的金额与分录合计不符"


class EntryAmountNotPositive(LedgerRefusal):
    """An entry moves more than zero fen."""

    template = "第 {entry} 条分录金额必须大于零"


class EntryMovesNothing(LedgerRefusal):
    """An entry moves money between two different accounts."""

    template = "第 {entry} 条分录的转出和转入是同一账户"


class MovementNotAllowed(LedgerRefusal):
    """Each kind of voucher moves money only between its kinds of account."""

    template = "第 {entry} 条分录：这类凭证不能在这两类账户之间记账"


class LotUnknown(LedgerRefusal):
    """The lot exists in this book."""

    template = "第 {entry} 条分录的资金批次在本账簿不存在"


class CarryOverNotToNextYear(LedgerRefusal):
    """Money is carried to the same account of the next year."""

    template = "第 {entry} 条分录：结转只能转入同一账户的下一年度"


class AccountOfOtherYear(LedgerRefusal):
    """Accounts are of the voucher's own fiscal year."""

    template = "第 {entry} 条分录的账户不属于凭证年度"


class AccountYearClosed(LedgerRefusal):
    """Nothing comes to stand in a closed year, not even by reversing a carry-over."""

    template = "第 {entry} 条分录的转入账户属于已结账的年度"


class EntryNamesNothing(LedgerRefusal):
    """Entries of a reversal, return, receive or receive_back name the entry they are about."""

    template = "第 {entry} 条分录必须写明所对应的原分录，其他凭证不能写"


class SentDownToOtherBook(LedgerRefusal):
    """What a lower book sent back is taken off what was passed down to that book."""

    template = "第 {entry} 条分录：退回的资金只能冲减当初下达给该账簿的数"


class EntryReversed(LedgerRefusal):
    """No line is reversed twice, and nothing is returned from a reversed one."""

    template = "第 {entry} 条分录对应的原分录已经红冲"


class LineAmountDiffers(LedgerRefusal):
    """The entries of a payment line add up to it."""

    template = "第 {line} 条发放明细的金额与分录合计不符"


class EntryNamedUnknown(LedgerRefusal):
    """The entry that is named exists and belongs to the voucher that is named."""

    template = "找不到第 {entry} 条分录所对应的原分录"


class EntryNotReturnable(LedgerRefusal):
    """Only disbursements and payments are returned."""

    template = "第 {entry} 条分录：只有拨付和支付可以退回"


class EntryNotSettleable(LedgerRefusal):
    """Only a disbursement to an agent or unit is settled by payments."""

    template = "第 {entry} 条分录：只有拨付可以由支付核销"


class NotMirrored(LedgerRefusal):
    """A reversal or return goes back the way the money came, of the same lot."""

    template = "第 {entry} 条分录与原分录的账户、批次或金额不对应"


class ReturnExceedsEntry(LedgerRefusal):
    """Returned in all is at most what was paid."""

    template = "第 {entry} 条分录：累计退回数超过原支付数"


class SettlementExceedsEntry(LedgerRefusal):
    """Paid out of a roster in all is at most what was disbursed for it."""

    template = "第 {entry} 条分录：累计支付数超过原拨付数"


class LineNamedUnknown(LedgerRefusal):
    """A payment line that names another names one that exists."""

    template = "第 {line} 条发放明细所对应的原明细不存在"


class MoneyMovedOn(LedgerRefusal):
    """A reversal is refused while later vouchers, or another book, have moved the money on."""

    template = "资金已经转出，须先红冲后面的凭证"
    received = "账簿 {book} 已收到 {received_yuan}，须先由它退回或红冲"


class NoOverdraft(LedgerRefusal):
    """No account that may not go below zero does so, per lot, in the order of recording."""

    template = (
        "账户余额不足：{account_name} 批次 {lot} 现有 {balance_fen} 分，本次变动 {moved_fen} 分"
    )


class EarlierYearOpen(LedgerRefusal):
    """Years are closed in their order."""

    template = "账簿 {book} 的 {earlier_year} 年度还没有结账，不能先结 {year} 年度"


class YearNotCleared(LedgerRefusal):
    """A year is closed when all that stood in it was carried over, recovered or released."""

    template = (
        "账簿 {book} 的 {year} 年度还有 {places} 处余额，须先结转、收回或转出：{standing_text}"
    )


class DecemberClosesWithYear(LedgerRefusal):
    """December stays open into January (整理期) and closes with its year."""

    template = "12 月随年度一起结账（整理期），请办理 {year} 年度结账"


class MonthClosed(LedgerRefusal):
    """Months are closed in their order, each once."""

    template = "账簿 {book} 的 {year} 年已经结账到 {closed_month} 月"


class MonthNotOver(LedgerRefusal):
    """A month is closed when its last day is past."""

    template = "{year} 年 {month} 月还没有过完，不能结账"


class YearNotOver(LedgerRefusal):
    """A year is closed when 31 December is past."""

    template = "{year} 年还没有过完，不能结账"


class DeliveredOtherwise(LedgerRefusal):
    """A delivery arrives once; the same delivery with other content is refused."""

    template = "账簿 {origin_book} 的这笔下达此前以另一内容送达"


class PeerOfOwnBook(LedgerRefusal):
    """Nobody else speaks for a book that is kept in this database."""

    template = "账簿 {book} 就记在本库，不能登记由别的单位代它签发文件"


class SignerUnknown(LedgerRefusal):
    """A file from another database is signed by a key that was registered here."""

    template = "文件由没有登记过的密钥签发，不予采用（账簿 {book}，密钥 {key}）"


class SignerMayNotSpeak(LedgerRefusal):
    """A registered key signs for its own books only."""

    template = "签发文件的密钥已登记，但不是账簿 {book} 的，不予采用（密钥 {key}）"


class SignerRevoked(LedgerRefusal):
    """A key that was struck off signs nothing any more."""

    template = "签发文件的密钥已注销，不再代表账簿 {book}（密钥 {key}）"


class ReceiptOfNothing(LedgerRefusal):
    """A receipt acknowledges what was passed down or sent back to that book, just so."""

    template = (
        "账簿 {lower_book} 的回执写有 {year} 年第 {number} 号第 {entry} 条，"
        "账簿 {book} 没有这样下达（退回）过"
    )


class LotNotEnteredHere(LedgerRefusal):
    """Only the book that entered a lot says which lot of another book is the same money."""

    template = "资金批次 {lot} 不是账簿 {book} 自己录入的，不能由它认定为同一笔资金"


class LinkedLotUnknown(LedgerRefusal):
    """The lot that another is said to be the same as was booked or delivered here."""

    template = "本库没有资金批次 {same_as}，既未记账也未送达"


class LotsInACircle(LedgerRefusal):
    """Lots that are the same money form a chain that ends."""

    template = "资金批次 {same_as} 已经认定与 {lot} 为同一笔资金，不能再反过来认定"


class RoleMayNotConfirm(LedgerRefusal):
    """Only a township or a village records what payees confirm."""

    template = "只有乡镇和村可以登记签收，当前角色是 {role}"


class ConfirmedLineUnknown(LedgerRefusal):
    """What is confirmed is a payment line of a disbursement or payment."""

    template = "第 {place} 笔签收：没有 {year} 年第 {number} 号凭证第 {line} 行这笔发放"


class ConfirmedLineOutOfReach(LedgerRefusal):
    """A township or village confirms for its own place only."""

    template = "第 {place} 笔签收：{year} 年第 {number} 号凭证第 {line} 行不是本村（本乡镇）的发放"


class ConfirmationContradictsLine(LedgerRefusal):
    """Less than the line is said to be less, and only that is."""

    template = (
        "第 {place} 笔签收：发放 {paid_fen} 分，写收到 {amount_fen} 分；"
        "不足的应登记为少收到，足额的应登记为已收到"
    )


class ConfirmationDayImpossible(LedgerRefusal):
    """Nobody signs tomorrow, or a year before the payment."""

    template = "第 {place} 笔签收：签收日期在今天之后，或比发放早一年以上"


class CorrectedUnknown(LedgerRefusal):
    """A correction names a confirmation of the same payment line."""

    template = "第 {place} 笔签收：找不到它所更正的签收"


class ConfirmedAlready(LedgerRefusal):
    """A line is confirmed once; what was wrong is corrected once by one that names it."""

    template = (
        "第 {place} 笔签收：{year} 年第 {number} 号凭证第 {line} 行已经登记过签收，"
        "有错的请更正最近的那一笔"
    )


class AttachmentSubjectUnknown(LedgerRefusal):
    """A file is attached to something of this book."""

    template = "找不到附件所属的对象"


class DraftNotOpen(LedgerRefusal):
    """Files are added to and taken off a draft before it is submitted."""

    template = "草稿已提交复核或已记账，不能再增减附件"


class AttachmentIsPermanent(LedgerRefusal):
    """Only a file on an open draft is taken off again."""

    template = "附件已经登记入账，不能去掉"


class OpeningListUnknown(LedgerRefusal):
    """The opening is closed against a list of this book."""

    template = "这个账簿没有登记这份期初清单，请先导入期初余额"


class OpeningTotalDiffers(LedgerRefusal):
    """The total that was signed is that of the list."""

    template = "签字的总额是 {signed_fen} 分，清单合计是 {listed_fen} 分"


class OpeningDiffers(LedgerRefusal):
    """The opening is closed when the ledger is what the signed list says."""

    template = "账簿 {book} 的期初与签字清单有 {differences} 处不符"


class ErasureNotApproved(LedgerRefusal):
    """Personal data are erased when one asked for it and another, who carries it out, approved."""

    template = "删除个人信息的申请 {request} 没有由这位复核人批准"


class PersonErased(LedgerRefusal):
    """Whoever was erased is not registered again."""

    template = "人员 {person} 的个人信息已依法删除，不能再登记"


class NotADemo(LedgerRefusal):
    """The clock of a real database cannot be set."""

    template = "正式账套的时钟不能调整"


class AppendOnly(LedgerRefusal):
    """Rows of the ledger are added, never changed."""

    template = "账簿记录只增不改"


class _Blank(dict[str, object]):
    def __missing__(self, key: str) -> str:
        return "?"


def refusal_of(error: psycopg.Error) -> LedgerRefusal | None:
    """The refusal that a database error of ours stands for, or None if it is not ours."""
    if error.diag.constraint_name == "entry_reversed_once":
        # Two vouchers of one call reverse the same entry: `post()` sees older entries only.
        return EntryReversed("同一条分录在一次提交中红冲了两次")
    message = error.diag.message_primary or ""
    if error.sqlstate != "SL001" or not message.startswith("["):
        return None
    token = message[1 : message.index("]")]
    details: dict[str, object] = json.loads(error.diag.message_detail or "{}")
    if details.get("kind") in set(AccountKind) and "account" in details:
        kind = AccountKind(str(details["kind"]))
        details["account_name"] = f"{kind.chinese}（账户 {details['account']}）"
    if isinstance(standing := details.get("standing"), list):
        details["standing_text"] = "；".join(map(_standing_text, standing))
    if isinstance(received_fen := details.get("received_fen"), int):
        text = MoneyMovedOn.received.format(received_yuan=yuan(received_fen), **details)
        return MoneyMovedOn(text, **details)
    for each in all_refusals():
        if each.code == token and issubclass(each, LedgerRefusal):
            return each(each.template.format_map(_Blank(details)), **details)
    return None


def _standing_text(place: dict[str, object]) -> str:
    kind, owner = AccountKind(str(place["kind"])), place["owner"]
    whose = f"（{owner}）" if owner else ""
    return f"{kind.chinese}{whose}批次 {place['lot']} {yuan(int(str(place['amount_fen'])))}"
