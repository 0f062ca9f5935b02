"""Corrections: what a person decided, laid over what the machine read.

Decides what can be corrected and how a correction changes a reading. Refuses to touch the reading that is kept: the rows
that are searched follow from both, and a correction that is taken back leaves no trace in them.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal, get_args

from msgspec.structs import replace

from onrecord.errors import OptionError
from onrecord.ledger.anchors import Anchor, find
from onrecord.ledger.fold import fold_name
from onrecord.records import (
    Act,
    Completeness,
    Reading,
    Record,
    Span,
    Speaker,
    Statement,
    StatementKind,
    Verdict,
)

What = Literal["speaker", "content", "kind", "act", "not-a-statement", "completeness", "merge", "split"]
MADE_BY_HAND = "named in a correction"


class Correction(Record, frozen=True):
    """One decision of a person: about what, why, and whether it still has its place (``anchored``) and holds (``undone``).

    ``anchors`` are the places in the texts that it is about; ``value`` is what it says: a name (None: nobody can be
    named), the pieces of the content, a kind, an act, a verdict, or the speakers that are one or two.
    """

    key: str
    what: What
    article: str
    anchors: tuple[Anchor, ...]
    value: Any
    author: str
    reason: str
    made: str
    anchored: bool = True
    undone: str | None = None
    undone_by: str | None = None
    undone_reason: str | None = None


class Corrected(Record, frozen=True):
    """A reading with corrections laid over it, and the identities of those that found no place in it."""

    reading: Reading
    homeless: frozenset[str] = frozenset()


def check(what: str, value: Any) -> None:
    """Raise OptionError where ``value`` cannot be what ``what`` is corrected to."""
    allowed: dict[str, tuple[str, ...]] = {"kind": get_args(StatementKind), "completeness": get_args(Verdict)}
    if what not in get_args(What):
        raise OptionError(
            "what", f"there is nothing called {what!r} to correct.", f"There are {', '.join(get_args(What))}."
        )
    if what in allowed and value not in allowed[what]:
        raise OptionError("value", f"{value!r} is no {what}.", f"There are {', '.join(allowed[what])}.")
    if what == "speaker" and not (value is None or (isinstance(value, str) and fold_name(value))):
        raise OptionError("value", f"{value!r} is no name.", "Give a name, or nothing for an unknown speaker.")
    if what == "act" and not (value is None or (isinstance(value, str) and value.strip())):
        raise OptionError("value", f"{value!r} is no act.", "Give a word such as promise, or nothing.")


def apply(reading: Reading, corrections: Iterable[Correction]) -> Corrected:
    """Return ``reading`` with ``corrections`` laid over it in the order in which they were made.

    Statements keep their ids, so that it can be told which one was corrected.
    """
    homeless = set()
    for correction in corrections:
        if correction.undone or correction.what in {"merge", "split"}:
            continue
        changed = _apply_one(reading, correction)
        if changed is None:
            homeless.add(correction.key)
        else:
            reading = changed
    return Corrected(reading=reading, homeless=frozenset(homeless))


def statement_at(reading: Reading, anchor: Anchor) -> Statement | None:
    """Return the statement of ``reading`` that has most of the anchored words in it, None where none has half of them."""
    place = find(reading.article.text, anchor)
    if place is None:
        return None
    best = max(reading.statements, key=lambda s: (_shared(s, place), -_length(s)), default=None)
    return best if best is not None and 2 * _shared(best, place) >= place.end - place.start else None


def _apply_one(reading: Reading, correction: Correction) -> Reading | None:
    if correction.what == "completeness":
        verdict = Completeness(verdict=correction.value, reasons=reading.completeness.reasons)
        return replace(reading, completeness=verdict)
    statement = statement_at(reading, correction.anchors[0])
    if statement is None:
        return None
    match correction.what:
        case "not-a-statement":
            changed = replace(reading, statements=tuple(s for s in reading.statements if s.id != statement.id))
        case "speaker":
            changed = _with_speaker(reading, statement, correction.value)
        case "content":
            return _with_content(reading, statement, correction.anchors[1:])
        case "kind":
            changed = _with(reading, replace(statement, kind=correction.value))
        case _:
            act = Act(name=correction.value) if correction.value else None
            changed = _with(reading, replace(statement, act=act))
    return changed


def _with_content(reading: Reading, statement: Statement, anchors: tuple[Anchor, ...]) -> Reading | None:
    places = [find(reading.article.text, anchor) for anchor in anchors]
    spans = tuple(p for p in places if p is not None)
    if not spans or len(spans) < len(places):
        return None
    return _with(reading, replace(statement, content=tuple(sorted(spans, key=lambda s: s.start))))


def _with_speaker(reading: Reading, statement: Statement, name: str | None) -> Reading:
    if name is None:
        return _with(
            reading, replace(statement, speaker=None, unattributed="a person decided that nobody can be named")
        )
    folded = fold_name(name)
    known = next((s for s in reading.speakers if folded in {fold_name(n) for n in (s.name, *s.aliases)}), None)
    if known is None:
        # Ids of a reading count from p1; one that is made here must not be one of them.
        known = Speaker(id=f"c{len(reading.speakers) + 1}", name=name, kind="person")
        reading = replace(reading, speakers=(*reading.speakers, known))
    return _with(reading, replace(statement, speaker=known.id, unattributed=None))


def _with(reading: Reading, statement: Statement) -> Reading:
    return replace(reading, statements=tuple(statement if s.id == statement.id else s for s in reading.statements))


def _shared(statement: Statement, place: Span) -> int:
    return sum(max(0, min(p.end, place.end) - max(p.start, place.start)) for p in statement.content)


def _length(statement: Statement) -> int:
    return sum(piece.end - piece.start for piece in statement.content)
