"""What the ledger's verbs share: the ledger's file, JSON for programs, and errors in one line.

Decides their names, help and exit statuses. Refuses to know what a ledger holds.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])

ledger_option = click.option(
    "--ledger",
    "ledger_path",
    default="onrecord.db",
    show_default=True,
    envvar="ONRECORD_LEDGER",
    metavar="FILE",
    help="The ledger (also from the variable ONRECORD_LEDGER).",
)
json_option = click.option("--json", "as_json", is_flag=True, help="Write JSON for programs.")
after_option = click.option("--after", metavar="CURSOR", help="Go on behind the page that ended with this.")
author_option = click.option("--author", required=True, envvar="ONRECORD_AUTHOR", help="Who decides this.")


def errors_in_one_line(function: F) -> F:
    """Show an OnrecordError as one line on standard error, and leave with status 2 for a wrong option, 1 for the rest."""

    @wraps(function)
    def wrapped(*args: Any, **kwargs: Any) -> Any:
        from onrecord.errors import OnrecordError, OptionError

        try:
            return function(*args, **kwargs)
        except BrokenPipeError:
            # The reader of our output has seen enough (``| head``); that is no error.
            sys.stderr.close()
            sys.exit(0)
        except OnrecordError as error:
            click.echo(f"onrecord: {error}", err=True)
            sys.exit(2 if isinstance(error, OptionError) else 1)

    return wrapped  # type: ignore[return-value]


def echo_json(record: object) -> None:
    """Write ``record`` as indented JSON."""
    from onrecord.formats import as_json

    click.echo(as_json(record))
