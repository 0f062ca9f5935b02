"""Serving: the room on a port of this machine.

Decides the server's limits. Refuses to know what is served.
"""

from __future__ import annotations

import socket
from collections.abc import Callable
from typing import TYPE_CHECKING

from msgspec.structs import replace

from onrecord.errors import OptionError
from onrecord.web.settings import Settings

if TYPE_CHECKING:
    from uvicorn import Server


def serve(settings: Settings, *, opened: Callable[[str], None]) -> None:
    """Serve the room until it is interrupted; call ``opened`` with its address once it can be reached.

    Raises OptionError where the port cannot be had, LedgerError where the ledger cannot be used.
    """
    with listening(settings) as listener:
        settings = replace(settings, port=listener.getsockname()[1])
        server = server_for(settings)
        opened(settings.home)
        server.run(sockets=[listener])


def server_for(settings: Settings) -> Server:
    """Return the server of a room. Raises LedgerError where the ledger cannot be used."""
    from uvicorn import Config, Server

    from onrecord.web.app import make_app
    from onrecord.web.patience import PatientProtocol

    config = Config(
        make_app(settings),
        http=PatientProtocol,
        ws="none",
        # What is asked for stands in no log: some addresses are secrets (links to join, to change a note).
        access_log=False,
        log_level="warning",
        timeout_keep_alive=10,
        timeout_graceful_shutdown=5,
        limit_concurrency=200,
        h11_max_incomplete_event_size=64 * 1024,
        server_header=False,
        proxy_headers=settings.address is not None,
        lifespan="on",
    )
    return Server(config)


def listening(settings: Settings) -> socket.socket:
    """Return a socket that listens where the settings say. Raises OptionError where the port cannot be had."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    # asyncio turns Nagle's algorithm off only where the protocol is named; with it a page waits 40 ms for an acknowledgement.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((settings.host, settings.port))
        listener.listen(128)
    except OSError as error:
        listener.close()
        where = f"{settings.host}:{settings.port}"
        message = f"{where} cannot be had: {error.strerror or error}."
        raise OptionError(
            "--port", message, "Another room may be open there; take another port, or 0 for any."
        ) from error
    return listener
