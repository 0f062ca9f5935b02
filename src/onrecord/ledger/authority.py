"""Authority files: who is who, as somebody else put it together, loaded into the ledger.

Decides what of a CSV or FollowTheMoney file is taken over. Refuses to match anybody: linking weighs an entry like every
other entity, and every match has its reason.

CSV has the columns ``id`` and ``name``, and if wanted ``kind`` (person, organization), ``aliases`` (with ``|`` between),
``wikidata``, ``country`` and ``roles``: ``mayor@2019..2023|senator@2023..``. FollowTheMoney is JSON lines of entities, of
which people, organisations, positions and occupancies are taken.
"""

from __future__ import annotations

import csv
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from onrecord.errors import InputUnavailable, LedgerError
from onrecord.ledger import current
from onrecord.ledger.fold import fold_name
from onrecord.ledger.identity import digest
from onrecord.ledger.names import name_keys, office_keys
from onrecord.records import Record

REASON = "authority"
_KINDS = {"Person": "person", "Organization": "organization", "PublicBody": "organization", "Company": "organization"}


class Office(Record, frozen=True):
    """A role and the time that it was held, as dates of any precision; an open end is empty."""

    role: str
    since: str = ""
    until: str = ""


class Entry(Record, frozen=True):
    """One person or organisation of an authority file."""

    id: str
    name: str
    kind: str = "person"
    aliases: tuple[str, ...] = ()
    wikidata: str | None = None
    country: str | None = None
    roles: tuple[Office, ...] = ()


def entries(path: Path) -> list[Entry]:
    """Return the entries of a file: CSV by its name's ending, FollowTheMoney JSON lines otherwise.

    Raises InputUnavailable where it cannot be read, LedgerError where a line is not what it should be.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InputUnavailable(str(path), f"it cannot be read ({error}).", "Give a file in UTF-8.") from error
    return list(_from_csv(path, text) if path.suffix.lower() == ".csv" else _from_ftm(path, text))


def load(connection: sqlite3.Connection, found: list[Entry]) -> int:
    """Take the entries over, and have every article linked again that quotes somebody of their names. Returns how many.

    An entry with the id of one that was loaded before replaces it.
    """
    all_keys: set[str] = set()
    for entry in found:
        key = digest("authority", entry.id)
        connection.execute(
            "INSERT INTO entity (key, name, folded, kind, country, wikidata, reason) VALUES (?, ?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (key) DO UPDATE SET name = excluded.name, folded = excluded.folded, country = excluded.country,"
            " wikidata = excluded.wikidata",
            (key, entry.name, fold_name(entry.name), entry.kind, entry.country, entry.wikidata, REASON),
        )
        row = connection.execute("SELECT id FROM entity WHERE key = ?", (key,)).fetchone()[0]
        for table in ("entity_name", "entity_alias", "entity_role"):
            connection.execute(f"DELETE FROM {table} WHERE entity_id = ?", (row,))  # noqa: S608
        keys = {k for name in (entry.name, *entry.aliases) for k in name_keys(name, entry.kind, entry.aliases)}
        keys |= {k for office in entry.roles for k in office_keys(office.role, None, entry.country)}
        connection.executemany("INSERT OR IGNORE INTO entity_name VALUES (?, ?)", [(k, row) for k in sorted(keys)])
        connection.executemany(
            "INSERT OR IGNORE INTO entity_alias VALUES (?, ?)", [(row, name) for name in entry.aliases]
        )
        roles = [(row, office.role, office.since, office.until) for office in entry.roles]
        connection.executemany("INSERT OR IGNORE INTO entity_role VALUES (?, ?, ?, ?)", roles)
        all_keys |= keys
    _have_linked_again(connection, all_keys)
    return len(found)


def _have_linked_again(connection: sqlite3.Connection, keys: set[str]) -> None:
    sql = (
        "SELECT DISTINCT article.id, copies_id FROM entity_name JOIN speaker ON speaker.entity_id = entity_name.entity_id"
        " JOIN article ON article.current_id = speaker.version_id WHERE name_key = ?"
    )
    articles = {row for key in keys for row in connection.execute(sql, (key,))}
    unnamed = connection.execute(
        "SELECT article.id, copies_id, role, name, affiliation, country FROM speaker"
        " JOIN article ON article.current_id = speaker.version_id WHERE kind = 'unnamed'"
    )
    for row, group, role, name, affiliation, country in unnamed:
        if keys.intersection(office_keys(role or name, affiliation, country)):
            articles.add((row, group))
    for row, group in articles:
        current.lay_out(connection, row)
        connection.execute("UPDATE article SET copies_id = ? WHERE id = ?", (group, row))


def _from_csv(path: Path, text: str) -> Iterator[Entry]:
    rows = csv.DictReader(text.splitlines())
    if not {"id", "name"} <= set(rows.fieldnames or ()):
        raise _bad(path, 1, "there are no columns id and name")
    for row in rows:
        if not row["id"] or not row["name"]:
            raise _bad(path, rows.line_num, "id or name is empty")
        yield Entry(
            id=row["id"],
            name=row["name"],
            kind=row.get("kind") or "person",
            aliases=_list(row.get("aliases")),
            wikidata=row.get("wikidata") or None,
            country=(row.get("country") or "").upper() or None,
            roles=tuple(_office(path, rows.line_num, written) for written in _list(row.get("roles"))),
        )


def _office(path: Path, line: int, written: str) -> Office:
    role, at, time = written.partition("@")
    since, dots, until = time.partition("..")
    if at and not dots:
        raise _bad(path, line, f"{written!r} does not say from when to when")
    return Office(role=role.strip(), since=since.strip(), until=until.strip())


def _from_ftm(path: Path, text: str) -> Iterator[Entry]:
    people: dict[str, dict[str, Any]] = {}
    posts: dict[str, str] = {}
    held: dict[str, list[Office]] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        try:
            entity = msgspec.json.decode(line)
            schema, properties = entity["schema"], entity["properties"]
            if schema in _KINDS:
                people[str(entity["id"])] = {"kind": _KINDS[schema], **properties}
            elif schema == "Position":
                posts[str(entity["id"])] = properties["name"][0]
            elif schema == "Occupancy":
                since, until = properties.get("startDate", [""])[0], properties.get("endDate", [""])[0]
                office = Office(role=properties["post"][0], since=since, until=until)
                held.setdefault(properties["holder"][0], []).append(office)
        except (msgspec.DecodeError, KeyError, IndexError, TypeError, AttributeError) as error:
            raise _bad(path, number, "it is no FollowTheMoney entity") from error
    for identity, properties in people.items():
        names = properties.get("name") or []
        if not names:
            continue
        offices = [Office(role=posts.get(o.role, o.role), since=o.since, until=o.until) for o in held.get(identity, [])]
        offices += [Office(role=role) for role in properties.get("position", [])]
        countries = properties.get("country") or properties.get("nationality") or [""]
        yield Entry(
            id=identity,
            name=names[0],
            kind=properties["kind"],
            aliases=(*names[1:], *properties.get("alias", [])),
            wikidata=next(iter(properties.get("wikidataId", [])), None),
            country=countries[0].upper() or None,
            roles=tuple(offices),
        )


def _list(written: str | None) -> tuple[str, ...]:
    return tuple(part.strip() for part in (written or "").split("|") if part.strip())


def _bad(path: Path, line: int, what: str) -> LedgerError:
    return LedgerError(
        f"{path}:{line}", f"{what}.", "Look at docs/how-to/say-who-is-who.md for the layout.", kind="bad-authority"
    )
