"""Protects the verbs: what they print, the JSON, the exit statuses, and one line for every error."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from onrecord.cli import main
from onrecord.ledger import Ledger
from tests.ledger.build import PORT_TEXT, numbered_reading, port_reading


def onrecord(*args: object) -> Result:
    return CliRunner().invoke(main, [str(a) for a in args])


@pytest.fixture
def path(tmp_path: Path) -> Path:
    file = tmp_path / "l.db"
    with Ledger(file) as ledger:
        list(ledger.add_all([port_reading(), numbered_reading(1)]))
    return file


def test_add_counts_and_adds_nothing_twice(tmp_path: Path) -> None:
    page, file = tmp_path / "page.txt", tmp_path / "l.db"
    page.write_text(PORT_TEXT, encoding="utf-8")
    broken = tmp_path / "broken.html"
    broken.write_bytes(b"%PDF-1.4 \x00\x01")
    first = onrecord("add", page, broken, "--ledger", file, "--jobs", 1)
    assert first.exit_code == 0
    assert first.stdout.strip() == "1 added, 0 known, 0 new versions, 1 refused (binary)"
    again = onrecord("add", page, "--ledger", file, "--json")
    assert json.loads(again.stdout) == {"added": 0, "known": 1, "new_versions": 0, "refused": {}, "skipped": {}}
    missing = onrecord("add", tmp_path / "nothing.html", "--ledger", file)
    assert missing.exit_code == 1
    assert "refused (unavailable)" in missing.stdout
    assert onrecord("verify", "--ledger", file).exit_code == 0
    assert json.loads(onrecord("reread", "--all", "--ledger", file, "--json").stdout) == {"unchanged": 1}


def test_questions(path: Path) -> None:
    assert "[berth]" in onrecord("search", "berth", "--ledger", path).stdout
    found = json.loads(onrecord("search", "berth", "--json", "--ledger", path).stdout)
    assert found["hits"][0]["speaker"] == "Ilsa Marenko"
    assert "Ilsa Marenko" in onrecord("who", "Marenko", "--ledger", path).stdout
    assert json.loads(onrecord("who", "Marenko", "--json", "--ledger", path).stdout)["person"]["statements"] == 2
    assert "1 article" in onrecord("story", "https://harbourpost.example/quay", "--ledger", path).stdout
    assert json.loads(onrecord("story", "--json", "--ledger", path).stdout) == []


def test_corrections(path: Path) -> None:
    key = json.loads(onrecord("search", "berth", "--json", "--ledger", path).stdout)["hits"][0]["statement"]
    why = ("--author", "Editor", "--reason", "I was there", "--ledger", path)
    made = onrecord("correct", "set", key, "speaker", "Karel", "Voss", *why, "--json")
    assert json.loads(made.stdout)["value"] == "Karel Voss"
    assert "Karel Voss" in onrecord("search", "berth", "--ledger", path).stdout
    undone = onrecord("correct", "undo", json.loads(made.stdout)["key"], *why)
    assert "undone by Editor" in undone.stdout
    assert len(json.loads(onrecord("correct", "list", "--json", "--ledger", path).stdout)["items"]) == 1
    assert onrecord("correct", "set", key, "act", "warn", "--ledger", path).exit_code == 2


@pytest.mark.parametrize(
    ("args", "status", "words"),
    [
        (("search", '"open'), 2, "not closed"),
        (("search", "--", "-berth"), 2, "excluded"),
        (("search", "--since", "yesterday"), 2, "not a date"),
        (("search", "berth", "--limit", "0"), 2, "limit"),
        (("who", "Nobody Atall"), 1, "nobody of that name"),
        (("story", "b2:00000000"), 1, "no such article"),
    ],
)
def test_errors_are_one_line(path: Path, args: tuple[str, ...], status: int, words: str) -> None:
    at = args.index("--") if "--" in args else len(args)
    result = onrecord(*args[:at], "--ledger", path, *args[at:])
    assert result.exit_code == status
    assert words in result.stderr
    assert result.stderr.count("\n") == 1


@pytest.mark.parametrize(
    "verb", [("search", "x"), ("who", "x"), ("story",), ("verify",), ("reread",), ("correct", "list")]
)
def test_a_missing_ledger_is_not_made(tmp_path: Path, verb: tuple[str, ...]) -> None:
    result = onrecord(*verb, "--ledger", tmp_path / "none.db")
    assert result.exit_code == 1
    assert "no such ledger" in result.stderr
    assert not (tmp_path / "none.db").exists()
