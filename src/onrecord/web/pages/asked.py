"""Asked: the parameters that several pages take, and the way to the ledger.

Decides how long anything in an address may be, and that an empty field of a form asks for nothing. Refuses to know what
is done with it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, TypeAlias, TypeVar

from litestar import Request
from litestar.params import PathParameter, QueryParameter

from onrecord.ledger import Ledger

T = TypeVar("T")
Asker: TypeAlias = Request[Any, Any, Any]

Key: TypeAlias = Annotated[
    str, PathParameter(min_length=1, max_length=300, description="An identity (`b2:…`), or enough of its beginning.")
]
After: TypeAlias = Annotated[
    str | None, QueryParameter(max_length=2000, description="Where the page before ended: its `after`.")
]
Text: TypeAlias = Annotated[str | None, QueryParameter(max_length=400)]
Word: TypeAlias = Annotated[str | None, QueryParameter(max_length=100)]
Date: TypeAlias = Annotated[str | None, QueryParameter(max_length=40, description="2024, 2024-02 or 2024-02-27.")]


async def ask(request: Asker, question: Callable[[Ledger], T]) -> T:
    """Return the ledger's answer to ``question``."""
    found: T = await request.app.state.ledgers.read(question)
    return found


def given(value: str | None) -> str | None:
    """Return what stands in a field, None where it was left empty."""
    return (value or "").strip() or None
