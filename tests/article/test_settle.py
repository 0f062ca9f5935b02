"""Settling: what the page as a whole sets aside of what was taken for the article, and what it leaves."""

from __future__ import annotations

import pytest

from onrecord.article.classifier import network
from onrecord.article.labelled import Label
from onrecord.article.listing import find_listing
from onrecord.article.metadata import Head
from onrecord.article.pieces import Cut
from onrecord.article.settle import settle
from onrecord.article.tree import cut, parse
from onrecord.records import Article, BlockLabel

SENTENCE = (
    "The harbour board of Nessvik voted on Tuesday to close the old quay, and it gave the boats until May to leave it."
)
OTHER = "Oda Lindqvist, who has moored there since she was nine, said that she would go when the water went, and not before."
THIRD = "The board will meet again in the first week of March, when the plans for the new quay are to be shown to everybody."


def pieces_of(markup: str) -> Cut:
    """Return the page cut into blocks whose boxes know what their words mean."""
    return cut(parse(markup), network().vocabulary.elements)


def kept(markup: str, byline: tuple[str, ...] = (), headline: str = "Old quay closes") -> list[str]:
    """Return the texts of the blocks that stay the article where all but the headline had been taken for it."""
    pieces = pieces_of(f"<body><h1>{headline}</h1>{markup}")
    labels: list[BlockLabel] = ["paragraph"] * len(pieces.runs)
    head = Head(Article(headline=headline, byline=byline), headline=0)
    settled = settle(pieces, head, ["headline", *labels[1:]])
    return [run.text for run, label in zip(pieces.runs, settled, strict=True) if label == "paragraph"]


BODY = f"<div class=text><p>{SENTENCE}</p><p>{OTHER}</p><p>{THIRD}</p></div>"


@pytest.mark.parametrize(
    "debris",
    [
        "<blockquote class=pull>She would go when the water went, and not before.</blockquote>",
        "<p class=quote>The harbour board of Nessvik voted on Tuesday to close the old quay.</p>",
        "<div class=piano-offer id=regwall><p>Unlimited access for two crowns a week.</p></div>",
        "<div class='ad ad-mid'><p>Varland Rail: the capital from 19 crowns. Book now.</p></div>",
        "<div class=side><p>Rowing club meets Thursdays.</p></div>",
        "<p>Read also: <a href=/b>Boats leave Brackwater</a></p>",
        "<p>Lesen Sie auch: <a href=/b>Boote verlassen Brackwater</a></p>",
        "<p><a href=/b>BOATS LEAVE BRACKWATER IN A STORM OF PROTEST</a></p>",
        "<p>Photo: Oda Lindqvist/AFK</p>",
        "<p>© Oda Lindqvist / AFK</p>",
        "<p><a href=/b>BOATS LEAVE BRACKWATER IN A STORM OF PROTEST AT THE BBCs OFFICE</a></p>",
        "<p><a href=/b>Nine boats that you can still buy before the quay closes</a></p>",
        "<p>The old quay in March (Photo: Lev Amsel)</p>",
        "<p>The old quay, installation views, photos © Lev Amsel, 2018</p>",
        "<p>Share on Facebook</p>",
        "<div class=im><img src=q.jpg><div class=cp>Oda Lindqvist, left, on the old quay last week. Lev Amsel</div></div>",
        "<blockquote>It gave the boats until May to leave it. She would go when the water went, and not before.</blockquote>",
        "<p>Correction: an earlier version of this article gave the wrong month.</p>",
        "<p>Tobias Wren covers harbours for the Nessvik Post.</p>",
        "<p>Hedda Quill contributed to this report.</p>",
    ],
)
def test_debris_behind_the_text_is_set_aside(debris: str) -> None:
    assert kept(BODY + debris, byline=("Tobias Wren",)) == [SENTENCE, OTHER, THIRD]


@pytest.mark.parametrize(
    "text",
    [
        "<p>“Nobody asked us,” she said.</p>",
        "<ul><li>Two boats</li><li>One crane</li></ul>",
        "<p>Pictures of the quay are all that most of them will have by then.</p>",
        "<p>Tobias Wren was on the quay when the vote was read out, and he has not left it since, his wife said.</p>",
    ],
)
def test_what_belongs_to_the_text_stays(text: str) -> None:
    inside = f"<div class=text><p>{SENTENCE}</p>{text}<p>{OTHER}</p><p>{THIRD}</p></div>"
    assert len(kept(inside, byline=("Tobias Wren",))) > 3


def test_a_sentence_that_stands_twice_in_paragraphs_of_one_make_is_no_pull_quote() -> None:
    assert len(kept(f"<div><p>{SENTENCE} {OTHER}</p><p>{OTHER}</p><p>{THIRD}</p></div>")) == 3


def test_the_next_article_of_an_endless_page_is_set_aside() -> None:
    first = f"<article><h1>Old quay closes</h1><p>{SENTENCE}</p><p>{OTHER}</p><p>{THIRD}</p></article>"
    second = "<article><h1>Choir sings in the tunnel</h1><p>Sixty singers went down and sang one note.</p></article>"
    pieces = pieces_of(f"<body>{first}{second}")
    head = Head(Article(headline="Old quay closes"), headline=0)
    first_labels: list[Label] = ["headline", "paragraph", "paragraph", "paragraph"]
    settled = settle(pieces, head, [*first_labels, "headline", "paragraph"])
    assert settled == ["headline", "paragraph", "paragraph", "paragraph", "headline", "related"]


@pytest.mark.parametrize(("address", "found"), [("/boats-leave", 1), ("#boats-leave", 0)])
def test_a_list_of_articles_is_told_by_linked_headings_with_text_behind_them(address: str, found: int) -> None:
    entry = f"<h2><a href={address}>Boats leave Nessvik</a></h2><p>{SENTENCE}</p>"
    pieces = pieces_of(f"<body>{entry * 4}")
    assert len(find_listing(pieces, list(range(8)))) == found


def test_a_label_above_the_headline_is_set_aside() -> None:
    pieces = pieces_of(f"<body><p>Media release</p><h1>Old quay closes</h1><p>{SENTENCE}</p><p>{OTHER}</p>")
    head = Head(Article(headline="Old quay closes"), headline=1)
    assert settle(pieces, head, ["paragraph", "headline", "paragraph", "paragraph"])[0] == "other"
