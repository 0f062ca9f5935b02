"""Passwords: what may be one, how it is kept, how it is checked.

Decides the rules (length, nothing that stands beside it) and that checking takes the same work whether or not there is
such a person. Hashing is Argon2id with the parameters of RFC 9106 for memory-constrained machines (argon2-cffi's default).
Refuses to know whose a password is.
"""

from __future__ import annotations

import unicodedata
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST, LONGEST = 10, 200
"""In characters. Longer ones would only let a stranger make the machine hash megabytes."""


@cache
def hasher() -> PasswordHasher:
    """Return the one hasher."""
    return PasswordHasher()


def problem(password: str, *beside: str) -> str | None:
    """Return what is wrong with a new password, None where nothing is. ``beside`` are words that it must not be."""
    folded = _normal(password).casefold()
    if len(password) < SHORTEST:
        return f"A password needs at least {SHORTEST} characters; several words make a good one."
    if len(password) > LONGEST:
        return f"A password may have at most {LONGEST} characters."
    if len(set(folded)) < 5:
        return "That repeats a few characters only. Several words make a good one."
    if any(word and word.casefold() in folded and len(word) * 2 > len(folded) for word in beside):
        return "That is your name or e-mail address, which others know."
    return None


def hashed(password: str) -> str:
    """Return what is kept of a password: its Argon2id hash with salt and parameters."""
    return hasher().hash(_normal(password))


def check(kept: str | None, password: str) -> bool:
    """Return whether ``password`` is the one that ``kept`` stands for.

    Where nothing is kept (nobody of that name, no password yet) another hash is checked all the same, so that the time
    does not tell.
    """
    try:
        right = hasher().verify(kept or _nobodys(), _normal(password[: LONGEST + 1]))
    except (VerificationError, InvalidHashError):
        return False
    return right and kept is not None


def is_old(kept: str) -> bool:
    """Return whether a kept hash was made with other parameters than those of today, and should be made again."""
    return hasher().check_needs_rehash(kept)


@cache
def _nobodys() -> str:
    return hasher().hash("nobody's password")


def _normal(password: str) -> str:
    # The same characters, typed on another keyboard, are the same password (RFC 8265 says NFC for passwords).
    return unicodedata.normalize("NFC", password)
