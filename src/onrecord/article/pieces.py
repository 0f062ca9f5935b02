"""Pieces: what a page is cut into, its visible blocks with the boxes around them, and the pictures between them.

Decides what is kept of the markup around each block. Refuses to know where a block begins and ends, and what it is.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from onrecord.article.elements import Attributes, Element, attributes_of

EMBED_NAMES: Final = (
    "twitter-tweet",
    "instagram-media",
    "fb-post",
    "tiktok-embed",
    "twitter-video",
    "reddit-card",
    "bluesky-embed",
)
_MASKS: Final = frozenset(("words", "kinds", "near_words", "near_kinds", "far_words", "far_kinds"))


class Box:
    """A block-level element around blocks: its tag, its attributes, and the box around it.

    What its words mean is a bit each: ``words`` and ``kinds`` are its own, ``near_*`` those of the box and the two around
    it, ``far_*`` those of all boxes up to the body, which has none. They are worked out when one of them is asked for.
    """

    __slots__ = (
        "depth",
        "described",
        "element",
        "far_kinds",
        "far_words",
        "kinds",
        "near_kinds",
        "near_words",
        "number",
        "parent",
        "tag",
        "words",
    )  # fmt: skip

    words: int
    kinds: int
    near_words: int
    near_kinds: int
    far_words: int
    far_kinds: int

    def __init__(self, element: Element, parent: Box | None, number: int) -> None:
        self.element = element
        self.tag = element.tag
        self.parent = parent
        self.number = number
        self.depth: int = parent.depth + 1 if parent else 0
        self.described = False

    def __getattr__(self, name: str) -> int:
        """Work out what the words of this box mean; called where that has not been done yet."""
        if name not in _MASKS:
            raise AttributeError(name)
        self.describe()
        value: int = object.__getattribute__(self, name)
        return value

    def describe(self) -> None:
        """Work out what the words of this box mean, and those of the boxes around it."""
        undone: list[Box] = []
        at: Box | None = self
        while at is not None and not at.described:
            undone.append(at)
            at = at.parent
        for box in reversed(undone):
            box.described = True
            parent = box.parent
            if parent is None:
                box.words = box.kinds = box.near_words = box.near_kinds = box.far_words = box.far_kinds = 0
                continue
            words, kinds = box.words, box.kinds = box.element.facts
            outer = parent.parent or parent
            box.near_words = words | parent.words | outer.words
            box.near_kinds = kinds | parent.kinds | outer.kinds
            box.far_words = words | parent.far_words
            box.far_kinds = kinds | parent.far_kinds

    @property
    def attributes(self) -> Attributes:
        """The attributes of the start tag."""
        return self.element.attributes

    @property
    def names(self) -> str:
        """The class and id, in lower case."""
        return self.element.names


class Run:
    """One visible block: its text, the box it stands in, and what the inline markup inside it was like."""

    __slots__ = (
        "_inline", "after_break", "box", "breaks", "elements", "hidden", "images", "link_chars", "links", "opens_with_link",
        "strong_chars", "text",
    )  # fmt: skip

    hidden: bool
    link_chars: int
    strong_chars: int
    links: int
    breaks: int
    """Single line breaks inside the block."""
    after_break: bool
    """Whether line breaks in the markup, not a new box, divide it from the block before."""
    opens_with_link: bool
    """Whether the first word is part of a link."""

    def __init__(self, text: str, box: Box, elements: list[tuple[Element, str]], images: int) -> None:
        self.text = text
        self.box = box
        self.elements = elements
        """The inline elements in the block that carry attributes, and their start tags as written, in order."""
        self._inline: list[tuple[str, Attributes]] | None = None
        self.images = images
        """Pictures and frames on the page before this block."""

    @property
    def inline(self) -> list[tuple[str, Attributes]]:
        """Tag and attributes of the inline elements in the block that carry any, in order."""
        if self._inline is None:
            self._inline = [
                (element.tag, element.attributes if element.written == written else attributes_of(written))
                for element, written in self.elements
            ]
        return self._inline


class Picture:
    """One picture of the page: its start tag as written, the box it stands in, and how many blocks came before it."""

    __slots__ = ("_attributes", "before", "box", "written")

    def __init__(self, written: str, box: Box, before: int) -> None:
        self.written = written
        self.box = box
        self.before = before
        self._attributes: Attributes | None = None

    @property
    def attributes(self) -> Attributes:
        """The attributes of the start tag."""
        if self._attributes is None:
            self._attributes = attributes_of(self.written)
        return self._attributes


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
    metas: list[Element] = field(default_factory=list)
    """The ``meta`` and ``link`` elements, wherever they stand."""
    title: str = ""
    language: str = ""
    """The language that the page's root declares."""
    limited: bool = False
    """Whether the page was too large to be cut to its end."""
    rest: str = ""
    """The words beyond that, as one text."""
