"""Prints: a few hashes of a text by which another text that shares a stretch of it is found.

Decides which runs of words are hashed and which hashes stand for a text. Refuses to say that two texts are the same: what
prints find is compared word by word afterwards.

Statements: winnowing (Schleimer, Wilkerson and Aiken, SIGMOD 2003). Of every WINDOW neighbouring runs of RUN words the one
with the least hash is kept, so any stretch of RUN + WINDOW - 1 words that two statements share gives them a common print.
Articles: MinHash in bands (Broder 1997), computed by rensa: 0.02 ms an article where datasketch takes 1.2 ms.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence

RUN = 4
WINDOW = 4
SHORT = 12
"""Of a statement of so few words every run is kept: it may share a run of RUN words only."""
SHINGLE = 5
BANDS = 16
ROWS = 3
"""Two texts that share half of their shingles meet in a band with probability .88, a third .45, a twentieth .002.
Texts that are only partly alike are found by the statements that they share, too."""
LEAD_WORDS = 120
LEAD_BANDS = 4
"""A cut article has the beginning of the whole one; the beginnings are compared on their own."""
FRAGMENT_TAG = "q"
_SEED = 20310304


def statement_prints(words: Sequence[str]) -> list[str]:
    """Return the prints of a statement of these folded words: of short ones a single print of the whole."""
    if len(words) < RUN:
        return [_token(" ".join(words), "w")] if words else []
    hashes = [zlib.crc32(run.encode()) for run in _runs(words, RUN)]
    if len(words) <= SHORT:
        return sorted({_written(one, "r") for one in hashes})
    last = max(len(hashes) - WINDOW + 1, 1)
    return sorted({_written(min(hashes[i : i + WINDOW]), "r") for i in range(last)})


def fragment_print(words: Sequence[str]) -> str:
    """Return the print of the few words that a statement has in quotation marks."""
    return _token(" ".join(words), FRAGMENT_TAG)


def shingles(words: Sequence[str]) -> list[str]:
    """Return all runs of SHINGLE words; a text shorter than that is one run."""
    return _runs(words, SHINGLE) if len(words) >= SHINGLE else [" ".join(words)] if words else []


def article_bands(words: Sequence[str]) -> list[str]:
    """Return the bands of an article: those of the whole text, then those of its beginning."""
    runs = shingles(words)
    if not runs:
        return []
    lead = runs[: max(LEAD_WORDS - SHINGLE + 1, 1)]
    return _bands(runs, BANDS, "a") + _bands(lead, LEAD_BANDS, "b")


def _runs(words: Sequence[str], length: int) -> list[str]:
    return list(map(" ".join, zip(*(words[i:] for i in range(length)), strict=False)))


def _bands(runs: list[str], bands: int, tag: str) -> list[str]:
    from rensa import RMinHash

    minhash = RMinHash(num_perm=bands * ROWS, seed=_SEED)
    minhash.update(runs)
    least = minhash.digest()
    return [_token(",".join(map(str, least[i * ROWS : (i + 1) * ROWS])), f"{tag}{i}x") for i in range(bands)]


def _token(text: str, tag: str) -> str:
    return _written(zlib.crc32(text.encode()), tag)


def _written(number: int, tag: str) -> str:
    return f"{tag}{number:x}"
