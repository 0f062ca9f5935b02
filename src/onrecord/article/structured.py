"""Structured data: the JSON-LD of a page as a flat list of objects.

Decides how damaged JSON-LD is still read, and which objects inside others count. Refuses to know what they mean.
"""

from __future__ import annotations

import json
import re
from html import unescape
from typing import Any, Final

import msgspec

from onrecord.article.scripts import Script

MAX_OBJECTS: Final = 500
MAX_DEPTH: Final = 12
MIN_BODY: Final = 200
"""A shorter ``articleBody`` is a summary."""
_OPENED: Final = re.compile(r"<!--|//\s*<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/|<!\[CDATA\[")
_CLOSED: Final = re.compile(r"(?:-->|//\s*\]\]>|/\*\s*\]\]>\s*\*/|\]\]>)\Z")
_NESTED_KEYS: Final = frozenset(
    ("author", "publisher", "image", "logo", "itemListElement", "comment", "sameAs", "potentialAction")
)
"""What stands under these keys describes the object around it, and is not an object of the page's own."""


def read_structured(scripts: list[Script]) -> tuple[dict[str, Any], ...]:
    """Return all JSON-LD objects of the page that have a type, outermost first, graphs and lists taken apart."""
    found: list[dict[str, Any]] = []
    for script in scripts:
        value = _decode(script.text) if script.tag == "script" and script.text else None
        if value is not None:
            _flatten(value, found, 0)
    return tuple(found[:MAX_OBJECTS])


def article_body(structured: tuple[dict[str, Any], ...]) -> str | None:
    """The article's text as the structured data give it, white space folded, if they do."""
    for item in structured:
        body = item.get("articleBody")
        if isinstance(body, str) and len(body) >= MIN_BODY:
            return " ".join(re.sub(r"<[^>]*>", " ", body).split())
    return None


def types_of(item: dict[str, Any]) -> tuple[str, ...]:
    """The object's types without the vocabulary's address: ``("NewsArticle",)``."""
    kind = item.get("@type") or item.get("type") or ()
    kinds = kind if isinstance(kind, list) else [kind]
    return tuple(str(k).rsplit("/", 1)[-1].rsplit(":", 1)[-1] for k in kinds if isinstance(k, str))


def _decode(text: str) -> object:
    value: object
    try:
        value = msgspec.json.decode(text)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        bare = _unwrapped(text)
        if not bare:
            return None
        try:
            value = msgspec.json.decode(bare)
        except (msgspec.DecodeError, UnicodeError, RecursionError):
            value = _decode_damaged(bare)
    return value


def _unwrapped(text: str) -> str:
    """A script without the comment, or the mark of character data, that hides it from old browsers."""
    text = text.strip()
    opened = _OPENED.match(text)
    text = text[opened.end() :] if opened else text
    text = text.removesuffix(";").rstrip()
    closed = _CLOSED.search(text)
    return (text[: closed.start()] if closed else text).strip()


def _decode_damaged(text: str) -> object:
    """JSON as pages write it: line breaks inside strings, a comma too many, entities for quotation marks."""
    repaired = re.sub(r",(\s*[}\]])", r"\1", text)
    for attempt in (text, repaired, unescape(repaired)):
        try:
            return json.loads(attempt, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _flatten(value: object, found: list[dict[str, Any]], depth: int) -> None:
    if depth > MAX_DEPTH or len(found) >= MAX_OBJECTS:
        return
    if isinstance(value, list):
        for item in value:
            _flatten(item, found, depth + 1)
    elif isinstance(value, dict):
        if types_of(value):
            found.append(value)
        for key, inner in value.items():
            if key not in _NESTED_KEYS and isinstance(inner, dict | list):
                _flatten(inner, found, depth + 1)
