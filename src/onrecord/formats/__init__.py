"""The formats room: readings and statements as text for people and for other programs.

Decides which formats there are and how several results make one stream. Refuses to know how a reading was made.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from onrecord.formats.annotations import annotation_page
from onrecord.formats.citron import citron_document
from onrecord.formats.encode import as_json, as_json_line
from onrecord.records import Reading, Refusal, Statements

__all__ = [
    "ATTRIBUTE_FORMATS",
    "READ_FORMATS",
    "annotation_page",
    "as_json",
    "as_json_line",
    "citron_document",
    "statements_line",
    "stream",
]

READ_FORMATS = ("text", "json", "jsonl", "citron", "annotations", "html")
"""What ``onrecord read --format`` knows; ``text`` is for a person and is laid out by the command line."""
ATTRIBUTE_FORMATS = ("text", "jsonl", "citron")


def stream(outcomes: Iterable[Reading | Refusal], name: str) -> Iterator[str]:
    """Yield the pieces of the output in the format ``name``, one as soon as its outcome is there.

    ``jsonl``, ``citron`` and ``annotations`` are one line an outcome; ``json`` is one indented object for one outcome and
    an array for several; ``html`` is one document. A refusal stands in its place in ``json`` and ``jsonl``, and is left
    out of the formats that have no word for it (standard error names it).
    """
    match name:
        case "jsonl":
            yield from (as_json_line(outcome) for outcome in outcomes)
        case "json":
            yield from _array(outcomes)
        case "citron":
            yield from (as_json_line(citron_document(r.source.location, r)) for r in outcomes if isinstance(r, Reading))
        case "annotations":
            yield from (as_json_line(annotation_page(r)) for r in outcomes if isinstance(r, Reading))
        case "html":
            from onrecord.formats.html import page_of_readings

            yield from page_of_readings(r for r in outcomes if isinstance(r, Reading))
        case _:
            raise ValueError(f"there is no format {name!r}; there are {', '.join(READ_FORMATS)}")


def _array(outcomes: Iterable[Reading | Refusal]) -> Iterator[str]:
    waiting: Reading | Refusal | None = None
    several = False
    for outcome in outcomes:
        if waiting is not None:
            yield ("[\n" if not several else "") + as_json(waiting) + ",\n"
            several = True
        waiting = outcome
    if waiting is not None:
        yield as_json(waiting) + ("\n]\n" if several else "\n")
    else:
        yield "[]\n"


def statements_line(identity: str, found: Statements) -> str:
    """Return the statements of one text as one JSON line with its id."""
    return as_json_line(
        {
            "id": identity,
            "text": found.text,
            "speakers": found.speakers,
            "statements": found.statements,
            "steps": found.steps,
        }
    )
