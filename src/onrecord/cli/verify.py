"""``onrecord verify``: tell whether a ledger is sound.

Decides how the answer is shown. Refuses to know what is checked.
"""

from __future__ import annotations

import sys

import click

from onrecord.cli.ledger_options import echo_json, errors_in_one_line, json_option, ledger_option


@click.command()
@ledger_option
@json_option
@errors_in_one_line
def command(ledger_path: str, as_json: bool) -> None:
    """Make every hash, offset and reference of the ledger again and compare.

    Exit status: 0 nothing is wrong; 1 something is, or the ledger cannot be opened.
    """
    from onrecord.ledger import Ledger

    with Ledger(ledger_path, must_exist=True) as ledger:
        found = ledger.verify()
    if as_json:
        echo_json(found)
    else:
        for problem in found.problems:
            click.echo(f"{problem.table} {problem.row}: {problem.message}")
        counts = ", ".join(f"{count} {what}" for what, count in sorted(found.checked.items())) or "nothing to check"
        click.echo(f"{'clean' if found.clean else f'{len(found.problems)} problems'}: {counts}")
    sys.exit(0 if found.clean else 1)
