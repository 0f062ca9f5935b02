"""Weighing: how much speaks for a speaker of one article being an entity that is known from others.

Decides by names, roles, affiliations and countries, in points. For a link by full name it takes nothing against it; by a
surname or an initial alone, as much as an agreeing role. Refuses to look anything up (onrecord.ledger.people does).
"""

from __future__ import annotations

from onrecord.ledger.fold import fold_name
from onrecord.ledger.names import (
    PersonName,
    context_words,
    field_of,
    fits,
    is_full,
    is_generic,
    parts,
    person_name,
    points_for_generic,
)
from onrecord.records import Record

FAMOUS = 3
"""A bare surname, with no word on who that is, means the one bearer whom at least so many articles quote by it."""


class Mention(Record, frozen=True):
    """One speaker of one article, as it is weighed."""

    id: int
    label: str
    name: str
    folded: str
    kind: str
    role: str | None
    affiliation: str | None
    country: str | None
    aliases: tuple[str, ...]
    day: str | None


class Known(Record, frozen=True):
    """One entity as it is weighed: its name, and what the articles so far say of it."""

    id: int
    names: tuple[str, ...]
    kind: str
    words: frozenset[str]
    roles: frozenset[str]
    countries: frozenset[str]
    fields: frozenset[str]
    mentions: int
    listed: bool
    leads: bool


class Choice(Record, frozen=True):
    """An entity, and why."""

    entity: int
    reason: str
    points: float


def bearers(found: list[Known], kind: str) -> list[Known]:
    """Return the entities without those of a bare surname, where one is known by a given name too: they are one of these."""
    full = (
        [known for known in found if any(person_name(name).given for name in known.names)] if kind == "person" else []
    )
    return full or found


def weigh(mention: Mention, known: Known, *, is_partner: bool) -> Choice | None:
    """Return why ``mention`` may be ``known``, or None where too little speaks for it.

    ``is_partner`` says that another article names the entity as the speaker of something that the mention said.
    """
    if mention.kind == "person":
        return _weigh_person(mention, known, is_partner)
    return _weigh_organisation(mention, known, is_partner)


def _weigh_person(mention: Mention, known: Known, is_partner: bool) -> Choice | None:
    mine = person_name(mention.name)
    theirs = next((name for name in map(person_name, known.names) if fits(mine, name)), None)
    if theirs is None:
        return None
    points, grounds = _context_points(mention, known)
    if is_partner:
        points, grounds = points + 4, ["speaker of the same saying", *grounds]
    needed = _needed(mine, theirs)
    if needed == 2 and not grounds and not (mention.role or mention.affiliation):
        if known.leads:
            points, grounds = 2, ["the one bearer of the surname who leads a country"]
        elif known.mentions >= FAMOUS:
            points, grounds = 2, ["the one bearer of the surname who is often quoted"]
    if points < needed:
        return None
    name = "same full name" if needed == 0 else "fitting name"
    grounds = ["in the authority file", *grounds] if known.listed else grounds
    return Choice(entity=known.id, reason="; ".join([name, *grounds]), points=points + (0 if needed else 1))


def _needed(mine: PersonName, theirs: PersonName) -> int:
    """Return how many points a link between two fitting names needs."""
    if (is_full(mine) and is_full(theirs)) or (len(mine.given) > 1 and mine.given == theirs.given):
        return 0
    return 1 if mine.given and theirs.given else 2


def _context_points(mention: Mention, known: Known) -> tuple[float, list[str]]:
    points = 0.0
    grounds = []
    shared = context_words(mention.role, mention.affiliation) & known.words
    if shared:
        points += 3 if fold_name(mention.role or "") in known.roles else 2
        grounds.append("role or affiliation agrees (" + ", ".join(sorted(shared)[:3]) + ")")
    if mention.country and known.countries:
        agrees = mention.country in known.countries
        points += 1 if agrees else -1
        grounds.append(f"country {'agrees' if agrees else 'differs'} ({mention.country})")
    field = field_of(mention.role)
    if not shared and field and known.fields and not _may_follow(field, known.fields):
        points -= 2
        grounds.append(f"another walk of life ({field})")
    return points, grounds


def _may_follow(field: str, fields: frozenset[str]) -> bool:
    """Return whether somebody of these walks of life may also be called by a role of ``field``."""
    professions = parts().professions
    return field in fields or (field in professions and not professions.isdisjoint(fields))


def _weigh_organisation(mention: Mention, known: Known, is_partner: bool) -> Choice | None:
    points, grounds = _context_points(mention, known)
    if is_partner:
        points, grounds = points + 4, ["speaker of the same saying", *grounds]
    needed = points_for_generic(mention.name) if is_generic(mention.name) else 0
    if points < needed or (points < 0 and not is_partner):
        return None
    return Choice(entity=known.id, reason="; ".join(["same name", *grounds]), points=points)
