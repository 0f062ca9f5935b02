"""The options: one immutable object, validated once, handed down unchanged.

Decides what a caller may set, and the defaults. Refuses to know what the settings do.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from onrecord.errors import OptionError

ModelName = Literal["rules", "fast", "best"]


class ReadOptions(msgspec.Struct, frozen=True, kw_only=True):
    """How to read. Change one with ``msgspec.structs.replace(options, model="fast")``.

    Raises OptionError where a value cannot be.
    """

    model: ModelName = "best"
    """What finds the statements."""
    statements: bool = True
    """Whether statements are looked for at all."""
    min_confidence: float = 0.0
    """Statements below this confidence (0 to 1) are left out, and a step says how many."""
    max_bytes: int = 64 * 2**20
    """The largest page that is read, in bytes once decompressed; what is beyond is cut off, and the reading says so."""
    threads: int = 1
    """Threads that a model may use within one process. Batches use processes, so more than 1 helps only single pages."""

    def __post_init__(self) -> None:
        if not 0.0 <= self.min_confidence <= 1.0:
            raise OptionError("min_confidence", f"{self.min_confidence} is not between 0 and 1.", "Give 0.5, say.")
        if self.max_bytes < 1:
            raise OptionError("max_bytes", f"{self.max_bytes} is not a size.", "Give at least 1 byte.")
        if self.threads < 1:
            raise OptionError("threads", f"{self.threads} is not a number of threads.", "Give at least 1.")


DEFAULT_OPTIONS = ReadOptions()
