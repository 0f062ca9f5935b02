"""Cursors: where a page of a list ends, so that the next one goes on there whatever has been added meanwhile.

Decides how a place in an order is written down, and that a cursor belongs to the question that it came from. Refuses to know
what is listed.
"""

from __future__ import annotations

import binascii
import sqlite3
import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from typing import Any

import msgspec

from onrecord.errors import OptionError
from onrecord.records import Record

Value = str | int | float | None
MAX_LIMIT = 1000


class _Written(Record, frozen=True):
    question: int
    key: tuple[Value, ...]


class Part(Record, frozen=True):
    """A stretch of an order that one index can walk: what to select from where, and the columns that it is ordered by.

    All columns go the same way (``down`` or up) and none of their values is NULL.
    """

    sql: str
    values: tuple[Value, ...]
    columns: tuple[str, ...]
    down: bool = True


def cursor_of(question: object, key: Sequence[Value]) -> str:
    """Return the cursor behind the place ``key`` in the answer to ``question``."""
    return (
        urlsafe_b64encode(msgspec.json.encode(_Written(question=_mark(question), key=tuple(key)))).decode().rstrip("=")
    )


def key_of(question: object, after: str | None) -> tuple[Value, ...] | None:
    """Return the place that a cursor names, None without one. Raises OptionError where it is none of this question."""
    if after is None:
        return None
    try:
        written = msgspec.json.decode(urlsafe_b64decode(after + "=" * (-len(after) % 4)), type=_Written)
    except (msgspec.DecodeError, binascii.Error, ValueError) as error:
        raise leads_nowhere(after) from error
    if written.question != _mark(question) or not written.key:
        raise leads_nowhere(after)
    return written.key


def check_limit(limit: int) -> None:
    """Raise OptionError where nobody can ask for a page of ``limit``."""
    if not 1 <= limit <= MAX_LIMIT:
        raise OptionError("limit", f"{limit} is not between 1 and {MAX_LIMIT}.", "Give 20, say.")


def walk(
    connection: sqlite3.Connection, parts: Sequence[Part], key: tuple[Value, ...] | None, count: int
) -> list[tuple[tuple[Value, ...], tuple[Any, ...]]]:
    """Return up to ``count`` rows behind ``key``, each with its own key: the number of the part, then its columns.

    The SQL of a part ends in its conditions. What a column holds is the row's last values, in the order of the columns.
    """
    at = key[0] if key else 0
    if not isinstance(at, int) or not 0 <= at < len(parts) or (key and len(key) != len(parts[at].columns) + 1):
        raise leads_nowhere("after")
    found: list[tuple[tuple[Value, ...], tuple[Any, ...]]] = []
    for number in range(at, len(parts)):
        sql, values = page_sql(parts[number], key[1:] if key and number == at else None, count - len(found))
        width = len(parts[number].columns)
        found += [((number, *row[-width:]), row[:-width]) for row in connection.execute(sql, values)]
        if len(found) >= count:
            break
    return found


def page_sql(part: Part, key: tuple[Value, ...] | None, count: int) -> tuple[str, tuple[Value, ...]]:
    """Return the SQL of one page of a part, and its values."""
    columns = ", ".join(part.columns)
    marks = ", ".join("?" * len(part.columns))
    beyond = f" AND ({columns}) {'<' if part.down else '>'} ({marks})" if key else ""
    order = ", ".join(f"{column} {'DESC' if part.down else 'ASC'}" for column in part.columns)
    head, _, rest = part.sql.partition(" FROM ")
    return f"{head}, {columns} FROM {rest}{beyond} ORDER BY {order} LIMIT ?", (*part.values, *(key or ()), count)


def _mark(question: object) -> int:
    return zlib.crc32(msgspec.json.encode(question))


def leads_nowhere(after: str | None) -> OptionError:
    """Return the error that a cursor is which belongs to no such question."""
    return OptionError(
        "after", f"{(after or '')[:40]!r} leads nowhere.", "Take the one that came with the page before."
    )
