"""Addresses: the host and the path of an address, and an address made whole.

Decides which addresses are plain enough to be read by one pattern; the standard library reads all others, and is what both
must agree with. Refuses to know whose address it is.
"""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import urljoin, urlsplit

_SIGNS: Final = r"[\w.~%+,=:@!$&'()*/-]"
_PLAIN: Final = re.compile(rf"https?://([a-z\d.-]+)((?:/{_SIGNS}*)?)(?:\?{_SIGNS}+)?", re.ASCII)
"""Nothing in such an address is lost or added when it is taken apart and put together again."""


def host_in(address: str) -> str | None:
    """Return the host of ``address``, None where it has none or is damaged."""
    plain = _PLAIN.match(address)
    if plain and address[plain.end(1) :][:1] in ("", "/", "?", "#"):
        return plain[1]
    try:
        return urlsplit(address).hostname
    except ValueError:
        return None


def path_in(address: str) -> str:
    """Return the path of ``address``. Raises ValueError where it is damaged."""
    plain = _PLAIN.fullmatch(address)
    return plain[2] if plain else urlsplit(address).path


def joined(base: str, address: str) -> str:
    """Return ``address`` as it is meant on the page at ``base``. Raises ValueError where one of them is damaged."""
    if _PLAIN.fullmatch(address) and (not base or _PLAIN.fullmatch(base)):
        return address
    return urljoin(base, address)


def is_web(address: str) -> bool:
    """Return whether ``address`` is one of the web. Raises ValueError where it is damaged."""
    return _PLAIN.fullmatch(address) is not None or urlsplit(address).scheme in ("http", "https")
