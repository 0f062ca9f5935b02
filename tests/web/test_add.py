"""Protects reading something new: nothing is kept unless somebody says so, and no upload takes the room along."""

from __future__ import annotations

import gzip
import io
import tempfile
import zipfile
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import msgspec
import pytest
from litestar.testing import TestClient

from onrecord import read
from onrecord.batch.alone import Bounds, Ended, alone
from onrecord.ledger import Ledger
from onrecord.ledger.store import Entry
from onrecord.options import ModelName, ReadOptions
from onrecord.web.app import make_app
from onrecord.web.editing import trial
from onrecord.web.editing.desk import EACH, Desk
from onrecord.web.editing.trial import Line, Task, entry_at, read_upload
from onrecord.web.settings import Settings
from tests.web.conftest import PAGES
from tests.web.visiting import Visiting
from tests.web.workers import dies, floods, hangs, hoards

PAGE = (PAGES / "bridge-post.html").read_bytes()
HEADLINE = "Brackwater cut in two as bridge closes"


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Visiting]:
    settings = Settings(ledger=tmp_path / "empty.db", author="Ida Reader", model="rules", max_upload=2 * 2**20)
    with TestClient(make_app(settings), base_url="http://127.0.0.1:8400") as client:
        yield Visiting(client, settings)


def articles(visiting: Visiting) -> int:
    assert visiting.settings
    with Ledger(visiting.settings.ledger, read_only=True) as ledger:
        return len(list(ledger.readings()))


def test_a_page_is_read_shown_and_kept_only_when_asked(empty: Visiting) -> None:
    place = empty.hand_in("saved.html", PAGE, "https://courier.example/bridge")
    found = empty.wait(place)
    (line,) = found["trial"]["lines"]
    assert (line["headline"], line["verdict"]) == (HEADLINE, "complete")
    again = read(str(PAGES / "bridge-post.html"), ReadOptions(model="rules"))
    assert line["statements"] == len(again.statements) > 0
    shown = empty.get(place).text
    assert HEADLINE in shown
    assert "Keep in the ledger" in shown
    assert articles(empty) == 0

    answer = empty.send(f"{place}/keep")
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/articles/")
    assert empty.get(answer.headers["location"]).status_code == 200
    assert articles(empty) == 1
    assert empty.send(f"{place}/keep").headers["location"] == answer.headers["location"]
    assert articles(empty) == 1


def test_pasted_text_is_read_with_the_line_ends_that_it_had(empty: Visiting) -> None:
    text = "Ferry stays in port\n\n“The ferry stays,” said Ann Lee, the harbour master, on Friday.\n\nNobody disagreed."
    answer = empty.send("/add", {"text": text.replace("\n", "\r\n")}, files={"file": ("", b"")})
    found = empty.wait(answer.headers["location"])
    assert found["reading"]["statements"][0]["content"][0]["text"] == "“The ferry stays,”"
    assert found["reading"]["source"]["location"] == "pasted text"
    assert "\r" not in found["reading"]["article"]["text"]


def test_what_is_thrown_away_is_gone(empty: Visiting) -> None:
    place = empty.hand_in("saved.html", PAGE)
    empty.wait(place)
    assert empty.send(f"{place}/discard").headers["location"] == "/add"
    assert empty.get(place).status_code == 404
    assert empty.send(f"{place}/keep").status_code == 404
    assert articles(empty) == 0


def test_an_archive_is_shown_page_by_page_and_kept_in_part(empty: Visiting) -> None:
    place = empty.hand_in("week.warc.gz", (PAGES / "harbour-week.warc.gz").read_bytes())
    lines = empty.wait(place)["trial"]["lines"]
    read = [line for line in lines if line["outcome"] == "read"]
    assert len(read) == 6
    assert any(line["outcome"] == "skipped" for line in lines)
    assert read[0]["headline"] in empty.get(f"{place}/1").text
    answer = empty.send(f"{place}/keep", {"pages": ["1", "3"]})
    assert answer.headers["location"] == place
    assert len(empty.json(place)["trial"]["kept"]) == 2
    assert articles(empty) == 2


def test_a_page_that_is_there_already_is_named(empty: Visiting) -> None:
    first = empty.hand_in("saved.html", PAGE)
    empty.wait(first)
    empty.send(f"{first}/keep")
    again = empty.hand_in("another name.html", PAGE)
    assert empty.wait(again)["known"]
    assert "in the ledger already" in empty.get(again).text


@pytest.mark.parametrize(
    ("fields", "name", "body", "status", "said"),
    [
        ({}, "", b"", 422, "Paste a page"),
        ({"text": "a text"}, "a.html", PAGE, 422, "not both"),
        ({}, "a.pdf", b"%PDF-1.7 and so on", 415, "it is a PDF"),
        ({}, "a.html", b"   \n ", 422, "it is empty"),
        ({"text": "a text", "address": "javascript:alert(1)"}, "", b"", 422, "begins with http"),
        ({}, "a.html", b"x" * 3 * 2**20, 413, "at most"),
    ],
)
def test_what_cannot_be_read_is_said_and_what_was_typed_is_kept(
    empty: Visiting, fields: dict[str, str], name: str, body: bytes, status: int, said: str
) -> None:
    answer = empty.send("/add", fields, files={"file": (name, body)})
    assert answer.status_code == status
    assert said in answer.text
    if status == 422:
        assert fields.get("text", "") in answer.text
        assert 'aria-invalid="true"' in answer.text


