"""Whose: whether two statements may be one person's or one body's, by the names alone.

Decides when two names exclude each other, and when one speaks of the other. Refuses to look anything up: who is who across
articles is found by onrecord.ledger.people.
"""

from __future__ import annotations

from onrecord.ledger.candidate import Candidate
from onrecord.ledger.fold import fold_name
from onrecord.ledger.likeness import numbers_differ
from onrecord.ledger.names import fits, is_generic, organisation_name, person_name

MOST_WORDS = 6
"""What has more words is no name of a person: a headline ran into it ("Petra Olm Calls Out Karel Voss For Ropes")."""


def contradict(one: Candidate, other: Candidate) -> bool:
    """Return whether the two are said to come from two different people."""
    if one.speaker_kind != "person" or other.speaker_kind != "person" or not one.speaker_name or not other.speaker_name:
        return False
    if is_described(one.speaker_name) or is_described(other.speaker_name):
        return False
    mine, theirs = person_name(one.speaker_name), person_name(other.speaker_name)
    if _runs_on(one.speaker_name, theirs.surname) or _runs_on(other.speaker_name, mine.surname):
        return False
    # Somebody who is called "Petra" may be Petra Olm.
    is_called = mine.surname in theirs.given[:1] or theirs.surname in mine.given[:1]
    return not fits(mine, theirs) and not (is_called and not (mine.given and theirs.given))


def _runs_on(name: str, surname: str) -> bool:
    """Return whether ``name`` is no name but a line of capitals, somebody of this surname in it."""
    return name.count(" ") >= MOST_WORDS and _names(name, surname)


def is_described(name: str) -> bool:
    """Return whether a person is described and not named: "the Republican front-runner", "his lawyer"."""
    return name.isascii() and name.rpartition(" ")[2].islower()


def differ(one: Candidate, other: Candidate) -> bool:
    """Return whether both have a name and the two names cannot be one's."""
    if not (_is_named(one) and _is_named(other)):
        return False
    return one.speaker_kind != other.speaker_kind or not same_name(one, other)


def same_name(one: Candidate, other: Candidate) -> bool:
    """Return whether both have names that can be one's, or are known to be one."""
    if one.entity is not None and one.entity == other.entity:
        return True
    if not one.speaker_name or not other.speaker_name or one.speaker_kind != other.speaker_kind:
        return False
    if one.speaker_kind == "person":
        return fits(person_name(one.speaker_name), person_name(other.speaker_name))
    if one.is_share and other.is_share:
        return not numbers_differ(one.speaker_name, other.speaker_name)
    return organisation_name(one.speaker_name) == organisation_name(other.speaker_name)


def one_by_name(one: Candidate, other: Candidate) -> bool:
    """Return whether the names alone make the two one: "police" are others in every town."""
    known = one.entity is not None and one.entity == other.entity
    return same_name(one, other) and (known or one.speaker_kind == "person" or not is_generic(one.speaker_name or ""))


def speak_for_one(one: Candidate, other: Candidate) -> bool:
    """Return whether both sources bear one name, and are not two persons: "Olm's campaign", "a spokesman for Olm"."""
    if one.speaker_kind == other.speaker_kind == "person":
        return False
    first, second = (
        {word for word in fold_name(c.speaker_name or "").split() if word.title() in (c.speaker_name or "")}
        for c in (one, other)
    )
    shared = first & second
    return bool(shared) and not is_generic(" ".join(sorted(shared)).title())


def speaks_of(one: Candidate, other: Candidate) -> bool:
    """Return whether one is somebody else's, and names the other's speaker ("condemned Olm's call for a ban")."""
    if same_name(one, other):
        return False
    pairs = ((one, other), (other, one))
    return any(
        theirs.speaker_kind == "person" and _names(mine.content, person_name(theirs.speaker_name or "").surname)
        for mine, theirs in pairs
        if mine.speaker_name
    )


def _names(content: str, surname: str) -> bool:
    return f" {surname} " in f" {fold_name(content)} "


def _is_named(one: Candidate) -> bool:
    return bool(one.speaker_name) and one.speaker_kind in {"person", "organization"}
