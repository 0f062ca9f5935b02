"""Protects which wordings are taken for one utterance and which are not, by cases (tests/cases/ledger)."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from onrecord.ledger import Ledger
from onrecord.ledger.whose import is_described
from onrecord.records import Reading, Speaker
from tests.ledger.build import reading, statement

FILE = Path(__file__).parents[1] / "cases" / "ledger" / "sayings.toml"
CASES = tomllib.loads(FILE.read_text(encoding="utf-8"))["case"]
DAY = "2031-03-04"


def told(case: dict[str, Any], side: int) -> Reading:
    """The article of one side: words of its own, then the statement, then what both articles print."""
    wording = case[("first", "second")[side]].replace("\n", "")
    name = case.get("speakers", ("Petra Olm", "Petra Olm"))[side]
    speakers = [Speaker(id="p1", name=name, kind=case.get("kinds", [case.get("kind", "person")] * 2)[side])]
    own = " ".join(f"word{side}x{n}" for n in range(30))
    shared = case.get("shared", "")
    text = f"Report number {side} has words of its own: {own}. {wording} it was said. {shared} somebody added."
    day = case.get("days", (DAY, DAY))[side]
    kind = "direct" if wording[0] == "“" else "mixed" if "“" in wording else "indirect"
    said = case.get("said", ("", ""))[side]
    mode = case.get("modes", ("spoken", "spoken"))[side]
    made = [statement(text, wording, id="s1", kind=kind, mode=mode, **({"said": said} if said else {}))]
    if shared:
        speakers.append(Speaker(id="p2", name="Karel Voss", kind="person"))
        made.append(statement(text, shared, "p2", id="s2"))
    where = {"site": f"Outlet {side}", "url": f"https://outlet{side}.example/story"}
    return reading(text, made, speakers=tuple(speakers), published=day, **where)


@pytest.mark.parametrize("turned", [False, True], ids=["in order", "turned"])
@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_two_wordings_are_one_utterance_or_two(ledger: Ledger, case: dict[str, Any], *, turned: bool) -> None:
    list(ledger.add_all(told(case, side) for side in ((1, 0) if turned else (0, 1))))
    list(ledger.link())
    rows = ledger.connection.execute("SELECT saying_id FROM statement WHERE label = 's1'").fetchall()
    (one,), (other,) = rows
    assert (one is not None and one == other) is case["same"]


@pytest.mark.parametrize(
    ("name", "described"),
    [("Petra Olm", False), ("the chair", True), ("Karim al-Sayd", False), (" ", False), ("Żelazo", False)],
)
def test_who_is_only_described_has_no_name_that_could_contradict(name: str, *, described: bool) -> None:
    assert is_described(name) is described
