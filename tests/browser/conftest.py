"""A real room on a port of this machine, and a real browser: Debian's Chromium, driven through Playwright."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright

from onrecord.ledger import Ledger
from onrecord.ledger.correcting import Decision

PAGES = Path(__file__).parent.parent.parent / "examples" / "pages"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    missing = pytest.mark.skip(reason="there is no Chromium on this machine: apt-get install chromium")
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
            if CHROMIUM is None:
                item.add_marker(missing)


@pytest.fixture(scope="session")
def shown_ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger of the sample pages, with one correction that holds and one that was taken back."""
    path = tmp_path_factory.mktemp("browser") / "sample.db"
    with Ledger(path) as ledger:
        list(ledger.add_inputs([PAGES]))
        list(ledger.link())
        first, second = ledger.search("bridge", limit=2).hits
        for hit, act in ((first, "warn"), (second, "promise")):
            decision = Decision(target=hit.statement, what="act", value=act, author="Ida Reader", reason="It is one.")
            made = ledger.correct(decision)
        ledger.undo(made.key, author="Ida Reader", reason="On second thoughts.")
    return path


@pytest.fixture(scope="session")
def home(shown_ledger: Path) -> Iterator[str]:
    """The address of a room over ``shown_ledger``."""
    with serving(shown_ledger, "--author", "Ida Reader") as address:
        yield address


class serving:  # noqa: N801 - used as a function is
    """Serve a ledger in a process of its own, as a user does; the address is what ``with`` gives."""

    def __init__(self, ledger: Path, *more: str) -> None:
        command = [sys.executable, "-m", "onrecord", "serve", "--ledger", str(ledger), "--port", "0", *more]
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)

    def __enter__(self) -> str:
        assert self._process.stdout
        for line in self._process.stdout:
            if found := re.search(r"http://\S+", line):
                return found[0].rstrip("/")
        raise AssertionError("the room did not open")

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.wait(20)
        assert self._process.stdout
        self._process.stdout.close()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        # Chromium does not start as root with its sandbox on; nothing but this room's own pages is opened.
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield started
        started.close()


def looking(browser: Browser, home: str, **how: Any) -> Any:
    """Return a context of the browser that goes nowhere but to the room."""
    context = browser.new_context(base_url=home, **how)
    context.set_default_timeout(20_000)
    return context
