"""``python -m bench.attribution DATA``: every finder of statements on the same articles, in turn, and what each stage costs.

Decides the contenders: the settings of ``--model``, and as the floor that any program reaches, quotation marks with the
nearest "X said". Times are processor time of one thread, the contenders taken in turn article by article, so that whatever
else the machine does falls on all of them alike; only their ratios hold on another machine.
"""

from __future__ import annotations

import argparse
import gzip
import importlib.util
import re
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, get_args

from bench.__main__ import lines, shown
from bench.attribution_scores import attribution_scores
from onrecord.article.guard import thinned
from onrecord.article.tree import parse
from onrecord.formats import citron_document
from onrecord.models import Name, load
from onrecord.models.pieces import cut
from onrecord.options import ModelName, ReadOptions
from onrecord.pipeline import read_page
from onrecord.records import Page, Source
from onrecord.statements import find_statements
from onrecord.statements.resolve import Resolver
from onrecord.statements.tokens import analyse

Document = dict[str, Any]
QUOTATION = re.compile(r"[\u201c\"]([^\u201c\u201d\"\n]{3,})[\u201d\"]")
SAID = re.compile(r"\b(said|says|told|added|wrote|tweeted|asked)\b")
NAME = re.compile(r"\b(?:he|she|they|[A-Z][\w.'’-]*(?: [A-Z][\w.'’-]*)*)\b")
REACH = 80


