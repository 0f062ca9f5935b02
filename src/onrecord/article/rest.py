"""The rest of a page that is too large to be cut into blocks: its words, in page order.

Decides what is still read of a page beyond the limit of elements, so that no visible word is lost. Refuses to know any
markup there beyond what keeps words apart and what holds no words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import Final

from onrecord.article.elements import FRAME, IN_WORD, TITLE, UNSEEN, Elements, as_read

MAX_TAGS: Final = 150_000
"""Tags of a page that are parsed: more than twice the elements that are cut into blocks have."""
_IN_WORD: Final = re.compile(rf"</?(?:{'|'.join(map(re.escape, IN_WORD))})(?:[\s/][^<>]*)?>", re.IGNORECASE)
_TAGS: Final = re.compile(r"<(!--.*?--|[^>]*)>", re.DOTALL)
"""The tags and comments of a tree that is written out: there, the values of attributes hold no angle bracket."""
_TAG: Final = re.compile(r"<[^<>]*>")


def parted(markup: str) -> tuple[str, str]:
    """Return the markup up to the last tag that is parsed, and what follows: nothing on any page but a huge one."""
    if len(markup) < 3 * MAX_TAGS or markup.count("<") <= MAX_TAGS:
        return markup, ""
    at = -1
    for _ in range(MAX_TAGS + 1):
        at = markup.index("<", at + 1)
    return markup[:at], markup[at:]


def words_of_markup(markup: str) -> str:
    """Return the words of markup that is not parsed, white space folded: what no tag, script or style sheet holds."""
    for name in ("script", "style"):
        first, *parts = markup.split("<" + name)
        markup = " ".join((first, *(part[max(0, part.find(f"</{name}")) :] for part in parts)))
    return " ".join(unescape(_TAG.sub(" ", _IN_WORD.sub("", markup))).split())


def tags_of(markup: str) -> tuple[list[str], list[str]]:
    """Return the texts of well-formed ``markup``, and the tags and comments between them."""
    pieces = _TAGS.split(markup)
    return pieces[0::2], pieces[1::2]


def each_tag(markup: str) -> Iterator[tuple[str, str]]:
    """Yield the tags and comments of well-formed ``markup``, each after the text before it."""
    at = 0
    for match in _TAGS.finditer(markup):
        yield markup[at : match.start()], match[1]
        at = match.end()


def rest_of(markup: str, elements: Elements) -> str:
    """Return the words of well-formed ``markup`` that opens with a tag, white space folded.

    What markup hides is not told apart here.
    """
    texts, tags = tags_of(markup)
    pieces: list[str] = []
    inside = ""
    depth = 0
    for text, written in zip(texts, tags, strict=False):
        if not inside:
            pieces.append(text)
        if inside:
            name = written.partition(" ")[0]
            depth += (name == inside) - (name == "/" + inside)
            if not depth:
                inside = ""
            continue
        element = elements.of(written)
        if element.code in (UNSEEN, FRAME, TITLE):
            if not element.void:
                inside, depth = element.tag, 1
        elif not element.in_word:
            pieces.append(" ")
    return " ".join(as_read("".join((*pieces, *texts[len(tags) :]))).split())
