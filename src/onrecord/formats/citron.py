"""BBC Citron's annotation JSON, so that its tools and scorers read our statements.

Decides how a statement maps to a Citron quote. Refuses to put a resolved name among the sources, as Citron's own output
does: sources are words of the text, and the name is ``speaker``.
"""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Any

from onrecord.records import Reading, Span, Statements

_ENDINGS = (".gz", ".html", ".htm", ".txt", ".warc")


def citron_document(location: str, found: Reading | Statements) -> dict[str, Any]:
    """Return one text with its statements as a Citron document; ``id`` is the file's name without its endings."""
    names = {speaker.id: speaker.name for speaker in found.speakers}
    text = found.article.text if isinstance(found, Reading) else found.text
    return {
        "id": identity_of(location),
        "text": text,
        "quotes": [
            {
                "id": s.id,
                "cue": _span(s.cue) if s.cue else None,
                "sources": [_span(x) for x in ((s.source, *s.other_sources) if s.source else s.other_sources)],
                "contents": [_span(piece) for piece in s.content],
                "speaker": names.get(s.speaker) if s.speaker else None,
                "confidence": s.confidence,
            }
            for s in found.statements
        ],
    }


def identity_of(location: str) -> str:
    """Return the file name in ``location`` without its endings: ``pages/a.html.gz`` is ``a``."""
    name = PurePosixPath(location.replace("\\", "/")).name
    while any(name.endswith(e) for e in _ENDINGS):
        name = name[: name.rindex(".")]
    return name


def _span(span: Span) -> dict[str, Any]:
    return {"start": span.start, "end": span.end, "text": span.text}
