"""Protects the room from what is handed to it: a hostile page in every field, hostile words in every parameter and header."""

from __future__ import annotations

import json
import re
import shutil
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit
from xml.etree import ElementTree as ET

import pytest
from litestar.testing import TestClient
from selectolax.lexbor import LexborHTMLParser

from onrecord.ledger import Ledger
from onrecord.web.app import make_app
from onrecord.web.serving import listening, server_for
from onrecord.web.settings import Settings
from tests.web.visiting import Visiting
from tests.web.walking import every_kind

HOME = "http://127.0.0.1:8400"
# Made of elements and attributes that the room itself has none of, so that one which comes through is seen.
MARKUP = "<zzscript>zzrun()</zzscript><img src=x onerror=zzrun()><b zzattr=1>"
BREAK = "\"'><script>zzrun()</script><svg onload=zzrun()>"
LINK = "javascript:zzrun()"


def hostile_page(number: int) -> bytes:
    """Return a news page that tries in each of its fields to be more than text."""
    told = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": f"Dam holds {MARKUP}",
        "description": BREAK,
        "articleSection": BREAK,
        "url": LINK,
        "author": [{"@type": "Person", "name": f"Ann Lee {BREAK}"}],
        "publisher": {"@type": "Organization", "name": f"The Lantern {BREAK}"},
        "image": {"@type": "ImageObject", "url": LINK, "caption": BREAK},
        "datePublished": "2024-02-01",
        "dateModified": BREAK,
    }
    ld = json.dumps(told).replace("</", r"<\/")
    words = MARKUP.replace("<", "&lt;")
    more = BREAK.replace("<", "&lt;").replace('"', "&quot;")
    return f"""<!doctype html><html lang='en" onload="zzrun()'><head><title>Dam holds {words}</title>
<meta property="og:title" content="Dam holds {more}"><meta property="og:site_name" content="Lantern {more}">
<meta property="og:url" content="{LINK}"><link rel="canonical" href="{LINK}"><meta name="author" content="{more}">
<meta property="og:image" content="{LINK}"><meta property="og:image:alt" content="{more}">
<script type="application/ld+json">{ld}</script></head><body>
<nav><a href="{LINK}">{words}</a></nav><article><h1>Dam holds {words}</h1><p class="byline">By Ann Lee {more}</p>
<figure><img src="{LINK}" alt="{more}"><figcaption>The dam {more} (Photo: {words})</figcaption></figure>
<p>“The dam {words} holds number {number},” said Mayor Tilda Brook {words}, of the {words} party, on Thursday.</p>
<p>{more} The minister, Olm {more} Fenn, denied that {words} the gates were open and told reporters “{more} it holds”.</p>
<p>“It holds {words} for now,” said Ms. Brook in answer to {words}. See https://zz.example/{more} and {LINK}.</p>
<p>Engineers will look at the wall again {more} in the spring, the council announced on Friday {words}.</p>
</article><aside>Subscribe {more}</aside></body></html>""".encode()


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visiting]:
    """A room whose ledger, corrections, notes and reader's name are hostile, each put in by the room's own forms."""
    path = tmp_path_factory.mktemp("hostile") / "hostile.db"
    with Ledger(path) as ledger:
        for number in (1, 2):
            page = path.parent / f"page {number} {quote(BREAK, safe='')}.html"
            page.write_bytes(hostile_page(number))
            list(ledger.add_inputs([page]))
        list(ledger.link())
        keys = [hit.statement for hit in ledger.search(limit=5).hits]
        article = ledger.articles().items[0].article
    with TestClient(make_app(Settings(ledger=path, author=f"Ida {BREAK}")), base_url=HOME) as client:
        visiting = Visiting(client)
        for key, changed in zip(keys, ({"speaker": BREAK}, {"act": MARKUP}, {"kind": "mixed"}), strict=False):
            place = f"/statements/{key}/correct"
            view = visiting.json(place)["typed"]
            answer = visiting.send(place, {**view, "unnamed": "", **changed, "reason": BREAK + MARKUP}, on=place)
            assert answer.status_code in {303, 422}
        for about in (keys[0], article):
            place = f"/notes?about={about}"
            note = {
                "about": about,
                "name": BREAK,
                "email": "a@b.example",
                "text": f"{BREAK}{MARKUP} {LINK} https://a.example/{BREAK}",
            }
            assert visiting.send("/notes", note, on=place).status_code == 303
        yield visiting


