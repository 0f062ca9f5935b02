"""One sentence: each cue in it gets its content.

Decides which words of the sentence are reported by which cue. Refuses to look beyond the sentence but for the statement
before it, and leaves quotations without a cue alone; see ``quoted``.
"""

from __future__ import annotations

from onrecord.statements import chunks
from onrecord.statements.chunks import Chunk
from onrecord.statements.cues import find_cues
from onrecord.statements.drafts import Draft
from onrecord.statements.extent import content_end, is_clause, looks_like_apposition
from onrecord.statements.sources import Attribution, SourceFinder
from onrecord.statements.tokens import Analysis
from onrecord.statements.vocabulary import cues as cue_table
from onrecord.statements.vocabulary import words

_JOINTS = words().sets["joints"]
_CIRCUMSTANTIAL = words().sets["circumstantial"]
_GOES_ON = words().sets["goes_on"]


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
        self.sources = SourceFinder(a, self.first, self.last)

    def read(self) -> list[Draft]:
        """Return the drafts of this sentence, in the order of their cues."""
        all_found: list[Attribution] = []
        for cue in find_cues(self.a, self.first, self.last):
            attribution = self.sources.attribute(cue, all_found)
            if attribution is not None:
                all_found.append(attribution)
        drafts = []
        for i, one in enumerate(self._with_fronted(all_found)):
            draft = self._draft(one, all_found[:i], all_found[i + 1 :])
            if draft is not None:
                drafts.append(draft)
        return drafts + self._phrases() + self._nouns()

    def _with_fronted(self, found: list[Attribution]) -> list[Attribution]:
        """Give a participle that opens the sentence ("Noting that A, X said B") the subject of the clause behind it."""
        if not found or found[0].order != "fronted":
            return found
        later = next(
            (o for o in found[1:] if o.order == "subject" and o.source and self.a.words[o.source[0] - 1] == ","), None
        )
        if later is not None:
            return [found[0]._replace(source=later.source), *found[1:]]
        comma = next(
            (i for i in range(self.last - 1, found[0].cue.last, -1) if self.a.words[i] == "," and self.a.quoted[i] < 0),
            None,
        )
        subject = chunks.subject(self.a, comma + 1, self.last) if comma else None
        return [found[0]._replace(source=subject), *found[1:]] if subject else found[1:]

    # Content

    def _draft(self, one: Attribution, earlier: list[Attribution], later: list[Attribution]) -> Draft | None:
        a = self.a
        pieces: list[Chunk] = []
        if self._is_tag(one):
            one = one._replace(right=None)
        if one.right is not None and one.right.start < self.last:
            pieces.append(self._right_piece(one, later))
        elif one.right is None and (ahead := self._ahead(one)):
            return Draft(self.index, [ahead], (one.cue.first, one.cue.last), one.source)
        if one.order in ("subject", "inverted") and (one.right is None or a.quoted[one.right.start] >= 0):
            left = self._left_piece(one, earlier)
            if left is not None:
                pieces.insert(0, left)
                pieces.extend(self._trailing(one, left, later) if one.right is None else [])
        if one.order == "passive" and one.source is not None:
            patient = chunks.before(a, one.cue.group, self.first)
            pieces = ([patient] if patient else []) + pieces
        if not pieces:
            return None
        draft = Draft(self.index, pieces, (one.cue.first, one.cue.last), one.source, one.cue.verb.mode == "attitude")
        if one.source is None:
            draft.confidence = 0.6
        return draft

    def _is_tag(self, one: Attribution) -> bool:
        """Return whether a quotation right before the source is the content whatever follows: "“...,” she said in May"."""
        a = self.a
        if one.order != "subject" or one.source is None or one.right is None or a.quoted[one.right.start] >= 0:
            return False
        at = one.source[0]
        if at - 2 < self.first or a.quoted[at - 1] < 0 or a.words[at - 2] not in (",", "?", "!", "—", "…"):
            return False
        inside = [
            i for i in range(max(self.first, at - 8), at) if a.quoted[i] == a.quoted[at - 1] and a.words[i][0].isalpha()
        ]
        # "On “Morning Tide,” Ann Lee said that ...": a title, not speech.
        return len(inside) < 2 or not all(chunks.is_name(a, i) for i in inside)

    def _ahead(self, one: Attribution) -> Chunk | None:
        """Return content that the cue announces: "As Lee said, A", or the quotation after "Lee went on:"."""
        a = self.a
        if one.source is None or one.order not in ("subject", "coordinate") or "quote" not in one.cue.verb.frames:
            return None
        if self._is_followed_by_list() and self.last + 1 < len(a.words) and a.quoted[self.last + 1] >= 0:
            return a.tokens_in(*a.quotations[a.quoted[self.last + 1]][:2])
        as_said = a.lower[self.first] == "as" and one.source[0] == self.first + 1
        if as_said and one.behind + 1 < self.last and a.words[one.behind] == ",":
            return one.behind + 1, content_end(a, one.behind + 1, self.last)
        return None

    def _right_piece(self, one: Attribution, later: list[Attribution]) -> Chunk:
        assert one.right is not None
        start, cut = one.right.start, self.last
        for other in later:
            if other.begins <= start:
                continue
            fronts = one.order == "fronted" and other.source == one.source
            if fronts or self._starts_anew(other):
                cut = other.begins
                break
        if one.order == "fronted" and cut == self.last and one.source and one.source[0] > start:
            cut = one.source[0]
        return start, content_end(self.a, start, max(cut, start + 1))

    def _starts_anew(self, other: Attribution) -> bool:
        """Return whether a later cue ends the content of the one before it instead of standing in it."""
        joined = other.begins < other.cue.group and self.a.lower[other.begins] in _JOINTS
        return other.order in ("coordinate", "participle") or (other.order == "subject" and joined)

    def _left_piece(self, one: Attribution, earlier: list[Attribution]) -> Chunk | None:
        """Return the content before the cue and its subject, if that is where it stands."""
        a = self.a
        at = one.cue.first if one.order == "inverted" or one.source is None else one.source[0]
        if at <= self.first:
            return self._sentence_before(at)
        at_quote = a.quoted[at - 1] >= 0
        if not at_quote and a.words[at - 1] not in (",", "—", "–", "?", "!"):
            return None
        end = at if at_quote else at - 1
        if end <= self.first:
            return None
        if a.quoted[end - 1] >= 0:
            return self._with_lead_in(end, bool(earlier))
        return self._clause_before(one, end, bool(earlier))

    def _clause_before(self, one: Attribution, end: int, has_earlier: bool) -> Chunk | None:
        a = self.a
        says = one.cue.verb.frames & {"quote", "clause", "bare"}
        if not says or (has_earlier and one.right is not None) or self._is_followed_by_list():
            return None
        circumstantial = a.lower[self.first] in _CIRCUMSTANTIAL or a.lower[self.first].endswith("ing")
        if one.right is not None:
            split = a.words[one.right.start - 1] == "," and is_clause(a, self.first, end) and not circumstantial
            plain = a.lower[self.first] not in words().prepositions
            return (self.first, end) if split and plain else None
        inserted = one.behind < self.last and a.words[one.behind] == "," and self._continues(one)
        ends = one.behind >= self.last or one.order == "inverted"
        whole = ends or any(a.words[i] == "," for i in range(self.first, end))
        if is_clause(a, self.first, end) and (not circumstantial or whole or inserted):
            return self.first, end
        fronted = circumstantial or a.lower[self.first] in words().prepositions
        return (self.first, end) if inserted or (ends and end - self.first >= 3 and not fronted) else None

    def _is_followed_by_list(self) -> bool:
        a = self.a
        return self.last < len(a.words) and a.words[self.last] == ":"

    def _continues(self, one: Attribution) -> bool:
        """Return whether what follows "A, X said," could be the rest of A."""
        a = self.a
        at = one.behind + 1
        if (
            at >= self.last
            or a.lower[at].endswith("ing")
            or a.lower[at] in ("who", "which", "whose", "when", "as", "after")
        ):
            return False
        return not (a.lower[at] in words().coordinators and a.lower[at] != "or")

    def _with_lead_in(self, end: int, is_taken: bool) -> Chunk:
        """Return the quotation that ends at ``end`` with the words of the sentence that lead into it.

        ``is_taken`` says that another cue reports these words.
        """
        a = self.a
        begin = end - 1
        while begin > self.first and a.quoted[begin - 1] == a.quoted[end - 1]:
            begin -= 1
        lead = begin - self.first
        participle = a.lower[self.first].endswith("ing") and not is_clause(a, self.first, begin)
        circumstantial = a.lower[self.first] in _CIRCUMSTANTIAL or participle
        introduced = a.words[begin - 1] == ":" or (a.words[begin - 1] == "," and (lead <= 4 or circumstantial))
        if lead == 0 or introduced or is_taken:
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

    def _trailing(self, one: Attribution, left: Chunk, later: list[Attribution]) -> list[Chunk]:
        """Return what goes on after "A, X said,": a second quotation, or the rest of an interrupted clause."""
        a = self.a
        at = one.behind
        stop = next((o.begins for o in later if self._starts_anew(o)), self.last)
        if one.order == "inverted" or a.quoted[left[1] - 1] >= 0:
            return self._second_quotation(at, stop)
        if at + 1 >= stop or a.words[at] != ",":
            return []
        interrupted = not is_clause(a, *left) or a.lower[left[0]] in words().prepositions
        if a.lower[at + 1] in _GOES_ON or (interrupted and self._continues(one)):
            return [(at + 1, content_end(a, at + 1, stop))]
        return []

    def _second_quotation(self, at: int, stop: int) -> list[Chunk]:
        a = self.a
        for i in range(at, min(stop, at + 30)):
            if a.quoted[i] >= 0:
                begins = a.quotations[a.quoted[i]].start == a.starts[i]
                if begins and a.words[i - 1] in (",", ":", ";", "—", "–", "."):
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
                if a.quoted[at] < 0 and a.lower[at] == parts[0] and a.lower[at : at + len(parts)] == parts:
                    source = chunks.after(a, at + len(parts), self.last, greedy=True)
                    pieces = self._phrase_content(at, source) if source and self.sources.could_speak(source) else []
                    if pieces:
                        found.append(Draft(self.index, pieces, (at, at + len(parts)), source))
        return found

    def _nouns(self) -> list[Draft]:
        """Return the reports that hang on a noun of somebody's: "the mayor's vow that A", "her claim that A"."""
        a = self.a
        nouns = cue_table().nouns
        found = []
        for at in range(self.first + 1, self.last - 2):
            if a.lower[at] not in nouns or a.quoted[at] >= 0 or a.lower[at + 1] != "that" or a.quoted[at + 1] >= 0:
                continue
            source = self._owner(at)
            if source is not None and a.lower[at + 2] not in words().auxiliaries:
                piece = (at + 2, content_end(a, at + 2, self.last))
                attitude = nouns[a.lower[at]].mode == "attitude"
                found.append(Draft(self.index, [piece], (at, at + 1), source, attitude, confidence=0.7))
        return found

    def _owner(self, noun: int) -> Chunk | None:
        """Return whose a noun is, with at most one word between: "his repeated claim", "the mayor's vow"."""
        a = self.a
        for at in (noun - 1, noun - 2):
            if at >= self.first and a.lower[at] in words().possessives:
                return at, at + 1
            if at > self.first and a.lower[at] == "'s":
                source = chunks.before(a, at, self.first)
                return source if source and self.sources.could_speak(source) else None
        return None

    def _phrase_content(self, at: int, source: Chunk) -> list[Chunk]:
        a = self.a
        behind = source[1]
        lead = at - 1 if at > self.first and a.words[at - 1] in (",", "—", "–", "(") else at
        fronted = at == self.first or (lead - self.first <= 2 and not is_clause(a, self.first, lead))
        if fronted:
            comma = self._comma(behind)
            while comma is not None and comma > behind and looks_like_apposition(a, behind + 1, comma):
                comma = self._comma(comma + 1)
            return [(comma + 1, self.last)] if comma is not None and comma + 1 < self.last else []
        if behind + 1 < self.last and a.words[behind] == ":" and a.quoted[behind + 1] >= 0:
            return [(behind + 1, content_end(a, behind + 1, self.last))]
        pieces = [(self.first, lead)]
        if behind + 1 < self.last and a.words[behind] == "," and a.quoted[behind + 1] >= 0:
            pieces.append((behind + 1, content_end(a, behind + 1, self.last)))
        if behind + 1 < self.last and a.words[behind] == "," and a.lower[behind + 1] in _GOES_ON:
            pieces.append((behind + 1, self.last))
        return pieces

    def _comma(self, at: int) -> int | None:
        return next((i for i in range(at, self.last) if self.a.words[i] == "," and self.a.quoted[i] < 0), None)
