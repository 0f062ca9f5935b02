"""Options that several verbs share. Decides their names, help and types; refuses to act on them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from onrecord.options import DEFAULT_OPTIONS, ReadOptions

F = TypeVar("F", bound=Callable[..., Any])


def model_options(function: F) -> F:
    """Add ``--model`` and ``--min-confidence``."""
    for option in (
        click.option(
            "--min-confidence",
            type=click.FloatRange(0, 1),
            default=DEFAULT_OPTIONS.min_confidence,
            show_default=True,
            help="Leave out statements below this confidence.",
        ),
        click.option(
            "--model",
            type=click.Choice(["best", "fast", "rules"]),
            default=DEFAULT_OPTIONS.model,
            show_default=True,
            help="What finds the statements.",
        ),
    ):
        function = option(function)
    return function


def read_options(model: str, min_confidence: float, max_bytes: int | None = None) -> ReadOptions:
    """Return the options object for what was given on the command line."""
    from typing import cast

    from onrecord.options import ModelName

    size = DEFAULT_OPTIONS.max_bytes if max_bytes is None else max_bytes
    return ReadOptions(model=cast("ModelName", model), min_confidence=min_confidence, max_bytes=size)
