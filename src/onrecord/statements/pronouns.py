"""Pronouns: whom "he", "she", "it" and "they" mean as the source of a statement.

Decides by gender, number, nearness, and by who spoke last. Refuses to look at names other than through the registry.
"""

from __future__ import annotations

from collections.abc import Callable

from onrecord.statements.chunks import is_name, is_verb_like
from onrecord.statements.entities import Entity
from onrecord.statements.registry import Registry
from onrecord.statements.tokens import Analysis
from onrecord.statements.vocabulary import person_roles, titles, words

_GENDERS = {
    "he": "male",
    "his": "male",
    "him": "male",
    "himself": "male",
    "she": "female",
    "her": "female",
    "herself": "female",
}
_PLURALS = frozenset(["they", "their", "them"])
_MAX_PARAGRAPHS = 6
_MEMORY = 40
_SENTENCES = 3
_TITLE = 3
_SOMEBODY = frozenset(["another", "one", "person", "somebody", "someone"])
_OWNS = 3.5
"""What it counts against whoever but owns something there: "Lee's sister, Ann, was at home. “I slept,” she said."."""
_OWNED = 5
_RELATIONS = words().sets["relations"]
_UNSURE = 2.0
"""What it counts against a name that but its capitals tell is anybody's: it may be a record's or a ship's."""
_ANYBODY = 4.0
"""What it counts against a description as the meaning of "he" or "she" that it could be of anybody."""


class Context:
    """What was heard so far: the speakers in order, each with the token at which they were the source."""

    def __init__(self, a: Analysis, registry: Registry, by_role: Callable[[int, int], Entity | None]) -> None:
        self.a = a
        self.registry = registry
        self.by_role = by_role
        self.heard_at: list[tuple[int, Entity]] = []
        self.has_spoken: set[int] = set()
        self.barred: Entity | None = None
        """Whom no pronoun means just now: who asked, where the source of the answer is sought."""

    def heard(self, entity: Entity, token: int) -> None:
        """Remember that ``entity`` was the source of a statement at ``token``."""
        self.heard_at.append((token, entity))
        if _is_quoted(self.a, token):
            self.has_spoken.add(id(entity))

    def speaker_before(self, token: int) -> Entity | None:
        """Return who a quotation without a source continues: the last speaker, or a person the narration turned to since."""
        paragraph = self.a.paragraph_of(token)
        last = next(((at, e) for at, e in reversed(self.heard_at) if at < token), None)
        for at, entity in self.registry.persons_before(token):
            if self.a.quoted[at] >= 0 or entity.kind != "person":
                continue
            if last is not None and at <= last[0]:
                break
            if paragraph - self.a.paragraph_of(at) > 2:
                break
            if self.is_subject(at):
                return entity
        if last is not None and paragraph - self.a.paragraph_of(last[0]) <= 3:
            return last[1]
        return None

    def described_before(self, at: int) -> list[tuple[int, Entity]]:
        """Return the persons who are the subject of the last sentences by their role: "the chancellor stopped"."""
        a, found = self.a, []
        for sentence in range(a.sentence_of[at], max(a.sentence_of[at] - _SENTENCES, -1), -1):
            begin, end = a.sentence_tokens[sentence]
            comma = next((i for i in range(begin, min(end, at)) if a.words[i] == "," and a.quoted[i] < 0), begin - 1)
            for first in {begin, comma + 1}:
                entity = self._by_role_at(first, min(end, at))
                found += [(begin, entity)] if entity is not None else []
        return found

    def _by_role_at(self, first: int, end: int) -> Entity | None:
        """Return the person that "the chancellor" means at token ``first``, if that is what stands there."""
        a, head = self.a, first + 1
        if head >= end or a.lower[first] != "the" or a.quoted[first] >= 0 or a.lower[head] not in person_roles():
            return None
        while head + 2 < end and a.lower[head + 1] == "'s" and a.lower[head + 2] in person_roles():
            head += 2
        entity = self.by_role(first, head)
        return entity if entity is not None and entity.kind == "person" else None

    def is_subject(self, token: int) -> bool:
        """Return whether a name stands where subjects do: at or near the start of its sentence, before any verb."""
        first = self.a.sentence_tokens[self.a.sentence_of[token]][0]
        return token - first <= 4


def resolve_pronoun(context: Context, word: str, at: int) -> Entity | None:
    """Return whom the pronoun at token ``at`` means, or None where nobody fits."""
    if word in _GENDERS:
        persons = near_persons(context, _GENDERS[word], at).values()
        return max(persons, key=lambda one: one[0] - _UNSURE * _is_unsure(context, one[1]))[1] if persons else None
    if word in _PLURALS:
        return (
            _one_heard(context, at)
            or _heard(context, at, ("group", "organization", "unnamed", "document"), plural=True)
            or _heard(context, at, ("organization",))
        )
    if word in ("it", "its"):
        return _heard(context, at, ("organization", "document", "place")) or _body_before(context, at)
    return None


