"""The exceptions: one tree, each with its subject, its message and what to do next.

Decides which ways to fail have a name. Refuses to know how a failure is shown.

    OnrecordError
    ├── InputError            something is wrong with one input; the others are not affected
    │   ├── InputUnavailable  its bytes cannot be had: missing, no permission, nothing in the folder
    │   └── InputRefused      its bytes were had and are not a page that can be read
    ├── LexiconError          a vocabulary file of the package is damaged
    ├── ModelError            weights are missing or damaged
    ├── OptionError           an option has a value that it cannot have
    └── LedgerError           a ledger file cannot be used as asked
"""

from __future__ import annotations


class OnrecordError(Exception):
    """The root of all errors that this package raises on purpose.

    ``subject`` is the input, file or option concerned, ``kind`` a short stable word for programs, ``advice`` what to do
    next, for people.
    """

    def __init__(self, subject: str, message: str, advice: str = "", *, kind: str = "error") -> None:
        self.subject = subject
        self.message = message
        self.advice = advice
        self.kind = kind
        super().__init__(f"{subject}: {message}" + (f" {advice}" if advice else ""))

    def __reduce__(self) -> tuple[object, ...]:
        # Exceptions cross process borders in batches; the default pickling would call __init__ with one argument.
        return _rebuild, (type(self), self.subject, self.message, self.advice, self.kind)


def _rebuild(cls: type[OnrecordError], subject: str, message: str, advice: str, kind: str) -> OnrecordError:
    return cls(subject, message, advice, kind=kind)


class InputError(OnrecordError):
    """Something is wrong with one input; the other inputs are not affected."""


class InputUnavailable(InputError):
    """The input's bytes cannot be had: no such file, no permission, a folder with nothing to read."""


class InputRefused(InputError):
    """The input's bytes were had, and they are not a page that can be read: empty, binary, damaged."""


class LexiconError(OnrecordError):
    """A vocabulary file is damaged or contradicts itself."""


class ModelError(OnrecordError):
    """The model's weights are missing, damaged or of another version than this program."""


class OptionError(OnrecordError, ValueError):
    """An option has a value that it cannot have."""


class LedgerError(OnrecordError):
    """A ledger file cannot be used as asked."""
