"""Elements: what a start tag tells of all elements that are written with it.

Decides which elements stand inside a line, which make a box, which show no text, and which their own attributes take out
of the reader's sight. Refuses to know where on a page an element stands. Pages write the same start tags again and again,
so each is worked out once and kept.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from functools import lru_cache
from typing import Final, NamedTuple

from onrecord.article.fields import ElementFields
from onrecord.native import Meanings, compiled

Attributes = dict[str, str | None]
LookUp = Callable[[str, Attributes], tuple[int, int]]
"""What the words of a tag and its attributes mean, a bit each: known words, kinds of boxes."""

_INLINE: Final = (
    "abbr acronym amp-fit-text bdi bdo big blink cite code data del dfn ins kbd mark nobr q rb rp rt ruby s samp small"
    " span strike sub sup time tt var wbr hl2 hl hit o:p st1:place st1:city st1:country-region st1:personname nlmb"
).split()
_STRONG: Final = "b strong em i u font".split()
_UNSEEN: Final = (
    "script style noscript template object applet frameset noframes datalist svg canvas map textarea amp-state"
    " amp-analytics meta base param source track area col colgroup frame input"
).split()
_FRAMES: Final = "iframe video audio embed object amp-iframe amp-video amp-youtube".split()
_PICTURES: Final = "img amp-img image".split()
_VOID: Final = frozenset(
    "area base basefont bgsound br col embed frame hr img input keygen link meta param source track wbr".split()
)
"""Elements that are written without an end tag; what looks like one belongs to a formula."""

CLOSE, IGNORED, PLAIN, NOTED, STRONG, LINK, BREAK, PICTURE, BOX, HIDDEN, UNSEEN, FRAME, META, TITLE, BODY = range(15)
"""What an element does to the block under way."""
_EACH_ITS_OWN: Final = frozenset((*_PICTURES, "meta", "link"))
"""Elements that are hardly ever written twice in the same way, and whose attributes do not matter to the blocks."""

_CODES: Final[dict[str, int]] = {
    **dict.fromkeys(_INLINE, PLAIN),
    **dict.fromkeys(_STRONG, STRONG),
    **dict.fromkeys(_UNSEEN, UNSEEN),
    **dict.fromkeys(_FRAMES, FRAME),
    **dict.fromkeys(_PICTURES, PICTURE),
    **dict.fromkeys(("html", "head", "/html", "/head", "/body"), IGNORED),
    "a": LINK, "br": BREAK, "meta": META, "link": META, "title": TITLE, "body": BODY,
}  # fmt: skip
IN_WORD: Final = ("a", *_INLINE, *_STRONG)
"""Elements that may begin or end in the middle of a word."""
_IN_LINE: Final = frozenset((PLAIN, STRONG, LINK, BREAK, PICTURE))
_CAN_HIDE: Final = frozenset((PLAIN, STRONG, LINK, BOX))
MAX_KNOWN: Final = 20_000
"""So many start tags are kept; then the memory of them starts anew."""

_ATTRIBUTE: Final = re.compile(r' ([^\s=]+)="([^"]*)"')
_ADDRESS: Final = ' href="'
_HIDDEN_NAMES: Final = re.compile(
    r"(?:^|\s)(?:sr[-_]only|visually-?_?hidden|screen-?reader(?:-text|-only)?|element-invisible|\w+-visually-?hidden"
    r"|off-?screen|assistive-text|a11y-hidden|hide-visually)(?:\s|$)"
    r"|(?:tooltip|popover|rollover|hover-?card|hover-?box)\S*(?:text|content|inner|block|body)(?:\s|$)"
)
"""Class names by which style sheets take text off the screen, or show it only under the pointer."""
_HIDDEN_MARKS: Final = (
    "sr-only", "sr_only", "visually", "screen", "invisible", "assistive", "a11y-hidden", "tooltip", "popover", "rollover",
    "hover-card", "hovercard", "hover-box", "hoverbox",
)  # fmt: skip
"""One of these stands in each of the names above."""
_HIDING_MARKS: Final = (
    *_HIDDEN_MARKS, ' hidden="', 'aria-hidden="true"', "none", "visibility", "absolute", "fixed", "text-indent",
)  # fmt: skip
"""A start tag that holds none of these hides nothing: most do not, and are spared the slow look."""
_AUTHOR_NAMES: Final = re.compile(
    r"(?:^|[\s_-])(?:author|byline|by-?author|author-?name|autor|auteur|redakteur|fn|vcard|byuser|username)(?:$|\s|[_-](?:name|link|url|fn|vcard))"
)
_AUTHOR_MARKS: Final = ("aut", "byline", "redakteur", "fn", "vcard", "user")
"""One of these stands in each of the names above; most class names hold none, and are spared the search."""
_NO_NAMES: Final = frozenset(("/", "!", "?", ""))
"""With these, or with nothing, begins what is no start tag."""
MARKS: Final = (
    *((mark, 1) for mark in _HIDING_MARKS),
    *((mark, 2) for mark in (*_AUTHOR_MARKS, "creator")),
    ("itemprop", 4),
)
"""Words in small letters for which the compiled part asks about a start tag: is it hidden, an author's name, an item?"""


