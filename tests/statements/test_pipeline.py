"""Protects the promises of ``find_statements``: offsets, ids, languages, options, and any finder's work put right."""

from __future__ import annotations

import sys
import time
from itertools import pairwise
from types import ModuleType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.options import ReadOptions
from onrecord.records import Found, Span, Statements
from onrecord.statements import find_statements
from onrecord.statements.describe import cue_entry, kind_of, mode_of
from onrecord.statements.reconcile import reconcile
from onrecord.statements.resolve import Resolver
from onrecord.statements.tokens import analyse
from onrecord.text.segment import Range

PIECES = [
    "“", "”", '"', "‘", "’", "«", "»", "``", "''", " said ", " told reporters ", ", ", ". ", "\n\n", " that ",
    "according to ",
    "Mr. Smith", "Ann Lee", "the mayor", " he ", " she ", " who ", "it was late", " on Tuesday", "? ", ": ", " — ", " and ",
    " called it ", "😀", "é", "שלום", " denied ", "U.S. ", "(D) ", " adding ", "The Guild", "\u00ad", "\u200f", "0", " was ",
]  # fmt: skip

RULES = ReadOptions(model="rules")


def check(found: Statements) -> None:
    ids = {s.id for s in found.statements}
    speakers = {s.id for s in found.speakers}
    assert len(ids) == len(found.statements)
    assert speakers == {s.speaker for s in found.statements if s.speaker}
    for s in found.statements:
        spans: list[Span | None] = [*s.content, *s.other_sources, s.cue, s.source, s.addressee, s.said]
        for span in spans:
            assert span is None or (span.start < span.end and found.text[span.start : span.end] == span.text)
        assert s.content
        assert all(one.end <= other.start for one, other in pairwise(s.content))
        assert (s.speaker is None) == (s.unattributed is not None)
        assert set(s.answers) <= ids - {s.id}
        assert s.addressee is None or s.addressee.speaker is None or s.addressee.speaker in speakers
        assert s.said is None or (s.said.date is None) == (s.said.precision is None)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=60).map("".join))
def test_any_words_give_a_sound_result(text: str) -> None:
    check(find_statements(text, published="2031-05-14", options=RULES))


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=200))
def test_any_text_gives_a_sound_result(text: str) -> None:
    found = find_statements(text, options=RULES)
    assert found.text == text
    check(found)


@settings(max_examples=20, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=60).map("".join))
def test_any_words_give_a_sound_result_by_a_model(text: str) -> None:
    check(find_statements(text, published="2031-05-14", options=ReadOptions(model="best")))


def test_the_same_text_gives_the_same_result() -> None:
    text = "“We are late,” Ann Lee said. She said the boat was hers."
    assert find_statements(text) == find_statements(text)
    assert find_statements(text, options=RULES) == find_statements(text, options=RULES)


@pytest.mark.parametrize("language", ["fr", "de-AT", "pt"])
def test_other_languages_get_no_statements_and_a_step(language: str) -> None:
    found = find_statements("« Oui », dit Marie.", language=language)
    assert found.statements == ()
    assert language in found.steps[0].detail


@pytest.mark.parametrize("language", ["en", "en-GB", "EN", None])
def test_english_and_unknown_languages_are_read(language: str | None) -> None:
    assert len(find_statements("“We are late,” Ann Lee said.", language=language).statements) == 1


def test_statements_below_the_confidence_are_left_out_and_counted() -> None:
    text = "“We are late,” Ann Lee said.\n\nNobody laughed at all in the hall.\n\n“It was very late for all of us.”"
    every = find_statements(text, options=RULES)
    some = find_statements(text, options=ReadOptions(model="rules", min_confidence=0.75))
    assert len(some.statements) < len(every.statements)
    assert any(step.name == "min-confidence" and "1 statements" in step.detail for step in some.steps)


def test_whom_a_pronoun_means_does_not_depend_on_the_threshold(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "Ann Lee hinted at a strike. Bea Holm was there too. “We are late,” she said."

    class Model:
        def find(self, texts: list[str]) -> list[list[Found]]:
            def at(words: str) -> tuple[int, int]:
                start = text.rindex(words)
                return start, start + len(words)

            unsure = Found(content=(at("a strike"),), cue=at("hinted"), sources=(at("Ann Lee"),), confidence=0.2)
            sure = Found(content=(at("“We are late,”"),), cue=at("said"), sources=(at("she"),), confidence=0.9)
            return [[unsure, sure]]

    module = ModuleType("onrecord.models")
    module.load = lambda name, threads: Model()  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "onrecord.models", module)
    monkeypatch.setattr("onrecord.models", module, raising=False)
    names = []
    for least in (0.0, 0.5):
        found = find_statements(text, options=ReadOptions(model="fast", min_confidence=least))
        last = found.statements[-1]
        assert last.cue is not None
        assert last.cue.text == "said"
        names.append({s.id: s.name for s in found.speakers}.get(last.speaker or ""))
    assert names[0] == names[1] == "Ann Lee"


