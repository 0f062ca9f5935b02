"""Layouts: speech that is told by the shape of the page, not by marks or cues.

Decides on interviews (labelled turns, or questions with answers under them), on embedded posts ("— Name (@name) date") and
on lines of voices, each with its name behind a dash. Such statements are verbatim, whether marks say so or not. Refuses to
judge from a single paragraph: an interview has several.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable

from onrecord.statements.drafts import Chunk, Draft
from onrecord.statements.names import find_names
from onrecord.statements.rolewords import bare
from onrecord.statements.tokens import Analysis
from onrecord.statements.vocabulary import given_names, titles, words

UNHEARD = 0.0
"""The confidence of what the paper itself asks: nothing in it is anybody's statement, and it is none itself."""
_LABEL = re.compile(r"[\"“]?(?P<label>[A-Z][\w.’' -]{0,38}?)\s?:\s+(?=\S)")
_POST = re.compile(r"[—–-]{1,2}\s?(?P<name>[^\n()@]{2,60}?)\s?\(@\w{1,30}\)")
_SIGNED = re.compile(
    r"^(?P<words>[\"“”][^\n]{8,}[\"”])[ \u00a0]*[—–―-]{1,2}[ \u00a0]*(?P<name>[^\W\d_][^\n\"“”]{2,58}?)[ \u00a0.]*$",
    re.MULTILINE,
)
_WORD = re.compile(r"\S+")
_ADDRESSES = ("http://", "https://", "pic.twitter.com/")
_FIRST_PERSON = frozenset(["i", "my", "me", "we", "our", "us", "i'm", "i've", "i'd", "we're", "we've"])
_SINGULAR = frozenset(["i", "my", "me", "i'm", "i've", "i'd"])
_ADDRESSED = frozenset(["you", "your", "you're", "you've", "you'd", "yourself", "us"])
_PERSONAL = _FIRST_PERSON | {"you", "your", "you're", "you've", "?"}
_LEAST_TALK = 0.34
_ASKERS = frozenset(["q", "question", "interviewer", "host", "moderator"])
_ANSWERERS = frozenset(["a", "answer"])
_MIN_TURNS = 3
_LONGEST_QUESTION = 70
_MOST_QUOTED = 0.04
_MOST_SET_OFF = 0.25
_LEAST_ASKED, _MOSTLY_ASKED = 0.34, 0.6
"""Shares of the questions that say "you": what a firm asks itself on its page seldom does."""


def find_layouts(a: Analysis) -> list[Draft]:
    """Return the statements that the layout tells."""
    return _posts(a) + _signed(a) + (_turns(a) or _answers(a))


def _tokens(a: Analysis, paragraph: int) -> Chunk:
    return a.tokens_in(*a.paragraphs[paragraph])


def _posts(a: Analysis) -> list[Draft]:
    """Return embedded posts: a paragraph, and under it its author with a handle in brackets.

    Where the page told what belongs to posts, the paragraphs above belong to the post too, up to the author of another.
    """
    found = []
    authors = {
        i: m for i, (start, end) in enumerate(a.paragraphs) if (m := _POST.match(a.text, start, min(end, start + 120)))
    }
    for index, match in authors.items():
        if index == 0 or index - 1 in authors:
            continue
        top = index - 1
        while top > 0 and top - 1 not in authors and _is_posted(a, top - 1):
            top -= 1
        pieces = [(first, last) for first, last in (_posted_words(a, i) for i in range(top, index)) if last > first]
        source = a.tokens_in(match.start("name"), match.end("name"))
        quotes = any(q >= 0 for first, last in pieces for q in a.quoted[first:last])
        if sum(last - first for first, last in pieces) >= 3 and not quotes:
            found.append(Draft(a.sentence_of[pieces[0][0]], pieces, None, source, confidence=0.7))
    return found


def _is_posted(a: Analysis, paragraph: int) -> bool:
    """Return whether the page told that a paragraph belongs to a post."""
    start, end = a.paragraphs[paragraph]
    at = bisect_right(a.posts, start, key=lambda post: post[0]) - 1
    return at >= 0 and end <= a.posts[at][1]


