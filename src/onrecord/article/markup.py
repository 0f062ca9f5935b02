"""Markup: a page's markup becomes its visible blocks.

Decides which way it goes: the compiled part reads most pages from their bytes to their blocks; where it cannot, or is not
there, the guard looks at the page, lexbor builds its tree, and the tree is cut. Refuses to know what a block is.
"""

from __future__ import annotations

from onrecord.article.elements import Elements
from onrecord.article.guard import borne
from onrecord.article.pieces import Cut
from onrecord.article.rest import words_of_markup
from onrecord.article.tree import cut, parse, read_compiled
from onrecord.native import compiled
from onrecord.records import Page, Step
from onrecord.text.softhyphens import without_soft_hyphens


def cut_page(page: Page, elements: Elements) -> tuple[Cut, tuple[Step, ...]]:
    """Return the visible blocks of ``page`` in page order, and a step that says what the guard took out."""
    content = without_soft_hyphens(page.content) if page.utf8 is None else page.content
    pieces = _read(content, page.utf8, elements) if compiled is not None else None
    if pieces is not None:
        return pieces, ()
    markup, unparsed, steps = borne(content)
    pieces = cut(parse(markup), elements)
    if unparsed:
        pieces.limited = True
        pieces.rest = f"{pieces.rest} {words_of_markup(unparsed)}".strip()
    return pieces, steps


def _read(content: str, utf8: bytes | None, elements: Elements) -> Cut | None:
    """The same by the compiled part, which takes characters as they are decoded: without NUL and carriage return."""
    if utf8 is None:
        if "\r" in content or "\0" in content:
            return None
        utf8 = content.encode("utf-8", "replace")
    return read_compiled(utf8, elements)
