"""Completeness: invented pages with their verdicts, and what holds for any page."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.article.complete import weigh
from onrecord.article.complete_page import page_table
from onrecord.article.complete_signs import thresholds, weights
from onrecord.article.labelled import LabelledPage, inside_of
from onrecord.article.phrases import PhraseTable
from onrecord.lexicon import load
from onrecord.records import Article, Page, Reason, ReasonKind, Source

CASES = Path(__file__).parent.parent / "cases" / "article" / "completeness"
PARAGRAPH = (
    "The council of Hallow decided on Monday, in its sitting number {n}, to keep the ferry running through the winter, and"
    " the mayor said that the matter was closed until the ice had gone."
)
LANGUAGES = ("en", "fr", "de", "es", "it", "pt", "nl", "pl", "ru", "ja")


def blocks_of(case: dict[str, Any]) -> list[tuple[str, str]]:
    def labelled(lines: list[str]) -> list[tuple[str, str]]:
        return [(line.split(": ", 1)[0], line.split(": ", 1)[1]) for line in lines]

    texts = [PARAGRAPH.format(n=n) if t == "P" else t for n, t in enumerate(case.get("text", []), 1)]
    inside = [("paragraph", text) for text in texts]
    return [*labelled(case.get("above", [])), *inside, *labelled(case.get("behind", []))]


def page_of(case: dict[str, Any]) -> LabelledPage:
    page = Page(
        source=Source(location="a.html", media_type="text/html"),
        kind="html",
        content="",
        url=case.get("url"),
        status=case.get("status"),
        cut=case.get("cut"),
    )
    blocks = blocks_of(case)
    markup = [m.split(": ", 1) for m in case.get("markup", [])]
    return LabelledPage(
        page=page,
        texts=tuple([text for _, text in blocks]),
        labels=tuple([cast("Any", label) for label, _ in blocks]),
        inside=inside_of([cast("Any", label) for label, _ in blocks]),
        head=Article(),
        structured=tuple(case.get("structured", [])),
        markup=tuple(Reason(kind=cast("ReasonKind", kind), evidence=evidence) for kind, evidence in markup),
    )


def all_cases() -> list[Any]:
    return [
        pytest.param(case, id=case["name"])
        for file in sorted(CASES.glob("*.toml"))
        for case in tomllib.loads(file.read_text(encoding="utf-8"))["case"]
    ]


@pytest.mark.parametrize("case", all_cases())
def test_case(case: dict[str, Any]) -> None:
    completeness, steps = weigh(page_of(case))
    assert completeness.verdict == case["verdict"], completeness.reasons
    assert set(case.get("reasons", ())) <= {r.kind for r in completeness.reasons}
    if "step" in case:
        assert any(case["step"] in step.detail for step in steps)


LABELS = st.sampled_from(["paragraph", "gate", "navigation", "share", "related", "other", "hidden", "comment-form"])
BLOCKS = st.lists(st.tuples(LABELS, st.text(min_size=1, max_size=120)), max_size=20)


@settings(max_examples=80, deadline=None)
@given(BLOCKS, st.one_of(st.none(), st.integers(100, 599)))
def test_every_verdict_but_complete_has_evidence_from_the_page(
    blocks: list[tuple[str, str]], status: int | None
) -> None:
    page = page_of({"status": status})
    labelled = LabelledPage(
        page=page.page,
        texts=tuple([text for _, text in blocks]),
        labels=tuple([cast("Any", label) for label, _ in blocks]),
        inside=inside_of([cast("Any", label) for label, _ in blocks]),
    )
    verdict = weigh(labelled)[0]
    if verdict.verdict != "complete":
        assert verdict.reasons
        assert all(r.evidence.strip() or r.kind == "cut-off" for r in verdict.reasons)
    else:
        assert not verdict.reasons


def test_markup_alone_never_makes_an_article_partial() -> None:
    signs = ["gate-in-markup", "declared-closed", "declared-metered", "missing-embed", "gate-elsewhere", "short-text"]
    assert sum(weights()[name] for name in signs) < thresholds().cut_from


def test_every_weight_has_a_reason_and_a_use() -> None:
    source = "".join(
        p.read_text(encoding="utf-8") for p in Path(weigh.__code__.co_filename).parent.glob("complete*.py")
    )
    for sign in thresholds().sign:
        assert sign.reason
        assert f'"{sign.name}"' in source, sign.name


@pytest.mark.parametrize(
    "kind",
    [
        "subscription",
        "login",
        "javascript",
        "access-check",
        "retrieval-error",
        "cookie-wall",
        "pagination",
        "error-page",
    ],
)
def test_gates_speak_ten_languages(kind: str) -> None:
    groups = [g for g in load("gates", PhraseTable).group if g.kind == kind and g.weight == "gate"]
    assert {g.language for g in groups} == set(LANGUAGES)


def test_page_table_does_not_contradict_itself() -> None:
    table = page_table()
    assert not set(table.article_types) & set(table.other_types)
    assert not set(table.og_articles) & set(table.og_others)
    assert not set(table.closed_statuses) & set(table.gone_statuses)
