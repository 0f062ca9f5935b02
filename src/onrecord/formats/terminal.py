"""Readings for a person at a terminal.

Decides layout and colour: the head, the verdict with its reasons, the text with every speaker's statements in the
speaker's colour, a table of the statements, what was set aside, what was done. Refuses to leave anything out of a
reading; piped output is the same, plain.
"""

from __future__ import annotations

import io
from collections.abc import Iterable

from rich import box
from rich.console import Console, Group, RenderableType
from rich.panel import Panel
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from onrecord.records import Article, Completeness, Reading, Refusal, Said, SetAside, Speaker, Statement, Statements

PIPED_WIDTH = 100
_COLOURS = (
    "cyan",
    "yellow",
    "green",
    "magenta",
    "blue",
    "bright_red",
    "bright_cyan",
    "bright_yellow",
    "bright_green",
    "bright_magenta",
)
_NOBODY = "white"
_VERDICTS = {"complete": "green", "partial": "yellow", "blocked": "red", "not-an-article": "magenta"}
_SHORT = 160
"""How much of a block that was set aside is shown; the whole is in the JSON formats."""


def print_outcomes(outcomes: Iterable[Reading | Refusal]) -> None:
    """Print ``outcomes`` to standard output, each as soon as it is there."""
    console = Console(highlight=False)
    if not console.is_terminal:
        console = Console(highlight=False, width=PIPED_WIDTH, no_color=True)
    for outcome in outcomes:
        console.print(reading_layout(outcome) if isinstance(outcome, Reading) else _refusal(outcome))


def reading_layout(reading: Reading) -> RenderableType:
    """Return the layout of one reading, to print on any rich console."""
    colours = _colours(reading.speakers)
    parts: list[RenderableType] = [_head(reading), _verdict(reading.completeness, reading.article)]
    if reading.article.text:
        parts += [Text(), _coloured(reading.article.text, reading.statements, colours)]
    if reading.statements:
        parts += [Text(), statements_table(reading.statements, reading.speakers, colours)]
    if reading.set_aside:
        parts += [Text(), _aside(reading.set_aside)]
    if reading.steps:
        parts += [Text(), *(Text(f"{s.name}: {s.detail}", style="dim") for s in reading.steps)]
    return Group(*parts, Text())


def statements_text(location: str, found: Statements) -> str:
    """Return the statements of a plain text as text, with their table."""
    out = io.StringIO()
    console = Console(highlight=False)
    width = console.width if console.is_terminal else PIPED_WIDTH
    terminal = Console(
        file=out, highlight=False, width=width, force_terminal=console.is_terminal, no_color=not console.is_terminal
    )
    colours = _colours(found.speakers)
    terminal.print(Rule(location, align="left"), _coloured(found.text, found.statements, colours), Text())
    if found.statements:
        terminal.print(statements_table(found.statements, found.speakers, colours))
    for step in found.steps:
        terminal.print(Text(f"{step.name}: {step.detail}", style="dim"))
    return out.getvalue()


def _colours(speakers: tuple[Speaker, ...]) -> dict[str | None, str]:
    return {speaker.id: _COLOURS[i % len(_COLOURS)] for i, speaker in enumerate(speakers)}


def _head(reading: Reading) -> RenderableType:
    article = reading.article
    lines = Table.grid(padding=(0, 2))
    lines.add_column(style="dim", no_wrap=True)
    lines.add_column(overflow="fold")
    image = article.lead_image
    rows = (
        ("site", article.site),
        ("byline", ", ".join(article.byline) or None),
        ("published", article.published),
        ("modified", article.modified),
        ("section", article.section),
        ("language", article.language),
        ("address", article.url),
        ("origin", f"{article.origin.publisher} — “{article.origin.evidence}”" if article.origin else None),
        (
            "image",
            " — ".join(x for x in (image.name or image.url, image.caption, image.credit) if x) if image else None,
        ),
        ("summary", article.summary),
        ("source", reading.source.location),
    )
    for name, value in rows:
        if value:
            lines.add_row(name, Text(value))
    return Panel(
        lines, title=Text(article.headline or "(no headline)", style="bold"), title_align="left", box=box.ROUNDED
    )


def _verdict(completeness: Completeness, article: Article) -> RenderableType:
    words = len(article.text.split())
    line = Text.assemble(
        (f" {completeness.verdict} ", f"bold reverse {_VERDICTS[completeness.verdict]}"), f"  {words} words of article"
    )
    reasons = [
        Text.assemble("  because: ", (r.kind, "bold"), f" — “{_short(r.evidence)}”") for r in completeness.reasons
    ]
    return Group(line, *reasons)


def _coloured(text: str, statements: tuple[Statement, ...], colours: dict[str | None, str]) -> Text:
    out = Text(text)
    for statement in statements:
        colour = colours.get(statement.speaker, _NOBODY)
        for piece in statement.content:
            out.stylize(colour, piece.start, piece.end)
        if statement.cue:
            out.stylize("underline", statement.cue.start, statement.cue.end)
        if statement.source:
            out.stylize(f"bold {colour}", statement.source.start, statement.source.end)
    return out


def statements_table(
    statements: tuple[Statement, ...], speakers: tuple[Speaker, ...], colours: dict[str | None, str]
) -> RenderableType:
    """Return a table of ``statements``: who, what, how, when, to whom, in answer to what."""
    by_id = {s.id: s for s in speakers}
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, expand=False)
    table.add_column("", style="dim", no_wrap=True)
    table.add_column("who", min_width=12, max_width=26)
    table.add_column("what", ratio=1, overflow="fold")
    table.add_column("how", max_width=18)
    table.add_column("when, to whom", max_width=20)
    for s in statements:
        who = by_id.get(s.speaker or "")
        name = (
            Text(who.name, style=f"bold {colours.get(who.id, _NOBODY)}") if who else Text("not known", style="italic")
        )
        told = (who.role or "") if who else s.unattributed or ""
        content = Text(" … ".join(" ".join(p.text.split()) for p in s.content))
        how = "\n".join(x for x in (s.cue.text if s.cue else "no cue", s.kind, s.act.name if s.act else None) if x)
        rest = [_when(s.said)] if s.said else []
        rest += [f"to {s.addressee.text}"] if s.addressee else []
        rest += [f"answers {', '.join(s.answers)}"] if s.answers else []
        table.add_row(s.id, Text.assemble(name, (f"\n{told}" if told else "", "dim")), content, how, "\n".join(rest))
    return table


def _when(said: Said) -> str:
    """Return the words that tell when, with the date that they mean; "implied" where they stand beside something else."""
    meant = [x for x in (said.date, "implied" if said.implied else None) if x]
    return said.text + (f" ({', '.join(meant)})" if meant else "")


def _aside(set_aside: tuple[SetAside, ...]) -> RenderableType:
    table = Table(
        box=box.SIMPLE_HEAD,
        pad_edge=False,
        title="set aside",
        title_justify="left",
        title_style="dim",
        show_header=False,
    )
    table.add_column(style="dim", no_wrap=True)
    table.add_column(style="dim", overflow="fold")
    for block in set_aside:
        table.add_row(block.kind, _short(" ".join(block.text.split())))
    return table


def _refusal(refusal: Refusal) -> RenderableType:
    body = Text(f"{refusal.message} {refusal.advice}".strip())
    return Panel(
        body, title=Text(f"refused ({refusal.kind}): {refusal.source.location}", style="bold red"), title_align="left"
    )


def _short(text: str) -> str:
    return text if len(text) <= _SHORT else text[: _SHORT - 1].rstrip() + "…"
