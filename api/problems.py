"""How does an error reach the caller? As an RFC 9457 problem, or on a page as a sentence.

One table maps domain refusals to status codes; what is not in it is 422. Titles are Chinese, codes
English, and the program's own inside is never told.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, Final

from fastapi.responses import JSONResponse
from pydantic import BaseModel

from api.callers import FormForged, NotSignedIn, PermissionMissing
from api.draft_checking import LeadsUnexplained
from api.householding import HouseholdCodeTaken
from api.import_reach import ImportKindUnknown, ImportNotAllowed
from api.importing import ImportedAtTheSameTime
from api.not_found import NotFound
from api.noticing import PlaceOutOfReach
from api.reading.published import NoticeNotReproducible
from api.throttle import TooManyAttempts
from api.tokens import TokenRefused
from api.users import LoginTaken, SignInFailed, UserUnknown
from audit.case_refusals import (
    CaseClosedByOne,
    CaseLeadNotHere,
    CaseLeadSettled,
    CaseLeadsUndisposed,
    CaseLeadTaken,
    CaseLeadUnknown,
    CaseMovedOn,
    CaseOutOfReach,
    CaseReferralOpen,
    CaseReplyNotAsked,
    CaseRoleRefused,
    CaseStepNotAllowed,
    CaseUnknown,
    RecoveryCountedAlready,
    RecoveryNotHere,
    RecoveryTakenBack,
    RecoveryVoucherUnknown,
    SuppressionByOne,
    SuppressionDecided,
    SuppressionStands,
    SuppressionUnknown,
)
from audit.catalogue import RuleUnknown
from audit.jobs import AuditJobUnknown, AuditRunning
from audit.paper.contents import PaperWithoutRun
from audit.query.catalogue import QueryNameTaken, QueryUnknown
from audit.set_parameter import ParameterRecordedMeanwhile
from ledger.book.drafts import DraftIncomplete, DraftNotNewest, DraftStepNotAllowed, DraftUnknown
from ledger.book.erasure import (
    ErasureByOnePerson,
    ErasureDecidedAlready,
    ErasurePersonUnknown,
    ErasureRequestUnknown,
)
from ledger.book.lot_choice import LotsShort
from ledger.book.refusals import (
    AttachmentIsPermanent,
    AttachmentSubjectUnknown,
    BookOutOfReach,
    BookUnknown,
    ConfirmedAlready,
    ConfirmedLineOutOfReach,
    ConfirmedLineUnknown,
    DeliveryWithdrawn,
    DraftNotOpen,
    ErasureNotApproved,
    KeyWithOtherContent,
    LotUnknown,
    MakerIsChecker,
    MoneyMovedOn,
    NoOverdraft,
    NotApproved,
    OpeningClosed,
    OpeningDiffers,
    OpeningListUnknown,
    PersonErased,
    ReceivedExceedsDelivery,
    ReversedUnknown,
    RoleMayNotConfirm,
    RoleMayNotPost,
    YearClosed,
    YearNotOpen,
)
from ledger.disclosure.village import RegionHasNoBook
from ledger.intake.numbers import NumberTakenMeanwhile
from ledger.intake.quarantine import AsideUnknown
from ledger.register.known import SaidOtherwiseAtOnce
from ledger.register.notice_readings import NoticeNotRegistered
from ledger.register.objections import ObjectionStepNotAllowed, ObjectionUnknown
from ledger.register.regions import RegionUnknown
from ledger.register.steps import (
    ProjectNotInLibrary,
    ProjectUnknown,
    StepNotThere,
    StepStands,
)
from ledger.register.versions import ChangeWithoutDocument, NothingToVoid, RegisteredMeanwhile
from ledger.storage.attachments import (
    AttachmentAltered,
    AttachmentMissing,
    AttachmentTooLarge,
    AttachmentTypeNotAccepted,
)
from ledger.storage.sealing import SealBroken
from ledger.storage.uploads import UploadGone, UploadTooLarge
from ledger.values.refusal import Refusal

MEDIA_TYPE: Final = "application/problem+json"

STATUS: Final[dict[type[Refusal], int]] = {
    NotSignedIn: 401,
    TokenRefused: 401,
    SignInFailed: 401,
    PermissionMissing: 403,
    FormForged: 403,
    BookOutOfReach: 403,
    RoleMayNotPost: 403,
    RoleMayNotConfirm: 403,
    ConfirmedLineOutOfReach: 404,
    ConfirmedLineUnknown: 404,
    AttachmentSubjectUnknown: 404,
    AttachmentMissing: 404,
    OpeningListUnknown: 404,
    NotFound: 404,
    BookUnknown: 404,
    DraftUnknown: 404,
    LotUnknown: 404,
    RegionUnknown: 404,
    ProjectUnknown: 404,
    ReversedUnknown: 404,
    UserUnknown: 404,
    RuleUnknown: 404,
    QueryUnknown: 404,
    PaperWithoutRun: 409,
    QueryNameTaken: 409,
    ParameterRecordedMeanwhile: 409,
    DraftIncomplete: 409,
    DraftNotNewest: 409,
    ChangeWithoutDocument: 409,
    NothingToVoid: 409,
    ProjectNotInLibrary: 409,
    RegisteredMeanwhile: 409,
    StepNotThere: 409,
    StepStands: 409,
    DraftStepNotAllowed: 409,
    MakerIsChecker: 409,
    AuditRunning: 409,
    AuditJobUnknown: 409,
    LeadsUnexplained: 422,
    NotApproved: 409,
    KeyWithOtherContent: 409,
    YearClosed: 409,
    YearNotOpen: 409,
    NoOverdraft: 409,
    LotsShort: 409,
    MoneyMovedOn: 409,
    DeliveryWithdrawn: 409,
    ReceivedExceedsDelivery: 409,
    ConfirmedAlready: 409,
    AttachmentIsPermanent: 409,
    DraftNotOpen: 409,
    OpeningClosed: 409,
    OpeningDiffers: 409,
    ErasurePersonUnknown: 404,
    ErasureRequestUnknown: 404,
    ErasureByOnePerson: 409,
    ErasureDecidedAlready: 409,
    ErasureNotApproved: 409,
    PersonErased: 409,
    SaidOtherwiseAtOnce: 409,
    HouseholdCodeTaken: 409,
    AttachmentTooLarge: 413,
    UploadTooLarge: 413,
    UploadGone: 404,
    ImportNotAllowed: 403,
    ImportKindUnknown: 404,
    ImportedAtTheSameTime: 409,
    NumberTakenMeanwhile: 409,
    AsideUnknown: 404,
    AttachmentTypeNotAccepted: 415,
    AttachmentAltered: 500,
    LoginTaken: 409,
    NoticeNotReproducible: 409,
    ObjectionStepNotAllowed: 409,
    ObjectionUnknown: 404,
    NoticeNotRegistered: 404,
    RegionHasNoBook: 404,
    PlaceOutOfReach: 403,
    TooManyAttempts: 429,
    SealBroken: 500,
    CaseRoleRefused: 403,
    CaseReplyNotAsked: 403,
    CaseOutOfReach: 404,
    CaseUnknown: 404,
    CaseLeadUnknown: 404,
    CaseLeadNotHere: 404,
    RecoveryVoucherUnknown: 404,
    SuppressionUnknown: 404,
    CaseMovedOn: 409,
    CaseStepNotAllowed: 409,
    CaseLeadTaken: 409,
    CaseLeadSettled: 409,
    CaseLeadsUndisposed: 409,
    CaseReferralOpen: 409,
    CaseClosedByOne: 409,
    RecoveryNotHere: 409,
    RecoveryCountedAlready: 409,
    RecoveryTakenBack: 409,
    SuppressionStands: 409,
    SuppressionDecided: 409,
    SuppressionByOne: 409,
}
"""The one table from refusal to status."""

TITLES: Final[dict[int, str]] = {
    400: "请求无法理解",
    401: "需要登录",
    403: "没有权限",
    404: "没有找到",
    405: "不支持这种操作",
    409: "与现状冲突",
    413: "内容过大",
    415: "格式不支持",
    422: "内容不符合要求",
    429: "操作过于频繁",
    500: "系统内部错误",
}


class FieldProblem(BaseModel):
    """Which part of a request is wrong, and why. The value itself is not repeated."""

    where: str
    message: str


class Problem(BaseModel):
    """An error as application/problem+json (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    details: dict[str, Any] = {}
    errors: list[FieldProblem] = []


def status_of(refusal: Refusal) -> int:
    """The status of a refusal, its own or that of the nearest class above it."""
    return next((STATUS[each] for each in type(refusal).__mro__ if each in STATUS), 422)


def problem_of(refusal: Refusal) -> Problem:
    status = status_of(refusal)
    if status >= 500:
        return internal_problem()
    return make_problem(status, refusal.code, refusal.message, details=refusal.details)


def make_problem(
    status: int,
    code: str,
    detail: str,
    *,
    details: dict[str, object] | None = None,
    errors: list[FieldProblem] | None = None,
) -> Problem:
    return Problem(
        type=f"urn:sunledger:problem:{code}",
        title=TITLES.get(status, HTTPStatus(status).phrase),
        status=status,
        detail=detail,
        code=code,
        details=details or {},
        errors=errors or [],
    )


def internal_problem() -> Problem:
    return make_problem(500, "internal_error", "系统出错，已记入日志；请稍后再试或联系管理员")


def http_problem(status: int) -> Problem:
    """An error of the framework: unknown path, wrong method."""
    detail = {404: "没有这个地址", 405: "这个地址不支持这种方法"}.get(status)
    code = HTTPStatus(status).phrase.lower().replace(" ", "_")
    return make_problem(status, code, detail or TITLES.get(status, "请求没有办成"))


def fields_problem(errors: list[dict[str, Any]]) -> Problem:
    """What pydantic found wrong with a request."""
    found = [
        FieldProblem(where=".".join(str(part) for part in error["loc"]), message=_in_chinese(error))
        for error in errors
    ]
    detail = "；".join(f"{each.where}：{each.message}" for each in found[:5])
    return make_problem(422, "request_not_valid", detail or "内容不符合要求", errors=found[:50])


def problem_response(problem: Problem, headers: dict[str, str] | None = None) -> JSONResponse:
    sent = dict(headers or {})
    if problem.status == 401:
        sent.setdefault("WWW-Authenticate", "Bearer")
    if problem.status == 429:
        sent.setdefault("Retry-After", str(problem.details.get("wait_s", 60)))
    return JSONResponse(problem.model_dump(), problem.status, headers=sent, media_type=MEDIA_TYPE)


_MESSAGES: Final[dict[str, str]] = {
    "missing": "没有填写",
    "int_type": "应为整数（金额以分为单位，不能是小数）",
    "int_from_float": "应为整数（金额以分为单位，不能是小数）",
    "int_parsing": "应为整数",
    "int_parsing_size": "数字过大",
    "string_type": "应为文字",
    "string_too_long": "文字过长",
    "string_too_short": "没有填写",
    "string_pattern_mismatch": "格式不对",
    "uuid_parsing": "不是正确的编号",
    "uuid_type": "不是正确的编号",
    "date_from_datetime_parsing": "不是正确的日期",
    "date_parsing": "不是正确的日期",
    "date_type": "不是正确的日期",
    "enum": "不是可选的值",
    "literal_error": "不是可选的值",
    "extra_forbidden": "没有这一项",
    "json_invalid": "不是正确的 JSON",
    "list_type": "应为列表",
    "too_long": "条数过多",
    "too_short": "条数太少",
    "greater_than_equal": "小于允许的最小值",
    "less_than_equal": "大于允许的最大值",
    "greater_than": "小于允许的最小值",
    "model_attributes_type": "应为对象",
    "bool_type": "应为 true 或 false",
    "bool_parsing": "应为 true 或 false",
}


def _in_chinese(error: dict[str, Any]) -> str:
    if error["type"] == "value_error":
        # Raised by our own validators, whose messages are Chinese.
        return str(error.get("ctx", {}).get("error", "不符合要求"))
    return _MESSAGES.get(error["type"], "不符合要求")
