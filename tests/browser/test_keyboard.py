"""Protects the way from a search to a saved correction by keyboard alone, and reading something new; scripts on and off."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from onrecord.ledger import Ledger
from tests.browser.conftest import PAGES, looking, serving

STEPS = 120
"""Presses of Tab after which somebody would give up."""


@pytest.fixture
def own(shown_ledger: Path, tmp_path: Path) -> Iterator[tuple[str, Path]]:
    path = Path(shutil.copy(shown_ledger, tmp_path / "own.db"))
    with serving(path, "--author", "Ida Reader") as address:
        yield address, path


def tab_to(page: Page, what: str) -> None:
    """Press Tab until the focus is on what ``what`` (CSS) selects."""
    for _ in range(STEPS):
        page.keyboard.press("Tab")
        if page.locator(f":is({what}):focus").count():
            return
    raise AssertionError(f"{what} is not reached with Tab on {page.url}")


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts-on", "scripts-off"])
def test_from_a_search_to_a_saved_correction(browser: Browser, own: tuple[str, Path], scripts: bool) -> None:
    home, path = own
    context = looking(browser, home, java_script_enabled=scripts)
    page = context.new_page()
    page.goto("/")
    tab_to(page, "#find")
    page.keyboard.type("ferry")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page).to_have_url(f"{home}/search?words=ferry")
    tab_to(page, "main a[href^='/statements/']")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    tab_to(page, "main a[href$='/correct']")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    tab_to(page, "#act")
    page.keyboard.press("Control+A")
    page.keyboard.type("boast")
    tab_to(page, "#reason")
    page.keyboard.type("She is proud of it.")
    tab_to(page, "main form button")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text("boast")
    context.close()
    with Ledger(path, read_only=True) as ledger:
        newest = ledger.corrections().items[0]
    assert (newest.what, newest.value, newest.reason) == ("act", "boast", "She is proud of it.")


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts-on", "scripts-off"])
def test_a_file_is_read_looked_at_and_kept(browser: Browser, own: tuple[str, Path], scripts: bool) -> None:
    home, path = own
    context = looking(browser, home, java_script_enabled=scripts)
    page = context.new_page()
    page.goto("/add")
    page.locator("#text").fill("The mayor resigns\n\n“I have had enough,” said Mayor Tilda Brook on Monday.")
    page.locator("#address").fill("https://lantern.example/mayor")
    page.get_by_role("button", name="Read it").click()
    # Without scripts the page loads itself again until it has been read.
    expect(page.locator("h1")).to_have_text("Read, not yet kept", timeout=60_000)
    expect(page.locator("main")).to_contain_text("Tilda Brook")
    page.get_by_role("button", name="Keep in the ledger").click()
    expect(page.locator("main")).to_contain_text("I have had enough")
    assert "/articles/" in page.url
    context.close()
    with Ledger(path, read_only=True) as ledger:
        assert ledger.search("enough", limit=1).hits[0].speaker == "Tilda Brook"


def test_what_is_wrong_is_said_at_the_field_and_what_was_typed_is_kept(browser: Browser, home: str) -> None:
    context = looking(browser, home, java_script_enabled=False)
    page = context.new_page()
    page.goto("/add")
    page.locator("#text").fill("A text")
    page.locator("#file").set_input_files(PAGES / "bridge-post.html")
    page.get_by_role("button", name="Read it").click()
    expect(page.get_by_role("alert")).to_contain_text("not both")
    expect(page.locator("#text")).to_have_value("A text")
    expect(page.locator("#file")).to_have_attribute("aria-invalid", "true")
    context.close()
