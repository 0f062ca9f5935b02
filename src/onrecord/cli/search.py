"""``onrecord search``: find statements by words, speaker, outlet, time, kind and act.

Decides how hits are laid out for a person. Refuses to know how they are found.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from onrecord.cli.ledger_options import after_option, echo_json, errors_in_one_line, json_option, ledger_option

if TYPE_CHECKING:
    from onrecord.ledger.results import Hit, SearchResult


@click.command()
@click.argument("words", nargs=-1, metavar="[WORDS]...")
@ledger_option
@click.option("--speaker", metavar="NAME", help="Who said it: a name, a surname, an organisation, or an identity.")
@click.option("--country", metavar="CODE", help="The speaker's country (ISO 3166, two letters).")
@click.option("--outlet", metavar="NAME", help="Where it was printed: the outlet's name or the beginning of it.")
@click.option("--since", metavar="DATE", help="Said on this day or later (2024, 2024-02 or 2024-02-27).")
@click.option("--until", metavar="DATE", help="Said on this day or earlier.")
@click.option("--kind", type=click.Choice(["direct", "mixed", "indirect"]), help="How it is quoted.")
@click.option("--act", metavar="ACT", help="What the speaker does by it: promise, deny, warn, ...")
@click.option("--about", metavar="WORDS", help="Words that the statement contains in a row.")
@click.option("--limit", type=int, default=20, show_default=True, help="How many hits.")
@click.option(
    "--order", type=click.Choice(["best", "newest"]), default="best", show_default=True, help="What comes first."
)
@after_option
@json_option
@errors_in_one_line
def command(**given: object) -> None:
    """Find statements in a ledger.

    All WORDS must occur; "a phrase" in quotation marks, the beginning of a word with a star (tax*), a word that must not
    occur after a minus (-rumour; put -- before it), either of two words with OR. Case and accents do not count. One
    utterance is one hit, with the number of articles, and of independent texts, that report it.
    """
    from onrecord.ledger import Ledger

    words = given.pop("words")
    assert isinstance(words, tuple)
    path, as_json, limit = str(given.pop("ledger_path")), given.pop("as_json"), given.pop("limit")
    after = given.pop("after")
    assert isinstance(limit, int)
    assert after is None or isinstance(after, str)
    filters = {name: str(value) for name, value in given.items() if value is not None}
    with Ledger(path, must_exist=True) as ledger:
        found = ledger.search(_query(words), limit=limit, after=after, **filters)
    if as_json:
        echo_json(found)
    else:
        _show(found)


def _query(words: tuple[str, ...]) -> str:
    """Return the words as one query: what the shell kept together because of its quotation marks is a phrase."""
    return " ".join(f'"{w}"' if len(words) > 1 and " " in w and '"' not in w else w for w in words)


def _show(found: SearchResult) -> None:
    for hit in found.hits:
        click.echo(hit_text(hit))
    if not found.hits:
        click.echo("nothing found")
    elif found.after:
        click.echo(f"there is more: --after {found.after}")


def hit_text(hit: Hit) -> str:
    """Return one hit for a person: who, when, what; where; how far it went; the identity."""
    who = hit.speaker or "somebody"
    role = f", {hit.role}" if hit.role else ""
    reach = hit.reach
    spread = f"{reach.articles} articles, {reach.texts} independent texts" if reach.articles > 1 else "1 article"
    when = f" ({hit.published})" if hit.published else ""
    lines = [
        click.style(f"{who}{role}", bold=True)
        + f"  {hit.said or 'no date'}  ({hit.kind}{f', {hit.act}' if hit.act else ''})",
        f"  {hit.snippet or hit.content}",
        f"  {hit.outlet or hit.location}: {hit.headline or 'no headline'}{when}; {spread}",
        click.style(f"  {hit.statement}", dim=True),
        "",
    ]
    return "\n".join(lines)
