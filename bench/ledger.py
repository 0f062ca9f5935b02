"""Measures a ledger of many statements: adding, linking, searching, one speaker's record, size and memory.

    PYTHONPATH=src python bench/ledger.py --statements 1000000 --file /tmp/bench.db

The ledger is synthetic: words of our own making with the frequencies of a natural language (Zipf), speakers and outlets
likewise, a tenth of the articles copies of earlier ones, a tenth of the quotations repeated elsewhere. The same seed makes
the same ledger. A file that exists is measured as it is.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import statistics
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import accumulate
from pathlib import Path

from onrecord.ledger import Ledger
from onrecord.records import Act, Article, Completeness, Reading, Source, Span, Speaker, Statement

SEED = 20310304
VOCABULARY = 50_000
STATEMENTS_AN_ARTICLE = 10
SYLLABLES = (
    "ba",
    "co",
    "du",
    "fe",
    "gi",
    "ha",
    "jo",
    "ku",
    "le",
    "mi",
    "na",
    "po",
    "ru",
    "sa",
    "te",
    "vi",
    "wo",
    "xe",
    "yu",
    "zi",
)


class World:
    """Everything that articles are made of."""

    def __init__(self, people: int) -> None:
        self.chance = random.Random(SEED)
        self.vocabulary = [self._word() for _ in range(VOCABULARY)]
        self.weights = list(accumulate(1 / (rank + 2.7) for rank in range(VOCABULARY)))
        self.people = [
            (
                f"{self._word().title()} {self._word().title()}{self._word()}",
                self._word() + " minister",
                f"{chr(65 + n % 26)}L",
            )
            for n in range(people)
        ]
        self.people_weights = list(accumulate(1 / (rank + 3) for rank in range(people)))
        self.outlets = [f"The {self._word().title()} Post" for _ in range(400)]
        self.quotations: list[str] = []

    def _word(self) -> str:
        return "".join(self.chance.choice(SYLLABLES) for _ in range(self.chance.choice((1, 2, 2, 3, 3, 4))))

    def words(self, count: int) -> str:
        """Return ``count`` words, the frequent ones often."""
        return " ".join(self.chance.choices(self.vocabulary, cum_weights=self.weights, k=count))

    def quotation(self) -> str:
        """Return a quotation, now and then one that was made before."""
        if self.quotations and self.chance.random() < 0.1:
            return self.chance.choice(self.quotations)
        made = f"“{self.words(self.chance.randint(8, 32))},”"
        if len(self.quotations) < 5000:
            self.quotations.append(made)
        return made


def articles(world: World, count: int) -> Iterator[Reading]:
    """Yield ``count`` readings."""
    recent: list[Reading] = []
    for number in range(count):
        if recent and world.chance.random() < 0.1:
            yield copy_of(world.chance.choice(recent), number, world)
            continue
        made = article(world, number)
        recent = [*recent[-200:], made]
        yield made


def article(world: World, number: int) -> Reading:
    """Return one reading of about five hundred words and ten statements."""
    chosen = world.chance.choices(world.people, cum_weights=world.people_weights, k=4)
    people = list(dict.fromkeys(chosen))
    pieces: list[str] = []
    statements = []
    at = 0
    for n in range(STATEMENTS_AN_ARTICLE):
        prose, quote = world.words(20) + ".", world.quotation()
        who = n % len(people)
        line = f"{prose}\n\n{quote} {people[who][0]} said."
        start = at + len(prose) + 2
        cue = start + len(quote) + 1 + len(people[who][0]) + 1
        statements.append(
            Statement(
                id=f"s{n + 1}",
                kind="direct",
                mode="spoken",
                content=(Span(start=start, end=start + len(quote), text=quote),),
                cue=Span(start=cue, end=cue + 4, text="said"),
                speaker=f"p{who + 1}",
                act=Act(name=world.chance.choice(("state", "promise", "warn", "reject"))),
            )
        )
        pieces.append(line)
        at += len(line) + 2
    text = "\n\n".join(pieces)
    day = (date(2020, 1, 1) + timedelta(days=number * 1500 // 100_000)).isoformat()
    return Reading(
        source=Source(location=f"{number}.html", media_type="text/html", sha256=f"{number:064x}", bytes=len(text)),
        article=Article(
            text=text,
            headline=world.words(8),
            site=world.chance.choice(world.outlets),
            published=day,
            url=f"https://{number % 400}.example/{number}",
        ),
        completeness=Completeness(verdict="complete"),
        speakers=tuple(
            Speaker(id=f"p{n + 1}", name=name, kind="person", role=role, country=country)
            for n, (name, role, country) in enumerate(people)
        ),
        statements=tuple(statements),
    )


def copy_of(original: Reading, number: int, world: World) -> Reading:
    """Return the same text at another outlet."""
    from msgspec.structs import replace

    return replace(
        original,
        source=replace(original.source, location=f"{number}.html", sha256=f"{number:064x}"),
        article=replace(
            original.article, site=world.chance.choice(world.outlets), url=f"https://copy.example/{number}"
        ),
    )


def build(path: Path, statements: int) -> None:
    """Make the ledger and print how fast that went."""
    count = statements // STATEMENTS_AN_ARTICLE
    world = World(people=max(count // 10, 100))
    spent_making = 0.0

    def timed() -> Iterator[Reading]:
        nonlocal spent_making
        source = articles(world, count)
        while True:
            begin = time.process_time()
            reading = next(source, None)
            spent_making += time.process_time() - begin
            if reading is None:
                return
            yield reading

    clock = Clock()
    with Ledger(path) as ledger:
        for done, _ in enumerate(ledger.add_all(timed()), start=1):
            if done % 10_000 == 0:
                report("adding", done, clock, spent_making)
        report("added", count, clock, spent_making)
        clock, done = Clock(), 0
        for linked in ledger.link():
            done += linked
            if done % 6400 == 0:
                report("linking", done, clock)
        report("linked", done, clock)


class Clock:
    """Wall time and processor time since it was made; on a machine that is shared only the second can be compared."""

    def __init__(self) -> None:
        self.wall, self.processor = time.perf_counter(), time.process_time()

    def rates(self, count: int, without: float) -> str:
        """Return how many a second by both clocks, leaving out the time spent on making the input."""
        wall = time.perf_counter() - self.wall - without
        processor = time.process_time() - self.processor - without
        return f"{count / max(wall, 1e-9):.0f}/s, {count / max(processor, 1e-9):.0f} a second of processor time"


def report(what: str, count: int, clock: Clock, without: float = 0.0) -> None:
    """Print a rate and the memory in use."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{what} {count} articles, {clock.rates(count, without)}, peak memory {peak} MiB", flush=True)


