"""The reader: which program, rules and weights made a reading.

Decides when a reading is out of date. Refuses to know what any rule says: it looks at the files that readings are made with.
"""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from onrecord import __version__
from onrecord.options import ReadOptions

_ROOMS = ("lexicon", "text", "sources", "article", "models", "statements", "pipeline.py")
"""The rooms that a reading depends on. What only keeps, shows or exports readings makes none of them older."""
_ENDINGS = (".py", ".toml", ".onnx", ".json", ".txt", ".bin", ".npz")


def reader_of(options: ReadOptions) -> str:
    """Return the name of the reader that ``options`` choose: version, model, and a hash of all rules and weights."""
    return f"onrecord {__version__} {options.model} {_rules()}"


@cache
def _rules() -> str:
    hashed = hashlib.blake2b(digest_size=6)
    root = files("onrecord")
    for room in _ROOMS:
        for name, data in sorted(_files(root.joinpath(room), room)):
            hashed.update(name.encode())
            hashed.update(hashlib.blake2b(data).digest())
    return hashed.hexdigest()


def _files(at: Traversable, name: str) -> list[tuple[str, bytes]]:
    if at.is_file():
        return [(name, at.read_bytes())] if name.endswith(_ENDINGS) else []
    if not at.is_dir():
        return []
    return [found for inner in at.iterdir() for found in _files(inner, f"{name}/{inner.name}")]
