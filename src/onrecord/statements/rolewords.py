"""Roles beside names: what the text says on the spot that a person is.

Decides which words before a name, behind it or before a comma in front of it tell a role, and the gender that they tell.
Refuses to decide where a name begins.
"""

from __future__ import annotations

from onrecord.statements.chunks import is_adverb, is_name, is_verb_like
from onrecord.statements.extent import is_clause
from onrecord.statements.tokens import Analysis
from onrecord.statements.vocabulary import person_roles, plural_roles, titles, words

_ROLE_TOKENS = 30
_DATELINE = 6
_ROLE_ENDS = words().sets["role_ends"]
_ACTIVE_ROLES = words().sets["active_roles"]


def bare(word: str) -> str:
    """Return a word in lower case without the full stop of an abbreviation, with the plain apostrophe."""
    return word.lower().rstrip(".").replace("\u00ad", "").replace("’", "'")


def is_dateline(a: Analysis, first: int, last: int) -> bool:
    """Return whether a name stands in the line of place and agency that opens a report: "ASHBY —", "NEW ELY, Norland —".

    A colon ends it at the beginning of the text alone; elsewhere it stands behind the labels of a transcript.
    """
    begin = a.token_at(a.paragraphs[a.paragraph_of(first)].start)
    capitals = a.words[begin].isupper() and len(a.words[begin]) > 2
    ends = last < len(a.words) and (
        a.words[last] in ("—", "–", "-", "--", "(", ",") or (a.words[last] == ":" and not begin)
    )
    return (
        capitals
        and ends
        and last - begin <= _DATELINE
        and all((is_name(a, i) and a.lower[i] not in person_roles()) or a.words[i] == "," for i in range(begin, last))
    )


def role_beside(a: Analysis, start: int, first: int, last: int) -> tuple[str | None, str]:
    """Return the role that stands before or behind a name, and the gender that it tells."""
    begin = premodifier(a, start)
    if begin < first and (told := _told(a, begin, first))[0] is not None:
        return told
    behind = _apposition(a, last)
    if behind is not None:
        return _told(a, *behind)
    return _apposed_before(a, start, last)


def _told(a: Analysis, first: int, last: int) -> tuple[str | None, str]:
    table = words()
    while first < last and (a.lower[first] in ("a", "an", "the") or a.lower[first] in table.coordinators):
        first += 1
    while last > first and (a.lower[last - 1] in table.coordinators or a.lower[last - 1] in table.prepositions):
        last -= 1
    known = titles().honorifics
    if all(bare(w) in known.male or bare(w) in known.female or bare(w) in known.any for w in a.words[first:last]):
        return None, ""
    gender = next((g for w in a.lower[first:last] if (g := person_roles().get(w, ""))), "")
    return a.span(first, last), gender


def _begins_verb(word: str) -> bool:
    """Return whether a word in front of a role is no part of it: a verb, "slamming", "also"."""
    participle = word.endswith("ing") and len(word) > 4 and word not in _ACTIVE_ROLES
    return is_verb_like(word) or participle or (is_adverb(word) and not word.endswith("ly"))


def premodifier(a: Analysis, start: int) -> int:
    """Return where the words for a role begin that stand right before a name: "planetary geologist Ann Lee"."""
    at = start
    if at == 0 or a.lower[at - 1] not in person_roles() or a.quoted[at - 1] != a.quoted[start]:
        return start
    table = words()
    while at > 0 and start - at < 9 and a.sentence_of[at - 1] == a.sentence_of[start]:
        word = a.lower[at - 1]
        if not (word[0].isalnum() or word in {"'s", "/"}):
            break
        if (
            word in table.determiners
            or word in table.prepositions
            or word in table.auxiliaries
            or word in table.subordinators
        ):
            break
        if word in table.coordinators and a.lower[at - 2] not in person_roles():
            break
        if _begins_verb(word) and not is_name(a, at - 1):
            break
        if word in table.object_pronouns and word != "her":
            break
        at -= 1
    while (at < start and a.lower[at] in table.coordinators) or a.lower[at] == "'s":
        at += 1
    return at


