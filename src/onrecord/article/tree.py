"""The tree: a page's markup, cut into its visible blocks in page order.

Decides what one block is (a run of text that no block-level element interrupts), which text a reader of the page cannot
see, and what is kept of the markup around each block. Refuses to know which block is the article.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from selectolax.lexbor import LexborHTMLParser, LexborNode

from onrecord.article.rest import rest_of

MAX_NODES: Final = 60_000
"""Elements that are cut into blocks; the words of the rest are kept as one text, and a step says so."""
MAX_DEPTH: Final = 500
"""Nesting beyond which boxes are no longer kept apart: what stands deeper belongs to the box at this depth."""

_INLINE: Final = (
    "abbr acronym amp-fit-text bdi bdo big blink cite code data del dfn ins kbd mark nobr q rb rp rt ruby s samp small"
    " span strike sub sup time tt var wbr hl2 hl hit o:p st1:place st1:city st1:country-region st1:personname nlmb"
)
_STRONG: Final = "b strong em i u font"
_UNSEEN_WORDS: Final = (
    "script style noscript template head title meta link base param source track area col colgroup object embed applet"
    " frame frameset noframes datalist svg canvas audio video map iframe amp-state amp-analytics amp-iframe amp-video"
    " amp-youtube -comment !doctype -document textarea input"
)
_UNSEEN: Final = frozenset(_UNSEEN_WORDS.split())
_JOINING: Final = frozenset(("a", *_INLINE.split(), *_STRONG.split()))
_FRAMES: Final = frozenset(("iframe", "video", "audio", "embed", "object", "amp-iframe", "amp-video", "amp-youtube"))
_HIDDEN_NAMES: Final = re.compile(
    r"(?:^|\s)(?:sr[-_]only|visually-?_?hidden|screen-?reader(?:-text|-only)?|element-invisible|\w+-visually-?hidden"
    r"|off-?screen|assistive-text|a11y-hidden|hide-visually)(?:\s|$)"
    r"|(?:tooltip|popover|rollover|hover-?card|hover-?box)\S*(?:text|content|inner|block|body)(?:\s|$)"
)
"""Class names by which style sheets take text off the screen, or show it only under the pointer."""
_AUTHOR_NAMES: Final = re.compile(
    r"(?:^|[\s_-])(?:author|byline|by-?author|author-?name|autor|auteur|redakteur|fn|vcard|byuser|username)(?:$|\s|[_-](?:name|link|url|fn|vcard))"
)

EMBED_NAMES: Final = (
    "twitter-tweet",
    "instagram-media",
    "fb-post",
    "tiktok-embed",
    "twitter-video",
    "reddit-card",
    "bluesky-embed",
)

Attributes = dict[str, str | None]


class Box:
    """A block-level element around blocks: its tag, its attributes, and the box around it.

    What its words mean is worked out later (``boxes.describe``) and kept here, a bit each: ``words`` and ``kinds`` are its
    own, ``near_*`` those of the box and the two around it, ``far_*`` those of all boxes up to the body.
    """

    __slots__ = (
        "attributes", "depth", "far_kinds", "far_words", "kinds", "near_kinds", "near_words", "number", "parent", "tag",
        "words",
    )  # fmt: skip

    words: int
    kinds: int
    near_words: int
    near_kinds: int
    far_words: int
    far_kinds: int

    def __init__(self, tag: str, parent: Box | None, attributes: Attributes, number: int) -> None:
        self.tag = tag
        self.parent = parent
        self.attributes = attributes
        self.number = number
        self.depth: int = parent.depth + 1 if parent else 0

    @property
    def names(self) -> str:
        """The class and id, in lower case."""
        get = self.attributes.get
        return f"{get('class') or ''} {get('id') or ''}".lower()


@dataclass(slots=True)
class Run:
    """One visible block: its text, the box it stands in, and what the inline markup inside it was like."""

    text: str
    box: Box
    hidden: bool
    link_chars: int
    strong_chars: int
    links: int
    breaks: int
    """Single line breaks inside the block."""
    after_break: bool
    """Whether line breaks in the markup, not a new box, divide it from the block before."""
    inline: list[tuple[str, Attributes]]
    """Tag and attributes of the inline elements in the block that carry any, in order."""
    images: int
    """Pictures and frames on the page before this block."""
    opens_with_link: bool
    """Whether the first word is part of a link."""


@dataclass(slots=True)
class Picture:
    """One picture of the page: its attributes, the box it stands in, and how many blocks came before it."""

    attributes: Attributes
    box: Box
    before: int


@dataclass(slots=True)
class Cut:
    """A page cut into blocks."""

    runs: list[Run] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)
    frames: list[tuple[str, Attributes, int]] = field(default_factory=list)
    """Frames, films and sounds: tag, attributes, and how many blocks came before."""
    boxes: list[Box] = field(default_factory=list)
    authors: list[tuple[str, int]] = field(default_factory=list)
    """Texts of inline elements that are marked as the author's name, with the number of the block that holds them."""
    limited: bool = False
    """Whether the page was too large to be cut to its end."""
    rest: str = ""
    """The words beyond that, as one text."""


