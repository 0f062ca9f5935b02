"""Feeds: a search and a speaker's record as Atom (RFC 4287), for a feed reader.

Decides what an entry says. Refuses to look anything up: a feed is made from the record that its page is made from.

The identity of an entry is that of the statement, so that a reader shows each statement once, whatever feeds it stands in.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from msgspec.structs import asdict

from onrecord.ledger.results import Hit
from onrecord.web.words import count, part

if TYPE_CHECKING:
    from onrecord.web.pages.searching import SearchPage
    from onrecord.web.pages.speakers import SpeakerPage

NAMESPACE = "http://www.w3.org/2005/Atom"
# What XML 1.0 cannot hold, also escaped.
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_EPOCH = "1970-01-01T00:00:00Z"


def search_feed(page: SearchPage, home: str) -> bytes:
    """Return the feed of a search: its hits."""
    asked = {name: value for name, value in asdict(page.asked).items() if value and (name, value) != ("order", "best")}
    words = ", ".join(str(value) for value in asked.values())
    query = f"?{urlencode(asked)}" if asked else ""
    return _feed(home, ("/search", query), f"Statements: {words}" if words else "Statements", page.hits)


def speaker_feed(page: SpeakerPage, home: str) -> bytes:
    """Return the feed of a speaker: the statements, newest first."""
    person = page.who.person
    hits = tuple(reversed(page.who.timeline))
    return _feed(home, (f"/speakers/{part(person.key)}", ""), f"{person.name} on record", hits)


def _feed(home: str, place: tuple[str, str], title: str, hits: Sequence[Hit]) -> bytes:
    path, query = place
    feed = ET.Element("feed", {"xmlns": NAMESPACE})
    _add(feed, "id", f"{home}{path}{query}")
    _add(feed, "title", title)
    _add(feed, "updated", max((_moment(hit) for hit in hits), default=_EPOCH))
    ET.SubElement(_add(feed, "author"), "name").text = "onrecord"
    ET.SubElement(feed, "link", {"rel": "self", "type": "application/atom+xml", "href": f"{home}{path}.atom{query}"})
    ET.SubElement(feed, "link", {"rel": "alternate", "type": "text/html", "href": f"{home}{path}{query}"})
    for hit in hits:
        _entry(feed, hit, home)
    written: bytes = ET.tostring(feed, encoding="utf-8", xml_declaration=True)
    return written


def _entry(feed: ET.Element, hit: Hit, home: str) -> None:
    entry = _add(feed, "entry")
    if hit.language:
        entry.set("{http://www.w3.org/XML/1998/namespace}lang", _clean(hit.language))
    who = hit.speaker or "Speaker not known"
    _add(entry, "id", f"urn:onrecord:{part(hit.statement)}")
    _add(entry, "title", f"{who}: {_short(hit.content)}")
    _add(entry, "updated", _moment(hit))
    ET.SubElement(_add(entry, "author"), "name").text = _clean(who)
    address = f"{home}/statements/{part(hit.statement)}"
    ET.SubElement(entry, "link", {"rel": "alternate", "type": "text/html", "href": address})
    where = ", ".join(x for x in (hit.headline, hit.outlet, (hit.published or "")[:10]) if x)
    texts = count(hit.reach.texts, "independent text")
    _add(entry, "content", f"{hit.content}\n\n{who}. {where or hit.location}. In {texts}.").set("type", "text")


def _add(parent: ET.Element, name: str, text: str | None = None) -> ET.Element:
    element = ET.SubElement(parent, name)
    if text is not None:
        element.text = _clean(text)
    return element


def _clean(text: str) -> str:
    return _NOT_XML.sub("\ufffd", text)


def _short(text: str) -> str:
    return text if len(text) <= 120 else f"{text[:119].rstrip()}…"


def _moment(hit: Hit) -> str:
    """Return when the statement was made or printed as Atom wants it: a whole moment, at the first of what is known."""
    for value in (hit.said, hit.published):
        if not value:
            continue
        padded = f"{value}-01-01"[:10] if len(value) < 10 else value
        try:
            moment = datetime.fromisoformat(padded)
        except ValueError:
            continue
        moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        try:
            return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        except OverflowError:
            continue
    return _EPOCH
