"""Described: a speaker without a name who is described as other articles describe somebody of this one.

Decides that "the Valmark senator" is the one named speaker of the article whom the articles so far call a senator and of
Valmark. Refuses to look beyond the speakers of the article, and to choose between two of them.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Sequence

from onrecord.ledger.fold import fold_name
from onrecord.ledger.names import is_indefinite, parts
from onrecord.ledger.weighing import Choice, Mention

FEWEST_WORDS = 2
"""A single word ("the candidate") describes too many."""
MOST_ROLES = 1000
OFTEN = 3
"""A word that articles tell so often of somebody is no slip of one of them."""


def described(connection: sqlite3.Connection, mention: Mention, named: Sequence[int]) -> Choice | None:
    """Return the one entity of ``named`` of whom every word of a description is told somewhere, None where it is not one."""
    if mention.kind != "unnamed" or is_indefinite(mention.name):
        return None
    said = _words(mention.name)
    if len(said) < FEWEST_WORDS:
        return None
    fitting = [entity for entity in dict.fromkeys(named) if _is_told(said, _roles(connection, entity))]
    if len(fitting) != 1:
        return None
    return Choice(entity=fitting[0], reason=f"described so elsewhere ({' '.join(sorted(said))})", points=2)


def _is_told(said: frozenset[str], roles: list[tuple[frozenset[str], int]]) -> bool:
    """Return whether one role has all the words, or each of them is told often."""
    if any(said <= role for role, _ in roles):
        return True
    often = Counter[str]()
    for role, times in roles:
        often.update(dict.fromkeys(role & said, times))
    return all(often[word] >= OFTEN for word in said)


def _roles(connection: sqlite3.Connection, entity: int) -> list[tuple[frozenset[str], int]]:
    """Return the words of each role that an entity was given, and how often."""
    sql = (
        "SELECT role, count(*) FROM (SELECT role FROM speaker WHERE entity_id = ? AND role IS NOT NULL LIMIT ?)"
        " GROUP BY role"
    )
    return [(_words(role), times) for role, times in connection.execute(sql, (entity, MOST_ROLES))]


def _words(text: str) -> frozenset[str]:
    known = parts()
    words = " ".join(known.short_roles.get(word, word) for word in fold_name(text).split()).split()
    return frozenset(word for word in words if word not in known.small_words)
