"""Draws the picture of the terminal output that the README shows, from a sample page: ``python docs/picture.py``.

The picture is an SVG without fonts or anything else from another site, so that it can be shown anywhere.
"""

from __future__ import annotations

import contextlib
import io
import re
import sys
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import MONOKAI

from onrecord import read
from onrecord.formats.terminal import reading_layout

ROOT = Path(__file__).parent.parent
PAGE = "examples/pages/ferry-talks-dump.txt"
PICTURE = ROOT / "docs" / "images" / "terminal.svg"
WIDTH = 112


def draw() -> str:
    """Return the picture as SVG."""
    console = Console(
        record=True, width=WIDTH, file=io.StringIO(), force_terminal=True, color_system="truecolor", highlight=False
    )
    console.print(f"[bold]$[/] onrecord read {PAGE}")
    # The picture names the page as the command does, wherever the project lies.
    with contextlib.chdir(ROOT):
        reading = read(PAGE)
    console.print(reading_layout(reading))
    svg = console.export_svg(title="onrecord", theme=MONOKAI, unique_id="onrecord")
    # The fonts that rich names lie on another site; a reader's own monospace font does as well.
    return re.sub(r"@font-face\s*\{[^}]*\}\s*", "", svg)


if __name__ == "__main__":
    PICTURE.parent.mkdir(exist_ok=True)
    PICTURE.write_text(draw(), encoding="utf-8")
    sys.stdout.write(f"{PICTURE.relative_to(ROOT)}\n")
