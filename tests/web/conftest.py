"""A reading room over a ledger of the sample pages, and over empty ones."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from litestar.testing import TestClient

from onrecord.ledger import Ledger
from onrecord.web.app import make_app
from onrecord.web.people import passwords
from onrecord.web.settings import Settings
from tests.web.people_rooms import CHEAP, HOME, Clock

PAGES = Path(__file__).parent.parent.parent / "examples" / "pages"


def open_room(settings: Settings) -> TestClient:  # type: ignore[type-arg]
    """Return a client of a room; use it as a context manager."""
    return TestClient(make_app(settings), base_url=HOME)


@pytest.fixture(scope="session")
def sample_ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger of the sample pages; not to be changed (``own_ledger`` is a copy that may be)."""
    path = tmp_path_factory.mktemp("sample") / "sample.db"
    with Ledger(path) as ledger:
        list(ledger.add_inputs([PAGES]))
        list(ledger.link())
    return path


@pytest.fixture
def own_ledger(sample_ledger: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(sample_ledger, tmp_path / "own.db"))


@pytest.fixture(scope="session")
def sample_room(sample_ledger: Path) -> Iterator[TestClient]:  # type: ignore[type-arg]
    with open_room(Settings(ledger=sample_ledger, author="Ida Reader")) as client:
        yield client


@pytest.fixture
def room(own_ledger: Path) -> Iterator[TestClient]:  # type: ignore[type-arg]
    with open_room(Settings(ledger=own_ledger, author="Ida Reader")) as client:
        yield client


@pytest.fixture(autouse=True)
def cheap_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Passwords are hashed as everywhere, in a thousandth of the time."""
    monkeypatch.setattr(passwords, "hasher", lambda: CHEAP)
    passwords._nobodys.cache_clear()


@pytest.fixture
def clock() -> Clock:
    return Clock()
