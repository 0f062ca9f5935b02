"""The article room: a page in, the article out, with the verdict on it and all that is not the article.

Decides the order of its stages. Refuses to know where the page came from, and what anybody says in it.
"""

from __future__ import annotations

from onrecord.article.assemble import assemble, without_text
from onrecord.article.complete import weigh
from onrecord.article.origin import find_origin
from onrecord.records import ArticleReading, Page


def read_article(page: Page) -> ArticleReading:
    """Return the article of ``page``: labelled blocks, then origin, then the verdict, then one record of it all."""
    if page.kind == "html":
        from onrecord.article.html import label_page
    else:
        from onrecord.article.dump import label_page
    labelled = label_page(page)
    completeness, steps = weigh(labelled)
    if completeness.verdict == "blocked":
        labelled = without_text(labelled)
    return assemble(labelled, origin=find_origin(labelled), completeness=completeness, steps=steps)
