"""Protects the pages: every link of every page leads somewhere, each page has a twin, text stays the article's own."""

from __future__ import annotations

import re
from collections import Counter
from html import unescape
from itertools import pairwise
from pathlib import Path
from typing import Any

import feedparser
import pytest
from litestar.testing import TestClient

from onrecord.ledger import Ledger

Room = TestClient[Any]
OTHERS = re.compile(r"^/(add|account|sign-|notes|people|invit)|/(correct|undo)(\?|$)")
"""Addresses of pages that other files test."""
SOME = 12
PAGES = ("/", "/articles", "/speakers", "/sayings", "/stories", "/corrections", "/search", "/search?words=bridge")


@pytest.fixture(scope="module")
def ledger(sample_ledger: Path) -> Any:
    with Ledger(sample_ledger, read_only=True) as ledger:
        yield ledger


@pytest.fixture(scope="module")
def visited(sample_room: Room) -> dict[str, str]:
    """Pages of the sample room by address: those of PAGES and what they link to, some of each kind."""
    seen: dict[str, str] = {}
    waiting = list(PAGES)
    kinds: Counter[str] = Counter()
    while waiting:
        address = waiting.pop(0)
        if address in seen or OTHERS.search(address) or kinds[kind_of(address)] == SOME:
            continue
        answer = sample_room.get(address)
        assert answer.status_code == 200, address
        seen[address] = answer.text
        kinds[kind_of(address)] += 1
        if answer.headers["content-type"].startswith("text/html"):
            waiting += links(address, answer.text)
    return seen


def kind_of(address: str) -> str:
    return re.sub(r"b2:\w+", "KEY", address.split("?", maxsplit=1)[0])


def links(address: str, text: str) -> list[str]:
    found = [unescape(link).split("#")[0] for link in re.findall(r'href="([^"]*)"', text)]
    found = [address.split("?", maxsplit=1)[0] + link if link.startswith("?") else link for link in found]
    return [link for link in found if link.startswith("/") and not link.startswith("/static")]


def test_every_link_leads_to_a_page(visited: dict[str, str]) -> None:
    kinds = {kind_of(address) for address in visited}
    wanted = {"/articles/KEY", "/statements/KEY", "/sayings/KEY", "/speakers/KEY", "/stories/KEY"}
    wanted |= {"/articles/KEY.json", "/speakers/KEY.atom", "/search.atom", "/articles/KEY/versions/KEY"}
    assert wanted <= kinds


def test_every_page_is_well_made(visited: dict[str, str]) -> None:
    for address, text in visited.items():
        if text.startswith("<!doctype html>"):
            assert text.count("<h1") == 1, address
            assert " style=" not in text, address
            assert "<script>" not in text, address
            assert not re.search(r"\son[a-z]+=", text), address
            ids = re.findall(r'\sid="([^"]+)"', text)
            assert len(ids) == len(set(ids)), address
            levels = [int(level) for level in re.findall(r"<h([1-6])", text)]
            assert all(b <= a + 1 for a, b in pairwise(levels)), (address, levels)
            assert len(text) < 60_000, address


def test_every_page_has_a_twin(sample_room: Room, visited: dict[str, str]) -> None:
    pages = [a for a, text in visited.items() if text.startswith("<!doctype html>")][:40]
    for address in pages:
        path, _, query = address.partition("?")
        twin = sample_room.get(f"{'/index' if path == '/' else path}.json?{query}")
        assert twin.json() == sample_room.get(address, headers={"accept": "application/json"}).json()


def test_an_unchanged_page_is_not_sent_again(sample_room: Room) -> None:
    sample_room.get("/articles")
    etag = sample_room.get("/articles").headers["etag"]
    again = sample_room.get("/articles", headers={"if-none-match": etag})
    assert (again.status_code, again.content) == (304, b"")
    assert sample_room.get("/articles.json", headers={"if-none-match": etag}).status_code == 200


def test_the_front_page_weighs_little(sample_room: Room) -> None:
    page = sample_room.get("/")
    parts = re.findall(r'(?:href|src)="(/static/[^"]+)"', page.text)
    assert len(parts) == 3
    assert len(page.content) + sum(len(sample_room.get(part).content) for part in parts) < 60_000


def test_an_articles_text_is_all_there(sample_room: Room, ledger: Ledger) -> None:
    for line in ledger.articles(limit=100).items:
        page = sample_room.get(f"/articles/{line.article}").text
        body = page.split('<div class="text"', 1)[1].split("</div>", 1)[0].split(">", 1)[1]
        shown = " ".join(unescape(re.sub(r"<[^>]+>", "", re.sub(r"</(p|li|h\d)>", " ", body))).split())
        text = " ".join(ledger.reading(line.article).article.text.split())
        assert shown == (text or "There is no article text on this page.")


def test_every_statement_of_an_article_can_be_followed(sample_room: Room, ledger: Ledger) -> None:
    for line in ledger.articles(limit=100).items:
        view = ledger.article(line.article)
        page = sample_room.get(f"/articles/{line.article}").text
        for key in view.keys.values():
            assert f'href="/statements/{key}"' in page


