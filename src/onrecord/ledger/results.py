"""The ledger's own records: what its questions are answered with.

Decides the shape of the answers. Refuses to know how they are found. What a page says is in ``onrecord.records``.
"""

from __future__ import annotations

from typing import Literal

from onrecord.ledger.likeness import Change, Flag, Relation
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


class Reach(Record, frozen=True):
    """How far one utterance went: articles, independent texts (copies counted once), outlets, when first; its identity."""

    articles: int
    texts: int
    outlets: int
    first: str | None = None
    saying: str | None = None


class Hit(Record, frozen=True):
    """One statement as it is found: its words, who said it as the ledger knows them and as the article names them, where.

    ``statement``, ``entity`` and ``article`` are identities. ``snippet`` has the words searched for in [brackets].
    """

    statement: str
    content: str
    snippet: str | None
    kind: str
    mode: str
    act: str | None
    said: str | None
    speaker: str | None
    named: str | None
    role: str | None
    entity: str | None
    country: str | None
    outlet: str | None
    article: str
    address: str | None
    headline: str | None
    published: str | None
    location: str
    reach: Reach


class SearchResult(Record, frozen=True):
    """The hits of a search; ``more`` where there are statements beyond those examined."""

    hits: tuple[Hit, ...]
    examined: int
    more: bool


class Variant(Record, frozen=True):
    """One wording of a saying: where it stands, and how it differs from the first seen one."""

    hit: Hit
    relation: Relation
    changes: tuple[Change, ...] = ()
    flags: tuple[Flag, ...] = ()


class Saying(Record, frozen=True):
    """One utterance: its identity, how far it went, and its wordings, first seen first."""

    key: str
    reach: Reach
    variants: tuple[Variant, ...]


class Office(Record, frozen=True):
    """What the articles call somebody: the role and affiliation as printed, and the first and last day that they do."""

    role: str | None
    affiliation: str | None
    first: str | None
    last: str | None
    articles: int


class Person(Record, frozen=True):
    """One speaker across articles: a person or an organisation, under the fullest name, with all the names in print."""

    key: str
    name: str
    kind: str
    country: str | None
    wikidata: str | None
    names: tuple[str, ...]
    offices: tuple[Office, ...]
    articles: int
    statements: int


class Who(Record, frozen=True):
    """What is on record of a speaker: who that is, and the statements in the order in which they were made.

    ``others`` are further bearers of the name, who are other people.
    """

    person: Person
    timeline: tuple[Hit, ...]
    others: tuple[Person, ...] = ()


class StoryArticle(Record, frozen=True):
    """One article of a story. ``copy_of`` is the identity of the article that it repeats, "?" where that cannot be told."""

    article: str
    address: str | None
    headline: str | None
    outlet: str | None
    published: str | None
    location: str
    words: int
    verdict: str
    copy_of: str | None = None


class Story(Record, frozen=True):
    """Articles about one event: in the order of time, with the utterances that they share and who is quoted in them."""

    articles: tuple[StoryArticle, ...]
    texts: int
    sayings: tuple[Saying, ...]
    speakers: tuple[str, ...]


class Reread(Record, frozen=True):
    """What reading one version again did; ``not kept`` where its bytes are not in the ledger."""

    version: str
    outcome: Literal["read again", "unchanged", "not kept", "refused now"]