def pages(hostile: Visiting) -> dict[str, str]:
    """Return every kind of page of the hostile room, several of each, and what an upload looks like there."""
    place = hostile.hand_in(f"{BREAK}.html", hostile_page(3), "https://zz.example/" + quote(BREAK))
    hostile.wait(place)
    typed = f"/search?words={quote(MARKUP)}&speaker={quote(BREAK)}&outlet={quote(BREAK)}&since={quote(BREAK)}"
    return every_kind(hostile.client, each=3, more=[place, f"{place}/1", typed, f"/articles/{quote(BREAK)}"])


def test_no_field_of_a_page_becomes_an_element_an_attribute_or_a_link(hostile: Visiting) -> None:
    found = pages(hostile)
    assert len(found) > 40
    assert sum("zzrun()" in text for text in found.values()) > 25
    for address, text in found.items():
        for node in LexborHTMLParser(text).css("*"):
            assert not (node.tag or "").startswith("zz"), address
            assert node.tag not in {"iframe", "object", "embed", "base", "img", "style"}, (address, node.html)
            _check_attributes(address, node)


def _check_attributes(address: str, node: Any) -> None:
    for name, value in node.attributes.items():
        assert not name.startswith(("on", "zz", "style", "srcdoc", "formaction_")), (address, name)
        if name in {"href", "src", "action", "formaction", "xlink:href", "data", "poster", "cite"}:
            scheme = urlsplit((value or "").strip()).scheme.lower()
            assert scheme in {"", "http", "https"}, (address, name, value)
            assert not (value or "").startswith(("//", "/\\")), (address, name, value)
            local = node.tag in {"script", "link", "form", "button", "use", "image"}
            assert not local or (value or "").startswith(("/", "#", "?")), (address, name, value)
    if node.tag == "script":
        assert not node.text().strip(), address
    if node.tag == "meta" and "http-equiv" in node.attributes:
        assert re.fullmatch(r"\d+", node.attributes["content"] or ""), address


def test_no_field_of_a_page_becomes_markup_in_a_feed(hostile: Visiting) -> None:
    person = hostile.json("/speakers")["items"][0]["key"]
    for address in (f"/speakers/{person}.atom", "/search.atom?words=holds", f"/search.atom?words={quote(MARKUP)}"):
        answer = hostile.get(address)
        assert answer.status_code == 200
        for node in ET.fromstring(answer.content).iter():
            assert node.tag.startswith("{http://www.w3.org/2005/Atom}"), address
            assert node.attrib.get("type", "text") in {"text", "text/html", "application/json", "application/atom+xml"}
            assert urlsplit(node.attrib.get("href", "")).scheme in {"", "http", "https"}


def test_what_a_form_gives_back_is_what_was_typed(hostile: Visiting) -> None:
    article = hostile.json("/articles")["items"][0]["article"]
    for place in (f"/articles/{article}/correct", "/add"):
        fields = {"reason": BREAK, "verdict": BREAK, "text": "", "address": BREAK}
        how: dict[str, Any] = {"files": {"file": ("", b"")}} if place == "/add" else {}
        answer = hostile.send(place, fields, on=place, **how)
        assert answer.status_code == 422
        for node in LexborHTMLParser(answer.text).css("*"):
            _check_attributes(place, node)


