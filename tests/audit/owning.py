"""Who stands behind a firm, and which ID numbers are nobody's?"""

from __future__ import annotations

from ledger.register.organisation_facts import NewOrganisationFact, add_organisation_facts
from tests.audit.projecting import org_key, unit
from tests.audit.world import Step, World, day


def owned(
    firm: str, number: int, *, phone: str = "", account: str = "", since: str = "2018-01-01"
) -> Step:
    """A firm's legal representative, by the sequence of `resident_number`."""

    def step(world: World) -> None:
        fact = NewOrganisationFact(
            org=org_key(world, firm),
            valid_from=day(since),
            source="测试",
            legal_id=resident_number(number),
            phone=phone,
            account=account,
        )
        unit(firm)(world)
        world.register(
            lambda work: add_organisation_facts(
                work,
                [fact],
                sealer=world.ground.sealer,
                actor="经办甲",
                known_at=world.now(),
            )
        )

    return step


def resident_number(number: int) -> str:
    """A well-formed ID number of nobody: the 1st of January 1900, place 110105, with check digit.

    `number` 0 … 999 is the sequence.
    """
    body = f"11010519000101{number:03d}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(int(digit) * weight for digit, weight in zip(body, weights, strict=True))
    return body + "10X98765432"[total % 11]
