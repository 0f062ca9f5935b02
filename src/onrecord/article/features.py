"""Features: what each block of a page looks like, as numbers.

Decides what is measured of a block, of the boxes around it and of its place on the page. Refuses to know what any of it
means; the classifier has learned that.
"""

from __future__ import annotations

import re
from array import array
from collections import Counter
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from onrecord.article.boxes import Vocabulary
from onrecord.article.pieces import Run

if TYPE_CHECKING:
    import numpy as np

    Matrix = np.ndarray[Any, np.dtype[np.float32]]

FIRST_WORDS: Final = 6
"""So many words at the start of a block, and the last one, are looked up among the text words."""
MAX_INLINE: Final = 6
LEVELS: Final = 5
"""Ways in which blocks belong together: in one box, in the three boxes around it, in boxes of the same make."""
_SENTENCE_END: Final = re.compile(r"[.!?…:;。！？।؟][\"”’»“」)\]]*(?:\s|$)")
_GOOD_LENGTH: Final = 80
"""A block of so many characters outside links is running text rather than a label."""
_ENDS: Final = frozenset('.!?…。！？।؟"”’»“」)')
_QUOTES: Final = frozenset("\"'“„«‘»「")


class Hints(NamedTuple):
    """What the rest of the page says of the article: its headline, its summary, its text in the structured data."""

    headline: str | None
    summary: str | None
    body: str | None
    start: int | None
    """The number of the block that prints the headline."""


class Measured(NamedTuple):
    """The features of the blocks that were asked for, a row each."""

    dense: Matrix
    words: tuple[tuple[tuple[int, int], ...], list[int], list[int]]
    """Box words: the distinct pairs (near, far), and for each block the pair's number; then the inline words."""
    text_words: list[int]
    groups: Any
    mass: Any
    """How much running text the block holds."""


def text_words_of(text: str) -> list[str]:
    """The first words of a block, and its last one, in lower case."""
    words = text[:160].lower().split(None, FIRST_WORDS)
    return [*words[:FIRST_WORDS], "$" + text[-20:].lower().rsplit(None, 1)[-1]]


def measure(runs: list[Run], rows: list[int], vocabulary: Vocabulary, hints: Hints) -> Measured:
    """Return the features of the blocks ``rows`` of ``runs``, at least one."""
    import numpy as np

    kept = [runs[i] for i in rows]
    flat: list[float] = []
    for run in kept:
        flat += _shape(run, hints)
    # An array of the standard library takes numbers of all kinds in half the time.
    shapes = np.frombuffer(array("f", flat), dtype=np.float32).reshape(len(kept), SHAPES)
    groups = group_numbers(kept)
    pairs: dict[tuple[int, int], int] = {}
    numbers, inline, text_words = [], [], []
    known = vocabulary.text_bits.get
    for run in kept:
        box = run.box
        numbers.append(pairs.setdefault((box.near_words, box.far_words), len(pairs)))
        mask = 0
        for element, _ in run.elements[:MAX_INLINE]:
            mask |= element.facts[0]
        inline.append(mask)
        mask = 0
        for word in text_words_of(run.text):
            mask |= known(word, 0)
        text_words.append(mask)
    dense = np.empty((FEATURES, len(kept)), dtype=np.float32)
    dense[:SHAPES] = _scale(shapes).T
    _places(dense[SHAPES:], kept, _Order(rows, len(runs), hints.start), shapes, groups)
    mass = np.minimum(shapes[:, 0] - shapes[:, 2], 400.0) + 1.0
    return Measured(dense.T, (tuple(pairs), numbers, inline), text_words, groups, mass)


FEATURES: Final = 78
SHAPES: Final = 27
_COUNTS: Final = (4, 5, 7, 8)


def _shape(run: Run, hints: Hints) -> tuple[float, ...]:
    text = run.text
    first, last, length = text[0], text[-1], len(text)
    body = hints.body
    return (
        length,
        text.count(" ") + 1,
        run.link_chars,
        run.strong_chars,
        run.links,
        run.breaks,
        run.after_break,
        len(_SENTENCE_END.findall(text)) if length > 20 else 0,
        text.count(",") + text.count("、") + text.count("，"),
        last in _ENDS,
        last == ":",
        last in "…»›>→+",
        first.isupper(),
        first.islower(),
        first in _QUOTES,
        first.isdigit(),
        length > 3 and text.isupper(),
        "|" in text or "•" in text or "·" in text,
        "©" in text or "(c)" in text,
        "@" in text,
        hints.headline is not None and 8 < length < 400 and text in hints.headline,
        hints.summary is not None and length > 15 and text[:60] in hints.summary,
        0.0 if body is None or length < 20 else 1.0 if text[:50] in body and text[-30:] in body else -1.0,
        run.box.depth,
        0.0,
        run.opens_with_link,
        "time" in [element.tag for element, _ in run.elements],
    )


def _scale(shapes: Matrix) -> Matrix:
    """Counts by their logarithm, parts by their share of the block."""
    import numpy as np

    chars, words = shapes[:, 0], shapes[:, 1]
    scaled = shapes.copy()
    scaled[:, :2] = np.log1p(shapes[:, :2]) / 3
    scaled[:, 2:4] = shapes[:, 2:4] / chars[:, None]
    scaled[:, _COUNTS] = np.log1p(shapes[:, _COUNTS]) / 2
    scaled[:, 23] /= 20
    scaled[:, 24] = chars / words / 8
    return np.minimum(scaled, 3.0)


