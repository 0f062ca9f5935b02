"""The command line: ``onrecord VERB``.

Decides which verbs there are. Refuses to load any of them before it is called, so that ``--help`` answers at once: each
verb is one file, a thin layer over a public function.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

import click

from onrecord import __version__

VERBS: dict[str, tuple[str, str]] = {
    "read": ("read", "Read pages: the article, whether it is whole, and who says what."),
    "attribute": ("attribute", "Find the statements in plain texts, with offsets into them as given."),
    "add": ("add", "Read pages and keep them in a ledger."),
    "serve": ("serve", "Show a ledger in the browser: look, check, search, correct, discuss."),
    "user": ("user", "Let people into the reading room: add, invite, role, password, tokens, audit log."),
    "search": ("search", "Find statements by words, speaker, outlet, time, kind and act."),
    "who": ("who", "Show one speaker's record as a timeline."),
    "story": ("story", "Show articles about one event and the utterances that they share."),
    "cite": ("cite", "Cite one statement: plain, BibTeX, JSON-LD."),
    "export": ("export", "Write all statements for other programs: JSON lines, CSV, Parquet, annotations and more."),
    "correct": ("correct", "Put a person's decision on record, take it back, list them."),
    "authority": ("authority", "Load who is who from a CSV or FollowTheMoney file."),
    "reread": ("reread", "Read the kept pages again where rules or weights are newer."),
    "verify": ("verify", "Make every hash, offset and reference of a ledger again and compare."),
}
"""Verb: the module in this package that holds its ``command``, and its line in ``onrecord --help``."""


class LazyVerbs(click.Group):
    """A group that knows its verbs' names and help lines, and loads a verb's file when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the verbs in the order of the table."""
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the verb's command, or None where there is no such verb."""
        if cmd_name not in VERBS:
            return None
        command = import_module(f"onrecord.cli.{VERBS[cmd_name][0]}").command
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the verbs and their lines without loading them."""
        with formatter.section("Verbs"):
            formatter.write_dl([(verb, line) for verb, (_, line) in VERBS.items()])


@click.group(cls=LazyVerbs, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="onrecord")
def main() -> None:
    """Read news pages as they really arrive, and keep a checkable record of who said what."""


def run(*args: Any) -> None:
    """Call ``main`` with ``args`` as the command line; for tests."""
    main.main(args=[str(a) for a in args], standalone_mode=False)
