"""Protects ``onrecord user``: people are looked after from the command line; no secret is shown or taken as an argument."""

from __future__ import annotations

import json
import re
import time
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from onrecord.cli.serve import warnings
from onrecord.cli.user import command
from onrecord.web.people import auditlog
from onrecord.web.people.file import opened
from onrecord.web.settings import Settings
from tests.web.people_rooms import PASSWORD, Clock, add_person, people_room, send, sign_in


@pytest.fixture
def ledger(own_ledger: Path) -> Path:
    add_person(own_ledger, "Ada", "admin", email="ada@post.example")
    return own_ledger


def user(ledger: Path, *words: str, typed: str = "") -> Result:
    return CliRunner().invoke(command, [*words, "--ledger", str(ledger)], input=typed)


def test_a_person_is_added_with_a_typed_password(ledger: Path) -> None:
    done = user(ledger, "add", "Ned New", "--role", "editor", typed=f"{PASSWORD}\n{PASSWORD}\n")
    assert done.exit_code == 0, done.output
    assert PASSWORD not in done.output
    with people_room(ledger, Clock()) as room:
        assert sign_in(room, "Ned New").status_code == 303
        assert room.get("/account.json").json()["role"] == "editor"


@pytest.mark.parametrize("typed", ["short\nshort\n", f"{PASSWORD}\nanother one here\n", "ned new ned\nned new ned\n"])
def test_a_bad_password_adds_nobody(ledger: Path, typed: str) -> None:
    assert user(ledger, "add", "Ned New", typed=typed).exit_code != 0
    assert "Ned" not in user(ledger, "list").output


def test_a_name_is_taken_once(ledger: Path) -> None:
    done = user(ledger, "add", "ADA", typed=f"{PASSWORD}\n{PASSWORD}\n")
    assert done.exit_code == 2
    assert "has that name already" in done.output


@pytest.mark.parametrize(
    ("words", "role"), [(["add", "x", "--role", "editor"], "editor"), (["password", "Ada"], "admin")]
)
def test_a_link_is_printed_and_works_once(ledger: Path, words: list[str], role: str) -> None:
    link = user(ledger, *words, "--invite", "--address", "http://127.0.0.1:8400/").output.strip()
    assert re.fullmatch(r"http://127\.0\.0\.1:8400/join/[\w-]{43}", link)
    with people_room(ledger, Clock(), now=time.time) as room:
        fields = {"name": "Ned", "email": "ned@post.example", "password": "orchard 3 tin whistle"}
        assert send(room, link.removeprefix("http://127.0.0.1:8400"), fields).status_code == 303
        assert room.get("/account.json").json()["role"] == role
        assert room.get(link).status_code == 404


def test_people_are_listed_without_what_is_private(ledger: Path) -> None:
    add_person(ledger, "Rea", "reader")
    user(ledger, "disable", "Rea")
    assert user(ledger, "list").output.splitlines() == ["admin   Ada", "reader  Rea  (shut out)"]
    listed = user(ledger, "list", "--json")
    assert [person["name"] for person in json.loads(listed.output)] == ["Ada", "Rea"]
    assert "post.example" not in listed.output
    assert "argon2" not in listed.output


def test_roles_and_sessions_from_outside(ledger: Path) -> None:
    add_person(ledger, "Rea", "reader")
    with people_room(ledger, Clock()) as room:
        sign_in(room, "Rea")
        assert user(ledger, "role", "rea", "admin").exit_code == 0
        assert room.get("/people").status_code == 200
        assert user(ledger, "sign-out", "Rea").output == "1 session ended.\n"
        assert room.get("/").status_code == 401
        sign_in(room, "Rea")
        user(ledger, "password", "Rea", typed="marble window 7 ferry\nmarble window 7 ferry\n")
        assert room.get("/").status_code == 401


def test_the_last_admin_stays(ledger: Path) -> None:
    for words in (["disable", "Ada"], ["role", "Ada", "reader"]):
        done = user(ledger, *words)
        assert done.exit_code == 2
        assert "nobody else is an admin" in done.output


def test_tokens_are_listed_and_revoked(ledger: Path) -> None:
    with people_room(ledger, Clock()) as room:
        sign_in(room, "Ada")
        send(room, "/account/tokens", {"name": "nightly", "scope": "read"})
    [line] = user(ledger, "tokens", "Ada").output.splitlines()
    assert "nightly" in line
    assert "onrecord_" not in line
    key = line.split()[0]
    assert user(ledger, "tokens", "Ada", "--revoke", key).output == "revoked\n"
    assert user(ledger, "tokens", "Ada", "--revoke", key).exit_code == 2
    assert "revoked" in user(ledger, "tokens", "Ada").output


def test_what_was_done_is_written_down_and_checked(ledger: Path) -> None:
    user(ledger, "add", "x", "--invite")
    assert "invite" in user(ledger, "audit").output
    assert json.loads(user(ledger, "audit", "--json").output)[0]["means"] == "command line"
    assert user(ledger, "audit", "--verify").exit_code == 0
    with opened(ledger) as connection:
        connection.execute("DROP TRIGGER audit_is_not_changed")
        connection.execute("UPDATE audit SET name = 'Eve' WHERE id = 1")
        assert auditlog.broken(connection) == 1
    assert user(ledger, "audit", "--verify").exit_code == 1


def test_nobody_of_that_name(ledger: Path) -> None:
    done = user(ledger, "role", "Zed", "admin")
    assert done.exit_code == 2
    assert "nobody of that name" in done.output


def test_whoever_opens_a_room_is_warned(tmp_path: Path, ledger: Path) -> None:
    empty = tmp_path / "empty.db"
    assert any("nobody here is an admin" in w for w in warnings(Settings(ledger=empty, accounts=True)))
    assert warnings(Settings(ledger=ledger, accounts=True)) == []
    open_ = Settings(ledger=ledger, accounts=True, host="0.0.0.0", address="http://record.example")
    assert any("passwords can be read" in w for w in warnings(open_))
    assert warnings(Settings(ledger=empty)) == []
