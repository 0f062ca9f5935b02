"""The registry: which mentions of a text are one person, one organisation, one place.

Decides identity within the article: surname, initials, title, short form, acronym. Two people of one surname stay apart.
Refuses to know who said anything.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import Counter
from itertools import islice, zip_longest

from onrecord.records import SpeakerKind
from onrecord.statements.entities import Entity, clean
from onrecord.statements.headlines import headlines_of
from onrecord.statements.heard import GENDERS, gender_heard
from onrecord.statements.nameforms import in_order, initials, same_body, same_person, sorting_word
from onrecord.statements.namekinds import names_body
from onrecord.statements.names import Mention, find_names
from onrecord.statements.rolewords import bare
from onrecord.statements.tokens import Analysis
from onrecord.statements.vocabulary import given_names, person_roles, roles, titles

_MOST_HEARD = 2
"""Pronouns behind a lone name from which it is a person's."""
_FIRM = 3
"""Words of a name from which somebody working there tells more than a given name at its front: "Grey Heron Boats"."""
_PRONOUN_REACH = 20
_MOST_NAMESAKES = 50
_MOST_MENTIONS = 150
_MAX_NAME = 16
_MOST_BESIDE = 5
"""Tokens beside a name in marks, the marks included, with which the whole is still but a title."""
_FIRMS = roles().trades["business"].names | {"group"}


