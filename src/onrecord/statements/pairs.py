"""Pairs: two people who speak as one ("Lee and Ruiz said", "both men said").

Decides that they are one speaker under both full names, and which two "both men" are: those last named side by side. Refuses
lists of three and more, and pairs of bodies.
"""

from __future__ import annotations

from onrecord.statements.entities import Entity
from onrecord.statements.names import Mention
from onrecord.statements.registry import Registry
from onrecord.statements.tokens import Analysis
from onrecord.statements.vocabulary import words

_MAX_PARAGRAPHS = 8
_LONGEST = 3


class Pairs:
    """The pairs of one text; each is one entity, however often it is meant."""

    def __init__(self, a: Analysis, registry: Registry) -> None:
        self.a = a
        self.registry = registry
        self._known: dict[tuple[int, int], Entity] = {}

    def of(self, first: int, last: int) -> Entity | None:
        """Return the pair that the tokens of a source name or mean, None where they mean no two persons."""
        named = self.registry.mentions_in(first, last)
        if len(named) == 2 and named[0].begin <= first and named[1].last == last:
            return self._joined(*named)
        phrase = " ".join(self.a.lower[first:last]) if last - first <= _LONGEST else ""
        return self._before(first) if phrase in words().sets["both"] else None

    def _before(self, at: int) -> Entity | None:
        """Return the pair that was last named side by side before a token."""
        behind: Mention | None = None
        for mention in self.registry.mentions_before(at):
            if self.a.paragraph_of(at) - self.a.paragraph_of(mention.first) > _MAX_PARAGRAPHS:
                return None
            pair = self._joined(mention, behind) if behind is not None else None
            if pair is not None:
                return pair
            behind = mention
        return None

    def _joined(self, one: Mention, other: Mention) -> Entity | None:
        """Return the pair of two mentions with nothing but "and" between them, None where more are listed or it is none."""
        a, owner = self.a, self.registry.owner
        left, right = owner[one.first], owner[other.first]
        listed = one.begin > 1 and a.words[one.begin - 1] == "," and a.words[one.begin - 2][0].isupper()
        persons = left.kind == right.kind == "person" and left is not right
        if not persons or listed or a.lower[one.last : other.begin] != ["and"] or a.quoted[one.first] >= 0:
            return None
        key = id(left), id(right)
        if key not in self._known:
            name = f"{left.name} and {right.name}"
            self._known[key] = Entity(name, (*left.parts, "and", *right.parts), "group", plural=True)
        return self._known[key]
