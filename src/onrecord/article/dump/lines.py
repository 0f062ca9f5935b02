"""Lines: cuts a plain text into the paragraphs and lines that its page had.

Decides which line breaks end a paragraph and which ones only wrap it. Refuses to know what any line is: nothing is
dropped but white space, rules drawn with punctuation, and the marks in front of list items.
"""

from __future__ import annotations

import re
from itertools import pairwise

from onrecord.records import Record

MAX_WRAP = 130
"""Hard-wrapped text is at most this wide (e-mail and terminal conventions are 65 to 100)."""
MIN_WRAP = 40
"""Lines shorter than this are taken for lines, not for parts of a wrapped paragraph."""
WRAPPED_SHARE = 0.7
"""A text is hard-wrapped if at least this share of its breaks came where the next word would not have fitted."""

_NEWLINE = re.compile(r"\r\n|[\r\n\v\f\u2028\u2029\x85]")
_SPACE = re.compile(r"\s+")
_BULLET = re.compile(r"^(?:[*+•·◦▪‣●■○–-]|o(?= ))(?:\s+|$)")
_STRIPPED_BULLET = re.compile(r"^[*+•·◦▪‣●■○](?:\s+|$)")


class Line(Record, frozen=True, kw_only=True):
    """One paragraph or line: its words, how far it was indented, its list mark, the blank lines before it."""

    text: str
    indent: int = 0
    bullet: str = ""
    gap: int = 0


class _Raw(Record, frozen=True, kw_only=True):
    text: str
    indent: int
    bullet: str
    gap: int
    width: int


def lines_of(content: str) -> list[Line]:
    """Return the paragraphs and lines of ``content`` in order, white space normalised, wrapped paragraphs joined."""
    raws = _raw_lines(content)
    width = _wrap_width(raws)
    lines: list[Line] = []
    pending: list[_Raw] = []
    for raw in raws:
        if pending and width and _continues(pending[-1], raw, width):
            pending.append(raw)
            continue
        if pending:
            lines.append(_joined(pending))
        pending = [raw]
    if pending:
        lines.append(_joined(pending))
    return lines


def _raw_lines(content: str) -> list[_Raw]:
    raws = []
    gap = 0
    for printed in _NEWLINE.split(content.removeprefix("\ufeff").replace("\x00", " ")):
        text = _SPACE.sub(" ", printed).strip()
        mark = _BULLET.match(text)
        bullet = mark.group().strip() if mark else ""
        # A dash may open a line of dialogue: only marks that can be nothing else are taken off.
        text = _STRIPPED_BULLET.sub("", text)
        if not any(map(str.isalnum, text)):
            gap += 1
            continue
        width = len(printed.rstrip())
        raws.append(_Raw(text=text, indent=_indent(printed), bullet=bullet, gap=gap, width=width))
        gap = 0
    return raws


def _indent(printed: str) -> int:
    return len(printed) - len(printed.lstrip())


def _wrap_width(raws: list[_Raw]) -> int:
    """Return the width at which the text was wrapped by whoever wrote it down, or 0 if it was not."""
    pairs = [(a, b) for a, b in pairwise(raws) if b.gap == 0 and a.width >= MIN_WRAP]
    if len(pairs) < 3:
        return 0
    widths = sorted(a.width for a, _ in pairs)
    # The widest few lines may be addresses that could not be wrapped.
    width = widths[min(len(widths) - 1, int(len(widths) * 0.97))]
    if width > MAX_WRAP:
        return 0
    full = sum(_is_full(a, b, width) for a, b in pairs)
    return width if full >= WRAPPED_SHARE * len(pairs) else 0


def _is_full(line: _Raw, following: _Raw, width: int) -> bool:
    first_word = following.text.split(" ", 1)[0]
    return line.width + 1 + len(first_word) > width


def _continues(line: _Raw, following: _Raw, width: int) -> bool:
    """Whether ``following`` goes on with the paragraph of ``line``, in text wrapped at ``width``."""
    if following.gap or following.bullet or line.width < MIN_WRAP:
        return False
    if following.indent > line.indent + 1 and not line.bullet:
        return False
    return _is_full(line, following, width)


def _joined(raws: list[_Raw]) -> Line:
    first = raws[0]
    text = " ".join(r.text for r in raws)
    return Line(text=text, indent=first.indent, bullet=first.bullet, gap=first.gap)
