"""Protects the exports: each format reads back, corrections are in it, and the same ledger gives the same bytes."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import msgspec
import pytest

from onrecord.errors import LedgerError, OptionError
from onrecord.ledger import Ledger
from onrecord.ledger.correcting import Decision
from onrecord.ledger.export import FILE_FORMATS, TEXT_FORMATS
from onrecord.records import Origin, Reading
from tests.ledger.build import PORT_TEXT, numbered_reading, port_reading, reading, statement


@pytest.fixture
def filled(ledger: Ledger) -> Ledger:
    list(ledger.add_all([port_reading(), *(numbered_reading(n) for n in range(3))]))
    return ledger


def text_of(ledger: Ledger, name: str) -> str:
    return "".join(ledger.export_text(name))


def lines_of(ledger: Ledger, name: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in text_of(ledger, name).splitlines()]


def test_rows(filled: Ledger) -> None:
    rows = lines_of(filled, "jsonl")
    assert len(rows) == 8
    berth = next(r for r in rows if "berth" in str(r["content"]))
    assert (berth["speaker"], berth["country"], berth["act"], berth["cue"]) == ("Ilsa Marenko", "VL", "promise", "told")
    assert berth["statement"] == filled.search("berth").hits[0].statement
    table = list(csv.DictReader(io.StringIO(text_of(filled, "csv"), newline="")))
    assert [{k: v for k, v in r.items() if v} for r in table] == [
        {k: str(v) for k, v in r.items() if v is not None} for r in rows
    ]


def test_readings_are_those_kept(filled: Ledger) -> None:
    kept = [msgspec.json.decode(line, type=Reading) for line in text_of(filled, "readings").splitlines()]
    assert kept == list(filled.readings())


def test_annotations_select_what_they_say(filled: Ledger) -> None:
    collection = json.loads(text_of(filled, "annotations"))
    assert collection["type"] == "AnnotationCollection"
    items = collection["first"]["items"]
    assert collection["total"] == len(items) == 8
    for item in items:
        quote, position = item["target"][0]["selector"]
        assert position["end"] - position["start"] == len(quote["exact"])
    assert json.loads(text_of(filled, "annotations")) == collection


def test_an_empty_ledger_exports(ledger: Ledger, tmp_path: Path) -> None:
    assert json.loads(text_of(ledger, "annotations"))["first"]["items"] == []
    assert text_of(ledger, "csv").count("\n") == 1
    assert [text_of(ledger, name) for name in ("jsonl", "readings", "citron", "ftm")] == [""] * 4
    ledger.export("brat", tmp_path / "brat")
    assert list((tmp_path / "brat").iterdir()) == []


def test_citron(filled: Ledger) -> None:
    for document in lines_of(filled, "citron"):
        for quote in document["quotes"]:  # type: ignore[attr-defined]
            for content in quote["contents"]:
                assert document["text"][content["start"] : content["end"]] == content["text"]  # type: ignore[index]


def test_brat_offsets(filled: Ledger, tmp_path: Path) -> None:
    filled.export("brat", tmp_path)
    annotations = sorted(tmp_path.glob("*.ann"))
    assert len(annotations) == 4
    for file in annotations:
        text = file.with_suffix(".txt").read_text(encoding="utf-8")
        bound = [line.split("\t") for line in file.read_text(encoding="utf-8").splitlines() if line.startswith("T")]
        assert bound
        for _, place, words in bound:
            pieces = [p.split(" ") for p in place.split(" ", 1)[1].split(";")]
            assert " ".join(text[int(a) : int(b)] for a, b in pieces) == words
        events = [line for line in file.read_text(encoding="utf-8").splitlines() if line.startswith("E")]
        assert all(line.split("\t")[1].startswith("Attribution") for line in events)


def test_brat_spans_stay_within_lines(ledger: Ledger, tmp_path: Path) -> None:
    text = "“The lamp\n\nis lit,” she said."
    ledger.add(reading(text, [statement(text, "“The lamp\n\nis lit,”", id="x", cue="said")]))
    ledger.export("brat", tmp_path)
    assert "Content 0 9;11 19\t“The lamp is lit,”" in next(tmp_path.glob("*.ann")).read_text(encoding="utf-8")


def test_followthemoney_entities_refer_to_each_other(filled: Ledger) -> None:
    entities = lines_of(filled, "ftm")
    ids = {e["id"] for e in entities}
    assert len(ids) == len(entities)
    assert {e["schema"] for e in entities} == {"Article", "Person", "LegalEntity", "Mention", "Note"}
    for entity in entities:
        properties = entity["properties"]
        assert isinstance(properties, dict)
        assert all(isinstance(v, list) and all(isinstance(x, str) for x in v) for v in properties.values())
        for name in ("document", "resolved", "entity", "proof"):
            assert set(properties.get(name, [])) <= ids


def test_parquet_has_the_same_rows(filled: Ledger, tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    filled.export("parquet", tmp_path / "a.parquet")
    assert parquet.read_table(tmp_path / "a.parquet").to_pylist() == lines_of(filled, "jsonl")


@pytest.mark.parametrize("name", [*TEXT_FORMATS, *FILE_FORMATS])
def test_the_same_ledger_gives_the_same_bytes(tmp_path: Path, name: str) -> None:
    if name == "parquet":
        pytest.importorskip("pyarrow")
    readings = [port_reading(), *(numbered_reading(n) for n in range(3))]
    written = []
    for turn, order in enumerate((readings, list(reversed(readings)))):
        with Ledger(tmp_path / f"{turn}.db") as ledger:
            list(ledger.add_all(order))
            ledger.export(name, tmp_path / f"out{turn}")
            ledger.export(name, tmp_path / f"again{turn}")
        for place in (f"out{turn}", f"again{turn}"):
            out = tmp_path / place
            files = sorted(out.iterdir()) if out.is_dir() else [out]
            written.append([(f.name if out.is_dir() else "", f.read_bytes()) for f in files])
    assert all(one == written[0] for one in written)


def test_corrections_are_in_the_exports(filled: Ledger) -> None:
    key = filled.search("berth").hits[0].statement
    filled.correct(Decision(target=key, what="speaker", value="Karel Voss", author="Editor", reason="I was there"))
    row = next(r for r in lines_of(filled, "jsonl") if r["statement"] == key)
    assert row["speaker"] == "Karel Voss"


def test_formats_that_there_are_not(filled: Ledger) -> None:
    with pytest.raises(OptionError):
        text_of(filled, "docx")


def test_citations(ledger: Ledger) -> None:
    made = port_reading(
        headline="Quay & {berths} at 50%", byline=("Ada_Quill",), origin=Origin(publisher="Vale Wire", evidence="(VW)")
    )
    ledger.add(made)
    key = ledger.search("berth").hits[0].statement
    plain = ledger.cite(key[:12])
    assert plain.startswith("Ilsa Marenko, minister for ports (2031-03-04): “We will not sell a single berth")
    assert made.source.sha256 is not None
    assert made.source.sha256 in plain
    assert key in plain
    bibtex = ledger.cite(key, style="bibtex")
    assert r"title = {Quay \& \{berths\} at 50\%}" in bibtex
    assert r"author = {Ada\_Quill}" in bibtex
    assert bibtex.count("{") - bibtex.count(r"\{") == bibtex.count("}") - bibtex.count(r"\}")
    quotation = json.loads(ledger.cite(key, style="jsonld"))
    assert (quotation["@type"], quotation["creator"]["name"]) == ("Quotation", "Ilsa Marenko")
    assert quotation["isBasedOn"]["url"] == "https://harbourpost.example/quay"
    assert quotation["text"].split(" … ")[0] in PORT_TEXT
    with pytest.raises(OptionError):
        ledger.cite(key, style="apa")
    with pytest.raises(LedgerError):
        ledger.cite("b2:ffffffffffff")
