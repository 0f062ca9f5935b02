"""Surnames that are words: "Rich", "King", "Pay".

Decides whether a text uses a common word or an office as somebody's surname. Refuses to decide whose it is.
"""

from __future__ import annotations

from onrecord.statements.namekinds import names_body
from onrecord.statements.tokens import Analysis
from onrecord.statements.vocabulary import cue_forms, given_names, words


def surnames_in(a: Analysis, common: set[str]) -> set[str]:
    """Return the words in lower case that end a name of two or three words: what else is but a word may be a surname."""
    found = set()
    for at in range(1, len(a.words)):
        behind = a.words[at + 1 : at + 2]
        if a.words[at][0].isupper() and a.words[at - 1][0].isupper() and not (behind and behind[0][0].isupper()):
            opens = a.sentence_tokens[a.sentence_of[at]][0] == at - 1
            body = names_body(a.lower[at]) or names_body(a.lower[at - 1])
            office = a.lower[at] in words().sets["surnames"] and a.lower[at - 1] not in given_names()
            if (
                not office
                and a.sentence_of[at] == a.sentence_of[at - 1]
                and not body
                and not (opens and a.lower[at - 1] in common)
            ):
                found.add(a.lower[at])
    return found


def ends_in_surname(name: list[str]) -> bool:
    """Return whether an office at the end of a name is a surname: "Wayne King"."""
    return len(name) > 1 and name[0] in given_names() and name[-1] in words().sets["surnames"]


def is_said(word: str) -> bool:
    """Return whether a word is a cue in a form that a single person's is."""
    return any(form.form in ("s", "past") and not form.rest for form in cue_forms().get(word, ()))
