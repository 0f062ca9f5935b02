"""Assembly: a labelled page becomes one article reading.

Decides how article blocks are joined into the text and where each stands in it. Refuses to change a word of a block.
"""

from __future__ import annotations

from typing import cast

from msgspec.structs import replace

from onrecord.article.labelled import ARTICLE_LABELS, LabelledPage
from onrecord.records import (
    ArticleReading,
    Block,
    BlockLabel,
    Completeness,
    Origin,
    SetAside,
    SetAsideKind,
    Step,
)

BLOCK_GAP = "\n\n"
"""What stands between two blocks of ``article.text``."""


def without_text(labelled: LabelledPage) -> LabelledPage:
    """Return the page with its text set aside as the gate's: what a blocked page shows is not the article."""
    blocks = tuple(replace(block, label="gate") if block.is_article else block for block in labelled.blocks)
    return replace(labelled, blocks=blocks)


def assemble(
    labelled: LabelledPage, *, origin: Origin | None, completeness: Completeness, steps: tuple[Step, ...]
) -> ArticleReading:
    """Return the reading of the article: its blocks joined by blank lines, the rest set aside in page order.

    ``steps`` are those that follow on the page reader's own.
    """
    parts: list[str] = []
    blocks: list[Block] = []
    aside: list[SetAside] = []
    at = 0
    for position, block in enumerate(labelled.blocks):
        label, text = block.label, block.text
        if label not in ARTICLE_LABELS:
            aside.append(SetAside(kind=cast("SetAsideKind", label), text=text, position=position))
            continue
        end = at + len(text)
        blocks.append(Block(label=cast("BlockLabel", label), start=at, end=end, position=position))
        parts.append(text)
        at = end + len(BLOCK_GAP)
    article = replace(labelled.head, text=BLOCK_GAP.join(parts), blocks=tuple(blocks), origin=origin)
    return ArticleReading(
        article=article, completeness=completeness, set_aside=tuple(aside), steps=(*labelled.steps, *steps)
    )
