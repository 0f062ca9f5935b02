"""Answers to forms: to the next page, or to the form again with what was typed.

Decides how each is said in HTML and in JSON. Refuses to know any form.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from litestar import Request, Response
from litestar.datastructures import Cookie
from litestar.openapi import ResponseSpec
from litestar.response import Redirect

from onrecord.records import Record
from onrecord.web.shapes import Trouble, TroubleReport
from onrecord.web.twins import Twin, wanted

SEE_OTHER = {303: ResponseSpec(None, description="Done; the page to see next (for browsers).")}


class Done(Record, frozen=True, kw_only=True):
    """What was done, in a few words, and the page that shows it."""

    done: str
    page: str


def done(
    request: Request[Any, Any, Any], words: str, page: str, *, record: object = None, cookies: Sequence[Cookie] = ()
) -> Response[Any]:
    """Answer a form that did what it was for: a browser is sent to ``page``, a program gets ``record`` (or the words)."""
    if wanted(request) == "html":
        return Redirect(page, status_code=303, cookies=list(cookies), headers={"cache-control": "no-store"})
    return Twin(record if record is not None else Done(done=words, page=page), cookies=list(cookies))


def again(
    request: Request[Any, Any, Any], template: str, view: object, problems: Mapping[str, str], *, status: int = 422
) -> Response[Any]:
    """Answer a form that cannot be taken as it is: the form again, with what was typed and what is wrong at each field."""
    if wanted(request) == "html":
        return Twin(view, template=template, status_code=status, headers={"cache-control": "no-store"})
    message = "; ".join(f"{field}: {words}" for field, words in problems.items())
    return Twin(TroubleReport(error=Trouble(status=status, kind="form", message=message)), status_code=status)
