"""A marked-up page: its blocks, their labels, its head, and that no visible word is lost."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.article.dates import parse_date
from onrecord.article.html import label_page
from onrecord.article.labelled import LabelledPage
from onrecord.article.metadata_names import split_names
from onrecord.article.tree import cut, parse
from onrecord.records import Page, Source

PAGE = """<!doctype html><html lang="en"><head><title>Ferry returns to Marrow Bay | The Marrow Herald</title>
<meta property="og:title" content="Ferry returns to Marrow Bay"><meta property="og:site_name" content="The Marrow Herald">
<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Ferry returns to Marrow Bay",
"datePublished": "2022-05-03T08:15:00+01:00", "author": {"@type": "Person", "name": "Odile Farrant"}}</script></head><body>
<nav><ul><li><a href="/">Home</a></li><li><a href="/sport">Sport</a></li></ul></nav>
<article><h1>Ferry returns to Marrow Bay</h1><p class="byline">By <a rel="author" href="/of">Odile Farrant</a></p>
<time datetime="2022-05-03">3 May 2022</time>
<figure><img src="/img/ferry.jpg"><figcaption>The ferry at its old berth. Photo: Len Tasker</figcaption></figure>
<p>The ferry that served Marrow Bay for forty years sailed again on Tuesday, after a repair that cost the county more
than its council had planned and took two winters to finish.</p>
<p>“Nobody here thought that we would see her again,” said Hanne Ruvik, who sold tickets on the quay until the
ser<b>vice</b> was stopped. She said that the first crossing was full by six in the morning.</p>
<p hidden>Words that nobody sees on this page, however long the paragraph may be that holds them all.</p>
<p>The council will decide in June whether the boat may sail on Sundays too, as the islanders have asked.</p></article>
<div class="comments"><p>First! I have waited for this boat for two years and I will be there on Sunday.</p></div>
<footer>© The Marrow Herald. All rights reserved.</footer></body></html>"""


def read(markup: str) -> LabelledPage:
    return label_page(Page(source=Source(location="x.html", media_type="text/html"), kind="html", content=markup))


def test_article_and_asides_are_told_apart() -> None:
    page = read(PAGE)
    article = page.article
    assert len(article) == 3
    assert article[0].startswith("The ferry that served")
    assert "until the service was stopped" in article[1]
    labels = {text[:20]: label for text, label in zip(page.texts, page.labels, strict=True)}
    assert labels["Ferry returns to Mar"] == "headline"
    assert labels["The ferry at its old"] == "caption"
    assert labels["Words that nobody se"] == "hidden"
    assert labels["First! I have waited"] == "comment"


def test_the_head_has_evidence() -> None:
    head = read(PAGE).head
    assert head.headline == "Ferry returns to Marrow Bay"
    assert head.byline == ("Odile Farrant",)
    assert head.published == "2022-05-03T08:15:00+01:00"
    assert head.site == "The Marrow Herald"
    assert head.language == "en"
    assert head.lead_image is not None
    assert head.lead_image.name == "ferry.jpg"
    assert {"headline", "byline", "published", "site", "language"} <= set(head.evidence)


def test_a_date_that_the_page_does_not_show_is_not_given() -> None:
    head = read(
        PAGE.replace("NewsArticle", "Article").replace('<time datetime="2022-05-03">3 May 2022</time>', "")
    ).head
    assert head.published is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2019-11-19T10:20:00-0500", "2019-11-19T10:20:00-05:00"),
        ("Nov. 19, 2019 10:20 am EST", "2019-11-19T10:20-05:00"),
        ("19.11.2019, 15:30 Uhr", "2019-11-19T15:30"),
        ("3 de mayo de 2022", "2022-05-03"),
        ("2022年5月3日", "2022-05-03"),
        ("2022-05", "2022-05"),
        ("03/04/2019", None),
        ("© 2019 The Herald", None),
        ("31.02.2020", None),
    ],
)
def test_dates_keep_their_precision(text: str, expected: str | None) -> None:
    assert parse_date(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("By Odile Farrant and Len Tasker, Staff Writers", ("Odile Farrant", "Len Tasker")),
        ("Von Jörg Anders", ("Jörg Anders",)),
        ("By Ana Prell, Harbour Correspondent", ("Ana Prell", "Harbour Correspondent")),
        ("admin", ()),
        ("", ()),
    ],
)
def test_names_of_a_byline(text: str, expected: tuple[str, ...]) -> None:
    found = split_names(text)
    assert found[:1] == expected[:1]
    assert not any("By " in name for name in found)


WORDS = st.lists(st.sampled_from("alpha beta gamma delta epsilon zeta eta theta".split()), min_size=1, max_size=12)
TAGS = st.sampled_from("p div li span b a h2 td blockquote section em article".split())


@st.composite
def markup(draw: st.DrawFn, depth: int = 3) -> str:
    parts = []
    for _ in range(draw(st.integers(1, 4))):
        tag = draw(TAGS)
        inner = draw(markup(depth=depth - 1)) if depth and draw(st.booleans()) else " ".join(draw(WORDS))
        parts.append(f"<{tag}> {inner} </{tag}>" if draw(st.integers(0, 5)) else f"<{tag}> {inner} ")
    return " ".join(parts)


@settings(max_examples=60, deadline=None)
@given(markup())
def test_every_visible_word_stands_in_a_block(body: str) -> None:
    tree = parse(f"<html><body>{body}</body></html>")
    seen = " ".join(run.text for run in cut(tree).runs).split()
    whole = (tree.body.text(separator=" ") if tree.body else "").split()
    assert "".join(seen) == "".join(whole)
    labelled = read(f"<html><body>{body}</body></html>")
    assert list(labelled.texts) == [run.text for run in cut(tree).runs]


@pytest.mark.parametrize(
    "body", ["", "\x00", "<", "<div" * 500, "<b>" * 3_000 + "x", "<p>x<br><br>y", "<table><p>z</table>", "&" * 2_000]
)
def test_odd_markup_is_read(body: str) -> None:
    started = time.monotonic()
    read(body)
    assert time.monotonic() - started < 20


def test_the_limit_of_classified_blocks_counts_the_uncertain_ones_only(monkeypatch: pytest.MonkeyPatch) -> None:
    def limits(markup: str) -> list[str]:
        return [step.detail for step in read(markup).steps if step.name == "limit"]

    monkeypatch.setattr("onrecord.article.html.MAX_ROWS", 6)
    assert limits(PAGE) == []
    more = "".join(f"<p>Boat number {n} sails from the quay to the island and back again.</p>" for n in range(9))
    assert len(read(PAGE).texts) > 6
    assert [limit.split(" of ")[0] for limit in limits(PAGE.replace("</article>", more + "</article>"))] == [
        "only the first 6"
    ]


@given(st.integers(1, 60))
@settings(max_examples=40, deadline=None)
def test_no_word_is_lost_beyond_the_limit_of_elements(limit: int) -> None:
    parts = [
        f"<div>lead{n} <p>one{n} <b>bo</b>ld{n}</p><script>code()</script><br>tail{n}</div>end{n}" for n in range(12)
    ]
    markup = "<body><div>first <span hidden>unseen</span>" + "".join(parts)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("onrecord.article.tree.MAX_NODES", limit)
        page = read(markup)
    words = " ".join(page.texts).split()
    expected = {f"{word}{n}" for word in ("lead", "one", "bold", "tail", "end") for n in range(12)}
    lost = expected - set(words)
    assert len(lost) <= 1, "only the word that the limit falls into may be in two pieces"
    assert "first" in words
    assert "code()" not in words
    assert len(words) <= len(expected) + 3
    assert any(step.name == "limit" for step in page.steps) == (limit < 2 + 12 * 4)


@given(st.integers(1, 90))
@settings(max_examples=40, deadline=None)
def test_no_word_is_lost_beyond_the_limit_of_tags(limit: int) -> None:
    parts = [f"<p>one{n} <b>bo</b>ld{n}</p><script>if (a < b) code()</script>tail{n}<br>" for n in range(12)]
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("onrecord.article.rest.MAX_TAGS", limit)
        patched.setattr("onrecord.article.markup.compiled", None)
        page = read("<body>first " + "".join(parts))
    words = " ".join(page.texts).split()
    expected = {"first"} | {f"{word}{n}" for word in ("one", "bold", "tail") for n in range(12)}
    lost = expected - set(words)
    assert len(lost) <= 1, "only the word that the limit falls into may be in two pieces"
    assert any(step.name == "limit" for step in page.steps) == (limit < 12 * 8 + 1)


@pytest.mark.parametrize(
    ("markup", "texts"),
    [
        ("<p>One <!-- <b>not</b> > this --> two</p>", ["One two"]),
        ("<p>One <!----> two <!--><p>three</p>", ["One two", "three"]),
        ('<p a<b="1">One</p><b<i>two</b<i>', ["One", "two"]),
        ("<svg><!-- </svg> --><text>no</text></svg><p>One</p>", ["One"]),
        ("<svg><g a<svg x=1></g></svg><p>One</p>", ["One"]),
        ("<p>One<script>if (a<b) {}</script><template><p>no</p></template> two</p>", ["One two"]),
        ("<noscript><p>no</p></noscript><svg><style><script>no</script></style></svg><p>One</p>", ["One"]),
        ('<p title="a<b>c">One</p><xmp><b>two</b></xmp><p>a &lt; b', ["One", "<b>two</b>", "a < b"]),
        ("<p>One\u2003\n two&nbsp;&nbsp;three</p>", ["One two three"]),
    ],
)
def test_odd_markup_is_cut_into_its_texts(markup: str, texts: list[str]) -> None:
    assert [run.text for run in cut(parse(f"<html lang=en><body>{markup}")).runs] == texts


def test_the_language_is_that_of_the_root_and_not_of_a_comment() -> None:
    assert cut(parse('<!--[if IE]><html lang="xx"><![endif]--><!doctype html><html lang="fr"><p>Un')).language == "fr"


@pytest.mark.parametrize(
    ("printed", "site"),
    [
        ("The Marrow Herald", "The Marrow Herald"),
        ("Marrow-Herald", "marrowherald.zz"),
        ("O MarrowHerald", "marrowherald.zz"),
        ("OMarrow Herald", "marrowherald.zz"),
        ("the Marrow. Herald.", "the Marrow. Herald"),
        ("breathe Marrow Herald", "Marrow Herald"),
        ("Marrow - Herald", "marrowherald.zz"),
    ],
)
def test_a_site_is_named_as_the_page_prints_it(printed: str, site: str) -> None:
    page = f'<link rel="canonical" href="https://www.marrowherald.zz/a"><h1>Ferry</h1><p>Said to {printed}'
    assert read(page).head.site == site
