"""Alignment: the wordings of one utterance as rows over the words of the first.

Decides where a word's cell stands. Refuses to compare: ``onrecord.web.wordings`` does.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from onrecord.web.svg import WIDTH, clipped
from onrecord.web.wordings import MAX_WORDS, Wording, opcodes

ROW = 44
MAX_ROWS = 10
MAX_CELLS = 120


@dataclass(frozen=True)
class Cell:
    """One word of the first wording in a row: ``kept``, ``cut`` or ``changed``."""

    x: float
    width: float
    kind: str


@dataclass(frozen=True)
class Row:
    """One wording: its label, its cells, and where it has words that the first has not."""

    y: float
    label: str
    cells: tuple[Cell, ...]
    added: tuple[float, ...]


@dataclass(frozen=True)
class Alignment:
    """The picture of all wordings over the words of the first."""

    rows: tuple[Row, ...]
    height: float
    left_out: int
    width: int = WIDTH


def alignment(wordings: Sequence[Wording]) -> Alignment | None:
    """Return the picture of these wordings, the first seen first; None where there is only one."""
    if len(wordings) < 2:
        return None
    base = wordings[0].first.hit.content.split()[:MAX_CELLS]
    places = _places(base)
    rows = []
    for number, wording in enumerate(wordings[:MAX_ROWS]):
        y = number * ROW + 4
        rows.append(_row(y, wording, base, places))
    return Alignment(tuple(rows), len(rows) * ROW + 4, len(wordings) - len(rows))


def _places(base: Sequence[str]) -> list[tuple[float, float]]:
    """Return where each word's cell begins and how wide it is: as wide as the word is long."""
    unit = WIDTH / max(sum(len(word) + 1 for word in base), 1)
    found = []
    x = 0.0
    for word in base:
        found.append((round(x, 1), round(len(word) * unit, 1)))
        x += (len(word) + 1) * unit
    return found


def _row(y: float, wording: Wording, base: Sequence[str], places: Sequence[tuple[float, float]]) -> Row:
    kinds = ["kept"] * len(base)
    added = []
    for what, a, b, c, d in opcodes(base, wording.first.hit.content.split()[:MAX_WORDS]):
        if what in {"delete", "replace"}:
            kinds[a:b] = ["cut" if what == "delete" else "changed"] * (b - a)
        if what == "insert" and d > c:
            added.append(places[a][0] if a < len(places) else float(WIDTH - 2))
    cells = tuple(Cell(x, width, kind) for (x, width), kind in zip(places, kinds, strict=True))
    outlets = list(dict.fromkeys(p.hit.outlet or p.hit.location for p in wording.places))
    more = f" and {len(outlets) - 1} more" if len(outlets) > 1 else ""
    return Row(y, clipped(outlets[0], 40) + more, cells, tuple(added))
