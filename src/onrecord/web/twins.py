"""Twins: one record, shown as a page or given as JSON (or a feed).

Decides which of them a request wants, and how a record becomes it. Refuses to know what the record is about.

A handler made with ``page`` returns a record; its template is filled from that record only, so whatever a page shows is
in its twin too.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

import jinja2
import msgspec
from litestar import Request, Response, get, post
from litestar.exceptions import HTTPException
from litestar.handlers.http_handlers import HTTPRouteHandler
from litestar.openapi.spec import OpenAPIMediaType, Operation, Schema
from litestar.openapi.spec.enums import OpenAPIType
from litestar.openapi.spec.response import OpenAPIResponse
from litestar.response.base import ASGIResponse
from litestar.template.base import csrf_token

from onrecord import __version__
from onrecord.web import marking, wordings, words
from onrecord.web.shapes import TROUBLES, Trouble, TroubleReport
from onrecord.web.svg import alignment, exchange, timeline
from onrecord.web.visitors import may, visitor

Format = Literal["html", "json", "atom"]
HTML, JSON, ATOM = "text/html", "application/json", "application/atom+xml"
Feed = Callable[[Any, str], bytes]
"""Makes a feed from the record and the room's own address."""


def wanted(request: Request[Any, Any, Any]) -> Format:
    """Return what a request wants: by the address's ending (which the door took off), else by its Accept header."""
    ending = request.scope["state"].get("ending")
    if ending:
        return "json" if ending == "json" else "atom"
    return "json" if request.accept.best_match(["text/html", JSON], default="text/html") == JSON else "html"


class Twin(Response[Any]):
    """A response that is a page or JSON, whichever the request wants; ``template`` stands for that of the handler."""

    def __init__(self, content: Any, *, template: str | None = None, **more: Any) -> None:
        self.template = template
        super().__init__(content, **more)

    def to_asgi_response(self, app: Any, request: Request[Any, Any, Any], **more: Any) -> ASGIResponse:
        """Return the answer in the format that ``request`` wants."""
        handler = request.scope.get("route_handler")
        opt: Mapping[str, Any] = handler.opt if handler is not None else {}
        # A record with a problem is a question that could not be asked: a page says so in its place, a program is told so.
        problem: Trouble | None = getattr(self.content, "problem", None)
        format_ = wanted(request)
        if format_ == "html":
            name = self.template or opt["template"]
            body, media_type = render(name, self.content, request), HTML
        elif problem is not None:
            body, media_type = msgspec.json.encode(TroubleReport(error=problem)), JSON
        elif format_ == "atom" and self.template is None:
            feed: Feed | None = opt.get("feed")
            if feed is None:
                raise HTTPException("There is no feed of this page.", status_code=404)
            body, media_type = feed(self.content, request.app.state.settings.home), ATOM
        else:
            body, media_type = msgspec.json.encode(self.content), JSON
        status = problem.status if problem is not None else self.status_code
        etag = request.scope["state"].get("etag") if status == 200 else None
        headers = {**validators(etag), **self.headers}
        kept = Response(body, media_type=media_type, status_code=status, headers=headers, cookies=self.cookies)
        more.pop("media_type", None)
        more.pop("type_encoders", None)
        return kept.to_asgi_response(app, request, **more)


def page(
    path: str | list[str], template: str, *, feed: Feed | None = None, **more: Any
) -> Callable[[Any], HTTPRouteHandler]:
    """Make a handler that returns a record into a page with a JSON twin, and a feed at ``.atom`` where ``feed`` makes one."""
    opt = {"template": template, "feed": feed, **more.pop("opt", {})}
    responses = {**TROUBLES, **more.pop("responses", {})}
    return get(path, response_class=Twin, opt=opt, operation_class=PageOperation, responses=responses, **more)


def form(path: str | list[str], **more: Any) -> Callable[[Any], HTTPRouteHandler]:
    """Make a handler of a form into one that answers in the format asked for: a ``Twin``, or a redirection to a page.

    The token of the form is looked at before the handler is called.
    """
    responses = {**TROUBLES, **more.pop("responses", {})}
    return post(path, response_class=Twin, operation_class=PageOperation, responses=responses, **more)


def render(name: str, view: Any, request: Request[Any, Any, Any]) -> bytes:
    """Return the page that the template ``name`` makes of the record ``view``."""
    who = visitor(request)
    context = {
        "view": view,
        "request": request,
        "settings": request.app.state.settings,
        "visitor": who,
        "may": lambda role: may(who, role),
        "csrf_token": csrf_token({"request": request}),
        "path": request.scope["path"],
        "query": request.url.query,
    }
    return templates().get_template(name).render(context).encode()


def validators(etag: str | None) -> dict[str, str]:
    """Return the headers by which a browser keeps a page and asks whether it has changed."""
    return {**({"etag": etag} if etag else {}), "cache-control": "private, no-cache", "vary": "Accept, Cookie"}


@cache
def templates() -> jinja2.Environment:
    """Return the templates. Everything is escaped, and a name that a template does not get is an error.

    All are made ready at once: the first visitors would wait for it, a third of a second together.
    """
    env = jinja2.Environment(
        loader=jinja2.PackageLoader("onrecord.web"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.filters.update(words.FILTERS)
    env.globals.update(
        version=__version__,
        marked=marking.marked,
        marks=marking.marks,
        mark=marking.mark,
        voices=marking.voices,
        distinct=wordings.distinct,
        differences=wordings.differences,
        alignment=alignment.alignment,
        columns=timeline.columns,
        lanes=timeline.lanes,
        arcs=exchange.arcs,
    )
    for name in env.list_templates():
        env.get_template(name)
    return env


@dataclass
class PageOperation(Operation):
    """The description of a page: whatever it answers as JSON, it answers as a page too."""

    def __post_init__(self) -> None:
        """Add the page to each answer that the handler and the application describe."""
        for response in (self.responses or {}).values():
            if isinstance(response, OpenAPIResponse) and response.content is not None:
                response.content.setdefault(HTML, OpenAPIMediaType(schema=Schema(type=OpenAPIType.STRING)))
