"""The ledger's own records: what its questions are answered with.

Decides the shape of the answers. Refuses to know how they are found. What a page says is in ``onrecord.records``.
"""

from __future__ import annotations

from typing import Generic, Literal, TypeVar

from onrecord.ledger.corrections import Correction
from onrecord.ledger.likeness import Change, Flag, Relation
from onrecord.records import Reading, Record, Span, Statement

T = TypeVar("T")


class Page(Record, Generic[T], frozen=True):
    """One page of a list; ``after`` leads to the next one, None where this is the last."""

    items: tuple[T, ...]
    after: str | None = None


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

    articles: int = 1
    texts: int = 1
    outlets: int = 1
    first: str | None = None
    saying: str | None = None


class Hit(Record, frozen=True):
    """One statement as it is found: its words, who said it as the ledger knows them and as the article names them, where.

    ``statement``, ``entity`` and ``article`` are identities. ``snippet`` has the words searched for in [brackets].
    ``language`` is that of the article, so of the words, the role and the headline.
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
    language: str | None = None


class SearchResult(Record, frozen=True):
    """The hits of a search; ``after`` leads to the next ones, None where these are the last."""

    hits: tuple[Hit, ...]
    after: str | None = None


class Facet(Record, frozen=True):
    """One value that narrows a search: what to filter by, how it is shown, and how many statements it leaves."""

    value: str
    name: str
    count: int


class Facets(Record, frozen=True):
    """What a search could be narrowed to. Where not ``exact``, only the first ``total`` statements were counted."""

    total: int
    exact: bool
    kinds: tuple[Facet, ...] = ()
    speakers: tuple[Facet, ...] = ()
    outlets: tuple[Facet, ...] = ()
    months: tuple[Facet, ...] = ()


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

    ``others`` are further bearers of the name, who are other people; ``after`` leads to earlier statements.
    """

    person: Person
    timeline: tuple[Hit, ...]
    others: tuple[Person, ...] = ()
    after: str | None = None


class ArticleLine(Record, frozen=True):
    """One article in a list. ``verdict`` has corrections laid over it; ``copies`` is the group of articles of one text.

    ``copy_of`` is the identity of the article that it repeats, "?" where that cannot be told.
    """

    article: str
    address: str | None
    headline: str | None
    outlet: str | None
    published: str | None
    location: str
    language: str | None
    words: int
    verdict: str
    added: str
    statements: int
    copies: str | None = None
    copy_of: str | None = None


class PersonLine(Record, frozen=True):
    """One speaker in a list: identity, name, what it is filed under, and how far its statements went."""

    key: str
    name: str
    filed: str
    kind: str
    country: str | None
    statements: int
    articles: int
    texts: int
    role: str | None = None


class SayingLine(Record, frozen=True):
    """One saying in a list: the wording that was seen first, and how far the utterance went."""

    key: str
    hit: Hit
    wordings: int


class StoryLine(Record, frozen=True):
    """One story in a list: its first article's headline, how many articles and independent texts, from when to when."""

    key: str
    headline: str | None
    language: str | None
    articles: int
    texts: int
    first: str | None
    last: str | None


class Story(Record, frozen=True):
    """Articles about one event: in the order of time, with the utterances that they share and who is quoted in them.

    ``key`` is None where the article is alone.
    """

    articles: tuple[ArticleLine, ...]
    texts: int
    sayings: tuple[Saying, ...]
    speakers: tuple[PersonLine, ...]
    key: str | None = None


class Overview(Record, frozen=True):
    """A ledger at a glance: how much is in it, what is new, what is quoted most."""

    articles: int
    texts: int
    versions: int
    statements: int
    speakers: int
    sayings: int
    stories: int
    corrections: int
    refusals: int
    verdicts: dict[str, int]
    newest: tuple[ArticleLine, ...]
    most_quoted_sayings: tuple[SayingLine, ...]
    most_quoted_speakers: tuple[PersonLine, ...]


class VersionLine(Record, frozen=True):
    """One version of an article; ``changes`` are the differences of its text from the version before, stretch by stretch."""

    version: str
    number: int
    sha256: str
    captured: str | None
    location: str
    added: str
    reader: str
    verdict: str
    headline: str | None
    words: int
    is_current: bool
    changes: tuple[Change, ...] = ()


class ArticleView(Record, frozen=True):
    """One article with all that the ledger knows of it.

    ``reading`` has people's corrections laid over it, ``machine`` is the same as the machine read it. By the ids within the
    reading: ``keys`` are the identities of statements, ``reach`` how far each went where it is a saying; ``people`` who the
    speakers are across articles, ``links`` why. ``original`` is the copy that the others were taken from.
    """

    line: ArticleLine
    reading: Reading
    machine: Reading
    keys: dict[str, str]
    reach: dict[str, Reach]
    people: dict[str, PersonLine]
    links: dict[str, str]
    versions: tuple[VersionLine, ...]
    copies: tuple[ArticleLine, ...] = ()
    original: str | None = None
    story: str | None = None
    corrections: tuple[Correction, ...] = ()


class StatementView(Record, frozen=True):
    """One statement with its evidence: the text around it, who said it and why that is known, its saying, its neighbours.

    ``context`` are the blocks of the article's text that the statement stands in; all spans count from the article's start.
    """

    hit: Hit
    statement: Statement
    context: Span
    article: ArticleLine
    citation: str
    person: PersonLine | None = None
    link: str | None = None
    saying: Saying | None = None
    answers: tuple[Hit, ...] = ()
    answered_by: tuple[Hit, ...] = ()
    corrections: tuple[Correction, ...] = ()


class Edge(Record, frozen=True):
    """``source`` answers statements of ``target``, or addresses some to it: how often (both are identities)."""

    source: str
    target: str
    answers: int
    addresses: int


class Exchange(Record, frozen=True):
    """Who answers whom: the speakers, and between which of them there were replies, the most frequent first."""

    people: tuple[PersonLine, ...]
    edges: tuple[Edge, ...]


class Reread(Record, frozen=True):
    """What reading one version again did; ``not kept`` where its bytes are not in the ledger."""

    version: str
    outcome: Literal["read again", "unchanged", "not kept", "refused now"]
