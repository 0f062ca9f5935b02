"""Speakers: the list of them, and the record of one over time.

Decides what is shown of a speaker. Refuses to tell namesakes apart: the ledger does.
"""

from __future__ import annotations

from collections import Counter

from litestar.handlers.http_handlers import HTTPRouteHandler

from onrecord.ledger import Ledger
from onrecord.ledger.likeness import spoken_words, wording
from onrecord.ledger.results import Exchange, Facets, Hit, PersonLine, Who
from onrecord.records import Record
from onrecord.web.feeds import speaker_feed
from onrecord.web.pages.asked import After, Asker, Key, Word, ask, given
from onrecord.web.twins import page

SPEAKERS = 60
STATEMENTS = 40
PARTNERS = 12
ACTS = 8
TERMS = 12
LEAST = 4
"""Shorter words say little."""


class SpeakersPage(Record, frozen=True, kw_only=True):
    """A page of the list of speakers, of all or of those whose names begin so."""

    beginning: str
    items: tuple[PersonLine, ...]
    after: str | None


class Count(Record, frozen=True, kw_only=True):
    """How often something stands in what is shown."""

    name: str
    count: int


class SpeakerPage(Record, frozen=True, kw_only=True):
    """One speaker's record: who that is, statements newest first, whom they answer.

    ``facets`` count all of the speaker's statements; ``acts`` and ``terms`` (telling words) those of this page.
    """

    who: Who
    facets: Facets
    exchange: Exchange
    acts: tuple[Count, ...]
    terms: tuple[Count, ...]


@page("/speakers", "speakers.html")
async def speakers(request: Asker, beginning: Word = None, after: After = None) -> SpeakersPage:
    """List the speakers: those in most independent texts first, or those whose names begin like this."""
    start = given(beginning) or ""
    found = await ask(request, lambda ledger: ledger.speakers(start, limit=SPEAKERS, after=given(after)))
    return SpeakersPage(beginning=start, items=found.items, after=found.after)


@page("/speakers/{key:str}", "speaker.html", feed=speaker_feed)
async def speaker(request: Asker, key: Key, after: After = None) -> SpeakerPage:
    """Show one speaker's record: names, offices over time, statements, whom they answer and speak to."""

    def question(ledger: Ledger) -> SpeakerPage:
        who = ledger.who(key, limit=STATEMENTS, after=given(after))
        return SpeakerPage(
            who=who,
            facets=ledger.facets(speaker=who.person.key),
            exchange=ledger.exchange(speaker=who.person.key, limit=PARTNERS),
            acts=_acts(who.timeline),
            terms=_terms(who.timeline),
        )

    return await ask(request, question)


def _acts(hits: tuple[Hit, ...]) -> tuple[Count, ...]:
    counts = Counter(hit.act for hit in hits if hit.act)
    return tuple(Count(name=name, count=count) for name, count in counts.most_common(ACTS))


def _terms(hits: tuple[Hit, ...]) -> tuple[Count, ...]:
    """Return the words that several of these statements have, without those that carry nothing on their own."""
    little = wording().function_words | wording().negations
    counts = Counter(word for hit in hits for word in set(spoken_words(hit.content)) - little if len(word) >= LEAST)
    ranked = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return tuple(Count(name=word, count=count) for word, count in ranked[:TERMS] if count > 1)


HANDLERS: list[HTTPRouteHandler] = [speakers, speaker]
