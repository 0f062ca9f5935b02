"""Rules: what the neighbours and the wording of a line settle, whatever the classifier says.

Decides the few cases that are certain for a reason: a credit makes a caption, a second printing is no text, comments stay
behind the article. Refuses to weigh anything else; the classifier does.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from onrecord.article.asides import whole_lines
from onrecord.article.dump.kinds import SET_ASIDE_KINDS, Words, kind_of
from onrecord.article.dump.lines import Line
from onrecord.article.metadata_names import picture_credit
from onrecord.article.phrases import Match
from onrecord.records import SetAsideKind

SHOUTED_WORDS = 7
"""A line in capitals of this many words, in a text that is not, is a link to another piece; subheadings are shorter."""
CAPTION_WORDS = 70
MAX_CAPTION = 300
MAX_NAME = 60
MIN_COMMENTS = 2
"""So many heads of comments make a comment section."""
GATE_LINE_WORDS = 50
GATE_SHARE = 0.25
"""A line is a gate if at least this share of its words is a gate's: an article that mentions one has more of its own."""
MAX_SPOKEN = 600
"""A longer text is not the page's word to its readers."""
_QUOTES = frozenset('“”„«»"')
HEAD_WORDS = 16
HEADING_REACH = 6
_AGENCIES = (
    "AP|AFP|Reuters|Getty|Getty Images|EPA|EFE|dpa|ANSA|PAP|TASS|Xinhua|PTI|Shutterstock|iStock"
    "|Bloomberg|imago|Keystone|NASA|ESA"
)
_CREDIT = re.compile(
    r"[(\[](?:image|photo|photos|picture|pic|credit|credits|courtesy|foto|fotos|bild|imagen|crédit|crédits|immagine|imagem|beeld|zdjęcie"
    rf"|фото|写真)\b[^()\[\]]{{0,80}}[)\]]$|[(\[][^()\[\]]{{0,70}}(?:/|via |©)\s?(?:{_AGENCIES})[^()\[\]]{{0,30}}[)\]]$"
    rf"|[(\[](?:{_AGENCIES})(?: Photo)?/[^()\[\]]{{2,50}}[)\]]$",
    re.IGNORECASE,
)
_FILE_NAME = re.compile(r"\S+\.(?:jpe?g|png|gif|webp|avif|svg)|(?:[^\W_]+[-_]){3,}[^\W_]+", re.IGNORECASE)
_COMMENT_HEAD = re.compile(
    r"\b(?:at|um|à|alle|às|о|в|om|o)\s+\d{1,2}[:.]\d{2}\s*(?:[ap]\.?m\.?)?\s*(?:uhr)?\s*"
    r"(?P<verb>says?|said|schrieb|sagt|dice|dijo|dit|ha detto)?\s*:?$",
    re.IGNORECASE,
)
_DATELINE = re.compile(r"^[^\W\d_][^—–:]{1,45}?(?:\([^()]{2,20}\)\s*)?\s?(?:—|–|--|-)\s\S")
_PLACE_OR_AGENCY = re.compile(r"^[A-ZÀ-ÞА-Я][A-ZÀ-ÞА-Я .,'’-]{2,30}\b|\([A-Z][A-Za-z ]{1,15}\)\s*(?:—|–|--|-)")


def certain_kinds(lines: Sequence[Line], words: Sequence[Words]) -> dict[int, SetAsideKind]:
    """Return, for the lines that are certainly not the article's text, what they are."""
    found: dict[int, SetAsideKind] = {}
    shouted = sum(line.text.isupper() for line in lines) * 3 > len(lines)
    for i, (line, w) in enumerate(zip(lines, words, strict=True)):
        text = line.text
        if _FILE_NAME.fullmatch(text):
            found[i] = "image"
        elif len(w.tokens) <= CAPTION_WORDS and (has_credit(text) or ends_in_credit(text)):
            found[i] = "caption"
        elif (not shouted and _is_shouted(text, w)) or announces_link(text, w):
            found[i] = "related"
        elif len(text) <= MAX_SPOKEN and (sure := speaks_to_readers(text, w)):
            found[i] = SET_ASIDE_KINDS[sure.kind]
        elif is_gate(text, w):
            found[i] = kind_of(text, w, is_listed=False)
        elif i and text == lines[i - 1].text and len(w.tokens) > 2:
            found[i] = found.setdefault(i - 1, "caption") if len(text) < 400 else "other"
    first = _first_comment(lines, words)
    if first is not None:
        for i in range(first, len(lines)):
            found.setdefault(i, "comment")
    return found


