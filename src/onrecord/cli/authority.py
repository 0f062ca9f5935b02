"""``onrecord authority``: load who is who from a file.

Decides nothing but what is printed. Refuses to know the file's layout and how speakers are matched.
"""

from __future__ import annotations

import click

from onrecord.cli.ledger_options import echo_json, errors_in_one_line, json_option, ledger_option


@click.command()
@click.argument("file")
@ledger_option
@json_option
@errors_in_one_line
def command(file: str, ledger_path: str, as_json: bool) -> None:
    """Load who is who: a CSV of id, name, aliases, wikidata, country and roles with dates, or FollowTheMoney JSON lines.

    Speakers are matched to the entries again, each with its reason (see `onrecord who`).
    """
    from onrecord.ledger import Ledger

    with Ledger(ledger_path, must_exist=True) as ledger:
        count = ledger.load_authority(file)
        for _ in ledger.link():
            pass
    if as_json:
        echo_json({"entries": count})
    else:
        click.echo(f"{count} entries")
