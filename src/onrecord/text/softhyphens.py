"""Soft hyphens: the marks inside words that tell a browser where it may break them, and that nobody sees or says.

Decides that they go. Refuses to touch hyphens that are printed. A word that holds one is not found, and a name not known,
so pages lose them before they are read.
"""

from __future__ import annotations

SOFT_HYPHEN = "\u00ad"


def without_soft_hyphens(text: str) -> str:
    """Return ``text`` without its soft hyphens."""
    return text.replace(SOFT_HYPHEN, "")
