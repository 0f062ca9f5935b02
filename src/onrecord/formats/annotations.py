"""W3C Web Annotations: each statement as an annotation that annotation tools can anchor in the page.

Decides the shape (Web Annotation Data Model, W3C Recommendation of 2017): for each piece of content a target with both a
TextQuoteSelector, which survives edits, and a TextPositionSelector, which is exact. Positions count code points in the
article's text as the reading gives it. Refuses to invent an address: a page without one is named by its location.
"""

from __future__ import annotations

from typing import Any

from onrecord.records import Reading, Span, Statement

CONTEXT = "http://www.w3.org/ns/anno.jsonld"
AFFIX = 32
"""How many characters of context a quote selector carries on each side, as Hypothesis does."""


def annotation_page(reading: Reading) -> dict[str, Any]:
    """Return the statements of ``reading`` as one AnnotationPage."""
    source = reading.article.url or reading.source.location
    names = {speaker.id: speaker.name for speaker in reading.speakers}
    identity = f"urn:sha256:{reading.source.sha256}" if reading.source.sha256 else source
    return {
        "@context": CONTEXT,
        "id": f"{identity}#statements",
        "type": "AnnotationPage",
        "items": [_annotation(s, reading.article.text, source, identity, names) for s in reading.statements],
    }


def _annotation(statement: Statement, text: str, source: str, identity: str, names: dict[str, str]) -> dict[str, Any]:
    speaker = names.get(statement.speaker) if statement.speaker else None
    cue = statement.cue.text if statement.cue else "no cue"
    note = f"{speaker or 'Speaker not known'}: {cue} ({statement.kind}, {statement.mode})"
    return {
        "id": f"{identity}#{statement.id}",
        "type": "Annotation",
        "motivation": "describing",
        "body": [
            {"type": "TextualBody", "purpose": "describing", "format": "text/plain", "language": "en", "value": note},
            {
                "type": "TextualBody",
                "purpose": "tagging",
                "value": statement.act.name if statement.act else statement.kind,
            },
        ],
        "target": [{"source": source, "selector": selectors(piece, text)} for piece in statement.content],
    }


def selectors(span: Span, text: str) -> list[dict[str, Any]]:
    """Return the two selectors that anchor ``span`` in ``text``."""
    return [
        {
            "type": "TextQuoteSelector",
            "exact": span.text,
            "prefix": text[max(span.start - AFFIX, 0) : span.start],
            "suffix": text[span.end : span.end + AFFIX],
        },
        {"type": "TextPositionSelector", "start": span.start, "end": span.end},
    ]
