"""Names: the proper names of a text, with the titles, roles and places that stand around them.

Decides where a name begins and ends, whether it is a person's, and what the text says about it on the spot. Refuses to
decide whether two names are one person's; see ``registry``.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from onrecord.records import SpeakerKind
from onrecord.statements.chunks import is_name, is_verb_like
from onrecord.statements.extent import is_clause
from onrecord.statements.tokens import Analysis
from onrecord.statements.vocabulary import country_names, given_names, person_roles, plural_roles, roles, titles, words

_JOINING = frozenset(["of", "for", "on", "and", "the", "in", "&"])
_NICKNAME_MARKS = frozenset(["“", "”", '"', "‘", "’", "'"])
_PUBLIC_SEATS = words().sets["public_seats"]
_MAX_NAME = 14
_ROLE_TOKENS = 30


class Mention(NamedTuple):
    """One mention of a name: tokens ``first`` to before ``last`` are the name, ``begin`` is where its title begins."""

    begin: int
    first: int
    last: int
    kind: SpeakerKind | None
    gender: str
    role: str | None
    country: str | None
    titled: bool


def find_names(a: Analysis) -> list[Mention]:
    """Return the mentions of names in order."""
    common = {w for w in a.words if w[0].islower()}
    headlines = {i for i, bounds in enumerate(a.sentence_tokens) if _is_headline(a, *bounds)}
    found = []
    at = 0
    for start, word in enumerate(a.words):
        if start < at or not (word[0].isupper() or word[0] == "@") or a.sentence_of[start] in headlines:
            continue
        if not _starts_name(a, start, common):
            continue
        at = _run(a, start)
        mention = _classify(a, start, at)
        if mention is not None:
            found.append(mention)
    return found


def bare(word: str) -> str:
    """Return a word in lower case without the full stop of an abbreviation."""
    return word.lower().rstrip(".").replace("\u00ad", "")


def _starts_name(a: Analysis, at: int, common: set[str]) -> bool:
    word = a.words[at]
    if word[0] == "@" and len(word) > 1:
        return True
    if not word[0].isupper() or word in ("I", "A"):
        return False
    lower = a.lower[at]
    if lower in words().weekdays or (
        lower in words().months and len(lower) > 3 and lower not in ("may", "april", "june", "august")
    ):
        return False
    first = a.sentence_tokens[a.sentence_of[at]][0]
    opens = (
        at == first
        or (at > 0 and a.words[at - 1] in ("“", '"', "‘", "'", ":", "—", "–", "``", "("))
        or a.words[at - 1] in ".!?"
    )
    if lower in words().starters:
        return False
    if not opens:
        return True
    follows = a.words[at + 1][0].isupper() if at + 1 < len(a.words) else False
    return follows or lower not in common


def _is_headline(a: Analysis, first: int, last: int) -> bool:
    """Return whether a sentence is set in title case, where capitals tell no names."""
    if last - first < 5 or a.words[last - 1] in (".", "?", "!", "”", '"'):
        return False
    letters = [a.words[i] for i in range(first, last) if a.words[i][0].isalpha()]
    capitals = sum(w[0].isupper() for w in letters)
    return (
        len(letters) >= 5
        and capitals >= 0.7 * len(letters)
        and not all(w[0].isupper() for w in letters[:2] + letters[-2:] if len(letters) < 6)
    )


def _run(a: Analysis, at: int) -> int:
    end = at + 1
    limit = min(len(a.words), at + _MAX_NAME, a.sentence_tokens[a.sentence_of[at]][1])
    has_body = _names_body(a.lower[at])
    of_body = False
    while end < limit and a.quoted[end] == a.quoted[at]:
        word = a.lower[end]
        if is_name(a, end) and word not in words().weekdays:
            has_body = has_body or _names_body(word)
            end += 1
        elif a.lower[end].replace("’", "'") == "'s" and _is_office(a, end):
            end += 2
            has_body = True
        elif (
            a.words[end] in _NICKNAME_MARKS
            and end + 3 < limit
            and a.words[end + 2] in _NICKNAME_MARKS
            and is_name(a, end + 3)
        ):
            end += 3
        elif _joins(a, at, end, (has_body, of_body)) and _capital_ahead(a, end, limit):
            of_body = of_body or (has_body and word in ("of", "for", "on"))
            end += 1
        else:
            break
    while end > at + 1 and a.lower[end - 1] in _JOINING:
        end -= 1
    return end


def _is_office(a: Analysis, at: int) -> bool:
    """Return whether a possessive stands inside a name: "Attorney's Office", "Teachers' Union"."""
    holder, held = a.lower[at - 1], a.lower[at + 1] if at + 1 < len(a.lower) else ""
    holds = (
        bare(holder) in titles().offices
        or holder in person_roles()
        or holder in plural_roles()
        or holder in roles().groups
    )
    return (
        holds
        and held in ("office", "department", "union", "association", "hospital", "league", "club", "court", "guild")
        and is_name(a, at + 1)
    )


def _joins(a: Analysis, start: int, at: int, body: tuple[bool, bool]) -> bool:
    """Return whether a small word joins two parts of one name: "Department of Health and Human Services"."""
    word = a.lower[at]
    has_body, of_body = body
    if word in titles().particles or (word == "of" and bare(a.words[at - 1]) in titles().offices):
        return True
    if word in ("and", "&"):
        ahead = at + 1
        while ahead < len(a.words) and a.words[ahead][0].isupper():
            ahead += 1
        definite = start > 0 and a.lower[start - 1] == "the"
        return word == "&" or of_body or (definite and not has_body and _names_body(a.lower[ahead - 1]))
    return word in _JOINING and has_body and word != "in"


def _names_body(word: str) -> bool:
    return word in roles().organizations and word not in ("house", "post", "news", "press", "state", "city")


def _capital_ahead(a: Analysis, at: int, limit: int) -> bool:
    ahead = at + 1
    if ahead < limit and a.lower[ahead] in ("the", "la", "el"):
        ahead += 1
    return ahead < limit and is_name(a, ahead)


def _after_titles(tokens: list[str]) -> tuple[int, str]:
    """Return how many of the words of a name are titles and what else stands before it, and the gender that they tell."""
    table = titles()
    size, gender = 0, ""
    for i, word in enumerate(tokens[:-1]):
        honorific = word in table.honorifics.male or word in table.honorifics.female or word in table.honorifics.any
        role = word in person_roles() or word.rpartition("-")[2] in person_roles()
        leads = (honorific or (role and len(tokens) - i > 2)) and i == size
        if tokens[i + 1] != "'s" and (leads or word in table.offices):
            size = i + 1
            told = "male" if word in table.honorifics.male else "female" if word in table.honorifics.female else ""
            gender = told or gender or person_roles().get(word, "")
    if size and tokens[size] == "of":
        # "Secretary of State Ann Lee": the name begins at a given name, or behind one word.
        given = next((i for i in range(size + 1, len(tokens)) if tokens[i] in given_names()), size + 2)
        return (given, gender) if len(tokens) - given >= 2 else (len(tokens), gender)
    return size, gender


def _before_given(tokens: list[str]) -> int:
    """Return how many words before a known given name are a nationality, a party or a body: "Spaniard Luis Vega"."""
    given = next((i for i, word in enumerate(tokens) if word in given_names()), 0)
    known = _nationalities()
    told = all(w in known or w in roles().organizations or w in person_roles() for w in tokens[:given])
    return given if told and len(tokens) - given >= 2 else 0


@cache
def _nationalities() -> frozenset[str]:
    return frozenset(name.lower() for name in country_names()) | words().sets["demonyms"]


def _classify(a: Analysis, start: int, end: int) -> Mention | None:
    table = titles()
    tokens = [bare(w).replace("’", "'") for w in a.words[start:end]]
    size, gender = _after_titles(tokens)
    if size >= len(tokens):
        return None
    titled = size > 0
    first = start + (size or _before_given(tokens))
    last = end
    while last > first + 1 and bare(a.words[last - 1]) in ("md", "phd", "esq"):
        last -= 1
    name = tokens[first - start : last - start]
    if (
        titled
        and name
        and (
            (name[-1] in roles().organizations and a.words[start].lower() == "general")
            or name[0] in ("of", "for", "and")
        )
    ):
        first, titled, name = start, False, tokens
    if not titled and len(name) == 1 and (name[0] in table.offices or name[0] in words().starters):
        return None
    if all(w in table.offices or w in table.qualifiers for w in name):
        return None
    if not titled and name[-1] in person_roles():
        return None
    kind = _kind(a, start, first, last, name, titled)
    gender = gender or (given_names().get(name[0], "") if kind != "organization" else "")
    role, extra = _role(a, start, first, last) if kind in ("person", None) else (None, "")
    country = _country(a, role, last, kind, a.span(first, last))
    begin = min(start, _premodifier(a, start))
    return Mention(begin, first, last, kind, gender or extra, role, country, titled)


def _kind(a: Analysis, start: int, first: int, last: int, name: list[str], titled: bool) -> SpeakerKind | None:
    """Return what a name is the name of, None where a single word does not tell."""
    text = a.span(first, last).removeprefix("the ")
    definite = start > 0 and a.lower[start - 1] == "the"
    given = name[0] in given_names() and len(name) > 1 and not definite
    if titled or text[:1] == "@" or (given and text not in country_names()):
        return "person"
    if text in country_names():
        return "organization" if text.lower() in _PUBLIC_SEATS else "place"
    bodied = name[-1] in roles().organizations or name[0] in roles().organizations
    if bodied or definite or (len(name) > 2 and any(_names_body(w) for w in name)):
        return "organization"
    if len(name) == 1:
        return "organization" if text.isupper() and len(text) > 1 else None
    return "person" if len(name) <= 5 and not any(w in ("&", "of", "for") for w in name) else "organization"


def _role(a: Analysis, start: int, first: int, last: int) -> tuple[str | None, str]:
    """Return the role that stands before or behind a name, and the gender that it tells."""
    begin = _premodifier(a, start)
    if begin < first:
        return _told(a, begin, first)
    behind = _apposition(a, last)
    if behind is not None:
        return _told(a, *behind)
    return _apposed_before(a, start, last)


def _told(a: Analysis, first: int, last: int) -> tuple[str | None, str]:
    table = words()
    while first < last and (a.lower[first] in ("a", "an", "the") or a.lower[first] in table.coordinators):
        first += 1
    known = titles().honorifics
    if all(bare(w) in known.male or bare(w) in known.female or bare(w) in known.any for w in a.words[first:last]):
        return None, ""
    gender = next((g for w in a.lower[first:last] if (g := person_roles().get(w, ""))), "")
    return a.span(first, last), gender


def _premodifier(a: Analysis, start: int) -> int:
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
        if (is_verb_like(word) and not is_name(a, at - 1)) or (word in table.object_pronouns and word != "her"):
            break
        at -= 1
    while (at < start and a.lower[at] in table.coordinators) or a.lower[at] == "'s":
        at += 1
    return at


def _apposition(a: Analysis, last: int) -> tuple[int, int] | None:
    """Return the description between commas that follows a name: ", the Kremlin spokesman,"."""
    if last + 1 >= len(a.words) or a.words[last] not in (",", "—", "–", "("):
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
        and a.lower[end] not in ("who", "which", "whose")
    ):
        end += 1
    head = _head_role(a, begin, end)
    if head is not None and (is_verb_like(a.lower[begin]) or a.lower[begin].endswith("ed")):
        return None
    if head is None or (a.words[last] == "(" and end < limit and a.words[end] != ")"):
        return None
    said = next((i for i in range(head, end) if is_verb_like(a.lower[i]) and not is_name(a, i)), end)
    return (begin, said) if said > head else None


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
    if a.lower[at] not in words().determiners and a.lower[at] not in words().possessives and not is_name(a, at):
        return None, ""
    if is_clause(a, at, start - 1) or _head_role(a, at, start - 1) is None or a.lower[start - 2] in plural_roles():
        return None, ""
    return _told(a, at, start - 1)


def _country(a: Analysis, role: str | None, last: int, kind: SpeakerKind | None, name: str) -> str | None:
    """Return the code of the country that the words around a name tell, if they tell one."""
    table = country_names()
    if kind in ("place", "organization"):
        return table.get(name) or country_in(name)
    if role and (found := country_in(role)):
        return found
    if last + 1 < len(a.words) and a.lower[last] == "of":
        return table.get(a.words[last + 1]) or table.get(a.span(last + 1, min(last + 3, len(a.words))))
    return None


def country_in(text: str) -> str | None:
    """Return the code of the first country named in ``text``."""
    table = country_names()
    parts = text.replace("’s", " ").replace("'s", " ").replace(",", " ").split()
    for at in range(len(parts)):
        for size in (3, 2, 1):
            code = table.get(" ".join(parts[at : at + size]))
            if code:
                return code
    return None
