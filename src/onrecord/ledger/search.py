"""Search: statements found by their words and by who said them, where, when and how.

Decides what a search may ask, in what order hits come, and that one utterance is one hit however often it was printed.
Refuses to change anything. A search is planned once, for hits and facets alike; ``found_sql`` gives the SQL that finds.

Three ways. Rare words: all statements that have them are weighed (BM25), or sorted by day. Common words: what was added last
comes first, since weighing or sorting them all takes longer than anybody waits. No words: by day, the newest first.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, replace

from onrecord.errors import OptionError
from onrecord.ledger.cursor import Part, Value, check_limit, cursor_of, key_of, leads_nowhere, page_sql, walk
from onrecord.ledger.fold import fold_name
from onrecord.ledger.lookup import entities_named
from onrecord.ledger.query import parse, phrase, words_of
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
"""BM25 counts all statements of each word or phrase. A word of more than so many weighs next to nothing, and counting it
takes long, as does a phrase of such words."""
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


@dataclass(frozen=True)
class Plan:
    """A search with all that is looked up before anything is found.

    ``rows`` are the statements that have the words, as JSON, where they are COMMON at most (None where they are more, or
    nobody asked); ``speakers`` the entities that the speaker's name can stand for, who together ``say_little`` or much.
    """

    asked: Search
    expression: str | None
    way: str
    rows: str | None
    speakers: tuple[int, ...] | None
    say_little: bool


def planned(connection: sqlite3.Connection, asked: Search, way: str | None = None) -> Plan:
    """Return the plan of a search, which goes the ``way`` that a cursor names, or else is chosen.

    Raises OptionError where a field has a value that it cannot have.
    """
    check(asked)
    expression = _expression(asked)
    speakers = tuple(entities_named(connection, asked.speaker)) if asked.speaker is not None else None
    chosen, rows = (way, None) if way else _way(connection, asked, expression)
    little = speakers is not None and _say_little(connection, speakers)
    return Plan(asked, expression, chosen, rows, speakers, little)


def search(connection: sqlite3.Connection, asked: Search, limit: int, after: str | None) -> SearchResult:
    """Return a page of the hits of a search.

    Raises OptionError where a field has a value that it cannot have.
    """
    key = key_of(asked, after)
    return hits(connection, planned(connection, asked, str(key[0]) if key else None), limit, after)


def hits(connection: sqlite3.Connection, plan: Plan, limit: int, after: str | None) -> SearchResult:
    """Return a page of the hits of a planned search; behind a cursor it goes the cursor's way."""
    check_limit(limit)
    asked, expression = plan.asked, plan.expression
    key = key_of(asked, after)
    if key:
        plan = replace(plan, way=str(key[0]))
    is_place = plan.way != "best" or (key is not None and [type(value) for value in key[1:]] == [float, int])
    if key and not (plan.way in _STRETCHES and is_place):
        raise leads_nowhere(after)
    place = key[1:] if key else None
    chosen, last = (_best if plan.way == "best" else _in_order)(connection, plan, place, limit)
    snippets = [_snippet(connection, expression, row) for row in chosen] if expression else []
    shown = hits_of(connection, chosen, snippets)
    return SearchResult(hits=shown, after=cursor_of(asked, (plan.way, *last)) if last else None)


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


def _expression(asked: Search) -> str | None:
    """Return the FTS5 expression of the words asked for, None where there are none."""
    pieces = [parse(asked.words).expression, phrase(asked.about) if asked.about else None]
    return " AND ".join(f"({piece})" for piece in pieces if piece) or None


def found_sql(
    connection: sqlite3.Connection, plan: Plan, way: str, columns: str, *, row_by_row: bool = False
) -> tuple[str, list[Value]]:
    """Return the SQL that finds the statements asked for, without its order, and its values.

    ``row_by_row`` looks for the words in given statements, instead of for statements that have the words.
    """
    row_by_row = row_by_row or plan.say_little
    # To weigh a statement, or to walk the index of words, is to ask that index.
    rows = None if way in {"best", "added"} else plan.rows
    conditions, values = _conditions(connection, plan, is_by_word=not row_by_row and rows is None)
    tables = "statement CROSS JOIN entity ON entity.id = statement.entity_id" if plan.asked.country else "statement"
    if rows is not None and row_by_row:
        # The plus keeps SQLite from looking all of them up.
        conditions, values = ["+statement.id IN (SELECT value FROM json_each(?))", *conditions], [rows, *values]
    elif rows is not None:
        conditions, values = ["statement.id = listed.value", *conditions], [rows, *values]
        tables = f"json_each(?) AS listed CROSS JOIN {tables}"
    elif plan.expression:
        conditions = ["statement_words MATCH ?", "statement.id = statement_words.rowid", *conditions]
        values = [plan.expression, *values]
        tables = f"{tables} CROSS JOIN statement_words" if row_by_row else f"statement_words CROSS JOIN {tables}"
    if way == "day":
        conditions.append("statement.said IS NOT NULL")
    if way == "undated":
        conditions.append("statement.said IS NULL")
    return f"SELECT {columns} FROM {tables} WHERE {' AND '.join(conditions) or 'TRUE'}", values  # noqa: S608


