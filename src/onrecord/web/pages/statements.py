"""Statements and sayings: one statement with its evidence, and one utterance in all its wordings.

Decides what is shown of either. Refuses to look anything up, to compare or to cite: the ledger does.
"""

from __future__ import annotations

from litestar.exceptions import NotFoundException
from litestar.handlers.http_handlers import HTTPRouteHandler
from msgspec.structs import replace

from onrecord.ledger import Ledger
from onrecord.ledger.cite import STYLES
from onrecord.ledger.results import Saying, SayingLine, StatementView
from onrecord.records import Block, Record, Span, Statement
from onrecord.web.marking import near
from onrecord.web.notes.asking import NotesAbout, notes_about
from onrecord.web.notes.subject import subject_of
from onrecord.web.pages.asked import After, Asker, Key, ask, given
from onrecord.web.twins import page

SAYINGS = 30


class StatementPage(Record, frozen=True, kw_only=True):
    """One statement as it is shown, in its ``passage``: the blocks that it stands in, and one before and behind.

    ``machine`` is the statement as the machine read it, of the speaker ``machine_speaker``; ``cited`` goes by style.
    """

    view: StatementView
    passage: Span
    blocks: tuple[Block, ...]
    language: str | None
    machine: Statement | None
    machine_speaker: str | None
    cited: dict[str, str]
    notes: NotesAbout = NotesAbout()


class SayingPage(Record, frozen=True, kw_only=True):
    """One utterance in all its wordings."""

    saying: Saying
    notes: NotesAbout


class SayingsPage(Record, frozen=True, kw_only=True):
    """A page of the list of sayings."""

    items: tuple[SayingLine, ...]
    after: str | None


@page("/statements/{key:str}", "statement.html")
async def statement(request: Asker, key: Key) -> StatementPage:
    """Show one statement: its words in place, who said it to whom and when, all its wordings, how to cite it."""
    found = await ask(request, lambda ledger: _statement(ledger, key))
    subject = await ask(request, lambda ledger: subject_of(ledger, found.view.hit.statement))
    return replace(found, notes=await notes_about(request, subject.key, *subject.former))


def _statement(ledger: Ledger, key: str) -> StatementPage:
    view = ledger.statement(key)
    reading = ledger.reading(view.article.article)
    blocks = near(reading, view.statement)
    start, end = (blocks[0].start, blocks[-1].end) if blocks else (0, 0)
    machine = next((s for s in reading.statements if s.id == view.statement.id), None)
    return StatementPage(
        view=view,
        passage=Span(start=start, end=end, text=reading.article.text[start:end]),
        blocks=blocks,
        language=reading.article.language,
        machine=machine,
        machine_speaker=next((s.name for s in reading.speakers if machine and s.id == machine.speaker), None),
        cited={style: ledger.cite(view.hit.statement, style=style) for style in STYLES},
    )


@page("/sayings", "sayings.html")
async def sayings(request: Asker, after: After = None) -> SayingsPage:
    """List what more than one article reports: what stands in most independent texts first."""
    found = await ask(request, lambda ledger: ledger.sayings(limit=SAYINGS, after=given(after)))
    return SayingsPage(items=found.items, after=found.after)


@page("/sayings/{key:str}", "saying.html")
async def saying(request: Asker, key: Key) -> SayingPage:
    """Show one utterance: every wording of it, where each stands, and how they differ."""
    found = await ask(request, lambda ledger: ledger.saying(key))
    if found is None:
        raise NotFoundException("This statement stands in one article only; there are no other wordings of it.")
    subject = await ask(request, lambda ledger: subject_of(ledger, found.key))
    return SayingPage(saying=found, notes=await notes_about(request, subject.key, *subject.former))


HANDLERS: list[HTTPRouteHandler] = [statement, sayings, saying]
