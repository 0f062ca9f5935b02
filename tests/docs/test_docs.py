"""Protects the docs: every command and link in them exists, every example runs, every generated page is current."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from onrecord.cli import VERBS, main

ROOT = Path(__file__).parents[2]
PAGES = sorted(
    [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("examples/*.md"), *ROOT.glob("tests/cases/*/*.md")]
)
FENCE = re.compile(r"^ *```(?P<kind>\w*)[^\n]*\n(?P<body>.*?)^ *```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\[[^\]\n]*\]\((?P<target>[^)\s]+)\)")
TARGETS = set(re.findall(r"^([a-z][\w-]*):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
EXAMPLES = sorted(
    (path, number)
    for path in ROOT.glob("docs/**/*.md")
    for number, found in enumerate(FENCE.finditer(path.read_text(encoding="utf-8")))
    if found["kind"] == "python"
    and "```text output" not in path.read_text(encoding="utf-8")[found.end() : found.end() + 200]
)


def name_of(path: Path) -> str:
    """Return the path of a page from the project's root, for the names of tests."""
    return path.relative_to(ROOT).as_posix()


def blocks(path: Path, *kinds: str) -> Iterator[str]:
    """Yield the fenced blocks of a page that are of one of ``kinds``."""
    text = path.read_text(encoding="utf-8")
    yield from (found["body"] for found in FENCE.finditer(text) if found["kind"] in kinds)


def commands(path: Path) -> Iterator[list[str]]:
    """Yield the words of every command in the shell blocks of a page."""
    for block in blocks(path, "sh", "console"):
        lines = block.replace("\\\n", " ").splitlines()
        is_session = any(line.startswith("$ ") for line in lines)
        for line in (line.strip() for line in lines if not is_session or line.startswith("$ ")):
            for part in re.split(r"[|;]|&&|<|>", line.removeprefix("$ ")):
                try:
                    words = shlex.split(part, comments=True)
                except ValueError:
                    # A quoted program that goes on over several lines is no command of ours.
                    continue
                if words:
                    yield words


def problem_of(words: list[str]) -> str | None:
    """Return what is wrong with a command, if it is one of ours."""
    program = words[0].removeprefix(".venv/bin/")
    if program == "make":
        asked = [word for word in words[1:] if "=" not in word and not word.startswith("-")]
        return next((f"there is no make target {word}" for word in asked if word not in TARGETS), None)
    if program == "python" and len(words) > 1 and words[1].endswith(".py"):
        return None if (ROOT / words[1]).exists() else f"there is no script {words[1]}"
    if program != "onrecord" or len(words) == 1 or words[1].startswith("-"):
        return None
    if words[1] not in VERBS:
        return f"there is no onrecord {words[1]}"
    command = main.get_command(click.Context(main), words[1])
    assert command is not None
    parameters = list(command.params)
    if isinstance(command, click.Group):
        parameters += [
            p for name in command.list_commands(click.Context(command)) for p in command.commands[name].params
        ]
    known = {name for parameter in parameters for name in [*parameter.opts, *parameter.secondary_opts]} | {
        "-h",
        "--help",
    }
    given = words[2 : words.index("--")] if "--" in words else words[2:]
    flags = [word.split("=")[0] for word in given if word.startswith("-") and word != "-"]
    return next((f"onrecord {words[1]} has no option {flag}" for flag in flags if flag not in known), None)


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_every_command_exists(path: Path) -> None:
    problems = [problem for words in commands(path) if (problem := problem_of(words))]
    assert problems == []


def test_the_check_of_commands_sees_what_is_wrong() -> None:
    assert problem_of(["onrecord", "reed", "page.html"])
    assert problem_of(["onrecord", "read", "--colour", "page.html"])
    assert problem_of(["make", "coffee"])
    assert problem_of(["python", "examples/no_such_script.py"])
    assert problem_of(["onrecord", "read", "--format", "jsonl", "-"]) is None


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_is_shown_in_use(verb: str) -> None:
    taught = [path for path in ROOT.glob("docs/*/*.md") if path.parent.name in {"tutorial", "how-to"}]
    assert any(words[:2] == ["onrecord", verb] for path in taught for words in commands(path)), (
        f"show onrecord {verb} in a how-to"
    )


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_every_link_leads_somewhere(path: Path) -> None:
    text = FENCE.sub("", path.read_text(encoding="utf-8"))
    targets = [found["target"].split("#")[0] for found in LINK.finditer(text)]
    inner = [target for target in targets if target and "://" not in target and not target.startswith("mailto:")]
    assert [target for target in inner if not (path.parent / target).exists()] == []


def test_the_rooms_are_those_that_the_imports_test_knows() -> None:
    page = (ROOT / "docs" / "explanation" / "architecture.md").read_text(encoding="utf-8")
    told = re.findall(r"^\| `(\w+)` \|", page, re.MULTILINE)
    known = re.findall(
        r'^    "(\w+)": \d+,$', (ROOT / "tests" / "test_architecture.py").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert set(told) == set(known) - {"__main__"}


def test_every_page_is_in_the_index() -> None:
    index = (ROOT / "docs" / "README.md").read_text(encoding="utf-8")
    pages = [path.relative_to(ROOT / "docs").as_posix() for path in ROOT.glob("docs/*/*.md")]
    assert [page for page in sorted(pages) if f"({page})" not in index] == []


@pytest.mark.parametrize(
    ("path", "number"), EXAMPLES, ids=lambda value: name_of(value) if isinstance(value, Path) else str(value)
)
def test_every_python_example_runs(path: Path, number: int) -> None:
    code = list(FENCE.finditer(path.read_text(encoding="utf-8")))[number]["body"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_what_is_written_from_the_code_is_current() -> None:
    done = subprocess.run(
        [sys.executable, "docs/generate.py", "--check"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"run `make docs` and commit what it writes:\n{done.stdout}{done.stderr}"
