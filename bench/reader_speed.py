"""How fast pages are read, beside trafilatura, in turns on one core: ``python -m bench.reader_speed FOLDER [ROUNDS]``.

FOLDER holds ``*.html`` or ``*.html.gz``. The whole reader is timed, from bytes to the article with its verdict and all that
is set aside, without statements; trafilatura is given the text already decoded. Only the ratio holds elsewhere; trafilatura
is no dependency and must be there. What a page's tags mean is remembered, so pages of sites that were read before take less:
``--after OTHER`` reads a folder of other sites first, and then each page of FOLDER once. ``--stages`` shows where the time
goes; ``--memory COUNT`` reads the pages again and again and shows the memory held after each tenth of COUNT pages.
"""

from __future__ import annotations

import argparse
import gzip
import os
import resource
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

STAGES = {
    "onrecord.sources.capture": ("decode", "repair_mojibake"),
    "onrecord.article.html": (
        "cut_page", "read_structured", "gather", "read_head", "fixed_labels",
        "label_runs", "settle", "find_signs",
    ),
    "onrecord.article": ("find_origin", "weigh", "assemble"),
}  # fmt: skip
"""Functions that are timed, by the module that calls them; the rest is the classifier, mostly."""


def pages(folder: Path) -> list[bytes]:
    """The pages of a folder."""
    raw = [(path.name, path.read_bytes()) for path in sorted(folder.iterdir())]
    return [gzip.decompress(body) if name.endswith(".gz") else body for name, body in raw]


def reader() -> Callable[[bytes], object]:
    """The whole page reader, from bytes to an article reading, as a worker of a batch has it in memory."""
    import onrecord.batch.warm  # noqa: F401
    from onrecord.article import read_article
    from onrecord.options import DEFAULT_OPTIONS
    from onrecord.sources import Capture, page_of

    def read(body: bytes) -> object:
        return read_article(page_of(Capture(location="bench.html", body=body), max_bytes=DEFAULT_OPTIONS.max_bytes))

    return read


def readers_of(bodies: list[bytes]) -> dict[str, Callable[[bytes], object]]:
    """The readers by name; trafilatura has the text of each of ``bodies`` decoded beforehand."""
    import trafilatura

    texts = {body: body.decode("utf-8", "replace") for body in bodies}
    return {
        "onrecord": reader(),
        "trafilatura": lambda body: trafilatura.extract(texts[body]),
        "trafilatura with metadata": lambda body: trafilatura.extract(
            texts[body], with_metadata=True, output_format="json"
        ),
    }


def compare(bodies: list[bytes], rounds: int) -> None:
    """Print processor time a page for each reader, in the first round and in the best, and the ratio to trafilatura."""
    readers = readers_of(bodies)
    for read in readers.values():
        read(bodies[0])
    times: dict[str, list[float]] = {name: [] for name in readers}
    for _ in range(rounds):
        spent = dict.fromkeys(readers, 0.0)
        for name, read in readers.items():
            started = time.process_time()
            for body in bodies:
                read(body)
            spent[name] = time.process_time() - started
        for name, seconds in spent.items():
            times[name].append(seconds / len(bodies))
    plain = times["trafilatura"]
    for name, each in times.items():
        print(
            f"{name:26} {min(each) * 1000:7.2f} ms a page, {min(plain) / min(each):.2f} times trafilatura"
            f" (first round {each[0] * 1000:.2f} ms, {plain[0] / each[0]:.2f})"
        )


def never_read(bodies: list[bytes], others: list[bytes], together: int = 10) -> None:
    """Print processor time a page for each reader, in turns of a few pages, after both have read ``others``."""
    readers = readers_of(bodies + others)
    for read in readers.values():
        for body in others:
            read(body)
    spent = dict.fromkeys(readers, 0.0)
    for at in range(0, len(bodies), together):
        for name, read in readers.items():
            started = time.process_time()
            for body in bodies[at : at + together]:
                read(body)
            spent[name] += time.process_time() - started
    for name, seconds in spent.items():
        each = seconds / len(bodies) * 1000
        print(
            f"{name:26} {each:7.2f} ms a page never read before, {spent['trafilatura'] / seconds:.2f} times trafilatura"
        )


def stages(bodies: list[bytes], rounds: int) -> None:
    """Print the processor time of each stage, in the best round, in millionths of a second a page."""
    from importlib import import_module

    spent: defaultdict[str, float] = defaultdict(float)

    def timed(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def run(*given: Any, **named: Any) -> Any:
            started = time.process_time()
            result = function(*given, **named)
            spent[name] += time.process_time() - started
            return result

        return run

    for module, names in STAGES.items():
        for name in names:
            setattr(import_module(module), name, timed(name, getattr(import_module(module), name)))
    best: dict[str, float] = {}
    read = timed("the whole", reader())
    for _ in range(rounds):
        spent.clear()
        for body in bodies:
            read(body)
        for name, seconds in spent.items():
            best[name] = min(best.get(name, seconds), seconds)
    for name, seconds in best.items():
        print(f"{name:18} {seconds / len(bodies) * 1e6:7.0f}")


def memory(bodies: list[bytes], count: int) -> None:
    """Print the memory that is held while ``count`` pages are read."""
    read, size = reader(), os.sysconf("SC_PAGE_SIZE")
    for number in range(count + 1):
        if number % max(1, count // 10) == 0:
            held = int(Path("/proc/self/statm").read_text().split()[1]) * size
            most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
            print(f"{number:7,} pages: {held / 2**20:6.0f} MiB held, {most / 1024:6.0f} at most", flush=True)
        read(bodies[number % len(bodies)])


def main() -> None:
    """Run what the arguments ask for."""
    parser = argparse.ArgumentParser(prog="python -m bench.reader_speed")
    parser.add_argument("folder", type=Path)
    parser.add_argument("rounds", type=int, nargs="?", default=3)
    parser.add_argument("--stages", action="store_true")
    parser.add_argument("--memory", type=int, default=0)
    parser.add_argument("--after", type=Path)
    given = parser.parse_args()
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    bodies = pages(given.folder)
    if given.after:
        never_read(bodies, pages(given.after))
    elif given.memory:
        memory(bodies, given.memory)
    elif given.stages:
        stages(bodies, given.rounds)
    else:
        compare(bodies, given.rounds)


if __name__ == "__main__":
    main()
