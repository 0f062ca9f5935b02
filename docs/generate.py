"""Write what the docs take from the code: the reference pages, and the output of the commands that the pages show.

Decides how the command line, the records and the lexicon files become pages. Refuses to say anything of its own: every
word of a reference page comes from a docstring, a help text or the head of a data file, and every output from a run.

    python docs/generate.py            write docs/reference/*, run the commands in ```console blocks
    python docs/generate.py --check    name the files that are not current, change nothing
"""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
PACKAGE = ROOT / "src" / "onrecord"
NOTE = "<!-- Written by docs/generate.py: run `make docs` after a change of the code. -->"
SHOWN = re.compile(
    r"^```console\n(?P<body>.*?)^```$"
    r"|^```python\n(?P<code>(?:(?!^```$).)*?)^```\n\n(?P<between>(?:[^`\n]+\n)*\n?)```text output\n.*?^```$",
    re.MULTILINE | re.DOTALL,
)
INTERNAL = {"Record", "Found", "ArticleReading"}
"""Records that no output holds."""
RECORD_BASES = {"Span"}
WIDTH = 100
"""Columns of the outputs shown in the docs."""


def cli_page() -> str:
    """Return the reference of the command line: the help of every verb."""
    import click

    from onrecord.cli import VERBS, main

    def help_of(command: click.Command, name: str, parent: click.Context | None = None) -> str:
        context = click.Context(command, info_name=name, parent=parent, terminal_width=WIDTH)
        text = "\n".join(line.rstrip() for line in command.get_help(context).splitlines())
        return f"```text\n{text}\n```"

    top = click.Context(main, info_name="onrecord", terminal_width=WIDTH)
    parts = ["# The command line", NOTE, help_of(main, "onrecord")]
    for verb in VERBS:
        command = main.get_command(top, verb)
        assert command is not None
        parts += [f"## onrecord {verb}", help_of(command, verb, top)]
        if isinstance(command, click.Group):
            inner = click.Context(command, info_name=verb, parent=top, terminal_width=WIDTH)
            for name in command.list_commands(inner):
                sub = command.get_command(inner, name)
                assert sub is not None
                parts += [f"### onrecord {verb} {name}", help_of(sub, name, inner)]
    return "\n\n".join(parts) + "\n"


def reading_page() -> str:
    """Return the reference of the records: every class of records.py with its fields, and every closed set of words."""
    tree = ast.parse((PACKAGE / "records.py").read_text(encoding="utf-8"))
    opening = (ast.get_docstring(tree) or "").split("\n\n", 2)
    parts = [
        "# A reading, field by field",
        NOTE,
        opening[-1].replace("``", "`"),
        "As JSON Schema: [reading.schema.json](reading.schema.json), [refusal.schema.json](refusal.schema.json).",
    ]
    words = [
        node for node in tree.body if isinstance(node, ast.Assign) and ast.unparse(node.value).startswith("Literal[")
    ]
    for node in tree.body:
        if isinstance(node, ast.ClassDef) and node.name not in INTERNAL:
            parts += [f"## {node.name}", (ast.get_docstring(node) or "").replace("``", "`")]
            parts += [
                f"All the fields of {base}, and:" for base in map(ast.unparse, node.bases) if base in RECORD_BASES
            ]
            rows = list(_fields(node))
            if rows:
                parts.append("| field | type | default |\n|---|---|---|\n" + "\n".join(rows))
    parts.append("## Closed sets of words")
    for literal in words:
        assert isinstance(literal.value, ast.Subscript)
        values = ast.literal_eval(literal.value.slice)
        listed = ", ".join(f"`{value}`" for value in (values if isinstance(values, tuple) else (values,)))
        parts.append(f"**{ast.unparse(literal.targets[0])}**: {listed}")
    return "\n\n".join(parts) + "\n"


def _fields(node: ast.ClassDef) -> Iterator[str]:
    for item in node.body:
        if isinstance(item, ast.AnnAssign):
            kind = ast.unparse(item.annotation).replace("|", "\\|")
            default = f"`{ast.unparse(item.value)}`" if item.value else "none: always given"
            yield f"| `{ast.unparse(item.target)}` | `{kind}` | {default} |"


def schema_of(name: str) -> str:
    """Return the JSON Schema of a record of records.py."""
    import msgspec

    from onrecord import records

    encoded = msgspec.json.encode(msgspec.json.schema(getattr(records, name)), order="deterministic")
    return msgspec.json.format(encoded, indent=2).decode() + "\n"


