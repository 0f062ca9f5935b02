"""Protects the reader from the page: whatever a page says, nothing of it becomes markup, a script or a link of ours."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree as ET

import feedparser
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from litestar.testing import TestClient

from onrecord.ledger import Ledger
from onrecord.records import (
    Act,
    Addressee,
    Article,
    Block,
    Completeness,
    LeadImage,
    Origin,
    Reading,
    Reason,
    Said,
    SetAside,
    Source,
    Span,
    Speaker,
    Statement,
    Step,
)
from onrecord.web import marking
from onrecord.web.app import make_app
from onrecord.web.settings import Settings

Room = TestClient[Any]
EVIL = '<script>alert(1)</script>"\' onmouseover="alert(2)" {{ 7 * 7 }} {% raw %} \u202e\ufffe'
TEXT = f"{EVIL} said the mayor. {EVIL}\n\n</p></article><h1>{EVIL}</h1>"


def hostile_reading(number: int) -> Reading:
    said = Span(start=0, end=len(EVIL), text=EVIL)
    statement = Statement(
        id="s1",
        kind="direct",
        mode="spoken",
        content=(said,),
        cue=said,
        source=said,
        speaker="p1",
        addressee=Addressee(start=0, end=len(EVIL), text=EVIL),
        said=Said(start=0, end=len(EVIL), text=EVIL, date="2024-02-01", precision="day"),
        act=Act(name=EVIL),
    )
    article = Article(
        text=TEXT,
        headline=EVIL,
        summary=EVIL,
        site=EVIL,
        url=f"javascript:alert({number})//{EVIL}",
        byline=(EVIL,),
        published="2024-02-01",
        language='en" onload="alert(3)',
        section=EVIL,
        lead_image=LeadImage(url="javascript:1", caption=EVIL, credit=EVIL),
        origin=Origin(publisher=EVIL, evidence=EVIL),
        blocks=(
            Block(label="paragraph", start=0, end=TEXT.index("\n\n"), position=0),
            Block(label="list", start=TEXT.index("\n\n") + 2, end=len(TEXT), position=1),
        ),
        evidence={"headline": EVIL},
    )
    return Reading(
        source=Source(location=f"{EVIL}-{number}", media_type="text/html", sha256=f"{number:064x}"),
        article=article,
        completeness=Completeness(verdict="partial", reasons=(Reason(kind="other", evidence=EVIL),)),
        set_aside=(SetAside(kind="other", text=EVIL),),
        speakers=(Speaker(id="p1", name=EVIL, kind="person", role=EVIL, affiliation=EVIL, country=EVIL),),
        statements=(statement,),
        steps=(Step(name=EVIL, detail=EVIL),),
    )


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    path = tmp_path_factory.mktemp("hostile") / "hostile.db"
    with Ledger(path) as ledger:
        for number in (1, 2):
            ledger.add(hostile_reading(number))
        list(ledger.link())
    with TestClient(make_app(Settings(ledger=path, author=EVIL)), base_url="http://127.0.0.1:8400") as client:
        yield client


def addresses(room: Room) -> list[str]:
    article = room.get("/articles.json").json()["items"][0]["article"]
    view = room.get(f"/articles/{article}.json").json()["article"]
    statement = view["keys"]["s1"]
    person = view["people"]["p1"]["key"]
    saying = view["reach"]["s1"]["saying"]
    story = view["story"] or article
    lists = ["/", "/articles", "/speakers", "/sayings", "/stories", "/corrections", "/search?words=script"]
    return [
        *lists,
        f"/articles/{article}",
        f"/statements/{statement}",
        f"/speakers/{person}",
        f"/sayings/{saying}",
        f"/stories/{story}",
    ]


def test_nothing_a_page_says_becomes_markup(room: Room) -> None:
    shown = 0
    for address in addresses(room):
        answer = room.get(address)
        assert answer.status_code == 200, address
        shown += "&lt;script&gt;alert(1)" in answer.text
        assert "<script>" not in answer.text, address
        assert 'onmouseover="' not in answer.text, address
        assert not re.search(r'(?i)(href|src|action)="\s*(javascript|data|vbscript):', answer.text), address
        assert "49 {%" not in answer.text, address
        assert answer.text.count("</article>") <= 1, address
        assert 'lang="und"' in answer.text or "/articles/" not in address
    assert shown > 8


@pytest.mark.parametrize("field", ["words", "speaker", "country", "outlet", "about", "act", "since", "until", "after"])
def test_nothing_that_is_typed_becomes_markup(room: Room, field: str) -> None:
    for value in (
        EVIL[:90],
        '"><img src=x onerror=alert(1)>',
        "' OR 1=1 --",
        '") OR statement_words MATCH ("x',
        "\x00",
    ):
        answer = room.get("/search", params={"words": "mayor", field: value})
        assert answer.status_code in {200, 400}
        assert "<script>alert" not in answer.text
        assert "<img" not in answer.text


PATHS = (
    "/articles/../../etc/passwd",
    "/articles/..%2F..%2Fetc%2Fpasswd",
    "/static/../app.py",
    "/static/%2e%2e/app.py",
    "/statements/%00",
    "/speakers/' OR 1=1",
    "/sayings/b2:%25",
    "/stories/b2:____",
    "/articles/x/versions/y",
    "/speakers/" + "x" * 5000,
)


@pytest.mark.parametrize("path", PATHS)
def test_an_address_leads_nowhere_else(room: Room, path: str) -> None:
    answer = room.get(path)
    assert answer.status_code in {400, 404}
    assert "root:" not in answer.text
    assert "import" not in answer.text


def test_a_feed_holds_nothing_that_xml_cannot(room: Room) -> None:
    person = next(a for a in addresses(room) if a.startswith("/speakers/"))
    for address in (f"{person}.atom", "/search.atom?words=script"):
        body = room.get(address).content
        assert len(ET.fromstring(body)) > 4
        feed = feedparser.parse(body)
        assert not feed.bozo
        assert all(link.href.startswith("http://127.0.0.1:8400/") for entry in feed.entries for link in entry.links)


def test_there_are_no_open_redirects(room: Room) -> None:
    for path in ("//evil.example", "//evil.example/articles", "/\\evil.example", "/articles/?next=//evil.example"):
        answer = room.get(path, follow_redirects=False)
        assert "evil.example" not in answer.headers.get("location", "")


spans = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=4)


@given(st.text(max_size=50), st.lists(spans, max_size=6), st.integers(0, 50))
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_marking_keeps_every_letter(text: str, pieces: list[list[tuple[int, int]]], cut: int) -> None:
    """However statements overlap, the pieces are the text, and each statement covers its own words."""
    statements = [
        Statement(
            id=f"s{number}",
            kind="direct",
            mode="spoken",
            content=tuple(
                Span(start=a, end=b, text=text[a:b]) for a, b in ((min(p), min(max(p), len(text))) for p in of)
            ),
        )
        for number, of in enumerate(pieces)
    ]
    cut = min(cut, len(text))
    blocks = [Block(label="paragraph", start=a, end=b, position=a) for a, b in ((0, cut), (cut, len(text)))]
    groups = marking.marked(text, blocks, statements)
    found = [piece for group in groups for block in group.blocks for piece in block.pieces]
    assert "".join(piece.text for piece in found) == text
    place = 0
    for piece in found:
        for at in range(place, place + len(piece.text)):
            over = {s.id for s in statements if any(c.start <= at < c.end for c in s.content)}
            assert set(piece.over) == over
        place += len(piece.text)
