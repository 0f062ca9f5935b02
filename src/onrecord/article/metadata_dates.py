"""The article's dates: when it was published and when it was changed, by its metadata and by what the page shows.

Decides which date is believed. Refuses to take a date for the article's because it is the only one: a copyright year, a
calendar or the dates of other articles leave it unknown.
"""

from __future__ import annotations

import re
from datetime import date
from functools import cache, lru_cache
from itertools import chain
from typing import Final

from onrecord.article.boxes import bits
from onrecord.article.dates import each_date, find_date, parse_date
from onrecord.article.elements import Attributes
from onrecord.article.heads import Phrases, head_words
from onrecord.article.metadata_bylines import is_elsewhere
from onrecord.article.metadata_clues import Clues
from onrecord.article.metadata_lines import ANY_LENGTH, DATED, HIDDEN_TOO, STAMPED, STAMPED_TAGS, look, with_items
from onrecord.article.metadata_site import host_of
from onrecord.article.pieces import Run
from onrecord.article.structured import types_of

_PUBLISHED: Final = (
    "article:published_time",
    "article:published",
    "datepublished",
    "og:published_time",
    "og:article:published_time",
    "parsely-pub-date",
    "sailthru.date",
    "publishdate",
    "pubdate",
    "publish-date",
    "publication_date",
    "published_time",
    "published_at",
    "dc.date.issued",
    "dcterms.issued",
    "dcterms.created",
    "dc.date.created",
    "citation_publication_date",
    "citation_date",
    "article.published",
    "cxenseparse:recs:publishtime",
    "bt:pubdate",
    "displaydate",
    "date",
    "dc.date",
    "dcterms.date",
    "article_date_original",
    "originalpublicationdate",
    "ptime",
    "pdate",
    "last-modified-original",
)
_MODIFIED: Final = (
    "article:modified_time",
    "og:updated_time",
    "datemodified",
    "article:modified",
    "dcterms.modified",
    "lastmod",
    "updated_time",
    "article.updated",
    "utime",
)
_DATE_NAMES: Final = re.compile(
    r"date|time(?!line)|publi|posted|datum|fecha|meta(?:data)?\b|byline|stamp|dateline|updated|datetime"
)
_STAMP_NAMES: Final = re.compile(r"(?:^|\s)(?:dt-)?(?:published|updated|timestamp)(?:$|\s)")
"""Class names of elements whose title is their date, as feeds inside pages (hAtom) have them."""
_ITEMS: Final = frozenset(("datepublished", "datemodified", "datecreated"))
_CHANGED_NAMES: Final = re.compile(r"updated|modified|dateline__updated|update")
_URL_DATE: Final = re.compile(
    r"/((?:19|20)\d\d)(?:[/-](\d{1,2})[/-](\d{1,2})|[/-]([a-z]{3})[/-]?(\d{1,2})|[/-]?(\d\d)(\d\d))(?=/|[-_.]|$)"
)
_URL_DAY_FIRST: Final = re.compile(r"/(\d{1,2})-(\d{1,2})-(20\d\d)(?=/|[-_.]|$)")
_URL_MONTH: Final = re.compile(r"/(20\d\d)/(0\d|1[0-2])/")
_DAY_FIRST: Final = frozenset(("uk", "au", "nz", "ie", "in", "za", "ng", "ke", "sg", "hk"))
_RANGE: Final = re.compile(r"\d\.?\s?(?:[-–—]|bis(?: zum)?|to|until|au|hasta|al?|até|tot|do|по)\s?$", re.IGNORECASE)
MAX_LINE: Final = 200
REACH_BEFORE, REACH_AFTER = 6, 14
"""So many blocks before and after the headline may hold the line with the article's date."""
MAX_ENTRY, MANY = 40, 3
BY_HEADLINE: Final = range(-1, 6)
"""A date line at most so far from the headline is the article's own, whatever the metadata say: on the pages where the two
differ, the line was right 13 times and wrong once; further off, it was wrong 6 times and right never."""

Found = tuple[str, str, int | None]


def find_dates(clues: Clues, headline: int | None) -> tuple[Found | None, Found | None]:
    """Return the date of publication and that of the last change: value, where it stands, and the block that shows it."""
    language = clues.declared_language.lower()
    month_first = (
        True if language in ("en-us", "en_us") else None if language.startswith("en") or not language else False
    )
    if month_first is None and (host_of(clues) or "").rsplit(".", 1)[-1] in _DAY_FIRST:
        month_first = False
    entry = clues.meta("feed:published")
    if entry and (stamp := parse_date(entry[0])):
        return (stamp, entry[1], None), None
    shown, shown_changed = _shown(clues, headline, month_first)
    published = _declared(clues, "datePublished", _PUBLISHED, month_first)
    modified = _declared(clues, "dateModified", _MODIFIED, month_first)
    if published is not None and shown is None and not (_is_news(clues) or _is_printed(published[0], clues)):
        published = None
    if published is None:
        published = (
            shown
            or _only_marked(clues, month_first)
            or _only_labelled(clues, month_first)
            or _from_address(clues)
            or (shown_changed if modified is None else None)
        )
    elif shown is not None and shown[0][:10] == published[0][:10]:
        published = (*published[:2], shown[2])
    elif shown is not None and _contradicts(shown, published[0], clues, headline):
        published = shown
    return published, modified or shown_changed


