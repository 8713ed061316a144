"""Who is asking, and may he? A permission is the type of a route's parameter.

    def list_books(caller: ToReadBooks, snapshot: Snapshot) -> …

Under /api/ the caller is named by `Authorization: Bearer`, on the pages by the cookie. A cookie
never counts for the API, a bearer token never for the pages; a page that changes something also
needs the form token of its session.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from starlette.concurrency import run_in_threadpool

from api.access import Caller, Permission
from api.site import Site, site_of
from api.tokens import Claims, Purpose, TokenRefused
from api.users import standing_of
from ledger.values.refusal import Refusal

COOKIE = "sunledger"
FORM_FIELD = "form_token"
API = "/api/"


class NotSignedIn(Refusal):
    """What is asked for is not public: the caller says who he is."""


class PermissionMissing(Refusal):
    """The caller has a role with this permission."""


class FormForged(Refusal):
    """A form that changes something carries the token of its own session and comes from here."""


_bearer = HTTPBearer(auto_error=False, description="POST /api/token 得到的 access_token")


class Needs:
    """The dependency behind each type below; the list of routes is checked for it."""

    def __init__(self, permission: Permission) -> None:
        self.permission = permission

    async def __call__(
        self,
        request: Request,
        bearer: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)],
    ) -> Caller:
        site = site_of(request)
        if request.url.path.startswith(API):
            if bearer is None:
                raise NotSignedIn("请先登录（POST /api/token），并在 Authorization 中带上令牌")
            caller, _ = await run_in_threadpool(recognise, site, bearer.credentials, Purpose.ACCESS)
        else:
            token = request.cookies.get(COOKIE)
            if not token:
                raise NotSignedIn("请先登录")
            caller, claims = await run_in_threadpool(recognise, site, token, Purpose.WEB)
            request.state.caller, request.state.claims = caller, claims
            if request.method not in ("GET", "HEAD"):
                await _check_form(request, site, claims)
        if not caller.may(self.permission):
            raise PermissionMissing(
                f"您的角色没有「{self.permission.chinese}」的权限",
                permission=self.permission.value,
            )
        return caller


def recognise(site: Site, token: str, purpose: Purpose) -> tuple[Caller, Claims]:
    """The caller of a token, with the roles he has now. Raises TokenRefused."""
    claims = site.tokens.read(token, purpose)
    with site.engine.connect() as pooled:
        connection = pooled.connection.driver_connection
        assert connection is not None
        standing = standing_of(connection, claims.login)
    if standing is None or site.tokens.version(standing.password_hash) != claims.password_version:
        raise TokenRefused("账号已停用或密码已更改，请重新登录")
    return Caller(claims.login, standing.name, standing.grants, claims.session), claims


async def _check_form(request: Request, site: Site, claims: Claims) -> None:
    check_same_site(request)
    given = (await request.form()).get(FORM_FIELD)
    if not isinstance(given, str) or not site.tokens.form_token_matches(claims.session, given):
        raise FormForged("表单已失效，请返回刷新页面后重试")


def check_same_site(request: Request) -> None:
    """A browser that says the form came from elsewhere is believed. Raises FormForged."""
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        raise FormForged("表单来自其他网站，已拒绝")


ToSeeOneself = Annotated[Caller, Depends(Needs(Permission.SELF_READ))]
ToReadBooks = Annotated[Caller, Depends(Needs(Permission.BOOK_READ))]
ToReadVouchers = Annotated[Caller, Depends(Needs(Permission.VOUCHER_READ))]
ToTrace = Annotated[Caller, Depends(Needs(Permission.VOUCHER_TRACE))]
ToReadProjects = Annotated[Caller, Depends(Needs(Permission.PROJECT_READ))]
ToWriteProjects = Annotated[Caller, Depends(Needs(Permission.PROJECT_WRITE))]
ToReadNames = Annotated[Caller, Depends(Needs(Permission.NAME_READ))]
ToReadDrafts = Annotated[Caller, Depends(Needs(Permission.DRAFT_READ))]
ToWriteDrafts = Annotated[Caller, Depends(Needs(Permission.DRAFT_WRITE))]
ToDecideDrafts = Annotated[Caller, Depends(Needs(Permission.DRAFT_DECIDE))]
ToClosePeriods = Annotated[Caller, Depends(Needs(Permission.PERIOD_CLOSE))]
ToReadInbound = Annotated[Caller, Depends(Needs(Permission.INBOUND_READ))]
ToReadImports = Annotated[Caller, Depends(Needs(Permission.IMPORT_READ))]
ToImport = Annotated[Caller, Depends(Needs(Permission.IMPORT_WRITE))]
ToReadFindings = Annotated[Caller, Depends(Needs(Permission.FINDING_READ))]
ToQuery = Annotated[Caller, Depends(Needs(Permission.QUERY_RUN))]
ToRunAudit = Annotated[Caller, Depends(Needs(Permission.AUDIT_RUN))]
ToSetParameters = Annotated[Caller, Depends(Needs(Permission.PARAMETER_WRITE))]
ToReadCases = Annotated[Caller, Depends(Needs(Permission.CASE_READ))]
ToWorkOnCases = Annotated[Caller, Depends(Needs(Permission.CASE_WRITE))]
ToReply = Annotated[Caller, Depends(Needs(Permission.CASE_REPLY))]
ToTakeCases = Annotated[Caller, Depends(Needs(Permission.CASE_TAKE))]
ToReadConfirmations = Annotated[Caller, Depends(Needs(Permission.CONFIRMATION_READ))]
ToConfirm = Annotated[Caller, Depends(Needs(Permission.CONFIRMATION_WRITE))]
ToReadAttachments = Annotated[Caller, Depends(Needs(Permission.ATTACHMENT_READ))]
ToAttach = Annotated[Caller, Depends(Needs(Permission.ATTACHMENT_WRITE))]
ToCloseOpening = Annotated[Caller, Depends(Needs(Permission.OPENING_CLOSE))]
ToReadNotices = Annotated[Caller, Depends(Needs(Permission.NOTICE_READ))]
ToPrintNotices = Annotated[Caller, Depends(Needs(Permission.NOTICE_PRINT))]
ToRecordNotices = Annotated[Caller, Depends(Needs(Permission.NOTICE_RECORD))]
ToShowEvidence = Annotated[Caller, Depends(Needs(Permission.EVIDENCE_WRITE))]
ToReadObjections = Annotated[Caller, Depends(Needs(Permission.OBJECTION_READ))]
ToAnswerObjections = Annotated[Caller, Depends(Needs(Permission.OBJECTION_WRITE))]
ToReadHouseholds = Annotated[Caller, Depends(Needs(Permission.HOUSEHOLD_READ))]
ToRecordHouseholds = Annotated[Caller, Depends(Needs(Permission.HOUSEHOLD_WRITE))]
ToReadErasures = Annotated[Caller, Depends(Needs(Permission.ERASURE_READ))]
ToAskErasures = Annotated[Caller, Depends(Needs(Permission.ERASURE_REQUEST))]
ToDecideErasures = Annotated[Caller, Depends(Needs(Permission.ERASURE_DECIDE))]
ToExportPersons = Annotated[Caller, Depends(Needs(Permission.PERSON_EXPORT))]
ToExportRegisters = Annotated[Caller, Depends(Needs(Permission.REGISTER_EXPORT))]
ToManageUsers = Annotated[Caller, Depends(Needs(Permission.USER_MANAGE))]
