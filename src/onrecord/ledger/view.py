"""Views: one article, and one statement, with all that the ledger knows of them.

Decides what belongs to each. Refuses to change anything, and to lay it out for the eye.
"""

from __future__ import annotations

import sqlite3
from difflib import SequenceMatcher

from onrecord.errors import LedgerError
from onrecord.ledger import current
from onrecord.ledger.cite import cite
from onrecord.ledger.copies import original_of
from onrecord.ledger.corrections import Correction, statement_at
from onrecord.ledger.likeness import Change
from onrecord.ledger.lines import article_lines, person_lines
from onrecord.ledger.load import reading_of
from onrecord.ledger.lookup import article_row, row_of, statement_row
from onrecord.ledger.results import ArticleView, PersonLine, Reach, Saying, StatementView, VersionLine
from onrecord.ledger.show import hits_of, saying_of
from onrecord.records import Reading, Span, Statement

MAX_COPIES = 100
MAX_CHANGES = 200
"""Of two versions that have less in common it is enough to know that they differ."""
MAX_COMPARED = 4000
"""Words of a version that are laid beside those of another: time grows with the product."""


def article_view(connection: sqlite3.Connection, key: str, version: str | None = None) -> ArticleView:
    """Return an article by identity or address, as its current version has it, or a version that is named.

    Raises LedgerError where there is no such article, or the version is not one of its.
    """
    row = article_row(connection, key)
    article, version_id, copies_id, story = connection.execute(
        "SELECT article.key, current_id, copies_id, story.key FROM article LEFT JOIN story ON story.id = story_id"
        " WHERE article.id = ?",
        (row,),
    ).fetchone()
    shown = row_of(connection, "version", version) if version else version_id
    machine = reading_of(connection, shown)
    holding = current.corrections_for(connection, row)
    members = connection.execute(
        "SELECT id FROM article WHERE copies_id = ? ORDER BY day = '', day, id LIMIT ?", (copies_id, MAX_COPIES)
    ).fetchall()
    original = original_of(connection, copies_id) if copies_id is not None else None
    copies = article_lines(connection, [member for (member,) in members if member != row])
    keys = current.keys_of(article, machine)
    people, links = _people(connection, shown)
    return ArticleView(
        line=article_lines(connection, [row])[0],
        reading=current.corrected(connection, row, machine).reading,
        machine=machine,
        keys=keys,
        reach=_reach(connection, shown),
        people=people,
        links=links,
        versions=_versions(connection, row, version_id),
        copies=copies,
        original=_key(connection, original) if original is not None else None,
        story=story,
        corrections=_all_corrections(connection, article, holding),
    )


def statement_view(connection: sqlite3.Connection, key: str) -> StatementView:
    """Return a statement by identity (or its beginning). Raises LedgerError where there is no such statement."""
    row = statement_row(connection, key)
    label, version_id, article_id, entity, link, saying = connection.execute(
        "SELECT statement.label, statement.version_id, article_id, statement.entity_id, link_reason, saying_id"
        " FROM statement JOIN version ON version.id = statement.version_id"
        " LEFT JOIN speaker ON speaker.id = statement.speaker_id WHERE statement.id = ?",
        (row,),
    ).fetchone()
    machine = reading_of(connection, version_id)
    reading = current.corrected(connection, article_id, machine).reading
    statement = next(s for s in reading.statements if s.id == label)
    hit = hits_of(connection, [row])[0]
    about = [
        c
        for c in _all_corrections(connection, hit.article, current.corrections_for(connection, article_id))
        if c.anchors and (found := statement_at(machine, c.anchors[0])) and found.id == label
    ]
    return StatementView(
        hit=hit,
        statement=statement,
        context=context_of(statement, reading),
        article=article_lines(connection, [article_id])[0],
        citation=cite(connection, hit.statement, "plain"),
        person=person_lines(connection, [entity])[0] if entity is not None else None,
        link=link,
        saying=saying_of(connection, saying) if saying is not None else None,
        answers=hits_of(connection, _replies(connection, "statement_id", "answered_id", row)),
        answered_by=hits_of(connection, _replies(connection, "answered_id", "statement_id", row)),
        corrections=tuple(about),
    )


