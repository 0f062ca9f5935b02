"""Names: the proper names of a text, with the titles, roles and places that stand around them.

Decides where a name begins and ends, whether it is a person's, and what the text says about it on the spot. Refuses to
decide whether two names are one person's; see ``registry``.
"""

from __future__ import annotations

from collections import Counter
from functools import cache
from typing import NamedTuple

from onrecord.records import SpeakerKind
from onrecord.statements.acronyms import Phrase, is_joint, spelled_out
from onrecord.statements.chunks import is_adverb, is_name
from onrecord.statements.headlines import headlines_of, is_capital_function_word
from onrecord.statements.namekinds import kind_of_name, names_body
from onrecord.statements.rolewords import bare, premodifier, role_beside
from onrecord.statements.surnames import ends_in_surname, is_said, surnames_in
from onrecord.statements.tokens import Analysis
from onrecord.statements.vocabulary import (
    country_names,
    given_names,
    person_roles,
    plural_roles,
    roles,
    titles,
    words,
)

_JOINING = frozenset(["of", "for", "on", "and", "the", "in", "&"])
_NICKNAME_MARKS = frozenset(["“", "”", '"', "‘", "’", "'"])
_ADDRESS_ENDS = frozenset(["com", "org", "net", "gov", "edu", "co", "io"])
_MAX_NAME = 14
_PARTICIPLE = 6
_HOLDER = 3
_DATE_LEADS = words().sets["date_leads"]
_BODY_QUALIFIERS = words().sets["body_qualifiers"]
_KIN_AND_RANKS = words().sets["not_titles"]


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
    surnames = surnames_in(a, common)
    headlines = {a.sentence_of[first] for first, _ in headlines_of(a)}
    spelled = spelled_out(a)
    found = []
    at = 0
    for start, word in enumerate(a.words):
        if start < at or not (word[0].isupper() or word[0] == "@") or a.sentence_of[start] in headlines:
            continue
        if not _starts_name(a, start, common, surnames):
            continue
        at = _run(a, start, spelled)
        mention = _classify(a, start, at) or _called(a, start, at, surnames)
        if mention is not None:
            found.append(mention)
    alone = Counter(a.lower[m.first] for m in found if m.last - m.first == 1)
    return [m._replace(begin=m.first + 1, first=m.first + 1) if _opens(a, m, common, alone) else m for m in found]


def _opens(a: Analysis, mention: Mention, common: set[str], alone: Counter[str]) -> bool:
    """Say whether a name's first word only opens its sentence: "Boycott Lee", where Lee is named and people boycott."""
    first = mention.first
    opens = first == a.sentence_tokens[a.sentence_of[first]][0] and mention.last - first == 2 and not mention.titled
    word = a.lower[first]
    plain = opens and (word in common or word in person_roles()) and word not in given_names()
    return plain and alone[a.lower[first + 1]] > 1


def _starts_name(a: Analysis, at: int, common: set[str], surnames: set[str]) -> bool:
    word = a.words[at]
    if word[0] == "@" and len(word) > 1:
        return True
    if not word[0].isupper() or word in ("I", "A") or _is_date(a, at) or _is_contraction(a.lower[at]):
        return False
    lower = a.lower[at]
    first = a.sentence_tokens[a.sentence_of[at]][0]
    opens = (
        at == first
        or (at > 0 and a.words[at - 1] in ("“", '"', "‘", "'", ":", "—", "–", "``", "("))
        or a.words[at - 1] in ".!?"
    )
    leads = _leads_in(a, at) or (lower not in surnames and (_is_fronted(a, at) or _is_deed(a, at)))
    small = lower not in given_names() and (lower in _opening_words() or leads)
    if lower in words().starters or (opens and small):
        return False
    if not opens:
        return True
    follows = a.words[at + 1][0].isupper() if at + 1 < len(a.words) else False
    if not follows and (lower in plural_roles() or lower in roles().groups or lower in roles().documents):
        return False
    speaks = lower in surnames and a.lower[at + 1 : at + 2] != [] and is_said(a.lower[at + 1])
    return follows or lower not in common or speaks


@cache
def _opening_words() -> frozenset[str]:
    """Return small words that open a sentence before a name: "Without Lee", "Neither Lee"."""
    table = words()
    small = table.prepositions | table.subordinators | table.wh | table.determiners | table.negations
    return small | table.auxiliaries | table.coordinators | {"neither", "either", "whether", "whatever", "wherever"}


def _leads_in(a: Analysis, at: int) -> bool:
    """Return whether a participle or an adverb opens a sentence before a name: "Calling Lee", "Privately, Lee"."""
    lower = a.lower[at]
    return len(lower) > 5 and lower.endswith(("ing", "ly")) and is_name(a, min(at + 1, len(a.words) - 1))


