"""Quotations without a cue of their own: continuations, quoted paragraphs, colons, signatures.

Decides to which statement such a quotation belongs, and which quotations are no speech at all (titles, scare quotes,
nicknames, single words). Refuses to look for cues.
"""

from __future__ import annotations

from bisect import bisect_left

from onrecord.statements import chunks
from onrecord.statements.chunks import Chunk, is_name
from onrecord.statements.drafts import Draft
from onrecord.statements.extent import is_clause
from onrecord.statements.layouts import is_aside
from onrecord.statements.tokens import Analysis
from onrecord.statements.vocabulary import person_roles, words

_SENTENCE_ENDS = frozenset(".!?…,")
_DASHES = frozenset(["—", "–", "-", "--", "―"])
_EXPLETIVES = frozenset(["there", "it", "here"])
"""With these a sentence begins that tells of a saying or a sign, not of who speaks: "There is a saying: “...”"."""
_MIN_WORDS = 4
_MIN_LENGTH = 9
"""Tokens of a quotation, marks included, that a sentence about a person leads to without a word for saying."""
_NEAR_SUBJECT = 6


def attach_quotations(a: Analysis, drafts: list[Draft]) -> list[Draft]:
    """Return ``drafts`` with the quotations that no cue reached: as further pieces, or as statements of their own."""
    spans = [_tokens(a, i) for i in range(len(a.quotations))]
    drafts = sorted(drafts, key=lambda d: d.pieces[0])
    owner = owners(a, drafts)
    added: list[Draft] = []
    previous: Draft | None = None
    for index, span in enumerate(spans):
        if owner[index] is not None:
            previous = owner[index]
            continue
        if is_aside(a, a.paragraph_of(span[0])):
            continue
        draft = previous if previous is not None and _continues(a, span, previous, index) else None
        if draft is not None:
            draft.pieces.append(span)
        else:
            draft = _own_statement(a, index, span, _last_before(drafts, span, previous))
            if draft is not None:
                added.append(draft)
                previous = draft
    return drafts + added


def _last_before(drafts: list[Draft], span: Chunk, previous: Draft | None) -> Draft | None:
    """Return the statement that begins last before a quotation, whether it quotes or not."""
    at = bisect_left(drafts, span[0], key=lambda d: d.pieces[0][0])
    reported = drafts[at - 1] if at else None
    if reported is None or (previous is not None and previous.pieces[0] > reported.pieces[0]):
        return previous
    return reported


def _tokens(a: Analysis, index: int) -> Chunk:
    quotation = a.quotations[index]
    return a.tokens_in(quotation.start, quotation.end)


def owners(a: Analysis, drafts: list[Draft]) -> list[Draft | None]:
    """Return for each quotation the draft whose content it stands in; of several the longest, as others stand in it.

    A report within the quotation, cue and all, does not own it.
    """
    holder: list[Draft | None] = [None] * len(a.words)
    pieces = [(piece, draft) for draft in drafts for piece in draft.pieces]
    for (first, last), draft in sorted(pieces, key=lambda p: p[0][1] - p[0][0]):
        holder[first:last] = [draft] * (last - first)
    found: list[Draft | None] = []
    for index in range(len(a.quotations)):
        first, last = _tokens(a, index)
        inside = (holder[i] for i in range(first, last))
        found.append(next((d for d in inside if d is not None and not _stands_in(d, first, last)), None))
    return found


def _stands_in(draft: Draft, first: int, last: int) -> bool:
    return draft.cue is not None and first <= draft.cue[0] < last


def _continues(a: Analysis, span: Chunk, previous: Draft, index: int) -> bool:
    """Return whether the quotation goes on with the statement before it.

    It does within the paragraph if a new sentence begins with it, and as the next paragraph if the last one ended with
    the statement and nothing but the quotation stands in this one.
    """
    if a.quotations[index].resumes:
        return True
    first, last = span
    end = max(
        previous.pieces[-1][1], previous.cue[1] if previous.cue else 0, previous.source[1] if previous.source else 0
    )
    if end > first or not _is_quoted(a, previous.pieces[-1]):
        return False
    at_sentence_start = a.sentence_tokens[a.sentence_of[first]][0] == first
    here, there = a.paragraph_of(first), a.paragraph_of(end - 1)
    if here == there:
        return at_sentence_start and _is_speech(a, first, last) and a.sentence_of[first] - a.sentence_of[end - 1] <= 1
    if here - there != 1 or not _fills_paragraph(a, span) or _is_scrap(a, previous):
        return False
    tail = a.tokens_in(a.starts[end - 1], a.paragraphs[there].end)[1] - end
    return tail <= 1


def _is_scrap(a: Analysis, draft: Draft) -> bool:
    """Return whether a statement ends with a few words in marks that are no sentence: "called for “calm at this time”"."""
    first, last = draft.pieces[-1]
    begin = next(i for i in range(first, last) if a.quoted[i] >= 0)
    return begin + _MIN_LENGTH > last and not _is_speech(a, begin, last)


def _is_quoted(a: Analysis, piece: Chunk) -> bool:
    return any(a.quoted[i] >= 0 for i in range(*piece))


def _fills_paragraph(a: Analysis, span: Chunk) -> bool:
    paragraph = a.paragraphs[a.paragraph_of(span[0])]
    return a.starts[span[0]] == paragraph.start and paragraph.end - a.ends[span[1] - 1] <= 1


