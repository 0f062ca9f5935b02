"""Bring ``falls_short`` in the case files up to date: drop what the program gets right by now, name what it does not.

Decides which marks have had their day. Refuses to touch an expected value, and to make up a reason: what fails without a
mark is listed, for a person to look at.

    python tests/examples/promote.py            drop marks that are no longer needed, list what fails unmarked
    python tests/examples/promote.py --list     list only
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "src"))
sys.path.insert(0, str(Path(__file__).parents[2]))

from onrecord.records import Reading
from tests.examples.test_examples import CASES, CHECKS, Case, case_file, check_statement, readings_of, wanted_checks


def failure_of(reading: Reading, case: Case, check: str) -> str | None:
    """Return what a check complains of, None if it passes."""
    try:
        if check.startswith("statements."):
            check_statement(reading, case.statements[int(check.split(".")[1]) - 1])
        else:
            CHECKS[check](reading, case)
    except AssertionError as error:
        return " ".join(str(error).split())[:300] or "wrong"
    return None


def without_marks(text: str, passing: dict[int, set[str]]) -> str:
    """Return the case file ``text`` without the marks of the checks that pass, by the number of the reading."""
    kept: list[str] = []
    number, marking = -1, False
    for line in text.splitlines():
        if line.startswith("["):
            number += line == "[[readings]]"
            marking = line == "[readings.falls_short]"
        key = line.partition("=")[0].strip().strip('"')
        if not (marking and key in passing.get(number, set())):
            kept.append(line)
    joined = "\n".join(kept) + "\n"
    return joined.replace("\n[readings.falls_short]\n\n", "\n") if "[readings.falls_short]" in joined else joined


def main() -> int:
    """Go through all case files; return 1 if a check fails without a mark."""
    unmarked = 0
    for path in sorted(CASES.glob("*.toml")):
        file = case_file(path.stem)
        passing: dict[int, set[str]] = {}
        for number, (reading, case) in enumerate(zip(readings_of(file.page), file.readings, strict=True)):
            for check in wanted_checks(case):
                failure = failure_of(reading, case, check)
                if failure is None and check in case.falls_short:
                    passing.setdefault(number, set()).add(check)
                    sys.stdout.write(f"{path.stem} {number} {check}: right by now\n")
                elif failure is not None and check not in case.falls_short:
                    unmarked += 1
                    sys.stdout.write(f"{path.stem} {number} {check}: {failure}\n")
        if passing and "--list" not in sys.argv[1:]:
            path.write_text(without_marks(path.read_text(encoding="utf-8"), passing), encoding="utf-8")
    return 1 if unmarked else 0


if __name__ == "__main__":
    raise SystemExit(main())
