"""Protects the sample pages: each is read as its case file under tests/cases/examples says that a careful reader reads it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import cache
from pathlib import Path

import msgspec
import pytest
from _pytest.mark import ParameterSet

from onrecord.errors import InputUnavailable
from onrecord.pipeline import read, read_all
from onrecord.records import Reading, Statement
from onrecord.sources import Skipped

ROOT = Path(__file__).parents[2]
PAGES = ROOT / "examples" / "pages"
CASES = ROOT / "tests" / "cases" / "examples"
MARKS = "\"'“”‘’„«»`´ \u00a0.,;:!?…—–-"


class Expected(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A statement that a careful reader finds. The fields are explained in tests/cases/examples/README.md."""

    starts: str
    ends: str
    kind: str
    mode: str | None = None
    cue: str | None = None
    speaker: str | None = None
    source: str | None = None
    speaker_kind: str | None = None
    role: str | None = None
    pieces: int | None = None
    unattributed: bool = False
    addressee: str | None = None
    said: str | None = None
    answers: str | None = None


class Aside(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A block that is set aside, by its kind and its first words."""

    kind: str
    text: str


class Case(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What a careful reader says of one page."""

    verdict: str
    reasons: list[str] = []
    url: str | None = None
    headline: str | None = None
    byline: list[str] | None = None
    published: str | None = None
    modified: str | None = None
    site: str | None = None
    language: str | None = None
    section: str | None = None
    origin: str | None = None
    lead_image: str | None = None
    text: str | None = None
    text_starts: str | None = None
    text_ends: str | None = None
    paragraphs: int | None = None
    in_text: list[str] = []
    not_in_text: list[str] = []
    once: list[str] = []
    set_aside: list[Aside] = []
    not_statements: list[str] = []
    statement_count: int | None = None
    steps_mention: list[str] = []
    statements: list[Expected] = []
    falls_short: dict[str, str] = {}


class CaseFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One case file: the page, what it shows, and one case for each reading that it gives."""

    page: str
    shows: str
    readings: list[Case]
    skipped: int = 0


def bare(words: str) -> str:
    """Return ``words`` without quotation marks and punctuation at either end, and without an opening "that"."""
    return words.strip(MARKS).removeprefix("that ").strip(MARKS)


def name_key(name: str) -> str:
    """Return ``name`` for comparison: an article in front and the case of letters do not count."""
    return name.casefold().removeprefix("the ")


def same_moment(left: str | None, right: str) -> bool:
    """Tell whether two dates are the same moment, given with the same precision."""
    if left is None or ("T" in left) != ("T" in right):
        return False
    try:
        return left == right or ("T" in left and datetime.fromisoformat(left) == datetime.fromisoformat(right))
    except ValueError:
        return False


@cache
def case_file(name: str) -> CaseFile:
    """Return the case file ``name``."""
    return msgspec.toml.decode((CASES / f"{name}.toml").read_text(encoding="utf-8"), type=CaseFile)


@cache
def readings_of(page: str) -> tuple[Reading, ...]:
    """Return the readings of a sample page, in order."""
    results = [result for result in read_all([PAGES / page]) if not isinstance(result, Skipped)]
    assert all(isinstance(result, Reading) for result in results), results
    return tuple(result for result in results if isinstance(result, Reading))


def aside_kinds(reading: Reading, words: str) -> set[str]:
    """Return the kinds of the blocks set aside that hold ``words``."""
    return {block.kind for block in reading.set_aside if words in block.text}


def find(reading: Reading, wanted: Expected) -> Statement | None:
    """Return the statement with a piece that starts, and a piece that ends, as ``wanted`` does."""
    for statement in reading.statements:
        pieces = [bare(piece.text) for piece in statement.content]
        if any(piece.startswith(bare(wanted.starts)) for piece in pieces) and any(
            piece.endswith(bare(wanted.ends)) or (wanted.kind == "direct" and bare(wanted.ends) in piece)
            for piece in pieces
        ):
            return statement
    return None


def check_statement(reading: Reading, wanted: Expected) -> None:
    """Assert that ``reading`` has the statement, and has it right."""
    statement = find(reading, wanted)
    contents = [[piece.text for piece in statement.content] for statement in reading.statements]
    assert statement is not None, f"not found: {wanted.starts!r} … {wanted.ends!r} among {contents}"
    assert statement.kind == wanted.kind, statement
    if wanted.mode is not None:
        assert statement.mode == wanted.mode, statement
    if wanted.cue is not None:
        assert statement.cue is not None, statement
        assert wanted.cue.casefold() in statement.cue.text.casefold(), statement
    if wanted.source is not None:
        assert statement.source is not None, statement
        assert wanted.source in statement.source.text, statement
    if wanted.pieces is not None:
        assert len(statement.content) == wanted.pieces, statement
    if wanted.unattributed:
        assert statement.speaker is None, statement
        assert statement.unattributed, statement
    speakers = {speaker.id: speaker for speaker in reading.speakers}
    if wanted.speaker is not None:
        assert statement.speaker is not None, statement.unattributed
        assert name_key(speakers[statement.speaker].name) == name_key(wanted.speaker), speakers[statement.speaker]
    if wanted.speaker_kind is not None:
        assert statement.speaker is not None, statement
        assert speakers[statement.speaker].kind == wanted.speaker_kind, speakers[statement.speaker]
    check_circumstances(reading, statement, wanted)
    if wanted.role is not None:
        assert statement.speaker is not None, statement
        assert wanted.role.casefold() in (speakers[statement.speaker].role or "").casefold(), speakers[
            statement.speaker
        ]


def check_circumstances(reading: Reading, statement: Statement, wanted: Expected) -> None:
    """Assert to whom, when and in answer to what the statement was made, where ``wanted`` tells."""
    if wanted.addressee is not None:
        assert statement.addressee is not None, statement
        assert wanted.addressee in statement.addressee.text, statement
    if wanted.said is not None:
        assert statement.said is not None, statement
        assert statement.said.date == wanted.said, statement
    if wanted.answers is not None:
        answered = [other for other in reading.statements if other.id in statement.answers]
        openings = [bare(piece.text) for other in answered for piece in other.content]
        assert any(opening.startswith(bare(wanted.answers)) for opening in openings), openings


def check_byline(reading: Reading, case: Case) -> None:
    assert case.byline is not None
    assert [n.casefold() for n in reading.article.byline] == [n.casefold() for n in case.byline], reading.article.byline


def check_reasons(reading: Reading, case: Case) -> None:
    found = {reason.kind for reason in reading.completeness.reasons}
    assert found >= set(case.reasons), reading.completeness.reasons
    assert all(reason.evidence for reason in reading.completeness.reasons)


def check_origin(reading: Reading, case: Case) -> None:
    assert reading.article.origin is not None, "no origin"
    assert name_key(reading.article.origin.publisher) == name_key(case.origin or ""), reading.article.origin
    assert reading.article.origin.evidence


def check_lead_image(reading: Reading, case: Case) -> None:
    image = reading.article.lead_image
    assert image is not None, "no lead image"
    assert any((case.lead_image or "") in (value or "") for value in (image.url, image.name)), image


def check_in_text(reading: Reading, case: Case) -> None:
    missing = [words for words in case.in_text if words not in reading.article.text]
    assert missing == [], missing


def check_not_in_text(reading: Reading, case: Case) -> None:
    found = [words for words in case.not_in_text if words in reading.article.text]
    assert found == [], found


def check_once(reading: Reading, case: Case) -> None:
    counts = {words: reading.article.text.count(words) for words in case.once}
    assert counts == dict.fromkeys(case.once, 1), counts


def check_set_aside(reading: Reading, case: Case) -> None:
    missing = [block for block in case.set_aside if block.kind not in aside_kinds(reading, block.text)]
    assert missing == [], {block.text: aside_kinds(reading, block.text) for block in missing}


def check_not_statements(reading: Reading, case: Case) -> None:
    contents = {bare(" ".join(piece.text for piece in statement.content)) for statement in reading.statements}
    assert contents.isdisjoint(case.not_statements), contents & set(case.not_statements)


def check_steps(reading: Reading, case: Case) -> None:
    told = " ".join(f"{step.name} {step.detail}" for step in reading.steps).casefold()
    assert [word for word in case.steps_mention if word.casefold() not in told] == [], told


def plain(field: str) -> Callable[[Reading, Case], None]:
    """Return a check that a field of the article equals the field of the same name in the case."""

    def check(reading: Reading, case: Case) -> None:
        assert getattr(reading.article, field) == getattr(case, field), getattr(reading.article, field)

    return check


def dated(field: str) -> Callable[[Reading, Case], None]:
    """Return a check that a date of the article is the moment that the case gives."""

    def check(reading: Reading, case: Case) -> None:
        assert same_moment(getattr(reading.article, field), getattr(case, field)), getattr(reading.article, field)

    return check


def check_verdict(reading: Reading, case: Case) -> None:
    assert reading.completeness.verdict == case.verdict, reading.completeness.reasons


def check_text_starts(reading: Reading, case: Case) -> None:
    assert reading.article.text.startswith(case.text_starts or "?"), reading.article.text[:100]


def check_text_ends(reading: Reading, case: Case) -> None:
    assert reading.article.text.endswith(case.text_ends or "?"), reading.article.text[-100:]


def check_language(reading: Reading, case: Case) -> None:
    assert (reading.article.language or "").split("-")[0] == case.language, reading.article.language


def check_paragraphs(reading: Reading, case: Case) -> None:
    assert len(reading.article.blocks) == case.paragraphs, [b.label for b in reading.article.blocks]


def check_statement_count(reading: Reading, case: Case) -> None:
    assert len(reading.statements) == case.statement_count


CHECKS: dict[str, Callable[[Reading, Case], None]] = {
    "verdict": check_verdict,
    "reasons": check_reasons,
    "url": plain("url"),
    "headline": plain("headline"),
    "byline": check_byline,
    "published": dated("published"),
    "modified": dated("modified"),
    "site": plain("site"),
    "language": check_language,
    "section": plain("section"),
    "origin": check_origin,
    "lead_image": check_lead_image,
    "text": plain("text"),
    "text_starts": check_text_starts,
    "text_ends": check_text_ends,
    "paragraphs": check_paragraphs,
    "in_text": check_in_text,
    "not_in_text": check_not_in_text,
    "once": check_once,
    "set_aside": check_set_aside,
    "not_statements": check_not_statements,
    "statement_count": check_statement_count,
    "steps_mention": check_steps,
}


def wanted_checks(case: Case) -> list[str]:
    """Return the names of the checks that a case asks for."""
    fields = [name for name in CHECKS if getattr(case, name) not in (None, [])]
    return fields + [f"statements.{number}" for number in range(1, len(case.statements) + 1)]


def parameters() -> list[ParameterSet]:
    """Return (case file, number of the reading, check), those that fall short as strict expected failures."""
    found = []
    for path in sorted(CASES.glob("*.toml")):
        for number, case in enumerate(case_file(path.stem).readings):
            for check in wanted_checks(case):
                marks = (
                    [pytest.mark.xfail(strict=True, reason=case.falls_short[check])]
                    if check in case.falls_short
                    else []
                )
                found.append(pytest.param(path.stem, number, check, marks=marks, id=f"{path.stem}-{number}-{check}"))
    return found


@pytest.mark.parametrize(("name", "number", "check"), parameters())
def test_reading(name: str, number: int, check: str) -> None:
    file = case_file(name)
    reading = readings_of(file.page)[number]
    case = file.readings[number]
    if check.startswith("statements."):
        check_statement(reading, case.statements[int(check.split(".")[1]) - 1])
    else:
        CHECKS[check](reading, case)


@pytest.mark.parametrize("name", sorted(path.stem for path in CASES.glob("*.toml")))
def test_one_reading_for_each_case_and_every_span_at_its_place(name: str) -> None:
    file = case_file(name)
    readings = readings_of(file.page)
    assert len(readings) == len(file.readings)
    for reading in readings:
        text = reading.article.text
        for statement in reading.statements:
            spans = [*statement.content, statement.cue, statement.source, statement.addressee, statement.said]
            assert all(text[span.start : span.end] == span.text for span in spans if span is not None)
            assert (statement.speaker is None) == (statement.unattributed is not None)


def test_the_whole_folder_is_read_without_a_refusal() -> None:
    results = list(read_all([PAGES]))
    assert all(isinstance(result, (Reading, Skipped)) for result in results)
    files = [case_file(path.stem) for path in CASES.glob("*.toml")]
    assert sum(isinstance(result, Reading) for result in results) == sum(len(file.readings) for file in files)
    assert sum(result.count for result in results if isinstance(result, Skipped)) == sum(file.skipped for file in files)


def test_a_page_that_is_not_there_is_refused() -> None:
    with pytest.raises(InputUnavailable):
        read(PAGES / "no-such-page.html")
