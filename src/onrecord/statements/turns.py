"""Turns: what the verb of a report tells of whose turn it is.

Decides that who "continued" is who spoke just before, by whatever new words the text calls them ("the Lorne expert"),
and that who "replied" is not who asked. Refuses to take somebody for another of whom the text told already.
"""

from __future__ import annotations

from typing import NamedTuple

from onrecord.records import Found
from onrecord.statements.describe import cue_entry
from onrecord.statements.entities import Entity
from onrecord.statements.tokens import Analysis
from onrecord.statements.vocabulary import CueForm, person_roles, words

_MAX_PARAGRAPHS = 1
_MAX_GOING_ON = 2
_LEADS = frozenset(["a", "an", "another", "one"])
_LEAD_REACH = 3


class Turn(NamedTuple):
    """A statement that was heard: who it is from, the token at which it ends, and whether it asks somebody something."""

    entity: Entity
    ends: int
    asks: bool


def turn_of(a: Analysis, found: Found, entity: Entity) -> Turn:
    """Return the turn that a statement of ``entity`` is."""
    end = found.content[-1][1]
    entry = cue_entry(a, found)
    asks = entry is not None and entry.verb.act == "question" and "?" in a.text[max(end - 3, 0) : end]
    return Turn(entity, max(a.token_at(end - 1), a.token_at(found.cue[0]) if found.cue else 0), asks)


def goes_on(entry: CueForm | None) -> bool:
    """Return whether a cue tells that its source spoke just before: "continued", "added"."""
    return entry is not None and entry.lemma in words().sets["going_on"]


def is_asker(turn: Turn | None, entry: CueForm | None) -> bool:
    """Return whether whoever had the last turn asked, and the next one answers."""
    return turn is not None and turn.asks and entry is not None and entry.verb.replies


def introductions(a: Analysis) -> dict[str, int]:
    """Return the nouns for persons with the token at which the text first tells of one: "a nurse"."""
    found: dict[str, int] = {}
    for at, word in enumerate(a.lower):
        if a.quoted[at] < 0 and word in person_roles() and _LEADS & set(a.lower[max(at - _LEAD_REACH, 0) : at]):
            found.setdefault(word, at)
    return found


def is_anew(a: Analysis, turn: Turn, entity: Entity, first: int, told: dict[str, int]) -> bool:
    """Return whether the description at ``first`` can mean whoever had the last turn; ``told`` are introductions."""
    other = turn.entity
    if entity.kind != "unnamed" or entity.plural or other.kind != "person" or a.lower[first] != "the":
        return False
    if entity.head not in person_roles() or a.paragraph_of(first) - a.paragraph_of(turn.ends) > _MAX_PARAGRAPHS:
        return False
    if entity.gender and other.gender and entity.gender != other.gender:
        return False
    return told.get(entity.head, first) >= first


def goes_on_as(a: Analysis, turn: Turn | None, gender: str, at: int) -> bool:
    """Return whether "he" or "she" who continues at token ``at`` is whoever had the last turn."""
    if turn is None:
        return False
    entity = turn.entity
    fits = bool(gender) and entity.kind == "person" and entity.gender in ("", gender)
    return fits and a.paragraph_of(at) - a.paragraph_of(turn.ends) <= _MAX_GOING_ON


def is_same(a: Analysis, turn: Turn | None, first: int, last: int) -> bool:
    """Return whether "the same person" stands at ``first``, right behind the turn of a single one."""
    if turn is None or last - first != 3 or a.lower[first : first + 2] != ["the", "same"]:
        return False
    single = turn.entity.kind in ("person", "unnamed") and not turn.entity.plural
    near = a.paragraph_of(first) - a.paragraph_of(turn.ends) <= _MAX_PARAGRAPHS
    return single and near and a.lower[first + 2] in person_roles().keys() | {"person"}
