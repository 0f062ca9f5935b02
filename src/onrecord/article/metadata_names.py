"""Names in bylines: what is a name, where one ends and the next begins.

Decides how a line is split into people's names. Refuses to guess: a site's name in the place of an author, a role, a user
name of the software is no name, and it does not know where on the page a line stands.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Final

from onrecord.article.dates import find_date
from onrecord.article.heads import either, given_names, head_words
from onrecord.text.words import first_word, words_in

_SEPARATORS: Final = re.compile(r"\s*(?:;|\||•|·|/(?=\s)|\s[-–—]\s|\n|, and )\s*")
_SLASH: Final = re.compile(r"(?<=[^\W\d_]{3})/[A-Z][\w.-]*$")
"""An agency, or a paper, behind a name: "Ann Lee/AP"."""
_HANDLE: Final = re.compile(r"(?:^|\s)\(?@\w+\)?|\S+@\S+|https?://\S+|\([^)]*\)")
_NEXT_LABELS: Final = ("Über", "About", "Schließen", "Follow", "View")
_LABEL: Final = re.compile(rf"\s[^\W\d_]{{3,20}}:\s|\s(?:{'|'.join(_NEXT_LABELS)})\b")
"""The next label of a line ("Foto: …") ends the names."""
_LETTER: Final = "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u012f\u0132-\u017e"
_BARE_NAME: Final = re.compile(rf"(?:[{_LETTER}][{_LETTER}.'’-]* )*[{_LETTER}](?:[{_LETTER}.'’-]*[{_LETTER}])?")
"""Words of Latin letters with nothing else between, none of which a pattern takes for others besides their lower case."""
_INITIAL: Final = re.compile(r"^[^\W\d_]")
_BEFORE_WORDS: Final = frozenset(("on", "am", "le", "il", "el", "em", "op"))
_BETWEEN: Final = re.compile("[|•·–—-]")
_BEFORE_DATE: Final = re.compile(
    rf"(?:^|\s)(?:{'|'.join(sorted(_BEFORE_WORDS))})\s*$|[|•·]|\s[-–—]\s"
    rf"|\s(?:{'|'.join(sorted(_BEFORE_WORDS))})\s(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|\w+tag\b)"
)
"""What ends the names before a date; all of it has one of the words or signs above."""
_SIGNS: Final = re.compile(r"\W")
_MARKS: Final = " ,;:|/–—-•·()[]"
_CLOCK_WORDS: Final = re.compile(r"^\s*(?:Uhr|Hrs|h)\b")
_PARTICLES: Final = frozenset(
    "de di da do dos das du des del dei della la le lo li el al bin ibn ben abu van von vom der den ten ter het op zu zum zur"
    " af av e y i san st".split()
)
MAX_NAME_WORDS: Final = 5


def split_names(text: str, *, site: str | None = None, opened: bool = False) -> tuple[str, ...]:
    """Return the names in a byline: without opener, roles, addresses; none where it names nobody.

    ``opened`` says that a word for "by" stood before ``text``: then the site's own name, or a user's, is a name too.
    """
    found, opened = _split(text, opened)
    if not found or (opened and len(found) == 1):
        return found
    return tuple([name for name in found if not names_site(name, site)])


@lru_cache(maxsize=4_000)
def _split(text: str, opened: bool) -> tuple[tuple[str, ...], bool]:
    """The names, whosesoever, and whether a word for "by" stood before them."""
    if _is_bare(text):
        name = _once(text)
        return (name,) if _is_name(name, opened=opened) else (), opened
    bare = _HANDLE.sub(" ", text) if "@" in text or "(" in text or "//" in text else text
    bare = bare.strip(" ,:;|-–—•·")
    text = _unopened(bare)
    opened = opened or (len(text) < len(bare) and _names_author().match(bare) is not None)
    text = _LABEL.split(text)[0]
    names: list[str] = []
    for part in _SEPARATORS.split(text):
        names += _names_of(part, opened=opened)
    return fullest([name for name in names if _is_name(name, opened=opened)]), opened


def _is_bare(text: str) -> bool:
    """Whether a text holds nothing that is cut off, or cut out, of a line with a name."""
    return _BARE_NAME.fullmatch(text) is not None and _no_name_words().isdisjoint(words_in(text))


@cache
def _no_name_words() -> frozenset[str]:
    """The words with which that begins."""
    words = head_words().bylines
    cut = (*words.openers, *words.roles, *words.leading_roles, *words.conjunctions, *_NEXT_LABELS)
    return frozenset(map(first_word, cut))


def fullest(names: list[str]) -> tuple[str, ...]:
    """The names, each once, without those that are a part of another."""
    kept = tuple(dict.fromkeys(names))
    return tuple(name for name in kept if not any(name != other and f" {name} " in f" {other} " for other in kept))


def _names_of(part: str, *, opened: bool) -> list[str]:
    """The names between two strong separators: split at commas and conjunctions, up to the first role."""
    found: list[str] = []
    for piece in part.split(","):
        if not piece.strip():
            continue
        if found and _role().match(piece.strip()):
            break
        for name in _conjunction().split(_SLASH.sub("", piece.strip()) if "/" in piece else piece.strip()):
            whole = name.strip(" .:*")
            if _is_bare(whole):
                found.append(_once(whole))
                continue
            whole = _unopened(whole)
            clean = _trailing_role().sub("", whole).strip()
            is_user = opened and not found and whole[len(clean) :].lstrip()[:1].islower()
            if clean and (clean == whole or " " in clean or is_user):
                found.append(_once(_leading_role().sub("", clean)))
    return found


def _once(name: str) -> str:
    """A name that is printed twice in one line ("Ann Lee Ann Lee")."""
    words = name.split()
    half = len(words) // 2
    return " ".join(words[:half]) if half and words[:half] == words[half:] else name


def _unopened(text: str) -> str:
    """A text without the words for "by" that it opens with; most ASCII texts are told by their first word."""
    if text.isascii() and first_word(text) not in opener_words():
        return text
    found = _opener().match(text)
    return text[found.end() :] if found else text


@cache
def _opener() -> re.Pattern[str]:
    return re.compile(rf"^(?:(?:{either(head_words().bylines.openers)})\s*(?::|\b(?![.’'-])\s)\s*)+", re.IGNORECASE)


SMALL: Final = frozenset(("by", "By", "von", "par", "por", "door", "di"))
GLUED: Final = "By"
"""What opens a byline also without a space behind it."""
_SMALL_OPENER: Final = re.compile(rf"(?:^|\s)(?:{'|'.join(sorted(SMALL))})\s(?=[^\W\d_a-z])")
_MAY_FOLD: Final = re.compile("[\u0130\u0131\u017f\u1c80-\u1c88\u1e9e\u212a]")
"""Letters that a pattern takes for others besides their lower case."""


def lacks(text: str, words: frozenset[str]) -> bool:
    """Return whether ``text`` has none of ``words``, whether letters are small or not: a pattern for them cannot match."""
    return words.isdisjoint(words_in(text)) and (text.isascii() or not _MAY_FOLD.search(text))


def inner_opener(text: str) -> re.Match[str] | None:
    """Return the word for "by" at the start of a line or, before a capital, inside it; white space in ``text`` is folded."""
    if first_word(text) in opener_words() or text.startswith(GLUED):
        return _inner_opener().search(text)
    if not SMALL.isdisjoint(text.split(" ")):
        return (_SMALL_OPENER if text.isascii() else _inner_opener()).search(text)
    return None


@cache
def opener_words() -> frozenset[str]:
    """The first words of what stands before names."""
    return frozenset(map(first_word, head_words().bylines.openers))


@cache
def _inner_opener() -> re.Pattern[str]:
    openers = either(head_words().bylines.openers)
    return re.compile(rf"^(?i:{openers})(?:\s*:|\b(?![.’'-])\s)|^{GLUED}(?=[^\W\d_a-z])|{_SMALL_OPENER.pattern}")


@cache
def _names_author() -> re.Pattern[str]:
    """A word that can only stand before an author."""
    return re.compile(rf"^(?i:{either(head_words().bylines.author_openers)})(?:\s*:|\b(?![.’'-])\s)|^By(?=[^\W\d_a-z])")


@cache
def line_opener() -> re.Pattern[str]:
    """What opens a line that is a byline wherever it stands: a word for the author, or for the text, with a colon."""
    words = head_words().bylines
    name = r"[^\W\d_a-z]\S* [^\W\d_a-z]"
    anywhere, with_colon = either(words.labels), either(words.colon_labels)
    return re.compile(rf"\W*(?i:{anywhere})(?:\s*:\s*|\s(?={name}))|\W*(?i:{with_colon})\s*:\s*")


def opens_line(text: str) -> re.Match[str] | None:
    """Return where ``text`` opens as only a byline does; most lines' first word opens none."""
    return line_opener().match(text) if first_word(text) in line_words() else None


