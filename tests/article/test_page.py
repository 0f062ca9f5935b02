"""Protects the compiled way from bytes to blocks: it finds what lexbor's tree holds, or leaves a page to lexbor."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.article import tree
from onrecord.article.classifier import network
from onrecord.article.guard import MAX_ATTRIBUTES, MAX_DEPTH
from onrecord.article.markup import cut_page
from onrecord.article.pieces import Cut
from onrecord.native import compiled
from onrecord.records import Page, Source
from tests.article.hostile import HOSTILE
from tests.article.test_native import MARKUP, PAGES, shown

pytestmark = pytest.mark.skipif(compiled is None, reason="the compiled part was not built here")

_BLOCKS = "div p ul li dl dt dd h1 section article blockquote pre form center summary hr".split()
_FORMATS = "a b i em strong font u nobr code".split()
_TABLES = "table tr td th tbody thead caption colgroup col".split()
_OTHERS = (
    "span br img input button select option optgroup textarea title script style noscript iframe template svg object ruby rt"
    " meta link html head body source frame time x-y label path desc image math xmp selectedcontent"
).split()
_VALUES = (
    "x byline", "author", "a > b", "&quot;", "comment list", "né", "", "&amp", "&copy=1", "&notit;", "&#x41;", "&#0;",
    "&shy;", "\u00a0", "a'b", "x/", "HIDDEN", "lang",
)  # fmt: skip
_KEYS = 'class id href rel hidden type TYPE Class lang content a=b "q = é async'.split()
_TEXTS = (
    " ", "\n", "The harbour.", "“Not”", "&nbsp;", "&lt;b&gt;", "\u3000日本", "<", ">", "<!-- <p> < -->", "<!-->", "<!--x--!>",
    "</", "</>", "<?x>", "<!x>", "<![CDATA[x]]>", "</script>", "</title>", "<!DOCTYPE html>", "&copy", "&notin;", "&#65;",
    "&#128;", "&#xD800;", "&#99999999999;", "&#;", "&", "&shy;", "&#13;", "&#10;", "&ampx", "&nLt;", "<a<b>", "\U0001f600",
)  # fmt: skip
_OPENINGS = (
    "", "<!doctype html>", "<!DOCTYPE html><html lang='en'><head><title>x</title></head><body>", "<!DOCTYPE html><p><table>",
    "<!DOCTYPE html><table><tr><td>", "<!DOCTYPE html><select>", "<!DOCTYPE html><svg>",
)  # fmt: skip


@st.composite
def _tags(draw: Any, names: list[str]) -> str:
    name = draw(st.sampled_from(names))
    if draw(st.integers(0, 2)) == 0:
        return f"</{name}>"
    pairs = draw(st.lists(st.tuples(st.sampled_from(_KEYS), st.sampled_from(_VALUES)), max_size=2))
    quote, gap = draw(st.sampled_from(('"', '"', "'", ""))), draw(st.sampled_from((" ", " ", "\n", "/")))
    written = "".join(f"{gap}{key}={quote}{value}{quote}" if value else f"{gap}{key}" for key, value in pairs)
    return f"<{name}{written}{draw(st.sampled_from(('', '', '/', ' ')))}>"


def _markup(*names: list[str]) -> st.SearchStrategy[str]:
    pieces = st.one_of(*map(_tags, names), st.sampled_from(_TEXTS))
    return st.tuples(st.sampled_from(_OPENINGS), st.lists(pieces, max_size=40)).map(
        lambda parts: parts[0] + "".join(parts[1])
    )


def _read(markup: str) -> Cut | None:
    return tree.read_compiled(markup.encode(), network().vocabulary.elements)


def _same(markup: str) -> bool:
    """Whether the page was read; if so, it must be as by way of lexbor."""
    mine = _read(markup)
    if mine is None:
        return False
    twin = tree.cut(tree.parse(markup), network().vocabulary.elements)
    assert shown(mine) == shown(twin)
    assert mine.scripts == twin.scripts
    return True


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_pages_are_read_as_by_lexbor(path: Path) -> None:
    assert _same(path.read_text(encoding="utf-8", errors="replace"))


@settings(deadline=None, max_examples=500)
@given(st.one_of(MARKUP, _markup(_BLOCKS, _FORMATS, _TABLES, _OTHERS)))
def test_any_page_is_read_as_by_lexbor(markup: str) -> None:
    _same(markup)


@settings(deadline=None, max_examples=300)
@given(_markup(_FORMATS, _BLOCKS))
def test_overlapping_elements_are_read_as_by_lexbor(markup: str) -> None:
    _same(markup)


@settings(deadline=None, max_examples=300)
@given(_markup(_TABLES, _FORMATS, _OTHERS))
def test_what_does_not_belong_into_a_table_is_read_as_by_lexbor(markup: str) -> None:
    _same(markup)


@pytest.mark.parametrize(
    "markup",
    [
        "<script>if (a</b>/.test('<!--<script>') ) x</script>y</script>z",
        "<script><!-- <script></script> --></script><p>a",
        "<script><!--></script><p>a",
        "<script type='application/ld+json' async src=''>{}</script><SCRIPT TYPE=a&amp;b>a</ScRiPt ><p>b",
        "<select><iframe><script>a</script></iframe></select><p>b<script>c</script>d",
        "<textarea>\n<script>a</textarea><p>b</p></script>c",
        "<a title='<script>'>b</a><p>c</p><script>d</script>",
        "<a title=<script>b</a><p>c</p><script>d</script>e",
        "<!-- <script> --!>a<script>b</script><p>c",
        "<style>p::after { content: '</p>' }</style><p>a",
        "<style>a",
        "<script>a",
        "<p>é日😀<style>é</style>b",
        "<p>a<noscript><p>b</p></noscript> c<template><p>d<template></template>e</template>f",
        "<svg viewBox=a><title>b</title><path/><style>c</style></svg>d",
        "<html lang=en><html lang=de dir=ltr><body class=a><body class=b id=c><p>x",
        "<p>a<br/>b</br>c</p>d</p>e",
        "<b><p>a</b>b</p>c",
        "<a href=1>x<div>y<a href=2>z</div>w</a>v",
        "<table>a<tr>b<td>c</table>d",
        "<table><form><input type=hidden><input><tr><td>x</form>y",
        "<!doctype html><p>a<table><tr><td>b",
        "<p>a<table><tr><td>b",
        "<body>a</body>b<p>c</html>d<!--x-->e",
        "<pre>\n\na</pre><listing>\nb</listing>",
        "<ul><li>a<ul><li>b</ul><li>c<p>d<li>e</ul>",
        "<dl><dt>a<dd>b<dl><dt>c</dl><dt>d</dl>",
        "<select><option>a<optgroup>b<option>c<optgroup>d<hr></select>e",
        "<p>s&oslash;t&shy;en &amp;amp; &nLt; &#8217; &notit; &unknown; &#x1F600;</p>",
        "<span class=byline>Ann <i>Lee</i><br>x</span>",
        "<ruby>a<rt>b<rp>c<rtc>d<rb>e</ruby>",
        "<button>a<button>b</button>c",
        "<nobr>a<nobr>b</nobr>c",
        "<object><p>a<script>b</script></object>c",
        "<h1>a<h2>b</h1>c",
        "<a b=1 b=2 C='&lt;' d>e</a>",
    ],
)  # fmt: skip
def test_what_the_standard_has_a_rule_for_is_read_as_by_lexbor(markup: str) -> None:
    assert _same(markup)


@pytest.mark.parametrize(
    "markup",
    [
        "<math><mi>x</mi></math>",
        "<plaintext>a",
        "<frameset><frame></frameset>",
        "<svg><foreignObject><p>a",
        "<svg><p>a",
        "<table><image>",
        "<table>x<col><!DOCTYPE>\ny",
        "<p>" * 70_000,
        "<div>" * 2_000,
        "<p " + " ".join(f"a{i}=b" for i in range(200)) + ">x",
        "<wbr class=author>x",
    ],
)
def test_rare_markup_is_left_to_lexbor(markup: str) -> None:
    assert _read(markup) is None


@pytest.mark.parametrize(
    "markup",
    [
        "<p " + " ".join(f"a{i}=1" for i in range(MAX_ATTRIBUTES + 1)) + ">Words.",
        "<div>" * (MAX_DEPTH + 5_000) + "<p>Words." + "</div>" * (MAX_DEPTH + 5_000),
        "<p>" * 160_000,
    ],
)
def test_what_the_guard_would_touch_is_left_to_it(markup: str) -> None:
    assert _read(markup) is None


def test_a_page_of_many_flat_elements_is_read() -> None:
    assert _same("<!doctype html><body>" + "<div><p>Words.<br></div>" * 2_000)


def test_line_ends_that_nobody_has_joined_are_left_to_lexbor() -> None:
    page = Page(source=Source(location="a", media_type="text/html"), kind="html", content="<p>a\r\nb\0c")
    elements = network().vocabulary.elements
    assert shown(cut_page(page, elements)[0]) == shown(tree.cut(tree.parse(page.content), elements))


@pytest.mark.parametrize(
    "markup",
    [
        *HOSTILE,
        "</>" * 100_000,
        "<p>" + "&amp" * 50_000,
        "<p>" + "&#" * 50_000,
        "<svg>" * 400 + "</g>" * 40_000,
        "<template>" * 20_000,
        "<div hidden>" * 500 + "x" * 100_000,
        "<b>" * 1_000 + "<p></p>" * 20_000,
        "".join(f"<b id=a{i}>" for i in range(900)) + "<p>x</p>" * 5_000,
        "<a><div>" * 450 + "</a>" * 20_000,
        "<table>" * 400 + "x<p>" * 20_000,
        "<b><i><p>word " * 20_000,
        "<li>" * 50_000,
        "<option>" * 50_000,
    ],
)
def test_hostile_markup_takes_linear_time(markup: str) -> None:
    started = time.process_time()
    _read(markup)
    assert time.process_time() - started < 2
