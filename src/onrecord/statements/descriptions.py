"""Descriptions: sources that are not named on the spot ("the spokesman", "officials", "the agency", "his mother").

Decides whether a description means somebody named elsewhere in the article, and what it is called if not. Refuses to
resolve pronouns and names.
"""

from __future__ import annotations

from onrecord.records import SpeakerKind
from onrecord.statements.names import Mention, country_in
from onrecord.statements.registry import Entity, Registry
from onrecord.statements.rolewords import bare
from onrecord.statements.tokens import Analysis
from onrecord.statements.vocabulary import person_roles, plural_roles, roles, titles, words

_MEMORY = 60
_DEFINITE = words().sets["definite"]


class Describer:
    """Resolves descriptions, and remembers the ones that were used, so that "the officials" finds "city officials"."""

    def __init__(self, a: Analysis, registry: Registry) -> None:
        self.a = a
        self.registry = registry
        self.used: list[Entity] = []

    def describe(self, first: int, end: int, names: list[Mention]) -> Entity | None:
        """Return the entity that the noun phrase ``first`` to before ``end`` describes; ``names`` stand in it."""
        a = self.a
        head = self._head(first, end)
        word = a.lower[head]
        definite = a.lower[first] in _DEFINITE or (
            bare(a.words[head]) in titles().offices and a.words[head][0].isupper()
        )
        if definite:
            known = self._known(first, head, names)
            if known is not None:
                self._remember(known)
                return known
        text = a.span(first, end)
        if a.lower[first] == "the" and end - first > 1:
            text = a.span(first + 1, end)
        same = next((e for e in self.used if e.name.lower() == text.lower()), None)
        if same is not None:
            self._remember(same)
            return same
        entity = Entity(text, tuple(a.lower[first:end]), self._kind(head, word), plural=self._is_plural(word))
        entity.gender = person_roles().get(word, "")
        entity.country = country_in(text)
        self.used.append(entity)
        del self.used[:-_MEMORY]
        return entity

    def _remember(self, entity: Entity) -> None:
        """Move a description that was used again to the end, so that the last one used is found first."""
        if entity in self.used:
            self.used.remove(entity)
            self.used.append(entity)

    def _head(self, first: int, end: int) -> int:
        """Return the head noun: the last word before the first preposition or participle."""
        table = words()
        for at in range(first + 1, end):
            word = self.a.lower[at]
            if word in table.prepositions or word in ("that", "who", "which") or word == "with":
                return at - 1
        return end - 1

    def _kind(self, head: int, word: str) -> SpeakerKind:
        table = roles()
        if word in plural_roles() or word in table.groups:
            return "group"
        if word in person_roles() or word in ("one", "another", "someone"):
            return "unnamed"
        if word in table.documents or word.rstrip("s") in table.documents:
            return "document"
        if word in table.organizations or word.rstrip("s") in table.organizations:
            return "organization"
        return "group" if word.endswith("s") or self.a.words[head][0].isdigit() else "unnamed"

    def _is_plural(self, word: str) -> bool:
        return (
            word in plural_roles()
            or word in roles().groups
            or (word.endswith("s") and not word.endswith("ss") and word not in roles().organizations)
        )

    def _known(self, first: int, head: int, names: list[Mention]) -> Entity | None:
        word = self.a.lower[head]
        if word in person_roles() or bare(self.a.words[head]) in titles().offices:
            return self._by_role(first, head, names)
        if word in plural_roles() or word in roles().groups:
            return self._described_before(head, word)
        return self._by_body(first, head, word) or self._described_before(head, word)

    def _by_role(self, first: int, head: int, names: list[Mention]) -> Entity | None:
        """Return the last person before whose role holds the noun ("the spokesman")."""
        wanted = _canonical(bare(self.a.words[head]))
        related = self.a.lower[first] in ("his", "her", "their", "its")
        for entity in self._recent(head):
            if entity.kind == "person" and entity.role and not related and not names:
                held = {_canonical(bare(w.strip(",;()’'s"))) for w in entity.role.split()} | {
                    _canonical(bare(w)) for w in entity.role.split()
                }
                if wanted in held:
                    return entity
        for entity in reversed(self.used):
            if not entity.plural and entity.parts and _canonical(entity.parts[-1]) == wanted and not related:
                return entity
        return None

    def _by_body(self, first: int, head: int, word: str) -> Entity | None:
        """Return the organisation whose name ends in the noun ("the ministry")."""
        del first
        wanted = _canonical(word)
        for entity in self._recent(head):
            if entity.kind == "organization" and len(entity.parts) > 1 and _canonical(entity.parts[-1]) == wanted:
                return entity
            if entity.kind == "organization" and wanted in entity.parts and word in roles().organizations:
                return entity
        return None

    def _described_before(self, head: int, word: str) -> Entity | None:
        del head
        for entity in reversed(self.used):
            if word in entity.parts:
                return entity
        return None

    def _recent(self, at: int) -> list[Entity]:
        """Return the named entities, the one mentioned last before ``at`` first."""
        owner = self.registry.owner
        seen = {id(owner[m.first]): owner[m.first] for m in self.registry.mentions_before(at)}
        return list(seen.values())


def _canonical(word: str) -> str:
    word = titles().offices.get(word, word)
    return roles().same.get(word, word)
