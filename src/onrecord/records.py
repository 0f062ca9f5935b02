"""The records: every noun that crosses a border of this program, as a frozen typed struct.

Decides the shape and the names of what is kept: pages, articles, verdicts, statements, speakers, readings, refusals.
Refuses to know how any of it is found, stored or shown; it imports nothing else of the package.

The shape follows the schemas ``onrecord.reading/1`` and ``onrecord.refusal/1`` (docs/reference/reading.md). Offsets are
Unicode code points, end-exclusive, into the text that they belong to, and ``text[span.start:span.end] == span.text``.
"""

from __future__ import annotations

from typing import Literal

import msgspec

READING_SCHEMA = "onrecord.reading/1"
REFUSAL_SCHEMA = "onrecord.refusal/1"

Verdict = Literal["complete", "partial", "blocked", "not-an-article"]
StatementKind = Literal["direct", "mixed", "indirect"]
Mode = Literal["spoken", "written", "attitude"]
SpeakerKind = Literal["person", "organization", "place", "group", "document", "unnamed"]
PageKind = Literal["html", "text"]
BlockLabel = Literal["paragraph", "subheading", "list", "quotation", "embed", "table"]
SetAsideKind = Literal[
    "masthead",
    "headline",
    "summary",
    "byline",
    "date",
    "image",
    "caption",
    "gate",
    "error",
    "comment-form",
    "comment",
    "share",
    "newsletter",
    "related",
    "navigation",
    "advert",
    "legal",
    "pull-quote",
    "author-note",
    "correction",
    "hidden",
    "other",
]
ReasonKind = Literal[
    "subscription",
    "login",
    "javascript",
    "access-check",
    "retrieval-error",
    "cookie-wall",
    "cut-off",
    "pagination",
    "missing-embed",
    "error-page",
    "index-page",
    "no-text",
    "whole-text",
    "other",
]


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """The base of all records: immutable, compared by value, made by keyword only."""


class Step(Record, frozen=True, kw_only=True):
    """One thing that was done on the way to a result: the name of the step, and what it did to this page."""

    name: str
    detail: str


class Source(Record, frozen=True, kw_only=True):
    """Where the bytes came from. ``sha256`` is that of the page's bytes as captured, before anything was repaired."""

    location: str
    media_type: str
    charset: str | None = None
    bytes: int = 0
    sha256: str | None = None
    retrieved: str | None = None


class Provenance(Record, frozen=True, kw_only=True):
    """What the bytes of a capture do not tell: where they came from, and what the server declared.

    ``charset`` is what the server declared, ``cut`` why the bytes end too early.
    """

    location: str
    media_type: str | None = None
    charset: str | None = None
    url: str | None = None
    status: int | None = None
    headers: dict[str, str] = {}
    retrieved: str | None = None
    cut: str | None = None


class Page(Record, frozen=True, kw_only=True):
    """One page as it arrived: decoded, its encoding repaired, nothing else touched.

    ``status`` and ``headers`` (names in lower case) are those of the HTTP response where the capture has them; ``url`` is
    the captured address. ``cut`` says why the bytes end too early (a truncated gzip, a size limit), if they do. ``utf8``
    are the characters of ``content`` in UTF-8 without soft hyphens, where the page came in UTF-8: a parser is spared their
    making.
    """

    source: Source
    kind: PageKind
    content: str
    utf8: bytes | None = None
    url: str | None = None
    status: int | None = None
    headers: dict[str, str] = {}
    cut: str | None = None
    steps: tuple[Step, ...] = ()


class Span(Record, frozen=True, kw_only=True):
    """A stretch of a text: code points from ``start`` up to, not including, ``end``; ``text`` is what stands there."""

    start: int
    end: int
    text: str


class Block(Record, frozen=True, kw_only=True):
    """One block of the article's text: what it is, where it stands in the text, and its place among the page's blocks."""

    label: BlockLabel
    start: int
    end: int
    position: int


class SetAside(Record, frozen=True, kw_only=True):
    """One block of the page that is not article text, word for word, with its kind and its place among the blocks."""

    kind: SetAsideKind
    text: str
    position: int = 0


class LeadImage(Record, frozen=True, kw_only=True):
    """The article's picture, as far as the page tells: address, file name, caption and credit."""

    url: str | None = None
    name: str | None = None
    caption: str | None = None
    credit: str | None = None


class Origin(Record, frozen=True, kw_only=True):
    """The publisher or wire service that the article was taken from, and the words or markup of the page that show it."""

    publisher: str
    evidence: str