def _posted_words(a: Analysis, paragraph: int) -> Chunk:
    """Return the tokens of a post's paragraph without the addresses at its end."""
    start, end = a.paragraphs[paragraph]
    spans = [match.span() for match in _WORD.finditer(a.text, start, end)]
    while spans and a.text.startswith(_ADDRESSES, spans[-1][0]):
        spans.pop()
    return a.tokens_in(start, spans[-1][1] if spans else start)


def _signed(a: Analysis) -> list[Draft]:
    """Return lines that are a quotation with its speaker behind a dash, where several are."""
    found = []
    for match in _SIGNED.finditer(a.text):
        piece = a.tokens_in(match.start("words"), match.end("words"))
        source = a.tokens_in(match.start("name"), match.end("name"))
        if source[0] < source[1] and a.words[source[0]][0].isupper() and "@" not in match["name"]:
            found.append(Draft(a.sentence_of[piece[0]], [piece], None, source, confidence=0.7))
    return found if len(found) > 1 else []


def _turns(a: Analysis) -> list[Draft]:
    """Return the turns of a labelled conversation ("Q: ...", "LEE: ..."), those of the one who asks as unheard."""
    labels: list[tuple[int, re.Match[str]]] = []
    for index, (start, end) in enumerate(a.paragraphs):
        match = _LABEL.match(a.text, start, min(end, start + 60))
        if match is not None:
            labels.append((index, match))
    counts = Counter(match["label"] for _, match in labels)
    short = _short(label for label, count in counts.items() if count > 1)
    turns = [(i, m) for i, m in labels if counts[m["label"]] > 1 or _key(m["label"], short) in short]
    if len(turns) < _MIN_TURNS or len({_key(m["label"], short) for _, m in turns}) < 2:
        return []
    if not _is_talk(a, [index for index, _ in turns]):
        return []
    found = []
    askers = _ASKERS | _papers(a, turns)
    guest = _guest(a, turns[0][0]) if any(m["label"].lower() in _ANSWERERS for _, m in turns) else None
    for at, (index, match) in enumerate(turns):
        label = match["label"].lower()
        until = turns[at + 1][0] if at + 1 < len(turns) else index + 1
        first, last = a.tokens_in(match.end(), a.paragraphs[index].end)
        until -= at + 1 < len(turns) and until - 1 > index and _is_asked(a, until - 1)
        pieces = [(first, last), *(_tokens(a, i) for i in range(index + 1, until) if not is_aside(a, i))]
        source = None if label in _ANSWERERS else a.tokens_in(match.start("label"), match.end("label"))
        heard = UNHEARD if label in askers else 0.7
        found.append(Draft(a.sentence_of[first], pieces, None, source or guest, confidence=heard))
    return found


def _key(label: str, short: set[str]) -> str:
    """Return what tells one label from others: "Ann Lee" and then "Ms Lee" or "Lee" is one speaker."""
    last = label.rpartition(" ")[2]
    return last if last in short else label


def _short(labels: Iterable[str]) -> set[str]:
    """Return the names that labels give alone or behind "Ms" and the like."""
    table = titles().honorifics
    leads = {"", *table.male, *table.female, *table.any}
    parts = (label.rpartition(" ") for label in labels)
    return {last for lead, _, last in parts if bare(lead) in leads}


def _papers(a: Analysis, turns: list[tuple[int, re.Match[str]]]) -> set[str]:
    """Return the labels of the paper itself, "The Lorne Star", whose turns are questions: it asks, and reports nobody."""
    named = {m["label"].lower() for _, m in turns if m["label"].startswith("The ")}
    asked = Counter(m["label"].lower() for i, m in turns if "?" in a.text[slice(*a.paragraphs[i])])
    said = Counter(m["label"].lower() for _, m in turns)
    return {label for label in named if 2 * asked[label] >= said[label]}


def _is_asked(a: Analysis, paragraph: int) -> bool:
    """Return whether a paragraph without a label is what the interviewer asks: "How did it help you?"."""
    first, last = _tokens(a, paragraph)
    return a.text[a.paragraphs[paragraph].end - 1] == "?" and last - first <= _LONGEST_QUESTION


