"""Protects ledgers of older versions: every step is applied once, whole, and keeps what is there."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from onrecord.ledger import Ledger, migrations
from onrecord.ledger.blobs import pack_reading
from onrecord.ledger.connection import connect, writing
from onrecord.ledger.identity import address_of, article_key, statement_keys, version_key
from onrecord.ledger.rows import content_of
from onrecord.records import Reading
from tests.ledger.build import numbered_reading, port_reading

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


def test_a_ledger_of_the_oldest_schema_with_rows_in_it(tmp_path: Path) -> None:
    path = tmp_path / "l.db"
    connection = connect(path, read_only=False)
    migrations.migrate(connection, path, until=OLDEST)
    # Rows as the first version of the program wrote them.
    readings = [port_reading(), numbered_reading(1), port_reading(salt="second version")]
    old = readings[:2]
    for reading in old:
        _add_as_first_version(connection, reading)
    connection.close()
    with Ledger(path) as ledger:
        assert ledger.verify().problems == ()
        assert sorted(r.source.sha256 or "" for r in ledger.readings()) == sorted(
            r.source.sha256 or "" for r in readings[:2]
        )
        assert [ledger.add(r).outcome for r in readings] == ["known", "known", "new-version"]
        assert ledger.search("berth").hits
        assert ledger.verify().problems == ()


def _add_as_first_version(connection: sqlite3.Connection, reading: Reading) -> None:
    address = address_of(reading.article.url)
    sha256 = reading.source.sha256 or ""
    article = article_key(address, sha256)
    with writing(connection):
        connection.execute("INSERT INTO article (key, address) VALUES (?, ?)", (article, address))
        row = connection.execute("SELECT max(id) FROM article").fetchone()[0]
        connection.execute(
            "INSERT INTO version (key, article_id, number, sha256, captured, location, context, added, reader, verdict,"
            " words, published, reading)"
            " VALUES (?, ?, 1, ?, ?, ?, '', '2031-01-01', 'by hand', 'complete', 9, '2031-03-04', ?)",
            (
                version_key(article, sha256, address or ""),
                row,
                sha256,
                address,
                reading.source.location,
                pack_reading(reading),
            ),
        )
        version = connection.execute("SELECT max(id) FROM version").fetchone()[0]
        connection.execute("UPDATE article SET current_id = ? WHERE id = ?", (version, row))
        for key, statement in zip(statement_keys(article, reading.statements), reading.statements, strict=True):
            connection.execute(
                "INSERT INTO statement (key, version_id, label, start, kind, mode, content) VALUES (?, ?, ?, 0, ?, ?, ?)",
                (key, version, statement.id, statement.kind, statement.mode, content_of(statement)),
            )
