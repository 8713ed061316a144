"""What does the working paper say, for another program?"""

from __future__ import annotations

from datetime import date

from api.reading.row import Row
from audit.paper import wording
from audit.paper.contents import Paper


class PaperRuleRow(Row):
    """What one rule said, from which run."""

    rule: str
    name: str
    kind: str
    version: int
    as_of: date
    flagged: int
    clear: int
    not_computable: int
    reasons: dict[str, int]


class PaperKindRow(Row):
    """The leads of one kind. One payment may be in several leads: do not add the amounts up."""

    kind: str
    rules: int
    leads: int
    high: int
    amount_fen: int


class PaperLeadRow(Row):
    """One of the ten largest; `doc_nos`: the documents at the beginning of its vouchers' chains."""

    place: int
    rule: str
    title: str
    amount_fen: int | None
    first_on: date
    identity: str
    vouchers: list[str]
    doc_nos: list[str]


class PaperDispositionRow(Row):
    """How many leads were held to be what."""

    disposition: str
    leads: int
    amount_fen: int


class PaperRow(Row):
    """A working paper without its tables of single leads (those are in the files)."""

    book: int
    book_name: str
    from_on: date
    to_on: date
    made_by: str
    lead_count: int
    rules: list[PaperRuleRow]
    unjudged: list[str]
    kinds: list[PaperKindRow]
    largest: list[PaperLeadRow]
    dispositions: list[PaperDispositionRow]

    @classmethod
    def of(cls, paper: Paper) -> PaperRow:
        return cls(
            book=paper.book,
            book_name=paper.book_name,
            from_on=paper.from_on,
            to_on=paper.to_on,
            made_by=paper.made_by,
            lead_count=len(paper.leads),
            rules=[
                PaperRuleRow(
                    rule=each.rule,
                    name=each.name,
                    kind=each.kind,
                    version=each.version,
                    as_of=each.as_of,
                    flagged=each.flagged,
                    clear=each.clear,
                    not_computable=each.not_computable,
                    reasons=each.reasons,
                )
                for each in paper.rules
            ],
            unjudged=list(paper.unjudged),
            kinds=[
                PaperKindRow(
                    kind=each.kind,
                    rules=each.rules,
                    leads=each.leads,
                    high=each.high,
                    amount_fen=each.amount_fen,
                )
                for each in paper.kinds
            ],
            largest=[
                PaperLeadRow(
                    place=each.place,
                    rule=each.lead.rule,
                    title=each.lead.title,
                    amount_fen=each.lead.amount_fen,
                    first_on=each.lead.first_on,
                    identity=each.lead.identity.hex(),
                    vouchers=[
                        f"{c.voucher.book} {c.voucher.year}-{c.voucher.number}" for c in each.chains
                    ],
                    doc_nos=list(dict.fromkeys(d for c in each.chains for d in c.doc_nos)),
                )
                for each in paper.largest
            ],
            dispositions=[
                PaperDispositionRow(disposition=name, leads=count, amount_fen=fen)
                for name, count, fen in wording.dispositions(paper)
            ],
        )
