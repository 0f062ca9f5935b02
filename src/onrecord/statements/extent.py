"""Extent: where content ends, and what shape a run of tokens has.

Decides whether words make a clause or an apposition, and where the reporter goes on. Refuses to look for cues.
All positions are token indices.
"""

from __future__ import annotations

from onrecord.statements.chunks import is_name, is_time
from onrecord.statements.tokens import Analysis
from onrecord.statements.vocabulary import person_roles, plural_roles, roles, words

_AGAINST = frozenset(["but", "while", "whereas", "although", "though"])
CIRCUMSTANCE = words().sets["circumstance"]
_ADJUNCT_AFTER_QUOTE = words().sets["adjunct_after_quote"]


def content_end(a: Analysis, start: int, last: int) -> int:
    """Return where the content that begins at ``start`` ends, marks at its end left out; ``last`` bounds it.

    A quotation that is complete in itself ends the content: what follows it ("when asked about it") is the reporter's.
    """
    last = _before_new_clause(a, start, _before_aside(a, start, last))
    if a.quoted[start] < 0:
        return _without_marks(a, start, last)
    index = a.quoted[start]
    end = start
    while end < last and a.quoted[end] == index:
        end += 1
    if end >= last:
        return end
    word = a.lower[end]
    if not word[0].isalnum() and word != "'s":
        return end
    if end - start >= 5 and (
        word in _ADJUNCT_AFTER_QUOTE or is_time(a, end) or word in ("and", "but", "although", "though")
    ):
        return end
    return _without_marks(a, start, last)


def _before_aside(a: Analysis, start: int, last: int) -> int:
    """Return where the reporter goes on by himself: behind a quotation that ends in a comma ("... “bad,” as he ran")."""
    for i in range(start + 1, last):
        if a.quoted[i] < 0 and a.quoted[i - 1] >= 0 and a.words[i - 2] == ",":
            word = a.lower[i]
            if (
                word in CIRCUMSTANCE
                or word in ("who", "which", "though", "although", "but")
                or word == "because"
                or word.endswith("ing")
                or (word in words().verbs or word.endswith("ed"))
            ):
                return i
    return last


def _before_new_clause(a: Analysis, start: int, last: int) -> int:
    """Return where a clause begins that is set against the reported one ("A, but the council voted")."""
    for i in range(start + 3, last - 3):
        if a.quoted[i] < 0 and a.words[i] == "," and a.lower[i + 1] in _AGAINST and a.quoted[i + 2] < 0:
            follows = a.lower[i + 2]
            subject = follows in words().determiners or follows in words().possessives or is_name(a, i + 2)
            if subject and is_clause(a, i + 2, last):
                return i
    return last


def _without_marks(a: Analysis, start: int, end: int) -> int:
    while (
        end > start + 1
        and a.quoted[end - 1] < 0
        and a.words[end - 1] in (",", ";", ":", "—", "–", "-", "--", ".", "!", "…", "and", "but")
    ):
        end -= 1
    return end


def is_clause(a: Analysis, first: int, last: int) -> bool:
    """Return whether the tokens hold a verb, as far as vocabulary tells, or a quotation."""
    table = words()
    for i in range(first, last):
        word = a.lower[i]
        if a.quoted[i] >= 0 or word in table.auxiliaries or word in table.verbs:
            return True
        if i > first and word.islower() and word.endswith("ed") and len(word) > 3:
            return True
        if (
            i > first
            and a.lower[i] == "'s"
            and i + 1 < last
            and a.lower[i + 1] in ("been", "not", "a", "the", "going", "very", "just")
        ):
            return True
    return False


def looks_like_apposition(a: Analysis, first: int, last: int) -> bool:
    """Return whether the tokens between two commas describe a name before them rather than report something."""
    if last <= first or a.quoted[first] >= 0:
        return False
    table = words()
    word = a.lower[first]
    if (
        word in ("who", "which", "whose")
        or word.isdigit()
        or word in ("jr.", "sr.", "md", "phd", "jr", "sr", "a", "an")
    ):
        return True
    if is_clause(a, first, last) and "who" not in a.lower[first:last]:
        return False
    inside = a.lower[first:last]
    has_role = any(w in person_roles() or w in plural_roles() or w in roles().organizations for w in inside)
    if word in table.determiners or word in table.possessives:
        return True
    if word in ("of", "from") or has_role:
        return True
    return last - first <= 4 and all(is_name(a, i) for i in range(first, last))
