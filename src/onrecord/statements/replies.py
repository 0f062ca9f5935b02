"""Replies: to whom a statement was made, and which statement it answers.

Decides by the words that the text presents it with: "told reporters", "in response to", "denied", a question before it.
Refuses to link statements by what they are about.
"""

from __future__ import annotations

import re

from onrecord.records import Found
from onrecord.statements import chunks
from onrecord.statements.chunks import Chunk
from onrecord.statements.clauses import addressee_after
from onrecord.statements.resolve import Resolved
from onrecord.statements.tokens import Analysis
from onrecord.statements.vocabulary import CueForm, cue_forms, cues, plural_roles, roles, words

_REACH = 18
_MAX_PARAGRAPHS = 2
_NEAR = 20
_TALK_WITH = words().sets["talk_with"]
_TALK_TO = words().sets["talk_to"]
_RESPONDING = re.compile(
    r"\b(?:in (?:response|reply|reaction) to|respond(?:ing|ed) to|react(?:ing|ed) to|when asked"
    r"|asked (?:about|whether|if|how|why))\b",
    re.IGNORECASE,
)
_DENIAL = re.compile(
    r"(?:(?:that|this|it)(?:['’]s|\s+(?:is|was))\s+(?:simply\s+|just\s+|absolutely\s+)?"
    r"(?:not|untrue|false|wrong|nonsense|absurd|a\s+lie|a\s+fabrication)|nonsense\b|i\s+deny|we\s+deny)",
    re.IGNORECASE,
)
_CAME = re.compile(
    r"\b(?:came|comes|was (?:made|issued|prompted)|follow(?:s|ed)|prompted by)\b.{0,60}?"
    r"\b(?:response|reply|reaction|after|comments?|remarks?|following|followed|by)\b",
    re.IGNORECASE,
)
_DREW = re.compile(r"\b(?:prompted|drew|provoked|sparked|triggered|brought|met with)\b", re.IGNORECASE)


def addressee_of(a: Analysis, found: Found, entry: CueForm | None) -> Chunk | None:
    """Return the tokens that name to whom the statement was made, or None."""
    if found.cue is None:
        return None
    _, at = a.tokens_in(*found.cue)
    if at >= len(a.words):
        return None
    last = a.sentence_tokens[a.sentence_of[at - 1]][1]
    if entry is not None and entry.verb.frames & {"person", "order"}:
        chunk = addressee_after(a, at, last)
        if (
            chunk is not None
            and not _overlaps(a, found, chunk)
            and a.lower[chunk[0]] not in words().subject_pronouns - {"it", "you"}
        ):
            return chunk
    return _behind_preposition(a, found, at, min(last, at + _REACH))


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


def answers_of(a: Analysis, found: list[Found], who: list[Resolved], acts: list[str]) -> list[tuple[int, ...]]:
    """Return for each statement the indices of those that it answers, as the text presents it."""
    answered: list[set[int]] = [set() for _ in found]
    places = [_place(a, f) for f in found]
    for i, item in enumerate(found):
        earlier = _earlier(i, who, places)
        if earlier is not None and (
            _is_reply(a, item)
            or (
                acts[earlier] == "question"
                and places[i][0] - places[earlier][0] <= 1
                and _is_question(a, found[earlier])
            )
        ):
            answered[i].add(earlier)
        for j in _announced(a, i, found, who, acts):
            answered[j].add(i)
    return [tuple(sorted(s)) for s in answered]


def _place(a: Analysis, item: Found) -> tuple[int, int]:
    """Return paragraph and sentence of a statement."""
    token = min(a.token_at((item.cue or item.content[0])[0]), len(a.words) - 1)
    return a.paragraph_of(token), a.sentence_of[token]


def _earlier(i: int, who: list[Resolved], places: list[tuple[int, int]]) -> int | None:
    """Return the nearest statement before, by somebody else, at most two paragraphs back."""
    for j in range(i - 1, max(-1, i - 8), -1):
        if places[i][0] - places[j][0] > _MAX_PARAGRAPHS:
            return None
        if who[j].entity is not None and who[j].entity is not who[i].entity:
            return j
    return None


def _is_question(a: Analysis, item: Found) -> bool:
    return "?" in a.text[item.content[-1][1] - 3 : item.content[-1][1] + 1]


def _is_reply(a: Analysis, item: Found) -> bool:
    if item.cue is None:
        return False
    first, last = a.tokens_in(*item.cue)
    for at in range(first, last):
        if any(
            e.verb.replies
            for e in cue_forms().get(a.lower[at], ())
            if not e.rest or tuple(a.lower[at + 1 : at + 1 + len(e.rest)]) == e.rest
        ):
            return True
    if _says_no(a, item) or _announces_reply(a, a.sentence_of[first], first):
        return True
    sentence = a.sentences[a.sentence_of[first]]
    outside = _outside(a, item, sentence.start, sentence.end)
    return _RESPONDING.search(outside) is not None and "?" not in outside


def _says_no(a: Analysis, item: Found) -> bool:
    """Return whether quoted words deny what was said just before: "That is not true"."""
    first, last = a.tokens_in(*item.content[0])
    return first < last and a.quoted[first] >= 0 and _DENIAL.match(a.text, a.ends[first]) is not None


def _announces_reply(a: Analysis, sentence: int, cue: int) -> bool:
    """Return whether a verb of replying announces the words: "Lee answered at once. “...,” she said", "answered, saying"."""
    begin = a.sentence_tokens[sentence][0]
    if a.quoted[begin] < 0:
        places = range(begin, cue)
    elif sentence and a.sentence_paragraph[sentence - 1] == a.sentence_paragraph[sentence]:
        places = range(*a.sentence_tokens[sentence - 1])
        if any(a.quoted[i] >= 0 for i in places):
            return False
    else:
        return False
    return any(
        form.verb.replies and not form.rest
        for i in places
        if a.quoted[i] < 0
        for form in cue_forms().get(a.lower[i], ())
    )


def _outside(a: Analysis, item: Found, start: int, end: int) -> str:
    """Return the words of a sentence that are not the content of a statement."""
    kept = []
    at = start
    for s, e in item.content:
        kept.append(a.text[at : max(at, min(s, end))])
        at = max(at, min(e, end))
    return " ".join([*kept, a.text[at:end]])


def _announced(a: Analysis, i: int, found: list[Found], who: list[Resolved], acts: list[str]) -> list[int]:
    """Return the statements that are said to have followed statement ``i``: "The warning came after Lee said A"."""
    if found[i].cue is None or who[i].entity is None:
        return []
    first, _ = a.tokens_in(*found[i].cue)  # type: ignore[misc]
    begin, end = a.sentence_tokens[a.sentence_of[first]]
    sentence = a.text[a.starts[begin] : a.ends[end - 1]]
    came, drew = _CAME.search(sentence), _DREW.search(sentence)
    leads = i == 0 or _place(a, found[i - 1])[1] != _place(a, found[i])[1]
    if (came is None and drew is None) or not leads:
        return []
    nouns = cues().nouns
    wanted = {nouns[a.lower[t]].act for t in range(begin, end) if a.lower[t] in nouns and a.quoted[t] < 0}
    paragraph = a.paragraph_of(first)
    near = range(max(0, i - _NEAR), min(len(found), i + _NEAR))
    for j in sorted(near, key=lambda j: abs(j - i)):
        other = who[j].entity
        if other is None or other is who[i].entity or acts[j] not in wanted:
            continue
        if abs(_place(a, found[j])[0] - paragraph) <= 4:
            return [j]
    return []
