"""A rival: the direct quotations that textacy finds, given a parse for nothing.

Decides how a kept parse becomes the document that textacy wants. Needs ``pip install textacy``; nothing else imports it.
"""

from __future__ import annotations

import gzip
import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

Document = dict[str, Any]
# The coarse parts of speech that textacy asks for, by the first letters of the kept tags.
PARTS = {"NNP": "PROPN", "NN": "NOUN", "VB": "VERB", "MD": "AUX", "PRP": "PRON", "JJ": "ADJ", "RB": "ADV", "CD": "NUM"}


def finder(parses: Path) -> tuple[Callable[[Document], Document], str]:
    """Return what finds quotations in a document of the corpus, and its name."""
    import spacy
    import textacy
    from spacy.tokens import Doc
    from textacy.extract.triples import direct_quotations

    vocabulary = spacy.blank("en").vocab
    with gzip.open(parses, "rt", encoding="utf-8") as lines:
        kept = {one["id"]: one for one in map(json.loads, lines)}

    def parsed(document: Document) -> Doc:
        text, tokens = document["text"], kept[document["id"]]["tokens"]
        firsts = {first for first, _ in kept[document["id"]]["sentences"]}
        ends = [t[1] for t in tokens]
        return Doc(
            vocabulary,
            words=[text[t[0] : t[1]] for t in tokens],
            spaces=[a < b[0] for a, b in zip(ends, [*tokens[1:], [ends[-1]]], strict=True)],
            tags=[t[2] for t in tokens],
            pos=[next((PARTS[t[2][:n]] for n in (3, 2) if t[2][:n] in PARTS), "X") for t in tokens],
            lemmas=[t[3] for t in tokens],
            heads=[i if t[5] < 0 else t[5] for i, t in enumerate(tokens)],
            deps=["ROOT" if t[5] < 0 else t[6] for t in tokens],
            sent_starts=[i in firsts for i in range(len(tokens))],
        )

    def find(document: Document) -> Document:
        start = time.process_time()
        if document["id"] not in kept:
            return {"quotes": []}
        doc = parsed(document)
        tokens = kept[document["id"]]["tokens"]
        for_nothing = time.process_time() - start

        def span(first: int, last: int) -> dict[str, int]:
            return {"start": tokens[first][0], "end": tokens[last][1]}

        quotes = []
        try:
            for speaker, cue, content in direct_quotations(doc):
                quotes.append(
                    {
                        "cue": span(cue[0].i, cue[-1].i),
                        "sources": [span(speaker[0].i, speaker[-1].i)],
                        "contents": [span(content.start, content.end - 1)],
                    }
                )
        except ValueError:
            # It refuses a text with an odd number of marks.
            pass
        return {"quotes": quotes, "seconds for nothing": for_nothing}

    return find, f"textacy {textacy.__version__}, parsed for nothing"
