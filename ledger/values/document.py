"""How is a document number (文号) written so that equal ones are equal?

    洛财预[2018]148、149、250号   →   洛财预〔2018〕148号, 洛财预〔2018〕149号, 洛财预〔2018〕250号

The form 机关代字〔年份〕序号 with six-sided brackets is that of GB/T 9704-2012, 7.2.5. Real
notices use [] ［］ （） 【】 ﹝﹞ and blanks, or lose a bracket: `〔201778号`. A damaged number is
kept as printed and flagged: guessing 〔2017〕78号 would be right here and wrong elsewhere.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ledger.values.refusal import Refusal, shown
from ledger.values.text import clean_text, half_width, without_blanks

_BRACKETS = str.maketrans("[(【﹝〖{", "〔" * 6) | str.maketrans("])】﹞〗}", "〕" * 6)
_YEAR = r"〔(?:19|20)[0-9]{2}〕"
_WITH_YEAR = re.compile(rf"[^0-9〔〕][^〔〕]*{_YEAR}第?[0-9]{{1,6}}号")
_WITHOUT_YEAR = re.compile(r"[^0-9〔〕]+(?:(?:19|20)[0-9]{2}年[^0-9〔〕]*)?[0-9]{1,6}号")
_BRACKETS_LOST = re.compile(r"(?:19|20)[0-9]{3,}号$")

_SEPARATOR = re.compile(
    rf"[;,、\n]|(?<=号)[和及与](?=第?[0-9]|[^0-9〔〕;,、号\n]*{_YEAR})|(?<=号)(?=[^0-9〔〕;,、号\n]+{_YEAR})"
)
_HEAD = re.compile(rf"(?P<organ>[^〔〕]*)(?P<year>{_YEAR})第?[0-9]+号?")
_NUMBER = re.compile(r"第?[0-9]+号?")


class DocumentNumberMissing(Refusal):
    """A document number was expected and the text is empty."""


@dataclass(frozen=True)
class DocNo:
    """One document number, normalised. `damaged`: not of any known form, so it must be checked
    by a person and must not be used to find the document."""

    text: str
    damaged: bool

    def __str__(self) -> str:
        return self.text


def normalise_doc_no(text: object) -> DocNo:
    """One document number: brackets as 〔〕, no blanks, full-width letters and digits as ASCII.

    No other character is altered or lost. Minutes and notices without a bracketed year
    (`专题会议纪要105号`) are a known form. Raises DocumentNumberMissing for empty text.
    """
    return _doc_no(without_blanks(_with_one_bracket(text)))


def split_doc_nos(text: object) -> list[DocNo]:
    """The document numbers of one citation, in printed order; none for empty text.

    An enumeration repeats what it leaves out: `〔2017〕450号、490号` and `〔2018〕148、149号` take
    organ and year of the number before; `〔2019〕3号` takes its organ. A part without any digit
    belongs to the part after it (`财政厅、扶贫办〔2018〕1号` is one number of two organs).
    Every character but blanks and separators is found again in the result.
    """
    pieces = _pieces(_with_one_bracket(text))
    numbers: list[DocNo] = []
    organ = year = ""
    for piece, sign_follows in zip(pieces, _signs_that_follow(pieces), strict=True):
        head = _HEAD.fullmatch(piece)
        if head:
            organ, year = head["organ"] or organ, head["year"]
            full = piece if head["organ"] else organ + piece
        elif _NUMBER.fullmatch(piece) and year:
            full = organ + year + piece
        else:
            organ = year = ""
            full = piece
        if year and not full.endswith("号") and sign_follows:
            full += "号"
        numbers.append(_doc_no(full))
    return numbers


def _with_one_bracket(text: object) -> str:
    return half_width(clean_text(text)).translate(_BRACKETS)


def _doc_no(text: str) -> DocNo:
    if not text:
        raise DocumentNumberMissing(f"没有文号:{shown(text)}")
    known = _WITH_YEAR.fullmatch(text) or (
        _WITHOUT_YEAR.fullmatch(text) and not _BRACKETS_LOST.search(text)
    )
    return DocNo(text, damaged=not known)


def _pieces(text: str) -> list[str]:
    """The parts between separators. A line break separates only after 号: cells wrap."""
    text = re.sub(r"(?<!号)[^\S\n]*\n", "", re.sub(r"[^\S\n]+", "", text))
    pieces: list[str] = []
    waiting = ""
    start = 0
    for separator in _SEPARATOR.finditer(text):
        piece, start = waiting + text[start : separator.start()], separator.end()
        if piece and not re.search(r"[0-9]", piece):
            waiting = piece + separator.group()
            continue
        waiting = ""
        pieces.append(piece)
    pieces.append(waiting + text[start:])
    return [piece for piece in pieces if piece]


def _signs_that_follow(pieces: list[str]) -> list[bool]:
    """For each piece, whether the bare numbers after it close with 号: `148、149、250号`."""
    follows: list[bool] = []
    closes = False
    for piece in reversed(pieces):
        follows.append(closes)
        closes = bool(_NUMBER.fullmatch(piece)) and (closes or piece.endswith("号"))
    return follows[::-1]
