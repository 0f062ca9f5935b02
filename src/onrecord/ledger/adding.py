"""Adding: whatever a user names is read and kept, batch by batch, and can be stopped and taken up again at any moment.

Decides what is skipped because it is there already, how much is one transaction, and what the closing summary counts.
Refuses to read pages itself (``onrecord.read`` does) and to show anything.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from onrecord.errors import InputUnavailable
from onrecord.ledger.blobs import Context
from onrecord.ledger.reader import reader_of
from onrecord.ledger.results import Added, Refused, Summary
from onrecord.ledger.store import Entry
from onrecord.options import DEFAULT_OPTIONS, ReadOptions
from onrecord.read import all_captures, read_capture
from onrecord.records import Refusal, Source
from onrecord.sources import Capture, Skipped
from onrecord.sources.capture import GZIP_MAGIC, gunzip

if TYPE_CHECKING:
    from onrecord.ledger import Ledger

BATCH = 32
"""Entries a transaction. Larger ones gain little (bench/ledger_add.py) and keep another writer waiting longer."""

Result = Added | Refused | Skipped


def add_inputs(
    ledger: Ledger, inputs: Iterable[str | Path], options: ReadOptions = DEFAULT_OPTIONS, *, keep_captures: bool = True
) -> Iterator[Result]:
    """Read every page of every input and keep it; yield what became of each, in order, once it is safely in the ledger.

    Pages whose bytes are there already are not read again, so a run that was stopped is simply started again.
    """
    yield from ledger.add_all(_entries(ledger, inputs, options, keep_captures))


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
    body = capture.body
    if body[:2] == GZIP_MAGIC:
        body, _ = gunzip(body, options.max_bytes)
    return body[: options.max_bytes]


def context_of(capture: Capture) -> Context:
    """Return what is known of a capture besides its bytes."""
    return Context(**{name: getattr(capture, name) for name in Context.__struct_fields__})


def _entries(
    ledger: Ledger, inputs: Iterable[str | Path], options: ReadOptions, keep_captures: bool
) -> Iterator[Entry | Result | Refusal]:
    reader = reader_of(options)
    for item in all_captures(inputs, options):
        if isinstance(item, InputUnavailable):
            source = Source(location=item.subject, media_type="application/octet-stream")
            yield Refusal(source=source, kind=item.kind, message=item.message, advice=item.advice)
        elif isinstance(item, (Refusal, Skipped)):
            yield item
        else:
            body = body_of(item, options)
            known = ledger.find(hashlib.sha256(body).hexdigest(), item.url)
            if known:
                yield Added(outcome="known", article=known[0], version=known[1], location=item.location)
                continue
            reading = read_capture(item, options)
            if isinstance(reading, Refusal):
                yield reading
            else:
                yield Entry(reading=reading, body=body if keep_captures else None, context=context_of(item), reader=reader)
