"""Terms: words in marks that nobody is quoted as saying: names, titles, slogans, and what is called so.

Decides by the words in front ("so-called", "dubbed", "the slogan", "a song called") and by capitals, that a short quotation
is no speech. Refuses to judge a whole sentence, and a single word that somebody may well have said (“impossible”).
"""

from __future__ import annotations

from onrecord.statements import chunks
from onrecord.statements.tokens import Analysis
from onrecord.statements.vocabulary import cue_forms, words

_LONGEST = 8
"""Words of a name or title in marks."""
_LONGEST_TERM = 3
_CALLING = frozenset(["call", "called", "calls", "dubbed", "branded", "labeled", "labelled", "termed"])
_REACH = 2
_ENDS = frozenset(["?", "!", "…"])
_NAMING = words().sets["naming"]
_NAMED = words().sets["named_things"]
_JOINTS = frozenset([",", "and", "or", "&"])
_SMALL = words().prepositions | words().determiners | words().coordinators | words().possessives


def is_term(a: Analysis, index: int) -> bool:
    """Return whether the quotation with this index is a term, a name or a title."""
    first, inner = _inside(a, index)
    if not inner:
        return False
    return _is_named(a, first, inner) or _is_title(a, first, inner) or _is_listed(a, index)


def _is_named(a: Analysis, first: int, inner: list[int]) -> bool:
    """Return whether the words in front say that a name follows: "so-called", "dubbed", "the slogan", "phrases like".

    What is called so in many words without capitals is somebody's opinion: "one critic called “the saddest of songs”".
    """
    if (
        len(inner) > _LONGEST_TERM
        and a.lower[first - 1] in _CALLING
        and not all(a.words[i][0].isupper() for i in inner)
    ):
        return False
    begin = a.sentence_tokens[a.sentence_of[first]][0]
    before = a.lower[max(begin, first - _REACH) : first]
    if before[-1:] in (["like"], ["as"], ["the"], ["a"], ["an"]):
        lead = before[-2] if len(before) > 1 else ""
        return lead in _NAMING if before[-1] in ("the", "a", "an", "as") else lead in _NAMED
    return bool(before) and (before[-1] in _NAMING or before[-1] in _NAMED)


def is_capitalised(a: Analysis, index: int) -> bool:
    """Return whether a quotation is set as titles and names are, with a capital at every word that is not small."""
    inner = _inside(a, index)[1]
    return bool(inner) and _has_capitals(a, inner)


def _inside(a: Analysis, index: int) -> tuple[int, list[int]]:
    """Return where a quotation begins and the places of its words, of none where they are too many for a name."""
    first, last = a.tokens_in(a.quotations[index].start, a.quotations[index].end)
    inner = [i for i in range(first + 1, last - 1) if a.words[i][0].isalnum()]
    return first, inner if len(inner) <= _LONGEST else []


def _has_capitals(a: Analysis, inner: list[int]) -> bool:
    told = [i for i in inner if a.lower[i] not in _SMALL]
    capitals = all(a.words[i][0].isupper() or a.words[i][0].isdigit() for i in told)
    return bool(told) and capitals and a.words[inner[0]][0].isupper() and chunks.is_name(a, told[-1])


def _is_title(a: Analysis, first: int, inner: list[int]) -> bool:
    """Return whether words within a sentence are set as titles and names are, with capitals: "an “I’m With Ann” shirt"."""
    if first == a.sentence_tokens[a.sentence_of[first]][0] or a.words[first - 1] in (":", ",") or _is_said(a, first):
        return False
    return _has_capitals(a, inner)


def _is_said(a: Analysis, first: int) -> bool:
    """Return whether a word for saying or writing leads to the quotation: "they chanted “Fund Our Schools”"."""
    return any("quote" in form.verb.frames for form in cue_forms().get(a.lower[first - 1], ()))


def _is_listed(a: Analysis, index: int) -> bool:
    """Return whether a quotation goes on with a list of terms: "“Low Tide,” “Ebb” and “Flood”"."""
    for back in range(index, max(index - _LONGEST, 0), -1):
        last = a.tokens_in(a.quotations[back - 1].start, a.quotations[back - 1].end)
        first = a.tokens_in(a.quotations[back].start, a.quotations[back].end)[0]
        between = set(a.lower[last[1] : first]) or {a.lower[last[1] - 2]}
        if not between <= _JOINTS or a.paragraph_of(first) != a.paragraph_of(last[0]):
            return False
        begin, inner = _inside(a, back - 1)
        if inner and (_is_named(a, begin, inner) or _is_title(a, begin, inner)):
            return True
    return False