def percentiles(name: str, ask: Callable[[int], object], rounds: int) -> dict[str, float]:
    """Ask ``rounds`` times after a warm-up and print the times in milliseconds."""
    for n in range(min(rounds, 20)):
        ask(n)
    times, processor = [], []
    for n in range(rounds):
        begin, busy = time.perf_counter(), time.process_time()
        ask(n)
        times.append((time.perf_counter() - begin) * 1000)
        processor.append((time.process_time() - busy) * 1000)
    found = {
        "p50": statistics.median(times),
        "p95": statistics.quantiles(times, n=20)[18],
        "p95 of processor time": statistics.quantiles(processor, n=20)[18],
    }
    print(name, json.dumps({k: round(v, 1) for k, v in found.items()}), flush=True)
    return found


def ask(path: Path, rounds: int) -> None:
    """Measure the questions."""
    with Ledger(path) as ledger:
        count = ledger.connection.execute("SELECT count(*) FROM statement").fetchone()[0]
        size = os.path.getsize(path)
        print(f"{count} statements, {size / 2**20:.0f} MiB, {size / max(count, 1):.0f} bytes a statement")
        world = World(people=max(count // STATEMENTS_AN_ARTICLE // 10, 100))
        chance = random.Random(7)

        def words(count: int, least: int, most: int) -> str:
            return " ".join(world.vocabulary[chance.randint(least, most)] for _ in range(count))

        one = ledger.search(limit=1).hits[0].content.strip("“,”").split()
        percentiles("search, two rare words", lambda _: ledger.search(words(2, 1000, 20000)), rounds)
        percentiles("search, one common word", lambda _: ledger.search(words(1, 0, 20)), rounds)
        percentiles(
            "search, common and rare word",
            lambda _: ledger.search(words(1, 0, 20) + " " + words(1, 2000, 9000)),
            rounds,
        )
        percentiles("search, two common words", lambda _: ledger.search(words(2, 0, 50)), rounds)
        percentiles("search, prefix", lambda _: ledger.search((words(1, 500, 20000) + "ba")[:4] + "*"), rounds)
        percentiles("search, phrase", lambda _: ledger.search('"' + " ".join(one[:3]) + '"'), rounds)
        names = [name for name, _, _ in world.people]
        percentiles(
            "search, word and speaker",
            lambda _: ledger.search(words(1, 0, 200), speaker=names[chance.randrange(min(500, len(names)))]),
            rounds,
        )
        percentiles(
            "search, word and days",
            lambda _: ledger.search(words(1, 0, 50), since="2021-03-01", until="2021-03"),
            rounds,
        )
        percentiles("search, kind and outlet", lambda _: ledger.search(kind="direct", outlet=world.outlets[3]), rounds)
        percentiles("search, act only", lambda _: ledger.search(act="warn"), rounds)
        percentiles("search, second page", lambda _: second_page(ledger, words(1, 0, 200)), rounds)
        percentiles("facets, one common word", lambda _: ledger.facets(words(1, 0, 200)), rounds)
        percentiles("facets, two rare words", lambda _: ledger.facets(words(2, 1000, 20000)), rounds)
        percentiles("who, often quoted", lambda n: ledger.who(names[n % 20]), rounds)
        percentiles("who, anybody", lambda _: ledger.who(names[chance.randint(0, len(names) // 2)]), rounds)
        ask_lists(ledger, chance, rounds)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        print(f"peak memory {peak} MiB")


def second_page(ledger: Ledger, words: str) -> object:
    """Return the second page of a search."""
    return ledger.search(words, after=ledger.search(words).after)


def ask_lists(ledger: Ledger, chance: random.Random, rounds: int) -> None:
    """Measure the lists and the views."""
    keys = [row for (row,) in ledger.connection.execute("SELECT key FROM statement WHERE id % 997 = 0 LIMIT 500")]
    pages = [row for (row,) in ledger.connection.execute("SELECT key FROM article WHERE id % 97 = 0 LIMIT 500")]
    people = [line.key for line in ledger.speakers(limit=100).items]
    percentiles("overview", lambda _: ledger.overview(), rounds)
    percentiles("articles", lambda _: ledger.articles(limit=50), rounds)
    percentiles("speakers, most quoted", lambda _: ledger.speakers(), rounds)
    percentiles("speakers by name", lambda _: ledger.speakers(chance.choice(SYLLABLES)), rounds)
    percentiles("sayings", lambda _: ledger.sayings(), rounds)
    percentiles("stories", lambda _: ledger.stories(), rounds)
    percentiles("story", lambda _: ledger.story(chance.choice(pages)), rounds)
    percentiles("article", lambda _: ledger.article(chance.choice(pages)), rounds)
    percentiles("statement", lambda _: ledger.statement(chance.choice(keys)), rounds)
    percentiles("exchange", lambda _: ledger.exchange(speaker=chance.choice(people)), rounds)


def main() -> None:
    """Build the ledger where it is not there yet, and measure it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--statements", type=int, default=1_000_000)
    parser.add_argument("--file", type=Path, required=True)
    parser.add_argument("--rounds", type=int, default=100)
    given = parser.parse_args()
    if not given.file.exists():
        build(given.file, given.statements)
    ask(given.file, given.rounds)


if __name__ == "__main__":
    main()
