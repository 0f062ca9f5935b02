"""Acronyms: names that a text spells out in front of their short form: "Coast and Border Watch (CBW)".

Decides by the initials which words belong to such a name, "and" included, so that it is not taken for two. Refuses to look
for other names.
"""

from __future__ import annotations

from onrecord.statements.chunks import is_name
from onrecord.statements.tokens import Analysis

_SHORTEST = 3
_MOST = 100
"""Such names of one text that are looked for again."""
_SMALL = frozenset(["and", "&", "of", "for", "the", "on", "in"])
_JOINTS = frozenset(["and", "&"])

Phrase = tuple[str, ...]


def spelled_out(a: Analysis) -> dict[Phrase, Phrase]:
    """Return the names with "and" in them that the text abbreviates, under the words up to and with that "and"."""
    found: dict[Phrase, Phrase] = {}
    for at in range(1, len(a.words) - 1):
        word = a.words[at]
        if len(found) >= _MOST:
            break
        if a.words[at - 1] != "(" or a.words[at + 1] != ")" or not (word.isupper() and word.isalpha()):
            continue
        first = _start(a, at - 1, word)
        if first is None:
            continue
        phrase = tuple(a.words[first : at - 1])
        joint = next((i for i, part in enumerate(phrase) if part in _JOINTS), None)
        if joint is not None:
            found[phrase[: joint + 1]] = phrase
    return found


def _start(a: Analysis, end: int, acronym: str) -> int | None:
    """Return where the words begin whose initials are the acronym, or None where they are not."""
    at, letters = end, list(acronym)
    if len(letters) < _SHORTEST:
        return None
    while letters and at > 0:
        at -= 1
        if (a.lower[at] in _SMALL and a.words[at][0].islower()) or a.words[at] == "&":
            continue
        if not is_name(a, at) or a.words[at][0].upper() != letters.pop():
            return None
    return at if not letters else None


def is_joint(a: Analysis, at: int, names: dict[Phrase, Phrase]) -> bool:
    """Return whether the "and" at token ``at`` stands within a name that the text spells out."""
    if a.words[at] not in _JOINTS:
        return False
    for lead, phrase in names.items():
        first = at + 1 - len(lead)
        if first >= 0 and tuple(a.words[first : first + len(phrase)]) == phrase:
            return True
    return False
