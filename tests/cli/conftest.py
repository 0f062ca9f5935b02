"""The command line as a user runs it: in a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

PAGE = """<!doctype html><html lang="en"><head><title>Harbour vote | The Quay Courier</title>
<meta property="og:title" content="Council votes to keep the harbour open">
<meta property="og:site_name" content="The Quay Courier">
<meta property="article:published_time" content="2021-03-09T08:30:00Z"></head><body>
<nav><a href="/">Home</a> <a href="/sport">Sport</a></nav>
<article><h1>Council votes to keep the harbour open</h1><time>9 March 2021</time>
<p>The town council of Port Amalie voted on Monday to keep the old harbour open through the winter, after a debate that
lasted until after midnight and drew more people than the hall could seat.</p>
<p>“We owe this to every family that fishes here,” said Ilse Brandvold, the mayor, after the vote was counted. She said
that the money for repairs would come from the reserve.</p>
<p>Tomas Okereke, who leads the opposition on the council, warned that the reserve would be empty by spring. “This is a
promise written on water,” he said, adding that his party would ask for an audit of the harbour's accounts.</p>
</article><footer>© The Quay Courier. All rights reserved.</footer></body></html>"""


class Ran(NamedTuple):
    """What a command gave back."""

    status: int
    out: str
    err: str

    @property
    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.out.splitlines()]


def onrecord(*args: object, stdin: bytes | None = None, cwd: Path | None = None) -> Ran:
    """Run ``onrecord`` with ``args``; it must never end in a traceback."""
    command = [sys.executable, "-m", "onrecord", *map(str, args)]
    done = subprocess.run(command, capture_output=True, input=stdin, cwd=cwd, timeout=300, check=False)
    ran = Ran(done.returncode, done.stdout.decode(), done.stderr.decode())
    assert "Traceback" not in ran.err, ran.err
    return ran
