"""Patience: how long a connection may say nothing before it has asked for something.

Decides that a connection on which no whole head of a request arrives in time is closed. The server itself only looks at the
time between a request's end and the next one's first byte, so that a connection that sends a byte now and then would stay for
ever, and a few hundred of them would keep everybody else out. Refuses to know what is asked: bodies are the door's affair.
"""

from __future__ import annotations

import asyncio
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol

HEAD_SECONDS = 10.0
"""How long the head of a request may take to arrive."""


class PatientProtocol(H11Protocol):
    """The server's own protocol, and a clock for heads of requests."""

    _clock: asyncio.TimerHandle | None = None

    def connection_made(self, transport: Any) -> None:
        """Start the clock with the connection."""
        super().connection_made(transport)
        self._start()

    def data_received(self, data: bytes) -> None:
        """Start the clock with the first bytes of a further request, stop it when a head is whole."""
        if self._clock is None and self._awaits_head():
            self._start()
        super().data_received(data)
        if not self._awaits_head():
            self._stop()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop the clock with the connection."""
        self._stop()
        super().connection_lost(exc)

    def _awaits_head(self) -> bool:
        return self.cycle is None or self.cycle.response_complete

    def _start(self) -> None:
        self._clock = self.loop.call_later(HEAD_SECONDS, self._give_up)

    def _stop(self) -> None:
        if self._clock is not None:
            self._clock.cancel()
            self._clock = None

    def _give_up(self) -> None:
        self._clock = None
        if self._awaits_head() and not self.transport.is_closing():
            self.transport.close()
