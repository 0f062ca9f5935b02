"""Correcting: plain forms in which people say what the machine read wrongly, and take that back.

Decides what each form shows beside what is typed: how it stands now, and how the machine read it. Refuses to judge what is
typed (``onrecord.web.editing`` does) and to write it down (the ledger does).
"""

from __future__ import annotations

from typing import Any, NamedTuple, get_args

from litestar import Request, Response
from litestar.handlers.http_handlers import HTTPRouteHandler
from litestar.params import FromPath, URLEncodedBody

from onrecord.errors import LedgerError
from onrecord.ledger import Ledger
from onrecord.ledger.correcting import Decision
from onrecord.ledger.corrections import Correction
from onrecord.ledger.results import ArticleLine, Person
from onrecord.records import Completeness, Reading, Record, Span, Statement, Verdict
from onrecord.web.editing import speakers, statements
from onrecord.web.editing.speakers import Mention, SpeakerForm
from onrecord.web.editing.statements import Reported, StatementForm
from onrecord.web.people.answers import SEE_OTHER, again, done
from onrecord.web.people.auditlog import audit
from onrecord.web.twins import form, page
from onrecord.web.visitors import needs, visitor
from onrecord.web.words import part

Asked = Request[Any, Any, Any]
EDITOR = [needs("editor")]


class StatementCorrection(Record, frozen=True, kw_only=True):
    """The form about a statement: how it stands now, how the machine read it, what was typed and what is wrong with it."""

    key: str
    article: ArticleLine
    context: Span
    now: Reported
    machine: Reported
    typed: StatementForm
    people: tuple[str, ...]
    acts: tuple[str, ...]
    corrections: tuple[Correction, ...]
    problems: dict[str, str] = {}


class ArticleForm(Record, frozen=True, kw_only=True):
    """What the form about an article sends."""

    verdict: str = ""
    reason: str = ""


class ArticleCorrection(Record, frozen=True, kw_only=True):
    """The form about an article: the verdict as it stands, and as the machine gave it, with its reasons."""

    article: ArticleLine
    now: Verdict
    machine: Completeness
    typed: ArticleForm
    problems: dict[str, str] = {}


class SpeakerCorrection(Record, frozen=True, kw_only=True):
    """The form about a speaker: the articles that quote it, and whom a typed name can mean."""

    person: Person
    mentions: tuple[Mention, ...]
    typed: SpeakerForm
    bearers: tuple[Person, ...] = ()
    problems: dict[str, str] = {}


class UndoForm(Record, frozen=True, kw_only=True):
    """What the form for taking a correction back sends."""

    reason: str = ""


class Undoing(Record, frozen=True, kw_only=True):
    """The form for taking a correction back."""

    correction: Correction
    article: ArticleLine
    typed: UndoForm
    problems: dict[str, str] = {}


@page("/statements/{key:str}/correct", "correct_statement.html", guards=EDITOR)
async def statement_form(request: Asked, key: FromPath[str]) -> StatementCorrection:
    """Show the form for correcting a statement, or for saying that it is none."""
    found: StatementCorrection = await request.app.state.ledgers.read(lambda ledger: _look_up(ledger, key).shown(None))
    return found


@form("/statements/{key:str}/correct", status_code=200, responses=SEE_OTHER, guards=EDITOR)
async def correct_statement(request: Asked, key: FromPath[str], data: URLEncodedBody[StatementForm]) -> Response[Any]:
    """Put on record what the form changes, each change as a correction of its own."""
    author = visitor(request).name

    def decide(ledger: Ledger) -> tuple[_Found, statements.Outcome, list[str]]:
        found = _look_up(ledger, key)
        near = found.statement.content[0].start
        result = statements.outcome(found.now, data, found.reading.article.text, near)
        made = [
            ledger.correct(Decision(target=found.key, what=what, value=value, author=author, reason=data.reason)).key
            for what, value in result.decisions
        ]
        return found, result, made

    found, result, made = await request.app.state.ledgers.write(decide)
    if result.problems:
        status = 409 if "seen" in result.problems else 422
        view = found.shown(data, result.problems)
        return again(request, "correct_statement.html", view, result.problems, status=status)
    for (what, _), correction in zip(result.decisions, made, strict=True):
        await audit(request, "correct", correction, what)
    gone = result.decisions[0][0] == "not-a-statement"
    place = f"/articles/{part(found.article.article)}" if gone else f"/statements/{part(found.key)}"
    return done(request, "corrected", place)


@page("/articles/{key:str}/correct", "correct_article.html", guards=EDITOR)
async def article_form(request: Asked, key: FromPath[str]) -> ArticleCorrection:
    """Show the form for correcting the verdict on an article."""
    found: ArticleCorrection = await request.app.state.ledgers.read(lambda ledger: _article(ledger, key, None))
    return found


@form("/articles/{key:str}/correct", status_code=200, responses=SEE_OTHER, guards=EDITOR)
async def correct_article(request: Asked, key: FromPath[str], data: URLEncodedBody[ArticleForm]) -> Response[Any]:
    """Put on record whether the whole article is on the page."""
    author = visitor(request).name

    def decide(ledger: Ledger) -> tuple[ArticleCorrection, str]:
        problems = statements.reason_problem(data.reason)
        found = _article(ledger, key, data, problems)
        if data.verdict not in get_args(Verdict):
            problems["verdict"] = "Choose a verdict."
        elif data.verdict == found.now:
            problems["verdict"] = "That is the verdict already. Choose another one."
        if problems:
            return found, ""
        target = found.article.article
        decision = Decision(target=target, what="completeness", value=data.verdict, author=author, reason=data.reason)
        return found, ledger.correct(decision).key

    found, made = await request.app.state.ledgers.write(decide)
    if found.problems:
        return again(request, "correct_article.html", found, found.problems)
    await audit(request, "correct", made, "completeness")
    return done(request, "corrected", f"/articles/{part(found.article.article)}")


