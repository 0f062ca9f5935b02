"""Records as JSON. Decides how they are written down (UTF-8, fields in their order); refuses to choose among them."""

from __future__ import annotations

from typing import Any

import msgspec

_encoder = msgspec.json.Encoder()


def as_json_line(record: Any) -> str:
    """Return ``record`` as one line of JSON, with its line end."""
    return _encoder.encode(record).decode() + "\n"


def as_json(record: Any) -> str:
    """Return ``record`` as indented JSON, without a line end."""
    return msgspec.json.format(_encoder.encode(record), indent=2).decode()
