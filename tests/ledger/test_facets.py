"""Protects the counts beside a search: those of all that is found, whichever way it was found, and in the same answer."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from onrecord.ledger import Ledger, facets, search
from tests.ledger.build import numbered_reading, port_reading
from tests.ledger.test_links import OLM, keep, one_says, person

SAID = (
    "“Whoever owns a boat owns the harbour.”",
    "“I never signed the lease of any warehouse.”",
    "“Our lighthouse burns by day as well, ask the keeper.”",
    "“Fishermen paid for the crane twice.”",
)
REPORTED = ("nobody would buy the harbour master’s house", "the gulls were here before the council was")
QUESTIONS: list[dict[str, Any]] = [
    {"words": "harbour"},
    {"words": "the"},
    {"words": "the", "order": "newest"},
    {"words": "the -harbour"},
    {"words": '"the harbour" OR elms'},
    {"words": "the", "speaker": "Olm"},
    {"words": "the", "speaker": "Olm", "order": "newest"},
    {"words": "the", "country": "VL", "since": "2031-03"},
    {"words": "the", "outlet": "Vale", "kind": "indirect"},
    {"words": "elms", "about": "the elms"},
    {"speaker": "Olm"},
    {"kind": "direct"},
    {},
]


@pytest.fixture
def filled(ledger: Ledger) -> Ledger:
    keep(
        ledger,
        port_reading(),
        *(one_says(said, n, OLM, day=f"2031-03-{n + 1:02d}") for n, said in enumerate(SAID)),
        *(one_says(said, n, person("Karel Voss"), day="2031-05") for n, said in enumerate(REPORTED, start=10)),
        *(numbered_reading(n) for n in range(5)),
    )
    return ledger


@pytest.fixture(params=["rare", "common"])
def bounds(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every word is rare, or none is; speakers say much."""
    monkeypatch.setattr(search, "FEW", 2)
    if request.param == "common":
        monkeypatch.setattr(search, "COMMON", 0)


@pytest.mark.usefixtures("bounds")
@pytest.mark.parametrize("asked", QUESTIONS, ids=str)
def test_one_answer_has_the_hits_and_the_facets_of_two(filled: Ledger, asked: dict[str, Any]) -> None:
    after, pages = None, 0
    while pages == 0 or after:
        both = filled.search_and_facets(**asked, limit=2, after=after)
        assert both == (filled.search(**asked, limit=2, after=after), filled.facets(**asked))
        after, pages = both[0].after, pages + 1


@pytest.mark.usefixtures("bounds")
@pytest.mark.parametrize("asked", QUESTIONS, ids=str)
def test_facets_count_what_is_found(filled: Ledger, asked: dict[str, Any]) -> None:
    found = filled.facets(**asked)
    hits = filled.search(**asked, limit=100).hits
    # Nothing in this ledger is printed twice, so that each statement is a hit.
    assert found.total == len(hits)
    assert found.exact
    assert {f.value: f.count for f in found.kinds} == Counter(hit.kind for hit in hits)
    assert {f.name: f.count for f in found.speakers} == Counter(hit.speaker for hit in hits if hit.entity)
    assert {f.name: f.count for f in found.outlets} == Counter(hit.outlet for hit in hits if hit.outlet)
    assert {f.value: f.count for f in found.months} == Counter(hit.said[:7] for hit in hits if hit.said)


@pytest.mark.parametrize(
    ("words", "is_weighed"), [("harbour owns", False), ("lease", True), ('"the harbour"', False), ('"the lease"', True)]
)
def test_common_words_and_phrases_of_nothing_else_are_not_weighed(
    filled: Ledger, monkeypatch: pytest.MonkeyPatch, words: str, is_weighed: bool
) -> None:
    monkeypatch.setattr(search, "WEIGHED", 2)
    plan = search.planned(filled.connection, search.Search(words=words))
    assert plan.way == ("best" if is_weighed else "day")
    newest = [hit.statement for hit in filled.search(words, order="newest").hits]
    assert is_weighed or [hit.statement for hit in filled.search(words).hits] == newest


def test_of_many_the_first_stand_for_all(filled: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(facets, "MAX_COUNTED", 3)
    monkeypatch.setattr(search, "COMMON", 0)
    found = filled.facets("the")
    assert (found.total, found.exact) == (3, False)
    newest = filled.search("the", limit=3).hits
    assert {f.name: f.count for f in found.speakers} == Counter(hit.speaker for hit in newest if hit.entity)
