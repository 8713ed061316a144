"""Which works are for show (DV18 形象工程), and which only sound so?"""

from __future__ import annotations

from dataclasses import replace

from api.demo.planned import PlannedCounty, PlannedProject
from api.demo.staged import GROWN_IN, Stage

_FOR_SHOW = (
    ("-village", "整治村庄环境，新建村口牌楼"),
    ("-road", "硬化产业路，沿路修建景观墙"),
)
_SOUNDS_SO = (
    ("-village", "整治村庄环境，危房改造户外墙粉刷", "粉刷的是改造的危房"),
    ("-road", "硬化产业路，通往乡村旅游点的景观步道", "乡村旅游项目里的景观"),
)


def plant_image_projects(stage: Stage) -> None:
    for ending, task in _FOR_SHOW:
        book, key = _a_work(stage, ending, task)
        stage.declared.plant("DV18", book, "project", key, f"建设任务写着“{task[-5:]}”")
    for ending, task, why in _SOUNDS_SO:
        book, key = _a_work(stage, ending, task)
        stage.declared.resemble("DV18", book, "project", key, why)


def _a_work(stage: Stage, ending: str, task: str) -> tuple[int, str]:
    """Book and key of a work of this kind, each time in another county, which gets this task."""
    county = stage.county("DV18", lambda each: bool(_works(stage, each, ending)))
    project = stage.rng.choice(_works(stage, county, ending))
    stage.declared.use(project.key)
    project.new = replace(project.new, task=task)
    return county.book, str(project.key)


def _works(stage: Stage, county: PlannedCounty, ending: str) -> list[PlannedProject]:
    """Those that serve nothing else."""
    return [
        each
        for each in county.projects
        if each.new.code.endswith(ending)
        and not each.new.code.endswith(f"-{GROWN_IN}-village")
        and stage.declared.is_free(each.key)
    ]
