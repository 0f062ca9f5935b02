"""Search: statements found by their words and by who said them, where, when and how.

Decides what a search may ask, how hits are ranked, and that one utterance is one hit however often it was printed. Refuses
to change anything. ``search_sql`` gives the SQL that ``search`` runs.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Sequence

from onrecord.errors import OptionError
from onrecord.ledger.fold import fold_name
from onrecord.ledger.lookup import entities_named
from onrecord.ledger.query import parse, phrase
from onrecord.ledger.results import Hit, SearchResult
from onrecord.ledger.show import HIT_COLUMNS, HIT_TABLES, hit_of, reach_of
from onrecord.records import Record

MAX_LIMIT = 1000
_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")
CANDIDATES = 6
"""So many statements are ranked for each hit asked for, since several may be one utterance."""
COMMON = 4000
"""Words that stand in more statements than this rank little: among so many hits the newest come first instead, since
weighing them all takes longer than anybody waits."""


class Search(Record, frozen=True):
    """What is searched for; every field narrows it. ``words`` is in the language of ``onrecord.ledger.query``.

    ``since`` and ``until`` are dates of any precision, both included; ``country`` is an ISO 3166 code; ``about`` are words
    that the statement must contain in a row.
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
    limit: int = 20


MANY = 50_000
FEW = 400
"""Of a speaker with no more statements than this each is looked at (40 microseconds), newest first."""


def search(connection: sqlite3.Connection, asked: Search) -> SearchResult:
    """Return the hits of a search, best first, and how many statements were looked at for them.

    Raises OptionError where a field has a value that it cannot have.
    """
    sql, values = search_sql(connection, asked)
    rows = connection.execute(sql, values).fetchall()
    expression = _expression(asked)
    hits: list[Hit] = []
    seen: set[int] = set()
    for row in rows:
        saying = row[1]
        if saying in seen:
            continue
        if saying is not None:
            seen.add(saying)
        snippet = _snippet(connection, expression, row[0]) if expression else None
        hits.append(hit_of(row, snippet=snippet, reach=reach_of(connection, row[0], saying)))
        if len(hits) == asked.limit:
            break
    return SearchResult(hits=tuple(hits), examined=len(rows), more=len(rows) == asked.limit * CANDIDATES)


def search_sql(connection: sqlite3.Connection, asked: Search) -> tuple[str, list[str | int]]:
    """Return the SQL of a search and its values. The ledger is asked only for what names mean.

    Raises OptionError where a field has a value that it cannot have.
    """
    check(asked)
    expression = _expression(asked)
    conditions, values = _conditions(connection, asked)
    tables = HIT_TABLES
    order = "statement.said DESC, statement.id DESC"
    if expression:
        conditions = ["statement_words MATCH ?", "statement.id = statement_words.rowid", *conditions]
        values = [expression, *values]
        if asked.speaker is not None and _says_little(connection, asked.speaker):
            tables = f"{HIT_TABLES} CROSS JOIN statement_words"
        else:
            tables = f"statement_words CROSS JOIN {HIT_TABLES}"
            order = "statement_words.rowid DESC" if _is_common(connection, expression) else "statement_words.rank"
    where = " AND ".join(conditions) or "TRUE"
    sql = f"SELECT {HIT_COLUMNS} FROM {tables} WHERE {where} ORDER BY {order} LIMIT ?"  # noqa: S608
    return sql, [*values, asked.limit * CANDIDATES]


def check(asked: Search) -> None:
    """Raise OptionError where a field has a value that it cannot have."""
    if not 1 <= asked.limit <= MAX_LIMIT:
        raise OptionError("limit", f"{asked.limit} is not between 1 and {MAX_LIMIT}.", "Give 20, say.")
    for name in ("since", "until"):
        value = getattr(asked, name)
        if value is not None and not _DATE.fullmatch(value):
            raise OptionError(name, f"{value!r} is not a date.", "Give 2024, 2024-02 or 2024-02-27.")
    if asked.kind not in {None, "direct", "mixed", "indirect"}:
        raise OptionError("kind", f"there is no kind {asked.kind!r}.", "Give direct, mixed or indirect.")


def _expression(asked: Search) -> str | None:
    pieces = [parse(asked.words).expression, phrase(asked.about) if asked.about else None]
    return " AND ".join(f"({piece})" for piece in pieces if piece) or None


def _conditions(connection: sqlite3.Connection, asked: Search) -> tuple[list[str], list[str | int]]:
    conditions: list[str] = []
    values: list[str | int] = []

    def add(condition: str, *more: str | int) -> None:
        conditions.append(condition)
        values.extend(more)

    if asked.speaker is not None:
        entities = entities_named(connection, asked.speaker)
        if _expression(asked):
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
        add("coalesce(entity.country, speaker.country) = ?", asked.country.upper())
    days = (asked.since or "", (asked.until or "") + "\U0010ffff")
    if asked.since is not None or asked.until is not None:
        if _expression(asked) and _is_short(connection, days):
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


def _says_little(connection: sqlite3.Connection, speaker: str) -> bool:
    """Return whether it is quicker to look for the words in all that a speaker said than for the speaker in all hits."""
    ids = entities_named(connection, speaker)
    marks = ", ".join("?" * len(ids))
    sql = f"SELECT count(*) FROM (SELECT 1 FROM statement WHERE entity_id IN ({marks}) LIMIT ?)"  # noqa: S608
    return int(connection.execute(sql, (*ids, FEW + 1)).fetchone()[0]) <= FEW


def _is_short(connection: sqlite3.Connection, days: tuple[str, str]) -> bool:
    """Return whether the statements of these days are so few that the set of their rows is soon made."""
    sql = "SELECT count(*) FROM (SELECT 1 FROM statement WHERE said >= ? AND said < ? LIMIT ?)"
    return int(connection.execute(sql, (*days, MANY + 1)).fetchone()[0]) <= MANY


def _is_common(connection: sqlite3.Connection, expression: str) -> bool:
    sql = "SELECT count(*) FROM (SELECT 1 FROM statement_words WHERE statement_words MATCH ? LIMIT ?)"
    return int(connection.execute(sql, (expression, COMMON + 1)).fetchone()[0]) > COMMON


def _snippet(connection: sqlite3.Connection, expression: str, row: int) -> str | None:
    sql = (
        "SELECT snippet(statement_words, 0, char(2), char(3), '…', 32) FROM statement_words"
        " WHERE statement_words MATCH ? AND rowid = ?"
    )
    found = connection.execute(sql, (expression, row)).fetchone()
    return str(found[0]).replace("\x02", "[").replace("\x03", "]") if found else None
