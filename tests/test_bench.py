"""Protects the measures: worked by hand on small cases, so that a figure in the docs means what it says."""

from __future__ import annotations

from typing import Any

import pytest
from bench.attribution_scores import attribution_scores
from bench.measures import Score, is_name, statement_scores, text_score, verdict_scores, wrong_offsets

TEXT = "“We go,” said Ann Ives. Bo Lund denied that it rained."


def span(words: str) -> dict[str, Any]:
    start = TEXT.index(words)
    return {"start": start, "end": start + len(words), "text": words}


def quote(cue: str, sources: list[str], contents: list[str]) -> dict[str, Any]:
    return {"cue": span(cue), "sources": [span(s) for s in sources], "contents": [span(c) for c in contents]}


GOLD = {
    "text": TEXT,
    "quotes": [quote("said", ["Ann Ives"], ["“We go,”"]), quote("denied", ["Bo Lund"], ["it rained"])],
}


def scores(quotes: list[dict[str, Any]]) -> dict[str, Any]:
    return attribution_scores([(GOLD, {"text": TEXT, "quotes": quotes})])


def test_the_gold_itself_scores_one() -> None:
    assert all((s.f1 if isinstance(s, Score) else s) == pytest.approx(1) for s in scores(GOLD["quotes"]).values())


def test_a_wrong_source_costs_the_relation_and_not_the_content() -> None:
    found = scores([quote("said", ["Bo Lund"], ["“We go,"]), GOLD["quotes"][1]])
    assert found["content alone"].f1 == pytest.approx(1)
    assert found["content + source"].f1 == pytest.approx(0.5)
    assert found["direct content + source"].f1 == 0
    assert found["content exact"].f1 == pytest.approx(1), "marks at the border do not count"
    assert found["source right, of paired"] == pytest.approx(0.5)


def test_one_of_two_found() -> None:
    found = scores(GOLD["quotes"][:1])
    assert found["content + source"] == Score(1.0, 0.5)
    assert found["direct content alone"] == Score(1.0, 1.0)


def test_discarded_text_counts_neither_way() -> None:
    gold = {**GOLD, "discard": [span("Bo Lund denied that it rained.")]}
    found = attribution_scores([(gold, {"text": TEXT, "quotes": GOLD["quotes"]})])
    assert found["content + source"] == Score(1.0, 1.0)


def test_text_is_scored_by_runs_of_four_words() -> None:
    assert text_score([("a b c d e", "a b c d")]) == Score(1.0, 0.5)
    assert text_score([("a b", "a b"), ("", "x")]) == Score(1.0, 1.0)


@pytest.mark.parametrize(
    ("mine", "right"),
    [("Mr. Ives", True), ("Ann Ives", True), ("A. Ives", True), ("Bea Ives", False), ("Ann", False), (None, False)],
)
def test_names(mine: str | None, right: bool) -> None:
    assert is_name(mine, ["Ann Ives"], person=True) is right


def test_statements_by_kind() -> None:
    gold = {
        "speakers": [{"name": "Ann Ives", "aliases": [], "kind": "person"}],
        "statements": [
            {"kind": "direct", "content": [{"text": "“We go,”"}], "speaker": "Ann Ives"},
            {"kind": "indirect", "content": [{"text": "it rained hard"}], "speaker": None, "doubtful": True},
        ],
    }
    statement = {"kind": "direct", "mode": "spoken", "content": [{"text": "We go"}], "speaker": "p1"}
    doubtful = {"kind": "indirect", "mode": "spoken", "content": [{"text": "it rained hard"}], "speaker": None}
    attitude = {**statement, "mode": "attitude"}
    reading = {"speakers": [{"id": "p1", "name": "Ives"}], "statements": [statement, doubtful, attitude]}
    found = statement_scores([(gold, reading)])
    assert found["quoted"]["content + speaker"] == Score(1.0, 1.0)
    assert found["quoted"]["fullest name"] == 0
    assert found["all"]["content"] == Score(1.0, 1.0)


def test_verdicts() -> None:
    found = verdict_scores(
        [("complete", "partial"), ("complete", "complete"), ("partial", "complete"), ("blocked", "partial")]
    )
    assert found == {"accuracy": 0.25, "complete called cut": 0.5, "cut called otherwise": 0.5}


def test_offsets() -> None:
    statement = {
        "content": [{"start": 0, "end": 2, "text": "ab"}],
        "cue": None,
        "source": None,
        "addressee": None,
        "said": None,
    }
    wrong = {**statement, "content": [{"start": 1, "end": 2, "text": "a"}]}
    assert wrong_offsets([{"article": {"text": "ab"}, "statements": [statement, wrong]}]) == 1
