"""Protects the parser from hostile markup, and sound markup from the guard."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.article.guard import MAX_DEPTH, thinned

SAMPLES = sorted((Path(__file__).parents[2] / "examples" / "pages").glob("*.html"))


@pytest.mark.parametrize("path", SAMPLES, ids=lambda p: p.name)
def test_real_looking_pages_are_untouched(path: Path) -> None:
    markup = path.read_bytes().decode("utf-8", "replace")
    assert thinned(markup) == (markup, ())


def test_nesting_beyond_the_limit_loses_its_tags_and_no_word() -> None:
    markup = "<div>" * 100_000 + "deep words" + "</div>" * 100_000
    kept, steps = thinned(markup)
    assert kept == "<div>" * MAX_DEPTH + "deep words" + "</div>" * MAX_DEPTH
    assert "nested deeper" in steps[0].detail


def test_a_tag_of_very_many_attributes_loses_them() -> None:
    kept, steps = thinned("<p " + " ".join(f"a{n}=1" for n in range(100_000)) + ">words</p>")
    assert kept == "<p>words</p>"
    assert "attributes" in steps[0].detail


def test_a_picture_inside_an_attribute_stays() -> None:
    markup = f'<img src="data:image/png;base64,{"A" * 100_000}==">'
    assert thinned(markup) == (markup, ())


def test_many_unclosed_paragraphs_are_not_deep() -> None:
    markup = "<p>one<br>" * 10_000
    assert thinned(markup) == (markup, ())


@given(st.text(alphabet="<>/ap =\"'", max_size=200))
def test_any_markup_is_taken(markup: str) -> None:
    assert thinned(markup) == (markup, ())


@pytest.mark.parametrize("markup", ["<a" * 500_000, "<" * 1_000_000, "<a " * 300_000])
def test_the_guard_itself_does_not_hang(markup: str) -> None:
    # Its time is measured by bench/hostile.py; a guard that is quadratic does not come back from this.
    assert len(thinned(markup)[0]) <= len(markup)