def has_credit(text: str) -> bool:
    """Return whether ``text`` ends with the credit of a picture, in brackets."""
    return text[-1:] in (")", "]") and _CREDIT.search(text) is not None


def ends_in_credit(text: str) -> bool:
    """Return whether ``text`` is a caption whose last words are a credit: a word for a picture, a colon, a name."""
    at = text.rfind(":")
    if len(text) > MAX_CAPTION or at < 0 or not 2 < len(text) - at <= MAX_NAME:
        return False
    before, name = text[:at], text[at + 1 :].strip()
    label = before.rpartition(". ")[2].strip() if ". " in before else ""
    opened = picture_credit(label) if label else None
    is_label = label.lower() in whole_lines("credit_labels") or bool(opened and opened.end() == len(label))
    return is_label and name[:1].isupper() and name[-1:] not in "!?"


def _is_shouted(text: str, words: Words) -> bool:
    return len(words.tokens) >= SHOUTED_WORDS and text.isupper() and len(text) < 200


def announces_link(text: str, words: Words) -> bool:
    """Return whether the line says that it is a link: "Related: …", "Lesen Sie auch: …"."""
    for match in words.matches:
        if match.kind == "related" and match.where == "start" and match.end < len(words.tokens):
            return text[words.tokens[match.end - 1].end :].lstrip()[:1] in (":", "：")
    return False


def is_gate(text: str, words: Words) -> bool:
    """Return whether the line is the page speaking of itself: a gate, an error, a form; and nobody is quoted in it."""
    sure = [m for m in words.matches if (m.weight == "gate" and m.kind not in ("pagination", "error-page"))]
    sure += [m for m in words.matches if m.kind == "comment-form" and (m.where == "whole" or m.end - m.start >= 4)]
    covered = {i for m in sure if m.end - m.start > 1 or m.where == "whole" for i in range(m.start, m.end)}
    if not covered or len(words.tokens) > GATE_LINE_WORDS or any(c in text for c in '“”«»"'):
        return False
    return len(covered) >= GATE_SHARE * len(words.tokens)


def speaks_to_readers(text: str, words: Words) -> Match | None:
    """Return the phrase by which a whole text is the page speaking to its readers; none where somebody may be quoted."""
    sure = next((match for match in words.matches if match.weight == "sure"), None)
    return sure if sure and _QUOTES.isdisjoint(text) else None


def _first_comment(lines: Sequence[Line], words: Sequence[Words]) -> int | None:
    """Return the first line of a comment section behind an article, if there is one."""
    heads = [
        (i, match)
        for i, (line, w) in enumerate(zip(lines, words, strict=True))
        if len(w.tokens) <= HEAD_WORDS and (match := _COMMENT_HEAD.search(line.text))
    ]
    # A time of day alone also stands under headlines: then a heading for comments must stand above.
    titles = [
        i for i, w in enumerate(words) if any(m.kind == "comment-form" and m.where != "within" for m in w.matches)
    ]
    sure = [i for i, match in heads if match["verb"] or any(i - HEADING_REACH <= t < i for t in titles)]
    if len(heads) < MIN_COMMENTS or not sure:
        return None
    above = any(len(w.tokens) >= 25 for w in words[: sure[0]])
    return sure[0] if above else None


def opens_with_dateline(text: str) -> bool:
    """Whether ``text`` opens with place (and agency) and a dash, as agency reports do."""
    return bool(_DATELINE.match(text) and _PLACE_OR_AGENCY.search(text[:60]))
