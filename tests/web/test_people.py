"""Protects coming in: sign-in, sessions, tokens, invitations, roles, and what a stranger sees of all that."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher

from onrecord.errors import LedgerError
from onrecord.web.people import entrance, invitations, passwords, sessions, throttle
from onrecord.web.people.cookies import name_of
from onrecord.web.people.file import opened, room_path
from onrecord.web.people.keys import hash_of
from onrecord.web.people.moments import DAY, MINUTE
from onrecord.web.settings import Settings
from tests.web.people_rooms import (
    CHEAP,
    KEPT,
    PASSWORD,
    ROOT,
    Clock,
    Room,
    add_person,
    fresh,
    links,
    people_room,
    send,
    sign_in,
    token_for,
)

JSON = {"accept": "application/json"}


@pytest.fixture
def house(own_ledger: Path, clock: Clock) -> Iterator[Room]:
    """A room with one person of each role."""
    for name, role in (("Ada", "admin"), ("Edi", "editor"), ("Rea", "reader")):
        add_person(own_ledger, name, role, email=f"{name.lower()}@post.example")
    with people_room(own_ledger, clock) as room:
        yield room


def signed_in(house: Room, name: str) -> Room:
    room = fresh(house)
    assert sign_in(room, name).status_code == 303
    return room


def asked(house: Room, sql: str, *values: Any) -> list[Any]:
    with opened(house.ledger) as connection:
        return connection.execute(sql, values).fetchall()


# Who sees what


def test_a_stranger_sees_the_door_only(house: Room) -> None:
    for path in ("/", "/articles/x", "/people", "/openapi.json"):
        answer = house.get(path)
        assert answer.status_code == 401
        assert "what is on record" not in answer.text.lower()
    assert house.get("/", headers=JSON).json()["error"]["kind"] == "sign-in"
    assert house.get("/static/room.css").status_code == 200
    assert house.get("/health").text == "open\n"


def test_the_page_that_was_asked_for_comes_after_signing_in(house: Room) -> None:
    answer = house.get("/articles/x?a=1")
    assert 'name="next" value="/articles/x?a=1"' in answer.text
    assert sign_in(house, "Rea", next="/articles/x?a=1").headers["location"] == "/articles/x?a=1"


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "/\t/evil.example",
        "\\\\evil.example",
        "/\n/evil.example",
        "javascript:alert(1)",
        "evil",
        "",
        "/a\\b",
        "/sign-out",
        "/ü",
        "/x" * 2000,
    ],
)
def test_no_next_page_leads_elsewhere(house: Room, address: str) -> None:
    answer = sign_in(house, "Rea", next=address)
    assert answer.headers.get("location", "/") == "/"


def test_a_public_room_shows_itself_to_strangers_but_not_its_people(own_ledger: Path, clock: Clock) -> None:
    with people_room(own_ledger, clock, public=True) as room:
        assert room.get("/").status_code == 200
        assert room.get("/people").status_code == 401
        assert room.get("/audit").status_code == 401
        assert room.get("/account").status_code == 401


@pytest.mark.parametrize(
    ("name", "path", "status"),
    [
        ("Rea", "/", 200),
        ("Rea", "/account", 200),
        ("Rea", "/people", 403),
        ("Rea", "/audit", 403),
        ("Edi", "/people", 403),
        ("Ada", "/people", 200),
        ("Ada", "/audit", 200),
    ],
)
def test_each_role_sees_its_pages(house: Room, name: str, path: str, status: int) -> None:
    assert signed_in(house, name).get(path).status_code == status


# Signing in


def test_signing_in_and_out(house: Room) -> None:
    room = signed_in(house, "  rea ")
    assert "Rea" in room.get("/").text
    assert send(room, "/sign-out").status_code == 303
    assert room.get("/").status_code == 401


def test_signed_out_a_copied_cookie_opens_nothing(house: Room) -> None:
    room, thief = signed_in(house, "Rea"), fresh(house)
    thief.cookies.set("onrecord-session", room.cookies["onrecord-session"])
    assert thief.get("/").status_code == 200
    send(room, "/sign-out")
    assert thief.get("/").status_code == 401


def test_a_wrong_name_and_a_wrong_password_get_the_same_answer(house: Room) -> None:
    send(signed_in(house, "Ada"), f"/people/{key_of(house, 'Edi')}/disable")
    answers = [
        sign_in(fresh(house), "Rea", "wrong password here"),
        sign_in(fresh(house), "Nobody", "wrong password here"),
        sign_in(fresh(house), "Edi", PASSWORD),
    ]
    pages = [
        answer.text.replace(f'value="{name}"', "NAME")
        for answer, name in zip(answers, ("Rea", "Nobody", "Edi"), strict=True)
    ]
    assert {answer.status_code for answer in answers} == {401}
    assert len({re.sub(r'name="_csrf_token" value="\w+"', "", page) for page in pages}) == 1
    assert PASSWORD not in "".join(pages)


def test_an_unknown_name_costs_the_same_work(house: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    counted: list[str] = []

    class Counting:
        def verify(self, kept: str, password: str) -> bool:
            counted.append(kept)
            return CHEAP.verify(kept, password)

        def __getattr__(self, name: str) -> Any:
            return getattr(CHEAP, name)

    monkeypatch.setattr(passwords, "hasher", Counting)
    for name in ("Rea", "Nobody", ""):
        sign_in(fresh(house), name, "wrong password here")
    assert len(counted) == 3
    assert len({kept.rsplit("$", 2)[0] for kept in counted}) == 1


def test_passwords_are_kept_as_argon2id(house: Room) -> None:
    assert PasswordHasher().type.name == "ID"
    assert passwords.hashed("x").startswith("$argon2id$")
    assert PASSWORD.encode() not in room_path(house.ledger).read_bytes()


def test_a_hash_of_older_parameters_is_made_again(house: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    newer = PasswordHasher(time_cost=2, memory_cost=16, parallelism=1)
    monkeypatch.setattr(passwords, "hasher", lambda: newer)
    signed_in(house, "Rea")
    [(kept,)] = asked(house, "SELECT password FROM account WHERE name = 'Rea'")
    assert "m=16,t=2" in kept
    signed_in(house, "Rea")


def test_a_session_that_somebody_planted_is_not_the_one_that_begins(house: Room) -> None:
    attacker, victim = signed_in(house, "Rea"), fresh(house)
    planted = attacker.cookies["onrecord-session"]
    victim.cookies.set("onrecord-session", planted, domain="127.0.0.1")
    sign_in(victim, "Ada")
    assert asked(house, "SELECT count(*) FROM session WHERE hash = ?", hash_of(planted)) == [(0,)]
    assert attacker.get("/").status_code == 401


def test_only_the_hash_of_a_session_is_kept(house: Room) -> None:
    room = signed_in(house, "Rea")
    secret = room.cookies["onrecord-session"]
    assert len(secret) >= 43
    files = [p for p in room_path(house.ledger).parent.iterdir() if "room.db" in p.name]
    assert files
    assert not any(secret.encode() in p.read_bytes() for p in files)


def test_cookies_are_kept_from_scripts_and_other_sites(house: Room) -> None:
    cookies = sign_in(house, "Rea").headers.get_list("set-cookie")
    assert cookies
    assert all("HttpOnly" in c and "SameSite=lax" in c and "Path=/" in c for c in cookies)


def test_over_https_cookies_are_secure_and_bound_to_the_host(own_ledger: Path, clock: Clock) -> None:
    add_person(own_ledger, "Rea", "reader")
    with people_room(own_ledger, clock, address="https://record.example") as room:
        page = room.get("/sign-in")
        answer = sign_in(room, "Rea")
        for found in (*page.headers.get_list("set-cookie"), *answer.headers.get_list("set-cookie")):
            assert found.startswith("__Host-onrecord-")
            assert "Secure" in found
        assert "strict-transport-security" in page.headers
        assert room.get("/").status_code == 200


@pytest.mark.parametrize(("steps", "status"), [([6 * DAY] * 3, 200), ([8 * DAY], 401), ([6 * DAY] * 6, 401)])
def test_a_session_ends_when_idle_and_in_any_case(house: Room, clock: Clock, steps: list[float], status: int) -> None:
    room, answer = signed_in(house, "Rea"), 0
    for step in steps:
        clock.pass_by(step)
        answer = room.get("/").status_code
    assert answer == status


def test_signing_out_everywhere(house: Room) -> None:
    one, other, third = signed_in(house, "Rea"), signed_in(house, "Rea"), signed_in(house, "Edi")
    assert send(one, "/sign-out-everywhere").status_code == 303
    assert [room.get("/").status_code for room in (one, other, third)] == [401, 401, 200]


def test_one_of_ones_sessions_can_be_ended_but_nobody_elses(house: Room) -> None:
    one, other, third = signed_in(house, "Rea"), signed_in(house, "Rea"), signed_in(house, "Edi")
    theirs = third.get("/account.json").json()["session"]
    assert send(one, f"/account/sessions/{theirs}/end").status_code == 404
    mine = other.get("/account.json").json()["session"]
    assert send(one, f"/account/sessions/{mine}/end").status_code == 303
    assert [room.get("/").status_code for room in (one, other, third)] == [200, 401, 200]


# Throttles


def test_guessing_is_held_back_also_for_names_that_nobody_has(house: Room, clock: Clock) -> None:
    for name in ("Rea", "Nobody"):
        statuses = [sign_in(fresh(house), name, f"wrong guess {n}").status_code for n in range(10)]
        assert statuses == [401] * 8 + [429] * 2
    held = sign_in(fresh(house), "REA ")
    assert held.status_code == 429
    assert int(held.headers["retry-after"]) > 0
    clock.pass_by(15 * MINUTE + 1)
    assert sign_in(fresh(house), "Rea").status_code == 303


def test_a_place_that_tries_many_names_is_held_back(house: Room) -> None:
    statuses = [sign_in(house, f"name {n}", "wrong guess").status_code for n in range(62)]
    assert statuses == [401] * 60 + [429] * 2


def test_a_throttle_forgets_and_stays_small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(throttle, "MOST_KEYS", 10)
    held = throttle.Throttle(2, 60)
    for number in range(100):
        held.count(f"k{number}", 0.0)
        held.count(f"k{number}", 1.0)
    assert len(held._tried) == 10
    assert held.wait("k99", 2.0) == 58.0
    assert held.wait("k99", 60.5) == 0.0
    assert held.wait("k0", 2.0) == 0.0


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("x", "x"),
    ],
)
def test_who_is_at_an_address(address: str, network: str) -> None:
    assert throttle.network_of(address) == network


def test_too_many_waiting_for_a_hash_are_sent_away(house: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    token = token_for(house)
    monkeypatch.setattr(entrance, "AT_ONCE", 0)
    monkeypatch.setattr(entrance, "WAITING", 0)
    answer = house.post("/sign-in", data={"_csrf_token": token, "name": "Rea", "password": "x"})
    assert answer.status_code == 503


# Passwords


@pytest.mark.parametrize(
    ("password", "right"),
    [
        ("short", False),
        ("aaaaaaaaaaaaaa", False),
        ("ida reader", False),
        ("four small words", True),
        ("x" * 201, False),
    ],
)
def test_what_may_be_a_password(password: str, right: bool) -> None:
    assert (passwords.problem(password, "Ida Reader") is None) is right


def test_changing_the_password_ends_all_other_sessions(house: Room) -> None:
    one, other = signed_in(house, "Rea"), signed_in(house, "Rea")
    new = "marble window 7 ferry"
    assert send(one, "/account/password", {"password": "wrong one here", "new": new}).status_code == 422
    assert send(one, "/account/password", {"password": PASSWORD, "new": "short"}).status_code == 422
    assert send(one, "/account/password", {"password": PASSWORD, "new": new}).status_code == 303
    assert [one.get("/").status_code, other.get("/").status_code] == [200, 401]
    assert sign_in(fresh(house), "Rea").status_code == 401
    assert sign_in(fresh(house), "Rea", new).status_code == 303


# Tokens


def issued(room: Room, scope: str, **fields: Any) -> str:
    page = send(room, "/account/tokens", {"name": "feed", "scope": scope, "days": "30", **fields})
    assert page.status_code == 200
    assert page.headers["cache-control"] == "no-store"
    return links(page.text, r"onrecord_[\w-]{43}")[0]


def with_token(house: Room, token: str) -> Room:
    room = fresh(house)
    room.headers["authorization"] = f"Bearer {token}"
    room.headers["accept"] = "application/json"
    return room


@pytest.mark.parametrize(
    ("name", "scope", "looks", "people", "invites"),
    [
        ("Ada", "read", 200, 403, 403),
        ("Ada", "write", 200, 403, 403),
        ("Ada", "admin", 200, 200, 200),
        ("Rea", "admin", 200, 403, 403),
    ],
)
def test_a_token_does_what_its_scope_and_its_owners_role_allow(
    house: Room, name: str, scope: str, looks: int, people: int, invites: int
) -> None:
    program = with_token(house, issued(signed_in(house, name), scope))
    assert program.get("/").status_code == looks
    assert program.get("/people").status_code == people
    assert program.post("/people/invitations", data={"role": "reader"}).status_code == invites


def test_a_token_for_reading_writes_nothing(house: Room) -> None:
    program = with_token(house, issued(signed_in(house, "Rea"), "read"))
    assert program.post("/notes", data={"text": "x"}).status_code == 403
    assert "for reading only" in program.post("/notes", data={"text": "x"}).text


def test_a_token_cannot_make_itself_stay(house: Room) -> None:
    program = with_token(house, issued(signed_in(house, "Rea"), "write"))
    assert program.post("/account/tokens", data={"scope": "write"}).status_code == 403
    assert program.post("/account/email", data={"email": "a@b.example"}).status_code == 403


def test_a_token_ends_when_revoked_or_over_and_shows_its_last_use(house: Room, clock: Clock) -> None:
    room = signed_in(house, "Rea")
    program, other = with_token(house, issued(room, "read")), with_token(house, issued(room, "read", days="1"))
    assert program.get("/").status_code == other.get("/").status_code == 200
    kept = room.get("/account.json").json()["tokens"]
    assert all(token["used"] for token in kept)
    assert "hash" not in kept[0]
    clock.pass_by(DAY + 1)
    assert other.get("/").status_code == 401
    assert send(room, f"/account/tokens/{kept[1]['key']}/revoke").status_code == 303
    assert program.get("/").status_code == 401
    assert program.get("/").headers["www-authenticate"] == "Bearer"


def test_a_wrong_token_is_not_overlooked_for_a_right_session(house: Room) -> None:
    room = signed_in(house, "Rea")
    assert room.get("/", headers={"authorization": "Bearer nonsense", **JSON}).status_code == 401


def test_only_the_hash_of_a_token_is_kept(house: Room) -> None:
    token = issued(signed_in(house, "Rea"), "read")
    files = [p for p in room_path(house.ledger).parent.iterdir() if "room.db" in p.name]
    assert not any(token.encode() in p.read_bytes() for p in files)


# Invitations and roles


def invited(room: Room, **fields: str) -> str:
    page = send(room, "/people/invitations", {"role": "editor", **fields})
    return links(page.text, r"http://127.0.0.1:8400(/join/[\w-]{43})")[0]


NEW = {"name": "Ned", "email": "ned@post.example", "password": "orchard 3 tin whistle"}


def test_an_invitation_lets_one_person_in_once(house: Room) -> None:
    link = invited(signed_in(house, "Ada"))
    ned, late = fresh(house), fresh(house)
    assert "editor" in ned.get(link).text
    assert send(ned, link, NEW).status_code == 303
    assert ned.get("/account.json").json()["role"] == "editor"
    assert late.get(link).status_code == 404
    assert send(late, link, {**NEW, "name": "Eve"}).status_code == 404
    assert asked(house, "SELECT count(*) FROM account WHERE name = 'Eve'") == [(0,)]


def test_of_two_who_use_a_link_at_once_one_comes_in(own_ledger: Path) -> None:
    with opened(own_ledger) as connection:
        secret = invitations.invite(connection, "reader", ROOT, now=1000.0)
        invitations.accept(connection, secret, ("Ned", "ned@post.example", KEPT), now=1001.0)
        with pytest.raises(LedgerError, match="does not hold"):
            invitations.accept(connection, secret, ("Eve", "eve@post.example", KEPT), now=1001.0)


def test_an_invitation_holds_for_a_week_and_until_it_is_withdrawn(house: Room, clock: Clock) -> None:
    ada = signed_in(house, "Ada")
    first, second = invited(ada), invited(ada)
    key = ada.get("/people.json").json()["invitations"][0]["key"]
    assert send(ada, f"/people/invitations/{key}/withdraw").status_code == 303
    gone, unknown = fresh(house).get(second, headers=JSON), fresh(house).get("/join/" + "x" * 43, headers=JSON)
    assert gone.json() == unknown.json()
    assert gone.status_code == 404
    clock.pass_by(7 * DAY + 1)
    assert fresh(house).get(first).status_code == 404


def test_joining_keeps_what_was_typed_and_names_each_field(house: Room) -> None:
    link = invited(signed_in(house, "Ada"))
    answer = send(fresh(house), link, {"name": "Rea", "email": "ned at post", "password": "short"})
    assert answer.status_code == 422
    assert 'value="ned at post"' in answer.text
    assert 'aria-describedby="email-hint email-problem"' in answer.text
    assert answer.text.count("autofocus") == 1
    taken = send(fresh(house), link, {**NEW, "name": "ＲＥＡ"})
    assert taken.status_code == 422
    assert "has that name" in taken.text
    assert send(fresh(house), link, NEW).status_code == 303


def test_a_link_renews_a_password(house: Room) -> None:
    rea = signed_in(house, "Rea")
    link = invited(signed_in(house, "Ada"), account=key_of(house, "Rea"))
    assert send(fresh(house), link, {"password": "orchard 3 tin whistle"}).status_code == 303
    assert rea.get("/").status_code == 401
    assert sign_in(fresh(house), "Rea", "orchard 3 tin whistle").status_code == 303


def test_a_role_holds_at_once_and_shutting_out_too(house: Room) -> None:
    ada, rea = signed_in(house, "Ada"), signed_in(house, "Rea")
    program = with_token(house, issued(rea, "read"))
    assert send(ada, f"/people/{key_of(house, 'Rea')}/role", {"role": "admin"}).status_code == 303
    assert rea.get("/people").status_code == 200
    assert send(ada, f"/people/{key_of(house, 'Rea')}/disable").status_code == 303
    assert rea.get("/").status_code == program.get("/").status_code == 401
    assert sign_in(fresh(house), "Rea").status_code == 401
    send(ada, f"/people/{key_of(house, 'Rea')}/enable")
    assert sign_in(fresh(house), "Rea").status_code == 303


def test_a_room_keeps_an_admin(house: Room) -> None:
    ada = signed_in(house, "Ada")
    for change, fields in (("role", {"role": "reader"}), ("disable", {})):
        assert send(ada, f"/people/{key_of(house, 'Ada')}/{change}", fields).status_code == 400
    assert ada.get("/people").status_code == 200


def key_of(house: Room, name: str) -> str:
    return str(asked(house, "SELECT key FROM account WHERE name = ?", name)[0][0])


# What is kept from others, and what is written down


def test_no_email_address_is_shown_to_others(house: Room) -> None:
    ada, rea = signed_in(house, "Ada"), signed_in(house, "Rea")
    invited(ada)
    for path in ("/people", "/people.json", "/audit", "/audit.json", "/", "/account", "/account.json"):
        assert "rea@post.example" not in ada.get(path).text
    assert "rea@post.example" in rea.get("/account").text
    program = with_token(house, issued(rea, "read"))
    assert "rea@post.example" not in program.get("/account").text


def test_pages_about_people_are_kept_by_no_browser(house: Room) -> None:
    ada = signed_in(house, "Ada")
    for path in ("/account", "/people", "/audit", "/account.json"):
        answer = ada.get(path)
        assert answer.headers["cache-control"] == "no-store"
        assert "etag" not in answer.headers


def test_every_change_is_written_down(house: Room) -> None:
    ada = signed_in(house, "Ada")
    link = invited(ada)
    send(fresh(house), link, NEW)
    send(ada, f"/people/{key_of(house, 'Ned')}/role", {"role": "reader"})
    issued(ada, "read")
    send(ada, "/account/email", {"email": "new@post.example"})
    entries = ada.get("/audit.json").json()["entries"]
    assert [(e["name"], e["what"]) for e in entries][:7] == [
        ("Ada", "change e-mail address"),
        ("Ada", "issue token"),
        ("Ada", "change role"),
        ("Ned", "sign in"),
        ("Ned", "add person"),
        ("Ada", "invite"),
        ("Ada", "sign in"),
    ]
    assert "new@post.example" not in str(entries)


def test_the_audit_log_has_pages(house: Room) -> None:
    ada = signed_in(house, "Ada")
    for number in range(55):
        send(ada, "/account/email", {"email": f"a{number}@post.example"})
    first = ada.get("/audit.json").json()
    second = ada.get(f"/audit.json?after={first['after']}").json()
    numbers = [e["number"] for e in (*first["entries"], *second["entries"])]
    assert numbers == sorted(numbers, reverse=True)
    assert numbers[-1] == 1
    assert second["after"] is None


def test_too_many_sessions_end_the_oldest(own_ledger: Path) -> None:
    key = add_person(own_ledger, "Rea", "reader")
    with opened(own_ledger) as connection:
        secrets = [sessions.begin(connection, key, "x", now=1000.0 + n) for n in range(sessions.MOST + 3)]
        held = [sessions.find(connection, secret, now=2000.0) is not None for secret in secrets]
    assert held == [False] * 3 + [True] * sessions.MOST


def test_without_accounts_there_is_nothing_to_sign_in_to(room: Room) -> None:
    assert room.get("/sign-in").status_code == 404
    assert room.get("/people").status_code == 404
    assert "no accounts" in room.get("/account").text
    assert room.get("/audit").status_code == 200


def test_names_of_cookies(tmp_path: Path) -> None:
    assert name_of("form", Settings(ledger=tmp_path / "x.db")) == "onrecord-form"


def test_the_file_of_another_schema_is_closed_again(tmp_path: Path) -> None:
    with opened(tmp_path / "a.db") as connection, pytest.raises(sqlite3.IntegrityError):
        connection.execute("INSERT INTO account (key, name, folded, role, made) VALUES ('k', 'n', 'n', 'owner', 'now')")