def parse(content: str) -> LexborHTMLParser:
    """Return the tree of ``content`` as a browser that runs scripts builds it (``noscript`` is not markup then)."""
    return LexborHTMLParser(content, scripting=True)


def cut(parser: LexborHTMLParser) -> Cut:
    """Return the visible blocks of the parsed page in page order, hidden ones marked."""
    return _Cutter().cut(parser)


def names_author(attributes: Attributes) -> bool:
    """Whether an element's attributes mark it as the author's name."""
    get = attributes.get
    rel, names, prop = get("rel"), get("class"), get("itemprop")
    if (rel and "author" in rel) or (prop and prop in ("author", "creator")):
        return True
    return bool(names) and _names_author(names)


@lru_cache(maxsize=20_000)
def _names_author(names: str) -> bool:
    return _AUTHOR_NAMES.search(names.lower()) is not None


def is_hidden(tag: str, attributes: Attributes) -> bool:
    """Whether the element's own attributes take it out of the reader's sight."""
    names = attributes.get("class")
    if names and _class_hides(names):
        return True
    if len(attributes) == 1 and names:
        return False
    if "hidden" in attributes:
        return attributes["hidden"] != "until-found"
    if "aria-hidden" in attributes:
        return attributes["aria-hidden"] == "true" and tag not in ("main", "article")
    style = attributes.get("style")
    return bool(style) and _hides(style)


@lru_cache(maxsize=20_000)
def _class_hides(names: str) -> bool:
    return _HIDDEN_NAMES.search(names.lower()) is not None


@lru_cache(maxsize=5_000)
def _hides(style: str) -> bool:
    """Whether an inline style takes its element off the screen."""
    style = style.replace(" ", "").lower()
    if "display:none" in style or "visibility:hidden" in style:
        return True
    if "position:absolute" not in style and "position:fixed" not in style and "text-indent:-" not in style:
        return False
    return any(mark in style for mark in ("left:-9", "top:-9", "text-indent:-9", "clip:rect(0", "clip:rect(1px"))


_Leave = Callable[[], None] | None


