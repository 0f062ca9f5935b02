"""Names: what in two names of speakers can be compared, without looking at anything else.

Decides how a name is taken apart, whether two names can be one person's or one organisation's, and the keys by which such
names are looked up. Refuses to decide that they are: that takes more than names (onrecord.ledger.people).
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from onrecord import lexicon
from onrecord.ledger.fold import fold_name
from onrecord.records import Record

_LETTERS = re.compile(r"(?<=\b\w) (?=\w\b)")
"""Between the letters of an acronym that is written with points."""
_OWNED = re.compile(r"^(?:\w+\.? ){1,3}(?=(\w+['’]s? campaign\Z))\1")
"""A campaign goes by its candidate's surname."""
_ACRONYM = re.compile(r"[A-Z]{2,5}\Z")

LINKED_KINDS = frozenset({"person", "organization", "place"})
"""Groups, documents and the unnamed ("a neighbour") are others in every article, unless it is a copy."""


class NameParts(lexicon.Table, frozen=True):
    """The words that names and roles are made of besides the names themselves."""

    titles: frozenset[str]
    forms_of_address: frozenset[str]
    suffixes: frozenset[str]
    generations: frozenset[str]
    particles: frozenset[str]
    organisation_endings: frozenset[str]
    small_words: frozenset[str]
    generic_organisations: frozenset[str]
    local_organisations: frozenset[str]
    several_bodies: frozenset[str]
    national_bodies: frozenset[str]
    indefinite: frozenset[str]
    single_offices: tuple[str, ...]
    national_offices: frozenset[str]
    no_longer_or_not_quite: frozenset[str]
    tell_no_place: frozenset[str]
    short_offices: dict[str, str]
    short_roles: dict[str, str]
    nicknames: dict[str, str]
    fields: dict[str, frozenset[str]]
    professions: frozenset[str]


class Countries(lexicon.Table, frozen=True):
    """The words for a country, its people and its places, by its code."""

    countries: dict[str, tuple[str, ...]]


class PersonName(Record, frozen=True):
    """A person's name taken apart: given names and initials, surname with its particles, and a generation ("jr")."""

    given: tuple[str, ...]
    surname: str
    generation: str | None = None


@cache
def parts() -> NameParts:
    """Return the lexicon of name parts."""
    return lexicon.load("name_parts", NameParts)


@lru_cache(maxsize=65536)
def person_name(name: str) -> PersonName:
    """Return ``name`` taken apart, without titles.

    >>> person_name("Gov. José A. de la Vega Jr.")
    PersonName(given=('jose', 'a'), surname='de la vega', generation='jr')
    """
    known = parts()
    words = fold_name(name).split()
    generation = next((w for w in words[1:] if w in known.generations), None)
    while len(words) > 1 and words[-1] in known.suffixes:
        words.pop()
    # "Vale Harbour Administrator Petra Olm": all up to the last title goes, but no name consists of titles only.
    words = words[max((i + 1 for i, w in enumerate(words[:-1]) if w in known.titles), default=0) :]
    at = max(len(words) - 1, 0)
    while at > 1 and words[at - 1] in known.particles:
        at -= 1
    return PersonName(given=tuple(words[:at]), surname=" ".join(words[at:]), generation=generation)


def fits(one: PersonName, other: PersonName) -> bool:
    """Return whether both can be one person's name: the same surname, and nothing in the rest that excludes it."""
    if one.surname != other.surname or (one.generation and other.generation and one.generation != other.generation):
        return False
    if not one.given or not other.given:
        return True
    if not _given_fits(one.given[0], other.given[0]):
        return False
    return all(map(_given_fits, one.given[1:], other.given[1:]))


def is_full(name: PersonName) -> bool:
    """Return whether a given name is written out."""
    return bool(name.given) and len(name.given[0]) > 1


@lru_cache(maxsize=65536)
def organisation_name(name: str) -> str:
    """Return an organisation's name as it is compared.

    >>> organisation_name("The Vale Shipping Co., Inc."), organisation_name("V.S.C.")
    ('vale shipping', 'vsc')
    """
    known = parts()
    words = fold_name(_OWNED.sub(r"\1", name)).split()
    while len(words) > 1 and (words[0] in {"the", "a", "an"} or (words[0] in known.forms_of_address and words[2:])):
        words.pop(0)
    while len(words) > 1 and words[-1] in known.organisation_endings:
        words.pop()
    return _LETTERS.sub("", " ".join(words))


def acronym(name: str) -> str | None:
    """Return the acronym that ``name`` would have, or None for a name of fewer than three words that count.

    >>> acronym("Vale Institute of Tides")
    'vit'
    """
    words = [w for w in organisation_name(name).split() if w not in parts().small_words]
    return "".join(w[0] for w in words) if len(words) >= 3 else None


def is_generic(name: str) -> bool:
    """Return whether an organisation's name names another body in every town, or is no name at all.

    >>> is_generic("Police Department"), is_generic("a group of neighbours"), is_generic("Vale Shipping")
    (True, True, False)
    """
    return is_description(name) or _is_of_generic_words(name)


def is_description(name: str) -> bool:
    """Return whether an organisation is described and not named: "a group of neighbours", "his campaign".

    Words that might be a name ("the health ministry") are left to ``is_generic``.
    """
    if is_indefinite(name):
        return True
    if _is_of_generic_words(name):
        return False
    if name == name.lower() and name.isascii():
        return True
    rest = name.split()[1:]
    return bool(rest) and fold_name(rest[-1]) in parts().several_bodies and " ".join(rest) == " ".join(rest).lower()


