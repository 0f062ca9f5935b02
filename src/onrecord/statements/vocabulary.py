"""Vocabulary: the lexicon files of this room, typed, checked and turned into lookups.

Decides how a cue is inflected and which table answers which question. Refuses to look at a text.
"""

from __future__ import annotations

from functools import cache
from typing import Literal, NamedTuple

import msgspec

from onrecord.lexicon import Table, load
from onrecord.records import Mode

Frame = Literal[
    "quote",
    "clause",
    "bare",
    "wh",
    "to",
    "person",
    "order",
    "object",
    "inverted",
    "ing",
    "of",
    "naming",
    "accusing",
    "evidence",
    "none",
]
Form = Literal["base", "s", "past", "participle", "ing"]

_VOWELS = "aeiou"


class Verb(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One cue verb: its irregular forms, what it governs, its act and its mode."""

    frames: frozenset[Frame]
    act: str
    act_order: str | None = None
    mode: Mode = "spoken"
    past: str | None = None
    participle: str | None = None
    ing: str | None = None
    replies: bool = False


class Noun(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One cue noun."""

    act: str
    mode: Mode = "spoken"
    replies: bool = False


class Phrase(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One phrase that puts the source after it."""

    act: str


class Cues(Table, frozen=True):
    """The lexicon file ``cues``."""

    verbs: dict[str, Verb]
    nouns: dict[str, Noun]
    phrases: dict[str, Phrase]
    plover: dict[str, str]


class Acts(Table, frozen=True):
    """The lexicon file ``acts``: what tells the act where the cue does not."""

    cues: dict[str, tuple[str, ...]]
    phrases: dict[str, tuple[str, ...]]
    openings: dict[str, tuple[str, ...]]
    bad: tuple[str, ...]
    good: tuple[str, ...]
    orders: frozenset[str]
    future: frozenset[str]
    own: frozenset[str]
    reported: frozenset[str]
    no_deed: frozenset[str]
    no_denial: frozenset[str]
    negations: frozenset[str]


class Words(Table, frozen=True):
    """The lexicon file ``words``: the closed classes."""

    determiners: frozenset[str]
    possessives: frozenset[str]
    subject_pronouns: frozenset[str]
    object_pronouns: frozenset[str]
    prepositions: frozenset[str]
    subordinators: frozenset[str]
    coordinators: frozenset[str]
    wh: frozenset[str]
    auxiliaries: frozenset[str]
    be: frozenset[str]
    negations: frozenset[str]
    adverbs: frozenset[str]
    not_adverbs: frozenset[str]
    weekdays: tuple[str, ...]
    months: tuple[str, ...]
    time: frozenset[str]
    verbs: frozenset[str]
    starters: frozenset[str]
    sets: dict[str, frozenset[str]]


class Honorifics(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Forms of address by the gender that they tell."""

    male: frozenset[str]
    female: frozenset[str]
    any: frozenset[str]


class Titles(Table, frozen=True):
    """The lexicon file ``titles``."""

    honorifics: Honorifics
    offices: dict[str, str]
    qualifiers: frozenset[str]
    suffixes: frozenset[str]
    particles: frozenset[str]


class Trade(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What bodies of one trade are called: by a noun ("the paper"), and by which words their names show it ("Times").

    ``lead`` are those of these words that make a name fit (all of them where it is empty); ``acronyms`` says that a name of
    capitals alone fits too, ``others`` that every name fits that shows no other trade.
    """

    nouns: frozenset[str]
    names: frozenset[str]
    lead: frozenset[str] = frozenset()
    acronyms: bool = False
    others: bool = False


class Roles(Table, frozen=True):
    """The lexicon file ``roles``."""

    any: tuple[str, ...]
    male: tuple[str, ...]
    female: tuple[str, ...]
    of_note: frozenset[str]
    sides: tuple[frozenset[str], frozenset[str]]
    groups: frozenset[str]
    organizations: frozenset[str]
    documents: frozenset[str]
    works: frozenset[str]
    voiced: frozenset[str]
    finders: frozenset[str]
    same: dict[str, str]
    trades: dict[str, Trade]


class FirstNames(Table, frozen=True):
    """The lexicon file ``firstnames``: names parted by white space."""

    male: str
    female: str


class ShortNames(Table, frozen=True):
    """The lexicon file ``shortnames``: given names with their short forms."""

    short: dict[str, tuple[str, ...]]


class Denials(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Words that deny what was said before: behind "that" (and what may stand ``between``), or ``alone`` at the beginning.

    ``short`` are beginnings of answers to somebody's face.
    """

    behind_that: tuple[str, ...]
    alone: tuple[str, ...]
    short: tuple[str, ...]
    between: frozenset[str]


class ReplyVerb(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A verb that tells a reply, alone or where a thing said is its object; ``charged``: what it answers is a charge."""

    tells: Literal["always", "object"]
    charged: bool = False
    past: str | None = None
    participle: str | None = None
    ing: str | None = None


class Phrases(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Phrases beside what is said that tell a reply, or the answer to a question."""

    reply: tuple[str, ...]
    asked: tuple[str, ...]


class Replies(Table, frozen=True):
    """The lexicon file ``replies``."""

    verbs: dict[str, ReplyVerb]
    phrases: Phrases
    things: dict[str, tuple[str, ...]]
    denials: Denials


class Countries(Table, frozen=True):
    """The lexicon file ``countries``."""

    countries: dict[str, tuple[str, ...]]


class CueForm(NamedTuple):
    """One inflected form of a cue verb: ``rest`` are the words that must follow it ("out" of "pointed out")."""

    lemma: str
    verb: Verb
    form: Form
    rest: tuple[str, ...]


class ReplyForm(NamedTuple):
    """Words that tell a reply: ``rest`` are those that must follow the first one."""

    tells: Literal["always", "object", "reply", "asked"]
    rest: tuple[str, ...]
    charged: bool = False


@cache
def cues() -> Cues:
    """Return the table of cues."""
    return load("cues", Cues)


@cache
def acts() -> Acts:
    """Return the table of what tells acts."""
    return load("acts", Acts)


@cache
def words() -> Words:
    """Return the table of closed-class words."""
    return load("words", Words)


@cache
def titles() -> Titles:
    """Return the table of titles."""
    return load("titles", Titles)


@cache
def roles() -> Roles:
    """Return the table of roles."""
    return load("roles", Roles)


@cache
def cue_forms() -> dict[str, tuple[CueForm, ...]]:
    """Return every inflected form of every cue verb by its first word, the longest phrases first."""
    found: dict[str, list[CueForm]] = {}
    for lemma, verb in cues().verbs.items():
        head, *rest = lemma.split()
        for form, word in _inflect(head, verb.past, verb.ing, verb.participle):
            found.setdefault(word, []).append(CueForm(lemma, verb, form, tuple(rest)))
    return {word: tuple(sorted(forms, key=lambda f: -len(f.rest))) for word, forms in found.items()}


@cache
def replies() -> Replies:
    """Return the table of what tells replies."""
    return load("replies", Replies)


@cache
def reply_forms() -> dict[str, tuple[ReplyForm, ...]]:
    """Return what tells a reply by its first word, the longest first."""
    table = replies()
    found: dict[str, list[ReplyForm]] = {}
    for lemma, verb in table.verbs.items():
        head, *rest = lemma.split()
        for _, word in _inflect(head, verb.past, verb.ing, verb.participle):
            found.setdefault(word, []).append(ReplyForm(verb.tells, tuple(rest), verb.charged))
    for phrase in table.phrases.reply:
        head, *rest = phrase.split()
        found.setdefault(head, []).append(ReplyForm("reply", tuple(rest)))
    for phrase in table.phrases.asked:
        head, *rest = phrase.split()
        found.setdefault(head, []).append(ReplyForm("asked", tuple(rest)))
    return {word: tuple(sorted(forms, key=lambda f: -len(f.rest))) for word, forms in found.items()}


@cache
def things_said() -> dict[str, frozenset[str]]:
    """Return nouns for what is said, in the singular and the plural, with the acts that may be called so."""
    table = replies().things
    return {form: frozenset(acts) for noun, acts in table.items() for form in (noun, plural(noun))}


@cache
def rare_cues() -> dict[str, str]:
    """Return every form of the rarer cue verbs with its act; irregular ones are listed with their past and their "ing"."""
    found: dict[str, str] = {}
    for act, verbs in acts().cues.items():
        for entry in verbs:
            head, *irregular = entry.split()
            for _, word in _inflect(head, *irregular):
                found.setdefault(word, act)
    return found


def _inflect(
    head: str, past: str | None = None, ing: str | None = None, participle: str | None = None
) -> list[tuple[Form, str]]:
    stem = head.removesuffix("e")
    is_y = head.endswith("y") and head[-2] not in _VOWELS
    past = past or (head[:-1] + "ied" if is_y else stem + "ed")
    third = head[:-1] + "ies" if is_y else head + ("es" if head.endswith(("s", "x", "sh", "ch", "go")) else "s")
    ing = ing or ((stem if not head.endswith("ee") else head) + "ing")
    forms: list[tuple[Form, str]] = [("base", head), ("s", third), ("past", past), ("ing", ing)]
    if participle and participle != past:
        forms.append(("participle", participle))
    # "The letter read": what is the past as well as the base is told of the past.
    return sorted(forms, key=lambda form: form[0] == "base") if past == head else forms


@cache
def person_roles() -> dict[str, str]:
    """Return every singular noun for a person with the gender that it tells ("" where it tells none)."""
    table = roles()
    found = dict.fromkeys(table.any, "")
    found.update(dict.fromkeys(table.male, "male"))
    found.update(dict.fromkeys(table.female, "female"))
    return found


@cache
def plural_roles() -> dict[str, str]:
    """Return every plural noun for persons with its singular."""
    return {plural(word): word for word in person_roles()}


def plural(word: str) -> str:
    """Return the regular English plural of ``word``."""
    if word.endswith("man"):
        return word[:-2] + "en"
    if word.endswith("y") and word[-2:-1] not in _VOWELS:
        return word[:-1] + "ies"
    return word + ("es" if word.endswith(("s", "x", "sh", "ch")) else "s")


def public_seats() -> frozenset[str]:
    """Return places, in lower case, whose name stands for the body that sits there ("the Kremlin")."""
    return words().sets["public_seats"]


@cache
def given_names() -> dict[str, str]:
    """Return given names in lower case with their gender, "" where men and women go by them."""
    table = load("firstnames", FirstNames)
    gendered = dict.fromkeys(table.male.split(), "male") | dict.fromkeys(table.female.split(), "female")
    return gendered | dict.fromkeys(words().sets["either_gender"], "")


@cache
def full_given_names() -> dict[str, frozenset[str]]:
    """Return for each short form of a given name the names that it may stand for: "bill" for "william"."""
    found: dict[str, set[str]] = {}
    for full, shorts in load("shortnames", ShortNames).short.items():
        for short in shorts:
            found.setdefault(short, set()).add(full)
    return {short: frozenset(full) for short, full in found.items()}


@cache
def country_names() -> dict[str, str]:
    """Return the names of countries, their people and their places, each with the country's code."""
    table = load("countries", Countries).countries
    return {name: code for code, names in table.items() for name in names}
