"""Cues: the words of a sentence that report speech, writing or belief.

Decides which occurrence of a cue's form is a verb with a subject, whether it is passive or negated, and where its verb
group begins. Refuses to know what was said and by whom.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from onrecord.statements.chunks import is_adverb, is_name, skip_time_left
from onrecord.statements.tokens import Analysis
from onrecord.statements.vocabulary import CueForm, Form, Verb, cue_forms, plural_roles, roles, words

_NOT_BEFORE_VERB = words().sets["not_before_verb"]
_HYPOTHETICAL = words().sets["hypothetical"]
_PARTICIPLE_LEADS = frozenset(
    [",", "and", "but", "or", "by", "while", "when", "before", "after", "since", "—", "–", "-", "--", "in", ";", "with"]
)
_WRITTEN_THINGS = words().sets["written_things"]
_UNWILLING = words().sets["unwilling"]
# Forms that are as often nouns as verbs.
_HOMOGRAPHS = words().sets["homographs"]


_MOST_CUES = 40


class Cue(NamedTuple):
    """One cue in a sentence: the tokens of the cue, and where its verb group (auxiliaries included) begins."""

    first: int
    last: int
    group: int
    lemma: str
    verb: Verb
    form: Form
    passive: bool
    infinitive: bool


def find_cues(a: Analysis, first: int, last: int) -> Iterator[Cue]:
    """Yield the cues outside quotations among the tokens from ``first`` to before ``last``, in order."""
    forms = cue_forms()
    at = first
    found = 0
    while at < last and found < _MOST_CUES:
        candidates = forms.get(a.lower[at]) if a.quoted[at] < 0 else None
        cue = _match(a, at, first, last, candidates) if candidates else None
        if cue is None:
            at += 1
        else:
            yield cue
            found += 1
            at = cue.last


def _match(a: Analysis, at: int, first: int, last: int, candidates: tuple[CueForm, ...]) -> Cue | None:
    for entry in candidates:
        end = at + 1 + len(entry.rest)
        if end > last or tuple(a.lower[at + 1 : end]) != entry.rest:
            continue
        group, infinitive, seen = _group(a, at, first)
        if "not" in seen or any(w in words().negations for w in seen) or seen & _HYPOTHETICAL:
            return None
        passive = entry.form in ("past", "participle") and bool(seen & words().be)
        if not _is_verb(a, (at, end), (first, last), entry, group, seen):
            return None
        return Cue(at, end, group, entry.lemma, entry.verb, entry.form, passive, infinitive)
    return None


def _group(a: Analysis, at: int, first: int) -> tuple[int, bool, set[str]]:
    """Return where the verb group begins, whether it is an infinitive, and its words before the cue."""
    table = words()
    seen: set[str] = set()
    begin = at
    infinitive = False
    while begin > first:
        word = a.lower[begin - 1]
        if a.quoted[begin - 1] >= 0 or (is_name(a, begin - 1) and begin - 1 > first):
            break
        if word == "to" and a.lower[at] == a.words[at] and not infinitive:
            infinitive = True
            if begin - 2 >= first and a.lower[begin - 2] in _UNWILLING:
                seen.add("not")
        elif word not in table.auxiliaries and not is_adverb(word) and word not in table.negations:
            earlier = skip_time_left(a, begin, first)
            if earlier in (begin, first):
                break
            begin = earlier
            continue
        seen.add(word)
        begin -= 1
    return begin, infinitive, seen


def _is_verb(
    a: Analysis, cue: tuple[int, int], bounds: tuple[int, int], entry: CueForm, group: int, seen: set[str]
) -> bool:
    """Return whether this occurrence of a cue's form is a verb that reports."""
    (at, end), first = cue, bounds[0]
    previous = a.lower[group - 1] if group > first else ""
    if (is_name(a, at) and at > first) or (entry.form != "ing" and previous in _NOT_BEFORE_VERB):
        return False
    if entry.form in ("past", "participle"):
        # "Forecast" is a noun as well as its own past.
        noun = a.lower[at] in _HOMOGRAPHS and not _is_no_noun(a, (at, end), bounds, group)
        return (at > first or not entry.rest) and not noun
    if entry.form == "ing":
        leads = previous in _PARTICIPLE_LEADS or previous in _WRITTEN_THINGS or a.quoted[group - 1] >= 0
        return bool(seen & words().be) or group == first or leads
    if _is_noun_by_place(a, entry, group, seen):
        return False
    if entry.form == "base" and not seen and group == at and not _fits_plural(a, entry, (at, end), first):
        return False
    return a.lower[at] not in _HOMOGRAPHS or _is_no_noun(a, (at, end), bounds, group)


def _is_noun_by_place(a: Analysis, entry: CueForm, group: int, seen: set[str]) -> bool:
    """Return whether the words before a form make it a noun or an adjective: "in demand", "was welcome"."""
    previous = a.lower[group - 1] if group else ""
    behind_preposition = previous in words().prepositions and previous != "to" and not seen
    behind_owners = previous == "'" and group > 1 and a.lower[group - 2].endswith("s")
    behind_be = entry.form == "base" and bool(seen & words().be) and "to" not in seen
    return behind_preposition or behind_owners or behind_be


def _fits_plural(a: Analysis, entry: CueForm, cue: tuple[int, int], first: int) -> bool:
    """Return whether a bare form has a subject in the plural, before it or (", say economists,") behind it."""
    at, end = cue
    previous = a.lower[at - 1] if at > first else ""
    if previous in (",", "—") and "inverted" in entry.verb.frames:
        return any(_is_plural(w) for w in a.lower[end : end + 3])
    near = any(_is_plural(w) for w in a.lower[max(first, at - 5) : at])
    pronoun = previous in ("they", "we", "i", "you", "who")
    return near or pronoun or (previous.endswith("s") and previous != "'s") or (at > first and is_name(a, at - 1))


def _is_plural(word: str) -> bool:
    return word in plural_roles() or word in roles().groups


def _is_no_noun(a: Analysis, cue: tuple[int, int], bounds: tuple[int, int], group: int) -> bool:
    """Return whether a form that is as often a noun ("claims", "reports") is a verb here."""
    (_, end), (first, last) = cue, bounds
    tag = end >= last or a.words[end] in (",", ".", ";", "—", "–")
    if tag and any(q >= 0 for q in a.quoted[max(first, group - 8) : group]):
        return True
    previous = a.lower[group - 1] if group > first else ""
    return _governs(a, end, last) and previous not in ("of", "in", "and", "")


def _governs(a: Analysis, end: int, last: int) -> bool:
    """Return whether what follows is what a verb governs rather than what follows a noun."""
    if end >= last:
        return False
    table = words()
    following = a.lower[end]
    if a.quoted[end] >= 0 or following in ("that", ":", "to", "for", "it"):
        return True
    return (
        following in table.wh
        or following in table.determiners
        or following in table.subject_pronouns
        or is_name(a, end)
        or following in table.possessives
    )
