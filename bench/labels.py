"""``python -m bench.labels GOLD [READINGS]``: how well statements are described: act, answers, when, to whom.

Decides how a paired statement's labels are laid against the gold ones. Without READINGS the gold texts are read here; with
``--given`` the gold statements themselves are described, which parts the labelling from the finding.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from bench.__main__ import lines
from bench.measures import Score, is_name, jaccard, paired, share, words
from onrecord.formats.citron import identity_of
from onrecord.options import ReadOptions
from onrecord.pipeline import attribute
from onrecord.records import Found, Statements
from onrecord.statements.assemble import assemble
from onrecord.statements.resolve import Resolver
from onrecord.statements.tokens import analyse
from onrecord.statements.when import Clock

Page = dict[str, Any]


class Pair(NamedTuple):
    """A gold statement and the one that was read for it, each with its page."""

    gold: dict[str, Any]
    mine: dict[str, Any]


class Links(NamedTuple):
    """What came of the links between statements that both sides have."""

    score: Score
    wanted: int
    reachable: int
    wrong: list[tuple[str, str]]
    missed: list[tuple[str, str]]


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m bench.labels", description="Measure how statements are described.")
    parser.add_argument("gold", type=Path, help="JSONL of annotated texts")
    parser.add_argument(
        "readings", type=Path, nargs="?", help="JSONL of readings; without them the gold texts are read"
    )
    parser.add_argument("--given", action="store_true", help="describe the gold statements instead of finding any")
    parser.add_argument("--model", default=ReadOptions().model, help="what finds the statements")
    parser.add_argument("--errors", action="store_true", help="print every label that is wrong or missing")
    given = parser.parse_args()
    gold = [g for g in lines(given.gold) if "statements" in g]
    if given.readings:
        by_page = {identity_of(r["source"]["location"]): r for r in lines(given.readings)}
        both = [(g, by_page.get(g["id"], {})) for g in gold]
    else:
        options = ReadOptions(model=given.model)
        both = [(g, described(g) if given.given else read(g, options)) for g in gold]
    pages = [(g, mine, pairs_of(g, mine)) for g, mine in both]
    every = [pair for _, _, pairs in pages for pair in pairs]
    print(
        f"{len(sure(every))} statements paired of {sum(not s.get('doubtful') for g in gold for s in g['statements'])}"
    )
    for line in (
        *acts(every),
        *links(pages, given.errors),
        *dates(every, given.errors),
        *addressees(pages, given.errors),
    ):
        print(line)
    return 0


def read(gold: Page, options: ReadOptions) -> Page:
    """Return what the program reads in a gold text."""
    return _plain(attribute(gold["text"], options, published=gold.get("published")))


def described(gold: Page) -> Page:
    """Return the gold statements as the program describes them."""
    resolver = Resolver(analyse(gold["text"]))
    found = [
        Found(
            content=tuple((p["start"], p["end"]) for p in s["content"]),
            cue=(s["cue"]["start"], s["cue"]["end"]) if s["cue"] else None,
            sources=((s["source"]["start"], s["source"]["end"]),) if s["source"] else (),
            attitude=False,
        )
        for s in gold["statements"]
    ]
    order = sorted(range(len(found)), key=lambda i: found[i].content[0])
    found = [found[i] for i in order]
    return _plain(
        assemble(resolver, found, resolver.resolve(found), clock=Clock.of(gold.get("published"), gold.get("modified")))
    )


def _plain(found: Statements) -> Page:
    page: Page = json.loads(msgspec.json.encode(found))
    return page


def pairs_of(gold: Page, mine: Page) -> list[Pair]:
    """Return the gold statements that are not doubtful with those that were read for them."""
    found = [s for s in mine.get("statements", ()) if s["mode"] != "attitude"]
    bags = [[[w for p in s["content"] for w in words(p["text"])] for s in side] for side in (gold["statements"], found)]
    overlaps = ((jaccard(a, b), 0.0, i, j) for i, a in enumerate(bags[0]) for j, b in enumerate(bags[1]))
    return [Pair(gold["statements"][i], found[j]) for i, j in sorted(paired(overlaps))]


def acts(pairs: list[Pair]) -> Iterator[str]:
    """Yield how many acts are right, and which are taken for which."""
    judged = [(p.gold["act"], p.mine["act"]["name"]) for p in sure(pairs) if p.gold.get("act")]
    yield f"act right        {share(sum(a == b for a, b in judged), len(judged)):.3f} of {len(judged)}"
    confused = Counter(f"{a} as {b}" for a, b in judged if a != b)
    if confused:
        yield "  " + ", ".join(f"{what} {n}" for what, n in confused.most_common())


def sure(pairs: list[Pair]) -> list[Pair]:
    """Return the pairs whose gold statement is not doubtful."""
    return [p for p in pairs if not p.gold.get("doubtful")]


def links(pages: list[tuple[Page, Page, list[Pair]]], errors: bool) -> Iterator[str]:
    """Yield how many links are right among those whose statements are paired, and how many the gold has in all."""
    found = tally_links(pages)
    yield f"answers P R F1   {found.score} of {found.reachable} between paired statements; {found.wanted} in the gold"
    if errors:
        for what, pairs in (("wrong", found.wrong), ("missed", found.missed)):
            yield from (f"  {what}: {one[:90]!r} -> {other[:90]!r}" for one, other in pairs)


def tally_links(pages: list[tuple[Page, Page, list[Pair]]]) -> Links:
    """Return the links that are right, wrong and missed.

    A gold statement's ``answers`` is an index, or a list of which any is right. A link that was read counts where both its
    statements are paired.
    """
    right = wanted = reachable = 0
    wrong: list[tuple[str, str]] = []
    missed: list[tuple[str, str]] = []
    for gold, _, pairs in pages:
        index = {id(s): i for i, s in enumerate(gold["statements"])}
        place = {p.mine["id"]: index[id(p.gold)] for p in pairs}
        wanted += sum(s.get("answers") is not None for s in gold["statements"])
        for one, mine in sure(pairs):
            answers = one.get("answers")
            good = set() if answers is None else {answers} if isinstance(answers, int) else set(answers)
            read = [place[k] for k in mine["answers"] if k in place]
            hits = [k for k in read if k in good]
            right += bool(hits)
            wrong += [(_said(one), _said(gold["statements"][k])) for k in read if k not in good]
            if good & set(place.values()):
                reachable += 1
                missed += [] if hits else [(_said(one), _said(gold["statements"][min(good)]))]
    return Links(Score(share(right, right + len(wrong)), share(right, reachable)), wanted, reachable, wrong, missed)


def dates(pairs: list[Pair], errors: bool) -> Iterator[str]:
    """Yield how many dates are right, right but of another precision, wrong, missing, and given without being asked for."""
    judged = [p for p in sure(pairs) if "said_date" in p.gold]
    if judged:
        yield "said             " + _counts(_date(p) for p in judged)
    for pair in judged if errors else ():
        if _date(pair) not in ("right", "rightly none"):
            said = pair.mine["said"] or {}
            what = f"{pair.gold['said_date']} read as {said.get('date')} ({said.get('text')})"
            yield f"  {_date(pair)}: {what}: {_said(pair.gold)[:80]!r}"


def _date(pair: Pair) -> str:
    gold, mine = pair.gold["said_date"], (pair.mine["said"] or {}).get("date")
    if not gold or not mine:
        return "rightly none" if not gold and not mine else "missing" if gold else "unasked"
    return (
        "right"
        if gold == mine
        else "of another precision"
        if gold.startswith(mine) or mine.startswith(gold)
        else "wrong"
    )


def addressees(pages: list[tuple[Page, Page, list[Pair]]], errors: bool) -> Iterator[str]:
    """Yield how many addressees are right, wrong, missing, and given without being asked for."""
    judged = []
    for gold, mine, pairs in pages:
        names = {s["id"]: (s["name"], *s["aliases"]) for s in mine.get("speakers", ())}
        people = {s["name"]: s for s in gold["speakers"]}
        judged += [(p, _addressee(p, names, people)) for p in sure(pairs) if "addressee" in p.gold]
    yield "addressee        " + _counts(what for _, what in judged)
    for pair, what in judged if errors else ():
        if what not in ("right", "rightly none"):
            wanted = pair.gold.get("addressee_name") or pair.gold["addressee"]
            yield f"  {what}: {wanted} read as {(pair.mine['addressee'] or {}).get('text')}: {_said(pair.gold)[:80]!r}"


def _addressee(pair: Pair, names: dict[str, tuple[str, ...]], people: dict[str, Any]) -> str:
    gold = [name for name in (pair.gold.get("addressee_name"), pair.gold["addressee"]) if name]
    mine = pair.mine["addressee"]
    if not gold or not mine:
        return "rightly none" if not gold and not mine else "missing" if gold else "unasked"
    known = people.get(gold[0], {})
    tried = (mine["text"], *names.get(mine["speaker"] or "", ()))
    wanted = [*gold, *known.get("aliases", ())]
    return "right" if any(is_name(t, wanted, person=known.get("kind") == "person") for t in tried) else "wrong"


def _counts(labels: Iterator[str]) -> str:
    return ", ".join(f"{what} {n}" for what, n in Counter(labels).most_common())


def _said(statement: dict[str, Any]) -> str:
    return " … ".join(p["text"] for p in statement["content"])


if __name__ == "__main__":
    raise SystemExit(main())
