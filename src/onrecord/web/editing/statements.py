"""What a form says of a statement, and the decisions that follow from it.

Decides which fields were changed, what is wrong with them, and where typed words stand in the article. Refuses to put
anything on record: it returns decisions.
"""

from __future__ import annotations

import hashlib
import re
from typing import Any, get_args

from onrecord.errors import OptionError
from onrecord.ledger.corrections import check
from onrecord.records import Reading, Record, Statement, StatementKind
from onrecord.statements.vocabulary import cues

LONGEST_NAME = 200
LONGEST_REASON = 2000
_SAME = str.maketrans("“”„«»‘’‚–—\u2011\xa0", '"""""\'\'\'--- ')
"""Marks and dashes that a keyboard has one of; one character for one, so that offsets stay."""


class Reported(Record, frozen=True, kw_only=True):
    """What a statement says, as it stands in a form: the content piece by piece, "" for nobody and for no act."""

    speaker: str
    content: tuple[str, ...]
    kind: str
    act: str


class StatementForm(Record, frozen=True, kw_only=True):
    """What the form about a statement sends. ``seen`` stands for what its sender had before them."""

    speaker: str = ""
    unnamed: str = ""
    content: str = ""
    kind: str = ""
    act: str = ""
    remove: str = ""
    reason: str = ""
    seen: str = ""


class Outcome(Record, frozen=True, kw_only=True):
    """What follows from a form: decisions (what, value), or what is wrong with it, by field."""

    decisions: tuple[tuple[str, Any], ...] = ()
    problems: dict[str, str] = {}


def reported(reading: Reading, statement: Statement) -> Reported:
    """Return what ``statement`` says, as form fields."""
    names = {speaker.id: speaker.name for speaker in reading.speakers}
    return Reported(
        speaker=names.get(statement.speaker or "", ""),
        content=tuple(" ".join(piece.text.split()) for piece in statement.content),
        kind=statement.kind,
        act=statement.act.name if statement.act else "",
    )


def seen(now: Reported) -> str:
    """Return a word that stands for what somebody sees of a statement."""
    return hashlib.blake2b(repr(now).encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def as_form(now: Reported) -> StatementForm:
    """Return the form as it is first shown."""
    content = "\n".join(now.content)
    return StatementForm(
        speaker=now.speaker,
        unnamed="" if now.speaker else "yes",
        content=content,
        kind=now.kind,
        act=now.act,
        seen=seen(now),
    )


def acts() -> tuple[str, ...]:
    """Return the acts that the machine knows, for choosing from; any other word may be typed too."""
    return tuple(sorted({verb.act for verb in cues().verbs.values()}))


def outcome(now: Reported, typed: StatementForm, text: str, near: int) -> Outcome:
    """Return what follows from ``typed`` where the statement (at ``near`` in ``text``) is ``now``."""
    problems = reason_problem(typed.reason)
    if typed.seen != seen(now):
        problems["seen"] = (
            "Somebody has corrected this statement since you opened the form. Compare, and send it again."
        )
    decisions: list[tuple[str, Any]] = [("not-a-statement", None)]
    if not typed.remove:
        changes = (_speaker(now, typed), _content(now, typed, text, near), _kind(now, typed), _act(now, typed))
        problems.update((what, problem) for what, _, problem in filter(None, changes) if problem)
        decisions = [(what, value) for what, value, _ in filter(None, changes)]
        if not decisions and not problems:
            problems["correction"] = "Nothing is changed yet. Change what is wrong, then send the form."
    return Outcome(decisions=tuple(decisions) if not problems else (), problems=problems)


Changed = tuple[str, Any, str | None] | None
"""What is changed to what, and what is wrong with that; None where nothing is changed."""


def _speaker(now: Reported, typed: StatementForm) -> Changed:
    name = " ".join(typed.speaker.split())
    if typed.unnamed:
        if name and name != now.speaker:
            return "speaker", name, "Either name the speaker or tick that nobody can be named."
        return ("speaker", None, None) if now.speaker else None
    if name == now.speaker:
        return None
    if not name:
        return "speaker", name, "Name the speaker, or tick that nobody can be named."
    return "speaker", name, _too_long(name) or _refused("speaker", name)


def _content(now: Reported, typed: StatementForm, text: str, near: int) -> Changed:
    pieces = tuple(" ".join(line.split()) for line in typed.content.splitlines() if line.strip())
    return None if pieces == now.content else ("content", *_pieces(pieces, text, near))


def _kind(now: Reported, typed: StatementForm) -> Changed:
    problem = None if typed.kind in get_args(StatementKind) else "Choose one of the three."
    return None if typed.kind == now.kind else ("kind", typed.kind, problem)


def _act(now: Reported, typed: StatementForm) -> Changed:
    act = " ".join(typed.act.split())
    return None if act == now.act else ("act", act or None, _too_long(act) or _refused("act", act or None))


def reason_problem(reason: str) -> dict[str, str]:
    """Return what is wrong with a reason, under its field's name."""
    if not reason.strip():
        return {"reason": "Say why, so that others can follow."}
    if len(reason) > LONGEST_REASON:
        return {"reason": f"A reason has at most {LONGEST_REASON:,} characters."}
    return {}


def where(text: str, words: str, near: int) -> tuple[int, int] | None:
    """Return where ``words`` stand in ``text`` nearest to ``near``: as printed, but for white space and shapes of marks."""
    tokens = words.translate(_SAME).split()
    if not tokens:
        return None
    pattern = re.compile(r"(?<!\w)" * tokens[0][0].isalnum() + r"\s+".join(map(re.escape, tokens)))
    places = [found.span() for found in pattern.finditer(text.translate(_SAME))]
    return min(places, key=lambda place: abs(place[0] - near), default=None)


def _pieces(pieces: tuple[str, ...], text: str, near: int) -> tuple[list[str], str | None]:
    found = []
    for piece in pieces:
        place = where(text, piece, near)
        if place is None:
            return [], _not_there(piece, text, near)
        found.append(text[place[0] : place[1]])
    return (found, None) if found else ([], "Give the words as they stand in the article.")


def _not_there(piece: str, text: str, near: int) -> str:
    """Say which words of ``piece`` stand in the article, and which is the first that does not go on."""
    tokens = piece.split()
    low, high = 0, len(tokens)
    while low < high:
        middle = (low + high + 1) // 2
        if where(text, " ".join(tokens[:middle]), near):
            low = middle
        else:
            high = middle - 1
    if low == 0:
        return f"“{_short(piece)}” does not stand in the article. Copy the words as they are printed."
    good, bad = " ".join(tokens[max(low - 6, 0) : low]), tokens[low] if low < len(tokens) else ""
    return f"The article has “… {_short(good)}”, but then not “{_short(bad)}”. Copy the words as they are printed."


def _short(words: str) -> str:
    return words if len(words) <= 80 else words[:80] + "…"


def _too_long(words: str) -> str | None:
    return f"Give at most {LONGEST_NAME} characters." if len(words) > LONGEST_NAME else None


def _refused(what: str, value: Any) -> str | None:
    try:
        check(what, value)
    except OptionError as error:
        return f"{error.message} {error.advice}"
    return None
