"""Walking through the room: every kind of page, found by following links as a visitor does."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser

EACH = 1
"""Pages of each kind; pages of a kind share their template."""
MOST = 400
_KEY = re.compile(r"b2(?::|%3A)[0-9a-f]+", re.IGNORECASE)
OTHERS = ("/nothing-here", "/articles/none", "/search?words=%22", "/add")


def kind(address: str) -> str:
    """Return what an address is one of: identities and values left out."""
    parts = urlsplit(address)
    names = ",".join(sorted(pair.split("=")[0] for pair in parts.query.split("&") if pair))
    return _KEY.sub("*", parts.path) + (f"?{names}" if names else "")


def every_kind(client: Any, each: int = EACH, more: Iterable[str] = ()) -> dict[str, str]:
    """Return pages of every kind that links lead to from the front page, by address, in the order of finding.

    ``client`` has ``get``, as that of httpx. Feeds and JSON are left out, ``each`` of a kind are taken.
    """
    taken: Counter[str] = Counter()
    found: dict[str, str] = {}
    waiting = ["/", *OTHERS, *more]
    seen = set(waiting)
    while waiting and len(found) < MOST:
        address = waiting.pop(0)
        if taken[kind(address)] >= each:
            continue
        answer = client.get(address, headers={"accept": "text/html"})
        if not answer.headers.get("content-type", "").startswith("text/html"):
            continue
        taken[kind(address)] += 1
        found[address] = answer.text
        for link in LexborHTMLParser(answer.text).css("a[href]"):
            target = (link.attributes["href"] or "").split("#")[0]
            if target.startswith("/") and target not in seen and not re.search(r"\.(json|atom)(\?|$)", target):
                seen.add(target)
                waiting.append(target)
    return found
