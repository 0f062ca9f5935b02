"""``onrecord correct``: put a person's decision on record, take it back, list them.

Decides how decisions are typed and shown. Refuses to know what follows from one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from onrecord.cli.ledger_options import (
    after_option,
    author_option,
    echo_json,
    errors_in_one_line,
    json_option,
    ledger_option,
)

if TYPE_CHECKING:
    from onrecord.ledger.corrections import Correction

reason_option = click.option("--reason", required=True, help="Why.")


@click.group()
def command() -> None:
    """Correct what the machine read. What it read stays as it is; corrections are kept apart, and survive reading again."""


@command.command("set")
@click.argument("target")
@click.argument("what", type=click.Choice(["speaker", "content", "kind", "act", "not-a-statement", "completeness"]))
@click.argument("value", nargs=-1)
@ledger_option
@author_option
@reason_option
@json_option
@errors_in_one_line
def set_(ledger_path: str, as_json: bool, value: tuple[str, ...], **decision: str) -> None:
    """Correct a statement's speaker, content, kind or act, say that it is none, or correct an article's completeness.

    TARGET is the statement's identity (its beginning is enough), for completeness the article's or its address. VALUE is
    what it should be; for the content one or more pieces as printed; nothing for a speaker or an act that cannot be named.
    """
    given: Any = list(value) if decision["what"] == "content" else " ".join(value) or None
    _decide(ledger_path, as_json, {**decision, "value": given})


@command.command()
@click.argument("article")
@click.argument("name")
@click.argument("other_article")
@click.argument("other_name")
@ledger_option
@author_option
@reason_option
@json_option
@errors_in_one_line
def merge(ledger_path: str, as_json: bool, author: str, reason: str, **two: str) -> None:
    """Say that the speaker NAME of one article and the speaker OTHER_NAME of another are one."""
    pairs = [[two["article"], two["name"]], [two["other_article"], two["other_name"]]]
    given = {"target": two["article"], "what": "merge", "value": pairs, "author": author, "reason": reason}
    _decide(ledger_path, as_json, given)


@command.command()
@click.argument("article")
@click.argument("name")
@ledger_option
@author_option
@reason_option
@json_option
@errors_in_one_line
def split(ledger_path: str, as_json: bool, article: str, name: str, **why: str) -> None:
    """Say that the speaker NAME of an article is nobody else in the ledger."""
    _decide(ledger_path, as_json, {"target": article, "what": "split", "value": [[article, name]], **why})


@command.command()
@click.argument("correction")
@ledger_option
@author_option
@reason_option
@json_option
@errors_in_one_line
def undo(ledger_path: str, as_json: bool, correction: str, author: str, reason: str) -> None:
    """Take a correction back. It stays on record as undone."""
    from onrecord.ledger import Ledger

    with Ledger(ledger_path, must_exist=True) as ledger:
        _show(ledger.undo(correction, author=author, reason=reason), as_json)


@command.command("list")
@ledger_option
@click.option("--limit", type=click.IntRange(1), default=100, show_default=True, help="How many, the newest.")
@after_option
@json_option
@errors_in_one_line
def list_(ledger_path: str, limit: int, after: str | None, as_json: bool) -> None:
    """List corrections, newest first: also undone ones and those that find no place in their article any more."""
    from onrecord.ledger import Ledger

    with Ledger(ledger_path, must_exist=True) as ledger:
        found = ledger.corrections(limit=limit, after=after)
    if as_json:
        echo_json(found)
        return
    for correction in found.items:
        _show(correction, as_json)
    if not found.items:
        click.echo("no corrections")
    if found.after:
        click.echo(f"there is more: --after {found.after}")


def _decide(ledger_path: str, as_json: bool, decision: dict[str, Any]) -> None:
    from onrecord.ledger import Ledger
    from onrecord.ledger.correcting import Decision

    with Ledger(ledger_path, must_exist=True) as ledger:
        _show(ledger.correct(Decision(**decision)), as_json)


def _show(correction: Correction, as_json: bool) -> None:
    if as_json:
        echo_json(correction)
        return
    about = correction.anchors[0].exact if correction.anchors else correction.article
    state = f"undone by {correction.undone_by}: {correction.undone_reason}" if correction.undone else ""
    state = state or ("" if correction.anchored else "finds no place in its article any more")
    click.echo(f"{correction.key}  {correction.made}  {correction.author}: {correction.reason}")
    click.echo(f"  {correction.what} = {correction.value!r}  on  {about[:80]}")
    if state:
        click.echo(f"  {state}")
