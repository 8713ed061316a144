"""The auditors' own questions: named ones with their parameters, free SQL, the record of runs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from api.access import Caller, Permission
from api.callers import ToQuery
from api.querying import Asked, asked, query_csv, query_workbook
from api.reach import reachable_books
from api.reading.queries import query_runs, views
from api.routes.queries import QueryName
from api.site import Here, Site, Snapshot, today
from api.web.filters import day_or_none
from api.web.render import page, see_other
from audit.query.catalogue import keep_query, named_queries, versions_of
from audit.query.files import shown_cell
from audit.query.run import MOST_ROWS, QueryResult
from audit.query.text import LONGEST_TEXT
from ledger.book.post import Connection
from ledger.values.refusal import Refusal

router = APIRouter()

_SHOWN_ROWS = 500
_NEW = "-- 标题：\n-- 目的：\nSELECT "
_GIVEN = "p_"


@router.get("/queries")
def list_queries(request: Request, caller: ToQuery, snapshot: Snapshot) -> Response:
    books = reachable_books(snapshot, caller, Permission.QUERY_RUN)
    return page(
        request,
        "queries.html",
        queries=named_queries(snapshot),
        runs=query_runs(snapshot, books, limit=20),
        sql=_NEW,
        today=today(snapshot),
        longest=LONGEST_TEXT,
        refusal=None,
    )


@router.get("/views")
def list_views(request: Request, caller: ToQuery) -> Response:
    return page(request, "views.html", views=views())


@router.get("/queries/{name}")
def one_query(request: Request, name: QueryName, caller: ToQuery, snapshot: Snapshot) -> Response:
    versions = versions_of(snapshot, name)
    return _query_page(request, snapshot, versions[0].sql, name, {}, None, None)


@router.post("/queries/run")
async def run(request: Request, caller: ToQuery, snapshot: Snapshot, here: Here) -> Response:
    """`to`: the page, xlsx or csv."""
    form = await request.form()
    typed = {key: value for key, value in form.items() if isinstance(value, str)}
    return await run_in_threadpool(_run, request, caller, snapshot, here, typed)


@router.post("/queries/keep")
def keep(
    request: Request,
    caller: ToQuery,
    snapshot: Snapshot,
    here: Here,
    name: Annotated[str, Form(max_length=60)],
    sql: Annotated[str, Form(max_length=LONGEST_TEXT)],
) -> Response:
    try:
        keep_query(here.system.database, name, _lines(sql), author=caller.login)
    except Refusal as refusal:
        return _query_page(request, snapshot, sql, "", {}, None, refusal)
    return see_other(f"/queries/{name}")


def _run(
    request: Request, caller: Caller, snapshot: Connection, here: Site, typed: Mapping[str, str]
) -> Response:
    name, sql = typed.get("name", ""), _lines(typed.get("sql", ""))
    given = {key[len(_GIVEN) :]: value for key, value in typed.items() if key.startswith(_GIVEN)}
    day = day_or_none(typed.get("as_of", ""))
    try:
        question = Asked(name=name, sql=sql, given=given, as_of=day)
        result = asked(here, snapshot, caller, question)
    except Refusal as refusal:
        if name:
            sql = versions_of(snapshot, name)[0].sql
        return _query_page(request, snapshot, sql, name, given, None, refusal)
    if typed.get("to") == "xlsx":
        return query_workbook(result)
    if typed.get("to") == "csv":
        return query_csv(result)
    if name:
        sql = versions_of(snapshot, name)[0].sql
    return _query_page(request, snapshot, sql, name, given, result, None)


def _query_page(
    request: Request,
    snapshot: Connection,
    sql: str,
    name: str,
    given: Mapping[str, str],
    result: QueryResult | None,
    refusal: Refusal | None,
) -> Response:
    versions = versions_of(snapshot, name) if name else []
    return page(
        request,
        "query.html",
        status=200 if refusal is None else 422,
        kept=versions[0] if versions else None,
        versions=versions,
        sql=sql,
        given=given,
        result=result,
        rows=[
            [shown_cell(cell, column) for cell, column in zip(row, result.columns, strict=True)]
            for row in result.rows[:_SHOWN_ROWS]
        ]
        if result
        else [],
        shown_rows=_SHOWN_ROWS,
        most_rows=MOST_ROWS,
        refusal=refusal,
        today=result.as_of if result else today(snapshot),
        longest=LONGEST_TEXT,
    )


def _lines(text: str) -> str:
    """A form sends its lines with CR LF."""
    return text.replace("\r\n", "\n").replace("\r", "\n")
