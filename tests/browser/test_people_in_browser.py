"""Protects people and notes in a real browser: without scripts, by keyboard, for everybody."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from onrecord.ledger import Ledger
from tests.browser.conftest import looking, serving
from tests.browser.test_pages_in_browser import AXE, PHONE
from tests.web.people_rooms import PASSWORD, add_person


@pytest.fixture(scope="module")
def busy_ledger(shown_ledger: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = Path(shutil.copy(shown_ledger, tmp_path_factory.mktemp("people") / "busy.db"))
    for name, role in (("Ada", "admin"), ("Rea", "reader")):
        add_person(path, name, role, email=f"{name.lower()}@post.example")
    return path


@pytest.fixture(scope="module")
def house(busy_ledger: Path) -> Iterator[str]:
    with serving(busy_ledger, "--accounts", "--public") as address:
        yield address


@pytest.fixture(scope="module")
def article(busy_ledger: Path) -> str:
    with Ledger(busy_ledger, read_only=True) as ledger:
        return ledger.articles(limit=1).items[0].article


def sign_in(page: Page, name: str, first: str = "/sign-in") -> None:
    page.goto(first)
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("button", name="Sign out").first.wait_for()


def leave(page: Page, article: str, **fields: str) -> None:
    page.goto(f"/notes?about={article}")
    for label, value in fields.items():
        page.get_by_label(re.compile(f"^{label}", re.IGNORECASE)).fill(value)
    with page.expect_navigation():
        page.get_by_role("button", name="Leave the note").click()


def enter(page: Page) -> None:
    """Press Enter where it leads to another page, and wait for that page."""
    with page.expect_navigation():
        page.keyboard.press("Enter")


def wrongs(page: Page) -> list[str]:
    page.evaluate(AXE)
    found: Any = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [f"{one['id']}: {node['html'][:160]}" for one in found["violations"] for node in one["nodes"]]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_where_people_are(browser: Browser, house: str, article: str, scheme: Any) -> None:
    stranger = looking(browser, house, color_scheme=scheme).new_page()
    admin = looking(browser, house, color_scheme=scheme).new_page()
    found: dict[str, list[str]] = {}
    stranger.goto("/people")
    found["asked to sign in"] = wrongs(stranger)
    stranger.goto("/sign-in")
    stranger.get_by_label("Name").fill("Ada")
    stranger.get_by_label("Password").fill("not the password")
    with stranger.expect_navigation():
        stranger.get_by_role("button", name="Sign in").click()
    found["wrong password"] = wrongs(stranger)
    leave(stranger, article, name="Una", **{"e-mail": "una@post"}, note="x")
    found["wrong note"] = wrongs(stranger)
    leave(stranger, article, name="Una", **{"e-mail": "una@post.example"}, note="See https://a.example/x.")
    waiting = stranger.url
    found["own note"] = wrongs(stranger)
    stranger.goto(f"{waiting}/edit")
    found["change"] = wrongs(stranger)
    sign_in(admin, "Ada")
    leave(admin, article, **{"e-mail": "ada@post.example"}, note="A note that is shown.")
    shown = admin.url
    for address in (
        *("/account", "/people", "/audit", "/notes", f"/notes?about={article}", f"/articles/{article}", "/notes/queue"),
        *(waiting, shown, f"{shown}/history", f"/notes?about={article}&answers={shown.rsplit('/', 1)[1]}"),
    ):
        admin.goto(address)
        assert admin.locator("h1").count() == 1, address
        found[address] = wrongs(admin)
    admin.goto("/account")
    with admin.expect_navigation():
        admin.get_by_role("button", name="Issue a token").click()
    found["token"] = wrongs(admin)
    admin.goto("/people")
    with admin.expect_navigation():
        admin.get_by_role("button", name="Make a link").click()
    found["link"] = wrongs(admin)
    stranger.goto(re.findall(r"http\S+/join/\S+", admin.locator(".once code").inner_text())[0])
    found["join"] = wrongs(stranger)
    stranger.context.close()
    admin.context.close()
    assert {address: wrong for address, wrong in found.items() if wrong} == {}


def test_from_the_door_to_a_note_without_scripts_and_by_keyboard(browser: Browser, house: str, article: str) -> None:
    context = looking(browser, house, java_script_enabled=False)
    page = context.new_page()
    page.goto("/account")
    page.get_by_label("Name").focus()
    page.keyboard.type("Rea")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    enter(page)
    assert page.url == f"{house}/account"
    assert page.locator("h1").inner_text() == "Rea"
    page.goto(f"/articles/{article}")
    page.get_by_role("link", name=re.compile("leave (a note|one)", re.IGNORECASE)).focus()
    enter(page)
    page.get_by_label(re.compile("^E-mail")).focus()
    page.keyboard.press("Control+A")
    # The browser itself takes this for an address; the room does not.
    page.keyboard.type("rea@post")
    page.keyboard.press("Tab")
    page.keyboard.type("The bolts were replaced in June.")
    page.keyboard.press("Tab")
    enter(page)
    assert page.locator("[aria-invalid]").get_attribute("name") == "email"
    # What was wrong has the focus, and what was typed is kept.
    page.keyboard.press("Control+A")
    page.keyboard.type("rea@post.example")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    enter(page)
    assert page.locator("h1").inner_text() == "Note by Rea"
    page.goto(f"/articles/{article}")
    assert page.locator("#notes ~ .note").first.inner_text().endswith("The bolts were replaced in June.")
    page.get_by_role("button", name="Sign out").focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.goto("/account")
    assert page.locator("h1").inner_text() == "Sign in"
    context.close()


def test_where_people_are_no_page_is_wider_than_a_phone(browser: Browser, house: str, article: str) -> None:
    context = looking(browser, house, viewport=PHONE)
    page = context.new_page()
    sign_in(page, "Ada")
    for address in ("/account", "/people", "/audit", f"/notes?about={article}", "/notes/queue"):
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], address
    context.close()


def test_a_script_reads_no_cookie(browser: Browser, house: str) -> None:
    context = looking(browser, house)
    page = context.new_page()
    sign_in(page, "Ada")
    assert {cookie["name"] for cookie in context.cookies()} >= {"onrecord-session"}
    assert page.evaluate("document.cookie") == ""
    context.close()
