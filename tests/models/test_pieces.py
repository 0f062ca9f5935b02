from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer

from onrecord.models.pieces import GAPS, QUOTES, Pieces, cut
from onrecord.models.weights import read_weights
from onrecord.models.words import CASES, Cutter

TOKENIZER = Tokenizer.from_str(read_weights("best").tokenizer)
CUTTER = Cutter(TOKENIZER)
AWKWARD = st.text(
    alphabet=st.sampled_from(
        list("aB. \n\"'\u201c\u201d\u2018\u2019\u00ab\u0301\u05d0\U0001f600\ud800\x00\u0130\ufb01")
    )
)


def features(text: str) -> list[tuple[str, str, str, str]]:
    p = cut(text, CUTTER)
    return [
        (text[a:b], CASES[c], QUOTES[q], GAPS[g])
        for a, b, c, q, g in zip(p.starts, p.ends, p.case, p.quote, p.gap, strict=True)
    ]


@settings(max_examples=200, deadline=None)
@given(st.one_of(st.text(), AWKWARD))
def test_pieces_lie_in_the_text_in_order(text: str) -> None:
    p: Pieces = cut(text, CUTTER)
    assert all(len(a) == len(p) for a in (p.starts, p.ends, p.case, p.quote, p.gap, p.place, p.sentence, p.paragraph))
    assert np.all(p.starts < p.ends)
    assert np.all(p.starts[1:] >= p.starts[:-1])
    if len(p):
        assert p.starts[0] >= 0
        assert p.ends.max() <= len(text)
        assert np.all(np.diff(p.sentence) >= 0)
        assert np.all(np.diff(p.paragraph) >= 0)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.one_of(st.text(), AWKWARD), min_size=1, max_size=4))
def test_how_a_text_is_cut_does_not_depend_on_what_was_cut_before(texts: list[str]) -> None:
    used = Cutter(TOKENIZER)
    for text in texts:
        again, fresh = cut(text, used), cut(text, Cutter(TOKENIZER))
        for name in ("ids", "starts", "ends", "case", "new_word"):
            assert getattr(again, name).tolist() == getattr(fresh, name).tolist()


def test_stretches_are_forgotten_when_there_are_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("onrecord.models.words.REMEMBERED", 3)
    cutter = Cutter(TOKENIZER)
    first = [cut(text, cutter).ids.tolist() for text in ("one two three four", "five", "one five six")]
    assert first == [
        cut(text, Cutter(TOKENIZER)).ids.tolist() for text in ("one two three four", "five", "one five six")
    ]


def test_the_case_of_the_word_is_kept() -> None:
    found = {word: case for word, case, _, _ in features("Ada sees 12 NATO ships , iPad A")}
    assert found["Ada"] == "title"
    assert found["sees"] == "lower"
    assert found["12"] == "number"
    assert found["NATO"] == "upper"
    assert found[","] == "none"
    assert found["A"] == "initial"


def test_quotation_marks_are_told_from_what_they_hold() -> None:
    quotes = [(word, quote) for word, _, quote, _ in features('He said "no way" twice')]
    assert quotes == [
        ("He", "outside"),
        ("said", "outside"),
        ('"', "opening mark"),
        ("no", "inside"),
        ("way", "inside"),
        ('"', "closing mark"),
        ("twice", "outside"),
    ]


@pytest.mark.parametrize(("second", "state"), [("\u201cAnd more.\u201d", "inside"), ("And more.", "outside")])
def test_a_quotation_goes_on_in_the_next_paragraph_only_if_that_begins_with_a_mark(second: str, state: str) -> None:
    found = features(f"\u201cSo it goes.\n\n{second}")
    assert {quote for word, _, quote, _ in found if word in {"And", "more"}} == {state}


def test_gaps_are_told_apart() -> None:
    assert [gap for _, _, _, gap in features("One two.\nThree\n\nFour")] == [
        "paragraph break",
        "space",
        "nothing",
        "line break",
        "paragraph break",
    ]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("It rained. The match went on.", 2),
        ("Mr. Quill and Sen. Obi met in the U.S. Capitol.", 1),
        ("\u201cDone.\u201d Nobody spoke.", 2),
        ("It cost 3.5 crowns. yes", 1),
    ],
)
def test_sentences_are_counted(text: str, count: int) -> None:
    assert cut(text, CUTTER).sentence[-1] + 1 == count
