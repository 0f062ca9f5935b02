"""Protects the pairing of quotation marks and the borders of paragraphs and sentences."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.text.quotemarks import find_quotations
from onrecord.text.segment import Range, paragraphs, sentences

MARKS = "\"“”„‟'‘’‚‛`«»‹›「」"


def quoted(text: str) -> list[str]:
    return [text[q.start : q.end] for q in find_quotations(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('"Go," she said. "Now."', ['"Go,"', '"Now."']),
        ("“Go,” she said. “Now.”", ["“Go,”", "“Now.”"]),
        ("``Go,'' she said. ''Now.''", ["``Go,''", "''Now.''"]),
        ("‘‘Go,’’ she said.", ["‘‘Go,’’"]),
        ("«Go», she said. « Now »!", ["«Go»", "« Now »"]),
        ("»Go«, she said.", ["»Go«"]),
        ("„Go“, she said. „Now”.", ["„Go“", "„Now”"]),
        ("”Go,” she said.", ["”Go,”"]),
        ("‘It’s ours,’ he said of the dogs’ bowl.", ["‘It’s ours,’"]),
        ("'We're off,' said the dogs' owner.", ["'We're off,'"]),
        ("‘The workers’ pay is late,’ he said.", ["‘The workers’ pay is late,’"]),
        ("In the ’90s and the '80s 'twas so.", []),
        ("She is 5'9\" tall and he 6'2\".", []),
        ("“He said ‘no.’”", ["“He said ‘no.’”", "‘no.’"]),
        ("'He said \"no.\"'", ["'He said \"no.\"'", '"no."']),
        ('"Lost. "Found," she said.', ['"Found,"']),
        ("Found,” she said.", []),
    ],
)
def test_marks(text: str, expected: list[str]) -> None:
    assert quoted(text) == expected


def test_a_quotation_over_paragraphs() -> None:
    first, second, third = find_quotations("“One.\n\n“Two.\n\n“Three,” she said.")
    assert (first.closed, first.continues, first.resumes) == (False, True, False)
    assert (second.closed, second.continues, second.resumes) == (False, True, True)
    assert (third.closed, third.continues, third.resumes) == (True, False, True)


def test_a_quotation_over_paragraphs_without_a_new_mark() -> None:
    text = "“One.\n\nTwo,” she said. “Three.”"
    assert quoted(text) == ["“One.", "Two,”", "“Three.”"]


def test_an_odd_mark_costs_its_paragraph_only() -> None:
    assert quoted('A "lost mark.\n\nHe said "no" and "yes".')[1:] == ['"no"', '"yes"']


@given(st.text(alphabet="ab .,\n" + MARKS, max_size=200))
def test_quotations_are_in_order_and_nested_or_apart(text: str) -> None:
    found = find_quotations(text)
    assert list(found) == sorted(found, key=lambda q: q.start)
    open_ends: list[int] = []
    for q in found:
        assert 0 <= q.start < q.end <= len(text)
        while open_ends and open_ends[-1] <= q.start:
            open_ends.pop()
        assert all(q.end <= end for end in open_ends)
        open_ends.append(q.end)


@given(st.text(alphabet="ab .,\n" + MARKS, max_size=100), st.text(alphabet="ab .,\n" + MARKS, max_size=60))
def test_what_stands_in_a_later_paragraph_changes_nothing_before(text: str, later: str) -> None:
    before = [q[:5] for q in find_quotations(text + "\n\n")]
    after = [q[:5] for q in find_quotations(text + "\n\nx" + later) if q.start < len(text)]
    assert after[: len(before)] == before


@given(st.text(max_size=300))
def test_sentences_tile_their_paragraphs(text: str) -> None:
    for paragraph in paragraphs(text):
        assert text[paragraph.start : paragraph.end].strip() == text[paragraph.start : paragraph.end]
        found = sentences(text, paragraph)
        assert (
            "".join(text[s.start : s.end] for s in found).split() == text[paragraph.start : paragraph.end].split()
            or found
        )
        assert all(one.end <= other.start for one, other in pairwise(found))
        assert found[0].start == paragraph.start
        assert found[-1].end == paragraph.end


def cut(text: str) -> list[str]:
    quotations = [(q.start, q.end) for q in find_quotations(text)]
    return [text[s.start : s.end] for s in sentences(text, Range(0, len(text)), quotations)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Mr. Lee left. He ran.", ["Mr. Lee left.", "He ran."]),
        ("The U.S. Navy came. The U.S. He left.", ["The U.S. Navy came.", "The U.S.", "He left."]),
        ("J. P. Lark sang. No. 5 won.", ["J. P. Lark sang.", "No. 5 won."]),
        ("“Why? Who?” she asked. “Me.”", ["“Why? Who?” she asked.", "“Me.”"]),
        ("It rose 3.5 percent. So did he.", ["It rose 3.5 percent.", "So did he."]),
        ("He left at 5 p.m. Friday. She stayed.", ["He left at 5 p.m. Friday.", "She stayed."]),
    ],
)
def test_sentences(text: str, expected: list[str]) -> None:
    assert cut(text) == expected


@pytest.mark.parametrize("unit", ["“a” ", '"', "‘", "’s ", "« ", "\n\n“a", "'a "])
def test_time_is_linear(unit: str) -> None:
    def seconds(count: int) -> float:
        text = unit * count
        started = time.process_time()
        find_quotations(text)
        return time.process_time() - started

    small = max(seconds(4_000), 0.002)
    assert seconds(32_000) < 40 * small