class _Cutter:
    """The walk over the tree, without recursion, so that no nesting is too deep for it."""

    def __init__(self) -> None:
        self.result = Cut()
        self.box = Box("body", None, {}, 0)
        self.buffer: list[str] = []
        self.inline: list[tuple[str, Attributes]] = []
        self.link_depth = self.strong_depth = self.hidden_depth = 0
        self.link_chars = self.strong_chars = self.links = self.breaks = self.pending_breaks = 0
        self.after_break = self.opens_with_link = False

    def cut(self, parser: LexborHTMLParser) -> Cut:
        body = parser.body
        if body is None:
            return self.result
        self.box = Box("body", None, body.attributes, 0)
        self.result.boxes.append(self.box)
        node: LexborNode | None = body.child
        exits: list[tuple[LexborNode | None, _Leave]] = []
        seen, enter, enter_box = 0, _ENTER, _Cutter.enter_box
        while True:
            if node is None:
                if not exits:
                    break
                node, leave = exits.pop()
                if leave is not None:
                    leave()
                continue
            tag = node.tag or "-comment"
            if tag == "-text":
                text = node.text_content or ""
                if self.buffer or not text.isspace():
                    self.add(text)
            elif tag in _UNSEEN:
                if tag in _FRAMES:
                    self.result.frames.append((tag, node.attributes, len(self.result.runs)))
            else:
                seen += 1
                if seen > MAX_NODES:
                    self.stop(node, exits)
                    break
                exits.append((node.next, enter.get(tag, enter_box)(self, tag, node)))
                node = node.child
                continue
            node = node.next
        self.flush()
        return self.result

    def stop(self, node: LexborNode, exits: list[tuple[LexborNode | None, _Leave]]) -> None:
        """Keep the words from ``node`` on as they are, and end what is under way."""
        self.result.limited = True
        self.result.rest = rest_of(node, [after for after, _ in exits], _UNSEEN, _JOINING)
        for _, leave in reversed(exits):
            if leave is not None:
                leave()

    def add(self, text: str) -> None:
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

    def open_inline(self, tag: str, node: LexborNode) -> None:
        """Note an element inside a block, and the name in it where it names an author."""
        self.inline.append((tag, node.attributes))
        if names_author(node.attributes):
            self.result.authors.append((" ".join((node.text(deep=True) or "").split())[:200], len(self.result.runs)))

    def enter_inline(self, tag: str, node: LexborNode) -> _Leave:
        attributes: Attributes = node.attributes
        if attributes:
            if is_hidden(tag, attributes):
                return self.enter_hidden(tag, attributes)
            self.open_inline(tag, node)
        elif tag == "time":
            self.inline.append((tag, attributes))
        return None

    def enter_strong(self, tag: str, node: LexborNode) -> _Leave:
        attributes: Attributes = node.attributes
        if attributes and is_hidden(tag, attributes):
            return self.enter_hidden(tag, attributes)
        self.strong_depth += 1
        return self.leave_strong

    def leave_strong(self) -> None:
        self.strong_depth -= 1

    def enter_link(self, tag: str, node: LexborNode) -> _Leave:
        attributes: Attributes = node.attributes
        if attributes:
            if is_hidden(tag, attributes):
                return self.enter_hidden(tag, attributes)
            self.open_inline(tag, node)
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

    def note_break(self, _tag: str, _node: LexborNode) -> _Leave:
        if self.buffer:
            self.pending_breaks += 1
            self.buffer.append(" ")
        return None

    def note_picture(self, _tag: str, node: LexborNode) -> _Leave:
        self.result.pictures.append(Picture(node.attributes, self.box, len(self.result.runs)))
        return None

    def enter_box(self, tag: str, node: LexborNode) -> _Leave:
        attributes: Attributes = node.attributes
        if attributes and is_hidden(tag, attributes):
            return self.enter_hidden(tag, attributes)
        if self.buffer or self.inline:
            self.flush()
        if self.box.depth >= MAX_DEPTH:
            return self.flush
        boxes = self.result.boxes
        self.box = Box(tag, self.box, attributes, len(boxes))
        boxes.append(self.box)
        return self.leave_box

    def leave_box(self) -> None:
        if self.buffer or self.inline:
            self.flush()
        self.box = self.box.parent or self.box

    def enter_hidden(self, tag: str, attributes: Attributes) -> _Leave:
        """Hidden text becomes a block of its own; inside a line, it does not interrupt the visible block around it."""
        if tag not in _ENTER:
            self.flush()
        state = (self.buffer, self.inline, self.link_chars, self.strong_chars, self.links, self.breaks)
        after_break, opens, pending, box = self.after_break, self.opens_with_link, self.pending_breaks, self.box
        self.reset()
        self.hidden_depth += 1
        if box.depth < MAX_DEPTH:
            self.box = Box(tag, box, attributes, len(self.result.boxes))
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
            links, strong = min(self.link_chars, length), min(self.strong_chars, length)
            images = len(result.pictures) + len(result.frames)
            hidden = self.hidden_depth > 0
            breaks, after, inline = self.breaks, self.after_break, self.inline
            opens = self.opens_with_link
            result.runs.append(
                Run(text, self.box, hidden, links, strong, self.links, breaks, after, inline, images, opens)
            )
        self.reset()

    def reset(self) -> None:
        self.buffer = []
        self.inline = []
        self.link_chars = self.strong_chars = self.links = self.breaks = self.pending_breaks = 0
        self.after_break = self.opens_with_link = False


_ENTER: Final[dict[str, Callable[[_Cutter, str, LexborNode], _Leave]]] = {
    **dict.fromkeys(_INLINE.split(), _Cutter.enter_inline),
    **dict.fromkeys(_STRONG.split(), _Cutter.enter_strong),
    **dict.fromkeys(("img", "amp-img", "image"), _Cutter.note_picture),
    "a": _Cutter.enter_link,
    "br": _Cutter.note_break,
}