class Article(Record, frozen=True, kw_only=True):
    """The article: its head as the page gives it, and its text. What the page does not tell is None.

    ``evidence`` names for each field of the head where its value stands on the page (``json-ld NewsArticle.headline``,
    ``meta og:title``, ``visible h1``, …). Dates keep the page's precision and are never padded. ``blocks`` tile ``text``
    but for the blank lines between them.
    """

    text: str = ""
    headline: str | None = None
    summary: str | None = None
    site: str | None = None
    url: str | None = None
    byline: tuple[str, ...] = ()
    published: str | None = None
    modified: str | None = None
    language: str | None = None
    section: str | None = None
    lead_image: LeadImage | None = None
    origin: Origin | None = None
    blocks: tuple[Block, ...] = ()
    evidence: dict[str, str] = {}


class Reason(Record, frozen=True, kw_only=True):
    """One reason for a verdict: its kind, and the words or the markup of the page that say so."""

    kind: ReasonKind
    evidence: str


class Completeness(Record, frozen=True, kw_only=True):
    """Whether the whole article is on the page."""

    verdict: Verdict
    reasons: tuple[Reason, ...] = ()


class ArticleReading(Record, frozen=True, kw_only=True):
    """What the article room hands on: the article, the verdict on it, and all of the page that is not the article."""

    article: Article
    completeness: Completeness
    set_aside: tuple[SetAside, ...] = ()
    steps: tuple[Step, ...] = ()


class Speaker(Record, frozen=True, kw_only=True):
    """Somebody or something that statements come from, under the fullest name that the article uses."""

    id: str
    name: str
    kind: SpeakerKind
    aliases: tuple[str, ...] = ()
    role: str | None = None
    affiliation: str | None = None
    country: str | None = None


class Addressee(Span, frozen=True, kw_only=True):
    """To whom a statement was made; ``speaker`` is the id of the speaker of that name, if the article has one."""

    speaker: str | None = None


class Said(Span, frozen=True, kw_only=True):
    """When a statement was made: the words that tell, and the date they mean as far as it can be told.

    ``date`` is None where the words cannot be placed ("later"); ``precision`` is then None too. ``implied`` says that the
    words (or, for "later", the date) are not the statement's own: they tell when the same occasion was.
    """

    date: str | None = None
    precision: Literal["year", "month", "day", "minute"] | None = None
    implied: bool = False


class Act(Record, frozen=True, kw_only=True):
    """What the speaker does by saying it, in our words and as a PLOVER event code (None: PLOVER has no code for it)."""

    name: str
    plover: str | None = None


class Statement(Record, frozen=True, kw_only=True):
    """One statement: what was said, the words that report it, who said it, to whom, when, in answer to what.

    ``content`` lists the pieces of it in order. ``speaker`` is a speaker's id, or None with the reason in
    ``unattributed``. ``answers`` are the ids of the statements that this one answers. ``other_sources`` are further
    mentions of the source (a source in two pieces, a second person who says the same).
    """

    id: str
    kind: StatementKind
    mode: Mode
    content: tuple[Span, ...]
    cue: Span | None = None
    source: Span | None = None
    other_sources: tuple[Span, ...] = ()
    speaker: str | None = None
    unattributed: str | None = None
    addressee: Addressee | None = None
    said: Said | None = None
    act: Act | None = None
    answers: tuple[str, ...] = ()
    confidence: float = 1.0


class Statements(Record, frozen=True, kw_only=True):
    """What ``attribute()`` returns: the text as given, its speakers and its statements, with offsets into that text."""

    text: str
    speakers: tuple[Speaker, ...] = ()
    statements: tuple[Statement, ...] = ()
    steps: tuple[Step, ...] = ()


class Reading(Record, frozen=True, kw_only=True):
    """What ``read()`` returns: one page as a checkable record (schema ``onrecord.reading/1``)."""

    source: Source
    article: Article
    completeness: Completeness
    schema: str = READING_SCHEMA
    set_aside: tuple[SetAside, ...] = ()
    speakers: tuple[Speaker, ...] = ()
    statements: tuple[Statement, ...] = ()
    steps: tuple[Step, ...] = ()


class Refusal(Record, frozen=True, kw_only=True):
    """What stands in the place of a reading where there is none: which input, what is wrong with it, what to do next."""

    source: Source
    kind: str
    message: str
    advice: str
    schema: str = REFUSAL_SCHEMA


class Found(Record, frozen=True, kw_only=True):
    """One attribution as a finder hands it on, before anybody is named: (start, end) ranges into the text.

    ``sources`` lists the mentions of the source (usually one, none where the text gives no source); ``attitude`` is the
    finder's word on whether it is a belief or wish rather than speech or writing, None where it does not judge.
    """

    content: tuple[tuple[int, int], ...]
    cue: tuple[int, int] | None = None
    sources: tuple[tuple[int, int], ...] = ()
    confidence: float = 1.0
    attitude: bool | None = None