class Nature(NamedTuple):
    """What a tag is by its name alone."""

    tag: str
    code: int
    level: int
    void: bool
    in_line: bool


@lru_cache(maxsize=1_000)
def nature_of(tag: str) -> Nature:
    """Return what all elements of a ``tag`` have in common."""
    level = int(tag[1]) if len(tag) == 2 and tag[0] == "h" and tag[1].isdecimal() else 0
    return Nature(sys.intern(tag), _CODES.get(tag, BOX), level, tag in _VOID, _CODES.get(tag) in _IN_LINE)


class Element(ElementFields):
    """A start tag as it is written, and what holds of all elements that are written so."""

    __slots__ = ()

    written: str
    tag: str
    code: int
    item: str
    """The property of an item (microdata) that the element gives, in lower case."""
    kinds: int
    """The kinds of a box that its names speak of, a bit each."""
    level: int
    """The level of the heading that the element is, 0 if it is none."""
    noted: bool
    names_author: bool
    void: bool
    in_line: bool
    """Whether the element stands inside a line of text."""
    _look_up: LookUp
    _attributes: Attributes | None
    _facts: tuple[int, int] | None
    _names: str | None
    _make: tuple[str, str | None] | None

    def __init__(self, written: str, look_up: LookUp) -> None:
        self.written = written
        self._look_up = look_up
        self._attributes = self._facts = self._names = self._make = None
        self.tag, self.code, self.level, self.void, self.in_line = nature_of(written.partition(" ")[0])
        self.item = ""
        if "itemprop" in written:
            self.item = (self.attributes.get("itemprop") or "").lower()
        self.noted = self.names_author = False
        if self.code in _CAN_HIDE:
            self._look_closer(has_attributes=len(self.tag) < len(written))
        self.kinds = self.facts[1] if self.code in (BOX, HIDDEN) and self.tag[:1] not in _NO_NAMES else 0

    def _look_closer(self, *, has_attributes: bool) -> None:
        if has_attributes and _may_hide(self.written.lower()) and is_hidden(self.tag, self.attributes):
            self.code = HIDDEN
            return
        if self.code in (BOX, STRONG):
            return
        self.noted = has_attributes or self.tag == "time"
        self.names_author = has_attributes and names_author(self.attributes)
        if self.code == PLAIN and self.noted:
            self.code = NOTED

    @property
    def attributes(self) -> Attributes:
        """The attributes, in the order in which they are written."""
        if self._attributes is None:
            self._attributes = attributes_of(self.written)
        return self._attributes

    def attributes_in(self, written: str) -> Attributes:
        """The attributes of a start tag of this element as it is ``written``: the address of a link may be another one."""
        return self.attributes if written == self.written else attributes_of(written)

    def value(self, name: str) -> str | None:
        """The value of an attribute, where the others are of no interest."""
        return value_of(self.written, name) if self._attributes is None else self._attributes.get(name)

    @property
    def make(self) -> tuple[str, str | None]:
        """Tag and class: boxes of one make look alike."""
        if self._make is None:
            self._make = self.tag, self.value("class")
        return self._make

    @property
    def names(self) -> str:
        """The class and id, in lower case."""
        if self._names is None:
            self._names = f"{self.value('class') or ''} {self.value('id') or ''}".lower()
        return self._names

    @property
    def facts(self) -> tuple[int, int]:
        """The known words and the kinds of the element, a bit each."""
        if self._facts is None:
            self._facts = self._look_up(self.tag, self.attributes)
        return self._facts

    @property
    def in_word(self) -> bool:
        """Whether the element may begin or end in the middle of a word."""
        return self.tag.lstrip("/") in IN_WORD


