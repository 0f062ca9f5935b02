"""Notes: read them, write one, change one's own.

Decides what is asked for and what is said. Refuses to decide about what waits: editors do.
"""

from __future__ import annotations

from typing import Annotated, Any, TypeAlias

import msgspec
from litestar import Response
from litestar.exceptions import NotFoundException, PermissionDeniedException
from litestar.handlers.http_handlers import HTTPRouteHandler
from litestar.params import PathParameter, QueryParameter, URLEncodedBody
from msgspec import Meta

from onrecord.records import Record
from onrecord.web.notes import asking, authors, store, wording
from onrecord.web.notes.authors import Asked
from onrecord.web.notes.store import Author, Note
from onrecord.web.notes.subject import Subject, subject_of
from onrecord.web.people import accounts
from onrecord.web.people.answers import SEE_OTHER, again, done
from onrecord.web.people.cookies import cookie, value_of
from onrecord.web.people.keys import hash_of, new_secret
from onrecord.web.people.moments import DAY, iso
from onrecord.web.people.shapes import After, Short
from onrecord.web.twins import form, page
from onrecord.web.visitors import may, visitor

Body: TypeAlias = Annotated[str, Meta(max_length=20_000)]
Link: TypeAlias = Annotated[str, QueryParameter(max_length=200, description="What the note's own link has in it.")]
Answers: TypeAlias = Annotated[str, QueryParameter(max_length=40, description="The note that the form is to answer.")]
About: TypeAlias = Annotated[
    str, QueryParameter(max_length=300, description="An article, statement or saying (`b2:…`).")
]
Key: TypeAlias = Annotated[str, PathParameter(max_length=40)]
LABELS = {"name": "Name", "email": "E-mail address", "text": "Note"}
KEPT = 400 * DAY
"""How long a browser keeps what a stranger's notes are known by; browsers keep no cookie longer."""


class NewNote(Record, frozen=True, kw_only=True):
    """The form to write a note: about what, in answer to which note, by whom, the text."""

    about: Annotated[str, Meta(max_length=300)] = ""
    answers: Annotated[str, Meta(max_length=40)] = ""
    name: Short = ""
    email: Short = ""
    text: Body = ""


class NewWording(Record, frozen=True, kw_only=True):
    """The form to change a note; ``link`` is what its own link has in it, for strangers without their cookie."""

    text: Body = ""
    link: Annotated[str, Meta(max_length=200)] = ""


class Draft(Record, frozen=True, kw_only=True):
    """What stands in the form: as typed, or what is known of who asks. The e-mail address is one's own."""

    answers: str = ""
    name: str = ""
    email: str = ""
    text: str = ""


class NotesPage(Record, frozen=True, kw_only=True):
    """Notes about one thing (``subject``) in threads, or the newest of all; ``mine`` are the keys of one's own."""

    subject: Subject | None
    notes: tuple[Note, ...]
    after: str | None
    mine: tuple[str, ...]
    may_write: bool
    waits: bool
    answered: Note | None = None
    draft: Draft = Draft()
    problems: dict[str, str] = {}


class NotePage(Record, frozen=True, kw_only=True):
    """One note. Its author sees how it stands, and a ``link`` by which to change it from elsewhere."""

    note: Note
    page: str
    is_mine: bool
    link: str | None


class EditPage(Record, frozen=True, kw_only=True):
    """The form to change a note."""

    note: Note
    text: str
    link: str
    waits: bool
    problems: dict[str, str] = {}


@page("/notes", "notes/notes.html", opt={"fresh": True})
async def notes(request: Asked, about: About = "", answers: Answers = "", after: After = "") -> NotesPage:
    """Show the notes about one thing in threads, with the form to write one; without ``about`` the newest of all."""
    return await _notes(request, about, after=int(after) if after else None, draft=await _draft(request, answers))


@form("/notes", status_code=200, responses=SEE_OTHER)
async def write(request: Asked, data: URLEncodedBody[NewNote]) -> Response[Any]:
    """Write a note. A stranger's waits for an editor."""
    who, state = visitor(request), request.app.state
    if not _may_write(request):
        raise PermissionDeniedException("Notes are written by those who have an account here.")
    draft = Draft(answers=data.answers, name=data.name, email=data.email, text=data.text)
    if problems := _problems(data, known=who.name):
        view = await _notes(request, data.about, draft=draft, problems=problems)
        return again(request, "notes/notes.html", view, problems)
    subject = await state.ledgers.read(lambda ledger: subject_of(ledger, data.about))
    await authors.room_for_more(request)
    now = state.settings.now()
    state.pace.hold(request, now)
    account, browser = authors.account_of(request), value_of(request, "notes") or new_secret()
    author = Author(
        name=who.name or accounts.clean_name(data.name),
        email=data.email.strip(),
        account=account,
        browser=None if account else hash_of(browser),
    )
    written = store.Draft(
        text=wording.clean(data.text), answers=data.answers or None, state=authors.state_for(request), made=iso(now)
    )
    kept = await state.room.write(lambda c: store.add(c, subject, author, written, who))
    cookies = [] if account else [cookie("notes", browser, state.settings, seconds=int(KEPT))]
    return done(request, "note written", f"/notes/{kept.key}", record=kept, cookies=cookies)


