"""The tree: a page's markup, cut into its visible blocks in page order.

Decides what one block is (a run of text that no block-level element interrupts), and what is kept of the markup around
each block. Refuses to know which block is the article, and what any start tag means.

lexbor builds the tree and writes it out again, well-formed; what is written is split at its angle brackets in one go. That
is several times faster than asking for the nodes one by one. Where the compiled part is there, it builds the same tree of
most pages itself, and walks over that.
"""

from __future__ import annotations

from collections.abc import Callable
from html.entities import html5
from operator import length_hint
from typing import Any, Final

from selectolax.lexbor import LexborHTMLParser

from onrecord.article.boxes import telling_kinds
from onrecord.article.elements import (
    BODY,
    BOX,
    BREAK,
    CLOSE,
    FRAME,
    HIDDEN,
    IGNORED,
    LINK,
    META,
    NOTED,
    PICTURE,
    PLAIN,
    STRONG,
    TITLE,
    UNSEEN,
    Element,
    Elements,
    as_read,
    attributes_of,
)  # fmt: skip
from onrecord.article.pieces import Box, Cut, Picture, Run
from onrecord.article.rest import each_tag, rest_of
from onrecord.article.scripts import Script, take_scripts
from onrecord.native import compiled
from onrecord.text.softhyphens import without_soft_hyphens

MAX_NODES: Final = 60_000
"""Elements that are cut into blocks; the words of the rest are kept as one text, and a step says so."""
MAX_DEPTH: Final = 500
"""Nesting beyond which boxes are no longer kept apart: what stands deeper belongs to the box at this depth."""
MAX_NAME: Final = 200
"""Characters of an author's name, and tags within it."""


def parse(content: str | bytes) -> LexborHTMLParser:
    """Return the tree of ``content`` as a browser that runs scripts builds it (``noscript`` is not markup then)."""
    return LexborHTMLParser(content, scripting=True)


def cut(parser: LexborHTMLParser, elements: Elements | None = None) -> Cut:
    """Return the visible blocks of the parsed page in page order, hidden ones marked. The tree loses its scripts."""
    scripts = take_scripts(parser)
    # Those that the page wrote as entities are characters only now.
    pieces = cut_markup(without_soft_hyphens(parser.html or ""), elements or Elements())
    pieces.scripts = scripts
    return pieces


def cut_in_python(markup: str, elements: Elements) -> Cut:
    """Return the visible blocks of well-formed ``markup``: the reference for the compiled walk."""
    return _Cutter(elements, markup.split("<")).cut()


def cut_compiled(markup: str, elements: Elements) -> Cut:
    """Return the same, by the compiled walk (``native/cut.c``)."""
    assert compiled is not None
    assert elements.tags is not None
    into = Cut()
    found = compiled.cut(markup, elements, elements.tags, MAX_NODES, _lists_of(into))
    return _with(into, found)


def read_compiled(markup: bytes, elements: Elements) -> Cut | None:
    """Return what ``cut(parse(markup))`` does, without lexbor (``native/page.c``); None where that cannot be had.

    Rules of the HTML standard that few pages need are left to lexbor, and so is what the guard has to look at. ``markup`` is
    UTF-8 without NUL and carriage return.
    """
    assert compiled is not None
    assert elements.tags is not None
    into = Cut()
    found = compiled.read(markup, (elements, elements.tags), MAX_NODES, _lists_of(into), into.scripts)
    return _with(into, found) if found is not None else None


def _lists_of(cut: Cut) -> tuple[Any, ...]:
    return cut.runs, cut.telling, cut.pictures, cut.frames, cut.authors, cut.metas, telling_kinds()


def _with(cut: Cut, found: tuple[str | None, ...]) -> Cut:
    title, language, rest = found
    cut.title, cut.language = title or "", language or ""
    cut.limited, cut.rest = rest is not None, rest or ""
    return cut


cut_markup: Final[Callable[[str, Elements], Cut]] = cut_compiled if compiled is not None else cut_in_python


_Leave = Callable[[], None] | Box | None
"""What the end of an element does: a call, or a return to the box around, or nothing."""


