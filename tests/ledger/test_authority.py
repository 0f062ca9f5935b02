"""Protects authority files: what they say is matched with a reason, and only where one entry fits."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from onrecord.errors import InputUnavailable, LedgerError
from onrecord.ledger import Ledger
from onrecord.records import Speaker
from tests.ledger.test_links import keep, one_says, person

CSV = """id,name,aliases,wikidata,country,roles
1,Petra Olm,The Gull|Petra Marta Olm,Q101,vl,mayor@2019..2030|president@2030-05..
2,Karel Voss,,Q102,EM,goalkeeper
3,Karel Voss,,Q103,VL,senator
"""
PETRA = {"name": ["Petra Olm"], "alias": ["The Gull"], "country": ["vl"], "wikidataId": ["Q101"]}
FTM = "\n".join(
    json.dumps(entity)
    for entity in (
        {"id": "a", "schema": "Person", "properties": PETRA},
        {"id": "b", "schema": "Position", "properties": {"name": ["President"]}},
        {"id": "c", "schema": "Occupancy", "properties": {"holder": ["a"], "post": ["b"], "startDate": ["2030-05"]}},
        {"id": "d", "schema": "Vessel", "properties": {"name": ["Gull"]}},
    )
)


def wikidata(ledger: Ledger) -> list[str | None]:
    rows = ledger.connection.execute(
        "SELECT wikidata FROM speaker JOIN entity ON entity.id = entity_id ORDER BY speaker.name, speaker.id"
    )
    return [row[0] for row in rows]


@pytest.mark.parametrize(("name", "text"), [("who.csv", CSV), ("who.ftm.json", FTM)])
@pytest.mark.parametrize("loaded_first", [True, False])
def test_names_aliases_and_offices_of_the_time(
    ledger: Ledger, tmp_path: Path, name: str, text: str, loaded_first: bool
) -> None:
    file = tmp_path / name
    file.write_text(text, encoding="utf-8")
    office = Speaker(id="p1", name="the Valean president", kind="unnamed", role="president", country="VL")
    readings = [
        one_says("“The lamp is lit.”", 1, person("Petra Olm")),
        one_says("“Come to the square.”", 2, person("The Gull")),
        one_says("“We shall see.”", 3, office),
        one_says("“I was not asked.”", 4, office, day="2029-03-04"),
    ]
    if loaded_first:
        ledger.load_authority(file)
        keep(ledger, *readings)
    else:
        keep(ledger, *readings)
        ledger.load_authority(file)
        list(ledger.link())
    assert sorted(map(str, wikidata(ledger))) == ["None", "Q101", "Q101", "Q101"]
    assert ledger.who("Petra Olm").person.wikidata == "Q101"
    reason = ledger.connection.execute("SELECT link_reason FROM speaker WHERE name = 'Petra Olm'").fetchone()[0]
    assert reason.startswith("same full name; in the authority file")


def test_two_entries_of_one_name_are_told_apart_or_left_open(ledger: Ledger, tmp_path: Path) -> None:
    file = tmp_path / "who.csv"
    file.write_text(CSV, encoding="utf-8")
    ledger.load_authority(file)
    keep(
        ledger,
        one_says("“The lamp is lit.”", 1, person("Karel Voss", role="goalkeeper of Eastmere")),
        one_says("“Come to the square.”", 2, person("Karel Voss", country="VL")),
        one_says("“We shall see.”", 3, person("Karel Voss")),
    )
    assert wikidata(ledger) == ["Q102", "Q103", None]


def test_loading_again_changes_an_entry(ledger: Ledger, tmp_path: Path) -> None:
    file = tmp_path / "who.csv"
    for code in ("Q101", "Q999"):
        file.write_text(CSV.replace("Q101", code), encoding="utf-8")
        assert ledger.load_authority(file) == 3
    keep(ledger, one_says("“The lamp is lit.”", 1, person("Petra Olm")))
    assert wikidata(ledger) == ["Q999"]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.csv", "name\nPetra\n"),
        ("a.csv", "id,name\n1,\n"),
        ("a.csv", "id,name,roles\n1,P,mayor@2019\n"),
        ("a.json", "[]"),
        ("a.json", "{"),
    ],
)
def test_files_that_are_none(ledger: Ledger, tmp_path: Path, name: str, text: str) -> None:
    file = tmp_path / name
    file.write_text(text, encoding="utf-8")
    with pytest.raises(LedgerError) as error:
        ledger.load_authority(file)
    assert error.value.kind == "bad-authority"
    with pytest.raises(InputUnavailable):
        ledger.load_authority(tmp_path / "nothing.csv")
