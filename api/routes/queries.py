"""/api/audit/views, queries, query-runs: the auditors' own questions, and what they answered."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from api.access import Permission
from api.callers import ToQuery
from api.inputs import CleanText, Day, Instant, Limit
from api.querying import Asked, asked, query_csv, query_workbook
from api.reach import reachable_books
from api.reading.queries import (
    AnswerRow,
    QueryRow,
    QueryRunRow,
    ViewRow,
    query_runs,
    views,
)
from api.site import Here, Snapshot
from api.web.workbook import Workbook
from audit.query.catalogue import keep_query, named_queries, versions_of
from audit.query.text import LONGEST_TEXT

router = APIRouter(prefix="/api/audit", tags=["审计"])

QueryName = Annotated[str, Path(pattern="^[a-z][a-z0-9-]{2,59}$", description="查询名")]
Sql = Annotated[str, Field(max_length=LONGEST_TEXT)]


class QueryIn(BaseModel):
    """A named query, or free SQL over the audit views (one of the two).

    `parameters` are texts, as typed; `as_of`, `known_at`: as of which day, as known when (default:
    the present); empty `books`: all within reach.
    """

    model_config = ConfigDict(extra="forbid")

    name: Annotated[str, Field(pattern="^([a-z][a-z0-9-]{2,59})?$")] = ""
    sql: Sql = ""
    parameters: Annotated[
        dict[Annotated[str, Field(max_length=60)], Annotated[str, Field(max_length=1000)]],
        Field(max_length=50),
    ] = {}
    books: Annotated[
        list[Annotated[int, Field(ge=100000, le=999999, strict=True)]], Field(max_length=200)
    ] = []
    as_of: Day | None = None
    known_at: Instant | None = None

    @property
    def question(self) -> Asked:
        return Asked(self.name, self.sql, self.parameters, self.books, self.as_of, self.known_at)


class KeepIn(BaseModel):
    """A query with 标题, 目的 and 参数 in its heading. `retired`: it is no longer offered."""

    model_config = ConfigDict(extra="forbid")

    name: Annotated[str, Field(pattern="^[a-z][a-z0-9-]{2,59}$")]
    sql: CleanText = Field(max_length=LONGEST_TEXT)
    retired: bool = False


@router.get("/views")
def list_views(caller: ToQuery) -> list[ViewRow]:
    """查询可以读的视图和列。"""
    return views()


@router.get("/queries")
def list_queries(caller: ToQuery, snapshot: Snapshot) -> list[QueryRow]:
    """系统自带的和审计人员保存的查询。"""
    return [QueryRow.of(each) for each in named_queries(snapshot)]


@router.get("/queries/{name}")
def one_query(name: QueryName, caller: ToQuery, snapshot: Snapshot) -> list[QueryRow]:
    """一个查询的各个版本，新的在前。"""
    return [QueryRow.of(each) for each in versions_of(snapshot, name)]


@router.post("/queries", status_code=201)
def keep(body: KeepIn, caller: ToQuery, here: Here) -> QueryRow:
    """以一个名字保存查询，已有的成为下一版。"""
    made = keep_query(
        here.system.database, body.name, body.sql, author=caller.login, retired=body.retired
    )
    return QueryRow.of(made)


@router.post("/query-runs", status_code=201)
def ask(body: QueryIn, caller: ToQuery, snapshot: Snapshot, here: Here) -> AnswerRow:
    """运行一个查询；每次运行都记录在案。"""
    return AnswerRow.of(asked(here, snapshot, caller, body.question))


@router.post("/query-runs.xlsx", response_class=Workbook)
def ask_for_workbook(body: QueryIn, caller: ToQuery, snapshot: Snapshot, here: Here) -> Response:
    """运行一个查询，结果为 .xlsx。"""
    return query_workbook(asked(here, snapshot, caller, body.question))


@router.post("/query-runs.csv", response_class=Response)
def ask_for_csv(body: QueryIn, caller: ToQuery, snapshot: Snapshot, here: Here) -> Response:
    """运行一个查询，结果为 .csv。"""
    return query_csv(asked(here, snapshot, caller, body.question))


@router.get("/query-runs")
def list_runs(caller: ToQuery, snapshot: Snapshot, limit: Limit = 50) -> list[QueryRunRow]:
    """最近运行过的查询：谁、何时、什么内容、多少行、用了多久。"""
    books = reachable_books(snapshot, caller, Permission.QUERY_RUN)
    return query_runs(snapshot, books, limit=limit)
