"""Folding: what is left of a text when case, accents and punctuation do not count.

Decides which writings are one word for comparing. Refuses to change any text that is kept: folded forms are for looking up.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_POSSESSIVE = re.compile(r"(?<=\w)['’]s?(?!\w)", re.IGNORECASE)
_NUMBER_COMMA = re.compile(r"(?<=\d),(?=\d{3}\b)")
# Most texts are ASCII but for these, and need no decomposition then.
_PUNCTUATION = str.maketrans("“”„«»‘’‐‑–—…\xa0", '"""""\'\'----. ')
# Letters that no decomposition takes apart into a base letter and an accent.
_LETTERS = str.maketrans({"ø": "o", "đ": "d", "ð": "d", "ł": "l", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th"})


def fold(text: str) -> str:
    """Return ``text`` in lower case without accents, as one line.

    >>> fold("Señor  ŁUKASZ Straße")
    'senor lukasz strasse'
    """
    if not text.isascii():
        text = text.translate(_PUNCTUATION)
    if not text.isascii():
        decomposed = unicodedata.normalize("NFKD", text.casefold())
        text = "".join(c for c in decomposed if not unicodedata.combining(c)).translate(_LETTERS)
    return " ".join(text.lower().split())


def words(text: str) -> list[str]:
    """Return the folded words of ``text``; apostrophes inside a word are dropped, as are commas inside a number.

    >>> words("“We’ll spend 1,500,” she said.")
    ['well', 'spend', '1500', 'she', 'said']
    """
    folded = fold(_NUMBER_COMMA.sub("", text))
    return [w.replace("'", "").replace("’", "") for w in _WORD.findall(folded)]


@lru_cache(maxsize=65536)
def fold_name(name: str) -> str:
    """Return ``name`` as it is looked up: folded words with single spaces, no possessive endings.

    >>> fold_name("José  O’Neil-Smith, Jr.")
    'jose oneil smith jr'
    """
    return " ".join(words(_POSSESSIVE.sub("", name)))
