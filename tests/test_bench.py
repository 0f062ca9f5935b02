"""Protects the measures: worked by hand on small cases, so that a figure in the docs means what it says."""

from __future__ import annotations

from typing import Any

import pytest
from bench.attribution_scores import attribution_scores
from bench.labels import Pair, acts, addressees, dates, pairs_of, tally_links
from bench.links import Unit, tally
from bench.measures import Score, is_name, statement_scores, text_score, verdict_scores, wrong_offsets

TEXT = "“We go,” said Ann Ives. Bo Lund denied that it rained."


def span(words: str) -> dict[str, Any]:
    start = TEXT.index(words)
    return {"start": start, "end": start + len(words), "text": words}


def quote(cue: str, sources: list[str], contents: list[str]) -> dict[str, Any]:
    return {"cue": span(cue), "sources": [span(s) for s in sources], "contents": [span(c) for c in contents]}


GOLD: dict[str, Any] = {
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


UNITS = {
    "a1": [Unit(1, ("“We go to sea tomorrow.”",)), Unit(None, ("it rained",))],
    "a2": [Unit(1, ("they would go to sea",)), Unit(2, ("it snowed",))],
    "a3": [Unit(2, ("it snowed all day",))],
}


def pair(first: tuple[str, str], second: tuple[str, str], same: bool | None) -> dict[str, Any]:
    sides = ({"article": article, "text": text} for article, text in (first, second))
    return {"kind": "saying", **dict(zip(("first", "second"), sides, strict=True)), "same": same}


SEA = pair(("a1", "“We go to sea tomorrow.”"), ("a2", "they would go to sea"), True)
RAIN = pair(("a1", "it rained"), ("a2", "it snowed"), True)
SNOW = pair(("a2", "it snowed"), ("a3", "it snowed all day"), False)


def test_joined_pairs_count_for_and_against() -> None:
    found = tally("saying", [SEA, RAIN, SNOW], UNITS)
    assert (found.score, found.wanted, found.there) == (Score(0.5, 0.5), 2, 1)
    assert tally("saying", [SEA, RAIN, {**SNOW, "same": None}], UNITS).score == Score(1, 0.5)
    assert tally("person", [SEA], UNITS).wanted == 0


def test_an_unjudged_pair_is_wrong_only_among_articles_that_were_judged_in_full() -> None:
    assert tally("saying", [SEA], UNITS).score == Score(1, 1)
    closed = {"articles": ["a1", "a2", "a3"], "complete": ["saying"]}
    found = tally("saying", [SEA, closed], UNITS)
    assert (found.score, len(found.wrong)) == (Score(0.5, 1), 1)
    assert tally("saying", [SEA, {**SNOW, "same": None}, closed], UNITS).score == Score(1, 1)


def test_people_are_found_by_name_and_alias() -> None:
    units = {
        "a1": [Unit(1, ("Ann Ives",), "person"), Unit(3, ("Bo Ives",), "person")],
        "a2": [Unit(1, ("Ives",), "person")],
    }
    judged = {"kind": "person", "first": {"article": "a1", "name": "Ann Ives"}, "same": True}
    assert tally("person", [{**judged, "second": {"article": "a2", "name": "Ives"}}], units).score == Score(1, 1)
    assert tally("person", [{**judged, "second": {"article": "a2", "name": "Bo Lund"}}], units).score.recall == 0
    aliased = {**judged, "second": {"article": "a2", "name": "A. Writer", "aliases": ["Ann Ives"]}}
    assert tally("person", [aliased], units).score == Score(1, 1)


def labelled(n: int, **labels: Any) -> dict[str, Any]:
    blank: dict[str, Any] = {"mode": "spoken", "act": {"name": "state"}, "answers": [], "said": None, "addressee": None}
    return {"id": f"s{n}", "content": [{"text": f"the bell number {n} rang"}], **blank, **labels}


def test_links_count_between_paired_statements() -> None:
    content = [[{"text": f"the bell number {n} rang"}] for n in (1, 2, 3)]
    answers = [None, 0, [0, 1]]
    statements = [{"content": c, "answers": a} for c, a in zip(content, answers, strict=True)]
    gold: dict[str, Any] = {"statements": statements, "speakers": []}
    mine = {"statements": [labelled(1), labelled(2, answers=["s1"]), labelled(3, answers=["s1"])]}
    pages = [(gold, mine, pairs_of(gold, mine))]
    assert (tally_links(pages).score, tally_links(pages).reachable) == (Score(1, 1), 2)
    mine = {"statements": [labelled(1, answers=["s2"]), labelled(2), labelled(3, answers=["s9"])]}
    found = tally_links([(gold, mine, pairs_of(gold, mine))])
    assert (found.score, len(found.wrong), len(found.missed)) == (Score(0, 0), 1, 2)
    mine = {"statements": [labelled(2, answers=["s1"])]}
    found = tally_links([(gold, mine, pairs_of(gold, mine))])
    assert (found.wanted, found.reachable) == (2, 0), "what was not found is not asked for"


@pytest.mark.parametrize(
    ("gold", "mine", "what"),
    [
        ("2031-05-13", "2031-05-13", "right"),
        ("2031-05-13", "2031-05", "of another precision"),
        ("2031-05-13", "2031-05-14", "wrong"),
        ("2031-05-13", None, "missing"),
        (None, "2031", "unasked"),
        (None, None, "rightly none"),
    ],
)
def test_dates(gold: str | None, mine: str | None, what: str) -> None:
    said = {"date": mine, "text": ""} if mine else None
    assert what in next(dates([Pair({"said_date": gold}, {"said": said})], errors=False))


def test_acts_are_confused_by_name() -> None:
    pairs = [Pair({"act": "warn"}, {"act": {"name": "state"}}), Pair({"act": "state"}, {"act": {"name": "state"}})]
    assert [line.split()[-1] for line in acts(pairs)] == ["2", "1"]
    assert "warn as state 1" in list(acts(pairs))[1]


def test_addressees() -> None:
    gold = {
        "text": TEXT,
        "speakers": [{"name": "Ann Ives", "aliases": ["Ives"], "kind": "person"}],
        "statements": [{"content": [{"text": "we go to sea"}], "addressee": "her", "addressee_name": "Ann Ives"}],
    }
    mine = labelled(1, content=[{"text": "we go to sea"}], addressee={"text": "Ms. Ives", "speaker": None})
    pages = [(gold, {"statements": [mine]}, pairs_of(gold, {"statements": [mine]}))]
    assert list(addressees(pages, errors=False)) == ["addressee        right 1"]