class _Cutter:
    """The walk over the pieces of the markup: each is a tag and the text behind it."""

    def __init__(self, elements: Elements, pieces: list[str]) -> None:
        self.elements = elements
        self.pieces = pieces
        self.ahead = iter(pieces)
        self.result = Cut()
        self.box = Box(elements.of("body"), None, 0)
        self.boxes = 0
        self.buffer: list[str] = []
        self.inline: list[tuple[Element, str]] = []
        self.link_depth = self.strong_depth = self.hidden_depth = 0
        self.link_chars = self.strong_chars = self.links = self.breaks = self.pending_breaks = 0
        self.after_break = self.opens_with_link = False

    def cut(self) -> Cut:  # noqa: C901, PLR0912 - one loop
        """Walk over all tags. The most frequent ones are dealt with here, as a call for each would cost as much again."""
        stack: list[_Leave] = []
        known, enter = self.elements.known.get, _ENTER
        self.open()
        seen = 0
        for piece in self.ahead:
            written, closed, text = piece.partition(">")
            element = known(written) if closed else None
            if element is None:
                if not closed or written.startswith("!--"):
                    written, text = self.whole(piece)
                element = self.elements.of(written)
            code = element.code
            if code == CLOSE:
                leave = stack.pop() if stack else None
                if type(leave) is Box:
                    if self.buffer or self.inline:
                        self.flush()
                    self.box = leave
                elif leave is not None:
                    self.leave(leave)
            elif code >= UNSEEN:
                text = self.take(element, written, text)
            elif code != IGNORED:
                seen += 1
                if seen > MAX_NODES:
                    self.stop(stack)
                    break
                leave = None
                if code == BOX and self.box.depth < MAX_DEPTH:
                    if self.buffer or self.inline:
                        self.flush()
                    leave = self.box
                    self.box = self.next_box(element, leave)
                elif code != PLAIN:
                    leave = enter[code](self, element, written)
                if not element.void:
                    stack.append(leave)
                elif leave is not None:
                    self.leave(leave)
            if text and (self.buffer or not text.isspace()):
                self.add(text)
        self.flush()
        return self.result

    def open(self) -> None:
        """Pass over what stands before the root, and note its language."""
        next(self.ahead, None)
        for piece in self.ahead:
            written, _ = self.whole(piece)
            if written.startswith("html"):
                self.result.language = attributes_of(written).get("lang") or ""
                break

    def leave(self, leave: Callable[[], None] | Box) -> None:
        """End an element."""
        if isinstance(leave, Box):
            if self.buffer or self.inline:
                self.flush()
            self.box = leave
        else:
            leave()

    def whole(self, piece: str) -> tuple[str, str]:
        """Return a tag or comment as written, which may hold an opening angle bracket, and the text behind it."""
        if piece.startswith("!--"):
            end = piece.find("-->", 3)
            while end < 0:
                piece = next(self.ahead, "-->")
                end = piece.find("-->")
            return "!--", piece[end + 3 :]
        parts = [piece]
        while ">" not in piece:
            piece = next(self.ahead, ">")
            parts.append(piece)
        written, _, text = "<".join(parts).partition(">")
        return written, text

    def take(self, element: Element, written: str, text: str) -> str:
        """Pass over an element that shows no text, keep what it tells of the page, and return the text behind it."""
        code, result = element.code, self.result
        if code == META:
            if element.tag == "meta" or "canonical" in written.lower():
                result.metas.append((element.tag, attributes_of(written)))
        elif code == BODY:
            self.box = Box(element, None, 0)
            self.boxes += 1
            return text
        elif code == FRAME:
            result.frames.append((element.tag, element.attributes, len(result.runs)))
        if element.void:
            return text
        end, again, depth = "/" + element.tag, element.tag, 1
        texts = [text]
        for piece in self.ahead:
            inner, text = self.whole(piece)
            if inner == end:
                depth -= 1
                if not depth:
                    break
            elif inner.partition(" ")[0] == again:
                depth += 1
            texts.append(text)
        else:
            text = ""
        if code == TITLE and not result.title:
            result.title = " ".join(as_read("".join(texts)).split())
        return text

    def stop(self, stack: list[_Leave]) -> None:
        """Keep the words from the tag under way on as they are, and end what is under way."""
        self.result.limited = True
        self.result.rest = rest_of("".join([f"<{piece}" for piece in self.pieces[self.at() :]]), self.elements)
        for leave in reversed(stack):
            if leave is not None:
                self.leave(leave)

    def at(self) -> int:
        """The number of the piece under way."""
        return len(self.pieces) - length_hint(self.ahead) - 1

    def add(self, text: str) -> None:
        if "&" in text:
            text = as_read(text)
            if not self.buffer and text.isspace():
                return
        if self.pending_breaks and not text.isspace():
            if self.pending_breaks > 1:
                self.flush()
                self.after_break = True
            else:
                self.breaks += 1
            self.pending_breaks = 0
        self.buffer.append(text)
        if self.link_depth:
            self.link_chars += len(text)
        if self.strong_depth:
            self.strong_chars += len(text)

    def note(self, element: Element, written: str) -> _Leave:
        """Note an element inside a block, and the name in it where it names an author."""
        self.inline.append((element, written))
        if element.names_author:
            start = self.at()
            markup = "<" + "<".join(self.pieces[start : start + MAX_NAME + 1])
            self.result.authors.append((name_in(markup, self.elements), len(self.result.runs)))
        return None

    def enter_strong(self, _element: Element, _written: str) -> _Leave:
        self.strong_depth += 1
        return self.leave_strong

    def leave_strong(self) -> None:
        self.strong_depth -= 1

    def enter_link(self, element: Element, written: str) -> _Leave:
        if element.noted or element.written != written:
            self.note(element, written)
        if self.buffer and self.buffer[-1] == "":
            self.buffer.append(" ")
        self.links += 1
        self.link_depth += 1
        if not self.buffer:
            self.opens_with_link = True
        return self.leave_link

    def leave_link(self) -> None:
        """An empty piece marks the end of a link: a link that follows at once is another item, not the same word."""
        self.link_depth -= 1
        if self.buffer:
            self.buffer.append("")

    def note_break(self, _element: Element, _written: str) -> _Leave:
        if self.buffer:
            self.pending_breaks += 1
            self.buffer.append(" ")
        return None

    def note_picture(self, _element: Element, written: str) -> _Leave:
        self.result.pictures.append(Picture(written, self.box, len(self.result.runs)))
        return None

    def enter_deep(self, _element: Element, _written: str) -> _Leave:
        """Enter a box that is nested too deep to be kept apart."""
        if self.buffer or self.inline:
            self.flush()
        return self.flush

    def next_box(self, element: Element, outer: Box) -> Box:
        """The box of the element that was just met."""
        box = Box(element, outer, self.boxes)
        self.boxes += 1
        if box.kinds & telling_kinds():
            self.result.telling.append(box)
        return box

    def enter_hidden(self, element: Element, _written: str) -> _Leave:
        """Hidden text becomes a block of its own; inside a line, it does not interrupt the visible block around it."""
        if not element.in_line:
            self.flush()
        state = (self.buffer, self.inline, self.link_chars, self.strong_chars, self.links, self.breaks)
        after_break, opens, pending, box = self.after_break, self.opens_with_link, self.pending_breaks, self.box
        self.reset()
        self.hidden_depth += 1
        if box.depth < MAX_DEPTH:
            self.box = self.next_box(element, box)

        def leave() -> None:
            self.flush()
            self.hidden_depth -= 1
            self.buffer, self.inline, self.link_chars, self.strong_chars, self.links, self.breaks = state
            self.after_break, self.opens_with_link, self.pending_breaks, self.box = after_break, opens, pending, box

        return leave

    def flush(self) -> None:
        """End the block under way, if it has any text."""
        text = "".join(self.buffer).strip() if self.buffer else ""
        # White space other than a space does not print: most texts have none, and need not be split at all of it.
        if "  " in text or not text.isprintable():
            text = " ".join(text.split())
        if text:
            result, length = self.result, len(text)
            run = Run(text, self.box, self.inline, len(result.pictures) + len(result.frames))
            run.hidden = self.hidden_depth > 0
            run.link_chars = min(length, self.link_chars)
            run.strong_chars = min(length, self.strong_chars)
            run.links, run.breaks, run.after_break = self.links, self.breaks, self.after_break
            run.opens_with_link = self.opens_with_link
            result.runs.append(run)
        self.reset()

    def reset(self) -> None:
        self.buffer = []
        self.inline = []
        self.link_chars = self.strong_chars = self.links = self.breaks = self.pending_breaks = 0
        self.after_break = self.opens_with_link = False


def name_in(markup: str, elements: Elements) -> str:
    """The text of the element that ``markup`` opens with, as far as a name may reach."""
    parts: list[str] = []
    depth = 0
    for text, tag in each_tag(markup):
        parts.append(text)
        element = elements.of(tag)
        if element.code == CLOSE:
            depth -= 1
            if not depth:
                break
        elif element.code != IGNORED and not element.void:
            depth += 1
    return " ".join(as_read("".join(parts)).split())[:MAX_NAME]


_ENTER: Final[dict[int, Callable[[_Cutter, Element, str], _Leave]]] = {
    NOTED: _Cutter.note,
    STRONG: _Cutter.enter_strong,
    LINK: _Cutter.enter_link,
    BREAK: _Cutter.note_break,
    PICTURE: _Cutter.note_picture,
    BOX: _Cutter.enter_deep,
    HIDDEN: _Cutter.enter_hidden,
}

if compiled is not None:
    compiled.hand_over((Box, Run, Picture, Script), rest_of, name_in, html5)
