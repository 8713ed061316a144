"""What is approved, planned, aimed at and reported of a project, and who has which part in it?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from ledger.register.versions import Register, RegisterRowWrong
from ledger.storage import tables


class TargetKind(StrEnum):
    """绩效指标类别."""

    QUANTITY = "quantity"
    QUALITY = "quality"
    TIME = "time"
    COST = "cost"
    EFFECT = "effect"
    SATISFACTION = "satisfaction"

    @property
    def chinese(self) -> str:
        return {
            "quantity": "数量",
            "quality": "质量",
            "time": "时效",
            "cost": "成本",
            "effect": "效益",
            "satisfaction": "满意度",
        }[self.value]


class ReviewLevel(StrEnum):
    """自评层级 (国办发〔2018〕35号, by 云南省 implementing text: project, sector, county)."""

    PROJECT = "project"
    SECTOR = "sector"
    COUNTY = "county"

    @property
    def chinese(self) -> str:
        return {"project": "项目", "sector": "行业部门", "county": "县级"}[self.value]


class OrganisationRole(StrEnum):
    """The part of a unit in a project."""

    OVERSEER = "overseer"
    IMPLEMENTER = "implementer"
    SUPERVISOR = "supervisor"
    BUILDER = "builder"
    SUPPLIER = "supplier"
    AGENT = "agent"
    DESIGNER = "designer"
    AUDITOR = "auditor"

    @property
    def chinese(self) -> str:
        return {
            "overseer": "主管",
            "implementer": "实施",
            "supervisor": "监理",
            "builder": "施工",
            "supplier": "供货",
            "agent": "代建",
            "designer": "设计",
            "auditor": "审计",
        }[self.value]


@dataclass(frozen=True, slots=True, kw_only=True)
class Milestone:
    """A point of the plan and, once reached, the day."""

    project: UUID
    milestone: str
    planned_on: date
    done_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """绩效目标, in the words of the paper (新建产业路 ≥ 3.2公里)."""

    project: UUID
    target: str
    kind: TargetKind
    value: str
    set_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """绩效自评 of a year."""

    project: UUID
    year: int
    level: ReviewLevel
    reviewed_on: date
    conclusion: str
    score_milli: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """批复: purpose (a branch of a tree, or words), place, task and amount."""

    project: UUID
    approved_on: date
    purpose: str
    region: str
    task: str
    approved_fen: int
    public_good: bool = False
    starts_on: date | None = None
    ends_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fund:
    """Approved money of one category and level; `matching`: asked of the county as its share."""

    project: UUID
    category: str
    level: str
    approved_fen: int
    matching: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationPart:
    """A unit's part in a project, from a day on; `valid_to` exclusive."""

    project: UUID
    org: str
    role: OrganisationRole
    valid_from: date
    valid_to: date | None = None


def _approval(row: Approval) -> None:
    if row.starts_on and row.ends_on and row.ends_on < row.starts_on:
        raise RegisterRowWrong("批复竣工日期早于开工日期", column="ends_on")


def _review(row: Review) -> None:
    if row.score_milli is not None and row.score_milli > 100_000:
        raise RegisterRowWrong("自评得分不超过 100", column="score_milli")
    if row.reviewed_on.year < row.year:
        raise RegisterRowWrong("自评日期早于所评年度", column="reviewed_on")


def _part(row: OrganisationPart) -> None:
    if row.valid_to is not None and row.valid_to <= row.valid_from:
        raise RegisterRowWrong("截止日期应晚于起始日期", column="valid_to")


MILESTONES = Register("里程碑", tables.ProjectMilestone, Milestone, ("project", "milestone"))
TARGETS = Register("绩效目标", tables.ProjectTarget, Target, ("project", "target"))
REVIEWS = Register("绩效自评", tables.ProjectReview, Review, ("project", "year", "level"), _review)
APPROVALS = Register("批复", tables.ProjectApproval, Approval, ("project",), _approval)
FUNDS = Register("批复资金", tables.ProjectFund, Fund, ("project", "category", "level"))
PARTS = Register(
    "参建单位",
    tables.ProjectOrganisation,
    OrganisationPart,
    ("project", "org", "role", "valid_from"),
    _part,
)
