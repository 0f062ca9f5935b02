"""Resolution: each source becomes a speaker under the fullest name that the article uses.

Decides whom a source means: a name, a pronoun, a role, a description, "who", or nobody that the text tells. Works on what
any finder hands on. Refuses to guess where the text gives no hold; the reason is kept instead.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from onrecord.records import Found
from onrecord.statements import chunks
from onrecord.statements.authors import Authors
from onrecord.statements.describe import cue_entry
from onrecord.statements.descriptions import Describer
from onrecord.statements.entities import Entity
from onrecord.statements.names import Mention
from onrecord.statements.pairs import Pairs
from onrecord.statements.pronouns import Context, resolve_pronoun
from onrecord.statements.pulled import pulled
from onrecord.statements.registry import Registry
from onrecord.statements.tokens import Analysis
from onrecord.statements.turns import Turn, goes_on, goes_on_as, introductions, is_anew, is_asker, is_same, turn_of
from onrecord.statements.variations import varied
from onrecord.statements.vocabulary import person_roles, roles, words

_PRONOUNS = words().sets["pronouns"]
_CONTRACTED = re.compile(r"(?<=\w)['’](?:d|ll|m|re|s|ve)$")


class Resolved(NamedTuple):
    """Who a statement is from: an entity, or None with the reason."""

    entity: Entity | None
    reason: str | None


_OWN_WORDS = "the writer's own words"
_SELVES = words().sets["selves"]
_CIRCUMSTANCE = frozenset(["as", "via", "during", "after", "before", "since"])
"""What begins with such a word behind a body's name tells when or how it speaks, not which body it is."""
_ONES = frozenset(["another", "one", "third", "latter", "former"])
_GENDERS = {"he": "male", "she": "female"}
_NEAR_NOUN = 3
_LONGEST_THING = 5
"""Words of a noun phrase that "which" may stand for."""
_NEAR_BE = 2
"""A form of "be" stands at most so many words before a passive cue: "was also reported"."""


