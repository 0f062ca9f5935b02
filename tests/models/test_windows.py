from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.models.windows import cut_windows


@settings(deadline=None)
@given(st.integers(0, 5000), st.integers(60, 400), st.integers(0, 28).map(lambda n: 2 * n))
def test_every_piece_has_one_window_that_answers_for_it(count: int, size: int, overlap: int) -> None:
    windows = cut_windows(count, size, overlap)
    owned = [piece for w in windows for piece in range(w.first, w.last)]
    assert owned == list(range(count))
    for w in windows:
        assert 0 <= w.start <= w.first <= w.last <= w.end <= count
        assert w.end - w.start <= size


@settings(deadline=None)
@given(st.integers(1, 5000), st.integers(60, 400), st.integers(0, 28).map(lambda n: 2 * n))
def test_a_piece_has_context_on_both_sides_but_at_the_ends_of_the_text(count: int, size: int, overlap: int) -> None:
    windows = cut_windows(count, size, overlap)
    for w in windows[1:]:
        assert w.first - w.start >= overlap // 2
    for w in windows[:-1]:
        assert w.end - w.last >= overlap // 2


def test_no_text_has_no_windows() -> None:
    assert cut_windows(0, 256, 48) == []
