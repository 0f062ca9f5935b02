"""Protects the room from other sites, from the slow and the large, and from telling what it should not.

What the docs say of each threat (docs/security.md) is shown here, or in the tests of people, notes and pages.
"""

from __future__ import annotations

import logging
import re
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from litestar import Litestar

from onrecord.errors import OptionError
from onrecord.web import patience
from onrecord.web.app import make_inside
from onrecord.web.serving import listening, server_for
from onrecord.web.settings import Settings
from tests.web.people_rooms import (
    HOME,
    PASSWORD,
    Clock,
    Room,
    add_person,
    fresh,
    people_room,
    send,
    sign_in,
    token_for,
)


@pytest.fixture
def house(own_ledger: Path) -> Iterator[Room]:
    for name, role in (("Ada", "admin"), ("Rea", "reader")):
        add_person(own_ledger, name, role, email=f"{name.lower()}@post.example")
    with people_room(own_ledger, Clock(), public=True) as room:
        yield room


def person(house: Room, name: str) -> Room:
    room = fresh(house)
    assert sign_in(room, name).status_code == 303
    return room


def routes(ledger: Path, method: str) -> list[str]:
    """Every address of the room for a method, with something in the place of each parameter."""
    inside: Litestar = make_inside(Settings(ledger=ledger, accounts=True))
    found = [
        re.sub(r"\{[^}]+\}", "x", route.path)
        for route in inside.routes
        if method in getattr(route, "methods", ()) and not route.path.startswith("/static")
    ]
    return sorted(set(found))


# Other sites' forms


def test_no_form_works_without_its_token(house: Room) -> None:
    ada, rea = person(house, "Ada"), person(house, "Rea")
    others, stale = token_for(rea), "0" * 64
    paths = routes(house.ledger, "POST")
    assert {"/sign-in", "/notes", "/account/password", "/people/invitations", "/add"} <= set(paths)
    for path in paths:
        for data in ({}, {"_csrf_token": ""}, {"_csrf_token": others}, {"_csrf_token": stale}):
            answer = ada.post(path, data={"x": "y", **data}, follow_redirects=False)
            assert answer.status_code == 403, (path, data)
            assert "reload the page" in answer.text, (path, data)
        bare = ada.post(path, follow_redirects=False)
        assert bare.status_code == 403, path


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": "http://127.0.0.1:9999"},
        {"origin": "https://127.0.0.1:8400"},
        {"origin": "http://127.0.0.1:8400.evil.example"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ],
)
def test_no_form_of_another_site_works_even_with_a_token(house: Room, headers: dict[str, str]) -> None:
    ada = person(house, "Ada")
    data = {"_csrf_token": token_for(ada)}
    for path in routes(house.ledger, "POST"):
        answer = ada.post(path, data=data, headers=headers, follow_redirects=False)
        assert answer.status_code == 403, path
        assert "another site" in answer.text


@pytest.mark.parametrize("headers", [{}, {"origin": HOME, "sec-fetch-site": "same-origin"}])
def test_our_own_forms_work(house: Room, headers: dict[str, str]) -> None:
    assert send(person(house, "Rea"), "/sign-out-everywhere", headers=headers).status_code == 303


def test_a_token_is_bound_to_the_session(house: Room) -> None:
    room = fresh(house)
    before = token_for(room)
    assert token_for(room) == before
    sign_in(room, "Rea")
    assert token_for(room) != before
    assert room.post("/sign-out-everywhere", data={"_csrf_token": before}).status_code == 403


def test_a_token_may_come_in_a_header(house: Room) -> None:
    rea = person(house, "Rea")
    answer = rea.post("/sign-out-everywhere", headers={"x-csrftoken": token_for(rea)}, follow_redirects=False)
    assert answer.status_code == 303


def test_other_sites_may_not_read_our_answers(house: Room) -> None:
    answer = house.get("/form-token", headers={"origin": "https://evil.example"})
    assert "access-control-allow-origin" not in answer.headers
    asked = house.options("/notes", headers={"origin": "https://evil.example", "access-control-request-method": "POST"})
    assert "access-control-allow-origin" not in asked.headers


