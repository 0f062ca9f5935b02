"""The reading of a dump: each line gets its label, and the head is read from the lines around the text.

Decides what of a plain text is the article. Refuses to change a word of it.
"""

from __future__ import annotations

from onrecord.article.dump.kinds import Words, kind_of, words_of
from onrecord.article.dump.lines import Line, lines_of
from onrecord.article.labelled import LabelledBlock, LabelledPage
from onrecord.records import Article, BlockLabel, Page, SetAsideKind, Step

MIN_SENTENCE_WORDS = 9
TERMINALS = ".!?…。！？\"'”’»）)]:"


def label_page(page: Page) -> LabelledPage:
    """Return ``page``, a plain text, with every line labelled, in order."""
    lines = lines_of(page.content)
    words = [words_of(line.text) for line in lines]
    inside = _article_lines(lines, words)
    blocks = []
    for i, line in enumerate(lines):
        label: BlockLabel | SetAsideKind
        if i in inside:
            label = "paragraph" if _is_sentence(line, words[i]) else "subheading"
        else:
            label = kind_of(line.text, words[i], is_listed=bool(line.bullet))
        blocks.append(LabelledBlock(text=line.text, label=label))
    step = Step(name="dump", detail=f"{len(inside)} of {len(lines)} lines of the plain text are the article's.")
    return LabelledPage(page=page, blocks=tuple(blocks), head=Article(), steps=(step,))


def _is_sentence(line: Line, words: Words) -> bool:
    return len(words.tokens) >= MIN_SENTENCE_WORDS and line.text[-1] in TERMINALS


def _article_lines(lines: list[Line], words: list[Words]) -> set[int]:
    good = []
    for line, found in zip(lines, words, strict=True):
        debris = any(m.weight == "gate" for m in found.matches) or found.covered > 0.3
        good.append(_is_sentence(line, found) and not debris)
    best: tuple[int, int, int] = (0, 0, 0)
    total = start = 0
    for i in range(len(lines)):
        value = len(words[i].tokens) if good[i] else -12
        if total <= 0:
            total, start = 0, i
        total += value
        if total > best[0]:
            best = (total, start, i + 1)
    _, first, last = best
    return {i for i in range(first, last) if good[i] or not words[i].matches}
