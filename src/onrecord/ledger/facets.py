"""Facets: what a search could be narrowed to, with how many statements each would leave.

Decides what is counted, and that no more statements are counted than somebody waits for. Refuses to know what hits are shown.

SQLite counts, in one statement: handed over row by row, all who ask at the same time would wait for each other at every row.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict

from onrecord.ledger.cursor import Value
from onrecord.ledger.results import Facet, Facets, SearchResult
from onrecord.ledger.search import Plan, Search, first_sql, hits, planned

MAX_COUNTED = 2000
"""Statements that are counted (about 3 microseconds each): of more, the first so many stand for all."""
MAX_VALUES = 12

_COLUMNS = (
    "statement.kind AS kind, statement.entity_id AS entity_id, statement.outlet_id AS outlet_id,"
    " substr(statement.said, 1, 7) AS month"
)
_MOST = (
    "(SELECT {0} AS row, count(*) AS n FROM counted WHERE {0} IS NOT NULL"  # noqa: S608
    f" GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT {MAX_VALUES})"
)
_COUNTS = " UNION ALL ".join(
    (
        "SELECT 'total', '', '', count(*) FROM more",
        "SELECT 'kind', kind, kind, count(*) FROM counted GROUP BY kind",
        "SELECT 'month', month, month, count(*) FROM counted WHERE month <> '' GROUP BY month",
        f"SELECT 'speaker', key, name, n FROM {_MOST.format('entity_id')} JOIN entity ON entity.id = row",  # noqa: S608
        f"SELECT 'outlet', name, name, n FROM {_MOST.format('outlet_id')} JOIN outlet ON outlet.id = row",  # noqa: S608
    )
)


def facets(connection: sqlite3.Connection, asked: Search) -> Facets:
    """Return the facets of a search. Raises OptionError where a field has a value that it cannot have."""
    return _facets(connection, planned(connection, asked))


def search_and_facets(
    connection: sqlite3.Connection, asked: Search, limit: int, after: str | None
) -> tuple[SearchResult, Facets]:
    """Return a page of the hits of a search, and its facets, for one plan of it.

    Raises OptionError where a field has a value that it cannot have.
    """
    plan = planned(connection, asked)
    return hits(connection, plan, limit, after), _facets(connection, plan)


def _facets(connection: sqlite3.Connection, plan: Plan) -> Facets:
    sql, values = _sql(connection, plan)
    found: defaultdict[str, list[Facet]] = defaultdict(list)
    total = 0
    for what, value, name, count in connection.execute(sql, values):
        if what == "total":
            total = count
        else:
            found[what].append(Facet(value=value, name=name, count=count))
    return Facets(
        total=min(total, MAX_COUNTED),
        exact=total <= MAX_COUNTED,
        kinds=_most(found["kind"]),
        speakers=_most(found["speaker"]),
        outlets=_most(found["outlet"]),
        months=tuple(sorted(found["month"], key=lambda facet: facet.value)),
    )


def _sql(connection: sqlite3.Connection, plan: Plan) -> tuple[str, list[Value]]:
    """Return the SQL of the counts: of the first so many statements of the search, and one more that says there are more."""
    stretches = first_sql(connection, plan, _COLUMNS, MAX_COUNTED + 1)
    first = " UNION ALL ".join(f"SELECT * FROM ({sql})" for sql, _ in stretches)  # noqa: S608
    sql = (
        f"WITH more AS MATERIALIZED ({first} LIMIT {MAX_COUNTED + 1}),"  # noqa: S608
        f" counted AS MATERIALIZED (SELECT * FROM more LIMIT {MAX_COUNTED}) {_COUNTS}"
    )
    return sql, [value for _, values in stretches for value in values]


def _most(facets: list[Facet]) -> tuple[Facet, ...]:
    return tuple(sorted(facets, key=lambda facet: (-facet.count, facet.value))[:MAX_VALUES])