def _is_quoted(a: Analysis, token: int) -> bool:
    """Return whether the sentence of a source holds more than a title in marks: records and ships are not quoted."""
    first, last = a.sentence_tokens[a.sentence_of[token]]
    return a.quoted[first] >= 0 or a.quoted_before[last] - a.quoted_before[first] > _TITLE


def _is_unsure(context: Context, entity: Entity) -> bool:
    """Return whether nothing but capitals tells that a name is a person's: who has been quoted is somebody."""
    told = entity.certain or entity.gender or entity.roles or id(entity) in context.has_spoken
    return entity.kind == "person" and not told


def near_persons(context: Context, gender: str, at: int) -> dict[int, tuple[float, Entity]]:
    """Return the persons whom a word of this gender ("" where it tells none) may mean, each with how much speaks for it."""
    a = context.a
    best: dict[int, tuple[float, Entity]] = {}
    sentence, paragraph = a.sentence_of[at], a.paragraph_of(at)
    spoke = {id(e): t for t, e in context.heard_at[-12:] if t < at}
    last = context.heard_at[-1][1] if context.heard_at else None
    candidates = [(t, e, False) for t, e in context.registry.persons_before(at)]
    candidates += [(t, e, False) for t, e in context.described_before(at)]
    candidates += [(t, e, True) for t, e in context.heard_at[-6:] if t < at and e.kind in ("person", "unnamed")]
    for token, entity, spoken in candidates:
        if (
            entity is context.barred
            or (gender and entity.gender not in ("", gender))
            or entity.plural
            or entity.kind not in ("person", "unnamed")
        ):
            continue
        far = paragraph - a.paragraph_of(token)
        if far > _MAX_PARAGRAPHS:
            continue
        score = -1.2 * min(sentence - a.sentence_of[token], 6) - 0.8 * far
        score += 2.0 * (a.quoted[token] < 0) + 1.5 * context.is_subject(token)
        score += (
            (2.0 + (spoken and sentence - a.sentence_of[token] <= 1) * 1.5) * (entity is last)
            + 1.0 * (id(entity) in spoke)
            + 0.8 * spoken
        )
        if entity.kind == "unnamed" and (not _is_somebody(entity.head) or _is_titled(entity)):
            continue
        if entity.head in _SOMEBODY:
            score -= _ANYBODY
        score += 1.5 * (gender != "" and entity.gender == gender) + 1.2 * (far == 0 and a.quoted[token] < 0)
        if token + 1 < len(a.words) and a.lower[token + 1] == "'s" and _is_of_somebody(a, token + 2):
            score -= _OWNS
        if id(entity) not in best or score > best[id(entity)][0]:
            best[id(entity)] = (score, entity)
    return best


def _is_of_somebody(a: Analysis, at: int) -> bool:
    """Return whether what stands behind "Lee's" may be said of somebody else: "sister, Ann", "lawyer", but not "temper"."""
    end = min(at + _OWNED, a.sentence_tokens[a.sentence_of[at - 1]][1])
    for token in range(at, end):
        word = a.lower[token]
        if word in person_roles() or word in _RELATIONS or is_name(a, token):
            return True
        if not word[0].isalnum() or is_verb_like(word):
            return False
    return False


def _is_somebody(head: str) -> bool:
    """Return whether the noun of a description is a person's."""
    return head in person_roles() or head in _SOMEBODY or head.endswith(("-old", "man", "woman"))


def _is_titled(entity: Entity) -> bool:
    """Return whether a description is written as titles are: "Lorne Star" is a paper, whatever a star is."""
    said = entity.name.split()
    return len(said) > 1 and all(word[0].isupper() for word in said) and entity.head not in titles().offices


def _one_heard(context: Context, at: int) -> Entity | None:
    """Return whoever spoke in the sentence before, of whom "they" is said as nothing tells a gender: "someone else"."""
    if not context.heard_at:
        return None
    token, entity = context.heard_at[-1]
    a = context.a
    here = token < at and a.paragraph_of(token) == a.paragraph_of(at) and a.sentence_of[at] - a.sentence_of[token] <= 1
    single = entity.kind == "unnamed" and not entity.plural and not entity.gender and _is_somebody(entity.head)
    return entity if here and single else None


def _heard(context: Context, at: int, kinds: tuple[str, ...], *, plural: bool = False) -> Entity | None:
    paragraph = context.a.paragraph_of(at)
    for token, entity in reversed(context.heard_at[-_MEMORY:]):
        if paragraph - context.a.paragraph_of(token) > _MAX_PARAGRAPHS:
            return None
        if token < at and entity.kind in kinds and (not plural or entity.plural or entity.kind == "group"):
            return entity
    return None


def _body_before(context: Context, at: int) -> Entity | None:
    a = context.a
    for mention in context.registry.mentions_before(at):
        entity = context.registry.owner[mention.first]
        if a.paragraph_of(at) - a.paragraph_of(mention.first) > 1:
            return None
        if entity.kind == "organization" and a.quoted[mention.first] < 0:
            return entity
    return None
