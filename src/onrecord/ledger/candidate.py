"""Candidate: one statement as it is laid beside another.

Decides what of a statement is looked at, and how many days lie between two. Refuses to judge whether they are one utterance
(onrecord.ledger.utterance).
"""

from __future__ import annotations

from onrecord.ledger.days import day_of
from onrecord.ledger.likeness import has_number
from onrecord.records import Record


class Candidate(Record, frozen=True):
    """One statement as it is compared. ``published`` is when its article came out."""

    id: int
    version: int
    content: str
    kind: str
    said: str | None
    published: str | None
    speaker_name: str | None
    speaker_kind: str | None
    entity: int | None
    saying: int | None
    mode: str = "spoken"

    @property
    def is_share(self) -> bool:
        """Whether who said it is a share of people: "46 percent of voters"."""
        return self.speaker_kind in {"unnamed", "group"} and has_number(self.speaker_name or "")

    @property
    def wording(self) -> str:
        """What is said, behind who said it where that is a share of people: the number is part of what a poll tells."""
        return f"{self.speaker_name} {self.content}" if self.is_share else self.content


def within(one: Candidate, other: Candidate, days: int) -> bool:
    """Return whether the two were made within so many days, as far as it can be told.

    Where only one article tells the day, that on which the other came out says nothing: then it counts when both came out.
    So it does where a month or a year is all that is told.
    """
    both_tell = all(day_of(c.said) and c.said != (c.published or "")[:10] for c in (one, other))
    moments = [(one.said, other.said)] + ([] if both_tell else [(one.published, other.published)])
    days_between = [abs((a - b).days) for a, b in ((day_of(x), day_of(y)) for x, y in moments) if a and b]
    return not days_between or min(days_between) <= days
