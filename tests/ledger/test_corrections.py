"""Protects people's decisions: they hold, for copies too, survive reading again, can be taken back, and are never lost."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from onrecord.errors import LedgerError, OptionError
from onrecord.ledger import Ledger, store
from onrecord.ledger.anchors import Anchor, anchor_of, find
from onrecord.ledger.connection import writing
from onrecord.ledger.correcting import Decision
from onrecord.records import Reading, Span
from tests.ledger.build import PORT_TEXT, port_reading, statement
from tests.ledger.test_links import LONG, OLM, QUOTE, article, entities, keep, one_says, person


def decide(ledger: Ledger, what: str, value: object = None, words: str = "berth") -> str:
    target = ledger.search(words).hits[0].statement
    return ledger.correct(Decision(target=target, what=what, value=value, author="Editor", reason="I was there")).key


def read_again(ledger: Ledger, reading: Reading) -> None:
    with writing(ledger.connection):
        row = ledger.connection.execute("SELECT current_id FROM article").fetchone()[0]
        store.replace_reading(ledger.connection, row, reading, "newer rules")


def test_a_speaker_is_corrected_and_the_machines_reading_stays(ledger: Ledger) -> None:
    added = ledger.add(port_reading())
    before = ledger.search("berth").hits[0]
    decide(ledger, "speaker", "Karel Voss")
    after = ledger.search("berth").hits[0]
    assert (after.speaker, after.statement) == ("Karel Voss", before.statement)
    assert ledger.search(speaker="Voss").hits
    assert ledger.reading(added.article) == port_reading()
    assert ledger.verify().clean


@pytest.mark.parametrize(
    ("what", "value", "field", "expected"),
    [
        ("kind", "indirect", "kind", "indirect"),
        ("act", "threaten", "act", "threaten"),
        ("act", None, "act", None),
        ("speaker", None, "speaker", None),
        ("content", "“We will not sell a single berth", "content", "“We will not sell a single berth"),
        (
            "content",
            ["“It belongs to the town.”", "“We will not sell a single berth"],
            "content",
            "“We will not sell a single berth … “It belongs to the town.”",
        ),
    ],
)
def test_what_can_be_corrected(ledger: Ledger, what: str, value: object, field: str, expected: object) -> None:
    ledger.add(port_reading())
    before = ledger.search("berth").hits[0]
    key = decide(ledger, what, value)
    assert getattr(ledger.search("berth").hits[0], field) == expected
    assert ledger.verify().clean
    ledger.undo(key, author="Editor", reason="I was wrong")
    assert ledger.search("berth").hits[0] == before
    undone = ledger.corrections().items[0]
    assert undone.undone
    assert (undone.undone_by, undone.undone_reason) == ("Editor", "I was wrong")


def test_not_a_statement(ledger: Ledger) -> None:
    ledger.add(port_reading())
    key = decide(ledger, "not-a-statement")
    assert ledger.search("berth").hits == ()
    ledger.undo(key, author="Editor", reason="it is one")
    assert ledger.search("berth").hits


def test_completeness(ledger: Ledger) -> None:
    added = ledger.add(port_reading())
    decision = Decision(
        target=added.article, what="completeness", value="partial", author="Editor", reason="print has more"
    )
    ledger.correct(decision)
    assert ledger.corrections().items[0].value == "partial"
    assert next(ledger.corrected_readings()).completeness.verdict == "partial"


@pytest.mark.parametrize(
    ("what", "value"),
    [
        ("kind", "loud"),
        ("speaker", ""),
        ("completeness", "no"),
        ("shoe size", "44"),
        ("content", "words that are not there"),
        ("act", ""),
    ],
)
def test_what_cannot_be(ledger: Ledger, what: str, value: object) -> None:
    ledger.add(port_reading())
    with pytest.raises(OptionError):
        decide(ledger, what, value)
    assert ledger.corrections().items == ()


def test_unknown_targets(ledger: Ledger) -> None:
    with pytest.raises(LedgerError):
        ledger.correct(Decision(target="b2:0000000000", what="act", value="warn", author="E", reason="r"))
    with pytest.raises(LedgerError):
        ledger.undo("b2:0000", author="E", reason="r")
    with pytest.raises(OptionError):
        ledger.correct(Decision(target="b2:0000000000", what="act", value="warn", author="", reason=""))


def test_corrections_survive_reading_again(ledger: Ledger) -> None:
    ledger.add(port_reading())
    decide(ledger, "speaker", "Karel Voss")
    text = "A new line of the page.\n\n" + PORT_TEXT
    shifted = [statement(text, "“We will not sell a single berth of this harbour,”", id="s1")]
    newer = replace(port_reading(), article=replace(port_reading().article, text=text), statements=tuple(shifted))
    read_again(ledger, newer)
    assert ledger.search("berth").hits[0].speaker == "Karel Voss"
    assert ledger.verify().clean


def test_an_identity_from_before_a_newer_reading_still_leads_to_the_statement(ledger: Ledger) -> None:
    ledger.add(port_reading())
    before = ledger.search("berth").hits[0].statement
    shorter = statement(PORT_TEXT, "“We will not sell a single berth of this harbour,”", id="s1")
    read_again(ledger, replace(port_reading(), statements=(shorter,)))
    after = ledger.search("berth").hits[0].statement
    assert after != before
    assert ledger.cite(before) == ledger.cite(after)
    decision = Decision(target=before, what="act", value="warn", author="Editor", reason="heard it")
    assert ledger.correct(decision).anchored


def test_what_finds_no_place_any_more_is_listed_and_comes_back(ledger: Ledger) -> None:
    ledger.add(port_reading())
    decide(ledger, "speaker", "Karel Voss")
    without = replace(port_reading(), article=replace(port_reading().article, text="Nothing left."), statements=())
    read_again(ledger, without)
    assert [c.anchored for c in ledger.corrections().items] == [False]
    read_again(ledger, port_reading())
    assert [c.anchored for c in ledger.corrections().items] == [True]
    assert ledger.search("berth").hits[0].speaker == "Karel Voss"


def test_corrections_hold_for_copies_there_and_to_come(ledger: Ledger) -> None:
    straight = LONG.replace("“", '"').replace("”", '"')
    keep(ledger, article(LONG, [(QUOTE, OLM)], 1), article(LONG, [(QUOTE, OLM)], 2))
    decide(ledger, "speaker", "Karel Voss", words="fishermen")
    keep(ledger, article(straight, [(QUOTE.replace("“", '"').replace("”", '"'), OLM)], 3))
    names = ledger.connection.execute(
        "SELECT speaker.name FROM statement JOIN speaker ON speaker.id = speaker_id WHERE content LIKE '%fishermen%'"
    ).fetchall()
    assert names == [("Karel Voss",)] * 3
    assert ledger.search("fishermen").hits[0].reach.texts == 1
    assert ledger.verify().clean


def test_speakers_are_merged_and_split_by_hand_and_that_is_remembered(ledger: Ledger) -> None:
    olm, nick = person("Petra Olm"), person("The Gull")
    keep(ledger, one_says("“The lamp is lit.”", 1, olm), one_says("“Come to the square.”", 2, nick))
    assert len(set(entities(ledger, "Petra Olm", "The Gull"))) == 2
    one, two = "https://outlet1.example/story", "https://outlet2.example/story"
    pairs = [[one, "Petra Olm"], [two, "The Gull"]]
    merge = ledger.correct(Decision(target=one, what="merge", value=pairs, author="Editor", reason="her pen name"))
    keep(ledger, one_says("“Nobody asked me.”", 3, nick))
    assert len({row[0] for row in ledger.connection.execute("SELECT entity_id FROM speaker")}) == 1
    assert ledger.who("The Gull").person.name == "Petra Olm"
    ledger.undo(merge.key, author="Editor", reason="another bird")
    list(ledger.link())
    assert len({row[0] for row in ledger.connection.execute("SELECT entity_id FROM speaker")}) == 2
    ledger.correct(Decision(target=two, what="split", value=[[two, "The Gull"]], author="Editor", reason="a namesake"))
    list(ledger.link())
    assert len({row[0] for row in ledger.connection.execute("SELECT entity_id FROM speaker")}) == 3
    assert ledger.verify().clean


def test_an_anchor_is_found_by_its_surroundings() -> None:
    text = "He said no. She said no. They said no."
    anchor = anchor_of(text, Span(start=21, end=23, text="no"))
    assert find("Yes. " + text, anchor) == Span(start=26, end=28, text="no")
    assert find("nothing", anchor) is None
    assert find("anything", Anchor(exact="")) is None
