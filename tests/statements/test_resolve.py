"""Protects who a source means, for mentions as trained finders give them."""

from __future__ import annotations

import pytest

from onrecord.records import Found
from onrecord.statements.resolve import Resolver
from onrecord.statements.tokens import analyse


def speaker(text: str, source: str, content: str) -> str | None:
    """Return the name that the source of one statement in ``text`` is resolved to."""
    spans = [(text.index(words), text.index(words) + len(words)) for words in (source, content)]
    (who,) = Resolver(analyse(text)).resolve([Found(content=(spans[1],), cue=None, sources=(spans[0],))])
    return who.entity.name if who.entity else None


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("Another envoy, former ambassador to Kenya Ann Lee,", "Ann Lee"),
        ("The leader of the party, Ann Lee,", "Ann Lee"),
        ("Her teacher, the late Ann Lee,", "Ann Lee"),
        ("Another, Grey Heron,", "Grey Heron"),
        ("The ferry's parent company, Grey Heron,", "Grey Heron"),
        ("Another envoy, who sailed to Kenya with Ann Lee,", "Another envoy"),
        ("The committee that funds Grey Heron Boats", "committee"),
        ("Ann Lee herself", "Ann Lee"),
        ("The envoy who had sailed to Kenya", "envoy who had sailed to Kenya"),
    ],
)
def test_a_name_in_the_source_is_meant_only_where_it_stands_for_the_source(source: str, name: str) -> None:
    assert speaker(f"{source} said the boat had sunk.", source, "the boat had sunk") == name


def test_a_pronoun_of_a_person_never_means_the_title_of_a_work() -> None:
    text = "Kirsten Hale left the stage. Hale used Old Actress to mock her trade. “I was never old,” she said."
    title, person, mock = (text.index(words) for words in ("Old Actress", "she said", "to mock"))
    found = [
        Found(content=((mock, mock + 7),), cue=None, sources=((title, title + 11),)),
        Found(content=((text.index("“"), text.index("”") + 1),), cue=None, sources=((person, person + 3),)),
    ]
    who = Resolver(analyse(text)).resolve(found)[1]
    assert who.entity is not None
    assert who.entity.name == "Kirsten Hale"


@pytest.mark.parametrize("source", ["Lee herself", "the minister herself"])
def test_a_word_that_only_stresses_the_source_changes_nobody(source: str) -> None:
    text = f"Ann Lee, the minister for boats, kept silent for a week. Then {source} said the boat had sunk."
    assert speaker(text, source, "the boat had sunk") == "Ann Lee"


@pytest.mark.parametrize(("told", "name"), [("“I told them, ‘Sail,’”", "Ann Lee"), ("that I told them to sail", None)])
def test_i_is_who_speaks_where_the_words_are_verbatim_and_else_the_writer(told: str, name: str | None) -> None:
    text = f"Ann Lee said {told}."
    at, cue = text.index("I told"), text.index("said")
    found = [
        Found(content=((text.index(told), len(text) - 1),), cue=(cue, cue + 4), sources=((0, 7),)),
        Found(content=((at + 7, at + 11),), cue=(at + 2, at + 6), sources=((at, at + 1),)),
    ]
    who = Resolver(analyse(text)).resolve(found)[1]
    assert (who.entity.name if who.entity else None) == name
