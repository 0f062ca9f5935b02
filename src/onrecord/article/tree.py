"""The tree: a page's markup, cut into its visible blocks in page order.

Decides what one block is (a run of text that no block-level element interrupts), and what is kept of the markup around
each block. Refuses to know which block is the article, and what any start tag means.

lexbor builds the tree and writes it out again, well-formed; what is written is split at its tags in one go. That is
several times faster than asking for the nodes one by one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final

from selectolax.lexbor import LexborHTMLParser

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
from onrecord.article.rest import rest_of

MAX_NODES: Final = 60_000
"""Elements that are cut into blocks; the words of the rest are kept as one text, and a step says so."""
MAX_DEPTH: Final = 500
"""Nesting beyond which boxes are no longer kept apart: what stands deeper belongs to the box at this depth."""
MAX_NAME: Final = 200
"""Characters of an author's name, and tags within it."""

_TAGS: Final = re.compile(r"<(!--.*?--|[^>]*)>", re.DOTALL)
"""The tags and comments of a tree that is written out: there, attributes hold no angle bracket."""
_RAW: Final = re.compile(r"<(?:iframe|noembed|noframes|xmp|plaintext)\b[^>]*>(?!</)")
_RAW_NAMES: Final = ("<iframe", "<noembed", "<noframes", "<xmp", "<plaintext")
"""Elements whose text is written out as it is, angle brackets and all."""


def parse(content: str) -> LexborHTMLParser:
    """Return the tree of ``content`` as a browser that runs scripts builds it (``noscript`` is not markup then)."""
    return LexborHTMLParser(content, scripting=True)


def written_out(parser: LexborHTMLParser) -> str:
    """Return the tree as well-formed markup, without what holds no text; the tree loses it too."""
    parser.strip_tags(["script", "style", "noscript", "template"])
    markup = parser.html or ""
    if any(name in markup for name in _RAW_NAMES) and _RAW.search(markup):
        for node in parser.css("iframe, noembed, noframes, xmp, plaintext"):
            # In the place of the element, its text is written out like any other.
            text = node.text(deep=True) or ""
            if node.tag in ("xmp", "plaintext", "noembed"):
                node.replace_with(text)
            else:
                for child in list(node.iter(include_text=True)):
                    child.decompose()
        markup = parser.html or ""
    return markup


def cut(parser: LexborHTMLParser, elements: Elements | None = None) -> Cut:
    """Return the visible blocks of the parsed page in page order, hidden ones marked. The tree loses its scripts."""
    pieces = _TAGS.split(written_out(parser))
    return _Cutter(elements or Elements(), pieces[0::2], pieces[1::2]).cut()


_Leave = Callable[[], None] | None
_Tokens = Iterator[tuple[str, str, int]]


