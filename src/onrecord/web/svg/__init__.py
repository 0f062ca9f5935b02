"""Pictures: where lines, marks and labels of the room's pictures stand.

Decides positions. Refuses to draw: ``templates/pictures.html`` does, and gives every picture a table beside it.

All pictures are WIDTH units wide, so that their letters are legible on a phone.
"""

from __future__ import annotations

WIDTH = 400


def clipped(name: str, letters: int) -> str:
    """Return ``name`` cut to so many letters."""
    return name if len(name) <= letters else name[: letters - 1].rstrip() + "…"
