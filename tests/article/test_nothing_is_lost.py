"""Nothing is lost: every visible word of a page is in the article's text or set aside, whatever the page is made of."""

from __future__ import annotations

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.article import read_article
from onrecord.records import ArticleReading, Page, Source

SENTENCES = st.lists(
    st.sampled_from(
        (
            "The harbour board of Nessvik voted on Tuesday to close the old quay.",
            "“Nobody asked us,” said Oda Lindqvist, who has moored there since she was nine.",
            "It gave the boats until May to leave it, and the crane until June.",
            "Der Hafenrat will im März noch einmal tagen.",
            "Le conseil se réunira en mars.",
        )
    ),
    min_size=1,
    max_size=4,
).map(" ".join)
LINES = st.sampled_from(
    (
        "Share on Facebook", "Sign up for our newsletter", "Subscribe to continue reading", "Read also: Boats leave",
        "By Oda Lindqvist", "3 May 2022", "Photo: Lev Amsel", "14 comments", "© Nessvik Post 2022", "Accept all cookies",
        "Advertisement", "Page 1 of 3", "Correction: an earlier version gave the wrong month.", "Most read", "Menu",
    )
)  # fmt: skip
NAMES = st.sampled_from(
    (
        "",
        "text",
        "byline",
        "date",
        "caption",
        "share",
        "paywall",
        "comments",
        "related",
        "ad",
        "pull-quote",
        "author-bio",
    )
)
INLINE = st.sampled_from(
    ("{0}", "<b>{0}</b>", "<a href=/x>{0}</a>", "<em>{0}</em> <span class=author>Oda</span>", "{0}<br>{0}")
)
WRAPS = st.sampled_from(
    (
        "<p class='{1}'>{0}</p>", "<div class='{1}'>{0}</div>", "<li>{0}</li>", "<h2>{0}</h2>",
        "<blockquote>{0}</blockquote>",
        "<figure><img src=a.jpg><figcaption>{0}</figcaption></figure>", "<table><tr><td>{0}</td></tr></table>",
        "<p hidden>{0}</p>", "<section class='{1}'><h3>{0}</h3><p>{0}</p></section>", "<div class='{1}'>{0}<p>{0}",
        "<aside>{0}</aside>", "<form class='{1}'><label>{0}</label></form>", " <time datetime=2022-05-03>{0}</time> ",
    )
)  # fmt: skip
FRAMES = st.sampled_from(
    (
        "<header><nav><a href=/>Nessvik Post</a></nav></header><main><article><h1>Old quay closes</h1>{0}</article></main>",
        "<article><h1>Old quay closes</h1>{0}</article><article><h1>Choir sings</h1>{0}</article>",
        "<div class=page><h1>Subscribe to continue reading</h1>{0}</div><footer>Imprint</footer>",
        "<div>{0}</div>",
        "<table><tr><td>Menu</td><td><h1>Old quay closes</h1>{0}</td></tr></table>",
    )
)


@st.composite
def pages(draw: st.DrawFn) -> str:
    """Draw the markup of a page as papers, gates and shops build them, without scripts."""
    blocks = []
    for _ in range(draw(st.integers(0, 12))):
        words = draw(INLINE).format(draw(st.one_of(SENTENCES, LINES)))
        blocks.append(draw(WRAPS).format(words, draw(NAMES)))
    body = draw(FRAMES).format("".join(blocks))
    return f"<html lang=en><head><title>Old quay closes</title></head><body>{body}</body></html>"


def words_read(reading: ArticleReading) -> Counter[str]:
    """Return the words of the text and of all that was set aside."""
    return Counter(" ".join([reading.article.text, *(aside.text for aside in reading.set_aside)]).split())


def words_shown(markup: str) -> Counter[str]:
    """Return the words between the tags of ``markup``, each block-level tag ending a word."""
    from selectolax.lexbor import LexborHTMLParser

    body = LexborHTMLParser(markup, scripting=True).body
    return Counter((body.text(separator=" ") if body else "").split())


@settings(max_examples=150, deadline=None)
@given(pages())
def test_every_word_is_in_the_text_or_set_aside(markup: str) -> None:
    page = Page(source=Source(location="a.html", media_type="text/html"), kind="html", content=markup)
    reading = read_article(page)
    assert words_read(reading) == words_shown(markup)
    positions = [block.position for block in reading.article.blocks] + [aside.position for aside in reading.set_aside]
    assert sorted(positions) == list(range(len(positions)))
    text = reading.article.text
    assert "\n\n".join(text[block.start : block.end] for block in reading.article.blocks) == text
    if reading.completeness.verdict == "blocked":
        assert text == ""


@settings(max_examples=100, deadline=None)
@given(st.lists(st.one_of(SENTENCES, LINES), max_size=20))
def test_every_word_of_a_dump_is_in_the_text_or_set_aside(lines: list[str]) -> None:
    content = "\n".join(lines)
    page = Page(source=Source(location="a.txt", media_type="text/plain"), kind="text", content=content)
    assert words_read(read_article(page)) == Counter(content.split())
