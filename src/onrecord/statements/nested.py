"""Nested quotations: what somebody quotes somebody else as saying, in marks within marks.

Decides that a quotation within a quotation is a statement of its own where a cue and who said it stand right in front of it:
“Then the mayor asked, ‘Where is the boat?’” Refuses what the speaker puts into their own or anybody's mouth ("I said",
"you could say"), and words in marks that no cue leads to.
"""

from __future__ import annotations

from onrecord.statements import chunks
from onrecord.statements.drafts import Chunk, Draft
from onrecord.statements.tokens import Analysis
from onrecord.statements.vocabulary import cue_forms, words

_CONFIDENCE = 0.5
_SHORTEST = 3
_REACH = 4
_OWN = frozenset(["i", "we", "you", "people", "and", "or", "but"])
_PERSONS = frozenset(["he", "she", "they"])
_LEADS = frozenset([",", ":", "quote", "that", "me", "us", "him", "her", "them"])


def find_nested(a: Analysis, drafts: list[Draft]) -> list[Draft]:
    """Return the statements that nested quotations are, but for those that ``drafts`` hold already."""
    held = {i for draft in drafts if draft.cue for i in range(*draft.cue)}
    found = []
    for quotation in a.nested:
        first, last = a.tokens_in(quotation.start, quotation.end)
        cue = _cue_before(a, first)
        if cue is None or cue in held or sum(a.words[i][0].isalnum() for i in range(first, last)) < _SHORTEST:
            continue
        source = _source_before(a, cue)
        if source is not None:
            found.append(Draft(a.sentence_of[first], [(first, last)], (cue, cue + 1), source, confidence=_CONFIDENCE))
    return found


def _cue_before(a: Analysis, first: int) -> int | None:
    """Return the token of the cue that leads to a quotation, or None."""
    for at in range(first - 1, max(first - 1 - _REACH, -1), -1):
        forms = cue_forms().get(a.lower[at], ())
        if any("quote" in form.verb.frames and not form.rest and form.form != "ing" for form in forms):
            return at
        if a.lower[at] not in _LEADS:
            return None
    return None


def _source_before(a: Analysis, cue: int) -> Chunk | None:
    """Return who the clause in front of a cue says it was, or None where it is nobody in particular or only thought of."""
    begin = a.sentence_tokens[a.sentence_of[cue]][0]
    before = a.lower[cue - 1] if cue > begin else ""
    if before in words().auxiliaries or before in ("to", "not", "never") or before.endswith("n't"):
        return None
    while cue > begin and chunks.is_adverb(a.lower[cue - 1]):
        cue -= 1
    first = cue - 1
    if first < begin or a.lower[first].partition("'")[0] in _OWN:
        return None
    if a.lower[first] in _PERSONS:
        return first, cue
    while first > begin and chunks.is_name(a, cue - 1) and chunks.is_name(a, first - 1):
        first -= 1
    if chunks.is_name(a, cue - 1):
        return first, cue
    leads = words().determiners | words().possessives
    return next(
        ((at, cue) for at in range(cue - 2, max(cue - 2 - _REACH, begin - 1), -1) if a.lower[at] in leads), None
    )
