"""brat standoff: an article and its statements as annotation files, in the layout of PolNeAR.

Decides how a statement maps to brat's lines: text-bound annotations for content, cue, source and addressee, and an event
that ties them together. Refuses to know where the files go.
"""

from __future__ import annotations

from collections.abc import Sequence

from onrecord.records import Reading, Span, Statement


def ann_of(reading: Reading) -> str:
    """Return the ``.ann`` file that belongs to the reading's text: offsets in code points, end-exclusive."""
    lines: list[str] = []
    bound = 0

    def bind(label: str, spans: Sequence[Span]) -> str:
        nonlocal bound
        bound += 1
        places = ";".join(f"{s.start} {s.end}" for span in spans for s in _without_line_ends(span))
        words = " ".join(s.text for span in spans for s in _without_line_ends(span))
        lines.append(f"T{bound}\t{label} {places}\t{words}")
        return f"T{bound}"

    for number, statement in enumerate(reading.statements, start=1):
        lines.append("\t".join((f"E{number}", _event(statement, bind))))
        lines += [
            f"A{number}\tKind E{number} {statement.kind}",
            f"#{number}\tAnnotatorNotes E{number}\t{_note(reading, statement)}",
        ]
    return "".join(line + "\n" for line in lines)


def _event(statement: Statement, bind: object) -> str:
    assert callable(bind)
    roles = []
    cue = statement.cue or statement.content[0]
    label = "Attribution" if statement.source else "Attribution-no-source"
    trigger = bind(label, [cue])
    roles.append(f"{label}:{trigger}")
    roles.append(f"Content:{bind('Content', statement.content)}")
    if statement.cue:
        roles.append(f"Cue:{bind('Cue', [statement.cue])}")
    sources = ([statement.source] if statement.source else []) + list(statement.other_sources)
    roles += [f"Source{n or ''}:{bind('Source', [source])}" for n, source in enumerate(sources)]
    if statement.addressee:
        roles.append(f"Addressee:{bind('Addressee', [statement.addressee])}")
    return " ".join(roles)


def _note(reading: Reading, statement: Statement) -> str:
    name = next((s.name for s in reading.speakers if s.id == statement.speaker), None)
    return " ".join((name or statement.unattributed or "speaker not known").split())


def _without_line_ends(span: Span) -> list[Span]:
    """Return the span cut where a line ends: brat's annotations stay within lines."""
    pieces = []
    start = span.start
    for part in span.text.split("\n"):
        if part.strip():
            pieces.append(Span(start=start, end=start + len(part), text=part))
        start += len(part) + 1
    return pieces or [span]
