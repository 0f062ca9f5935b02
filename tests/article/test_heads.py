"""Heads of pages: which line gives the date, which names are the author's, which line is the headline."""

from __future__ import annotations

import time
import tomllib
import unicodedata
from pathlib import Path
from typing import Any

import pytest

from onrecord.article import read_article
from onrecord.article.dates import each_date, find_date
from onrecord.article.heads import GivenNames
from onrecord.article.scripts import Script
from onrecord.article.structured import read_structured
from onrecord.lexicon import load
from onrecord.records import Article, Page, Source

CASES = [
    pytest.param(case, id=case["name"])
    for case in tomllib.loads(
        (Path(__file__).parent.parent / "cases" / "article" / "heads" / "lines.toml").read_text(encoding="utf-8")
    )["case"]
]
TEXT = "<p>The harbour board of Nessvik voted on Tuesday to close the old quay, and it gave the boats until May to leave.</p>"
NEWS = (
    '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Old quay closes", '
    '"datePublished": "%s"}</script>'
)


def head_of(
    below_headline: str, *, head: str = "", behind: str = "", url: str = "https://nessvik-post.example/a"
) -> Article:
    """Return the article read from a small page with ``below_headline`` between headline and text."""
    content = (
        f"<html lang=en><head><title>Old quay closes</title>{head}</head><body><main><article><h1>Old quay closes</h1>"
        f"{below_headline}{TEXT * 4}{behind}</article></main></body></html>"
    )
    page = Page(source=Source(location="a.html", media_type="text/html"), kind="html", content=content, url=url)
    return read_article(page).article


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("<div>ByOda Lindqvist</div>", ("Oda Lindqvist",)),
        ("<div>04.02.2022 | 13:10 Uhr | Uta Marbach</div>", ("Uta Marbach",)),
        ("<div>25 October 2022 - Martin Aldwyn</div>", ("Martin Aldwyn",)),
        ("<div>Posted on 4 May 2021 by harbourcat in Boats</div>", ("harbourcat",)),
        ("<div>Par Oda Lindqvist le 4 mai 2021</div>", ("Oda Lindqvist",)),
        ("<div>Martin Aldwyn/AFK</div>", ("Martin Aldwyn",)),
        ("<div>Harbours and Boats, 4 May 2021</div>", ()),
        ("<div>Photograph by Oda Lindqvist</div>", ()),
        ("<ul class=menu><li class=menu-item><a href=/x>Author: Oda Lindqvist</a></li></ul>", ()),
    ],
)
def test_byline_under_the_headline(line: str, names: tuple[str, ...]) -> None:
    assert head_of(line).byline == names


@pytest.mark.parametrize("case", CASES)
def test_lines_around_the_text(case: dict[str, Any]) -> None:
    behind = TEXT * 12 + case["behind"] if "behind" in case else ""
    url = case.get("url", "https://nessvik-post.example/a")
    article = head_of(case.get("below", ""), behind=behind, url=url)
    assert list(article.byline) == case.get("byline", [])
    assert article.published == case.get("published")


def test_byline_behind_the_text() -> None:
    assert head_of("", behind="<p>Text: Oda Lindqvist</p>").byline == ("Oda Lindqvist",)


def test_two_credits_behind_the_text_are_none() -> None:
    behind = f"{TEXT * 12}<p>Text: Oda Lindqvist</p><p>Text: Martin Aldwyn</p>"
    assert head_of("", behind=behind).byline == ()


def test_a_mention_is_no_byline() -> None:
    behind = "<p>Did you like this article? Please help nessvik.example and donate by card.</p>"
    assert head_of("", head='<meta name=author content="nessvik.example">', behind=behind).byline == ()


@pytest.mark.parametrize(
    ("line", "published"),
    [
        ("<p>21 January 2022</p>", "2022-01-21"),
        ("<p>4. 2. 2022</p>", "2022-02-04"),
        ("<p>Updated: 31 October 2023 – Published: 30 October 2023</p>", "2023-10-30"),
        ("<div>Published: 4 February 2022, in Boats and in Quays, of Nessvik and of Old Nessvik, all</div>", "2022-02-04"),
        ('<abbr class=published title="2013-04-04T18:52:11+00:00">Thursday</abbr>', "2013-04-04T18:52:11+00:00"),
    ],
)  # fmt: skip
def test_the_line_under_the_headline_wins(line: str, published: str) -> None:
    assert head_of(line, head=NEWS % "2021-12-20T11:02:44+01:00").published == published


