"""Clauses: what a cue governs, to its right or to its left.

Decides where the reported content begins and ends within one sentence. Refuses to know who is the source.
All positions are token indices.
"""

from __future__ import annotations

from typing import NamedTuple

from onrecord.statements.chunks import after, is_adverb, is_name, is_time
from onrecord.statements.cues import Cue
from onrecord.statements.extent import CIRCUMSTANCE, is_clause
from onrecord.statements.tokens import Analysis
from onrecord.statements.vocabulary import Frame, plural_roles, roles, words

_OBJECT_FRAMES: frozenset[Frame] = frozenset(["object", "naming", "accusing"])
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
    if quoted and _is_name_for(a, _first_quoted(a, at, last), last):
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


def _is_name_for(a: Analysis, at: int, last: int) -> bool:
    """Return whether a quotation is what somebody or something goes by: "a goat called “the Admiral”"."""
    inner = [i for i in range(at, last) if a.quoted[i] == a.quoted[at] and a.words[i][0].isalnum()]
    named = all(is_name(a, i) or a.lower[i] in words().determiners for i in inner)
    return len(inner) <= 3 and named and any(is_name(a, i) for i in inner)


def _first_quoted(a: Analysis, at: int, last: int) -> int:
    return next((i for i in range(at, last) if a.quoted[i] >= 0), last)


def _clause(a: Analysis, cue: Cue, at: int, last: int, addressee: tuple[int, int] | None) -> Right | None:
    frames = cue.verb.frames
    if "to" in frames and at + 1 < last and a.lower[at] == "to" and a.lower[at + 1] not in words().determiners:
        return Right(at, addressee, False)
    start = _skip_adjuncts(a, at, last)
    word = a.lower[start] if start < last else ""
    if start >= last:
        return None
    if word == ":" and start + 1 < last:
        return Right(start + 1, addressee, False)
    if word == "that" and start + 1 < last and a.lower[start + 1] in words().auxiliaries:
        # "that" is no conjunction here: "said that was a mistake", "told a crowd that had gathered".
        return Right(start, addressee, False) if "bare" in frames and start == cue.last else None
    if word == "that" and "clause" in frames and start + 1 < last:
        return Right(start + (2 if a.lower[start + 1] == "," and start + 2 < last else 1), addressee, False)
    if a.quoted[start] >= 0 and ("quote" in frames or "bare" in frames):
        return Right(start, addressee, False)
    if (
        word == ","
        and start + 1 < last
        and a.quoted[start + 1] >= 0
        and "quote" in frames
        and _starts_quote(a, start + 1)
    ):
        return Right(start + 1, addressee, False)
    if word in words().wh and "wh" in frames:
        return Right(start, addressee, False)
    if word == "to" and "to" in frames and start + 1 < last and a.lower[start + 1] not in words().determiners:
        return Right(start, addressee, False)
    if start == at and ("object" in frames or "ing" in frames):
        right = _object(a, cue, at, last)
        if right is not None:
            return right
    if "quote" in frames and (colon := _colon_ahead(a, start, last)):
        return Right(colon + 1, addressee, False)
    bare = "bare" in frames or ("clause" in frames and addressee is not None)
    if bare and _begins_clause(a, start, last) and is_clause(a, start, _clause_border(a, cue, start, last)):
        return Right(start, addressee, False)
    return None


def _colon_ahead(a: Analysis, at: int, last: int) -> int:
    """Return the colon that introduces a quotation further on ("summed the matter up this way: “..."), or 0."""
    for i in range(at, min(last - 1, at + 18)):
        if a.quoted[i] >= 0:
            return 0
        if a.words[i] == ":":
            return i if a.quoted[i + 1] >= 0 else 0
    return 0


def _object(a: Analysis, cue: Cue, at: int, last: int) -> Right | None:
    word = a.lower[at]
    if "ing" in cue.verb.frames and word.endswith("ing") and len(word) > 4:
        return Right(at, None, False)
    starts = word in words().determiners or word in words().possessives or is_name(a, at)
    if "object" in cue.verb.frames and (cue.lemma.endswith((" for", " of", " against", " about")) or starts):
        return Right(at, None, False)
    return None


def _starts_quote(a: Analysis, token: int) -> bool:
    return a.quotations[a.quoted[token]].start == a.starts[token] or a.quotations[a.quoted[token]].resumes


def _skip_adjuncts(a: Analysis, at: int, last: int) -> int:
    """Return where the content may begin: behind times and places of the speech ("in a statement on Monday")."""
    begin = at
    for _ in range(6):
        if at >= last or a.quoted[at] >= 0:
            return at
        word = a.lower[at]
        if is_time(a, at):
            at = _behind_time(a, at, last)
        elif is_adverb(word) and word not in ("not", "there", "all", "both", "even", "only", "now", "here"):
            at += 1
        elif (
            word in CIRCUMSTANCE
            and not _that_ahead(a, at, last)
            and at + 1 < last
            and is_clause(a, at + 1, _next_comma(a, at, last))
        ):
            return last
        elif word in _PLAIN_ADJUNCT:
            that = _that_ahead(a, at, last)
            if that:
                return that
            chunk = after(a, at + 1, last)
            if chunk is None:
                return at
            at = chunk[1]
        elif word == "," and at > begin and at + 1 < last and a.lower[at + 1] in ("adding", "saying"):
            return last
        elif word == "," and _that_ahead(a, at, last) and at > begin:
            return _that_ahead(a, at, last)
        elif word == "," and at + 2 < last and a.words[at + 2] == "," and is_adverb(a.lower[at + 1]):
            at += 2 if a.quoted[min(at + 3, last - 1)] >= 0 else 3
        elif word == "," and (that := _inserted_before_that(a, at, last)):
            return that
        else:
            return at
    return at


def _next_comma(a: Analysis, at: int, last: int) -> int:
    return next((i for i in range(at, last) if a.words[i] == "," and a.quoted[i] < 0), last)


def _clause_border(a: Analysis, cue: Cue, start: int, last: int) -> int:
    """Return before where the verb of a clause without "that" must stand: anywhere after "said", else before a comma."""
    return last if cue.lemma in ("say", "tell", "add") else _next_comma(a, start, last)


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
