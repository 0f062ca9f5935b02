"""Parting: statements that a finder ran into one, taken apart again.

Decides where the words of one statement end and those of another begin: at a sentence with a cue and a source of its own, at
a quotation that stands alone behind a report, and by who asked and who answered where both were given the same quotation.
Refuses to add statements: what is cut off is found again by its marks.
"""

from __future__ import annotations

from bisect import bisect_left

from msgspec.structs import replace

from onrecord.records import Found
from onrecord.statements import chunks
from onrecord.statements.describe import cue_entry
from onrecord.statements.drafts import Chunk, Draft
from onrecord.statements.sentence import SentenceReader
from onrecord.statements.tokens import Analysis
from onrecord.statements.vocabulary import plural_roles, roles, words

Piece = tuple[int, int]


def parted(a: Analysis, found: list[Found]) -> list[Found]:
    """Return statements without the sentences that have a cue and a source of their own: "Lee said. He added, “B.”"."""
    told: dict[int, list[Draft]] = {}
    opened = _opened(a, found)
    result = []
    for item in _without_shared(a, _once(a, found)):
        pieces = [p for piece in item.content if (p := _own_part(a, item, piece, told, opened))] if item.cue else ()
        result.append(replace(item, content=tuple(pieces)) if pieces else item)
    return _in_turn(a, result)


def _in_turn(a: Analysis, found: list[Found]) -> list[Found]:
    """Return statements without the quotations from which a paragraph parts them in which somebody else was reported."""
    cues = [a.token_at(item.cue[0]) for item in found if item.cue and item.sources]
    spoken = sorted({a.paragraph_of(at) for at in cues if a.quoted[at] < 0})
    return [replace(item, content=item.content[: _turn_end(a, item, spoken)]) for item in found]


def _turn_end(a: Analysis, item: Found, spoken: list[int]) -> int:
    """Return how many pieces of a statement come before the first that others' words part from it."""
    if item.cue is None:
        return len(item.content)
    own = a.paragraph_of(a.token_at(item.cue[0]))
    for k in range(1, len(item.content)):
        here = a.token_at(item.content[k][0])
        left, right = a.paragraph_of(a.token_at(item.content[k - 1][0])), a.paragraph_of(here)
        between = spoken[bisect_left(spoken, left + 1) : bisect_left(spoken, right)]
        if between and not left < own < right and a.quoted[here] >= 0:
            return k
    return len(item.content)


def _once(a: Analysis, found: list[Found]) -> list[Found]:
    """Return statements of which no two have the same source and words: "Lee agrees, saying “...”" is told once."""
    best: dict[tuple[tuple[Piece, ...], int], Found] = {}
    for item in found:
        if item.sources:
            key = item.content, item.sources[0][0]
            best[key] = max(best.get(key, item), item, key=lambda one: _rank(a, one))
    return [item for item in found if not item.sources or best[item.content, item.sources[0][0]] is item]


def _rank(a: Analysis, item: Found) -> tuple[bool, float]:
    return cue_entry(a, item) is not None, item.confidence


def _opened(a: Analysis, found: list[Found]) -> set[int]:
    """Return the sentences that begin with the source and the cue of a statement: "It also adds that ..."."""
    opened = set()
    for item in found:
        if item.cue is None or not item.sources:
            continue
        source, cue = a.token_at(item.sources[0][0]), a.token_at(item.cue[0])
        sentence = a.sentence_of[cue]
        told = a.quoted[source] < 0 and a.quoted[cue] < 0 and item.content[0][0] > item.cue[0]
        if told and a.sentence_tokens[sentence][0] == source < cue:
            opened.add(sentence)
    return opened


def _without_shared(a: Analysis, found: list[Found]) -> list[Found]:
    """Return statements of which no two have the same quotation: it is whose it is alone, or else stands alone itself."""
    holders: dict[Piece, list[Found]] = {}
    for item in found:
        for piece in set(item.content):
            if item.cue is not None and a.quoted[a.token_at(piece[0])] >= 0:
                holders.setdefault(piece, []).append(item)
    shared = {piece: items for piece, items in holders.items() if len(items) > 1}
    result = []
    for item in found:
        if len(item.content) == 1 and item.content[0] in shared and _is_mere_mark(a, item):
            continue
        kept = tuple(
            p for p in item.content if p not in shared or len(item.content) == 1 or not _is_others(item, p, shared[p])
        )
        result.append(replace(item, content=kept) if kept else item)
    return result


