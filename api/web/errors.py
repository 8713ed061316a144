"""What does somebody see on a page when something is refused? The reason, and a way back."""

from __future__ import annotations

from urllib.parse import quote, urlsplit

from fastapi import Request
from starlette.responses import Response

from api.callers import COOKIE
from api.problems import Problem
from api.web.render import page, see_other


def error_page(
    request: Request, problem: Problem, headers: dict[str, str] | None = None
) -> Response:
    """Who is not signed in is asked to; everybody else reads why."""
    if problem.status == 401 and request.url.path != "/login":
        asked = request.url.path if request.method == "GET" else ""
        response = see_other(f"/login?next={quote(asked)}" if asked else "/login")
        response.delete_cookie(COOKIE, path="/")
        return response
    return page(
        request,
        "error.html",
        status=problem.status,
        headers=headers,
        problem=problem,
        back=_back(request),
    )


def _back(request: Request) -> str:
    """The page before, if it was one of ours."""
    before = urlsplit(request.headers.get("referer", ""))
    if before.netloc != request.url.netloc or not before.path.startswith("/"):
        return "/home" if hasattr(request.state, "caller") else "/"
    return before.path + (f"?{before.query}" if before.query else "")
