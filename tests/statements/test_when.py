"""Protects whose the time words of a sentence are, where several statements stand in it."""

from __future__ import annotations

from onrecord.records import Found
from onrecord.statements.tokens import analyse
from onrecord.statements.when import Clock, said_when

TEXT = "Ada Lund, who {} last week that the quay stands firm, told the council that it leans."


def found(text: str, cue: str, content: str) -> Found:
    def span(words: str) -> tuple[int, int]:
        return text.index(words), text.index(words) + len(words)

    return Found(content=(span(content),), cue=span(cue), sources=(), confidence=1.0)


def said(first_cue: str) -> list[str | None]:
    text = TEXT.format(first_cue)
    both = [found(text, first_cue, "that the quay stands firm"), found(text, "told", "that it leans")]
    clock = Clock.of("2024-05-10")
    times = [said_when(analyse(text), one, [other for other in both if other is not one], clock) for one in both]
    return [time.text if time else None for time in times]


def test_what_somebody_had_said_before_was_said_on_another_day() -> None:
    assert said("had said") == ["last week", None]


def test_what_is_told_in_one_tense_was_said_on_one_day() -> None:
    assert said("said") == ["last week", "last week"]


def test_the_time_of_another_clause_is_not_that_of_the_cue() -> None:
    text = "The gate sticks, she said, and the council had painted it two years ago."
    one = found(text, "said", "The gate sticks")
    assert said_when(analyse(text), one, [], Clock.of("2024-05-10")) is None
