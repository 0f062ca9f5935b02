"""When: the words that tell when a statement was made, and the date that they mean.

Decides which time words belong to the speaking rather than to what was said, and resolves them against the day of
publication. Never pads: a week within one month is that month, a weekday without a day of publication stays words.
"""

from __future__ import annotations

import datetime as dt
import re
from functools import cache
from typing import Literal, NamedTuple

from onrecord.records import Found, Said
from onrecord.statements.tokens import Analysis
from onrecord.statements.vocabulary import words
from onrecord.text.segment import Range

Precision = Literal["year", "month", "day", "minute"]

_REACH = 150
_FRONT = 40
_SOON = 3
_FUTURE = frozenset(["will", "would", "scheduled", "expected", "set", "plans", "planned", "next", "upcoming", "faces"])
_WAS = frozenset(
    ["was", "were", "had", "began", "came", "left", "made", "met", "shot", "struck", "took", "went", "won"]
)
_OF_THINGS = frozenset(["a", "an", "the", "his", "her", "its", "their"])
_COUNTS = {
    w: n
    for n, w in enumerate(
        ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"], start=1
    )
}
_COUNTS |= {"a": 1, "an": 1}
_PARTS = r"(?:\s+(?:morning|afternoon|evening|night))?"


class When(NamedTuple):
    """A date as far as it can be told."""

    date: str | None
    precision: Precision | None


@cache
def _pattern() -> re.Pattern[str]:
    days = "|".join(d.capitalize() for d in words().weekdays if len(d) > 4)
    months = "|".join(m.capitalize() for m in words().months if len(m) > 4 or m in ("june", "july", "may"))
    short = "|".join(
        m.capitalize() + r"\." for m in words().months if len(m) in (3, 4) and m not in ("june", "july", "may")
    )
    return re.compile(
        rf"(?P<date>\b(?:[Oo]n\s+)?(?P<month>{months}|{short})\s(?P<day>\d{{1,2}})(?!\d)(?:,?\s(?P<year>(?:19|20)\d\d))?)"
        rf"|(?P<daymonth>\b(?:[Oo]n\s+)?(?P<day2>\d{{1,2}})\s(?P<month2>{months})(?:\s(?P<year2>(?:19|20)\d\d))?)"
        rf"|(?P<weekday>\b(?:[Oo]n\s+)?(?:(?:late|early|earlier|last)\s+(?:on\s+)?)?(?P<name>{days})\b{_PARTS})"
        r"|(?P<near>\b(?:[Ee]arlier\s+)?(?:[Tt]oday|[Yy]esterday|[Tt]onight|[Ll]ast\s+night|[Tt]his\s+(?:morning|afternoon|evening))\b"
        rf"{_PARTS})"
        r"|(?P<span>\b(?P<which>[Ll]ast|[Tt]his|[Oo]ver\s+the|(?:[Ee]arlier|[Ll]ater)\s+this|[Tt]he\s+previous)\s+(?P<unit>week|weekend|month|year)\b)"
        r"|(?P<ago>\b(?P<count>\d{1,3}|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"
        r"\s+(?P<unit2>day|week|month|year)s?\s+(?:ago|earlier)\b)"
        rf"|(?P<inmonth>\b[Ii]n\s+(?:early\s+|late\s+|mid-)?(?P<month3>{months}|{short})(?:\s(?P<year3>(?:19|20)\d\d))?)(?!\s\d)"
        r"|(?P<inyear>\b[Ii]n\s+(?P<year4>(?:19|20)\d\d)\b)"
        r"|(?P<vague>\b(?:[Ll]ater|[Ee]arlier)\b(?=[,.]|\s+(?:said|told|tweeted|wrote|added|that|in\b)))"
    )


@cache
def _hints() -> frozenset[str]:
    """Return words one of which every time expression holds: most sentences have none, and need no search."""
    table = words()
    months = {f"{month}." for month in table.months} | set(table.months)
    near = {
        "today",
        "yesterday",
        "tonight",
        "night",
        "this",
        "week",
        "weekend",
        "month",
        "year",
        "ago",
        "earlier",
        "later",
    }
    return (
        frozenset(table.weekdays) | months | near | {f"mid-{m}" for m in months} | {str(y) for y in range(1900, 2100)}
    )


class Clock(NamedTuple):
    """The day that time words are counted from: that of publication, and that of the last change where it is known."""

    day: dt.date | None
    changed: dt.date | None = None

    @classmethod
    def of(cls, published: str | None, modified: str | None = None) -> Clock:
        """Return the clock of an article, from dates of any precision."""
        return cls(_day(published), _day(modified))

    def last(self, weekday: int, *, before: bool = False) -> dt.date | None:
        """Return the last such weekday: since publication where the article was changed soon after, else up to then."""
        if self.day is None:
            return None
        ahead = (weekday - self.day.weekday()) % 7
        if self.changed is not None and 0 < ahead <= min((self.changed - self.day).days, _SOON) and not before:
            return self.day + dt.timedelta(days=ahead)
        return self.day - dt.timedelta(days=(-ahead) % 7 or 7 * before)


