"""The pipeline, whole, on one screen.

Decides the order of the rooms: capture, page, article, statements. Refuses to do anything itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from onrecord.article import read_article
from onrecord.errors import InputRefused, InputUnavailable
from onrecord.options import DEFAULT_OPTIONS, ReadOptions
from onrecord.records import Page, Reading, Refusal, Source, Statements, Step
from onrecord.sources import Capture, Skipped, captures, page_of
from onrecord.sources.files import expand
from onrecord.statements import find_statements
from onrecord.text.segment import Range

Outcome = Reading | Refusal | Skipped | InputUnavailable
"""What an input gives: a reading a page, a refusal where the bytes are no page, a count of records that are not pages, or
the error that its bytes could not be had."""


def read(source: str | Path | Page, options: ReadOptions = DEFAULT_OPTIONS) -> Reading:
    """Return the reading of one page: a path, an address, ``-`` for standard input, or a Page already made.

    Of an input that holds several pages the first is read; ``read_all`` gives all. Raises InputUnavailable where the
    bytes cannot be had, InputRefused where they are no page.

    >>> read("page.html").completeness.verdict  # doctest: +SKIP
    'partial'
    """
    if isinstance(source, Page):
        return read_page(source, options)
    for capture in captures(source, max_bytes=options.max_bytes):
        if isinstance(capture, Capture):
            return read_page(page_of(capture, max_bytes=options.max_bytes), options)
    raise InputRefused(
        str(source), "there is no page in it.", "Give a page, or an archive that holds one.", kind="no-page"
    )


def read_page(page: Page, options: ReadOptions = DEFAULT_OPTIONS) -> Reading:
    """Return the reading of a decoded page: the article, the verdict on it, what is not article, and who said what."""
    found = read_article(page)
    article = found.article
    posts = tuple(Range(block.start, block.end) for block in article.blocks if block.label == "embed")
    dates = {"published": article.published, "modified": article.modified}
    said = attribute(article.text, options, **dates, language=article.language, posts=posts)
    return Reading(
        source=page.source,
        article=article,
        completeness=found.completeness,
        set_aside=found.set_aside,
        speakers=said.speakers,
        statements=said.statements,
        steps=(*page.steps, *found.steps, *said.steps),
    )


def attribute(
    text: str,
    options: ReadOptions = DEFAULT_OPTIONS,
    *,
    published: str | None = None,
    modified: str | None = None,
    language: str | None = "en",
    posts: tuple[Range, ...] = (),
) -> Statements:
    """Return the statements in ``text``, with offsets into it exactly as given.

    ``published`` (ISO 8601, any precision) is what "Tuesday" is counted from, ``modified`` the day of the last change;
    ``language`` is the text's (BCP 47); ``posts`` are the stretches of it that are known to belong to embedded posts.
    """
    if not options.statements:
        return Statements(text=text, steps=(Step(name="statements", detail="not asked for"),))
    return find_statements(
        text, published=published, modified=modified, language=language, options=options, posts=posts
    )


def read_capture(capture: Capture, options: ReadOptions = DEFAULT_OPTIONS) -> Reading | Refusal:
    """Return the reading of one capture, or the refusal where its bytes are no page.

    A defect of this program that one page brings to light must not cost the other pages their readings: it becomes a
    refusal of kind ``defect`` that names it.
    """
    try:
        return read_page(page_of(capture, max_bytes=options.max_bytes), options)
    except InputRefused as error:
        return refusal_of(error)
    except Exception as error:
        return refusal_of(
            InputRefused(
                capture.location,
                f"a defect in onrecord stopped its reading ({type(error).__name__}: {error}).",
                "Please report it with the page.",
                kind="defect",
            )
        )


def read_all(inputs: Iterable[str | Path], options: ReadOptions = DEFAULT_OPTIONS) -> Iterator[Outcome]:
    """Yield what every page of every input gives, in input order; a bad input never costs another one its result.

    Never raises for an input. ``onrecord.batch.read_many`` does the same on several cores.
    """
    for item in all_captures(inputs, options):
        yield read_capture(item, options) if isinstance(item, Capture) else item


def all_captures(
    inputs: Iterable[str | Path], options: ReadOptions = DEFAULT_OPTIONS
) -> Iterator[Capture | Refusal | Skipped | InputUnavailable]:
    """Yield the captures of all inputs in order, and in its place whatever else an input gives."""
    for given in expand(inputs):
        if isinstance(given, InputUnavailable):
            yield given
            continue
        try:
            yield from captures(given, max_bytes=options.max_bytes)
        except InputRefused as error:
            yield refusal_of(error)
        except InputUnavailable as error:
            yield error


def crash_of(location: str) -> InputRefused:
    """Return the error that stands for an input whose reading ended the process that read it."""
    what = "reading it ended the process that read it (out of memory, most likely)."
    return InputRefused(location, what, "Try it alone, with a lower --max-bytes.", kind="crashed")


def refusal_of(error: InputRefused) -> Refusal:
    """Return the record of a refusal."""
    source = Source(location=error.subject, media_type="application/octet-stream")
    return Refusal(source=source, kind=error.kind, message=error.message, advice=error.advice)