def context_of(statement: Statement, reading: Reading) -> Span:
    """Return the blocks of the article's text that a statement stands in, with its cue and its source."""
    spans = [*statement.content, *(s for s in (statement.cue, statement.source) if s is not None)]
    start, end = min(s.start for s in spans), max(s.end for s in spans)
    text = reading.article.text
    blocks = [b for b in reading.article.blocks if b.end > start and b.start < end]
    if blocks:
        start, end = min(start, blocks[0].start), max(end, blocks[-1].end)
    else:
        # Texts without blocks have blank lines between paragraphs.
        start = text.rfind("\n\n", 0, start) + 2 if "\n\n" in text[:start] else 0
        end = text.find("\n\n", end) if "\n\n" in text[end:] else len(text)
    return Span(start=start, end=end, text=text[start:end])


def changes_between(older: str, newer: str) -> tuple[Change, ...]:
    """Return the stretches of words that differ between two texts, in order."""
    one, other = older.split()[:MAX_COMPARED], newer.split()[:MAX_COMPARED]
    codes = SequenceMatcher(None, one, other, autojunk=len(one) + len(other) > MAX_COMPARED).get_opcodes()
    found = [
        Change(first=" ".join(one[a:b]), second=" ".join(other[c:d])) for what, a, b, c, d in codes if what != "equal"
    ]
    return tuple(found[:MAX_CHANGES])


def _versions(connection: sqlite3.Connection, article_id: int, current_id: int) -> tuple[VersionLine, ...]:
    sql = (
        "SELECT key, number, sha256, nullif(captured, ''), location, added, reader, verdict, headline, words, id"
        " FROM version WHERE article_id = ? ORDER BY number"
    )
    lines = []
    rows = connection.execute(sql, (article_id,)).fetchall()
    text: str | None = None
    for *values, row in rows:
        newer = reading_of(connection, row).article.text if len(rows) > 1 else ""
        changes = changes_between(text, newer) if text is not None and text != newer else ()
        text = newer
        fields = dict(zip(VersionLine.__struct_fields__, values, strict=False))
        lines.append(VersionLine(**fields, is_current=row == current_id, changes=changes))
    return tuple(lines)


def _reach(connection: sqlite3.Connection, version_id: int) -> dict[str, Reach]:
    sql = (
        "SELECT label, max(articles, 1), max(texts, 1), max(outlets, 1), first, saying.key FROM statement"
        " JOIN saying ON saying.id = saying_id WHERE version_id = ? ORDER BY statement.id"
    )
    names = Reach.__struct_fields__
    return {label: Reach(**dict(zip(names, v, strict=True))) for label, *v in connection.execute(sql, (version_id,))}


def _people(connection: sqlite3.Connection, version_id: int) -> tuple[dict[str, PersonLine], dict[str, str]]:
    sql = "SELECT label, entity_id, link_reason FROM speaker WHERE version_id = ? AND entity_id IS NOT NULL ORDER BY id"
    rows = connection.execute(sql, (version_id,)).fetchall()
    lines = person_lines(connection, [entity for _, entity, _ in rows])
    people = {label: line for (label, _, _), line in zip(rows, lines, strict=True)}
    return people, {label: reason for label, _, reason in rows if reason}


def _all_corrections(connection: sqlite3.Connection, article: str, holding: list[Correction]) -> tuple[Correction, ...]:
    """Return the corrections that hold for an article, and its own that were undone, in the order that they were made."""
    sql = f"SELECT {current.COLUMNS} FROM correction WHERE article = ? ORDER BY id"  # noqa: S608
    own = [current.correction_of(row) for row in connection.execute(sql, (article,))]
    known = {c.key for c in own}
    return tuple(sorted([*own, *(c for c in holding if c.key not in known)], key=lambda c: (c.made, c.key)))


def _replies(connection: sqlite3.Connection, here: str, there: str, row: int) -> list[int]:
    sql = f"SELECT {there} FROM reply WHERE {here} = ? ORDER BY {there}"  # noqa: S608
    return [other for (other,) in connection.execute(sql, (row,))]


def _key(connection: sqlite3.Connection, article_id: int) -> str:
    return str(connection.execute("SELECT key FROM article WHERE id = ?", (article_id,)).fetchone()[0])


def saying_view(connection: sqlite3.Connection, key: str) -> Saying | None:
    """Return a saying by its identity or that of a wording, None where a statement is no saying. Raises LedgerError."""
    try:
        return saying_of(connection, row_of(connection, "saying", key))
    except LedgerError:
        row = statement_row(connection, key)
    saying = connection.execute("SELECT saying_id FROM statement WHERE id = ?", (row,)).fetchone()[0]
    return saying_of(connection, saying) if saying is not None else None
