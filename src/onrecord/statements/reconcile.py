"""Reconciliation: what a finder found is brought into line with the quotation marks.

Decides what is verbatim: a piece of content never cuts a quotation in half, and a quotation that runs over paragraphs is
kept whole. Refuses to add statements or to move anything that the marks do not touch.
"""

from __future__ import annotations

from bisect import bisect_right

from msgspec.structs import replace

from onrecord.records import Found
from onrecord.statements.layouts import is_aside
from onrecord.statements.tokens import Analysis

Piece = tuple[int, int]


def reconcile(a: Analysis, found: list[Found]) -> list[Found]:
    """Return ``found`` with its pieces set to the borders of quotations, and continued quotations joined."""
    starts = [q.start for q in a.quotations]
    taken = {_quotation(a, starts, s) for f in found for s, _ in f.content}
    result = []
    for item in found:
        parted = [part for piece in item.content for part in _by_paragraph(a, piece)]
        pieces = [p for piece in parted if (p := _whole(a, starts, piece, item))]
        pieces = _joined(a, starts, pieces, taken)
        if pieces:
            result.append(replace(item, content=tuple(pieces)))
    return result


def _quotation(a: Analysis, starts: list[int], offset: int) -> int:
    """Return the index of the quotation around ``offset``, or -1."""
    index = bisect_right(starts, offset) - 1
    return index if index >= 0 and offset < a.quotations[index].end else -1


def _by_paragraph(a: Analysis, piece: Piece) -> list[Piece]:
    """Return the parts of a piece by paragraph: the marks and blank lines between paragraphs belong to none."""
    start, end = piece
    if "\n" not in a.text[start:end]:
        return [piece]
    at = max(bisect_right(a.paragraphs, start, key=lambda p: p.start) - 1, 0)
    parts = []
    while at < len(a.paragraphs) and a.paragraphs[at].start < end:
        part = max(start, a.paragraphs[at].start), min(end, a.paragraphs[at].end)
        if part[0] < part[1]:
            parts.append(part)
        at += 1
    return parts


def _whole(a: Analysis, starts: list[int], piece: Piece, item: Found) -> Piece | None:
    """Return a piece that ends at the border of a quotation where it would end inside it, or None if nothing is left.

    The quotation is taken in if the piece holds at least half of it, and left out if not. A statement that stands inside
    one quotation as a whole, with its cue or with its speaker's label, stands within it and stays as it is.
    """
    start, end = piece
    first, last = _quotation(a, starts, start), _quotation(a, starts, end - 1)
    opener = item.cue or next(iter(item.sources), None)
    if first >= 0 and first == last and opener is not None and _quotation(a, starts, opener[0]) == first:
        return piece
    if first >= 0:
        q = a.quotations[first]
        inside = min(end, q.end) - start
        start = q.start if 2 * inside >= q.end - q.start else min(q.end, end)
    if last >= 0 and end > start:
        q = a.quotations[last]
        inside = end - max(start, q.start)
        end = q.end if 2 * inside >= q.end - q.start else max(q.start, start)
    while end > start and a.text[end - 1].isspace():
        end -= 1
    while start < end and a.text[start].isspace():
        start += 1
    return (start, end) if start < end else None


def _touch(text: str, end: int, start: int) -> bool:
    """Return whether two pieces are one that a finder cut between two words: no mark and no line end stands between."""
    return text[end:start].strip(" ") == "" and text[end - 1 : end].isalnum() and text[start : start + 1].isalnum()


def _joined(a: Analysis, starts: list[int], pieces: list[Piece], taken: set[int]) -> list[Piece]:
    """Return the pieces with the following paragraphs of a quotation that goes on, unless they are somebody else's."""
    if not pieces:
        return pieces
    merged: list[Piece] = []
    for start, end in sorted(pieces):
        if merged and (start < merged[-1][1] or _touch(a.text, merged[-1][1], start)):
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    index = _quotation(a, starts, merged[-1][1] - 1)
    while index >= 0 and a.quotations[index].continues and index + 1 < len(a.quotations):
        index += 1
        q = a.quotations[index]
        if not q.resumes or index in taken:
            break
        if is_aside(a, a.paragraph_of(a.token_at(q.start))):
            continue
        merged.append((q.start, q.end))
        taken.add(index)
    return merged
