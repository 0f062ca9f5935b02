"""Protects corrections in place: what is typed is checked, kept and explained, and the machine's version never lost."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from litestar.testing import TestClient
from selectolax.lexbor import LexborHTMLParser

from onrecord.ledger import Ledger
from onrecord.ledger.results import Hit
from onrecord.web.editing.statements import where
from tests.web.visiting import Visiting

Room = TestClient[Any]
BRIDGE = "Brackwater cut in two as bridge closes"


@pytest.fixture
def ida(room: Room) -> Visiting:
    return Visiting(room)


def a_hit(path: Path, **filters: str) -> Hit:
    with Ledger(path, read_only=True) as ledger:
        return next(hit for hit in ledger.search(limit=200, **filters).hits if hit.headline == BRIDGE and hit.speaker)


def fields(ida: Visiting, path: str) -> dict[str, str]:
    """Return the fields of the page's last form as a browser would send them."""
    form = LexborHTMLParser(ida.get(path).text).css("main form")[-1]
    found: dict[str, str] = {}
    for node in form.css("input, textarea"):
        kind, name = node.attributes.get("type"), node.attributes.get("name") or ""
        if kind in {"checkbox", "radio"} and "checked" not in node.attributes:
            continue
        # A browser leaves out the line end that a text area begins with.
        found[name] = node.text().removeprefix("\n") if node.tag == "textarea" else node.attributes.get("value") or ""
    return found


def test_a_speaker_is_corrected_and_the_machines_version_stays_visible(ida: Visiting, own_ledger: Path) -> None:
    hit = a_hit(own_ledger)
    place = f"/statements/{hit.statement}/correct"
    typed = {**fields(ida, place), "speaker": "Olga  Fenn", "unnamed": "", "reason": "She signs the letter."}
    answer = ida.send(place, typed, on=place)
    assert answer.status_code == 303, answer.text
    assert answer.headers["location"] == f"/statements/{hit.statement}"
    with Ledger(own_ledger, read_only=True) as ledger:
        view = ledger.statement(hit.statement)
        assert view.hit.named == "Olga Fenn"
        (correction,) = view.corrections
    assert (correction.author, correction.reason) == ("Ida Reader", "She signs the letter.")
    again = ida.get(place).text
    assert f"The machine read: {hit.named}" in again
    assert "Olga Fenn" in again


def test_a_form_that_changes_nothing_or_gives_no_reason_keeps_what_was_typed(ida: Visiting, own_ledger: Path) -> None:
    place = f"/statements/{a_hit(own_ledger).statement}/correct"
    unchanged = ida.send(place, {**fields(ida, place), "reason": "A reason <b>& more"}, on=place)
    assert unchanged.status_code == 422
    assert "Nothing is changed yet" in unchanged.text
    assert "A reason &lt;b&gt;&amp; more</textarea>" in unchanged.text
    without = ida.send(place, {**fields(ida, place), "act": "warn", "reason": "  "}, on=place)
    assert without.status_code == 422
    assert 'href="#reason"' in without.text
    assert 'name="act" value="warn"' in without.text
    with Ledger(own_ledger, read_only=True) as ledger:
        assert not ledger.corrections().items


def test_words_that_do_not_stand_in_the_article_are_refused_with_the_place(ida: Visiting, own_ledger: Path) -> None:
    hit = a_hit(own_ledger, kind="direct")
    place = f"/statements/{hit.statement}/correct"
    first, second = hit.content.split()[:2]
    typed = {**fields(ida, place), "content": f"{first} {second} zebra", "reason": "Longer."}
    answer = ida.send(place, typed, on=place)
    assert answer.status_code == 422
    assert "but then not “zebra”" in answer.text
    assert f"{second} zebra</textarea>" in answer.text


def test_words_are_taken_as_printed_whatever_the_keyboard_has(ida: Visiting, own_ledger: Path) -> None:
    hit = a_hit(own_ledger, kind="direct")
    place = f"/statements/{hit.statement}/correct"
    pieces = fields(ida, place)["content"].splitlines()
    shorter = pieces[0].translate(str.maketrans("“”’", '""\'')).rsplit(" ", 1)[0]
    typed = {**fields(ida, place), "content": shorter.replace(" ", "  "), "reason": "The last word is not hers."}
    assert ida.send(place, typed, on=place).status_code == 303
    with Ledger(own_ledger, read_only=True) as ledger:
        (piece,) = ledger.statement(hit.statement).statement.content
    assert piece.text == pieces[0].rsplit(" ", 1)[0]


