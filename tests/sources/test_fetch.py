"""Protects the one module that touches the network: one plain request, and what the server answers is what is read."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from onrecord.errors import InputUnavailable
from onrecord.sources import Capture, captures
from tests.sources.conftest import HTML

ASKED: list[tuple[str, str | None]] = []


class Server(BaseHTTPRequestHandler):
    """Answers every path with a page; /gate with status 403."""

    def do_GET(self) -> None:
        ASKED.append((self.path, self.headers.get("User-Agent")))
        self.send_response(403 if self.path == "/gate" else 200)
        self.send_header("Content-Type", "text/html; charset=windows-1252")
        self.end_headers()
        self.wfile.write(HTML)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Say nothing."""


@pytest.fixture
def address() -> Iterator[str]:
    ASKED.clear()
    with HTTPServer(("127.0.0.1", 0), Server) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def fetched(address: str) -> Capture:
    (capture,) = captures(address, max_bytes=10_000)
    assert isinstance(capture, Capture)
    return capture


def test_an_address_is_asked_for_once_under_our_own_name(address: str) -> None:
    capture = fetched(f"{address}/page")
    assert capture.body == HTML
    assert capture.charset == "windows-1252"
    assert capture.media_type == "text/html"
    assert capture.url == f"{address}/page"
    assert capture.retrieved
    assert capture.retrieved.endswith("Z")
    assert len(ASKED) == 1
    assert str(ASKED[0][1]).startswith("onrecord/")


def test_a_gate_is_read_as_it_is_and_never_got_around(address: str) -> None:
    capture = fetched(f"{address}/gate")
    assert capture.status == 403
    assert capture.body == HTML
    assert len(ASKED) == 1


def test_no_answer_is_a_typed_error() -> None:
    with pytest.raises(InputUnavailable) as error:
        fetched("http://127.0.0.1:9/nothing")
    assert error.value.advice