class Registry:
    """All names of a text, each mention with its entity. Built once per text; lookups are by token position."""

    def __init__(self, a: Analysis) -> None:
        self.a = a
        self.mentions = find_names(a)
        self.entities: list[Entity] = []
        self.owner: dict[int, Entity] = {}
        self.starts = [m.first for m in self.mentions]
        self._by_part: dict[str, dict[int, Entity]] = {}
        for mention in self.mentions:
            if mention.last - mention.first > 1:
                self._place(mention)
        self._titles = {id(e) for e in self.entities if all(self._fills_marks(at, e) for at in e.mentions)}
        single = [m for m in self.mentions if m.last - m.first == 1]
        self._alone = Counter(bare(a.words[m.first]) for m in single)
        for mention in single:
            self._place_single(mention)
        self._join_contained()
        self._join_acronyms()
        self._read_headlines()
        self._hear_pronouns()
        self._judge_kinds()
        for entity in self.entities:
            entity.mentions.sort()

    def parts(self, mention: Mention) -> tuple[str, ...]:
        """Return the words of a name as they are compared."""
        return tuple(bare(w) for w in self.a.words[mention.first : mention.last] if w[0].isalnum() or w[0] == "@")

    def _place(self, mention: Mention) -> None:
        parts = self.parts(mention)
        text = clean(self.a.span(mention.first, mention.last))
        for entity in self._sharing(sorting_word(parts)):
            if same_person(entity.parts, parts) if entity.kind == "person" else same_body(entity.parts, parts):
                self._take(entity, mention, text, parts)
                return
        if self._is_role_and_surname(mention, parts):
            return
        contained = [e for e in self._sharing(parts[0]) if set(parts) <= set(e.parts)] if parts else []
        if mention.kind == "person" and parts[0] in given_names():
            contained = [e for e in contained if e.kind == "person"]
        if len(contained) == 1:
            self._take(contained[0], mention, text, parts)
            return
        self._new(mention, text, parts)

    def _is_role_and_surname(self, mention: Mention, parts: tuple[str, ...]) -> bool:
        """Take "Trooper Lee" as a mention of Ann Lee, if the text has one Lee only; return whether it is."""
        if len(parts) != 2 or parts[0] not in person_roles() or parts[0] in given_names():
            return False
        sharing = [e for e in self._sharing(parts[1]) if e.kind == "person" and e.parts[1:] and e.parts[-1] == parts[1]]
        if len(sharing) != 1:
            return False
        self._take(sharing[0], mention, self.a.words[mention.last - 1], parts[1:])
        sharing[0].take_role(clean(self.a.words[mention.first]))
        return True

    def _fills_marks(self, at: int, entity: Entity) -> bool:
        """Return whether a pair of marks holds little but a name: a title, a nickname, a song."""
        a = self.a
        if a.quoted[at] < 0:
            return False
        quotation = a.quotations[a.quoted[at]]
        first, last = a.tokens_in(quotation.start, quotation.end)
        return last - first <= len(entity.parts) + _MOST_BESIDE

    def _place_single(self, mention: Mention) -> None:
        parts = self.parts(mention)
        text = clean(self.a.span(mention.first, mention.last))
        candidates = [e for e in self._sharing(parts[0]) if self._fits(e, mention)] if parts else []
        candidates = [e for e in candidates if id(e) not in self._titles] or candidates
        entity = self._best(candidates, parts[0], mention.first) if candidates else None
        if entity is None:
            self._new(mention, text, parts)
        else:
            self._take(entity, mention, text, parts)

    def _sharing(self, part: str) -> list[Entity]:
        """Return the entities whose name has this word, the last one first; the number is bounded."""
        return list(islice(reversed(self._by_part.get(part, {}).values()), _MOST_NAMESAKES))

    def _fits(self, entity: Entity, mention: Mention) -> bool:
        if mention.kind == "place" and entity.kind != "place":
            return False
        if mention.kind == "organization" and entity.kind == "person" and not self.a.words[mention.first].isupper():
            return False
        if mention.kind == "person" and entity.kind != "person" and entity.certain and mention.titled:
            return False
        word = bare(self.a.words[mention.first])
        contradicts = mention.titled and mention.gender and entity.gender and mention.gender != entity.gender
        if contradicts or self._is_own_name(entity, word, mention.first):
            return False
        if entity.kind == "organization":
            # A first word alone is short for the whole only if one body is called so: "VW" is not "VW Passat".
            alone = sum(e.parts[0] == word for e in self._sharing(word)) == 1 and len(entity.parts) == 2
            return (
                entity.parts[-1] == word
                or entity.parts == (word,)
                or (alone and entity.parts[0] == word and entity.certain and self._is_told_first(entity, mention))
            )
        # One word out of the middle of what may be no name at all is nobody's.
        told = entity.certain or entity.gender or word in (entity.parts[0], sorting_word(entity.parts))
        return entity.parts == (word,) or bool(entity.kind != "place" and told)

    def _is_told_first(self, entity: Entity, mention: Mention) -> bool:
        """Return whether a short form can mean a body: news name it in full first, or by what all firms are called."""
        return entity.parts[-1] in _FIRMS or entity.mentions[0] < mention.first

    def _is_own_name(self, entity: Entity, word: str, at: int) -> bool:
        """Return whether a first word is a name of its own: people go by the last one, prizes not by their giver's."""
        if entity.certain or entity.gender or entity.parts[0] != word:
            return False
        if len(entity.parts) < 3:
            # "Boreas" above all is not "Boreas Defense" further down.
            return entity.parts[-1] != word and entity.mentions[0] > at
        return self._alone[word] > self._alone[entity.parts[-1]]

    def _best(self, candidates: list[Entity], word: str, at: int) -> Entity:
        """Return the entity that a single name means: by surname before given name, then the one named last before it.

        Of a man and a woman of one surname it is the one whom the pronoun behind it tells: "Lee repeated her promise".
        """
        told = self._gender_behind(at) if len({e.gender for e in candidates if e.kind == "person"}) > 1 else ""

        def rank(entity: Entity) -> tuple[bool, bool, bool, bool, int]:
            before = bisect_left(entity.mentions, at)
            return (
                entity.parts[-1] == word or len(entity.parts) == 1,
                entity.kind == "person",
                not told or entity.gender == told,
                bool(before),
                entity.mentions[before - 1] if before else -1,
            )

        return max(candidates, key=rank)

    def _gender_behind(self, at: int) -> str:
        """Return the gender of the first pronoun behind a name, in its sentence and before the next name."""
        following = bisect_left(self.starts, at + 1)
        end = self.starts[following] if following < len(self.starts) else len(self.a.words)
        end = min(end, at + _PRONOUN_REACH, self.a.sentence_tokens[self.a.sentence_of[at]][1])
        return next((GENDERS[w] for w in self.a.lower[at:end] if w in GENDERS), "")

    def _take(self, entity: Entity, mention: Mention, text: str, parts: tuple[str, ...]) -> None:
        entity.learn(mention, text, parts)
        self.owner[mention.first] = entity
        for part in parts:
            self._by_part.setdefault(part, {})[id(entity)] = entity

    def _new(self, mention: Mention, text: str, parts: tuple[str, ...]) -> None:
        certain = mention.kind is not None and (mention.kind != "person" or mention.titled or parts[0] in given_names())
        kind: SpeakerKind = mention.kind or ("person" if parts and parts[0] in given_names() else "organization")
        entity = Entity(text, parts, kind, certain=certain)
        self.entities.append(entity)
        self._take(entity, mention, text, parts)

    def _join_contained(self) -> None:
        """Join "Ana Ruiz" with "Ana Maria Ruiz Soto" where only one longer name holds all its words in order.

        A firm joins the first that only adds what firms are called: "Grey Heron", "Grey Heron Records".
        """
        for entity in [e for e in self.entities if e.kind == "person" and len(e.parts) > 1]:
            longer = [
                e
                for e in self._sharing(entity.parts[0])
                if e is not entity
                and e.kind == "person"
                and len(e.parts) > len(entity.parts)
                and in_order(entity.parts, e.parts)
            ]
            if len(longer) == 1:
                self._join(entity, longer[0])
        for entity in [e for e in self.entities if e.kind != "place" and len(e.parts) > 1 and not e.gender]:
            firm = next((e for e in self._sharing(entity.parts[0])[::-1] if _is_firm_of(e, entity.parts)), None)
            if firm is not None:
                self._join(entity, firm)

    def _join(self, entity: Entity, other: Entity) -> None:
        for at in entity.mentions:
            self.owner[at] = other
        other.mentions.extend(entity.mentions)
        other.aliases.setdefault(entity.name)
        other.aliases.update(entity.aliases)
        other.gender = other.gender or entity.gender
        for role in entity.roles:
            other.take_role(role)
        other.country = other.country or entity.country
        self.entities.remove(entity)
        for part in entity.parts:
            self._by_part[part].pop(id(entity), None)
            self._by_part[part][id(other)] = other

    def _hear_pronouns(self) -> None:
        """Give persons whose name tells no gender the one of the pronouns that follow their mentions.

        A lone name that may be anything's is a person's where "he" or "she" follows it again and again, and "it" never.
        """
        votes: dict[int, Counter[str]] = {}
        for mention, following in zip_longest(self.mentions, self.mentions[1:]):
            entity = self.owner[mention.first]
            if not (entity.kind == "person" or _is_lone(entity)) or entity.gender or self.a.quoted[mention.first] >= 0:
                continue
            if self.a.lower[mention.last : mention.last + 1] == ["'s"]:
                # What follows is said of whom or what the person has: "Lee's daughter said she slept".
                continue
            end = min(mention.last + _PRONOUN_REACH, following.first if following else len(self.a.words))
            heard = gender_heard(self.a, mention.last, end, neuter=entity.kind != "person")
            if heard is not None:
                votes.setdefault(id(entity), Counter())[heard] += 1
        for entity in self.entities:
            tally = votes.get(id(entity), Counter())
            neuter = tally.pop("", 0)
            if not tally or (len(tally) > 1 and tally["male"] == tally["female"]):
                continue
            gender, count = tally.most_common(1)[0]
            if entity.kind == "person":
                entity.gender = gender
            elif count >= _MOST_HEARD and not neuter and len(tally) == 1:
                entity.kind, entity.gender = "person", gender

    def _read_headlines(self) -> None:
        """Find in headlines, where capitals tell nothing, the names that the rest of the text has."""
        a = self.a
        for first, last in headlines_of(a):
            at = first
            while at < last:
                found = self._name_at(at, last)
                if found is not None:
                    entity, end = found
                    self.mentions.append(Mention(at, at, end, entity.kind, "", None, None, False))
                    self.owner[at] = entity
                    insort(entity.mentions, at)
                    at = end
                at += 1
        self.mentions.sort()
        self.starts = [m.first for m in self.mentions]

    def _name_at(self, at: int, last: int) -> tuple[Entity, int] | None:
        """Return whose whole name or surname stands at token ``at``, and where it ends."""
        for entity in self._sharing(bare(self.a.words[at])):
            end = at + len(entity.parts)
            if end <= last and tuple(bare(w) for w in self.a.words[at:end]) == entity.parts:
                return entity, end
            if entity.kind == "person" and entity.parts[-1] == bare(self.a.words[at]):
                return entity, at + 1
        return None

    def _judge_kinds(self) -> None:
        """Tell bodies from persons whose name gives no hint: "Home Depot" is called so again, Ann Lee is then "Lee".

        A lone name is a person's if a role goes with it.
        """
        sizes: dict[int, list[int]] = {}
        employers = set()
        for mention in self.mentions:
            sizes.setdefault(id(self.owner[mention.first]), []).append(mention.last - mention.first)
            if self._is_employer(mention):
                employers.add(id(self.owner[mention.first]))
        for entity in self.entities:
            size = len(entity.parts)
            hinted = entity.gender or entity.role or any(len(p) == 1 for p in entity.parts)
            if id(entity) in employers:
                known = entity.certain and (size < _FIRM or bool(entity.roles))
                if entity.kind == "person" and size > 1 and not known:
                    entity.kind, entity.gender = "organization", ""
            elif entity.kind == "person" and size == 2 and not entity.certain and not hinted:
                again = sizes[id(entity)]
                entity.kind = "organization" if len(again) > 1 and min(again) > 1 else "person"
            elif entity.kind == "organization" and size == 1 and not entity.certain and _is_persons(entity.roles):
                entity.kind = "person"

    def _is_employer(self, mention: Mention) -> bool:
        """Return whether somebody works there: "at Grey Heron", "president of Grey Heron", "Grey Heron analyst Ann Lee"."""
        a, first, last = self.a, mention.first, mention.last
        before = a.lower[first - 1] if first else ""
        if before == "at" or (before == "of" and first > 1 and a.lower[first - 2] in titles().offices):
            return True
        follows = last + 1 < len(a.words) and a.lower[last] in person_roles() and a.words[last].islower()
        return follows and last + 1 in self.owner and self.owner[last + 1].kind == "person"

    def _join_acronyms(self) -> None:
        """Join "CDC" with the organisation whose words it stands for."""
        doubted = [e for e in self.entities if e.kind != "person" or not (e.certain or e.gender or e.roles)]
        full = {initials(e.parts): e for e in doubted if len(e.parts) > 1}
        for entity in [e for e in self.entities if len(e.parts) == 1 and e.name.isupper()]:
            other = full.get(entity.parts[0])
            if other is None or other is entity:
                continue
            self._join(entity, other)

    def persons_before(self, at: int) -> list[tuple[int, Entity]]:
        """Return the mentions of persons before token ``at``, the nearest first."""
        found = []
        for mention in self.mentions_before(at):
            entity = self.owner[mention.first]
            if (entity.kind == "person" or not entity.certain) and id(entity) not in self._titles:
                found.append((mention.first, entity))
        return found

    def mentions_before(self, at: int) -> list[Mention]:
        """Return the mentions before token ``at``, the nearest first; the number is bounded."""
        end = bisect_left(self.starts, at)
        return self.mentions[max(0, end - _MOST_MENTIONS) : end][::-1]

    def mentions_in(self, first: int, last: int) -> list[Mention]:
        """Return the mentions that lie at least partly among the tokens ``first`` to before ``last``."""
        begin, end = bisect_left(self.starts, first - _MAX_NAME), bisect_left(self.starts, last)
        return [m for m in self.mentions[begin:end] if m.last > first]


def _is_firm_of(entity: Entity, parts: tuple[str, ...]) -> bool:
    """Return whether a body's name is a shorter one with nothing but nouns for bodies behind it."""
    added = entity.parts[len(parts) :]
    firm = all(names_body(word) or word in roles().works or word in _FIRMS for word in added)
    return entity.kind == "organization" and bool(added) and entity.parts[: len(parts)] == parts and firm


def _is_persons(told: list[str]) -> bool:
    """Return whether a role is one that persons alone have: a contractor or a publisher may be a firm."""
    bodies = roles().organizations
    return any(w in person_roles() and w not in bodies for role in told for w in role.lower().split())


def _is_lone(entity: Entity) -> bool:
    """Return whether a name is a single word that nothing tells a person's or a body's."""
    return entity.kind == "organization" and len(entity.parts) == 1 and not entity.certain and not entity.plural
