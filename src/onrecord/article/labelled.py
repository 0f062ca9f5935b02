"""The labelled page: what a page reader (for markup or for plain text) hands to the rest of the article room.

Decides the one shape that both readers fill and that origin, completeness and assembly read. Refuses to know how a label
was found.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import compress
from typing import Any, get_args

from onrecord.records import Article, BlockLabel, Page, Reason, Record, SetAsideKind, Step

ARTICLE_LABELS: frozenset[str] = frozenset(get_args(BlockLabel))
"""The labels that make a block part of ``article.text``; every other label is a kind of ``set_aside``."""


Label = BlockLabel | SetAsideKind


def inside_of(labels: Sequence[Label]) -> list[int]:
    """Return the numbers of the labels that make a block part of the article's text."""
    return list(compress(range(len(labels)), map(ARTICLE_LABELS.__contains__, labels)))


class LabelledPage(Record, frozen=True, kw_only=True):
    """A page with every visible block labelled, in page order, and what its markup says besides.

    ``texts`` are the blocks, word for word, ``labels`` what each of them is, ``inside`` the numbers of those that are the
    article's (``inside_of``). ``head`` is an Article without text: the metadata with their evidence. ``structured`` are the
    page's structured data objects (JSON-LD, flattened). ``markup`` are signs in the markup that bear on completeness (a
    paywall container, a challenge script, a declared word count), each with the markup as evidence; the completeness room
    weighs them.
    """

    page: Page
    texts: tuple[str, ...]
    labels: tuple[Label, ...]
    inside: Sequence[int]
    head: Article = Article()
    structured: tuple[dict[str, Any], ...] = ()
    markup: tuple[Reason, ...] = ()
    steps: tuple[Step, ...] = ()

    @property
    def article(self) -> list[str]:
        """The texts of the blocks that are the article's."""
        return [self.texts[i] for i in self.inside]
