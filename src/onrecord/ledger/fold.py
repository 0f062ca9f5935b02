"""Folding: what is left of a text when case, accents and punctuation do not count.

Decides which writings are one word for comparing. Refuses to change any text that is kept: folded forms are for looking up.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_WORD = re.compile(r"[^\W_]+")
_POSSESSIVE = re.compile(r"(?<=\w)['’]s?(?!\w)", re.IGNORECASE)
# The comma stands first, since that is what the search for a match then jumps to.
_NUMBER_COMMA = re.compile(r",(?<=\d,)(?=\d{3}\b)")
# Most texts are ASCII but for these, and need no decomposition then. One by one: str.translate takes ten times as long.
_PUNCTUATION = tuple(zip("“”„«»‘’‐‑–—…\xa0", '"""""\'\'----. ', strict=True))
# What is left of an ASCII text when all but letters and digits are spaces; bytes are translated at once.
_SPACED = bytes(b if chr(b).isalnum() and b < 128 else 32 for b in range(256))
# Letters that no decomposition takes apart into a base letter and an accent.
_LETTERS = str.maketrans({"ø": "o", "đ": "d", "ð": "d", "ł": "l", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th"})


def fold(text: str) -> str:
    """Return ``text`` in lower case without accents, as one line.

    >>> fold("Señor  ŁUKASZ Straße")
    'senor lukasz strasse'
    """
    return " ".join(_plain(text).split())


def words(text: str) -> list[str]:
    """Return the folded words of ``text``; apostrophes inside a word are dropped, as are commas inside a number.

    >>> words("“We’ll spend 1,500,” she said.")
    ['well', 'spend', '1500', 'she', 'said']
    """
    plain = _plain(_NUMBER_COMMA.sub("", text))
    if plain.isascii():
        return plain.encode("ascii").translate(_SPACED, b"'").decode("ascii").split()
    return _WORD.findall(plain.replace("'", "").replace("’", ""))


def _plain(text: str) -> str:
    if not text.isascii():
        for odd, plain in _PUNCTUATION:
            text = text.replace(odd, plain)
    if not text.isascii():
        decomposed = unicodedata.normalize("NFKD", text.casefold())
        text = "".join(c for c in decomposed if not unicodedata.combining(c)).translate(_LETTERS)
    return text.lower()


@lru_cache(maxsize=65536)
def fold_name(name: str) -> str:
    """Return ``name`` as it is looked up: folded words with single spaces, no possessive endings.

    >>> fold_name("José  O’Neil-Smith, Jr.")
    'jose oneil smith jr'
    """
    return " ".join(words(_POSSESSIVE.sub("", name)))
