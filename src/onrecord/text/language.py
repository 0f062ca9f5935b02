"""Language: which one a text is in.

Decides by the text itself, and by a declaration only between languages that the text fits about as well. Refuses to tell
the language of a few words. The detector is Resiliparse's (docs/decisions.md).
"""

from __future__ import annotations

from typing import Any, Final

MIN_CHARS: Final = 60
"""Texts of fewer letters than this are not judged, unless they are in a script that says more with one."""
_DENSE_FROM: Final = "\u2e80"
"""From here on (the scripts of East Asia) one character counts for three."""
SAMPLE: Final = 700
"""How many characters are shown to the detector; more do not change its answer on news."""
MAX_DISTANCE: Final = 1_500
"""Beyond this distance the text fits no language that the detector knows."""
NEAR_DISTANCE: Final = 1.15
"""Languages whose distance is at most so many times the smallest one fit the text about as well."""


def language_of(text: str, declared: str = "") -> str | None:
    """Return the ISO 639-1 code of the language of ``text``; None where it is too short or fits none.

    ``declared`` is a code that somebody claims; it decides only among languages that fit about as well.
    """
    sample = text[:SAMPLE]
    if len(sample) < MIN_CHARS and sum(3 if c >= _DENSE_FROM else 1 for c in sample) < MIN_CHARS:
        return None
    from resiliparse.parse.lang import detect_fast

    ranked: Any = detect_fast(sample, n_results=3, cutoff=MAX_DISTANCE)
    if not ranked or ranked[0][0] == "unknown":
        return None
    near = [str(name) for name, distance in ranked if distance <= ranked[0][1] * NEAR_DISTANCE]
    return declared if declared in near else near[0]
