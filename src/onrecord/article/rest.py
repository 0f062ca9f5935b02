"""The rest of a page that is too large to be cut into blocks: its words, in page order.

Decides what is still read of a page beyond the limit of elements, so that no visible word is lost. Refuses to know any
markup there beyond what keeps words apart and what holds no words.
"""

from __future__ import annotations

from collections.abc import Container

from selectolax.lexbor import LexborNode


def rest_of(start: LexborNode, after: list[LexborNode | None], unseen: Container[str], inline: Container[str]) -> str:
    """Return the words from ``start`` to the end of the page, white space folded.

    ``after`` holds the nodes at which the page goes on, the nearest last; ``unseen`` are the tags that show no text,
    ``inline`` those that do not end a word. What markup hides is not told apart here.
    """
    pieces: list[str] = []
    following = [(node, True) for node in after]
    node: LexborNode | None = start
    while node is not None or following:
        if node is None:
            node, ends_word = following.pop()
            if ends_word:
                pieces.append(" ")
            continue
        tag = node.tag or "-comment"
        if tag == "-text":
            pieces.append(node.text_content or "")
        elif tag not in unseen:
            ends_word = tag not in inline
            if ends_word:
                pieces.append(" ")
            following.append((node.next, ends_word))
            node = node.child
            continue
        node = node.next
    return " ".join("".join(pieces).split())
