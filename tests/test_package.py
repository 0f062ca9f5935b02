"""Protects the public names: ``onrecord.read`` is the function, in whatever order rooms and names are imported."""

from __future__ import annotations

import subprocess
import sys

import pytest


@pytest.mark.parametrize(
    "code",
    [
        "from onrecord import read; read",
        "from onrecord import InputRefused, read",
        "import onrecord; onrecord.read; read = onrecord.read",
        "import onrecord, onrecord.cli.read, onrecord.batch; read = onrecord.read",
        "from onrecord.pipeline import read_all; from onrecord import read",
    ],
)
def test_read_is_the_function(code: str) -> None:
    code += "; import types; assert isinstance(read, types.FunctionType), read"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
