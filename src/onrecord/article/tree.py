"""The tree: a page's markup, cut into its visible blocks in page order.

Decides what one block is (a run of text that no block-level element interrupts), which text a reader of the page cannot
see, and what is kept of the markup around each block. Refuses to know which block is the article.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from selectolax.lexbor import LexborHTMLParser, LexborNode

MAX_NODES: Final = 2_000_000
"""Elements and texts that are read of one page; the rest is left out, and a step says so."""
MAX_DEPTH: Final = 4_000
"""Nesting beyond which boxes are no longer kept apart: what stands deeper belongs to the box at this depth."""

_INLINE = (
    "a abbr acronym amp-fit-text b bdi bdo big blink cite code data del dfn em font i ins kbd mark nobr q rb rp rt ruby s"
    " samp small span strike strong sub sup time tt u var wbr hl2 o:p st1:place st1:city st1:country-region"
)
_UNSEEN = (
    "script style noscript template head title meta link base param source track area col colgroup object embed applet"
    " frame frameset noframes datalist svg math canvas audio video map iframe select amp-state amp-analytics"
)
INLINE: Final = frozenset(_INLINE.split())
UNSEEN: Final = frozenset(_UNSEEN.split())
_STRONG: Final = frozenset(("b", "strong", "em", "i", "u", "font"))
_HIDDEN_CLASSES: Final = frozenset(
    [
        "sr-only",
        "sr_only",
        "visually-hidden",
        "visuallyhidden",
        "visually_hidden",
        "screen-reader-text",
        "screen-reader-only",
        "screenreader",
        "screen-reader",
        "screenreader-only",
        "element-invisible",
        "u-visually-hidden",
        "is-visually-hidden",
        "offscreen",
        "off-screen",
        "assistive-text",
        "a11y-hidden",
        "hide-visually",
        "u-hiddenvisually",
    ]
)
EMBED_WORDS: Final = ("twitter-tweet", "instagram-media", "fb-post", "tiktok-embed", "twitter-video", "reddit-card")


class Box:
    """A block-level element around blocks: its tag, its class and id words, its attributes, and the box around it."""

    __slots__ = ("attributes", "cache", "depth", "names", "number", "parent", "tag")

    def __init__(self, tag: str, parent: Box | None, attributes: dict[str, str | None], number: int) -> None:
        self.tag = tag
        self.parent = parent
        self.attributes = attributes
        self.number = number
        self.depth: int = parent.depth + 1 if parent else 0
        self.names: str = f"{attributes.get('class') or ''} {attributes.get('id') or ''}".lower() if attributes else ""
        self.cache: object = None


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
    """Line breaks inside the block."""
    after_break: bool
    """Whether a line break in the markup, not a new box, divides it from the block before."""
    inline: tuple[tuple[str, dict[str, str | None]], ...]
    """Tag and attributes of the inline elements in the block that carry any, in order."""
    images: int
    """Pictures, films and frames on the page before this block."""


@dataclass(slots=True)
class Picture:
    """One picture of the page: its attributes, the box it stands in, and how many blocks came before it."""

    attributes: dict[str, str | None]
    box: Box
    before: int


@dataclass(slots=True)
class Cut:
    """A page cut into blocks."""

    runs: list[Run] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)
    frames: list[tuple[str, dict[str, str | None], int]] = field(default_factory=list)
    """Frames, films and sounds: tag, attributes, and how many blocks came before."""
    boxes: list[Box] = field(default_factory=list)
    limited: bool = False
    """Whether the page was too large to be read to its end."""


def parse(content: str) -> LexborHTMLParser:
    """Return the tree of ``content`` as a browser that runs scripts would build it (``noscript`` is not markup then)."""
    return LexborHTMLParser(content, scripting=True)


def cut(parser: LexborHTMLParser) -> Cut:
    """Return the visible blocks of the parsed page in page order, hidden ones marked."""
    return _Cutter().cut(parser)


def is_hidden(tag: str, attributes: dict[str, str | None]) -> bool:
    """Whether the element's own attributes take it out of the reader's sight."""
    if "hidden" in attributes and attributes["hidden"] != "until-found":
        return True
    if attributes.get("aria-hidden") == "true" and tag not in ("body", "main", "article"):
        return True
    style = attributes.get("style")
    if style:
        style = style.replace(" ", "").lower()
        if "display:none" in style or "visibility:hidden" in style or _is_off_screen(style):
            return tag != "body"
    names = attributes.get("class")
    return bool(names) and not _HIDDEN_CLASSES.isdisjoint(names.lower().split())  # type: ignore[union-attr]


def _is_off_screen(style: str) -> bool:
    if "position:absolute" not in style and "text-indent:-" not in style and "position:fixed" not in style:
        return False
    return (
        "left:-9" in style
        or "top:-9" in style
        or "text-indent:-9" in style
        or "clip:rect(0" in style
        or "clip:rect(1px" in style
    )


class _Cutter:
    """The walk over the tree, without recursion, so that no nesting is too deep for it."""

    def __init__(self) -> None:
        self.result = Cut()
        self.box = Box("body", None, {}, 0)
        self.buffer: list[str] = []
        self.inline: list[tuple[str, dict[str, str | None]]] = []
        self.link_depth = self.strong_depth = self.hidden_depth = 0
        self.link_chars = self.strong_chars = self.links = self.breaks = 0
        self.after_break = False
        self.pending_breaks = 0
        self.depth = 0

    def cut(self, parser: LexborHTMLParser) -> Cut:
        body = parser.body
        if body is None:
            return self.result
        self.box = Box("body", None, dict(body.attributes), 0)
        self.result.boxes.append(self.box)
        node: LexborNode | None = body.child
        exits: list[tuple[LexborNode | None, Callable[[], None] | None]] = []
        nodes = 0
        while True:
            if node is None:
                if not exits:
                    break
                node, leave = exits.pop()
                if leave is not None:
                    leave()
                continue
            tag = node.tag
            nodes += 1
            if tag == "-text":
                self.add_text(node.text_content or "")
                node = node.next
            elif tag in UNSEEN or not tag or tag[0] in "-!" or nodes > MAX_NODES:
                self.note_unseen(tag, node)
                node = node.next
            else:
                exits.append((node.next, self.enter(tag, node)))
                node = node.child
        self.flush()
        self.result.limited = nodes > MAX_NODES
        return self.result

    def add_text(self, text: str) -> None:
        if self.pending_breaks and not text.isspace():
            self.settle_breaks()
        self.buffer.append(text)
        if self.link_depth:
            self.link_chars += len(text)
        if self.strong_depth:
            self.strong_chars += len(text)

    def settle_breaks(self) -> None:
        """Two line breaks or more divide blocks as a new paragraph would; one is white space."""
        if self.pending_breaks > 1:
            self.flush()
            self.after_break = True
        else:
            self.breaks += 1
        self.pending_breaks = 0

    def note_unseen(self, tag: str | None, node: LexborNode) -> None:
        if tag in ("iframe", "video", "audio", "embed", "object"):
            self.result.frames.append((tag, dict(node.attributes), len(self.result.runs)))

    def enter(self, tag: str, node: LexborNode) -> Callable[[], None] | None:
        """Take note of an element that begins; return what is to be done where it ends."""
        attributes: dict[str, str | None] = node.attributes
        if attributes and is_hidden(tag, attributes):
            return self.enter_hidden(tag, attributes)
        if tag in INLINE:
            return self.enter_inline(tag, attributes)
        if tag == "br":
            self.pending_breaks += 1
            self.buffer.append(" ")
            return None
        if tag in ("img", "amp-img", "image"):
            self.result.pictures.append(Picture(attributes, self.box, len(self.result.runs)))
            return None
        return self.enter_box(tag, attributes)

    def enter_inline(self, tag: str, attributes: dict[str, str | None]) -> Callable[[], None] | None:
        if attributes or tag == "time":
            self.inline.append((tag, attributes))
        if tag == "a":
            if self.buffer and self.link_chars and self.links and self.buffer[-1] == "":
                self.buffer.append(" ")
            self.links += 1
            self.link_depth += 1
            return self.leave_link
        if tag in _STRONG:
            self.strong_depth += 1
            return self.leave_strong
        return None

    def leave_link(self) -> None:
        self.link_depth -= 1
        # An empty piece marks the end of a link: a link that follows at once is another item, not the same word.
        self.buffer.append("")

    def leave_strong(self) -> None:
        self.strong_depth -= 1

    def enter_box(self, tag: str, attributes: dict[str, str | None]) -> Callable[[], None]:
        self.flush()
        if self.box.depth < MAX_DEPTH:
            outer = self.box
            self.box = Box(tag, outer, attributes, len(self.result.boxes))
            self.result.boxes.append(self.box)
            return self.leave_box
        return self.flush

    def leave_box(self) -> None:
        self.flush()
        self.box = self.box.parent or self.box

    def enter_hidden(self, tag: str, attributes: dict[str, str | None]) -> Callable[[], None]:
        """Hidden text becomes a block of its own and does not interrupt the visible one around it."""
        if tag in ("img", "amp-img", "br"):
            return _nothing
        visible = (
            self.buffer,
            self.inline,
            self.link_chars,
            self.strong_chars,
            self.links,
            self.breaks,
            self.after_break,
        )
        pending, inside = self.pending_breaks, tag not in INLINE
        if inside:
            self.flush()
        self.reset()
        self.hidden_depth += 1
        outer = self.box
        if self.box.depth < MAX_DEPTH:
            self.box = Box(tag, outer, attributes, len(self.result.boxes))
            self.result.boxes.append(self.box)

        def leave() -> None:
            self.flush()
            self.hidden_depth -= 1
            self.box = outer
            if not inside:
                (
                    self.buffer,
                    self.inline,
                    self.link_chars,
                    self.strong_chars,
                    self.links,
                    self.breaks,
                    self.after_break,
                ) = visible
                self.pending_breaks = pending

        return leave

    def flush(self) -> None:
        """End the block under way, if it has any text."""
        text = " ".join("".join(self.buffer).split()) if self.buffer else ""
        if text:
            result = self.result
            result.runs.append(
                Run(
                    text,
                    self.box,
                    self.hidden_depth > 0,
                    min(self.link_chars, len(text)),
                    min(self.strong_chars, len(text)),
                    self.links,
                    self.breaks,
                    self.after_break,
                    tuple(self.inline),
                    len(result.pictures) + len(result.frames),
                )
            )
        self.reset()

    def reset(self) -> None:
        self.buffer = []
        self.inline = []
        self.link_chars = self.strong_chars = self.links = self.breaks = self.pending_breaks = 0
        self.after_break = False


def _nothing() -> None:
    """An element without content ends as it began."""
