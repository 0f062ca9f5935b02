"""Fields: what elements, boxes and blocks keep, for the classes that stand on them.

Decides where the fields live: in the compiled part, which reads them too, or in Python where there is none. Refuses to know
what a field means; ``Element``, ``Box`` and ``Run`` say so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from onrecord.native import compiled


class ElementFields:
    """The fields of a start tag."""

    __slots__ = (
        "_attributes", "_facts", "_look_up", "_make", "_names", "code", "in_line", "item", "kinds", "level", "names_author",
        "noted", "tag", "void", "written",
    )  # fmt: skip


class BoxFields:
    """The fields of a block-level element."""

    __slots__ = ("_far_words", "depth", "element", "far_kinds", "kinds", "near_kinds", "number", "parent", "tag")


class RunFields:
    """The fields of a visible block."""

    __slots__ = (
        "_inline", "after_break", "box", "breaks", "elements", "hidden", "images", "link_chars", "links", "opens_with_link",
        "strong_chars", "text",
    )  # fmt: skip


if not TYPE_CHECKING and compiled is not None:
    ElementFields, BoxFields, RunFields = compiled.ElementFields, compiled.BoxFields, compiled.RunFields
