"""Protects the line between what was said and what was only thought: a finder may hand on both."""

from __future__ import annotations

import pytest

from onrecord.records import Found
from onrecord.statements.describe import cue_entry, mode_of
from onrecord.statements.reconcile import reconcile
from onrecord.statements.resolve import Resolver
from onrecord.statements.tokens import analyse


def found(text: str, cue: str, content: str) -> Found:
    start, at = text.index(content), text.index(cue)
    return Found(content=((start, start + len(content)),), cue=(at, at + len(cue)))


@pytest.mark.parametrize(
    ("text", "cue", "content", "mode"),
    [
        ("The mayor said the bridge was safe.", "said", "the bridge was safe", "spoken"),
        ("The bridge was safe, according to the mayor.", "according to", "The bridge was safe", "spoken"),
        ("The mayor believes the bridge is safe.", "believes", "the bridge is safe", "attitude"),
        ("The mayor is keen on a second bridge.", "is keen on", "a second bridge", "attitude"),
        ("The mayor complained about the bridge.", "complained about", "the bridge", "attitude"),
        ("The mayor complained that the bridge shook.", "complained", "the bridge shook", "spoken"),
        ("The mayor admitted to crossing the bridge.", "admitted to", "crossing the bridge", "spoken"),
        ("The mayor wondered whether the bridge was safe.", "wondered", "whether the bridge was safe", "attitude"),
        ("“Is the bridge safe?” the mayor wondered.", "wondered", "“Is the bridge safe?”", "spoken"),
        ("“The bridge is safe,” the mayor beamed.", "beamed", "“The bridge is safe,”", "spoken"),
        ("The mayor: the bridge is safe.", ":", "the bridge is safe", "spoken"),
        ("The mayor plans to sail in “the old way” in May.", "plans", "to sail in “the old way” in May", "attitude"),
        ("The mayor likened the bridge to a “wet rope” in May.", "likened", "the bridge to a “wet rope”", "spoken"),
        ("The mayor said in a statement that the bridge was safe.", "said", "the bridge was safe", "written"),
    ],
)
def test_mode(text: str, cue: str, content: str, mode: str) -> None:
    analysis = analyse(text)
    one = found(text, cue, content)
    assert mode_of(analysis, one, cue_entry(analysis, one)) == mode


@pytest.mark.parametrize(
    ("text", "cue", "content", "reason"),
    [
        ("It was reported that the bridge was safe.", "reported", "the bridge was safe", "passive, no source given"),
        ("Reminding them that the bridge was safe, they left.", "Reminding", "the bridge was safe", "no source given"),
    ],
)
def test_a_statement_without_a_source_says_why(text: str, cue: str, content: str, reason: str) -> None:
    analysis = analyse(text)
    (resolved,) = Resolver(analysis).resolve([found(text, cue, content)])
    assert resolved.entity is None
    assert resolved.reason == reason


def test_a_piece_that_was_cut_between_two_words_is_one_piece() -> None:
    text = "The mayor said that the bridge was safe. It rained."
    cut = text.index("that"), text.index("the bridge"), text.index(".")
    item = Found(content=((cut[0], cut[0] + 4), (cut[1], cut[2])), cue=(10, 14))
    (whole,) = reconcile(analyse(text), [item])
    assert whole.content == ((cut[0], cut[2]),)
