"""Adding: a page is handed in, read, looked at, and kept in the ledger or thrown away.

Decides what can be handed in and what is said where it cannot be. Refuses to read and to wait: the desk has it read, and
the page that shows how far it is asks again.
"""

from __future__ import annotations

import asyncio
import io
from typing import IO, Any

from litestar import Request, Response
from litestar.datastructures import UploadFile
from litestar.exceptions import HTTPException
from litestar.handlers.http_handlers import HTTPRouteHandler
from litestar.params import FromPath, MultipartBody, URLEncodedBody

from onrecord.errors import InputRefused
from onrecord.ledger import Ledger
from onrecord.ledger.results import Added
from onrecord.ledger.store import Entry
from onrecord.records import Reading, Record, Refusal
from onrecord.sources.capture import refuse_what_is_no_text
from onrecord.web.editing.desk import Desk, Trial
from onrecord.web.people.answers import SEE_OTHER, again, done
from onrecord.web.people.auditlog import audit
from onrecord.web.twins import form, page
from onrecord.web.visitors import needs, visitor
from onrecord.web.words import part, safe_link

EDITOR = [needs("editor")]
_HEAD = 65536
_CONTAINERS = (b"PK\x03\x04", b"\x1f\x8b")
"""How archives begin; what is in them is looked at by the process that reads them."""
_NAME = 100
"""Characters of a file's name that are kept, for show; no file is ever called by it."""


class AddPage(Record, frozen=True, kw_only=True):
    """The form for something new, with what was typed and what is wrong with it, by field."""

    max_upload: int
    text: str = ""
    address: str = ""
    problems: dict[str, str] = {}


class TrialPage(Record, frozen=True, kw_only=True):
    """One upload: how far its reading is, what became of each page, and the reading itself where there is one page.

    ``known`` are the pages (by number) whose bytes are in the ledger already, with the article that they belong to.
    """

    trial: Trial
    reading: Reading | None = None
    known: dict[str, str] = {}


class TrialReading(Record, frozen=True, kw_only=True):
    """One page of an upload as it was read."""

    trial: Trial
    number: int
    reading: Reading


class AddForm(Record, frozen=True, kw_only=True):
    """What the form sends: the text or source of a page, or a file; and the address that it was had from."""

    text: str = ""
    address: str = ""
    file: UploadFile | None = None


class KeepForm(Record, frozen=True, kw_only=True):
    """Which pages of an upload are to be kept; all where none is named."""

    pages: str | list[str] = ""


@page("/add", "add.html", guards=EDITOR)
async def add(request: Request[Any, Any, Any]) -> AddPage:
    """Show the form for reading something new."""
    return AddPage(max_upload=request.app.state.settings.max_upload)


@form("/add", status_code=200, responses=SEE_OTHER, guards=EDITOR)
async def read_new(request: Request[Any, Any, Any], data: MultipartBody[AddForm]) -> Response[Any]:
    """Have a page or an archive read; the answer leads to the page that shows how far it is."""
    status, problems = await _problems(data)
    if problems:
        limit = request.app.state.settings.max_upload
        typed = AddPage(max_upload=limit, text=data.text, address=data.address, problems=problems)
        return again(request, "add.html", typed, problems, status=status)
    upload: IO[bytes] = io.BytesIO(_lines_as_typed(data.text).encode())
    label = data.address.strip() or "pasted text"
    if _has_file(data.file):
        upload, label = data.file.file, _name_shown(data.file.filename)  # type: ignore[union-attr]
    desk: Desk = request.app.state.desk
    key = await asyncio.to_thread(desk.take, _owner(request), upload, label, data.address.strip() or None)
    asyncio.get_running_loop().call_later(desk.patience + 1, desk.sweep)
    return done(request, "being read", f"/add/{key}")


@page("/add/{key:str}", "add_trial.html", guards=EDITOR, opt={"fresh": True})
async def trial(request: Request[Any, Any, Any], key: FromPath[str]) -> TrialPage:
    """Show how far the reading of an upload is, and what was read."""
    desk: Desk = request.app.state.desk
    found = desk.look(_owner(request), key)
    if found.state != "ready":
        return TrialPage(trial=found)
    read = [line for line in found.lines if line.outcome == "read"]
    reading = None
    if len(read) == 1:
        reading = (await _entry(request, key, read[0].number)).reading
    known = await request.app.state.ledgers.read(
        lambda ledger: {
            str(line.number): article
            for line in read
            if line.sha256 and (article := (ledger.find(line.sha256, line.url) or ("",))[0])
        }
    )
    return TrialPage(trial=found, reading=reading, known=known)


