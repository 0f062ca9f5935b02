"""The labelled page: what a page reader (for markup or for plain text) hands to the rest of the article room.

Decides the one shape that both readers fill and that origin, completeness and assembly read. Refuses to know how a label
was found.
"""

from __future__ import annotations

from functools import cached_property
from itertools import compress
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


class LabelledPage(Record, frozen=True, kw_only=True, dict=True):
    """A page with every visible block labelled, in page order, and what its markup says besides.

    ``head`` is an Article without text: the metadata with their evidence. ``structured`` are the page's structured data
    objects (JSON-LD, flattened). ``markup`` are signs in the markup that bear on completeness (a paywall container, a
    challenge script, a declared word count), each with the markup as evidence; the completeness room weighs them.

    ``texts`` and ``labels`` are those of the blocks, ``inside`` the numbers of the blocks that are the article's: most
    finders look through all blocks for a few, and share these lists.
    """

    page: Page
    blocks: tuple[LabelledBlock, ...]
    head: Article = Article()
    structured: tuple[dict[str, Any], ...] = ()
    markup: tuple[Reason, ...] = ()
    steps: tuple[Step, ...] = ()

    @cached_property
    def texts(self) -> list[str]:
        """The texts of all blocks."""
        return [block.text for block in self.blocks]

    @cached_property
    def labels(self) -> list[BlockLabel | SetAsideKind]:
        """The labels of all blocks."""
        return [block.label for block in self.blocks]

    @cached_property
    def inside(self) -> list[int]:
        """The numbers of the blocks that are the article's."""
        return self.numbers_of(ARTICLE_LABELS)

    def numbers_of(self, labels: frozenset[str]) -> list[int]:
        """The numbers of the blocks with one of ``labels``."""
        return list(compress(range(len(self.blocks)), map(labels.__contains__, self.labels)))

    @property
    def article(self) -> list[LabelledBlock]:
        """The blocks that are the article's."""
        return [self.blocks[i] for i in self.inside]
