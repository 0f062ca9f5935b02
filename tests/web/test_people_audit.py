"""Protects the room's own file and the audit log in it: apart from the ledger, private, and only growing."""

from __future__ import annotations

import sqlite3
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from onrecord.errors import LedgerError
from onrecord.web.people import auditlog
from onrecord.web.people.file import RoomFile, connect, opened, room_path
from onrecord.web.visitors import Visitor

IDA = Visitor(name="Ida", role="editor", account="a1", means="session")


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    with opened(tmp_path / "x.db") as connection:
        yield connection


def fill(connection: sqlite3.Connection, count: int = 5) -> None:
    for number in range(count):
        auditlog.write(connection, IDA, ("correct", f"b2:{number}", "speaker"), moment=f"2026-01-01T00:00:0{number}Z")


def test_the_file_lies_beside_the_ledger_and_is_private(tmp_path: Path) -> None:
    path = room_path(tmp_path / "onrecord.db")
    connect(path).close()
    assert path.name == "onrecord.room.db"
    assert not path.match("onrecord.db*")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_another_programs_file_is_not_taken_for_one(tmp_path: Path) -> None:
    path = tmp_path / "x.room.db"
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE t (x)")
    other.close()
    with pytest.raises(LedgerError, match="not a reading room's file"):
        connect(path)


def test_a_newer_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.room.db"
    connection = connect(path)
    connection.execute("PRAGMA user_version = 900")
    connection.close()
    with pytest.raises(LedgerError, match="newer version"):
        connect(path)


def test_the_secret_outlasts_a_restart(tmp_path: Path) -> None:
    secrets = []
    for _ in range(2):
        room = RoomFile(tmp_path / "x.room.db")
        secrets.append(room.secret())
        room.close()
    assert secrets[0] == secrets[1]
    assert len(secrets[0]) >= 43


def test_entries_are_listed_newest_first_page_by_page(connection: sqlite3.Connection) -> None:
    fill(connection)
    first = auditlog.entries(connection, limit=3)
    second = auditlog.entries(connection, limit=3, before=first[-1].number)
    assert [entry.about for entry in (*first, *second)] == ["b2:4", "b2:3", "b2:2", "b2:1", "b2:0"]
    assert first[0].means == "session"


@pytest.mark.parametrize("sql", ["UPDATE audit SET name = 'Eve'", "DELETE FROM audit WHERE id = 2"])
def test_the_log_only_grows(connection: sqlite3.Connection, sql: str) -> None:
    fill(connection)
    with pytest.raises(sqlite3.IntegrityError, match="only grows"):
        connection.execute(sql)
    assert auditlog.broken(connection) is None


@pytest.mark.parametrize("sql", ["UPDATE audit SET name = 'Eve' WHERE id = 3", "DELETE FROM audit WHERE id = 3"])
def test_an_entry_changed_behind_its_back_shows(connection: sqlite3.Connection, sql: str) -> None:
    fill(connection)
    connection.execute("DROP TRIGGER audit_is_not_changed")
    connection.execute("DROP TRIGGER audit_is_not_cut")
    connection.execute(sql)
    assert auditlog.broken(connection) in {3, 4}
