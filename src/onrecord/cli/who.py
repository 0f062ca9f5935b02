"""``onrecord who``: one speaker's record as a timeline.

Decides how it is laid out for a person. Refuses to know how speakers are told apart.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from onrecord.cli.ledger_options import after_option, echo_json, errors_in_one_line, json_option, ledger_option

if TYPE_CHECKING:
    from onrecord.ledger.results import Person


@click.command()
@click.argument("name")
@ledger_option
@click.option("--limit", type=click.IntRange(1), default=50, show_default=True, help="How many statements, the newest.")
@after_option
@json_option
@errors_in_one_line
def command(name: str, ledger_path: str, limit: int, after: str | None, as_json: bool) -> None:
    """Show what is on record of a speaker: names, offices, and the statements in the order in which they were made.

    NAME is a full name, a surname, an organisation or an identity. Other bearers of the name are listed at the end.
    """
    from onrecord.cli.search import hit_text
    from onrecord.ledger import Ledger

    with Ledger(ledger_path, must_exist=True) as ledger:
        found = ledger.who(name, limit=limit, after=after)
    if as_json:
        echo_json(found)
        return
    click.echo(_person_text(found.person))
    for hit in found.timeline:
        click.echo(hit_text(hit))
    if found.after:
        click.echo(f"there is more, from before: --after {found.after}\n")
    if found.others:
        click.echo("Others of that name:")
    for other in found.others:
        click.echo(_person_text(other))


def _person_text(person: Person) -> str:
    about = ", ".join(x for x in (person.kind, person.country, person.wikidata) if x)
    counts = f"{person.statements} statements in {person.articles} articles"
    lines = [click.style(person.name, bold=True) + f" ({about}): {counts}  " + click.style(person.key, dim=True)]
    others = [name for name in person.names if name != person.name]
    if others:
        lines.append("  also printed as " + "; ".join(others))
    for office in person.offices[:5]:
        when = office.first if office.first == office.last else f"{office.first} to {office.last}"
        lines.append(f"  {', '.join(x for x in (office.role, office.affiliation) if x)} ({when or 'no date'})")
    return "\n".join(lines) + "\n"
