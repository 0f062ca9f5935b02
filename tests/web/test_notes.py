"""Protects the notes: what is asked for and kept private, who may change what, what waits, how links are made safe."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from onrecord.ledger import Ledger, moved
from onrecord.ledger.load import reading_of
from onrecord.ledger.store import replace_reading
from onrecord.records import Span, Statement
from onrecord.web.notes import authors, wording
from onrecord.web.people.file import opened
from onrecord.web.people.moments import DAY, MINUTE
from tests.web.people_rooms import Clock, Room, add_person, fresh, links, people_room, send, sign_in

EMAIL = "una.visitor@post.example"


@pytest.fixture
def house(own_ledger: Path, clock: Clock) -> Iterator[Room]:
    """A room that strangers may come into, with one person of each role."""
    for name, role in (("Ada", "admin"), ("Edi", "editor"), ("Rea", "reader")):
        add_person(own_ledger, name, role, email=f"{name.lower()}@post.example")
    with people_room(own_ledger, clock, public=True) as room:
        yield room


@pytest.fixture(scope="session")
def keys(sample_ledger: Path) -> dict[str, str]:
    """An identity of each kind that a note can be about."""
    with Ledger(sample_ledger) as ledger:
        found = {
            kind: ledger.connection.execute(f"SELECT key FROM {kind} ORDER BY id LIMIT 1").fetchone()
            for kind in ("article", "statement", "saying")
        }
    return {kind: row[0] for kind, row in found.items() if row}


def person(house: Room, name: str) -> Room:
    room = fresh(house)
    assert sign_in(room, name).status_code == 303
    return room


def a_note(keys: dict[str, str], text: str = "The bridge is older than that.", **fields: str) -> dict[str, str]:
    return {"about": keys["article"], "name": "Una Visitor", "email": EMAIL, "text": text, **fields}


def write(room: Room, fields: dict[str, str]) -> str:
    answer = send(room, "/notes", fields)
    assert answer.status_code == 303, answer.text
    return answer.headers["location"].removeprefix("/notes/")


def about(room: Room, key: str) -> str:
    return room.get("/notes", params={"about": key}).text


# Writing


@pytest.mark.parametrize("kind", ["article", "statement", "saying"])
def test_a_note_is_about_an_article_a_statement_or_a_saying(house: Room, keys: dict[str, str], kind: str) -> None:
    rea = person(house, "Rea")
    key = write(rea, a_note(keys, about=keys[kind]))
    page = about(house, keys[kind])
    assert f'href="/notes/{key}"' in page
    assert "The bridge is older than that." in page
    assert house.get(f"/notes/{key}.json").json()["note"]["kind"] == kind


def test_notes_about_a_saying_stay_with_it_when_it_is_joined_to_another(house: Room, own_ledger: Path) -> None:
    rea = person(house, "Rea")
    with Ledger(own_ledger) as ledger:
        sql = "SELECT id, key FROM saying ORDER BY id LIMIT 2"
        (stays, whole), (gone, former) = ledger.connection.execute(sql).fetchall()
    first = write(rea, {"about": former, "name": "Una Visitor", "email": EMAIL, "text": "It was windy."})
    with Ledger(own_ledger) as ledger, ledger.connection as connection:
        moved.note(connection, "saying", gone, stays)
        connection.execute("UPDATE statement SET saying_id = ? WHERE saying_id = ?", (stays, gone))
        connection.execute("DELETE FROM saying WHERE id = ?", (gone,))
    answer = {"about": whole, "name": "Una Visitor", "email": EMAIL, "text": "It was not.", "answers": first}
    second = write(rea, answer)
    for key in (former, whole):
        page = about(house, key)
        assert page.index(f'href="/notes/{first}"') < page.index(f'href="/notes/{second}"')
        assert house.get(f"/sayings/{key}.json").json()["notes"]["count"] == 2


def test_notes_about_a_statement_stay_with_it_when_its_borders_are_read_anew(house: Room, own_ledger: Path) -> None:
    rea = person(house, "Rea")
    one = "(SELECT min(version_id) FROM statement)"
    sql = f"SELECT version_id, label, key FROM statement WHERE version_id = {one} ORDER BY id"
    with Ledger(own_ledger) as ledger:
        version, label, former = ledger.connection.execute(sql).fetchone()
    first = write(rea, {"about": former, "name": "Una Visitor", "email": EMAIL, "text": "It was windy."})
    with Ledger(own_ledger) as ledger, ledger.connection as connection:
        reading = reading_of(connection, version)
        changed = tuple(shorter(s, reading.article.text) if s.id == label else s for s in reading.statements)
        replace_reading(connection, version, replace(reading, statements=changed), "other rules")
        now = connection.execute(sql).fetchone()[2]
    assert now != former
    write(rea, {"about": now, "name": "Una Visitor", "email": EMAIL, "text": "It was not.", "answers": first})
    for key in (former, now):
        assert f'href="/notes/{first}"' in about(house, key)
        assert house.get(f"/statements/{key}.json").json()["notes"]["count"] == 2


def shorter(statement: Statement, text: str) -> Statement:
    """Return a statement without the last word of its first piece."""
    first, *rest = statement.content
    end = first.start + len(first.text.rstrip('"”.,').rpartition(" ")[0])
    return replace(statement, content=(Span(start=first.start, end=end, text=text[first.start : end]), *rest))


def test_required_fields_say_so_in_words(house: Room, keys: dict[str, str]) -> None:
    page = about(house, keys["article"])
    for field, words in (("name", "Name"), ("email", "E-mail address"), ("text", "Note")):
        assert re.search(rf'<label for="{field}">{words} <span class="required">\(required\)', page)
        assert re.search(rf'<(input|textarea) id="{field}"[^>]* required', page)
    assert "e-mail address will not be published" in page


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"name": " "}, ["name"]),
        ({"name": "\u202e\u200b"}, ["name"]),
        ({"name": "x" * 81}, ["name"]),
        ({"email": ""}, ["email"]),
        ({"email": "una at post"}, ["email"]),
        ({"email": "a@b"}, ["email"]),
        ({"text": "\n \n"}, ["text"]),
        ({"text": "x" * 5001}, ["text"]),
        ({"text": "https://a.example/ " * 11}, ["text"]),
        ({"name": "", "email": "", "text": ""}, ["name", "email", "text"]),
    ],
)
def test_what_is_wrong_is_named_and_what_was_typed_is_kept(
    house: Room, keys: dict[str, str], fields: dict[str, str], wrong: list[str]
) -> None:
    answer = send(house, "/notes", a_note(keys, text="Kept & <b>safe</b>.") | fields)
    assert answer.status_code == 422
    assert links(answer.text, r'<li><a href="#(\w+)">') == wrong
    assert links(answer.text, r'id="(\w+)"[^>]*aria-invalid="true" autofocus') == wrong[:1]
    for field in wrong:
        assert re.search(rf'id="{field}"[^>]*aria-describedby="[^"]*{field}-problem', answer.text)
    if "text" not in fields:
        assert "Kept &amp; &lt;b&gt;safe&lt;/b&gt;." in answer.text
    program = send(house, "/notes", a_note(keys) | fields, headers={"accept": "application/json"})
    assert program.status_code == 422
    assert program.json()["error"]["kind"] == "form"


def test_a_note_about_nothing_is_refused(house: Room, keys: dict[str, str]) -> None:
    assert send(house, "/notes", a_note(keys, about="b2:" + "0" * 32)).status_code == 404
    assert house.get("/notes?about=b2:nothing").status_code == 404


def test_in_a_closed_room_strangers_neither_read_nor_write(
    own_ledger: Path, clock: Clock, keys: dict[str, str]
) -> None:
    with people_room(own_ledger, clock) as room:
        assert room.get("/notes").status_code == 401
        assert send(room, "/notes", a_note(keys)).status_code == 401


def test_one_person_alone_writes_under_their_name(room: Room, keys: dict[str, str]) -> None:
    key = write(room, a_note(keys, name="Somebody Else"))
    found = room.get(f"/notes/{key}.json").json()
    assert (found["note"]["name"], found["note"]["state"], found["is_mine"]) == ("Ida Reader", "shown", True)
    assert f'value="{EMAIL}"' in about(room, keys["article"])


def test_nobody_writes_under_anothers_name(house: Room, keys: dict[str, str]) -> None:
    own = write(person(house, "Rea"), a_note(keys, name="Ada"))
    assert house.get(f"/notes/{own}.json").json()["note"]["name"] == "Rea"
    stranger = fresh(house)
    key = write(stranger, a_note(keys, name="Ada"))
    assert "(not signed in)" in stranger.get(f"/notes/{key}").text


# The e-mail address


def test_the_email_address_is_in_no_answer_to_anybody_else(house: Room, keys: dict[str, str]) -> None:
    una = fresh(house)
    key = write(una, a_note(keys))
    edi, ada = person(house, "Edi"), person(house, "Ada")
    send(edi, f"/notes/{key}/decide", {"decision": "show"})
    send(una, f"/notes/{key}/edit", {"text": "Changed."})
    send(edi, f"/notes/{key}/decide", {"decision": "show"})
    paths = ["/", "/notes", f"/notes?about={keys['article']}", f"/notes/{key}", "/notes/queue", f"/notes/{key}/history"]
    paths += [f"/articles/{keys['article']}", "/audit", "/people", "/corrections", "/account"]
    for room in (house, edi, ada):
        for path in paths:
            for accept in ("text/html", "application/json"):
                assert EMAIL not in room.get(path, headers={"accept": accept}).text, path
    exports = []
    with Ledger(house.ledger) as ledger:
        for name in ("jsonl", "csv", "readings", "annotations", "ftm"):
            exports += list(ledger.export_text(name))
    assert EMAIL not in "".join(exports)
    assert not any(EMAIL.encode() in p.read_bytes() for p in house.ledger.parent.glob(house.ledger.name + "*"))


# Waiting, deciding


def test_a_strangers_note_waits_for_an_editor(house: Room, keys: dict[str, str]) -> None:
    una = fresh(house)
    key = write(una, a_note(keys, text="Has anybody asked the ferry company?"))
    assert "ferry company" not in about(house, keys["article"])
    assert house.get(f"/notes/{key}").status_code == 404
    assert person(house, "Rea").get(f"/notes/{key}").status_code == 404
    assert "waits for an editor" in una.get(f"/notes/{key}").text
    edi = person(house, "Edi")
    assert "ferry company" in edi.get("/notes/queue").text
    assert send(edi, f"/notes/{key}/decide", {"decision": "show"}).status_code == 303
    assert "ferry company" in about(house, keys["article"])
    assert "ferry company" not in edi.get("/notes/queue").text


def test_refusing_needs_a_reason_that_the_author_sees(house: Room, keys: dict[str, str]) -> None:
    una, edi = fresh(house), person(house, "Edi")
    key = write(una, a_note(keys))
    again = send(edi, f"/notes/{key}/decide", {"decision": "refuse"})
    assert again.status_code == 422
    assert f'aria-describedby="reason-{key}-hint reason-{key}-problem"' in again.text
    send(edi, f"/notes/{key}/decide", {"decision": "refuse", "reason": "An advertisement."})
    assert "An advertisement." in una.get(f"/notes/{key}").text
    assert house.get(f"/notes/{key}").status_code == 404


@pytest.mark.parametrize("name", ["", "Rea"])
def test_only_editors_decide(house: Room, keys: dict[str, str], name: str) -> None:
    key = write(fresh(house), a_note(keys))
    room = person(house, name) if name else fresh(house)
    for path in (f"/notes/{key}/decide", f"/notes/{key}/erase"):
        assert send(room, path, {"decision": "show"}).status_code in {401, 403}
    for path in ("/notes/queue", f"/notes/{key}/history"):
        assert room.get(path).status_code in {401, 403}


# Changing and withdrawing


def test_an_author_changes_a_note_and_admins_see_what_it_said(house: Room, keys: dict[str, str]) -> None:
    rea = person(house, "Rea")
    key = write(rea, a_note(keys, text="First wording."))
    assert send(rea, f"/notes/{key}/edit", {"text": "Second wording."}).status_code == 303
    assert "Second wording." in about(house, keys["article"])
    assert "First wording." not in about(house, keys["article"])
    assert person(house, "Edi").get(f"/notes/{key}/history").status_code == 403
    assert "First wording." in person(house, "Ada").get(f"/notes/{key}/history").text


def test_a_stranger_changes_a_note_by_cookie_or_link_and_it_waits_again(house: Room, keys: dict[str, str]) -> None:
    una, edi = fresh(house), person(house, "Edi")
    key = write(una, a_note(keys))
    send(edi, f"/notes/{key}/decide", {"decision": "show"})
    [link] = links(una.get(f"/notes/{key}").text, r"link=([0-9a-f]{64})")
    elsewhere = fresh(house)
    assert elsewhere.get(f"/notes/{key}/edit?link={link}").status_code == 200
    assert send(elsewhere, f"/notes/{key}/edit", {"text": "From elsewhere.", "link": link}).status_code == 303
    assert "From elsewhere." not in about(house, keys["article"])
    send(edi, f"/notes/{key}/decide", {"decision": "show"})
    assert send(una, f"/notes/{key}/edit", {"text": "From here."}).status_code == 303
    assert "From here." in edi.get("/notes/queue").text


def test_a_refused_note_is_not_shown_by_changing_it(house: Room, keys: dict[str, str]) -> None:
    rea = person(house, "Rea")
    key = write(rea, a_note(keys))
    send(person(house, "Edi"), f"/notes/{key}/decide", {"decision": "refuse", "reason": "Rude."})
    send(rea, f"/notes/{key}/edit", {"text": "Still rude."})
    assert "Still rude." not in about(house, keys["article"])


def test_nobody_else_changes_a_note(house: Room, keys: dict[str, str]) -> None:
    rea, una = person(house, "Rea"), fresh(house)
    by_rea, by_una = write(rea, a_note(keys)), write(una, a_note(keys))
    other = write(fresh(house), a_note(keys))
    [link] = links(una.get(f"/notes/{by_una}").text, r"link=([0-9a-f]{64})")
    for room in (house, person(house, "Edi"), person(house, "Ada")):
        for key, fields in ((by_rea, {}), (by_una, {}), (other, {"link": link}), (by_rea, {"link": link})):
            for action in ("edit", "withdraw"):
                assert send(room, f"/notes/{key}/{action}", {"text": "Mine now.", **fields}).status_code == 403
            assert room.get(f"/notes/{key}/edit", params=fields).status_code == 403
    assert "Mine now." not in about(house, keys["article"])


def test_a_withdrawn_note_is_hidden_at_once_and_erased_for_good(house: Room, keys: dict[str, str]) -> None:
    rea, edi, ada = person(house, "Rea"), person(house, "Edi"), person(house, "Ada")
    key = write(rea, a_note(keys, text="Heron-blue regrets."))
    answer = write(edi, a_note(keys, text="Why blue?", answers=key))
    send(rea, f"/notes/{key}/edit", {"text": "Heron-grey regrets."})
    assert send(rea, f"/notes/{key}/withdraw").status_code == 303
    page = about(house, keys["article"])
    assert "regrets" not in page
    assert "no longer shown" in page
    assert "Why blue?" in page
    assert "regrets" not in edi.get("/notes/queue").text
    assert edi.get(f"/notes/{answer}").status_code == 200
    assert send(edi, f"/notes/{key}/erase").status_code == 403
    assert send(ada, f"/notes/{key}/erase").status_code == 303
    with opened(house.ledger) as connection:
        kept = connection.execute("SELECT name, email, text, account FROM note WHERE key = ?", (key,)).fetchone()
        assert kept == ("", "", "", None)
        assert connection.execute("SELECT count(*) FROM note_wording").fetchone() == (0,)
        assert "regrets" not in str(connection.execute("SELECT * FROM audit").fetchall())


# Threads and lists


def test_answers_stand_behind_what_they_answer(house: Room, keys: dict[str, str]) -> None:
    rea = person(house, "Rea")
    first = write(rea, a_note(keys, text="One."))
    second = write(rea, a_note(keys, text="Two."))
    write(rea, a_note(keys, text="Answer to one.", answers=first))
    write(rea, a_note(keys, text="Answer to two.", answers=second))
    found = house.get("/notes.json", params={"about": keys["article"]}).json()["notes"]
    assert [(n["text"], n["depth"]) for n in found] == [
        ("One.", 0),
        ("Answer to one.", 1),
        ("Two.", 0),
        ("Answer to two.", 1),
    ]


def test_a_note_that_is_refused_later_leaves_its_place_only(house: Room, keys: dict[str, str]) -> None:
    rea = person(house, "Rea")
    first = write(rea, a_note(keys, text="Rude words."))
    write(rea, a_note(keys, text="An answer.", answers=first))
    send(person(house, "Edi"), f"/notes/{first}/decide", {"decision": "refuse", "reason": "Rude, indeed."})
    found = house.get("/notes.json", params={"about": keys["article"]})
    assert [note["text"] for note in found.json()["notes"]] == ["", "An answer."]
    assert "ude" not in found.text


def test_an_answer_keeps_to_the_subject(house: Room, keys: dict[str, str]) -> None:
    rea = person(house, "Rea")
    elsewhere = write(rea, a_note(keys, about=keys["statement"]))
    key = write(rea, a_note(keys, answers=elsewhere))
    assert rea.get(f"/notes/{key}.json").json()["note"]["answers"] is None


def test_lists_have_pages(house: Room, keys: dict[str, str], clock: Clock) -> None:
    rea = person(house, "Rea")
    for number in range(55):
        write(rea, a_note(keys, text=f"Note {number}."))
        clock.pass_by(MINUTE)
    seen: list[str] = []
    for query in ({"about": keys["article"]}, {}):
        after: str | None = ""
        seen = []
        while after is not None:
            got = house.get("/notes.json", params={**query, "after": after}).json()
            seen += [note["text"] for note in got["notes"]]
            after = got["after"]
        assert len(seen) == len(set(seen)) == 55
    assert seen[0] == "Note 54."


def test_pages_show_how_many_there_are_and_the_newest(house: Room, keys: dict[str, str]) -> None:
    rea = person(house, "Rea")
    for number in range(4):
        write(rea, a_note(keys, text=f"Note {number}."))
    write(fresh(house), a_note(keys, text="Waiting."))
    found = house.get(f"/articles/{keys['article']}.json").json()["notes"]
    assert found["count"] == 4
    assert [note["text"] for note in found["latest"]] == ["Note 3.", "Note 2.", "Note 1."]
    assert "Note 3." in house.get(f"/articles/{keys['article']}").text
    for kind in ("statement", "saying"):
        assert house.get(f"/{kind}s/{keys[kind]}.json").json()["notes"]["count"] == 0
        write(rea, a_note(keys, about=keys[kind], text=f"On the {kind}."))
        assert f"On the {kind}." in house.get(f"/{kind}s/{keys[kind]}").text


# Pace


def test_strangers_are_held_back(house: Room, keys: dict[str, str], clock: Clock) -> None:
    statuses = [send(fresh(house), "/notes", a_note(keys)).status_code for _ in range(4)]
    assert statuses == [303, 303, 303, 429]
    assert send(fresh(house), "/notes", a_note(keys, text="")).status_code == 422
    written = 3
    for _ in range(30):
        clock.pass_by(10 * MINUTE + 1)
        written += send(fresh(house), "/notes", a_note(keys)).status_code == 303
    assert written == 20
    clock.pass_by(DAY)
    assert send(fresh(house), "/notes", a_note(keys)).status_code == 303


def test_people_are_held_back_later(house: Room, keys: dict[str, str]) -> None:
    rea = person(house, "Rea")
    statuses = [send(rea, "/notes", a_note(keys)).status_code for _ in range(21)]
    assert statuses == [303] * 20 + [429]
    assert send(person(house, "Edi"), "/notes", a_note(keys)).status_code == 303


def test_strangers_cannot_fill_the_disk(house: Room, keys: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(authors, "MOST_WAITING", 1)
    assert send(fresh(house), "/notes", a_note(keys)).status_code == 303
    assert send(fresh(house), "/notes", a_note(keys)).status_code == 503
    assert send(person(house, "Rea"), "/notes", a_note(keys)).status_code == 303


# Wording


@pytest.mark.parametrize(
    ("text", "addresses"),
    [
        ("See https://a.example/x, please.", ["https://a.example/x"]),
        ("(http://a.example/b?c=d&e=f)", ["http://a.example/b?c=d&e=f"]),
        ("javascript:alert(1) data:text/html,x ftp://a.example file:///etc/passwd //a.example", []),
        ("https://bank.example@evil.example/", []),
        ("https:// https://", []),
        ("https://аррӏе.example/", []),
        ("HTTPS://A.example/X", ["HTTPS://A.example/X"]),
        ('https://a.example/"onmouseover="alert(1)', ["https://a.example/"]),
        ("https://a.example/<script>", ["https://a.example/"]),
    ],
)
def test_which_addresses_become_links(text: str, addresses: list[str]) -> None:
    found = wording.pieces(text)
    assert [piece.address for piece in found if piece.address] == addresses
    assert "".join(piece.text for piece in found) == text


@given(st.text())
def test_a_note_loses_nothing_but_what_cannot_be_seen(text: str) -> None:
    cleaned = wording.clean(text)
    assert wording.clean(cleaned) == cleaned
    assert "".join(piece.text for piece in wording.pieces(cleaned)) == cleaned


def test_links_lend_no_trust_and_markup_stays_text(house: Room, keys: dict[str, str]) -> None:
    hostile = '<script>alert(1)</script> https://a.example/?q="><img src=x onerror=alert(1)> \u202egnirts'
    write(person(house, "Rea"), a_note(keys, text=hostile))
    page = about(house, keys["article"])
    assert "<script>alert" not in page
    assert "<img" not in page
    assert "\u202e" not in page
    assert '<a href="https://a.example/?q=" rel="nofollow ugc noopener noreferrer">' in page


def test_every_step_of_a_note_is_written_down(house: Room, keys: dict[str, str]) -> None:
    una, edi, ada = fresh(house), person(house, "Edi"), person(house, "Ada")
    key = write(una, a_note(keys, text="A secret word: marzipan."))
    send(edi, f"/notes/{key}/decide", {"decision": "refuse", "reason": "Off topic."})
    send(una, f"/notes/{key}/withdraw")
    send(ada, f"/notes/{key}/erase")
    entries: list[dict[str, Any]] = ada.get("/audit.json").json()["entries"]
    steps = [(e["role"], e["what"]) for e in entries if "note" in e["what"]]
    assert steps == [
        ("admin", "erase note"),
        ("nobody", "withdraw note"),
        ("editor", "decide about note"),
        ("nobody", "write note"),
    ]
    assert "marzipan" not in str(entries)
