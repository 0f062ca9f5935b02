"""Timelines: how many statements in each day, month or year; which outlet printed what when.

Decides how wide a column of the time is, and the lanes. Refuses to count statements: it takes counts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from onrecord.ledger.results import ArticleLine, Facet
from onrecord.web.svg import WIDTH, clipped
from onrecord.web.words import day

HEIGHT = 110
BASE = 84
MAX_COLUMNS = 48
MAX_LANES = 14
LANE = 40
LETTERS = 44
"""How many letters there is room for under the line."""


@dataclass(frozen=True)
class Column:
    """One column: where it stands, how high it is, and what it says."""

    x: float
    y: float
    width: float
    height: float
    name: str
    count: int


@dataclass(frozen=True)
class Label:
    """A word under the line, and how it stands to its place."""

    x: float
    text: str
    anchor: str


@dataclass(frozen=True)
class Columns:
    """The picture of how many in each stretch of time."""

    columns: tuple[Column, ...]
    labels: tuple[Label, ...]
    most: int
    unit: str
    width: int = WIDTH
    height: int = HEIGHT
    base: int = BASE


def columns(months: Sequence[Facet]) -> Columns | None:
    """Return the picture of counts by month ("2023-03", or "2023" where no more is known); None where there is none.

    Years take the place of months where there are too many of them, or where only the year of some is known.
    """
    dated = [(f.value[:7], f.count) for f in months if f.value[:4].isdigit()]
    if not dated:
        return None
    by_month = all(len(value) == 7 for value, _ in dated)
    span = _months_between(min(v for v, _ in dated), max(v for v, _ in dated)) if by_month else MAX_COLUMNS + 1
    counts: Counter[str] = Counter()
    for value, count in dated:
        counts[value if span <= MAX_COLUMNS else value[:4]] += count
    names = _every_month(min(counts), span) if span <= MAX_COLUMNS else _every_year(min(counts), max(counts))
    step = WIDTH / max(len(names), 4)
    most = max(counts.values())
    made = []
    for place, name in enumerate(names):
        height = (BASE - 18) * counts[name] / most
        made.append(
            Column(_r(place * step + step * 0.1), _r(BASE - height), _r(step * 0.8), _r(height), name, counts[name])
        )
    return Columns(tuple(made), _under(made), most, "month" if span <= MAX_COLUMNS else "year")


def _under(made: Sequence[Column]) -> tuple[Label, ...]:
    """Return what stands under the line: the name of each column where there is room, else of the first and the last."""
    if len(made) * max(len(day(column.name)) for column in made) <= LETTERS:
        return tuple(Label(_r(column.x + column.width / 2), day(column.name), "middle") for column in made)
    first, last = made[0], made[-1]
    return (
        Label(first.x, day(first.name), "start"),
        Label(_r(last.x + last.width), day(last.name), "end"),
    )


@dataclass(frozen=True)
class Spot:
    """One article in its outlet's lane."""

    x: float
    y: float
    radius: float
    name: str
    is_copy: bool


@dataclass(frozen=True)
class Lane:
    """One outlet's lane."""

    y: float
    name: str


@dataclass(frozen=True)
class Lanes:
    """The picture of which outlet printed what when."""

    lanes: tuple[Lane, ...]
    spots: tuple[Spot, ...]
    labels: tuple[Label, ...]
    left_out: int
    height: float
    width: int = WIDTH


def lanes(articles: Sequence[ArticleLine]) -> Lanes | None:
    """Return the picture of the articles of a story in time, a lane for each outlet; None where fewer than two are dated."""
    dated = [(when, a) for a in articles if (when := _when(a.published)) is not None]
    if len(dated) < 2:
        return None
    outlets = list(dict.fromkeys(a.outlet or "outlet not known" for _, a in dated))
    drawn = outlets[:MAX_LANES]
    first, last = min(w for w, _ in dated), max(w for w, _ in dated)
    length = (last - first) or 1.0
    left, right = 14, WIDTH - 14
    spots = []
    for when, article in dated:
        outlet = article.outlet or "outlet not known"
        if outlet in drawn:
            x = left + (right - left) * (when - first) / length if last > first else WIDTH / 2
            radius = min(4 + article.statements**0.5, 9)
            name = f"{outlet}, {day(article.published)}: {article.headline or article.location}"
            spots.append(Spot(_r(x), drawn.index(outlet) * LANE + 30, _r(radius), name, article.copy_of is not None))
    labels = [Label(left, day(_iso(first)), "start")]
    if int(last) > int(first):
        labels.append(Label(right, day(_iso(last)), "end"))
    made = tuple(Lane(i * LANE + 30, clipped(name, LETTERS)) for i, name in enumerate(drawn))
    return Lanes(made, tuple(spots), tuple(labels), len(articles) - len(spots), len(drawn) * LANE + 34)


def _when(published: str | None) -> float | None:
    """Return a date with or without a time as days, None where it has no day."""
    if not published or len(published) < 10:
        return None
    try:
        whole = float(date.fromisoformat(published[:10]).toordinal())
    except ValueError:
        return None
    clock = published[11:16].split(":")
    if len(clock) == 2 and all(part.isdigit() for part in clock):
        whole += min(int(clock[0]) * 60 + int(clock[1]), 1439) / 1440
    return whole


def _iso(days: float) -> str:
    return (date(1, 1, 1) + timedelta(days=int(days) - 1)).isoformat()


def _months_between(first: str, last: str) -> int:
    return (int(last[:4]) - int(first[:4])) * 12 + int(last[5:7]) - int(first[5:7]) + 1


def _every_month(first: str, count: int) -> list[str]:
    start = int(first[:4]) * 12 + int(first[5:7]) - 1
    return [f"{month // 12:04d}-{month % 12 + 1:02d}" for month in range(start, start + count)]


def _every_year(first: str, last: str) -> list[str]:
    years = range(int(first[:4]), int(last[:4]) + 1)
    # A page may name any year; a line of a thousand columns shows nothing.
    return [f"{year:04d}" for year in years][-100:]


def _r(value: float) -> float:
    return round(value, 1)
