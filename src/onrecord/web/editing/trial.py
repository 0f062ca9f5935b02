"""A trial: one upload is read page by page into a folder, and nothing of it reaches the ledger.

Decides how much of an upload is read and what is told of each page. Refuses to know who uploaded it; it runs in a process
of its own, so it imports nothing of the room.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from time import monotonic
from typing import Literal

import msgspec
from msgspec.structs import replace

from onrecord.errors import InputUnavailable
from onrecord.ledger.adding import body_of, entry_of
from onrecord.ledger.store import Entry
from onrecord.options import ReadOptions
from onrecord.pipeline import all_captures, read_capture
from onrecord.records import Reading, Record, Refusal, Verdict
from onrecord.sources import Capture, Skipped

MAX_PAGES = 500
"""Pages of one upload that are read; whole archives are a matter for the command line."""
MAX_KEPT = 512 * 2**20
"""Bytes of readings and pages that one upload may lay down until it is kept or thrown away."""
LONG = 150_000
"""Characters of a text beyond which the rules stand in for a model, which reads some 500 words a second on a busy machine."""
_SHOWN = 300
"""Characters of a message or location that a line tells."""


BY_RULES = "It is very long, so its statements were found by the rules and not by the model."


class Task(Record, frozen=True, kw_only=True):
    """What is to be read: the file (named by this program), what the visitor calls it, and where it is from.

    After ``seconds`` no further page is begun.
    """

    path: str
    folder: str
    label: str
    address: str | None
    options: ReadOptions
    seconds: float


class Line(Record, frozen=True, kw_only=True):
    """What became of one page of an upload; ``number`` names its reading, for which it is asked."""

    outcome: Literal["read", "refused", "skipped", "stopped"]
    location: str
    number: int = 0
    headline: str | None = None
    language: str | None = None
    verdict: Verdict | None = None
    words: int = 0
    statements: int = 0
    speakers: int = 0
    sha256: str | None = None
    url: str | None = None
    count: int = 1
    message: str = ""
    advice: str = ""


def read_upload(task: Task) -> Iterator[bytes]:
    """Read the upload of ``task``, lay each reading in its folder, and yield a line (JSON) for each page."""
    for line in _lines(task):
        yield msgspec.json.encode(line)


def entry_at(folder: Path, number: int) -> Entry | Refusal:
    """Return what page ``number`` of an upload brings into the ledger. Raises OSError where there is no such page."""
    return msgspec.msgpack.decode((folder / f"{number:d}.page").read_bytes(), type=Kept).it


class Kept(Record, frozen=True, kw_only=True):
    """One page as it lies in the folder."""

    entry: Entry | None = None
    refusal: Refusal | None = None

    @property
    def it(self) -> Entry | Refusal:
        """Whichever of the two it is."""
        found = self.entry or self.refusal
        assert found is not None
        return found


def _lines(task: Task) -> Iterator[Line]:
    end = monotonic() + task.seconds
    number = laid = 0
    for item in all_captures([Path(task.path)], task.options):
        if isinstance(item, Skipped):
            yield Line(outcome="skipped", location=_named(item.location, task), message=item.reason, count=item.count)
            continue
        number += 1
        if number > MAX_PAGES or laid > MAX_KEPT or (number > 1 and monotonic() > end):
            first = "page was" if number == 2 else f"{number - 1} pages were"
            what = f"Only the first {first} read: there is more in it than is read here."
            yield Line(outcome="stopped", location=task.label, message=what, advice="Use onrecord add for the whole.")
            return
        options = _options_for(item, task.options)
        result = _result(item, task, options)
        packed = msgspec.msgpack.encode(result)
        laid += len(packed)
        Path(task.folder, f"{number:d}.page").write_bytes(packed)
        line = _line(number, result)
        yield replace(line, message=BY_RULES) if options != task.options and line.outcome == "read" else line


def _options_for(item: Capture | Refusal | InputUnavailable, options: ReadOptions) -> ReadOptions:
    """Return ``options``, with the rules in the place of a model where the item's text is too long for it."""
    if options.model == "rules" or not isinstance(item, Capture) or len(body_of(item, options)) <= LONG:
        return options
    # Most of a large page is no text; how much of it is, only reading it tells.
    found = read_capture(item, replace(options, statements=False))
    is_long = isinstance(found, Reading) and len(found.article.text) > LONG
    return replace(options, model="rules") if is_long else options


def _result(item: Capture | Refusal | InputUnavailable, task: Task, options: ReadOptions) -> Kept:
    if isinstance(item, Capture):
        # An address that the visitor gave is that of the page, not of every page of an archive.
        url = item.url or (task.address if item.location == task.path else None)
        item = replace(item, url=url, location=_named(item.location, task))
    found = entry_of(item, options, keep_captures=True)
    if isinstance(found, Entry):
        return Kept(entry=found)
    assert isinstance(found, Refusal)
    source = replace(found.source, location=_named(found.source.location, task))
    return Kept(refusal=replace(found, source=source))


def _line(number: int, kept: Kept) -> Line:
    if kept.entry is None:
        refusal = kept.refusal
        assert refusal is not None
        where = refusal.source.location[:_SHOWN]
        message, advice = refusal.message[:_SHOWN], refusal.advice[:_SHOWN]
        return Line(outcome="refused", location=where, number=number, message=message, advice=advice)
    reading: Reading = kept.entry.reading
    article = reading.article
    return Line(
        outcome="read",
        location=reading.source.location[:_SHOWN],
        number=number,
        headline=article.headline[:_SHOWN] if article.headline else None,
        language=article.language,
        verdict=reading.completeness.verdict,
        words=len(article.text.split()),
        statements=len(reading.statements),
        speakers=len(reading.speakers),
        sha256=reading.source.sha256,
        url=kept.entry.context.url if kept.entry.context else None,
    )


def _named(location: str, task: Task) -> str:
    return task.label + location.removeprefix(task.path) if location.startswith(task.path) else location
