"""Signing in and out."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from api.callers import COOKIE, ToSeeOneself, check_same_site
from api.problems import status_of
from api.signing_in import signed_in
from api.site import Here
from api.throttle import TooManyAttempts
from api.users import SignInFailed
from api.web.render import page, see_other, set_cookie

router = APIRouter()


@router.get("/login")
def ask(request: Request, next: str = "") -> Response:
    return page(request, "login.html", next=_own(next), login="", message="")


@router.post("/login")
def take(
    request: Request,
    here: Here,
    login: Annotated[str, Form(max_length=100)],
    password: Annotated[str, Form(max_length=200)],
    next: Annotated[str, Form(max_length=500)] = "",
) -> Response:
    check_same_site(request)
    try:
        claims = signed_in(here, login.strip(), password)
    except (SignInFailed, TooManyAttempts) as refusal:
        return page(
            request,
            "login.html",
            status=status_of(refusal),
            next=_own(next),
            login=login,
            message=refusal.message,
        )
    response = see_other(_own(next) or "/home")
    set_cookie(response, here, claims)
    return response


@router.post("/logout")
def leave(request: Request, caller: ToSeeOneself, here: Here) -> Response:
    here.tokens.end(request.state.claims)
    response = see_other("/")
    response.delete_cookie(COOKIE, path="/")
    return response


def _own(address: str) -> str:
    """An address of this site, or nothing: never a way to another one."""
    safe = address.startswith("/") and not address.startswith(("//", "/\\"))
    return address if safe and address.isprintable() else ""
