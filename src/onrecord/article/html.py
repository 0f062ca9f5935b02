"""The reader of marked-up pages: a page becomes labelled blocks, a head with evidence, and signs in the markup.

Decides the order of its stages. Refuses to know how a tree is cut, how a block is labelled, or what the signs weigh.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from msgspec.structs import replace

from onrecord.article.boxes import Vocabulary
from onrecord.article.classifier import THRESHOLD, network
from onrecord.article.features import Hints
from onrecord.article.labelled import Label, LabelledPage, inside_of
from onrecord.article.labels import fixed_labels, label_runs
from onrecord.article.listing import find_listing
from onrecord.article.markup import cut_page
from onrecord.article.metadata import Head, read_head
from onrecord.article.metadata_clues import Clues, gather
from onrecord.article.metadata_site import find_language
from onrecord.article.pieces import Cut
from onrecord.article.settle import settle
from onrecord.article.signs import find_signs, signs_of_scripts
from onrecord.article.structured import article_body, read_structured
from onrecord.article.tree import MAX_NODES
from onrecord.records import Article, Page, Reason, SetAsideKind, Step

MAX_ROWS = 5_000
"""Blocks that the classifier looks at; a page with more of them is no article, and its rest is set aside."""


class Prepared(NamedTuple):
    """A page as the classifier is shown it, when reading as when training."""

    pieces: Cut
    structured: tuple[dict[str, Any], ...]
    clues: Clues
    head: Head
    fixed: list[SetAsideKind | None]
    """The label of each block that needs no learning, or None."""
    uncertain: list[int]
    """The numbers of the blocks that the classifier is asked about, however many they are."""
    hints: Hints
    scripts: tuple[Reason, ...]
    """What the page's scripts say about completeness."""
    steps: tuple[Step, ...]


def prepare(page: Page, vocabulary: Vocabulary) -> Prepared:
    """Return ``page`` cut into blocks, with its head and the labels that need no learning."""
    pieces, thinning = cut_page(page, vocabulary.elements)
    structured = read_structured(pieces.scripts)
    clues = gather(page, pieces, structured)
    head = read_head(clues)
    hints = Hints(head.article.headline, head.article.summary, article_body(structured), head.headline)
    fixed = fixed_labels(pieces, head)
    uncertain = [i for i, label in enumerate(fixed) if label is None]
    scripts = signs_of_scripts(pieces.scripts)
    return Prepared(pieces, structured, clues, head, fixed, uncertain, hints, scripts, thinning)


def label_page(page: Page) -> LabelledPage:
    """Return ``page`` with every visible block labelled, its metadata with evidence, and what its markup says besides."""
    learned = network()
    prepared = prepare(page, learned.vocabulary)
    pieces, head = prepared.pieces, prepared.head
    uncertain = prepared.uncertain
    likelihoods = learned.likelihoods(pieces.runs, uncertain[:MAX_ROWS], prepared.hints)
    labels = labels_of(prepared, likelihoods, THRESHOLD)
    texts = [run.text for run in pieces.runs]
    inside = inside_of(labels)
    markup = (*find_signs(pieces, prepared.structured, prepared.scripts), *find_listing(pieces, inside))
    if pieces.rest:
        texts.append(pieces.rest)
        labels.append("other")
    return LabelledPage(
        page=page,
        texts=tuple(texts),
        labels=tuple(labels),
        inside=inside,
        head=_with_language(head.article, [texts[i] for i in inside[:4]], prepared.clues),
        structured=prepared.structured,
        markup=markup,
        steps=(*prepared.steps, *_steps(pieces, len(texts), len(inside), len(uncertain))),
    )


def labels_of(prepared: Prepared, likelihoods: Sequence[float], threshold: float) -> list[Label]:
    """Return the label of every block, given how likely each of the uncertain ones is article text."""
    pieces, head = prepared.pieces, prepared.head
    rows = zip(prepared.uncertain[:MAX_ROWS], likelihoods, strict=True)
    taken = [i for i, likely in rows if likely >= threshold]
    asides = sorted({*prepared.uncertain}.difference(taken))
    return settle(pieces, head, label_runs(pieces, head, prepared.fixed, asides, taken))


def _with_language(head: Article, first: list[str], clues: Clues) -> Article:
    """The head with the language of the article's first paragraphs."""
    found = find_language(" ".join(first), clues)
    if found is None:
        return head
    return replace(head, language=found[0], evidence={**head.evidence, "language": found[1]})


def _steps(pieces: Cut, blocks: int, kept: int, uncertain: int) -> list[Step]:
    steps = [Step(name="blocks", detail=f"{blocks} blocks, {kept} of them the article")]
    if uncertain > MAX_ROWS:
        steps.append(
            Step(name="limit", detail=f"only the first {MAX_ROWS} of {uncertain} uncertain blocks were classified")
        )
    if pieces.limited:
        steps.append(
            Step(name="limit", detail=f"only the first {MAX_NODES} elements were cut into blocks, the rest is one")
        )
    return steps