def test_a_learned_finder_takes_the_place_of_the_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "“We are late,” Ann Lee said."

    class Model:
        def find(self, texts: list[str]) -> list[list[Found]]:
            assert texts == [text]
            # Without the marks, and without the last word: the marks decide.
            return [[Found(content=((1, 10),), cue=(23, 27), sources=((15, 22),), confidence=0.5, attitude=False)]]

    module = ModuleType("onrecord.models")
    module.load = lambda name, threads: Model()  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "onrecord.models", module)
    monkeypatch.setattr("onrecord.models", module, raising=False)
    found = find_statements(text, options=ReadOptions(model="fast"))
    check(found)
    assert [c.text for c in found.statements[0].content] == ["“We are late,”"]
    assert found.statements[0].kind == "direct"
    assert found.speakers[0].name == "Ann Lee"
    assert "fast" in found.steps[0].detail


def test_a_piece_that_touches_the_next_quotation_is_trimmed() -> None:
    text = "“We are late,” she said. “Nobody waited for us at the quay.”"
    second = text.index("“Nobody")
    found = reconcile(analyse(text), [Found(content=((0, 14), (14, second + 3)), cue=(19, 23))])
    assert text[slice(*found[0].content[0])] == "“We are late,”"
    assert not any(a < second < b for a, b in found[0].content)


def test_a_continued_quotation_is_joined() -> None:
    text = "“We are late,” she said. “So it goes.\n\n“And so it went.”"
    found = reconcile(analyse(text), [Found(content=((0, 14), (25, 37)), cue=(19, 23))])
    assert [text[a:b] for a, b in found[0].content] == ["“We are late,”", "“So it goes.", "“And so it went.”"]


def test_the_resolver_reads_sources_with_their_descriptions() -> None:
    text = "Ann Lee, 45, a nurse from Ely, said it was late. Lee said so twice."
    found = [
        Found(content=((36, 47),), cue=(31, 35), sources=((0, 30),)),
        Found(content=((58, 66),), cue=(53, 57), sources=((49, 52),)),
    ]
    names = [who.entity.name if who.entity else None for who in Resolver(analyse(text)).resolve(found)]
    assert names == ["Ann Lee", "Ann Lee"]


@pytest.mark.parametrize(
    "unit",
    [
        "said ",
        "“Go,” he said. ",
        "Ann Smith said that she left. ",
        "“a\n\n",
        "a, ",
        ". ",
        "“”",
        "'tis 'a 's ",
        "😀“👍” ",
        '"a b" ',
        "“a b c d” — ",
        "(“a”) ",
        "e\u0301\u0308",
    ],
)
def test_time_is_linear(unit: str) -> None:
    def seconds(length: int) -> float:
        text = unit * (length // len(unit))
        started = time.process_time()
        find_statements(text, options=RULES)
        return time.process_time() - started

    seconds(500)
    small = max(seconds(4_000), 0.005)
    assert seconds(32_000) < 40 * small


@pytest.mark.parametrize("unit", ["https://a", "https://a.b ", " ", "pic.twitter.com/x https://"])
def test_time_for_the_end_of_a_post_is_linear(unit: str) -> None:
    def seconds(count: int) -> float:
        text = f"It rained.{unit * count}x\n\n— Bo Quist (@bo)"
        started = time.process_time()
        find_statements(text, options=RULES)
        return time.process_time() - started

    seconds(10)
    small = max(seconds(1_000), 0.005)
    assert seconds(8_000) < 40 * small


def test_what_was_not_said_is_an_attitude() -> None:
    text = "The ministry did not say whether the minister would travel."
    start = text.index("whether")
    cue = text.index("say")
    found = Found(content=((start, len(text) - 1),), cue=(cue, cue + 3), sources=((0, 12),), confidence=0.9)
    analysis = analyse(text)
    assert mode_of(analysis, found, cue_entry(analysis, found)) == "attitude"


def test_a_that_in_front_does_not_make_a_quotation_mixed() -> None:
    text = "Ann Lee said that “every island is a map.”"
    found = Found(content=((text.index("that"), len(text)),), cue=(8, 12), sources=((0, 7),))
    assert kind_of(analyse(text), found) == "direct"


def test_pieces_are_parted_by_paragraph() -> None:
    text = "Ann Lee said: “It is late.\n\n“It is very late.”"
    found = reconcile(analyse(text), [Found(content=((14, len(text)),), cue=(8, 12))])
    assert [text[a:b] for a, b in found[0].content] == ["“It is late.", "“It is very late.”"]


def test_a_post_of_several_paragraphs_is_one_statement_where_the_page_tells_its_parts() -> None:
    parts = (
        "The mayor was late again.",
        "We waited for her.",
        "Nobody rang. https://t.example/q1",
        "— Bo Quist (@bo) May 2, 2031",
    )
    text = "\n\n".join(("Readers wrote at once.", *parts))
    posts = tuple(Range(text.index(part), text.index(part) + len(part)) for part in parts)
    (post,) = find_statements(text, options=RULES, posts=posts).statements
    assert [piece.text for piece in post.content] == [*parts[:2], "Nobody rang."]
    (alone,) = find_statements(text, options=RULES).statements
    assert [piece.text for piece in alone.content] == ["Nobody rang."]


def test_posts_below_each_other_stay_apart() -> None:
    parts = (
        "It rained all day.",
        "— Bo Quist (@bo) May 2, 2031",
        "It rained all night.",
        "— Ada Lund (@ada) May 3, 2031",
    )
    text = "\n\n".join(parts)
    posts = tuple(Range(text.index(part), text.index(part) + len(part)) for part in parts)
    found = find_statements(text, options=RULES, posts=posts)
    assert [[piece.text for piece in s.content] for s in found.statements] == [[parts[0]], [parts[2]]]
