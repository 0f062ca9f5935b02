"""The labelled page: what a page reader (for markup or for plain text) hands to the rest of the article room.

Decides the one shape that both readers fill and that origin, completeness and assembly read. Refuses to know how a label
was found.
"""

from __future__ import annotations

from typing import Any, get_args

from onrecord.records import Article, BlockLabel, Page, Reason, Record, SetAsideKind, Step

ARTICLE_LABELS: frozenset[str] = frozenset(get_args(BlockLabel))
"""The labels that make a block part of ``article.text``; every other label is a kind of ``set_aside``."""


class LabelledBlock(Record, frozen=True, kw_only=True):
    """One visible block of the page, word for word, with its label. ``language`` of the page is not known here."""

    text: str
    label: BlockLabel | SetAsideKind

    @property
    def is_article(self) -> bool:
        """Whether the block is part of the article's text."""
        return self.label in ARTICLE_LABELS


class LabelledPage(Record, frozen=True, kw_only=True):
    """A page with every visible block labelled, in page order, and what its markup says besides.

    ``head`` is an Article without text: the metadata with their evidence. ``structured`` are the page's structured data
    objects (JSON-LD, flattened). ``markup`` are signs in the markup that bear on completeness (a paywall container, a
    challenge script, a declared word count), each with the markup as evidence; the completeness room weighs them.
    """

    page: Page
    blocks: tuple[LabelledBlock, ...]
    head: Article = Article()
    structured: tuple[dict[str, Any], ...] = ()
    markup: tuple[Reason, ...] = ()
    steps: tuple[Step, ...] = ()

    @property
    def article(self) -> list[LabelledBlock]:
        """The blocks that are the article's."""
        return [block for block in self.blocks if block.label in ARTICLE_LABELS]
