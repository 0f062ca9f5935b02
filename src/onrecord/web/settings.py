"""The settings of a reading room: one immutable object, validated once.

Decides what can be set and what is refused from the start. Refuses to know how any of it is used.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from ipaddress import ip_address
from pathlib import Path

import msgspec

from onrecord.errors import OptionError
from onrecord.options import DEFAULT_OPTIONS, ModelName, ReadOptions

LOCAL_NAMES = ("localhost", "127.0.0.1", "[::1]")


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """How a reading room is run.

    Raises OptionError where it would be open to a network without accounts.
    """

    ledger: Path
    """The ledger that is shown."""
    accounts: bool = False
    """Whether people sign in. Without accounts there is one person, ``author``, and the room answers on this machine only."""
    public: bool = False
    """With accounts: whether strangers may read, and write notes that wait for an editor."""
    author: str = "reader"
    """Whose name stands in corrections and notes where there are no accounts."""
    host: str = "127.0.0.1"
    port: int = 8400
    address: str | None = None
    """The address that people use, where a proxy stands in front; cookies are Secure where it is https."""
    max_upload: int = 64 * 2**20
    """The largest upload, in bytes."""
    model: ModelName = DEFAULT_OPTIONS.model
    """What finds the statements of uploads."""
    upload_seconds: float = 60.0
    """How long one request may take to arrive."""
    now: Callable[[], float] = time.time
    """The clock, in seconds after the epoch; tests bring their own."""

    def __post_init__(self) -> None:
        if not self.accounts and not is_local(self.host):
            raise OptionError(
                "--host",
                f"{self.host} can be reached from other machines, and there are no accounts.",
                "Add --accounts, or leave --host out.",
            )
        if self.public and not self.accounts:
            raise OptionError("--public", "without accounts nobody else can come in.", "Add --accounts.")
        if self.address is None and self.host in {"0.0.0.0", "::"}:  # noqa: S104 - it is refused here
            raise OptionError(
                "--address",
                "people need a name by which they call this room.",
                "Give the address that they use: --address https://record.example.org.",
            )
        if self.address is not None and not self.address.startswith(("http://", "https://")):
            raise OptionError(
                "--address", f"{self.address!r} is no web address.", "Give https://record.example.org, say."
            )

    @property
    def reading(self) -> ReadOptions:
        """How uploads are read."""
        return ReadOptions(model=self.model, max_bytes=self.max_upload)

    @property
    def home(self) -> str:
        """The address of the front page, without a slash at the end."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return (self.address or f"http://{host}:{self.port}").rstrip("/")

    @property
    def secure(self) -> bool:
        """Whether people come over https, so that cookies can be kept from plain http."""
        return self.home.startswith("https://")

    @property
    def is_local(self) -> bool:
        """Whether only people at this machine can come, by an address of this machine."""
        return is_local(self.host) and self.address is None

    @property
    def host_names(self) -> frozenset[str]:
        """The names (without port) that a request may call this room by; another name is a trick of another site's."""
        named = self.home.split("://", 1)[1].split("/", 1)[0]
        name = named if named.endswith("]") else named.rsplit(":", 1)[0]
        return frozenset((name.lower(), *LOCAL_NAMES))


def is_local(host: str) -> bool:
    """Return whether ``host`` is this machine only."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