def is_indefinite(name: str) -> bool:
    """Return whether what stands for a name begins with a word for one of several, or for what is somebody's own."""
    return fold_name(name).partition(" ")[0] in parts().indefinite


def points_for_generic(name: str) -> int:
    """Return how much must agree for two articles to mean one body by a generic name.

    "The health ministry" is one in one country, and so is "Congress"; "police" and "the city council" are others in every
    town.
    """
    words = organisation_name(name).split()
    is_national = len(words) > 1 or not parts().national_bodies.isdisjoint(words)
    is_local = is_description(name) or not parts().local_organisations.isdisjoint(words)
    return 1 if is_national and not is_local else 4


def _is_of_generic_words(name: str) -> bool:
    return all(w in parts().generic_organisations or w in parts().small_words for w in organisation_name(name).split())


def name_keys(name: str, kind: str, aliases: tuple[str, ...] = ()) -> list[str]:
    """Return the keys under which a speaker of this name and kind is looked up."""
    if kind == "person":
        taken = person_name(name)
        keys = {f"p:{taken.surname}"}
        if taken.given:
            keys.add(f"p:{taken.surname} {_formal(taken.given[0])[0]}")
        return sorted(keys)
    if kind in {"organization", "place", "document", "group"}:
        keys = {f"o:{organisation_name(name)}"}
        short = {organisation_name(alias) for alias in aliases}
        made = acronym(name)
        if made and made in short:
            keys.add(f"o:{made}")
        letters, _, rest = name.partition(" ")
        if rest == "News" and _ACRONYM.match(letters):
            # "VBC News" is what others call VBC.
            keys.add(f"o:{letters.lower()}")
        return sorted(keys)
    return []


def filed_name(name: str, kind: str) -> str:
    """Return what a speaker is filed under in a list by name: surname first, without titles and articles.

    >>> filed_name("Gov. José de la Vega", "person")
    'de la vega jose'
    """
    if kind != "person":
        return organisation_name(name)
    taken = person_name(name)
    return " ".join((taken.surname, *taken.given, *([taken.generation] if taken.generation else [])))


def context_words(*texts: str | None) -> frozenset[str]:
    """Return the words of roles and affiliations that tell something."""
    return frozenset().union(*(_context_words(text) for text in texts if text))


@lru_cache(maxsize=65536)
def _context_words(text: str) -> frozenset[str]:
    small = parts().small_words
    return frozenset(w for w in fold_name(text).split() if w not in small and len(w) > 1)


@lru_cache(maxsize=65536)
def field_of(role: str | None) -> str | None:
    """Return the walk of life that a role belongs to, None where it tells none or several."""
    words = context_words(role)
    found = {field for field, heads in parts().fields.items() if heads & words}
    return found.pop() if len(found) == 1 else None


@lru_cache(maxsize=65536)
def single_office(role: str | None) -> str | None:
    """Return the office in ``role`` that one person at a time holds, if it is one and not a former, deputy or vice one."""
    words = _office_words(role)
    if not parts().no_longer_or_not_quite.isdisjoint(words):
        return None
    written = f" {' '.join(words)} "
    return next((office for office in parts().single_offices if f" {office} " in written), None)


def office_keys(role: str | None, affiliation: str | None, country: str | None) -> list[str]:
    """Return the keys of an office that one person at a time holds: by organisation, by place, or by country.

    >>> office_keys("Governor of Valmark", None, "VL"), office_keys("president", None, "VL")
    (['r:governor of valmark'], ['r:president of VL'])
    """
    office = single_office(role)
    if not office:
        return []
    told = {*office.split(), *parts().small_words, *parts().tell_no_place, *country_words(country)}
    where = organisation_name(affiliation).split() if affiliation else _office_words(role)
    of = sorted(w for w in where if w not in told)
    if affiliation or of:
        return [f"r:{office} of {' '.join(of or where)}"]
    return [f"r:{office} of {country}"] if country and office in parts().national_offices else []


@lru_cache(maxsize=65536)
def leads_a_country(role: str | None, affiliation: str | None, country: str | None) -> bool:
    """Return whether a role is a country's first office, or one of its first: papers call such people by surname alone.

    >>> leads_a_country("President", None, None), leads_a_country("president of Vale Shipping", "Vale Shipping", None)
    (True, False)
    """
    office = single_office(role)
    keys = office_keys(role, affiliation, country or "?")
    return office in parts().national_offices and keys == [f"r:{office} of {country or '?'}"]


@lru_cache(maxsize=512)
def country_words(country: str | None) -> frozenset[str]:
    """Return the folded words for a country, its people and its places."""
    names = _countries().countries.get(country or "", ())
    return frozenset(word for name in names for word in fold_name(name).split())


@cache
def _countries() -> Countries:
    return lexicon.load("countries", Countries)


@lru_cache(maxsize=65536)
def _office_words(role: str | None) -> tuple[str, ...]:
    return tuple(" ".join(parts().short_offices.get(w, w) for w in fold_name(role or "").split()).split())


def _given_fits(one: str, other: str) -> bool:
    if len(one) == 1 or len(other) == 1:
        return one[0] == other[0] or _formal(one)[0] == _formal(other)[0]
    return _formal(one) == _formal(other)


def _formal(given: str) -> str:
    return parts().nicknames.get(given, given)
