"""Sources: who stands as the source of a cue within its sentence.

Decides between the orders of English reporting: "X said", "X, the mayor, said", "said X", "X, who said", "and said",
"saying". Refuses to know what was said and whom the words mean.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

from onrecord.statements import chunks
from onrecord.statements.chunks import Chunk, is_name
from onrecord.statements.clauses import Right, right_content
from onrecord.statements.cues import Cue
from onrecord.statements.extent import CIRCUMSTANCE, is_clause, looks_like_apposition
from onrecord.statements.tokens import Analysis
from onrecord.statements.vocabulary import person_roles, plural_roles, roles, words

Order = Literal["subject", "inverted", "relative", "coordinate", "participle", "fronted", "passive"]

_JOINTS = words().sets["joints"]
_DASHES = frozenset(["—", "–", "-", "--"])
_NOBODY = words().sets["nobody"]
_NOT_INVERTED = words().sets["not_inverted"]
# "went on to say", "continued to argue": the infinitive belongs to the subject; after other verbs it may not.
_LEADS_TO = words().sets["leads_to"]


class Attribution(NamedTuple):
    """One cue with its source, the order, where its clause begins, its right content, and where its words end."""

    cue: Cue
    source: Chunk | None
    order: Order
    begins: int
    right: Right | None
    behind: int


class SourceFinder:
    """Finds the sources of the cues of one sentence: tokens ``first`` to before ``last``."""

    def __init__(self, a: Analysis, first: int, last: int) -> None:
        self.a = a
        self.first = first
        self.last = last

    def attribute(self, cue: Cue, earlier: list[Attribution]) -> Attribution | None:
        """Return ``cue`` with its source, or None where it has none and is no report."""
        right = right_content(self.a, cue, self.last)
        if cue.passive:
            return self._passive(cue, right)
        if self._is_participle(cue):
            return self._participle(cue, right, earlier)
        apposed = self._apposed(cue)
        inverted = None if apposed else self._inverted(cue)
        if inverted is not None:
            return Attribution(cue, inverted, "inverted", cue.first, None, inverted[1])
        return self._with_subject(cue, right, earlier)

    def could_speak(self, source: Chunk) -> bool:
        """Return whether a noun phrase can be a source at all."""
        a = self.a
        first, last = a.lower[source[0]], a.lower[source[1] - 1]
        if first in _NOBODY or last.isdigit() or last in ("not", "'s", "that", "which") or first == "according":
            return False
        table = words()
        if (
            first in table.determiners
            or first in table.possessives
            or first in table.subject_pronouns
            or first[0].isdigit()
        ):
            return True
        return any(is_name(a, i) or self._is_speaking_noun(a.lower[i]) for i in range(*source))

    def _is_speaking_noun(self, word: str) -> bool:
        table = roles()
        known = word in person_roles() or word in plural_roles() or word in table.groups or word in table.documents
        return known or word in table.organizations or word in table.finders or word.endswith("s")

    def _is_participle(self, cue: Cue) -> bool:
        return cue.form == "ing" and not words().be & set(self.a.lower[cue.group : cue.first])

    def _participle(self, cue: Cue, right: Right | None, earlier: list[Attribution]) -> Attribution | None:
        if right is None:
            return None
        if cue.group == self.first:
            return Attribution(cue, None, "fronted", cue.group, right, cue.last)
        source = earlier[-1].source if earlier else chunks.subject(self.a, self.first, cue.group)
        if source is None or not self.could_speak(source):
            return None
        return Attribution(cue, source, "participle", cue.group - 1, right, cue.last)

    def _apposed(self, cue: Cue) -> bool:
        """Return whether the comma before the cue closes an insertion behind its subject: "“...,” Lee, 45, said"."""
        if cue.group <= self.first or self.a.words[cue.group - 1] != ",":
            return False
        source = self._behind_insertion(cue.group)
        if source is None:
            return False
        at = source[0]
        return at == self.first or self.a.quoted[at - 1] >= 0 or self.a.words[at - 1] in (",", "and", "but")

    def _with_subject(self, cue: Cue, right: Right | None, earlier: list[Attribution]) -> Attribution | None:
        a, group = self.a, cue.group
        if group <= self.first:
            return None
        previous = a.lower[group - 1]
        if previous in ("who", "which") and a.quoted[group - 1] < 0:
            return Attribution(cue, (group - 1, group), "relative", group - 1, right, cue.last)
        if previous in words().coordinators or cue.infinitive:
            source = self._shared(cue, earlier)
            fits = source is not None and self._agrees(cue, source)
            return Attribution(cue, source, "coordinate", group - 1, right, cue.last) if fits else None
        if previous == "," or previous in _DASHES or previous == ")":
            source = self._behind_insertion(group)
        else:
            source = chunks.before(a, group, self.first)
        if source is None or not self.could_speak(source) or not self._agrees(cue, source):
            return None
        return Attribution(cue, source, "subject", self._joint(source[0]), right, cue.last)

    def _agrees(self, cue: Cue, source: Chunk) -> bool:
        """Return whether the source fits the cue: number with a bare form, something that shows with "showed"."""
        a = self.a
        inside = a.lower[source[0] : source[1]]
        plural = any(w in plural_roles() or w in roles().groups or w == "and" or w.endswith("s") for w in inside)
        if (
            cue.form == "base"
            and cue.group == cue.first
            and inside[0] in ("the", "a", "an", "his", "her", "its")
            and not plural
        ):
            return False
        if "evidence" in cue.verb.frames:
            return inside == ["it"] or any(w in roles().finders or w in roles().documents for w in inside)
        return True

    def _joint(self, at: int) -> int:
        """Return where the clause of a subject begins: at the conjunction before it, if there is one."""
        while at > self.first and self.a.lower[at - 1] in _JOINTS and self.a.quoted[at - 1] < 0:
            at -= 1
        return at

    def _shared(self, cue: Cue, earlier: list[Attribution]) -> Chunk | None:
        """Return the subject that a verb without one of its own has in common with the verb before it."""
        if cue.infinitive:
            to = next((i for i in range(cue.first - 1, self.first, -1) if self.a.lower[i] == "to"), self.first)
            if self.a.lower[to - 1] not in _LEADS_TO:
                return None
        if earlier and earlier[-1].source is not None:
            return earlier[-1].source
        found = chunks.subject(self.a, self.first, cue.group)
        return found if found and self.could_speak(found) else None

    def _behind_insertion(self, group: int) -> Chunk | None:
        """Return the subject before an insertion: "Ann Lee, the mayor, said", "Lee (D) said", "Lee — the mayor — said"."""
        a = self.a
        mark = a.words[group - 1]
        opening = {",": (",",), ")": ("(",)}.get(mark, tuple(_DASHES))
        for at in range(group - 2, max(self.first, group - 40), -1):
            if a.quoted[at] >= 0 and mark != ",":
                return None
            if a.words[at] not in opening or a.quoted[at] >= 0 or a.words[at - 1] == ",":
                continue
            source = chunks.before(a, self._before_bracket(at), self.first)
            if source is None or self._is_fronted(at):
                continue
            if mark != "," or looks_like_apposition(a, at + 1, group - 1) or self._is_aside(at + 1, group - 1):
                return self._with_name(self._leftmost(source, group), at, group)
        return None

    def _before_bracket(self, at: int) -> int:
        """Return where a bracket opens that closes right before ``at`` ("Lee (D), who ..."), or ``at``."""
        if self.a.words[at - 1] != ")":
            return at
        return next((i for i in range(at - 2, max(self.first, at - 8), -1) if self.a.words[i] == "("), at)

    def _is_fronted(self, comma: int) -> bool:
        """Return whether what stands before a comma is itself an insertion ("Lee, during a visit to Ely, Kent, said")."""
        a = self.a
        begin = comma
        while begin > self.first and a.words[begin - 1] != ",":
            begin -= 1
        return a.lower[begin] in words().prepositions and (begin > self.first or not is_name(a, comma - 1))

    def _is_aside(self, first: int, last: int) -> bool:
        """Return whether an adverb or a circumstance stands between the commas: "Lee, meanwhile, said"."""
        a = self.a
        adverbs = all(chunks.is_adverb(a.lower[i]) for i in range(first, last))
        begins = a.lower[first]
        circumstance = begins in CIRCUMSTANCE or begins.endswith("ing") or begins == "asked"
        place = begins in words().prepositions and not is_clause(a, first, last)
        return last > first and (adverbs or place or circumstance)

    def _leftmost(self, source: Chunk, group: int) -> Chunk:
        """Return the name that a chain of appositions hangs on: "Ann Lee, 45, a nurse from Ely, Kent, said"."""
        a = self.a
        while (
            source[0] - 1 > self.first and a.words[source[0] - 1] == "," and not is_clause(a, self.first, source[0] - 1)
        ):
            further = chunks.before(a, source[0] - 1, self.first)
            if further is None or not is_name(a, further[1] - 1) or further[0] == source[0]:
                break
            if not looks_like_apposition(a, further[1] + 1, group - 1):
                break
            source = further
        return source

    def _with_name(self, source: Chunk, comma: int, group: int) -> Chunk:
        """Return the source with the name that follows a description: "her mother, Ann Lee, said"."""
        a = self.a
        named = all(is_name(a, i) for i in range(comma + 1, group - 1))
        described = not is_name(a, source[1] - 1) or any(w in person_roles() for w in a.lower[source[0] : source[1]])
        if named and source[1] == comma and described:
            return source[0], group - 1
        return source

    def _inverted(self, cue: Cue) -> Chunk | None:
        """Return the source behind the cue in "..., said the mayor", or None where the order is another one."""
        a = self.a
        if cue.form not in ("past", "s", "base") or cue.group != cue.first or cue.last >= self.last:
            return None
        after_quote = cue.first > 0 and a.quoted[cue.first - 1] >= 0
        after_comma = cue.first > self.first and a.words[cue.first - 1] in (",", "?", "!", "—", "–")
        may = "inverted" in cue.verb.frames and (after_quote or after_comma)
        if not (may or ("quote" in cue.verb.frames and after_quote)):
            return None
        source = chunks.after(a, cue.last, self.last)
        if source is None or a.lower[source[0]] in _NOT_INVERTED or not self.could_speak(source):
            return None
        behind = source[1]
        ends = behind >= self.last or a.quoted[behind] >= 0 or not a.words[behind][0].isalnum()
        if not ends and chunks.is_verb_like(a.lower[behind]) and not is_name(a, behind):
            return None
        if (
            not after_quote
            and not is_clause(a, self.first, cue.first - 1)
            and not (ends and cue.first - self.first > 6)
        ):
            return None
        return self._with_name_behind(source)

    def _with_name_behind(self, source: Chunk) -> Chunk:
        """Return the source with the name behind a description: "said the director, Ann Lee"."""
        a = self.a
        if is_name(a, source[1] - 1) or source[1] >= self.last or a.words[source[1]] != ",":
            return source
        end = source[1] + 1
        while end < self.last and is_name(a, end) and a.quoted[end] < 0:
            end += 1
        named = 1 < end - source[1] <= 5 and (end >= self.last or not a.words[end][0].isalnum())
        return (source[0], end) if named else source

    def _passive(self, cue: Cue, right: Right | None) -> Attribution | None:
        a = self.a
        if "naming" in cue.verb.frames and cue.last < self.last and a.lower[cue.last] == "by":
            agent = chunks.after(a, cue.last + 1, self.last)
            if agent and agent[1] + 1 < self.last and a.lower[agent[1]] == "as":
                return Attribution(cue, agent, "passive", cue.group, Right(agent[1] + 1, None, False), agent[1])
        impersonal = cue.group > self.first and a.lower[cue.group - 1] == "it"
        if impersonal and right is not None and cue.last < self.last and a.lower[cue.last] == "that":
            return Attribution(cue, None, "passive", cue.group - 1, right, cue.last)
        return None
