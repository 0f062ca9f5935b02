"""Debris: lines and further articles that the classifier takes for text and that wording, boxes and order set aside."""

from __future__ import annotations

import time
import tomllib
from pathlib import Path
from typing import Any

import pytest

from onrecord.article import read_article
from onrecord.article.classifier import network
from onrecord.article.metadata import Head
from onrecord.article.pieces import Run
from onrecord.article.settle import settle
from onrecord.article.tree import cut, parse
from onrecord.article.wording import kind_by_wording
from onrecord.records import Article, BlockLabel, Page, SetAsideKind, Source

_THREE: tuple[BlockLabel, ...] = ("paragraph", "paragraph", "paragraph")
CASES = Path(__file__).parent.parent / "cases" / "article" / "debris"
SENTENCES = (
    "The harbour board of Nessvik voted on Tuesday to close the old quay, and it gave the boats until May to leave it.",
    "Oda Lindqvist, who has moored there since she was nine, said that she would go when the water went, and not before.",
    "The board will meet again in the first week of March, when the plans for the new quay are to be shown to everybody.",
)
OTHERS = (
    "Sixty singers went down into the tunnel under Broad Street on Saturday and sang one note for as long as they could.",
    "The note was slightly flat, said their conductor, Hedda Quill, who had stood at the other end with a tuning fork.",
    "They will go down again in the autumn, she said, when the tunnel is dry and the echo is a little shorter than now.",
)


def cases_of(name: str) -> list[Any]:
    cases = tomllib.loads((CASES / f"{name}.toml").read_text(encoding="utf-8"))["case"]
    return [pytest.param(case, id=case["name"]) for case in cases]


def paragraphs(sentences: tuple[str, ...]) -> str:
    return "".join(f"<p>{sentence}</p>" for sentence in sentences)


@pytest.mark.parametrize("case", cases_of("lines"))
def test_a_line_among_the_text_gets_its_kind_or_stays(case: dict[str, Any]) -> None:
    first, *rest = SENTENCES
    body = f"<div class=text><p>{first}</p>{case['markup']}{paragraphs(tuple(rest))}</div>"
    pieces = cut(parse(f"<body><h1>Old quay closes</h1>{body}"), network().vocabulary.elements)
    labels: list[BlockLabel | SetAsideKind] = ["headline", *_THREE, "paragraph"]
    settled = settle(pieces, Head(Article(headline="Old quay closes"), headline=0), labels)
    assert len(settled) == 5
    assert settled[2] == case.get("kind", "paragraph")
    assert [settled[i] for i in (1, 3, 4)] == ["paragraph"] * 3


def test_a_heading_goes_with_the_links_that_stand_under_it() -> None:
    body = (
        f"<div class=text>{paragraphs(SENTENCES)}<h2>On the quay this week</h2></div><p><a href=/b>Boats leave</a></p>"
    )
    pieces = cut(parse(f"<body><h1>Old quay closes</h1>{body}"), network().vocabulary.elements)
    cases: tuple[tuple[SetAsideKind, str], ...] = (("related", "related"), ("gate", "subheading"))
    for kind, settled in cases:
        labels: list[BlockLabel | SetAsideKind] = ["headline", *_THREE, "subheading", kind]
        found = settle(pieces, Head(Article(headline="Old quay closes"), headline=0), labels)
        assert found[4] == settled


@pytest.mark.parametrize("case", cases_of("heads"))
def test_a_page_of_several_parts(case: dict[str, Any]) -> None:
    body = case["page"].replace("{first}", paragraphs(SENTENCES)).replace("{second}", paragraphs(OTHERS))
    content = f"<html><head><title>{case['headline']}</title></head><body>{body}</body></html>"
    reading = read_article(Page(source=Source(location="x.html", media_type="text/html"), kind="html", content=content))
    article = reading.article
    assert article.headline == case["headline"]
    for words in case["in_text"]:
        assert words in article.text
    for words in case["not_in_text"]:
        assert words not in article.text
    for words in case.get("once", ()):
        assert article.text.count(words) == 1
    assert reading.completeness.verdict == case.get("verdict", reading.completeness.verdict)
    assert set(case.get("reasons", ())) <= {reason.kind for reason in reading.completeness.reasons}
    labels = {article.text[block.start : block.end]: block.label for block in article.blocks}
    for words, label in case.get("labels", {}).items():
        assert [found for text, found in labels.items() if text.startswith(words)] == [label], words


@pytest.mark.parametrize("text", ["Mehr: " * 20_000, "Photo: " * 17_000, "Warning: " * 12_000, ". Foto: A" * 12_000])
def test_wording_takes_time_linear_in_the_text(text: str) -> None:
    box = cut(parse("<body><p>x</p>"), network().vocabulary.elements).runs[0].box
    run = Run(text, box, [], 0)
    run.link_chars = len(text)
    started = time.perf_counter()
    kind_by_wording(run)
    assert time.perf_counter() - started < 0.5
