"""Signs of a reply: the words by which the text presents a statement as an answer to another one.

Decides by the cue ("denied"), by the words beside what is said ("in response to the charge"), by the sentence before ("Lee
answered at once.") and by words that deny what was just said ("That is not true"). Refuses to know which statement it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from onrecord.records import Found
from onrecord.statements.entities import Entity
from onrecord.statements.resolve import Resolved, Resolver
from onrecord.statements.tokens import Analysis
from onrecord.statements.vocabulary import cue_forms, replies, reply_forms, things_said, words

_REACH = 9
_NEAR = 3
_LONG_WORD = 4
_VERBS = ("always", "object")
_ALONE = 0.9
_BESIDE = 0.9
_WITH_THING = 0.45
_OTHERS = (["made"], ["by"], ["from"], ["of"])
_HYPOTHETICAL = words().sets["hypothetical"] | {"will", "would"}
_CHARGES = frozenset(["accuse", "claim", "threaten", "warn"])
_UNWILLING = words().sets["unwilling"]
_NOUN_LEADS = frozenset(["'s", "of", "for", "an", "a", "the", "no", "any"])
_ASKED = frozenset(["asked", "pressed", "questioned", "was", "were", "when"])


class Sign(NamedTuple):
    """One sign of a reply.

    ``weight`` is how much it tells; ``wants`` are the acts that the thing answered is called by (empty: any); ``named`` are
    others than the speaker that the words name; ``asked`` says that it is a question, ``beside`` that it stands right before,
    ``bound`` that it is by one of those who are named,
    ``short`` that it is spoken to the speaker's face,
    ``alike`` that it must have words in common with what is said.
    """

    weight: float
    wants: frozenset[str] = frozenset()
    named: tuple[Entity, ...] = ()
    asked: bool = False
    beside: bool = False
    bound: bool = False
    short: bool = False
    alike: bool = False


class Hit(NamedTuple):
    """Words of the text that tell a reply, outside quotations: their tokens, and the thing said that they govern."""

    first: int
    last: int
    tells: str
    thing: int


def find_hits(a: Analysis) -> dict[int, list[Hit]]:
    """Return the words that tell a reply, by sentence."""
    forms = reply_forms()
    found: dict[int, list[Hit]] = {}
    for at, word in enumerate(a.lower):
        if word not in forms:
            continue
        for form in forms[word]:
            end = at + 1 + len(form.rest)
            if form.rest and tuple(a.lower[at + 1 : end]) != form.rest:
                continue
            thing = _thing_behind(a, at, end) if form.tells != "asked" else -1
            if (form.tells == "object" and thing < 0) or not _is_told(a, at, word, thing):
                break
            found.setdefault(a.sentence_of[at], []).append(Hit(at, end, form.tells, thing))
            break
    return found


def _is_told(a: Analysis, at: int, word: str, thing: int) -> bool:
    """Return whether words tell a reply that was made: not "did not respond", "was criticized", "defended his remarks"."""
    table = words()
    begin = a.sentence_tokens[a.sentence_of[at]][0]
    before = a.lower[max(begin, at - _NEAR) : at]
    if "neither" in a.lower[max(begin, at - 2 * _REACH) : at]:
        return False
    if any(w in table.negations or w in _UNWILLING or w in _HYPOTHETICAL or w.endswith("n't") for w in before):
        return False
    if before and before[-1] in table.determiners | table.possessives | _NOUN_LEADS and word not in _ASKED:
        return word == "in"
    if (
        word.startswith("push")
        and a.lower[at + 2 : at + 3]
        and a.lower[at + 2] in table.determiners | table.possessives
    ):
        # "pushed back the launch"
        return False
    if word.startswith("defend") and thing >= 0 and any(w in table.possessives for w in a.lower[at + 1 : thing]):
        return False
    return word in _ASKED or not any(w in table.be for w in before)


def _thing_behind(a: Analysis, at: int, end: int) -> int:
    """Return the noun for a thing said that words govern, or -1: "dismissed as absurd Ms. Lee's claims"."""
    last = min(a.sentence_tokens[a.sentence_of[at]][1], end + _REACH)
    for i in range(end, last):
        if a.words[i] in (",", ";", ":", "—") or a.lower[i] in ("that", "who", "which", "saying"):
            return -1
        if a.lower[i] in things_said() and a.lower[i - 1] not in ("in", "to"):
            # "Lee's call" was most likely made by telephone.
            on_phone = a.lower[i] in ("call", "calls") and a.lower[i + 1 : i + 2] not in (["for"], ["to"])
            return -1 if on_phone else i
    return -1


class Signs:
    """The signs of the statements of one text."""

    def __init__(self, resolver: Resolver, found: list[Found], who: list[Resolved]) -> None:
        self.a = a = resolver.a
        self.registry = resolver.registry
        self.by_role = resolver.describer.by_role
        self.found = found
        self.who = who
        self.hits = find_hits(a)
        self.sentences = [self._sentence(item) for item in found]
        self.first_of: dict[int, int] = {}
        for i, sentence in enumerate(self.sentences):
            self.first_of.setdefault(sentence, i)

    def of(self, i: int) -> Sign | None:
        """Return the sign that tells most of statement ``i``, or None."""
        signs = [s for s in (self._cue(i), self._beside(i), self._before(i), self._denies(i), self._speaks_of(i)) if s]
        return max(signs, key=lambda s: s.weight, default=None)

    def _sentence(self, item: Found) -> int:
        at = min(self.a.token_at((item.cue or item.content[0])[0]), len(self.a.words) - 1)
        return self.a.sentence_of[at]

    def _cue(self, i: int) -> Sign | None:
        """Return the sign that a cue is: "denied", "replied"."""
        a, item = self.a, self.found[i]
        if item.cue is None:
            return None
        first, last = a.tokens_in(*item.cue)
        for hit in self.hits.get(self.sentences[i], ()):
            if hit.first < last and first < hit.last and hit.tells != "asked":
                return self._sign(_ALONE if hit.tells == "always" else _WITH_THING, i, hit)
        for at in range(first, last):
            forms = cue_forms().get(a.lower[at], ())
            if any(e.verb.replies and tuple(a.lower[at + 1 : at + 1 + len(e.rest)]) == e.rest for e in forms):
                told = {f.tells for f in reply_forms().get(a.lower[at], ())}
                return self._sign(_WITH_THING if told == {"object"} else _ALONE, i, Hit(at, at + 1, "always", -1))
        return None

    def _beside(self, i: int) -> Sign | None:
        """Return the sign in the words beside what is said."""
        a, item = self.a, self.found[i]
        best: Sign | None = None
        cue = (item.cue or item.content[0])[0]
        for hit in self.hits.get(self.sentences[i], ()):
            start, end = a.starts[hit.first], a.ends[hit.last - 1]
            if a.quoted[hit.first] >= 0 or any(s < end and start < e for s, e in item.content):
                continue
            if hit.tells == "asked" and item.cue and item.cue[0] <= start < item.cue[1]:
                continue
            if hit.tells in _VERBS and start > cue and not a.lower[hit.first].endswith("ing"):
                # "studies hinted that cells might respond": it is not the speaker who does.
                continue
            if any(
                s < end and start < e and self.who[k].entity is not self.who[i].entity
                for k, (s, e) in self._cues_near(i)
            ):
                continue
            sign = self._sign(_WITH_THING if hit.tells == "object" else _BESIDE, i, hit)
            best = sign if sign is not None and (best is None or sign.weight > best.weight) else best
        return best

    def _cues_near(self, i: int) -> Iterator[tuple[int, tuple[int, int]]]:
        """Yield the other statements of the sentence with their cues: what is a cue tells of its own statement only."""
        for k in range(max(0, i - _NEAR), min(len(self.found), i + _NEAR + 1)):
            cue = self.found[k].cue
            if k != i and cue is not None:
                yield k, cue

    def _before(self, i: int) -> Sign | None:
        """Return the sign in the sentence before, where it is about the speaker and this is the first that follows it."""
        a, sentence = self.a, self.sentences[i]
        if self.first_of[sentence] != i or sentence == 0 or self.who[i].entity is None:
            return None
        before = sentence - 1
        if before in self.first_of or a.sentence_paragraph[sentence] - a.sentence_paragraph[before] > 1:
            return None
        for hit in self.hits.get(before, ()):
            if hit.tells == "asked" or a.quoted[hit.first] >= 0:
                continue
            if self._is_subject(i, before, hit):
                return self._sign(_WITH_THING if hit.tells == "object" else _BESIDE, i, hit)
        return None

    def _is_subject(self, i: int, sentence: int, hit: Hit) -> bool:
        """Return whether the speaker of statement ``i`` is the subject of words in a sentence, as far as names tell."""
        a = self.a
        first = a.sentence_tokens[sentence][0]
        if self.is_named(self.who[i].entity, first, hit.first):
            return True
        owners = self.registry.mentions_in(first, hit.first)
        return not owners and a.lower[first] in words().subject_pronouns | {"the"} and hit.first - first <= 6

    def is_named(self, entity: Entity | None, first: int, last: int) -> bool:
        """Return whether tokens name somebody: by a mention, or (a mere description) by all of its long words."""
        if entity is None:
            return False
        if any(self.registry.owner[m.first] is entity for m in self.registry.mentions_in(first, last)):
            return True
        long = [w for w in entity.name.lower().split() if len(w) >= _LONG_WORD]
        return bool(long) and all(w in self.a.lower[first:last] for w in long)

    def _denies(self, i: int) -> Sign | None:
        """Return the sign of words that deny what was said just before."""
        a, table = self.a, replies().denials
        first, last = a.tokens_in(*self.found[i].content[0])
        while first < last and (not a.words[first][0].isalnum() or a.lower[first] in ("but", "well")):
            first += 1
        opening = " ".join(a.lower[first : min(last, first + 10)])
        if any(opening.startswith(words_) for words_ in table.alone):
            return Sign(_BESIDE, beside=True)
        spoken = first < last and a.quoted[first] >= 0
        if spoken and any(
            opening.startswith(w) and not opening[len(w) : len(w) + 2].strip().isalnum() for w in table.short
        ):
            return Sign(_BESIDE, beside=True, short=True)
        if first < last and a.lower[first] in ("that", "this", "it", "that's", "it's", "those", "these"):
            at = first + 1
            negative = any(w in ("isn't", "wasn't", "aren't") for w in a.lower[first + 1 : first + 4])
            while at < last and a.lower[at] in table.between:
                at += 1
            rest = " ".join(a.lower[at : at + 4])
            rest = f"not {rest}" if negative else rest
            if any(rest == d or rest.startswith((d + " ", d + ".")) for d in table.behind_that):
                return Sign(0.8 if a.lower[first] != "it" else 0.5, beside=True)
        return None

    def _speaks_of(self, i: int) -> Sign | None:
        """Return the sign of what begins with somebody's words: "Mr. Lee's statement was out of touch"."""
        a = self.a
        first, last = a.tokens_in(*self.found[i].content[0])
        for at in range(first, min(last, first + _REACH) - 1):
            if a.lower[at] != "'s":
                continue
            thing = next((t for t in range(at + 1, min(last, at + 4)) if a.lower[t] in things_said()), -1)
            thing = -1 if a.lower[thing] in ("call", "calls") else thing
            owner = self._owner(at, first)
            if thing < 0 or owner is None or owner is self.who[i].entity:
                return None
            return Sign(0.5, things_said()[a.lower[thing]], (owner,), bound=True)
        return None

    def _owner(self, at: int, first: int) -> Entity | None:
        """Return whose something is that stands behind token ``at``, a genitive ending."""
        named = [m for m in self.registry.mentions_in(max(at - 1, first), at) if m.last == at]
        if named:
            return self.registry.owner[named[0].first]
        begin = next((t for t in range(at - 1, max(at - 4, first - 1), -1) if self.a.lower[t] == "the"), -1)
        return self.by_role(begin, at - 1) if begin >= 0 else None

    def _sign(self, weight: float, i: int, hit: Hit) -> Sign | None:
        """Return the sign that words are, with whom they name; None where the thing said is the speaker's own."""
        a, speaker = self.a, self.who[i].entity
        wants = things_said()[a.lower[hit.thing]] if hit.thing >= 0 else frozenset[str]()
        if not wants and any(f.charged for f in reply_forms().get(a.lower[hit.first], ())):
            wants = _CHARGES
        asked = hit.tells == "asked" or wants == {"question"}
        owner = next((self._owner(t, hit.last) for t in range(hit.last, hit.thing) if a.lower[t] == "'s"), None)
        if owner is not None:
            return None if owner is speaker else Sign(weight, wants, (owner,), asked=asked, bound=True)
        first, end = hit.last, a.sentence_tokens[a.sentence_of[hit.first]][1]
        last = min(hit.last + 3, end)
        if hit.thing >= 0:
            first = hit.thing + 1
            last = min(first + _REACH, end) if first < end and a.lower[first] in ("by", "from", "that") else first
        sources = [a.tokens_in(*s) for s in self.found[i].sources]
        named = {
            self.registry.owner[m.first]
            for m in self.registry.mentions_in(first, last)
            if a.quoted[m.first] < 0 and not any(s <= m.first < e for s, e in sources)
        }
        # "denied claims in a letter that said …": whose claims they are is told, and it is nobody of those before.
        apart = hit.thing >= 0 and not named and a.lower[hit.thing + 1 : hit.thing + 2] in _OTHERS
        return Sign(weight, wants, tuple(named - {speaker}), asked=asked, alike=apart)