def group_numbers(runs: list[Run]) -> Any:
    """Return for each block the numbers of the groups that it belongs to, a column for each of the ``LEVELS``."""
    import numpy as np

    makes: dict[tuple[object, ...], int] = {}
    flat: list[int] = []
    for run in runs:
        box = run.box
        second = box.parent or box
        third = second.parent or second
        number = makes.setdefault((box.element.make, second.element.make, third.element.make), len(makes))
        flat += (box.number, second.number, third.number, (third.parent or third).number, number)
    return np.array(flat, dtype=np.int64).reshape(len(runs), LEVELS)


def sums_of_groups(groups: Any, *weights: Any) -> list[Any]:
    """Return for each of the ``weights`` of the blocks their sums in the groups of each level, a row a level.

    Without weights, the blocks are counted. All levels are added up at once: their groups are numbered one after the other.
    """
    import numpy as np

    size = int(groups.max()) + 1
    flat = (groups.T + np.arange(0, LEVELS * size, size)[:, None]).ravel()
    sums = [np.bincount(flat, np.concatenate((weight,) * LEVELS)) for weight in weights] or [np.bincount(flat)]
    return [found[flat].reshape(LEVELS, len(groups)) for found in sums]


class _Order(NamedTuple):
    """Where blocks stand on their page: their numbers, how many there are in all, and which one prints the headline."""

    rows: list[int]
    total: int
    headline: int | None


def _places(out: Matrix, kept: list[Run], order: _Order, shapes: Matrix, groups: Any) -> None:
    """Write where each block stands: on the page, after the headline, among its neighbours, in its boxes; a row a feature."""
    import numpy as np

    chars, link_chars = shapes[:, 0], shapes[:, 2]
    plain = chars - link_chars
    density = link_chars / chars
    good = np.where((plain > _GOOD_LENGTH) & (density < 0.4), plain, 0.0)
    total = good.sum() + 1.0
    place, top = np.array(order.rows), order.headline
    before = np.cumsum(good) - good
    images = np.array([run.images for run in kept])
    gaps = np.empty(len(kept))
    gaps[0], gaps[1:] = place[0], place[1:] - place[:-1] - 1
    skipped = np.log1p(gaps) / 3
    out[0] = place / order.total
    out[1] = before / total
    out[2] = (total - 1 - before - good) / total
    out[3] = np.log1p(order.total) / 5
    out[4:7] = 0.0
    if top is not None:
        out[4] = 1.0
        out[5] = place > top
        out[6] = np.minimum(np.maximum((place - top) / 20, -2), 2)
    out[7] = skipped
    out[8, 0], out[9, -1] = min(images[0], 2), 0.0
    out[8, 1:] = out[9, :-1] = np.minimum(images[1:] - images[:-1], 2)
    _groups(out[10:25], groups, good, chars, link_chars)
    texts = Counter([run.text for run in kept])
    out[25] = np.minimum(np.array([texts[run.text] for run in kept]) - 1, 3)
    _teasers(out[26:29], kept, density, groups[:, LEVELS - 1].tolist())
    _neighbours(out[29:47], np.stack([np.log1p(chars) / 3, density, groups[:, 1], skipped]))
    _means(out[47:51], np.stack([good > 0, density]))


def _groups(out: Matrix, groups: Any, good: Any, chars: Any, link_chars: Any) -> None:
    """Of each group of a block: its part of the page's running text, its size, and how much of it is links."""
    import numpy as np

    texts, all_chars, links = sums_of_groups(groups, good, chars, link_chars)
    out[0::3] = texts / (good.sum() + 1.0)
    out[1::3] = np.log1p(sums_of_groups(groups)[0]) / 4
    out[2::3] = links / np.maximum(all_chars, 1)


def _teasers(out: Matrix, kept: list[Run], density: Any, makes: list[int]) -> None:
    """Whether a block follows a line that is a link, and how often two blocks of such makes follow each other here."""
    import numpy as np

    linked = np.empty(len(kept), dtype=bool)
    linked[0], linked[1:] = False, density[:-1] > 0.8
    pairs = list(pairwise((-1, *makes)))
    counts = Counter(pairs)
    often = np.log1p(np.array([counts[pair] for pair in pairs])) / 3
    out[0] = linked & np.array([False, *[run.box.tag[:1] == "h" and len(run.box.tag) == 2 for run in kept[:-1]]])
    out[1] = often * linked
    out[2] = often


def _neighbours(out: Matrix, near: Any) -> None:
    """Of the three blocks before and the three behind: how long, how much of it links, whether in the same box."""
    import numpy as np

    count = near.shape[1]
    padded = np.full((4, count + 6), -1.0)
    padded[:, 3:-3] = near
    for row, at in zip(range(0, 18, 3), (0, 1, 2, 4, 5, 6), strict=True):
        out[row : row + 2] = padded[:2, at : at + count]
        out[row + 2] = padded[2, at : at + count] == near[2]


def _means(out: Matrix, columns: Any) -> None:
    """The means over the blocks at most 4, and at most 12, places away."""
    import numpy as np

    count = columns.shape[1]
    sums = np.zeros((2, count + 1))
    np.cumsum(columns, axis=1, out=sums[:, 1:])
    for row, reach in ((0, 4), (2, 12)):
        low, high = _around(count, reach)
        out[row : row + 2] = (sums[:, high] - sums[:, low]) / (high - low)


@lru_cache(maxsize=500)
def _around(count: int, reach: int) -> tuple[Any, Any]:
    """Where the stretch begins and ends that reaches ``reach`` places before and behind each of ``count`` blocks."""
    import numpy as np

    index = np.arange(count)
    return np.maximum(index - reach, 0), np.minimum(index + reach + 1, count)
