"""``onrecord story``: articles about one event, with the utterances that they share.

Decides how a story is laid out for a person. Refuses to know which articles belong together.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from onrecord.cli.ledger_options import echo_json, errors_in_one_line, json_option, ledger_option

if TYPE_CHECKING:
    from onrecord.ledger.results import Saying, Story


@click.command()
@click.argument("article", required=False)
@ledger_option
@click.option("--since", metavar="DATE", help="Stories of articles that came out on this day or later.")
@click.option("--until", metavar="DATE", help="Stories of articles that came out on this day or earlier.")
@click.option("--limit", type=click.IntRange(1, 100), default=10, show_default=True, help="How many stories.")
@json_option
@errors_in_one_line
def command(
    article: str | None, ledger_path: str, since: str | None, until: str | None, limit: int, as_json: bool
) -> None:
    """Show articles about one event, in the order of time, with the utterances that they share and their wordings.

    ARTICLE is an address or an identity; without it, the stories of the time asked for, the newest first.
    """
    from onrecord.ledger import Ledger

    with Ledger(ledger_path, must_exist=True) as ledger:
        listed = () if article else ledger.stories(since=since, until=until, limit=limit).items
        found = (ledger.story(article),) if article else tuple(ledger.story(line.key) for line in listed)
    if as_json:
        echo_json(found[0] if article else found)
        return
    for story in found:
        click.echo(story_text(story))
    if not found:
        click.echo("no two articles are about one event")


def story_text(story: Story) -> str:
    """Return one story for a person."""
    count = len(story.articles)
    lines = [click.style(f"{count} articles, {story.texts} independent texts", bold=True) if count > 1 else "1 article"]
    for article in story.articles:
        copy = {None: "", "?": " (one of several copies)"}.get(article.copy_of, f" (copy of {article.copy_of})")
        outlet = article.outlet or article.location
        lines.append(f"  {article.published or 'no date'}  {outlet}: {article.headline or 'no headline'}{copy}")
    if story.speakers:
        lines.append(
            "  quoted: " + ", ".join(s.name for s in story.speakers[:12]) + (" ..." if len(story.speakers) > 12 else "")
        )
    return "\n".join([*lines, *(saying_text(saying) for saying in story.sayings), ""])


def saying_text(saying: Saying) -> str:
    """Return one utterance with its wordings and how each differs from the first seen one."""
    first = saying.variants[0].hit
    reach = f"{saying.reach.articles} articles, {saying.reach.texts} independent texts"
    lines = [f"\n  {first.speaker or 'somebody'} ({reach}):"]
    for variant in saying.variants:
        flags = "".join(click.style(f"  [{flag} differs]", fg="red") for flag in variant.flags)
        lines.append(
            f"    {variant.hit.outlet or variant.hit.location} ({variant.relation}): {variant.hit.content}{flags}"
        )
    return "\n".join(lines)