def said_when(a: Analysis, found: Found, others: list[Found], clock: Clock) -> Said | None:
    """Return when the statement was made, by the time words nearest to its cue in the same sentence.

    Time words in what ``others`` nearby report are theirs, unless this statement is itself part of that.
    """
    if found.cue is None:
        return None
    token = a.token_at(found.cue[0])
    if token >= len(a.words):
        return None
    sentence = a.sentences[a.sentence_of[token]]
    start, end = max(sentence.start, found.cue[0] - _REACH), min(sentence.end, found.cue[1] + _REACH)
    reported = [r for o in (found, *others) for r in o.content if o is found or not r[0] <= found.cue[0] < r[1]]
    kept = [*reported, *found.sources]
    match = _nearest(a, found.cue, (start, end), kept) or _fronted(a, sentence, kept)
    if match is None or _is_of_earlier(a, found.cue, match, [o.cue for o in others if o.cue]):
        return None
    when = resolve(match, clock)
    return Said(start=match.start(), end=match.end(), text=match.group(), date=when.date, precision=when.precision)


def event_day(a: Analysis, clock: Clock) -> Said | None:
    """Return the words of the first sentence that place its event on the day of publication, if it is past."""
    if not a.sentences or clock.day is None:
        return None
    first, last = a.sentence_tokens[0]
    if not _FUTURE.isdisjoint(a.lower[first:last]) or _hints().isdisjoint(a.lower[first:last]):
        return None
    for match in _pattern().finditer(a.text, a.sentences[0].start, a.sentences[0].end):
        when = resolve(match, clock)
        at = a.token_at(match.start())
        past = any(w.endswith("ed") or w in _WAS for w in a.lower[first:at])
        if when.date == clock.day.isoformat() and past and not _is_reported(a, [], match):
            return Said(
                start=match.start(), end=match.end(), text=match.group(), date=when.date, precision=when.precision
            )
    return None


def _nearest(
    a: Analysis, cue: tuple[int, int], window: tuple[int, int], reported: list[tuple[int, int]]
) -> re.Match[str] | None:
    """Return the time words nearest to a cue, those behind it a little nearer."""
    if _hints().isdisjoint(a.lower[slice(*a.tokens_in(*window))]):
        return None
    best: tuple[int, re.Match[str]] | None = None
    for match in _pattern().finditer(a.text, *window):
        if _is_reported(a, reported, match) or _is_of_thing(a, match, cue) or _is_of_next(a, match, cue):
            continue
        gap = match.start() - cue[1] if match.start() >= cue[1] else cue[0] - match.end() + 8
        if best is None or gap < best[0]:
            best = gap, match
    return best[1] if best is not None else None


def _fronted(a: Analysis, sentence: Range, reported: list[tuple[int, int]]) -> re.Match[str] | None:
    """Return the time words that a sentence begins with, and that hold for all of it: "In May, Lee flew to Ely and said"."""
    first, last = a.tokens_in(sentence.start, min(sentence.end, sentence.start + _FRONT))
    if _hints().isdisjoint(a.lower[first:last]):
        return None
    match = _pattern().match(a.text, sentence.start, min(sentence.end, sentence.start + _FRONT))
    if match is None or a.text[match.end() : match.end() + 1] not in (",", " ") or _is_reported(a, reported, match):
        return None
    return match


def _is_reported(a: Analysis, reported: list[tuple[int, int]], match: re.Match[str]) -> bool:
    """Return whether time words stand inside what was said or inside any quotation."""
    if any(s < match.end() and match.start() < e for s, e in reported):
        return True
    first, last = a.tokens_in(match.start(), match.end())
    return any(a.quoted[i] >= 0 for i in range(first, last))


def _is_of_next(a: Analysis, match: re.Match[str], cue: tuple[int, int]) -> bool:
    """Return whether another clause with a verb begins between a cue and time words: "she said, and it had rained in May"."""
    first, last = a.tokens_in(cue[1], match.start()) if match.start() > cue[1] else (0, 0)
    joint = next((i for i in range(first + 1, last) if a.words[i - 1] == "," and a.lower[i] in ("and", "but")), last)
    return any(a.lower[i] in words().auxiliaries for i in range(joint, last))


