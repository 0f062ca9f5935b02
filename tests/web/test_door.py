"""Protects the way in and out: host names, sizes, endings, headers, entity tags, one shape of trouble."""

from __future__ import annotations

import socket
from typing import Any

import pytest
from litestar.testing import TestClient

from onrecord.errors import OptionError
from onrecord.web.serving import listening
from onrecord.web.settings import Settings

Room = TestClient[Any]


def test_every_answer_has_the_headers(sample_room: Room) -> None:
    for path in ("/", "/articles/none", "/static/room.css", "/openapi.json", "/nothing-here"):
        headers = sample_room.get(path).headers
        assert "default-src 'none'" in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert "frame-ancestors 'none'" in headers["content-security-policy"]


def test_another_sites_name_is_not_answered_to(sample_room: Room) -> None:
    answer = sample_room.get("/", headers={"host": "evil.example"})
    assert answer.status_code == 400
    assert "what is on record" not in answer.text.lower()


@pytest.mark.parametrize("path", ["/index.json", "/"])
def test_a_page_has_a_json_twin(sample_room: Room, path: str) -> None:
    answer = sample_room.get(path, headers={"accept": "application/json"})
    assert answer.headers["content-type"] == "application/json"
    assert answer.json()["stories"]


def test_a_page_that_is_unchanged_is_not_sent_again(sample_room: Room) -> None:
    first = sample_room.get("/")
    again = sample_room.get("/", headers={"if-none-match": first.headers["etag"]})
    assert sample_room.get("/").headers["etag"] == sample_room.get("/").headers["etag"]
    assert again.status_code == 304 or again.headers["etag"] != first.headers["etag"]


def test_trouble_has_one_shape(sample_room: Room) -> None:
    for path in ("/articles/none.json", "/nothing-here.json"):
        error = sample_room.get(path).json()["error"]
        assert set(error) == {"status", "kind", "message", "advice"}
        assert error["status"] == 404
    assert "<h1>Not found</h1>" in sample_room.get("/nothing-here").text


def test_a_form_without_its_token_is_refused(sample_room: Room) -> None:
    assert sample_room.post("/", data={"words": "x"}).status_code in {403, 405}


def test_a_large_request_is_refused(sample_room: Room) -> None:
    answer = sample_room.post("/search", data={"words": "x" * 300_000})
    assert answer.status_code in {404, 405, 413}


def test_answers_are_sent_at_once(tmp_path: Any) -> None:
    with listening(Settings(ledger=tmp_path / "x.db", port=0)) as listener:
        assert listener.proto == socket.IPPROTO_TCP


def test_open_to_a_network_needs_accounts(sample_room: Room, tmp_path: Any) -> None:
    with pytest.raises(OptionError, match="accounts"):
        Settings(ledger=tmp_path / "x.db", host="0.0.0.0")
