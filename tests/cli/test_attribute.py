"""Protects ``onrecord attribute``: plain texts, offsets into them exactly as given."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import onrecord

TEXT = "\r\n  Ilse Brandvold, the mayor, spoke first.\r\n\r\n“We owe this to them,” she said\tto reporters. 🚢 It rained.\r\n"


@pytest.fixture
def text(tmp_path: Path) -> Path:
    path = tmp_path / "speech.txt"
    path.write_bytes(TEXT.encode())
    return path


def test_offsets_count_in_the_text_as_given(text: Path) -> None:
    (found,) = onrecord("attribute", "--format", "jsonl", text).lines
    assert found["text"] == TEXT
    (statement,) = [s for s in found["statements"] if s["kind"] == "direct"]
    piece = statement["content"][0]
    assert TEXT[piece["start"] : piece["end"]] == piece["text"] == "“We owe this to them,”"


def test_citron_lines(text: Path) -> None:
    (document,) = onrecord("attribute", "--format", "citron", text).lines
    assert document["id"] == "speech"
    assert document["text"] == TEXT
    assert document["quotes"][0]["sources"][0]["text"] == "she"
    assert document["quotes"][0]["speaker"] == "Ilse Brandvold"


def test_text_output_is_plain_when_piped(text: Path) -> None:
    out = onrecord("attribute", text).out
    assert "Ilse Brandvold" in out
    assert "\x1b" not in out


def test_one_bad_text_costs_no_other_its_result(text: Path, tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_bytes(b"")
    ran = onrecord("attribute", "--format", "citron", tmp_path / "none.txt", tmp_path / "empty.txt", text)
    assert ran.status == 1
    assert [d["id"] for d in ran.lines] == ["speech"]
    assert "none.txt" in ran.err
    assert "empty.txt" in ran.err
