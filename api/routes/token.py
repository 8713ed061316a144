"""POST /api/token: a login and password become a pair of tokens; /refresh gives a new pair."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, Field

from api.callers import recognise
from api.signing_in import signed_in
from api.site import Here, Site
from api.tokens import LASTS, Claims, Purpose

router = APIRouter(prefix="/api/token", tags=["登录"])


class SignIn(BaseModel):
    """登录名和密码."""

    login: Annotated[str, Field(max_length=100)]
    password: Annotated[str, Field(max_length=200)]


class Refresh(BaseModel):
    """换取新令牌."""

    refresh_token: Annotated[str, Field(max_length=2000)]


class TokenPair(BaseModel):
    """`access_token` is for Authorization: Bearer, `refresh_token` for /api/token/refresh only."""

    access_token: str
    refresh_token: str
    token_type: str
    expires_in_s: int


@router.post("")
def sign_in(body: SignIn, here: Here) -> TokenPair:
    """登录。密码多次不对时须等待（429）。"""
    return _pair(here, signed_in(here, body.login, body.password))


@router.post("/refresh")
def refresh(body: Refresh, here: Here) -> TokenPair:
    """用 refresh_token 换一对新令牌；自输入密码起最长 8 小时。"""
    _, claims = recognise(here, body.refresh_token, Purpose.REFRESH)
    return _pair(here, claims)


def _pair(site: Site, claims: Claims) -> TokenPair:
    return TokenPair(
        access_token=site.tokens.issue(claims, Purpose.ACCESS),
        refresh_token=site.tokens.issue(claims, Purpose.REFRESH),
        token_type="bearer",
        expires_in_s=int(LASTS[Purpose.ACCESS].total_seconds()),
    )
