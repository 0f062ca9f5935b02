"""The corpora as examples: documents cut into word pieces, with the attributions as piece ranges.

Decides how the two corpora are read and how characters become pieces. ``statements_only`` documents annotate speech and
writing but no attitudes, so a token without a label there may still be a cue.
"""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from onrecord.article import read_article
from onrecord.models.pieces import Pieces, cut
from onrecord.models.words import Cutter
from onrecord.options import DEFAULT_OPTIONS
from onrecord.sources import Capture, page_of

SHORTEST, LONGEST = 600, 20_000
"""Characters of a text without labels that is worth a lesson, and after which it is cut."""
NO_ANCHOR, CUE_ANCHOR, CONTENT_ANCHOR = 0, 1, 2


@dataclass
class Attribution:
    """One gold attribution as half-open piece ranges."""

    cue: tuple[int, int] | None
    sources: list[tuple[int, int]]
    contents: list[tuple[int, int]]

    @property
    def anchor(self) -> int:
        """The piece that stands for the attribution: the cue's first, or the content's where there is no cue."""
        return self.cue[0] if self.cue else self.contents[0][0]


@dataclass
class Document:
    """One text with its gold."""

    id: str
    text: str
    pieces: Pieces
    attributions: list[Attribution]
    ignored: np.ndarray[Any, Any]
    statements_only: bool = False
    grammar: np.ndarray[Any, Any] | None = None
    """For each piece, its word's label in each tag set and then its head's first piece; -1 where unknown."""
    gold: list[dict[str, Any]] = field(default_factory=list)


def to_pieces(pieces: Pieces, start: int, end: int) -> tuple[int, int] | None:
    """Return the pieces that lie in the characters from ``start`` to ``end``, or None."""
    first = int(np.searchsorted(pieces.ends, start, side="right"))
    last = int(np.searchsorted(pieces.starts, end, side="left"))
    return (first, last) if last > first else None


def _attribution(pieces: Pieces, quote: dict[str, Any]) -> Attribution | None:
    def ranges(spans: list[dict[str, Any]]) -> list[tuple[int, int]]:
        found = (to_pieces(pieces, s["start"], s["end"]) for s in spans)
        return sorted(r for r in found if r)

    cue = ranges([quote["cue"]] if quote.get("cue") else [])
    contents = ranges(quote["contents"])
    if not contents:
        return None
    return Attribution(cue[0] if cue else None, ranges(quote["sources"]), contents)


def _document(name: str, text: str, quotes: list[dict[str, Any]], cutter: Cutter) -> Document:
    pieces = cut(text, cutter)
    found = [a for a in (_attribution(pieces, q) for q in quotes) if a]
    return Document(name, text, pieces, found, np.zeros(len(pieces), dtype=bool), gold=quotes)


def polnear(path: Path, cutter: Cutter) -> list[Document]:
    """Return the documents of one PolNeAR file."""
    documents = []
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            raw = json.loads(line)
            document = _document(raw["id"], raw["text"], raw["quotes"], cutter)
            for span in raw.get("discard", ()):
                r = to_pieces(document.pieces, span["start"], span["end"])
                if r:
                    document.ignored[r[0] : r[1]] = True
            documents.append(document)
    return documents


def pages(path: Path, cutter: Cutter) -> list[Document]:
    """Return the annotated news pages of ``path`` (statements only)."""
    documents = []
    for line in path.read_text(encoding="utf-8").splitlines():
        raw = json.loads(line)
        quotes = [
            {"cue": s.get("cue"), "sources": [s["source"]] if s.get("source") else [], "contents": s["content"]}
            for s in raw.get("statements") or ()
        ]
        if quotes:
            document = _document(raw["id"], raw["text"], quotes, cutter)
            document.statements_only = True
            documents.append(document)
    return documents


def without_labels(folder: Path, cutter: Cutter) -> list[Document]:
    """Return the English articles of the real pages that nobody has annotated: a teacher's words are all they teach."""
    annotated = set()
    for name in ("gold.jsonl", "extra.jsonl"):
        raws = map(json.loads, (folder / "pages" / name).read_text(encoding="utf-8").splitlines())
        annotated |= {raw["id"] for raw in raws if raw.get("statements")}
    documents, seen = [], set()
    for path in sorted(path for kind in ("pages", "gates", "snippets") for path in (folder / kind / "html").iterdir()):
        name, body = path.name.split(".")[0], path.read_bytes()
        if path.suffix == ".gz":
            body = gzip.decompress(body)
        article = read_article(
            page_of(Capture(location=path.name, body=body), max_bytes=DEFAULT_OPTIONS.max_bytes)
        ).article
        text = article.text[:LONGEST]
        if name in annotated or article.language != "en" or len(text) < SHORTEST or text[:300] in seen:
            continue
        seen.add(text[:300])
        document = _document(name, text, [], cutter)
        document.ignored[:] = True
        documents.append(document)
    return documents


def plain(folder: Path, cutter: Cutter) -> list[Document]:
    """Return the texts in ``folder`` (``*.txt``, UTF-8) that are long enough to teach, without labels."""
    documents = []
    for path in sorted(folder.glob("*.txt")):
        text = path.read_text(encoding="utf-8")[:LONGEST]
        if len(text) >= SHORTEST:
            documents.append(_document(path.stem, text, [], cutter))
            documents[-1].ignored[:] = True
    return documents


def raw_texts(folder: Path) -> list[str]:
    """Return the training texts, for the vocabulary."""
    with gzip.open(folder / "polnear" / "train.jsonl.gz", "rt", encoding="utf-8") as lines:
        texts = [json.loads(line)["text"] for line in lines]
    lines_ = (folder / "pages" / "extra.jsonl").read_text(encoding="utf-8").splitlines()
    return texts + [json.loads(line)["text"] for line in lines_]
