"""The rules: a finder of statements that goes by marks, cues and closed-class words.

Decides which cue has which content and which source, sentence by sentence. Refuses to name anybody; see ``resolve``.
"""

from __future__ import annotations

from onrecord.records import Found
from onrecord.statements.drafts import Draft
from onrecord.statements.layouts import UNHEARD, find_layouts
from onrecord.statements.quoted import attach_quotations
from onrecord.statements.sentence import SentenceReader
from onrecord.statements.tokens import Analysis


def find(a: Analysis) -> list[Found]:
    """Return what the rules find in the text, in order of the text."""
    laid_out = find_layouts(a)
    taken = {a.sentence_of[i] for d in laid_out for first, last in d.pieces for i in range(first, last)}
    drafts: list[Draft] = list(laid_out)
    for index in range(len(a.sentences)):
        if index not in taken:
            drafts.extend(SentenceReader(a, index, drafts).read())
    drafts = attach_quotations(a, drafts)
    found = [d.finish(a) for d in drafts if d.confidence > UNHEARD]
    return sorted((f for f in found if f is not None), key=lambda f: f.content)
