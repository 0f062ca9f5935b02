"""``python -m bench DATA``: read the pages and texts of a data folder and print how well.

Decides which corpora of the folder are measured and how the table looks. The folder is not part of the project; what it
must hold is said in docs/how-to/measure.md. With ``--keep`` the table is appended to bench/results.md.
"""

from __future__ import annotations

import argparse
import gzip
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from bench.attribution_scores import attribution_scores
from bench.measures import (
    Score,
    metadata_scores,
    share,
    statement_scores,
    text_score,
    verdict_scores,
    words,
    wrong_offsets,
)
from onrecord.batch import attribute_many, read_many
from onrecord.formats import as_json_line, citron_document
from onrecord.formats.citron import identity_of
from onrecord.options import ReadOptions
from onrecord.records import Reading, Statements

PARTS = ("pages", "dumps", "gates", "snippets", "polnear")
RESULTS = Path(__file__).with_name("results.md")
Rows = list[tuple[str, str]]


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        prog="python -m bench", description="Measure the readings on a folder of real pages and texts."
    )
    parser.add_argument("data", type=Path)
    parser.add_argument(
        "--only", default=",".join(PARTS), help="parts to measure, comma-separated: " + ", ".join(PARTS)
    )
    parser.add_argument("--model", default=ReadOptions().model, help="what finds the statements")
    parser.add_argument(
        "--keep", action="store_true", help="append the table to bench/results.md with date, commit and command"
    )
    given = parser.parse_args()
    options = ReadOptions(model=given.model)
    measures = {"pages": pages, "dumps": dumps, "gates": gates, "snippets": snippets, "polnear": polnear}
    parts = [p for p in given.only.split(",") if p]
    unknown = set(parts) - set(PARTS)
    if unknown or not given.data.is_dir():
        parser.error(f"no such part: {', '.join(sorted(unknown))}" if unknown else f"{given.data} is no folder")
    table: Rows = []
    for part in parts:
        print(f"measuring {part} …", file=sys.stderr)
        table += [(f"{part}: {name}", value) for name, value in measures[part](given.data, options)]
    width = max((len(name) for name, _ in table), default=0)
    text = "\n".join(f"{name:{width}}  {value}" for name, value in table)
    print(text)
    if given.keep:
        keep(text, given.only, given.model)
    return 0


def keep(table: str, parts: str, model: str) -> None:
    """Append ``table`` to the kept results, with what it takes to get it again."""
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=True
    ).stdout.strip()
    dirty = subprocess.run(["git", "status", "--porcelain"], capture_output=True, text=True, check=True).stdout.strip()
    command = f"python -m bench DATA --only {parts} --model {model}"
    head = f"\n## {date.today().isoformat()}, commit {commit}{' and changes on top' if dirty else ''}\n\n`{command}`\n"
    with RESULTS.open("a", encoding="utf-8") as out:
        out.write(f"{head}\n```\n{table}\n```\n")


