"""Takes the docs' pictures of the reading room and of a page's blocks, over the sample pages: ``python docs/room.py``.

Wants Playwright and a Chromium (``--chromium`` names one that is not on the path).
"""

from __future__ import annotations

import argparse
import contextlib
import shutil
import tempfile
import threading
from pathlib import Path

import uvicorn
from playwright.sync_api import Browser, sync_playwright

from onrecord import read
from onrecord.formats.html import page_of_readings
from onrecord.ledger import Ledger
from onrecord.web.app import make_app
from onrecord.web.serving import listening
from onrecord.web.settings import Settings

ROOT = Path(__file__).parent.parent
PAGES = ROOT / "examples" / "pages"
IMAGES = ROOT / "docs" / "images"
BLOCKS = "examples/pages/bridge-courier.html"
"""The page whose blocks are shown, as the picture names it."""
WIDE, PHONE, LONG = (1000, 680), (360, 720), (900, 1150)


def main() -> None:
    """Fill a ledger, open a room over it, and take the pictures; then that of one page's blocks."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--chromium", default=shutil.which("chromium"))
    chromium = parser.parse_args().chromium
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(ROOT):
        path = Path(folder) / "sample.db"
        with Ledger(path) as ledger:
            list(ledger.add_inputs([PAGES]))
            shots = addresses(ledger)
        settings = Settings(ledger=path, author="Ida Reader", port=0)
        with listening(settings) as listener:
            server = uvicorn.Server(uvicorn.Config(make_app(settings), log_level="warning"))
            thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
            thread.start()
            try:
                with sync_playwright() as playwright:
                    browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
                    home = f"http://127.0.0.1:{listener.getsockname()[1]}"
                    for name, (address, size, scheme) in shots.items():
                        take(browser, home + address, IMAGES / f"room-{name}.png", (size, scheme))
                    blocks = Path(folder) / "blocks.html"
                    blocks.write_text("".join(page_of_readings([read(BLOCKS)])), encoding="utf-8")
                    take(browser, blocks.as_uri(), IMAGES / "blocks.png", (LONG, "light"))
            finally:
                server.should_exit = True
                thread.join()


def addresses(ledger: Ledger) -> dict[str, tuple[str, tuple[int, int], str]]:
    """Return the name of each picture with the address, the size of the window and the colour scheme."""
    saying = next(line for line in ledger.sayings().items if "cracked bolts" in line.hit.content)
    article, speaker = saying.hit.article, ledger.who("Ingrid Halloway").person.key
    return {
        "front": ("/", WIDE, "light"),
        "article": (f"/articles/{article}", WIDE, "light"),
        "saying": (f"/sayings/{saying.key}", WIDE, "light"),
        "speaker": (f"/speakers/{speaker}", WIDE, "dark"),
        "phone": (f"/articles/{article}", PHONE, "light"),
        "correct": (f"/statements/{saying.hit.statement}/correct", WIDE, "light"),
    }


def take(browser: Browser, address: str, to: Path, look: tuple[tuple[int, int], str]) -> None:
    """Take one picture of what is seen without scrolling."""
    (width, height), scheme = look
    context = browser.new_context(
        viewport={"width": width, "height": height}, color_scheme="dark" if scheme == "dark" else "light"
    )
    page = context.new_page()
    page.goto(address)
    page.screenshot(path=to)
    context.close()


if __name__ == "__main__":
    main()