def test_lists_go_on_where_the_page_before_ended(sample_room: Room) -> None:
    first = sample_room.get("/speakers.json").json()
    page = sample_room.get("/speakers").text
    link = re.search(r'<a rel="next" href="([^"]+)"', page)
    assert link
    assert f'<link rel="next" href="{link[1]}">' in page
    second = sample_room.get(f"/speakers.json{unescape(link[1])}").json()
    keys = [p["key"] for p in first["items"] + second["items"]]
    assert len(keys) == len(set(keys)) > len(first["items"])


def test_a_question_that_cannot_be_asked_is_shown_as_typed(sample_room: Room) -> None:
    question = {"words": 'harbour "not <b>', "speaker": "Ingrid", "since": "soon"}
    page = sample_room.get("/search", params=question)
    assert page.status_code == 400
    assert 'value="harbour &#34;not &lt;b&gt;"' in page.text
    assert 'value="soon"' in page.text
    error = sample_room.get("/search.json", params=question).json()["error"]
    assert error["status"] == 400


@pytest.mark.parametrize(
    "address",
    [
        "/search?kind=sung",
        "/articles?verdict=fine",
        "/articles?after=xx",
        "/search?after=%00",
        f"/search?words={'x' * 500}",
    ],
)
def test_a_wrong_address_is_refused_in_words(sample_room: Room, address: str) -> None:
    answer = sample_room.get(address, headers={"accept": "application/json"})
    if "words=" not in address and "search?after" in address:
        # Nothing is asked, so there is nothing to go on with.
        assert answer.status_code == 200
        return
    assert answer.status_code == 400
    assert answer.json()["error"]["message"]


def test_filters_narrow_a_search(sample_room: Room) -> None:
    everything = sample_room.get("/search.json?words=bridge").json()
    direct = sample_room.get("/search.json?words=bridge&kind=indirect").json()
    assert {hit["kind"] for hit in direct["hits"]} == {"indirect"}
    assert direct["facets"]["total"] < everything["facets"]["total"]


@pytest.mark.parametrize(
    "address", ["/search.atom?words=bridge&order=newest", "/search.atom?outlet=The+Brack&kind=direct"]
)
def test_the_feed_of_a_search_is_a_feed(sample_room: Room, address: str) -> None:
    answer = sample_room.get(address)
    assert answer.headers["content-type"].startswith("application/atom+xml")
    feed = feedparser.parse(answer.content)
    hits = sample_room.get(address.replace(".atom", ".json")).json()["hits"]
    assert not feed.bozo
    assert feed.version == "atom10"
    assert [entry.id for entry in feed.entries] == [f"urn:onrecord:{hit['statement']}" for hit in hits] != []
    assert [link.href for link in feed.feed.links if link.rel == "self"] == [f"http://127.0.0.1:8400{address}"]


def test_the_feed_of_a_speaker_is_a_feed(sample_room: Room, ledger: Ledger) -> None:
    person = ledger.who("Ingrid Halloway").person
    feed = feedparser.parse(sample_room.get(f"/speakers/{person.key}.atom").content)
    assert not feed.bozo
    assert feed.feed.title == "Ingrid Halloway on record"
    assert len(feed.entries) == len(ledger.who(person.key).timeline)
    assert feed.entries[0].updated >= feed.entries[-1].updated


def test_other_pages_have_no_feed(sample_room: Room) -> None:
    assert sample_room.get("/articles.atom").status_code == 404


def test_the_wordings_of_a_saying_show_what_differs(sample_room: Room, ledger: Ledger) -> None:
    saying = next(s for s in ledger.sayings().items if "40 cracked bolts" in s.hit.content)
    page = sample_room.get(f"/sayings/{saying.key}").text
    assert "<del>40</del> <ins>14</ins>" in page
    assert "the numbers differ" in page
    assert '<rect class="cell changed"' in page


def test_a_statement_stands_in_its_place(sample_room: Room, ledger: Ledger) -> None:
    hit = ledger.search("stubborn").hits[0]
    page = sample_room.get(f"/statements/{hit.statement}")
    twin = sample_room.get(f"/statements/{hit.statement}.json").json()
    assert hit.content in unescape(page.text)
    assert twin["cited"]["bibtex"].startswith("@online{")
    piece = twin["view"]["statement"]["content"][0]
    start = twin["passage"]["start"]
    assert twin["passage"]["text"][piece["start"] - start : piece["end"] - start] == piece["text"]


def test_an_empty_ledger_has_all_its_pages(tmp_path: Path) -> None:
    from onrecord.web.app import make_app
    from onrecord.web.settings import Settings

    with TestClient(make_app(Settings(ledger=tmp_path / "empty.db")), base_url="http://127.0.0.1:8400") as room:
        for address in PAGES:
            assert room.get(address).status_code == 200, address
