"""People: which speakers of different articles are one, and on what grounds.

Decides when two names belong to one person or organisation. Refuses to guess: where the texts do not support it, two
speakers stay two, and every link carries its reason.

A name that fits is weighed (onrecord.ledger.weighing); an office without a name stands for the one person who holds it at the
time, in that country, place or organisation.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable

import msgspec
from msgspec.structs import replace

from onrecord.ledger import decisions, moved
from onrecord.ledger.days import days_around
from onrecord.ledger.described import described
from onrecord.ledger.fold import fold_name
from onrecord.ledger.identity import digest
from onrecord.ledger.names import (
    LINKED_KINDS,
    context_words,
    field_of,
    fits,
    is_full,
    is_generic,
    is_indefinite,
    leads_a_country,
    name_keys,
    office_keys,
    person_name,
    points_for_generic,
    single_office,
)
from onrecord.ledger.weighing import Choice, Known, Mention, bearers, weigh

MAX_CANDIDATES = 50
"""More bearers of one name cannot be told apart by what a page says of them."""
CONTEXTS = 12
BETTER_KNOWN = 3
"""Of two bearers of a surname who fit alike, it is the one whom so many times as many articles quote."""
NAMED, KEPT_APART = "named by a page", "kept apart"
"""Why an entity is there. Nothing is linked by itself to one that a person split off."""
LISTED = "authority"
FOR_SHORT = "the name that one of the articles uses for short"
OFFICE_DAYS = 120
"""For so long around an article that names the holder, an office stands for that person."""
_ROLES_AT = (
    "SELECT role FROM entity_role WHERE entity_id = ?1 AND (since = '' OR ?2 IS NULL OR since <= ?2)"
    " AND (until = '' OR ?3 IS NULL OR until >= substr(?3, 1, length(until)))"
)


def link(connection: sqlite3.Connection, version_id: int, article_key: str) -> None:
    """Give every speaker of the version its entity, with the reason, and its statements the same."""
    by_saying = _partners_by_saying(connection, version_id)
    by_copy = _partners_by_copy(connection, version_id)
    decided = decisions.for_article(connection, article_key)
    mentions = mentions_of(connection, version_id)
    country = _country_of(mentions)
    # Who is only described may be one of those who are named.
    mentions.sort(key=lambda mention: mention.kind == "unnamed")
    named: list[int] = []
    for mention in (_placed(mention, country) for mention in mentions):
        by_hand = decided.get(mention.folded)
        in_copy = by_copy.get((mention.kind, mention.folded))
        choice: Choice | None
        if by_hand is not None:
            choice = _by_hand(connection, mention, article_key, by_hand)
        elif in_copy is not None:
            choice = Choice(entity=in_copy, reason="same name in a copy of the article", points=5)
        elif mention.kind in LINKED_KINDS:
            choice = choose(connection, mention, by_saying.get(mention.id, frozenset()))
        else:
            choice = _by_office(connection, mention) or described(connection, mention, named)
        if choice is None:
            choice = Choice(entity=_make(connection, mention, article_key), reason="first mention", points=0)
        assign(connection, mention, choice)
        named += [choice.entity] if mention.kind == "person" else []
        is_named_in_full = mention.kind == "person" and is_full(person_name(mention.name))
        if is_named_in_full and _take_over(connection, mention, choice.entity):
            by_copy = _partners_by_copy(connection, version_id)


def mentions_of(connection: sqlite3.Connection, version_id: int) -> list[Mention]:
    """Return the speakers of a version."""
    return _mentions(connection, "version_id = ?", version_id)


def _country_of(mentions: list[Mention]) -> str | None:
    """Return the country that an article is about, as far as its speakers tell: the one that most of them belong to."""
    counts = Counter(mention.country for mention in mentions if mention.country)
    ranked = counts.most_common(2)
    return ranked[0][0] if ranked and (len(ranked) == 1 or ranked[0][1] > ranked[1][1]) else None


def _placed(mention: Mention, country: str | None) -> Mention:
    """Return the mention with the article's country where it is a body that every country has, and none is named."""
    is_a_countrys = (
        mention.kind == "organization" and points_for_generic(mention.name) == 1 and is_generic(mention.name)
    )
    return replace(mention, country=country) if is_a_countrys and not mention.country else mention