@pytest.mark.parametrize("kind", ["application/json", "text/plain", "application/xml", "application/x-msgpack"])
def test_other_bodies_are_not_taken_for_empty_forms(house: Room, kind: str) -> None:
    ada = person(house, "Ada")
    headers = {"content-type": kind, "x-csrftoken": token_for(ada)}
    for path in routes(house.ledger, "POST"):
        assert ada.post(path, content=b"{}", headers=headers).status_code == 415, path


# Names, headers, caches


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "evil.example:8400", "", "[::2]", "localhost."]
)
def test_a_rebound_name_is_not_answered_to(house: Room, host: str) -> None:
    assert house.get("/", headers={"host": host}).status_code == 400


def test_every_answer_of_every_address_has_the_headers(house: Room) -> None:
    ada = person(house, "Ada")
    for path in routes(house.ledger, "GET"):
        for room in (house, ada):
            headers = room.get(path, follow_redirects=False).headers
            assert headers["content-security-policy"].startswith("default-src 'none'"), path
            assert "unsafe" not in headers["content-security-policy"]
            assert headers["x-content-type-options"] == "nosniff"
            assert headers["cross-origin-resource-policy"] == "same-origin"
            assert headers["referrer-policy"] == "same-origin"
            assert "server" not in headers


def test_no_address_fails_for_strangers_or_admins(house: Room) -> None:
    ada = person(house, "Ada")
    for path in routes(house.ledger, "GET"):
        for room in (house, ada):
            for accept in ("text/html", "application/json"):
                assert room.get(path, headers={"accept": accept}).status_code < 500, path


def test_one_visitors_page_is_not_anothers(house: Room) -> None:
    ada, rea = person(house, "Ada"), person(house, "Rea")
    etag = ada.get("/").headers["etag"]
    for room in (rea, fresh(house)):
        answer = room.get("/", headers={"if-none-match": etag})
        assert answer.status_code == 200
        assert answer.headers["cache-control"] == "private, no-cache"
        assert "Cookie" in answer.headers["vary"]


def test_a_page_of_an_earlier_session_is_not_used_again(house: Room) -> None:
    first, second = person(house, "Rea"), person(house, "Rea")
    # Its forms carry the token of a session that is over.
    assert first.get("/").headers["etag"] != second.get("/").headers["etag"]


def test_a_page_changes_when_a_note_is_written_elsewhere(house: Room) -> None:
    rea = person(house, "Rea")
    before = rea.get("/").headers["etag"]
    send(person(house, "Ada"), "/account/email", {"email": "a@post.example"})
    assert rea.get("/").headers["etag"] != before


# The large and the slow


def test_a_form_may_not_be_large(house: Room) -> None:
    token = token_for(house)
    large = {"_csrf_token": token, "name": "x" * 300_000, "password": "y"}
    assert house.post("/sign-in", data=large).status_code == 413

    def pieces() -> Iterator[bytes]:
        for _ in range(600):
            yield b"x" * 1000

    headers = {"content-type": "application/x-www-form-urlencoded"}
    assert house.post("/sign-in", content=pieces(), headers=headers).status_code == 413


def test_fields_have_bounds(house: Room) -> None:
    assert send(house, "/sign-in", {"name": "x" * 1001, "password": "y"}).status_code == 400


def test_who_may_not_upload_is_told_before_the_upload_is_read(house: Room) -> None:
    read: list[int] = []

    def pieces() -> Iterator[bytes]:
        for _ in range(2000):
            read.append(1)
            yield b"x" * 10_000

    answer = house.post("/add", content=pieces(), headers={"content-type": "multipart/form-data; boundary=x"})
    assert answer.status_code in {401, 403}


@pytest.mark.parametrize("path", ["/audit", "/notes", "/notes/queue"])
@pytest.mark.parametrize("after", ["x", "-1", "1.5", "9" * 16, "٣", "1 OR 1=1", "ʤ"])
def test_where_a_page_begins_is_a_number(house: Room, path: str, after: str) -> None:
    assert person(house, "Ada").get(path, params={"after": after}).status_code == 400