def _contradicts(shown: Found, stamp: str, clues: Clues, headline: int | None) -> bool:
    """Whether the printed date is the article's own, and means another day than ``stamp``."""
    block = shown[2]
    if headline is None or block is None or block - headline not in BY_HEADLINE or len(shown[0]) < 10:
        return False
    day = shown[0][:10]
    is_swapped = f"{day[:4]}-{day[8:]}-{day[5:7]}" == stamp[:10]
    return not (is_swapped and "/" in clues.pieces.runs[block].text)


def _is_news(clues: Clues) -> bool:
    return any(kind.endswith(("NewsArticle", "LiveBlogPosting")) for kind in types_of(clues.article))


def _is_printed(stamp: str, clues: Clues) -> bool:
    """Whether a short line of the page shows the day, by the clock of the site or of the world, or its address does."""
    if len(stamp) < 10:
        return True
    day, year = date.fromisoformat(stamp[:10]), stamp[:4]
    runs = clues.pieces.runs
    for i in look(runs, 0, len(runs), ANY_LENGTH, DATED | STAMPED | HIDDEN_TOO):
        run = runs[i]
        for element, written in run.elements:
            if element.tag == "time" and (element.attributes_in(written).get("datetime") or "").startswith(stamp[:10]):
                return True
        if len(run.text) <= MAX_LINE and (year in run.text or year[2:] in run.text):
            found = find_date(run.text, month_first=None) or find_date(run.text, month_first=True)
            if found and len(found[0]) >= 10 and abs((date.fromisoformat(found[0][:10]) - day).days) <= 1:
                return True
    address = _from_address(clues)
    if address is not None:
        return address[0][:10] == stamp[:10]
    month = _URL_MONTH.search(clues.canonical or clues.page.url or "")
    return month is not None and stamp[:7] == f"{month[1]}-{month[2]}"


def _declared(clues: Clues, key: str, metas: tuple[str, ...], month_first: bool | None) -> Found | None:
    """The date that structured data or meta elements give: the article's object first, the page's last."""
    keys = (key, "dateCreated", "uploadDate") if key == "datePublished" else (key,)
    said = ((clues.article.get(name), f"json-ld {name}") for name in keys)
    written = ((value, f"meta {name}") for name in metas if name in clues.metas for value in clues.metas[name])
    for value, where in chain(said, written):
        if isinstance(value, (str, int)):
            parsed = parse_date(str(value), month_first=month_first)
            if parsed:
                return parsed, where, None
    return None


def _shown(clues: Clues, headline: int | None, month_first: bool | None) -> tuple[Found | None, Found | None]:
    """The dates that the page itself shows by the headline, or in an element that is made for the article's date."""
    runs = clues.pieces.runs
    published: Found | None = None
    changed: Found | None = None
    marked = with_items(runs, _ITEMS)
    for i in [*marked, *_around(runs, headline)]:
        run = runs[i]
        where = "visible date" if i not in marked else "microdata date"
        dates = _dates_of(run, month_first)
        is_far = headline is not None and i not in marked and i - headline not in BY_HEADLINE
        if dates and is_far and _is_one_of_many(runs, i):
            continue
        for value, opening in dates:
            if (len(run.text) > MAX_LINE and (i in marked or opening)) or _is_unrelated(opening):
                continue
            if _property_of(run) == "datemodified" or _names_change(run.box.names) or _changed().stands_in(opening):
                changed = changed or (value, where, i)
            elif published is None and (
                i in marked or len(run.text) > MAX_LINE or _is_date_line(run) or _announced().stands_in(opening)
            ):
                published = (value, where, i)
    return published, changed


def _is_one_of_many(runs: list[Run], at: int) -> bool:
    """Whether lines of the same make show other days: a list of other articles."""
    make, text = runs[at].box.element.make, runs[at].text
    if len(text) > MAX_ENTRY or make[1] is None:
        return False
    dated = look(runs, 0, len(runs), MAX_ENTRY, DATED | HIDDEN_TOO)
    alike = {runs[i].text for i in dated if runs[i].box.element.make == make}
    return sum(find_date(other) is not None for other in alike) >= MANY


def _around(runs: list[Run], headline: int | None) -> list[int]:
    """The numbers of the dated blocks by the headline: those below it first, as those above it may show today's date."""
    if headline is None:
        return []
    found = look(runs, headline - REACH_BEFORE, headline + REACH_AFTER + 1, ANY_LENGTH, DATED | STAMPED)
    return [i for i in found if i >= headline] + [i for i in reversed(found) if i < headline]


