"""Protects the making of elements in the compiled part: each is what its twin in Python makes of the same start tag."""

from __future__ import annotations

import time
from typing import Any, cast

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from onrecord.article.boxes import Vocabulary
from onrecord.article.classifier import network
from onrecord.article.elements import (
    MARKS,
    MAX_KNOWN,
    Element,
    Elements,
    is_hidden,
    names_author,
    nature_of,
    value_in_python,
    value_of,
)
from onrecord.article.features import Hints
from onrecord.article.tree import cut_markup, parse
from onrecord.native import compiled

pytestmark = pytest.mark.skipif(compiled is None, reason="the compiled part was not built here")

FIELDS = "written tag code item kinds level noted names_author void in_line attributes names make facts".split()
NAMES = (
    "a p div span time li h2 h9 h\u0663 img meta link body br nav figcaption footer o:p x-y d\u00e9 em b font input iframe"
    " script main article \u0130 \u212a h1x"
).split()
KEYS = "class id itemprop role rel style hidden aria-hidden title data-user href CLASS b\u00e9 x".split()
VALUES = st.one_of(
    st.sampled_from(
        (
            "byline", "Author-Name", "author", "creator", "vcard fn", "sr-only", "visually-hidden x", "tooltip-text",
            "display: none", "position:absolute; left:-999px", "until-found", "true", "", "&amp;", "a&nbsp;b", "&quot;&lt;",
            "[&amp;_p]:nav related", "relatedStories", "newsLetter-NAV", "no-comments", "with sidebar", "Reda\u212ateur",
            "h\u0130d", "\u0130tem", "NAME", "navigation", "dateModified", "x" * 130, "y " * 50, "&x",
        )
    ),
    st.text(st.sampled_from("aAnNvV -_&;=<\u00e9\u0130\u212a\u1e9e\u65e5\U0001f600\t\n\u00a0"), max_size=20),
)  # fmt: skip


@st.composite
def start_tags(draw: Any) -> str:
    pairs = draw(st.lists(st.tuples(st.sampled_from(KEYS), VALUES), max_size=5))
    written = "".join(f' {key}="{value}"' for key, value in pairs)
    return cast(
        "str",
        draw(st.sampled_from(NAMES)) + written + draw(st.sampled_from(("", "", " ", ' x="', " hidden", ' class=""'))),
    )


def shown(element: Element) -> list[object]:
    return [getattr(element, name) for name in FIELDS]


def compare(written: str, vocabulary: Vocabulary) -> None:
    assert vocabulary.elements.tags is not None
    made = vocabulary.elements.tags.make(written)
    asks = not (written[:1].isascii() and written[:1].isalpha()) or "\u0130" in written or "\u212a" in written
    assert (made is None) == asks
    if made is not None:
        assert shown(made) == shown(Element(written, vocabulary.look_up))


@settings(deadline=None, max_examples=500)
@given(st.one_of(start_tags(), st.text(st.sampled_from('ap /!?= "hidclas\u00e9\u0130'), max_size=30)))
@example('time class="x"')
@example("time")
@example('p rel="author" role=""')
@example('a itemprop="NAME" itemprop="Creator"')
@example('div class="a" class="&amp;nav" id="&nbsp;related" role="&quot;"')
def test_elements_are_made_as_by_the_twin(written: str) -> None:
    compare(written, network().vocabulary)


@settings(deadline=None)
@given(start_tags(), st.sampled_from(KEYS))
@example('p class="a" class="&amp;b"', "class")
def test_values_are_found_as_by_the_twin(written: str, name: str) -> None:
    assert value_of(written, name) == value_in_python(written, name)
    assert Element(written, lambda _tag, _attributes: (0, 0)).value(name) == value_in_python(written, name)


def test_more_start_tags_than_are_kept_are_all_known() -> None:
    """The memory of them starts anew in the middle of the page."""
    vocabulary = network().vocabulary
    markup = "<body>" + "".join(
        f'<p class="x{i} {"related" if i % 3 else ""}">{i}<p class="n">' for i in range(MAX_KNOWN + 500)
    )
    runs = cut_markup(parse(markup).html or "", vocabulary.elements).runs
    assert [(run.text, run.box.kinds) for run in runs] == [
        (str(i), vocabulary.look_up("p", {"class": f"x{i} {'related' if i % 3 else ''}"})[1])
        for i in range(MAX_KNOWN + 500)
    ]


