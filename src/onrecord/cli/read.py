"""``onrecord read``: pages in, readings out.

Decides what goes to standard output (results), what to standard error (progress, warnings), and the exit status.
Refuses to know how a page is read.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import click

from onrecord.cli.options import model_options, read_options
from onrecord.formats import READ_FORMATS

if TYPE_CHECKING:
    from onrecord.pipeline import Outcome
    from onrecord.records import Reading, Refusal


@click.command()
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT...")
@click.option(
    "--format", "format_", type=click.Choice(READ_FORMATS), default="text", show_default=True, help="What to write."
)
@click.option("--jobs", "-j", type=click.IntRange(1), default=None, help="Processes.  [default: one a core]")
@click.option(
    "--max-bytes", type=click.IntRange(1), default=None, help="Read no more of a page than this.  [default: 64 MiB]"
)
@click.option("--no-statements", is_flag=True, help="Read the article only.")
@click.option("--quiet", "-q", is_flag=True, help="No progress bar, no counts of what was skipped.")
@model_options
def command(**given: object) -> None:
    """Read pages: the article, whether it is whole, and who says what.

    INPUT is a file (HTML, plain text, WARC, WACZ, RSS or Atom; gzipped or not), a folder, an address, or - for standard
    input. Results go to standard output in the order of the inputs.

    Exit status: 0 every input has a reading or a typed refusal; 1 some input could not be read at all; 2 wrong usage.
    """
    from msgspec.structs import replace

    from onrecord.batch import read_many

    inputs = given["inputs"]
    assert isinstance(inputs, tuple)
    options = read_options(str(given["model"]), float(str(given["min_confidence"])), _whole(given["max_bytes"]))
    options = replace(options, statements=not given["no_statements"])
    quiet = bool(given["quiet"])
    log = Log(quiet=quiet)
    outcomes = _with_progress(read_many(inputs, options, jobs=_whole(given["jobs"])), inputs, quiet)
    try:
        write(log.only_results(outcomes), str(given["format_"]))
    except BrokenPipeError:
        # The reader of our output has seen enough (``| head``); that is no error.
        sys.stderr.close()
    sys.exit(1 if log.unavailable else 0)


def _whole(value: object) -> int | None:
    return value if isinstance(value, int) else None


def write(outcomes: Iterator[Reading | Refusal], format_: str) -> None:
    """Write ``outcomes`` to standard output in ``format_``, each as soon as it is there."""
    if format_ == "text":
        from onrecord.formats.terminal import print_outcomes

        print_outcomes(outcomes)
        return
    from onrecord.formats import stream

    out = sys.stdout.buffer
    for piece in stream(outcomes, format_):
        out.write(piece.encode("utf-8", "surrogatepass"))
    out.flush()


class Log:
    """What is said on standard error while results go by: refusals, inputs that could not be had, records skipped."""

    def __init__(self, *, quiet: bool) -> None:
        self.quiet = quiet
        self.unavailable = 0

    def only_results(self, outcomes: Iterable[Outcome]) -> Iterator[Reading | Refusal]:
        """Yield the readings and refusals; name everything else, and every refusal, on standard error."""
        from onrecord.errors import InputUnavailable
        from onrecord.records import Refusal
        from onrecord.sources import Skipped

        for outcome in outcomes:
            match outcome:
                case InputUnavailable():
                    self.unavailable += 1
                    self._say(f"onrecord: {outcome}")
                    continue
                case Skipped():
                    if not self.quiet:
                        self._say(f"onrecord: {outcome.location}: skipped {outcome.count} ({outcome.reason})")
                    continue
                case Refusal():
                    self._say(
                        f"onrecord: {outcome.source.location}: refused: {outcome.message} {outcome.advice}".rstrip()
                    )
            yield outcome

    @staticmethod
    def _say(line: str) -> None:
        click.echo(line, err=True)


def _with_progress(outcomes: Iterator[Outcome], inputs: tuple[object, ...], quiet: bool) -> Iterator[Outcome]:
    """Pass ``outcomes`` on under a progress bar, where standard error is a terminal and a bar is wanted."""
    if quiet or not sys.stderr.isatty():
        return outcomes
    from onrecord.cli.progress import progress

    return progress(outcomes, inputs)