class Elements:
    """All start tags that were met, each with what it tells.

    Addresses of links make no difference, nor does any attribute of a picture or a ``meta`` element.
    """

    def __init__(self, look_up: LookUp = lambda _tag, _attributes: (0, 0), meanings: Meanings | None = None) -> None:
        self._look_up = look_up
        self.known: dict[str, Element] = {}
        self.tags = None
        """The same elements, as the compiled walk finds and makes them: all but what begins with no name."""
        if compiled is not None:
            functions = (nature_of, is_hidden, names_author, look_up)
            self.tags = compiled.Tags(Element, functions, MARKS, meanings) if meanings else compiled.Tags()

    def of(self, written: str) -> Element:
        """Return the element of the start tag, end tag or comment that is ``written`` between ``<`` and ``>``."""
        found = self.known.get(written)
        if found is not None:
            return found
        if written.startswith("a "):
            before, address, after = written.partition(_ADDRESS)
            if address:
                written = before + after.partition('"')[2]
                found = self.known.get(written)
                if found is not None:
                    return found
        tag = written.partition(" ")[0]
        if tag in _EACH_ITS_OWN and tag != written:
            return self.of(tag)
        found = Element(written, self._look_up)
        if written[:1] == "/":
            found.code = _CODES.get(written, IGNORED if written[1:] in _VOID else CLOSE)
        elif written[:1] in _NO_NAMES:
            found.code = IGNORED
        if len(self.known) >= MAX_KNOWN:
            self.known.clear()
        self.known[written] = found
        return found


def _may_hide(written: str) -> bool:
    """Whether a start tag holds a word without which ``is_hidden`` says no."""
    return any(mark in written for mark in _HIDING_MARKS)


def attributes_in_python(written: str) -> Attributes:
    """Return the attributes of a start tag as it is written."""
    found: Attributes = dict(_ATTRIBUTE.findall(written))
    if "&" in written:
        for name, value in found.items():
            if value and "&" in value:
                found[name] = as_read(value)
    return found


attributes_of: Final[Callable[[str], Attributes]] = (
    compiled.attributes_of if compiled is not None else attributes_in_python
)


def value_in_python(written: str, name: str) -> str | None:
    """Return the value of one attribute of a start tag as it is written."""
    return attributes_in_python(written).get(name)


value_of: Final[Callable[[str, str], str | None]] = compiled.value_of if compiled is not None else value_in_python


def as_read(text: str) -> str:
    """Return ``text`` with the four characters that the written tree spells out."""
    return (
        text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", '"')
        .replace("&nbsp;", "\xa0")
        .replace("&amp;", "&")
    )


def names_author(attributes: Attributes) -> bool:
    """Whether an element's attributes mark it as the author's name."""
    get = attributes.get
    rel, names, prop = get("rel"), get("class"), get("itemprop")
    if (rel and "author" in rel) or (prop and prop in ("author", "creator")):
        return True
    return bool(names) and _names_author(names)


@lru_cache(maxsize=20_000)
def _names_author(names: str) -> bool:
    names = names.lower()
    return any(mark in names for mark in _AUTHOR_MARKS) and _AUTHOR_NAMES.search(names) is not None


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
    names = names.lower()
    return any(mark in names for mark in _HIDDEN_MARKS) and _HIDDEN_NAMES.search(names) is not None


@lru_cache(maxsize=5_000)
def _hides(style: str) -> bool:
    """Whether an inline style takes its element off the screen."""
    style = style.replace(" ", "").lower()
    if "display:none" in style or "visibility:hidden" in style:
        return True
    if "position:absolute" not in style and "position:fixed" not in style and "text-indent:-" not in style:
        return False
    return any(mark in style for mark in ("left:-9", "top:-9", "text-indent:-9", "clip:rect(0", "clip:rect(1px"))
