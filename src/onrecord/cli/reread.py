"""``onrecord reread``: read the kept pages again where rules or weights are newer.

Decides what is shown while it goes on. Refuses to know how a page is read.
"""

from __future__ import annotations

import click

from onrecord.cli.ledger_options import echo_json, errors_in_one_line, json_option, ledger_option
from onrecord.cli.options import model_options, read_options


@click.command()
@ledger_option
@click.option("--all", "everything", is_flag=True, help="Read all pages again, also those that this program has read.")
@json_option
@model_options
@errors_in_one_line
def command(ledger_path: str, everything: bool, as_json: bool, model: str, min_confidence: float) -> None:
    """Read the kept pages again where rules or weights are newer than their readings.

    Articles and statements keep their identities, and corrections stay. Pages whose bytes were not kept are counted.
    """
    from onrecord.ledger import Ledger
    from onrecord.ledger.rereading import count_outcomes

    with Ledger(ledger_path, must_exist=True) as ledger:
        counts = count_outcomes(ledger.reread(read_options(model, min_confidence), everything=everything))
    if as_json:
        echo_json(counts)
    else:
        click.echo(", ".join(f"{count} {outcome}" for outcome, count in counts.items()) or "nothing to read again")
