"""Occasions: when a statement was made, where only its surroundings tell.

Decides that somebody who goes on speaking speaks on the same day; that what an article reports beside the statement it begins
with, or beside an event of the day that it begins with, was said on that day. The words that tell are kept, wherever they
stand. Refuses to date what stands in the present or perfect tense, what is reported within another report, and anything by
the day of publication alone.
"""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from msgspec.structs import replace

from onrecord.records import Found, Said
from onrecord.statements.resolve import Resolved
from onrecord.statements.tokens import Analysis
from onrecord.statements.vocabulary import CueForm
from onrecord.statements.when import Clock, event_day, is_pluperfect, said_when

_NEAR = 4
_PERFECT = frozenset(["had", "has", "have"])
_PARAGRAPHS = 3
_LEAD = 3
_RECENT = dt.timedelta(days=6)


class Told(NamedTuple):
    """One statement with what of it tells when it may have been made."""

    found: Found
    who: Resolved
    entry: CueForm | None


def said_of(a: Analysis, told: list[Told], clock: Clock) -> list[Said | None]:
    """Return for each statement when it was made, by the words beside it or else by those that its surroundings give."""
    found = [t.found for t in told]
    result = [
        said_when(a, item, found[max(0, i - _NEAR) : i] + found[i + 1 : i + 1 + _NEAR], clock)
        for i, item in enumerate(found)
    ]
    day = _day_of_article(a, result, clock) or event_day(a, clock)
    last: dict[int, int] = {}
    reach = 0
    for i, one in enumerate(told):
        entity = one.who.entity
        nested = one.found.content[0][0] < reach
        reach = max(reach, one.found.content[-1][1])
        if nested:
            continue
        mine = result[i]
        if (mine is None or mine.date is None) and _is_past(a, one):
            earlier = last.get(id(entity)) if entity is not None else None
            if earlier is not None and _paragraph(a, one.found) - _paragraph(a, found[earlier]) <= _PARAGRAPHS:
                result[i] = _implied(mine, result[earlier])
            elif entity is None or entity.kind != "document":
                result[i] = _implied(mine, day)
        # What somebody had said before is another occasion.
        if entity is not None and result[i] is not None and not is_pluperfect(a, one.found.cue):
            last[id(entity)] = i
    return result


def _implied(mine: Said | None, other: Said | None) -> Said | None:
    """Return the words beside a statement ("later") or, where there are none, others, with the date of those."""
    if other is None or other.date is None:
        return mine
    return replace(mine or other, date=other.date, precision=other.precision, implied=True)


def _paragraph(a: Analysis, item: Found) -> int:
    return a.paragraph_of(min(a.token_at((item.cue or item.content[0])[0]), len(a.words) - 1))


def _is_past(a: Analysis, one: Told) -> bool:
    """Return whether a cue tells of one occasion: a verb in the simple past, or a quotation that goes on without a cue."""
    if one.found.cue is None:
        return True
    first, last = a.tokens_in(*one.found.cue)
    perfect = not _PERFECT.isdisjoint(a.lower[max(first - 3, 0) : last])
    return not perfect and one.entry is not None and one.entry.form in ("past", "ing")


def _day_of_article(a: Analysis, said: list[Said | None], clock: Clock) -> Said | None:
    """Return the day of the occasion that an article is about: that of the first statement that its lead dates, if recent."""
    today = clock.day
    for one in said if today is not None else ():
        if one is None or one.precision != "day" or one.date is None:
            continue
        recent = today is not None and today - dt.date.fromisoformat(one.date) <= _RECENT
        return one if recent and a.paragraph_of(a.token_at(one.start)) < _LEAD else None
    return None
