"""Search: statements found by their words and by who said them, where, when and how.

Decides what a search may ask, in what order hits come, and that one utterance is one hit however often it was printed.
Refuses to change anything. ``found_sql`` gives the SQL that finds.

Three ways. Rare words: all statements that have them are weighed (BM25), or sorted by day. Common words: what was added last
comes first, since weighing or sorting them all takes longer than anybody waits. No words: by day, the newest first.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Sequence
from typing import Any

from onrecord.errors import OptionError
from onrecord.ledger.cursor import Part, Value, check_limit, cursor_of, key_of, leads_nowhere, page_sql, walk
from onrecord.ledger.fold import fold_name
from onrecord.ledger.lookup import entities_named
from onrecord.ledger.query import parse, phrase
from onrecord.ledger.results import SearchResult
from onrecord.ledger.show import hits_of
from onrecord.records import Record

_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")
CANDIDATES = 3
"""So many statements are looked at for each hit asked for, since several may be one utterance."""
ROUNDS = 5
COMMON = 2000
"""Words that stand together in more statements than this rank little: what was added last comes first instead."""
WEIGHED = 20_000
"""BM25 counts all statements of each word. A word of more than so many weighs next to nothing, and counting it takes long."""
MANY = 50_000
FEW = 60
"""Of a speaker with no more statements than this each is looked at: FTS5 takes a quarter of a millisecond for one."""
FEW_OF_A_COUNTRY = 5000
"""Speakers of a country who said no more than this are looked up; of others the newest statements are looked through."""


class Search(Record, frozen=True):
    """What is searched for; every field narrows it. ``words`` is in the language of ``onrecord.ledger.query``.

    ``since`` and ``until`` are dates of any precision, both included; ``country`` is an ISO 3166 code; ``about`` are words
    that the statement must contain in a row. ``order`` is best or newest.
    """

    words: str = ""
    speaker: str | None = None
    country: str | None = None
    outlet: str | None = None
    since: str | None = None
    until: str | None = None
    kind: str | None = None
    act: str | None = None
    about: str | None = None
    order: str = "best"


Found = tuple[tuple[Value, ...], tuple[Any, ...]]
"""A place in the order, and (statement, saying) there."""


def search(connection: sqlite3.Connection, asked: Search, limit: int, after: str | None) -> SearchResult:
    """Return a page of the hits of a search.

    Raises OptionError where a field has a value that it cannot have.
    """
    check(asked)
    check_limit(limit)
    key = key_of(asked, after)
    expression = expression_of(asked)
    way = str(key[0]) if key else _way(connection, asked, expression)
    is_place = way != "best" or (key is not None and [type(value) for value in key[1:]] == [float, int])
    if key and not (way in _STRETCHES and is_place):
        raise leads_nowhere(after)
    place = key[1:] if key else None
    if way == "best":
        chosen, last = _best(connection, asked, place, limit)
    else:
        chosen, last = _in_order(connection, asked, way, place, limit)
    snippets = [_snippet(connection, expression, row) for row in chosen] if expression else []
    hits = hits_of(connection, chosen, snippets)
    return SearchResult(hits=hits, after=cursor_of(asked, (way, *last)) if last else None)


def check(asked: Search) -> None:
    """Raise OptionError where a field has a value that it cannot have."""
    for name in ("since", "until"):
        value = getattr(asked, name)
        if value is not None and not _DATE.fullmatch(value):
            raise OptionError(name, f"{value!r} is not a date.", "Give 2024, 2024-02 or 2024-02-27.")
    if asked.kind not in {None, "direct", "mixed", "indirect"}:
        raise OptionError("kind", f"there is no kind {asked.kind!r}.", "Give direct, mixed or indirect.")
    if asked.order not in {"best", "newest"}:
        raise OptionError("order", f"there is no order {asked.order!r}.", "Give best or newest.")


def expression_of(asked: Search) -> str | None:
    """Return the FTS5 expression of the words asked for, None where there are none."""
    pieces = [parse(asked.words).expression, phrase(asked.about) if asked.about else None]
    return " AND ".join(f"({piece})" for piece in pieces if piece) or None


def found_sql(
    connection: sqlite3.Connection, asked: Search, way: str, columns: str, *, row_by_row: bool = False
) -> tuple[str, list[Value]]:
    """Return the SQL that finds the statements asked for, without its order, and its values.

    ``row_by_row`` looks for the words in given statements, instead of for statements that have the words.
    """
    expression = expression_of(asked)
    little = asked.speaker is not None and _says_little(connection, asked.speaker)
    row_by_row = row_by_row or little
    conditions, values = _conditions(connection, asked, None if row_by_row else expression)
    tables = "statement CROSS JOIN entity ON entity.id = statement.entity_id" if asked.country else "statement"
    if expression:
        conditions = ["statement_words MATCH ?", "statement.id = statement_words.rowid", *conditions]
        values = [expression, *values]
        tables = f"{tables} CROSS JOIN statement_words" if row_by_row else f"statement_words CROSS JOIN {tables}"
    if way == "day":
        conditions.append("statement.said IS NOT NULL")
    if way == "undated":
        conditions.append("statement.said IS NULL")
    return f"SELECT {columns} FROM {tables} WHERE {' AND '.join(conditions) or 'TRUE'}", values  # noqa: S608


def first_sql(
    connection: sqlite3.Connection, asked: Search, columns: str, count: int
) -> list[tuple[str, tuple[Value, ...]]]:
    """Return the SQL of some ``columns`` of the first ``count`` statements of a search, stretch by stretch."""
    way = _way(connection, asked, expression_of(asked))
    sqls = [found_sql(connection, asked, "added" if way == "best" else part, columns) for part in _STRETCHES[way]]
    order = {"best": "", "day": " ORDER BY statement.said DESC"}.get(way, " ORDER BY statement_words.rowid DESC")
    return [(f"{sql}{order} LIMIT ?", (*values, count)) for sql, values in sqls]


_STRETCHES = {"best": ("best",), "added": ("added",), "day": ("day", "undated")}


def _way(connection: sqlite3.Connection, asked: Search, expression: str | None) -> str:
    if not expression:
        return "day"
    if _is_in_more(connection, expression, COMMON):
        return "added"
    pieces = [*parse(asked.words).terms, *([phrase(asked.about)] if asked.about else [])]
    if asked.order == "newest" or any(piece and _is_in_more(connection, piece, WEIGHED) for piece in pieces):
        return "day"
    return "best"


def _best(
    connection: sqlite3.Connection, asked: Search, key: tuple[Value, ...] | None, limit: int
) -> tuple[list[int], tuple[Value, ...] | None]:
    """Weigh all that has the words (they are COMMON at most), and take those behind the place ``key``."""
    sql, values = _best_sql(connection, asked)
    ranked = sorted(connection.execute(sql, values), key=lambda row: (row[2], row[0]))
    chosen: list[int] = []
    seen: set[int] = set()
    last: tuple[Value, ...] = ()
    for row, saying, rank in ranked:
        if saying in seen:
            continue
        seen |= {saying} - {None}
        if key and (rank, row) <= (key[0], key[1]):
            continue
        if len(chosen) == limit:
            return chosen, last
        chosen.append(row)
        last = (rank, row)
    return chosen, None


def _best_sql(connection: sqlite3.Connection, asked: Search) -> tuple[str, list[Value]]:
    return found_sql(connection, asked, "best", "statement.id, statement.saying_id, statement_words.rank")


def _in_order(
    connection: sqlite3.Connection, asked: Search, way: str, key: tuple[Value, ...] | None, limit: int
) -> tuple[list[int], tuple[Value, ...] | None]:
    """Walk the index in order behind the place ``key``; an utterance that stood on an earlier page does not come again."""
    parts = _parts(connection, asked, way)
    chosen: list[int] = []
    seen: set[int] = set()
    start, count = key, limit * CANDIDATES
    for _ in range(ROUNDS):
        found = walk(connection, parts, start, count)
        sayings = {saying for _, (_, saying) in found} - seen - {None}
        if key and sayings:
            parts_by_row = _parts(connection, asked, way, row_by_row=True)
            seen |= _shown_before(connection, parts_by_row, key, sayings)
        for place, (row, saying) in found:
            if saying in seen:
                continue
            if len(chosen) == limit:
                return chosen, start
            seen |= {saying} - {None}
            chosen.append(row)
            start = place
        if len(found) < count:
            return chosen, None
        start = found[-1][0]
    return chosen, start


def _parts(connection: sqlite3.Connection, asked: Search, way: str, *, row_by_row: bool = False) -> list[Part]:
    """Return the stretches of the order: by the row, or by the day, those without a day at the end."""
    columns = "statement.id, statement.saying_id"
    if way == "added":
        sql, values = found_sql(connection, asked, way, columns, row_by_row=row_by_row)
        return [Part(sql=sql, values=tuple(values), columns=("statement_words.rowid",))]
    sql, values = found_sql(connection, asked, way, columns, row_by_row=row_by_row)
    parts = [Part(sql=sql, values=tuple(values), columns=("statement.said", "statement.id"))]
    if asked.since is None and asked.until is None:
        sql, values = found_sql(connection, asked, "undated", columns, row_by_row=row_by_row)
        parts.append(Part(sql=sql, values=tuple(values), columns=("statement.id",)))
    return parts


def _shown_before(
    connection: sqlite3.Connection, parts: Sequence[Part], key: tuple[Value, ...], sayings: set[int]
) -> set[int]:
    """Return those of ``sayings`` that have a statement which is found, too, and comes before the place ``key``."""
    marks = ", ".join("?" * len(sayings))
    shown: set[int] = set()
    for number, part in enumerate(parts[: int(key[0] or 0) + 1]):
        # The pluses keep the order's index out: the statements of the sayings are looked at one by one.
        sql = f"{part.sql} AND statement.id IN (SELECT id FROM statement WHERE saying_id IN ({marks}))"  # noqa: S608
        values = [*part.values, *sayings]
        if number == key[0]:
            columns = ", ".join(f"+{column}" for column in part.columns)
            sql += f" AND ({columns}) >= ({', '.join('?' * len(part.columns))})"
            values += key[1:]
        shown |= {saying for _, saying in connection.execute(sql, values)}
    return shown


def search_sql(connection: sqlite3.Connection, asked: Search) -> list[tuple[str, tuple[Value, ...]]]:
    """Return every SQL by which a search finds its statements, to be explained. Raises OptionError as ``search`` does."""
    check(asked)
    way = _way(connection, asked, expression_of(asked))
    if way == "best":
        sql, values = _best_sql(connection, asked)
        return [(sql, tuple(values))]
    return [page_sql(part, None, 60) for part in _parts(connection, asked, way)]


def _conditions(connection: sqlite3.Connection, asked: Search, expression: str | None) -> tuple[list[str], list[Value]]:
    conditions: list[str] = []
    values: list[Value] = []

    def add(condition: str, *more: str | int) -> None:
        conditions.append(condition)
        values.extend(more)

    if asked.speaker is not None:
        entities = entities_named(connection, asked.speaker)
        if expression:
            # Looked up in a set of rows before the statement itself is (the plus keeps FTS5 from being asked row by row).
            marks = ", ".join("?" * len(entities))
            add(f"+statement_words.rowid IN (SELECT id FROM statement WHERE entity_id IN ({marks}))", *entities)  # noqa: S608
        _any_of(add, "statement.entity_id", entities)
    if asked.outlet is not None:
        folded = fold_name(asked.outlet)
        ids = connection.execute(
            "SELECT id FROM outlet WHERE folded >= ? AND folded < ?", (folded, folded + "\U0010ffff")
        )
        _any_of(add, "statement.outlet_id", [row[0] for row in ids] if folded else [])
    if asked.country is not None:
        _of_country(connection, add, asked.country.upper())
    days = (asked.since or "", (asked.until or "") + "\U0010ffff")
    if asked.since is not None or asked.until is not None:
        if expression and _is_short(connection, days):
            add("+statement_words.rowid IN (SELECT id FROM statement WHERE said >= ? AND said < ?)", *days)
        add("statement.said >= ? AND statement.said < ?", *days)
    if asked.kind is not None:
        add("statement.kind = ?", asked.kind)
    if asked.act is not None:
        add("statement.act = ?", asked.act)
    return conditions, values


def _any_of(add: object, column: str, ids: Sequence[int]) -> None:
    assert callable(add)
    add(f"{column} IN ({', '.join('?' * len(ids))})" if ids else "FALSE", *ids)


def _of_country(connection: sqlite3.Connection, add: object, country: str) -> None:
    assert callable(add)
    said = connection.execute("SELECT sum(statements) FROM entity WHERE country = ?", (country,)).fetchone()[0] or 0
    if said <= FEW_OF_A_COUNTRY:
        add("statement.entity_id IN (SELECT id FROM entity WHERE country = ?)", country)
    add("entity.country = ?", country)


def _says_little(connection: sqlite3.Connection, speaker: str) -> bool:
    """Return whether it is quicker to look for the words in all that a speaker said than for the speaker in all hits."""
    ids = entities_named(connection, speaker)
    marks = ", ".join("?" * len(ids))
    sql = f"SELECT sum(statements) FROM entity WHERE id IN ({marks})"  # noqa: S608
    return int(connection.execute(sql, ids).fetchone()[0] or 0) <= FEW


def _is_short(connection: sqlite3.Connection, days: tuple[str, str]) -> bool:
    """Return whether the statements of these days are so few that the set of their rows is soon made."""
    sql = "SELECT count(*) FROM (SELECT 1 FROM statement WHERE said >= ? AND said < ? LIMIT ?)"
    return int(connection.execute(sql, (*days, MANY + 1)).fetchone()[0]) <= MANY


def _is_in_more(connection: sqlite3.Connection, expression: str, bound: int) -> bool:
    """Return whether more than ``bound`` statements have the words."""
    sql = "SELECT 1 FROM statement_words WHERE statement_words MATCH ? LIMIT 1 OFFSET ?"
    return connection.execute(sql, (expression, bound)).fetchone() is not None


def _snippet(connection: sqlite3.Connection, expression: str | None, row: int) -> str | None:
    sql = (
        "SELECT snippet(statement_words, 0, char(2), char(3), '…', 32) FROM statement_words"
        " WHERE statement_words MATCH ? AND rowid = ?"
    )
    found = connection.execute(sql, (expression, row)).fetchone()
    return str(found[0]).replace("\x02", "[").replace("\x03", "]") if found else None
