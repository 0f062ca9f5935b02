"""Protects ledgers of older versions: every step is applied once, whole, and keeps what is there."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from onrecord.ledger import Ledger, migrations
from onrecord.ledger.connection import connect

OLDEST = 1


def test_steps_are_numbered_without_a_gap() -> None:
    assert [number for number, _, _ in migrations.steps()] == list(range(1, len(migrations.steps()) + 1))


def test_opening_twice_applies_nothing_twice(tmp_path: Path) -> None:
    for _ in range(2):
        with Ledger(tmp_path / "l.db") as ledger:
            records = ledger.connection.execute("SELECT number, name FROM migration ORDER BY number").fetchall()
            assert records == [(number, name) for number, name, _ in migrations.steps()]


def test_a_step_that_fails_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "l.db"
    broken = [
        *migrations.steps(),
        (99, "broken", "CREATE TABLE half (x TEXT) STRICT;\nCREATE TABLE half (x TEXT) STRICT;\n"),
    ]
    connection = connect(path, read_only=False)
    monkeypatch.setattr(migrations, "steps", lambda: broken)
    with pytest.raises(sqlite3.OperationalError):
        migrations.migrate(connection, path)
    assert not connection.execute("SELECT 1 FROM sqlite_schema WHERE name = 'half'").fetchone()
    assert migrations.applied(connection) == broken[-2][0]
    connection.close()