def test_what_somebody_else_corrected_meanwhile_is_not_overwritten(ida: Visiting, own_ledger: Path) -> None:
    place = f"/statements/{a_hit(own_ledger).statement}/correct"
    mine = {**fields(ida, place), "act": "warn", "reason": "It is a warning."}
    theirs = {**mine, "act": "promise", "reason": "It is a promise."}
    assert ida.send(place, theirs, on=place).status_code == 303
    answer = ida.send(place, mine, on=place)
    assert answer.status_code == 409
    assert "Somebody has corrected this statement" in answer.text
    agreed = {**mine, "seen": re.findall(r'name="seen" value="(\w+)"', answer.text)[0]}
    assert ida.send(place, agreed, on=place).status_code == 303


def test_a_statement_is_taken_out_and_put_back(ida: Visiting, own_ledger: Path) -> None:
    hit = a_hit(own_ledger)
    place = f"/statements/{hit.statement}/correct"
    answer = ida.send(place, {**fields(ida, place), "remove": "yes", "reason": "A headline."}, on=place)
    assert answer.headers["location"].startswith("/articles/")
    assert ida.get(f"{place}.json").status_code == 404
    with Ledger(own_ledger, read_only=True) as ledger:
        (correction,) = ledger.corrections().items
    undo = f"/corrections/{correction.key}/undo"
    assert ida.send(undo, {"reason": ""}, on=undo).status_code == 422
    assert ida.send(undo, {"reason": "It is one."}, on=undo).status_code == 303
    assert ida.get(f"{place}.json").status_code == 200
    assert ida.get(undo).status_code == 409
    with Ledger(own_ledger, read_only=True) as ledger:
        assert ledger.correction(correction.key).undone_by == "Ida Reader"


def test_a_verdict_is_corrected(ida: Visiting, own_ledger: Path) -> None:
    hit = a_hit(own_ledger)
    place = f"/articles/{hit.article}/correct"
    assert fields(ida, place)["verdict"] == "complete"
    same = ida.send(place, {"verdict": "complete", "reason": "It is."}, on=place)
    assert same.status_code == 422
    assert ida.send(place, {"verdict": "good", "reason": "It is."}, on=place).status_code == 422
    assert ida.send(place, {"verdict": "partial", "reason": "The end is missing."}, on=place).status_code == 303
    with Ledger(own_ledger, read_only=True) as ledger:
        assert ledger.article(hit.article).line.verdict == "partial"
    assert "The machine read: complete" in ida.get(place).text


def test_two_speakers_are_made_one_and_taken_apart(ida: Visiting, own_ledger: Path) -> None:
    with Ledger(own_ledger, read_only=True) as ledger:
        one, other, *_ = (line.key for line in ledger.speakers(limit=50).items if line.kind == "person")
    place = f"/speakers/{one}/correct"
    why = {"reason": "The same woman."}
    assert ida.send(place, why, on=place).status_code == 422
    assert ida.send(place, {"what": "merge", "other": "Nobody Known", **why}, on=place).status_code == 422
    assert ida.send(place, {"what": "merge", "other": one, **why}, on=place).status_code == 422
    answer = ida.send(place, {"what": "merge", "other": f"http://127.0.0.1:8400/speakers/{other}", **why}, on=place)
    assert answer.status_code == 303
    with Ledger(own_ledger, read_only=True) as ledger:
        merged = ledger.who(answer.headers["location"].removeprefix("/speakers/").replace("%3A", ":"))
    assert len(merged.person.names) >= 2
    place = f"/speakers/{merged.person.key}/correct"
    mentions = ida.json(place)["mentions"]
    apart = ida.send(place, {"what": "split", "mention": mentions[-1]["key"], "reason": "Not her."}, on=place)
    assert apart.status_code == (303 if len(mentions) > 1 else 422)


def test_unknown_keys_are_not_found(ida: Visiting) -> None:
    for path in ("/statements/b2:00/correct", "/articles/b2:00/correct", "/speakers/b2:00/correct"):
        assert ida.get(path).status_code == 404
        assert ida.send(path, {"reason": "x"}).status_code == 404
    assert ida.get("/corrections/b2:00/undo").status_code == 404


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ('"It  holds," he said', "“It\nholds,” he said"),
        ("it's", "it’s"),
        ("old", None),
        ("", None),
        ("(.*)", None),
    ],
)
def test_words_are_found_where_they_stand(words: str, found: str | None) -> None:
    text = "A “It\nholds,” he said; it’s a fold. “It\nholds,” he said twice."
    place = where(text, words, 0)
    assert (text[place[0] : place[1]] if place else None) == found