def _is_speech(a: Analysis, first: int, last: int) -> bool:
    """Return whether a quotation reads like speech rather than like a title, a term or a nickname."""
    inner = range(first + 1, last)
    count = sum(a.words[i][0].isalnum() for i in inner)
    if count == 0:
        return False
    ended = any(a.words[i] in _SENTENCE_ENDS for i in range(max(first, last - 3), last))
    opening = next(a.words[i] for i in inner if a.words[i][0].isalnum())
    capitals = sum(is_name(a, i) for i in inner)
    if ended and opening[0].isupper() and count >= 2 and (capitals < count or count == 2):
        return True
    titled = capitals >= 0.6 * count
    return count >= _MIN_WORDS and not titled and is_clause_inside(a, first + 1, last - 1)


def is_clause_inside(a: Analysis, first: int, last: int) -> bool:
    """Return whether words inside a quotation make a clause."""
    table = words()
    return any(
        a.lower[i] in table.auxiliaries or a.lower[i] in table.verbs or a.lower[i] == "'s" for i in range(first, last)
    )


def _follows_speech(a: Analysis, previous: Draft | None, sentence: int) -> bool:
    """Return whether the sentence before, in the same paragraph, reports what somebody said."""
    if previous is None:
        return False
    at = max(previous.pieces[-1][1], previous.cue[1] if previous.cue else 0) - 1
    return a.sentence_of[at] == sentence - 1 and a.paragraph_of(at) == a.sentence_paragraph[sentence]


def _follows_person(a: Analysis, sentence: int) -> bool:
    """Return whether a quotation of some length follows a sentence of the same paragraph that is about a person."""
    if sentence == 0 or a.sentence_paragraph[sentence - 1] != a.sentence_paragraph[sentence]:
        return False
    first, last = a.sentence_tokens[sentence - 1]
    if a.quoted_before[last] > a.quoted_before[first] or a.words[last - 1] not in (".", ":", "!"):
        return False
    word, table = a.lower[first], words()
    role = word == "the" and first + 1 < last and a.lower[first + 1] in person_roles()
    named = is_name(a, first) and word not in table.starters and word not in table.determiners
    return role or word in ("he", "she") or (named and is_clause(a, first, min(first + _NEAR_SUBJECT, last)))


def _own_statement(a: Analysis, index: int, span: Chunk, previous: Draft | None) -> Draft | None:
    """Return a statement made of a quotation without a cue: a quoted paragraph, "X: “...”", "“...” — X"."""
    first, last = span
    sentence = a.sentence_of[first]
    begin, end = a.sentence_tokens[sentence]
    if _fills_paragraph(a, span) or (
        a.quotations[index].continues and a.starts[first] == a.paragraphs[a.paragraph_of(first)].start
    ):
        if not _is_speech(a, first, last):
            return None
        source = _introduced(a, first)
        return Draft(sentence, [span], None, source, confidence=0.7)
    told = previous if _follows_speech(a, previous, sentence) else None
    long = last - first >= _MIN_LENGTH or is_clause_inside(a, first + 1, last - 1)
    follows = told is not None or (long and _follows_person(a, sentence))
    if first == begin and last >= end - 1 and a.quotations[index].closed and follows:
        source = told.source if told is not None else None
        return Draft(sentence, [span], None, source, confidence=0.6) if _is_speech(a, first, last) else None
    if first > begin and a.words[first - 1] == ":":
        source = _signed(a, last) or _before_colon(a, begin, first - 1)
        somebody = source is not None or a.lower[begin].partition("'")[0] not in _EXPLETIVES
        said = somebody and _is_speech(a, first, last)
        return Draft(sentence, [span], None, source, confidence=0.6) if said else None
    source = _signed(a, last) if first == begin else None
    return Draft(sentence, [span], None, source, confidence=0.7) if source else None


def _before_manner(a: Analysis, begin: int, colon: int) -> int:
    """Return where who speaks ends in front of how: "Lee, in an email:"."""
    comma = next((i for i in range(colon - 1, max(colon - _MIN_LENGTH, begin), -1) if a.words[i] == ","), begin)
    manner = comma > begin and a.lower[comma + 1] in ("in", "via", "by", "on", "to")
    return comma if manner and not is_clause(a, comma + 1, colon) else colon


def _signed(a: Analysis, last: int) -> Chunk | None:
    """Return whose name stands behind a quotation that ends before ``last``: behind a dash, or with no verb at all.

    The latter as in "“We left at noon,” Ann Lee, a pilot." where the comma tells that the sentence goes on.
    """
    paragraph = a.paragraph_of(last - 1)
    if last + 1 < len(a.words) and a.words[last] in _DASHES and a.paragraph_of(last) == paragraph:
        return _signature(a, last + 1, a.tokens_in(a.starts[last], a.paragraphs[paragraph].end)[1])
    end = a.sentence_tokens[a.sentence_of[last - 1]][1]
    if a.words[last - 2] != "," or last >= end or is_clause(a, last, end):
        return None
    return _signature(a, last, end)


def _introduced(a: Analysis, first: int) -> Chunk | None:
    """Return the source of a quoted paragraph that the paragraph before it announces with a colon."""
    if first < 2 or a.words[first - 1] != ":" or a.paragraph_of(first) - a.paragraph_of(first - 1) != 1:
        return None
    return _before_colon(a, a.sentence_tokens[a.sentence_of[first - 1]][0], first - 1)


def _before_colon(a: Analysis, begin: int, colon: int) -> Chunk | None:
    begin = next((i + 1 for i in range(colon - 1, begin, -1) if a.words[i] in _DASHES), begin)
    colon = _before_manner(a, begin, colon)
    if colon - begin <= 6 and not is_clause(a, begin, colon):
        return chunks.before(a, colon, begin)
    return chunks.subject(a, begin, colon)


def _signature(a: Analysis, first: int, last: int) -> Chunk | None:
    chunk = chunks.after(a, first, last)
    return chunk if chunk and is_name(a, chunk[0]) and chunk[1] - chunk[0] <= 8 else None
