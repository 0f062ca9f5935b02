"""``onrecord user``: the people of a ledger's reading room.

Decides how they are looked after from the command line, which works whether or not the room is open. Refuses to show a
password's hash or an e-mail address, and to take a password as an argument, where other programs could read it.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from onrecord.cli.ledger_options import echo_json, errors_in_one_line, json_option, ledger_option

if TYPE_CHECKING:
    from onrecord.web.visitors import Visitor

T = TypeVar("T")

role_type = click.Choice(["reader", "editor", "admin"])
address_option = click.option(
    "--address", default="http://127.0.0.1:8400", show_default=True, help="The room's address, for the link."
)


@click.group()
def command() -> None:
    """Look after the people of a reading room that is opened with `onrecord serve --accounts`.

    They are kept beside the ledger (onrecord.room.db for onrecord.db), never in it.
    """


@command.command()
@click.argument("name")
@click.option("--role", type=role_type, default="reader", show_default=True)
@click.option("--email", default="", help="Never shown to others.")
@click.option(
    "--invite", is_flag=True, help="Print a link by which they choose their name and password; NAME is a remark."
)
@address_option
@ledger_option
@errors_in_one_line
def add(ledger_path: str, name: str, role: Any, email: str, invite: bool, address: str) -> None:
    """Add a person: asks for the password, or prints a link by which they join."""
    from onrecord.web.people import accounts, invitations

    by, now = _me(), time.time()
    if invite:
        secret = _change(ledger_path, lambda c: invitations.invite(c, role, by, now=now, remark=name))
        click.echo(f"{address.rstrip('/')}/join/{secret}")
        return
    kept = _asked_password(name)
    account = accounts.new(name, role, now=now)
    _change(ledger_path, lambda c: accounts.add(c, account, by, email=email, password=kept))
    click.echo(f"{account.name} may sign in as {role}.")


@command.command("list")
@ledger_option
@json_option
@errors_in_one_line
def list_(ledger_path: str, as_json: bool) -> None:
    """List the people and their roles."""
    from onrecord.web.people import accounts

    people = _change(ledger_path, accounts.everybody)
    if as_json:
        echo_json(people)
        return
    for person in people:
        marks = [*(["shut out"] if person.disabled else []), *([] if person.has_password else ["no password"])]
        click.echo(f"{person.role:7} {person.name}" + (f"  ({', '.join(marks)})" if marks else ""))


@command.command()
@click.argument("name")
@click.argument("role", type=role_type)
@ledger_option
@errors_in_one_line
def role(ledger_path: str, name: str, role: Any) -> None:
    """Give NAME another ROLE; it holds from their next step on."""
    from onrecord.web.people import accounts

    account = _change(ledger_path, lambda c: accounts.set_role(c, name, role, _me(), now=time.time()))
    click.echo(f"{account.name} is {role} now.")


@command.command()
@click.argument("name")
@ledger_option
@errors_in_one_line
def disable(ledger_path: str, name: str) -> None:
    """Shut NAME out: sessions end, tokens do nothing."""
    from onrecord.web.people import accounts

    account = _change(ledger_path, lambda c: accounts.set_disabled(c, name, True, _me(), now=time.time()))
    click.echo(f"{account.name} is shut out.")


@command.command()
@click.argument("name")
@ledger_option
@errors_in_one_line
def enable(ledger_path: str, name: str) -> None:
    """Let NAME in again."""
    from onrecord.web.people import accounts

    account = _change(ledger_path, lambda c: accounts.set_disabled(c, name, False, _me(), now=time.time()))
    click.echo(f"{account.name} may sign in again.")


@command.command()
@click.argument("name")
@click.option("--invite", is_flag=True, help="Print a link by which they choose it themselves.")
@address_option
@ledger_option
@errors_in_one_line
def password(ledger_path: str, name: str, invite: bool, address: str) -> None:
    """Give NAME another password; they are signed out everywhere."""
    from onrecord.web.people import accounts, invitations

    by, now = _me(), time.time()
    if invite:
        secret = _change(ledger_path, lambda c: invitations.invite(c, "reader", by, now=now, name=name))
        click.echo(f"{address.rstrip('/')}/join/{secret}")
        return
    account = _change(ledger_path, lambda c: accounts.find(c, name))
    kept = _asked_password(account.name)
    _change(ledger_path, lambda c: accounts.set_password(c, account.key, kept, by, now=now))
    click.echo(f"The password of {account.name} is changed.")


@command.command("sign-out")
@click.argument("name")
@ledger_option
@errors_in_one_line
def sign_out(ledger_path: str, name: str) -> None:
    """End all sessions of NAME."""
    from onrecord.web.people import accounts, auditlog, sessions
    from onrecord.web.people.moments import iso

    def end(connection: sqlite3.Connection) -> int:
        account = accounts.find(connection, name)
        auditlog.write(connection, _me(), ("sign out everywhere", account.name, ""), moment=iso(time.time()))
        return sessions.end_all(connection, account.key)

    ended = _change(ledger_path, end)
    click.echo(f"{ended} session{'' if ended == 1 else 's'} ended.")


@command.command()
@click.argument("name")
@click.option("--revoke", metavar="KEY", help="End this token for good.")
@ledger_option
@json_option
@errors_in_one_line
def tokens(ledger_path: str, name: str, revoke: str | None, as_json: bool) -> None:
    """List the tokens of NAME, or revoke one."""
    from onrecord.errors import OptionError
    from onrecord.web.people import accounts
    from onrecord.web.people import tokens as held

    account = _change(ledger_path, lambda c: accounts.find(c, name))
    if revoke:
        if not _change(ledger_path, lambda c: held.revoke(c, account.key, revoke, _me(), now=time.time())):
            raise OptionError(revoke, f"{account.name} has no such token.", "List them without --revoke.")
        click.echo("revoked")
        return
    found = _change(ledger_path, lambda c: held.of(c, account.key))
    if as_json:
        echo_json(found)
        return
    for token in found:
        state = f"revoked {token.revoked}" if token.revoked else f"until {token.expires}"
        click.echo(f"{token.key}  {token.scope:5}  {state}  last used {token.used or 'never'}  {token.name}")


@command.command()
@click.option("--limit", type=click.IntRange(1, 1000), default=50, show_default=True)
@click.option("--verify", is_flag=True, help="Check that no entry was altered or taken out.")
@ledger_option
@json_option
@errors_in_one_line
def audit(ledger_path: str, limit: int, verify: bool, as_json: bool) -> None:
    """Show what was changed, by whom, newest first."""
    from onrecord.web.people import auditlog

    if verify:
        number = _change(ledger_path, auditlog.broken)
        click.echo("Every entry follows from the one before." if number is None else f"Altered at entry {number}.")
        raise SystemExit(0 if number is None else 1)
    found = _change(ledger_path, lambda c: auditlog.entries(c, limit=limit))
    if as_json:
        echo_json(found)
        return
    for entry in found:
        detail = f" ({entry.detail})" if entry.detail else ""
        click.echo(f"{entry.number:5}  {entry.made}  {entry.name or 'a stranger'}  {entry.what} {entry.about}{detail}")


def _change(ledger_path: str, change: Callable[[sqlite3.Connection], T]) -> T:
    from onrecord.ledger.connection import writing
    from onrecord.web.people.file import opened

    with opened(Path(ledger_path)) as connection, writing(connection):
        return change(connection)


def _asked_password(name: str) -> str:
    from onrecord.errors import OptionError
    from onrecord.web.people import passwords

    given = click.prompt("Password", hide_input=True, confirmation_prompt=True)
    if trouble := passwords.problem(given, name):
        raise OptionError("password", trouble)
    return passwords.hashed(given)


def _me() -> Visitor:
    from onrecord.cli.serve import user_name
    from onrecord.web.visitors import Visitor

    return Visitor(name=user_name(), role="admin", means="command line")
