"""What a form says of a speaker across articles, and the decision that follows from it.

Decides which mention stands for a speaker, and whom a typed name can mean. Refuses to put anything on record.
"""

from __future__ import annotations

from urllib.parse import unquote

from onrecord.errors import LedgerError
from onrecord.ledger import Ledger
from onrecord.ledger.fold import fold_name
from onrecord.ledger.results import Person
from onrecord.records import Record
from onrecord.web.editing.statements import reason_problem

MENTIONS = 200
"""Statements of a speaker that are looked through for mentions, newest first."""


class Mention(Record, frozen=True, kw_only=True):
    """One article that quotes a speaker, and the name that it uses. ``key`` is what a form sends for it."""

    key: str
    article: str
    named: str
    headline: str | None
    outlet: str | None
    published: str | None


class SpeakerForm(Record, frozen=True, kw_only=True):
    """What the form about a speaker sends: whether it is one more or one less, which mention, and who it is."""

    what: str = ""
    mention: str = ""
    other: str = ""
    chosen: str = ""
    reason: str = ""


class Two(Record, frozen=True, kw_only=True):
    """What follows from a form: the pairs of article and name that are one or apart, or what is wrong, by field.

    ``bearers`` are those whom a typed name can mean, where there are several.
    """

    pairs: tuple[tuple[str, str], ...] = ()
    problems: dict[str, str] = {}
    bearers: tuple[Person, ...] = ()


def mentions(ledger: Ledger, speaker: str) -> tuple[Mention, ...]:
    """Return the articles that quote a speaker (by identity), newest first. Raises LedgerError where there is none."""
    found: dict[str, Mention] = {}
    for hit in reversed(ledger.who(speaker, limit=MENTIONS).timeline):
        if hit.named:
            mention = Mention(
                key=hit.article,
                article=hit.article,
                named=hit.named,
                headline=hit.headline or hit.location,
                outlet=hit.outlet,
                published=hit.published,
            )
            found.setdefault(mention.key, mention)
    return tuple(found.values())


def outcome(ledger: Ledger, speaker: str, typed: SpeakerForm) -> Two:
    """Return what follows from ``typed`` about the speaker with the identity ``speaker``."""
    problems = reason_problem(typed.reason)
    own = mentions(ledger, speaker)
    if typed.what == "split":
        mention = next((m for m in own if m.key == typed.mention), None)
        if mention is None:
            problems["mention"] = "Choose the article that means somebody else."
        elif len(own) == 1:
            problems["mention"] = "There is only this one article, so there is nothing to take apart."
        return Two(pairs=((mention.article, mention.named),) if mention and not problems else (), problems=problems)
    if typed.what != "merge":
        return Two(problems={"what": "Choose what is wrong.", **problems})
    bearers = _bearers(ledger, typed)
    if len(bearers) > 1:
        problems["chosen"] = "Several bear this name. Choose one."
        return Two(problems=problems, bearers=bearers)
    if not bearers:
        problems["other"] = "Nobody of that name is in this ledger." if typed.other.strip() else "Name the other one."
    elif bearers[0].key == speaker:
        problems["other"] = "That is this very speaker."
    if problems:
        return Two(problems=problems)
    theirs = mentions(ledger, bearers[0].key)
    if not own or not theirs:
        return Two(problems={"other": "There is no article that quotes both by name."})
    return Two(pairs=((own[0].article, own[0].named), (theirs[0].article, theirs[0].named)))


def speaker_now(ledger: Ledger, pair: tuple[str, str]) -> str | None:
    """Return the identity that a mention (article and name) now has across articles."""
    view = ledger.article(pair[0])
    folded = fold_name(pair[1])
    known = (s.id for s in view.reading.speakers if folded in {fold_name(s.name), *map(fold_name, s.aliases)})
    return next((view.people[known_id].key for known_id in known if known_id in view.people), None)


def _bearers(ledger: Ledger, typed: SpeakerForm) -> tuple[Person, ...]:
    """Return whom the form can mean: the one that was chosen, or all bearers of the name, or of the speaker's address."""
    asked = typed.chosen or typed.other.strip()
    if "/speakers/" in asked:
        asked = unquote(asked.rsplit("/speakers/", 1)[1].split("?")[0].strip("/").removesuffix(".json"))
    if not asked:
        return ()
    try:
        found = ledger.who(asked, limit=1)
    except LedgerError as error:
        if error.kind != "unknown":
            raise
        return ()
    return (found.person, *found.others)
