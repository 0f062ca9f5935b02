"""Language: tells the language of a text from its script and its small words.

Decides the language as an ISO 639-1 code. Refuses to guess: a short or a mixed text has none.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache

from onrecord.lexicon import Table, load

SAMPLE = 20_000
MIN_WORDS = 12
MIN_SHARE = 0.12
"""At least this share of a text's words are small words of its language."""
MIN_LEAD = 1.08
"""The best language must lead the second by this factor."""
SCRIPT_SHARE = 0.3
_WORD = re.compile(r"[^\W\d_]+")
_SCRIPTS = (
    ("ja", re.compile(r"[\u3040-\u30ff]")),
    ("ko", re.compile(r"[\uac00-\ud7af]")),
    ("zh", re.compile(r"[\u4e00-\u9fff]")),
    ("el", re.compile(r"[\u0370-\u03ff]")),
    ("he", re.compile(r"[\u0590-\u05ff]")),
    ("th", re.compile(r"[\u0e00-\u0e7f]")),
    ("hi", re.compile(r"[\u0900-\u097f]")),
    ("ka", re.compile(r"[\u10a0-\u10ff]")),
    ("hy", re.compile(r"[\u0530-\u058f]")),
    ("ta", re.compile(r"[\u0b80-\u0bff]")),
    ("bn", re.compile(r"[\u0980-\u09ff]")),
)
_ARABIC = re.compile(r"[\u0600-\u06ff]")
_PERSIAN = re.compile(r"[\u067e\u0686\u06af\u06cc]")
_URDU = re.compile(r"[\u0679\u06d2\u06ba]")
JAPANESE_SHARE = 0.08


class FunctionWords(Table, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The lexicon file of small words."""

    words: dict[str, tuple[str, ...]]


@cache
def _languages_of() -> dict[str, tuple[str, ...]]:
    by_word: dict[str, tuple[str, ...]] = {}
    for code, words in load("function_words", FunctionWords).words.items():
        for word in words:
            by_word[word] = (*by_word.get(word, ()), code)
    return by_word


def find_language(text: str) -> str | None:
    """Return the ISO 639-1 code of the language of ``text``, None where it cannot be told."""
    sample = text[:SAMPLE]
    letters = sum(map(str.isalpha, sample))
    if letters < MIN_WORDS * 2:
        return None
    by_script = _by_script(sample, letters)
    if by_script:
        return by_script
    found = [w.lower() for w in _WORD.findall(sample)]
    if len(found) < MIN_WORDS:
        return None
    votes: Counter[str] = Counter()
    for word in found:
        votes.update(_languages_of().get(word, ()))
    ranked = votes.most_common(2)
    if not ranked or ranked[0][1] < MIN_SHARE * len(found):
        return None
    if len(ranked) > 1 and ranked[0][1] < MIN_LEAD * ranked[1][1]:
        return None
    return ranked[0][0]


def _by_script(sample: str, letters: int) -> str | None:
    for code, script in _SCRIPTS:
        share = JAPANESE_SHARE if code == "ja" else SCRIPT_SHARE
        if len(script.findall(sample)) >= share * letters:
            return code
    if len(_ARABIC.findall(sample)) >= SCRIPT_SHARE * letters:
        return "ur" if _URDU.search(sample) else "fa" if _PERSIAN.search(sample) else "ar"
    return None
