"""Protects the compiled parts of the page reader: each does what its twin in Python does, on any markup, in linear time."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord import native
from onrecord.article import dates, elements, phrases, tree
from onrecord.article.asides import box_names, empty_names
from onrecord.article.classifier import network
from onrecord.article.complete_words import gate_words as gates
from onrecord.article.dump.kinds import kinds_by_phrases, kinds_by_phrases_in_python
from onrecord.article.html import prepare
from onrecord.article.labels import _by_boxes as by_boxes
from onrecord.article.labels import _outright as outright
from onrecord.article.metadata import Head
from onrecord.article.phrases import _needs
from onrecord.article.pieces import (
    Box,
    Cut,
    Picture,
    Run,
    lines_in_python,
    repeating_in_python,
    tagged_in_python,
)
from onrecord.article.scripts import take_scripts
from onrecord.article.settle import RULES, Taken, _doubts, doubts_on
from onrecord.article.wording import kind_by_wording
from onrecord.lexicon import load
from onrecord.native import compiled
from onrecord.options import DEFAULT_OPTIONS
from onrecord.records import Article
from onrecord.sources import Capture, page_of
from onrecord.text.decode import _utf8_in_python
from onrecord.text.words import folded_in_python, words_in_python
from tests.article.hostile import HOSTILE

ROOT = Path(__file__).parent.parent.parent
PAGES = sorted(path for path in (ROOT / "examples" / "pages").iterdir() if b"<html" in path.read_bytes()[:500].lower())
SOURCES = sorted((ROOT / "native").glob("*.[ch]"))

needs_compiled = pytest.mark.skipif(compiled is None, reason="the compiled part was not built here")

_NAMES = (
    "div p span a b i em br img h1 h2 ul li table tr td figure figcaption iframe video title textarea select option svg "
    "math style script noscript template blockquote time xmp plaintext meta link article nav hr button o:p body html"
).split()
_VALUES = (
    "hidden",
    "x byline",
    "author",
    "a > b",
    "a < b",
    "&quot;",
    "display:none",
    "comment list",
    "né",
    "",
    "sr-only",
    "until-found",
)
_KEYS = "class id href rel style hidden itemprop datetime src content name type aria-hidden lang".split()
_TEXTS = (
    " ",
    "\n  ",
    "The harbour stays shut.",
    "“Not a day longer”",
    "&nbsp;",
    "&amp;lt;",
    "&lt;b&gt;",
    "x",
    "\u3000日本",
    "a\u00a0b",
    "<",
    ">",
    "-->",
    "<!--",
    "<!-- x -->",
    "<!-->",
    "</",
    "<?x",
    "]]>",
    "<![CDATA[x]]>",
    "'",
    '"',
    "\U0001f600",
    "</script>",
    "<!DOCTYPE html>",
)

DATE_PARTS = (
    *"2019 05 3 31 12 1/2/2021 2021-05-04 T10:00:00Z 20190504 1556962123 May mai Sept MAYIS ſept 4th 年 月 日 년 Uhr".split(),
    *"٣ ٢٠١٩ 10:30 , . / - .".split(), " ", ". ", "of ", "d’", "\n", "x" * 390,
)  # fmt: skip


@st.composite
def _tags(draw: Any) -> str:
    name = draw(st.sampled_from(_NAMES))
    if draw(st.booleans()):
        return f"</{name}>"
    pairs = draw(st.lists(st.tuples(st.sampled_from(_KEYS), st.sampled_from(_VALUES)), max_size=3))
    quote = draw(st.sampled_from(('"', "'", "")))
    written = "".join(f" {key}={quote}{value}{quote}" if value else f" {key}" for key, value in pairs)
    return f"<{name}{written}{draw(st.sampled_from(('', '/', ' ')))}>"


MARKUP = st.lists(st.one_of(_tags(), st.sampled_from(_TEXTS)), max_size=40).map("".join)
WORDS = st.text(st.sampled_from("aAéÉßİſ日本 -_'.,#7٣😀\u0307\n©“"), max_size=60)


def shown(cut: Cut) -> Any:
    """All that a cut page holds, without the identity of its objects."""
    known: dict[int, Any] = {}

    def box_of(box: Box | None) -> Any:
        """What a box and those around it hold; they are as many as the page is deep."""
        around = []
        while box is not None and id(box) not in known:
            around.append(box)
            box = box.parent
        outer = known[id(box)] if box is not None else None
        for each in reversed(around):
            kinds = (each.kinds, each.near_kinds, each.far_kinds, each.near_words, each.far_words)
            number = None if outer is None else outer[0]
            outer = (each.number, number, each.element.written, each.tag, each.depth, kinds)
            known[id(each)] = outer
        return outer

    def run_of(run: Run) -> Any:
        inline = [(element.written, written) for element, written in run.elements]
        numbers = (run.images, run.link_chars, run.strong_chars, run.links, run.breaks)
        return (
            run.text,
            box_of(run.box),
            inline,
            run.inline,
            numbers,
            run.hidden,
            run.after_break,
            run.opens_with_link,
        )

    return (
        [run_of(run) for run in cut.runs],
        [box_of(box) for box in cut.telling],
        [(picture.written, picture.before, box_of(picture.box)) for picture in cut.pictures],
        (cut.frames, cut.authors, cut.metas, cut.title, cut.language, cut.limited, cut.rest),
        list(known.values()),
    )


def _page(content: str) -> Any:
    return page_of(Capture(location="a.html", body=content.encode()), max_bytes=DEFAULT_OPTIONS.max_bytes)


def _both_cuts(markup: str) -> tuple[Any, Any]:
    vocabulary = network().vocabulary
    return (
        shown(tree.cut_compiled(markup, vocabulary.elements)),
        shown(tree.cut_in_python(markup, vocabulary.elements)),
    )


def _parsed(markup: str | bytes) -> tuple[str, Any]:
    parser = tree.parse(markup)
    scripts = take_scripts(parser)
    return parser.html or "", scripts


@needs_compiled
@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_pages_are_cut_as_by_the_twin(path: Path) -> None:
    markup, _ = _parsed(path.read_text(encoding="utf-8", errors="replace"))
    mine, twin = _both_cuts(markup)
    assert mine == twin


@needs_compiled
@settings(deadline=None, max_examples=300)
@given(MARKUP)
def test_any_page_is_cut_as_by_the_twin(content: str) -> None:
    markup, _ = _parsed(f"<html lang='en'><body>{content}")
    mine, twin = _both_cuts(markup)
    assert mine == twin


@needs_compiled
@settings(deadline=None)
@given(MARKUP, st.integers(0, 30))
def test_a_page_of_too_many_elements_is_cut_as_by_the_twin(content: str, limit: int) -> None:
    markup, _ = _parsed(f"<html lang='en'><body>{content}")
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("onrecord.article.tree.MAX_NODES", limit)
        mine, twin = _both_cuts(markup)
    assert mine == twin


@needs_compiled
def test_a_page_of_deep_elements_is_cut_as_by_the_twin() -> None:
    nested = "<div class=a>" * 700 + "word" + "<p hidden>unseen" * 10 + "</div>" * 700
    many = "".join(f"<p id=x{i}><a href=/{i} class=author>Ann {i}</a> & <b>more</b><br><br>end" for i in range(300))
    markup, _ = _parsed(f"<html><body>{nested}{many}")
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("onrecord.article.tree.MAX_NODES", 1500)
        mine, twin = _both_cuts(markup)
    assert mine == twin
    assert mine[3][5]


@needs_compiled
@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_the_classifier_computes_what_its_twin_does(path: Path) -> None:
    learned = network()
    prepared = prepare(_page(path.read_text(encoding="utf-8", errors="replace")), learned.vocabulary)
    runs, rows = prepared.pieces.runs, list(range(len(prepared.pieces.runs)))
    for some in (rows, rows[::2], rows[:1]):
        mine = learned.likelihoods(runs, some, prepared.hints)
        twin = learned.likelihoods_in_python(runs, some, prepared.hints).tolist()
        assert mine == pytest.approx(twin, abs=1e-5)
    assert compiled is not None
    assert compiled.lines_in(runs, 0xFFFF, 90) == lines_in_python(runs, 0xFFFF, 90)
    for tags, levels in ((frozenset(("p", "h1")), 1), (frozenset(("body", "li")), 3)):
        assert compiled.tagged(runs, tags, levels) == tagged_in_python(runs, tags, levels)


@needs_compiled
@settings(deadline=None)
@given(st.lists(WORDS, max_size=12))
def test_the_classifier_computes_what_its_twin_does_for_any_words(texts: list[str]) -> None:
    content = "".join(
        f"<p class='byline x{i % 3}'>{text}</p><h2><a href=x>{text}</a></h2>" for i, text in enumerate(texts)
    )
    learned = network()
    prepared = prepare(_page(f"<html><body><div>{content}</div>"), learned.vocabulary)
    runs = prepared.pieces.runs
    rows = list(range(len(runs)))
    twin = learned.likelihoods_in_python(runs, rows, prepared.hints).tolist()
    assert learned.likelihoods(runs, rows, prepared.hints) == pytest.approx(twin, abs=1e-5)


def _both_ladders(content: str) -> None:
    runs = tree.cut(tree.parse(content), network().vocabulary.elements).runs
    for ladder in (outright(), by_boxes()):
        assert ladder.climb(runs) == ladder.climb_in_python(runs)


@needs_compiled
@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_rules_fit_as_by_the_twin(path: Path) -> None:
    _both_ladders(path.read_text(encoding="utf-8", errors="replace"))


@needs_compiled
@settings(deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(("nav", "comment main", "share", "form", "caption", "x", "footer", "byline teaser")),
            st.one_of(WORDS, st.sampled_from(("READ MORE: x", "©x", "Share", "newsletter", "İ", "advert _x"))),
            st.sampled_from(("", "<a href=x>", "y <a href=x>", "<span hidden>")),
            st.integers(1, 90),
        ),
        max_size=12,
    )
)
def test_any_rules_fit_as_by_the_twin(blocks: list[tuple[str, str, str, int]]) -> None:
    _both_ladders(
        "".join(
            f"<div class='{names}'><p class='{names}'>{tags}{text * times}</p>" for names, text, tags, times in blocks
        )
    )


def _rules_left_out(runs: list[Run], pictures: list[Picture], inside: list[int], head: Head) -> None:
    """See that no rule that the compiled part leaves out would have found anything."""
    pieces = Cut(runs=runs, pictures=pictures)
    raised, worded = doubts_on(pieces, inside, head)
    taken = Taken(runs, pictures, inside, head, ["related"] * len(runs), inside)
    for number, rule in enumerate(RULES):
        assert raised >> number & 1 or rule(taken) == {}, rule
    assert [i for i in inside if i not in worded and kind_by_wording(runs[i])] == []


@needs_compiled
@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_rules_that_are_left_out_would_find_nothing(path: Path) -> None:
    prepared = prepare(_page(path.read_text(encoding="utf-8", errors="replace")), network().vocabulary)
    runs, pictures, head = prepared.pieces.runs, prepared.pieces.pictures, prepared.head
    numbers = [i for i, label in enumerate(prepared.fixed) if label is None]
    for some in (numbers, numbers[::2], numbers[1::3], numbers[:3], numbers[-4:], [*range(len(runs))]):
        if some:
            _rules_left_out(runs, pictures, some, head)


_SETTLED = (
    "<p>The old quay in March (Photo: Lev Amsel)</p>",
    "<p>Closed in March. Photo: Lev Amsel</p>",
    "<p>Photo: Oda Lindqvist/AFK</p>",
    "<p>© Oda Lindqvist</p>",
    "<p>Share on Facebook</p>",
    "<p>Warning: quay.php failed on line 7</p>",
    "<p>\u200b</p>",
    "<p>Read also: <a href=/b>Boats leave Brackwater in a storm</a></p>",
    "<p><a href=/b>BOATS LEAVE BRACKWATER IN A STORM OF PROTEST</a></p>",
    "<p><a href=/b>Nine boats that you can still buy before the quay closes</a></p>",
    "<p>Correction: an earlier version of this article gave the wrong month.</p>",
    "<p>Tobias Wren covers harbours for the Nessvik Post.</p>",
    "<p>By Tobias Wren, 3 May 2021</p>",
    "<div class=ad><p>Varland Rail: the capital from 19 crowns. Book now.</p></div>",
    "<div class=im><img src=q.jpg><div class=cp>Oda Lindqvist, left, on the old quay last week</div></div>",
    "<blockquote class=pull>She would go when the water went, and not before.</blockquote>",
    "<p>She would go when the water went, and not before. The board meets again in the first week of March.</p>",
    "<h2>Next steps</h2>",
    "<h1>A quay that closes</h1>",
    "<h2><a href=/c>A quay that opens again</a></h2><p class=byline>By Ann Lee, 4 May 2021</p>",
    "<article><h1>Another quay closes</h1><p>" + "It closes for good. " * 20 + "</p></article>",
    "<div class=text><p>" + "The board meets on Tuesday. " * 15 + "</p></div>",
    "<p>Quay</p>",
)


@needs_compiled
@settings(deadline=None)
@given(st.lists(st.sampled_from(_SETTLED), min_size=1, max_size=9), st.integers(0, 4), st.booleans())
def test_any_rules_that_are_left_out_would_find_nothing(blocks: list[str], top: int, in_article: bool) -> None:
    content = "<h1>Old quay closes in spring</h1>".join(("".join(blocks[:top]), "".join(blocks[top:])))
    opening = "<article>" if in_article else "<div>"
    pieces = tree.cut(tree.parse(f"<body>{opening}{content}"), network().vocabulary.elements)
    runs = pieces.runs
    headline = next((i for i, run in enumerate(runs) if run.text.startswith("Old quay")), None)
    for number in (None, headline):
        head = Head(Article(headline="Old quay closes in spring", byline=("Tobias Wren",)), headline=number)
        for inside in ([i for i in range(len(runs)) if i != headline], [i for i in range(len(runs)) if i % 3]):
            if inside:
                _rules_left_out(runs, pieces.pictures, inside, head)


@needs_compiled
@given(st.lists(WORDS, max_size=6), WORDS)
def test_repetitions_are_found_as_by_the_twin(texts: list[str], text: str) -> None:
    assert compiled is not None
    content = "".join(f"<p>{each}</p>" for each in (*texts, text, text.upper(), f"“{text}”", f"{text} x"))
    runs = tree.cut(tree.parse(content)).runs
    for words in (words_in_python(text), words_in_python(text)[:1]):
        if words:
            assert compiled.repeating(runs, tuple(words), 4) == repeating_in_python(runs, tuple(words), 4)


@needs_compiled
@given(st.lists(st.tuples(st.sampled_from(("alt", "title", "data-alt", "src")), WORDS), max_size=4))
def test_long_values_are_found_in_the_tag_as_written(pairs: list[tuple[str, str]]) -> None:
    assert compiled is not None
    written = "img" + "".join(f' {name}="{value}"' for name, value in pairs)
    found = compiled.long_values(["img", written], (' alt="', ' title="'), 20)
    assert found == [1] * any(name in ("alt", "title") and len(value) > 20 for name, value in pairs)


_OF_OUR_OWN = phrases.PhraseIndex(
    [
        phrases.PhraseGroup(
            kind="k",
            language="en",
            within=("in * account", "# minutes", "log in", "log in your", "日本"),
            start=("subscribe", "# *", "subscribe to * reading"),
            whole=("sign up", "subscribe to continue reading"),
        )
    ]
)


_SPOKEN = st.one_of(
    st.none(),
    st.lists(
        st.one_of(
            st.sampled_from(
                ("byline", "Byline", "related", "newsLetter", "NAV", "author", "no", "article", "body", "wp", "ad")
            ),
            st.sampled_from(("comment", "share", "tools", "é", "", "x" * 200, "1a", "İ", "has", "with", "sidebar")),
            WORDS,
        ),
        max_size=60,
    ).flatmap(lambda parts: st.sampled_from((" ", "-", "_", "")).map(lambda between: between.join(parts))),
)


@needs_compiled
@settings(deadline=None)
@given(st.sampled_from(("div", "nav", "figcaption", "o:p", "", "x" * 200)), _SPOKEN, _SPOKEN, _SPOKEN, _SPOKEN)
def test_names_of_elements_speak_of_the_same_as_for_the_twin(
    tag: str, names: str | None, ident: str | None, prop: str | None, role: str | None
) -> None:
    vocabulary = network().vocabulary
    assert vocabulary.facts(tag, names, ident, prop, role) == vocabulary.facts_in_python(tag, names, ident, prop, role)


@needs_compiled
def test_each_name_of_two_words_speaks_of_the_same_as_for_the_twin() -> None:
    vocabulary = network().vocabulary
    for name in (*(name for names in box_names().values() for name in names), *empty_names()):
        for written in (name, name.replace("-", "_"), name.title(), f"x {name} y"):
            given = "div", written, None, None, None
            assert vocabulary.facts(*given) == vocabulary.facts_in_python(*given)


@needs_compiled
@settings(deadline=None)
@given(WORDS)
def test_words_are_found_as_by_the_twins(text: str) -> None:
    assert compiled is not None
    assert compiled.words_in(text) == words_in_python(text)
    assert compiled.folded(text) == folded_in_python(text)
    assert phrases.count_words(text) == len(phrases.forms_in(text))
    assert phrases.count_words(text, 3) == min(3, len(phrases.forms_in(text)))
    assert phrases.held(text) == phrases.held_in_python(text)
    written = f'p class="{text}" {text} id="&quot;{text}"'
    assert compiled.attributes_of(written) == elements.attributes_in_python(written)


@needs_compiled
@settings(deadline=None)
@given(
    st.lists(
        st.sampled_from(
            "subscribe to continue reading log in your account 12 minutes – sign up abonnieren 日本 7th".split()
        )
    )
)
def test_lists_of_phrases_are_found_as_by_the_twin(words: list[str]) -> None:
    line = " ".join(words)
    held = phrases.held_in_python(line)
    assert phrases.held(line) == held
    lists = (gates(), _OF_OUR_OWN)
    assert phrases.lines_for(lists, ("", line)) == [[1] if held & index.bit else [] for index in lists]
    for index in lists:
        twin = index.find(phrases.forms_of(line)) if index.may_hold(line) else []
        assert index.find_in(line) == twin


@needs_compiled
@settings(deadline=None, max_examples=500)
@given(st.lists(st.sampled_from(DATE_PARTS), max_size=12).map("".join))
def test_dates_are_found_as_by_the_twin(text: str) -> None:
    mine = [list(dates.each_date(text, month_first=first)) for first in (None, True, False)]
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("onrecord.article.dates.date_forms", dates.date_forms_in_python)
        dates._find.cache_clear()
        dates._plain.cache_clear()
        assert [list(dates.each_date(text, month_first=first)) for first in (None, True, False)] == mine


@needs_compiled
@settings(deadline=None)
@given(
    st.lists(
        st.lists(
            st.sampled_from(
                "Share on Facebook Anzeige Read more: Related sign up for our newsletter Photo Getty Images log in to "
                "continue reading 12 minutes 日本 _".split(" ")
            ),
            max_size=9,
        ).map(" ".join),
        max_size=6,
    )
)
def test_lines_that_are_phrases_are_found_as_by_the_twin(lines: list[str]) -> None:
    assert kinds_by_phrases(lines, 60) == kinds_by_phrases_in_python(lines, 60)


@needs_compiled
def test_set_phrases_of_the_lexicon_are_found_as_by_the_twin() -> None:
    groups = [group for name in ("debris", "gates") for group in load(name, phrases.PhraseTable).group]
    written = [phrase for group in groups for phrase in (*group.whole, *group.start, *group.within)]
    lines = [phrase.replace("#", "7").replace("*", "Nessvik") for phrase in written]
    lines += [f"{line} Nessvik" for line in lines] + [f"7 {line} 日" for line in lines[::3]]
    assert kinds_by_phrases(lines, 100) == kinds_by_phrases_in_python(lines, 100)


@needs_compiled
@settings(deadline=None)
@given(WORDS, st.lists(WORDS, max_size=4), st.integers(1, 4))
def test_sequences_are_found_as_by_the_twin(text: str, others: list[str], size: int) -> None:
    for lines in ((*others,), (*others, text), (text[:30], text[30:])):
        assert phrases.shared(text, lines, size) == phrases.shared_in_python(text, lines, size)


@needs_compiled
@given(st.lists(st.sampled_from("abc日"), max_size=20), st.lists(st.sampled_from("abcd日"), max_size=20))
def test_sequences_of_few_words_are_found_as_by_the_twin(words: list[str], others: list[str]) -> None:
    text, lines = " ".join(words), (" ".join(others),)
    assert phrases.shared(text, lines, 2) == phrases.shared_in_python(text, lines, 2)


@needs_compiled
@given(st.binary(max_size=80))
def test_strange_bytes_are_found_as_by_the_twin(body: bytes) -> None:
    assert compiled is not None
    assert compiled.strange(body) == body.translate(None, bytes((9, 10, *range(32, 127))))


@needs_compiled
@settings(deadline=None, max_examples=500)
@given(
    st.one_of(st.binary(max_size=8), st.text(max_size=90).map(str.encode)), st.integers(0, 130), st.binary(max_size=2)
)
def test_utf8_is_decoded_as_by_the_twin(body: bytes, before: int, after: bytes) -> None:
    assert compiled is not None
    body = b"x" * before + body + after
    assert compiled.utf8(body) == _utf8_in_python(body)
    assert compiled.utf8(body * 9) == _utf8_in_python(body * 9)


@needs_compiled
@pytest.mark.parametrize(
    "markup",
    [
        *HOSTILE,
        "<svg>" * 20_000 + "<style>" * 10_000,
        "<svg>" + "<title>" * 20_000,
        "<div hidden>" * 10_000 + "x",
        "<a rel=author>" * 20_000,
    ],
)
def test_hostile_markup_takes_linear_time(markup: str) -> None:
    assert compiled is not None
    started = time.process_time()
    compiled.words_in(markup)
    compiled.attributes_of(markup)
    compiled.date_forms(markup)
    phrases.held(markup)
    phrases.count_words(markup)
    phrases.shared(markup, (markup, markup), 6)
    cuts = _both_cuts(f"<html><body>{markup}")
    assert time.process_time() - started < 5
    assert cuts[0][0] is not None


def _looked(*given: Any) -> list[list[int]]:
    return phrases._needs()[0].lines_for(*given)


def _judged(*given: Any) -> list[float]:
    learned = network().compiled
    assert learned is not None
    return learned.likelihoods(*given)


@needs_compiled
@pytest.mark.parametrize(
    "call",
    [
        lambda c: c.words_in(b"x"),
        lambda c: c.strange("x"),
        lambda c: c.utf8("x"),
        lambda c: c.attributes_of(1),
        lambda c: c.date_forms(b"2019"),
        lambda c: c.lines_in([c.RunFields()], 1, 1),
        lambda c: c.repeating([c.RunFields()], ("x",), 1),
        lambda c: c.repeating([], ("",), 1),
        lambda c: c.long_values([1], (), 1),
        lambda c: c.long_values(['p x="yy"'], (1,), 1),
        lambda c: c.folded(b"x"),
        lambda c: c.Doubts((), (), (), (), ()),
        lambda c: _doubts().raised(_needs()[0], ([], [], [], None, ())),  # type: ignore[union-attr]
        lambda c: _doubts().raised(_needs()[0], ([c.RunFields()], [0], [], None, ())),  # type: ignore[union-attr]
        lambda c: _doubts().raised(_needs()[0], ([], [7], [], None, ())),  # type: ignore[union-attr]
        lambda c: _doubts().raised(_needs()[0], ([], [0], [], -3, ())),  # type: ignore[union-attr]
        lambda c: c.Ladder((1,), (), (), ()),
        lambda c: c.Ladder((), ("a",), (), ()),
        lambda c: c.Ladder((), (), (), (1,)),
        lambda c: c.Ladder((), (), (), ()).climb([c.RunFields()]),
        lambda c: c.Ladder((), (), (), ()).climb(1),
        lambda c: phrases.shared("a", (cast("str", 1),), 1),
        lambda c: phrases.shared("a", ("a",), 0),
        lambda c: _looked(("x",), ("a",)),
        lambda c: _looked((1,), (1,)),
        lambda c: _looked((1,) * 65, ("a",)),
        lambda c: c.tagged([c.RunFields()], frozenset(), 1),
        lambda c: c.cut("<p>", object(), c.Tags(), 9, ([], [], [], [], [], [], 0)),
        lambda c: c.cut("<p>", object(), c.Tags(), 9, ([],)),
        lambda c: c.read(b"<p>", object(), c.Tags(), 9, ([], [], [], [], [], [], 0), []),
        lambda c: c.read("<p>", object(), c.Tags(), 9, ([], [], [], [], [], [], 0), []),
        lambda c: c.Network(4, ("a",), ()),
        lambda c: _judged([c.RunFields()], [0], (None, None, None, None)),
        lambda c: _judged([], [3], (None, None, None, None)),
        lambda c: c.Needs(("a",), [(1, 7)], 0, str, []),
        lambda c: _needs()[0].covering([None], 9, (0, 1), 0.6, bytes(9_999)),  # type: ignore[list-item]
        lambda c: _needs()[0].covering(["x"], 9, (0, 1), 0.6, b""),
        lambda c: _needs()[0].covering(["x"], 9, (-1, 1), 0.6, bytes(9_999)),
        lambda c: c.hand_over((int, int, int, int), None, None, {}),
    ],
)
def test_what_is_wrong_is_refused(call: Any) -> None:
    with pytest.raises((TypeError, ValueError, AttributeError)):
        call(compiled)


def test_a_compiled_part_that_was_built_for_other_code_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    assert native._load() is compiled
    monkeypatch.setattr(compiled, "interface", "of another day")
    with pytest.warns(RuntimeWarning, match="make try"):
        assert native._load() is None


@needs_compiled
def test_readings_are_the_same_without_the_compiled_part() -> None:
    code = (
        "import msgspec, sys; from onrecord import read; from onrecord.options import ReadOptions;"
        "[print(msgspec.json.encode(read(p, ReadOptions(statements=False))).decode()) for p in sys.argv[1:]]"
    )
    names = [str(path) for path in PAGES]
    out = [
        subprocess.run(
            [sys.executable, "-c", code, *names],
            env={**os.environ, "ONRECORD_PURE": pure},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for pure in ("", "1")
    ]
    assert out[0] == out[1]


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.name)
def test_budgets(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") <= 400
    first = text.partition("*/")[0]
    assert first.startswith("/* ")
    assert "Decides" in first
    assert "Refuses" in first
