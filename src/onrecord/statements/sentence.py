"""One sentence: each cue in it gets its source and its content.

Decides between the orders of English reporting: "X said that A", "A, said X", "A, X said, B", "X, who said A, and called B",
"saying A". Refuses to look beyond the sentence but for the statement before it.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

from onrecord.statements import chunks
from onrecord.statements.chunks import Chunk, is_name
from onrecord.statements.clauses import Right, content_end, is_clause, looks_like_apposition, right_content
from onrecord.statements.cues import Cue, find_cues
from onrecord.statements.drafts import Draft
from onrecord.statements.tokens import Analysis
from onrecord.statements.vocabulary import cues as cue_table
from onrecord.statements.vocabulary import words

Order = Literal["subject", "inverted", "relative", "coordinate", "participle", "passive", "phrase"]

_CLAUSE_JOINTS = frozenset(["but", "while", "although", "though", "whereas", "and"])
_NOT_CONTENT_LEFT = frozenset(
    [
        "in",
        "on",
        "at",
        "during",
        "when",
        "while",
        "as",
        "after",
        "before",
        "asked",
        "speaking",
        "since",
        "for",
        "by",
        "with",
        "amid",
        "despite",
        "following",
        "if",
        "once",
        "although",
        "though",
        "earlier",
        "later",
        "last",
        "however",
        "but",
        "and",
        "then",
        "still",
        "meanwhile",
    ]
)
_TRAILING = frozenset(
    [
        "with",
        "including",
        "down",
        "up",
        "compared",
        "or",
        "nor",
        "not",
        "especially",
        "particularly",
        "if",
        "unless",
        "because",
        "even",
        "just",
        "largely",
    ]
)
_DASHES = frozenset(["—", "–", "-", "--"])


class Reading(NamedTuple):
    """What is known of one cue: its source, the order, where its clause begins, and its right content."""

    cue: Cue
    source: Chunk | None
    order: Order
    begins: int
    right: Right | None
    behind: int


class SentenceReader:
    """Reads one sentence; ``before`` are the drafts of the sentences before it."""

    def __init__(self, a: Analysis, index: int, before: list[Draft]) -> None:
        self.a = a
        self.index = index
        self.before = before
        self.first, end = a.sentence_tokens[index]
        while end > self.first and a.quoted[end - 1] < 0 and a.words[end - 1] in (".", "!", "?", "…", ";", ":"):
            end -= 1
        self.last = end

    def read(self) -> list[Draft]:
        """Return the drafts of this sentence, in the order of their cues."""
        readings: list[Reading] = []
        for cue in find_cues(self.a, self.first, self.last):
            reading = self._reading(cue, readings)
            if reading is not None:
                readings.append(reading)
        drafts = [d for i, r in enumerate(readings) if (d := self._draft(r, readings[i + 1 :])) is not None]
        drafts.extend(self._phrases())
        return drafts

    # Sources

    def _reading(self, cue: Cue, earlier: list[Reading]) -> Reading | None:
        right = right_content(self.a, cue, self.last)
        if cue.passive:
            return self._passive(cue, right)
        if cue.form == "ing" and not (words().be & {self.a.lower[i] for i in range(cue.group, cue.first)}):
            begins = cue.group - 1 if cue.group > self.first else cue.group
            source = earlier[-1].source if earlier else self._main_subject(cue)
            return Reading(cue, source, "participle", begins, right, cue.last) if source and right else None
        inverted = self._inverted(cue)
        if inverted is not None:
            return Reading(cue, inverted, "inverted", cue.first, None, inverted[1])
        return self._with_subject(cue, right, earlier)

    def _with_subject(self, cue: Cue, right: Right | None, earlier: list[Reading]) -> Reading | None:
        a, group = self.a, cue.group
        if group <= self.first:
            return None
        previous = a.lower[group - 1]
        if previous in ("who", "which", "that") and a.quoted[group - 1] < 0:
            return Reading(cue, (group - 1, group), "relative", group - 1, right, cue.last)
        if previous in words().coordinators or cue.infinitive:
            source = self._shared_subject(cue, earlier)
            return Reading(cue, source, "coordinate", group - 1, right, cue.last) if source else None
        if previous == "," or previous in _DASHES or previous == ")":
            source = self._behind_insertion(group)
        else:
            source = chunks.before(a, group, self.first)
        if source is None or not self._could_speak(source):
            return None
        return Reading(cue, source, "subject", self._joint(source[0]), right, cue.last)

    def _joint(self, at: int) -> int:
        """Return where the clause of a subject begins: at the conjunction before it, if there is one."""
        while at > self.first and self.a.lower[at - 1] in _CLAUSE_JOINTS:
            at -= 1
        return at

    def _shared_subject(self, cue: Cue, earlier: list[Reading]) -> Chunk | None:
        if earlier:
            return earlier[-1].source
        found = chunks.subject(self.a, self.first, cue.group)
        return found if found and self._could_speak(found) else None

    def _main_subject(self, cue: Cue) -> Chunk | None:
        """Return the subject of the clause that a participle ("saying", "Noting that ...") hangs on."""
        if cue.group == self.first:
            comma = next(
                (i for i in range(self.last - 1, cue.last, -1) if self.a.words[i] == "," and self.a.quoted[i] < 0), None
            )
            found = chunks.subject(self.a, comma + 1, self.last) if comma else None
        else:
            found = chunks.subject(self.a, self.first, cue.group)
        return found if found and self._could_speak(found) else None

    def _could_speak(self, source: Chunk) -> bool:
        a = self.a
        last = a.lower[source[1] - 1]
        return (
            a.lower[source[0]] not in ("there", "this", "that", "what", "nothing")
            and not last.isdigit()
            and last not in ("not", "'s")
        )

    def _behind_insertion(self, group: int) -> Chunk | None:
        """Return the subject before something inserted: "Ann Lee, the mayor, said", "Lee (D) said", "Lee — the mayor — said"."""
        a = self.a
        mark = a.words[group - 1]
        opening = {",": (",",), ")": ("(",)}.get(mark, tuple(_DASHES))
        for at in range(group - 2, max(self.first, group - 40), -1):
            if a.quoted[at] >= 0 and mark != ",":
                return None
            if a.words[at] not in opening or a.quoted[at] >= 0:
                continue
            source = chunks.before(a, at, self.first)
            if source is None or a.words[at - 1] in (",", ")"):
                continue
            fronted = a.lower[source[0]] in words().prepositions
            if mark != "," or (looks_like_apposition(a, at + 1, group - 1) and not fronted):
                return self._leftmost(source, at, group)
        return None

    def _leftmost(self, source: Chunk, at: int, group: int) -> Chunk | None:
        """Return the name that a chain of appositions hangs on: "Ann Lee, 45, a nurse from Ely, Kent, said"."""
        a = self.a
        del at
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

    def _inverted(self, cue: Cue) -> Chunk | None:
        """Return the source behind the cue in "..., said the mayor", or None where the order is another one."""
        a = self.a
        if (
            "inverted" not in cue.verb.frames
            or cue.form not in ("past", "s")
            or cue.group != cue.first
            or cue.last >= self.last
        ):
            return None
        at_start = cue.first == self.first
        after_quote = cue.first > 0 and a.quoted[cue.first - 1] >= 0
        after_comma = not at_start and a.words[cue.first - 1] in (",", "?", "!", "—", "–")
        if not (after_quote or after_comma):
            return None
        source = chunks.after(a, cue.last, self.last)
        if (
            source is None
            or a.lower[source[0]] in ("that", "it", "they", "there", "this")
            or not self._could_speak(source)
        ):
            return None
        behind = source[1]
        if (
            behind < self.last
            and a.quoted[behind] < 0
            and chunks.is_verb_like(a.lower[behind])
            and not is_name(a, behind)
        ):
            return None
        if after_comma and not after_quote and not is_clause(a, self.first, cue.first - 1):
            return None
        return source

    def _passive(self, cue: Cue, right: Right | None) -> Reading | None:
        a = self.a
        if "naming" in cue.verb.frames and cue.last < self.last and a.lower[cue.last] == "by":
            agent = chunks.after(a, cue.last + 1, self.last)
            if agent and agent[1] < self.last and a.lower[agent[1]] == "as":
                return Reading(cue, agent, "passive", cue.group, Right(agent[1] + 1, None, False), agent[1])
        impersonal = cue.group > self.first and a.lower[cue.group - 1] == "it"
        if impersonal and right is not None and cue.last < self.last and a.lower[cue.last] == "that":
            return Reading(cue, None, "passive", cue.group - 1, right, cue.last)
        return None

    # Content

    def _draft(self, r: Reading, later: list[Reading]) -> Draft | None:
        pieces: list[Chunk] = []
        if r.right is not None and not self._is_continuation(r):
            pieces.append(self._right_piece(r.right.start, later))
        if r.order in ("subject", "inverted") and (r.right is None or self.a.quoted[r.right.start] >= 0):
            left = self._left_piece(r)
            if left is not None:
                pieces.insert(0, left)
                pieces.extend(self._trailing(r, left, later) if r.right is None else [])
        if not pieces:
            return None
        draft = Draft(self.index, pieces, (r.cue.first, r.cue.last), r.source, r.cue.verb.mode == "attitude")
        if r.order == "passive" and r.source is None:
            draft.confidence = 0.6
        return draft

    def _is_continuation(self, r: Reading) -> bool:
        return r.right is not None and r.right.start >= self.last

    def _right_piece(self, start: int, later: list[Reading]) -> Chunk:
        cut = self.last
        for other in later:
            if other.begins <= start:
                continue
            joined = other.begins < other.cue.group and self.a.lower[other.begins] in _CLAUSE_JOINTS
            if other.order in ("coordinate", "participle") or (
                other.order == "subject" and joined and other.right is not None
            ):
                cut = other.begins
                break
        return start, content_end(self.a, start, max(cut, start + 1))

    def _left_piece(self, r: Reading) -> Chunk | None:
        """Return the content before the cue and its subject, if that is where it stands."""
        a = self.a
        at = r.cue.first if r.order == "inverted" else (r.source or (r.cue.group, 0))[0]
        if at > self.first:
            at_quote = a.quoted[at - 1] >= 0
            if not at_quote and a.words[at - 1] not in (",", "—", "–", "?", "!"):
                return None
            end = at if at_quote else at - 1
            if end <= self.first:
                return None
            if at_quote or a.quoted[end - 1] >= 0:
                return self._with_lead_in(end)
            if r.right is not None and a.words[r.right.start - 1] != ",":
                return None
            inserted = r.behind < self.last and a.words[r.behind] == ","
            fronted = a.lower[self.first] in _NOT_CONTENT_LEFT
            if is_clause(a, self.first, end) and not fronted:
                return self.first, end
            return (
                (self.first, end)
                if inserted and r.right is None and self._continues(r)
                else None
                if fronted
                else self._short(r, end)
            )
        return self._sentence_before(at)

    def _short(self, r: Reading, end: int) -> Chunk | None:
        """A left part without a verb that we know is content where nothing else could be."""
        return (self.first, end) if r.right is None and r.behind >= self.last and end - self.first >= 3 else None

    def _continues(self, r: Reading) -> bool:
        """Return whether what follows "A, X said," is the rest of A."""
        a = self.a
        at = r.behind + 1
        if at >= self.last or a.lower[at].endswith("ing") or a.lower[at] in ("who", "which", "whose", "when", "as"):
            return False
        return is_clause(a, at, self.last)

    def _with_lead_in(self, end: int) -> Chunk:
        """Return the quotation that ends at ``end`` with the words of the sentence that lead into it."""
        a = self.a
        begin = end - 1
        index = a.quoted[begin]
        while begin > self.first and a.quoted[begin - 1] == index:
            begin -= 1
        lead = begin - self.first
        if lead == 0 or (a.words[begin - 1] in (",", ":") and lead <= 12):
            return begin, end
        return self.first, end

    def _sentence_before(self, at: int) -> Chunk | None:
        """Return the quotation that ends right before this sentence in the paragraph: "“Why?” she asked."""
        a = self.a
        if at == 0 or a.quoted[at - 1] < 0 or a.paragraph_of(at - 1) != a.sentence_paragraph[self.index]:
            return None
        begin = at - 1
        while begin > 0 and a.quoted[begin - 1] == a.quoted[at - 1]:
            begin -= 1
        if any(d.pieces and d.pieces[0][0] < at <= d.pieces[-1][1] for d in self.before[-3:]):
            return None
        return begin, at

    def _trailing(self, r: Reading, left: Chunk, later: list[Reading]) -> list[Chunk]:
        """Return what goes on after "A, X said,": a second quotation, or the rest of an interrupted clause."""
        a = self.a
        at = r.behind
        if later and later[0].cue.first - at < 3:
            return []
        stop = later[0].begins if later else self.last
        if r.order == "inverted" or a.quoted[left[1] - 1] >= 0:
            return self._second_quotation(at, stop)
        if at >= self.last or a.words[at] != ",":
            return []
        if a.lower[at + 1] in _TRAILING or (
            (not is_clause(a, *left) or a.lower[left[0]] in _NOT_CONTENT_LEFT) and self._continues(r)
        ):
            return [(at + 1, content_end(a, at + 1, stop))] if stop > at + 1 else []
        return []

    def _second_quotation(self, at: int, stop: int) -> list[Chunk]:
        a = self.a
        for i in range(at, min(stop, at + 30)):
            if a.quoted[i] >= 0:
                if a.words[i - 1] in (",", ":", ";", "—", "–", ".") and a.quotations[a.quoted[i]].start == a.starts[i]:
                    return [(i, content_end(a, i, stop))]
                return []
        return []

    # "According to X, A" and "A, according to X"

    def _phrases(self) -> list[Draft]:
        a = self.a
        found = []
        for phrase in cue_table().phrases:
            parts = phrase.split()
            for at in range(self.first, self.last - len(parts)):
                if a.quoted[at] < 0 and a.lower[at : at + len(parts)] == parts:
                    source = self._phrase_source(at + len(parts))
                    pieces = self._phrase_content(at, source) if source else []
                    if source and pieces:
                        found.append(Draft(self.index, pieces, (at, at + len(parts)), source))
        return found

    def _phrase_source(self, at: int) -> Chunk | None:
        source = chunks.after(self.a, at, self.last, greedy=True)
        return source if source and self._could_speak(source) else None

    def _phrase_content(self, at: int, source: Chunk) -> list[Chunk]:
        a = self.a
        behind = source[1]
        lead = at - 1 if at > self.first and a.words[at - 1] in (",", "—", "–", "(") else at
        fronted = at == self.first or (lead - self.first <= 2 and not is_clause(a, self.first, lead))
        if fronted:
            comma = next((i for i in range(behind, self.last) if a.words[i] == "," and a.quoted[i] < 0), None)
            while comma is not None and looks_like_apposition(a, behind + 1, comma) and comma > behind:
                comma = next((i for i in range(comma + 1, self.last) if a.words[i] == "," and a.quoted[i] < 0), None)
            return [(comma + 1, self.last)] if comma is not None and comma + 1 < self.last else []
        if lead == at and a.quoted[at - 1] < 0:
            lead = at
        pieces = [(self.first, lead)]
        if (
            behind < self.last
            and a.words[behind] == ","
            and behind + 1 < self.last
            and a.lower[behind + 1] in _TRAILING
        ):
            pieces.append((behind + 1, self.last))
        return pieces