@page("/speakers/{key:str}/correct", "correct_speaker.html", guards=EDITOR)
async def speaker_form(request: Asked, key: FromPath[str]) -> SpeakerCorrection:
    """Show the form for saying that two speakers are one, or that one article means somebody else."""
    found: SpeakerCorrection = await request.app.state.ledgers.read(lambda ledger: _speaker(ledger, key, SpeakerForm()))
    return found


@form("/speakers/{key:str}/correct", status_code=200, responses=SEE_OTHER, guards=EDITOR)
async def correct_speaker(request: Asked, key: FromPath[str], data: URLEncodedBody[SpeakerForm]) -> Response[Any]:
    """Put on record who is who."""
    author = visitor(request).name

    def decide(ledger: Ledger) -> tuple[SpeakerCorrection, str, str | None]:
        person = ledger.who(key, limit=1).person
        result = speakers.outcome(ledger, person.key, data)
        if result.problems:
            return _speaker(ledger, key, data, result), "", None
        shown = _speaker(ledger, key, data, result)
        value = [list(pair) for pair in result.pairs]
        decision = Decision(target=value[0][0], what=data.what, value=value, author=author, reason=data.reason)
        made = ledger.correct(decision).key
        return shown, made, speakers.speaker_now(ledger, result.pairs[0])

    found, made, now = await request.app.state.ledgers.write(decide)
    if found.problems:
        return again(request, "correct_speaker.html", found, found.problems)
    await audit(request, "correct", made, data.what)
    return done(request, "corrected", f"/speakers/{part(now)}" if now else "/speakers")


@page("/corrections/{key:str}/undo", "correct_undo.html", guards=EDITOR)
async def undo_form(request: Asked, key: FromPath[str]) -> Undoing:
    """Show the form for taking a correction back."""
    found: Undoing = await request.app.state.ledgers.read(lambda ledger: _undoing(ledger, key, UndoForm()))
    return found


@form("/corrections/{key:str}/undo", status_code=200, responses=SEE_OTHER, guards=EDITOR)
async def undo(request: Asked, key: FromPath[str], data: URLEncodedBody[UndoForm]) -> Response[Any]:
    """Take a correction back; it stays on record as undone."""
    author = visitor(request).name

    def decide(ledger: Ledger) -> Undoing:
        found = _undoing(ledger, key, data, statements.reason_problem(data.reason))
        if not found.problems:
            ledger.undo(found.correction.key, author=author, reason=data.reason)
        return found

    found = await request.app.state.ledgers.write(decide)
    if found.problems:
        return again(request, "correct_undo.html", found, found.problems)
    await audit(request, "undo", found.correction.key, found.correction.what)
    return done(request, "undone", "/corrections")


class _Found(NamedTuple):
    """A statement, with what its form shows."""

    key: str
    article: ArticleLine
    context: Span
    reading: Reading
    statement: Statement
    now: Reported
    machine: Reported
    corrections: tuple[Correction, ...]

    def shown(self, typed: StatementForm | None, problems: dict[str, str] | None = None) -> StatementCorrection:
        fresh = statements.as_form(self.now)
        return StatementCorrection(
            key=self.key,
            article=self.article,
            context=self.context,
            now=self.now,
            machine=self.machine,
            # What was seen is what is shown now, so that sending it again is agreeing to it.
            typed=fresh if typed is None else _with_seen(typed, fresh.seen),
            people=tuple(sorted({speaker.name for speaker in self.reading.speakers})),
            acts=statements.acts(),
            corrections=self.corrections,
            problems=problems or {},
        )


def _with_seen(typed: StatementForm, seen: str) -> StatementForm:
    from msgspec.structs import replace

    return replace(typed, seen=seen)


def _look_up(ledger: Ledger, key: str) -> _Found:
    view = ledger.statement(key)
    whole = ledger.article(view.hit.article)
    machine = next(s for s in whole.machine.statements if s.id == view.statement.id)
    return _Found(
        key=view.hit.statement,
        article=view.article,
        context=view.context,
        reading=whole.reading,
        statement=view.statement,
        now=statements.reported(whole.reading, view.statement),
        machine=statements.reported(whole.machine, machine),
        corrections=view.corrections,
    )


def _article(
    ledger: Ledger, key: str, typed: ArticleForm | None, problems: dict[str, str] | None = None
) -> ArticleCorrection:
    view = ledger.article(key)
    now = view.reading.completeness.verdict
    return ArticleCorrection(
        article=view.line,
        now=now,
        machine=view.machine.completeness,
        typed=typed or ArticleForm(verdict=now),
        problems={} if problems is None else problems,
    )


def _speaker(ledger: Ledger, key: str, typed: SpeakerForm, result: speakers.Two | None = None) -> SpeakerCorrection:
    person = ledger.who(key, limit=1).person
    return SpeakerCorrection(
        person=person,
        mentions=speakers.mentions(ledger, person.key),
        typed=typed,
        bearers=result.bearers if result else (),
        problems=result.problems if result else {},
    )


def _undoing(ledger: Ledger, key: str, typed: UndoForm, problems: dict[str, str] | None = None) -> Undoing:
    correction = ledger.correction(key)
    if correction.undone:
        raise LedgerError(key, "it is undone already.", "Correct again, if need be.", kind="undone")
    article = ledger.article(correction.article).line
    return Undoing(correction=correction, article=article, typed=typed, problems=problems or {})


HANDLERS: list[HTTPRouteHandler] = [
    statement_form,
    correct_statement,
    article_form,
    correct_article,
    speaker_form,
    correct_speaker,
    undo_form,
    undo,
]
