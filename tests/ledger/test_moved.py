"""Protects links: the identity of what became part of something else leads there."""

from __future__ import annotations

import pytest

from onrecord.errors import LedgerError
from onrecord.ledger import Ledger, moved
from tests.ledger.test_links import OLM, article, keep, one_says, person

FIRST = "“We will not sell a single berth of this harbour to anybody who asks.”"
SECOND = "“The lighthouse on Gull Point burns again, and it burns by day as well.”"
OTHERS = "“Nobody on this island pays for a ferry that does not come.”"


def two_stories(ledger: Ledger) -> tuple[str, str]:
    """Two stories of two articles each."""
    keep(ledger, *(one_says(FIRST, n) for n in (1, 2)), *(one_says(SECOND, n, person("Zoë Brandt")) for n in (3, 4)))
    older, newer = (ledger.story(f"https://outlet{n}.example/story").key for n in (1, 3))
    assert older
    assert newer
    assert older != newer
    return older, newer


def test_a_story_that_was_joined_leads_to_the_whole(ledger: Ledger) -> None:
    older, newer = two_stories(ledger)
    text = " ".join(f"word5x{n}" for n in range(30))
    both = article(
        f"{text}. {FIRST} it was said. {SECOND} it was said.", [(FIRST, OLM), (SECOND, person("Zoë Brandt"))], 5
    )
    keep(ledger, both)
    (line,) = ledger.stories().items
    assert line.articles == 5
    for key in (older, newer, newer[:12]):
        assert ledger.story(key).key == line.key
        assert ledger.exchange(story=key) == ledger.exchange(story=line.key)


def test_an_identity_follows_through_several_joins(ledger: Ledger) -> None:
    keep(ledger, *(one_says(said, n) for n, said in enumerate((FIRST, FIRST, SECOND, SECOND, OTHERS, OTHERS), start=1)))
    connection = ledger.connection
    (one, a), (two, b), (three, c) = connection.execute("SELECT id, key FROM saying ORDER BY id").fetchall()
    for gone, stays in ((three, two), (two, one)):
        moved.note(connection, "saying", gone, stays)
        connection.execute("UPDATE statement SET saying_id = ? WHERE saying_id = ?", (stays, gone))
        connection.execute("DELETE FROM saying WHERE id = ?", (gone,))
    found = [ledger.saying(key) for key in (a, b, c)]
    assert {saying.key for saying in found if saying} == {a}
    assert None not in found


def test_what_is_gone_for_good_leads_nowhere(ledger: Ledger) -> None:
    keep(ledger, one_says(FIRST, 1), one_says(FIRST, 2), one_says(SECOND, 3), one_says(SECOND, 4))
    connection = ledger.connection
    (one, _), (two, b) = connection.execute("SELECT id, key FROM saying ORDER BY id").fetchall()
    moved.note(connection, "saying", two, one)
    for gone in (two, one):
        connection.execute("UPDATE statement SET saying_id = NULL WHERE saying_id = ?", (gone,))
        connection.execute("DELETE FROM saying WHERE id = ?", (gone,))
    with pytest.raises(LedgerError):
        ledger.saying(b)


def test_a_speaker_who_turned_out_to_be_another_leads_there(ledger: Ledger) -> None:
    chair = "chair of the harbour committee"
    keep(ledger, one_says(FIRST, 1, person("Olm", role=chair)))
    key = ledger.who("Olm").person.key
    keep(ledger, one_says(SECOND, 2, person("Petra Olm", role=chair)))
    whole = ledger.who("Petra Olm").person
    assert whole.statements == 2
    assert whole.key != key
    assert ledger.who(key).person == whole
