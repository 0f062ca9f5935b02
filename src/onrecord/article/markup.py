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
    pieces = _read(page.utf8, elements)
    if pieces is not None:
        return pieces, ()
    content = without_soft_hyphens(page.content)
    pieces = _read(_encoded(content), elements) if page.utf8 is None else None
    if pieces is not None:
        return pieces, ()
    markup, unparsed, steps = borne(content)
    pieces = _read(_encoded(markup), elements) if steps else None
    if pieces is None:
        pieces = cut(parse(markup), elements)
    if unparsed:
        pieces.limited = True
        pieces.rest = f"{pieces.rest} {words_of_markup(unparsed)}".strip()
    return pieces, steps


def _read(utf8: bytes | None, elements: Elements) -> Cut | None:
    return read_compiled(utf8, elements) if compiled is not None and utf8 is not None else None


def _encoded(content: str) -> bytes | None:
    """The characters in UTF-8, unless they hold what the compiled part does not take, and no page is decoded to."""
    utf8 = content.encode("utf-8", "replace") if compiled is not None else b"\0"
    return None if b"\0" in utf8 or b"\r" in utf8 else utf8