def _is_of_earlier(a: Analysis, cue: tuple[int, int], match: re.Match[str], others: list[tuple[int, int]]) -> bool:
    """Return whether time words are those of an earlier occasion: "Lee, who had said last week …, now warned"."""
    if is_pluperfect(a, cue):
        return False
    beside = (other for other in others if 0 <= match.start() - other[1] <= 2 or 0 <= other[0] - match.end() <= 2)
    return any(is_pluperfect(a, other) for other in beside)


def is_pluperfect(a: Analysis, cue: tuple[int, int] | None) -> bool:
    """Return whether a cue tells of something before the rest: "had said"."""
    if cue is None:
        return False
    first, last = a.tokens_in(*cue)
    return "had" in a.lower[max(first - 2, 0) : last]


def _is_of_thing(a: Analysis, match: re.Match[str], cue: tuple[int, int]) -> bool:
    """Return whether time words tell when a thing was: "the May 10 call", but not "the May 10 call in which she said"."""
    first, last = a.tokens_in(match.start(), match.end())
    if not first or a.lower[first - 1] not in _OF_THINGS or match["span"] or match["ago"]:
        return False
    between = a.lower[last : a.tokens_in(*cue)[0]]
    return not any(w in ("when", "where", "which") for w in between)


def _day(published: str | None) -> dt.date | None:
    try:
        return dt.date.fromisoformat(published[:10]) if published and len(published) >= 10 else None
    except ValueError:
        return None


def resolve(match: re.Match[str], clock: Clock) -> When:
    """Return the date that time words mean, seen from the day of publication."""
    group, today = match.groupdict(), clock.day
    absolute = _absolute(group, today)
    if absolute is not None:
        return absolute
    if today is None or group["vague"]:
        return When(None, None)
    if group["weekday"]:
        weekday = [d[:3] for d in words().weekdays[:7]].index(group["name"][:3].lower())
        day = clock.last(weekday, before="last" in match.group().lower().split())
        return When(day.isoformat() if day else None, "day" if day else None)
    if group["near"]:
        back = 1 if re.search(r"(?i)yesterday|last\s+night", match.group()) else 0
    else:
        return _span(group, today)
    return When((today - dt.timedelta(days=back)).isoformat(), "day")


def _absolute(group: dict[str, str | None], today: dt.date | None) -> When | None:
    """Return the date of words that name a month, a day of a month or a year."""
    if group["date"] or group["daymonth"]:
        month, day = _first(group, "month", "month2"), _first(group, "day", "day2")
        year = _first(group, "year", "year2")
        return _on_day(_month(month or ""), int(day or 0), int(year) if year else None, today)
    if group["inmonth"]:
        return _in_month(_month(group["month3"] or ""), int(group["year3"]) if group["year3"] else None, today)
    return When(group["year4"], "year") if group["inyear"] else None


def _first(group: dict[str, str | None], *names: str) -> str | None:
    return next((v for n in names if (v := group[n])), None)


def _month(name: str) -> int:
    return ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"].index(
        name[:3].lower()
    ) + 1


def _on_day(month: int, day: int, year: int | None, today: dt.date | None) -> When:
    if year is None and today is None:
        return When(None, None)
    try:
        found = dt.date(year or (today.year if today else 1), month, day)
        if year is None and today and found > today:
            found = found.replace(year=found.year - 1)
    except ValueError:
        return When(None, None)
    return When(found.isoformat(), "day")


def _in_month(month: int, year: int | None, today: dt.date | None) -> When:
    if year is None:
        if today is None:
            return When(None, None)
        year = today.year if month <= today.month else today.year - 1
    return When(f"{year:04d}-{month:02d}", "month")


def _span(group: dict[str, str | None], today: dt.date) -> When:
    """Return the month or year that a week, month or year lies in, as seen from ``today``; None where it spans two."""
    unit = (group["unit"] or group["unit2"] or "").removesuffix("end")
    if group["ago"]:
        count = _COUNTS.get(group["count"] or "") or int(group["count"] or 0)
    else:
        count = 0 if "this" in (group["which"] or "").lower() else 1
    if unit == "day":
        return When((today - dt.timedelta(days=count)).isoformat(), "day")
    if unit == "week":
        monday = today - dt.timedelta(days=today.weekday() + 7 * count)
        return _common(
            monday, min(monday + dt.timedelta(days=6), today) if count == 0 else monday + dt.timedelta(days=6)
        )
    if unit == "month":
        whole = today.year * 12 + today.month - 1 - count
        exact = count <= 3
        return When(
            f"{whole // 12:04d}-{whole % 12 + 1:02d}" if exact else f"{whole // 12:04d}", "month" if exact else "year"
        )
    return When(f"{today.year - count:04d}", "year")


def _common(first: dt.date, last: dt.date) -> When:
    if (first.year, first.month) == (last.year, last.month):
        return When(f"{first:%Y-%m}", "month")
    return When(f"{first:%Y}", "year") if first.year == last.year else When(None, None)
