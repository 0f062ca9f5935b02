"""Origin: the publisher or wire service that the article was taken from.

Decides it from the words and the markup of the page alone, and names them. Refuses to guess: None where the page shows
none, and a short name stays as printed where nothing tells which paper it means.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any
from urllib.parse import urlsplit

import msgspec

from onrecord.article.labelled import LabelledBlock, LabelledPage
from onrecord.article.phrases import Anchors, PhraseGroup, PhraseIndex, forms_of, tokens_of, words_matched
from onrecord.lexicon import Table, load
from onrecord.records import Origin

FIRST_PARAGRAPHS, LAST_PARAGRAPHS = 3, 3
MAX_NOTE = 400
"""A note on where the article comes from is no longer than this (characters)."""

# A name as printed: capitalised words, joined by small ones.
_CAPITAL = r"(?:St\.|[A-ZÀ-ÞА-ЯŁŚŻŹĆ](?:[\w&'’-]|\.(?=\w))*)"
_PROPER = rf"(?:[Tt]he )?{_CAPITAL}(?: (?:of|the|for|and|de|du|di|la|el|der|&)(?= [A-Z])| {_CAPITAL}){{0,6}}"
_DATELINE_MARK = re.compile(r"^[^()]{0,60}\(([^()]{2,40})\)\s*[-–—:]")
_END_MARK = re.compile(r"(?:^|[.!?”\"’»)]\s*)[(\[/—–-]*\s*([A-Za-z/А-Яа-яЁё-]{2,14})\s*[)\]/]?\.?$")
_PICTURE = re.compile(r"\b(?:photo|foto|fotos|image|picture|credit|bild|imagen|crédit|getty)", re.IGNORECASE)
_GATE_LABELS = frozenset({"gate", "error", "newsletter", "other", "navigation", "legal", "advert"})
_NOTE_LABELS = frozenset(
    {"author-note", "correction", "other", "legal", "byline", "gate", "related", "summary", "date"}
)


class Publisher(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One publisher: its name, the forms and marks it is printed under, the gate wording that only it uses."""

    name: str
    kind: str
    forms: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    gates: tuple[str, ...] = ()