@pytest.mark.parametrize("mark", [mark for mark, _ in MARKS])
@pytest.mark.parametrize("tag", ["p", "span", "a", "b", "img"])
def test_every_mark_is_seen_in_letters_of_any_size(mark: str, tag: str) -> None:
    for written in (mark, mark.upper(), mark.title(), mark[:-1], "x" + mark):
        for value in (
            f'{tag} class="{written}"',
            f"{tag} {written}",
            f'{tag} {written}="author"',
            f'{tag} x="{written}',
        ):
            compare(value, network().vocabulary)


@settings(deadline=None)
@given(start_tags())
def test_the_classifier_sees_the_same_words_in_both(written: str) -> None:
    """The numbers of the known words are worked out with the compiled element, and from the facts of the other."""
    learned, vocabulary = network(), network().vocabulary
    page = parse(f"<body><div><{written}>Words of a paragraph<span>here</span>.</div>").html or ""
    made = cut_markup(page, Elements(vocabulary.look_up, vocabulary.meanings))
    asked = cut_markup(page, Elements(vocabulary.look_up))
    hints = Hints(None, None, None, None)
    rows = list(range(len(made.runs)))
    assert learned.likelihoods(made.runs, rows, hints) == learned.likelihoods(asked.runs, rows, hints)


@pytest.mark.parametrize(
    "written",
    [
        "p " + "&" * 50_000,
        "p" + ' class="' * 20_000,
        'p class="' + "&amp;" * 30_000 + '"',
        'p class="' + "hi" * 60_000 + '"',
        "p" + ' class="a&b"' * 10_000,
        "p" + "i" * 100_000 + "=",
        'a itemprop="' + "I" * 100_000 + '" role="' + "\u00e9" * 50_000 + '"',
    ],
    ids=lambda written: written[:12],
)
def test_hostile_start_tags_take_linear_time(written: str) -> None:
    tags = network().vocabulary.elements.tags
    assert tags is not None
    started = time.process_time()
    tags.make(written)
    assert time.process_time() - started < 0.2


@pytest.mark.parametrize(
    "call",
    [
        lambda c, v: c.Tags(1),
        lambda c, v: c.Tags(Element, (), (), None),
        lambda c, v: c.Tags(int, (nature_of, is_hidden, names_author, v.look_up), MARKS, v.meanings),
        lambda c, v: c.Tags(Element, (nature_of, is_hidden), MARKS, v.meanings),
        lambda c, v: c.Tags(Element, (nature_of, is_hidden, names_author, v.look_up), (1,), v.meanings),
        lambda c, v: c.Tags(Element, (nature_of, is_hidden, names_author, v.look_up), (("", 1),), v.meanings),
        lambda c, v: c.Tags(Element, (nature_of, is_hidden, names_author, v.look_up), (("xyz", 0),), v.meanings),
        lambda c, v: c.Tags(Element, (nature_of, is_hidden, names_author, v.look_up), (("x", 1),), v.meanings),
        lambda c, v: c.Tags(Element, (nature_of, is_hidden, names_author, v.look_up), MARKS * 9, v.meanings),
        lambda c, v: c.Tags(Element, (len, is_hidden, names_author, v.look_up), MARKS, v.meanings).make("p"),
        lambda c, v: c.Tags(Element, (lambda _: (1, 2, 3, 4, 5), 1, 2, 3), MARKS, v.meanings).make("p"),
        lambda c, v: c.Tags(Element, (nature_of, len, 1, v.look_up), MARKS, v.meanings).make('p x="none"'),
        lambda c, v: c.Tags(Element, (nature_of, is_hidden, 1, v.look_up), MARKS, v.meanings).make('a x="aut"'),
        lambda c, v: c.value_of("p", 1),
        lambda c, v: v.elements.tags.make(b"p"),
        lambda c, v: v.elements.tags.make("p \ud800"),
    ],
)
def test_what_is_wrong_is_refused(call: Any) -> None:
    with pytest.raises((TypeError, ValueError)):
        call(compiled, network().vocabulary)
