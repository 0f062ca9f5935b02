"""Protects what a ledger is for: what goes in comes out as it was, once, and stays."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.errors import LedgerError
from onrecord.ledger import Ledger
from onrecord.ledger.identity import address_of, digest
from onrecord.records import Reading, Refusal, Source, Speaker
from tests.ledger.build import PORT_TEXT, numbered_reading, port_reading, reading, statement


def counts(ledger: Ledger) -> dict[str, int]:
    tables = [
        r[0]
        for r in ledger.connection.execute(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND sql LIKE '%STRICT%'"
        )
    ]
    return {t: ledger.connection.execute(f"SELECT count(*) FROM {t}").fetchone()[0] for t in tables}


def test_a_reading_comes_out_as_it_went_in(ledger: Ledger) -> None:
    original = port_reading()
    added = ledger.add(original)
    assert added.outcome == "added"
    assert ledger.reading(added.article) == original
    assert ledger.reading(added.version) == original
    assert ledger.reading("http://www.harbourpost.example/quay/?utm_source=letter") == original


def test_the_same_bytes_twice_change_nothing(ledger: Ledger) -> None:
    first = ledger.add(port_reading())
    before = counts(ledger)
    again = ledger.add(port_reading())
    assert (again.outcome, again.article, again.version) == ("known", first.article, first.version)
    assert counts(ledger) == before


def test_new_bytes_at_a_known_address_are_a_new_version(ledger: Ledger) -> None:
    first = ledger.add(port_reading())
    second = ledger.add(port_reading(salt="corrected", headline="Corrected"))
    assert second.outcome == "new-version"
    assert second.article == first.article
    assert second.version != first.version
    assert ledger.reading(first.article).article.headline == "Corrected"
    assert ledger.connection.execute("SELECT count(*) FROM statement").fetchone()[0] == 2


def test_a_gated_capture_does_not_hide_the_whole_article(ledger: Ledger) -> None:
    whole = ledger.add(port_reading())
    ledger.add(reading("Subscribe to read on.", url="https://harbourpost.example/quay", verdict="blocked"))
    assert ledger.reading(whole.article).completeness.verdict == "complete"


def test_statements_keep_their_identity_from_version_to_version(ledger: Ledger) -> None:
    keys = "SELECT key FROM statement ORDER BY key"
    ledger.add(port_reading())
    before = ledger.connection.execute(keys).fetchall()
    ledger.add(port_reading(salt="an advert changed"))
    assert ledger.connection.execute(keys).fetchall() == before


def test_pages_without_an_address_are_told_apart_by_their_bytes(ledger: Ledger) -> None:
    one = ledger.add(port_reading(url=None))
    other = ledger.add(port_reading(url=None, salt="x"))
    assert one.article != other.article


def test_refusals_are_kept_once(ledger: Ledger) -> None:
    refusal = Refusal(
        source=Source(location="a.pdf", media_type="x"), kind="binary", message="a PDF.", advice="Print it."
    )
    assert [r.kind for r in ledger.add_all([refusal, refusal])] == ["binary", "binary"]  # type: ignore[union-attr]
    assert counts(ledger)["refusal"] == 1


def test_a_reading_that_contradicts_itself_is_refused_and_the_others_kept(ledger: Ledger) -> None:
    bad = msgspec.structs.replace(port_reading(), article=msgspec.structs.replace(port_reading().article, text="other"))
    with pytest.raises(LedgerError) as error:
        ledger.add(bad)
    assert error.value.kind == "bad-reading"
    results = list(ledger.add_all([numbered_reading(1), bad, numbered_reading(2)]))
    assert [getattr(r, "outcome", getattr(r, "kind", "")) for r in results] == ["added", "bad-reading", "added"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://example.org/a/", "http://www.example.org/a#top"),
        ("https://example.org/a?id=3&utm_medium=x", "https://example.org/a?id=3"),
        ("https://EXAMPLE.org/a?fbclid=1", "https://example.org/a"),
    ],
)
def test_addresses_of_one_page(one: str, other: str) -> None:
    assert address_of(one) == address_of(other) is not None


@pytest.mark.parametrize(
    "url", ["https://example.org/", "https://example.org", "file:///a/b", "", None, "http://[bad/x"]
)
def test_what_is_no_articles_address(url: str | None) -> None:
    assert address_of(url) is None


def test_two_lists_of_parts_never_run_together() -> None:
    assert digest("ab", "c") != digest("a", "bc")
    assert digest("a").startswith("b2:")


NASTY = st.text(alphabet=st.characters(codec="utf-8"), min_size=1, max_size=40) | st.sampled_from(
    ["%", "_", "'; DROP TABLE statement; --", '"', "a\x00b", "NEAR(", "*", "“", "\\"]
)


@settings(max_examples=40, deadline=None)
@given(text=NASTY, name=NASTY, site=NASTY, headline=NASTY)
def test_any_text_in_every_field_comes_back(
    tmp_path_factory: pytest.TempPathFactory, text: str, name: str, site: str, headline: str
) -> None:
    path = tmp_path_factory.mktemp("nasty") / "ledger.db"
    made = reading(
        text,
        [statement(text, text, id="a", kind="indirect")],
        speakers=(Speaker(id="p1", name=name, kind="person", role=text, affiliation=headline),),
        site=site,
        headline=headline,
        url=f"https://x.example/{len(text)}?q={abs(hash(text))}",
    )
    with Ledger(path) as ledger:
        added = ledger.add(made)
        assert ledger.reading(added.article) == made
        assert ledger.verify().problems == ()


def test_statements_of_repeated_words_have_different_identities(ledger: Ledger) -> None:
    text = "“No,” she said. “No,” she said."
    twice = [statement(text, "“No,”", id="a"), statement(text, "“No,”", id="b")]
    ledger.add(reading(text, twice))
    assert counts(ledger)["statement"] == 2


def test_captures_are_kept_once_and_come_back(tmp_path: Path) -> None:
    pytest.importorskip("onrecord.article.complete")
    page = tmp_path / "a.txt"
    page.write_text(PORT_TEXT, encoding="utf-8")
    with Ledger(tmp_path / "l.db") as ledger:
        first = list(ledger.add_inputs([page, page]))
        assert [r.outcome for r in first] == ["added", "known"]  # type: ignore[union-attr]
        assert counts(ledger)["capture"] == 1
        assert isinstance(ledger.reading(first[0].article), Reading)  # type: ignore[union-attr]
        assert ledger.verify().clean
    with Ledger(tmp_path / "without.db") as ledger:
        list(ledger.add_inputs([page], keep_captures=False))
        assert counts(ledger)["capture"] == 0
