"""Words: how numbers, dates and names are printed in templates.

Decides nothing but spelling. Refuses to mark up: what it returns is escaped like any other text.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import quote, urlsplit

MONTHS = "January February March April May June July August September October November December".split()


def count(number: int, one: str, many: str | None = None) -> str:
    """Return ``number`` with its noun: "1 article", "12,000 articles"."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def day(date: str | None) -> str:
    """Return an ISO date as printed ("3 May 2024", "May 2024", "2024"), at its own precision; "no date" for None."""
    if not date:
        return "no date"
    year, *rest = date[:10].split("-")
    if not rest:
        return year
    if not rest[0].isdigit() or not 1 <= int(rest[0]) <= 12:
        return date
    month = MONTHS[int(rest[0]) - 1]
    return f"{int(rest[1])} {month} {year}" if len(rest) > 1 and rest[1].isdigit() else f"{month} {year}"


def moment(time: str | None) -> str:
    """Return an ISO time as printed, "3 May 2024, 14:05", the day alone where there is no time."""
    if not time or "T" not in time:
        return day(time)
    zone = " UTC" if time.endswith(("Z", "+00:00")) else time[19:] if len(time) > 19 and time[19] in "+-" else ""
    return f"{day(time)}, {time[11:16]}{zone}"


def part(key: str) -> str:
    """Return an identity as one part of an address."""
    return quote(key, safe="")


def safe_link(address: str | None) -> str | None:
    """Return ``address`` where a browser may follow it, that is where it is http or https; None for anything else."""
    if not address:
        return None
    try:
        parts = urlsplit(address.strip())
    except ValueError:
        return None
    return address.strip() if parts.scheme.lower() in {"http", "https"} and parts.netloc else None


FILTERS: dict[str, Callable[..., Any]] = {
    "count_of": count,
    "day": day,
    "moment": moment,
    "part": part,
    "safe_link": safe_link,
}
