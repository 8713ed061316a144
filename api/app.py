"""How is the web application put together? The one place that knows all routers.

`create_app(system)` gives the FastAPI application of an opened system: JSON under /api, pages
beside it, errors rendered in one place, headers set on every answer. It refuses to be made while
any route has neither a permission nor a place in the public list.
"""

from __future__ import annotations

import logging
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from importlib.resources import files
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.staticfiles import StaticFiles

from api.callers import API
from api.openapi import describe
from api.problems import (
    Problem,
    fields_problem,
    http_problem,
    internal_problem,
    problem_of,
    problem_response,
)
from api.route_list import check_routes
from api.routes import ROUTERS
from api.site import Site
from api.system import System
from api.web import PAGES
from api.web.errors import error_page
from ledger.values.refusal import Refusal

LARGEST_BODY_BYTES = 8 * 1024 * 1024
FORM_BYTES = 1024 * 1024
"""What a form holds beside its file."""
CARRIES_IMPORT = re.compile(r"/uploads$")
CARRIES_FILE = re.compile(
    r"/attachments$|^/confirmations(/|$)|/opening/close$|^/cases/.*/steps$|/questions/.*/replies$"
)
_LOG = logging.getLogger("sunledger.web")

_HEADERS = {
    "Content-Security-Policy": "default-src 'self'; script-src 'none'; object-src 'none'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


def create_app(system: System) -> FastAPI:
    """The application of an opened system. Raises RouteWithoutPermission."""
    site = Site.of(system)

    @asynccontextmanager
    async def serving(_: FastAPI) -> AsyncIterator[None]:
        if system.settings.audit_at is not None:
            site.audits.keep_to(system.settings.audit_at)
        yield
        site.close()

    app = FastAPI(
        title="阳光账 Sunledger",
        version="0.1.0",
        lifespan=serving,
        docs_url=None,  # the default pages load scripts from outside
        redoc_url=None,
        # For bodies that do not say their length; the rest are refused below, as problems.
        max_body_size=max(
            2 * LARGEST_BODY_BYTES,
            system.settings.attachment_bytes + FORM_BYTES,
            system.settings.import_bytes + FORM_BYTES,
        ),
    )
    app.state.site = site
    system.uploads.sweep()
    for router in ROUTERS:
        app.include_router(router)
    for router in PAGES:
        app.include_router(router, include_in_schema=False)
    app.mount("/static", StaticFiles(directory=str(files("api.web") / "static")), name="static")
    describe(app)
    check_routes(app.routes)
    _answer_errors(app)
    _set_headers(app)
    return app


def _answer_errors(app: FastAPI) -> None:
    @app.exception_handler(Refusal)
    async def refused(request: Request, error: Refusal) -> Response:
        return _answer(request, problem_of(error))

    @app.exception_handler(RequestValidationError)
    async def not_valid(request: Request, error: RequestValidationError) -> Response:
        return _answer(request, fields_problem(list(error.errors())))

    @app.exception_handler(HTTPException)
    async def not_served(request: Request, error: HTTPException) -> Response:
        headers = dict(error.headers or {})
        return _answer(request, http_problem(error.status_code), headers)


def _answer(request: Request, problem: Problem, headers: dict[str, str] | None = None) -> Response:
    if request.url.path.startswith(API) or request.url.path == "/openapi.json":
        return problem_response(problem, headers)
    return error_page(request, problem, headers)


def _set_headers(app: FastAPI) -> None:
    @app.middleware("http")
    async def answer(
        request: Request, follow: Callable[[Request], Awaitable[Response]]
    ) -> Response:
        try:
            length = request.headers.get("content-length", "0")
            if not length.isdecimal() or int(length) > _largest_body(request):
                response = _answer(request, http_problem(413))
            else:
                response = await follow(request)
        except Exception:
            _LOG.exception("%s %s", request.method, request.url.path)
            response = _answer(request, internal_problem())
        for name, value in _HEADERS.items():
            response.headers.setdefault(name, value)
        if not request.url.path.startswith("/static/"):
            response.headers.setdefault("Cache-Control", "no-store")
        return response


def _largest_body(request: Request) -> int:
    """A request that carries a file may be as large as the setting says, and a little more."""
    site: Site = request.app.state.site
    if request.method == "POST" and CARRIES_IMPORT.search(request.url.path):
        return max(LARGEST_BODY_BYTES, site.system.settings.import_bytes + FORM_BYTES)
    if request.method == "POST" and CARRIES_FILE.search(request.url.path):
        return max(LARGEST_BODY_BYTES, site.system.settings.attachment_bytes + FORM_BYTES)
    return LARGEST_BODY_BYTES


def openapi_of(app: FastAPI) -> dict[str, Any]:
    """The document served at /openapi.json."""
    return app.openapi()