def floor(text: str) -> Document:
    """Return what quotation marks and the nearest "X said" give."""
    quotes = []
    for match in QUOTATION.finditer(text):
        after = SAID.search(text, match.end(), min(len(text), match.end() + REACH))
        before = list(SAID.finditer(text, max(0, match.start() - REACH), match.start()))
        cue = after or (before[-1] if before else None)
        names = []
        if cue:
            start, end = max(match.end(), cue.start() - REACH) if after else max(0, cue.start() - REACH), cue.start()
            names = list(NAME.finditer(text, start, end)) or list(
                NAME.finditer(text, cue.end(), cue.end() + REACH // 2)
            )
        quotes.append(
            {
                "cue": {"start": cue.start(), "end": cue.end()} if cue else None,
                "sources": [{"start": names[-1].start(), "end": names[-1].end()}] if names else [],
                "contents": [{"start": match.start(), "end": match.end()}],
            }
        )
    return {"quotes": quotes}


def contender(model: ModelName) -> Callable[[Document], Document]:
    """Return the whole program at one setting: text in, attributions with named speakers out."""
    options = ReadOptions(model=model)
    return lambda document: citron_document("", find_statements(document["text"], options=options))


def rival(data: Path) -> tuple[Callable[[Document], Document], str] | None:
    """Return the quotation finder of textacy and its name, where textacy is installed.

    It needs a parse, and parsers come with models that no package index has; so it is given the parse that lies beside
    the texts, for nothing: its time is without a parser.
    """
    if importlib.util.find_spec("textacy") is None:
        return None
    from bench.attribution_rival import finder

    return finder(data / "polnear" / "dev.silver.jsonl.gz")


def stages(texts: list[str], pages: list[str]) -> list[tuple[str, float]]:
    """Return the milliseconds that each stage takes on an article (a page, for the first two)."""
    total: defaultdict[str, float] = defaultdict(float)

    def timed(name: str, work: Callable[..., Any], *given: Any, **named: Any) -> Any:
        start = time.process_time()
        result = work(*given, **named)
        total[name] += time.process_time() - start
        return result

    for markup in pages:
        timed("parse (a page)", lambda markup: parse(thinned(markup)[0]), markup)
        page = Page(source=Source(location="page", media_type="text/html"), kind="html", content=markup)
        timed("article, parsing included (a page)", read_page, page, ReadOptions(statements=False))
    for text in texts:
        analysis = timed("statements: sentences and words", analyse, text)
        for model in get_args(Name):
            finder = load(model)
            pieces = timed(f"{model}: word pieces", cut, text, finder.cutter)
            scores = timed(f"{model}: encode", finder.encode, pieces)
            linked = timed(f"{model}: link and decode", finder.decode, pieces, *scores)
            found = [finder.characters(one, pieces) for one in linked]
            timed(f"{model}: resolve", Resolver(analysis).resolve, found)
            options = ReadOptions(model=model)
            timed(f"{model}: whole", find_statements, text, options=options)
        timed("rules: whole", find_statements, text, options=ReadOptions(model="rules"))
    counts = {name: len(pages) if "(a page)" in name else len(texts) for name in total}
    return [(name, seconds * 1000 / counts[name]) for name, seconds in total.items()]


def pages_of(data: Path, most: int) -> list[str]:
    """Return the markup of at most so many of the pages in ``data``."""
    files = sorted((data / "pages" / "html").iterdir())[:most]
    return [(gzip.open if f.suffix == ".gz" else open)(f, "rb").read().decode("utf-8", "replace") for f in files]


HOSTILE: dict[str, Callable[[int], str]] = {
    "no space": lambda n: "a" * n,
    "no space, no letters": lambda n: "\u2014%$" * (n // 3),
    "quotation marks": lambda n: "\u201c" * n,
    "pairs of marks": lambda n: '"a" ' * (n // 4),
    "every mark": lambda n: "\u201c\u201d\u2018\u2019\u00ab\u00bb\u201e\u201f\u2039\u203a\"'" * (n // 12),
    "right to left, combining": lambda n: "\u202e\u05e9\u05dc\u05d5\u05dd e\u0301\u0327 " * (n // 9),
    "emoji": lambda n: "\U0001f468\u200d\U0001f469\u200d\U0001f467 " * (n // 6),
    "one long sentence": lambda n: "he said that she said that " * (n // 27),
    "paragraphs": lambda n: "The mayor said the quay would close.\n\n" * (n // 38),
}


def hostile(models: Sequence[Name], size: int) -> None:
    """Print the seconds that the finders take on hostile texts of ``size`` characters and of twice that."""
    for model in models:
        finder = load(model)
        finder.find(["Warm up, he said."])
        for name, make in HOSTILE.items():
            seconds = []
            for length in (size, 2 * size):
                text = make(length)
                start = time.process_time()
                finder.find([text])
                seconds.append(time.process_time() - start)
            print(
                f"  {model}: {name:28} {size:>9,} {seconds[0]:7.2f} s   twice that x{seconds[1] / seconds[0]:.1f}",
                flush=True,
            )


def compare(data: Path, articles: int, models: Sequence[ModelName]) -> None:
    """Print the scores and the speed of every contender, taken in turn article by article."""
    gold = list(lines(data / "polnear" / "dev.jsonl.gz"))[:articles]
    contenders: dict[str, Callable[[Document], Document]] = {"floor": lambda d: floor(d["text"])}
    other = rival(data)
    if other:
        contenders[other[1]] = other[0]
    contenders |= {name: contender(name) for name in ("rules", *models)}
    found: dict[str, list[Document]] = {name: [] for name in contenders}
    seconds: defaultdict[str, float] = defaultdict(float)
    for run in contenders.values():
        run(gold[0])
    for document in gold:
        for name, run in contenders.items():
            start = time.process_time()
            result = run(document)
            # A contender that needs what it should not have to pay for says how long that took.
            seconds[name] += time.process_time() - start - result.pop("seconds for nothing", 0.0)
            found[name].append(result)
    for name, mine in found.items():
        print(f"{name}: {len(gold) / seconds[name]:.1f} articles a second")
        for key, value in attribution_scores(list(zip(gold, mine, strict=True))).items():
            print(f"  {key:40} {shown(value)}")


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m bench.attribution", description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--articles", type=int, default=84)
    parser.add_argument("--only", default="compare,stages", help="compare, stages, hostile; several with commas")
    parser.add_argument("--models", default="fast,best")
    parser.add_argument("--size", type=int, default=500_000, help="characters of the hostile texts")
    given = parser.parse_args()
    models = [name for name in get_args(ModelName) if name in given.models.split(",")]
    only = given.only.split(",")
    if "compare" in only:
        compare(given.data, given.articles, models)
    if "stages" in only:
        texts = [d["text"] for d in lines(given.data / "polnear" / "dev.jsonl.gz")][: given.articles]
        print("milliseconds an article")
        for name, value in stages(texts, pages_of(given.data, given.articles)):
            print(f"  {name:40} {value:.1f}")
    if "hostile" in only:
        print("hostile texts: seconds, and how many times as many for twice the length")
        hostile([name for name in get_args(Name) if name in models], given.size)
    return 0


if __name__ == "__main__":
    sys.exit(main())
