"""Descriptions: sources that are not named on the spot ("the spokesman", "officials", "the agency", "his mother").

Decides whether a description means somebody named elsewhere in the article, and what it is called if not. Refuses to
resolve pronouns and names.
"""

from __future__ import annotations

from collections.abc import Callable

from onrecord.records import SpeakerKind
from onrecord.statements import chunks
from onrecord.statements.chunks import is_adverb
from onrecord.statements.entities import Entity, clean
from onrecord.statements.namekinds import names_body
from onrecord.statements.names import Mention, country_in
from onrecord.statements.registry import Registry
from onrecord.statements.rolewords import bare
from onrecord.statements.tokens import Analysis
from onrecord.statements.vocabulary import Trade, person_roles, plural_roles, roles, titles, words

_MEMORY = 60
_MOST_BEFORE_NOUN = 4
"""Words before a noun that belong to what a body is called."""
_LONGEST = 24
"""Tokens of a description with the clause that tells which of many is meant."""
_LEAST_CLAUSE = 3
_FAR = 4
"""Paragraphs behind a firm's name after which "the company" is another one, most likely."""
_LONG = 5
"""Letters of a word that tells one body from others."""
_ANYBODY = frozenset(["another", "one", "someone", "someone else", "somebody", "somebody else"])
"""Words that mean somebody else each time: “A,” wrote another. “B,” said another."""
_DEFINITE = words().sets["definite"]


