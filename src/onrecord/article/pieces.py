"""Pieces: what a page is cut into, its visible blocks with the boxes around them, and the pictures between them.

Decides what is kept of the markup around each block. Refuses to know where a block begins and ends, and what it is.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

from onrecord.article.elements import Attributes, Element, attributes_of
from onrecord.article.fields import BoxFields, RunFields
from onrecord.article.scripts import Script
from onrecord.native import compiled
from onrecord.text.words import words_in

EMBED_NAMES: Final = (
    "twitter-tweet",
    "instagram-media",
    "fb-post",
    "tiktok-embed",
    "twitter-video",
    "reddit-card",
    "bluesky-embed",
)


class Box(BoxFields):
    """A block-level element around blocks: its tag, its attributes, and the box around it.

    The kinds that its names speak of are a bit each: ``kinds`` are its own, ``near_kinds`` those of the box and the two
    around it, ``far_kinds`` those of all boxes up to the body, which has none.
    """

    __slots__ = ()

    element: Element
    tag: str
    parent: Box | None
    number: int
    depth: int
    kinds: int
    near_kinds: int
    far_kinds: int
    _far_words: int | None

    def __init__(self, element: Element, parent: Box | None, number: int) -> None:
        self.element = element
        self.tag = element.tag
        self.parent = parent
        self.number = number
        self._far_words = None
        if parent is None:
            self.depth = self.kinds = self.near_kinds = self.far_kinds = 0
        else:
            self.depth = parent.depth + 1
            self.kinds = kinds = element.kinds
            self.near_kinds = kinds | parent.kinds | (parent.parent or parent).kinds
            self.far_kinds = kinds | parent.far_kinds

    @property
    def words(self) -> int:
        """The known words of the element, a bit each."""
        return self.element.facts[0] if self.parent is not None else 0

    @property
    def near_words(self) -> int:
        """The known words of the box and of the two around it."""
        parent = self.parent
        return self.words | parent.words | (parent.parent or parent).words if parent is not None else 0

    @property
    def far_words(self) -> int:
        """The known words of all boxes up to the body."""
        undone: list[Box] = []
        at: Box | None = self
        while at is not None and at._far_words is None:
            undone.append(at)
            at = at.parent
        words = (at._far_words or 0) if at is not None else 0
        for box in reversed(undone):
            words |= box.words
            box._far_words = words
        return words

    @property
    def attributes(self) -> Attributes:
        """The attributes of the start tag."""
        return self.element.attributes

    @property
    def names(self) -> str:
        """The class and id, in lower case."""
        return self.element.names


class Run(RunFields):
    """One visible block: its text, the box it stands in, and what the inline markup inside it was like."""

    __slots__ = ()

    text: str
    box: Box
    elements: Sequence[tuple[Element, str]]
    """The inline elements in the block that carry attributes, and their start tags as written, in order."""
    images: int
    """Pictures and frames on the page before this block."""
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
    _inline: list[tuple[str, Attributes]] | None

    def __init__(self, text: str, box: Box, elements: list[tuple[Element, str]], images: int) -> None:
        self.text = text
        self.box = box
        self.elements = elements
        self._inline = None
        self.images = images

    @property
    def inline(self) -> list[tuple[str, Attributes]]:
        """Tag and attributes of the inline elements in the block that carry any, in order."""
        if self._inline is None:
            self._inline = [(element.tag, element.attributes_in(written)) for element, written in self.elements]
        return self._inline


def lines_in_python(runs: list[Run], kinds: int, longest: int, others: int = 0) -> list[int]:
    """Return the numbers of the visible lines of ``longest`` characters at most in boxes of one of ``kinds``.

    Boxes of one of the ``others`` do not count.
    """
    return [
        i
        for i, run in enumerate(runs)
        if run.box.near_kinds & kinds
        and not run.box.near_kinds & others
        and not run.hidden
        and len(run.text) <= longest
    ]


lines_in: Final = compiled.lines_in if compiled is not None else lines_in_python


def repeating_in_python(runs: list[Run], words: tuple[str, ...], shortest: int) -> list[int]:
    """Return the numbers of the visible blocks of ``shortest`` characters at least that hold just these words."""
    return [
        i
        for i, run in enumerate(runs)
        if len(run.text) >= shortest
        and not run.hidden
        and words[0] in run.text.lower()
        and words_in(run.text) == [*words]
    ]


repeating: Final[Callable[[list[Run], tuple[str, ...], int], list[int]]] = (
    compiled.repeating if compiled is not None else repeating_in_python
)


def tagged_in_python(runs: list[Run], tags: frozenset[str], levels: int) -> list[int]:
    """Return the numbers of the blocks of which one of the innermost ``levels`` boxes has one of the ``tags``."""
    found = []
    for i, run in enumerate(runs):
        box: Box | None = run.box
        for _ in range(levels):
            if box is None:
                break
            if box.tag in tags:
                found.append(i)
                break
            box = box.parent
    return found


tagged: Final[Callable[[list[Run], frozenset[str], int], list[int]]] = (
    compiled.tagged if compiled is not None else tagged_in_python
)


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
    telling: list[Box] = field(default_factory=list)
    """The boxes of the kinds that tell of the page as a whole (``telling_kinds``), with or without blocks in them."""
    authors: list[tuple[str, int]] = field(default_factory=list)
    """Texts of inline elements that are marked as the author's name, with the number of the block that holds them."""
    metas: list[tuple[str, Attributes]] = field(default_factory=list)
    """Tag and attributes of the ``meta`` elements, and of the ``link`` that names the page's address, wherever they are."""
    scripts: list[Script] = field(default_factory=list)
    title: str = ""
    language: str = ""
    """The language that the page's root declares."""
    limited: bool = False
    """Whether the page was too large to be cut to its end."""
    rest: str = ""
    """The words beyond that, as one text."""
