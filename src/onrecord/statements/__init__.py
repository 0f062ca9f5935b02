"""The statements room: a text in, who said what out.

Decides the order of its stages. Refuses to know where the text came from.
"""

from __future__ import annotations

from onrecord.options import DEFAULT_OPTIONS, ReadOptions
from onrecord.records import Statements, Step


def find_statements(
    text: str, *, published: str | None = None, language: str | None = "en", options: ReadOptions = DEFAULT_OPTIONS
) -> Statements:
    """Return the statements of ``text``, with offsets into it exactly as given.

    ``published`` resolves words such as "Tuesday"; without it they stay words. For a ``language`` other than English there
    are no statements, and a step says so.
    """
    del published, options
    if language is not None and language.partition("-")[0].lower() != "en":
        detail = f"the text is in {language}: statements are found in English only"
        return Statements(text=text, steps=(Step(name="statements", detail=detail),))
    return Statements(text=text)
