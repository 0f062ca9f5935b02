"""Dates: as pages write them, into ISO 8601 at the precision and with the zone that the page gives.

Decides which dates can be read without guessing. Refuses to know which date of a page is the article's.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from functools import cache, lru_cache
from operator import itemgetter
from typing import Final

from onrecord.article.heads import either, head_words, month_numbers
from onrecord.native import compiled

FIRST_YEAR: Final = 1990
"""Earlier dates on a web page are not those of its publication."""
_STARTED: Final = date.today().year
"""No year up to this one lies ahead, however long the program runs."""
_ISO: Final = re.compile(
    r"(?<!\d)(\d{4})[-/.](\d{1,2})(?:[-/.](\d{1,2}))?"
    r"(?:[T ,]+(\d{1,2}):(\d{2})(?::(\d{2}))?(?:\.\d+)?\s*(Z|[+-]\d{2}:?\d{2}|[A-Za-z]{2,4})?)?(?!\d)"
)
_COMPACT: Final = re.compile(r"(?<!\d)(\d{4})(\d{2})(\d{2})(?:T?(\d{2})(\d{2})(\d{2})?(Z|[+-]\d{2}:?\d{2})?)?(?!\d)")
_ASIAN: Final = re.compile(r"(\d{4})\s*[年년]\s*(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日일](?:\s*(\d{1,2})[:時时](\d{2}))?")
_NUMERIC: Final = re.compile(r"(?<![\d./])(\d{1,2})(?:([./-])(\d{1,2})\2(\d{4}|\d{2})|\. (\d{1,2})\. (\d{4}))(?!\d)")
_CLOCK: Final = re.compile(
    r"(?<![\d:])(\d{1,2})(?:[:.h](\d{2})(?::(\d{2}))?)?\s*((?i:[ap]\.?\s?m)\.?(?![A-Za-z]))?(?:\s*(?:Uhr|Hrs|h)?)\s*\(?([A-Z]{1,5}|[+-]\d{2}:?\d{2})?\)?",
)
_EPOCH: Final = re.compile(r"^\d{10}(?:\d{3})?$")
_YEAR: Final = re.compile(r"\d(?:\d{3}|[./-]\d\d?[./-]\d\d)")
"""What all forms of a date have in them: a year, or three numbers with signs between."""
_IS_ISO, _IS_NAMED, _IS_ASIAN, _IS_NUMERIC, _IS_COMPACT = (1 << i for i in range(5))
"""The forms of a date, a bit each."""
_DAY_AND_YEAR: Final = re.compile(r"\d(?:st|nd|rd|th)?(?:\s*,\s*|\s+)(?:at\s+)?\d{4}", re.IGNORECASE)
_LETTERS: Final = re.compile(r"[^\W\d_]+")
_MAY_FOLD: Final = frozenset("I\u0130\u0131\u017f\u212a")
"""Letters that a pattern takes for others besides their lower case."""
_Dated = tuple[str, int, int]
"""A date, with where it starts and ends."""
MAX_TEXT: Final = 400
"""A date is looked for in so many characters of a text."""
CLOCK_REACH: Final = 30
"""A time of day so many characters after a date, or fewer, belongs to it."""


def date_forms_in_python(text: str) -> int:
    """Return the forms of a date that ``text`` may hold, a bit each: none, or all. Most lines end with this search.

    The compiled twin (``native/dates.c``) looks at the digits, and tells some forms from others.
    """
    return 31 if _YEAR.search(text, 0, MAX_TEXT) else 0


date_forms: Final[Callable[[str], int]] = compiled.date_forms if compiled is not None else date_forms_in_python


_BEHIND_DAY: Final = r"(?:st|nd|rd|th|er|º|ª|\.)?\s*[-/. ]?\s*(?:de |of |d[’'])?"
_BEHIND_MONTH: Final = r"\b\.?,?\s*(?:de |del |d[’'])?[-/]?\s*(\d{4})(?!\d)"
_BEHIND_NAME: Final = r"\.?\s+(\d{1,2})(?:st|nd|rd|th)?(?:\s*,\s*|\s+)(?:at\s+)?(\d{4})(?!\d)"
_DAY_WORD_YEAR: Final = re.compile(rf"\d(?<![\w.]\d)\d?{_BEHIND_DAY}[^\W\d_]+{_BEHIND_MONTH}", re.IGNORECASE)
_WORD_DAY_YEAR: Final = re.compile(rf"[^\W\d_](?<!\w.)[^\W\d_]*{_BEHIND_NAME}", re.IGNORECASE)
"""What dates with the name of a month look like, whatever the name: to look for all names takes ten times as long."""


@cache
def _named() -> tuple[re.Pattern[str], re.Pattern[str]]:
    names = either(list(month_numbers()))
    day_first = rf"(?<![\w.])(\d{{1,2}}){_BEHIND_DAY}({names}){_BEHIND_MONTH}"
    month_first = rf"(?<!\w)({names}){_BEHIND_NAME}"
    return re.compile(day_first, re.IGNORECASE), re.compile(month_first, re.IGNORECASE)


def parse_date(text: str, *, month_first: bool | None = None) -> str | None:
    """Return the first date in ``text`` as ISO 8601, or None where there is none, or it could mean two days.

    ``month_first`` says how ``3/4/2019`` is meant; None: only dates that can mean one day are read.
    """
    found = find_date(text, month_first=month_first)
    return found[0] if found else None


def find_date(text: str, *, month_first: bool | None = None) -> _Dated | None:
    """Return the first date in ``text`` with where it starts and ends, or None."""
    return _find(text[:MAX_TEXT], month_first) if date_forms(text) else None


def each_date(text: str, *, month_first: bool | None = None) -> Iterator[tuple[str, int, int, str]]:
    """Yield every date in ``text`` with where it starts and ends, and the words between the date before and it."""
    at = 0
    while at < MAX_TEXT and (found := find_date(text[at:], month_first=month_first)):
        value, start, end = found
        yield value, at + start, at + end, text[at : at + start]
        at += max(end, 1)


@lru_cache(maxsize=4_000)
def _find(text: str, month_first: bool | None) -> _Dated | None:
    forms = date_forms(text)
    if forms & _IS_COMPACT and _EPOCH.match(text.strip()):
        return _from_epoch(text.strip()), 0, len(text)
    best = _plain(text)
    if forms & (_IS_NUMERIC | _IS_COMPACT) and not (best and best[1] == 0):
        best = _first(
            best,
            _read_numeric(text, month_first) if forms & _IS_NUMERIC else None,
            _read_compact(text) if forms & _IS_COMPACT else None,
        )
    return best


@lru_cache(maxsize=4_000)
def _plain(text: str) -> _Dated | None:
    """The first date of the forms that mean the same wherever the page is from."""
    forms = date_forms(text)
    return _first(
        _read_iso(text) if forms & _IS_ISO else None,
        _read_named(text) if forms & _IS_NAMED else None,
        _read_asian(text) if forms & _IS_ASIAN else None,
    )


def _first(*dates: _Dated | None) -> _Dated | None:
    """The date that starts first; of two that start together, the one of the form that is named first."""
    return min((date for date in dates if date is not None), key=itemgetter(1), default=None)


def _from_epoch(text: str) -> str:
    from datetime import UTC, datetime

    return datetime.fromtimestamp(int(text[:10]), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _read_iso(text: str) -> _Dated | None:
    for match in _ISO.finditer(text):
        year, month, day, hour, minute, second, zone = match.groups()
        value = _compose((year, month, day), (hour, minute, second), zone)
        if value:
            return value, match.start(), match.end()
    return None


def _read_compact(text: str) -> _Dated | None:
    match = _COMPACT.search(text)
    if not match:
        return None
    year, month, day, hour, minute, second, zone = match.groups()
    value = _compose((year, month, day), (hour, minute, second), zone)
    return (value, match.start(), match.end()) if value else None


def _read_asian(text: str) -> _Dated | None:
    match = _ASIAN.search(text)
    if not match:
        return None
    value = _compose((match[1], match[2], match[3]), (match[4], match[5], None), None)
    return (value, match.start(), match.end()) if value else None


def _read_named(text: str) -> _Dated | None:
    if month_numbers().keys().isdisjoint(_LETTERS.findall(text.lower())) and not _may_fold(text):
        return None
    day_first, month_first = _named()
    first = _first_named(text, _DAY_WORD_YEAR, day_first)
    second = _first_named(text, _WORD_DAY_YEAR, month_first) if _DAY_AND_YEAR.search(text) else None
    match = min((m for m in (first, second) if m), key=lambda m: m.start(), default=None)
    if match is None:
        return None
    day, name, year = (match[1], match[2], match[3]) if match is first else (match[2], match[1], match[3])
    month = month_numbers().get(name.lower()) or _folded_months().get(_folded(name))
    return _with_clock(text, (year, str(month), day), match) if month else None


def _may_fold(text: str) -> bool:
    """Whether a pattern may take a letter of ``text`` for another one."""
    return "I" in text or (not text.isascii() and not _MAY_FOLD.isdisjoint(text))


def _first_named(text: str, alike: re.Pattern[str], named: re.Pattern[str]) -> re.Match[str] | None:
    """Where ``named`` first matches, which it does nowhere but where ``alike`` does."""
    return next((found for one in alike.finditer(text) if (found := named.match(text, one.start()))), None)


def _folded(name: str) -> str:
    """A name as a pattern compares it: MAYIS is both mayıs and mayis."""
    return name.casefold().translate({0x131: "i", 0x307: None})


@cache
def _folded_months() -> dict[str, int]:
    return {_folded(name): number for name, number in month_numbers().items()}


def _read_numeric(text: str, month_first: bool | None) -> _Dated | None:
    for match in _NUMERIC.finditer(text):
        a, sign, b, year = match[1], match[2] or ".", match[3] or match[5], match[4] or match[6]
        year = year if len(year) == 4 else "20" + year
        if sign == "." or int(a) > 12:
            day, month = a, b
        elif int(b) > 12:
            day, month = b, a
        elif month_first is None and a != b:
            continue
        else:
            day, month = (b, a) if month_first else (a, b)
        found = _with_clock(text, (year, month, day), match)
        if found:
            return found
    return None


def _with_clock(text: str, day: tuple[str, str, str], match: re.Match[str]) -> _Dated | None:
    """The date with the time of day that stands just behind it, or just before it."""
    clock = None
    for found in _CLOCK.finditer(text, match.end(), match.end() + CLOCK_REACH):
        if found[2] or found[4]:
            clock = found
            break
    if clock is None:
        for found in _CLOCK.finditer(text, max(0, match.start() - 20), match.start()):
            if found[2] or found[4]:
                clock = found
    value, start, end = None, match.start(), match.end()
    if clock is not None:
        hour = int(clock[1])
        half = (clock[4] or "").lower()[:1]
        hour = hour % 12 + (12 if half == "p" else 0) if half else hour
        value = _compose(day, (str(hour), clock[2] or "00", clock[3]), clock[5])
        if value is not None and "T" in value:
            start, end = min(start, clock.start()), max(end, clock.end())
    value = value or _compose(day, (None, None, None), None)
    return (value, start, end) if value else None


def _compose(
    day: tuple[str, str, str | None], clock: tuple[str | None, str | None, str | None], zone: str | None
) -> str | None:
    """ISO 8601 from the parts, or None where they are no date; a clock at midnight sharp is padding, not precision."""
    year, month = int(day[0]), int(day[1])
    try:
        date(year, month, int(day[2]) if day[2] else 1)
    except ValueError:
        return None
    if year < FIRST_YEAR or (year > _STARTED and year > date.today().year + 1):
        return None
    if not day[2]:
        return f"{year:04d}-{month:02d}"
    text = f"{year:04d}-{month:02d}-{int(day[2]):02d}"
    hour, minute, second = clock
    if hour is None or minute is None or int(hour) > 23 or int(minute) > 59:
        return text
    if int(hour) == int(minute) == int(second or 0) == 0:
        return text
    text += f"T{int(hour):02d}:{minute}" + (f":{second}" if second is not None else "")
    return text + _zone(zone)


def _zone(zone: str | None) -> str:
    if not zone:
        return ""
    if zone[0] in "+-":
        return zone if ":" in zone else f"{zone[:3]}:{zone[3:]}"
    return head_words().zones.get(zone.lower(), "")
