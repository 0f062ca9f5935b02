"""``onrecord attribute``: plain texts in, statements out, with offsets into the texts exactly as given.

Decides how texts are taken in: decoded, and nothing else done to them. Refuses to know how a statement is found.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator

import click

from onrecord.cli.options import model_options, read_options
from onrecord.formats import ATTRIBUTE_FORMATS


@click.command()
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT...")
@click.option(
    "--format",
    "format_",
    type=click.Choice(ATTRIBUTE_FORMATS),
    default="text",
    show_default=True,
    help="What to write.",
)
@click.option("--published", default=None, metavar="DATE", help='The day that "Tuesday" is counted from (ISO 8601).')
@click.option("--jobs", "-j", type=click.IntRange(1), default=None, help="Processes.  [default: one a core]")
@model_options
def command(
    inputs: tuple[str, ...], format_: str, published: str | None, jobs: int | None, model: str, min_confidence: float
) -> None:
    """Find the statements in plain texts, with offsets into them as given.

    INPUT is a text file, a folder of them, or - for standard input. Nothing in a text is cleaned or moved.

    Exit status: 0 every input has a result or a typed refusal; 1 some input could not be read at all; 2 wrong usage.
    """
    from onrecord.batch import attribute_many
    from onrecord.errors import InputRefused, InputUnavailable
    from onrecord.formats import as_json_line, citron_document, statements_line
    from onrecord.formats.citron import identity_of

    failed = False

    def results() -> Iterator[str]:
        nonlocal failed
        options = read_options(model, min_confidence)
        for location, found in attribute_many(inputs, options, published=published, jobs=jobs):
            match found:
                case InputUnavailable() | InputRefused():
                    failed = failed or isinstance(found, InputUnavailable)
                    click.echo(f"onrecord: {found}", err=True)
                case _ if format_ == "citron":
                    yield as_json_line(citron_document(location, found))
                case _ if format_ == "jsonl":
                    yield statements_line(identity_of(location), found)
                case _:
                    from onrecord.formats.terminal import statements_text

                    yield statements_text(location, found)

    out = sys.stdout.buffer
    try:
        for piece in results():
            out.write(piece.encode("utf-8", "surrogatepass"))
        out.flush()
    except BrokenPipeError:
        sys.stderr.close()
    sys.exit(1 if failed else 0)
