"""Users and their roles, for the administrator: add, disable, enable, a new password."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Path, Request
from starlette.responses import Response

from api.access import Grant, Role
from api.callers import ToManageUsers
from api.inputs import ShortText
from api.problems import status_of
from api.site import Here, Site
from api.users import RolesDoNotFit, add_user, list_users, set_active, set_password
from api.web.render import page, see_other
from ledger.values.refusal import Refusal
from ledger.values.region import RegionCode

router = APIRouter()

LoginPath = Annotated[str, Path(pattern="^[a-z][a-z0-9_.-]{1,39}$", description="登录名")]


@router.get("/users")
def show(request: Request, caller: ToManageUsers, here: Here) -> Response:
    return _shown(request, here, {}, None)


@router.post("/users")
def add(
    request: Request,
    caller: ToManageUsers,
    here: Here,
    login: Annotated[ShortText, Form()],
    name: Annotated[ShortText, Form()],
    role: Annotated[Role, Form()],
    region: Annotated[ShortText, Form()],
    password: Annotated[str, Form(max_length=200)],
    book: Annotated[ShortText, Form()] = "",
) -> Response:
    try:
        grant = Grant(role, RegionCode.parse(region), _book(book))
        with here.system.database.connect() as connection:
            add_user(connection, login, name, password, [grant])
    except Refusal as refusal:
        typed = {"login": login, "name": name, "role": role, "region": region, "book": book}
        return _shown(request, here, typed, refusal)
    return see_other("/users")


@router.post("/users/{login}/active")
def change_active(
    request: Request,
    login: LoginPath,
    caller: ToManageUsers,
    here: Here,
    active: Annotated[bool, Form()],
) -> Response:
    if login == caller.login and not active:
        raise RolesDoNotFit("不能停用自己的账号")
    with here.system.database.connect() as connection:
        set_active(connection, login, active)
    return see_other("/users")


@router.post("/users/{login}/password")
def change_password(
    request: Request,
    login: LoginPath,
    caller: ToManageUsers,
    here: Here,
    password: Annotated[str, Form(max_length=200)],
) -> Response:
    with here.system.database.connect() as connection:
        set_password(connection, login, password)
    return see_other("/users")


def _book(text: str) -> int | None:
    if not text:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) == 6):
        raise RolesDoNotFit("账簿号是六位数字")
    return int(text)


def _shown(
    request: Request, here: Site, typed: dict[str, str], refusal: Refusal | None
) -> Response:
    with here.system.database.connect() as connection:
        users = list_users(connection)
    return page(
        request,
        "users.html",
        status=status_of(refusal) if refusal else 200,
        users=users,
        roles=[(role.value, role.chinese) for role in Role if role is not Role.PUBLIC],
        typed=typed,
        refusal=refusal,
    )
