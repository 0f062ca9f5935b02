"""``onrecord cite``: one statement as it is cited elsewhere.

Decides nothing but where it is printed. Refuses to know the styles.
"""

from __future__ import annotations

import click

from onrecord.cli.ledger_options import errors_in_one_line, ledger_option


@click.command()
@click.argument("statement")
@ledger_option
@click.option(
    "--style",
    type=click.Choice(["plain", "bibtex", "jsonld"]),
    default="plain",
    show_default=True,
    help="A line of text, BibTeX, or schema.org Quotation as JSON-LD.",
)
@errors_in_one_line
def command(statement: str, ledger_path: str, style: str) -> None:
    """Cite a statement, given its identity or the beginning of it, with the hash of the page that it stands on."""
    from onrecord.ledger import Ledger

    with Ledger(ledger_path, must_exist=True) as ledger:
        click.echo(ledger.cite(statement, style=style))
