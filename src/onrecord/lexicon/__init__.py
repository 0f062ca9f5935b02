"""The lexicon: vocabularies and rules as data files, and the one way to load them.

Decides where the files lie, how one is read into a typed table, and what every file owes its reader: an ``[about]`` table
with ``what`` (what the file decides) and ``source`` (where its entries come from). Refuses to know what any entry means;
the room that uses a file names the type that it is read into, and that type checks it.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TypeVar, cast

import msgspec

from onrecord.errors import LexiconError


class About(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The head of every lexicon file."""

    what: str
    source: str


class Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The base of every typed lexicon table: unknown fields are errors, so a typing mistake cannot hide."""

    about: About


T = TypeVar("T", bound=Table)


def names() -> tuple[str, ...]:
    """The names of all lexicon files, without ``.toml``, in order."""
    return tuple(sorted(f.name.removesuffix(".toml") for f in files(__name__).iterdir() if f.name.endswith(".toml")))


def load(name: str, table: type[T]) -> T:
    """Return the lexicon file ``name`` as a ``table``, read once per process.

    Raises LexiconError where the file is missing or does not fit the type.
    """
    return cast("T", _load(name, table))


@cache
def _load(name: str, table: type[Table]) -> Table:
    try:
        text = files(__name__).joinpath(f"{name}.toml").read_text(encoding="utf-8")
        return msgspec.toml.decode(text, type=table)
    except FileNotFoundError as error:
        raise LexiconError(name, "there is no lexicon file of this name.", "Reinstall onrecord.") from error
    except (msgspec.DecodeError, ValueError) as error:
        raise LexiconError(
            name, f"the file does not fit its type: {error}.", "Correct it, or reinstall onrecord."
        ) from error
