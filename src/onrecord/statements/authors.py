"""Authors: whose words a statement, a release or a letter holds ("its statement", "the firm’s release").

Decides by whose it is called, and where "the statement" stands alone by who spoke in it or issued it before.
Refuses what nobody in particular speaks in: studies, laws, reports.
"""

from __future__ import annotations

from collections.abc import Callable

from onrecord.statements.entities import Entity
from onrecord.statements.pronouns import Context
from onrecord.statements.tokens import Analysis
from onrecord.statements.vocabulary import roles, words

_MAX_PARAGRAPHS = 6
_MOST_SENTENCES = 25
_MOST_MENTIONS = 8
_VOICES = ("person", "organization", "group", "unnamed")


class Authors:
    """Finds whose words a document holds; ``source`` resolves the phrase that says whose it is."""

    def __init__(self, context: Context, source: Callable[[int, int], Entity | None]) -> None:
        self.context = context
        self.source = source

    def of(self, first: int, last: int) -> Entity | None:
        """Return whose words the noun phrase ``first`` to before ``last`` means, None where it means no such words."""
        a = self.context.a
        if last - first < 2 or a.lower[last - 1] not in roles().voiced or a.quoted[first] >= 0:
            return None
        if a.lower[first] in words().possessives:
            return self._voice(self.source(first, first + 1))
        mark = next((i for i in range(last - 2, first, -1) if a.lower[i] == "'s"), None)
        if mark is not None:
            return self._voice(self.source(first, mark))
        alone = last - first == 2 and a.lower[first] in ("the", "that", "this")
        return self._before(first, a.lower[last - 1]) if alone else None

    def _voice(self, entity: Entity | None) -> Entity | None:
        return entity if entity is not None and entity.kind in _VOICES else None

    def _before(self, at: int, noun: str) -> Entity | None:
        """Return who spoke in "a statement", or issued one, in the nearest sentence that names it."""
        a = self.context.a
        here = a.sentence_of[at]
        for sentence in range(here - 1, max(here - _MOST_SENTENCES, -1), -1):
            if a.paragraph_of(at) - a.sentence_paragraph[sentence] > _MAX_PARAGRAPHS:
                return None
            begin, end = a.sentence_tokens[sentence]
            place = next((i for i in range(begin, end) if a.lower[i] == noun and a.quoted[i] < 0), None)
            if place is not None:
                return self._spoke(begin, end) or self._issued(begin, place)
        return None

    def _spoke(self, begin: int, end: int) -> Entity | None:
        """Return the first whose words the sentence reports."""
        heard = self.context.heard_at
        inside = [(at, entity) for at, entity in heard[-_MOST_MENTIONS * 3 :] if begin <= at < end]
        return self._voice(min(inside, key=lambda one: one[0])[1]) if inside else None

    def _issued(self, begin: int, place: int) -> Entity | None:
        """Return the subject that issued it: "Grey Heron issued a statement", "Grey Heron denied it in a statement"."""
        a, registry = self.context.a, self.context.registry
        spoken = a.lower[max(place - 2, begin) : place] == ["in", "a"]
        issued = any(a.lower[i] in words().sets["issuing"] for i in range(max(begin, place - 4), place))
        named = [m for m in registry.mentions_in(begin, place)[:_MOST_MENTIONS] if a.quoted[m.first] < 0]
        first = next((m for m in named if registry.owner[m.first].kind in ("person", "organization")), None)
        if first is None:
            return None
        subject = self.context.is_subject(first.first) if spoken else issued and _is_subject(a, first.last, place)
        return registry.owner[first.first] if subject else None


def _is_subject(a: Analysis, last: int, place: int) -> bool:
    """Return whether nothing but a verb and what goes with it stands between a name and the thing issued."""
    between = a.lower[last:place]
    return len(between) <= 4 and not any(word in words().coordinators or word == "," for word in between)
