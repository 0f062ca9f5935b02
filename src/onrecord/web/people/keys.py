"""Keys: secrets that are given out, their hashes that are kept, and public names that are neither.

Decides how long they are and how they are compared. Refuses to know what any of them opens.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets


def new_secret() -> str:
    """Return a secret of 256 random bits, fit for a cookie or an address."""
    return secrets.token_urlsafe(32)


def new_key() -> str:
    """Return a public name for something; it opens nothing."""
    return secrets.token_hex(8)


def hash_of(secret: str) -> bytes:
    """Return what is kept of a secret. It is random and long, so that one round of SHA-256 cannot be turned back."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).digest()


def signed(secret: str, *parts: str) -> str:
    """Return a signature of ``parts`` that only who knows ``secret`` can make; each part's length is signed with it."""
    signing = hmac.new(secret.encode(), digestmod=hashlib.sha256)
    for part in parts:
        data = part.encode("utf-8", "surrogatepass")
        signing.update(len(data).to_bytes(8, "big") + data)
    return signing.hexdigest()


def same(one: str, other: str) -> bool:
    """Return whether two secrets are the same, in a time that does not tell where they differ."""
    return hmac.compare_digest(one.encode("utf-8", "surrogatepass"), other.encode("utf-8", "surrogatepass"))
