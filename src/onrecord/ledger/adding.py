"""Adding: whatever a user names is read and kept, batch by batch, and can be stopped and taken up again at any moment.

Decides what is skipped because it is there already, how much is one transaction, and what the closing summary counts.
Refuses to read pages itself (the pipeline does) and to show anything.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from onrecord.errors import InputUnavailable
from onrecord.ledger.reader import reader_of
from onrecord.ledger.results import Added, Refused, Summary
from onrecord.ledger.store import Entry
from onrecord.options import DEFAULT_OPTIONS, ReadOptions
from onrecord.pipeline import all_captures, crash_of, read_capture, refusal_of
from onrecord.records import Refusal, Source
from onrecord.sources import Capture, Skipped
from onrecord.sources.capture import unpacked

if TYPE_CHECKING:
    from onrecord.ledger import Ledger

Result = Added | Refused | Skipped
Item = Capture | Refusal | Skipped | InputUnavailable | Added


def add_inputs(
    ledger: Ledger, inputs: Iterable[str | Path], options: ReadOptions = DEFAULT_OPTIONS, *, keep_captures: bool = True
) -> Iterator[Result]:
    """Read every page of every input and keep it; yield what became of each, in order, once it is safely in the ledger.

    Pages whose bytes are there already are not read again, so a run that was stopped is simply started again.
    """
    items = unknown(ledger, all_captures(inputs, options), options)
    yield from ledger.add_all(entry_of(item, options, keep_captures=keep_captures) for item in items)


def unknown(
    ledger: Ledger, items: Iterable[Capture | Refusal | Skipped | InputUnavailable], options: ReadOptions
) -> Iterator[Item]:
    """Yield ``items`` with an ``Added`` in the place of each capture whose bytes are in the ledger already."""
    for item in items:
        yield (_known(ledger, item, options) or item) if isinstance(item, Capture) else item


def entry_of(item: Item, options: ReadOptions, *, keep_captures: bool) -> Entry | Refusal | Skipped | Added:
    """Return what ``item`` brings into the ledger; this is where a page is read, in whichever process it is called."""
    if isinstance(item, InputUnavailable):
        return _unavailable(item)
    if not isinstance(item, Capture):
        return item
    reading = read_capture(item, options)
    if isinstance(reading, Refusal):
        return reading
    body = body_of(item, options) if keep_captures else None
    return Entry(reading=reading, body=body, context=item.provenance, reader=reader_of(options))


def summarise(results: Iterable[Result]) -> Summary:
    """Return the counts of ``results``."""
    outcomes: Counter[str] = Counter()
    refused: Counter[str] = Counter()
    skipped: Counter[str] = Counter()
    for result in results:
        if isinstance(result, Added):
            outcomes[result.outcome] += 1
        elif isinstance(result, Refused):
            refused[result.kind] += 1
        else:
            skipped[result.reason] += result.count
    return Summary(
        added=outcomes["added"],
        known=outcomes["known"],
        new_versions=outcomes["new-version"],
        refused=dict(sorted(refused.items())),
        skipped=dict(sorted(skipped.items())),
    )


def body_of(capture: Capture, options: ReadOptions = DEFAULT_OPTIONS) -> bytes:
    """Return the bytes that a reading of ``capture`` calls its page: decompressed, up to the size limit."""
    return unpacked(capture, options.max_bytes)[0]


def refusal_of_crash(item: Item) -> Refusal | Skipped | Added:
    """Return what stands for an item whose reading ended the process that read it."""
    if isinstance(item, InputUnavailable):
        return _unavailable(item)
    if not isinstance(item, Capture):
        return item
    return refusal_of(crash_of(item.location))


def _unavailable(error: InputUnavailable) -> Refusal:
    source = Source(location=error.subject, media_type="application/octet-stream")
    return Refusal(source=source, kind="unavailable", message=error.message, advice=error.advice)


def _known(ledger: Ledger, capture: Capture, options: ReadOptions) -> Added | None:
    found = ledger.find(hashlib.sha256(body_of(capture, options)).hexdigest(), capture.url)
    if not found:
        return None
    return Added(outcome="known", article=found[0], version=found[1], location=capture.location)
