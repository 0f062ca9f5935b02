"""Replies: which statement or question a statement answers.

Decides by how the text presents it: where a sign tells that a statement is a reply, the best of those near it is what it
answers, by who is named, what the thing answered is called, who is spoken of, and how far it is. Refuses to link where no
sign tells it, or where nothing near fits.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from onrecord.records import Found, Mode
from onrecord.statements.resolve import Resolved, Resolver
from onrecord.statements.signs import Sign, Signs
from onrecord.statements.tokens import Analysis
from onrecord.statements.vocabulary import cues, words

_WINDOW = 14
_MAX_PARAGRAPHS = 6
_ENOUGH = 1.15
_CHALLENGES = frozenset(["accuse", "claim", "question", "request", "threaten", "warn"])
_LONG_WORD = 5
_STEM = 6
_NEAR = 20
_CONTINUED = 2
_BARE, _POINTED = 3, 0.75
_POINTING = words().sets["definite"] - words().possessives
_TURNING = frozenset(
    ["but", "however", "still", "meanwhile", "also", "later", "earlier", "in", "on", "at", "when", "while", "yet"]
)

_CAME = re.compile(
    r"\b(?:came|comes|was (?:made|issued|prompted)|follow(?:s|ed)|prompted by)\b.{0,60}?"
    r"\b(?:response|reply|reaction|after|comments?|remarks?|following|followed|by)\b",
    re.IGNORECASE,
)
_FOLLOWED = frozenset(
    "came comes made issued prompted follow follows followed drew provoked sparked triggered brought met".split()
)
_DREW = re.compile(r"\b(?:prompted|drew|provoked|sparked|triggered|brought|met with)\b", re.IGNORECASE)


class Described(NamedTuple):
    """What is known of a statement: its act and its mode."""

    act: str
    mode: Mode


def answers_of(
    resolver: Resolver, found: list[Found], who: list[Resolved], described: list[Described]
) -> list[tuple[int, ...]]:
    """Return for each statement the indices of those that it answers, as the text presents it."""
    return Replies(resolver, found, who, described).all()


class Replies:
    """The replies of one text."""

    def __init__(self, resolver: Resolver, found: list[Found], who: list[Resolved], described: list[Described]) -> None:
        self.a, self.registry = resolver.a, resolver.registry
        self.found, self.who = found, who
        self.acts = [d.act for d in described]
        self.expressed = [d.mode != "attitude" for d in described]
        self.places = [_place(self.a, f) for f in found]
        self.signs = Signs(resolver, found, who)
        self._stems: dict[int, frozenset[str]] = {}

    def all(self) -> list[tuple[int, ...]]:
        """Return for each statement the indices of those that it answers."""
        answered: list[set[int]] = [set() for _ in self.found]
        leads: dict[int, int] = {}
        for i in range(len(self.found)):
            target = self._signed(i)
            if target is None:
                target = self._questioned(i)
            if target is not None:
                leads[i] = 0
            else:
                target = self._continued(i, answered, leads)
            if target is not None:
                answered[i].add(target)
            for j in self._announced(i):
                answered[j].add(i)
        return [tuple(sorted(s)) for s in answered]

    def _signed(self, i: int) -> int | None:
        """Return the statement that a statement with a sign answers."""
        sign = self.signs.of(i) if self.expressed[i] else None
        if sign is None:
            return None
        scored = [(self._score(i, j, sign), j) for j in self._candidates(i)]
        best = max(scored, default=None)
        return best[1] if best is not None and sign.weight + best[0] >= _ENOUGH else None

    def _candidates(self, i: int) -> list[int]:
        """Return the statements that statement ``i`` may answer: those before it by somebody else, and those inside it."""
        found = []
        for j in range(max(0, i - _WINDOW), min(len(self.found), i + 3)):
            other = self.who[j].entity
            if j == i or (other is not None and other is self.who[i].entity):
                continue
            if j > i and self.places[j][1] != self.places[i][1]:
                continue
            if abs(self.places[i][0] - self.places[j][0]) <= _MAX_PARAGRAPHS and not self._holds(j, i):
                found.append(j)
        return found

    def _holds(self, outer: int, inner: int) -> bool:
        """Return whether one statement stands inside what another one says."""
        start = self.found[inner].content[0][0]
        return any(s <= start < e for s, e in self.found[outer].content)

    def _score(self, i: int, j: int, sign: Sign) -> float:
        """Return how well statement ``j`` fits as what statement ``i`` with its sign answers."""
        acts, who = self.acts, self.who
        far = self.places[i][0] - self.places[j][0]
        between = sum(1 for k in range(min(i, j) + 1, max(i, j)) if who[k].entity is not who[i].entity)
        if sign.asked:
            apart = j > i + 1 or (j < i and far > 1)
            return 1.0 - 0.3 * far if acts[j] == "question" and not apart else -9.0
        if sign.beside:
            spoken = not sign.short or self._is_quoted(j)
            return 0.9 - 0.3 * far if j < i and between == 0 and far <= 1 and spoken else -9.0
        score = 0.6 - (0.15 if sign.bound else 0.3) * far - (0.05 if sign.bound else 0.15) * between
        if j > i:
            score += 0.8 if self._holds(i, j) else -0.8
        score -= 1.2 * (not self.expressed[j])
        if sign.wants:
            score += 0.6 if acts[j] in sign.wants else -0.9 if acts[j] == "reject" else -0.3
            # "The charge" alone is what was said right before, whatever that was called there.
            score += _POINTED * (j < i and far <= 1 and between == 0 and acts[j] != "reject" and self._is_bare(i))
        else:
            score += 0.2 * (acts[j] in _CHALLENGES)
        if sign.bound and who[j].entity not in sign.named:
            return -9.0
        if sign.named:
            score += 0.9 if who[j].entity in sign.named else -0.6
        common = len(self._words(i) & self._words(j))
        about = self._is_about(j, i)
        if sign.alike and not common and not about:
            return -9.0
        return score + 0.6 * about + 0.2 * min(common, 3)

    def _is_bare(self, i: int) -> bool:
        """Return whether what a statement is about is only pointed at: "the charge", "those claims"."""
        first, last = self.a.tokens_in(*self.found[i].content[0])
        return len(self.found[i].content) == 1 and last - first <= _BARE and self.a.lower[first] in _POINTING

    def _is_quoted(self, j: int) -> bool:
        """Return whether a statement begins with quoted words."""
        first, last = self.a.tokens_in(*self.found[j].content[0])
        return first < last and self.a.quoted[first] >= 0

    def _is_about(self, j: int, i: int) -> bool:
        """Return whether the sentence of statement ``j`` names the speaker of statement ``i``."""
        start, end = self.found[j].content[0][0], self.found[j].content[-1][1]
        return self.signs.is_named(self.who[i].entity, *self.a.tokens_in(start, end))

    def _words(self, i: int) -> frozenset[str]:
        """Return the beginnings of the long words of a statement."""
        if i not in self._stems:
            a = self.a
            self._stems[i] = frozenset(
                a.lower[t][:_STEM]
                for s, e in self.found[i].content
                for t in range(*a.tokens_in(s, e))
                if len(a.lower[t]) >= _LONG_WORD
            )
        return self._stems[i]

    def _questioned(self, i: int) -> int | None:
        """Return the question right before a statement by somebody else."""
        for j in range(i - 1, max(-1, i - 4), -1):
            if self.places[i][0] - self.places[j][0] > 1:
                return None
            other = self.who[j].entity
            if other is None or other is self.who[i].entity or self._holds(i, j) or self._holds(j, i):
                continue
            end = self.found[j].content[-1][1]
            if self.found[j].cue is not None and not self._is_quoted(i):
                aside = self.places[i][0] == self.places[j][0] and j == i - 1 and self._is_quoted(j)
                return j if aside and self.acts[j] == "question" else None
            return j if self.acts[j] == "question" and "?" in self.a.text[end - 3 : end + 1] else None
        return None

    def _continued(self, i: int, answered: list[set[int]], leads: dict[int, int]) -> int | None:
        """Return what a statement answers that goes on with the answer right before it, by the same speaker."""
        j = i - 1
        if j not in leads or leads[j] >= _CONTINUED or self.who[i].entity is None:
            return None
        entity = self.who[i].entity
        goes_on = self.who[j].entity is entity or (entity is not None and entity.kind == "document")
        apart = self.places[i][0] - self.places[j][0]
        if not goes_on or not self.expressed[i] or apart > 1 or (apart and self._turns(i, answered[j])):
            return None
        leads[i] = leads[j] + 1
        return next(iter(answered[j]), None)

    def _turns(self, i: int, before: set[int]) -> bool:
        """Return whether a paragraph turns to something else: by a word such as "however", or away from a question."""
        if any(self.acts[k] == "question" for k in before):
            return True
        first, _ = self.a.sentence_tokens[self.places[i][1]]
        return self.a.lower[first] in _TURNING

    def _announced(self, i: int) -> list[int]:
        """Return the statements that are said to have followed statement ``i``: "The warning came after Lee said A"."""
        a, found, who = self.a, self.found, self.who
        if found[i].cue is None or who[i].entity is None:
            return []
        if i > 0 and self.places[i - 1][1] == self.places[i][1]:
            return []
        begin, end = a.sentence_tokens[self.places[i][1]]
        if _FOLLOWED.isdisjoint(a.lower[begin:end]):
            return []
        sentence = a.text[a.starts[begin] : a.ends[end - 1]]
        if _CAME.search(sentence) is None and _DREW.search(sentence) is None:
            return []
        nouns = cues().nouns
        wanted = {nouns[a.lower[t]].act for t in range(begin, end) if a.lower[t] in nouns and a.quoted[t] < 0}
        near = range(max(0, i - _NEAR), min(len(found), i + _NEAR))
        for j in sorted(near, key=lambda j: abs(j - i)):
            other = who[j].entity
            if other is None or other is who[i].entity or self.acts[j] not in wanted:
                continue
            if abs(self.places[j][0] - self.places[i][0]) <= 4:
                return [j]
        return []


def _place(a: Analysis, item: Found) -> tuple[int, int]:
    """Return paragraph and sentence of a statement."""
    token = min(a.token_at((item.cue or item.content[0])[0]), len(a.words) - 1)
    return a.paragraph_of(token), a.sentence_of[token]
