"""Addressees: to whom a statement was made.

Decides by the words beside its cue: "told reporters", "in a letter to the board", "in an interview with the Lantern".
Refuses to guess an audience from what is said.
"""

from __future__ import annotations

from onrecord.records import Found
from onrecord.statements import chunks
from onrecord.statements.chunks import Chunk
from onrecord.statements.clauses import addressee_after
from onrecord.statements.tokens import Analysis
from onrecord.statements.vocabulary import CueForm, plural_roles, roles, words

_REACH = 18
_TALK_WITH = words().sets["talk_with"]
_TALK_TO = words().sets["talk_to"]
_FRONTED = frozenset(["in", "during", "speaking"])
_UNITS = frozenset(["days", "weeks", "months", "years", "day", "week", "month", "year"])


def addressee_of(a: Analysis, found: Found, entry: CueForm | None) -> Chunk | None:
    """Return the tokens that name to whom the statement was made, or None."""
    if found.cue is None:
        return None
    first, at = a.tokens_in(*found.cue)
    if at >= len(a.words) or first >= at:
        return None
    begin, last = a.sentence_tokens[a.sentence_of[at - 1]]
    if entry is not None and entry.verb.frames & {"person", "order"}:
        chunk = addressee_after(a, at, last)
        if (
            chunk is not None
            and not _overlaps(a, found, chunk)
            and a.lower[chunk[0]] not in words().subject_pronouns - {"it", "you"}
        ):
            return _bare(a, chunk)
    chunk = _behind_preposition(a, found, at, min(last, at + _REACH))
    if chunk is None and a.lower[begin] in _FRONTED:
        # "In an interview with the Lantern, Lee said"
        chunk = _behind_preposition(a, found, begin + 1, min(first, begin + _REACH))
    return _bare(a, chunk) if chunk is not None else None


def _bare(a: Analysis, chunk: Chunk) -> Chunk:
    """Return whoever is named without what only follows: "by phone", "18 months ago", the "'s" before a title."""
    first, last = chunk
    for at in range(first + 1, last):
        if a.lower[at] in ("by", "via") or (
            a.lower[at].isdigit() and a.lower[at + 1 : at + 2] and a.lower[at + 1] in _UNITS
        ):
            last = at
            break
    return first, last - (last - first > 1 and a.lower[last - 1] == "'s")


def _behind_preposition(a: Analysis, found: Found, at: int, last: int) -> Chunk | None:
    for i in range(at, last - 1):
        if a.quoted[i] >= 0:
            continue
        noun = a.lower[i - 1]
        follows = a.lower[i + 1]
        direct = a.lower[i] == "to" and (noun in _TALK_TO or follows in plural_roles() or follows in roles().groups)
        if direct or (a.lower[i] == "with" and noun in _TALK_WITH):
            chunk = chunks.after(a, i + 1, last)
            if chunk is not None and not _overlaps(a, found, chunk):
                return chunk
    return None


def _overlaps(a: Analysis, found: Found, chunk: Chunk) -> bool:
    start, end = a.starts[chunk[0]], a.ends[chunk[1] - 1]
    return any(s < end and start < e for s, e in (*found.content, *found.sources))
