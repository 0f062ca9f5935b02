"""Mentions of sources as a trained finder gives them, put right.

Decides where the mention of a source begins and ends: pieces of one mention are joined, titles get their name back, small
words in front go, and a mention that is nothing but small words gives way to the one that the rules find for the same cue.
Refuses to decide who is meant.
"""

from __future__ import annotations

from onrecord.records import Found
from onrecord.statements.chunks import is_adverb, is_name
from onrecord.statements.rolewords import bare
from onrecord.statements.sentence import SentenceReader
from onrecord.statements.tokens import Analysis
from onrecord.statements.vocabulary import titles, words

Range = tuple[int, int]
_LONGEST_NAME = 5


def mended(a: Analysis, item: Found) -> tuple[Range, ...]:
    """Return the mentions of the source, the one that stands with the cue first."""
    if item.cue is None:
        return item.sources
    if not item.sources or _is_nobody(a, item):
        return _ruled(a, item)
    joined = _joined(a, item.sources)
    telling = [span for span in joined if not _is_scrap(a, *span)]
    kept = [span for part in telling or joined if not _is_scrap(a, *(span := _whole(a, *part)))]
    if not kept:
        return _ruled(a, item) or item.sources
    sentence = a.sentence_of[a.token_at(item.cue[0])]
    kept.sort(key=lambda span: a.sentence_of[a.token_at(span[0])] != sentence)
    return tuple(dict.fromkeys(kept))


def _is_nobody(a: Analysis, item: Found) -> bool:
    """Return whether the source is the "it" of "it is said"."""
    if len(item.sources) > 1 or a.text[slice(*item.sources[0])].lower() != "it" or item.cue is None:
        return False
    cue = a.lower[slice(*a.tokens_in(*item.cue))]
    return bool(words().be & set(cue[:-1])) and not cue[-1].endswith("ing")


def _joined(a: Analysis, sources: tuple[Range, ...]) -> list[Range]:
    """Return the mentions with those joined between which nothing but a space or a comma stands."""
    joined: list[Range] = []
    for start, end in sorted(sources):
        if joined and a.text[joined[-1][1] : start].strip() in ("", ","):
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _whole(a: Analysis, start: int, end: int) -> Range:
    """Return a mention without small words in front of it, and with the name that its last title or initial belongs to."""
    first, last = a.tokens_in(start, end)
    begin = first
    while begin < last - 1 and _leads(a, begin):
        begin += 1
    stop = last
    if stop > begin and _wants_name(a, stop - 1):
        while (
            stop < len(a.words) and stop - last < _LONGEST_NAME and is_name(a, stop) and _same_sentence(a, stop, begin)
        ):
            stop += 1
    return (start if begin == first else a.starts[begin]), (end if stop == last else a.ends[stop - 1])


def _same_sentence(a: Analysis, one: int, other: int) -> bool:
    return a.sentence_of[one] == a.sentence_of[other]


def _leads(a: Analysis, at: int) -> bool:
    """Return whether a word is none of a noun phrase's: "As Ann Lee explained", "Then Ann Lee said"."""
    word, table = a.lower[at], words()
    return word in table.coordinators or word in _OPENERS or not (word[0].isalnum() or word[0] in "@#")


_OPENERS = words().sets["circumstance"] | {
    "then",
    "that",
    "because",
    "so",
    "if",
    "although",
    "though",
    "according",
    "'s",
}


def _wants_name(a: Analysis, at: int) -> bool:
    """Return whether a mention that ends with this word breaks off before the name: "Ms.", "Sen.", "Ann A."."""
    table, word = titles().honorifics, bare(a.words[at])
    if not is_name(a, at):
        return False
    return word in table.male or word in table.female or word in table.any or len(word) == 1 or a.words[at][-1] == "."


def _is_scrap(a: Analysis, start: int, end: int) -> bool:
    """Return whether a mention holds no word that could name or describe anybody."""
    table = words()
    small = table.prepositions | table.auxiliaries | table.coordinators | table.subordinators - {"who", "which", "that"}
    tokens = range(*a.tokens_in(start, end))
    return all(_is_small(a, i, small) for i in tokens)


def _is_small(a: Analysis, at: int, small: frozenset[str]) -> bool:
    word, table = a.lower[at], titles().honorifics
    honorific = bare(word) in table.male or bare(word) in table.female
    return not word[0].isalnum() or word in small or word in ("the", "a", "an", "then") or honorific or is_adverb(word)


def _ruled(a: Analysis, item: Found) -> tuple[Range, ...]:
    """Return the source that the rules find for the same cue, if they find one."""
    if item.cue is None:
        return ()
    first, last = a.tokens_in(*item.cue)
    for draft in SentenceReader(a, a.sentence_of[first], []).read():
        if draft.cue is not None and draft.source is not None and draft.cue[0] < last and first < draft.cue[1]:
            return ((a.starts[draft.source[0]], a.ends[draft.source[1] - 1]),)
    return ()
