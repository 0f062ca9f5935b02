"""Protects the language of each piece: words of an article say which language they are in, on every page that shows them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from litestar.testing import TestClient
from selectolax.lexbor import LexborHTMLParser, LexborNode

from onrecord.ledger import Ledger
from onrecord.records import Speaker
from onrecord.web.settings import Settings
from tests.ledger.build import port_reading, reading, statement
from tests.web.conftest import open_room

TEXT = "„Die Brücke bleibt bis zum Herbst für alle gesperrt“, sagte Brückenmeister Arne Holm am Freitag.\n\nEs regnet."
HEADLINE = "Die Brücke bleibt gesperrt"
QUOTE = "„Die Brücke bleibt bis zum Herbst für alle gesperrt“"
HOLM = Speaker(id="p1", name="Arne Holm", kind="person", role="Brückenmeister")
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient[Any]]:
    path: Path = tmp_path_factory.mktemp("languages") / "two.db"
    with Ledger(path) as ledger:
        for number, site in enumerate(("Küstenblatt", "Hafenbote")):
            said = [statement(TEXT, QUOTE, id="s1", kind="direct", cue="sagte")]
            url = f"https://{number}.example/bruecke"
            text = TEXT + " Viel." * number * 60
            ledger.add(reading(text, said, speakers=(HOLM,), headline=HEADLINE, site=site, language="de", url=url))
        ledger.add(port_reading(language="en"))
        list(ledger.link())
    with open_room(Settings(ledger=path, author="Ida Reader")) as client:
        yield client


def spoken(node: LexborNode) -> str | None:
    """The language that a browser takes the words of a node to be in."""
    at: LexborNode | None = node
    while at is not None:
        if at.attributes.get("lang"):
            return at.attributes["lang"]
        at = at.parent
    return None


def is_within(node: LexborNode, classes: set[str]) -> bool:
    at: LexborNode | None = node
    while at is not None:
        if classes & set((at.attributes.get("class") or "").split()):
            return True
        at = at.parent
    return False


def keys(room: TestClient[Any]) -> dict[str, str]:
    hit = room.get("/search.json?words=Brücke").json()["hits"][0]
    return {"hit": hit["statement"], "who": hit["entity"], "saying": hit["reach"]["saying"], "article": hit["article"]}


@pytest.mark.parametrize(
    "address",
    [
        *("/", "/articles", "/sayings", "/stories", "/search?words=Herbst", "/speakers/{who}", "/sayings/{saying}"),
        *("/statements/{hit}", "/articles/{article}", "/stories/{article}", "/statements/{hit}/correct"),
    ],
)
def test_words_of_an_article_say_their_language(room: TestClient[Any], address: str) -> None:
    page = LexborHTMLParser(room.get(address.format(**keys(room))).text)
    shown = 0
    for node in page.css("main *, main"):
        if node.tag in {"title", "pre"} or node.attributes.get("class") == "citation":
            # A spot in a picture and a citation have words of ours in them, too, and cannot be told in parts.
            continue
        own = "".join(child.text() for child in node.iter(include_text=True) if child.tag == "-text")
        if any(words in own for words in (QUOTE, HEADLINE, "für alle gesperrt")) or (
            "Brückenmeister" in own and is_within(node, {"hit", "role", "who"})
        ):
            assert spoken(node) == "de", node.html
            shown += 1
        if "The north quay" in own:
            assert spoken(node) == "en", node.html
    assert shown


def test_a_feed_says_the_language_of_each_entry(room: TestClient[Any]) -> None:
    feed = ET.fromstring(room.get("/search.atom?words=Herbst").content)
    entries = feed.findall("{http://www.w3.org/2005/Atom}entry")
    assert {entry.get(XML_LANG) for entry in entries} == {"de"}
