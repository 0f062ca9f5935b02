"""The room's own shapes: what every address may answer besides what it was asked for.

Decides the one shape of trouble and which statuses have it. Refuses to know what causes any.
"""

from __future__ import annotations

from litestar.openapi import ResponseSpec

from onrecord.records import Record


class Trouble(Record, frozen=True, kw_only=True):
    """What went wrong: the HTTP status, a short stable word for programs, the message and what to do next."""

    status: int
    kind: str
    message: str
    advice: str = ""


class TroubleReport(Record, frozen=True, kw_only=True):
    """The body of every answer that is not what was asked for."""

    error: Trouble


TROUBLES = {
    status: ResponseSpec(TroubleReport, generate_examples=False, description="What went wrong, and what to do next.")
    for status in (400, 401, 403, 404, 405, 408, 409, 413, 415, 422, 429, 500, 503)
}
"""The statuses that any address may answer with, for the OpenAPI description."""