@pytest.fixture
def served(own_ledger: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """The port of a room that is really served."""
    monkeypatch.setattr(patience, "HEAD_SECONDS", 0.5)
    settings = Settings(ledger=own_ledger, port=0, upload_seconds=0.5)
    with listening(settings) as listener:
        server = server_for(settings)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        while not server.started:
            time.sleep(0.02)
        yield listener.getsockname()[1]
        server.should_exit = True
        thread.join()


def slowly(port: int, first: bytes, drip: bytes) -> tuple[bytes, float]:
    """Send ``first``, then ``drip`` again and again; return what came back, and after how many seconds it ended."""
    began = time.monotonic()
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        connection.sendall(first)
        connection.settimeout(0.1)
        came = b""
        while time.monotonic() - began < 8:
            try:
                got = connection.recv(65536)
            except TimeoutError:
                got = None
            except OSError:
                break
            if got == b"":
                break
            came += got or b""
            try:
                connection.sendall(drip)
            except OSError:
                break
    return came, time.monotonic() - began


HEAD = b"POST /sign-out HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-www-form-urlencoded\r\n"


@pytest.mark.parametrize(
    ("first", "drip", "status"),
    [
        (b"", b"", b""),
        (b"GET / HTTP/1.1\r\n", b"X-A: b\r\n", b""),
        (b"GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\nGET / HT", b"X", b"200"),
        (HEAD + b"Content-Length: 1000\r\n\r\n", b"x", b"408"),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n", b"408"),
    ],
    ids=["silent", "head", "second-head", "body", "chunks"],
)
def test_the_slow_are_not_waited_for(served: int, first: bytes, drip: bytes, status: bytes) -> None:
    came, seconds = slowly(served, first, drip)
    assert came[9:12] == status
    assert seconds < 4


def test_a_whole_request_may_be_followed_by_another(served: int) -> None:
    with socket.create_connection(("127.0.0.1", served), timeout=10) as connection:
        for _ in range(3):
            connection.sendall(b"GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
            came = b""
            while not came.endswith(b"open\n"):
                came += connection.recv(65536)
            assert came.startswith(b"HTTP/1.1 200")
            time.sleep(0.7)


def test_a_request_that_breaks_off_is_no_error_of_ours(served: int, caplog: Any) -> None:
    with socket.create_connection(("127.0.0.1", served), timeout=10) as connection:
        connection.sendall(HEAD + b"Content-Length: 1000\r\n\r\nhalf of it")
        time.sleep(0.2)
    time.sleep(0.3)
    assert [r for r in caplog.records if r.levelno >= logging.ERROR] == []


# What is not told


def test_an_unexpected_error_tells_nothing(own_ledger: Path, monkeypatch: pytest.MonkeyPatch, caplog: Any) -> None:
    from onrecord.web.people import invitations

    def fail(*_: Any, **__: Any) -> None:
        raise RuntimeError("the inner workings")

    with people_room(own_ledger, Clock()) as room:
        monkeypatch.setattr(invitations, "find", fail)
        for accept in ("text/html", "application/json"):
            answer = room.get("/join/the-secret-of-the-link", headers={"accept": accept})
            assert answer.status_code == 500
            assert "inner workings" not in answer.text
            assert "Traceback" not in answer.text
    ours = [record for record in caplog.records if record.name == "onrecord.web"]
    assert ours
    assert "the-secret-of-the-link" not in str([record.getMessage() for record in ours])


def test_no_secret_is_logged(house: Room, caplog: Any) -> None:
    with caplog.at_level(logging.DEBUG):
        rea = person(house, "Rea")
        page = send(rea, "/account/tokens", {"scope": "read"}).text
        [token] = re.findall(r"onrecord_[\w-]{43}", page)
        program = fresh(house)
        program.get("/", headers={"authorization": f"Bearer {token}"})
        program.get("/", headers={"authorization": "Bearer not-a-token-at-all"})
        sign_in(fresh(house), "Rea", "not the password")
    logged = "\n".join(r.getMessage() for r in caplog.records if r.name not in {"httpx", "httpcore"})
    for secret in (PASSWORD, "not the password", token, "not-a-token-at-all", rea.cookies["onrecord-session"]):
        assert secret not in logged


# How a room may be opened


@pytest.mark.parametrize(
    ("settings", "about"),
    [
        ({"host": "0.0.0.0"}, "--accounts"),
        ({"public": True}, "--accounts"),
        ({"host": "0.0.0.0", "accounts": True}, "--address"),
        ({"address": "ftp://record.example"}, "web address"),
    ],
)
def test_what_is_refused_from_the_start(tmp_path: Path, settings: dict[str, Any], about: str) -> None:
    with pytest.raises(OptionError, match=about):
        Settings(ledger=tmp_path / "x.db", **settings)
