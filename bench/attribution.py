"""``python -m bench.attribution DATA``: every finder of statements on the same articles, in turn, and what each stage costs.

Decides the contenders: the settings of ``--model``, and as the floor that any program reaches, quotation marks with the
nearest "X said". Times are processor time of one thread, the contenders taken in turn article by article, so that whatever
else the machine does falls on all of them alike; only their ratios hold on another machine.
"""

from __future__ import annotations

import argparse
import re
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench.__main__ import lines, shown
from bench.attribution_scores import attribution_scores
from onrecord.formats import citron_document
from onrecord.models import load
from onrecord.options import ReadOptions
from onrecord.statements import find_statements

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


def contender(model: str) -> Callable[[str], Document]:
    """Return the whole program at one setting: text in, attributions with named speakers out."""
    options = ReadOptions(model=model)  # type: ignore[arg-type]
    return lambda text: citron_document("", find_statements(text, options=options))


def stages(texts: list[str]) -> list[tuple[str, float]]:
    """Return the milliseconds an article that each stage takes, for each model."""
    from onrecord.models.pieces import cut
    from onrecord.statements.tokens import analyse

    rows = []
    total: Counter[str] = Counter()

    def timed(name: str, work: Callable[[], Any]) -> Any:
        start = time.process_time()
        result = work()
        total[name] += time.process_time() - start
        return result

    for text in texts:
        timed("analyse", lambda text=text: analyse(text))
        for model in ("fast", "best"):
            finder = load(model)
            pieces = timed(f"{model}: word pieces", lambda text=text, finder=finder: cut(text, finder.tokenizer))
            scores = timed(f"{model}: encode", lambda pieces=pieces, finder=finder: finder.encode(pieces))
            timed(
                f"{model}: link and decode",
                lambda pieces=pieces, scores=scores, finder=finder: finder.decode(pieces, *scores),
            )
        timed("rules: whole", lambda text=text: find_statements(text, options=ReadOptions(model="rules")))
    rows += [(name, seconds * 1000 / len(texts)) for name, seconds in total.items()]
    return rows


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m bench.attribution", description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--articles", type=int, default=84)
    given = parser.parse_args()
    gold = list(lines(given.data / "polnear" / "dev.jsonl.gz"))[: given.articles]
    contenders = {"floor": floor} | {name: contender(name) for name in ("rules", "fast", "best")}
    found: dict[str, list[Document]] = {name: [] for name in contenders}
    seconds: Counter[str] = Counter()
    for run in contenders.values():
        run(gold[0]["text"])
    for document in gold:
        for name, run in contenders.items():
            start = time.process_time()
            found[name].append(run(document["text"]))
            seconds[name] += time.process_time() - start
    for name, mine in found.items():
        print(f"{name}: {len(gold) / seconds[name]:.1f} articles a second")
        for key, value in attribution_scores(list(zip(gold, mine, strict=True))).items():
            print(f"  {key:40} {shown(value)}")
    print("milliseconds an article")
    for name, value in stages([d["text"] for d in gold]):
        print(f"  {name:40} {value:.1f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
