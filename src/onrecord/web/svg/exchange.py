"""Exchange: who answers whom, as arcs between names in a column.

Decides the order of the names and on which side an arc runs: down on the right, up on the left, so that each way of an
exchange is seen. Refuses to count replies: it takes them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from onrecord.ledger.results import Edge, PersonLine
from onrecord.web.svg import WIDTH, clipped

ROW = 38
MIDDLE = WIDTH / 2
LETTERS = 26
LETTER = 6.4
"""About how wide a letter is, at the size of the room's labels."""
MAX_NAMES = 16


@dataclass(frozen=True)
class Name:
    """One name and its row."""

    y: float
    text: str


@dataclass(frozen=True)
class Arc:
    """One arc with an arrow's head at its end; ``width`` grows with the number of replies."""

    path: str
    width: float
    name: str
    is_answer: bool


@dataclass(frozen=True)
class Arcs:
    """The picture of an exchange."""

    names: tuple[Name, ...]
    arcs: tuple[Arc, ...]
    height: float
    width: int = WIDTH
    middle: float = MIDDLE


def arcs(people: Sequence[PersonLine], edges: Sequence[Edge]) -> Arcs | None:
    """Return the picture of these replies, None where there are none between two."""
    known = {p.key: p.name for p in people}
    between = [e for e in edges if e.source != e.target and e.source in known and e.target in known]
    order = list(dict.fromkeys(key for e in between for key in (e.source, e.target)))[:MAX_NAMES]
    if not order:
        return None
    rows = {key: 24.0 + place * ROW for place, key in enumerate(order)}
    names = tuple(Name(rows[key], clipped(known[key], LETTERS)) for key in order)
    half = 12 + LETTER * max(len(name.text) for name in names) / 2
    drawn = [edge for edge in between if edge.source in rows and edge.target in rows]
    return Arcs(names, tuple(_arc(edge, rows, known, half) for edge in drawn), len(order) * ROW + 10)


def _arc(edge: Edge, rows: dict[str, float], known: dict[str, str], half: float) -> Arc:
    start, end = rows[edge.source], rows[edge.target]
    side = 1 if end > start else -1
    x = MIDDLE + side * half
    # A curve reaches three quarters of the way to the points that pull it, and must stay within the picture.
    out = x + side * min(20 + 0.5 * abs(end - start), (MIDDLE - half - 8) / 0.75)
    # Arcs leave a little nearer to the other name than they arrive, so that both ways of an exchange can be told apart.
    leave, arrive = (x, start + 4 * side), (x + 2 * side, end - 4 * side)
    path = "M{:.0f} {:.0f}C{:.0f} {:.0f} {:.0f} {:.0f} {:.0f} {:.0f}".format(*leave, out, start, out, end, *arrive)
    count = edge.answers + edge.addresses
    what = "answers" if edge.answers else "speaks to"
    times = "" if count == 1 else f" ({count} times)"
    name = f"{known[edge.source]} {what} {known[edge.target]}{times}"
    return Arc(path, min(1 + 0.6 * count, 5), name, edge.answers > 0)
