"""Protects the batch: results in order, and an item that kills its worker costs no other item its result."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from onrecord.batch.pool import in_order


def double(x: int) -> int:
    return x * 2


def double_or_die(x: int) -> int:
    if x == 17:
        os._exit(1)
    return x * 2


def lost(x: int) -> int:
    return -x


@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize("count", [0, 3, 100])
def test_results_come_in_order(jobs: int, count: int) -> None:
    assert list(in_order(double, range(count), lost=lost, jobs=jobs, preload="onrecord")) == [
        2 * x for x in range(count)
    ]


def test_an_item_that_kills_its_worker_is_told_from_its_neighbours() -> None:
    found = list(in_order(double_or_die, range(40), lost=lost, jobs=2, preload="onrecord"))
    assert found == [-17 if x == 17 else 2 * x for x in range(40)]


def test_items_are_taken_as_they_are_needed() -> None:
    taken = 0

    def items() -> object:
        nonlocal taken
        for x in range(1000):
            taken += 1
            yield x

    results = in_order(double, items(), lost=lost, jobs=2, preload="onrecord")  # type: ignore[arg-type]
    next(iter(results))
    assert taken < 100


def test_what_a_worker_has_loaded_is_out_of_the_collectors_sight() -> None:
    code = "import gc, sys, onrecord.batch.warm; print(gc.get_freeze_count() > 10_000, 'numpy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["True", "True"]
