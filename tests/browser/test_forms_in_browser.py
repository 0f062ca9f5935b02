"""Protects the forms as they come back, and what was handed in before it is kept: for everybody, on a phone, both schemes."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from onrecord.ledger import Ledger
from tests.browser.conftest import PAGES, looking, serving
from tests.browser.test_pages_in_browser import AXE, PHONE, Listening


@pytest.fixture(scope="module")
def own(shown_ledger: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """The address of a room, and of the form about one of its statements."""
    path = Path(shutil.copy(shown_ledger, tmp_path_factory.mktemp("forms") / "own.db"))
    with Ledger(path, read_only=True) as ledger:
        form = f"/statements/{ledger.search('ferry', limit=1).hits[0].statement}/correct"
    with serving(path, "--author", "Ida Reader") as address:
        yield address, form


def check(page: Page, what: str) -> None:
    page.evaluate(AXE)
    violations = page.evaluate("axe.run()")["violations"]
    assert [f"{v['id']}: {n['html'][:150]}" for v in violations for n in v["nodes"]] == [], what
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], what
    assert page.locator("h1").count() == 1, what


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_forms_that_come_back_and_uploads_are_for_everybody(
    browser: Browser, own: tuple[str, str], scheme: Any
) -> None:
    home, form = own
    context = looking(browser, home, color_scheme=scheme, viewport=PHONE)
    page = context.new_page()
    listening = Listening(page, home)
    page.goto("/add")
    page.get_by_role("button", name="Read it").click()
    expect(page.get_by_role("alert")).to_be_visible()
    check(page, "a form without anything in it")
    page.goto(form)
    page.locator("#content").fill("Words that nobody printed")
    page.locator("#reason").fill("Because.")
    page.get_by_role("button", name="Put it on record").click()
    expect(page.get_by_role("alert")).to_contain_text("does not stand in the article")
    check(page, "a correction that cannot be")
    for name in ("bridge-post.html", "harbour-week.warc.gz"):
        page.goto("/add")
        page.locator("#file").set_input_files(PAGES / name)
        page.get_by_role("button", name="Read it").click()
        expect(page.locator("h1")).to_have_text("Read, not yet kept", timeout=60_000)
        check(page, name)
        page.get_by_role("button", name="Throw away").click()
        expect(page.locator("h1")).to_have_text("Read something new")
    assert listening.complaints == []
    context.close()
