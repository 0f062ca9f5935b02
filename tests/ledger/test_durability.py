"""Protects what was acknowledged: from a killed writer, and from two writers at once."""

from __future__ import annotations

import os
import random
import signal
import time
import warnings
from collections.abc import Callable
from pathlib import Path

import pytest

from onrecord.ledger import Ledger
from onrecord.ledger.results import Added
from tests.ledger.build import numbered_reading

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="forks the writers")


def in_child(work: Callable[[int], None]) -> tuple[int, int]:
    """Run ``work`` in a forked process; return its id and the pipe that it writes to."""
    ours, theirs = os.pipe()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # other threads of the test runner hold nothing that we use
        child = os.fork()
    if child == 0:
        status = 1
        try:
            os.close(ours)
            work(theirs)
            status = 0
        finally:
            os._exit(status)
    os.close(theirs)
    return child, ours


def everything_from(pipe: int) -> list[str]:
    with os.fdopen(pipe) as lines:
        return [line for line in lines.read().split("\n") if line]


def write_singly(path: Path, first: int) -> Callable[[int], None]:
    def work(pipe: int) -> None:
        with Ledger(path) as ledger:
            for number in range(first, first + 1000):
                os.write(pipe, f"{ledger.add(numbered_reading(number)).article}\n".encode())

    return work


def write_in_batches(path: Path, first: int) -> Callable[[int], None]:
    def work(pipe: int) -> None:
        with Ledger(path) as ledger:
            for result in ledger.add_all(numbered_reading(n) for n in range(first, first + 1000)):
                assert isinstance(result, Added)
                os.write(pipe, f"{result.article}\n".encode())

    return work


def test_a_writer_killed_at_fifty_random_moments(tmp_path: Path) -> None:
    chance = random.Random(20310304)
    acknowledged: set[str] = set()
    for turn in range(50):
        path = tmp_path / f"ledger{turn // 10}.db"  # every second turn in its own way, ten turns a file
        if turn % 10 == 0:
            acknowledged = set()
        make = write_in_batches if turn % 2 else write_singly
        child, pipe = in_child(make(path, turn * 1000))
        # Two turns in three are killed while they write, however slow the machine is; the others also while they open.
        first = os.read(pipe, 1).decode() if turn % 3 else ""
        time.sleep(chance.uniform(0.0, 0.1))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        lines = "\n".join(everything_from(pipe))
        acknowledged.update(line for line in (first + lines).split("\n") if len(line) == len("b2:") + 32)
        with Ledger(path) as ledger:
            found = ledger.verify()
            assert found.problems == (), turn
            there = {row[0] for row in ledger.connection.execute("SELECT key FROM article")}
            assert acknowledged <= there
    assert acknowledged


def test_two_writers_and_a_reader_at_once(tmp_path: Path) -> None:
    path = tmp_path / "l.db"

    def writer(first: int) -> Callable[[int], None]:
        def work(pipe: int) -> None:
            with Ledger(path) as ledger:
                for number in range(first, first + 60):
                    ledger.add(numbered_reading(number))
                list(ledger.add_all(numbered_reading(n) for n in range(first + 60, first + 160)))

        return work

    def reader(pipe: int) -> None:
        end = time.monotonic() + 60
        seen = 0
        while seen < 280 and time.monotonic() < end:
            with Ledger(path) as ledger:
                now = sum(1 for _ in ledger.readings())
                assert now >= seen
                seen = now
        os.write(pipe, f"{seen}\n".encode())

    # Both make the file: neither must meet the other's half-made one. They share forty articles.
    children = [in_child(writer(0)), in_child(writer(120)), in_child(reader)]
    outputs = [everything_from(pipe) for _, pipe in children]
    assert [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child, _ in children] == [0, 0, 0]
    assert int(outputs[2][0]) >= 280
    with Ledger(path) as ledger:
        assert ledger.verify().problems == ()
        assert ledger.connection.execute("SELECT count(*) FROM article").fetchone()[0] == 280
