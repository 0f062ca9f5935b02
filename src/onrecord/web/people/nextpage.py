"""The next page: where a form leads afterwards, if its address says so.

Decides that it is a page of this room. Refuses every address that a browser could take for another site's.
"""

from __future__ import annotations

import re

_LOCAL = re.compile(r"/(?![/\\])[\x21-\x5b\x5d-\x7e]{0,1999}")
"""One slash, not two (nor a backslash, which browsers take for one), then printable ASCII without backslashes: browsers drop
tabs and newlines from an address, so that "/\\t/evil.example" would be another site's."""


def local(address: str, *, otherwise: str = "/") -> str:
    """Return ``address`` where it is a page of this room, else ``otherwise``."""
    return address if _LOCAL.fullmatch(address) and not address.startswith(("/sign-", "/join/")) else otherwise
