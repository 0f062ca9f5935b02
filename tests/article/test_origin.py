"""Origin: invented pages with the publisher they were taken from, or none."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any, cast

import pytest

from onrecord.article.labelled import LabelledPage, inside_of
from onrecord.article.origin import PublisherTable, find_origin
from onrecord.lexicon import load
from onrecord.records import Article, Page, Source

CASES = Path(__file__).parent.parent / "cases" / "article" / "origin"


def page_of(case: dict[str, Any]) -> LabelledPage:
    behind = [line.split(": ", 1) for line in case.get("behind", [])]
    texts = (*case["text"], *[text for _, text in behind])
    labels = (*["paragraph" for _ in case["text"]], *[label for label, _ in behind])
    page = Page(source=Source(location="a", media_type="text/html"), kind="html", content="", url=case.get("url"))
    head = Article(site=case.get("site"), url=case.get("canonical"), byline=tuple(case.get("byline", ())))
    structured = tuple(case.get("structured", ()))
    known = cast("Any", labels)
    return LabelledPage(page=page, texts=texts, labels=known, inside=inside_of(known), head=head, structured=structured)


def all_cases() -> list[Any]:
    return [
        pytest.param(case, id=case["name"])
        for file in sorted(CASES.glob("*.toml"))
        for case in tomllib.loads(file.read_text(encoding="utf-8"))["case"]
    ]


@pytest.mark.parametrize("case", all_cases())
def test_case(case: dict[str, Any]) -> None:
    origin = find_origin(page_of(case))
    if "publisher" not in case:
        assert origin is None
        return
    assert origin is not None
    assert origin.publisher == case["publisher"]
    assert origin.evidence == case.get("evidence", origin.evidence)
    words = " ".join([*case["text"], *case.get("behind", ()), *case.get("byline", ()), str(case.get("canonical"))])
    assert origin.evidence.removeprefix("canonical address ").removeprefix("byline: ") in words


def test_publishers_are_named_once() -> None:
    publishers = load("publishers", PublisherTable).publisher
    forms = [form for p in publishers for form in {p.name, *p.forms}]
    assert len(forms) == len(set(forms))
    marks = [mark for p in publishers for mark in p.marks]
    assert len(marks) == len(set(marks))
