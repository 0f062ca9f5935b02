"""The ledger's own records: what its questions are answered with.

Decides the shape of the answers. Refuses to know how they are found. What a page says is in ``onrecord.records``.
"""

from __future__ import annotations

from typing import Literal

from onrecord.records import Record


class Added(Record, frozen=True):
    """What adding one reading did. ``article`` and ``version`` are identities.

    ``known``: the same bytes were there before and nothing changed. ``new-version``: the article was there with other bytes.
    """

    outcome: Literal["added", "known", "new-version"]
    article: str
    version: str
    location: str


class Refused(Record, frozen=True):
    """One input that gave no reading, as it was put on record: which, what kind of trouble, in words."""

    location: str
    kind: str
    message: str


class Summary(Record, frozen=True):
    """What adding a number of inputs came to; ``refused`` counts by reason, ``skipped`` the records that were no pages."""

    added: int = 0
    known: int = 0
    new_versions: int = 0
    refused: dict[str, int] = {}
    skipped: dict[str, int] = {}


class Problem(Record, frozen=True):
    """One thing that is wrong in a ledger: where, and what was found instead of what."""

    table: str
    row: str
    message: str


class Verification(Record, frozen=True):
    """What ``verify()`` looked at and found. ``clean`` where there is no problem."""

    checked: dict[str, int]
    problems: tuple[Problem, ...] = ()

    @property
    def clean(self) -> bool:
        """Whether nothing is wrong."""
        return not self.problems
