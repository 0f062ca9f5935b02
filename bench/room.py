"""Measures the reading room: pages of all kinds at a steady rate, with or without somebody who adds articles meanwhile.

    PYTHONPATH=src:. python -m bench.room --ledger /tmp/bench.db --rate 50 --seconds 60 --writer

Requests are sent at their times whether or not earlier ones have been answered, and a page's time counts from when it was
due, so that a room that falls behind is seen to. Addresses are chosen at random from the ledger; the same seed chooses the
same ones. What it prints is one JSON object, with milliseconds by kind of page. ``--writer`` changes the ledger.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import re
import subprocess
import sys
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import httpx

from bench.ledger import World, article
from onrecord.ledger import Ledger

SEED = 20310304
CHOSEN = 200
"""Addresses of each kind."""
PAUSE = 2.0
"""Seconds between two articles of the writer."""


def addresses(ledger: Ledger) -> dict[str, list[str]]:
    """Return addresses by kind of page, chosen at random."""
    chance = random.Random(SEED)
    connection = ledger.connection

    def some(table: str, condition: str = "key IS NOT NULL") -> list[str]:
        last = connection.execute(f"SELECT max(id) FROM {table}").fetchone()[0] or 0
        sql = f"SELECT key FROM {table} WHERE id >= ? AND {condition} LIMIT 1"
        rows = [connection.execute(sql, (chance.randint(1, max(last, 1)),)).fetchone() for _ in range(CHOSEN)]
        return [quote(row[0], safe=":") for row in rows if row]

    statements = some("statement")
    people = some("entity", "texts > 0")
    contents = [ledger.statement(key).hit.content for key in statements[:60]]
    words = [re.findall(r"\w{4,}", content) or ["nothing"] for content in contents]
    return {
        "front": ["/"],
        "articles": ["/articles", "/articles?verdict=complete"],
        "article": [f"/articles/{key}" for key in some("article", "current_id IS NOT NULL")],
        "statement": [f"/statements/{key}" for key in statements],
        "sayings": ["/sayings"],
        "saying": [f"/sayings/{key}" for key in some("saying", "texts > 0")],
        "speakers": ["/speakers", *(f"/speakers?beginning={letter}" for letter in "abcdefghij")],
        "speaker": [f"/speakers/{key}" for key in people],
        "speaker quoted most": [f"/speakers/{line.key}" for line in ledger.speakers(limit=20).items],
        "stories": ["/stories"],
        "story": [f"/stories/{key}" for key in some("story", "articles > 1")],
        "corrections": ["/corrections"],
        "search, a word": [f"/search?{urlencode({'words': chance.choice(w)})}" for w in words],
        "search, two words": [f"/search?{urlencode({'words': ' '.join(chance.choices(w, k=2))})}" for w in words],
        "search, speaker": [f"/search?{urlencode({'speaker': key.replace('%3A', ':')})}" for key in people[:60]],
        "feed": [f"/speakers/{key}.atom" for key in people[:60]],
        "twin": [f"/statements/{key}.json" for key in statements[:60]],
    }


class Count:
    """What came back: milliseconds and statuses by kind, and the largest page of each."""

    def __init__(self) -> None:
        self.times: dict[str, list[float]] = defaultdict(list)
        self.sizes: dict[str, int] = defaultdict(int)
        self.statuses: Counter[str] = Counter()

    def report(self) -> dict[str, Any]:
        """Return the figures."""
        every = [t for times in self.times.values() for t in times]
        return {
            "requests": len(every),
            "statuses": dict(self.statuses),
            "all": _quantiles(every),
            **{kind: {**_quantiles(t), "largest, bytes": self.sizes[kind]} for kind, t in sorted(self.times.items())},
        }


def _quantiles(times: list[float]) -> dict[str, float]:
    ordered = sorted(times)
    return {f"p{q}": round(ordered[min(len(ordered) * q // 100, len(ordered) - 1)], 1) for q in (50, 95, 99)}


async def load(home: str, kinds: dict[str, list[str]], rate: float, seconds: float) -> Count:
    """Ask for pages at a steady rate and return what came back."""
    chance = random.Random(SEED)
    count = Count()
    known = [(kind, found) for kind, found in kinds.items() if found]
    limits = httpx.Limits(max_connections=100, max_keepalive_connections=100)
    async with httpx.AsyncClient(base_url=home, timeout=30, limits=limits) as client:

        async def ask(due: float, kind: str, address: str) -> None:
            try:
                answer = await client.get(address)
            except httpx.HTTPError as error:
                count.statuses[type(error).__name__] += 1
                return
            count.times[kind].append((time.perf_counter() - due) * 1000)
            count.sizes[kind] = max(count.sizes[kind], len(answer.content))
            count.statuses[str(answer.status_code)] += 1

        start = time.perf_counter()
        async with asyncio.TaskGroup() as tasks:
            for number in range(int(rate * seconds)):
                due = start + number / rate
                await asyncio.sleep(max(due - time.perf_counter(), 0))
                kind, found = known[number % len(known)]
                tasks.create_task(ask(due, kind, chance.choice(found)))
    return count


def writing(path: Path, stop: threading.Event) -> int:
    """Add articles until told to stop, and return how many."""
    world = World(people=300)
    world.chance.seed()
    added = 0
    with Ledger(path) as ledger:
        while not stop.wait(PAUSE):
            ledger.add(article(world, int(time.time() * 1000)))
            list(ledger.link())
            added += 1
    return added


def opened(path: Path) -> Iterator[str]:
    """Open a room over a ledger, yield its address, and close it."""
    command = [sys.executable, "-m", "onrecord", "serve", "--ledger", str(path), "--port", "0"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as server:
        assert server.stderr is not None
        found = re.search(r"http://\S+?(?=/?\s)", server.stderr.readline())
        assert found
        try:
            yield found[0]
            status = Path(f"/proc/{server.pid}/status")
            if status.exists():
                peak = re.search(r"VmHWM:\s+(\d+)", status.read_text())
                print(f"peak memory {int(peak[1]) // 1024 if peak else 0} MiB", file=sys.stderr)
            assert server.poll() is None, "the room did not stay open"
        finally:
            server.terminate()


def main() -> None:
    """Measure one room."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ledger", type=Path, required=True)
    parser.add_argument("--rate", type=float, default=50)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--writer", action="store_true", help="add an article every two seconds meanwhile")
    given = parser.parse_args()
    with Ledger(given.ledger, must_exist=True) as ledger:
        kinds = addresses(ledger)
    stop = threading.Event()
    added: list[int] = []
    work: Callable[[], None] = lambda: added.append(writing(given.ledger, stop))  # noqa: E731
    writer = threading.Thread(target=work)
    for home in opened(given.ledger):
        asyncio.run(load(home, kinds, given.rate, 3))
        if given.writer:
            writer.start()
        count = asyncio.run(load(home, kinds, given.rate, given.seconds))
        stop.set()
        if given.writer:
            writer.join()
        print(json.dumps({**count.report(), "added meanwhile": sum(added)}, indent=1))


if __name__ == "__main__":
    main()
