"""The check at the border: a reading that breaks its own promises does not come in.

Decides what a reading must keep to be put on record: spans verbatim at their offsets, names that name something. Refuses to
judge whether the reading is right about the page.
"""

from __future__ import annotations

from collections.abc import Iterator

from onrecord.errors import LedgerError
from onrecord.records import Reading, Span, Statement


def check_reading(reading: Reading) -> None:
    """Raise LedgerError with the first promise that ``reading`` breaks."""
    broken = next(broken_promises(reading), None)
    if broken:
        message = f"the reading contradicts itself: {broken}."
        raise LedgerError(reading.source.location, message, "Read it again.", kind="bad-reading")


def broken_promises(reading: Reading) -> Iterator[str]:
    """Yield every promise that ``reading`` breaks, in words."""
    speakers = {speaker.id for speaker in reading.speakers}
    if len(speakers) < len(reading.speakers):
        yield "two speakers have one id"
    if len({statement.id for statement in reading.statements}) < len(reading.statements):
        yield "two statements have one id"
    for statement in reading.statements:
        if statement.speaker is not None and statement.speaker not in speakers:
            yield f"statement {statement.id} names a speaker that is not there ({statement.speaker})"
        if not statement.content:
            yield f"statement {statement.id} has no content"
        for span in spans_of(statement):
            if not 0 <= span.start <= span.end or reading.article.text[span.start : span.end] != span.text:
                yield f"statement {statement.id}: {span.text[:40]!r} does not stand at {span.start}"


def spans_of(statement: Statement) -> Iterator[Span]:
    """Yield every span of ``statement``: content, cue, sources, addressee, time."""
    yield from statement.content
    yield from statement.other_sources
    for span in (statement.cue, statement.source, statement.addressee, statement.said):
        if span is not None:
            yield span
