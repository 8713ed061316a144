"""GET /api/me: who am I, and what may I do? The table of all roles is there too."""

from __future__ import annotations

from fastapi import APIRouter

from api.access import HELD_BY, Permission, Role
from api.callers import ToSeeOneself
from api.reading.row import Row

router = APIRouter(prefix="/api", tags=["本人"])


class GrantRow(Row):
    """One of my roles."""

    role: Role
    role_name: str
    region: str
    book: int | None


class Me(Row):
    """The caller as the system sees him now."""

    login: str
    name: str
    grants: list[GrantRow]
    permissions: list[Permission]


class PermissionRow(Row):
    """A permission and the roles that hold it."""

    permission: Permission
    name: str
    roles: list[Role]


@router.get("/me")
def me(caller: ToSeeOneself) -> Me:
    """本人的角色和权限。"""
    return Me(
        login=caller.login,
        name=caller.name,
        grants=[
            GrantRow(
                role=each.role,
                role_name=each.role.chinese,
                region=each.region.code,
                book=each.book,
            )
            for each in caller.grants
        ],
        permissions=caller.permissions,
    )


@router.get("/permissions")
def permissions(caller: ToSeeOneself) -> list[PermissionRow]:
    """全部权限和拥有它的角色。"""
    return [
        PermissionRow(permission=each, name=each.chinese, roles=list(HELD_BY[each]))
        for each in Permission
    ]
