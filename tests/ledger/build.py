"""Makes readings by hand for the ledger's tests: invented people, outlets and sentences."""

from __future__ import annotations

import hashlib
from typing import Any

from onrecord.records import (
    Act,
    Article,
    Completeness,
    Reading,
    Said,
    Source,
    Span,
    Speaker,
    Statement,
)

MINISTER = Speaker(
    id="p1",
    name="Ilsa Marenko",
    kind="person",
    role="minister for ports",
    affiliation="Ministry of Ports",
    country="VL",
)


def span(text: str, part: str, after: int = 0) -> Span:
    """The first occurrence of ``part`` in ``text`` from ``after`` on."""
    start = text.index(part, after)
    return Span(start=start, end=start + len(part), text=part)


def statement(text: str, content: str | tuple[str, ...], speaker: str | None = "p1", **more: Any) -> Statement:
    """A statement whose pieces stand in ``text``."""
    pieces = (content,) if isinstance(content, str) else content
    spans = tuple(span(text, piece) for piece in pieces)
    quoted = [piece[0] in '“"' for piece in pieces]
    kind = "direct" if all(quoted) else "mixed" if any(quoted) else "indirect"
    more.setdefault("kind", kind)
    more.setdefault("mode", "spoken")
    if speaker is None:
        more.setdefault("unattributed", "no source given")
    if isinstance(more.get("cue"), str):
        more["cue"] = span(text, more["cue"])
    if isinstance(more.get("source"), str):
        more["source"] = span(text, more["source"])
    if isinstance(more.get("act"), str):
        more["act"] = Act(name=more["act"])
    if isinstance(more.get("said"), str):
        more["said"] = Said(start=0, end=0, text="", date=more["said"], precision="day")
    return Statement(content=spans, speaker=speaker, **more)


def reading(
    text: str,
    statements: list[Statement] | None = None,
    *,
    speakers: tuple[Speaker, ...] = (MINISTER,),
    salt: str = "",
    **head: Any,
) -> Reading:
    """A reading of a page with this article text; ``salt`` makes other bytes of the same article."""
    verdict = head.pop("verdict", "complete")
    head.setdefault("site", "The Harbour Post")
    head.setdefault("published", "2031-03-04")
    head.setdefault("headline", text[:40])
    sha256 = hashlib.sha256((repr(sorted(head.items())) + text + salt).encode()).hexdigest()
    numbered = tuple(
        Statement(**{**{f: getattr(s, f) for f in s.__struct_fields__}, "id": f"s{n}"})
        for n, s in enumerate(statements or [], start=1)
    )
    return Reading(
        source=Source(location=f"pages/{sha256[:8]}.html", media_type="text/html", sha256=sha256, bytes=len(text)),
        article=Article(text=text, **head),
        completeness=Completeness(verdict=verdict),
        speakers=speakers,
        statements=numbered,
    )


PORT_TEXT = (
    "The north quay will close for two years, the port minister said on Tuesday.\n\n"
    "“We will not sell a single berth of this harbour,” Ilsa Marenko told reporters. “It belongs to the town.”"
)


def port_reading(**more: Any) -> Reading:
    """A small article with two statements."""
    return reading(
        PORT_TEXT,
        [
            statement(PORT_TEXT, "The north quay will close for two years", id="x", cue="said", act="announce"),
            statement(
                PORT_TEXT,
                ("“We will not sell a single berth of this harbour,”", "“It belongs to the town.”"),
                id="y",
                cue="told",
                source="Ilsa Marenko",
                act="promise",
            ),
        ],
        **{"url": "https://harbourpost.example/quay", **more},
    )


def numbered_reading(number: int) -> Reading:
    """One of any number of different articles."""
    text = (
        f"Council {number} will plant {number * 7} elms along route {number}, the clerk of council {number} said.\n\n"
        f"“The elms of district {number} are for everybody who walks there,” she added."
    )
    clerk = Speaker(id="p1", name=f"clerk of council {number}", kind="unnamed", role="clerk")
    return reading(
        text,
        [
            statement(text, f"Council {number} will plant {number * 7} elms along route {number}", id="a", cue="said"),
            statement(text, f"“The elms of district {number} are for everybody who walks there,”", id="b", cue="added"),
        ],
        speakers=(clerk,),
        url=f"https://valegazette.example/council/{number}",
        site="Vale Gazette",
    )
