"""Boxes: what the elements around the blocks of a page are called, and what their names speak of.

Decides how class, id, role and tag become known words, and which words name a kind of aside. Refuses to label any block.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache, lru_cache
from typing import Final

from onrecord.article.asides import box_names, empty_names
from onrecord.article.elements import Attributes, Elements
from onrecord.native import Meanings, compiled

Facts = Callable[[str, str | None, str | None, str | None, str | None], tuple[int, int]]
_NAME_WORD: Final = re.compile(r"[A-Z]?[a-z]+|[A-Z]{2,}")
MAX_WORDS: Final = 40
"""Words of one element that are looked at; style sheets of one-purpose classes make hundreds."""
_TAG_KINDS: Final = {
    "figcaption": "caption", "nav": "navigation", "button": "control", "label": "control", "option": "control",
    "select": "control", "time": "date", "footer": "footer", "header": "masthead", "aside": "aside", "main": "main",
    "article": "main", "form": "form",
}  # fmt: skip
_ROLE_KINDS: Final = {
    "navigation": "navigation", "menu": "navigation", "search": "navigation", "banner": "masthead", "contentinfo": "footer",
    "complementary": "aside", "author": "author", "dialog": "other", "menubar": "navigation",
}  # fmt: skip


def words_of(tag: str, names: str | None, ident: str | None, prop: str | None, role: str | None) -> list[str]:
    """The words of an element: its tag in brackets, the words of its class and id, its property and role with a sign."""
    found = [f"<{tag}>"]
    if names:
        found += _words_of_names(names)
    if ident:
        found += _words_of_names(ident)
        del found[MAX_WORDS + 1 :]
    if prop:
        found.append("@" + prop.lower())
    if role:
        found.append("@" + role.lower())
    return found


@lru_cache(maxsize=10_000)
def _words_of_names(names: str) -> list[str]:
    return [word.lower() for word in _NAME_WORD.findall(names)[:MAX_WORDS]]


@cache
def kind_bits() -> dict[str, int]:
    """A bit for each kind of box: the kinds of aside, and what tags and roles add."""
    kinds = [*box_names(), *dict.fromkeys((*_TAG_KINDS.values(), *_ROLE_KINDS.values()))]
    return {kind: 1 << i for i, kind in enumerate(dict.fromkeys(kinds))}


@cache
def bits(*kinds: str) -> int:
    """The bits of several kinds together."""
    known, mask = kind_bits(), 0
    for kind in kinds:
        mask |= known[kind]
    return mask


@cache
def telling_kinds() -> int:
    """The kinds of boxes that tell of the page as a whole: those made for gates and walls of consent, and forms."""
    return bits("wall", "consent-wall", "form")


@cache
def _kinds_by_word() -> dict[str, int]:
    table: dict[str, int] = {}
    for kind, names in box_names().items():
        for name in names:
            table[name.replace("-", " ")] = table.get(name.replace("-", " "), 0) | kind_bits()[kind]
    for tag, kind in _TAG_KINDS.items():
        table[f"<{tag}>"] = kind_bits()[kind]
    for role, kind in _ROLE_KINDS.items():
        table[f"@{role}"] = kind_bits()[kind]
    table["@creator"] = kind_bits()["author"]
    return table


@cache
def _openers() -> frozenset[str]:
    """The first words of names of two."""
    pairs = [name.partition("-")[0] for name in empty_names()]
    return frozenset((*pairs, *(name.partition(" ")[0] for name in _kinds_by_word() if " " in name)))


class Vocabulary:
    """The words that the classifier knows: of boxes (tags, classes, ids, roles) and of short texts."""

    def __init__(self, box_words: tuple[str, ...], text_words: tuple[str, ...]) -> None:
        self.box_words = box_words
        self.text_words = text_words
        self.box_bits = {word: 1 << i for i, word in enumerate(box_words)}
        self.text_bits = {word: 1 << i for i, word in enumerate(text_words)}
        self.meanings = self._compiled() if compiled is not None else None
        self.facts: Facts = self.meanings.facts if self.meanings else lru_cache(maxsize=30_000)(self.facts_in_python)
        self.elements = Elements(self.look_up, self.meanings)

    def _compiled(self) -> Meanings:
        """All that ``facts_in_python`` looks up, handed over to its compiled twin."""
        assert compiled is not None, "without the compiled part there is no twin"
        kinds, openers, empty = _kinds_by_word(), _openers(), empty_names()
        words = tuple(dict.fromkeys((*self.box_words, *kinds, *sorted(openers))))
        bit_of = {word: i for i, word in enumerate(self.box_words)}
        pairs = tuple(dict.fromkeys((*(name.replace("-", " ", 1) for name in empty), *(n for n in kinds if " " in n))))
        return compiled.Meanings(
            (
                words,
                tuple(bit_of.get(word, -1) for word in words),
                tuple(kinds.get(word, 0) for word in words),
                bytes(word in openers for word in words),
            ),
            (
                pairs,
                tuple(kinds.get(pair, 0) for pair in pairs),
                bytes(pair.replace(" ", "-", 1) in empty for pair in pairs),
            ),
        )

    def facts_in_python(
        self, tag: str, names: str | None, ident: str | None, prop: str | None, role: str | None
    ) -> tuple[int, int]:
        """The known words and the kinds of an element of such names, a bit each."""
        known, kinds, openers = self.box_bits, _kinds_by_word(), _openers()
        words_mask = kinds_mask = 0
        before = ""
        for word in words_of(tag, names, ident, prop, role):
            if word in known:
                words_mask |= known[word]
            if before in openers:
                if f"{before}-{word}" in empty_names():
                    kinds_mask &= ~kinds.get(before, 0)
                    before = word
                    continue
                kinds_mask |= kinds.get(f"{before} {word}", 0)
            if word in kinds:
                kinds_mask |= kinds[word]
            before = word
        return words_mask, kinds_mask

    def look_up(self, tag: str, attributes: Attributes) -> tuple[int, int]:
        """The known words and the kinds of an element, a bit each."""
        if not attributes:
            return self.facts(tag, None, None, None, None)
        get = attributes.get
        return self.facts(tag, get("class"), get("id"), get("itemprop"), get("role") or get("rel"))
