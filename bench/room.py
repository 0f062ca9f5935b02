"""Measures a reading room: how long its pages take under load, and whether it stays up while somebody writes.

    PYTHONPATH=src:. python -m bench.room --ledger /tmp/bench.db --seconds 60
    PYTHONPATH=src:. python -m bench.room --ledger /tmp/bench.db --seconds 600 --writer

Requests begin at a fixed rate whatever the answers do, and each is timed from when it should have begun, so that a room
which falls behind cannot hide it. All kinds of pages are asked for, about addresses that chance chooses; ``bench/ledger.py``
makes a ledger to do it on. With ``--writer`` another process adds and links articles all the while.
"""

from __future__ import annotations

import argparse
import asyncio
import gzip
import os
import random
import re
import sqlite3
import statistics
import subprocess
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote, urlencode

import httpx

from bench.ledger import World, article
from onrecord.ledger import Ledger
from onrecord.records import Reading

SEED = 7
SAMPLES = 400
"""Addresses of each kind that chance chooses from."""
LIMIT = 30.0
"""Seconds after which an answer does not count as one."""

Chooser = Callable[[], str]


class Addresses:
    """Addresses of every kind of page of one ledger."""

    def __init__(self, path: Path, seed: int) -> None:
        self.chance = random.Random(seed)
        self._connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
        articles = self._keys("article")
        statements = self._keys("statement")
        entities = [*self._keys("entity"), *self._most_quoted()]
        words = self._words()
        names = [
            row[0] for row in self._connection.execute("SELECT name FROM entity ORDER BY statements DESC LIMIT 300")
        ]
        outlets = [row[0] for row in self._connection.execute("SELECT name FROM outlet LIMIT 300")]
        with Ledger(path, read_only=True) as ledger:
            deep = self._cursors(ledger)

        def one(prefix: str, keys: list[str], suffix: str = "") -> Chooser:
            return lambda: f"{prefix}{quote(self.chance.choice(keys), safe='')}{suffix}" if keys else prefix.rstrip("/")

        def search(**fields: Callable[[], str]) -> Chooser:
            return lambda: "/search?" + urlencode({name: make() for name, make in fields.items()})

        common, rare = words[:200], words[200:] or words
        pick = self.chance.choice
        self.kinds: dict[str, Chooser] = {
            "front": lambda: "/",
            "article": one("/articles/", articles),
            "article as JSON": one("/articles/", articles, ".json"),
            "statement": one("/statements/", statements),
            "speaker": one("/speakers/", entities),
            "speaker, often quoted": one("/speakers/", self._most_quoted()),
            "speaker's feed": one("/speakers/", entities, ".atom"),
            "saying": one("/sayings/", self._keys("saying")),
            "story": one("/stories/", self._keys("story")),
            "articles": lambda: "/articles",
            "articles, further on": one("/articles?after=", deep["articles"]),
            "articles, partial": lambda: "/articles?verdict=partial",
            "speakers": lambda: "/speakers",
            "speakers, further on": one("/speakers?after=", deep["speakers"]),
            "speakers, beginning": lambda: f"/speakers?beginning={pick(names)[:3]}",
            "sayings": lambda: "/sayings",
            "stories": lambda: "/stories",
            "corrections": lambda: "/corrections",
            "search, rare words": search(words=lambda: f"{pick(rare)} {pick(rare)}"),
            "search, common word": search(words=lambda: pick(common)),
            "search, two common": search(words=lambda: f"{pick(common)} {pick(common)}"),
            "search, phrase": search(words=lambda: f'"{self._phrase()}"'),
            "search, word and speaker": search(words=lambda: pick(common), speaker=lambda: pick(names)),
            "search, newest": search(words=lambda: pick(common), order=lambda: "newest"),
            "search, outlet": search(outlet=lambda: pick(outlets)),
            "search, nothing": lambda: "/search",
            "search's feed": lambda: "/search.atom?" + urlencode({"words": pick(common)}),
            "correct a statement": one("/statements/", statements, "/correct"),
            "add": lambda: "/add",
            "notes": one("/notes?about=", statements),
            "static": lambda: "/static/room.css",
        }

    def _keys(self, table: str) -> list[str]:
        last = self._connection.execute(f"SELECT max(id) FROM {table}").fetchone()[0] or 0
        chosen = [self.chance.randint(1, last) for _ in range(SAMPLES)] if last else []
        sql = f"SELECT key FROM {table} WHERE id = ?"
        return [row[0] for number in chosen for row in self._connection.execute(sql, (number,))]

    def _most_quoted(self) -> list[str]:
        return [row[0] for row in self._connection.execute("SELECT key FROM entity ORDER BY statements DESC LIMIT 50")]

    def _words(self) -> list[str]:
        last = self._connection.execute("SELECT max(id) FROM statement").fetchone()[0]
        rows = self._connection.execute(
            "SELECT content FROM statement WHERE id % ? = 0 LIMIT 2000", (max(last // 2000, 1),)
        )
        counted = Counter(word for (content,) in rows for word in re.findall(r"[^\W\d_]{2,}", content.lower()))
        return [word for word, _ in counted.most_common()]

    def _phrase(self) -> str:
        last = self._connection.execute("SELECT max(id) FROM statement").fetchone()[0]
        row = self._connection.execute(
            "SELECT content FROM statement WHERE id >= ? LIMIT 1", (self.chance.randint(1, last),)
        )
        return " ".join(re.findall(r"[^\W\d_]+", row.fetchone()[0])[:3])

    @staticmethod
    def _cursors(ledger: Ledger) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {"articles": [], "speakers": []}
        for name, ask in (("articles", ledger.articles), ("speakers", ledger.speakers)):
            after: str | None = None
            for _ in range(20):
                after = ask(after=after).after
                if after is None:
                    break
                found[name].append(after)
        return found


class Load:
    """Requests at a fixed rate, and how they were answered."""

    def __init__(self, home: str, kinds: dict[str, Chooser]) -> None:
        self.home, self.kinds = home, kinds
        self.times: dict[str, list[float]] = defaultdict(list)
        self.sizes: dict[str, list[int]] = defaultdict(list)
        self.failed: Counter[str] = Counter()

    async def run(self, rate: float, seconds: float) -> None:
        """Ask for all kinds equally often, in an order of chance, ``rate`` a second."""
        limits = httpx.Limits(max_connections=100, max_keepalive_connections=100)
        async with httpx.AsyncClient(base_url=self.home, timeout=LIMIT, limits=limits) as client:
            loop = asyncio.get_running_loop()
            begin, tasks = loop.time() + 0.1, set()
            chance, names = random.Random(SEED), list(self.kinds)
            for number in range(int(rate * seconds)):
                due = begin + number / rate
                await asyncio.sleep(max(due - loop.time(), 0))
                place = number % len(names)
                if place == 0:
                    chance.shuffle(names)
                task = asyncio.create_task(self._ask(client, names[place], due))
                tasks.add(task)
                task.add_done_callback(tasks.discard)
            await asyncio.gather(*tasks)

    async def _ask(self, client: httpx.AsyncClient, name: str, due: float) -> None:
        try:
            answer = await client.get(self.kinds[name]())
        except httpx.HTTPError as error:
            self.failed[f"{name}: {type(error).__name__}"] += 1
            return
        self.times[name].append((asyncio.get_running_loop().time() - due) * 1000)
        self.sizes[name].append(len(answer.content))
        if answer.status_code != 200:
            self.failed[f"{name}: {answer.status_code}"] += 1

    def report(self) -> None:
        """Print the times of each kind in milliseconds."""
        print(f"{'':28}{'asked':>7}{'p50':>8}{'p95':>8}{'max':>8}{'KB':>7}")
        for name, times in self.times.items():
            self._line(name, times, statistics.median(self.sizes[name]))
        everything = [time for times in self.times.values() for time in times]
        self._line("all", everything, 0)
        over = [name for name, times in self.times.items() if _p95(times) > 100]
        print(f"kinds with a p95 over 100 ms: {', '.join(over) or 'none'}")
        print(f"not answered, or not with 200: {dict(self.failed) or 'none'}")

    @staticmethod
    def _line(name: str, times: list[float], size: float) -> None:
        numbers = f"{statistics.median(times):8.1f}{_p95(times):8.1f}{max(times):8.1f}"
        print(f"{name:28}{len(times):7}{numbers}{size / 1024:7.1f}")


class Room:
    """A room in a process of its own, as a user runs it."""

    def __init__(self, ledger: Path) -> None:
        command = [sys.executable, "-m", "onrecord", "serve", "--ledger", str(ledger), "--port", "0"]
        self._process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
        assert self._process.stderr
        self.home = next(found[0] for line in self._process.stderr if (found := re.search(r"http://[^/]+", line)))

    def memory(self) -> int:
        """Return the memory in use by the process, in MiB."""
        text = Path(f"/proc/{self._process.pid}/status").read_text()
        return int(re.search(r"VmRSS:\s+(\d+)", text)[1]) // 1024  # type: ignore[index]

    def processor(self) -> float:
        """Return the seconds of processor time that it has used."""
        fields = Path(f"/proc/{self._process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def close(self) -> None:
        """End it."""
        self._process.terminate()
        self._process.wait(30)


def first_page(home: str) -> tuple[int, int]:
    """Return how many bytes the first page weighs with everything that it loads, as sent and as gzip would make it."""
    with httpx.Client(base_url=home) as client:
        page = client.get("/")
        found = re.findall(
            r'<(?:link[^>]*rel="(?:stylesheet|icon)"|script|img)[^>]*?(?:href|src)="(/[^"]+)"', page.text
        )
        found += re.findall(r'<link[^>]*href="(/static[^"]+)"', page.text)
        parts = [page.content, *(client.get(address).content for address in dict.fromkeys(found))]
    return sum(map(len, parts)), sum(len(gzip.compress(part)) for part in parts)


def write(path: Path, seconds: float, pause: float) -> None:
    """Add an article and link it, again and again."""
    world = World(people=10_000)
    end, added, times = time.monotonic() + seconds, 0, []
    number = 10_000_000 + int(time.time()) % 10_000_000
    with Ledger(path) as ledger:
        for reading in _forever(world, number):
            if time.monotonic() > end:
                break
            begin = time.monotonic()
            ledger.add(reading)
            for _ in ledger.link():
                pass
            times.append((time.monotonic() - begin) * 1000)
            added += 1
            time.sleep(pause)
    print(f"writer: {added} articles, p50 {statistics.median(times):.0f} ms, p95 {_p95(times):.0f} ms", flush=True)


def _forever(world: World, number: int) -> Iterator[Reading]:
    while True:
        yield article(world, number)
        number += 1


def _p95(times: list[float]) -> float:
    return statistics.quantiles(times, n=20)[18] if len(times) > 1 else times[0]


async def measure(load: Load, room: Room | None, given: argparse.Namespace) -> None:
    """Load the room while its memory is watched, a line a minute."""
    begin, busy = time.monotonic(), room.processor() if room else 0.0

    async def watch() -> None:
        while room:
            answered = sum(map(len, load.times.values()))
            print(f"after {time.monotonic() - begin:4.0f} s: {answered} answered, {room.memory()} MiB", flush=True)
            await asyncio.sleep(60)

    watching = asyncio.create_task(watch())
    await load.run(given.rate, given.seconds)
    watching.cancel()
    if room:
        used = room.processor() - busy
        print(f"processor time {used:.1f} s of {time.monotonic() - begin:.0f}, {room.memory()} MiB at the end")


def main() -> None:
    """Open a room over a ledger (or take one that is open) and put it under load."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ledger", type=Path, required=True)
    parser.add_argument("--home", help="a room that is open already over the ledger")
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--rate", type=float, default=50, help="requests a second")
    parser.add_argument("--writer", action="store_true", help="add and link articles meanwhile")
    parser.add_argument("--pause", type=float, default=1.0, help="seconds between the writer's articles")
    parser.add_argument("--only", help="kinds whose names have this in them")
    parser.add_argument("--write-only", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.write_only:
        write(given.ledger, given.seconds, given.pause)
        return
    room = None if given.home else Room(given.ledger)
    home = given.home or room.home  # type: ignore[union-attr]
    try:
        kinds = Addresses(given.ledger, SEED).kinds
        load = Load(home, {name: make for name, make in kinds.items() if not given.only or given.only in name})
        plain, packed = first_page(home)
        print(f"the first page with everything: {plain / 1024:.1f} KB ({packed / 1024:.1f} KB gzipped)")
        writer = None
        if given.writer:
            seconds = ["--seconds", str(given.seconds), "--pause", str(given.pause)]
            command = [sys.executable, "-m", "bench.room", "--write-only", "--ledger", str(given.ledger), *seconds]
            writer = subprocess.Popen(command)
        asyncio.run(measure(load, room, given))
        if writer:
            writer.wait(60)
        load.report()
    finally:
        if room:
            room.close()


if __name__ == "__main__":
    main()
