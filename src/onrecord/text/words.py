r"""Words: a line taken apart, as quickly as can be.

Decides what a word is where nothing but letters, digits and underscores count: what ``\w+`` matches in lower case. Refuses
to know what is compared with it. Taking a text apart by a table of characters costs a third of what the pattern costs, and
every block of every page is taken apart.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Final

from onrecord.native import compiled

_WORD: Final = re.compile(r"\w+")


class Characters(dict[int, str]):
    """What each character becomes before a text is split at its spaces; ``form`` is asked when one is first met."""

    def __init__(self, form: Callable[[str], str]) -> None:
        self._form = form

    def __missing__(self, code: int) -> str:
        self[code] = form = self._form(chr(code))
        return form


_WORDS: Final = Characters(lambda c: c if _WORD.match(c) else " ")
_ASCII_WORDS: Final = bytes(ord(_WORDS[code].lower()) if code < 128 else 32 for code in range(256))


def words_in_python(text: str) -> list[str]:
    """Return the words of ``text`` in lower case."""
    if text.isascii():
        return text.encode().translate(_ASCII_WORDS).decode().split()
    return text.lower().translate(_WORDS).split()


words_in: Final[Callable[[str], list[str]]] = compiled.words_in if compiled is not None else words_in_python


def folded_in_python(text: str) -> str:
    """Return the words of ``text`` in lower case as one text, with a space before and behind each."""
    return f" {' '.join(words_in_python(text))} "


folded: Final[Callable[[str], str]] = compiled.folded if compiled is not None else folded_in_python


@lru_cache(maxsize=2048)
def first_word_in_python(text: str) -> str:
    """Return the first word of ``text`` in lower case, "" where it has none."""
    found = _WORD.search(text)
    return found[0].lower() if found else ""


first_word: Final[Callable[[str], str]] = compiled.first_word if compiled is not None else first_word_in_python