def _take_over(connection: sqlite3.Connection, mention: Mention, entity: int) -> bool:
    """Give the entity of a full name the mentions by surname alone that came before it, where they are its own by now.

    Returns whether other entities are gone by that.
    """
    sql = (
        "SELECT entity.id, name FROM entity_name JOIN entity ON entity.id = entity_id"
        " WHERE name_key = ? AND reason = ? AND entity.id <> ? LIMIT ?"
    )
    key = f"p:{person_name(mention.name).surname}"
    gone = 0
    for other, name in connection.execute(sql, (key, NAMED, entity, MAX_CANDIDATES)).fetchall():
        if person_name(name).given:
            continue
        for earlier in _mentions(connection, "entity_id = ?", other):
            choice = choose(connection, earlier, frozenset(), without=other)
            if choice and choice.entity == entity:
                assign(connection, earlier, choice)
        if connection.execute("SELECT 1 FROM speaker WHERE entity_id = ? LIMIT 1", (other,)).fetchone() is None:
            moved.note(connection, "entity", other, entity)
            gone += connection.execute("DELETE FROM entity WHERE id = ?", (other,)).rowcount
    return gone > 0


def _mentions(connection: sqlite3.Connection, condition: str, value: int) -> list[Mention]:
    columns = "speaker.id, label, name, folded, kind, role, affiliation, country, aliases, substr(published, 1, 10)"
    tables = "speaker JOIN version ON version.id = version_id"
    sql = f"SELECT {columns} FROM {tables} WHERE {condition} ORDER BY speaker.id LIMIT 1000"  # noqa: S608
    found = []
    for *fields, aliases, day in connection.execute(sql, (value,)):
        values = (*fields, tuple(msgspec.json.decode(aliases)), day)
        found.append(Mention(**dict(zip(Mention.__struct_fields__, values, strict=True))))
    return found


def choose(
    connection: sqlite3.Connection, mention: Mention, partners: frozenset[int], without: int | None = None
) -> Choice | None:
    """Return the entity that ``mention`` is one with, or None where nothing known is.

    ``partners`` are the entities that other articles name as speakers of the same sayings; ``without`` is left aside.
    """
    keys = name_keys(mention.name, mention.kind, mention.aliases)
    if mention.kind == "person" and person_name(mention.name).given:
        keys = [key for key in keys if " " in key.removeprefix(f"p:{person_name(mention.name).surname}")]
    weighed = []
    listed = {}
    for known in bearers(_known_by(connection, keys, mention.day), mention.kind):
        if known.kind == mention.kind and known.id != without:
            choice = weigh(mention, known, is_partner=known.id in partners)
            if choice:
                listed[known.id] = known.listed
                weighed.append((choice.points, known.mentions, -known.id, choice))
    if not weighed:
        return _by_exact_name(connection, mention) if without is None else None
    weighed.sort(reverse=True)
    # Two bearers that fit equally well cannot be told apart, unless the name is given in full or one is much better known.
    tied = len(weighed) > 1 and weighed[0][0] == weighed[1][0] and mention.kind == "person"
    tied = tied and not weighed[0][1] >= BETTER_KNOWN * weighed[1][1]
    if tied and not is_full(person_name(mention.name)):
        return None
    if tied and listed[weighed[0][-1].entity] and listed[weighed[1][-1].entity]:
        # An authority file has two people of this name, and nothing tells which of them it is.
        return None
    return weighed[0][-1]


def assign(connection: sqlite3.Connection, mention: Mention, choice: Choice) -> None:
    """Write down that ``mention`` is the chosen entity, and what the entity is known by from now on."""
    connection.execute(
        "UPDATE speaker SET entity_id = ?, link_reason = ? WHERE id = ?", (choice.entity, choice.reason, mention.id)
    )
    connection.execute("UPDATE statement SET entity_id = ? WHERE speaker_id = ?", (choice.entity, mention.id))
    _learn(connection, choice.entity, mention)


def _by_exact_name(connection: sqlite3.Connection, mention: Mention) -> Choice | None:
    """Return the entity of exactly this name that another article takes for something else (a company for a person).

    Or that of the name which one of the two articles uses for short ("Vale Harbour" of "Vale Harbour Records").
    """
    if " " not in mention.folded:
        return _by_a_leaders_surname(connection, mention)
    if is_generic(mention.name):
        return None
    sql = "SELECT id, kind FROM entity WHERE folded = ? AND kind <> ? AND reason <> ? LIMIT 2"
    found = connection.execute(sql, (mention.folded, mention.kind, KEPT_APART)).fetchall()
    if len(found) == 1 and found[0][1] in LINKED_KINDS:
        return Choice(entity=found[0][0], reason=f"same name, there taken for a {found[0][1]}", points=0)
    return None if found else _by_short_name(connection, mention)


def _by_short_name(connection: sqlite3.Connection, mention: Mention) -> Choice | None:
    sql = (
        "SELECT entity_id, kind FROM entity_name JOIN entity ON entity.id = entity_id WHERE name_key = ?1 AND reason <> ?3"
        " UNION SELECT id, kind FROM entity WHERE folded IN (SELECT value FROM json_each(?2)) AND reason <> ?3 LIMIT 2"
    )
    shorts = msgspec.json.encode(_short_names(mention)).decode()
    found = connection.execute(sql, (f"a:{mention.folded}", shorts, KEPT_APART)).fetchall()
    if not found and mention.kind == "person":
        return _by_fuller_name(connection, mention)
    if len(found) != 1 or found[0][1] not in LINKED_KINDS:
        return None
    return Choice(entity=found[0][0], reason=FOR_SHORT, points=0)


