"""The rest of a page that is too large to be cut into blocks: its words, in page order.

Decides what is still read of a page beyond the limit of elements, so that no visible word is lost. Refuses to know any
markup there beyond what keeps words apart and what holds no words.
"""

from __future__ import annotations

from onrecord.article.elements import FRAME, TITLE, UNSEEN, Elements, as_read


def rest_of(texts: list[str], tags: list[str], start: int, elements: Elements) -> str:
    """Return the words from the tag ``start`` to the end of the page, white space folded.

    ``texts`` are what stands before each of the ``tags``. What markup hides is not told apart here.
    """
    pieces: list[str] = []
    inside = ""
    depth = 0
    for i in range(start, len(tags)):
        if i > start and not inside:
            pieces.append(texts[i])
        written = tags[i]
        if inside:
            name = written.partition(" ")[0]
            depth += (name == inside) - (name == "/" + inside)
            if not depth:
                inside = ""
            continue
        element = elements.of(written)
        if element.code in (UNSEEN, FRAME, TITLE):
            if not element.void:
                inside, depth = element.tag, 1
        elif not element.in_word:
            pieces.append(" ")
    return " ".join(as_read("".join((*pieces, *texts[len(tags) :]))).split())
