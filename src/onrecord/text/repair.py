"""Repair of mojibake: text that was decoded wrongly and encoded again before it reached us.

Decides which stretches are damaged and what they were. Refuses to touch anything else: curly marks stay curly, entities
stay entities, so what is not damaged stays verbatim. The knowledge is ftfy's (docs/decisions.md).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from onrecord.records import Step

_BORDER = re.compile(r"[<>\n]")
_TELLTALE = re.compile(
    "[\u00c2\u00c3\u00c5\u00c4\u00cb\u00ce\u00cf\u00d0\u00d1\u00d8\u00d9\u00e2\u00e3\u00ef\u0102\u0432\u0420\u0421\u00ec\u00eb\u00ed]"
)
"""The first characters that the lead bytes of UTF-8 turn into in the single-byte encodings of the Web: a stretch without
any cannot be such damage, and most pages are done with after this one search."""
_PAIR = re.compile("[^\x00-\x7f][^!->@-\x7f]|[\x80-\x9f]")
"""What all damage holds: two characters beyond ASCII in a row, of which the second may have become a space or a question
mark, or else a C1 control. Most telltale letters stand alone in a word ("São Paulo"): ftfy need not look at those."""

_EXAMPLES = 3


def repair_mojibake(text: str, beyond: str | None = None) -> tuple[str, tuple[Step, ...]]:
    """Return ``text`` with its damaged stretches repaired, and a step that counts and shows them (none if none).

    ``beyond`` are the characters of ``text`` beyond ASCII, where they are known: few, so that looking there is quick.
    """
    telltale = set() if text.isascii() else set(_TELLTALE.findall(text if beyond is None else beyond))
    if not telltale:
        return text, ()
    from ftfy import TextFixerConfig, fix_encoding

    config = TextFixerConfig(unescape_html=False, restore_byte_a0=True, decode_inconsistent_utf8=True)
    out: list[str] = []
    examples: list[str] = []
    count = at = 0
    for start, end in _stretches(text, telltale):
        before = text[start:end]
        if not _PAIR.search(before) or not _damage().search(before):
            continue
        after = fix_encoding(before, config)
        out += (text[at:start], after)
        at = end
        if after != before:
            count += 1
            if len(examples) < _EXAMPLES:
                examples.append(_difference(before, after))
    if not count:
        return text, ()
    repaired = "".join((*out, text[at:]))
    return repaired, (Step(name="repair-mojibake", detail=f"{count} stretches of text, such as {'; '.join(examples)}"),)


@cache
def _damage() -> re.Pattern[str]:
    """What all damage holds that ftfy repairs: what the bytes of a character in UTF-8 are called in some encoding.

    A byte that follows may have become a space, a question mark or U+FFFD. Most accented letters that stand side by side are
    no such row, and the look at all rows is several times faster than ftfy's at what it thinks unlikely.
    """
    from ftfy.chardata import CHARMAP_ENCODINGS, UTF8_CLUES

    def called(*codes: int) -> set[str]:
        return {bytes((code,)).decode(encoding, "ignore") for encoding in CHARMAP_ENCODINGS for code in codes}

    every = "".join(map(chr, (*range(0xD800), *range(0xE000, 0x10000))))
    clues = {name: set(re.findall(f"[{letters}]", every)) for name, letters in UTF8_CLUES.items()}
    follows = called(*range(0x80, 0xC0)) | clues["utf8_continuation"] | set(" ?\x1a\ufffd")
    leads = (
        called(*range(0xC0, 0xE0)) | clues["utf8_first_of_2"],
        called(*range(0xE0, 0xF0)) | clues["utf8_first_of_3"],
        called(*range(0xF0, 0xF8)) | clues["utf8_first_of_4"],
    )
    rows = [f"{_any_of(lead)}{_any_of(follows)}{{{count}}}" for count, lead in enumerate(leads, 1)]
    return re.compile("|".join((*rows, "[\x80-\x9f]")))


def _any_of(characters: set[str]) -> str:
    return f"[{''.join(map(re.escape, sorted(characters - {''})))}]"


def _stretches(text: str, telltale: set[str]) -> Iterator[tuple[int, int]]:
    """Yield the ranges between tags and line ends that hold one of the telltale characters of ``text``.

    Damage does not cross a tag, and a page in which only some sentences were encoded twice must keep its sound ones.
    Every character is looked at a small number of times, so a page without any border costs no more than another.
    """
    end = 0
    for at in _places(text, telltale):
        if at < end:
            continue
        start = 1 + max(text.rfind(border, end, at) for border in "<>\n")
        border = _BORDER.search(text, at + 1)
        yield max(start, end), border.start() if border else len(text)
        end = border.start() if border else len(text)


def _places(text: str, sought: set[str]) -> list[int]:
    """Return where one of the characters stands, in order: to find one after the other is quicker than any of them."""
    found: list[int] = []
    for character in sought:
        at = text.find(character)
        while at >= 0:
            found.append(at)
            at = text.find(character, at + 1)
    return sorted(found)


def _difference(before: str, after: str) -> str:
    """Return the first place at which two texts differ, as ``“was” → “is”``."""
    start = next((i for i, (a, b) in enumerate(zip(before, after, strict=False)) if a != b), 0)
    return f"“{before[start : start + 8].strip()}” → “{after[start : start + 6].strip()}”"
