"""Protects the user from a traceback: whatever file is given, the error has a kind and says what to do."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from onrecord.errors import LedgerError
from onrecord.ledger import Ledger
from tests.ledger.build import numbered_reading, port_reading


def kind_of_opening(path: Path, **more: bool) -> str:
    with pytest.raises(LedgerError) as error, Ledger(path, **more) as ledger:
        ledger.add(port_reading())
    assert error.value.advice
    return error.value.kind


def test_a_text_file(tmp_path: Path) -> None:
    path = tmp_path / "notes.db"
    path.write_text("These are my notes, and they are no database.\n" * 100)
    before = path.read_bytes()
    assert kind_of_opening(path) == "not-a-ledger"
    assert path.read_bytes() == before


def test_another_programs_database(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE recipe (name TEXT)")
    connection.close()
    before = path.read_bytes()
    assert kind_of_opening(path) == "not-a-ledger"
    assert path.read_bytes() == before


def test_a_folder_and_a_missing_folder(tmp_path: Path) -> None:
    assert kind_of_opening(tmp_path) == "unavailable"
    assert kind_of_opening(tmp_path / "no" / "ledger.db") == "unavailable"
    assert kind_of_opening(tmp_path / "no.db", read_only=True) == "missing"


def test_a_newer_schema(tmp_path: Path) -> None:
    path = tmp_path / "l.db"
    with Ledger(path) as ledger:
        ledger.connection.execute("INSERT INTO migration VALUES (9999, 'of the future', '2099')")
    assert kind_of_opening(path) == "newer-schema"


def test_a_read_only_ledger_answers_and_refuses_to_change(tmp_path: Path) -> None:
    path = tmp_path / "l.db"
    with Ledger(path) as ledger:
        added = ledger.add(port_reading())
    with Ledger(path, read_only=True) as ledger:
        assert ledger.reading(added.article) == port_reading()
        assert ledger.verify().clean
        with pytest.raises(LedgerError) as error:
            ledger.add(numbered_reading(1))
        assert error.value.kind == "read-only"


def test_a_truncated_file(tmp_path: Path) -> None:
    path = tmp_path / "l.db"
    with Ledger(path) as ledger:
        for number in range(40):
            ledger.add(numbered_reading(number))
    whole = path.read_bytes()
    for share in (0.05, 0.4, 0.9):
        path.write_bytes(whole[: int(len(whole) * share)])
        try:
            with Ledger(path) as ledger:
                assert not ledger.verify().clean
        except LedgerError as error:
            assert error.kind in {"damaged", "not-a-ledger"}  # noqa: PT017


def test_flipped_bytes_are_found(tmp_path: Path) -> None:
    path = tmp_path / "l.db"
    with Ledger(path) as ledger:
        ledger.add(port_reading())
        blob = bytearray(ledger.connection.execute("SELECT reading FROM version").fetchone()[0])
        blob[len(blob) // 2] ^= 1
        ledger.connection.execute("UPDATE version SET reading = ?", (bytes(blob),))
        assert {p.table for p in ledger.verify().problems} == {"version"}


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE statement SET content = content || '!' WHERE label = 's1'",
        "UPDATE statement SET key = 'b2:00' WHERE label = 's1'",
        "UPDATE speaker SET name = 'Somebody Else'",
        "UPDATE article SET current_id = NULL",
        "UPDATE article SET key = 'b2:11'",
        "UPDATE version SET number = 5",
        "UPDATE version SET key = 'b2:22'",
        "DELETE FROM statement WHERE label = 's2'",
    ],
)
def test_a_change_by_hand_is_found(tmp_path: Path, change: str) -> None:
    with Ledger(tmp_path / "l.db") as ledger:
        ledger.add(port_reading())
        assert ledger.verify().clean
        ledger.connection.execute(change)
        assert not ledger.verify().clean


def test_a_full_disk_is_told_and_costs_nothing_that_was_acknowledged(tmp_path: Path) -> None:
    path = tmp_path / "l.db"
    acknowledged = []
    with Ledger(path) as ledger:
        pages = ledger.connection.execute("PRAGMA page_count").fetchone()[0]
        # SQLite's own limit on the size of the file behaves as a full disk does: the same error at the same place.
        ledger.connection.execute(f"PRAGMA max_page_count = {pages + 20}")

        def fill() -> None:
            for number in range(2000):
                acknowledged.append(ledger.add(numbered_reading(number)).article)  # noqa: PERF401

        with pytest.raises(LedgerError) as error:
            fill()
        assert error.value.kind == "disk-full"
        assert acknowledged
    with Ledger(path) as ledger:
        assert ledger.verify().clean
        for key in acknowledged:
            ledger.reading(key)
