"""Protects the vocabularies of the statements room: no duplicates, composed characters, references that exist."""

from __future__ import annotations

import unicodedata
from collections import Counter
from importlib.resources import files
from typing import Any

import msgspec
import pytest

from onrecord.statements import vocabulary
from onrecord.statements.vocabulary import Countries, FirstNames
from onrecord.text.quotemarks import QuotationMarks
from onrecord.text.segment import Abbreviations

FILES = (
    "abbreviations",
    "acts",
    "countries",
    "cues",
    "firstnames",
    "quotations",
    "replies",
    "roles",
    "shortnames",
    "titles",
    "words",
)


def raw(name: str) -> dict[str, Any]:
    text = files("onrecord.lexicon").joinpath(f"{name}.toml").read_text(encoding="utf-8")
    return dict(msgspec.toml.decode(text))


def lists(value: Any) -> list[list[str]]:
    if isinstance(value, dict):
        return [found for item in value.values() for found in lists(item)]
    if isinstance(value, list) and value and isinstance(value[0], list):
        return [found for item in value for found in lists(item)]
    return [value] if isinstance(value, list) else []


@pytest.mark.parametrize("name", FILES)
def test_file(name: str) -> None:
    table = raw(name)
    assert set(table["about"]) == {"what", "source"}
    text = files("onrecord.lexicon").joinpath(f"{name}.toml").read_text(encoding="utf-8")
    assert unicodedata.is_normalized("NFC", text)
    for entries in lists(table):
        assert [e for e, count in Counter(entries).items() if count > 1] == []


def test_cues_fit_together() -> None:
    table = vocabulary.cues()
    acts = {v.act for v in table.verbs.values()} | {v.act_order for v in table.verbs.values() if v.act_order}
    acts |= {n.act for n in table.nouns.values()} | {p.act for p in table.phrases.values()}
    known = "state announce promise request advise warn threaten accuse reject agree support apologise question predict claim"
    assert acts <= set(known.split())
    told = vocabulary.acts()
    assert set(table.plover) | set(told.phrases) | set(told.openings) | set(told.cues) <= acts | {"apologise"}
    assert set(table.plover.values()) <= frozenset(
        ["AGREE", "CONSULT", "SUPPORT", "CONCEDE", "REQUEST", "ACCUSE", "REJECT", "THREATEN"]
    )
    assert all(v.frames for v in table.verbs.values())
    assert all(word == word.lower() for word in [*table.verbs, *table.nouns, *table.phrases])


@pytest.mark.parametrize(
    ("word", "lemma", "form"),
    [
        ("said", "say", "past"),
        ("denies", "deny", "s"),
        ("denied", "deny", "past"),
        ("agreeing", "agree", "ing"),
        ("swearing", "swear", "ing"),
        ("pointed", "point out", "past"),
        ("written", "write", "participle"),
        ("quipped", "quip", "past"),
        ("urges", "urge", "s"),
    ],
)
def test_inflection(word: str, lemma: str, form: str) -> None:
    assert any((f.lemma, f.form) == (lemma, form) for f in vocabulary.cue_forms()[word])


def test_nobody_has_two_genders() -> None:
    names = raw("firstnames")
    assert not set(names["male"].split()) & set(names["female"].split())
    for text in (names["male"], names["female"]):
        assert max(Counter(text.split()).values()) == 1
    roles = vocabulary.roles()
    assert not (set(roles.male) & set(roles.female)) | (set(roles.any) & (set(roles.male) | set(roles.female)))


def test_every_place_is_in_one_country() -> None:
    names = Counter(name for names in raw("countries")["countries"].values() for name in names)
    assert [name for name, count in names.items() if count > 1] == []
    assert all(len(code) == 2 and code.isupper() for code in raw("countries")["countries"])


def test_every_file_fits_its_type() -> None:
    from onrecord.lexicon import load

    for name, table in (
        ("abbreviations", Abbreviations),
        ("countries", Countries),
        ("firstnames", FirstNames),
        ("quotations", QuotationMarks),
    ):
        assert load(name, table).about.what


def test_plurals() -> None:
    assert [vocabulary.plural(w) for w in ("official", "deputy", "witness", "spokeswoman")] == [
        "officials",
        "deputies",
        "witnesses",
        "spokeswomen",
    ]