BAD = (
    "' OR '1'='1",
    "'; DROP TABLE statement; --",
    '" OR rowid > 0 --',
    'x" NEAR/2 "y',
    "words: *",
    "((((",
    "NOT",
    "\\",
    "%",
    "\u0000",
    "\r\nSet-Cookie: zz=1",
    "../../../../etc/passwd",
    "b2:" + "f" * 400,
    "A" * 3000,
    "AAAA=",
    "9" * 30,
    "-1",
    "\U0001f600\u202e",
    "[]",
    "null",
)


@pytest.mark.parametrize("bad", BAD, ids=range(len(BAD)))
def test_no_parameter_is_anything_but_a_value(sample_room: TestClient[Any], bad: str) -> None:
    """Every parameter of every page that the description has: a typed answer, and not one row more or less."""
    for path, methods in sample_room.get("/openapi.json").json()["paths"].items():
        if "get" not in methods or path == "/join/{secret}":
            continue
        for parameter in methods["get"].get("parameters", [{"in": "none", "name": ""}]):
            filled = re.sub(r"{\w+}", quote(bad, safe=""), path)
            query = {parameter["name"]: bad} if parameter["in"] == "query" else {}
            answer = sample_room.get(filled, params=query, follow_redirects=False)
            assert answer.status_code in {200, 400, 401, 403, 404, 422}, (path, parameter["name"], answer.status_code)
            assert "zz" not in answer.cookies
            assert "root:" not in answer.text
            assert not re.search(r"sqlite|syntax error|Traceback|OperationalError", answer.text, re.IGNORECASE), path


def test_nothing_was_changed_by_any_of_it(sample_room: TestClient[Any], sample_ledger: Path) -> None:
    before = sample_room.get("/index.json").json()
    test_no_parameter_is_anything_but_a_value(sample_room, "'; DROP TABLE statement; --")
    assert sample_room.get("/index.json").json() == before
    with Ledger(sample_ledger, read_only=True) as ledger:
        assert ledger.verify().clean


def boundary(*parts: bytes) -> bytes:
    return b"".join(b"--zz\r\n" + part + b"\r\n" for part in parts) + b"--zz--\r\n"


FIELD = b'Content-Disposition: form-data; name="text"\r\n'
BODIES = {
    "not UTF-8": boundary(FIELD + b"\r\n\xff\xfe\xfd"),
    "a charset that is none": boundary(FIELD + b"Content-Type: text/plain; charset=zz\r\n\r\nwords"),
    "the token is a file": boundary(b'Content-Disposition: form-data; name="_csrf_token"; filename="a"\r\n\r\nx'),
    "the text is a file": boundary(b'Content-Disposition: form-data; name="text"; filename="a"\r\n\r\nx'),
    "the file is a text": boundary(b'Content-Disposition: form-data; name="file"\r\n\r\nx'),
    "many parts": boundary(*[FIELD + b"\r\nx"] * 3000),
    "many files": boundary(*[b'Content-Disposition: form-data; name="file"; filename="a"\r\n\r\nx'] * 50),
    "no name": boundary(b"Content-Disposition: form-data\r\n\r\nx"),
    "a long head": boundary(FIELD + b"X: " + b"y" * 70_000 + b"\r\n\r\nx"),
    "no end": boundary(FIELD + b"\r\nx")[:-6],
    "nothing": b"",
    "no boundary": b"zz",
}


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
@pytest.mark.parametrize(
    "head", ["multipart/form-data; boundary=zz", "multipart/form-data", "application/x-www-form-urlencoded"]
)
def test_a_form_that_is_badly_made_is_refused_as_such(room: TestClient[Any], body: bytes, head: str) -> None:
    token = Visiting(room).token()
    headers = {"content-type": head, "x-csrftoken": token}
    answer = room.post("/add", content=body, headers=headers, follow_redirects=False)
    assert answer.status_code in {303, 400, 413, 415, 422}, answer.text
    assert answer.status_code != 303 or head.endswith("zz")


