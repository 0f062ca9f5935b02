"""Protects what the rules decide: every case under ``tests/cases/statements`` must come out as its file says."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from onrecord.options import ReadOptions
from onrecord.records import Speaker, Statement, Statements
from onrecord.statements import find_statements

CASES = Path(__file__).parents[1] / "cases" / "statements"


def all_cases() -> Iterator[Any]:
    for path in sorted(CASES.glob("*.toml")):
        for case in tomllib.loads(path.read_text(encoding="utf-8"))["case"]:
            marks = [pytest.mark.xfail(reason=case["fails"], strict=True)] if "fails" in case else []
            yield pytest.param(case, id=f"{path.stem}: {case['name']}", marks=marks)


def pieces(statement: Statement) -> list[str]:
    return [piece.text for piece in statement.content]


def check_speaker(want: dict[str, Any], statement: Statement, found: Statements) -> None:
    speakers: dict[str | None, Speaker] = {s.id: s for s in found.speakers}
    speaker = speakers.get(statement.speaker)
    if want.get("unattributed"):
        assert speaker is None
        assert statement.unattributed
    names = {
        "speaker": "name",
        "role": "role",
        "country": "country",
        "affiliation": "affiliation",
        "speaker_kind": "kind",
    }
    for key, field in names.items():
        if key in want:
            assert speaker is not None, statement.unattributed
            assert getattr(speaker, field) == want[key]


def check_rest(want: dict[str, Any], statement: Statement, found: Statements) -> None:
    assert statement.act is not None
    told: dict[str, Any] = {"kind": statement.kind, "mode": statement.mode}
    told |= {"act": statement.act.name, "plover": statement.act.plover}
    told["cue"] = statement.cue.text if statement.cue else None
    told["source"] = statement.source.text if statement.source else None
    told["said"] = statement.said.text if statement.said else None
    told["date"] = (statement.said.date or "") if statement.said else None
    told["implied"] = statement.said.implied if statement.said else None
    told["precision"] = statement.said.precision if statement.said else None
    told["addressee"] = statement.addressee.text if statement.addressee else None
    for key, value in told.items():
        if key in want:
            assert value == want[key], key
    if "addressee_is" in want:
        assert statement.addressee is not None
        assert want["addressee_is"] in [s.name for s in found.speakers if s.id == statement.addressee.speaker]
    if want.get("no_said"):
        assert statement.said is None
    if want.get("no_answers"):
        assert not statement.answers
    if "answers" in want:
        by_id = {s.id: s for s in found.statements}
        answered = [pieces(by_id[i])[0] for i in statement.answers]
        for words in want["answers"]:
            assert any(a.startswith(words) for a in answered), answered


@pytest.mark.parametrize("case", list(all_cases()))
def test_case(case: dict[str, Any]) -> None:
    options = ReadOptions(model="rules")
    published, modified = case.get("published"), case.get("modified")
    found = find_statements(case["text"].strip(), published=published, modified=modified, options=options)
    wanted = case.get("statements", [])
    for want in wanted:
        same = [s for s in found.statements if pieces(s) == want["content"]]
        assert same, [pieces(s) for s in found.statements]
        check_speaker(want, same[0], found)
        check_rest(want, same[0], found)
    if case.get("only"):
        others = [pieces(s) for s in found.statements if s.mode != "attitude"]
        assert sorted(others) == sorted(want["content"] for want in wanted)


def test_names_of_cases_are_unique() -> None:
    ids = [case.id for case in all_cases()]
    assert len(ids) == len(set(ids)) > 70
