"""Names in bylines: what is a name, where one ends and the next begins.

Decides how a line is split into people's names. Refuses to guess: a site's name in the place of an author, a role, a user
name of the software is no name, and it does not know where on the page a line stands.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from onrecord.article.dates import find_date
from onrecord.article.heads import either, given_names, head_words
from onrecord.text.words import first_word

_SEPARATORS: Final = re.compile(r"\s*(?:;|\||•|·|/(?=\s)|\s[-–—]\s|\n|, and )\s*")
_SLASH: Final = re.compile(r"(?<=[^\W\d_]{3})/[A-Z][\w.-]*$")
"""An agency, or a paper, behind a name: "Ann Lee/AP"."""
_HANDLE: Final = re.compile(r"(?:^|\s)\(?@\w+\)?|\S+@\S+|https?://\S+|\([^)]*\)")
_LABEL: Final = re.compile(r"\s[^\W\d_]{3,20}:\s|\s(?:Über|About|Schließen|Follow|View)\b")
"""The next label of a line ("Foto: …") ends the names."""
_INITIAL: Final = re.compile(r"^[^\W\d_]")
_BEFORE_DATE: Final = re.compile(
    r"(?:^|\s)(?:on|am|le|il|el|em|op)\s*$|[|•·]|\s[-–—]\s|\s(?:on|am|le|il|el|em|op)\s(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|\w+tag\b)"
)
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
    bare = _HANDLE.sub(" ", text).strip(" ,:;|-–—•·")
    text = _opener().sub("", bare)
    opened = opened or (len(text) < len(bare) and _names_author().match(bare) is not None)
    text = _LABEL.split(text)[0]
    names: list[str] = []
    for part in _SEPARATORS.split(text):
        names += _names_of(part, opened=opened)
    found = fullest([name for name in names if _is_name(name, opened=opened)])
    if opened and len(found) == 1:
        return found
    return tuple(name for name in found if not names_site(name, site))


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
        for name in _conjunction().split(_SLASH.sub("", piece.strip())):
            whole = _opener().sub("", name.strip(" .:*"))
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


@cache
def _opener() -> re.Pattern[str]:
    return re.compile(rf"^(?:(?:{either(head_words().bylines.openers)})\s*(?::|\b(?![.’'-])\s)\s*)+", re.IGNORECASE)


_SMALL: Final = frozenset(("by", "By", "von", "par", "por", "door", "di"))


def inner_opener(text: str) -> re.Match[str] | None:
    """Return the word for "by" at the start of a line or, before a capital, inside it; white space in ``text`` is folded."""
    if first_word(text) in _opener_words() or text.startswith("By") or not _SMALL.isdisjoint(text.split(" ")):
        return _inner_opener().search(text)
    return None


@cache
def _opener_words() -> frozenset[str]:
    return frozenset(map(first_word, head_words().bylines.openers))


@cache
def _inner_opener() -> re.Pattern[str]:
    openers = either(head_words().bylines.openers)
    return re.compile(
        rf"^(?i:{openers})(?:\s*:|\b(?![.’'-])\s)|^By(?=[^\W\d_a-z])|(?:^|\s)(?:{'|'.join(sorted(_SMALL))})\s(?=[^\W\d_a-z])"
    )


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
    return line_opener().match(text) if first_word(text) in _line_words() else None


def inner_label(text: str) -> re.Match[str] | None:
    """Return the word for the author, or the text, with a colon, that stands inside a line: "3 May. Text: Ann Lee"."""
    return _inner_label().search(text) if ":" in text else None


@cache
def _inner_label() -> re.Pattern[str]:
    words = head_words().bylines
    return re.compile(rf"(?<=[\s|•·–-])(?i:{either((*words.labels, *words.colon_labels))})\s?:\s*")


@cache
def _line_words() -> frozenset[str]:
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


@cache
def inner_author() -> re.Pattern[str]:
    """The same inside a line that is made for date and author."""
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
    if name.lower() in _nobody() or "http" in name or name[-1] in "?!:":
        return False
    if any(c.isdigit() for c in name) and not (opened and len(words) == 1):
        return False
    if name.lower() in _openers() or _is_phrase(words):
        return False
    return len(name) > 1 and not (len(words) > 3 and sum(w[0].islower() for w in words) > 2)


def _is_phrase(words: list[str]) -> bool:
    """Whether words open with a small one that opens no name."""
    return len(words) > 1 and words[0].islower() and words[0] not in _PARTICLES and words[-1].islower()


def names_site(name: str, site: str | None) -> bool:
    """Return whether ``name`` is the site's own."""
    return bool(site) and squeeze(name) in (squeeze(site or ""), squeeze(site or "") + "com")


def squeeze(name: str) -> str:
    """Return ``name`` in lower case, its letters and digits only."""
    return re.sub(r"\W", "", name.lower())


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
    return _BEFORE_DATE.split(text[: found[1]] if found and found[1] > 3 else text)[0]
