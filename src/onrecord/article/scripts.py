"""Scripts: what the tree of a page holds that no reader sees and that yet tells of it.

Decides which texts of scripts are kept. Refuses to run or to understand any.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from selectolax.lexbor import LexborHTMLParser

from onrecord.article.elements import Attributes


class Script(NamedTuple):
    """A script, or the markup for readers without scripts."""

    tag: str
    attributes: Attributes
    text: str
    """Of a script, only structured data are kept."""


_ALL: Final = "script, noscript, style, template, iframe, noembed, noframes, xmp, plaintext"
_SHOWN: Final = ("xmp", "plaintext", "noembed")
_FRAMES: Final = ("iframe", "noframes")


def take_scripts(tree: LexborHTMLParser) -> list[Script]:
    """Return the scripts of the page, and the markup for readers without scripts, in page order.

    The tree loses them, and with them its style sheets and templates: all that holds no text for the reader. Elements
    whose text would be written out as it is, angle brackets and all, lose that too, or become plain text where they show it.
    """
    found: list[Script] = []
    nodes = tree.css(_ALL)
    for node in nodes:
        tag = node.tag or ""
        if tag in ("script", "noscript"):
            attributes = node.attributes
            is_read = tag == "noscript" or "ld+json" in (attributes.get("type") or "").lower()
            found.append(Script(tag, attributes, (node.text(deep=True) or "") if is_read else ""))
    # What stands inside another of them comes after it, and must go first.
    for node in reversed(nodes):
        if node.tag in _FRAMES:
            for child in list(node.iter(include_text=True)):
                child.decompose()
        elif node.tag not in _SHOWN:
            node.decompose()
        elif text := node.text(deep=True):
            node.replace_with(text)
    return found