def _is_deed(a: Analysis, at: int) -> bool:
    """Return whether the word that opens a sentence tells what is done: "Charging would be silly"."""
    alone = at + 1 >= len(a.words) or not a.words[at + 1][0].isupper()
    return alone and len(a.lower[at]) > _PARTICIPLE and a.lower[at].endswith("ing")


def _is_fronted(a: Analysis, at: int) -> bool:
    """Return whether an adverb stands in front of its sentence: "Famously, the mayor"."""
    return is_adverb(a.lower[at]) and a.words[at + 1 : at + 2] == [","]


def _is_date(a: Analysis, at: int) -> bool:
    """Return whether a weekday or a month stands here as such: "in April", "May 3", not "April Lee"."""
    lower, table = a.lower[at], words()
    if lower in table.weekdays:
        return lower != "sun" or at == 0 or a.lower[at - 1] != "the"
    if lower not in table.months or (len(lower) <= 3 and lower != "may"):
        return False
    before, behind = a.lower[at - 1] if at else "", a.lower[at + 1] if at + 1 < len(a.lower) else ""
    named = lower in given_names() or lower in ("may", "august")
    return (
        not named or behind[:1].isdigit() or (before in _DATE_LEADS and not a.words[at + 1 : at + 2][0][:1].isupper())
    )


def _is_contraction(lower: str) -> bool:
    """Return whether a word is a small word with a verb drawn into it: "she'll", "that's"."""
    head, mark, tail = lower.partition("'")
    return (
        bool(mark)
        and tail in ("ll", "re", "d", "ve", "s", "m", "t")
        and (head in words().starters or head in words().auxiliaries or head.endswith("n"))
    )


def _run(a: Analysis, at: int, spelled: dict[Phrase, Phrase]) -> int:
    end = at + 1
    limit = min(len(a.words), at + _MAX_NAME, a.sentence_tokens[a.sentence_of[at]][1])
    has_body = names_body(a.lower[at])
    of_body = False
    while end < limit and a.quoted[end] == a.quoted[at]:
        word = a.lower[end]
        if is_capital_function_word(a, end) or _is_contraction(word):
            break
        if is_name(a, end) and (word == "sun" or word not in words().weekdays):
            has_body = has_body or names_body(word)
            end += 1
        elif _is_address(a, end):
            end += 2
        elif word == "'s" and (_is_office(a, end) or _owns_body(a, at, end)):
            end += 2
            has_body = True
        elif (
            a.words[end] in _NICKNAME_MARKS
            and end + 3 < limit
            and a.words[end + 2] in _NICKNAME_MARKS
            and is_name(a, end + 3)
        ):
            end += 3
        elif is_joint(a, end, spelled) or (_joins(a, at, end, (has_body, of_body)) and _capital_ahead(a, end, limit)):
            of_body = of_body or (has_body and word in ("of", "for", "on"))
            end += 1
        else:
            break
    while end > at + 1 and a.lower[end - 1] in _JOINING:
        end -= 1
    return end


def _is_address(a: Analysis, at: int) -> bool:
    """Return whether a stop inside a name is that of an address: "Amazon.com"."""
    glued = a.words[at] == "." and at + 1 < len(a.words) and a.ends[at - 1] == a.starts[at]
    return glued and a.ends[at] == a.starts[at + 1] and a.lower[at + 1] in _ADDRESS_ENDS


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


def _owns_body(a: Analysis, start: int, at: int) -> bool:
    """Return whether a possessive names whose a body is that goes by a mere noun: "South Dakota's Department of Health"."""
    place = a.span(start, at) in country_names() or (at - start > 1 and a.lower[start] not in given_names())
    holder = place or a.lower[at - 1] in roles().organizations
    if not holder or at + 2 >= len(a.words) or not is_name(a, at + 1):
        return False
    of_body = names_body(a.lower[at + 1]) and a.lower[at + 2] in ("of", "for", "on")
    return of_body or (is_name(a, at + 2) and names_body(a.lower[at + 2]) and a.lower[at + 1] in _BODY_QUALIFIERS)


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
        return word == "&" or of_body or (definite and not has_body and names_body(a.lower[ahead - 1]))
    return word in _JOINING and has_body and word != "in"


def _capital_ahead(a: Analysis, at: int, limit: int) -> bool:
    ahead = at + 1
    # At most two more small words: "von der Leyen", "de la Cruz", "Ministry of the Interior".
    while ahead < min(limit, at + 3) and (a.lower[ahead] == "the" or a.words[ahead] in titles().particles):
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
        office = word in table.offices or (i == size and word.endswith("s") and word[:-1] in table.offices)
        if tokens[i + 1] != "'s" and (leads or office):
            size = i + 1
            told = "male" if word in table.honorifics.male else "female" if word in table.honorifics.female else ""
            gender = told or gender or person_roles().get(word, "")
    size = max(size, _behind_office(tokens))
    if size and tokens[size] == "of":
        # "Secretary of State Ann Lee": the name begins at a given name, or behind one word.
        given = next((i for i in range(size + 1, len(tokens)) if tokens[i] in given_names()), size + 2)
        return (given, gender) if len(tokens) - given >= 2 else (len(tokens), gender)
    return size, gender


