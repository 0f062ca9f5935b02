"""Origin: the publisher or wire service that the article was taken from.

Decides it from the words and the markup of the page alone, and names them. Refuses to guess: None where the page shows
none, and a short name stays as printed where nothing tells which paper it means.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import msgspec

from onrecord.article.labelled import ARTICLE_LABELS, LabelledPage
from onrecord.article.phrases import Anchors, PhraseGroup, PhraseIndex, forms_of, lines_for, tokens_of, words_matched
from onrecord.lexicon import Table, load
from onrecord.records import Origin

FIRST_PARAGRAPHS, LAST_PARAGRAPHS = 3, 3
MAX_NOTE = 400
"""A note on where the article comes from is no longer than this (characters)."""
MAX_BYLINE = 160
"""A line on the author is no longer than this (characters)."""

# A name as printed: capitalised words, joined by small ones.
_CAPITAL = r"(?:St\.|[A-ZÀ-ÞА-ЯŁŚŻŹĆ](?:[\w&'’-]|\.(?=\w))*)"
_PROPER = rf"(?:[Tt]he )?{_CAPITAL}(?: (?:of|the|for|and|de|du|di|la|el|der|&)(?= [A-Z])| {_CAPITAL}){{0,6}}"
_DATELINE_MARK = re.compile(r"^[^()]{0,60}\(([^()]{2,40})\)\s*[-–—:]")
_END_MARK = re.compile(r"(?:^|[.!?”\"’»)]\s*)[(\[/—–-]*\s*([A-Za-z/А-Яа-яЁё-]{2,14})\s*[)\]/]?\.?$")
_LETTERS = re.compile(r"[A-Za-zА-Яа-яЁё]+")
_NUMBERS = re.compile(r"\d+")
_COPYRIGHT = ("©", "copyright")
_PICTURE = re.compile(r"\b(?:photo|foto|fotos|image|picture|credit|bild|imagen|crédit|getty)", re.IGNORECASE)
_GATE_LABELS = frozenset({"gate", "error", "newsletter", "other", "navigation", "legal", "advert"})
_NOTE_LABELS = frozenset(
    {"author-note", "correction", "other", "legal", "byline", "gate", "related", "summary", "date"}
)
_BYLINE_LABELS = frozenset({"byline", "date"})
_NAMING_KEYS = ("sourceOrganization", "isBasedOn", "isBasedOnUrl")


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
def _agency_anchors() -> Anchors:
    """The names and marks of agencies."""
    agencies = [p for p in load("publishers", PublisherTable).publisher if p.kind == "agency"]
    return Anchors(name for p in agencies for name in (_fold(p.name), *map(_fold, p.forms), *p.marks))


@cache
def _note_anchors() -> Anchors:
    """The openings of notes but for those of a copyright line, which tells something only if it names an agency."""
    return Anchors(note for note in load("publishers", PublisherTable).notes if not note.startswith(_COPYRIGHT))


@cache
def _gate_anchors() -> Anchors:
    """The openings of gates."""
    table = load("publishers", PublisherTable)
    return Anchors((*table.gates_before, *(before for before, _ in table.gates_around)))


@cache
def _mark_letters() -> frozenset[str]:
    """The marks of agencies, and the parts of those that are not letters throughout."""
    return frozenset(letters for mark in _by_mark() for letters in _LETTERS.findall(mark))


@cache
def _around() -> tuple[tuple[str, str], ...]:
    """The words of gates before and behind a name, as they are compared."""
    table = load("publishers", PublisherTable)
    pairs = (*((before, "") for before in table.gates_before), *table.gates_around)
    return tuple((before.casefold(), behind.casefold()) for before, behind in pairs)


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


class _Look(NamedTuple):
    """A page as the finders look at it: the numbers of the blocks that may hold what each of them looks for."""

    page: LabelledPage
    known_gates: list[int]
    gates: list[int]
    notes: list[int]
    agencies: list[int]
    datelines: list[re.Match[str]]


def find_origin(labelled: LabelledPage) -> Origin | None:
    """Return the origin of the article on ``labelled`` with the evidence for it, None where the page shows none."""
    lists = (_gate_index(), _gate_anchors(), _note_anchors(), _agency_anchors())
    first = [labelled.texts[i] for i in labelled.inside[:FIRST_PARAGRAPHS]]
    datelines = [match for text in first if (match := _DATELINE_MARK.match(text))]
    known_gates, gates, notes, agencies = lines_for(lists, labelled.texts)
    look = _Look(labelled, known_gates, gates, notes, agencies, datelines)
    finders: tuple[Callable[[_Look], Iterator[Origin]], ...] = (
        _in_notes, _in_known_gates, _in_datelines, _in_bylines, _in_agreement, _in_data, _in_gates, _in_end_marks,
    )  # fmt: skip
    for finder in finders:
        for origin in finder(look):
            if not _is_own(origin.publisher, _own_names(labelled)):
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


def _in_known_gates(look: _Look) -> Iterator[Origin]:
    """Gates whose wording only one paper uses."""
    texts, labels = look.page.texts, look.page.labels
    for i in look.known_gates:
        if labels[i] in ARTICLE_LABELS or len(texts[i]) > MAX_NOTE:
            continue
        for match in sorted(_gate_index().find_in(texts[i]), key=lambda m: m.start - m.end):
            yield Origin(publisher=match.kind, evidence=words_matched(texts[i], tokens_of(texts[i]), match))


def _in_gates(look: _Look) -> Iterator[Origin]:
    """Gates that name a paper. The name stands as printed unless it is a full name that is known."""
    texts = [look.page.texts[i] for i in look.gates if look.page.labels[i] in _GATE_LABELS]
    found = [origin for text in texts if _is_around(text) for origin in _matches(_gate_pattern(), text)]
    # "your Herald account" and "all of The Domar Herald" name one paper: the fuller name says more.
    yield from sorted(found, key=lambda o: -len(o.publisher.split()))


def _is_around(text: str) -> bool:
    """Whether the words of some gate stand in ``text``, before and behind a name; the pattern takes ten times as long."""
    folded = text[:MAX_NOTE].replace("’", "'").casefold()
    return any(before in folded and behind in folded for before, behind in _around())


def _in_notes(look: _Look) -> Iterator[Origin]:
    """Notes such as "originally published by"."""
    texts, inside = look.page.texts, look.page.inside
    signed = [i for i in look.agencies if any(sign in texts[i].lower() for sign in _COPYRIGHT)]
    notes = [i for i in sorted({*look.notes, *signed}) if len(texts[i]) <= MAX_NOTE]
    if not notes:
        return
    labelled = [i for i in notes if look.page.labels[i] in _NOTE_LABELS]
    for i in (*inside[:1], *inside[-LAST_PARAGRAPHS:], *labelled):
        if i in notes:
            yield from _matches(_note_pattern(), texts[i])


def _matches(pattern: re.Pattern[str], text: str) -> Iterator[Origin]:
    for match in pattern.finditer(text[:MAX_NOTE]):
        name = _full_name(next((g for g in match.groups() if g), ""))
        # A copyright line names the owner of the site; only an agency in it tells of an origin.
        is_copyright = match.group().lower().startswith(_COPYRIGHT)
        if name and (not is_copyright or name in _agencies()):
            yield Origin(publisher=name, evidence=match.group())


def _in_datelines(look: _Look) -> Iterator[Origin]:
    """Agency marks in a dateline: "PARIS (AFP) —"."""
    for match in look.datelines:
        for part in re.split(r"[/,]|\band\b", match[1]):
            name = _by_mark().get(part.strip()) or _by_form().get(_fold(part))
            if name:
                yield Origin(publisher=name, evidence=match.group().strip())


def _in_bylines(look: _Look) -> Iterator[Origin]:
    """An agency as author, or behind the author's name."""
    for name in look.page.head.byline:
        known = _by_form().get(_fold(name)) or _by_mark().get(name)
        if known in _agencies():
            yield Origin(publisher=str(known), evidence=f"byline: {name}")
    lines = [i for i, label in enumerate(look.page.labels) if label in _BYLINE_LABELS]
    for text in _naming_agencies([i for i in lines if len(look.page.texts[i]) <= MAX_BYLINE], look):
        if _PICTURE.search(text):
            continue
        for part in re.split(r"\s*(?:[,|/–—•·]|\b(?:of|for|By|by)\b|\d{1,4})\s*", text):
            known = _by_form().get(_fold(part)) or _by_mark().get(part.strip())
            if known in _agencies():
                yield Origin(publisher=str(known), evidence=text)


