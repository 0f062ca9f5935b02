"""Heard genders: what the pronouns behind a name tell of whose name it is.

Decides which "he" or "she" behind a name can mean its bearer: not one that somebody says in marks, and none behind "told
her", which is somebody else. Refuses to decide whose names are the same.
"""

from __future__ import annotations

from onrecord.statements.tokens import Analysis
from onrecord.statements.vocabulary import cue_forms, words

GENDERS = {"he": "male", "his": "male", "himself": "male", "she": "female", "her": "female", "herself": "female"}
"""Without "him": right behind a name it means somebody else ("Ione lent him her car")."""
_NEUTER = frozenset(["it", "its", "itself"])


def gender_heard(a: Analysis, first: int, end: int, *, neuter: bool) -> str | None:
    """Return the gender of the first pronoun of the tokens that may mean who was named before them.

    None where there is none; "" where it is "it" and ``neuter`` asks for that too.
    """
    for at in range(first, end):
        word = a.lower[at]
        if a.quoted[at] >= 0:
            continue
        if _is_told(a, at):
            return None
        if word in GENDERS:
            return GENDERS[word]
        if neuter and word in _NEUTER:
            return ""
    return None


def _is_told(a: Analysis, at: int) -> bool:
    """Return whether "her" is who is told something: who tells is not the next "she" in "told her that she"."""
    if a.lower[at] not in ("him", "her") or a.lower[at - 1] not in cue_forms():
        return False
    follows = a.lower[at + 1] if at + 1 < len(a.words) else "."
    table = words()
    small = table.prepositions | table.determiners | table.subordinators | table.wh | table.subject_pronouns
    return not follows[0].isalnum() or follows in small or follows in ("that", "not")
