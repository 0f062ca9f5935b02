"""``onrecord export``: the ledger as files for other programs.

Decides where an export goes. Refuses to know the formats.
"""

from __future__ import annotations

import sys

import click

from onrecord.cli.ledger_options import errors_in_one_line, ledger_option

FORMATS = ("jsonl", "csv", "parquet", "readings", "annotations", "citron", "brat", "ftm")


@click.command()
@ledger_option
@click.option(
    "--format", "format_", type=click.Choice(FORMATS), default="jsonl", show_default=True, help="What to write."
)
@click.option("--output", "-o", metavar="FILE", help="Where to (brat: a folder).  [default: standard output]")
@errors_in_one_line
def command(ledger_path: str, format_: str, output: str | None) -> None:
    """Write all statements, corrected, for other programs; the same ledger gives the same bytes.

    jsonl, csv and parquet have a row a statement; readings (JSON lines) and citron one line an article; annotations is a W3C
    Web Annotation collection; brat a folder of .txt and .ann files; ftm FollowTheMoney entities as JSON lines.
    """
    from onrecord.errors import OptionError
    from onrecord.ledger import Ledger

    if output is None and format_ in {"parquet", "brat"}:
        raise OptionError("output", f"{format_} is not written to standard output.", "Give --output.")
    with Ledger(ledger_path, must_exist=True) as ledger:
        if output is not None:
            ledger.export(format_, output)
            return
        for piece in ledger.export_text(format_):
            sys.stdout.buffer.write(piece.encode("utf-8", "surrogatepass"))
        sys.stdout.buffer.flush()