def test_the_same_day_keeps_the_fuller_stamp() -> None:
    assert (
        head_of("<p>20 December 2021</p>", head=NEWS % "2021-12-20T11:02:44+01:00").published
        == "2021-12-20T11:02:44+01:00"
    )


def test_day_and_month_of_a_slashed_date_are_not_held_against_the_metadata() -> None:
    assert head_of("<p>11/01/2021</p>", head=NEWS % "2021-11-01T05:00:14").published == "2021-11-01T05:00:14"


def test_a_date_above_the_headline_is_that_of_today() -> None:
    top = "<html lang=en><body><p>Monday, 9 May 2022</p><p>Boats</p><p>Quays</p><h1>Old quay closes</h1>"
    content = f"{top}{TEXT}{NEWS % '2021-12-20'}"
    page = Page(source=Source(location="a.html", media_type="text/html"), kind="html", content=content)
    assert read_article(page).article.published == "2021-12-20"


def test_a_month_in_the_address_confirms_a_declared_date() -> None:
    head = '<meta property="article:published_time" content="2019-10-01">'
    assert head_of("", head=head, url="https://nessvik-post.example/2019/10/quay/").published == "2019-10-01"
    assert head_of("", head=head, url="https://nessvik-post.example/2018/10/quay/").published is None


@pytest.mark.parametrize(
    "written",
    [
        "<!-- %s -->",
        "//<![CDATA[\n%s\n//]]>",
        "/* <![CDATA[ */ %s /* ]]> */;",
        "<![CDATA[%s]]> ; ",
        "%s;",
    ],
)
def test_structured_data_are_read_through_what_hides_them(written: str) -> None:
    scripts = [Script("script", {}, written % '{"@type": "NewsArticle", "headline": "Old quay closes",}')]
    assert [item["headline"] for item in read_structured(scripts)] == ["Old quay closes"]


def test_damaged_structured_data_take_linear_time() -> None:
    started = time.process_time()
    for hostile in (" ", "// ", "/* ", "//", ", ", "]]>", ";", "&"):
        assert read_structured([Script("script", {}, '{"@type": "NewsArticle"' + hostile * 100_000 + "x")]) == ()
    assert time.process_time() - started < 5


def test_the_printed_headline_wins_over_the_shared_one() -> None:
    head = '<meta property="og:title" content="Boats leave Nessvik for good">'
    content = f"<html><head>{head}</head><body><h1>The old quay of Nessvik closes in May</h1>{TEXT * 4}</body></html>"
    page = Page(source=Source(location="a.html", media_type="text/html"), kind="html", content=content)
    assert read_article(page).article.headline == "The old quay of Nessvik closes in May"


def test_every_date_of_a_line() -> None:
    line = "Updated 31.10.2023 - 14:49, published 1 November 2023"
    assert [(value, before.strip()) for value, _, _, before in each_date(line)] == [
        ("2023-10-31T14:49", "Updated"),
        ("2023-11-01", ", published"),
    ]


@pytest.mark.parametrize("line", ["12 MAYIS 2019", "12 mayıs 2019", "12 MAYIS\u0307 2019, 12 mayıs 2019"])
def test_a_month_in_turkish_capitals_is_read(line: str) -> None:
    found = find_date(line)
    assert found is not None
    assert found[0] == "2019-05-12"


def test_a_clock_belongs_to_its_date() -> None:
    line = "By Ada Lind - 11/18/19 11:04 PM EST"
    found = find_date(line)
    assert found is not None
    assert line[found[1] : found[2]] == "11/18/19 11:04 PM EST"


def test_given_names_are_single_lower_case_words_named_once() -> None:
    for language, listed in load("given_names", GivenNames).names.items():
        names = listed.split()
        assert len(names) == len(set(names)), language
        assert all(name == unicodedata.normalize("NFC", name).lower() for name in names), language
