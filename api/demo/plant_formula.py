"""Where is money divided otherwise than its factors say (PR03 因素法重算不符)?

The prefecture divides among its counties, a deeply poor county among its villages.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlmodel import Session

from api.demo.days import YEARS, between
from api.demo.money import WAN_FEN
from api.demo.places import DEEPLY_POOR, PREFECTURE
from api.demo.staged import Stage
from ledger.register.allocation import FACTORS, SHARES, Factor, Share
from ledger.register.versions import Entered, add_versions
from ledger.storage.sealing import Sealer

_POOR_PPM, _RURAL_PPM = 600_000, 400_000
_YUAN_FEN = 100


def plant_formula(stage: Stage) -> None:
    counties = [each.county.region.code.code for each in stage.world.counties.values()]
    deep = stage.county("PR03", lambda each: each.book in DEEPLY_POOR)
    villages = [village.code.code for village in deep.homes]
    plainly, with_reason = stage.rng.sample(YEARS, 2)
    for book, issuer, regions, year in (
        (PREFECTURE, "汉演财农分", counties, plainly),
        (deep.book, f"{deep.county.short}演财农分", villages, stage.rng.choice(YEARS)),
    ):
        for subject in _divide(stage, book, issuer, regions, year, ""):
            stage.declared.plant(
                "PR03", book, "share", subject, "一地多分、一地少分，和按因素算出来的不符"
            )
    reason = "按上年脱贫成效考核结果奖励、扣减"
    for subject in _divide(stage, PREFECTURE, "汉演财农分", counties, with_reason, reason):
        stage.declared.resemble("PR03", PREFECTURE, "share", subject, "写明了考核奖惩的调整说明")


def _divide(
    stage: Stage, book: int, issuer: str, regions: Sequence[str], year: int, note: str
) -> list[str]:
    """Divide by two factors, then move some from one place to another. The subjects of the two."""
    rng = stage.rng
    plan = stage.numbers.next(issuer, year)
    poor = {region: rng.randint(300, 3_000) for region in regions}
    rural = {region: rng.randint(3_000, 30_000) for region in regions}
    all_poor, all_rural = sum(poor.values()), sum(rural.values())
    total_fen = rng.randint(40, 90) * WAN_FEN * len(regions)
    given_fen = {
        region: total_fen
        * (_POOR_PPM * poor[region] * all_rural + _RURAL_PPM * rural[region] * all_poor)
        // (1_000_000 * all_poor * all_rural * _YUAN_FEN)
        * _YUAN_FEN
        for region in regions
    }
    favoured, short = rng.sample(regions, 2)
    moved_fen = max(given_fen[favoured], given_fen[short]) * 6 // (100 * _YUAN_FEN) * _YUAN_FEN
    given_fen[favoured] += moved_fen
    given_fen[short] -= moved_fen
    notes = dict.fromkeys((favoured, short), note)
    factors = [
        Entered(
            Factor(
                plan=plan,
                factor=name,
                region=region,
                value_milli=people * 1000,
                weight_ppm=weight_ppm,
            ),
            plan,
        )
        for name, weight_ppm, counts in (
            ("建档立卡贫困人口", _POOR_PPM, poor),
            ("农村人口", _RURAL_PPM, rural),
        )
        for region, people in counts.items()
    ]
    shares = [
        Entered(
            Share(plan=plan, region=region, allocated_fen=fen, note=notes.get(region, "")), plan
        )
        for region, fen in given_fen.items()
    ]

    def enter(work: Session, _: Sealer, known_at: datetime) -> None:
        actor = "演示项目主管"
        add_versions(work, FACTORS, book, factors, actor=actor, known_at=known_at)
        add_versions(work, SHARES, book, shares, actor=actor, known_at=known_at)

    stage.act(book, between(rng, date(year, 3, 20), date(year, 5, 20)), f"{plan} 分配", enter)
    return [f"{plan}/{region}" for region in (favoured, short)]
