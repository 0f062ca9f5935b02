"""Description: the kind of a statement from its marks, its mode from its cue.

Decides direct, mixed or indirect; spoken, written or attitude. Refuses to know who.
"""

from __future__ import annotations

import re

from onrecord.records import Found, Mode, StatementKind
from onrecord.statements.extent import is_clause
from onrecord.statements.terms import is_term
from onrecord.statements.tokens import Analysis
from onrecord.statements.vocabulary import CueForm, Noun, cue_forms, cues, rare_cues, words

_WRITTEN = re.compile(
    r"\b(?:in an? (?:\w+ )?(?:statement|letter|tweet|email|e-mail|memo|post|report|filing|release|op-ed|lawsuit)"
    r"|on (?:Twitter|Facebook|Instagram|X|Telegram|Truth Social|social media))\b",
    re.IGNORECASE,
)
_DIRECT_SHARE = 0.95
_UNWILLING = words().sets["unwilling"]
_TOPICAL = words().sets["topical"]
_THINKING = words().sets["thinking"]
_ADVERBS = frozenset(["immediately", "also", "yet", "even", "ever", "still", "to"])


def kind_of(a: Analysis, found: Found) -> StatementKind:
    """Return the kind: direct where (nearly) all words of the content are verbatim, mixed where some are.

    A "that" in front of the content does not count, nor do names and terms in marks.
    """
    total = quoted = terms = 0
    for start, end in found.content:
        first, last = a.tokens_in(start, end)
        first += first < last and a.lower[first] == "that" and a.quoted[first] < 0
        total += a.words_before[last] - a.words_before[first]
        quoted += a.quoted_before[last] - a.quoted_before[first]
        terms += _terms_in(a, first, last)
    if found.cue is None and 2 * quoted <= total:
        # Without a cue nothing is reported: the layout says that the words are verbatim (an interview, an embedded post).
        return "direct"
    if not quoted - terms and (found.cue is not None or not quoted):
        return "indirect"
    return "direct" if quoted >= _DIRECT_SHARE * total else "mixed"


def _terms_in(a: Analysis, first: int, last: int) -> int:
    """Return how many words are in marks but nobody's words."""
    found = 0
    for index in {index for index in a.quoted[first:last] if index >= 0}:
        start, end = a.tokens_in(a.quotations[index].start, a.quotations[index].end)
        if first <= start and end <= last and is_term(a, index):
            found += a.quoted_before[end] - a.quoted_before[start]
    return found


def cue_entry(a: Analysis, found: Found) -> CueForm | None:
    """Return the vocabulary entry of the cue, if it holds a word that the vocabulary has."""
    if found.cue is None:
        return None
    first, last = a.tokens_in(*found.cue)
    for at in range(last - 1, first - 1, -1):
        for entry in cue_forms().get(a.lower[at], ()):
            if tuple(a.lower[at + 1 : at + 1 + len(entry.rest)]) == entry.rest:
                return entry
    return None


def mode_of(a: Analysis, found: Found, entry: CueForm | None) -> Mode:
    """Return the mode: the finder's word on attitudes holds, then the cue's, then "in a statement" around it.

    What was not said ("did not say whether", "declined to comment on") is an attitude: nothing was expressed. So is what only
    tells what somebody spoke or thought about: nothing of it is told.
    """
    if found.attitude or _is_withheld(a, found) or _is_topic(a, found):
        return "attitude"
    noun = _noun(a, found)
    if noun is not None and found.attitude is None:
        return noun.mode
    if (
        entry is not None
        and entry.verb.mode != "spoken"
        and not (entry.verb.mode == "attitude" and found.attitude is False)
    ):
        return entry.verb.mode
    if found.cue is not None:
        around = a.text[max(0, found.cue[0] - 60) : found.cue[1] + 60]
        if _WRITTEN.search(around):
            return "written"
        silent = entry is None and kind_of(a, found) != "direct"
        if silent and not _says(a.text[slice(*found.cue)]) and not _is_rare(a, found):
            return "attitude"
    return "spoken"


def _is_rare(a: Analysis, found: Found) -> bool:
    """Return whether one of the rarer verbs of saying has words of its source in marks: "likened it to a “zoo”"."""
    if found.cue is None or not has_marks(a, found):
        return False
    return any(w in rare_cues() for w in a.lower[slice(*a.tokens_in(*found.cue))])


def has_marks(a: Analysis, found: Found) -> bool:
    """Return whether anything of the content is in marks, be it but a name."""
    return any(a.quoted[i] >= 0 for piece in found.content for i in range(*a.tokens_in(*piece)))


def _is_withheld(a: Analysis, found: Found) -> bool:
    """Return whether a cue with its verb group tells that something was not said."""
    if found.cue is None or kind_of(a, found) != "indirect":
        return False
    table = words()
    first, last = a.tokens_in(*found.cue)
    begin = first
    while begin > 0 and (a.lower[begin - 1] in table.auxiliaries or a.lower[begin - 1] in table.negations | _ADVERBS):
        begin -= 1
    group = a.lower[begin:last]
    return any(word in table.negations or word.endswith("n't") for word in group) or (
        group[0] in _UNWILLING or (begin > 1 and a.lower[begin - 1] == "to" and a.lower[begin - 2] in _UNWILLING)
    )


def _is_topic(a: Analysis, found: Found) -> bool:
    """Return whether a report tells but the topic, "complained about the fees", or what somebody wondered."""
    if found.cue is None or kind_of(a, found) != "indirect" or _says(a.text[slice(*found.cue)]):
        return False
    first, last = a.tokens_in(*found.cue)
    spans = [a.tokens_in(*piece) for piece in found.content]
    opening = a.lower[spans[0][0]]
    if opening in words().wh and any(form.lemma in _THINKING for form in cue_forms().get(a.lower[last - 1], ())):
        return True
    told = opening.endswith("ing") or any(is_clause(a, *span) for span in spans)
    return last - first > 1 and a.lower[last - 1] in _TOPICAL and not told


def _says(cue: str) -> bool:
    """Return whether a cue without a verb of the vocabulary reports an utterance: a mark, or a phrase ("according to").

    What no word of saying, writing or showing reports is a belief, a wish or a deed.
    """
    return not any(map(str.isalpha, cue)) or any(phrase in cue.lower() for phrase in cues().phrases)


def _noun(a: Analysis, found: Found) -> Noun | None:
    """Return the vocabulary entry of a cue that is a noun ("claim")."""
    return cues().nouns.get(a.text[slice(*found.cue)].lower()) if found.cue else None