def inner_label(text: str) -> re.Match[str] | None:
    """Return the word for the author, or the text, with a colon, that stands inside a line: "3 May. Text: Ann Lee"."""
    return _inner_label().search(text) if ":" in text and not lacks(text, line_words()) else None


@cache
def _inner_label() -> re.Pattern[str]:
    words = head_words().bylines
    return re.compile(rf"(?<=[\s|•·–-])(?i:{either((*words.labels, *words.colon_labels))})\s?:\s*")


@cache
def line_words() -> frozenset[str]:
    """The first words of what opens a line that is a byline wherever it stands."""
    words = head_words().bylines
    return frozenset(map(first_word, (*words.labels, *words.colon_labels))) - {""}


def picture_credit(text: str) -> re.Match[str] | None:
    """Return where ``text`` opens as the credit of a picture does; most lines' first word opens none."""
    return _picture_credit().match(text) if first_word(text) in picture_words() else None


@cache
def _picture_credit() -> re.Pattern[str]:
    return re.compile(rf"\W*(?i:{either(head_words().bylines.pictures)})(?!\w)")


@cache
def picture_words() -> frozenset[str]:
    """The first words of what opens the credit of a picture, in lower case."""
    return frozenset(map(first_word, head_words().bylines.pictures))


def inner_author(text: str) -> re.Match[str] | None:
    """Return the word for the author inside a line that is made for date and author."""
    return None if lacks(text, _author_words()) else _inner_author().search(text)


