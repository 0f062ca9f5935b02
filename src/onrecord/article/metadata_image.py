"""The lead image: its address, its file name, its caption and its credit.

Decides which picture is the article's, and which words belong to it. Refuses to know what it shows.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, Final
from urllib.parse import unquote

from onrecord.article.addresses import joined, path_in
from onrecord.article.metadata_clues import Clues
from onrecord.article.pieces import Box, Picture, Run
from onrecord.records import LeadImage

_CREDIT_NAMES: Final = re.compile(r"credit|copyright|photographer|source|rights|byline")
_CREDIT: Final = re.compile(
    r"(?:\(|^|\s)((?:photo(?:graph)?|image|picture|credit|foto|bild|crédit|photo by|copyright|©|source|quelle)s?"
    r"(?: credit)?\s*(?::|by|©)\s*[^)]{2,80})\)?\s*$",
    re.IGNORECASE,
)
_AGENCIES: Final = "AP|AFP|Reuters|Getty Images|EPA|dpa"
_AGENCY_NAME: Final = re.compile(_AGENCIES)
_AGENCY: Final = re.compile(rf"((?:\w[\w.'’ -]{{1,40}}/)+\s?\w[\w.'’ -]{{1,40}}|(?:{_AGENCIES})[^.]{{0,40}})\s*\)?\s*$")

_NO_NAME: Final = re.compile(r"\W|\d{2,4}x\d{2,4}")
"""What two addresses of one picture may differ in: signs, and the size."""


def find_image(clues: Clues, headline: int | None) -> tuple[LeadImage, str] | None:
    """Return the article's picture and where it stands, or None where the page names none."""
    address, where = _address(clues)
    picture = _picture(clues, address, headline)
    if not address and picture is not None:
        address, where = source_of(picture), "img in a figure"
    if not address:
        return None
    caption, credit = _words(clues, picture)
    try:
        address = joined(clues.page.url or clues.canonical or "", address)
    except ValueError:
        return None
    return LeadImage(url=address, name=_file_name(address), caption=caption, credit=credit), where


def source_of(picture: Picture) -> str:
    """The address of a picture, loaded late or not."""
    for name in ("src", "data-src", "data-original", "data-lazy-src"):
        value = picture.attributes.get(name)
        if value and not value.startswith("data:"):
            return value
    return ""


def _address(clues: Clues) -> tuple[str, str]:
    image: Any = clues.resolve(clues.article.get("image"))
    og = clues.meta("og:image", "og:image:url", "og:image:secure_url", "twitter:image", "twitter:image:src")
    if og:
        return og
    for one in image if isinstance(image, list) else [image]:
        found = one.get("url") or one.get("contentUrl") if isinstance(one, dict) else one
        if isinstance(found, str) and found:
            return found, "json-ld image"
    return "", ""


def _file_name(address: str) -> str | None:
    try:
        path = path_in(address)
    except ValueError:
        return None
    name = path.rstrip("/").rsplit("/", 1)[-1]
    if "%" in name:
        name = unquote(name)
    return name or None


def _picture(clues: Clues, address: str, headline: int | None) -> Picture | None:
    """The picture on the page that is the lead image: of the same file, or the first in a figure by the headline."""
    pictures = clues.pieces.pictures
    name = (_file_name(address) or "").rsplit(".", 1)[0] if address and pictures else ""
    parts = _NO_NAME.split(name)
    stem, longest = "".join(parts), max(parts, key=len)
    if len(stem) > 5:
        # The longest part has letters and digits only: what stands in the address stands in the tag as it is written.
        for picture in pictures:
            source = source_of(picture) if longest in picture.written else ""
            if longest in source and stem in _NO_NAME.sub("", source):
                return picture
    for picture in pictures:
        if (headline is None or -8 <= picture.before - headline <= 15) and _figure(picture.box):
            return picture
    return None


def _figure(box: Box | None) -> Box | None:
    for _ in range(5):
        if box is None:
            return None
        if box.tag == "figure":
            return box
        box = box.parent
    return None


def _words(clues: Clues, picture: Picture | None) -> tuple[str | None, str | None]:
    """Caption and credit: the words in the picture's figure."""
    figure = _figure(picture.box) if picture is not None else None
    if figure is None or picture is None:
        return None, None
    caption, credit = None, None
    for run in clues.pieces.runs[max(0, picture.before - 3) : picture.before + 6]:
        if run.hidden or not _inside(run, figure):
            continue
        if _names_credit(run.box.names) or (len(run.text) < 90 and _CREDIT.match(run.text)):
            credit = credit or run.text
        elif caption is None:
            caption = run.text
    if caption and not credit:
        found = _credit_in(caption)
        credit = found[1].strip() if found else None
    return caption, credit


@lru_cache(maxsize=4_000)
def _names_credit(names: str) -> bool:
    return _CREDIT_NAMES.search(names) is not None


def _credit_in(caption: str) -> re.Match[str] | None:
    """The credit at the end of a caption; most have none of the signs without which there is none."""
    found = None
    if ":" in caption or "©" in caption or "by" in caption.lower():
        found = _CREDIT.search(caption)
    if not found and ("/" in caption or _AGENCY_NAME.search(caption)):
        found = _AGENCY.search(caption)
    return found


def _inside(run: Run, box: Box) -> bool:
    at: Box | None = run.box
    while at is not None:
        if at is box:
            return True
        at = at.parent
    return False
