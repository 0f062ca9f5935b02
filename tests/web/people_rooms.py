"""Rooms with people in them, for tests: a clock that stands still, people with cheap hashes, forms with their tokens."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import httpx
from argon2 import PasswordHasher
from litestar.testing import TestClient

from onrecord.web.app import make_app
from onrecord.web.people import accounts
from onrecord.web.people.file import opened
from onrecord.web.settings import Settings
from onrecord.web.visitors import Visitor

HOME = "http://127.0.0.1:8400"
CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
PASSWORD = "heron stairs 41 lantern"
KEPT = CHEAP.hash(PASSWORD)
ROOT = Visitor(name="root", role="admin", means="command line")


class Room(TestClient[Any]):
    """A browser in a room; it knows the ledger."""

    ledger: Path


class Clock:
    """A clock that tests move."""

    def __init__(self) -> None:
        self.seconds = 1_800_000_000.0

    def __call__(self) -> float:
        return self.seconds

    def pass_by(self, seconds: float) -> None:
        self.seconds += seconds


def people_room(ledger: Path, clock: Clock, **settings: Any) -> Room:
    """Return a client of a room with accounts; use it as a context manager."""
    given = {"accounts": True, "now": clock, **settings}
    base = settings.get("address") or HOME
    room = Room(make_app(Settings(ledger=ledger, **given)), base_url=base)
    room.ledger = ledger
    return room


def add_person(ledger: Path, name: str, role: Any, *, email: str = "") -> str:
    """Add somebody whose password is PASSWORD; return their key."""
    with opened(ledger) as connection:
        account = accounts.new(name, role, now=1_700_000_000)
        accounts.add(connection, account, ROOT, email=email, password=KEPT)
    return account.key


def token_for(room: Room) -> str:
    return str(room.get("/form-token").json()["token"])


def send(room: Room, path: str, fields: dict[str, Any] | None = None, **more: Any) -> httpx.Response:
    """Send a form as a browser does: with its token, not followed to the next page."""
    data = {"_csrf_token": token_for(room), **(fields or {})}
    return room.post(path, data=data, follow_redirects=False, **more)


def sign_in(room: Room, name: str, password: str = PASSWORD, **fields: Any) -> httpx.Response:
    return send(room, "/sign-in", {"name": name, "password": password, **fields})


def fresh(room: Room) -> Room:
    """Return another browser in the same room (without cookies); do not use it as a context manager."""
    other = Room(room.app, base_url=str(room.base_url))
    other.ledger = room.ledger
    other.blocking_portal = room.blocking_portal  # the room is open already
    return other


def links(html: str, pattern: str) -> list[str]:
    return re.findall(pattern, html)
