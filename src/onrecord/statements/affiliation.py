"""Affiliation: the body that a role belongs to, as the words of the role name it.

Decides by prepositions and capitals. Refuses to know bodies that the role does not name.
"""

from __future__ import annotations

import re

from onrecord.statements.vocabulary import country_names, person_roles, public_seats, titles

_BODY = r"(?:the\s+)?(?P<body>[A-Z][\w’'.&-]*(?:\s+(?:of|for|and|the|de|&)(?=\s+(?:the\s+)?[A-Z])|\s+[A-Z][\w’'.&-]*)*)"
_BEHIND = re.compile(r"\b(?:for|at|of|from|with|to|in)\s+" + _BODY)
_BEFORE = re.compile(r"^" + _BODY + r"\s+(?P<noun>[a-z][\w-]*)")


def affiliation_of(role: str | None) -> str | None:
    """Return the body named in a role: "a lawyer for the Pilots' Union", "Kremlin spokesman"; None if it names none."""
    if not role:
        return None
    behind = _BEHIND.search(role)
    if behind is not None:
        return _kept(behind["body"])
    before = _BEFORE.match(role)
    if before is not None and any(w in person_roles() for w in role[before.end("body") :].split()):
        return _kept(before["body"])
    return None


def _kept(body: str) -> str | None:
    """Return the body without a possessive, or None if it is only a country or a title."""
    body = re.sub(r"[’']s$", "", body.rstrip(".,"))
    words = [w.lower().rstrip(".") for w in body.split()]
    titled = all(w in titles().offices or w in titles().qualifiers for w in words)
    is_place = body in country_names() and body.lower() not in public_seats()
    return None if titled or is_place else body
