"""Clauses: what a cue governs, to its right or to its left.

Decides where the reported content begins and ends within one sentence. Refuses to know who is the source.
All positions are token indices.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from onrecord.statements.chunks import after, is_adverb, is_name, is_time
from onrecord.statements.cues import Cue
from onrecord.statements.extent import CIRCUMSTANCE, is_clause
from onrecord.statements.tokens import Analysis
from onrecord.statements.vocabulary import Frame, plural_roles, roles, words

_OBJECT_FRAMES: frozenset[Frame] = frozenset(["object", "naming", "accusing"])
_NO_ADJUNCT = frozenset(["not", "there", "all", "both", "even", "only", "now", "here"])
_PLAIN_ADJUNCT = words().sets["plain_adjunct"]


class Right(NamedTuple):
    """What stands to the right of a cue: where the content begins, and the chunk addressed, if any."""

    start: int
    addressee: tuple[int, int] | None
    is_order: bool


def right_content(a: Analysis, cue: Cue, last: int) -> Right | None:
    """Return where the content to the right of ``cue`` begins, or None if nothing there is its content.

    ``last`` is the end of the sentence's tokens, its final full stop left out.
    """
    frames = cue.verb.frames
    at = cue.last
    addressee = None
    if "person" in frames or "order" in frames:
        at, addressee = _addressee(a, at, last)
    if at >= last:
        return None
    if "order" in frames and addressee is not None and a.lower[at] in ("to", "not") and at + 1 < last:
        return Right(at, addressee, True)
    if addressee is not None and "person" not in frames and "clause" not in frames:
        at, addressee = cue.last, None
    if "accusing" in frames:
        return Right(at, None, False) if any(w in ("of", "for") for w in a.lower[at:last]) else None
    if "naming" in frames:
        return _naming(a, cue, at, last)
    return _clause(a, cue, at, last, addressee)


def _addressee(a: Analysis, at: int, last: int) -> tuple[int, tuple[int, int] | None]:
    if (
        at >= last
        or a.quoted[at] >= 0
        or a.lower[at] in ("that", "of", "about", "how", "why", "what", "whether", "if", ":", ",")
    ):
        return at, None
    if not a.words[at][0].isalnum() or a.lower[at] in words().prepositions or is_adverb(a.lower[at]) or is_time(a, at):
        return at, None
    if a.lower[at] in plural_roles() or a.lower[at] in roles().groups:
        return at + 1, (at, at + 1)
    chunk = after(a, at, last)
    return (chunk[1], chunk) if chunk else (at, None)


def addressee_after(a: Analysis, at: int, last: int) -> tuple[int, int] | None:
    """Return who is spoken to, right behind a cue such as "told"."""
    return _addressee(a, at, last)[1]


def _naming(a: Analysis, cue: Cue, at: int, last: int) -> Right | None:
    """Content of "called it a mistake", "described the plan as “mad”": only with a quotation, or "describe ... as"."""
    quoted = any(q >= 0 for q in a.quoted[at:last])
    if "clause" in cue.verb.frames or "quote" in cue.verb.frames:
        if at < last and a.quoted[at] >= 0:
            return Right(at, None, False)
        if "wh" in cue.verb.frames and a.lower[at] in words().wh:
            return Right(at, None, False)
    if quoted and is_name_for(a, _first_quoted(a, at, last), last):
        return None
    if (
        quoted
        and _first_quoted(a, at, last) - at <= 25
        and a.lower[at] not in ("for", "on", "off", "upon", "itself", "himself")
    ):
        return Right(at, None, False)
    if "as" in a.lower[at : min(last, at + 12)] and cue.lemma in ("describe", "characterize", "characterise"):
        return Right(at, None, False)
    return None


def is_name_for(a: Analysis, at: int, last: int) -> bool:
    """Return whether a quotation is what somebody or something goes by: "a goat called “the Admiral”"."""
    inner = [i for i in range(at, last) if a.quoted[i] == a.quoted[at] and a.words[i][0].isalnum()]
    named = all(is_name(a, i) or a.lower[i] in words().determiners for i in inner)
    return len(inner) <= 3 and named and any(is_name(a, i) for i in inner)


def _first_quoted(a: Analysis, at: int, last: int) -> int:
    return next((i for i in range(at, last) if a.quoted[i] >= 0), last)


class Place(NamedTuple):
    """What stands behind a cue: ``at`` right behind it, ``start`` behind the circumstances of the speech as well."""

    a: Analysis
    cue: Cue
    at: int
    start: int
    last: int
    has_addressee: bool

    @property
    def word(self) -> str:
        """The word at ``start``, "" at the end."""
        return self.a.lower[self.start] if self.start < self.last else ""

    @property
    def next(self) -> str:
        """The word behind ``start``, "" at the end."""
        return self.a.lower[self.start + 1] if self.start + 1 < self.last else ""


def _clause(a: Analysis, cue: Cue, at: int, last: int, addressee: tuple[int, int] | None) -> Right | None:
    if "to" in cue.verb.frames and at + 1 < last and a.lower[at] == "to" and a.lower[at + 1] not in words().determiners:
        return Right(at, addressee, False)
    place = Place(a, cue, at, _skip_adjuncts(a, cue, at, last), last, addressee is not None)
    if place.start >= last:
        return None
    for opening in _OPENINGS:
        found = opening(place)
        if found is not None:
            return Right(found, addressee, False) if found >= 0 else None
    return None


def _colon(p: Place) -> int | None:
    return p.start + 1 if p.word == ":" and p.next else None


def _pronoun_that(p: Place) -> int | None:
    """Place a "that" which is no conjunction: "said that was a mistake", "told a crowd that had come" (-1: no content)."""
    if p.word != "that" or p.next not in words().auxiliaries:
        return None
    return p.start if "bare" in p.cue.verb.frames and p.start == p.cue.last else -1


def _that(p: Place) -> int | None:
    if p.word != "that" or not p.next or "clause" not in p.cue.verb.frames:
        return None
    return p.start + (2 if p.next == "," and p.start + 2 < p.last else 1)


def _quotation(p: Place) -> int | None:
    frames = p.cue.verb.frames
    if p.a.quoted[p.start] >= 0 and frames & {"quote", "bare"}:
        return p.start
    behind_comma = p.word == "," and p.next and p.a.quoted[p.start + 1] >= 0
    return p.start + 1 if behind_comma and "quote" in frames and _starts_quote(p.a, p.start + 1) else None


def _wh(p: Place) -> int | None:
    return p.start if p.word in words().wh and "wh" in p.cue.verb.frames else None


def _infinitive(p: Place) -> int | None:
    follows = p.word == "to" and p.next and p.next not in words().determiners
    return p.start if follows and "to" in p.cue.verb.frames else None


def _object(p: Place) -> int | None:
    frames = p.cue.verb.frames
    if p.start != p.at:
        return None
    if "ing" in frames and p.word.endswith("ing") and len(p.word) > 4:
        return p.at
    starts = p.word in words().determiners or p.word in words().possessives or is_name(p.a, p.at)
    takes = p.cue.lemma.endswith((" for", " of", " against", " about")) or starts
    return p.at if "object" in frames and takes else None


def _colon_ahead(p: Place) -> int | None:
    """Return where a quotation stands that a colon introduces further on: "summed it up this way: “..."."""
    if "quote" not in p.cue.verb.frames:
        return None
    for i in range(p.start, min(p.last - 1, p.start + 18)):
        if p.a.quoted[i] >= 0:
            return None
        if p.a.words[i] == ":":
            return i + 1 if p.a.quoted[i + 1] >= 0 else None
    return None


def _bare(p: Place) -> int | None:
    bare = "bare" in p.cue.verb.frames or ("clause" in p.cue.verb.frames and p.has_addressee)
    if not bare or not _begins_clause(p.a, p.start, p.last):
        return None
    # Behind "said" the verb may stand anywhere; behind rarer cues it must come before the first comma.
    border = p.last if p.cue.lemma in ("say", "tell", "add") else _next_comma(p.a, p.start, p.last)
    return p.start if is_clause(p.a, p.start, border) else None


_OPENINGS: tuple[Callable[[Place], int | None], ...] = (
    _colon,
    _pronoun_that,
    _that,
    _quotation,
    _wh,
    _infinitive,
    _object,
    _colon_ahead,
    _bare,
)


def _starts_quote(a: Analysis, token: int) -> bool:
    return a.quotations[a.quoted[token]].start == a.starts[token] or a.quotations[a.quoted[token]].resumes


def _skip_adjuncts(a: Analysis, cue: Cue, at: int, last: int) -> int:
    """Return where the content may begin: behind times and places of the speech ("in a statement on Monday")."""
    begin = at
    for _ in range(6):
        moved = _skip_comma(a, at, begin, last) if at < last and a.words[at] == "," else _skip_one(a, at, last)
        if moved == at:
            return at
        at = moved
        if at >= last or a.lower[at] in ("that", ":") or (a.lower[at] == "to" and "to" in cue.verb.frames):
            return at
    return at


def _skip_one(a: Analysis, at: int, last: int) -> int:
    """Return the position behind one adverb, time or circumstance, ``at`` if there is none, ``last`` if no content is."""
    if at >= last or a.quoted[at] >= 0:
        return at
    word = a.lower[at]
    if is_time(a, at):
        return _behind_time(a, at, last)
    if is_adverb(word) and word not in _NO_ADJUNCT:
        return at + 1
    that = _that_ahead(a, at, last) if word in CIRCUMSTANCE or word in _PLAIN_ADJUNCT else 0
    if word in CIRCUMSTANCE and not that and at + 1 < last and is_clause(a, at + 1, _next_comma(a, at, last)):
        return last
    chunk = after(a, at + 1, last) if word in _PLAIN_ADJUNCT and not that else None
    return that or (chunk[1] if chunk else at)


def _skip_comma(a: Analysis, at: int, begin: int, last: int) -> int:
    """Return the position behind what is inserted after a cue: "said, however, “...", "said, without details, that"."""
    if at > begin and at + 1 < last and a.lower[at + 1] in ("adding", "saying"):
        return last
    that = _that_ahead(a, at + 1, last) if at > begin else 0
    if not that and at + 2 < last and a.words[at + 2] == "," and is_adverb(a.lower[at + 1]):
        return at + (2 if a.quoted[min(at + 3, last - 1)] >= 0 else 3)
    return that or _inserted_before_that(a, at, last) or at


def _next_comma(a: Analysis, at: int, last: int) -> int:
    return next((i for i in range(at, last) if a.words[i] == "," and a.quoted[i] < 0), last)


def _inserted_before_that(a: Analysis, at: int, last: int) -> int:
    """Return where "that" stands in "said, without giving details, that", or 0."""
    for i in range(at + 1, min(last - 1, at + 14)):
        if a.words[i] == ",":
            return i + 1 if a.lower[i + 1] == "that" else 0
    return 0


def _behind_time(a: Analysis, at: int, last: int) -> int:
    table = words()
    begin = at
    while at < last and at - begin < 7:
        word = a.lower[at]
        known = word in table.weekdays or word in table.months or word in table.time or word.isdigit()
        inner = at > begin and at + 1 < last and a.lower[at + 1].isdigit()
        known = known or (inner and ((word == "." and a.lower[at - 1] in table.months) or word == ","))
        if not known or (
            at > begin
            and word in ("the", "a", "in", "on", "this", "that")
            and not (at + 1 < last and is_time(a, at + 1))
            and word != "a"
            and a.lower[at - 1] not in ("in", "on", "late", "early")
        ):
            break
        at += 1
    return max(at, begin + 1)


def _that_ahead(a: Analysis, at: int, last: int) -> int:
    """Return the position of the "that" (or of a colon with a quotation) that ends an adjunct, or 0."""
    for i in range(at, min(last, at + 22)):
        word = a.lower[i]
        if a.quoted[i] >= 0 or word in (",", ";", "—", "–"):
            return 0
        if word == "that" and i > at and not a.lower[i - 1].startswith("th"):
            # "a victory that was built on": a verb right after it makes it a relative.
            relative = i + 1 >= last or a.lower[i + 1] in words().auxiliaries or a.lower[i + 1] in words().verbs
            return 0 if relative else i
        if word == ":":
            return i
    return 0


def _begins_clause(a: Analysis, at: int, last: int) -> bool:
    """Return whether a clause without "that" begins at ``at``: something like a subject, and not the end."""
    word = a.lower[at]
    if a.quoted[at] >= 0:
        return True
    if not a.words[at][0].isalnum() and a.words[at][0] not in "$€£@#":
        return False
    if (word in words().prepositions and word not in ("like", "about")) or word in CIRCUMSTANCE:
        return False
    if word in words().coordinators or word in (
        "of",
        "about",
        "to",
        "so",
        "as",
        "than",
        "by",
        "with",
        "goodbye",
        "hello",
        "on",
        "yes",
        "no",
    ):
        return word == "no" and last - at > 2
    return last - at >= 2
