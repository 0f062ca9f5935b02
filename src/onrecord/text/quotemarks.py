"""Quotation marks: where the quotations of a text begin and end.

Decides which marks belong together, as newspapers print them: straight, curly, doubled single ones, single ones (told
apart from apostrophes), guillemets, low-high, nested, and quotations that open every paragraph and close only the last.
A mark without a partner never costs more than its own paragraph. Refuses to know whether a quotation is speech.

One pass over the marks with a stack per paragraph; the time is linear in the length of the text.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Literal, NamedTuple

import msgspec

from onrecord.lexicon import Table, load
from onrecord.text.segment import Range, paragraphs

Side = Literal["opening", "closing", "either"]

_OPENERS_BEFORE = frozenset("([{—–-/¿¡…")
_STRONG_END = frozenset(".,;:?!…")
_INCHES = re.compile(r"\d['’]\s?\d{1,2}\Z")
_WORD = re.compile(r"\w{1,16}")
_MAX_DEPTH = 8


class Mark(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a mark is: the family within which marks pair, and the side on which it stands as a rule."""

    family: str
    side: Side


class Elisions(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Words that begin with an apostrophe."""

    words: frozenset[str]


class QuotationMarks(Table, frozen=True):
    """The lexicon file ``quotations``."""

    marks: dict[str, Mark]
    elisions: Elisions


class Quotation(NamedTuple):
    """One quotation within one paragraph, its marks included.

    ``closed`` is False where the closing mark is missing; the range then ends with the paragraph. ``continues`` says that
    the quotation goes on in the next paragraph, ``resumes`` that it goes on from the one before. ``depth`` is 0 for a
    quotation that stands in no other.
    """

    start: int
    end: int
    family: str
    depth: int
    closed: bool
    continues: bool
    resumes: bool


class _Open(NamedTuple):
    start: int
    family: str
    weak_end: int  # where a doubtful closing mark stood, 0 if none has


def find_quotations(text: str, within: tuple[Range, ...] | None = None) -> tuple[Quotation, ...]:
    """Return the quotations of ``text`` in order of their start; nested ones follow the one they stand in.

    ``within`` are its paragraphs, if the caller has them already.
    """
    table, pattern = _tools()
    found: list[Quotation] = []
    last = -1  # the index of the quotation that the last paragraph left open
    for paragraph in paragraphs(text) if within is None else within:
        here, stray_close = _pair(text, paragraph, table, pattern)
        opens_at_start = bool(here) and here[0].start == paragraph.start
        if last >= 0 and opens_at_start and here[0].family == found[last].family:
            found[last] = found[last]._replace(continues=True)
            here[0] = here[0]._replace(resumes=True)
        elif last >= 0 and stray_close is not None and not opens_at_start:
            # The quotation goes on without a new mark at the start of the paragraph, and closes in it.
            found[last] = found[last]._replace(continues=True)
            here.insert(0, Quotation(paragraph.start, stray_close, found[last].family, 0, True, False, True))
        outer = [i for i, q in enumerate(here) if q.depth == 0]
        last = len(found) + outer[-1] if outer and not here[outer[-1]].closed else -1
        found.extend(here)
    return tuple(found)


@cache
def _tools() -> tuple[QuotationMarks, re.Pattern[str]]:
    table = load("quotations", QuotationMarks)
    marks = sorted(table.marks, key=len, reverse=True)
    return table, re.compile("|".join(map(re.escape, marks)))


def _pair(
    text: str, paragraph: Range, table: QuotationMarks, pattern: re.Pattern[str]
) -> tuple[list[Quotation], int | None]:
    """Pair the marks of one paragraph; also return the end of a closing mark that came before any opening one."""
    stack: list[_Open] = []
    found: list[Quotation] = []
    stray: int | None = None
    for match in pattern.finditer(text, paragraph.start, paragraph.end):
        mark = table.marks[match.group()]
        if mark.side == "either" and _INCHES.search(text, max(0, match.start() - 5), match.start()):
            continue
        side = _side(text, match, paragraph, mark)
        if mark.family == "single":
            _take_single(text, match, side, stack, found)
        elif _closes(side, mark, stack):
            _close(stack, found, mark.family, match.end())
        elif side != "closing":
            _open(stack, found, match.start(), mark.family)
        elif stray is None and not found and not stack and _strong(text, match.start()):
            stray = match.end()
    _finish(stack, found, paragraph)
    found.sort(key=lambda q: (q.start, -q.end))
    return found, stray


def _side(text: str, match: re.Match[str], paragraph: Range, mark: Mark) -> Side:
    """Return the side that the mark takes by what stands beside it, or its usual one where that does not tell."""
    before = text[match.start() - 1] if match.start() > paragraph.start else " "
    after = text[match.end()] if match.end() < paragraph.end else " "
    room_before = before.isspace() or before in _OPENERS_BEFORE
    if room_before and not after.isspace():
        if mark.side == "closing" and after in _STRONG_END:
            return "closing"
        return "opening"
    if after.isspace() and not before.isspace():
        # French sets a space inside its guillemets.
        return "opening" if mark.family.endswith("guillemet") and mark.side == "opening" else "closing"
    if not room_before and not after.isalnum():
        return "closing"
    return mark.side


def _closes(side: Side, mark: Mark, stack: list[_Open]) -> bool:
    is_open = any(o.family == mark.family for o in stack)
    if not is_open:
        return False
    if mark.family.endswith("guillemet") and mark.side == "closing":
        return True
    return side in ("closing", "either")


def _take_single(text: str, match: re.Match[str], side: Side, stack: list[_Open], found: list[Quotation]) -> None:
    """Open or close a single quotation, or leave the mark alone as an apostrophe."""
    start, end = match.span()
    before = text[start - 1] if start else " "
    after = text[end] if end < len(text) else " "
    if side == "opening":
        word = _WORD.match(text, end)
        is_elision = word is None or word.group().lower() in _tools()[0].elisions.words or word.group()[0].isdigit()
        if word is not None and (text[start] == "‘" or not is_elision):
            _open(stack, found, start, "single")
        return
    top = stack[-1] if stack and stack[-1].family == "single" else None
    if top is None or after.isalnum() or before.isspace():
        return
    if before in _STRONG_END or after in _STRONG_END or before.lower() != "s":
        _close(stack, found, "single", end)
    else:
        # "the workers' pay": closes only if nothing better comes.
        stack[-1] = top._replace(weak_end=end)


def _open(stack: list[_Open], found: list[Quotation], start: int, family: str) -> None:
    """Open a quotation. One of the same family that is still open lost its closing mark: it is given up."""
    for at, other in enumerate(stack):
        if other.family == family:
            found.extend(
                Quotation(lost.start, lost.weak_end, lost.family, at, True, False, False)
                for lost in stack[at:]
                if lost.weak_end
            )
            del stack[at:]
            break
    if len(stack) < _MAX_DEPTH:
        stack.append(_Open(start, family, 0))


def _close(stack: list[_Open], found: list[Quotation], family: str, end: int) -> None:
    while stack:
        opened = stack.pop()
        if opened.family == family:
            found.append(Quotation(opened.start, end, family, len(stack), True, False, False))
            return
        if opened.weak_end:
            found.append(Quotation(opened.start, opened.weak_end, opened.family, len(stack), True, False, False))


def _finish(stack: list[_Open], found: list[Quotation], paragraph: Range) -> None:
    """Keep what is still open at the end of the paragraph: a single mark was an apostrophe, a double one is unclosed."""
    while stack:
        opened = stack.pop()
        if opened.weak_end:
            found.append(Quotation(opened.start, opened.weak_end, opened.family, len(stack), True, False, False))
        elif opened.family != "single" and not stack:
            found.append(Quotation(opened.start, paragraph.end, opened.family, 0, False, False, False))


def _strong(text: str, at: int) -> bool:
    return at > 0 and (text[at - 1] in _STRONG_END or text[at - 1].isalnum())
