"""Printed dates: finds a date in a line of a page, in the forms that news pages print.

Decides which day the printed words mean, with no more precision than they have. Refuses to guess: where day and month
cannot be told apart, there is no date.
"""

from __future__ import annotations

import re
from functools import cache

import msgspec

from onrecord.lexicon import Table, load
from onrecord.records import Record

FIRST_YEAR, LAST_YEAR = 1800, 2100


class MonthNames(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The names of the twelve months in one language."""

    code: str
    months: tuple[tuple[str, ...], ...]


class MonthTable(Table, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The lexicon file of month names."""

    language: tuple[MonthNames, ...]


class PrintedDate(Record, frozen=True, kw_only=True):
    """A date found in a line: its ISO form, and the range of the line that prints it."""

    iso: str
    start: int
    end: int


_CLOCK = re.compile(r"(?<![\d:])(\d{1,2})[:.hH](\d{2})(?::\d{2})?(?!\d)\s*(?:([ap])\.?m\b\.?)?", re.IGNORECASE)
_ISO = re.compile(r"\b(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")
_NUMERIC = re.compile(r"\b(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})\b")
_CJK = re.compile(r"(\d{4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日")
_CLOCK_REACH = 18
"""A clock time belongs to a date if it stands within this many characters of it."""


@cache
def _tools() -> tuple[dict[str, int], re.Pattern[str], re.Pattern[str]]:
    numbers: dict[str, int] = {}
    for language in load("months", MonthTable).language:
        for number, names in enumerate(language.months, 1):
            for name in names:
                numbers.setdefault(name, number)
    any_name = "|".join(sorted(map(re.escape, numbers), key=len, reverse=True))
    day = r"(?P<day>\d{1,2})(?:st|nd|rd|th|er|º|ª|\.)?"
    day_first = re.compile(
        rf"(?<!\d){day}\s*(?:de\s+|of\s+|-)?(?P<month>{any_name})\b\.?,?\s*(?:de\s+|del\s+|-)?(?P<year>\d{{4}})",
        re.IGNORECASE,
    )
    month_first = re.compile(rf"\b(?P<month>{any_name})\b\.?\s*{day}(?:,|\s)\s*(?P<year>\d{{4}})", re.IGNORECASE)
    return numbers, day_first, month_first


def find_date(line: str, *, day_first: bool | None = None) -> PrintedDate | None:
    """Return the first full date that ``line`` prints, or None.

    ``day_first`` says how a date like 03/04/2020 is to be read; None: such a date is not read at all.
    """
    numbers, day_month, month_day = _tools()
    found = []
    for pattern in (day_month, month_day):
        match = pattern.search(line)
        if match:
            found.append((match, int(match["year"]), numbers[match["month"].lower()], int(match["day"])))
    for pattern in (_ISO, _CJK):
        match = pattern.search(line)
        if match:
            year, month, day = map(int, match.groups())
            found.append((match, year, month, day))
    match = _NUMERIC.search(line)
    if match:
        ordered = _day_and_month(int(match[1]), int(match[3]), day_first, is_dotted=match[2] == ".")
        if ordered:
            year = int(match[4]) + (2000 if len(match[4]) == 2 else 0)
            found.append((match, year, ordered[1], ordered[0]))
    for place, year, month, day in sorted(found, key=lambda f: f[0].start()):
        if FIRST_YEAR <= year <= LAST_YEAR and 1 <= month <= 12 and 1 <= day <= 31:
            iso = f"{year:04}-{month:02}-{day:02}"
            return _with_clock(line, PrintedDate(iso=iso, start=place.start(), end=place.end()))
    return None


def _day_and_month(first: int, second: int, day_first: bool | None, *, is_dotted: bool) -> tuple[int, int] | None:
    if first > 12 >= second:
        return first, second
    if second > 12 >= first:
        return second, first
    if first == second:
        return first, second
    # Dots between the numbers are the custom of languages that put the day first.
    if day_first is None and is_dotted:
        return first, second
    if day_first is None:
        return None
    return (first, second) if day_first else (second, first)


def _with_clock(line: str, date: PrintedDate) -> PrintedDate:
    near = [m for m in _CLOCK.finditer(line) if m.start() >= date.end or m.end() <= date.start]
    for match in near:
        distance = match.start() - date.end if match.start() >= date.end else date.start - match.end()
        hour, minute = int(match[1]), int(match[2])
        if distance > _CLOCK_REACH or hour > 23 or minute > 59:
            continue
        if match[3]:
            hour = hour % 12 + (12 if match[3].lower() == "p" else 0)
        start, end = min(date.start, match.start()), max(date.end, match.end())
        return PrintedDate(iso=f"{date.iso}T{hour:02}:{minute:02}", start=start, end=end)
    return date