def test_a_compressed_request_is_not_unpacked(room: TestClient[Any]) -> None:
    import gzip

    token = Visiting(room).token()
    headers = {"content-type": "application/x-www-form-urlencoded", "content-encoding": "gzip", "x-csrftoken": token}
    answer = room.post("/corrections/b2:00/undo", content=gzip.compress(b"reason=" + bytes(10**7)), headers=headers)
    assert answer.status_code in {400, 404, 415, 422}


@pytest.fixture(scope="module")
def served(sample_ledger: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """The port of a real server that takes uploads of a megabyte at most, and waits two seconds for them."""
    path = Path(shutil.copy(sample_ledger, tmp_path_factory.mktemp("served") / "own.db"))
    settings = Settings(ledger=path, port=0, max_upload=2**20, upload_seconds=2.0)
    with listening(settings) as listener:
        server = server_for(settings)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        yield listener.getsockname()[1]
        server.should_exit = True
        thread.join(20)


def say(port: int, *pieces: bytes) -> bytes:
    """Send bytes as they are; return what the server says until it hangs up or falls silent."""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as line:
        heard = b""
        try:
            for piece in pieces:
                line.sendall(piece)
            while chunk := line.recv(65536):
                heard += chunk
        except OSError:
            # A server that does not read on may hang up in the middle.
            return heard
    return heard


POST = (
    b"POST /add HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nContent-Type: multipart/form-data; boundary=zz\r\n"
)


def test_a_large_upload_is_refused_before_it_is_read(served: int) -> None:
    heard = say(served, POST + b"Content-Length: 99999999999\r\n\r\n--zz\r\n")
    assert heard.startswith(b"HTTP/1.1 413")
    assert b"content-security-policy" in heard.lower()


def test_an_upload_that_does_not_say_how_large_it_is_is_counted(served: int) -> None:
    chunk = b"10000\r\n" + b"x" * 0x10000 + b"\r\n"
    heard = say(served, POST + b"Transfer-Encoding: chunked\r\n\r\n", *[chunk] * 40)
    assert heard.startswith(b"HTTP/1.1 413") or heard == b""


def test_an_upload_that_drips_is_not_waited_for(served: int) -> None:
    heard = say(served, POST + b"Content-Length: 1000\r\n\r\n--zz\r\n")
    assert heard.startswith(b"HTTP/1.1 408")


@pytest.mark.parametrize(
    "line",
    [
        b"GET /static/../app.py HTTP/1.1",
        b"GET /static/..%2f..%2fapp.py HTTP/1.1",
        b"GET /static/%2e%2e/%2e%2e/app.py HTTP/1.1",
        b"GET /static//etc/passwd HTTP/1.1",
        b"GET /static/..%5c..%5capp.py HTTP/1.1",
        b"GET /articles/..%2f..%2f..%2fetc%2fpasswd HTTP/1.1",
        b"GET /add/..%2f..%2fupload HTTP/1.1",
        b"GET /add/../../etc/passwd HTTP/1.1",
        b"GET /articles/x%0d%0aSet-Cookie:%20zz=1 HTTP/1.1",
        b"GET /%00 HTTP/1.1",
        b"GET http://evil.example/ HTTP/1.1",
        b"GET //evil.example/ HTTP/1.1",
        b"GET /\xff\xfe HTTP/1.1",
        b"TRACE / HTTP/1.1",
        b"DELETE /articles HTTP/1.1",
        b"CONNECT evil.example:443 HTTP/1.1",
    ],
)
def test_a_request_line_leads_nowhere_else(served: int, line: bytes) -> None:
    heard = say(served, line + b"\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
    status = int(heard.split()[1])
    head = heard.split(b"\r\n\r\n", 1)[0].lower()
    assert status in {400, 404, 405} or (status == 200 and b"evil.example" in line)
    assert b"zz=1" not in head
    assert b"\r\nlocation:" not in head
    assert b"import annotations" not in heard
    assert b"root:" not in heard


def test_the_room_is_still_open_after_all_this(served: int) -> None:
    heard = say(served, b"GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
    assert heard.startswith(b"HTTP/1.1 200")