class Resolver:
    """Resolves the sources of one text. Call ``resolve`` once, with the found attributions in order of the text."""

    def __init__(self, a: Analysis) -> None:
        self.a = a
        self.registry = Registry(a)
        self.describer = Describer(a, self.registry, lambda first, head: varied(self.context, first, head))
        self.context = Context(a, self.registry, self.describer.by_role)
        self.authors = Authors(self.context, self.source)
        self.pairs = Pairs(a, self.registry)
        self.told: dict[str, int] | None = None
        self.turn: Turn | None = None
        """The last statement that has a speaker."""
        self.person: Turn | None = None
        """The last one that a person has."""
        self.going_on: Turn | None = None
        """The last statement, while the source of a cue such as "continued" is sought."""

    def resolve(self, found: list[Found]) -> list[Resolved]:
        """Return for each attribution who it is from."""
        order = sorted(range(len(found)), key=lambda i: _position(found[i]))
        results: dict[int, Resolved] = {}
        aside = pulled(self.a, found)
        for i in order:
            entry = cue_entry(self.a, found[i])
            self.going_on = self.turn if goes_on(entry) else None
            self.context.barred = self.turn.entity if self.turn is not None and is_asker(self.turn, entry) else None
            results[i] = self._one(found[i])
            entity = results[i].entity
            if entity is not None and i not in aside:
                self.context.heard(entity, self.a.token_at(_position(found[i])))
                self.describer.spoken.add(id(entity))
                self.turn = turn_of(self.a, found[i], entity)
                self.person = self.turn if entity.kind == "person" else self.person
        return self._with_selves(found, [results[i] for i in range(len(found))])

    def _with_selves(self, found: list[Found], results: list[Resolved]) -> list[Resolved]:
        """Return the results with "I" within a statement as whoever makes it: "“I told him, ‘Sail,’” Lee said"."""
        selves = [i for i, one in enumerate(results) if one.reason == _OWN_WORDS and self._is_self(found[i])]
        if not selves:
            return results
        holder = [-1] * len(self.a.words)
        pieces = [(self.a.tokens_in(*piece), i) for i, item in enumerate(found) for piece in item.content]
        for (first, last), i in sorted(pieces, key=lambda p: p[0][0] - p[0][1]):
            holder[first:last] = [i] * (last - first)
        for i in selves:
            at = self.a.token_at(found[i].sources[0][0])
            within = holder[at]
            verbatim = within >= 0 and (self.a.quoted[at] >= 0 or found[within].cue is None)
            if verbatim and results[within].entity is not None:
                results[i] = results[within]
        return results

    def _is_self(self, found: Found) -> bool:
        first, last = self.a.tokens_in(*found.sources[0])
        return last - first == 1 and self._word(first) in ("i", "my")

    def _one(self, found: Found) -> Resolved:
        if not found.sources:
            if found.cue is not None:
                return Resolved(None, self._why_nobody(found.cue))
            return self._from_context(found)
        start, end = found.sources[0]
        first, last = self.a.tokens_in(start, end)
        entity = self.source(first, last) if last > first else None
        if entity is not None:
            return Resolved(entity, None)
        word = self._word(first) if last > first else ""
        if word in ("i", "we", "my", "our"):
            return Resolved(None, _OWN_WORDS)
        return Resolved(
            None, "nobody in the article fits the source" if word in _PRONOUNS else "the source could not be read"
        )

    def _why_nobody(self, cue: tuple[int, int]) -> str:
        """Return why a statement with a cue has no source: "it was reported" leaves it out, others just do not say."""
        first, last = self.a.tokens_in(*cue)
        passive = any(word in words().be for word in self.a.lower[max(first - _NEAR_BE, 0) : last])
        return "passive, no source given" if passive else "no source given"

    def _from_context(self, found: Found) -> Resolved:
        first = self.a.token_at(found.content[0][0])
        entity = self.context.speaker_before(first)
        return Resolved(entity, None) if entity else Resolved(None, "quoted without a source")

    def source(self, first: int, last: int) -> Entity | None:
        """Return the entity that the tokens of a source mean."""
        first, last = self._trim(first, last)
        if first >= last:
            return None
        if last - first == 1 and self._word(first) in _PRONOUNS:
            return self._pronoun(first)
        head_end = self._head_end(first, last)
        names = self._names(first, last)
        named = self._named(first, head_end, last, names) or self._apposed(first, last) or self.pairs.of(first, last)
        if named is not None:
            return named
        return self.authors.of(first, head_end) or self._described(first, head_end, last, names)

    def _apposed(self, first: int, last: int) -> Entity | None:
        """Return whose description stands behind a comma and before "which": "Grey Heron, a local firm which said"."""
        a = self.a
        leads = first > 1 and a.lower[first] in ("a", "an", "the") and a.words[first - 1] == ","
        if not leads or a.lower[last : last + 1] not in (["which"], ["who"]) or a.lower[last - 1] in ("which", "who"):
            return None
        beside = [m for m in self.registry.mentions_in(first - 2, first - 1) if m.last == first - 1]
        kind = self.registry.owner[beside[0].first].kind if beside else None
        fits = kind == "person" if a.lower[last] == "who" else kind == "organization"
        return self.registry.owner[beside[0].first] if fits else None

    def _described(self, first: int, head_end: int, last: int, names: list[Mention]) -> Entity | None:
        if self.turn is not None and is_same(self.a, self.turn, first, head_end):
            return self.turn.entity
        entity = self.describer.describe(first, head_end, names, last)
        if entity is None or self.going_on is None or id(entity) in self.describer.spoken:
            return entity
        if self.told is None:
            self.told = introductions(self.a)
        return self.going_on.entity if is_anew(self.a, self.going_on, entity, first, self.told) else entity

    def named(self, first: int, last: int) -> Entity | None:
        """Return the entity that the tokens name or mean by a pronoun, or None for a mere description."""
        if last - first == 1 and self._word(first) in _PRONOUNS:
            return self._pronoun(first)
        return self._named(first, self._head_end(first, last), last, self._names(first, last))

    def _pronoun(self, at: int) -> Entity | None:
        word = self._word(at)
        if word in ("who", "which", "that", "whose"):
            return self._antecedent(at)
        if self.going_on is not None and goes_on_as(self.a, self.person, _GENDERS.get(word, ""), at):
            return self.person.entity if self.person is not None else None
        if word == "it":
            thing = self._subject_of(self.a.sentence_of[at], at) or self._subject_before(at)
            if thing is not None and thing.kind in ("document", "organization") and not thing.plural:
                return thing
        entity = resolve_pronoun(self.context, word, at)
        if entity is None and word == "they":
            several = self._subject_before(at)
            return several if several is not None and (several.plural or several.kind == "group") else None
        return self._described_before(at, _GENDERS[word]) if entity is None and word in _GENDERS else entity

    def _described_before(self, at: int, gender: str) -> Entity | None:
        """Return the last person described in the sentence before, where nobody else fits: "A boy rang. “Help,” he said"."""
        a, table = self.a, words()
        sentence = a.sentence_of[at] - 1
        if sentence < 0 or a.sentence_paragraph[sentence] != a.paragraph_of(at):
            return None
        begin, end = a.sentence_tokens[sentence]
        for head in range(end - 1, begin, -1):
            told = person_roles().get(a.lower[head]) if a.quoted[head] < 0 else None
            if told is None or told not in ("", gender):
                continue
            near = range(head - 1, max(head - _NEAR_NOUN, begin) - 1, -1)
            first = next((i for i in near if a.lower[i] in table.determiners), None)
            if first is not None and all(a.words[i][0].isalnum() for i in range(first, head)):
                return self.describer.describe(first, head + 1, [])
        return None

    def _subject_before(self, at: int) -> Entity | None:
        """Return who or what the sentence before is about: "Roth and her team filmed herring. They report that ..."."""
        a, sentence = self.a, self.a.sentence_of[at] - 1
        if sentence < 0 or a.sentence_paragraph[sentence] != a.paragraph_of(at):
            return None
        return self._subject_of(sentence, a.sentence_tokens[sentence][1])

    def _subject_of(self, sentence: int, end: int) -> Entity | None:
        """Return who or what is the subject of a sentence up to token ``end``."""
        a = self.a
        chunk = chunks.subject(a, a.sentence_tokens[sentence][0], end)
        if chunk is None or a.quoted[chunk[0]] >= 0 or a.lower[chunk[0]] in _PRONOUNS:
            return None
        return self.source(*chunk)

    def _word(self, at: int) -> str:
        """Return a token in lower case, a pronoun without the verb that hangs on it: "they" of "they’ll"."""
        word = self.a.lower[at]
        return _CONTRACTED.sub("", word) if word not in _PRONOUNS else word

    def _antecedent(self, at: int) -> Entity | None:
        """Return what "who" refers to: the name or the noun phrase right before it."""
        a = self.a
        end = at
        while end > 0 and a.words[end - 1] in (",", "—", "–", ")", "("):
            end -= 1
        begin = a.sentence_tokens[a.sentence_of[at]][0]
        near = [m for m in self.registry.mentions_before(end) if m.first >= begin and end - m.last <= 7]
        beside = [self.registry.owner[m.first] for m in near if m.last == end]
        if a.lower[at] == "which":
            # What "which" stands for is no person; a country acts ("the US, which wants him tried").
            fitting = [entity for entity in beside if entity.kind != "person"]
        else:
            persons = [e for m in near if (e := self.registry.owner[m.first]).kind == "person"]
            fitting = [entity for entity in persons or beside if entity.kind != "place"]
        if fitting:
            return fitting[0]
        chunk = chunks.before(a, end, begin)
        if chunk and a.lower[at] == "which":
            # Only the noun phrase at the end: what stands before its article is the rest of the clause.
            articles = (i for i in range(chunk[1] - 1, chunk[0] - 1, -1) if a.lower[i] in ("the", "a", "an"))
            start = next(articles, chunk[0])
            chunk = (start, chunk[1]) if chunk[1] - start <= _LONGEST_THING else None
        return self.source(*chunk) if chunk and a.lower[chunk[0]] not in _PRONOUNS else None

    def _trim(self, first: int, last: int) -> tuple[int, int]:
        a = self.a
        while last > first and not a.words[last - 1][0].isalnum() and a.words[last - 1][0] != "@":
            last -= 1
        # "Lee himself" is Lee.
        last -= last - first > 1 and a.lower[last - 1] in _SELVES
        while first < last and not a.words[first][0].isalnum() and a.words[first][0] != "@":
            first += 1
        return first, last

    def _head_end(self, first: int, last: int) -> int:
        """Return where the head of the noun phrase ends: at a comma, a dash, a bracket or a relative clause."""
        a = self.a
        for at in range(first, last):
            if a.words[at] in (",", "—", "–", "(", ";", ":") or (
                at > first and a.lower[at] in ("who", "which", "whose", "that")
            ):
                return at if at > first else last
        return last

    def _names(self, first: int, last: int) -> list[Mention]:
        return self.registry.mentions_in(first, last)

    def _named(self, first: int, head_end: int, last: int, names: list[Mention]) -> Entity | None:
        """Return the person or body that the source names, as against one that only describes somebody."""
        a, owner = self.a, self.registry.owner
        in_head = [m for m in names if m.first < head_end]
        if self._is_several(first, head_end, in_head):
            return None
        for mention in in_head:
            behind = a.lower[mention.last] if mention.last < head_end else ""
            if self._inside_phrase(first, mention):
                if behind[:1] and behind in "([":
                    return owner[mention.first]
                continue
            person = owner[mention.first].kind == "person"
            ends = mention.last >= head_end or behind in ("(", "[") or behind in _CIRCUMSTANCE
            if ends or (person and behind in words().prepositions):
                return owner[mention.first]
        for mention in names:
            # "the leader of the party, Ann Lee": a name that fills its own place between commas.
            begin = self._before_epithets(mention.begin, head_end)
            apposed = begin > head_end - 1 and a.words[begin - 1] == ","
            kind = owner[mention.first].kind
            bodied = kind == "organization" and a.lower[head_end - 1] in roles().organizations | _ONES
            if kind != "person" and not (bodied and mention.first >= head_end):
                continue
            if (apposed and begin - head_end <= 1) or self._ends_apposition(mention, head_end, last):
                return owner[mention.first]
        return None

    def _before_epithets(self, begin: int, head_end: int) -> int:
        """Return where a name begins with the small words that go with it: "her teacher, the late Bo Lee"."""
        small = words().determiners | words().sets["epithets"]
        while begin > head_end + 1 and self.a.lower[begin - 1] in small:
            begin -= 1
        return begin

    def _ends_apposition(self, mention: Mention, head_end: int, last: int) -> bool:
        """Return whether a name ends what stands behind the head between commas: "an envoy, former mayor of Ely Ann Lee,"."""
        a = self.a
        if mention.first <= head_end or a.words[head_end] != "," or "," in a.words[head_end + 1 : mention.first]:
            return False
        ends = mention.last >= last or a.words[mention.last] == ","
        return ends and any(a.lower[i] in person_roles() for i in range(head_end + 1, mention.first))

    def _is_several(self, first: int, head_end: int, names: list[Mention]) -> bool:
        """Return whether a source is two or more ("Lee and Ruiz"), and not one with two roles ("mayor and MP Ann Lee")."""
        a = self.a
        joint = next((i for i in range(first, head_end) if a.lower[i] == "and"), None)
        if joint is None or any(m.first < joint < m.last for m in names):
            return False
        left = [m for m in names if m.last <= joint and self.registry.owner[m.first].kind == "person"]
        right = [m for m in names if m.first > joint]
        one = (
            right and right[-1].last == head_end and not left and self.registry.owner[right[-1].first].kind == "person"
        )
        roles_left = any(a.lower[i] in person_roles() for i in range(first, joint))
        return not (one and roles_left)

    def _inside_phrase(self, first: int, mention: Mention) -> bool:
        """Return whether a name at the end of a head only completes a description ("officials in Kenya")."""
        a = self.a
        if mention.begin <= first:
            return False
        before = range(first, mention.begin)
        if any(a.lower[i] in words().prepositions for i in before):
            person = self.registry.owner[mention.first].kind == "person"
            return not (person and (mention.role or self._is_titled(first, mention.begin)))
        return False

    def _is_titled(self, first: int, name: int) -> bool:
        """Return whether a role without an article leads to a name: "Professor of harbour law Ann Lee"."""
        a, table = self.a, words()
        leads = a.lower[first] in person_roles() and first == a.sentence_tokens[a.sentence_of[first]][0]
        behind = a.lower[name - 1]
        return leads and behind not in table.prepositions and behind not in table.determiners and behind != "'s"


def _position(found: Found) -> int:
    if found.sources:
        return found.sources[0][0]
    return found.content[0][0]