class _Cutter:
    """The walk over the tags and the texts between them."""

    def __init__(self, elements: Elements, texts: list[str], tags: list[str]) -> None:
        self.elements = elements
        self.texts = texts
        self.tags = tags
        self.at = 0
        self.result = Cut()
        self.box = Box(elements.of("body"), None, 0)
        self.buffer: list[str] = []
        self.inline: list[tuple[Element, str]] = []
        self.link_depth = self.strong_depth = self.hidden_depth = 0
        self.link_chars = self.strong_chars = self.links = self.breaks = self.pending_breaks = 0
        self.after_break = self.opens_with_link = False

    def cut(self) -> Cut:
        """Walk over all tags. The most frequent ones are dealt with here, as a call for each would cost as much again."""
        stack: list[_Leave] = []
        known, element_of, enter = self.elements.known.get, self.elements.of, _ENTER
        tokens: _Tokens = zip(self.texts, self.tags, range(len(self.tags)), strict=False)
        self.result.language = _language(next((tag for tag in self.tags if tag.startswith("html")), ""))
        seen = 0
        for text, written, at in tokens:
            if text and (self.buffer or not text.isspace()):
                self.add(text)
            element = known(written) or element_of(written)
            code = element.code
            if code == CLOSE:
                leave = stack.pop() if stack else None
                if leave is not None:
                    leave()
            elif code == IGNORED:
                continue
            elif code >= UNSEEN:
                self.take(element, written, tokens)
            else:
                seen += 1
                if seen > MAX_NODES:
                    self.stop(at, stack)
                    break
                self.at = at
                leave = enter[code](self, element, written) if code != PLAIN else None
                if not element.void:
                    stack.append(leave)
                elif leave is not None:
                    leave()
        self.flush()
        return self.result

    def take(self, element: Element, written: str, tokens: _Tokens) -> None:
        """Pass over an element that shows no text, and keep what it tells of the page."""
        code, result = element.code, self.result
        if code == META:
            result.metas.append(element)
        elif code == BODY:
            self.box = Box(element, None, 0)
            result.boxes.append(self.box)
            return
        elif code == FRAME:
            result.frames.append((element.tag, element.attributes, len(result.runs)))
        if element.void:
            return
        end, again, depth = "/" + element.tag, element.tag, 1
        texts = []
        for text, inner, _ in tokens:
            texts.append(text)
            if inner == end:
                depth -= 1
                if not depth:
                    break
            elif inner.partition(" ")[0] == again:
                depth += 1
        if code == TITLE and not result.title:
            result.title = " ".join(as_read("".join(texts)).split())

    def stop(self, at: int, stack: list[_Leave]) -> None:
        """Keep the words from the tag ``at`` on as they are, and end what is under way."""
        self.result.limited = True
        self.result.rest = rest_of(self.texts, self.tags, at, self.elements)
        for leave in reversed(stack):
            if leave is not None:
                leave()

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
            self.result.authors.append((self.name_from(self.at + 1), len(self.result.runs)))
        return None

    def name_from(self, start: int) -> str:
        """The text from the tag ``start`` to the end of the element under way, as far as a name may reach."""
        depth, parts = 1, []
        for i in range(start, min(start + MAX_NAME, len(self.tags))):
            parts.append(self.texts[i])
            element = self.elements.of(self.tags[i])
            if element.code == CLOSE:
                depth -= 1
                if not depth:
                    break
            elif element.code != IGNORED and not element.void:
                depth += 1
        return " ".join(as_read("".join(parts)).split())[:MAX_NAME]

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

    def enter_box(self, element: Element, _written: str) -> _Leave:
        if self.buffer or self.inline:
            self.flush()
        box = self.box
        if box.depth >= MAX_DEPTH:
            return self.flush
        boxes = self.result.boxes
        self.box = Box(element, box, len(boxes))
        boxes.append(self.box)
        return self.leave_box

    def leave_box(self) -> None:
        if self.buffer or self.inline:
            self.flush()
        self.box = self.box.parent or self.box

    def enter_hidden(self, element: Element, _written: str) -> _Leave:
        """Hidden text becomes a block of its own; inside a line, it does not interrupt the visible block around it."""
        if not element.in_line:
            self.flush()
        state = (self.buffer, self.inline, self.link_chars, self.strong_chars, self.links, self.breaks)
        after_break, opens, pending, box = self.after_break, self.opens_with_link, self.pending_breaks, self.box
        self.reset()
        self.hidden_depth += 1
        if box.depth < MAX_DEPTH:
            self.box = Box(element, box, len(self.result.boxes))
            self.result.boxes.append(self.box)

        def leave() -> None:
            self.flush()
            self.hidden_depth -= 1
            self.buffer, self.inline, self.link_chars, self.strong_chars, self.links, self.breaks = state
            self.after_break, self.opens_with_link, self.pending_breaks, self.box = after_break, opens, pending, box

        return leave

    def flush(self) -> None:
        """End the block under way, if it has any text."""
        text = " ".join("".join(self.buffer).split()) if self.buffer else ""
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


def _language(written: str) -> str:
    return attributes_of(written).get("lang") or ""


_ENTER: Final[dict[int, Callable[[_Cutter, Element, str], _Leave]]] = {
    NOTED: _Cutter.note,
    STRONG: _Cutter.enter_strong,
    LINK: _Cutter.enter_link,
    BREAK: _Cutter.note_break,
    PICTURE: _Cutter.note_picture,
    BOX: _Cutter.enter_box,
    HIDDEN: _Cutter.enter_hidden,
}
