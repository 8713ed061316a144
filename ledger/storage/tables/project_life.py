"""What is planned, approved and reported of a project; its steps are in `project_event`."""

from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlmodel import Field

from ledger.storage.tables.base import SCHEMA, Row, fen, instant, refers
from ledger.storage.tables.versioned import Versioned, not_negative, positive, versioned


class ProjectEventVoid(Row, table=True):
    """A step that was entered by mistake: the row stays, and does not count from `known_at` on."""

    __tablename__ = "project_event_void"
    __table_args__: ClassVar[Any] = (
        refers(
            "project_event_void_event", "book project kind happened_on version", "project_event"
        ),
        {"schema": SCHEMA},
    )
    book: int = Field(primary_key=True)
    project: UUID = Field(primary_key=True)
    kind: str = Field(primary_key=True)
    happened_on: date = Field(primary_key=True)
    version: int = Field(primary_key=True)
    reason: str
    actor: str
    known_at: datetime = instant()


class ProjectMilestone(Versioned, table=True):
    """A point of a project's plan, and the day on which it was reached."""

    __tablename__ = "project_milestone"
    __table_args__: ClassVar[Any] = versioned("project_milestone", "project milestone")
    project: UUID
    milestone: str
    planned_on: date
    done_on: date | None = Field(default=None)


class ProjectTarget(Versioned, table=True):
    """绩效目标: what a project is to reach, set on a day.

    `kind`: quantity 数量, quality 质量, time 时效, cost 成本, effect 效益, satisfaction 满意度.
    """

    __tablename__ = "project_target"
    __table_args__: ClassVar[Any] = versioned("project_target", "project target")
    project: UUID
    target: str
    kind: str
    value: str
    set_on: date


class ProjectReview(Versioned, table=True):
    """绩效自评 of a year at a level (project, sector, county); score in thousandths of a point."""

    __tablename__ = "project_review"
    __table_args__: ClassVar[Any] = versioned(
        "project_review", "project year level", *not_negative("project_review", "score_milli")
    )
    project: UUID
    year: int
    level: str
    reviewed_on: date
    score_milli: int | None = fen(nullable=True)
    conclusion: str


class ProjectApproval(Versioned, table=True):
    """批复: for what, where and up to how much; an adjustment is the next version.

    `purpose` is a branch of a purpose tree (`purpose.purpose`) or, where none was named, the words
    of the document. `public_good`: 公益性建设项目, of which no county matching may be asked.
    """

    __tablename__ = "project_approval"
    __table_args__: ClassVar[Any] = versioned(
        "project_approval", "project", *positive("project_approval", "approved_fen")
    )
    project: UUID
    approved_on: date
    purpose: str
    region: str
    task: str
    approved_fen: int = fen()
    public_good: bool
    starts_on: date | None = Field(default=None)
    ends_on: date | None = Field(default=None)


class ProjectFund(Versioned, table=True):
    """What of each category and level of money was approved for a project.

    `matching`: asked of the county as its share (县级配套).
    """

    __tablename__ = "project_fund"
    __table_args__: ClassVar[Any] = versioned(
        "project_fund", "project category level", *not_negative("project_fund", "approved_fen")
    )
    project: UUID
    category: str
    level: str
    approved_fen: int = fen()
    matching: bool
