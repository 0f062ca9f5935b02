"""Protects the quick ways of taking a text apart: they find what the plain pattern finds, in every script."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from onrecord.article.phrases import forms_in, tokens_of
from onrecord.text.words import first_word, words_in

TEXTS = st.text(st.characters(exclude_categories=["Cs"])) | st.text("aZ0_ .,-'’“éßİıſΣς中の한²½\u0301\xa0")


@given(TEXTS)
def test_words_are_those_of_the_pattern(text: str) -> None:
    assert words_in(text) == re.findall(r"\w+", text.lower())


@given(TEXTS)
def test_forms_are_those_of_the_tokens(text: str) -> None:
    assert forms_in(text) == [token.form for token in tokens_of(text)]


@given(TEXTS)
def test_the_first_word_is_the_first(text: str) -> None:
    assert first_word(text) == next((word.lower() for word in re.findall(r"\w+", text)), "")


def test_words_are_in_lower_case_and_without_marks() -> None:
    assert words_in("“The Mayor’s co_op,” he said") == ["the", "mayor", "s", "co_op", "he", "said"]
    assert forms_in("Straße co_op 2021") == ["strasse", "co", "op", "2021"]
    assert first_word("— “By Ann Lee”") == "by"
