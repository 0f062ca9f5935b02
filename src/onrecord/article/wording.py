"""Wording: what the words of a single block that was taken for the article say against it.

Decides which blocks are set phrases of the site, lines that announce a link, credits of pictures, or the server's own
complaints. Refuses to look at other blocks, and at what the boxes around a block are called.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from onrecord.article.asides import aside_words
from onrecord.article.dates import find_date
from onrecord.article.dump.kinds import SET_ASIDE_KINDS, Words, sure_index, words_of
from onrecord.article.dump.rules import (
    MAX_SPOKEN,
    announces_link,
    ends_in_credit,
    has_credit,
    is_gate,
    speaks_to_readers,
)
from onrecord.article.metadata_names import picture_credit
from onrecord.article.pieces import Run
from onrecord.records import SetAsideKind
from onrecord.text.words import words_in

HEADINGS: Final = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
MAX_PHRASE_TEXT: Final = 160
"""A longer block is a text that may hold a set phrase."""
MAX_CREDIT: Final = 100
_CREDIT_MARKS: Final = re.compile(
    r"[^:.!?]{0,18}(?:[:/|–]|(?<=\s)(?:by|von|par|por|di|door|\d+ (?:of|von|sur|de|di|van))\b)"
)
"""What stands between a word for a picture and whose it is."""
MAX_ANNOUNCED: Final = 400
MAX_OPENER: Final = 60
OPENER_WORDS: Final = 6
MIN_LINK: Final = 16
"""A shorter link is an address."""
LINKED: Final = 0.8
"""So much of what stands behind the colon is a link where a line announces one."""
MAX_DATE_LINE: Final = 70
DATE_WORDS: Final = 3
"""A month, a time zone and a day of the week."""
_MARKS: Final = frozenset(":：-–—|")
_CLOCK: Final = re.compile(r"\b\d{1,2}[:.h]\d{2}\b")
ANNOUNCING: Final = ":：|»"
_ANNOUNCES: Final = re.compile(rf"\s*[{ANNOUNCING}]\s*")
COMPLAINTS: Final = ("Strict Standards:", "Warning:", "Notice:", "Deprecated:", "Fatal error:", "Parse error:")
_LINE_NUMBER: Final = re.compile(r" on line \d+$")
INVISIBLE: Final = "\u00ad\u200b\u200c\u200d\u2060\ufeff"

END_MARKS: Final = frozenset(".!?…:。！？")
CLOSING: Final = "\"'”’»“)]"


def ends_as_sentence(text: str) -> bool:
    """Whether a text ends as a sentence does, or with a colon."""
    return text.rstrip(CLOSING)[-1:] in END_MARKS


def kind_by_wording(run: Run) -> SetAsideKind | None:
    """Return what a block is by its own words, or None where they may be the article's."""
    text = run.text
    if len(text) <= MAX_ANNOUNCED and run.link_chars and _announces(run):
        return "related"
    if text.startswith(COMPLAINTS) and _LINE_NUMBER.search(text[-20:]):
        return "other"
    if len(text) > MAX_PHRASE_TEXT:
        return "caption" if ends_in_credit(text) else _spoken_to_readers(text)
    if not text.strip(INVISIBLE):
        return "other"
    kind = _kind_by_phrases(run)
    return "caption" if kind is None and (is_credit(text) or ends_in_credit(text)) else kind


def is_credit(text: str) -> bool:
    """Whether a line is the credit of a picture, or a caption that ends in one in brackets."""
    opened = picture_credit(text)
    if len(text) < MAX_CREDIT and ("©" in text or (opened and _CREDIT_MARKS.match(text, opened.end()))):
        return True
    return has_credit(text)


def _announces(run: Run) -> bool:
    """Whether a block is a word that announces a link, a colon, and the link."""
    text = run.text
    found = _ANNOUNCES.search(text, 0, MAX_OPENER)
    if found is None or run.box.tag == "li" or (run.box.parent is not None and run.box.parent.tag == "li"):
        return False
    opener = words_in(text[: found.start()])
    behind = len(text) - found.end()
    return (
        0 < len(opener) <= OPENER_WORDS
        and behind >= MIN_LINK
        and run.link_chars >= LINKED * behind
        and not announcers().isdisjoint(opener)
    )


@cache
def announcers() -> frozenset[str]:
    """The words of which one stands before the colon where a line announces a link to another article."""
    return frozenset(aside_words().lines["announcers"])


def _kind_by_phrases(run: Run) -> SetAsideKind | None:
    """The kind of a short block by the set phrases in it, the surest sign first."""
    text = run.text
    words = words_of(text)
    best = words.best
    if best is None:
        return None
    sure = speaks_to_readers(text, words)
    is_label = text[-1] in ":?" or run.box.tag in HEADINGS
    if sure is not None:
        kind = sure.kind
    elif words.are_phrases:
        kind = best.kind
    elif is_gate(text, words):
        kind = "login"
    elif _offers_newsletter(words):
        kind = "newsletter"
    elif _is_date_line(text, words):
        kind = "date"
    elif _is_marked(text, words):
        kind = "advert"
    elif announces_link(text, words) or (best.where == "start" and best.kind == "related" and is_label):
        kind = "related"
    else:
        return None
    return SET_ASIDE_KINDS[kind]


def _spoken_to_readers(text: str) -> SetAsideKind | None:
    """The kind of a paragraph that is the page speaking of itself, by one phrase that nothing else would hold."""
    if len(text) > MAX_SPOKEN or not sure_index().may_hold(text):
        return None
    match = speaks_to_readers(text, words_of(text))
    return SET_ASIDE_KINDS[match.kind] if match else None


def _is_marked(text: str, words: Words) -> bool:
    """Whether a line opens with the mark of an advertisement and a colon or dash: "Anzeige - Dining out tonight?"."""
    ends = [match.end for match in words.matches if match.kind == "advert" and match.start == 0]
    return any(text[words.tokens[end - 1].end :].lstrip()[:1] in _MARKS for end in ends if end < len(words.tokens))


def _offers_newsletter(words: Words) -> bool:
    """Whether a line opens as an offer of a newsletter does and speaks of one, too."""
    kinds = {(match.where, match.start) for match in words.matches if match.kind == "newsletter"}
    return any(where == "start" for where, _ in kinds) and any(where == "within" and at for where, at in kinds)


def _is_date_line(text: str, words: Words) -> bool:
    """Whether a line is a word for publishing or changing and a date or a time, and hardly a word besides."""
    ends = [match.end for match in words.matches if match.kind == "date" and match.where == "start"]
    if not ends or len(text) > MAX_DATE_LINE or not (find_date(text) or _CLOCK.search(text)):
        return False
    return sum(token.form.isalpha() for token in words.tokens[max(ends) :]) <= DATE_WORDS
