"""Chunks: the noun phrase before a verb, the one after it, and the subject of a sentence.

Decides their borders by closed-class words, capitals and marks; there is no parser. Refuses to know who is meant.
All positions are token indices; a chunk is (first, last + 1).
"""

from __future__ import annotations

from onrecord.statements.tokens import Analysis
from onrecord.statements.vocabulary import cue_forms, person_roles, plural_roles, titles, words

Chunk = tuple[int, int]

_INNER_MARKS = frozenset(["“", "”", '"', "'s", "&", "/", ".", "-", "‐", "‑", "%", "$", "’", "'", "#"])
_MAX_TOKENS = 45
_ARTICLES = words().sets["articles"]
_RELATIVES = frozenset(["who", "which", "whom", "whose"])
_HARD_SUBORDINATORS = words().subordinators - _RELATIVES
_PHRASE_ENDS = words().sets["phrase_ends"]
_PREPOSITION_ENDS = words().sets["preposition_ends"]
_TIME_NOUNS = words().sets["time_nouns"]
_TIME_LEADS = words().sets["time_leads"]
_STOP_AFTER_PREPOSITION = words().sets["stop_after_preposition"]


def is_adverb(word: str) -> bool:
    """Return whether a word in lower case is an adverb, as far as its shape tells."""
    table = words()
    return word in table.adverbs or (word.endswith("ly") and len(word) > 4 and word not in table.not_adverbs)


def is_verb_like(word: str) -> bool:
    """Return whether a word in lower case is most likely a finite verb."""
    table = words()
    if word in table.auxiliaries or word in table.verbs:
        return True
    forms = cue_forms().get(word)
    return forms is not None and forms[0].form == "past" and not forms[0].rest


def is_name(a: Analysis, token: int) -> bool:
    """Return whether a token is capitalised as names are."""
    return a.words[token][0].isupper() or a.words[token][0] == "@"


def skip_time_left(a: Analysis, end: int, start: int) -> int:
    """Return where a time expression that ends before token ``end`` begins, or ``end``."""
    table = words()
    at = end
    while at > start:
        word = a.lower[at - 1]
        if word in table.weekdays or word in _TIME_NOUNS or (word in table.months and a.words[at - 1][0].isupper()):
            at -= 1
            while at > start and (a.lower[at - 1] in _TIME_LEADS or a.lower[at - 1] in table.weekdays):
                at -= 1
        elif word.isdigit() and at - 2 >= start and a.lower[at - 2] in table.months:
            at -= 1
        else:
            break
    return at


def is_time(a: Analysis, token: int) -> bool:
    """Return whether a token begins a time expression."""
    table = words()
    word = a.lower[token]
    if word in table.weekdays or word in (
        "today",
        "yesterday",
        "tonight",
        "earlier",
        "late",
        "recently",
        "last",
        "later",
    ):
        return True
    following = a.lower[token + 1] if token + 1 < len(a.lower) else ""
    return word in ("on", "in", "this", "at", "early") and (
        following in table.weekdays
        or following in table.months
        or following in _TIME_NOUNS
        or following in ("late", "early", "last")
    )


def before(a: Analysis, end: int, start: int) -> Chunk | None:
    """Return the noun phrase that ends right before token ``end``, not reaching left of ``start``."""
    at = end
    while at > start and end - at < _MAX_TOKENS:
        moved = _step_left(a, at, end, start)
        if moved == at:
            break
        at = moved
        if at == end - 1 and a.lower[at] in words().subject_pronouns:
            return at, end
    return _strip(a, at, end)


def _step_left(a: Analysis, at: int, end: int, start: int) -> int:
    """Return the position one token (or one relative clause) further left, or ``at`` where the phrase begins."""
    table = words()
    token = at - 1
    word = a.lower[token]
    outside = a.quoted[token] >= 0 or (not word[0].isalnum() and word not in _INNER_MARKS and word[0] not in "@#$€£")
    subordinates = word in _HARD_SUBORDINATORS and not (word in ("that", "what") and at == end)
    if outside or subordinates or (word in table.subject_pronouns and word != "who" and at != end):
        return at
    if word not in _RELATIVES and is_verb_like(word) and not (is_name(a, token) and token > start):
        return _relative_before(a, token, start) or at
    if word in table.coordinators:
        joins = _within_name(a, token, start, end) or _phrase_reaches_border(a, token, start)
        return token if word in ("and", "or") and at < end and joins else at
    return token


def _relative_before(a: Analysis, token: int, start: int) -> int:
    """Return where the relative clause around ``token`` begins, 0 if there is none close by."""
    for at in range(token - 1, max(start, token - 12), -1):
        if a.lower[at] in ("who", "which", "whose"):
            return at
        if not a.lower[at][0].isalnum() and a.lower[at] not in _INNER_MARKS:
            return 0
    return 0


def _within_name(a: Analysis, token: int, start: int, end: int) -> bool:
    """Return whether a conjunction stands inside a name: "Committee on Trade and Industry"."""
    at = token - 1
    while at > start and is_name(a, at):
        at -= 1
    joined = token + 1 < end and is_name(a, token + 1) and at < token - 1
    return joined and at > start and a.lower[at] in ("of", "for", "on") and is_name(a, at - 1)


