"""Features: what each block of a page looks like, as numbers.

Decides what is measured of a block, of the boxes around it and of its place on the page. Refuses to know what any of it
means; the classifier has learned that.
"""

from __future__ import annotations

import re
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
    """Return the features of the blocks ``rows`` of ``runs``; all their boxes have been described."""
    import numpy as np

    kept = [runs[i] for i in rows]
    shapes = np.array([_shape(run, hints) for run in kept], dtype=np.float32)
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
    dense = np.concatenate([_scale(shapes), _places(kept, rows, len(runs), shapes, groups, hints)], axis=1)
    mass = np.minimum(shapes[:, 0] - shapes[:, 2], 400.0) + 1.0
    return Measured(dense.astype(np.float32), (tuple(pairs), numbers, inline), text_words, groups, mass)


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
        run.elements != [] and any(element.tag == "time" for element, _ in run.elements),
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
    rows = []
    known: dict[int, tuple[int, ...]] = {}
    for run in runs:
        box = run.box
        row = known.get(box.number)
        if row is None:
            second = box.parent or box
            third = second.parent or second
            make = (
                box.tag,
                box.attributes.get("class"),
                second.tag,
                second.attributes.get("class"),
                third.tag,
                third.attributes.get("class"),
            )
            number = makes.setdefault(make, len(makes))
            row = known[box.number] = (box.number, second.number, third.number, (third.parent or third).number, number)
        rows.append(row)
    return np.array(rows, dtype=np.int64)


def _places(kept: list[Run], rows: list[int], total_runs: int, shapes: Matrix, groups: Any, hints: Hints) -> Matrix:
    """Where each block stands: on the page, after the headline, among its neighbours, in its boxes."""
    import numpy as np

    count = len(kept)
    chars, link_chars = shapes[:, 0], shapes[:, 2]
    plain = chars - link_chars
    density = link_chars / chars
    good = np.where((plain > _GOOD_LENGTH) & (density < 0.4), plain, 0.0)
    total = good.sum() + 1.0
    place = np.array(rows)
    before = np.cumsum(good) - good
    top = hints.start if hints.start is not None else -1
    after = (place > top) * float(top >= 0)
    images = np.array([run.images for run in kept])
    skipped = np.log1p(np.diff(place, prepend=-1) - 1) / 3
    one = np.ones(count)
    columns = [
        place / total_runs, before / total, (total - 1 - before - good) / total, one * (np.log1p(total_runs) / 5),
        one * float(top >= 0), after, np.clip((place - top) / 20, -2, 2) * float(top >= 0), skipped,
        np.minimum(np.diff(images, prepend=0), 2), np.minimum(np.diff(images, append=images[-1]), 2),
        *_groups(groups, good, chars, link_chars, total), *_repeats(kept), *_teasers(kept, density, groups),
    ]  # fmt: skip
    logs = np.log1p(chars) / 3
    near = np.stack([logs, density, groups[:, 1].astype(np.float64), skipped], axis=1)
    padded = np.concatenate([np.full((3, 4), -1.0), near, np.full((3, 4), -1.0)])
    for step in (-3, -2, -1, 1, 2, 3):
        moved = padded[3 + step : 3 + step + count]
        columns += [moved[:, 0], moved[:, 1], moved[:, 2] == near[:, 2]]
    for reach in (4, 12):
        columns += [_mean(good > 0, reach), _mean(density, reach)]
    return np.stack(columns, axis=1, dtype=np.float32)


def _groups(groups: Any, good: Any, chars: Any, link_chars: Any, total: float) -> list[Any]:
    """Of each group of a block: its part of the page's running text, its size, and how much of it is links."""
    import numpy as np

    columns = []
    for level in range(LEVELS):
        group = groups[:, level]
        sums = np.bincount(group, weights=chars)
        columns += [
            (np.bincount(group, weights=good) / total)[group],
            (np.log1p(np.bincount(group)) / 4)[group],
            (np.bincount(group, weights=link_chars) / np.maximum(sums, 1))[group],
        ]
    return columns


def _repeats(kept: list[Run]) -> list[Any]:
    import numpy as np

    times: dict[str, int] = {}
    for run in kept:
        times[run.text] = times.get(run.text, 0) + 1
    return [np.minimum(np.array([times[run.text] for run in kept]) - 1, 3)]


def _teasers(kept: list[Run], density: Any, groups: Any) -> list[Any]:
    """Whether a block follows a line that is a link, and how often two blocks of such makes follow each other here."""
    import numpy as np

    linked = np.concatenate([[False], density[:-1] > 0.8])
    heading = np.array([False, *(run.box.tag[:1] == "h" and len(run.box.tag) == 2 for run in kept[:-1])])
    makes = groups[:, LEVELS - 1]
    pairs = np.concatenate([[-1], makes[:-1]]) * 100_003 + makes
    _, inverse, counts = np.unique(pairs, return_inverse=True, return_counts=True)
    often = np.log1p(counts[inverse]) / 3
    return [linked & heading, often * linked, often]


def _mean(column: Any, reach: int) -> Any:
    """The column's mean over the blocks at most ``reach`` places away."""
    import numpy as np

    sums = np.concatenate([[0.0], np.cumsum(column)])
    index = np.arange(len(column))
    low, high = np.maximum(index - reach, 0), np.minimum(index + reach + 1, len(column))
    return (sums[high] - sums[low]) / (high - low)
