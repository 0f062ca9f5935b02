"""What holds for every finder, on sentences of our own."""

from __future__ import annotations

import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from onrecord.models import Name, load
from onrecord.options import ReadOptions
from onrecord.records import Found
from onrecord.statements import find_statements

NAMES: tuple[Name, ...] = ("fast", "best")
ARTICLE = (
    "The harbour at Lindow will close for the winter, the port's director said on Monday.\n\n"
    "\u201cWe have no choice,\u201d Marta Oyelaran told reporters. \u201cThe quay is unsafe.\u201d\n\n"
    "Fishermen disagreed. Tomas Brandt, who has worked there for 30 years, called the decision hasty and said that he "
    "would write to the ministry.\n\n"
    "According to a report by the coast guard, three boats were damaged in October. The council believes repairs will "
    "take a year."
)
SENTENCES = (
    "The mayor said the bridge would open in May.",
    "\u201cI am not going,\u201d she said.",
    "It rained all day in Lindow.",
    "Officials denied that money was missing, according to the Lindow Courier.",
    "He hopes to win.\n\n",
    "\u201cNever again,\u201d added Brandt, \u201cnot in my lifetime.\u201d\n\n",
    '"',
    "\U0001f600 \u05e9\u05dc\u05d5\u05dd e\u0301",
)


def words(found: list[Found], text: str) -> list[tuple[list[str], str | None, list[str]]]:
    return [
        (
            [text[a:b] for a, b in f.content],
            text[f.cue[0] : f.cue[1]] if f.cue else None,
            [text[a:b] for a, b in f.sources],
        )
        for f in found
    ]


@pytest.mark.parametrize("name", NAMES)
def test_plain_attributions_are_found(name: Name) -> None:
    found = words(load(name).find([ARTICLE])[0], ARTICLE)
    by_source = {source: (content, cue) for content, cue, sources in found for source in sources}
    content, cue = by_source["Marta Oyelaran"]
    assert "We have no choice" in content[0]
    assert cue is not None
    assert "told" in cue
    # What the quick finder alone is not sure of, the stage that completes it by plain cues is.
    statements = find_statements(ARTICLE, options=ReadOptions(model=name)).statements
    assert any("close for the winter" in piece.text for s in statements for piece in s.content)


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_a_result_depends_on_its_text_alone(name: Name, data: st.DataObject) -> None:
    texts = [
        " ".join(t)
        for t in data.draw(st.lists(st.lists(st.sampled_from(SENTENCES), max_size=9), min_size=1, max_size=4))
    ]
    one = load(name, 1)
    together = one.find(texts)
    assert together == [one.find([text])[0] for text in texts]
    assert together == load(name, 2).find(texts)
    for text, found in zip(texts, together, strict=True):
        for f in found:
            assert f.content
            assert 0.0 <= f.confidence <= 1.0
            for a, b in (*f.content, *f.sources, *([f.cue] if f.cue else [])):
                assert 0 <= a < b <= len(text)


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_lost_where_windows_meet(name: Name) -> None:
    said = "Marta Oyelaran said the {} quay would be closed for repairs until the end of spring."
    between = "The tide was low and the gulls sat on the wall. "
    kinds = ["north", "south", "east", "west", "old", "new", "long", "short", "upper", "lower", "inner", "outer"]
    text = "\n\n".join(between * (2 + i % 3) + said.format(kind) for i, kind in enumerate(kinds))
    found = words(load(name).find([text])[0], text)
    for kind in kinds:
        hits = [sources for content, _, sources in found if f"the {kind} quay would be closed" in " ".join(content)]
        assert hits == [["Marta Oyelaran"]]


@pytest.mark.parametrize(
    "text", ["", " ", "\n\n", "\x00", "\ud800", "a" * 500_000, '"' * 3000, "\u201c\u2019\u00ab\u2039" * 800]
)
def test_hostile_text_is_read(text: str) -> None:
    assert isinstance(load("fast").find([text])[0], list)


def test_time_grows_with_the_length_of_the_text_only() -> None:
    finder = load("fast")
    finder.find([ARTICLE])
    seconds = []
    for times in (10, 40):
        start = time.process_time()
        finder.find(["\n\n".join([ARTICLE] * times)])
        seconds.append(time.process_time() - start)
    assert seconds[1] < 4 * seconds[0] * 2.5
