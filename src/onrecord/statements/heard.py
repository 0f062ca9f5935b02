"""Heard genders: what the pronouns behind a name tell of whose name it is.

Decides which "he" or "she" behind a name can mean its bearer: not one that somebody says in marks, and none behind "told
her", which is somebody else. Refuses to decide whose names are the same.
"""

from __future__ import annotations

from onrecord.statements.tokens import Analysis
from onrecord.statements.vocabulary import words

GENDERS = {"he": "male", "his": "male", "himself": "male", "she": "female", "her": "female", "herself": "female"}
"""Without "him": it means somebody else than the subject of its clause, and who that is may be the next "he"."""
_NEUTER = frozenset(["it", "its", "itself"])


def gender_heard(a: Analysis, first: int, end: int, *, neuter: bool) -> str | None:
    """Return the gender of the first pronoun of the tokens that may mean who was named before them.

    None where there is none; "" where it is "it" and ``neuter`` asks for that too.
    """
    for at in range(first, end):
        word = a.lower[at]
        if a.quoted[at] >= 0:
            continue
        if word == "him" or (word == "her" and _is_object(a, at)):
            return None
        if word in GENDERS:
            return GENDERS[word]
        if neuter and word in _NEUTER:
            return ""
    return None


def _is_object(a: Analysis, at: int) -> bool:
    """Return whether "her" stands alone, as in "told her that", and not in front of what is hers."""
    if at + 1 >= len(a.words):
        return True
    table, word = words(), a.lower[at + 1]
    small = table.prepositions | table.determiners | table.subordinators | table.coordinators | table.wh
    return not word[0].isalnum() or word in small or word in table.subject_pronouns or word in ("that", "not")
