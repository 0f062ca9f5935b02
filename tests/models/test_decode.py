from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from onrecord.models.decode import (
    COST_OF_A_RANGE,
    TAGS,
    Linked,
    Rows,
    best_tags,
    log_softmax,
    read_rows,
    settle,
    viterbi,
)

NUMBERS = {tag: i for i, tag in enumerate(TAGS)}


def possible(path: tuple[int, ...]) -> bool:
    before = 0
    for tag in path:
        if TAGS[tag].startswith("I-") and TAGS[before][2:] != TAGS[tag][2:]:
            return False
        before = tag
    return True


def rows(scores: np.ndarray, anchors: list[int], new_word: np.ndarray | None = None) -> Rows:
    """Return rows of scores [tags, A, n] that each begin at the text's first piece."""
    _, count, length = scores.shape
    return Rows(
        anchors=np.array(anchors),
        first=np.zeros(count, dtype=np.int64),
        length=np.full(count, length),
        scores=scores,
        new_word=np.ones((count, length), dtype=bool) if new_word is None else new_word,
        chances=np.full(count, 0.9),
        count=length,
    )


def total(scores: np.ndarray, path: tuple[int, ...]) -> float:
    """Return what the sequence ``path`` scores in one row of scores [tags, n]."""
    cost = sum(float(COST_OF_A_RANGE[(tag - 1) // 2]) for tag in path if tag % 2)
    return float(sum(scores[tag, j] for j, tag in enumerate(path))) - cost


@settings(deadline=None)
@given(arrays(np.float32, (len(TAGS), 2, 4), elements=st.floats(-5, 5, width=32)))
def test_no_possible_sequence_scores_higher_than_the_one_chosen(scores: np.ndarray) -> None:
    logs = log_softmax(scores, 0)
    for row, path in enumerate(viterbi(np.ascontiguousarray(logs.transpose(2, 0, 1)), COST_OF_A_RANGE)):
        chosen = tuple(int(t) for t in path)
        assert possible(chosen)
        every = (p for p in itertools.product(range(len(TAGS)), repeat=4) if possible(p))
        assert abs(total(logs[:, row], chosen) - max(total(logs[:, row], p) for p in every)) < 1e-3


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 3), st.integers(1, 9)), min_size=1, max_size=8), st.integers(0, 2**32 - 1))
def test_pieces_decided_as_one_are_decided_as_they_would_be_one_by_one(runs: list[tuple[int, int]], seed: int) -> None:
    tags = [max(0, 2 * role - (k == 0)) for role, length in runs for k in range(length)]
    rng = np.random.default_rng(seed)
    scores = rng.normal(0, 0.5, (len(TAGS), 1, len(tags))).astype(np.float32)
    scores[tags, 0, np.arange(len(tags))] += rng.choice([6.0, 9.0], len(tags))
    logs = log_softmax(scores, 0)
    one_by_one = viterbi(np.ascontiguousarray(logs.transpose(2, 0, 1)), COST_OF_A_RANGE)
    assert best_tags(logs).tolist() == one_by_one.tolist()


@settings(deadline=None)
@given(st.integers(1, 6), st.integers(1, 30), st.integers(0, 2**32 - 1))
def test_a_row_is_read_the_same_whatever_rows_are_beside_it(count: int, length: int, seed: int) -> None:
    scores = np.random.default_rng(seed).normal(0, 3, (len(TAGS), count, length)).astype(np.float32)
    anchors = [i % length for i in range(count)]
    together = read_rows(rows(scores, anchors))
    assert together == [one for i in range(count) for one in read_rows(rows(scores[:, i : i + 1], anchors[i : i + 1]))]


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
    scores = np.zeros((len(TAGS), 1, len(tags)), dtype=np.float32)
    for j, letter in enumerate(tags):
        scores[NUMBERS[letters[letter]], 0, j] = 9.0
    given_rows = rows(scores, [anchor])
    # The text goes on after the row.
    return read_rows(replace(given_rows, count=len(tags) + 5))


def test_the_parts_of_an_attribution_are_read_off_the_tags() -> None:
    (one,) = spelt("-Cccc-SsKk-CCc--", 8)
    assert one.contents == ((1, 5), (11, 12), (12, 14))
    assert one.sources == ((6, 8),)
    assert one.cue == (8, 10)
    assert not one.edge


def test_a_word_has_the_role_of_its_first_piece() -> None:
    scores = np.zeros((len(TAGS), 1, 6), dtype=np.float32)
    for j, tag in enumerate(("B-source", "I-source", "O", "B-cue", "B-content", "I-content")):
        scores[NUMBERS[tag], 0, j] = 9.0
    (one,) = read_rows(rows(scores, [3], np.array([[True, False, False, True, True, False]])))
    assert one.sources == ((0, 3),)
    assert one.contents == ((4, 6),)


def test_of_two_sources_the_surer_and_longer_one_stands() -> None:
    (one,) = spelt("SssK-Cc-Ss-", 3)
    assert one.sources == ((0, 3),)


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
