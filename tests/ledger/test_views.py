"""Protects the views: an article and a statement with everything that is known of them, and who answers whom."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from onrecord.errors import LedgerError, OptionError
from onrecord.ledger import Ledger, Readers
from onrecord.ledger.correcting import Decision
from onrecord.records import Addressee, Speaker
from tests.ledger.build import port_reading, reading, statement
from tests.ledger.test_links import LONG, OLM, QUOTE, article, keep, one_says

DEBATE = (
    "“The lamp must burn all night,” said Petra Olm.\n\n"
    "“Nobody will pay for the oil,” Karel Voss told her.\n\n"
    "“Then I shall pay for it myself,” she said."
)


def debate(**more: str) -> object:
    speakers = (
        Speaker(id="p1", name="Petra Olm", kind="person", role="chair of the harbour committee"),
        Speaker(id="p2", name="Karel Voss", kind="person", role="mayor"),
    )
    at = DEBATE.index("her.")
    told = Addressee(start=at, end=at + 3, text="her", speaker="p1")
    return reading(
        DEBATE,
        [
            statement(DEBATE, "“The lamp must burn all night,”", id="a"),
            statement(
                DEBATE,
                "“Nobody will pay for the oil,”",
                id="b",
                speaker="p2",
                cue="told",
                answers=("s1",),
                addressee=told,
            ),
            statement(DEBATE, "“Then I shall pay for it myself,”", id="c", answers=("s2",)),
        ],
        speakers=speakers,
        url="https://harbourpost.example/debate",
        **more,
    )


def test_an_article(ledger: Ledger) -> None:
    keep(ledger, article(LONG, [(QUOTE, OLM)], 1, published="2031-03-04"), article(LONG, [(QUOTE, OLM)], 2))
    found = ledger.article("https://outlet2.example/story")
    assert found.line.outlet == "Outlet 2"
    assert [line.outlet for line in found.copies] == ["Outlet 1"]
    assert found.line.copy_of == "?"
    assert found.original is None
    assert found.story == ledger.story(found.line.article).key
    assert ledger.story(str(found.story)) == ledger.story(found.line.article)
    assert found.keys == {"s1": ledger.search("fishermen", outlet="Outlet 2").hits[0].statement}
    assert (found.reach["s1"].articles, found.reach["s1"].texts) == (2, 1)
    assert found.people["p1"].name == "Petra Olm"
    assert found.links["p1"]
    assert found.reading == found.machine


def test_versions_with_their_differences(ledger: Ledger) -> None:
    first = port_reading()
    text = first.article.text.replace("two years", "three long years")
    keep(ledger, first, reading(text, [statement(text, "The north quay", id="x")], url=first.article.url))
    found = ledger.article(str(first.article.url))
    assert [(v.number, v.is_current) for v in found.versions] == [(1, False), (2, True)]
    assert [(c.first, c.second) for c in found.versions[1].changes] == [("two", "three long")]
    older = ledger.article(found.line.article, version=found.versions[0].version)
    assert older.machine == first


def test_a_correction_lies_over_what_the_machine_read(ledger: Ledger) -> None:
    keep(ledger, port_reading())
    key = ledger.search("berth").hits[0].statement
    made = ledger.correct(Decision(target=key, what="kind", value="mixed", author="Editor", reason="a paraphrase"))
    found = ledger.article("https://harbourpost.example/quay")
    label = next(label for label, its in found.keys.items() if its == key)
    assert next(s for s in found.reading.statements if s.id == label).kind == "mixed"
    assert next(s for s in found.machine.statements if s.id == label).kind == "direct"
    assert [c.key for c in found.corrections] == [made.key]
    assert [c.key for c in ledger.statement(key).corrections] == [made.key]
    other = next(its for its in found.keys.values() if its != key)
    assert ledger.statement(other).corrections == ()


def test_a_statement(ledger: Ledger) -> None:
    keep(ledger, debate(), one_says("“Nobody will pay for the oil.”", 3, None))  # type: ignore[arg-type]
    key = ledger.search("oil", speaker="Voss").hits[0].statement
    found = ledger.statement(key[:12])
    assert found.hit.statement == key
    assert found.context.text == "“Nobody will pay for the oil,” Karel Voss told her."
    assert DEBATE[found.context.start : found.context.end] == found.context.text
    assert found.person is not None
    assert found.person.name == "Karel Voss"
    assert [hit.content for hit in found.answers] == ["“The lamp must burn all night,”"]
    assert [hit.content for hit in found.answered_by] == ["“Then I shall pay for it myself,”"]
    assert key in found.citation
    assert found.article.address == "harbourpost.example/debate"


def test_who_answers_whom(ledger: Ledger) -> None:
    keep(ledger, debate())  # type: ignore[arg-type]
    found = ledger.exchange(speaker="Voss")
    names = {line.key: line.name for line in found.people}
    edges = {(names[e.source], names[e.target]): (e.answers, e.addresses) for e in found.edges}
    assert edges == {("Karel Voss", "Petra Olm"): (1, 1), ("Petra Olm", "Karel Voss"): (1, 0)}
    assert ledger.exchange(story="https://harbourpost.example/debate") == found
    for speaker, story in ((None, None), ("Voss", "x")):
        with pytest.raises(OptionError):
            ledger.exchange(speaker=speaker, story=story)
    with pytest.raises(LedgerError):
        ledger.exchange(speaker="Nobody Atall")


def test_a_correction_changes_who_answers_whom(ledger: Ledger) -> None:
    keep(ledger, debate())  # type: ignore[arg-type]
    key = ledger.search("oil").hits[0].statement
    made = ledger.correct(Decision(target=key, what="speaker", value="Petra Olm", author="Editor", reason="she was"))
    assert ledger.exchange(speaker="Olm").edges == ()
    ledger.undo(made.key, author="Editor", reason="no")
    assert len(ledger.exchange(speaker="Olm").edges) == 2


@pytest.mark.parametrize("ask", ["article", "statement", "saying", "story"])
@pytest.mark.parametrize("key", ["", "b2:", "b2:00000000", "%", "https://nowhere.example/x", "b2:" + "0" * 99])
def test_what_is_not_there(ledger: Ledger, ask: str, key: str) -> None:
    keep(ledger, port_reading())
    with pytest.raises(LedgerError):
        getattr(ledger, ask)(key)


def test_readers_are_lent_to_threads(tmp_path: Path) -> None:
    path = tmp_path / "l.db"
    with Ledger(path) as ledger:
        keep(ledger, port_reading())
    found: list[int] = []

    def ask(readers: Readers) -> None:
        for _ in range(20):
            with readers.ledger() as ledger:
                found.append(len(ledger.search("berth").hits))

    with Readers(path, size=2) as readers:
        threads = [threading.Thread(target=ask, args=(readers,)) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert found == [1] * 80
        path.rename(tmp_path / "old.db")
        for ending in ("-wal", "-shm"):
            (tmp_path / f"l.db{ending}").unlink(missing_ok=True)
        with pytest.raises(LedgerError), readers.ledger():
            pass
        with Ledger(path):
            pass
        with readers.ledger() as reader:
            assert reader.search("berth").hits == ()
