"""Protects every page in a real browser: with scripts and without, on a phone, for everybody."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import axe_playwright_python
import httpx
import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import looking
from tests.web.walking import every_kind

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
PHONE = {"width": 360, "height": 740}
EXPECTED = {"/nothing-here": 404, "/articles/none": 404, "/search?words=%22": 400}


@pytest.fixture(scope="module")
def addresses(home: str) -> list[str]:
    with httpx.Client(base_url=home) as client:
        found = every_kind(client)
    assert len(found) > 20
    return list(found)


class Listening:
    """Notes what a browser complains about, and what it asks other sites for."""

    def __init__(self, page: Page, home: str) -> None:
        self.complaints: list[str] = []
        page.on("console", lambda said: self._note(said.type in {"error", "warning"}, said.text))
        page.on("pageerror", lambda error: self._note(True, str(error)))
        page.on("request", lambda asked: self._note(not asked.url.startswith(home), f"asked {asked.url}"))

    def _note(self, wrong: bool, words: str) -> None:
        # That a page of trouble has a status of trouble is what it is for.
        if wrong and "the server responded with a status of 4" not in words:
            self.complaints.append(words)


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts-on", "scripts-off"])
def test_every_page_is_whole_and_nothing_is_refused(
    browser: Browser, home: str, addresses: list[str], scripts: bool
) -> None:
    context = looking(browser, home, java_script_enabled=scripts)
    page = context.new_page()
    listening = Listening(page, home)
    for address in addresses:
        answer = page.goto(address)
        assert answer
        status = answer.status
        if not address.startswith("/notes"):
            assert status == EXPECTED.get(address, 200), address
        assert page.locator("h1").count() == 1, address
        assert page.locator("main").inner_text().strip(), address
        assert listening.complaints == [], address
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(browser: Browser, home: str, addresses: list[str], scheme: Any) -> None:
    context = looking(browser, home, color_scheme=scheme)
    page = context.new_page()
    # What the schemes differ in is colour, so in the dark only that is looked at again.
    how: Any = {"resultTypes": ["violations"]}
    if scheme == "dark":
        how["runOnly"] = ["color-contrast", "link-in-text-block"]
    found = {}
    for address in addresses:
        page.goto(address)
        page.evaluate(AXE)
        result = page.evaluate("how => axe.run(document, how)", how)
        wrong = [f"{one['id']}: {node['html'][:160]}" for one in result["violations"] for node in one["nodes"]]
        if wrong:
            found[address] = wrong
    context.close()
    assert found == {}


def test_axe_would_find_something(browser: Browser, home: str) -> None:
    context = looking(browser, home)
    page = context.new_page()
    page.goto("/")
    page.evaluate("document.querySelector('main').innerHTML = '<input><p id=dim>hardly to be read</p>'")
    page.evaluate("document.getElementById('dim').style.color = '#bbb'")
    page.evaluate(AXE)
    wrong = {one["id"] for one in page.evaluate("axe.run()")["violations"]}
    context.close()
    assert {"label", "color-contrast"} <= wrong


def test_no_page_is_wider_than_a_phone(browser: Browser, home: str, addresses: list[str]) -> None:
    context = looking(browser, home, viewport=PHONE, java_script_enabled=True)
    page = context.new_page()
    wide = {}
    for address in addresses:
        page.goto(address)
        width = page.evaluate("document.documentElement.scrollWidth")
        if width > PHONE["width"]:
            wide[address] = width
    context.close()
    assert wide == {}


def test_a_page_is_printed_without_its_controls(browser: Browser, home: str, addresses: list[str]) -> None:
    context = looking(browser, home)
    page = context.new_page()
    page.emulate_media(media="print")
    page.goto(next(address for address in addresses if address.startswith("/articles/b2")))
    assert page.locator("h1").is_visible()
    assert not page.locator("header.site").is_visible()
    assert not page.locator("form button").first.is_visible()
    context.close()
