"""The batch room: many inputs on all cores, the results in input order.

Decides what a unit of work is: one capture, or one text. Refuses to know what a reading is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path

from onrecord.batch.pool import in_order
from onrecord.errors import InputRefused, InputUnavailable
from onrecord.options import DEFAULT_OPTIONS, ReadOptions
from onrecord.pipeline import Outcome, all_captures, attribute, crash_of, read_capture, refusal_of
from onrecord.records import Refusal, Statements
from onrecord.sources import Capture, Skipped
from onrecord.sources.files import expand, text_of

Item = Capture | Refusal | Skipped | InputUnavailable


def read_many(
    inputs: Iterable[str | Path], options: ReadOptions = DEFAULT_OPTIONS, *, jobs: int | None = None
) -> Iterator[Outcome]:
    """Yield what every page of every input gives, in input order, read by ``jobs`` processes (one a core if None).

    Archives are streamed: no more than a few pages for each process are in memory at once. A page that kills its worker
    (out of memory, say) becomes a refusal of kind ``crashed``; the others are read.
    """
    work = partial(_read_one, options=options)
    return in_order(work, all_captures(inputs, options), lost=_lost_page, jobs=jobs, preload="onrecord.batch.warm")


def _read_one(item: Item, options: ReadOptions) -> Outcome:
    return read_capture(item, options) if isinstance(item, Capture) else item


def _lost_page(item: Item) -> Outcome:
    return refusal_of(crash_of(item.location)) if isinstance(item, Capture) else item


TextOutcome = tuple[str, Statements | InputUnavailable | InputRefused]
"""A text's location, and its statements or the error that stands in their place."""


def attribute_many(
    inputs: Iterable[str | Path],
    options: ReadOptions = DEFAULT_OPTIONS,
    *,
    published: str | None = None,
    jobs: int | None = None,
) -> Iterator[TextOutcome]:
    """Yield the statements of every plain text of ``inputs`` (files, folders, ``-``), in order, by ``jobs`` processes."""
    work = partial(_attribute_one, options=options, published=published)
    return in_order(work, expand(inputs), lost=_lost_text, jobs=jobs, preload="onrecord.batch.warm")


def _attribute_one(given: str | Path | InputUnavailable, options: ReadOptions, published: str | None) -> TextOutcome:
    if isinstance(given, InputUnavailable):
        return given.subject, given
    try:
        return str(given), attribute(text_of(given, max_bytes=options.max_bytes), options, published=published)
    except (InputUnavailable, InputRefused) as error:
        return str(given), error


def _lost_text(given: str | Path | InputUnavailable) -> TextOutcome:
    return str(given), crash_of(str(given))
