"""The compiled parts of the page reader, where the installation could build them (sources: ``native/``).

Decides whether they are used: always where they are there and were built for this file, unless ``ONRECORD_PURE`` is set.
Refuses to hold any logic: each part is the twin of Python code that does the same, several times slower, and that code is
the reference.
"""

from __future__ import annotations

import os
import warnings
from collections.abc import Callable
from hashlib import sha256
from importlib import import_module
from pathlib import Path
from typing import Any, Final, Protocol, cast


class StartTags(Protocol):
    """The start tags that were met, as the compiled walk finds them again; the twin of ``Elements``.

    With nothing given, it asks ``Elements.of`` for each.
    """

    def __call__(
        self,
        element: type = ...,
        functions: tuple[Callable[..., Any], ...] = ...,
        marks: tuple[tuple[str, int], ...] = ...,
        meanings: Meanings = ...,
        /,
    ) -> StartTags: ...
    def make(self, written: str, /) -> Any: ...


class Needs(Protocol):
    """The words that phrases need; the twin of ``phrases._NEEDED``."""

    def __call__(
        self,
        words: tuple[str, ...],
        phrases: list[Any],
        of_numbers: int,
        form_of: Callable[[str], str],
        places: list[Any],
        /,
    ) -> Needs: ...
    def find(self, line: str, root: int, bit: int, /) -> list[tuple[int, int, int]]: ...
    def covering(
        self, lines: list[str], longest: int, index: tuple[int, int], share: float, preferred: bytes, /
    ) -> list[tuple[int, int]]: ...
    def held(self, line: str, /) -> int: ...
    def lines_for(self, bits: tuple[int, ...], lines: tuple[str, ...], /) -> list[list[int]]: ...
    def shared(self, text: str, others: tuple[str, ...], size: int, /) -> tuple[int, int]: ...
    def count_words(self, line: str, most: int, /) -> int: ...


class Network(Protocol):
    """The classifier; the twin of ``classifier.Network``."""

    def __call__(self, box_words: int, text_words: tuple[str, ...], tables: tuple[Any, ...], /) -> Network: ...
    def likelihoods(self, runs: list[Any], rows: list[int], hints: tuple[object, ...], /) -> list[float]: ...


class Ladder(Protocol):
    """Rules, of which the first that fits decides; the twin of ``ladder.Ladder``."""

    def __call__(
        self,
        rules: tuple[tuple[Any, ...], ...],
        words: tuple[str, ...],
        bits: tuple[int, ...],
        signs: tuple[tuple[str, int], ...],
        /,
    ) -> Ladder: ...
    def climb(self, runs: list[Any], /) -> tuple[list[Any], list[int]]: ...


class Doubts(Protocol):
    """The first conditions of the rules of ``settle.RULES``; without it, every rule looks at every block."""

    def __call__(
        self,
        tags: tuple[frozenset[str], ...],
        signs: tuple[str, ...],
        openings: tuple[tuple[str, ...], ...],
        bits: tuple[int, ...],
        measures: tuple[tuple[int, ...], tuple[float, ...]],
        /,
    ) -> Doubts: ...
    def raised(self, needs: Needs, taken: tuple[Any, ...], /) -> tuple[int, list[int]]: ...


class HeadLines(Protocol):
    """The words by which lines of a head are told; the twin of ``metadata_lines.look_in_python``."""

    def __call__(
        self,
        openers: tuple[str, ...],
        small: tuple[str, ...],
        glued: str,
        labels: tuple[str, ...],
        tags: tuple[str, ...],
        /,
    ) -> HeadLines: ...
    def look(self, runs: list[Any], first: int, end: int, longest: int, wanted: int, /) -> list[int]: ...


class Meanings(Protocol):
    """What the names of elements speak of; the twin of ``Vocabulary.facts_in_python``."""

    def __call__(
        self,
        words: tuple[tuple[str, ...], tuple[int, ...], tuple[int, ...], bytes],
        pairs: tuple[tuple[str, ...], tuple[int, ...], bytes],
        /,
    ) -> Meanings: ...
    def facts(
        self, tag: str, names: str | None, ident: str | None, prop: str | None, role: str | None, /
    ) -> tuple[int, int]: ...


class Compiled(Protocol):
    """What the compiled module offers; what each does is said by its twin."""

    ElementFields: type
    BoxFields: type
    RunFields: type
    Tags: StartTags
    Needs: Needs
    HeadLines: HeadLines
    Network: Network
    Ladder: Ladder
    Doubts: Doubts
    Meanings: Meanings
    interface: str
    """The hash of this file as it was when the module was built."""

    def hand_over(
        self, classes: tuple[type, ...], rest_of: object, name_in: object, entities: dict[str, str], /
    ) -> None: ...
    def cut(
        self, markup: str, elements: object, tags: StartTags, limit: int, lists: tuple[list[Any], ...], /
    ) -> tuple[str | None, ...]: ...
    def read(
        self,
        markup: bytes,
        met: tuple[object, StartTags],
        limit: int,
        lists: tuple[list[Any], ...],
        scripts: list[Any],
        /,
    ) -> tuple[str | None, ...] | None: ...
    def attributes_of(self, written: str, /) -> dict[str, str | None]: ...
    def value_of(self, written: str, name: str, /) -> str | None: ...
    def first_word(self, text: str, /) -> str: ...
    def words_in(self, text: str, /) -> list[str]: ...
    def folded(self, text: str, /) -> str: ...
    def strange(self, body: bytes, /) -> bytes: ...
    def utf8(self, body: bytes, /) -> tuple[str, bytes] | None: ...
    def agreeing(
        self, runs: list[Any], words: tuple[str, ...], titles: tuple[str, ...], parts: tuple[float, float], /
    ) -> list[int]: ...
    def date_forms(self, text: str, /) -> int: ...
    def long_values(self, written: list[str], openings: tuple[str, ...], least: int, /) -> list[int]: ...
    def repeating(self, runs: list[Any], words: tuple[str, ...], shortest: int, /) -> list[int]: ...
    def tagged(self, runs: list[Any], tags: frozenset[str], levels: int, /) -> list[int]: ...
    def lines_in(self, runs: list[Any], kinds: int, longest: int, others: int = 0, /) -> list[int]: ...
    def holding(self, runs: list[Any], name: str, longest: int, /) -> list[int]: ...
    def spread(self, name: str, marks: str, lines: list[Any], longest: int, /) -> list[tuple[int, int, int]]: ...
    def metas_of(self, elements: list[tuple[str, dict[str, str | None]]], longest: int, /) -> dict[str, list[str]]: ...
    def with_items(self, runs: list[Any], items: frozenset[str], /) -> list[int]: ...


def _load() -> Compiled | None:
    if os.environ.get("ONRECORD_PURE"):
        return None
    try:
        module = cast("Compiled", import_module("onrecord._native"))
    except ImportError:
        return None
    here = Path(__file__)
    built_for = getattr(module, "interface", None)
    if here.suffix == ".py" and here.exists() and built_for != sha256(here.read_bytes()).hexdigest():
        message = "the compiled part of onrecord was built for other code and is not used; `make try` builds it anew"
        warnings.warn(message, RuntimeWarning, stacklevel=2)
        return None
    return module


compiled: Final = _load()
