"""Throttles: how often something may be tried within a time.

Decides how attempts are counted and forgotten, within bounded memory. Refuses to know what is tried.
"""

from __future__ import annotations

from collections import OrderedDict, deque
from ipaddress import IPv6Address, ip_address
from math import ceil

from litestar.exceptions import TooManyRequestsException

MOST_KEYS = 50_000
"""Keys that are remembered; beyond them, the one not tried for longest is forgotten."""


class Throttle:
    """At most ``most`` attempts of each key within ``seconds``."""

    def __init__(self, most: int, seconds: float) -> None:
        self.most = most
        self.seconds = seconds
        self._tried: OrderedDict[str, deque[float]] = OrderedDict()

    def wait(self, key: str, now: float) -> float:
        """Return for how many seconds ``key`` has to wait, 0 where it may try."""
        tried = self._tried.get(key)
        if tried is None:
            return 0.0
        while tried and tried[0] <= now - self.seconds:
            tried.popleft()
        if not tried:
            del self._tried[key]
            return 0.0
        return tried[0] + self.seconds - now if len(tried) >= self.most else 0.0

    def count(self, key: str, now: float) -> None:
        """Count an attempt of ``key``."""
        self._tried.setdefault(key, deque(maxlen=self.most)).append(now)
        self._tried.move_to_end(key)
        if len(self._tried) > MOST_KEYS:
            self._tried.popitem(last=False)

    def forget(self, key: str) -> None:
        """Forget the attempts of ``key``."""
        self._tried.pop(key, None)


def hold_back(now: float, *asked: tuple[Throttle, str]) -> None:
    """Let nobody pass who has to wait at one of the throttles. Raises TooManyRequestsException, which says how long."""
    waits = max(throttle.wait(key, now) for throttle, key in asked)
    if waits > 0:
        seconds = ceil(waits)
        words = f"{seconds} seconds" if seconds < 120 else f"{ceil(seconds / 60)} minutes"
        raise TooManyRequestsException(
            f"That was tried too often. Try again in {words}.", headers={"retry-after": str(seconds)}
        )


def network_of(address: str) -> str:
    """Return what stands for who is at ``address``: for IPv6 its network of 64 bits, since one person has all of it."""
    try:
        found = ip_address(address)
    except ValueError:
        return address[:64]
    if isinstance(found, IPv6Address):
        if found.ipv4_mapped:
            return str(found.ipv4_mapped)
        return str(IPv6Address(int(found) >> 64 << 64))
    return str(found)