class Describer:
    """Resolves descriptions, and remembers the ones that were used, so that "the officials" finds "city officials"."""

    def __init__(self, a: Analysis, registry: Registry, varied: Callable[[int, int], Entity | None]) -> None:
        self.a = a
        self.registry = registry
        self.varied = varied
        self.used: list[Entity] = []
        self.spoken: set[int] = set()
        """The entities that statements were found to be from so far."""
        self._stood_for: dict[tuple[str, ...], Entity] = {}
        self._places_of: dict[str, list[int]] = {}

    def describe(self, first: int, end: int, names: list[Mention], last: int = 0) -> Entity | None:
        """Return the entity that the noun phrase ``first`` to before ``end`` describes; ``names`` stand in it.

        ``last`` is where the source ends: a clause with "who" behind the phrase tells which of many they are.
        """
        a = self.a
        head = self._head(first, end, names)
        word = a.lower[head]
        if not self._is_noun(first, head, end):
            return None
        author = self._author(head, names) if word in roles().documents else None
        if author is not None:
            return author
        definite = a.lower[first] in _DEFINITE or (
            bare(a.words[head]) in titles().offices and a.words[head][0].isupper()
        )
        if definite:
            known = self._known(first, head)
            if (known is None or (known.kind == "person" and self._is_far(known, head))) and head == end - 1:
                known = self._varied(first, head) or known
            if known is not None:
                self._remember(known)
                return known
        close = self._close(first, end, last, self._kind(head, word))
        text = clean(a.span(first, close))
        if close > end:
            text = clean(a.span(first + (a.lower[first] == "the"), close))
        elif a.lower[first] == "the" and end - first > 1:
            text = (self._fuller(head) if definite and end - first == 2 else None) or clean(a.span(first + 1, end))
        anybody = text.lower() in _ANYBODY
        same = next((e for e in self.used if e.name.lower() == text.lower()), None) if not anybody else None
        if same is not None:
            self._remember(same)
            return same
        titled = self._is_title(first, end)
        kind = "organization" if titled else self._kind(head, word)
        entity = Entity(text, tuple(a.lower[first:end]), kind, plural=self._is_plural(word))
        entity.head = "" if titled else word
        entity.gender = "" if titled else person_roles().get(word, "")
        entity.country = country_in(text)
        self.used.append(entity)
        del self.used[:-_MEMORY]
        return entity

    def _varied(self, first: int, head: int) -> Entity | None:
        """Return whom a description stands for: if that may be one of several, who went by the same words before."""
        words_of = tuple(self.a.lower[first : head + 1])
        entity = self.varied(first, head)
        if entity is not None:
            self._stood_for[words_of] = entity
            return entity
        before = self._stood_for.get(words_of)
        return before if before is not None and not self._is_far(before, head) else None

    def _close(self, first: int, end: int, last: int, kind: SpeakerKind) -> int:
        """Return where a description ends with the clause that tells which of many persons is meant."""
        whole = end + _LEAST_CLAUSE <= last <= first + _LONGEST
        opens = whole and (
            self.a.lower[end] in ("who", "whose") or (self.a.lower[end] == "that" and kind in ("group", "unnamed"))
        )
        return last if opens else end

    def _is_title(self, first: int, end: int) -> bool:
        """Return whether capitals tell a title, not somebody's office: "used Old Sailor to say", "The Lorne Star leads"."""
        a = self.a
        begin = first + (a.lower[first] == "the")
        opens = first == a.sentence_tokens[a.sentence_of[first]][0] or not a.words[first - 1][0].isalnum()
        known = bare(a.words[begin]) in titles().offices or a.lower[begin] in person_roles()
        office = begin > first and bare(a.words[end - 1]) in titles().offices
        inside = begin > first or not opens
        return (
            inside and end - begin > 1 and not known | office and all(chunks.is_name(a, i) for i in range(begin, end))
        )

    def _fuller(self, head: int) -> str | None:
        """Return what "the commission" was called before it was called so: "the regional health commission", if only that."""
        a, word = self.a, self.a.lower[head]
        if not names_body(word):
            return None
        forms: dict[str, str] = {}
        for at in self._places(word):
            if at >= head:
                break
            first = self._before_noun(at)
            if first < at and a.quoted[at] < 0:
                text = clean(a.span(first, at + 1))
                forms.setdefault(text.lower(), text)
        return next(iter(forms.values())) if len(forms) == 1 else None

    def _before_noun(self, at: int) -> int:
        """Return where what tells one body from others begins in front of its noun, ``at`` where nothing does.

        Between an article and the noun every word does, without one only names: "the health commission", "Kent council".
        """
        a, table, first = self.a, words(), at
        begin = max(a.sentence_tokens[a.sentence_of[at]][0], at - _MOST_BEFORE_NOUN)
        while first > begin:
            word = a.lower[first - 1]
            small = word in table.prepositions or word in table.auxiliaries or word in table.determiners
            if small or not (word[0].isalnum() or word == "'s") or word in table.coordinators or word in _DEFINITE:
                break
            first -= 1
        article = first > 0 and a.lower[first - 1] in ("the", "a", "an")
        while not article and first < at and not chunks.is_name(a, first):
            first += 1
        named = first == at or article or all(chunks.is_name(a, i) or a.lower[i] == "'s" for i in range(first, at))
        verbs = any(chunks.is_verb_like(a.lower[i]) and not chunks.is_name(a, i) for i in range(first, at))
        return first if named and not verbs else at

    def _places(self, word: str) -> list[int]:
        """Return the first tokens that are ``word``; looked up once for all words of the text."""
        if not self._places_of:
            for at, other in enumerate(self.a.lower):
                if names_body(other):
                    places = self._places_of.setdefault(other, [])
                    if len(places) < _MEMORY:
                        places.append(at)
        return self._places_of.get(word, [])

    def _is_noun(self, first: int, head: int, end: int) -> bool:
        """Return whether the phrase can name anybody: not "the" alone, "typically" or "one of"."""
        table, word = words(), self.a.lower[head]
        small = word in ("a", "an", "the", "its", "their", "my", "your", "our", "every") or word in table.auxiliaries
        adverb = end - first == 1 and is_adverb(word) and not self.a.words[head][0].isupper()
        return not (small or adverb or self.a.lower[end - 1] in table.prepositions)

    def _author(self, head: int, names: list[Mention]) -> Entity | None:
        """Return whose a letter or a poll is, where it says so: "Ann Lee’s letter", "an AP report", "a note from Lee"."""
        a, owner = self.a, self.registry.owner
        owned = head > 0 and a.lower[head - 1] == "'s"
        for mention in names:
            entity = owner[mention.first]
            follows = a.lower[mention.last] if mention.last < len(a.lower) else ""
            behind = (a.lower[i] for i in (mention.begin - 1, mention.begin - 2) if i > head)
            by = next((word for word in behind if word != "the"), "") in ("by", "from") and follows not in (
                "'s",
                "and",
                "&",
            )
            beside = mention.last == head - owned and a.words[mention.begin - 1] not in ("/", "-")
            if (by or (beside and (owned or entity.kind == "organization"))) and entity.kind in (
                "person",
                "organization",
            ):
                return entity
        return None

    def _remember(self, entity: Entity) -> None:
        """Move a description that was used again to the end, so that the last one used is found first."""
        if entity in self.used:
            self.used.remove(entity)
            self.used.append(entity)

    def _head(self, first: int, end: int, names: list[Mention]) -> int:
        """Return the head noun: the last word before the first preposition or participle that is not part of a name."""
        table = words()
        for at in range(first + 1, end):
            word = self.a.lower[at]
            ends = word in table.prepositions or word in ("that", "who", "which", "with")
            if ends and not any(m.first < at < m.last < end for m in names):
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

    def _known(self, first: int, head: int) -> Entity | None:
        word = self.a.lower[head]
        if word in person_roles() or bare(self.a.words[head]) in titles().offices:
            return self.by_role(first, head)
        if word in plural_roles() or word in roles().groups:
            return self._described_before(first, head)
        trade = next((t for t in roles().trades.values() if word in t.nouns), None) if head - first == 1 else None
        body = (self._just_before(head, trade) if trade else None) or self._by_body(first, head, word)
        return body or self._described_before(first, head) or (self._by_trade(trade, head) if trade else None)

    def _modifiers(self, first: int, head: int) -> set[str]:
        """Return the capitalised words between article and noun, which tell one from another ("the Trump campaign")."""
        inside = (i for i in range(first, head) if self.a.words[i][0].isupper() and self.a.lower[i] not in _DEFINITE)
        return {_canonical(bare(self.a.words[i])) for i in inside}

    def by_role(self, first: int, head: int) -> Entity | None:
        """Return the last person before whose role holds the noun ("the spokesman") and the names with it."""
        wanted = {_canonical(bare(self.a.words[head])), *self._modifiers(first, head)}
        if self.a.lower[first] in ("his", "her", "their", "its"):
            return None
        for entity in self._recent(head):
            if entity.kind == "person" and any(wanted <= _role_words(role) for role in entity.roles):
                return entity
        for entity in reversed(self.used):
            if not entity.plural and wanted <= {_canonical(bare(p)) for p in entity.parts} and entity.head in wanted:
                return entity
        return None

    def _by_body(self, first: int, head: int, word: str) -> Entity | None:
        """Return the organisation whose name ends in the noun ("the ministry")."""
        wanted = _canonical(word)
        owners = {self.a.lower[i - 1] for i in range(first + 1, head) if self.a.lower[i] in ("'s", "'", "’")}
        modifiers = self._modifiers(first, head) | owners
        told = [w for w in self.a.words[first + 1 : head] if len(w) >= _LONG and w.islower() and w not in owners]
        for entity in self._recent(head):
            parts = {_canonical(p) for p in entity.parts}
            if entity.kind != "organization" or not modifiers <= parts:
                continue
            if told and all(any(part.startswith(w) for part in entity.parts) for w in told):
                # "the production company" is Grey Heron Productions.
                return entity
            if len(entity.parts) > 1 and _canonical(entity.parts[-1]) == wanted:
                if head - first == 1 and word in roles().trades["business"].nouns and self._is_far(entity, head):
                    continue
                return entity
            if wanted in parts and word in roles().organizations:
                return entity
        return None

    def _is_far(self, entity: Entity, at: int) -> bool:
        """Return whether a name was last told too far before for a noun that may mean others: "the company", "the star"."""
        last = max((m for m in entity.mentions if m < at), default=0)
        return self.a.paragraph_of(at) - self.a.paragraph_of(last) > _FAR

    def _by_trade(self, trade: Trade, head: int) -> Entity | None:
        """Return the body that "the newspaper" or "the company" means: the one of that trade named most often so far."""
        fitting = [
            (sum(at < head for at in entity.mentions), entity)
            for entity in self._recent(head)
            if _is_of_trade(entity, trade) and not self._is_one_of_many(entity)
        ]
        # A body that spoke before is meant rather than a thing that is only spoken of.
        fitting = [(count, entity) for count, entity in fitting if id(entity) in self.spoken] or fitting
        fitting = [(count, entity) for count, entity in fitting if not self._is_far(entity, head)] or fitting
        most = max((count for count, _ in fitting), default=0)
        top = [entity for count, entity in fitting if count == most]
        return top[0] if len(top) == 1 and (len(fitting) == 1 or most > 1) else None

    def _is_one_of_many(self, entity: Entity) -> bool:
        """Return whether a name is a thing's of which there are more, "Atlas Block 5", not a body's."""
        a, size = self.a, len(entity.parts)
        ends = [at + size for at in entity.mentions[:_MEMORY] if at + size < len(a.words)]
        return any(a.words[end][0].isdigit() and a.sentence_of[end] == a.sentence_of[end - 1] for end in ends)

    def _just_before(self, at: int, trade: Trade) -> Entity | None:
        """Return the body that the sentence before is about, or the only one that it names, or the subject before."""
        return self._subject(at, 1, trade) or self._only_before(at, trade) or self._subject(at, 2, trade)

    def _subject(self, at: int, back: int, trade: Trade) -> Entity | None:
        """Return the body of a trade with whose name a sentence of the same paragraph begins, so many sentences back."""
        a, owner = self.a, self.registry.owner
        before = a.sentence_of[at] - back
        if before < 0 or a.sentence_paragraph[before] != a.paragraph_of(at):
            return None
        first = a.sentence_tokens[before][0]
        entity = owner.get(first) or (owner.get(first + 1) if a.lower[first] in ("the", "a", "an") else None)
        return entity if entity is not None and _is_of_trade(entity, trade) else None

    def _only_before(self, at: int, trade: Trade) -> Entity | None:
        """Return the body of a trade that the sentence before names, if it names one only, or one only that spoke before."""
        a, sentence = self.a, self.a.sentence_of[at] - 1
        if not trade.others or sentence < 0 or a.paragraph_of(at) - a.sentence_paragraph[sentence] > 1:
            return None
        named = {
            id(entity): entity
            for m in self.registry.mentions_in(*a.sentence_tokens[sentence])
            if a.quoted[m.first] < 0 and _is_of_trade(entity := self.registry.owner[m.first], trade)
        }
        fitting = [entity for key, entity in named.items() if key in self.spoken] or list(named.values())
        return fitting[0] if len(fitting) == 1 and not self._is_one_of_many(fitting[0]) else None

    def _described_before(self, first: int, head: int) -> Entity | None:
        """Return what was described by the same noun before, with nothing said of it now that was not said then."""
        wanted, modifiers = _canonical(self.a.lower[head]), self._modifiers(first, head)
        for entity in reversed(self.used):
            if _canonical(entity.head) == wanted and modifiers <= {_canonical(bare(p)) for p in entity.parts}:
                return entity
        return None

    def _recent(self, at: int) -> list[Entity]:
        """Return the named entities, the one mentioned last before ``at`` first."""
        owner = self.registry.owner
        seen = {id(owner[m.first]): owner[m.first] for m in self.registry.mentions_before(at)}
        return list(seen.values())


def _is_of_trade(entity: Entity, trade: Trade) -> bool:
    if entity.kind != "organization" or entity.plural:
        return False
    parts = set(entity.parts)
    if (trade.acronyms and entity.name.isupper() and entity.name.isalpha()) or parts & (trade.lead or trade.names):
        return True
    return trade.others and not any(parts & other.names for other in roles().trades.values())


def _role_words(role: str) -> set[str]:
    # "The star's brother" is no star.
    plain = {word for w in role.split() if not ((word := w.strip(",;()")).islower() and word.endswith(("'s", "’s")))}
    return {_canonical(bare(w.removesuffix("’s").removesuffix("'s"))) for w in plain} | {
        _canonical(bare(w)) for w in plain
    }


def _canonical(word: str) -> str:
    word = titles().offices.get(word, word)
    return roles().same.get(word, word)