@page("/add/{key:str}/{number:int}", "add_reading.html", guards=EDITOR, opt={"fresh": True})
async def trial_reading(request: Request[Any, Any, Any], key: FromPath[str], number: FromPath[int]) -> TrialReading:
    """Show one page of an upload as it was read."""
    desk: Desk = request.app.state.desk
    found = desk.look(_owner(request), key)
    entry = await _entry(request, key, number)
    return TrialReading(trial=found, number=number, reading=entry.reading)


@form("/add/{key:str}/keep", status_code=200, responses=SEE_OTHER, guards=EDITOR)
async def keep(
    request: Request[Any, Any, Any],
    key: FromPath[str],
    data: URLEncodedBody[KeepForm],
) -> Response[Any]:
    """Keep what was read in the ledger; the answer leads to the article, or to the list of them."""
    desk: Desk = request.app.state.desk
    owner = _owner(request)
    found = desk.look(owner, key)
    if found.state in {"waiting", "reading"}:
        raise HTTPException("It is still being read.", status_code=409)
    if found.state == "ready":
        numbers = _chosen(found, data)

        def keep_all(ledger: Ledger) -> tuple[Added, ...]:
            pages = (desk.page(owner, key, number) for number in numbers)
            kept = tuple(result for result in ledger.add_all(pages) if isinstance(result, Added))
            for _ in ledger.link():
                pass
            return kept

        added = await request.app.state.ledgers.write(keep_all)
        desk.mark_kept(owner, key, added)
        for one in added:
            await audit(request, "add", one.article, one.outcome)
    kept = desk.look(owner, key).kept
    return done(request, "kept", f"/articles/{part(kept[0].article)}" if len(kept) == 1 else f"/add/{key}")


@form("/add/{key:str}/discard", status_code=200, responses=SEE_OTHER, guards=EDITOR)
async def discard(request: Request[Any, Any, Any], key: FromPath[str]) -> Response[Any]:
    """Throw an upload away."""
    request.app.state.desk.throw_away(_owner(request), key)
    return done(request, "thrown away", "/add")


async def _problems(data: AddForm) -> tuple[int, dict[str, str]]:
    """Return the status and what is wrong with a form, by field; nothing where it can be read."""
    problems: dict[str, str] = {}
    status = 422
    if data.address.strip() and not safe_link(data.address):
        problems["address"] = "An address begins with http:// or https://."
    if _has_file(data.file):
        assert data.file is not None
        if data.text.strip():
            problems["file"] = "Give either a text or a file, not both."
        head = await data.file.read(_HEAD)
        await data.file.seek(0)
        try:
            if not head.startswith(_CONTAINERS):
                refuse_what_is_no_text(head, "file")
        except InputRefused as refused:
            problems["file"] = f"This file cannot be read: {refused.message} {refused.advice}"
            status = 415 if refused.kind == "binary" else 422
    elif not data.text.strip():
        problems["text"] = "Paste a page or its text here, or choose a file."
    return status, problems


def _chosen(found: Trial, data: KeepForm) -> list[int]:
    pages = [data.pages] if isinstance(data.pages, str) else data.pages
    wanted = {page for page in pages if page}
    numbers = [line.number for line in found.lines if line.outcome == "read"]
    chosen = [number for number in numbers if not wanted or str(number) in wanted]
    if not chosen:
        raise HTTPException("There is nothing to keep.", status_code=422)
    # What could not be read goes on record with the rest of its archive, as it does from the command line.
    refused = [line.number for line in found.lines if line.outcome == "refused"] if not wanted else []
    return sorted([*chosen, *refused])


async def _entry(request: Request[Any, Any, Any], key: str, number: int) -> Entry:
    found: Entry | Refusal = await asyncio.to_thread(request.app.state.desk.page, _owner(request), key, number)
    if isinstance(found, Refusal):
        raise HTTPException("This page was refused; there is no reading of it.", status_code=404)
    return found


def _owner(request: Request[Any, Any, Any]) -> str:
    who = visitor(request)
    return who.account or who.name


def _has_file(file: UploadFile | None) -> bool:
    return file is not None and bool(file.filename)


def _lines_as_typed(text: str) -> str:
    # A browser sends each end of line as two characters, whatever was pasted.
    return text.replace("\r\n", "\n")


def _name_shown(name: str) -> str:
    bare = name.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(c for c in bare if c.isprintable())[-_NAME:].strip() or "a file"


HANDLERS: list[HTTPRouteHandler] = [add, read_new, trial, trial_reading, keep, discard]
