"""GET /api/books/{book}/projects …"""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter

from api.callers import ToReadProjects
from api.inputs import BookPath, Limit, ShortText
from api.reading.projects import ProjectFull, ProjectRow, project_full, projects
from api.site import Snapshot

router = APIRouter(prefix="/api/books/{book}/projects", tags=["项目"])


@router.get("")
def list_projects(
    book: BookPath,
    caller: ToReadProjects,
    snapshot: Snapshot,
    text: ShortText = "",
    limit: Limit = 200,
) -> list[ProjectRow]:
    """账簿里、本人所辖区划内的项目。"""
    return projects(snapshot, caller, book, text=text, limit=limit)


@router.get("/{project}")
def one_project(
    book: BookPath, project: UUID, caller: ToReadProjects, snapshot: Snapshot
) -> ProjectFull:
    """一个项目的基本情况、资金来源和进度。"""
    return project_full(snapshot, caller, book, project)
