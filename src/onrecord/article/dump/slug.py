"""Slugs: the lines above an article that a saved page made of its masthead, its address and its image's file name.

Decides which lines above the text repeat a masthead, which of them name an image, and what is left as the headline.
Refuses to touch the wording: a slug stays a slug.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from onrecord.lexicon import Table, load
from onrecord.records import Record

MAX_MASTHEAD_WORDS = 6
MIN_SLUG_WORDS = 3
MASTHEAD_REACH = 3
"""Lines that share a masthead stand within so many lines of each other."""
MIN_SHARED = 0.4
"""A slug shares at least this part of its longer words with the article."""
LONG_WORD = 4
_WORD = re.compile(r"[^\W_]+", re.UNICODE)
_SIZE = re.compile(r"\d{2,4}x\d{2,4}|\d{3,4}(?:px|w|h)|@\dx|v\d", re.IGNORECASE)
_GLUED_NUMBER = re.compile(r"\d{1,6}[^\W\d_]{3,}|[^\W\d_]+\d{2,}")
_INNER_CAPITAL = re.compile(r"[a-z]+[A-Z][a-z]+")
_FILE_ENDING = re.compile(r"\.(?:jpe?g|png|gif|webp|avif|svg|tiff?|bmp)$", re.IGNORECASE)


class SlugWords(Table, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The lexicon file of words in image names and in mastheads."""

    image_words: tuple[str, ...]
    masthead_words: tuple[str, ...]


class Slugs(Record, frozen=True, kw_only=True):
    """What the lines above the text gave: the masthead, and for each such line what follows it there."""

    masthead: str | None = None
    headline: str | None = None
    headline_line: int | None = None
    image: str | None = None
    image_line: int | None = None


@cache
def _image_words() -> frozenset[str]:
    return frozenset(load("slugs", SlugWords).image_words)


@cache
def _masthead_words() -> frozenset[str]:
    return frozenset(load("slugs", SlugWords).masthead_words)


def find_slugs(above: Sequence[str], text: str) -> Slugs:
    """Return what the lines ``above`` an article with this ``text`` say in the form of slugs."""
    vocabulary = {w.lower() for w in _WORD.findall(text)}
    shared = _shared_masthead(above)
    masthead = shared or _glued_masthead(above, vocabulary)
    is_repeated = shared is not None
    headline = image = None
    headline_line = image_line = None
    for i, line in enumerate(above):
        rest = _behind(line, masthead)
        if rest is None and not names_image(line):
            continue
        rest = rest or line
        if names_image(rest):
            if image is None:
                image, image_line = rest, i
        elif headline is None and _has_slug_shape(rest) and (is_repeated or _is_slug(rest, vocabulary)):
            headline, headline_line = rest, i
    return Slugs(
        masthead=masthead, headline=headline, headline_line=headline_line, image=image, image_line=image_line
    )  # fmt: skip


def names_image(line: str) -> bool:
    """Whether ``line`` is the name of an image: a file ending, a size, or the words of a publishing system."""
    if len(line) > 160 or line.endswith((".", "!", "?", "”", '"')):
        return False
    if _FILE_ENDING.search(line):
        return True
    words = _WORD.findall(line)
    if not 1 < len(words) <= 16:
        return False
    technical = sum(w.lower() in _image_words() for w in words) + len(_SIZE.findall(line))
    joined = any(_INNER_CAPITAL.fullmatch(w) and w.lower() in _image_words() for w in words)
    numbered = any(_GLUED_NUMBER.fullmatch(w) for w in words)
    written = sum(w[0].isupper() for w in words)
    # A headline may say "large" or "photo": only together with another trait of file names is it one.
    last = words[-1].lower() in _image_words() or bool(_SIZE.search(words[-1]))
    return (
        joined
        or (last and numbered)
        or (technical >= 2 and (last or numbered))
        or (last and written * 2 < len(words) and len(words) > 3)
    )


def _shared_masthead(above: Sequence[str]) -> str | None:
    """Return the words that two lines near each other open with, where a slug or an image's name follows them."""
    best: tuple[int, str] | None = None
    for i, one in enumerate(above):
        for other in above[i + 1 : i + 1 + MASTHEAD_REACH]:
            words = _common_words(one, other)
            if not words or (best is not None and words <= best[0]):
                continue
            masthead = " ".join(one.split(" ")[:words])
            rests = [line[len(masthead) + 1 :] for line in (one, other)]
            if any(names_image(r) for r in rests) and all(names_image(r) or _has_slug_shape(r) for r in rests):
                best = (words, masthead)
    return best[1] if best else None


def _common_words(one: str, other: str) -> int:
    count = 0
    for a, b in zip(one.split(" "), other.split(" "), strict=False):
        if a != b or not (a[:1].isupper() or (count and a[:1].isalnum() and a.lower() in ("of", "the", "and", "&"))):
            break
        count += 1
    whole = min(len(one.split(" ")), len(other.split(" ")))
    return count if 0 < count <= MAX_MASTHEAD_WORDS and count < whole else 0


def _glued_masthead(above: Sequence[str], vocabulary: set[str]) -> str | None:
    """Return the capitalised words that open a line which then goes on as a slug of the article."""
    for line in above[:3]:
        words = line.split(" ")
        count = 0
        while count < len(words) and words[count][:1].isupper():
            count += 1
        if not 0 < count <= MAX_MASTHEAD_WORDS or any(w[:1].isupper() for w in words[count:]):
            continue
        rest = " ".join(words[count:])
        # "Norra Malm opens a training centre" is a headline: its first words are those of the article.
        named = any(w.lower() in _masthead_words() for w in words[:count])
        foreign = not any(w.lower() in vocabulary for w in words[:count])
        if len(words) - count > MIN_SLUG_WORDS and (named or foreign) and _is_slug(rest, vocabulary):
            return " ".join(words[:count])
    return None


def _behind(line: str, masthead: str | None) -> str | None:
    if masthead and line.startswith(masthead + " "):
        return line[len(masthead) + 1 :].strip()
    return None


def _has_slug_shape(rest: str) -> bool:
    """Whether ``rest`` is written like a part of an address: several words, small letters, no marks."""
    words = _WORD.findall(rest)
    if len(words) < MIN_SLUG_WORDS or any(c in rest for c in '.!?:;,“”"«»'):
        return False
    return sum(1 for w in words if w[0].isupper()) <= 0.2 * len(words)


def _is_slug(rest: str, vocabulary: set[str]) -> bool:
    """Whether ``rest`` has the shape of a slug and the words of the article."""
    if not _has_slug_shape(rest):
        return False
    longer = [w.lower() for w in _WORD.findall(rest) if len(w) >= LONG_WORD]
    stems = {v[:5] for v in vocabulary}
    shared = sum(1 for w in longer if w in vocabulary or w[:5] in stems)
    return bool(longer) and shared >= MIN_SHARED * len(longer)
