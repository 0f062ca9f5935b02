"""Protects the compiled looks at the lines of a head: each finds what its twin in Python finds, on any page."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.article import metadata_lines as lines
from onrecord.article import tree
from onrecord.article.classifier import network
from onrecord.article.metadata_bylines import holding_in_python
from onrecord.article.metadata_clues import metas_in_python
from onrecord.article.metadata_headline import _TITLES, MIN_PART, SURE_PART, agreeing_in_python
from onrecord.article.metadata_site import _MARKS, spread_in_python
from onrecord.article.pieces import Cut, Run, lines_in_python
from onrecord.native import compiled

ROOT = Path(__file__).parent.parent.parent
PAGES = sorted(path for path in (ROOT / "examples" / "pages").iterdir() if b"<html" in path.read_bytes()[:500].lower())
ITEMS = frozenset(("datepublished", "author"))
WORDS = (
    "By by von By-line ByAnn Ann Lee Posted on 4 May 2021 Autor: text Ïnterview İnterview ΑΥΤΟΣ par — · Harbour-Post _by"
    " harbour'post HARBOUR POST harbourpost harbour...post the 2021-05-04 ſ 文 記者 ﬁn ² ٢٠٢١ ß ẞ Straße STRASSE"
).split()
TAGS = (
    "<p>",
    "<h2>",
    "<p><a href=/x>",
    "<time datetime=2021>",
    "<p><abbr class=published title='4 May'>",
    "<div itemprop=datePublished content=2021>",
    "<p hidden>",
    "<p><span itemprop=author>",
    "<p><a title=x>",
    "<div title>",
    "<p class='byline'>",
    "<p class='comment byline'>",
    "<div class='x HEADLINE'>",
    "<div data-title>",
)
BLOCKS = st.lists(
    st.tuples(st.sampled_from(TAGS), st.lists(st.sampled_from(WORDS), max_size=9).map(" ".join), st.integers(1, 12)),
    max_size=12,
)

pytestmark = pytest.mark.skipif(compiled is None, reason="the compiled part was not built here")


def _cut(content: str) -> Cut:
    return tree.cut(tree.parse(content), network().vocabulary.elements)


def _compare(cut: Cut) -> None:
    assert compiled is not None
    runs = cut.runs
    for wanted in range(1, 2 * lines.HIDDEN_TOO):
        for first, end, longest in ((-3, 7, 60), (0, len(runs), 1 << 40), (5, 4, 9)):
            assert lines.look(runs, first, end, longest, wanted) == lines.look_in_python(
                runs, first, end, longest, wanted
            )
    assert compiled.with_items(runs, ITEMS) == lines.with_items_in_python(runs, ITEMS)
    assert compiled.metas_of(cut.metas, 30) == metas_in_python(cut.metas, 30)
    for name in ("ann lee", "straße", "harbour", "i̇", "x"):
        assert compiled.holding(runs, name, 90) == holding_in_python(runs, name, 90)
    for bare in ("harbourpost", "annlee", "interview", "αυτοσ", ""):
        both: list[Run | str] = [cut.title, *runs]
        assert compiled.spread(bare, _MARKS, both, 90) == (spread_in_python(bare, _MARKS, both, 90) if bare else [])
    for kinds, others in ((0xFFFF, 0), (0xFFFFFFFF, 0xF0), (1, 1)):
        assert compiled.lines_in(runs, kinds, 90, others) == lines_in_python(runs, kinds, 90, others)
    for words in (frozenset(("ann", "lee", "harbour", "post", "i̇nterview", "αυτος")), frozenset[str]()):
        assert set(agreeing_in_python(runs, words)) <= set(
            compiled.agreeing(runs, tuple(words), _TITLES, (MIN_PART, SURE_PART))
        )


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_lines_of_pages_are_found_as_by_the_twins(path: Path) -> None:
    _compare(_cut(path.read_text(encoding="utf-8", errors="replace")))


@settings(deadline=None)
@given(BLOCKS)
def test_any_lines_are_found_as_by_the_twins(blocks: list[tuple[str, str, int]]) -> None:
    content = "".join(f"{tag}{(text + ' ') * times}</p></div>" for tag, text, times in blocks)
    metas = "".join(f"<meta {tag[1:3]} name='{text}' content=' {text}  é&amp;{text}\n'>" for tag, text, _ in blocks)
    _compare(
        _cut(f"<html><head>{metas}<meta property content=y><meta name=OG:x><title>Harbour Post</title><body>{content}")
    )


def test_every_letter_is_made_small_as_by_the_twin() -> None:
    assert compiled is not None
    letters = [chr(code) for code in range(0x20000) if not 0xD800 <= code < 0xE000]
    for letter in (one for one in letters if one.lower() != one or one.upper() != one):
        small = letter.lower()[:1]
        assert compiled.spread(small, _MARKS, [letter], 9) == spread_in_python(small, _MARKS, [letter], 9), letter


@pytest.mark.parametrize("text", ["harbour " * 20_000, "h" * 100_000, "h." * 50_000, "by 2021-" * 20_000, "İ" * 50_000])
def test_hostile_lines_take_linear_time(text: str) -> None:
    assert compiled is not None
    runs: list[Any] = _cut(f"<html><head><meta name='{text}' content='{text}'><body><p>{text}").runs
    started = time.process_time()
    for wanted in (lines.DATED, lines.STAMPED, lines.OPENED, lines.LABELLED):
        lines.look(runs, 0, 9, lines.ANY_LENGTH, wanted)
    compiled.holding(runs, "harbour by x", lines.ANY_LENGTH)
    compiled.spread("hharbour", _MARKS, runs, lines.ANY_LENGTH)
    compiled.agreeing(runs, ("harbour",), _TITLES, (0.4, 0.4))
    assert time.process_time() - started < 5


@pytest.mark.parametrize(
    "call",
    [
        lambda c: c.HeadLines(("a" * 99,), (), "By", (), ()),
        lambda c: c.HeadLines((), (), "By", (), (1,)),
        lambda c: c.HeadLines((), (), "By", (), ()).look([c.RunFields()], 0, 1, 1, 1),
        lambda c: c.with_items([1], frozenset()),
        lambda c: c.with_items([], set()),
        lambda c: c.metas_of([("meta",)], 9),
        lambda c: c.metas_of([("meta", None)], 9),
        lambda c: c.holding([c.RunFields()], "x", 9),
        lambda c: c.spread("x", "", [1], 9),
        lambda c: c.agreeing([], ("x",), (), (0.0, 0.4)),
        lambda c: c.agreeing([], ("x",), (1,), (0.4, 0.4)),
        lambda c: c.agreeing([], (1,), (), (0.4, 0.4)),
        lambda c: c.agreeing([c.RunFields()], ("x",), (), (0.4, 0.4)),
        lambda c: c.lines_in([c.RunFields()], 1, 1, 1),
    ],
)
def test_what_is_wrong_is_refused(call: Callable[[Any], object]) -> None:
    with pytest.raises((TypeError, ValueError)):
        call(compiled)
