"""Who may do what, declared once.

One table of roles and permissions. A route names the one permission it needs as the type of a
parameter (callers.py); what is open to everybody stands in `PUBLIC` (route_list.py). Reading
reaches the subtree of the role's region, writing only the role's own book.

Out of reach is answered like not there (404): whether a place has such a book is not told. No role
with the permission at all is 403, and so is writing to a book that one may read.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from ledger.values.region import RegionCode


class Role(StrEnum):
    """角色 of the model; a user may have several, each with its own region."""

    FINANCE_MAKER = "finance_maker"
    FINANCE_CHECKER = "finance_checker"
    PROJECT_DEPARTMENT = "project_department"
    TOWNSHIP = "township"
    VILLAGE = "village"
    AUDITOR = "auditor"
    INSPECTOR = "inspector"
    UPPER_BUREAU = "upper_bureau"
    PUBLIC = "public"
    ADMINISTRATOR = "administrator"

    @property
    def chinese(self) -> str:
        return ROLE_CHINESE[self]


ROLE_CHINESE: Final[dict[Role, str]] = {
    Role.FINANCE_MAKER: "财政经办",
    Role.FINANCE_CHECKER: "财政复核",
    Role.PROJECT_DEPARTMENT: "项目主管",
    Role.TOWNSHIP: "乡镇",
    Role.VILLAGE: "村(两委/驻村工作队)",
    Role.AUDITOR: "审计",
    Role.INSPECTOR: "纪检",
    Role.UPPER_BUREAU: "上级",
    Role.PUBLIC: "公众",
    Role.ADMINISTRATOR: "管理员",
}


class Permission(StrEnum):
    """权限: one thing that may be done."""

    SELF_READ = "self.read"
    BOOK_READ = "book.read"
    VOUCHER_READ = "voucher.read"
    VOUCHER_TRACE = "voucher.trace"
    PROJECT_READ = "project.read"
    PROJECT_WRITE = "project.write"
    NAME_READ = "name.read"
    DRAFT_READ = "draft.read"
    DRAFT_WRITE = "draft.write"
    DRAFT_DECIDE = "draft.decide"
    PERIOD_CLOSE = "period.close"
    INBOUND_READ = "inbound.read"
    IMPORT_READ = "import.read"
    IMPORT_WRITE = "import.write"
    FINDING_READ = "finding.read"
    AUDIT_RUN = "audit.run"
    QUERY_RUN = "query.run"
    PARAMETER_WRITE = "parameter.write"
    CASE_READ = "case.read"
    CASE_WRITE = "case.write"
    CASE_REPLY = "case.reply"
    CASE_TAKE = "case.take"
    CONFIRMATION_READ = "confirmation.read"
    CONFIRMATION_WRITE = "confirmation.write"
    ATTACHMENT_READ = "attachment.read"
    ATTACHMENT_WRITE = "attachment.write"
    OPENING_CLOSE = "opening.close"
    NOTICE_READ = "notice.read"
    NOTICE_PRINT = "notice.print"
    NOTICE_RECORD = "notice.record"
    EVIDENCE_WRITE = "evidence.write"
    OBJECTION_READ = "objection.read"
    OBJECTION_NAME = "objection.name"
    OBJECTION_WRITE = "objection.write"
    HOUSEHOLD_READ = "household.read"
    HOUSEHOLD_WRITE = "household.write"
    ERASURE_READ = "erasure.read"
    ERASURE_REQUEST = "erasure.request"
    ERASURE_DECIDE = "erasure.decide"
    PERSON_EXPORT = "person.export"
    REGISTER_EXPORT = "register.export"
    USER_MANAGE = "user.manage"

    @property
    def chinese(self) -> str:
        return PERMISSION_CHINESE[self]


P = Permission

PERMISSION_CHINESE: Final[dict[Permission, str]] = {
    P.SELF_READ: "查看自己的身份、权限和待办",
    P.BOOK_READ: "查看账簿、余额和资金批次",
    P.VOUCHER_READ: "查看凭证",
    P.VOUCHER_TRACE: "追踪资金来源和去向",
    P.PROJECT_READ: "查看项目",
    P.PROJECT_WRITE: "登记项目的进度、合同、验收、资产和受益户",
    P.NAME_READ: "查看收款人全名和凭证备注",
    P.DRAFT_READ: "查看草稿",
    P.DRAFT_WRITE: "编制、提交、撤回草稿",
    P.DRAFT_DECIDE: "复核、退回草稿，记账",
    P.PERIOD_CLOSE: "月结、年结",
    P.INBOUND_READ: "查看上级下达和下级退回",
    P.IMPORT_READ: "查看导入的文件和逐行结果（乡镇、村只看自己导入的）",
    P.IMPORT_WRITE: "导入文件（各角色可导入的种类见导入页）",
    P.FINDING_READ: "查看疑点和证据",
    P.AUDIT_RUN: "运行审计规则、制作审计工作底稿",
    P.QUERY_RUN: "编写、保存和运行审计查询",
    P.PARAMETER_WRITE: "登记辖区内审计参数的值",
    P.CASE_READ: "查看核查单、逾期清单、规则准确率和暂不提示",
    P.CASE_WRITE: "办理核查单（立单至销号），申请和批准暂不提示",
    P.CASE_REPLY: "答复要求本人说明的核查单",
    P.CASE_TAKE: "受理移送纪检的核查单并反馈",
    P.CONFIRMATION_READ: "查看签收",
    P.CONFIRMATION_WRITE: "登记本村（本乡镇）的签收",
    P.ATTACHMENT_READ: "下载附件",
    P.ATTACHMENT_WRITE: "上传附件",
    P.OPENING_CLOSE: "结清账簿的期初",
    P.NOTICE_READ: "查看公示公告登记",
    P.NOTICE_PRINT: "下载张贴用的公示（载有全名）",
    P.NOTICE_RECORD: "登记别处发布的公示、公示内容和撤下延期",
    P.EVIDENCE_WRITE: "上传张贴证据",
    P.OBJECTION_READ: "查看异议及答复",
    P.OBJECTION_NAME: "查看提出异议的人",
    P.OBJECTION_WRITE: "登记、受理、答复异议",
    P.HOUSEHOLD_READ: "查看户、成员、收入和退出程序",
    P.HOUSEHOLD_WRITE: "登记本村（本乡镇）的户和人",
    P.ERASURE_READ: "查看个人信息删除申请",
    P.ERASURE_REQUEST: "申请删除个人信息",
    P.ERASURE_DECIDE: "决定并执行个人信息删除",
    P.PERSON_EXPORT: "应本人要求导出本人数据",
    P.REGISTER_EXPORT: "导出含姓名、证件号、卡号的登记表（有记录）",
    P.USER_MANAGE: "管理用户和角色",
}

_ALL_ROLES = tuple(role for role in Role if role is not Role.PUBLIC)
_BOOKKEEPERS = (Role.FINANCE_MAKER, Role.FINANCE_CHECKER)
_CADRES = (Role.PROJECT_DEPARTMENT, Role.TOWNSHIP, Role.VILLAGE)
"""Who publishes, shows evidence and answers objections in his own county, township or village."""
_BOOK_READERS = (*_BOOKKEEPERS, Role.PROJECT_DEPARTMENT, Role.AUDITOR, Role.UPPER_BUREAU)

HELD_BY: Final[dict[Permission, tuple[Role, ...]]] = {
    P.SELF_READ: _ALL_ROLES,
    P.BOOK_READ: _BOOK_READERS,
    P.VOUCHER_READ: _BOOK_READERS,
    P.VOUCHER_TRACE: _BOOK_READERS,
    P.PROJECT_READ: (*_BOOK_READERS, Role.TOWNSHIP, Role.VILLAGE),
    P.PROJECT_WRITE: (Role.PROJECT_DEPARTMENT,),
    P.NAME_READ: (*_BOOKKEEPERS, Role.AUDITOR),
    P.DRAFT_READ: (*_BOOKKEEPERS, Role.AUDITOR),
    P.DRAFT_WRITE: (Role.FINANCE_MAKER,),
    P.DRAFT_DECIDE: (Role.FINANCE_CHECKER,),
    P.PERIOD_CLOSE: (Role.FINANCE_CHECKER,),
    P.INBOUND_READ: (*_BOOKKEEPERS, Role.AUDITOR, Role.UPPER_BUREAU),
    P.IMPORT_READ: (*_BOOKKEEPERS, Role.AUDITOR, *_CADRES),
    P.IMPORT_WRITE: (Role.FINANCE_MAKER, *_CADRES),
    P.FINDING_READ: (Role.AUDITOR, Role.INSPECTOR),
    P.AUDIT_RUN: (Role.AUDITOR,),
    P.QUERY_RUN: (Role.AUDITOR,),
    P.PARAMETER_WRITE: (Role.AUDITOR,),
    P.CASE_READ: (Role.AUDITOR, Role.INSPECTOR),
    P.CASE_WRITE: (Role.AUDITOR,),
    P.CASE_REPLY: (*_BOOKKEEPERS, *_CADRES),
    P.CASE_TAKE: (Role.INSPECTOR,),
    P.CONFIRMATION_READ: (*_BOOK_READERS, Role.TOWNSHIP, Role.VILLAGE, Role.INSPECTOR),
    P.CONFIRMATION_WRITE: (Role.TOWNSHIP, Role.VILLAGE),
    P.ATTACHMENT_READ: (*_BOOKKEEPERS, Role.AUDITOR),
    P.ATTACHMENT_WRITE: (Role.FINANCE_MAKER,),
    P.OPENING_CLOSE: (Role.FINANCE_CHECKER,),
    P.NOTICE_READ: (*_BOOK_READERS, Role.TOWNSHIP, Role.VILLAGE, Role.INSPECTOR),
    P.NOTICE_PRINT: (*_BOOKKEEPERS, Role.TOWNSHIP, Role.VILLAGE),
    P.NOTICE_RECORD: (*_BOOKKEEPERS, *_CADRES),
    P.EVIDENCE_WRITE: _CADRES,
    P.OBJECTION_READ: (*_CADRES, Role.AUDITOR, Role.INSPECTOR),
    P.OBJECTION_NAME: (Role.PROJECT_DEPARTMENT, Role.TOWNSHIP, Role.AUDITOR, Role.INSPECTOR),
    P.OBJECTION_WRITE: _CADRES,
    P.HOUSEHOLD_READ: (*_BOOKKEEPERS, *_CADRES, Role.AUDITOR),
    P.HOUSEHOLD_WRITE: (Role.TOWNSHIP, Role.VILLAGE),
    P.ERASURE_READ: (*_BOOKKEEPERS, Role.TOWNSHIP, Role.AUDITOR),
    P.ERASURE_REQUEST: (Role.FINANCE_MAKER, Role.TOWNSHIP),
    P.ERASURE_DECIDE: (Role.FINANCE_CHECKER,),
    P.PERSON_EXPORT: (Role.FINANCE_MAKER, Role.TOWNSHIP),
    P.REGISTER_EXPORT: (Role.FINANCE_MAKER,),
    P.USER_MANAGE: (Role.ADMINISTRATOR,),
}
"""The one table. An administrator sees no money and no personal data; the public needs no login
and therefore no permission: its pages are the routes listed in route_list.PUBLIC."""

WRITES: Final = frozenset(
    {
        *(P.PROJECT_WRITE, P.DRAFT_WRITE, P.DRAFT_DECIDE, P.PERIOD_CLOSE, P.ATTACHMENT_WRITE),
        *(P.OPENING_CLOSE, P.ERASURE_DECIDE),
    }
)
"""Permissions that count only in the role's own book."""


