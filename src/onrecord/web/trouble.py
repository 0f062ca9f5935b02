"""Trouble: every way to fail, as one shape.

Decides the status and the words of each failure. Refuses to tell a visitor what the program knows of itself: an
unexpected error is written to the log, and the visitor learns only that there was one.
"""

from __future__ import annotations

import logging
from typing import Any

from litestar import Request, Response
from litestar.exceptions import HTTPException, ValidationException

from onrecord.errors import InputError, LedgerError, OnrecordError, OptionError
from onrecord.web.people.nextpage import local
from onrecord.web.people.shapes import SignInPage
from onrecord.web.shapes import Trouble, TroubleReport
from onrecord.web.twins import Twin, wanted

log = logging.getLogger("onrecord.web")

_LEDGER_STATUS = {
    "unknown": 404,
    "missing": 404,
    "undone": 409,
    "busy": 503,
    "disk": 503,
    "disk-full": 507,
    "read-only": 403,
}
_KINDS = {
    400: "bad-request",
    401: "sign-in",
    403: "not-allowed",
    404: "unknown",
    405: "method",
    408: "too-slow",
    409: "conflict",
    413: "too-large",
    415: "media-type",
    429: "too-many",
}
_ADVICE = {
    401: "Sign in and try again.",
    404: "Look for it with the search, or start at the front page.",
    413: "Send less at once.",
    429: "Wait a little and try again.",
    503: "Try again in a moment.",
}


def trouble_of(error: Exception) -> Trouble:
    """Return the trouble that ``error`` amounts to."""
    if isinstance(error, OnrecordError):
        status = _status_of(error)
        # What is not there is looked for here, not on the command line.
        advice = _ADVICE[404] if error.kind == "unknown" else error.advice
        return Trouble(status=status, kind=error.kind, message=f"{error.subject}: {error.message}", advice=advice)
    if isinstance(error, HTTPException):
        status = error.status_code
        kind = _KINDS.get(status, "http")
        return Trouble(status=status, kind=kind, message=_words(error), advice=_ADVICE.get(status, ""))
    return Trouble(
        status=500, kind="internal", message="This should not have happened.", advice="It is in the server's log."
    )


def answer(request: Request[Any, Any, Any], error: Exception) -> Response[TroubleReport]:
    """Return the answer to a request that failed, as a page or as JSON, whichever was asked for."""
    trouble = trouble_of(error)
    if trouble.status >= 500:
        # The pattern of the address, not the address: a link to join is a secret.
        log.error("%s %s", request.method, request.scope.get("path_template", "?"), exc_info=error)
    headers = dict(error.headers or {}) if isinstance(error, HTTPException) else {}
    # Only the status and the words are taken over; what was typed never stands in a log or an error's headers.
    if trouble.status == 401 and request.app.state.settings.accounts and wanted(request) == "html":
        here = local(f"{request.scope['path']}?{request.url.query}".rstrip("?")) if request.method == "GET" else "/"
        problems = {"name": trouble.message} if headers else {}
        view = SignInPage(next=here, problems=problems)
        return Twin(view, template="people/sign-in.html", status_code=401, headers=headers)
    return Twin(TroubleReport(error=trouble), template="trouble.html", status_code=trouble.status, headers=headers)


def _status_of(error: OnrecordError) -> int:
    if isinstance(error, LedgerError):
        return _LEDGER_STATUS.get(error.kind, 500)
    if isinstance(error, OptionError):
        return 400
    return 422 if isinstance(error, InputError) else 500


def _words(error: HTTPException) -> str:
    if isinstance(error, ValidationException) and isinstance(error.extra, list):
        return "; ".join(
            f"{e.get('key', 'request')}: {e.get('message', '')}" for e in error.extra if isinstance(e, dict)
        )
    return str(error.detail)