class PublisherTable(Table, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The lexicon file of publishers."""

    no_names: tuple[str, ...]
    agency_words: tuple[str, ...]
    notes: tuple[str, ...]
    gates_before: tuple[str, ...]
    gates_around: tuple[tuple[str, str], ...]
    publisher: tuple[Publisher, ...]


@cache
def _by_form() -> dict[str, str]:
    return {_fold(form): p.name for p in load("publishers", PublisherTable).publisher for form in (p.name, *p.forms)}


@cache
def _by_mark() -> dict[str, str]:
    return {mark: p.name for p in load("publishers", PublisherTable).publisher for mark in p.marks}


@cache
def _agencies() -> frozenset[str]:
    return frozenset(p.name for p in load("publishers", PublisherTable).publisher if p.kind == "agency")


@cache
def _gate_index() -> PhraseIndex:
    publishers = load("publishers", PublisherTable).publisher
    return PhraseIndex(PhraseGroup(kind=p.name, language="", within=p.gates) for p in publishers if p.gates)


@cache
def _note_anchors() -> Anchors:
    """A word of each opening of a note but for the bare sign: a block with neither that word nor the sign holds none."""
    return Anchors(note for note in load("publishers", PublisherTable).notes if "©" not in note)


@cache
def _gate_anchors() -> Anchors:
    """A word of each opening of a gate: a block without any holds none."""
    table = load("publishers", PublisherTable)
    return Anchors((*table.gates_before, *(before for before, _ in table.gates_around)))


@cache
def _note_pattern() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?i:{_any_of(load('publishers', PublisherTable).notes)})(?: \d{{4}})?:? ({_PROPER})")


@cache
def _gate_pattern() -> re.Pattern[str]:
    table = load("publishers", PublisherTable)
    before = rf"(?<!\w)(?i:{_any_of(table.gates_before)}) ({_PROPER})"
    around = [rf"(?<!\w)(?i:{_any_of((a,))}) ({_PROPER}) (?i:{_any_of((b,))})" for a, b in table.gates_around]
    return re.compile("|".join((before, *around)))


def _any_of(wordings: tuple[str, ...]) -> str:
    """Return a pattern for any of ``wordings``, with straight or curly apostrophes."""
    longest_first = sorted(wordings, key=len, reverse=True)
    return "|".join(re.escape(w).replace("'", "['’]") for w in longest_first)


def find_origin(labelled: LabelledPage) -> Origin | None:
    """Return the origin of the article on ``labelled`` with the evidence for it, None where the page shows none."""
    own = _own_names(labelled)
    finders: tuple[Callable[[LabelledPage], Iterator[Origin]], ...] = (
        _in_notes, _in_known_gates, _in_datelines, _in_bylines, _in_agreement, _in_data, _in_gates, _in_end_marks,
    )  # fmt: skip
    for finder in finders:
        for origin in finder(labelled):
            if not _is_own(origin.publisher, own):
                return origin
    return None


def _fold(name: str) -> str:
    return " ".join(forms_of(name)).removeprefix("the ")


def _own_names(labelled: LabelledPage) -> tuple[str, str]:
    """Return the page's own site name and host, folded."""
    site = _fold(labelled.head.site or "")
    host = urlsplit(labelled.page.url or "").hostname or ""
    return site, re.sub(r"[^a-z0-9]", "", host.removeprefix("www."))


def _is_own(publisher: str, own: tuple[str, str]) -> bool:
    name = _fold(publisher)
    site, host = own
    if not name:
        return True
    if site and (name == site or name in site or site in name):
        return True
    return bool(host) and name.replace(" ", "") in host


def _full_name(printed: str) -> str | None:
    """Return the publisher that ``printed`` names: the known full name, or the words themselves; None if it is none."""
    name = printed.strip(" .,’'")
    known = _by_form().get(_fold(name)) or _by_mark().get(name)
    if known:
        return known
    words = name.split()
    no_names = load("publishers", PublisherTable).no_names
    if not words or not _fold(name) or words[0].lower() in no_names or _fold(name) in no_names:
        return None
    return name


def _in_known_gates(labelled: LabelledPage) -> Iterator[Origin]:
    """Gates whose wording only one paper uses."""
    gates = _gate_index()
    for block in [labelled.blocks[i] for i in gates.may_be_in([b.text for b in labelled.blocks], MAX_NOTE)]:
        if block.is_article:
            continue
        for match in sorted(gates.find_in(block.text), key=lambda m: m.start - m.end):
            yield Origin(publisher=match.kind, evidence=words_matched(block.text, tokens_of(block.text), match))


def _in_gates(labelled: LabelledPage) -> Iterator[Origin]:
    """Gates that name a paper. The name stands as printed unless it is a full name that is known."""
    blocks = [block for block in labelled.blocks if block.label in _GATE_LABELS]
    numbers = _gate_anchors().may_be_in([block.text[:MAX_NOTE] for block in blocks], MAX_NOTE)
    found = [origin for i in numbers for origin in _matches(_gate_pattern(), blocks[i])]
    # "your Herald account" and "all of The Domar Herald" name one paper: the fuller name says more.
    yield from sorted(found, key=lambda o: -len(o.publisher.split()))


def _in_notes(labelled: LabelledPage) -> Iterator[Origin]:
    """Notes such as "originally published by"."""
    inside = labelled.article
    blocks = [*inside[:1], *inside[-LAST_PARAGRAPHS:], *(b for b in labelled.blocks if b.label in _NOTE_LABELS)]
    texts = [block.text for block in blocks]
    signed = [i for i, text in enumerate(texts) if "©" in text and len(text) <= MAX_NOTE]
    for i in sorted({*signed, *_note_anchors().may_be_in(texts, MAX_NOTE)}):
        yield from _matches(_note_pattern(), blocks[i])


def _matches(pattern: re.Pattern[str], block: LabelledBlock) -> Iterator[Origin]:
    for match in pattern.finditer(block.text[:MAX_NOTE]):
        name = _full_name(next((g for g in match.groups() if g), ""))
        # A copyright line names the owner of the site; only an agency in it tells of an origin.
        is_copyright = match.group().lower().startswith(("©", "copyright"))
        if name and (not is_copyright or name in _agencies()):
            yield Origin(publisher=name, evidence=match.group())


def _in_datelines(labelled: LabelledPage) -> Iterator[Origin]:
    """Agency marks in a dateline: "PARIS (AFP) —"."""
    inside = labelled.article
    for block in inside[:FIRST_PARAGRAPHS]:
        match = _DATELINE_MARK.match(block.text)
        for part in re.split(r"[/,]|\band\b", match[1]) if match else ():
            name = _by_mark().get(part.strip()) or _by_form().get(_fold(part))
            if match and name:
                yield Origin(publisher=name, evidence=match.group().strip())


def _in_bylines(labelled: LabelledPage) -> Iterator[Origin]:
    """An agency as author, or behind the author's name."""
    for name in labelled.head.byline:
        known = _by_form().get(_fold(name)) or _by_mark().get(name)
        if known in _agencies():
            yield Origin(publisher=str(known), evidence=f"byline: {name}")
    for block in labelled.blocks:
        if block.label not in ("byline", "date") or len(block.text) > 160 or _PICTURE.search(block.text):
            continue
        for part in re.split(r"\s*(?:[,|/–—•·]|\b(?:of|for|By|by)\b|\d{1,4})\s*", block.text):
            known = _by_form().get(_fold(part)) or _by_mark().get(part.strip())
            if known in _agencies():
                yield Origin(publisher=str(known), evidence=block.text)


def _in_agreement(labelled: LabelledPage) -> Iterator[Origin]:
    """An agency that no list knows: an author that calls itself one, whose short name stands in the dateline too."""
    inside = labelled.article
    authors = [*labelled.head.byline, *(name for item in labelled.structured if (name := _name_in(item.get("author"))))]
    for block in inside[:FIRST_PARAGRAPHS]:
        match = _DATELINE_MARK.match(block.text)
        mark = _fold(match[1]) if match else ""
        for author in authors:
            words = _fold(author).split()
            if match and mark and mark in (words[0], "".join(word[0] for word in words)) and _is_agency(words):
                yield Origin(publisher=author, evidence=match.group().strip())


def _is_agency(words: list[str]) -> bool:
    """Whether a name of several words holds one for an agency."""
    return len(words) > 1 and not set(load("publishers", PublisherTable).agency_words).isdisjoint(words)


def _in_data(labelled: LabelledPage) -> Iterator[Origin]:
    """Structured data that name a source, and canonical addresses on another site."""
    for item in labelled.structured:
        for key in ("sourceOrganization", "isBasedOn", "isBasedOnUrl"):
            name = _name_in(item.get(key))
            if name:
                yield Origin(publisher=_full_name(name) or name, evidence=f"json-ld {key}: {name}")
        author = _name_in(item.get("author"))
        known = _by_form().get(_fold(author)) if author else None
        if known in _agencies():
            yield Origin(publisher=str(known), evidence=f"json-ld author: {author}")
    here, canonical = _site_of(labelled.page.url), _site_of(labelled.head.url)
    if here and canonical and here != canonical and here.split(".")[0] not in str(labelled.head.url):
        publishers = [_name_in(item.get("publisher")) for item in labelled.structured]
        name = next((p for p in publishers if p), canonical)
        yield Origin(publisher=name, evidence=f"canonical address {labelled.head.url}")


def _name_in(value: Any) -> str | None:
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, dict):
        value = value.get("name")
    if isinstance(value, str) and 1 < len(value.strip()) < 80 and "://" not in value:
        return value.strip()
    return None


def _site_of(url: str | None) -> str | None:
    """Return the last two labels of the host (three where the second is a registry's, as in ``co.uk``)."""
    host = (urlsplit(url or "").hostname or "").removeprefix("www.")
    labels = host.split(".")
    if len(labels) < 2 or labels[-1].isdigit():
        return None
    size = 3 if len(labels) > 2 and len(labels[-1]) == 2 and len(labels[-2]) <= 3 else 2
    return ".".join(labels[-size:])


def _in_end_marks(labelled: LabelledPage) -> Iterator[Origin]:
    """Agency marks at the very end of the report: "… der Sprecher. (dpa)"."""
    inside = [b for b in labelled.article if b.label == "paragraph"]
    for block in inside[-1:]:
        match = _END_MARK.search(block.text[-40:])
        for part in match[1].split("/") if match else ():
            if part in _by_mark():
                yield Origin(publisher=_by_mark()[part], evidence=block.text[-60:])
