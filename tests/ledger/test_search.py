"""Protects the questions: what is found, in what order, how it is counted; and that no question reads the whole ledger."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.errors import LedgerError, OnrecordError, OptionError
from onrecord.ledger import Ledger
from onrecord.ledger.cursor import Value
from onrecord.ledger.query import parse, words_of
from onrecord.ledger.search import Search, search_sql
from onrecord.records import Reading
from tests.ledger.build import numbered_reading, port_reading
from tests.ledger.test_links import OLM, article, keep, one_says, person


@pytest.fixture
def filled(ledger: Ledger) -> Ledger:
    keep(
        ledger,
        port_reading(),
        one_says("“We will not sell a single berth of this harbour, now or later.”", 1, OLM, day="2031-03-05"),
        one_says(
            "“The café on the quay pays no tax, and never did.”", 2, person("Zoë Brandt", country="EM"), day="2031-02"
        ),
        one_says("the taxes of the harbour would rise", 3, person("Karel Voss"), day="2031-04-01"),
        *(numbered_reading(n) for n in range(5)),
    )
    return ledger


def found(ledger: Ledger, words: str = "", **filters: Any) -> list[str | None]:
    return [hit.speaker for hit in ledger.search(words, **filters).hits]


@pytest.mark.parametrize(
    ("words", "speakers"),
    [
        ("cafe", ["Zoë Brandt"]),
        ("CAFÉ", ["Zoë Brandt"]),
        ("tax", ["Zoë Brandt"]),
        ("tax*", ["Zoë Brandt", "Karel Voss"]),
        ("tax* -rise", ["Zoë Brandt"]),
        ('"pays no tax"', ["Zoë Brandt"]),
        ('"no pays tax"', []),
        ("“pays no tax”", ["Zoë Brandt"]),
        ('tax* -"pays no"', ["Karel Voss"]),
        ("rise OR café", ["Zoë Brandt", "Karel Voss"]),
        ("harbour rise", ["Karel Voss"]),
        ("zzz", []),
        ("content:harbour rise", []),
    ],
)
def test_words(filled: Ledger, words: str, speakers: list[str]) -> None:
    assert sorted(map(str, found(filled, words))) == sorted(speakers)


def test_nothing_asked_is_everything(filled: Ledger) -> None:
    assert len(found(filled, "")) == len(found(filled, "  ")) > 5
    with pytest.raises(OptionError):
        found(filled, about="%")


@pytest.mark.parametrize(
    ("filters", "speakers"),
    [
        ({"speaker": "Brandt"}, ["Zoë Brandt"]),
        ({"speaker": "zoe brandt"}, ["Zoë Brandt"]),
        ({"speaker": "Nobody"}, []),
        ({"country": "em"}, ["Zoë Brandt"]),
        ({"outlet": "outlet 3"}, ["Karel Voss"]),
        ({"outlet": "%"}, []),
        ({"since": "2031-03-05", "until": "2031-03"}, ["Petra Olm"]),
        ({"since": "2031-04"}, ["Karel Voss"]),
        ({"until": "2031-02"}, ["Zoë Brandt"]),
        ({"act": "announce"}, ["Ilsa Marenko"]),
        ({"kind": "indirect", "speaker": "Voss"}, ["Karel Voss"]),
        ({"about": "single berth", "speaker": "Olm"}, ["Petra Olm"]),
    ],
)
def test_filters(filled: Ledger, filters: dict[str, str], speakers: list[str]) -> None:
    assert found(filled, **filters) == speakers


def test_one_utterance_is_one_hit(ledger: Ledger) -> None:
    words = "“We will not sell a single berth of this harbour, now or later.”"
    keep(ledger, *(one_says(words, n) for n in range(4)))
    hits = ledger.search("berth").hits
    assert [(h.reach.articles, h.reach.texts, h.reach.outlets) for h in hits] == [(4, 4, 4)]
    assert ledger.who("Olm").timeline == ledger.search(speaker="Petra Olm").hits


def test_who_names_the_others_of_that_name(ledger: Ledger) -> None:
    keep(
        ledger,
        one_says("“The lamp is lit.”", 1, person("Petra Olm", role="senator")),
        one_says("“Come to the square.”", 2, person("Petra Olm", role="goalkeeper")),
        one_says("“Come to the beach.”", 3, person("Petra Olm", role="goalkeeper")),
    )
    record = ledger.who("Petra Olm")
    assert [o.role for o in record.person.offices] == ["goalkeeper"]
    assert [o.offices[0].role for o in record.others] == ["senator"]
    assert [h.content for h in record.timeline] == ["“Come to the square.”", "“Come to the beach.”"]


def test_a_day_goes_by_the_hour_of_its_articles_and_an_article_by_its_order(ledger: Ledger) -> None:
    def at(hour: str, number: int, *quotes: str) -> Reading:
        text = f"Report {number}. " + " ".join(f"{quote} she said." for quote in quotes)
        return article(text, [(quote, OLM) for quote in quotes], number, published=f"2031-03-04T{hour}:00:00Z")

    lamp, square, tide, ferry = (
        "“The lamp is lit.”",
        "“Come to the square.”",
        "“The tide is low.”",
        "“A ferry is late.”",
    )
    keep(ledger, at("18", 1, ferry), at("07", 2, lamp, square), at("12", 3, tide))
    assert [hit.content for hit in ledger.who("Olm").timeline] == [lamp, square, tide, ferry]


@pytest.mark.parametrize(
    "asked",
    [
        Search(words="berth"),
        Search(words="berth tax*", speaker="Olm", since="2031", kind="direct"),
        Search(words="berth", country="VL", act="warn"),
        Search(speaker="Olm"),
        Search(outlet="Outlet"),
        Search(kind="direct"),
        Search(act="warn"),
        Search(since="2031", until="2031-06"),
        Search(),
    ],
)
def test_no_question_reads_a_whole_table(filled: Ledger, asked: Search) -> None:
    for sql, values in search_sql(filled.connection, asked):
        explained(filled, sql, values)


def explained(ledger: Ledger, sql: str, values: Sequence[Value]) -> None:
    for *_, step in ledger.connection.execute(f"EXPLAIN QUERY PLAN {sql}", values):
        if step.startswith("SCAN"):
            assert "INDEX" in step, step


@pytest.mark.parametrize(
    ("piece", "words"), [('"a b’s c"', ('"a"', '"b’s"', '"c"')), ('"tax" *', ('"tax" *',)), ('"a -"', ('"a"',))]
)
def test_words_of_a_phrase(piece: str, words: tuple[str, ...]) -> None:
    assert words_of(piece) == words


@pytest.mark.parametrize(
    "words", ["ta*", '"open', "-berth", "%", "_", "*", '""', "🙂", "+ --", '-"a b"', " ".join(map(str, range(99)))]
)
def test_queries_that_cannot_be(filled: Ledger, words: str) -> None:
    with pytest.raises(OptionError) as error:
        filled.search(words)
    assert error.value.advice


@settings(max_examples=150, deadline=None)
@given(words=st.text(max_size=30) | st.text(alphabet='ab"*-() ORNEAR^:+{}%_\\\x00', max_size=30))
def test_no_query_is_an_error_of_the_databases(queried: Ledger, words: str) -> None:
    try:
        queried.search(words, speaker=words or None, about=words or None)
    except OnrecordError as error:
        assert isinstance(error, OptionError)  # noqa: PT017


@pytest.fixture(scope="module")
def queried(tmp_path_factory: pytest.TempPathFactory) -> Ledger:
    opened = Ledger(tmp_path_factory.mktemp("queries") / "l.db")
    list(opened.add_all([port_reading()]))
    return opened


def test_what_a_query_means() -> None:
    assert parse('harbour "not for sale" tax* -rumour').expression == (
        '("harbour" AND "not for sale" AND "tax" *) NOT ("rumour")'
    )
    assert parse("a OR b c").expression == '(("a" OR "b") AND "c")'
    assert parse("  ").expression is None


@pytest.mark.parametrize("field", ["words", "country", "act", "about"])
def test_half_a_character_is_told(filled: Ledger, field: str) -> None:
    with pytest.raises(LedgerError) as raised:
        filled.search(**{field: "berth\ud800"})  # type: ignore[arg-type]
    assert raised.value.kind == "bad-text"
    with pytest.raises(LedgerError):
        filled.story("berth\ud800")


def test_an_unknown_filter_is_told(filled: Ledger) -> None:
    with pytest.raises(OptionError):
        filled.search("x", colour="red")