def test_a_file_is_never_called_by_the_visitors_name(empty: Visiting, tmp_path: Path) -> None:
    place = empty.hand_in("../../../../tmp/evil\x00\r\nname.html", PAGE)
    found = empty.wait(place)
    assert "/" not in found["trial"]["label"]
    assert found["reading"]["source"]["location"] == found["trial"]["label"]
    folder = next(
        p for p in Path(tempfile.gettempdir()).glob("onrecord-desk-*") if (p / place.rsplit("/")[-1]).exists()
    )
    assert sorted(p.name for p in folder.rglob("*") if p.is_file()) == ["1.page", "upload"]
    assert str(folder) not in empty.get(place).text + empty.get(f"{place}.json").text


def test_another_visitor_does_not_see_an_upload(tmp_path: Path) -> None:
    desk = Desk(options=ReadOptions(max_bytes=2**20))
    try:
        key = desk.take("ida", io.BytesIO(b"a text"), "a", None)
        assert desk.look("ida", key).label == "a"
        for owner, other in (("eve", key), ("ida", "../" + key), ("ida", "")):
            with pytest.raises(Exception, match="no such upload"):
                desk.look(owner, other)
    finally:
        desk.close()


def test_a_visitor_cannot_fill_the_desk_and_time_clears_it(tmp_path: Path) -> None:
    desk = Desk(options=ReadOptions(max_bytes=2**20), patience=0.0)
    try:
        desk.patience = 60.0
        for _ in range(EACH):
            desk.take("ida", io.BytesIO(b"a text"), "a", None)
        with pytest.raises(Exception, match="Too many uploads"):
            desk.take("ida", io.BytesIO(b"a text"), "a", None)
        folder = desk._folder
        assert folder
        desk.patience = -1.0
        desk.sweep()
        assert not list(folder.glob("*/upload"))
        assert desk.take("ida", io.BytesIO(b"a text"), "a", None)
    finally:
        desk.close()
    assert not folder.exists()


@pytest.mark.parametrize(
    ("work", "why", "before"),
    [(hangs, "too-slow", [b"a"]), (hoards, "crashed", []), (dies, "crashed", [b"one"]), (floods, "crashed", [])],
)
def test_work_that_does_not_end_well_is_ended(work: Any, why: str, before: list[bytes]) -> None:
    bounds = Bounds(seconds=60 if why == "crashed" else 6, memory=2**28)
    messages = alone(work, "a", bounds, stopped=lambda: False, preload="onrecord.records")
    assert list(islice(messages, len(before))) == before
    with pytest.raises(Ended, match=why):
        next(messages)


def zip_bomb() -> bytes:
    out = io.BytesIO()
    record = b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 999999999\r\n\r\n"
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as bundle, bundle.open("archive/a.warc", "w") as file:
        file.write(record)
        for _ in range(64):
            file.write(bytes(2**20))
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("bomb.html.gz", gzip.compress(b"<p>said Ann Lee</p>" + bytes(200 * 2**20))),
        ("bomb.wacz", zip_bomb()),
        ("bomb.warc.gz", gzip.compress(b"WARC/1.0\r\nContent-Length: 9999999999\r\n\r\n" + b"a" * 100 * 2**20)),
        ("cut.warc.gz", gzip.compress(b"WARC/1.0\r\n")[:-4]),
        ("no.zip", b"PK\x03\x04 is no archive"),
        ("no.gz", b"\x1f\x8b is no archive"),
    ],
)
def test_a_decompression_bomb_is_read_up_to_the_limit_or_refused(empty: Visiting, name: str, body: bytes) -> None:
    place = empty.hand_in(name, body)
    found = empty.wait(place)["trial"]
    assert found["trouble"] is None
    assert all(line["words"] < 2**20 for line in found["lines"])
    assert empty.get("/health").status_code == 200


def test_a_room_reads_with_the_model_that_it_is_told(tmp_path: Path) -> None:
    settings = Settings(ledger=tmp_path / "fast.db", model="fast", max_upload=2 * 2**20)
    with TestClient(make_app(settings), base_url="http://127.0.0.1:8400") as client:
        visiting = Visiting(client, settings)
        place = visiting.hand_in("saved.html", PAGE)
        found = visiting.wait(place, 120)
        assert found["trial"]["trouble"] is None
        assert found["reading"]["statements"]
        visiting.send(f"{place}/keep")
    with Ledger(settings.ledger, read_only=True) as ledger:
        (reader,) = ledger.connection.execute("SELECT reader FROM version").fetchone()
    assert " fast " in reader


def task_of(name: str, folder: Path, model: ModelName, seconds: float = 60.0) -> Task:
    options = ReadOptions(model=model)
    return Task(path=str(PAGES / name), folder=str(folder), label=name, address=None, options=options, seconds=seconds)


def lines_of(task: Task) -> list[Line]:
    return [msgspec.json.decode(line, type=Line) for line in read_upload(task)]


def test_what_is_too_long_for_a_model_is_read_by_the_rules_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trial, "LONG", 400)
    (line,) = lines_of(task_of("bridge-post.html", tmp_path, "fast"))
    assert (line.outcome, line.statements, line.message) == ("read", 13, trial.BY_RULES)
    entry = entry_at(tmp_path, 1)
    assert isinstance(entry, Entry)
    assert " rules " in (entry.reader or "")
    # The page is large, its article is not: the model can read it.
    monkeypatch.setattr(trial, "LONG", len(PAGE) - 1)
    (line,) = lines_of(task_of("bridge-post.html", tmp_path, "fast"))
    assert (line.outcome, line.message) == ("read", "")


def test_no_further_page_is_begun_when_the_time_is_up(tmp_path: Path) -> None:
    lines = lines_of(task_of("harbour-week.warc.gz", tmp_path, "rules", seconds=0.0))
    assert [line.outcome for line in lines if line.outcome != "skipped"] == ["read", "stopped"]
    assert "Only the first page was read" in lines[-1].message
