"""The reading of a dump: each line gets its label, and the head is read from the lines around the text.

Decides what of a plain text is the article. Refuses to change a word of it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from onrecord.article.dump.classify import chances, load_trees
from onrecord.article.dump.features import features_of
from onrecord.article.dump.head import Head, read_head
from onrecord.article.dump.kinds import Words, kind_of, words_of
from onrecord.article.dump.lines import Line, lines_of
from onrecord.article.dump.rules import certain_kinds, opens_with_dateline
from onrecord.article.labelled import Label, LabelledPage, inside_of
from onrecord.records import BlockLabel, Page, Step
from onrecord.text.softhyphens import without_soft_hyphens

ARTICLE_FROM = 0.35
"""From this chance on a line is the article's: on pages not trained on, F1 is flat from 0.3 to 0.46 (docs/decisions.md)."""
DATELINE_CHANCE = 0.7
BEHIND_GATE = 0.8
"""Behind a gate in mid-page a line must be this likely: what follows a gate at the cut is the rest of the gate."""
GATE_KINDS = frozenset(
    {"subscription", "login", "javascript", "access-check", "retrieval-error", "cookie-wall", "newsletter"}
)
SENTENCE_WORDS = 9
MAX_LINES = 20_000
"""Lines behind this many are set aside unread, and a step says so."""
_ENDS = re.compile(r"[.!?…。！？:][\"'”’»«“)\]]*$")


def label_page(page: Page) -> LabelledPage:
    """Return ``page``, a plain text, with every line labelled, in order."""
    every = lines_of(without_soft_hyphens(page.content))
    lines, beyond = every[:MAX_LINES], every[MAX_LINES:]
    words = [words_of(line.text) for line in lines]
    inside = article_lines(lines, words, chances(features_of(lines, words), load_trees())) if lines else set()
    certain = certain_kinds(lines, words)
    head = read_head(lines, words, inside, certain.keys())
    inside -= head.lines.keys()
    first = min(inside, default=0)
    labels: list[Label] = []
    for i, (line, w) in enumerate(zip(lines, words, strict=True)):
        label: Label
        if i in inside:
            label = _text_label(line, w)
        elif i in head.lines:
            label = head.lines[i]
        else:
            label = certain.get(i) or kind_of(line.text, w, is_listed=bool(line.bullet))
            if label == "other" and _stands_under_headline(i, first, head):
                label = "summary"
        labels.append(label)
    labels += ["other" for _ in beyond]
    steps = [Step(name="dump", detail=f"{len(inside)} of {len(every)} lines of the plain text are the article's.")]
    if beyond:
        steps.append(
            Step(name="dump-limit", detail=f"{len(beyond)} lines behind line {MAX_LINES} were set aside unread.")
        )
    texts = tuple([line.text for line in every])
    return LabelledPage(
        page=page,
        texts=texts,
        labels=tuple(labels),
        inside=inside_of(labels),
        head=head.article,
        steps=tuple(steps),
    )


def _stands_under_headline(i: int, first: int, head: Head) -> bool:
    headlines = [j for j, kind in head.lines.items() if kind in ("headline", "masthead")]
    return bool(headlines) and max(headlines) < i < first


def article_lines(lines: Sequence[Line], words: Sequence[Words], chance: Sequence[float]) -> set[int]:
    """Return which lines are the article's: what the rules leave open, the classifier's ``chance`` decides."""
    certain = certain_kinds(lines, words)
    inside: set[int] = set()
    is_behind_gate = False
    for i, line in enumerate(lines):
        if i in certain:
            is_behind_gate = is_behind_gate or (bool(inside) and certain[i] in ("gate", "error"))
            continue
        if is_behind_gate and (chance[i] < BEHIND_GATE or any(m.kind in GATE_KINDS for m in words[i].matches)):
            continue
        likely = chance[i]
        if opens_with_dateline(line.text) and len(words[i].tokens) > SENTENCE_WORDS:
            likely = max(likely, DATELINE_CHANCE)
        if likely >= ARTICLE_FROM:
            inside.add(i)
    return inside


def _text_label(line: Line, words: Words) -> BlockLabel:
    if line.bullet and line.bullet not in "–-":
        return "list"
    return "paragraph" if len(words.tokens) >= SENTENCE_WORDS or _ENDS.search(line.text) else "subheading"
