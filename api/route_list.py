"""Which routes are there, and which permission does each need?

Recent FastAPI nests included routers, so that `app.routes` alone shows no route: this walks all of
them. The application refuses to start with a route that names no permission and is not public, or
names two.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from starlette.routing import BaseRoute, Mount, Route

from api.access import Permission
from api.callers import Needs

PUBLIC: Final = frozenset(
    {
        "/",
        "/login",
        "/n/{notice_id}",
        "/places/{code}",
        "/check",
        "/p/{book}/{notice}",
        "/complain",
        "/complaints",
        "/health",
        "/openapi.json",
        "/static",
        "/api/token",
        "/api/token/refresh",
        "/api/public/objections",
        "/api/public/objections/{code}",
        "/api/public/places",
        "/api/public/places/{code}/notices",
        "/api/public/books/{book}/vouchers/{year}/{number}/leaf",
    }
)
"""What anybody may ask for without signing in: published notices, proofs, signing in itself."""


@dataclass(frozen=True, slots=True)
class RouteFact:
    """One route as the application serves it."""

    path: str
    methods: tuple[str, ...]
    permissions: tuple[Permission, ...]


class RouteWithoutPermission(Exception):
    """A programming error: a route says neither who may use it nor that it is public."""


def routes_of(routes: Sequence[BaseRoute], prefix: str = "") -> Iterator[RouteFact]:
    """All routes, those of nested routers too."""
    for route in routes:
        if isinstance(route, APIRoute):
            yield RouteFact(
                prefix + route.path,
                tuple(sorted(route.methods or ())),
                tuple(_needs(route.dependant)),
            )
        elif isinstance(route, Route):
            yield RouteFact(prefix + route.path, tuple(sorted(route.methods or ())), ())
        elif isinstance(route, Mount):
            yield RouteFact(prefix + route.path, ("GET",), ())
        elif (nested := getattr(route, "original_router", None)) is not None:
            inside: str = route.include_context.prefix  # type: ignore[attr-defined]
            yield from routes_of(nested.routes, prefix + inside)
        else:
            raise RouteWithoutPermission(f"a kind of route that is not known: {route!r}")


def check_routes(routes: Sequence[BaseRoute]) -> list[RouteFact]:
    """The routes, each with exactly one permission or public. Raises RouteWithoutPermission."""
    found = list(routes_of(routes))
    for each in found:
        if (each.path in PUBLIC) == bool(each.permissions) or len(each.permissions) > 1:
            raise RouteWithoutPermission(f"{each.methods} {each.path}: {each.permissions}")
    return found


def _needs(dependant: Dependant) -> Iterator[Permission]:
    for each in dependant.dependencies:
        if isinstance(each.call, Needs):
            yield each.call.permission
        yield from _needs(each)
