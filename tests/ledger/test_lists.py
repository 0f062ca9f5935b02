"""Protects the lists: every page goes on where the one before ended, nothing twice, nothing left out, no table read whole."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from onrecord.errors import OptionError
from onrecord.ledger import Ledger, lists
from onrecord.ledger.cursor import cursor_of, page_sql
from onrecord.ledger.search import Search
from tests.ledger.build import numbered_reading, port_reading
from tests.ledger.test_links import LONG, OLM, QUOTE, article, keep, one_says, person
from tests.ledger.test_search import explained

SHARED = "“We will not sell a single berth of this harbour, now or later.”"


@pytest.fixture
def filled(ledger: Ledger) -> Ledger:
    voss = person("Karel Voss", role="mayor")
    keep(
        ledger,
        port_reading(),
        *(one_says(SHARED, n, OLM, day=f"2031-03-0{n}") for n in range(1, 4)),
        one_says("“The café on the quay pays no tax at all.”", 4, person("Zoë Brandt", country="EM"), day="2031-02"),
        one_says("“The lamp burns for every ship of the coast.”", 5, voss, day="someday"),
        one_says("“No ship was ever lost within sight of the lamp.”", 6, voss, day="2031-03-09"),
        article(LONG, [(QUOTE, OLM)], 11, published="2031-06-01", verdict="partial"),
        article(LONG, [(QUOTE, OLM)], 12, published="2031-06-02"),
        *(numbered_reading(n) for n in range(5)),
    )
    return ledger


LISTS: dict[str, Callable[[Ledger, dict[str, Any]], Any]] = {
    "articles": lambda ledger, page: ledger.articles(**page),
    "articles as added": lambda ledger, page: ledger.articles(order="added", **page),
    "partial articles": lambda ledger, page: ledger.articles(verdict="partial", **page),
    "speakers": lambda ledger, page: ledger.speakers(**page),
    "speakers by name": lambda ledger, page: ledger.speakers("o", **page),
    "sayings": lambda ledger, page: ledger.sayings(**page),
    "stories": lambda ledger, page: ledger.stories(**page),
}


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("limit", [1, 2, 3])
def test_pages_of_a_list_are_the_list(filled: Ledger, name: str, limit: int) -> None:
    ask = LISTS[name]
    whole = ask(filled, {"limit": 100})
    assert whole.items
    assert whole.after is None
    pages: list[Any] = []
    after = None
    while not pages or after:
        page = ask(filled, {"limit": limit, "after": after})
        assert len(page.items) == limit or page.after is None
        assert page.items
        pages += page.items
        after = page.after
    assert tuple(pages) == whole.items


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"speaker": "Voss"},
        {"words": "lamp"},
        {"words": "lamp", "speaker": "Voss"},
        {"words": "lamp", "order": "newest"},
        {"words": "the", "order": "newest"},
        {"words": "berth OR lamp OR elms"},
        {"since": "2031-03"},
        {"kind": "direct"},
        {"country": "em"},
    ],
)
@pytest.mark.parametrize("common", [1, 4000])
def test_pages_of_a_search_are_the_search(
    filled: Ledger, monkeypatch: pytest.MonkeyPatch, asked: dict[str, str], common: int
) -> None:
    for bound in ("COMMON", "WEIGHED"):
        monkeypatch.setattr(f"onrecord.ledger.search.{bound}", common)
    words, filters = asked.get("words", ""), {k: v for k, v in asked.items() if k != "words"}
    whole = filled.search(words, limit=100, after=None, **filters)
    assert whole.after is None
    found = [hit.statement for hit in whole.hits]
    pages: list[str] = []
    after = None
    while not pages or after:
        page = filled.search(words, limit=2, after=after, **filters)
        pages += [hit.statement for hit in page.hits]
        after = page.after
    assert pages == found
    assert len(found) == len(set(found)) > 0
    sayings = [hit.reach.saying for hit in whole.hits if hit.reach.saying]
    assert len(sayings) == len(set(sayings))


def test_pages_of_a_record_are_the_record(filled: Ledger) -> None:
    whole = filled.who("Voss")
    newest = filled.who(whole.person.key, limit=1)
    oldest = filled.who("Voss", limit=1, after=newest.after)
    assert (*oldest.timeline, *newest.timeline) == whole.timeline
    assert [hit.said for hit in whole.timeline] == [None, "2031-03-09"]


def test_a_list_goes_on_behind_its_cursor_though_something_is_added(filled: Ledger) -> None:
    first = filled.articles(limit=2)
    keep(filled, one_says("“A new lamp.”", 77, day="2032-01-01"))
    second = filled.articles(limit=2, after=first.after)
    assert not {a.article for a in second.items} & {a.article for a in first.items}
    assert filled.articles(limit=1).items[0].published == "2032-01-01"


@pytest.mark.parametrize("after", ["", "x", "e30", "%%%", "é", "W10", "a" * 500])
def test_a_cursor_that_leads_nowhere(filled: Ledger, after: str) -> None:
    for ask in LISTS.values():
        with pytest.raises(OptionError):
            ask(filled, {"after": after})
    with pytest.raises(OptionError):
        filled.search("lamp", after=after)


@pytest.mark.parametrize(
    "key", [["best"], ["best", "x", 1], ["best", 1.5, None], ["day", "x", 1], ["day", 9, 1], ["other", 1]]
)
def test_a_cursor_that_somebody_made_up(filled: Ledger, key: list[str | float | None]) -> None:
    with pytest.raises(OptionError):
        filled.search("lamp", after=cursor_of(Search(words="lamp"), key))


def test_a_cursor_of_another_question(filled: Ledger) -> None:
    after = filled.articles(limit=1).after
    for ask in (filled.sayings, filled.stories, filled.speakers):
        with pytest.raises(OptionError):
            ask(after=after)
    with pytest.raises(OptionError):
        filled.search("lamp", after=after)


@pytest.mark.parametrize("limit", [0, -1, 1001])
def test_a_page_that_nobody_can_ask_for(filled: Ledger, limit: int) -> None:
    for ask in LISTS.values():
        with pytest.raises(OptionError):
            ask(filled, {"limit": limit})


def test_no_list_reads_a_whole_table(filled: Ledger) -> None:
    parts = [
        *lists.article_parts(None, "published"),
        *lists.article_parts(None, "added"),
        *lists.article_parts("partial", "published"),
        *lists.speaker_parts(""),
        *lists.speaker_parts("o"),
        *lists.saying_parts(),
        *lists.story_parts("2031", None),
        *lists.correction_parts(None),
        *lists.correction_parts("b2:1"),
    ]
    for part in parts:
        for key in (None, tuple("0" for _ in part.columns)):
            sql, values = page_sql(part, key, 20)
            explained(filled, sql, values)
            plan = [step for *_, step in filled.connection.execute(f"EXPLAIN QUERY PLAN {sql}", values)]
            assert not any("TEMP B-TREE" in step for step in plan), (sql, plan)


def test_overview(filled: Ledger) -> None:
    found = filled.overview()
    assert (found.articles, found.texts) == (14, 13)
    assert found.verdicts == {"partial": 1, "complete": 13}
    assert found.statements == filled.connection.execute("SELECT count(*) FROM statement").fetchone()[0]
    assert {line.hit.reach.texts for line in found.most_quoted_sayings if line.hit.content == SHARED} == {3}
    assert found.most_quoted_speakers[0].name == "Petra Olm"
    assert found.newest[0].article == filled.articles(order="added").items[0].article


def test_a_correction_counts_at_once(filled: Ledger) -> None:
    from onrecord.ledger.correcting import Decision

    line = filled.articles(verdict="partial").items[0]
    why = {"author": "Editor", "reason": "I have the paper"}
    made = filled.correct(Decision(target=line.article, what="completeness", value="complete", **why))
    assert filled.overview().verdicts == {"complete": 14}
    assert filled.articles(verdict="partial").items == ()
    filled.undo(made.key, **why)
    assert filled.overview().verdicts == {"partial": 1, "complete": 13}
    assert [c.key for c in filled.corrections(article=line.article).items] == [made.key]


def test_facets(filled: Ledger) -> None:
    found = filled.facets("lamp")
    assert (found.total, found.exact) == (2, True)
    assert [(f.value, f.count) for f in found.kinds] == [("direct", 2)]
    assert [f.name for f in found.speakers] == ["Karel Voss"]
    narrowed = filled.search("lamp", speaker=found.speakers[0].value)
    assert len(narrowed.hits) == found.speakers[0].count
    assert [(f.value, f.count) for f in filled.facets(speaker="Voss").months] == [("2031-03", 1)]


def test_speakers_by_name(filled: Ledger) -> None:
    assert [line.name for line in filled.speakers("ol").items] == ["Petra Olm"]
    assert [line.name for line in filled.speakers("PETRA").items] == ["Petra Olm"]
    assert filled.speakers("%").items != ()  # nothing but letters counts: the same as no beginning
    assert all(line.kind != "unnamed" for line in filled.speakers().items)
