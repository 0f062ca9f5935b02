"""The statements room: a text in, who said what out.

Decides the order of its stages. Refuses to know where the text came from.
"""

from __future__ import annotations

from msgspec.structs import replace

from onrecord.options import DEFAULT_OPTIONS, ReadOptions
from onrecord.records import Found, Statements, Step
from onrecord.statements.assemble import assemble
from onrecord.statements.ensemble import with_certain
from onrecord.statements.reconcile import reconcile
from onrecord.statements.resolve import Resolver
from onrecord.statements.rules import find
from onrecord.statements.tokens import Analysis, analyse
from onrecord.statements.when import Clock
from onrecord.text.segment import Range


def find_statements(
    text: str,
    *,
    published: str | None = None,
    modified: str | None = None,
    language: str | None = "en",
    options: ReadOptions = DEFAULT_OPTIONS,
    posts: tuple[Range, ...] = (),
) -> Statements:
    """Return the statements of ``text``, with offsets into it exactly as given.

    ``published`` resolves words such as "Tuesday", and ``modified`` those written after it; without them they stay words.
    ``posts`` are the paragraphs that are known to belong to embedded posts. For a ``language`` other than English there are
    no statements, and a step says so.
    """
    if language is not None and language.partition("-")[0].lower() != "en":
        detail = f"the text is in {language}: statements are found in English only"
        return Statements(text=text, steps=(Step(name="statements", detail=detail),))
    analysis = analyse(text, posts)
    found = _find(analysis, options)
    resolver = Resolver(analysis)
    resolved = resolver.resolve(found)
    # Whom a pronoun means must not depend on the threshold, so what is left out is left out once everybody is named.
    kept = [i for i, item in enumerate(found) if item.confidence >= options.min_confidence]
    statements = assemble(
        resolver, [found[i] for i in kept], [resolved[i] for i in kept], clock=Clock.of(published, modified)
    )
    return replace(statements, steps=_steps(options, len(kept), len(found) - len(kept)))


def _find(analysis: Analysis, options: ReadOptions) -> list[Found]:
    """Return what the chosen finder finds, in order of the text."""
    if options.model == "rules":
        return reconcile(analysis, find(analysis))
    from onrecord import models

    found: list[Found] = models.load(options.model, options.threads).find([analysis.text])[0]
    return reconcile(analysis, with_certain(analysis, reconcile(analysis, found)))


def _steps(options: ReadOptions, kept: int, dropped: int) -> tuple[Step, ...]:
    finder = "by rules" if options.model == "rules" else f"by the model {options.model}"
    steps = [Step(name="statements", detail=f"{kept} statements found {finder}")]
    if dropped:
        detail = f"{dropped} statements below a confidence of {options.min_confidence} are left out"
        steps.append(Step(name="min-confidence", detail=detail))
    return tuple(steps)
