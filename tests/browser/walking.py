"""Walking through the room: every kind of page, found by following links as a visitor does."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import httpx
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


def every_kind(home: str, start: str = "/", each: int = EACH, client: httpx.Client | None = None) -> list[str]:
    """Return addresses of every kind of page that links lead to from ``start``, in the order in which they were found."""
    found: dict[str, list[str]] = {}
    waiting, seen = [start, *OTHERS], {start}
    with client or httpx.Client(base_url=home) as asked:
        while waiting and sum(map(len, found.values())) < MOST:
            address = waiting.pop(0)
            group = found.setdefault(kind(address), [])
            if len(group) >= each:
                continue
            group.append(address)
            answer = asked.get(address, headers={"accept": "text/html"})
            if not answer.headers.get("content-type", "").startswith("text/html"):
                group.remove(address)
                continue
            for link in LexborHTMLParser(answer.text).css("a[href]"):
                target = (link.attributes["href"] or "").split("#")[0]
                if target.startswith("/") and target not in seen and not re.search(r"\.(json|atom)(\?|$)", target):
                    seen.add(target)
                    waiting.append(target)
    return [address for group in found.values() for address in group]
