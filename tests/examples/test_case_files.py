"""Protects the case files of the sample pages from mistakes of their own, such as words that the page does not have."""

from __future__ import annotations

import gzip
import html
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples"
PAGES = EXAMPLES / "pages"
CASES = sorted((ROOT / "tests" / "cases" / "examples").glob("*.toml"))


def load(path: Path) -> dict[str, Any]:
    """Return a case file."""
    return tomllib.loads(path.read_text(encoding="utf-8"))


def words_of(page: str) -> str:
    """Return the characters of a page without tags; both readings of its bytes where it mixes two encodings."""
    data = (PAGES / page).read_bytes()
    data = gzip.decompress(data) if page.endswith(".gz") else data
    text = data.decode("utf-8", "replace") + data.decode("cp1252", "replace")
    text = re.sub(r"(?s)<(script|style)\b.*?</\1>", " ", text)
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", "", text)))


def test_every_page_has_its_case_file_and_its_line_in_the_readme() -> None:
    pages = {path.name for path in PAGES.iterdir()}
    assert {load(path)["page"] for path in CASES} == pages
    readme = (EXAMPLES / "README.md").read_text(encoding="utf-8")
    assert sorted(page for page in pages if f"`{page}`" not in readme) == []


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_the_page_holds_the_words_of_its_case(path: Path) -> None:
    case = load(path)
    if ".warc" in case["page"]:
        return
    page = words_of(case["page"])
    for reading in case["readings"]:
        wanted = [
            *reading.get("in_text", []),
            *reading.get("once", []),
            *(a["text"] for a in reading.get("set_aside", [])),
        ]
        wanted += [reading[key] for key in ("text_starts", "text_ends") if key in reading]
        for statement in reading.get("statements", []):
            wanted += [
                statement[key] for key in ("starts", "ends", "source", "addressee", "answers") if key in statement
            ]
        for words in wanted:
            assert words in page, f"the page does not say {words!r}"


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_what_falls_short_names_a_check_and_gives_its_reason(path: Path) -> None:
    for reading in load(path)["readings"]:
        for check, reason in reading.get("falls_short", {}).items():
            number = check.removeprefix("statements.")
            known = number.isdigit() and 1 <= int(number) <= len(reading.get("statements", []))
            assert known or check in reading, f"falls_short names {check}, which the case does not check"
            assert len(reason.split()) >= 4, f"{check}: say why in a sentence"


def test_the_sample_archive_is_what_its_script_writes() -> None:
    command = [sys.executable, str(EXAMPLES / "make_warc.py"), "--check"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
