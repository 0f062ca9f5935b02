"""The progress bar of long work. Decides when there is one and what it shows; refuses to change what passes through."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TypeVar

from onrecord.sources.files import expand

T = TypeVar("T")
_SHOWN_FROM = 3
"""Fewer files than this are read before a bar could be looked at."""


def count_of(inputs: Sequence[object]) -> int | None:
    """Return how many files ``inputs`` name, folders walked; None where an archive or a stream hides the number of pages."""
    total = 0
    for given in expand([str(x) for x in inputs]):
        name = str(given)
        if name == "-" or name.removesuffix(".gz").endswith((".warc", ".wacz", ".xml", ".rss", ".atom")):
            return None
        total += isinstance(given, (str, Path))
    return total


def progress(outcomes: Iterable[T], inputs: Sequence[object]) -> Iterator[T]:
    """Yield ``outcomes`` while a bar on standard error shows how many went by, the rate and the time left."""
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        ProgressColumn,
        Task,
        TextColumn,
        TimeRemainingColumn,
    )
    from rich.text import Text

    total = count_of(inputs)
    if total is not None and total < _SHOWN_FROM:
        yield from outcomes
        return

    class Rate(ProgressColumn):
        """Pages a second, over the last stretch."""

        def render(self, task: Task) -> Text:
            """Return the rate as text."""
            return Text(f"{task.speed:,.1f} pages/s" if task.speed else "")

    columns = (TextColumn("reading"), BarColumn(), MofNCompleteColumn(), Rate(), TimeRemainingColumn(compact=True))
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("reading", total=total)
        for outcome in outcomes:
            bar.advance(task)
            yield outcome
