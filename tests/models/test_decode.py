from __future__ import annotations

import itertools

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from onrecord.models.decode import TAGS, Linked, best_tags, read_rows, settle

NUMBERS = {tag: i for i, tag in enumerate(TAGS)}


def possible(path: tuple[int, ...]) -> bool:
    before = 0
    for tag in path:
        if TAGS[tag].startswith("I-") and TAGS[before][2:] != TAGS[tag][2:]:
            return False
        before = tag
    return True


@settings(deadline=None)
@given(arrays(np.float32, (1, 4, len(TAGS)), elements=st.floats(-5, 5, width=32)))
def test_no_possible_sequence_scores_higher_than_the_one_chosen(scores: np.ndarray) -> None:
    chosen = tuple(int(t) for t in best_tags(scores)[0])
    assert possible(chosen)

    def total(path: tuple[int, ...]) -> float:
        return float(sum(scores[0, j, tag] for j, tag in enumerate(path)))

    best = max(total(p) for p in itertools.product(range(len(TAGS)), repeat=4) if possible(p))
    assert abs(total(chosen) - best) < 1e-3


@settings(deadline=None)
@given(st.integers(1, 6), st.integers(1, 30), st.integers(0, 2**32 - 1))
def test_a_row_is_read_the_same_whatever_rows_are_beside_it(rows: int, length: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    scores = rng.normal(0, 3, (rows, length, len(TAGS))).astype(np.float32)
    anchors, first = np.arange(rows) % length, np.zeros(rows, dtype=np.int64)
    lengths, chances = np.full(rows, length), np.full(rows, 0.5)
    together = read_rows(anchors, first, chances, scores, lengths)
    apart = [
        one
        for i in range(rows)
        for one in read_rows(anchors[i : i + 1], first[:1], chances[:1], scores[i : i + 1], lengths[:1])
    ]
    assert together == apart


def spelt(tags: str, anchor: int) -> list[Linked]:
    """Read one row that spells ``tags``: a word of letters, one for each piece."""
    letters = {
        "-": "O",
        "K": "B-cue",
        "k": "I-cue",
        "S": "B-source",
        "s": "I-source",
        "C": "B-content",
        "c": "I-content",
    }
    scores = np.zeros((1, len(tags), len(TAGS)), dtype=np.float32)
    for j, letter in enumerate(tags):
        scores[0, j, NUMBERS[letters[letter]]] = 9.0
    return read_rows(np.array([anchor]), np.array([0]), np.array([0.9]), scores, np.array([len(tags)]))


def test_the_parts_of_an_attribution_are_read_off_the_tags() -> None:
    (one,) = spelt("-Cccc-SsKk-CCc--", 8)
    assert one.contents == ((1, 5), (11, 12), (12, 14))
    assert one.sources == ((6, 8),)
    assert one.cue == (8, 10)
    assert not one.edge


def test_an_attribution_without_content_is_none() -> None:
    assert spelt("--SsK--", 4) == []


def test_content_that_reaches_the_last_column_runs_over_the_edge() -> None:
    (one,) = spelt("-SKCccc", 2)
    assert one.edge


def test_the_cue_at_the_anchor_is_taken_before_another() -> None:
    (one,) = spelt("KkSKkCc-", 3)
    assert one.cue == (3, 5)


def linked(chance: float, cue: tuple[int, int], content: tuple[int, int]) -> Linked:
    return Linked(anchor=cue[0], cue=cue, sources=(), contents=(content,), signs=(chance,))


def test_of_two_attributions_with_one_cue_the_likelier_stands() -> None:
    weak, strong = linked(0.4, (3, 5), (6, 9)), linked(0.9, (4, 5), (6, 12))
    assert settle([weak, strong]) == [strong]


def test_attributions_with_cues_of_their_own_stay_in_order_of_the_text() -> None:
    late, early = linked(0.9, (13, 14), (15, 18)), linked(0.4, (3, 5), (6, 9))
    assert settle([late, early]) == [early, late]
