"""Words: how numbers, dates and names are printed in templates.

Decides nothing but spelling. Refuses to mark up: what it returns is escaped like any other text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qsl, quote, quote_plus, urlsplit

from onrecord.web.notes.wording import paragraphs

MONTHS = "January February March April May June July August September October November December".split()

TOLD = {"direct": "word for word", "mixed": "partly word for word", "indirect": "in the reporter’s words"}
"""How a statement is reported, in words that need no explanation."""


def count(number: int, one: str, many: str | None = None) -> str:
    """Return ``number`` with its noun: "1 article", "12,000 articles"."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def day(date: str | None) -> str:
    """Return an ISO date as printed ("3 May 2024", "May 2024", "2024"), at its own precision; "no date" for None."""
    if not date:
        return "no date"
    year, *rest = date[:10].split("-")
    if not rest:
        return year
    if not rest[0].isdigit() or not 1 <= int(rest[0]) <= 12:
        return date
    month = MONTHS[int(rest[0]) - 1]
    return f"{int(rest[1])} {month} {year}" if len(rest) > 1 and rest[1].isdigit() else f"{month} {year}"


def moment(time: str | None) -> str:
    """Return an ISO time as printed, "3 May 2024, 14:05", the day alone where there is no time."""
    if not time or "T" not in time:
        return day(time)
    zone = " UTC" if time.endswith(("Z", "+00:00")) else time[19:] if len(time) > 19 and time[19] in "+-" else ""
    return f"{day(time)}, {time[11:16]}{zone}"


def part(key: str) -> str:
    """Return an identity as one part of an address."""
    return quote(key, safe=":")


def safe_link(address: str | None) -> str | None:
    """Return ``address`` where a browser may follow it, that is where it is http or https; None for anything else."""
    if not address:
        return None
    try:
        parts = urlsplit(address.strip())
    except ValueError:
        return None
    return address.strip() if parts.scheme.lower() in {"http", "https"} and parts.netloc else None


def language(code: str | None) -> str:
    """Return the language of a text as the lang attribute wants it, "und" where nobody can tell."""
    return code if code and _LANGUAGE.fullmatch(code) else "und"


def with_field(query: str, **fields: str | None) -> str:
    """Return the address's question with some fields set, or left out (None); it begins with "?" if it is any."""
    kept = [written for name, written in _written(query) if name not in fields]
    asked = "&".join([*kept, *(_as_written(name, value) for name, value in fields.items() if value is not None)])
    return f"?{asked}" if asked else ""


@lru_cache(maxsize=64)
def _written(query: str) -> tuple[tuple[str, str], ...]:
    """Return the names of an address's fields, each with how it is written; a page asks some forty times for one."""
    return tuple((name, _as_written(name, value)) for name, value in parse_qsl(query, max_num_fields=100))


def _as_written(name: str, value: str) -> str:
    return f"{quote_plus(name)}={quote_plus(value)}"


def found(snippet: str) -> list[tuple[bool, str]]:
    """Return the pieces of a snippet, each with whether it was searched for (the ledger puts it in [brackets])."""
    return [(i % 2 == 1, piece) for i, piece in enumerate(_FOUND.split(snippet)) if piece]


def initials(names: Sequence[str]) -> list[str]:
    """Return short labels for names, all different: initials, with a number where several have the same."""
    labels: list[str] = []
    for name in names:
        words = [w for w in name.replace("-", " ").split() if w[0].isalpha() and w.lower() not in _LITTLE]
        label = "".join(w[0] for w in (words[:1] + words[-1:] if len(words) > 1 else words)).upper() or "?"
        same = sum(known.rstrip("0123456789") == label for known in labels)
        labels.append(f"{label}{same + 1}" if same else label)
    return labels


def by_kind(items: Iterable[Any]) -> dict[str, list[Any]]:
    """Return what has a ``kind`` by it, the kinds in the order of their first."""
    groups: dict[str, list[Any]] = {}
    for item in items:
        groups.setdefault(item.kind, []).append(item)
    return groups


def told(kind: str) -> str:
    """Return how a statement of a kind is reported, in words that need no explanation."""
    return TOLD.get(kind, kind)


_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,4}")
_FOUND = re.compile(r"\[([^\[\]]*)\]")
_LITTLE = frozenset(("the", "of", "and", "de", "la", "le", "van", "von", "der", "a", "an", "in", "for"))

FILTERS: dict[str, Callable[..., Any]] = {
    "count_of": count,
    "day": day,
    "moment": moment,
    "found": found,
    "by_kind": by_kind,
    "initials": initials,
    "language": language,
    "paragraphs": paragraphs,
    "part": part,
    "safe_link": safe_link,
    "told": told,
    "with_field": with_field,
}