def lines(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the JSON lines of a file, gzipped or not."""
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as stream:
        yield from (json.loads(line) for line in stream if line.strip())


def readings(folder: Path, options: ReadOptions) -> tuple[dict[str, dict[str, Any]], float]:
    """Return the readings of the pages in ``folder`` by file name without endings, and how many pages a second that was."""
    started = time.perf_counter()
    found = [r for r in read_many([folder], options) if isinstance(r, Reading)]
    took = time.perf_counter() - started
    return {identity_of(r.source.location): json.loads(as_json_line(r)) for r in found}, len(found) / took


def pages(data: Path, options: ReadOptions) -> Rows:
    """Measure text, statements, metadata and verdicts on the pages with gold."""
    mine, rate = readings(data / "pages" / "html", options)
    gold = list(lines(data / "pages" / "gold.jsonl"))
    both = [(g, mine.get(g["id"], {})) for g in gold]
    annotated = [(g, m) for g, m in both if "statements" in g]
    rows = [("pages a second, all cores", f"{rate:.0f}"), ("text P R F1", str(text_score(texts(both))))]
    for kind, scores in statement_scores(annotated).items():
        rows += [(f"statements {kind}, {name}", shown(value)) for name, value in scores.items()]
    rows += [(f"right {field}", shown(value)) for field, value in metadata_scores(both).items() if field]
    verdicts = [(g["completeness"], m.get("completeness", {}).get("verdict")) for g, m in both if "completeness" in g]
    rows += [(f"verdict {name}", shown(value)) for name, value in verdict_scores(verdicts).items()]
    return [*rows, ("wrong offsets", str(wrong_offsets(mine.values())))]


def texts(both: list[tuple[dict[str, Any], dict[str, Any]]]) -> list[tuple[str, str]]:
    """Return the (gold, read) texts of pairs of pages."""
    return [(g["text"], m.get("article", {}).get("text", "")) for g, m in both]


def dumps(data: Path, options: ReadOptions) -> Rows:
    """Measure the text read from plain-text dumps of the same pages."""
    gold = list(lines(data / "pages" / "gold.jsonl"))
    rows = []
    for part in ("main", "all"):
        mine, _ = readings(data / "dumps" / part, replace(options, statements=False))
        rows.append((f"{part} text P R F1", str(text_score(texts([(g, mine.get(g["id"], {})) for g in gold])))))
    return rows


def gates(data: Path, options: ReadOptions) -> Rows:
    """Measure the verdicts."""
    mine, _ = readings(data / "gates" / "html", replace(options, statements=False))
    pairs = [
        (g["verdict"], mine.get(g["page"], {}).get("completeness", {}).get("verdict"))
        for g in lines(data / "gates" / "gates.jsonl")
    ]
    return [(f"verdict {name}", shown(value)) for name, value in verdict_scores(pairs).items()]


def snippets(data: Path, options: ReadOptions) -> Rows:
    """Measure snippets that must and must not be in the text, and metadata, on pages in many languages."""
    mine, _ = readings(data / "snippets" / "html", replace(options, statements=False))
    found = missed = wrong = 0
    hits: dict[str, list[bool]] = {k: [] for k in ("title", "date", "author", "date invented", "author invented")}
    for g in lines(data / "snippets" / "gold.jsonl"):
        article = mine.get(g["id"], {}).get("article", {})
        text = " ".join((article.get("text") or "").split())
        inside = [" ".join(s.split()) in text for s in g["with"]]
        found, missed = found + sum(inside), missed + len(inside) - sum(inside)
        wrong += sum(" ".join(s.split()) in text for s in g["without"])
        if g.get("title"):
            hits["title"].append(words(g["title"]) == words(article.get("headline")))
        for field, value in (("date", article.get("published")), ("author", article.get("byline"))):
            if field in g and not g[field]:
                hits[f"{field} invented"].append(bool(value))
        if g.get("date"):
            hits["date"].append((article.get("published") or "")[:10] == str(g["date"])[:10])
        if g.get("author"):
            hits["author"].append(people(g["author"]) == {tuple(words(x)) for x in article.get("byline") or ()})
    rows = [("snippets P R F1", str(Score(share(found, found + wrong), share(found, found + missed))))]
    return rows + [
        (name, f"{shown(share(sum(values), len(values)))} of {len(values)}") for name, values in hits.items()
    ]


def people(value: str | list[str]) -> set[tuple[str, ...]]:
    """Return the names in a gold author field as sets of words."""
    return {tuple(words(x)) for x in (value if isinstance(value, list) else value.split(";")) if words(x)}


def polnear(data: Path, options: ReadOptions) -> Rows:
    """Measure attribution on the development part of PolNeAR."""
    import tempfile

    gold = list(lines(data / "polnear" / "dev.jsonl.gz"))
    with tempfile.TemporaryDirectory() as folder:
        for n, g in enumerate(gold):
            Path(folder, f"{n:04d}.txt").write_text(g["text"], encoding="utf-8", newline="")
        started = time.perf_counter()
        results = [found for _, found in attribute_many([folder], options)]
        took = time.perf_counter() - started
    mine = [
        citron_document(str(n), found) if isinstance(found, Statements) else {"quotes": []}
        for n, found in enumerate(results)
    ]
    rows = [("articles a second, all cores", f"{len(gold) / took:.1f}")]
    return rows + [
        (name, shown(value)) for name, value in attribution_scores(list(zip(gold, mine, strict=True))).items()
    ]


def shown(value: Score | float) -> str:
    """Return a figure as it is printed."""
    return str(value) if isinstance(value, Score) else f"{value:.3f}"


if __name__ == "__main__":
    sys.exit(main())
