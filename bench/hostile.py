"""``python -m bench.hostile``: the time that hostile input takes, at a size and at twice that size.

A time that doubles with the size is linear; one that grows fourfold is not. The parser is shown without its guard too.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from selectolax.lexbor import LexborHTMLParser

from onrecord.article.guard import thinned
from onrecord.pipeline import attribute, read_page
from onrecord.records import Page, Source

PAGES: dict[str, Callable[[int], str]] = {
    "nested elements": lambda n: "<div>" * n + "<p>Deep words here.</p>" + "</div>" * n,
    "attributes in one tag": lambda n: "<p " + " ".join(f"a{i}=1" for i in range(n)) + ">Words.</p>",
    "unclosed tags": lambda n: "<b><i><p>word " * n,
    "paragraphs": lambda n: "<p>Words of a very long page, one after another.</p>" * n,
    "open angle brackets": lambda n: "<a" * n,
    "entities": lambda n: "&amp;&lt;&eacute;" * n,
}
TEXTS: dict[str, Callable[[int], str]] = {
    "no space": lambda n: "a" * n,
    "quotation marks": lambda n: "“" * n,
    "straight marks": lambda n: '" ' * n,
    "right to left": lambda n: "\u202eשלום \u0301 " * n,
    "one long sentence": lambda n: "he said that she said that " * n,
}


def took(run: Callable[[], object]) -> float:
    """Return how many seconds ``run`` takes."""
    started = time.perf_counter()
    run()
    return time.perf_counter() - started


def row(name: str, size: int, run: Callable[[int], object]) -> None:
    """Print the seconds at ``size`` and at twice that, and how much longer the second takes."""
    one, two = took(lambda: run(size)), took(lambda: run(2 * size))
    print(f"{name:45} {size:>9,} {one:8.2f} s {two:8.2f} s  x{two / max(one, 1e-9):.1f}")


def page(markup: str) -> Page:
    """Return ``markup`` as a page."""
    return Page(source=Source(location="hostile", media_type="text/html"), kind="html", content=markup)


if __name__ == "__main__":
    attribute("warm up")
    for name in ("nested elements", "attributes in one tag"):
        row(f"the parser alone: {name}", 5_000, lambda n, make=PAGES[name]: LexborHTMLParser(make(n)))  # type: ignore[misc]
        row(f"guard and parser: {name}", 50_000, lambda n, make=PAGES[name]: LexborHTMLParser(thinned(make(n))[0]))  # type: ignore[misc]
    for name, make in PAGES.items():
        row(f"read: {name}", 20_000, lambda n, make=make: read_page(page(make(n))))  # type: ignore[misc]
    for name, make in TEXTS.items():
        row(f"attribute: {name}", 50_000, lambda n, make=make: attribute(make(n)))  # type: ignore[misc]