def _phrase_reaches_border(a: Analysis, token: int, start: int) -> bool:
    """Return whether everything left of a conjunction up to the next border could be part of a noun phrase."""
    seen = 0
    for at in range(token - 1, start - 1, -1):
        word = a.lower[at]
        if a.quoted[at] >= 0 or (not word[0].isalnum() and word not in _INNER_MARKS):
            break
        if is_verb_like(word) or word in words().subject_pronouns or word in _HARD_SUBORDINATORS:
            return False
        if len(word) > 4 and word.endswith("ed") and word.islower() and not is_name(a, at):
            return False
        seen += 1
        if seen > 12:
            return False
    return seen > 0


def _strip(a: Analysis, first: int, end: int) -> Chunk | None:
    """Take off what stands before the noun phrase: conjunctions, adverbs, a fronted time or place."""
    table = words()
    while first < end:
        word = a.lower[first]
        if (
            word in table.coordinators
            or (is_adverb(word) and word not in ("all", "both", "first"))
            or word in ("'s", ".", "'", "’")
        ):
            first += 1
        elif word in table.weekdays or (
            word in ("last", "this") and first + 1 < end and a.lower[first + 1] in _TIME_NOUNS
        ):
            first += 1 if word in table.weekdays else 2
        elif word in table.prepositions:
            # A lone word that is a preposition as well as a name begins where it began: go on all the same.
            first = max(_after_preposition(a, first, end), first + 1)
        else:
            break
    if (
        first >= end
        or a.lower[end - 1] in table.prepositions
        or a.lower[end - 1] in _ARTICLES - {"this", "these", "those"}
    ):
        return None
    return first, end


def _after_preposition(a: Analysis, first: int, end: int) -> int:
    """Return where the noun phrase begins in "In Paris the minister", given that it starts with a preposition."""
    at = end - 1
    if is_name(a, at):
        while at > first + 1 and (is_name(a, at - 1) or a.lower[at - 1] in titles().particles):
            at -= 1
        while at > first + 1 and (a.lower[at - 1] in person_roles() or a.lower[at - 1] in _ARTICLES):
            at -= 1
        return at
    for at in range(end - 1, first, -1):
        if a.lower[at] in _ARTICLES:
            return at
    return end - 1 if end - 1 > first else end


def after(a: Analysis, first: int, end: int, *, greedy: bool = False) -> Chunk | None:
    """Return the noun phrase that begins at token ``first``, not reaching beyond ``end``.

    ``greedy`` takes relative clauses along, as after "according to".
    """
    table = words()
    if first >= end or a.quoted[first] >= 0 or a.lower[first] in table.prepositions:
        return None
    if a.lower[first] in table.object_pronouns or a.lower[first] in table.subject_pronouns:
        return first, first + 1
    at = first
    while at < end and at - first < _MAX_TOKENS:
        word = a.lower[at]
        if a.quoted[at] >= 0 or (not word[0].isalnum() and word not in _INNER_MARKS and word[0] not in "@#$€£"):
            break
        if not greedy and at > first and _ends_phrase(a, at, first, end):
            break
        at += 1
    while at > first and (
        a.lower[at - 1] in table.prepositions or a.lower[at - 1] in table.coordinators or a.lower[at - 1] == "."
    ):
        at -= 1
    return (first, at) if at > first else None


def _ends_phrase(a: Analysis, at: int, first: int, end: int) -> bool:
    """Return whether a noun phrase that began at ``first`` is over before token ``at``."""
    table = words()
    word = a.lower[at]
    if word in _PHRASE_ENDS or word in table.subject_pronouns or is_time(a, at):
        return True
    if (is_verb_like(word) or is_adverb(word)) and not is_name(a, at):
        return True
    before = a.lower[at - 1]
    if word in _ARTICLES and before not in table.prepositions and before not in table.coordinators:
        return at > first
    speaks = any(a.lower[i] in _STOP_AFTER_PREPOSITION for i in range(at + 1, min(at + 4, end)))
    return word in table.prepositions and (word in _PREPOSITION_ENDS or speaks)


def subject(a: Analysis, first: int, end: int) -> Chunk | None:
    """Return the subject of the clause that begins at token ``first``: the noun phrase before its first verb."""
    table = words()
    at = first
    while at < end and (a.lower[at] in table.coordinators or is_adverb(a.lower[at])):
        at += 1
    if at < end and (
        a.lower[at] in table.prepositions
        or a.lower[at] in _HARD_SUBORDINATORS
        or a.lower[at].endswith("ing")
        or is_time(a, at)
    ):
        comma = next((i for i in range(at, end) if a.words[i] == "," and a.quoted[i] < 0), None)
        if comma is None or comma + 1 >= end:
            return None
        at = comma + 1
    begin = at
    while at < end and at - begin < _MAX_TOKENS:
        word = a.lower[at]
        if a.quoted[at] >= 0 or (at > begin and _could_be_verb(a, at)):
            break
        if not word[0].isalnum() and word not in _INNER_MARKS:
            break
        at += 1
    return _strip(a, begin, at) if at > begin else None


def _could_be_verb(a: Analysis, token: int) -> bool:
    word = a.lower[token]
    if is_name(a, token):
        return False
    if (
        is_verb_like(word)
        or (word in cue_forms() and word not in person_roles() and word not in plural_roles())
        or word in _RELATIVES
    ):
        return True
    return (len(word) > 4 and word.endswith("ed")) or is_adverb(word)
