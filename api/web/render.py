"""How does a page come about? A template, its facts, and what every page shows."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from functools import cache
from importlib.resources import files
from typing import Any
from urllib.parse import urlencode

import jinja2
from fastapi import Request
from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape
from starlette.responses import HTMLResponse, RedirectResponse, Response

from api.access import Caller, Permission
from api.callers import COOKIE
from api.reading.row import Money
from api.site import Site, site_of
from api.tokens import Claims, Purpose
from api.web.capital import capital
from ledger.values.day import SHANGHAI
from ledger.values.kinds import VoucherKind
from ledger.values.money import wan, yuan

RENEW_AFTER = timedelta(minutes=5)

NAVIGATION = (
    ("/home", "待办", Permission.SELF_READ),
    ("/books", "账簿", Permission.BOOK_READ),
    ("/households", "户", Permission.HOUSEHOLD_READ),
    ("/drafts", "草稿", Permission.DRAFT_READ),
    ("/imports", "导入", Permission.IMPORT_READ),
    ("/findings", "疑点", Permission.FINDING_READ),
    ("/queries", "查询", Permission.QUERY_RUN),
    ("/cases", "核查单", Permission.CASE_READ),
    ("/questions", "要求说明", Permission.CASE_REPLY),
    ("/confirmations", "签收", Permission.CONFIRMATION_READ),
    ("/notices", "公示", Permission.NOTICE_READ),
    ("/duties", "应公示", Permission.NOTICE_READ),
    ("/objections", "异议", Permission.OBJECTION_READ),
    ("/limits", "标准", Permission.SELF_READ),
    ("/users", "用户", Permission.USER_MANAGE),
)


def page(
    request: Request,
    template: str,
    /,
    *,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
    **facts: Any,
) -> Response:
    """The page; a session that is in use gets a fresh cookie."""
    site = site_of(request)
    caller: Caller | None = getattr(request.state, "caller", None)
    claims: Claims | None = getattr(request.state, "claims", None)
    text = (
        _environment()
        .get_template(template)
        .render(
            caller=caller,
            demo=site.system.demo,
            navigation=[
                (address, name)
                for address, name, needed in NAVIGATION
                if caller is not None and caller.may(needed)
            ],
            path=request.url.path,
            area=_area(request.url.path),
            form_token=site.tokens.form_token(claims.session) if claims else "",
            wan=request.query_params.get("unit") == "wan",
            query=dict(request.query_params),
            **facts,
        )
    )
    response = HTMLResponse(text, status, headers=dict(headers or {}))
    if claims is not None and datetime.now(claims.issued_at.tzinfo) - claims.issued_at > (
        RENEW_AFTER
    ):
        set_cookie(response, site, claims)
    return response


def set_cookie(response: Response, site: Site, claims: Claims) -> None:
    """The session cookie: no script can read it, no other site can send it."""
    response.set_cookie(
        COOKIE,
        site.tokens.issue(claims, Purpose.WEB),
        httponly=True,
        samesite="strict",
        secure=site.system.base_url.startswith("https://"),
        path="/",
    )


def see_other(address: str) -> Response:
    """After a form was taken: the browser asks for this page, so reloading sends nothing again."""
    return RedirectResponse(address, 303)


def _area(path: str) -> str:
    """Which entry of the navigation a page belongs to; drafts and imports lie under a book."""
    parts = path.split("/")
    inside = parts[3] if len(parts) > 3 and parts[1] == "books" else parts[1]
    special = {
        "drafts": "/drafts",
        "imports": "/imports",
        "uploads": "/imports",
        "aside": "/imports",
        "inbound": "/home",
        "lots": "/books",
    }
    special |= {"households": "/households", "erasures": "/households", "persons": "/households"}
    special |= {"notices": "/notices", "evidence": "/notices", "objections": "/objections"}
    special |= {"catalogue": "/limits", "suppressions": "/cases"}
    also = {"rules": "/findings", "paper": "/findings", "views": "/queries"}
    return special.get(inside, also.get(parts[1], f"/{parts[1]}"))


@pass_context
def _money(context: Context, value: Money | int | None) -> Markup:
    """An amount in the unit of the page, with its unit set small."""
    if value is None:
        return Markup('<span class="none">—</span>')
    amount = value if isinstance(value, Money) else Money.of(value)
    text = wan(amount.fen) if context.get("wan") else yuan(amount.fen)
    unit = "万元" if text.endswith("万元") else "元"
    sign = " negative" if amount.fen < 0 else ""
    number = escape(text.removesuffix(unit))
    return Markup(f'<span class="money{sign}">{number}<small>{unit}</small></span>')


def _day(value: date | None, precision: str = "day") -> str:
    if value is None:
        return "—"
    if precision == "year":
        return f"{value.year}年"
    if precision == "month":
        return f"{value.year}年{value.month}月"
    return value.isoformat()


def _instant(value: datetime | None) -> str:
    return f"{value.astimezone(SHANGHAI):%Y-%m-%d %H:%M}" if value else "—"


@pass_context
def _with(context: Context, **changed: object) -> str:
    """The address of this page with some of its question changed; None drops a part."""
    query = {**context["query"], **{name: value for name, value in changed.items()}}
    kept = {name: str(value) for name, value in query.items() if value not in (None, "")}
    return f"{context['path']}?{urlencode(kept)}" if kept else str(context["path"])


@pass_context
def _as_workbook(context: Context) -> str:
    """The address of the same list, asked the same way, as a .xlsx."""
    kept = {name: text for name, text in context["query"].items() if text and name != "unit"}
    return f"{context['path']}.xlsx" + (f"?{urlencode(kept)}" if kept else "")


def _quantity(milli: int | None) -> str:
    if milli is None:
        return ""
    whole, part = divmod(milli, 1000)
    return f"{whole:,}" + (f".{part:03}".rstrip("0") if part else "")


@cache
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(str(files("api.web") / "templates")),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "money": _money,
        "day": _day,
        "instant": _instant,
        "capital": capital,
        "quantity": _quantity,
    }
    environment.globals |= {
        "with_query": _with,
        "as_workbook": _as_workbook,
        "P": Permission,
        "voucher_kinds": [(kind.value, kind.chinese) for kind in VoucherKind],
    }
    return environment
