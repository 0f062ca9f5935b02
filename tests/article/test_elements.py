"""Protects the short cuts in reading start tags: what spares an element a slow look never hides what that would find."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.article import elements
from onrecord.article.elements import Element, attributes_of, is_hidden, names_author

STYLES = (
    "display: none; visibility:hidden position:absolute fixed left:-9em clip:rect(0 text-indent:-99px TOP:-9".split()
)


@given(st.from_regex(elements._HIDDEN_NAMES))
def test_names_that_hide_hold_a_mark(names: str) -> None:
    assert any(mark in names.lower() for mark in elements._HIDDEN_MARKS)


@given(st.from_regex(elements._AUTHOR_NAMES))
def test_names_of_authors_hold_a_mark(names: str) -> None:
    assert any(mark in names.lower() for mark in elements._AUTHOR_MARKS)


@settings(deadline=None)
@given(
    st.sampled_from(("p", "span", "a", "div")),
    st.dictionaries(
        st.sampled_from(("class", "style", "hidden", "aria-hidden", "title", "rel", "itemprop")),
        st.one_of(
            st.sampled_from(
                ("true", "false", "", "until-found", "author", "creator", "HIDDEN", "sr-only", "Tooltip-text")
            ),
            st.lists(st.sampled_from((*STYLES, " ", ";")), max_size=5).map("".join),
        ),
        max_size=4,
    ),
)
def test_no_hidden_element_and_no_author_is_missed(tag: str, attributes: dict[str, str]) -> None:
    written = tag + "".join(f' {name}="{value}"' for name, value in attributes.items())
    element = Element(written, lambda _tag, _attributes: (0, 0))
    hidden = is_hidden(tag, attributes_of(written))
    assert (element.code == elements.HIDDEN) == hidden
    assert element.names_author == (tag in ("span", "a") and not hidden and names_author(attributes_of(written)))


@pytest.mark.parametrize(
    ("written", "hidden"),
    [
        ('p style="display : none"', True),
        ('p style="width: 9px"', False),
        ('p class="overflow-hidden"', False),
        ('p class="Visually-Hidden"', True),
        ('p hidden=""', True),
        ('p aria-hidden="false" style="display:none"', False),
    ],
)
def test_what_hides_an_element(written: str, hidden: bool) -> None:
    assert (Element(written, lambda _tag, _attributes: (0, 0)).code == elements.HIDDEN) == hidden
