"""Queries: what a person types into a search, made into what FTS5 takes, so that no input is an error of the database's.

Decides the query language: words (all must occur), "phrases", prefix*, -excluded words or -"phrases", and OR between two.
Refuses to know any table.
"""

from __future__ import annotations

import re

from onrecord.errors import OptionError
from onrecord.records import Record

_PART = re.compile(r'(?P<minus>-?)(?:"(?P<phrase>[^"]*)"(?P<after>\*?)|(?P<word>[^\s"]+))')
_TOKEN = re.compile(r"[^\W_]")
MIN_PREFIX = 3
MAX_PARTS = 64
"""A query of more parts is a pasted text, not a question."""
_QUOTES = str.maketrans({"“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "\x00": " "})


class Parsed(Record, frozen=True):
    """A query: the FTS5 expression, or None where there are no words in it, and the pieces of it that are asked for."""

    expression: str | None
    terms: tuple[str, ...]


def parse(words: str) -> Parsed:
    """Return the query ``words`` as an FTS5 expression.

    Raises OptionError where a quotation mark is not closed, a beginning is too short, everything is excluded, there is no
    word in it but something else, or the query is endless.

    >>> parse('harbour "not for sale" tax* -rumour').expression
    '("harbour" AND "not for sale" AND "tax" *) NOT ("rumour")'
    """
    text = words.translate(_QUOTES)
    if text.count('"') % 2:
        raise OptionError("words", f"a quotation mark is not closed in {words!r}.", "Close it, or leave it out.")
    wanted: list[str] = []
    excluded: list[str] = []
    terms: list[str] = []
    either = False
    for part in _PART.finditer(text):
        if part["word"] == "OR" and not part["minus"] and wanted:
            either = True
            continue
        body = part["phrase"] if part["phrase"] is not None else part["word"]
        is_prefix = bool(part["after"]) or (part["word"] is not None and body.endswith("*"))
        if not _TOKEN.search(body):
            continue
        if is_prefix and len(body.rstrip("*")) < MIN_PREFIX:
            message = f"{body!r} is too short a beginning: half of all words begin like this."
            raise OptionError("words", message, f"Give at least {MIN_PREFIX} letters.")
        piece = _quoted(body.rstrip("*")) + (" *" if is_prefix else "")
        if part["minus"]:
            excluded.append(piece)
        elif either:
            wanted[-1] = f"({wanted[-1]} OR {piece})"
            terms.append(piece)
        else:
            wanted.append(piece)
            terms.append(piece)
        either = False
    if len(wanted) + len(excluded) > MAX_PARTS:
        raise OptionError("words", f"there are more than {MAX_PARTS} words in the query.", "Ask for fewer.")
    if excluded and not wanted:
        raise OptionError("words", "everything in the query is excluded.", "Name a word that must occur, too.")
    if not wanted:
        if text.strip():
            raise OptionError("words", f"there is no word in {words!r}.", "Give letters or digits, or leave it out.")
        return Parsed(expression=None, terms=())
    expression = "(" + " AND ".join(wanted) + ")"
    return Parsed(expression=expression + (f" NOT ({' OR '.join(excluded)})" if excluded else ""), terms=tuple(terms))


def phrase(text: str) -> str | None:
    """Return ``text`` as an FTS5 phrase, or None where it is empty. Raises OptionError where there is no word in it."""
    if text.strip() and not _TOKEN.search(text):
        raise OptionError("about", f"there is no word in {text!r}.", "Give letters or digits, or leave it out.")
    return _quoted(text) if text.strip() else None


def words_of(piece: str) -> tuple[str, ...]:
    """Return the words of a phrase, each as a piece; a word or a beginning is its own.

    >>> words_of('"not for sale"')
    ('"not"', '"for"', '"sale"')
    """
    if piece.endswith("*"):
        return (piece,)
    return tuple(_quoted(word) for word in piece[1:-1].replace('""', '"').split() if _TOKEN.search(word))


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""').replace("\x00", " ") + '"'