def _is_talk(a: Analysis, paragraphs: list[int]) -> bool:
    """Return whether people talk to each other there: recipes and tables have labels too, but no "I", no "you"."""
    talks = sum(bool(_PERSONAL & set(a.lower[slice(*_tokens(a, i))])) for i in paragraphs)
    return talks >= _LEAST_TALK * len(paragraphs)


def is_aside(a: Analysis, index: int) -> bool:
    """Return whether a paragraph tells what happened meanwhile: "(Laughter.)"."""
    start, end = a.paragraphs[index]
    # A mark and a full stop at most stand outside the brackets; the paragraph may be long, and hold many quotations.
    opening, closing = (
        a.text[start : start + 2].lstrip('"“”')[:1],
        a.text[max(start, end - 3) : end].rstrip('"“”.')[-1:],
    )
    return opening + closing in ("()", "[]")


def _answers(a: Analysis) -> list[Draft]:
    """Return the answers of an interview that is set as questions with answers under them, without labels."""
    questions = [
        i for i, (start, end) in enumerate(a.paragraphs) if a.text[end - 1] == "?" and _is_question(a, i, start)
    ]
    blocks = []
    for at, index in enumerate(questions):
        until = questions[at + 1] if at + 1 < len(questions) else _end_of_answer(a, index + 1)
        if until > index + 1:
            blocks.append(range(index + 1, until))
    personal = [b for b in blocks if any(set(a.lower[slice(*_tokens(a, i))]) & _FIRST_PERSON for i in b)]
    if len(blocks) < _MIN_TURNS or len(personal) < 0.6 * len(blocks):
        return []
    quoted = sum(q >= 0 for q in a.quoted[_tokens(a, questions[0])[0] :])
    guest = _guest(a, questions[0])
    asked = sum(bool(_ADDRESSED & set(a.lower[slice(*_tokens(a, i))])) for i in questions)
    if guest is None or asked < _LEAST_ASKED * len(questions):
        return []
    # Who interviews says "you" nearly always, and may set off words of the answers in marks; where not, others are quoted.
    most = _MOST_SET_OFF if asked >= _MOSTLY_ASKED * len(questions) and len(personal) == len(blocks) else _MOST_QUOTED
    if quoted > most * len(a.words):
        return []
    return [
        Draft(a.sentence_of[_tokens(a, b[0])[0]], [_tokens(a, i) for i in b], None, guest, confidence=0.6)
        for b in blocks
    ]


def _is_question(a: Analysis, index: int, start: int) -> bool:
    first, last = _tokens(a, index)
    return (
        last - first <= _LONGEST_QUESTION and not any(q >= 0 for q in a.quoted[first:last]) and a.text[start].isupper()
    )


def _end_of_answer(a: Analysis, paragraph: int) -> int:
    """Return where the last answer ends, which no question follows: with the last paragraph in a row that says "I"."""
    until = paragraph + 1
    while until < len(a.paragraphs) and _SINGULAR & set(a.lower[slice(*_tokens(a, until))]):
        until += 1
    return min(until, len(a.paragraphs))


def _guest(a: Analysis, before: int) -> Chunk | None:
    """Return the mention of the person that the paragraphs before ``before`` name most often; a given name tells a person."""
    end = _tokens(a, max(before, 1) - 1)[1]
    names = [m for m in find_names(a) if m.first < end and m.kind in ("person", None)]
    names = [m for m in names if not a.lower[max(m.first - 1, 0)].endswith(("'s", "’s"))]
    told = [m for m in names if bare(a.words[m.first]) in given_names()] or names
    surnames = Counter(a.lower[m.last - 1] for m in told if a.lower[m.last - 1] not in words().starters)
    if not surnames:
        return None
    top = surnames.most_common(1)[0][0]
    fullest = max((m for m in told if a.lower[m.last - 1] == top), key=lambda m: m.last - m.first)
    first_name = [m for m in told if m.last - m.first > 1 and a.lower[m.first] == top]
    fullest = max([fullest, *first_name], key=lambda m: m.last - m.first)
    return fullest.first, fullest.last
