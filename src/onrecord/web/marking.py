"""Marking: an article's text cut into pieces, each with the statements that it belongs to.

Decides how statements that overlap share their words, and which of them a click on shared words leads to (the shorter one).
Refuses to mark up: the template does, and escapes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from onrecord.records import Block, Reading, Statement
from onrecord.web.words import TOLD, initials

MAX_DEPTH = 8
"""More statements over one word than this are not drawn; the list beside the text has them all."""
HUES = 8
NOBODY = "speaker not known"


@dataclass(frozen=True)
class Piece:
    """Some words, the ids of the statements over them (the longest first), and of those that end here."""

    text: str
    over: tuple[str, ...] = ()
    ending: tuple[str, ...] = ()


@dataclass(frozen=True)
class Marked:
    """One block of the text, in pieces."""

    label: str
    start: int
    pieces: tuple[Piece, ...]


@dataclass(frozen=True)
class Group:
    """Blocks that make one element of the page: the items of a list, the paragraphs of a quotation, or a single block."""

    label: str
    blocks: tuple[Marked, ...]


@dataclass(frozen=True)
class Mark:
    """How a statement is marked: its speaker's hue, how it is told, and a label short enough to stand in the text."""

    hue: int
    kind: str
    label: str
    name: str
    told: str


@dataclass(frozen=True)
class Voice:
    """Somebody who speaks in an article, with the marks that the statements have. ``id`` is None for those not known."""

    id: str | None
    name: str
    role: str | None
    label: str
    hue: int
    count: int


def marked(text: str, blocks: Sequence[Block], statements: Sequence[Statement], offset: int = 0) -> list[Group]:
    """Return blocks of a text with statements marked; ``offset`` is where ``text`` begins in that which they count in."""
    shown = blocks or paragraphs(text, offset)
    return _grouped(_cut(text, offset, block, _spans(statements, block)) for block in shown)


def near(reading: Reading, statement: Statement, around: int = 1) -> tuple[Block, ...]:
    """Return the blocks that a statement stands in, with so many before and behind."""
    blocks = reading.article.blocks or paragraphs(reading.article.text)
    spans = statement.content
    inside = [i for i, b in enumerate(blocks) if any(s.start < b.end and s.end > b.start for s in spans)]
    if not inside:
        return tuple(blocks[:1])
    return tuple(blocks[max(inside[0] - around, 0) : inside[-1] + 1 + around])


def voices(reading: Reading) -> list[Voice]:
    """Return those who speak in an article, in the order of their first statements."""
    counts = Counter(s.speaker for s in reading.statements)
    speakers = {s.id: s for s in reading.speakers}
    known = [id_ for id_ in counts if id_ in speakers]
    labels = initials([speakers[id_].name for id_ in known if id_])
    found = [
        Voice(id_, speakers[id_].name, speakers[id_].role, label, place % HUES + 1, counts[id_])
        for place, (id_, label) in enumerate(zip(known, labels, strict=True))
        if id_
    ]
    unknown = sum(count for id_, count in counts.items() if id_ not in speakers)
    return [*found, Voice(None, NOBODY, None, "?", 0, unknown)] if unknown else found


def marks(reading: Reading) -> dict[str, Mark]:
    """Return how each statement of a reading is marked, by its id."""
    by_speaker = {voice.id: voice for voice in voices(reading)}
    found = {}
    for statement in reading.statements:
        voice = by_speaker.get(statement.speaker) or by_speaker[None]
        found[statement.id] = Mark(voice.hue, statement.kind, voice.label, voice.name, TOLD[statement.kind])
    return found


def mark(statement: Statement, name: str | None) -> dict[str, Mark]:
    """Return how one statement is marked where it stands alone."""
    return {statement.id: Mark(1, statement.kind, "", name or NOBODY, TOLD[statement.kind])}


def paragraphs(text: str, offset: int = 0) -> tuple[Block, ...]:
    """Return the blocks of a text that has none: what stands between blank lines."""
    found = []
    start = offset
    for position, part in enumerate(text.split("\n\n")):
        if part.strip():
            found.append(Block(label="paragraph", start=start, end=start + len(part), position=position))
        start += len(part) + 2
    return tuple(found)


def _spans(statements: Iterable[Statement], block: Block) -> list[tuple[int, int, str, int, bool]]:
    """Return (start, end, id, length of the whole statement, whether it ends here) of what lies in a block."""
    found = []
    for statement in statements:
        length = sum(piece.end - piece.start for piece in statement.content)
        last = max((piece.end for piece in statement.content), default=0)
        for piece in statement.content:
            if max(piece.start, block.start) < min(piece.end, block.end):
                start, end = max(piece.start, block.start), min(piece.end, block.end)
                found.append((start, end, statement.id, length, piece.end == last and piece.end <= block.end))
    return found


def _cut(text: str, offset: int, block: Block, spans: list[tuple[int, int, str, int, bool]]) -> Marked:
    edges = sorted({block.start, block.end, *(s[0] for s in spans), *(s[1] for s in spans)})
    opening: dict[int, list[tuple[int, str]]] = {}
    closing: dict[int, list[tuple[int, str]]] = {}
    ending: dict[int, list[str]] = {}
    for start, end, id_, length, is_last in spans:
        opening.setdefault(start, []).append((-length, id_))
        closing.setdefault(end, []).append((-length, id_))
        if is_last:
            ending.setdefault(end, []).append(id_)
    active: list[tuple[int, str]] = []
    pieces = []
    for start, end in pairwise(edges):
        for gone in closing.get(start, ()):
            active.remove(gone)
        active += opening.get(start, ())
        over = tuple(id_ for _, id_ in sorted(set(active))[-MAX_DEPTH:])
        pieces.append(Piece(text=text[start - offset : end - offset], over=over, ending=tuple(ending.get(end, ()))))
    return Marked(label=block.label, start=block.start, pieces=tuple(pieces))


def _grouped(blocks: Iterable[Marked]) -> list[Group]:
    groups: list[Group] = []
    for block in blocks:
        if groups and groups[-1].label == block.label and block.label in {"list", "quotation", "embed"}:
            groups[-1] = Group(label=block.label, blocks=(*groups[-1].blocks, block))
        else:
            groups.append(Group(label=block.label, blocks=(block,)))
    return groups
