"""Addresses: the one module that touches the network.

Decides that an address is asked for once, plainly, under our own name. Refuses to get around anything: no cookies, no
other browser's name, no second try behind a gate. What the server answers is what is read, and its status is kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

from onrecord import __version__
from onrecord.errors import InputUnavailable
from onrecord.sources.capture import Capture

_TIMEOUT_SECONDS = 30
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)


def captures_of_address(address: str, *, max_bytes: int) -> Iterator[Capture]:
    """Yield the page at ``address`` (http or https only). Raises InputUnavailable where no answer is to be had."""
    request = Request(address, headers={"User-Agent": f"onrecord/{__version__}", "Accept": "text/html,*/*;q=0.5"})  # noqa: S310
    try:
        try:
            answer = urlopen(request, timeout=_TIMEOUT_SECONDS)  # noqa: S310
        except HTTPError as error:
            # A page that says 403 or 404 is still a page, and its verdict needs it.
            answer = error
        with answer:
            body = answer.read(max_bytes + 1)
            headers = {k.lower(): v for k, v in answer.headers.items()}
            status, final = answer.status, answer.url
    except (URLError, TimeoutError, OSError, ValueError) as error:
        reason = getattr(error, "reason", error)
        raise InputUnavailable(
            address, f"there is no answer from it ({reason}).", "Save the page and give the file."
        ) from error
    declared = _CHARSET.search(headers.get("content-type", ""))
    yield Capture(
        location=address,
        body=body,
        media_type=headers.get("content-type", "").split(";")[0].strip() or None,
        charset=declared.group(1) if declared else None,
        url=final or address,
        status=status,
        headers=headers,
        retrieved=datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
    )
