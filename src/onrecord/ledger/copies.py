"""Copies: articles that carry the same text.

Decides which texts are compared and when one is a copy of another. Refuses to say which came first: that is asked for when
it is shown (``original_of``), and left open where it cannot be told.
"""

from __future__ import annotations

import sqlite3

from onrecord.ledger.fold import fold_name, words
from onrecord.ledger.identity import digest
from onrecord.ledger.load import text_of
from onrecord.ledger.printindex import PrintIndex
from onrecord.ledger.prints import SHINGLE, article_bands, shingles

MIN_WORDS = 25
"""Shorter texts are notices and stubs; that two of them are alike says nothing."""
COPIED_SHARE = 0.4
"""A text is a copy where so much of the shorter one stands in runs of SHINGLE words that the other one has too."""
SAME_OUTLET_WORDS = 120
"""Pages of one outlet share its address, its notices and calls to subscribe: they are copies only where more is shared."""
MAX_CANDIDATES = 40


def link(connection: sqlite3.Connection, version_id: int, article_id: int, index: PrintIndex) -> None:
    """Give the article its bands, compare it with those that share one (or a statement), and join the copies' group."""
    tokens = words(text_of(connection, version_id))
    if len(tokens) < MIN_WORDS:
        return
    bands = article_bands(tokens)
    versions = {*index.find(bands, MAX_CANDIDATES), *_by_statements(connection, version_id)} - {version_id}
    mine = shingles(tokens)
    for other in sorted(versions)[:MAX_CANDIDATES]:
        theirs = words(text_of(connection, other))
        other_article, same_outlet = connection.execute(_NEIGHBOUR, (version_id, other)).fetchone()
        short = min(len(tokens), len(theirs))
        share = shared_share(mine, shingles(theirs)) if short >= MIN_WORDS else 0.0
        if share >= COPIED_SHARE and (not same_outlet or share * short >= SAME_OUTLET_WORDS):
            _join(connection, article_id, other_article)
    index.add(version_id, bands)


_NEIGHBOUR = (
    "SELECT article.id, theirs.outlet_id = mine.outlet_id FROM version AS mine JOIN version AS theirs"
    " JOIN article ON article.current_id = theirs.id WHERE mine.id = ? AND theirs.id = ?"
)


def shared_share(one: list[str], other: list[str]) -> float:
    """Return the share of the shorter text's words that stand in shingles of the other text."""
    short, long = (one, set(other)) if len(one) <= len(other) else (other, set(one))
    covered = 0
    until = 0
    for at, shingle in enumerate(short):
        if shingle in long:
            covered += at + SHINGLE - max(at, until)
            until = at + SHINGLE
    return covered / (len(short) + SHINGLE - 1)


def original_of(connection: sqlite3.Connection, copies_id: int) -> int | None:
    """Return the article of the group that the others were taken from, or None where it cannot be told.

    It is the one whose outlet the others name as their origin; else the one that came out first, if one did.
    """
    sql = (
        "SELECT article.id, outlet.folded, version.origin, version.published FROM article"
        " JOIN version ON version.id = article.current_id LEFT JOIN outlet ON outlet.id = version.outlet_id"
        " WHERE article.copies_id = ? ORDER BY article.id"
    )
    members = connection.execute(sql, (copies_id,)).fetchall()
    named = {fold_name(origin) for _, _, origin, _ in members if origin}
    owners = [article for article, outlet, _, _ in members if outlet and outlet in named]
    if len(owners) == 1:
        return int(owners[0])
    dated = sorted((published, article) for article, _, origin, published in members if published and not origin)
    if len(dated) == 1 or (len(dated) > 1 and not dated[1][0].startswith(dated[0][0])):
        return int(dated[0][1]) if len(dated) == len(members) or named else None
    return None


def _by_statements(connection: sqlite3.Connection, version_id: int) -> set[int]:
    sql = (
        "SELECT DISTINCT theirs.version_id FROM statement AS mine JOIN statement AS theirs"
        " ON theirs.saying_id = mine.saying_id"
        " WHERE mine.version_id = ? AND theirs.version_id <> ? AND mine.saying_id IS NOT NULL LIMIT ?"
    )
    return {row[0] for row in connection.execute(sql, (version_id, version_id, MAX_CANDIDATES))}


def _join(connection: sqlite3.Connection, article_id: int, other_id: int) -> None:
    sql = "SELECT id, copies_id, key FROM article WHERE id IN (?, ?) ORDER BY id"
    (_, first_group, first_key), (_, second_group, _) = connection.execute(sql, (article_id, other_id)).fetchall()
    groups = sorted({g for g in (first_group, second_group) if g is not None})
    if groups:
        group = groups[0]
    else:
        key = digest("copies", first_key)
        connection.execute("INSERT OR IGNORE INTO copies (key) VALUES (?)", (key,))
        group = connection.execute("SELECT id FROM copies WHERE key = ?", (key,)).fetchone()[0]
    connection.execute("UPDATE article SET copies_id = ? WHERE id IN (?, ?)", (group, article_id, other_id))
    for emptied in groups[1:]:
        connection.execute("UPDATE article SET copies_id = ? WHERE copies_id = ?", (group, emptied))
        connection.execute("DELETE FROM copies WHERE id = ?", (emptied,))
