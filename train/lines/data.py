"""Training data: dumps of real pages, each line with the share of its words that the page's article has.

Reads a data folder laid out as the README says; copies nothing from it. For pages whose article text is known it is the
measure; for pages with snippets only, the text of an extractor stands in, at a lower weight.
"""

from __future__ import annotations

import difflib
import gzip
import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from onrecord.article.dump.lines import Line, lines_of
from onrecord.text.decode import decode

TOKEN = re.compile(r"\w+")
STAND_IN_WEIGHT = 0.14
"""What a page whose text an extractor stands in for weighs against one with a known text."""
UNSURE_WEIGHT = 0.25
"""What a line weighs of which the extractor's precise and its generous mode think differently."""
MAX_LINES = 3000


@dataclass
class Document:
    """One dump of one page: its lines, for each the share that is article, and what each weighs in training."""

    page: str
    source: str
    gold: str
    weight: float
    lines: list[Line]
    share: list[float]
    line_weights: list[float] = field(default_factory=list)


def tokens(text: str) -> list[str]:
    """Return the words of ``text`` in lower case."""
    return [t.lower() for t in TOKEN.findall(text)]


def shingles(text: str, size: int = 4) -> Counter[tuple[str, ...]]:
    """Return the runs of ``size`` words of ``text`` with their counts."""
    found = tokens(text)
    if len(found) < size:
        return Counter([tuple(found)] if found else [])
    return Counter(tuple(found[i : i + size]) for i in range(len(found) - size + 1))


def article_shares(lines: list[Line], gold: str) -> list[float]:
    """Return for each line the share of its words that stand in ``gold``, in the order of the text."""
    wanted = tokens(gold)
    known = set(zip(wanted, wanted[1:], wanted[2:], wanted[3:], strict=False))
    owners: list[int] = []
    words: list[str] = []
    for i, line in enumerate(lines):
        found = tokens(line.text)
        runs = list(zip(found, found[1:], found[2:], found[3:], strict=False))
        if runs and sum(r in known for r in runs) <= 0.3 * len(runs):
            continue
        owners += [i] * len(found)
        words += found
    lengths = [len(tokens(line.text)) for line in lines]
    hits: Counter[int] = Counter()
    matcher = difflib.SequenceMatcher(None, words, wanted, autojunk=False)
    for block in matcher.get_matching_blocks():
        for at in range(block.a, block.a + block.size):
            if block.size >= min(3, lengths[owners[at]]):
                hits[owners[at]] += 1
    return [hits[i] / max(1, length) for i, length in enumerate(lengths)]


def known_documents(folder: Path) -> Iterator[Document]:
    """Yield the dumps of the pages with a known text."""
    for row in (folder / "pages" / "gold.jsonl").read_text(encoding="utf-8").splitlines():
        page = json.loads(row)
        if not page["text"]:
            continue
        for source in ("main", "all"):
            lines = lines_of((folder / "dumps" / source / f"{page['id']}.txt").read_text(encoding="utf-8"))
            share = article_shares(lines, page["text"])
            yield Document(page["id"], source, page["text"], 1.0, lines, share, [1.0] * len(lines))


def stand_in_documents(folder: Path) -> Iterator[Document]:
    """Yield dumps of the pages with snippets, made by two tools, where an extractor agrees with the snippets."""
    import inscriptis
    import trafilatura
    from resiliparse.extract.html2text import extract_plain_text

    for row in (folder / "snippets" / "gold.jsonl").read_text(encoding="utf-8").splitlines():
        page = json.loads(row)
        html = decode(gzip.decompress((folder / "snippets" / "html" / f"{page['id']}.html.gz").read_bytes())).text
        texts = [
            trafilatura.extract(html, include_comments=False, **mode) or ""
            for mode in ({}, {"favor_precision": True}, {"favor_recall": True})
        ]
        folded = " ".join(texts[0].split())
        wrong = sum(s not in folded for s in page["with"]) + sum(s in folded for s in page["without"])
        if len(texts[0]) < 250 or wrong > 1:
            continue
        dumps = {"main": extract_plain_text(html, main_content=True, alt_texts=True), "all": inscriptis.get_text(html)}
        for source, dump in dumps.items():
            document = _stand_in(page, source, lines_of(dump), texts)
            if document:
                yield document


def _stand_in(page: dict[str, list[str]], source: str, lines: list[Line], texts: list[str]) -> Document | None:
    if not lines or len(lines) > MAX_LINES:
        return None
    share, precise, generous = (article_shares(lines, text) for text in texts)
    weights = [1.0 if (a >= 0.5) == (b >= 0.5) else UNSURE_WEIGHT for a, b in zip(precise, generous, strict=True)]
    for i, line in enumerate(lines):
        if any(len(s) > 12 and s in line.text for s in page["without"]):
            share[i], weights[i] = 0.0, 2.0
        if any(len(s) > 12 and (s in line.text or (len(line.text) > 30 and line.text in s)) for s in page["with"]):
            share[i], weights[i] = 1.0, 2.0
    return Document(str(page["id"]), f"stand-in {source}", texts[0], STAND_IN_WEIGHT, lines, share, weights)
