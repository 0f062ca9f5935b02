"""The door: what every request passes on its way in, and every answer on its way out.

Decides which host names are answered to, how large and how slow a request may be, and the headers of every answer. Takes
the ending (``.json``, ``.atom``) off an address. Refuses to know what lies behind it.
"""

from __future__ import annotations

import asyncio
import re
from typing import Any

from litestar.enums import ScopeType
from litestar.exceptions import HTTPException
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from onrecord.web.settings import Settings

POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self';"
    " manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS: dict[bytes, bytes] = {
    b"content-security-policy": POLICY.encode(),
    b"x-content-type-options": b"nosniff",
    b"x-frame-options": b"DENY",
    b"referrer-policy": b"same-origin",
    b"cross-origin-opener-policy": b"same-origin",
    b"cross-origin-resource-policy": b"same-origin",
    b"permissions-policy": b"camera=(), geolocation=(), microphone=()",
}
SMALL = 256 * 1024
"""The largest request but for uploads, in bytes; a correction with its reason is far smaller."""
UPLOADS = ("/add",)
_ENDING = re.compile(r"\.(json|atom)$")
_KEPT = frozenset(("/openapi.json",))


class Door:
    """The ASGI application in front of the room's own."""

    def __init__(self, inside: ASGIApp, settings: Settings) -> None:
        self.inside = inside
        self.settings = settings
        self.headers = dict(HEADERS)
        if settings.secure:
            self.headers[b"strict-transport-security"] = b"max-age=31536000"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != ScopeType.HTTP:
            await self.inside(scope, receive, send)
            return
        headers = dict(scope["headers"])
        if _host(headers) not in self.settings.host_names:
            await self._refuse(send, 400, "bad-request", "This room is not called by that name.")
            return
        limit = self.settings.max_upload + SMALL if scope["path"].startswith(UPLOADS) else SMALL
        inlet = _Inlet(receive, limit, self.settings.upload_seconds, headers.get(b"content-length", b"0"))
        inner = _without_ending(scope)
        await self.inside(inner, inlet.receive, self._outlet(send, inner["state"]))

    def _outlet(self, send: Send, state: dict[str, Any]) -> Send:
        """Put the headers of every answer on it, the cookies that were given out on the way, and what keeps it private."""

        async def outlet(message: Message) -> None:
            if message["type"] == "http.response.start":
                fixed = {**self.headers, **({b"cache-control": b"no-store"} if state.get("private") else {})}
                own = [(k, v) for k, v in message["headers"] if k.lower() not in fixed]
                cookies = [(b"set-cookie", c.to_header(header="").encode("latin-1")) for c in state.get("cookies", ())]
                message = {**message, "headers": [*own, *cookies, *fixed.items()]}
            await send(message)

        return outlet

    async def _refuse(self, send: Send, status: int, kind: str, message: str) -> None:
        import msgspec

        body = msgspec.json.encode({"error": {"status": status, "kind": kind, "message": message, "advice": ""}})
        headers = [
            (b"content-type", b"application/json"),
            (b"content-length", str(len(body)).encode()),
            *self.headers.items(),
        ]
        # What is still on its way in is not read, so the connection cannot be used again.
        headers.append((b"connection", b"close"))
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body, "more_body": False})


class _Inlet:
    """The way in of one request: counts bytes and seconds.

    Raises HTTPException where there are too many of either, from within whatever reads the request, so that the answer
    is made where all answers are.
    """

    def __init__(self, receive: Receive, limit: int, seconds: float, declared: bytes) -> None:
        self._receive = receive
        self._limit = limit
        self._came = int(declared) if declared.isdigit() and int(declared) > limit else 0
        self._end = asyncio.get_running_loop().time() + seconds
        self._whole = False

    async def receive(self) -> Any:
        if self._whole:
            # From here on only a disconnection is waited for, and an answer may take its time.
            return await self._receive()
        if self._came <= self._limit:
            try:
                async with asyncio.timeout_at(self._end):
                    message = await self._receive()
            except TimeoutError:
                raise HTTPException("The request took too long to arrive.", status_code=408) from None
            if message["type"] != "http.request":
                if self._came:
                    # Nobody is there to be answered; it is no fault of ours either, to be logged.
                    raise HTTPException("The request broke off.", status_code=400)
                return message
            self._came += len(message.get("body", b""))
            self._whole = not message.get("more_body", False)
        if self._came > self._limit:
            raise HTTPException(f"A request may have at most {self._limit:,} bytes here.", status_code=413)
        return message


def _host(headers: dict[bytes, bytes]) -> str:
    host = headers.get(b"host", b"").decode("latin-1").lower()
    return host if host.endswith("]") else re.sub(r":\d+$", "", host)


def _without_ending(scope: Scope) -> Scope:
    """Return ``scope`` with the ending taken off its address and put into its state."""
    state = dict(scope.get("state") or {})
    found = _ENDING.search(scope["path"]) if scope["path"] not in _KEPT else None
    changed: dict[str, Any] = {**scope, "state": state}
    if found:
        state["ending"] = found.group(1)
        path = scope["path"][: found.start()] or "/"
        changed["path"] = "/" if path == "/index" else path
        raw = scope.get("raw_path") or b""
        changed["raw_path"] = _ENDING.sub("", raw.split(b"?", 1)[0].decode("latin-1")).encode("latin-1")
    return changed  # type: ignore[return-value]