@cache
def _author_words() -> frozenset[str]:
    return frozenset(map(first_word, head_words().bylines.author_openers))


@cache
def _inner_author() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?i:{either(head_words().bylines.author_openers)})(?:\s*:|\b(?![.’'-]))\s")


@cache
def _conjunction() -> re.Pattern[str]:
    return re.compile(rf"\s+(?:{either(head_words().bylines.conjunctions)}|&)\s+", re.IGNORECASE)


@cache
def _role() -> re.Pattern[str]:
    return re.compile(rf"(?:{either(head_words().bylines.roles)})(?!\w)", re.IGNORECASE)


@cache
def _leading_role() -> re.Pattern[str]:
    """An office before a name of two words or more."""
    roles = either(head_words().bylines.leading_roles)
    return re.compile(rf"^(?:(?:[\w.-]{{1,40}}-)?(?i:{roles})\s+)(?=[^\W\d_a-z]\S*\s+[^\W\d_a-z])")


@cache
def _trailing_role() -> re.Pattern[str]:
    return re.compile(rf"\s+(?:{either(head_words().bylines.roles)})(?!\w).*$", re.IGNORECASE)


@cache
def _openers() -> frozenset[str]:
    return frozenset(head_words().bylines.openers)


@cache
def _nobody() -> frozenset[str]:
    return frozenset(head_words().bylines.nobody)


@cache
def _organisations() -> frozenset[str]:
    return frozenset(head_words().bylines.organisations)


def _is_name(name: str, *, opened: bool = False) -> bool:
    words = name.split()
    if not 0 < len(words) <= MAX_NAME_WORDS + 1 or len(name) > 60 or not _INITIAL.match(name):
        return False
    lowered = name.lower()
    if lowered in _nobody() or "http" in name or name[-1] in "?!:":
        return False
    if any(map(str.isdigit, name)) and not (opened and len(words) == 1):
        return False
    if lowered in _openers() or _is_phrase(words):
        return False
    return len(name) > 1 and not (len(words) > 3 and sum(w[0].islower() for w in words) > 2)


def _is_phrase(words: list[str]) -> bool:
    """Whether words open with a small one that opens no name."""
    return len(words) > 1 and words[0].islower() and words[0] not in _PARTICLES and words[-1].islower()


def names_site(name: str, site: str | None) -> bool:
    """Return whether ``name`` is the site's own."""
    if not site:
        return False
    mine, theirs = squeeze(name), squeeze(site)
    return mine == theirs or mine == theirs + "com"


@lru_cache(maxsize=4_000)
def squeeze(name: str) -> str:
    """Return ``name`` in lower case, its letters and digits only."""
    return _SIGNS.sub("", name.lower())


@lru_cache(maxsize=4_000)
def is_person(name: str) -> bool:
    """Whether a name looks like a person's: two words or more, none that is an organisation's, with capitals."""
    words = name.split()
    if len(words) < 2 or not _organisations().isdisjoint(word.lower().strip(".,") for word in words):
        return False
    return all(word[0].isupper() or not word[0].isalpha() or not word.isalpha() or word in _PARTICLES for word in words)


def only_names(text: str) -> tuple[str, ...]:
    """The names of a line that holds nothing but people's names, or those and a date."""
    dated = find_date(text, month_first=False)
    if dated:
        left, right = text[: dated[1]].strip(_MARKS), _CLOCK_WORDS.sub("", text[dated[2] :]).strip(_MARKS)
        text = f"{left} | {right}" if left and right else left or right
    names = split_names(text)
    if not all(is_person(name) and len(name.split()) <= 4 and _has_given_name(name) for name in names):
        return ()
    return names if sum(len(name) + 6 for name in names) >= len(text) else ()


def _has_given_name(name: str) -> bool:
    words = [word for word in name.split() if not word.endswith(".")]
    is_mixed = any(word.isupper() and len(word) > 2 for word in words) and not name.isupper()
    return len(words) > 1 and not is_mixed and words[0].lower() in given_names()


def before_date(text: str) -> str:
    """A byline up to its date: what follows a date is not a name."""
    found = find_date(text)
    text = text[: found[1]] if found and found[1] > 3 else text
    if _BETWEEN.search(text) is None and _BEFORE_WORDS.isdisjoint(text.split()):
        return text
    end = _BEFORE_DATE.search(text)
    return text[: end.start()] if end else text
