"""Pulled quotations: those that a page prints once more, in large letters between two paragraphs of its story.

Decides which of two statements with the same words is the pulled one: it stands in the shorter paragraph. Whoever spoke there
is not who goes on speaking behind it. Refuses to drop either.
"""

from __future__ import annotations

from onrecord.records import Found
from onrecord.statements.tokens import Analysis

_SHORTEST = 6
"""Words from which the same words in marks are the same utterance, not a phrase that was said again."""


def pulled(a: Analysis, found: list[Found]) -> set[int]:
    """Return the places in ``found`` of the statements that only repeat another's quotation in a paragraph of their own."""
    same: dict[tuple[str, ...], list[int]] = {}
    for i, item in enumerate(found):
        first, last = a.tokens_in(*item.content[0])
        said = tuple(word for word in a.lower[first:last] if word[0].isalnum())
        if a.quoted[first] >= 0 and len(said) >= _SHORTEST:
            same.setdefault(said[:_SHORTEST], []).append(i)
    result: set[int] = set()
    for places in same.values():
        sizes = {i: _size(a, found[i]) for i in places}
        longest = max(sizes.values())
        result |= {i for i, size in sizes.items() if size < longest}
    return result


def _size(a: Analysis, item: Found) -> int:
    """Return how long the paragraph is in which a statement begins."""
    start, end = a.paragraphs[a.paragraph_of(a.token_at(item.content[0][0]))]
    return end - start
