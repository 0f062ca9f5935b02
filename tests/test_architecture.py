"""Protects the shape of the code: imports go one way, files and functions stay small, import stays cheap."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "src" / "onrecord"
MODULES = sorted(PACKAGE.rglob("*.py"))

# A room may import from rooms with a lower number, and from itself.
RANKS = {
    "records": 0,
    "errors": 0,
    "native": 0,
    "options": 1,
    "lexicon": 1,
    "text": 2,
    "sources": 3,
    "article": 4,
    "models": 4,
    "statements": 5,
    "pipeline": 6,
    "formats": 7,
    "ledger": 8,
    "batch": 9,
    "web": 10,
    "cli": 11,
    "__main__": 12,
}
# The article and the models sit side by side and must not know each other.
FORBIDDEN = {("models", "article"), ("article", "models")}
MAX_LINES = 400
MAX_FUNCTION_LINES = 60
MAX_PARAMETERS = 6


def room_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imported_rooms(tree: ast.AST) -> set[str]:
    rooms = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("onrecord."):
            rooms.add((node.module or "").split(".")[1])
        elif isinstance(node, ast.ImportFrom) and node.module == "onrecord":
            rooms.update(alias.name for alias in node.names if alias.name in RANKS)
        elif isinstance(node, ast.Import):
            rooms.update(alias.name.split(".")[1] for alias in node.names if alias.name.startswith("onrecord."))
        assert not (isinstance(node, ast.ImportFrom) and node.level), (
            "relative imports hide the direction: write the full name"
        )
    return rooms


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_imports_go_one_way(path: Path) -> None:
    room = room_of(path)
    if room == "__init__":
        return
    assert room in RANKS, f"{path}: give the new room {room} its rank in this test"
    for other in imported_rooms(ast.parse(path.read_text(encoding="utf-8"))) - {room}:
        assert RANKS[other] <= RANKS[room], f"{room} must not import from {other}"
        assert (room, other) not in FORBIDDEN, f"{room} must not know {other}"


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_budgets(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") <= MAX_LINES, f"{path} is over {MAX_LINES} lines: split it by what it decides"
    tree = ast.parse(text)
    assert ast.get_docstring(tree), f"{path}: the first lines say what this file decides and what it refuses to know"
    for node in ast.walk(tree):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            length = (node.end_lineno or 0) - node.lineno + 1
            assert length <= MAX_FUNCTION_LINES, f"{path}:{node.lineno} {node.name} has {length} lines"
            count = len(node.args.args) + len(node.args.kwonlyargs) + len(node.args.posonlyargs)
            is_command = any("command" in ast.dump(d) for d in node.decorator_list)
            assert count <= MAX_PARAMETERS or is_command, f"{path}:{node.lineno} {node.name} takes {count} parameters"


def test_import_loads_nothing_heavy() -> None:
    code = "import sys, onrecord; print(*sorted(m.split('.')[0] for m in sys.modules))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    heavy = {
        "click",
        "rich",
        "msgspec",
        "numpy",
        "selectolax",
        "resiliparse",
        "fastwarc",
        "trafilatura",
        "onnxruntime",
        "sqlite3",
    }
    assert not heavy & set(loaded)


def test_public_names_exist() -> None:
    import onrecord

    for name in onrecord.__all__:
        assert getattr(onrecord, name) is not None
