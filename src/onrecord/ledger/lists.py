"""Lists: articles, speakers, sayings, stories and corrections, page by page, and the ledger at a glance.

Decides in what order each list comes. Refuses to count: what is counted is kept (onrecord.ledger.tally). ``list_sql`` gives
the SQL of each list.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from typing import TypeVar, get_args

from onrecord.errors import OptionError
from onrecord.ledger import current, tally
from onrecord.ledger.corrections import Correction
from onrecord.ledger.cursor import Part, Value, check_limit, cursor_of, key_of, walk
from onrecord.ledger.fold import fold_name
from onrecord.ledger.lines import article_lines, person_lines, saying_lines, story_lines
from onrecord.ledger.results import ArticleLine, Overview, Page, PersonLine, SayingLine, StoryLine
from onrecord.records import Verdict

T = TypeVar("T")
LAST = "\U0010ffff"


def articles(
    connection: sqlite3.Connection, verdict: str | None, order: str, limit: int, after: str | None
) -> Page[ArticleLine]:
    """Return a page of the articles, the newest first: by the day that they came out, or by when they were added."""
    if verdict is not None and verdict not in get_args(Verdict):
        raise OptionError("verdict", f"there is no verdict {verdict!r}.", f"There are {', '.join(get_args(Verdict))}.")
    parts = article_parts(verdict, order)
    return _page(connection, parts, ("articles", verdict, order), (limit, after), article_lines)


def article_parts(verdict: str | None, order: str) -> list[Part]:
    """Return the order of the articles."""
    if order not in {"published", "added"}:
        raise OptionError("order", f"there is no order {order!r}.", "Give published or added.")
    columns = ("article.day", "article.id") if order == "published" else ("article.current_id",)
    sql, values = ("article.verdict = ?", (verdict,)) if verdict else ("article.current_id IS NOT NULL", ())
    return [Part(sql=f"SELECT article.id FROM article WHERE {sql}", values=values, columns=columns)]  # noqa: S608


def speakers(connection: sqlite3.Connection, beginning: str, limit: int, after: str | None) -> Page[PersonLine]:
    """Return a page of the speakers, those in most independent texts first; with a beginning, those names, in order."""
    parts = speaker_parts(beginning)
    return _page(connection, parts, ("speakers", fold_name(beginning)), (limit, after), person_lines)


def speaker_parts(beginning: str) -> list[Part]:
    """Return the order of the speakers: by name, those whose surname begins like this come before the given names."""
    start = fold_name(beginning)
    if not start:
        sql = "SELECT id FROM entity WHERE filed > '' AND texts > 0"
        return [Part(sql=sql, values=(), columns=("texts", "statements", "id"))]
    by_surname = "SELECT id FROM entity WHERE filed >= ? AND filed < ? AND filed > '' AND texts > 0"
    by_name = (
        "SELECT id FROM entity WHERE folded >= ? AND folded < ? AND filed > '' AND texts > 0"
        " AND NOT (filed >= ? AND filed < ?)"
    )
    ends = (start, start + LAST)
    return [
        Part(sql=by_surname, values=ends, columns=("filed", "id"), down=False),
        Part(sql=by_name, values=(*ends, *ends), columns=("folded", "id"), down=False),
    ]


def sayings(connection: sqlite3.Connection, limit: int, after: str | None) -> Page[SayingLine]:
    """Return a page of the sayings, those in most independent texts first."""
    return _page(connection, saying_parts(), ("sayings",), (limit, after), saying_lines)


def saying_parts() -> list[Part]:
    """Return the order of the sayings."""
    sql = "SELECT id FROM saying WHERE texts > 0"
    return [Part(sql=sql, values=(), columns=("texts", "articles", "id"))]


def stories(
    connection: sqlite3.Connection, days: tuple[str | None, str | None], limit: int, after: str | None
) -> Page[StoryLine]:
    """Return a page of the stories of a time, those first of which the newest articles are."""
    return _page(connection, story_parts(*days), ("stories", *days), (limit, after), story_lines)


def story_parts(since: str | None, until: str | None) -> list[Part]:
    """Return the order of the stories."""
    sql = "SELECT id FROM story WHERE last >= ? AND first < ? AND articles > 1"
    return [Part(sql=sql, values=(since or "", (until or "") + LAST), columns=("last", "id"))]


def corrections(connection: sqlite3.Connection, article: str | None, limit: int, after: str | None) -> Page[Correction]:
    """Return a page of all corrections, or of an article's, the newest first: also undone ones, and those without a place."""
    parts = correction_parts(article)

    def load(connection: sqlite3.Connection, rows: Sequence[int]) -> tuple[Correction, ...]:
        sql = f"SELECT {current.COLUMNS} FROM correction WHERE id = ?"  # noqa: S608
        return tuple(current.correction_of(connection.execute(sql, (row,)).fetchone()) for row in rows)

    return _page(connection, parts, ("corrections", article), (limit, after), load)


def correction_parts(article: str | None) -> list[Part]:
    """Return the order of the corrections."""
    sql, values = ("article = ?", (article,)) if article else ("id > 0", ())
    return [Part(sql=f"SELECT id FROM correction WHERE {sql}", values=values, columns=("id",))]  # noqa: S608


def overview(connection: sqlite3.Connection, limit: int) -> Overview:
    """Return how much is in the ledger, its newest articles, and what and who is quoted most."""
    counts = tally.counts(connection)
    verdicts = {name.removeprefix("verdict:"): n for name, n in counts.items() if name.startswith("verdict:") and n}
    articles_ = sum(verdicts.values())
    return Overview(
        articles=articles_,
        texts=articles_ - counts["copied"] + counts["copies"],
        verdicts={verdict: verdicts[verdict] for verdict in get_args(Verdict) if verdict in verdicts},
        **{name: counts[name] for name in _COUNTED},
        newest=articles(connection, None, "added", limit, None).items,
        most_quoted_sayings=sayings(connection, limit, None).items,
        most_quoted_speakers=speakers(connection, "", limit, None).items,
    )


_COUNTED = ("versions", "statements", "speakers", "sayings", "stories", "corrections", "refusals")


def _page(
    connection: sqlite3.Connection,
    parts: Sequence[Part],
    question: tuple[Value, ...],
    page: tuple[int, str | None],
    load: Callable[[sqlite3.Connection, Sequence[int]], tuple[T, ...]],
) -> Page[T]:
    limit, after = page
    check_limit(limit)
    found = walk(connection, parts, key_of(question, after), limit + 1)
    items = load(connection, [row for _, (row,) in found[:limit]])
    return Page(items=items, after=cursor_of(question, found[limit - 1][0]) if len(found) > limit else None)