@dataclass(frozen=True, slots=True)
class Grant:
    """One role of one user, over a region's subtree and perhaps a book to write in."""

    role: Role
    region: RegionCode
    book: int | None = None

    def holds(self, permission: Permission) -> bool:
        return self.role in HELD_BY[permission]


@dataclass(frozen=True, slots=True)
class Scope:
    """What a caller may read under one permission: region prefixes, and books of his own."""

    prefixes: tuple[str, ...]
    books: tuple[int, ...]

    def covers_region(self, code: str) -> bool:
        return code.startswith(self.prefixes) if self.prefixes else False

    @property
    def parameters(self) -> dict[str, object]:
        """For SQL: `%(scope_prefixes)s` and `%(scope_books)s`."""
        return {
            "scope_prefixes": [f"{prefix}%" for prefix in self.prefixes],
            "scope_books": list(self.books),
        }


@dataclass(frozen=True, slots=True)
class Caller:
    """A user who is signed in, with the roles he has at this moment."""

    login: str
    name: str
    grants: tuple[Grant, ...]
    session: str = ""

    def may(self, permission: Permission) -> bool:
        return any(grant.holds(permission) for grant in self.grants)

    def scope(self, permission: Permission) -> Scope:
        held = [grant for grant in self.grants if grant.holds(permission)]
        return Scope(
            prefixes=tuple(sorted({grant.region.prefix for grant in held})),
            books=tuple(sorted({grant.book for grant in held if grant.book is not None})),
        )

    def writes_in(self, permission: Permission, book: int) -> bool:
        return book in self.scope(permission).books

    @property
    def role_names(self) -> str:
        """His roles in Chinese, each once however many places he has it for."""
        return "、".join(dict.fromkeys(grant.role.chinese for grant in self.grants))

    @property
    def permissions(self) -> list[Permission]:
        return [permission for permission in Permission if self.may(permission)]


def permissions_markdown() -> str:
    """The table as a page: permissions down, roles across."""
    roles = list(Role)
    return "\n".join(
        [
            "| 权限 | 说明 | " + " | ".join(role.chinese for role in roles) + " |",
            "|---|---|" + "---|" * len(roles),
            *(
                f"| `{permission}` | {permission.chinese} | {_marks(roles, permission)} |"
                for permission in Permission
            ),
            "",
        ]
    )


def _marks(roles: Iterable[Role], permission: Permission) -> str:
    return " | ".join("●" if role in HELD_BY[permission] else "" for role in roles)