def first_sql(
    connection: sqlite3.Connection, plan: Plan, columns: str, count: int
) -> list[tuple[str, tuple[Value, ...]]]:
    """Return the SQL of some ``columns`` of the first ``count`` statements of a search, stretch by stretch."""
    stretches = ("any",) if plan.way == "best" else _STRETCHES[plan.way]
    sqls = [found_sql(connection, plan, part, columns) for part in stretches]
    order = {"best": "", "day": " ORDER BY statement.said DESC"}.get(plan.way, " ORDER BY statement_words.rowid DESC")
    return [(f"{sql}{order} LIMIT ?", (*values, count)) for sql, values in sqls]


_STRETCHES = {"best": ("best",), "added": ("added",), "day": ("day", "undated")}


def _way(connection: sqlite3.Connection, asked: Search, expression: str | None) -> tuple[str, str | None]:
    """Return the way that a search goes, and the statements that have its words, where they are few."""
    if not expression:
        return "day", None
    rows = _rows_with(connection, expression)
    if rows is None:
        return "added", None
    pieces = [*parse(asked.words).terms, *([phrase(asked.about)] if asked.about else [])]
    is_day = asked.order == "newest" or any(piece and _weighs_little(connection, piece) for piece in pieces)
    return ("day" if is_day else "best"), rows


def _weighs_little(connection: sqlite3.Connection, piece: str) -> bool:
    """Return whether a piece is a very common word, or a phrase of nothing else; to count either takes long."""
    return all(_is_in_more(connection, word, WEIGHED) for word in words_of(piece))


def _rows_with(connection: sqlite3.Connection, expression: str) -> str | None:
    """Return the statements that have the words, as JSON; None where they are more than COMMON."""
    sql = (
        "SELECT count(*), json_group_array(rowid) FROM"
        " (SELECT rowid FROM statement_words WHERE statement_words MATCH ? LIMIT ?)"
    )
    count, rows = connection.execute(sql, (expression, COMMON + 1)).fetchone()
    return str(rows) if count <= COMMON else None


def _best(
    connection: sqlite3.Connection, plan: Plan, key: tuple[Value, ...] | None, limit: int
) -> tuple[list[int], tuple[Value, ...] | None]:
    """Weigh all that has the words (they are COMMON at most), and take those behind the place ``key``."""
    sql, values = _best_sql(connection, plan)
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


def _best_sql(connection: sqlite3.Connection, plan: Plan) -> tuple[str, list[Value]]:
    return found_sql(connection, plan, "best", "statement.id, statement.saying_id, statement_words.rank")


def _in_order(
    connection: sqlite3.Connection, plan: Plan, key: tuple[Value, ...] | None, limit: int
) -> tuple[list[int], tuple[Value, ...] | None]:
    """Walk the index in order behind the place ``key``; an utterance that stood on an earlier page does not come again."""
    parts = _parts(connection, plan)
    chosen: list[int] = []
    seen: set[int] = set()
    start, count = key, limit * CANDIDATES
    for _ in range(ROUNDS):
        found = walk(connection, parts, start, count)
        sayings = {saying for _, (_, saying) in found} - seen - {None}
        if key and sayings:
            seen |= _shown_before(connection, _parts(connection, plan, row_by_row=True), key, sayings)
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


def _parts(connection: sqlite3.Connection, plan: Plan, *, row_by_row: bool = False) -> list[Part]:
    """Return the stretches of the order: by the row, or by the day, those without a day at the end."""
    columns = "statement.id, statement.saying_id"
    sql, values = found_sql(connection, plan, plan.way, columns, row_by_row=row_by_row)
    if plan.way == "added":
        return [Part(sql=sql, values=tuple(values), columns=("statement_words.rowid",))]
    parts = [Part(sql=sql, values=tuple(values), columns=("statement.said", "statement.id"))]
    if plan.asked.since is None and plan.asked.until is None:
        sql, values = found_sql(connection, plan, "undated", columns, row_by_row=row_by_row)
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
    plan = planned(connection, asked)
    if plan.way == "best":
        sql, values = _best_sql(connection, plan)
        return [(sql, tuple(values))]
    return [page_sql(part, None, 60) for part in _parts(connection, plan)]


def _conditions(connection: sqlite3.Connection, plan: Plan, *, is_by_word: bool) -> tuple[list[str], list[Value]]:
    asked = plan.asked
    is_by_word = is_by_word and plan.expression is not None
    conditions: list[str] = []
    values: list[Value] = []

    def add(condition: str, *more: str | int) -> None:
        conditions.append(condition)
        values.extend(more)

    if plan.speakers is not None:
        if is_by_word:
            # Looked up in a set of rows before the statement itself is (the plus keeps FTS5 from being asked row by row).
            marks = ", ".join("?" * len(plan.speakers))
            add(f"+statement_words.rowid IN (SELECT id FROM statement WHERE entity_id IN ({marks}))", *plan.speakers)  # noqa: S608
        _any_of(add, "statement.entity_id", plan.speakers)
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
        if is_by_word and _is_short(connection, days):
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


def _say_little(connection: sqlite3.Connection, speakers: Sequence[int]) -> bool:
    """Return whether it is quicker to look for the words in all that speakers said than for the speakers in all hits."""
    marks = ", ".join("?" * len(speakers))
    sql = f"SELECT sum(statements) FROM entity WHERE id IN ({marks})"  # noqa: S608
    return int(connection.execute(sql, speakers).fetchone()[0] or 0) <= FEW


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
