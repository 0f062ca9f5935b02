"""The reader of marked-up pages: a page becomes labelled blocks, a head with evidence, and signs in the markup.

Decides the order of its stages. Refuses to know how a tree is cut, how a block is labelled, or what the signs weigh.
"""

from __future__ import annotations

from onrecord.article.labelled import LabelledBlock, LabelledPage
from onrecord.article.labels import label_runs
from onrecord.article.metadata import read_head
from onrecord.article.signs import find_signs
from onrecord.article.structured import read_structured
from onrecord.article.tree import MAX_NODES, cut, parse
from onrecord.records import Page, Step


def label_page(page: Page) -> LabelledPage:
    """Return ``page`` with every visible block labelled, its metadata with evidence, and what its markup says besides."""
    tree = parse(page.content)
    pieces = cut(tree)
    structured = read_structured(tree)
    head = read_head(page, tree, pieces, structured)
    labels = label_runs(pieces, head)
    steps = [*page.steps, Step(name="blocks", detail=f"{len(pieces.runs)} blocks, {len(pieces.boxes)} boxes")]
    if pieces.limited:
        steps.append(Step(name="limit", detail=f"only the first {MAX_NODES} elements and texts of the page were read"))
    return LabelledPage(
        page=page,
        blocks=tuple(LabelledBlock(text=run.text, label=label) for run, label in zip(pieces.runs, labels, strict=True)),
        head=head,
        structured=structured,
        markup=find_signs(tree, pieces, structured),
        steps=tuple(steps),
    )
