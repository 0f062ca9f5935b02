"""The guard: markup that would cost the parser a time out of all proportion is thinned out before it is parsed.

Decides which tags and attributes no reader could see and no parser needs: nesting beyond what browsers keep, and
attributes by the thousand in one tag. Refuses to touch a word of the page; what was taken out is counted in a step.

The tree builder looks through its open elements and its attributes one by one, so its time grows with the square of
both: 20,000 nested elements take seconds, 100,000 minutes (``python -m bench.hostile``).
"""

from __future__ import annotations

import re

from onrecord.article.rest import parted
from onrecord.records import Step

MAX_DEPTH = 512
"""Elements within elements. Browsers flatten a page beyond this depth too (Blink's limit is 512)."""
MAX_ATTRIBUTES = 1000
"""Attributes of one element. The richest on real pages have some tens."""
_CELL = 2048
"""A tag of twice this length covers a stretch of this length, at a place that is known beforehand, without any bracket."""
_LONG_TAG = re.compile(r"<([a-zA-Z][a-zA-Z0-9:-]*)([^<>]{4096,})>?")
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:-]*)[^<>]*>?")
_DEEP_FROM = 5000
"""A page with fewer tags than this cannot be nested so deep that it costs more than a tenth of a second."""
_CLOSE_THEMSELVES = frozenset(
    "area base br col dd dt embed hr img input li link meta option p param source tbody td tfoot th thead tr "
    "track wbr".split()
)
"""Elements that are empty or that the next one of their kind ends: open tags of these do not add up to depth."""


def borne(content: str) -> tuple[str, str, tuple[Step, ...]]:
    """Return what the parser is given of a page, what follows and is too much for it, and a step that says what went."""
    content, unparsed = parted(content)
    markup, steps = thinned(content)
    return markup, unparsed, steps


def thinned(markup: str) -> tuple[str, tuple[Step, ...]]:
    """Return ``markup`` without what the parser could not bear, and a step that says what went (none if nothing did)."""
    steps: list[Step] = []
    markup, stripped = _without_attributes(markup)
    if stripped:
        steps.append(
            Step(name="limit", detail=f"{stripped} tags had more than {MAX_ATTRIBUTES} attributes, which were left out")
        )
    if markup.count("<") > _DEEP_FROM:
        markup, removed = _flattened(markup)
        if removed:
            steps.append(
                Step(
                    name="limit", detail=f"{removed} tags nested deeper than {MAX_DEPTH} were left out, not their text"
                )
            )
    return markup, tuple(steps)


def _without_attributes(markup: str) -> tuple[str, int]:
    """Return ``markup`` with the tags of very many attributes bare, and how many they were."""
    out: list[str] = []
    kept = stripped = at = 0
    for cell in range(0, len(markup), _CELL):
        if cell < at or markup.find("<", cell, cell + _CELL) >= 0 or markup.find(">", cell, cell + _CELL) >= 0:
            continue
        start = markup.rfind("<", at, cell)
        match = _LONG_TAG.match(markup, start) if start >= 0 else None
        at = match.end() if match else cell
        if match and _has_many(match[2]):
            out += (markup[kept:start], f"<{match[1]}>")
            kept = at
            stripped += 1
    return ("".join((*out, markup[kept:])), stripped) if stripped else (markup, 0)


def _has_many(attributes: str) -> bool:
    return attributes.count("=") > MAX_ATTRIBUTES or len(attributes.split(None, MAX_ATTRIBUTES)) > MAX_ATTRIBUTES


def _flattened(markup: str) -> tuple[str, int]:
    """Return ``markup`` without the tags beyond MAX_DEPTH, and how many they were."""
    out: list[str] = []
    depth = removed = at = 0
    for match in _TAG.finditer(markup):
        closing, name = match.groups()
        if name.lower() in _CLOSE_THEMSELVES or match.group().endswith("/>"):
            continue
        if closing:
            too_deep = depth > MAX_DEPTH
            depth = max(depth - 1, 0)
        else:
            depth += 1
            too_deep = depth > MAX_DEPTH
        if too_deep:
            out.append(markup[at : match.start()])
            at = match.end()
            removed += 1
    return ("".join((*out, markup[at:])), removed) if removed else (markup, 0)
