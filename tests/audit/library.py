"""What happens to the projects of a tiny world's library?"""

from __future__ import annotations

from ledger.register.projects import (
    NewProject,
    NewProjectEvent,
    ProjectStep,
    add_project_events,
    add_projects,
)
from ledger.storage.tables import ProjectEventVoid
from ledger.values.region import RegionCode
from tests.audit.world import Step, World, day


def project(
    name: str,
    *,
    purpose: str = "产业发展",
    task: str = "",
    title: str = "",
    benefit: str | None = None,
) -> Step:
    """A project with its purpose and task in words."""

    def step(world: World) -> None:
        new = NewProject(
            project=world.key(name),
            code=name,
            name=title or f"{name}项目",
            region=RegionCode.parse(world.village),
            org="",
            purpose=purpose,
            task=task,
            standard_text="",
            responsible="",
            target="",
            mechanism="",
            benefit=benefit,
        )
        world.register(lambda work: add_projects(work, world.book, [new], known_at=world.now()))

    return step


def happened(name: str, kind: str, on: str) -> Step:
    """A step of a project that is in the register."""

    def step(world: World) -> None:
        event = NewProjectEvent(
            project=world.key(name), step=ProjectStep(kind), happened_on=day(on), actor="经办甲"
        )
        world.register(
            lambda work: add_project_events(work, world.book, [event], known_at=world.now())
        )

    return step


def voided(name: str, kind: str, on: str) -> Step:
    """That step was entered by mistake."""

    def step(world: World) -> None:
        row = ProjectEventVoid(
            book=world.book,
            project=world.key(name),
            kind=kind,
            happened_on=day(on),
            version=1,
            reason="录错",
            actor="经办甲",
            known_at=world.now(),
        )
        world.register(lambda work: work.add(row))

    return step