def _is_mere_mark(a: Analysis, item: Found) -> bool:
    """Return whether a cue is no word: a colon behind somebody's name makes no second speaker."""
    return item.cue is not None and not any(map(str.isalpha, a.text[slice(*item.cue)]))


def _is_others(item: Found, piece: Piece, holders: list[Found]) -> bool:
    """Return whether a quotation that a statement shares is another's: all that it has, or with the cue that is nearer."""
    if any(other.content == (piece,) for other in holders if other is not item):
        return True
    far = _distance(item, piece)
    return any(_distance(other, piece) < far for other in holders if other is not item)


def _distance(item: Found, piece: Piece) -> int:
    """Return how many characters stand between a cue and a piece."""
    start, end = item.cue or piece
    return max(start - piece[1], piece[0] - end, 0)


def _own_part(a: Analysis, item: Found, piece: Piece, told: dict[int, list[Draft]], opened: set[int]) -> Piece | None:
    """Return a piece up to the first sentence that is not this statement's, None where nothing is left."""
    home = a.sentence_of[a.token_at(item.cue[0])] if item.cue else -1
    first, last = a.tokens_in(*piece)
    for sentence in range(a.sentence_of[first], a.sentence_of[last - 1] + 1):
        begin = max(a.sentence_tokens[sentence][0], first)
        later = begin > first or piece != item.content[0]
        anew = later and _is_quoted_anew(a, item, home, sentence)
        others = later and sentence in opened and begin == a.sentence_tokens[sentence][0]
        others = others or (begin > first and _is_narrated(a, sentence))
        if sentence != home and (anew or others or _quotes(a, sentence, begin, last, told)):
            return (piece[0], a.ends[begin - 1]) if begin > first else None
    return piece


def _is_narrated(a: Analysis, sentence: int) -> bool:
    """Return whether a sentence without marks follows a quotation that ends its own ("“That is it.” I looked on.")."""
    first, last = a.sentence_tokens[sentence]
    return a.quoted[first - 1] >= 0 and a.quoted_before[last] == a.quoted_before[first]


def _is_quoted_anew(a: Analysis, item: Found, home: int, sentence: int) -> bool:
    """Return whether a sentence is a quotation behind a report without one, as in "Lee said that it fell. “It was old.”"."""
    if home >= sentence or not _is_all_quoted(a, *a.sentence_tokens[sentence]):
        return False
    begin, end = a.sentence_tokens[home]
    spans = [(max(first, begin), min(last, end)) for first, last in (a.tokens_in(*p) for p in item.content)]
    inside = [i for first, last in spans for i in range(first, last)]
    return bool(inside) and all(a.quoted[i] < 0 for i in inside)


def _is_all_quoted(a: Analysis, first: int, last: int) -> bool:
    return a.words_before[last] - a.words_before[first] == a.quoted_before[last] - a.quoted_before[first]


def _quotes(a: Analysis, sentence: int, begin: int, last: int, told: dict[int, list[Draft]]) -> bool:
    """Return whether the rules find a quotation with cue and source in a sentence, and in it what ``begin`` begins."""
    if _is_all_quoted(a, *a.sentence_tokens[sentence]):
        return False
    if sentence not in told:
        told[sentence] = [d for d in SentenceReader(a, sentence, []).read() if d.cue and is_mention(a, d.source)]
    quoting = [draft for draft in told[sentence] if any(a.quoted[piece[0]] >= 0 for piece in draft.pieces)]
    spans = (span for draft in quoting for span in [*draft.pieces, draft.cue] if span is not None)
    return any(span[0] < last and begin < span[1] for span in spans)


def is_mention(a: Analysis, source: Chunk | None) -> bool:
    """Return whether a source begins as noun phrases do, not with a participle or another leftover of the clause."""
    if source is None:
        return False
    table, word = words(), a.lower[source[0]]
    closed = word in table.determiners or word in table.possessives or word in table.subject_pronouns or word == "which"
    plural = source[1] - source[0] == 1 and (word in plural_roles() or word in roles().groups)
    return closed or plural or (chunks.is_name(a, source[0]) and not word.endswith("ing")) or word[0].isdigit()
