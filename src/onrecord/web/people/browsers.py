"""Browsers: what a session's owner knows it by.

Decides on a few words from what a browser calls itself; the rest, by which people could be told apart, is not kept.
"""

from __future__ import annotations

_PROGRAMS = (("Edg/", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
_SYSTEMS = (
    *(("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows")),
    *(("Mac OS", "macOS"), ("Linux", "Linux")),
)


def browser_of(agent: str) -> str:
    """Return "Firefox on Linux", say, for a User-Agent header."""
    program = next((name for mark, name in _PROGRAMS if mark in agent), "a program")
    system = next((name for mark, name in _SYSTEMS if mark in agent), "")
    return f"{program} on {system}" if system else program