def lexicon_page() -> str:
    """Return the reference of the lexicon: what each data file decides, where it comes from, what it holds."""
    parts = [
        "# The lexicon",
        NOTE,
        "Vocabularies and rules are data files in `src/onrecord/lexicon`. To add an entry, see "
        "[Add a cue or a gate phrase](../how-to/add-a-phrase.md).",
    ]
    for path in sorted((PACKAGE / "lexicon").glob("*.toml")):
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        about = table.pop("about")
        rows = [f"| `{name}` | {_shape(value)} |" for name, value in table.items()]
        parts += [f"## {path.name}", about["what"], f"Source: {about['source']}"]
        parts.append("| table | holds |\n|---|---|\n" + "\n".join(rows))
    return "\n\n".join(parts) + "\n"


def _shape(value: Any) -> str:
    if isinstance(value, dict):
        names = [f"`{name}`" for name in value]
        return ", ".join(names[:8]) + (" and others" if len(names) > 8 else "")
    if isinstance(value, list) and value and isinstance(value[0], dict):
        short = {
            name: sorted({str(item[name]) for item in value if isinstance(item.get(name), str)}) for name in value[0]
        }
        return (
            "; ".join(f"{name}: {', '.join(values)}" for name, values in short.items() if 0 < len(values) <= 24)
            or "entries"
        )
    if isinstance(value, list):
        shown = [f"“{item}”" for item in value[:4] if isinstance(item, str)]
        return ("words such as " + ", ".join(shown)).replace("|", "\\|") if shown else "entries"
    return f"`{value}`"


def with_outputs(page: str) -> str:
    """Return ``page`` with what its commands (console blocks) and its programs (before "text output") print now.

    They run in an empty folder that holds nothing but ``examples``, so what one of them writes the next ones find.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "examples").symlink_to(ROOT / "examples")
        (folder / ".bin").mkdir()
        for program, line in (("onrecord", f'"{sys.executable}" -m onrecord'), ("python", f'"{sys.executable}"')):
            shim = folder / ".bin" / program
            shim.write_text(f'#!/bin/sh\nexec {line} "$@"\n', encoding="utf-8")
            shim.chmod(0o755)

        def shown(found: re.Match[str]) -> str:
            if found["body"] is not None:
                return f"```console\n{_session(found['body'], folder)}```"
            output = _run(f"python - <<'END-OF-EXAMPLE'\n{found['code']}END-OF-EXAMPLE", folder)
            return f"```python\n{found['code']}```\n\n{found['between']}```text output\n{output}\n```"

        return SHOWN.sub(shown, page)


def _session(body: str, folder: Path) -> str:
    shown = []
    for command in (line for line in body.splitlines() if line.startswith("$ ")):
        shown += [command, *_run(command[2:], folder).splitlines()]
    return "\n".join(shown) + "\n"


def _run(command: str, folder: Path) -> str:
    plain = {"COLUMNS": str(WIDTH), "NO_COLOR": "1", "LC_ALL": "C.UTF-8"}
    paths = {"PATH": f"{folder / '.bin'}{os.pathsep}{os.environ.get('PATH', '')}", "PYTHONPATH": str(ROOT / "src")}
    # The commands are those of our own docs.
    done = subprocess.run(  # noqa: S603
        ["bash", "-c", command],  # noqa: S607
        cwd=folder,
        env={**os.environ, **plain, **paths},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=120,
        check=False,
        text=True,
    )
    if done.returncode:
        raise RuntimeError(f"{command}\nends with {done.returncode}:\n{done.stdout}")
    return "\n".join(line.rstrip() for line in done.stdout.splitlines())


def pages() -> dict[Path, str]:
    """Return every generated file with what should stand in it."""
    reference = DOCS / "reference"
    wanted = {
        reference / "cli.md": cli_page(),
        reference / "reading.md": reading_page(),
        reference / "lexicon.md": lexicon_page(),
        reference / "reading.schema.json": schema_of("Reading"),
        reference / "refusal.schema.json": schema_of("Refusal"),
    }
    for path in sorted(DOCS.rglob("*.md")):
        text = path.read_text(encoding="utf-8")
        if SHOWN.search(text) and path not in wanted:
            wanted[path] = with_outputs(text)
    return wanted


def main() -> int:
    """Write the pages, or check them; return the exit status."""
    sys.path.insert(0, str(ROOT / "src"))
    stale = [
        (path, text) for path, text in pages().items() if not path.exists() or path.read_text(encoding="utf-8") != text
    ]
    check = "--check" in sys.argv[1:]
    for path, text in stale:
        sys.stdout.write(f"{path.relative_to(ROOT)}: {'not current' if check else 'written'}\n")
        if not check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    return 1 if check and stale else 0


if __name__ == "__main__":
    raise SystemExit(main())
