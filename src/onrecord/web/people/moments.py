"""Moments: the clock's seconds as the room writes them, and back.

Decides the one spelling (ISO 8601, UTC, to the second, so that text compares as time). Refuses to know what time it is.
"""

from __future__ import annotations

from datetime import UTC, datetime

MINUTE = 60
HOUR = 60 * MINUTE
DAY = 24 * HOUR


def iso(seconds: float) -> str:
    """Return the moment that is ``seconds`` after the epoch."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def seconds_of(moment: str) -> float:
    """Return the seconds after the epoch of a moment that ``iso`` wrote."""
    return datetime.strptime(moment, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC).timestamp()
