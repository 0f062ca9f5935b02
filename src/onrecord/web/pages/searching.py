"""Searching: statements by their words and by who said them, where, when and how.

Decides how the form's fields become a question, and that a question which cannot be asked is shown again with what is
wrong with it. Refuses to find or to rank anything: the ledger does.
"""

from __future__ import annotations

from typing import Annotated, Literal

from litestar.di import NamedDependency, Provide
from litestar.handlers.http_handlers import HTTPRouteHandler
from litestar.params import QueryParameter
from msgspec.structs import asdict

from onrecord.errors import OptionError
from onrecord.ledger import Ledger
from onrecord.ledger.results import Facets, Hit, SearchResult
from onrecord.ledger.search import Search
from onrecord.records import Record
from onrecord.web.feeds import search_feed
from onrecord.web.pages.asked import After, Asker, Date, Text, Word, ask, given
from onrecord.web.shapes import Trouble
from onrecord.web.trouble import trouble_of
from onrecord.web.twins import page

HITS = 20

KindAsked = Annotated[Literal["", "direct", "mixed", "indirect"], QueryParameter(description="How it is reported.")]
OrderAsked = Annotated[Literal["", "best", "newest"], QueryParameter(description="What comes first.")]
WordsAsked = Annotated[
    str | None, QueryParameter(max_length=400, description='Words, "phrases", OR, -not, begin*; all must be there.')
]


class Who(Record, frozen=True, kw_only=True):
    """Of whom, and where, is asked."""

    speaker: str | None = None
    country: str | None = None
    outlet: str | None = None
    since: str | None = None
    until: str | None = None


class How(Record, frozen=True, kw_only=True):
    """What kind of statements, in which order, is asked for."""

    kind: str | None = None
    act: str | None = None
    about: str | None = None
    order: str = "best"


class SearchPage(Record, frozen=True, kw_only=True):
    """The answer to a search. With a ``problem`` there are no hits, and the question stands as it was typed."""

    asked: Search
    is_asked: bool
    hits: tuple[Hit, ...] = ()
    after: str | None = None
    facets: Facets | None = None
    problem: Trouble | None = None


def asked_who(
    speaker: Text = None, country: Word = None, outlet: Text = None, since: Date = None, until: Date = None
) -> Who:
    """Take the fields that say of whom, where and when."""
    return Who(
        speaker=given(speaker),
        country=given(country),
        outlet=given(outlet),
        since=given(since),
        until=given(until),
    )


def asked_how(kind: KindAsked = "", act: Word = None, about: Text = None, order: OrderAsked = "") -> How:
    """Take the fields that say what kind."""
    return How(kind=kind or None, act=given(act), about=given(about), order=order or "best")


WhoAsked = NamedDependency[Who]
HowAsked = NamedDependency[How]


@page(
    "/search",
    "search.html",
    feed=search_feed,
    dependencies={"who": Provide(asked_who, sync_to_thread=False), "how": Provide(asked_how, sync_to_thread=False)},
)
async def search(
    request: Asker, who: NamedDependency[Who], how: NamedDependency[How], words: WordsAsked = None, after: After = None
) -> SearchPage:
    """Find statements by their words and by who said them, where, when and how; one utterance is one hit."""
    asked = Search(words=(words or "").strip(), **asdict(who), **asdict(how))
    fields = {name: value for name, value in asdict(asked).items() if name != "words"}
    if not asked.words and not any(value for name, value in fields.items() if name != "order"):
        return SearchPage(asked=asked, is_asked=False)

    def question(ledger: Ledger) -> tuple[SearchResult, Facets]:
        return ledger.search_and_facets(asked.words, limit=HITS, after=given(after), **fields)

    try:
        found, facets = await ask(request, question)
    except OptionError as error:
        return SearchPage(asked=asked, is_asked=True, problem=trouble_of(error))
    return SearchPage(asked=asked, is_asked=True, hits=found.hits, after=found.after, facets=facets)


HANDLERS: list[HTTPRouteHandler] = [search]