def _behind_office(tokens: list[str]) -> int:
    """Return where the person begins in "NASA Administrator Jim Lee": behind a role within the name, 0 if there is none."""
    if tokens[0] in given_names() or tokens[-1] in roles().organizations or "of" in tokens or "for" in tokens:
        return 0
    offices = (i for i in range(len(tokens) - 1, 1, -1) if _is_office_word(tokens[i - 1]))
    return next(offices, 0)


def _is_office_word(word: str) -> bool:
    known = word in titles().offices or word in person_roles() or word.rpartition("-")[2] in person_roles()
    return known and word not in _KIN_AND_RANKS


def _before_given(tokens: list[str]) -> int:
    """Return how many words before a known given name are a nationality, a party or a body: "Spaniard Luis Vega"."""
    given = next((i for i, word in enumerate(tokens) if word in given_names()), 0)
    known = _nationalities()
    lead = tokens[:given]
    told = all(
        w in known or w in roles().organizations or w in person_roles() or w in titles().qualifiers for w in lead
    )
    return given if told and len(tokens) - given >= 2 else 0


@cache
def _nationalities() -> frozenset[str]:
    return frozenset(name.lower() for name in country_names()) | words().sets["demonyms"]


def _classify(a: Analysis, start: int, end: int) -> Mention | None:
    table = titles()
    tokens = [bare(w).replace("’", "'") for w in a.words[start:end]]
    # "Ely-based Grey Heron" is named without where it is, and what somebody heads without the office.
    skipped = 1 if end - start > 1 and _is_compound(tokens[0]) else _held_by_another(a, start, tokens)
    if skipped:
        return _classify(a, start + skipped, end)
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
            (name[-1] in roles().organizations and (tokens[0] == "general" or _is_body(tokens, name)))
            or (len(name) == 1 and names_body(name[0]))
            or name[0] in ("of", "for", "and")
        )
    ):
        first, titled, name = start, False, tokens
    if not titled and len(name) == 1 and (name[0] in table.offices or name[0] in words().starters):
        return None
    if all(w in table.offices or w in table.qualifiers for w in name):
        return None
    office = titled and len(name) > 1 and name[0] not in given_names() and name[-1] in titles().offices
    if (not titled and name[-1] in person_roles() and not ends_in_surname(name)) or office:
        return None
    kind = kind_of_name(a, start, first, last, name, titled)
    # Behind a title a single name is a surname: "Secretary Clinton" is no man for being called as some men are.
    is_surname = titled and len(name) == 1
    gender = gender or (given_names().get(name[0], "") if kind != "organization" and not is_surname else "")
    role, extra = role_beside(a, start, first, last) if kind in ("person", None) else (None, "")
    country = _country(a, role, last, kind, a.span(first, last))
    begin = min(start, premodifier(a, start))
    return Mention(begin, first, last, kind, gender or extra, role, country, titled)


def _held_by_another(a: Analysis, start: int, tokens: list[str]) -> int:
    """Return where the body begins whose office the person in front of the comma has: "Ann Lee, Head of Grey Heron Boats"."""
    behind = start > 1 and a.words[start - 1] == "," and is_name(a, start - 2)
    office = tokens.index("of") if "of" in tokens[1:] else 0
    if not behind or not office or tokens[office - 1] not in titles().offices or len(tokens) - office < _HOLDER:
        return 0
    return 0 if any(token in given_names() for token in tokens[office + 2 :]) else office + 1


def _called(a: Analysis, start: int, end: int, surnames: set[str]) -> Mention | None:
    """Return the mention that an office alone is where somebody goes by it as a surname: "King" of Wayne King."""
    alone = end - start == 1 and not (start and a.lower[start - 1] in words().determiners)
    if not alone or a.lower[start] not in surnames or a.lower[start] not in words().sets["surnames"]:
        return None
    return Mention(start, start, end, None, "", None, None, False)


def _is_compound(word: str) -> bool:
    """Return whether a word tells where something is or whose: "Ely-based", "state-owned"."""
    lead, mark, tail = word.rpartition("-")
    return bool(lead and mark) and tail in words().sets["compound_tails"]


def _is_body(tokens: list[str], name: list[str]) -> bool:
    """Return whether a role at the front belongs to a body's name: "Republican National Committee"."""
    table = titles().honorifics
    honorific = tokens[0] in table.male or tokens[0] in table.female or tokens[0] in table.any
    return not honorific and len(name) > 1 and name[0] not in given_names() and names_body(name[-1])


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
