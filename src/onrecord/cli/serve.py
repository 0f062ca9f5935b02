"""``onrecord serve``: the reading room over a ledger.

Decides what can be set from the command line. Refuses to know any page.
"""

from __future__ import annotations

import getpass
from pathlib import Path

import click

from onrecord.cli.ledger_options import errors_in_one_line, ledger_option


@click.command()
@ledger_option
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen at.")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8400, show_default=True, help="The port; 0 takes a free one."
)
@click.option(
    "--accounts", is_flag=True, help="Many people, who sign in. Without it: one person, on this machine only."
)
@click.option("--author", envvar="ONRECORD_AUTHOR", help="Your name beside what you correct, without accounts.")
@click.option("--address", metavar="URL", help="The address that people use, where a proxy stands in front.")
@errors_in_one_line
def command(ledger_path: str, host: str, port: int, accounts: bool, author: str | None, address: str | None) -> None:
    """Show a ledger in the browser: look, check, search, correct, discuss. Ctrl+C ends it."""
    from onrecord.web.serving import serve
    from onrecord.web.settings import Settings

    settings = Settings(
        ledger=Path(ledger_path), accounts=accounts, author=author or _user(), host=host, port=port, address=address
    )
    serve(settings, opened=lambda home: click.echo(f"The reading room is open at {home}/  (Ctrl+C ends it)", err=True))


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "reader"