@page("/notes/{key:str}", "notes/note.html", opt={"fresh": True, "private": True})
async def note(request: Asked, key: Key) -> NotePage:
    """Show one note: to everybody where it is shown, else to its author and to editors."""
    found, is_mine = (
        await request.app.state.room.read(lambda c: store.find(c, key)),
        await authors.is_author(request, key),
    )
    if found.state != "shown" and not is_mine and not may(visitor(request), "editor"):
        raise NotFoundException("There is no such note.")
    link = None
    if is_mine and authors.account_of(request) is None:
        link = f"{request.app.state.settings.home}/notes/{key}/edit?link={authors.link_secret(request, key)}"
    return NotePage(note=found, page=f"/notes?about={found.about.replace(':', '%3A')}", is_mine=is_mine, link=link)


@page("/notes/{key:str}/edit", "notes/edit.html", opt={"fresh": True, "private": True})
async def edit_page(request: Asked, key: Key, link: Link = "") -> EditPage:
    """Show the form to change one's own note."""
    found = await _own(request, key, link)
    return EditPage(note=found, text=found.text, link=link, waits=authors.state_for(request) == "waiting")


@form("/notes/{key:str}/edit", status_code=200, responses=SEE_OTHER)
async def edit(request: Asked, key: Key, data: URLEncodedBody[NewWording]) -> Response[Any]:
    """Change one's own note; what it said before is kept for admins. A stranger's waits for an editor again."""
    found = await _own(request, key, data.link)
    state, now = request.app.state, request.app.state.settings.now()
    if problem := wording.problem(data.text):
        problems = {"text": problem}
        waits = authors.state_for(request) == "waiting"
        view = EditPage(note=found, text=data.text, link=data.link, waits=waits, problems=problems)
        return again(request, "notes/edit.html", view, problems)
    state.pace.hold(request, now)
    becomes = authors.state_for(request) if found.state == "shown" else found.state
    text, who = wording.clean(data.text), visitor(request)
    kept = await state.room.write(lambda c: store.edit(c, key, text, becomes, who, now=now))
    return done(request, "note changed", _changed(kept, data.link), record=kept)


@form("/notes/{key:str}/withdraw", status_code=200, responses=SEE_OTHER)
async def withdraw(request: Asked, key: Key, data: URLEncodedBody[NewWording]) -> Response[Any]:
    """Ask for one's own note to go: it is hidden at once, and an admin erases it."""
    found = await _own(request, key, data.link)
    who, now = visitor(request), request.app.state.settings.now()
    kept = await request.app.state.room.write(lambda c: store.withdraw(c, key, who, now=now))
    return done(request, "note withdrawn", f"/notes?about={found.about.replace(':', '%3A')}", record=kept)


async def _own(request: Asked, key: str, link: str) -> Note:
    await authors.must_be_author(request, key, link)
    found: Note = await request.app.state.room.read(lambda c: store.find(c, key))
    if found.state in {"withdrawn", "erased"}:
        raise NotFoundException("This note was withdrawn.")
    return found


def _changed(kept: Note, link: str) -> str:
    """Return the page that shows a changed note to its author."""
    return f"/notes/{kept.key}/edit?link={link}" if link else f"/notes/{kept.key}"


def _may_write(request: Asked) -> bool:
    return request.app.state.settings.public or may(visitor(request), "reader")


async def _draft(request: Asked, answers: str) -> Draft:
    """Return what is known of who asks, so that they need not type it."""
    who, account = visitor(request), authors.account_of(request)
    if account is None or who.means not in {"here", "session"}:
        return Draft(answers=answers, name=who.name)
    email = await request.app.state.room.read(lambda c: store.last_email(c, account) or accounts.email_of(c, account))
    return Draft(answers=answers, name=who.name, email=email)


async def _notes(
    request: Asked, about: str, *, after: int | None = None, draft: Draft, problems: dict[str, str] | None = None
) -> NotesPage:
    state = request.app.state
    subject = await state.ledgers.read(lambda ledger: subject_of(ledger, about)) if about else None
    if subject is None:
        listed = await state.room.read(lambda c: asking.newest(c, before=after))
    else:
        listed = await state.room.read(lambda c: asking.threads(c, subject.key, *subject.former, after=after or 0))
    shown = {note.key: note for note in listed.notes if note.state == "shown"}
    mine = [key for key in shown if await authors.is_author(request, key)] if _could_be_author(request) else []
    view = NotesPage(
        subject=subject,
        notes=listed.notes,
        after=listed.after,
        mine=tuple(mine),
        may_write=_may_write(request),
        waits=authors.state_for(request) == "waiting",
        answered=shown.get(draft.answers),
        draft=draft,
    )
    return msgspec.structs.replace(view, problems=problems) if problems else view


def _could_be_author(request: Asked) -> bool:
    return authors.account_of(request) is not None or bool(value_of(request, "notes"))


def _problems(data: NewNote, *, known: str) -> dict[str, str]:
    """Return what is wrong, by field, in the order of the form; the name of who is signed in is known."""
    wrong = {
        "name": None if known else accounts.name_problem(data.name),
        "email": accounts.email_problem(data.email),
        "text": wording.problem(data.text),
    }
    return {field: words for field, words in wrong.items() if words}


HANDLERS: list[HTTPRouteHandler] = [notes, write, note, edit_page, edit, withdraw]
