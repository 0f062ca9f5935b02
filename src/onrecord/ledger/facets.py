"""Facets: what a search could be narrowed to, with how many statements each would leave.

Decides what is counted, and that no more statements are counted than somebody waits for. Refuses to know what hits are shown.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable, Sequence

from onrecord.ledger.cursor import Value
from onrecord.ledger.results import Facet, Facets
from onrecord.ledger.search import Search, check, first_sql

MAX_COUNTED = 2000
"""Statements that are counted (about 5 microseconds each): of more, the first so many stand for all."""
MAX_VALUES = 12


def facets(connection: sqlite3.Connection, asked: Search) -> Facets:
    """Return the facets of a search. Raises OptionError where a field has a value that it cannot have."""
    check(asked)
    columns = "statement.kind, statement.entity_id, statement.outlet_id, substr(statement.said, 1, 7)"
    rows: list[tuple[Value, ...]] = []
    for sql, values in first_sql(connection, asked, columns, MAX_COUNTED + 1):
        rows += connection.execute(sql, values).fetchall()
    counted = rows[:MAX_COUNTED]
    kinds, speakers, outlets, months = (Counter(row[place] for row in counted) for place in range(4))
    return Facets(
        total=len(counted),
        exact=len(rows) <= MAX_COUNTED,
        kinds=tuple(Facet(value=str(k), name=str(k), count=n) for k, n in _most(kinds.items())),
        speakers=_named(connection, "SELECT key, name FROM entity WHERE id = ?", speakers),
        outlets=_named(connection, "SELECT name, name FROM outlet WHERE id = ?", outlets),
        months=tuple(Facet(value=str(m), name=str(m), count=n) for m, n in sorted(months.items(), key=str) if m),
    )


def _named(connection: sqlite3.Connection, sql: str, counts: Counter[Value]) -> tuple[Facet, ...]:
    named = []
    for row, count in _most(counts.items()):
        value, name = connection.execute(sql, (row,)).fetchone()
        named.append(Facet(value=value, name=name, count=count))
    return tuple(named)


def _most(counts: Iterable[tuple[Value, int]]) -> Sequence[tuple[Value, int]]:
    known = [(value, count) for value, count in counts if value is not None]
    return sorted(known, key=lambda pair: (-pair[1], str(pair[0])))[:MAX_VALUES]
