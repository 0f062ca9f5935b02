"""Variations: descriptions that news put in the place of a name just told ("the Valmark senator", "the 46-year-old").

Decides whether a description is such a one and whom of the persons named so far it means: the one whose role it is, or else
the one whom a pronoun there would mean. Refuses those that may be somebody new ("the nurse", "the second official"), and
persons of whom the text says something else.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable
from typing import NamedTuple

from onrecord.statements.entities import Entity
from onrecord.statements.pronouns import Context, near_persons
from onrecord.statements.rolewords import bare
from onrecord.statements.tokens import Analysis
from onrecord.statements.vocabulary import person_roles, roles, titles, words

_AGE = re.compile(r"\d{1,3}-year-old\Z")
_MOST_WORDS = 8
_HELD = 3.0
"""What it counts that the text gives somebody this office, in the measure of ``near_persons``."""
_LED = 2.0
_OFTEN, _TIMES = 5, 3
"""Whom a text names so often at least, and so many times as often as the next, it is about."""
_CLEAR, _LEAST = 3.5, -3.0
"""By so much somebody must be nearer than the next, and so near at least: of 46 descriptions in half of a year's campaign
articles that gives the wrong person to one, and leaves a fifth without a name."""
_ONE_OF_MORE = words().sets["one_of_more"]
_SIDES = roles().sides


def varied(context: Context, first: int, head: int) -> Entity | None:
    """Return the named person that the phrase from ``first`` to its last word ``head`` stands for, None where it may not."""
    a = context.a
    if not _is_variation(a, first, head):
        return None
    written = a.words[first + 1 : head + 1]
    phrase = _Phrase(_canonical(written[-1]), frozenset(map(_canonical, written)), _names_in(written))
    near = near_persons(context, person_roles().get(a.lower[head], ""), first).values()
    subject = _subject(context, (entity for _, entity in near), first)
    fitting = [(score, e) for score, e in near if e.kind == "person" and e is not subject and not _is_other(e, phrase)]
    main = _main(entity for _, entity in fitting)
    ranked = sorted(
        (score + _HELD * _holds(entity, phrase) + _LED * (entity is main), n)
        for n, (score, entity) in enumerate(fitting)
    )
    if not ranked or ranked[-1][0] < _LEAST:
        return None
    others = (score for score, n in ranked[:-1] if _is_known(fitting[n][1]))
    if any(ranked[-1][0] - score < _CLEAR for score in others):
        return None
    return fitting[ranked[-1][1]][1]


def _subject(context: Context, persons: Iterable[Entity], at: int) -> Entity | None:
    """Return who is the subject of the sentence already: "he" or "she" would stand there for them, no description."""
    a = context.a
    begin = a.sentence_tokens[a.sentence_of[at]][0]
    named = [(m, e) for e in persons for m in e.mentions[bisect_left(e.mentions, begin) : bisect_left(e.mentions, at)]]
    told = [(mention, entity) for mention, entity in named if a.quoted[mention] < 0]
    mention, entity = min(told, key=lambda one: one[0], default=(at, None))
    return entity if context.is_subject(mention) else None


def _main(persons: Iterable[Entity]) -> Entity | None:
    """Return the person whom the text is about: the one that it names far more often than the next."""
    ranked = sorted(persons, key=lambda entity: len(entity.mentions))
    if not ranked or len(ranked[-1].mentions) < _OFTEN:
        return None
    return ranked[-1] if len(ranked) < 2 or len(ranked[-1].mentions) >= _TIMES * len(ranked[-2].mentions) else None


def _is_known(entity: Entity) -> bool:
    """Return whether more than capitals tells that a name is a person's."""
    return entity.certain or bool(entity.gender or entity.roles)


class _Phrase(NamedTuple):
    """A description: its noun, all its words, and those of them that are names."""

    noun: str
    said: frozenset[str]
    places: frozenset[str]


def _is_variation(a: Analysis, first: int, head: int) -> bool:
    """Return whether a phrase is "the" with a noun for somebody of note, and nothing that tells it from others like it."""
    if a.lower[first] != "the" or not first < head <= first + _MOST_WORDS:
        return False
    inside = range(first + 1, head)
    if any(a.lower[i] in _ONE_OF_MORE or a.lower[i] == "'s" or not a.words[i][0].isalnum() for i in inside):
        return False
    word = a.lower[head]
    # "The Valmark Star" is a paper.
    if a.words[head][0].isupper() and not a.words[head].isupper() and not any(word in side for side in _SIDES):
        return False
    return bool(_AGE.match(word)) or (word in roles().of_note and not any(a.quoted[i] >= 0 for i in inside))


def _holds(entity: Entity, phrase: _Phrase) -> bool:
    """Return whether the text gives somebody a role of that noun, in that place if one is named."""
    offices = _offices(entity, phrase.noun)
    return bool(offices) and (not phrase.places or any(phrase.places & _names_in(office) for office in offices))


def _is_other(entity: Entity, phrase: _Phrase) -> bool:
    """Return whether the text gives somebody the other party, or the same office somewhere else."""
    told = {_canonical(word) for role in entity.roles for word in _role_words(role)}
    if any(phrase.said & one and told & other and not told & one for one, other in (_SIDES, _SIDES[::-1])):
        return True
    elsewhere = frozenset().union(*map(_names_in, _offices(entity, phrase.noun)))
    return bool(phrase.places and elsewhere) and phrase.places.isdisjoint(elsewhere)


def _offices(entity: Entity, noun: str) -> list[list[str]]:
    """Return the words of each of somebody's roles that is of this noun."""
    told = map(_role_words, entity.roles)
    return [role for role in told if noun in map(_canonical, role)]


def _role_words(role: str) -> list[str]:
    return [word for word in re.split(r"[\s,;()/-]+|['’]s\b", role) if word]


def _names_in(said: Iterable[str]) -> frozenset[str]:
    """Return the words with a capital that are neither an office nor a party."""
    capitals = {_canonical(word) for word in said if word[0].isupper()}
    sides = _SIDES[0] | _SIDES[1]
    return frozenset(word for word in capitals if word not in person_roles() and word not in sides)


def _canonical(word: str) -> str:
    word = bare(word)
    word = titles().offices.get(word, word)
    return roles().same.get(word, word)
