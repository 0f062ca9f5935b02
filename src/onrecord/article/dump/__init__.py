"""The dump reader: a plain text saved from a page becomes labelled blocks and a head.

Decides the order in which a plain text is taken apart. Refuses to guess: what a dump does not tell is None.
"""

from __future__ import annotations

from onrecord.article.dump.reader import label_page

__all__ = ["label_page"]