def _apposition(a: Analysis, last: int) -> tuple[int, int] | None:
    """Return the description between commas that follows a name: ", the Kremlin spokesman,"."""
    if last + 1 >= len(a.words) or a.words[last] not in (",", "—", "–", "("):
        return None
    if a.words[last] != "," and is_dateline(a, last - 1, last):
        return None
    begin = last + 1
    if a.words[begin].isdigit() and begin + 1 < len(a.words) and a.words[begin + 1] == ",":
        begin += 2
    limit = min(len(a.words), begin + _ROLE_TOKENS, a.sentence_tokens[a.sentence_of[last]][1])
    if begin >= limit or a.quoted[begin] != a.quoted[last]:
        return None
    end = begin
    while (
        end < limit
        and a.words[end] not in (",", ";", "—", "–", ")", ":", ".", "“", '"', "(")
        and a.lower[end] not in _ROLE_ENDS
    ):
        end += 1
    head = _head_role(a, begin, end)
    if head is None or is_verb_like(a.lower[begin]) or a.lower[begin].endswith("ed") or _is_told_of(a, head + 1, end):
        return None
    closing = {"(": (")",), ",": None}.get(a.words[last], (",", "—", "–"))
    if closing is not None and end < limit and a.words[end] not in closing:
        return None
    said = next((i for i in range(head, end) if is_verb_like(a.lower[i]) and not is_name(a, i)), end)
    return (begin, said) if said > head else None


def _is_told_of(a: Analysis, at: int, end: int) -> bool:
    """Return whether a verb right behind a role makes it a subject: "In May, the singer performed a ballad"."""
    if at + 1 >= end:
        return False
    word, behind = a.lower[at], a.lower[at + 1]
    return word.endswith("ed") and len(word) > 4 and behind not in words().prepositions


def _head_role(a: Analysis, begin: int, end: int) -> int | None:
    """Return the position of the role noun of a description, None if it has none before its first preposition."""
    table = words()
    for at in range(begin, min(end, begin + 10)):
        word = a.lower[at]
        if at > begin and (word in table.auxiliaries or word in table.subordinators):
            return None
        if word in table.prepositions and word != "of":
            return None
        if word in person_roles() or (bare(a.words[at]) in titles().offices):
            return at
    return None


def _behind_verbs(a: Analysis, first: int, last: int) -> int:
    """Return where a description begins behind "..., said", "after ..." or a name that it is coordinated with."""
    begin, table = first, words()
    for at in range(first, last - 1):
        verb = is_verb_like(a.lower[at]) and not is_name(a, at)
        joint = a.lower[at] in table.coordinators and a.lower[at + 1] in table.possessives
        led = a.lower[at] in table.subordinators and a.lower[at] not in _ROLE_ENDS
        begin = at + 1 if verb or joint or led else begin
    return begin


def _apposed_before(a: Analysis, start: int, last: int) -> tuple[str | None, str]:
    """Return the role in "The leader of the party, Ann Lee, said"."""
    if start < 2 or a.words[start - 1] != "," or last >= len(a.words) or a.words[last] not in (",", "."):
        return None, ""
    sentence = a.sentence_tokens[a.sentence_of[start]][0]
    at = start - 1
    while (
        at > sentence
        and a.words[at - 1] not in (",", ";", ":", "—", "–", "(")
        and a.quoted[at - 1] == a.quoted[start]
        and start - at < 16
    ):
        at -= 1
    at = _behind_verbs(a, at, start - 1)
    if a.lower[at] not in words().determiners and a.lower[at] not in words().possessives and not is_name(a, at):
        return None, ""
    if is_clause(a, at, start - 1) or _head_role(a, at, start - 1) is None or a.lower[start - 2] in plural_roles():
        return None, ""
    return _told(a, at, start - 1)
