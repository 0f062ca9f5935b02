"""``onrecord add``: read pages and keep what they say in a ledger.

Decides what is shown while it goes on and at the end. Refuses to know how a ledger keeps it.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import click

from onrecord.cli.ledger_options import echo_json, errors_in_one_line, json_option, ledger_option
from onrecord.cli.options import model_options, read_options

if TYPE_CHECKING:
    from onrecord.ledger.adding import Result
    from onrecord.ledger.results import Summary


@click.command()
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT...")
@ledger_option
@click.option("--no-captures", is_flag=True, help="Do not keep the pages themselves; they cannot be read again then.")
@click.option("--jobs", "-j", type=click.IntRange(1), default=None, help="Processes that read.  [default: one a core]")
@click.option("--quiet", "-q", is_flag=True, help="No progress bar, no summary.")
@json_option
@model_options
@errors_in_one_line
def command(**given: object) -> None:
    """Read pages and keep them in a ledger, with the bytes that they were read from.

    INPUT is whatever `onrecord read` takes. The same bytes twice change nothing; new bytes at a known address are a new
    version of the article. It can be stopped at any moment: run it again, and it goes on where it was.

    Exit status: 0 every input is kept or has a typed refusal; 1 some input could not be read at all; 2 wrong usage.
    """
    from functools import partial

    from onrecord.batch.pool import in_order
    from onrecord.ledger import Ledger
    from onrecord.ledger.adding import entry_of, refusal_of_crash, summarise, unknown
    from onrecord.pipeline import all_captures

    inputs = given["inputs"]
    assert isinstance(inputs, tuple)
    options = read_options(str(given["model"]), float(str(given["min_confidence"])))
    work = partial(entry_of, options=options, keep_captures=not given["no_captures"])
    jobs = given["jobs"] if isinstance(given["jobs"], int) else None
    with Ledger(str(given["ledger_path"])) as ledger:
        items = unknown(ledger, all_captures(inputs, options), options)
        entries = in_order(work, items, lost=refusal_of_crash, jobs=jobs, preload="onrecord.batch.warm")
        results = _named(ledger.add_all(entries))
        if not given["quiet"] and sys.stderr.isatty():
            from onrecord.cli.progress import progress

            results = progress(results, inputs)
        summary = summarise(results)
        for _ in ledger.link():
            pass
    if given["as_json"]:
        echo_json(summary)
    elif not given["quiet"]:
        click.echo(summary_line(summary))
    sys.exit(1 if summary.refused.get("unavailable") else 0)


def summary_line(summary: Summary) -> str:
    """Return the closing line: how many articles were added, known, new versions, and how many refused, by reason."""
    parts = [f"{summary.added} added", f"{summary.known} known", f"{summary.new_versions} new versions"]
    parts += [f"{count} refused ({kind})" for kind, count in summary.refused.items()]
    parts += [f"{count} skipped ({reason})" for reason, count in summary.skipped.items()]
    return ", ".join(parts)


def _named(results: Iterable[Result]) -> Iterator[Result]:
    """Pass ``results`` on and name the refused ones on standard error."""
    from onrecord.ledger.results import Refused

    for result in results:
        if isinstance(result, Refused):
            click.echo(f"onrecord: {result.location}: refused: {result.message}", err=True)
        yield result
