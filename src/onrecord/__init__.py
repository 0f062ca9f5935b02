"""onrecord reads a news page as it really arrives and keeps a checkable record of who said what.

Decides which names are public. Refuses to load anything until one of them is used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from onrecord.errors import (
        InputError,
        InputRefused,
        InputUnavailable,
        LedgerError,
        LexiconError,
        ModelError,
        OnrecordError,
        OptionError,
    )
    from onrecord.ledger import Ledger
    from onrecord.options import ReadOptions
    from onrecord.pipeline import attribute, read, read_all
    from onrecord.records import Page, Reading, Refusal, Statement, Statements

__version__ = "0.1.0"

_HOMES = {
    "InputError": "errors",
    "InputRefused": "errors",
    "InputUnavailable": "errors",
    "Ledger": "ledger",
    "LedgerError": "errors",
    "LexiconError": "errors",
    "ModelError": "errors",
    "OnrecordError": "errors",
    "OptionError": "errors",
    "Page": "records",
    "ReadOptions": "options",
    "Reading": "records",
    "Refusal": "records",
    "Statement": "records",
    "Statements": "records",
    "attribute": "pipeline",
    "read": "pipeline",
    "read_all": "pipeline",
}

__all__ = [
    "InputError",
    "InputRefused",
    "InputUnavailable",
    "Ledger",
    "LedgerError",
    "LexiconError",
    "ModelError",
    "OnrecordError",
    "OptionError",
    "Page",
    "ReadOptions",
    "Reading",
    "Refusal",
    "Statement",
    "Statements",
    "__version__",
    "attribute",
    "read",
    "read_all",
]


def __getattr__(name: str) -> Any:
    """Load a public name from its room when it is first used, so that ``import onrecord`` stays cheap."""
    if name in _HOMES:
        return getattr(import_module(f"onrecord.{_HOMES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return __all__
