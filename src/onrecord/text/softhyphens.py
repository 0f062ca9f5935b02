"""Soft hyphens: the marks inside words that tell a browser where it may break them, and that nobody sees or says.

Decides how they are written. Refuses to touch hyphens that are printed. A word that holds one is not found, and a name not
known, so pages lose them before they are read.
"""

from __future__ import annotations

from typing import Final

_MARK: Final = "\u00ad"
_WRITTEN: Final = ("&shy;", "&#173;", "&#xAD;", "&#xad;")


def without_soft_hyphens(text: str, *, markup: bool) -> str:
    """Return ``text`` without its soft hyphens; in ``markup`` they may be written as entities too."""
    for written in (_MARK, *_WRITTEN) if markup else (_MARK,):
        if written in text:
            text = text.replace(written, "")
    return text