def _by_fuller_name(connection: sqlite3.Connection, mention: Mention) -> Choice | None:
    """Return the person whose name is used for short here and written in full elsewhere ("Petra J. Olm")."""
    short = next((name for name in _short_names(mention) if is_full(person_name(name))), None)
    named = replace(mention, name=short.title(), folded=short, aliases=()) if short else None
    choice = choose(connection, named, frozenset()) if named else None
    return Choice(entity=choice.entity, reason=FOR_SHORT, points=0) if choice else None


def _short_names(mention: Mention) -> list[str]:
    """Return the folded aliases of several words with which the name begins."""
    aliases = (fold_name(alias) for alias in mention.aliases)
    several = (a for a in aliases if sum(len(word) > 1 for word in a.split()) > 1)
    return [a for a in several if mention.folded.startswith(f"{a} ") and not is_generic(a.title())]


def _by_a_leaders_surname(connection: sqlite3.Connection, mention: Mention) -> Choice | None:
    """Return the person who leads a country and whose surname one article takes for a body's name ("Olm said on Monday")."""
    if mention.kind != "organization" or mention.role or mention.affiliation or mention.name == mention.name.lower():
        return None
    person = replace(mention, kind="person")
    known = [k for k in _known_by(connection, [f"p:{mention.folded}"], mention.day) if k.kind == "person"]
    known.sort(key=lambda k: (k.leads, k.mentions), reverse=True)
    if not known or not known[0].leads or any(k.mentions * BETTER_KNOWN > known[0].mentions for k in known[1:]):
        return None
    return weigh(person, known[0], is_partner=False)


def _by_hand(
    connection: sqlite3.Connection, mention: Mention, article_key: str, decision: decisions.Decided
) -> Choice | None:
    """Return what a person decided: an entity of its own, or that of the other speaker, once that one has one."""
    if decision.same_as is None:
        made = _make(connection, mention, digest(article_key, decision.correction), KEPT_APART)
        return Choice(entity=made, reason=f"kept apart by {decision.author}", points=9)
    sql = (
        "SELECT entity_id FROM speaker JOIN article ON article.current_id = version_id"
        " WHERE article.key = ? AND speaker.folded = ? AND entity_id IS NOT NULL"
    )
    found = connection.execute(sql, decision.same_as).fetchone()
    return Choice(entity=found[0], reason=f"merged by {decision.author}", points=9) if found else None


def _by_office(connection: sqlite3.Connection, mention: Mention) -> Choice | None:
    """Return the person who is known to hold the office that stands in the place of a name, if it is one person."""
    if mention.kind != "unnamed":
        return None
    role = mention.role or mention.name
    if is_indefinite(mention.name):
        return None
    keys = office_keys(role, mention.affiliation, mention.country)
    found = [
        known for known in _known_by(connection, keys, mention.day) if _holds(connection, known, keys, mention.day)
    ]
    if len(found) != 1:
        return None
    return Choice(entity=found[0].id, reason=f"holds the office ({single_office(role)})", points=2)


def _holds(connection: sqlite3.Connection, known: Known, keys: list[str], day: str | None) -> bool:
    """Return whether an entity held the office about that day: by an authority file, or as an article of the time says."""
    if known.listed:
        if day is None:
            return False
        listed = connection.execute(_ROLES_AT, (known.id, day, day)).fetchall()
        country = next(iter(known.countries), None)
        return any(not set(keys).isdisjoint(office_keys(role, None, country)) for (role,) in listed)
    around = days_around(day, OFFICE_DAYS)
    sql = (
        "SELECT role, affiliation, country FROM speaker JOIN version ON version.id = version_id"
        " WHERE entity_id = ? AND published BETWEEN ? AND ? AND role IS NOT NULL LIMIT 100"
    )
    said = connection.execute(sql, (known.id, *around)).fetchall() if around else []
    return any(not set(keys).isdisjoint(office_keys(*context)) for context in said)


def _known_by(connection: sqlite3.Connection, keys: Iterable[str], day: str | None) -> list[Known]:
    rows = set()
    sql = "SELECT entity_id FROM entity_name JOIN entity ON entity.id = entity_id WHERE name_key = ? AND reason <> ? LIMIT ?"
    for key in keys:
        rows.update(connection.execute(sql, (key, KEPT_APART, MAX_CANDIDATES + 1)).fetchall())
    return [_known(connection, row[0], day) for row in sorted(rows)] if len(rows) <= MAX_CANDIDATES else []


