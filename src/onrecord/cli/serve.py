"""``onrecord serve``: the reading room over a ledger.

Decides what can be set from the command line. Refuses to know any page.
"""

from __future__ import annotations

import getpass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from onrecord.cli.ledger_options import errors_in_one_line, ledger_option
from onrecord.options import DEFAULT_OPTIONS

if TYPE_CHECKING:
    from onrecord.web.settings import Settings


@click.command()
@ledger_option
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen at.")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8400, show_default=True, help="The port; 0 takes a free one."
)
@click.option(
    "--accounts", is_flag=True, help="Many people, who sign in. Without it: one person, on this machine only."
)
@click.option("--public", is_flag=True, help="With --accounts: strangers may read, and write notes that wait for you.")
@click.option("--author", envvar="ONRECORD_AUTHOR", help="Your name beside what you correct, without accounts.")
@click.option("--address", metavar="URL", help="The address that people use, where a proxy stands in front.")
@click.option(
    "--model",
    type=click.Choice(["best", "fast", "rules"]),
    default=DEFAULT_OPTIONS.model,
    show_default=True,
    help="What finds the statements of pages that are read in the room.",
)
@errors_in_one_line
def command(ledger_path: str, author: str | None, **given: Any) -> None:
    """Show a ledger in the browser: look, check, search, correct, discuss. Ctrl+C ends it."""
    from onrecord.web.serving import serve
    from onrecord.web.settings import Settings

    settings = Settings(ledger=Path(ledger_path), author=author or user_name(), **given)
    for warning in warnings(settings):
        click.echo(f"onrecord: {warning}", err=True)
    serve(settings, opened=lambda home: click.echo(f"The reading room is open at {home}/  (Ctrl+C ends it)", err=True))


def warnings(settings: Settings) -> list[str]:
    """Return what whoever opens the room should know: that nobody can sign in yet, or that passwords travel in the clear."""
    from onrecord.web.people import accounts
    from onrecord.web.people.file import opened

    found = []
    if settings.accounts:
        with opened(settings.ledger) as connection:
            if not any(person.role == "admin" for person in accounts.everybody(connection)):
                found.append("nobody here is an admin yet. Make one: onrecord user add NAME --role admin --invite")
        if not settings.secure and not settings.is_local:
            found.append(
                "over http, passwords can be read on the way. Put a proxy with https in front (--address https://…)."
            )
    return found


def user_name() -> str:
    """Return the name of who calls the program."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "reader"
