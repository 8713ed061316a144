"""Every route says who may use it, and nobody can forget to."""

from __future__ import annotations

from collections import Counter

import pytest
from fastapi import APIRouter, FastAPI
from fastapi.testclient import TestClient

from api.access import Permission
from api.app import create_app
from api.callers import ToReadBooks, ToReadDrafts
from api.route_list import PUBLIC, RouteWithoutPermission, check_routes, routes_of
from tests.api.world import World


def test_every_route_has_exactly_one_permission_or_is_public(world: World) -> None:
    routes = check_routes(create_app(world.system).routes)
    assert len(routes) > 70, "nested routers were not walked"
    guarded = [route for route in routes if route.path not in PUBLIC]
    assert len(guarded) > 60
    assert all(len(route.permissions) == 1 for route in guarded)
    assert all(not route.permissions for route in routes if route.path in PUBLIC)


def test_the_public_list_names_no_route_that_does_not_exist(world: World) -> None:
    paths = {route.path for route in routes_of(create_app(world.system).routes)}
    assert paths >= PUBLIC


def test_every_permission_guards_some_route(world: World) -> None:
    used = Counter(
        permission
        for route in routes_of(create_app(world.system).routes)
        for permission in route.permissions
    )
    # Names are not a route of their own: they are opened inside the pages of other things.
    assert set(Permission) - set(used) == {Permission.NAME_READ, Permission.OBJECTION_NAME}


def test_without_signing_in_only_public_routes_answer(client: TestClient, world: World) -> None:
    values = {
        "book": "610727",
        "origin_book": "610700",
        "year": "2019",
        "number": "1",
        "entry": "1",
        "draft": str(world.draft.draft),
        "project": str(world.project),
        "lot": str(world.lot),
        "key": str(world.lot),
        "evidence": str(world.lot),
        "notice": str(world.lot),
        "name": "organisations",
        "household": str(world.household),
        "person": str(world.household),
        "request": str(world.lot),
        "code": "DV04",
        "rule": "DV04",
        "identity": "00",
        "login": "maker",
        "notice_id": "x",
        "attachment": str(world.lot),
        "case": str(world.lot),
        "file": str(world.lot),
        "seq": "1",
        "suppression": str(world.lot),
        "line": "1",
        "month": "1",
        "kind": "households",
        "upload": "0" * 32,
        "aside": "0" * 12 + "-1",
    }
    asked = 0
    for route in routes_of(client.app.routes):  # type: ignore[attr-defined]
        if route.path in PUBLIC:
            continue
        for method in route.methods:
            answer = client.request(method, route.path.format(**values))
            asked += 1
            if route.path.startswith("/api/"):
                assert answer.status_code == 401, (method, route.path)
                assert answer.headers["content-type"] == "application/problem+json"
            else:
                assert answer.status_code == 303, (method, route.path)
                assert answer.headers["location"].startswith("/login")
    assert asked > 60


def test_an_application_with_an_unguarded_route_is_refused() -> None:
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    inner, outer = APIRouter(prefix="/inner"), APIRouter(prefix="/outer")

    @inner.get("/forgotten")
    def forgotten() -> str:
        return "money"

    outer.include_router(inner)
    app.include_router(outer)
    with pytest.raises(RouteWithoutPermission, match="/outer/inner/forgotten"):
        check_routes(app.routes)


def test_a_route_with_two_permissions_is_refused() -> None:
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)

    @app.get("/both")
    def both(reader: ToReadBooks, clerk: ToReadDrafts) -> str:
        return "which?"

    with pytest.raises(RouteWithoutPermission, match="/both"):
        check_routes(app.routes)