def _known(connection: sqlite3.Connection, entity_id: int, day: str | None) -> Known:
    name, kind, country, reason = connection.execute(
        "SELECT name, kind, country, reason FROM entity WHERE id = ?", (entity_id,)
    ).fetchone()
    contexts = connection.execute(
        "SELECT role, affiliation, country, name FROM speaker WHERE entity_id = ? LIMIT ?", (entity_id, CONTEXTS)
    ).fetchall()
    names = [name, *(c[3] for c in contexts)]
    roles = [role for role, _, _, _ in contexts]
    if reason == LISTED:
        names += [n for (n,) in connection.execute("SELECT name FROM entity_alias WHERE entity_id = ?", (entity_id,))]
        roles += [r for (r,) in connection.execute(_ROLES_AT, (entity_id, day, day))]
    countries = {c for _, _, c, _ in contexts if c} | ({country} if country else set())
    return Known(
        id=entity_id,
        names=tuple(dict.fromkeys(names)),
        kind=kind,
        roles=frozenset(fold_name(role) for role in roles if role),
        words=context_words(*roles, *(affiliation for _, affiliation, _, _ in contexts)),
        countries=frozenset(countries),
        fields=frozenset(f for f in map(field_of, roles) if f),
        mentions=len(contexts),
        listed=reason == LISTED,
        leads=any(leads_a_country(role, affiliation, country) for role, affiliation, country, _ in contexts),
    )


def _make(connection: sqlite3.Connection, mention: Mention, article_key: str, reason: str = NAMED) -> int:
    key = digest("entity", mention.kind, mention.folded, article_key, mention.label)
    connection.execute(
        "INSERT OR IGNORE INTO entity (key, name, folded, kind, country, reason) VALUES (?, ?, ?, ?, ?, ?)",
        (key, mention.name, mention.folded, mention.kind, mention.country, reason),
    )
    return int(connection.execute("SELECT id FROM entity WHERE key = ?", (key,)).fetchone()[0])


def _learn(connection: sqlite3.Connection, entity_id: int, mention: Mention) -> None:
    name, country, reason = connection.execute(
        "SELECT name, country, reason FROM entity WHERE id = ?", (entity_id,)
    ).fetchone()
    mine, known = person_name(mention.name), person_name(name)
    fuller = mention.kind == "person" and len(mine.given) > len(known.given) and fits(mine, known)
    # Of a long name and the one for short, the short one is surely a name: a headline's verb may hang on the other.
    is_short = fold_name(name).startswith(f"{mention.folded} ") and " " in mention.folded and not fits(mine, known)
    if (fuller or is_short) and reason == NAMED:
        connection.execute(
            "UPDATE entity SET name = ?, folded = ? WHERE id = ?", (mention.name, fold_name(mention.name), entity_id)
        )
    if mention.country and not country:
        connection.execute("UPDATE entity SET country = ? WHERE id = ?", (mention.country, entity_id))
    keys = name_keys(mention.name, mention.kind, mention.aliases)
    if mention.kind == "person":
        keys += office_keys(mention.role, mention.affiliation, mention.country)
    keys += [f"a:{short}" for short in _short_names(mention)]
    connection.executemany("INSERT OR IGNORE INTO entity_name VALUES (?, ?)", [(key, entity_id) for key in keys])


def _partners_by_saying(connection: sqlite3.Connection, version_id: int) -> dict[int, frozenset[int]]:
    sql = (
        "SELECT DISTINCT mine.speaker_id, theirs.entity_id FROM statement AS mine JOIN statement AS theirs"
        " ON theirs.saying_id = mine.saying_id WHERE mine.version_id = ? AND theirs.version_id <> ?"
        " AND mine.saying_id IS NOT NULL AND mine.speaker_id IS NOT NULL AND theirs.entity_id IS NOT NULL"
    )
    partners: dict[int, frozenset[int]] = {}
    for speaker, entity in connection.execute(sql, (version_id, version_id)):
        partners[speaker] = partners.get(speaker, frozenset()) | {entity}
    return partners


def _partners_by_copy(connection: sqlite3.Connection, version_id: int) -> dict[tuple[str, str], int]:
    sql = (
        "SELECT speaker.kind, speaker.folded, speaker.entity_id FROM article AS mine"
        " JOIN article AS theirs ON theirs.copies_id = mine.copies_id JOIN speaker ON speaker.version_id = theirs.current_id"
        " WHERE mine.current_id = ? AND theirs.id <> mine.id AND mine.copies_id IS NOT NULL AND speaker.entity_id IS NOT NULL"
    )
    return {(kind, folded): entity for kind, folded, entity in connection.execute(sql, (version_id,))}
