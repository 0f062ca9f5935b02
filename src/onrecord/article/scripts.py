"""Scripts: what the tree of a page holds that no reader sees and that yet tells of it.

Decides which texts of scripts are kept. Refuses to run or to understand any.
"""

from __future__ import annotations

from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser

from onrecord.article.elements import Attributes


class Script(NamedTuple):
    """A script, or the markup for readers without scripts."""

    tag: str
    attributes: Attributes
    text: str
    """Of a script, only structured data are kept."""


def scripts_of(tree: LexborHTMLParser) -> list[Script]:
    """Return the scripts of the page, and the markup for readers without scripts, in page order."""
    found: list[Script] = []
    for node in tree.css("script, noscript"):
        attributes = node.attributes
        is_read = node.tag == "noscript" or "ld+json" in (attributes.get("type") or "").lower()
        found.append(Script(node.tag or "", attributes, (node.text(deep=True) or "") if is_read else ""))
    return found
