"""A visitor with a browser's habits: keeps the form's token, sends forms, follows nothing by itself."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from typing import Any

from litestar.testing import TestClient

from onrecord.web.settings import Settings

TOKEN = re.compile(r'name="_csrf_token" value="(\w+)"')


@dataclass
class Visiting:
    """Somebody who looks at pages of a room and fills in its forms."""

    client: TestClient[Any]
    settings: Settings | None = None

    def get(self, path: str, **more: Any) -> Any:
        return self.client.get(path, follow_redirects=False, **more)

    def json(self, path: str) -> Any:
        answer = self.get(path, headers={"accept": "application/json"})
        assert answer.status_code == 200, answer.text
        return answer.json()

    def token(self, path: str = "/add") -> str:
        found = TOKEN.search(self.get(path).text)
        assert found, f"no form on {path}"
        return found[1]

    def send(self, path: str, fields: dict[str, Any] | None = None, *, on: str = "/add", **more: Any) -> Any:
        """Send a form that stands on the page ``on``."""
        data = {"_csrf_token": self.token(on), **(fields or {})}
        return self.client.post(path, data=data, follow_redirects=False, **more)

    def hand_in(self, name: str, body: bytes, address: str = "") -> str:
        """Hand a file in; return where the answer leads."""
        answer = self.send("/add", {"address": address}, files={"file": (name, body)})
        assert answer.status_code == 303, answer.text
        return str(answer.headers["location"])

    def wait(self, place: str, seconds: float = 60) -> Any:
        """Wait until an upload has been read; return it."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            found = self.json(place)
            if found["trial"]["state"] in {"ready", "kept"}:
                return found
            time.sleep(0.05)
        raise AssertionError(f"not read after {seconds} seconds")
