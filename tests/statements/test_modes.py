"""Protects the line between what was said and what was only thought: a finder may hand on both."""

from __future__ import annotations

import pytest

from onrecord.records import Found
from onrecord.statements.describe import cue_entry, mode_of
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
        ("“The bridge is safe,” the mayor beamed.", "beamed", "“The bridge is safe,”", "spoken"),
        ("The mayor: the bridge is safe.", ":", "the bridge is safe", "spoken"),
        ("The mayor said in a statement that the bridge was safe.", "said", "the bridge was safe", "written"),
    ],
)
def test_mode(text: str, cue: str, content: str, mode: str) -> None:
    analysis = analyse(text)
    one = found(text, cue, content)
    assert mode_of(analysis, one, cue_entry(analysis, one)) == mode
