"""Days: how far apart two dates as written are.

Decides which written dates name a day that can be counted from. Refuses to guess a day that a date does not name.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

_DATE = re.compile(r"(\d{4})(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01])(?:T.*)?)?)?\Z")
_FIRST_YEAR, _LAST_YEAR = 1000, 9000
"""Years outside are slips of a page; counting from them would leave the calendar."""


def is_date(written: str | None) -> bool:
    """Return whether ``written`` is a date of this calendar, of any precision: years, months and days can be told in it."""
    found = _DATE.match(written or "")
    return found is not None and _FIRST_YEAR <= int(found[1]) <= _LAST_YEAR


def day_of(written: str | None) -> date | None:
    """Return the day that a date names; one of less precision ("2024-02"), or none of this calendar, names none."""
    try:
        day = date.fromisoformat((written or "")[:10])
    except ValueError:
        return None
    return day if _FIRST_YEAR <= day.year <= _LAST_YEAR else None


def days_around(written: str | None, days: int) -> tuple[str, str] | None:
    """Return the first and the last moment, as text that sorts, of the days around a written date."""
    day = day_of(written)
    if day is None:
        return None
    return (day - timedelta(days=days)).isoformat(), (day + timedelta(days=days)).isoformat() + "T99"
