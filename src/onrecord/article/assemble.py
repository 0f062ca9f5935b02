"""Assembly: a labelled page becomes one article reading.

Decides how article blocks are joined into the text and where each stands in it. Refuses to change a word of a block.
"""

from __future__ import annotations

from typing import cast

from msgspec.structs import replace

from onrecord.article.labelled import ARTICLE_LABELS, Label, LabelledPage
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
    labels: list[Label] = ["gate" if label in ARTICLE_LABELS else label for label in labelled.labels]
    return replace(labelled, labels=tuple(labels), inside=())


def assemble(
    labelled: LabelledPage, *, origin: Origin | None, completeness: Completeness, steps: tuple[Step, ...]
) -> ArticleReading:
    """Return the reading of the article: its blocks joined by blank lines, the rest set aside in page order.

    ``steps`` are those that follow on the page reader's own.
    """
    labels = labelled.labels
    blocks: list[Block] = []
    at = 0
    for position in labelled.inside:
        end = at + len(labelled.texts[position])
        blocks.append(Block(label=cast("BlockLabel", labels[position]), start=at, end=end, position=position))
        at = end + len(BLOCK_GAP)
    aside = [
        SetAside(kind=cast("SetAsideKind", label), text=text, position=position)
        for position, (label, text) in enumerate(zip(labels, labelled.texts, strict=True))
        if label not in ARTICLE_LABELS
    ]
    article = replace(labelled.head, text=BLOCK_GAP.join(labelled.article), blocks=tuple(blocks), origin=origin)
    return ArticleReading(
        article=article, completeness=completeness, set_aside=tuple(aside), steps=(*labelled.steps, *steps)
    )
