"""Kinds of names: what a name is the name of, as far as its words tell.

Decides by titles, given names, known words in names, capitals and the article before them. Refuses to decide where a name
begins and ends, and what the rest of the text tells (see ``registry``).
"""

from __future__ import annotations

from onrecord.records import SpeakerKind
from onrecord.statements.rolewords import bare, is_dateline
from onrecord.statements.tokens import Analysis
from onrecord.statements.vocabulary import country_names, given_names, roles, titles, words

_PUBLIC_SEATS = words().sets["public_seats"]
_DIRECTIONS = words().sets["directions"]
_PLACE_NOUNS = words().sets["place_nouns"]


def names_body(word: str) -> bool:
    """Return whether a word in a name tells that it is a body's: "Department", "Union"."""
    return word in roles().organizations and word not in ("house", "post", "news", "press", "state", "city")


def kind_of_name(a: Analysis, start: int, first: int, last: int, name: list[str], titled: bool) -> SpeakerKind | None:
    """Return what a name is the name of, None where a single word does not tell."""
    text = a.span(first, last).removeprefix("the ")
    definite = start > 0 and a.lower[start - 1] == "the"
    given = name[0] in given_names() and len(name) > 1 and (not definite or _goes_with_thing(a, last, name))
    if _is_named_after(name) and not titled:
        return "organization"
    if titled or (text[:1] == "@" and len(name) == 1) or (given and text not in country_names()):
        return "person"
    if _is_people(name[-1], text):
        return "group"
    if text in country_names():
        return "organization" if text.lower() in _PUBLIC_SEATS else "place"
    bodied = name[-1] in roles().organizations or name[0] in roles().organizations
    if bodied or definite or (len(name) > 2 and any(names_body(w) for w in name)):
        return "organization"
    return _kind_by_shape(a, first, last, name)


def _goes_with_thing(a: Analysis, last: int, name: list[str]) -> bool:
    """Return whether "the" in front of a person's name belongs to the noun behind it: "the Ann Lee podcast"."""
    return (
        len(name) == 2
        and name[1] not in roles().organizations
        and a.words[last : last + 1] != []
        and (
            a.lower[last] in roles().works
            or a.lower[last] in roles().documents
            or a.lower[last] in roles().organizations
        )
        and a.words[last].islower()
    )


def _is_named_after(name: list[str]) -> bool:
    """Return whether a name is a body's or a work's that begins with a person's: "Ann Lee Fan Club", "Ann Lee Show"."""
    return len(name) > 2 and (names_body(name[-1]) or name[-1] in roles().works)


def _kind_by_shape(a: Analysis, first: int, last: int, name: list[str]) -> SpeakerKind | None:
    """Return what a name is most likely the name of that no known word tells."""
    if is_dateline(a, first, last):
        return "place"
    if len(name) == 3 and not name[1]:
        return "organization"
    if len(name) == 1:
        return "organization" if a.words[first].isupper() and len(name[0]) > 1 else None
    if name[-1] in _PLACE_NOUNS or name[-1] == "d.c" or (len(name) == 2 and name[0] in _DIRECTIONS):
        return "place"
    if len(name) == 2 and a.words[last - 1] in country_names() and name[0] not in given_names():
        return "organization"
    joined = len(name) > 5 or any(w in ("&", "and", "of", "for") for w in name)
    return "organization" if joined or _has_acronym(a, first, last, name) else "person"


def _is_people(word: str, text: str) -> bool:
    """Return whether a name is that of a people or of the members of a party: "Republicans", "Kenyans"."""
    known = text.rpartition(" ")[2][:-1] in country_names() or word[:-1] in words().sets["demonyms"]
    return word.endswith("s") and known and text not in country_names()


def _has_acronym(a: Analysis, first: int, last: int, name: list[str]) -> bool:
    """Return whether capitals stand beside words in a name, as in a body's or a product's: "ABC News", "VW ID"."""
    inner = a.words[first:last]
    whole = all(w.isupper() for w in inner if w[0].isalpha()) and len(inner[0]) > 2
    long = (w for i, w in enumerate(inner) if w.isupper() and w.isalpha() and len(w) > (1 if i else 2))
    return not whole and any(bare(w) not in titles().suffixes for w in long) and name[0] not in given_names()