def _naming_agencies(numbers: list[int], look: _Look) -> list[str]:
    """Return the lines that may name an agency; a number may touch the name: "AFP2019"."""
    texts = [look.page.texts[i] for i in numbers]
    if _agency_anchors().may_hold(_NUMBERS.sub(" ", "\n".join(texts))):
        return texts
    return [look.page.texts[i] for i in numbers if i in look.agencies]


def _in_agreement(look: _Look) -> Iterator[Origin]:
    """An agency that no list knows: an author that calls itself one, whose short name stands in the dateline too."""
    if not look.datelines:
        return
    named = [_name_in(item.get("author")) for item in look.page.structured]
    for match in look.datelines:
        mark = _fold(match[1])
        for author in (*look.page.head.byline, *filter(None, named)):
            words = _fold(author).split()
            if mark and _is_agency(words) and mark in (words[0], "".join(word[0] for word in words)):
                yield Origin(publisher=author, evidence=match.group().strip())


def _is_agency(words: list[str]) -> bool:
    """Whether a name of several words holds one for an agency."""
    return len(words) > 1 and not set(load("publishers", PublisherTable).agency_words).isdisjoint(words)


def _in_data(look: _Look) -> Iterator[Origin]:
    """Structured data that name a source, and canonical addresses on another site."""
    page = look.page
    for item in page.structured:
        for key in _NAMING_KEYS:
            name = _name_in(item[key]) if key in item else None
            if name:
                yield Origin(publisher=_full_name(name) or name, evidence=f"json-ld {key}: {name}")
        author = _name_in(item["author"]) if "author" in item else None
        known = _by_form().get(_fold(author)) if author else None
        if known in _agencies():
            yield Origin(publisher=str(known), evidence=f"json-ld author: {author}")
    here = _site_of(page.page.url)
    canonical = _site_of(page.head.url) if here else None
    if here and canonical and here != canonical and here.split(".")[0] not in str(page.head.url):
        publishers = [_name_in(item.get("publisher")) for item in page.structured]
        name = next((p for p in publishers if p), canonical)
        yield Origin(publisher=name, evidence=f"canonical address {page.head.url}")


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


def _in_end_marks(look: _Look) -> Iterator[Origin]:
    """Agency marks at the very end of the report: "… der Sprecher. (dpa)"."""
    last = next((i for i in reversed(look.page.inside) if look.page.labels[i] == "paragraph"), None)
    if last is None or _mark_letters().isdisjoint(_LETTERS.findall(look.page.texts[last][-40:])):
        return
    text = look.page.texts[last]
    match = _END_MARK.search(text[-40:])
    for part in match[1].split("/") if match else ():
        if part in _by_mark():
            yield Origin(publisher=_by_mark()[part], evidence=text[-60:])