def _only_marked(clues: Clues, month_first: bool | None) -> Found | None:
    """The one date of the page that stands in an element made for dates, outside lists of other articles."""
    found: Found | None = None
    runs = clues.pieces.runs
    for i in look(runs, 0, len(runs), MAX_LINE, DATED | STAMPED):
        run = runs[i]
        if not _has_digit(run.text) or not _is_date_named(run) or is_elsewhere(run):
            continue
        date_found = next(iter(_dates_of(run, month_first)), None)
        if date_found is None or _is_unrelated(date_found[1]):
            continue
        if found is not None and found[0][:10] != date_found[0][:10]:
            return None
        found = found or (date_found[0], "visible date", i)
    return found


def _only_labelled(clues: Clues, month_first: bool | None) -> Found | None:
    """The one day of the page that stands behind a word for publishing, outside comments and lists of other articles."""
    found: Found | None = None
    runs = clues.pieces.runs
    for i in look(runs, 0, len(runs), MAX_LINE, DATED):
        run = runs[i]
        if run.box.far_kinds & bits("comment") or run.box.near_kinds & bits("related"):
            continue
        for value, _, _, opening in each_date(run.text, month_first=month_first):
            if len(value) < 10 or not _announced().stands_in(opening) or _is_unrelated(opening):
                continue
            if found is not None and found[0][:10] != value[:10]:
                return None
            found = found or (value, "visible date", i)
    return found


_DIGIT: Final = re.compile(r"\d")


def _has_digit(text: str) -> bool:
    return _DIGIT.search(text) is not None


def _property_of(run: Run) -> str:
    """The microdata property of a date that the block or an element in it carries."""
    if run.box.element.item in _ITEMS:
        return run.box.element.item
    for element, _ in run.elements:
        if element.item in _ITEMS:
            return element.item
    return ""


def _dates_of(run: Run, month_first: bool | None) -> list[tuple[str, str]]:
    """The dates of a block, each with the words before it: one from an attribute, or else all of the text."""
    for element, written in (*run.elements, (run.box.element, run.box.element.written)):
        stamp = _stamp_of(element.attributes_in(written)) if element.tag in STAMPED_TAGS else None
        parsed = parse_date(stamp, month_first=month_first) if stamp else None
        if parsed:
            return [(parsed, run.text[:40] if _changed().stands_in(run.text[:40]) else "")]
    return [(value, opening) for value, _, _, opening in each_date(run.text, month_first=month_first)]


def _stamp_of(attributes: Attributes) -> str | None:
    """The date that an element's attributes give for machines to read."""
    stamp = attributes.get("datetime") or (attributes.get("content") if "itemprop" in attributes else None)
    if not stamp and attributes.get("title") and _STAMP_NAMES.search((attributes.get("class") or "").lower()):
        stamp = attributes["title"]
    return stamp


def _is_date_line(run: Run) -> bool:
    """Whether a block by the headline is made to show a date: short, or named so."""
    return _is_date_named(run) or (len(run.text) < 80 and run.link_chars < len(run.text) * 0.8)


def _is_date_named(run: Run) -> bool:
    """Whether the block, or an element in it or near around it, is named for dates."""
    if run.box.near_kinds & bits("date"):
        return True
    return any(element.tag == "time" or _names_date(element.value("class") or "") for element, _ in run.elements)


@lru_cache(maxsize=4_000)
def _names_date(names: str) -> bool:
    return _DATE_NAMES.search(names.lower()) is not None


@lru_cache(maxsize=4_000)
def _names_change(names: str) -> bool:
    return _CHANGED_NAMES.search(names) is not None


@cache
def _changed() -> Phrases:
    return Phrases(head_words().dates.changed, r"(?<!\w)")


@cache
def _announced() -> Phrases:
    return Phrases(head_words().dates.published, r"^\W*")


@cache
def _unrelated() -> Phrases:
    return Phrases(head_words().dates.unrelated, r"(?<!\w)")


def _is_unrelated(opening: str) -> bool:
    """Whether the words before a date say that it is another one, or that it ends a stretch of days ("9-23 Feb 2017")."""
    return bool(opening) and (_unrelated().stands_in(opening) or _RANGE.search(opening) is not None)


def _from_address(clues: Clues) -> Found | None:
    """The date in the page's own address, where it has a day."""
    for address in (clues.canonical, clues.page.url or "", *clues.metas.get("og:url", ())[:1]):
        match = _URL_DATE.search(address.lower())
        if match:
            year, month, day = (group for group in match.groups() if group)
            parsed = parse_date(f"{year}-{month if month.isdigit() else _month(month)}-{day}")
            if parsed:
                return parsed, "address of the page", None
        match = _URL_DAY_FIRST.search(address)
        parsed = parse_date(f"{match[3]}-{match[2]}-{match[1]}") if match else None
        if parsed:
            return parsed, "address of the page", None
    return None


def _month(name: str) -> int:
    months = head_words().months["en"]
    return next((i for i, names in enumerate(months, 1) if name in names or names[0].startswith(name)), 0)
