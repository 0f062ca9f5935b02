"""Plain-text dumps: invented pages with what must be read from them, and what holds for any text."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.article import read_article
from onrecord.article.dump import label_page
from onrecord.article.dump.classify import chances, load_trees
from onrecord.article.dump.features import NAMES, features_of
from onrecord.article.dump.kinds import words_of
from onrecord.article.dump.lines import lines_of
from onrecord.article.dump.rules import has_credit
from onrecord.article.dump.slug import names_image
from onrecord.records import ArticleReading, Page, Source

CASES = Path(__file__).parent.parent / "cases" / "article" / "dump"


def page_of(text: str) -> Page:
    return Page(source=Source(location="page.txt", media_type="text/plain"), kind="text", content=text)


def all_cases() -> list[Any]:
    cases = []
    for file in sorted(CASES.glob("*.toml")):
        for case in tomllib.loads(file.read_text(encoding="utf-8"))["case"]:
            marks = [pytest.mark.xfail(reason=case["xfail"], strict=True)] if "xfail" in case else []
            cases.append(pytest.param(case, id=f"{file.stem}: {case['name']}", marks=marks))
    return cases


def check_head(case: dict[str, Any], reading: ArticleReading) -> None:
    article = reading.article
    for key in ("headline", "site", "language", "published"):
        if key in case:
            assert getattr(article, key) == case[key], key
            assert key in article.evidence
    if "byline" in case:
        assert list(article.byline) == case["byline"]
    if "image" in case:
        assert article.lead_image is not None
        assert article.lead_image.name == case["image"]
    if "origin" in case:
        assert article.origin is not None
        assert article.origin.publisher == case["origin"]


@pytest.mark.parametrize("case", all_cases())
def test_case(case: dict[str, Any]) -> None:
    reading = read_article(page_of(case["text"]))
    text = reading.article.text
    check_head(case, reading)
    if "paragraphs" in case:
        assert len(reading.article.blocks) == case["paragraphs"], text
    assert text.startswith(case.get("starts", ""))
    assert text.endswith(case.get("ends", ""))
    for words in case.get("contains", ()):
        assert words in text
    for words in case.get("excludes", ()):
        assert words not in text
    if "verdict" in case:
        assert reading.completeness.verdict == case["verdict"]
    assert set(case.get("reasons", ())) <= {r.kind for r in reading.completeness.reasons}
    for kind, words in case.get("set_aside", {}).items():
        assert any(s.kind == kind and words in s.text for s in reading.set_aside), kind


LINES = st.lists(
    st.one_of(
        st.text(max_size=80),
        st.sampled_from(
            [
                "* Home",
                "Share on Facebook",
                "Leave a Reply",
                "Please enable JavaScript.",
                "By Ada Lind",
                "March 3, 2020",
            ]
        ),
        st.text(alphabet=st.characters(codec="utf-8"), min_size=40, max_size=200).map(lambda s: s + "."),
    ),
    max_size=25,
)


@settings(max_examples=60, deadline=None)
@given(LINES)
def test_no_word_is_lost_or_changed(lines: list[str]) -> None:
    content = "\n".join(lines)
    texts = label_page(page_of(content)).texts
    expected = re.findall(r"\w+", content.replace("\u00ad", "").removeprefix("\ufeff").replace("\x00", " "))
    assert re.findall(r"\w+", " ".join(texts)) == [w for w in expected if re.search(r"[^\W_]", w)] or any(
        "_" in w or not w.isalnum() for w in expected
    )


@settings(max_examples=60, deadline=None)
@given(LINES)
def test_blocks_are_verbatim_but_for_white_space(lines: list[str]) -> None:
    content = "\n".join(lines)
    folded = re.sub(r"\s+", "", content.replace("\x00", " ").replace("\u00ad", ""))
    for text in label_page(page_of(content)).texts:
        assert text == re.sub(r"\s+", " ", text).strip()
        assert re.sub(r"\s+", "", text) in folded


@settings(max_examples=40, deadline=None)
@given(LINES)
def test_reading_is_stable(lines: list[str]) -> None:
    page = page_of("\n".join(lines))
    assert read_article(page) == read_article(page)


def test_every_line_has_every_feature() -> None:
    lines = lines_of("One line\n\nAnother line, which is longer and ends like a sentence does in most papers.")
    rows = features_of(lines, [words_of(line.text) for line in lines])
    assert [len(row) for row in rows] == [len(NAMES)] * 2
    assert all(0 < chance < 1 for chance in chances(rows, load_trees()))


def test_wrapped_paragraphs_are_joined_and_lists_are_not() -> None:
    wrapped = (
        "The bridge over the sound was closed on Monday after engineers had\n"
        "found cracks in two of its pillars. It will stay closed for at least\n"
        "a month, the road office said, and buses will run by way of the north\n"
        "shore. The last repair was in 1998.\n\n* one\n* two\n"
    )
    texts = [line.text for line in lines_of(wrapped)]
    assert len(texts) == 3
    assert texts[0].endswith("The last repair was in 1998.")
    assert texts[1:] == ["one", "two"]


def test_one_paragraph_a_line_is_not_joined() -> None:
    text = "A first paragraph that is quite short.\nA second paragraph, which is a good deal longer than the first.\nA third."
    assert len(lines_of(text)) == 3


def test_many_lines_are_bounded_and_said() -> None:
    reading = read_article(page_of("Home\n" * 20_100))
    assert any(step.name == "dump-limit" for step in reading.steps)
    assert len(reading.set_aside) == 20_100


@pytest.mark.parametrize(
    "name",
    [
        "kalvik-pit-gates.jpg",
        "12ferry pier articleLarge",
        "tower crane hero 1024x768",
        "IMG_2041.JPG",
        "02pit gates superJumbo",
    ],
)
def test_names_of_images(name: str) -> None:
    assert names_image(name)


@pytest.mark.parametrize(
    "line",
    [
        "Council sells the old ferry terminal for one crown",
        "Large crowd at the photo museum",
        "A square in the old town is to be named after her",
        "miners return to work after seven weeks",
        "27 die in ferry fire",
    ],
)
def test_headlines_are_no_names_of_images(line: str) -> None:
    assert not names_image(line)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("The crater from above. (NASA/Marrow Institute)", True),
        ("The crater from above. [ESA/Odile Farrant]", True),
        ("The crater was seen from above (by the probe/lander of the institute)", False),
        ("The crater was seen from above (NASA says).", False),
    ],
)
def test_credits_of_space_agencies_make_captions(line: str, expected: bool) -> None:
    assert has_credit(line) is expected
