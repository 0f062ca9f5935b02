"""The shapes of coming in: what the forms send, what their pages show.

Decides what there is to fill in, and how much of it is looked at at all. Refuses to check any of it.
"""

from __future__ import annotations

from typing import Annotated, TypeAlias

from litestar.params import QueryParameter
from msgspec import Meta

from onrecord.records import Record

Short = Annotated[str, Meta(max_length=1000)]
"""The most that is looked at. What a field may really have is said at the field, with what was typed kept."""
After: TypeAlias = Annotated[
    str, QueryParameter(max_length=15, pattern=r"^[0-9]*$", description="Where the page before ended: its `after`.")
]


class SignIn(Record, frozen=True, kw_only=True):
    """The form to sign in."""

    name: Short = ""
    password: Short = ""
    next: Annotated[str, Meta(max_length=2000)] = "/"


class SignInPage(Record, frozen=True, kw_only=True):
    """The page to sign in: the page that comes next, the name as typed, and what was wrong."""

    next: str = "/"
    name: str = ""
    problems: dict[str, str] = {}


class Join(Record, frozen=True, kw_only=True):
    """The form to join by a link, or to choose a new password by one (only the password is needed then)."""

    name: Short = ""
    email: Short = ""
    password: Short = ""


class JoinPage(Record, frozen=True, kw_only=True):
    """The page to join: as what, or whose password it renews; what was typed, and what was wrong."""

    role: str
    account: str | None
    name: str = ""
    email: str = ""
    problems: dict[str, str] = {}


class FormToken(Record, frozen=True, kw_only=True):
    """What a program without a bearer token sends as ``_csrf_token`` (or in the header ``X-CSRFToken``), with its cookies."""

    token: str
