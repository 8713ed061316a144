"""Which of the nine fields of a project does a notice print, and the hotline?

国开办发〔2018〕11号, 年度计划: 名称、地点、建设任务、补助标准、资金来源及规模、期限、实施单位及
责任人、绩效目标、带贫减贫机制; with them the hotline 12317. Rule DS03 reads what was found.
"""

from __future__ import annotations

import re
from enum import StrEnum

from ledger.values.text import half_width

HOTLINE = "12317"


class NoticeField(StrEnum):
    """One of the nine; 单位及责任人 counts only if both are printed, 来源及规模 likewise."""

    NAME = "name"
    PLACE = "place"
    TASK = "task"
    STANDARD = "standard"
    SOURCE = "source"
    TERM = "term"
    RESPONSIBLE = "responsible"
    TARGET = "target"
    MECHANISM = "mechanism"

    @property
    def chinese(self) -> str:
        return _CHINESE[self]


_CHINESE = {
    NoticeField.NAME: "项目名称",
    NoticeField.PLACE: "实施地点",
    NoticeField.TASK: "建设任务",
    NoticeField.STANDARD: "补助标准",
    NoticeField.SOURCE: "资金来源及规模",
    NoticeField.TERM: "实施期限",
    NoticeField.RESPONSIBLE: "实施单位及责任人",
    NoticeField.TARGET: "绩效目标",
    NoticeField.MECHANISM: "带贫减贫机制",
}

# How headings on published notices name them; each pattern of one field must be found.
_HEADINGS: dict[NoticeField, tuple[str, ...]] = {
    NoticeField.NAME: (r"(项目|工程)名称|(?<![单位户人])名称",),
    NoticeField.PLACE: (r"(实施|建设|项目)?地点|项目区|实施(村|范围)",),
    NoticeField.TASK: (r"建设(任务|内容|规模)|项目内容|任务",),
    NoticeField.STANDARD: (r"(补助|补贴|奖补|资助|发放)标准",),
    NoticeField.SOURCE: (r"资金来源|来源", r"资金规模|规模|投资|金额|资金(?!来源)"),
    NoticeField.TERM: (r"(实施|建设|项目)?(期限|工期)|起止(时间|日期)|完成时限",),
    NoticeField.RESPONSIBLE: (r"(实施|责任|建设|项目)单位", r"责任人|负责人"),
    NoticeField.TARGET: (r"绩效(目标|指标)|预期(效益|目标)",),
    NoticeField.MECHANISM: (r"(带贫|减贫|联农带农|利益联结)",),
}
_COMPILED = {
    field: tuple(re.compile(each) for each in patterns) for field, patterns in _HEADINGS.items()
}


def fields_in(text: str) -> frozenset[NoticeField]:
    """The fields whose headings stand in the text of a notice that somebody else made."""
    return frozenset(
        field
        for field, patterns in _COMPILED.items()
        if all(each.search(text) for each in patterns)
    )


def has_hotline(text: str) -> bool:
    """Whether 12317 is printed, and not inside a longer number."""
    return re.search(rf"(?<![0-9]){HOTLINE}(?![0-9])", half_width(text)) is not None


def missing_of(printed: frozenset[NoticeField]) -> tuple[NoticeField, ...]:
    """What is not printed, in the order of the document."""
    return tuple(each for each in NoticeField if each not in printed)
