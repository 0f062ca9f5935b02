"""The statements room: a text in, who said what out.

Decides the order of its stages. Refuses to know where the text came from.
"""

from __future__ import annotations

from onrecord.options import DEFAULT_OPTIONS, ReadOptions
from onrecord.records import Found, Statements, Step
from onrecord.statements.assemble import assemble
from onrecord.statements.resolve import Resolver
from onrecord.statements.rules import find
from onrecord.statements.tokens import Analysis, analyse


def find_statements(
    text: str, *, published: str | None = None, language: str | None = "en", options: ReadOptions = DEFAULT_OPTIONS
) -> Statements:
    """Return the statements of ``text``, with offsets into it exactly as given.

    ``published`` resolves words such as "Tuesday"; without it they stay words. For a ``language`` other than English
    there are no statements, and a step says so.
    """
    if language is not None and language.partition("-")[0].lower() != "en":
        detail = f"the text is in {language}: statements are found in English only"
        return Statements(text=text, steps=(Step(name="statements", detail=detail),))
    analysis = analyse(text)
    found = _find(analysis, options)
    resolved = Resolver(analysis).resolve(found)
    return assemble(analysis, found, resolved, published=published)


def _find(analysis: Analysis, options: ReadOptions) -> list[Found]:
    """Return what the chosen finder finds, in order of the text."""
    del options
    return find(analysis)
