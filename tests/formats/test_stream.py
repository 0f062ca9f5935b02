"""Protects the formats: what is written can be read back and is the same record."""

from __future__ import annotations

import json

import msgspec
import pytest

from onrecord.formats import READ_FORMATS, as_json, as_json_line, stream
from onrecord.formats.citron import identity_of
from onrecord.records import Article, Block, Completeness, Reading, Refusal, Source, Span, Speaker, Statement

TEXT = "“Go,” said Ann Ives."
READING = Reading(
    source=Source(location="pages/a.html.gz", media_type="text/html"),
    article=Article(text=TEXT, blocks=(Block(label="paragraph", start=0, end=20, position=0),)),
    completeness=Completeness(verdict="complete"),
    speakers=(Speaker(id="p1", name="Ann Ives", kind="person"),),
    statements=(
        Statement(
            id="s1",
            kind="direct",
            mode="spoken",
            content=(Span(start=0, end=5, text="“Go,”"),),
            cue=Span(start=6, end=10, text="said"),
            source=Span(start=11, end=19, text="Ann Ives"),
            speaker="p1",
        ),
    ),
)
REFUSAL = Refusal(source=Source(location="b", media_type="x/y"), kind="empty", message="it is empty.", advice="")


def test_a_reading_survives_the_round_trip() -> None:
    assert msgspec.json.decode(as_json_line(READING), type=Reading) == READING
    assert msgspec.json.decode(as_json(READING), type=Reading) == READING


@pytest.mark.parametrize("count", [0, 1, 2, 3])
def test_json_is_valid_for_any_number(count: int) -> None:
    found = json.loads("".join(stream([READING] * count, "json")))
    one = json.loads(as_json_line(READING))
    assert found == (one if count == 1 else [one] * count)


def test_a_refusal_stands_in_its_place() -> None:
    lines = [json.loads(line) for line in stream([READING, REFUSAL, READING], "jsonl")]
    assert [line["schema"] for line in lines] == ["onrecord.reading/1", "onrecord.refusal/1", "onrecord.reading/1"]
    assert len(list(stream([READING, REFUSAL], "citron"))) == 1


@pytest.mark.parametrize("name", [f for f in READ_FORMATS if f != "text"])
def test_every_format_writes_a_reading(name: str) -> None:
    assert "Go" in "".join(stream([READING], name))


def test_an_unknown_format_is_named() -> None:
    with pytest.raises(ValueError, match="there is no format 'xml'"):
        list(stream([READING], "xml"))


@pytest.mark.parametrize(
    ("location", "identity"),
    [
        ("pages/a.html.gz", "a"),
        ("a.b.txt", "a.b"),
        ("x.warc.gz#120", "x.warc.gz#120"),
        ("-", "-"),
        ("c:\\d\\e.htm", "e"),
    ],
)
def test_identity_of_a_location(location: str, identity: str) -> None:
    assert identity_of(location) == identity
