"""``python -m bench.links GOLD READINGS``: how well a ledger joins sayings, copies and people, counted by pairs.

Decides how judged pairs are laid against what a ledger has joined. Refuses to know how either was made. The gold is a file
of pairs that somebody judged (docs/how-to/measure.md); the readings are put into a ledger of their own and linked.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from bench.__main__ import lines
from bench.measures import Score, is_name, jaccard, share, words
from onrecord.formats.citron import identity_of
from onrecord.ledger import Ledger
from onrecord.records import Reading

KINDS = ("saying", "copies", "person")
Gold = Iterable[dict[str, Any]]


class Unit(NamedTuple):
    """One thing that a ledger joins to others: a statement by its words, a speaker by the names, an article by nothing."""

    group: int | None
    names: tuple[str, ...] = ()
    kind: str = ""


Units = dict[str, list[Unit]]
"""The units of each article."""


class Tally(NamedTuple):
    """What came of one kind.

    ``wanted`` pairs are one, ``there`` is the share of them that has both sides; then what was joined or missed wrongly.
    """

    score: Score
    wanted: float
    there: float
    wrong: list[tuple[str, ...]]
    missed: list[tuple[str, ...]]


def main() -> int:
    """Link and print."""
    parser = argparse.ArgumentParser(prog="python -m bench.links", description="Measure what a ledger joins.")
    parser.add_argument("gold", type=Path, help="JSONL of judged pairs")
    parser.add_argument("readings", type=Path, help="JSONL of readings, as `onrecord read --format jsonl` writes them")
    parser.add_argument("--errors", action="store_true", help="print the pairs that were joined or missed wrongly")
    given = parser.parse_args()
    gold = list(lines(given.gold))
    with tempfile.TemporaryDirectory() as folder, Ledger(Path(folder) / "links.db") as ledger:
        for _ in ledger.add_all(msgspec.json.decode(line, type=Reading) for line in given.readings.open("rb")):
            pass
        for _ in ledger.link():
            pass
        for kind in KINDS:
            found = tally(kind, gold, units_of(ledger, kind))
            shown = f"of {found.wanted:.0f} pairs; {found.there:.3f} of them have both sides in the readings"
            print(f"{kind:8} P R F1  {found.score}  {shown}")
            if given.errors:
                for what, pairs in (("wrong", found.wrong), ("missed", found.missed)):
                    for pair in pairs:
                        print(f"  {what}:", *pair, sep="\n    ")
    return 0


def units_of(ledger: Ledger, kind: str) -> Units:
    """Return what a ledger has of one kind, by article."""
    tables = "article JOIN version ON version.id = article.current_id"
    sql = {
        "copies": f"SELECT location, copies_id, '', '' FROM {tables}",
        "saying": f"SELECT location, saying_id, content, '' FROM {tables} JOIN statement ON version_id = version.id"
        " WHERE mode <> 'attitude' OR saying_id IS NOT NULL",
        "person": f"SELECT location, entity_id, name || char(10) || aliases, kind FROM {tables}"
        " JOIN speaker ON version_id = version.id",
    }[kind]
    units: Units = {}
    for location, group, text, what in ledger.connection.execute(sql):
        names: tuple[str, ...] = (text,)
        if kind == "person":
            name, aliases = text.split("\n")
            names = (name, *msgspec.json.decode(aliases))
        units.setdefault(identity_of(location), []).append(Unit(group, names, what))
    return units


def tally(kind: str, gold: Gold, units: Units) -> Tally:
    """Return how the pairs of one kind were joined.

    A pair that is one counts as found where both its sides are in the ledger and joined. A pair that is not, as wrong where
    they are joined; so does every other joined pair of two articles that a line names as complete for this kind.
    """
    pairs = [pair for pair in gold if pair.get("kind") == kind]
    resolved = [(p, resolve(kind, p["first"], units), resolve(kind, p["second"], units)) for p in pairs]
    closed = {article for line in gold if kind in line.get("complete", ()) for article in line["articles"]}
    found = wanted = wrong = there = 0.0
    errors: list[tuple[str, ...]] = []
    missed: list[tuple[str, ...]] = []
    judged: dict[frozenset[tuple[str, int]], bool | None] = {}
    for pair, ones, others in resolved:
        joined = any(_is_joined(units, a, b) for a in ones for b in others)
        weight = float(pair.get("weight", 1))
        judged |= {frozenset((a, b)): True for a in ones for b in others if pair["same"] is not False}
        if pair["same"]:
            wanted += weight
            there += weight * bool(ones and others)
            found += weight * joined
            missed += [] if joined else [_shown(pair)]
        elif pair["same"] is False and joined:
            wrong += weight
            errors.append(_shown(pair))
            judged |= {frozenset((a, b)): False for a in ones for b in others}
    for a, b in _joined_pairs(units, closed):
        if frozenset((a, b)) not in judged:
            wrong += 1
            errors.append(tuple(f"{article[:12]} {units[article][at].names}" for article, at in (a, b)))
    return Tally(Score(share(found, found + wrong), share(found, wanted)), wanted, share(there, wanted), errors, missed)


def resolve(kind: str, mention: dict[str, Any], units: Units) -> list[tuple[str, int]]:
    """Return the units that stand for one side of a judged pair: an article, speakers by name, statements by their words."""
    article = mention["article"]
    here = units.get(article, [])
    if kind == "copies":
        return [(article, n) for n in range(len(here))]
    if kind == "person":
        names = [mention["name"], *mention.get("aliases", ())]
        fits = [
            n for n, u in enumerate(here) if any(is_name(mine, names, person=u.kind == "person") for mine in u.names)
        ]
        exact = [n for n in fits if here[n].names[0] == mention["name"]]
        return [(article, n) for n in exact or fits]
    wanted = words(mention["text"])
    shared = [jaccard(wanted, words(u.names[0])) for u in here]
    return [(article, n) for n, share_of in enumerate(shared) if share_of >= 0.5 and share_of == max(shared)]


def _is_joined(units: Units, one: tuple[str, int], other: tuple[str, int]) -> bool:
    first, second = (units[article][at].group for article, at in (one, other))
    return first is not None and first == second


def _joined_pairs(units: Units, closed: set[str]) -> Iterable[tuple[tuple[str, int], tuple[str, int]]]:
    groups: dict[int, list[tuple[str, int]]] = {}
    for article in sorted(closed & units.keys()):
        for at, unit in enumerate(units[article]):
            if unit.group is not None:
                groups.setdefault(unit.group, []).append((article, at))
    for members in groups.values():
        yield from _across(members)


def _across(members: Sequence[tuple[str, int]]) -> Iterable[tuple[tuple[str, int], tuple[str, int]]]:
    for n, one in enumerate(members):
        yield from ((one, other) for other in members[n + 1 :] if other[0] != one[0])


def _shown(pair: dict[str, Any]) -> tuple[str, ...]:
    sides = (pair["first"], pair["second"])
    return tuple(f"{s['article'][:12]} {s.get('text') or s.get('name') or ''}" for s in sides)


if __name__ == "__main__":
    sys.exit(main())
