"""How fast pages are read, beside trafilatura, in turns on one core: ``python -m bench.reader_speed FOLDER [ROUNDS]``.

FOLDER holds ``*.html`` or ``*.html.gz``. Only the ratio holds elsewhere; trafilatura is no dependency and must be there.
"""

from __future__ import annotations

import gzip
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path


def pages(folder: Path) -> list[str]:
    """The pages of a folder, decoded as UTF-8 with replacement: both readers get the same text."""
    found = []
    for path in sorted(folder.iterdir()):
        raw = path.read_bytes()
        if path.name.endswith(".gz"):
            raw = gzip.decompress(raw)
        found.append(raw.decode("utf-8", "replace"))
    return found


def main() -> None:
    """Print seconds of processor time a page for each reader, the best of the rounds, and their ratio."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    import trafilatura

    from onrecord.article.html import label_page
    from onrecord.records import Page, Source

    texts = pages(Path(sys.argv[1]))
    source = Source(location="bench.html", media_type="text/html")
    readers: dict[str, Callable[[str], object]] = {
        "onrecord": lambda text: label_page(Page(source=source, kind="html", content=text)),
        "trafilatura": trafilatura.extract,
        "trafilatura with metadata": lambda text: trafilatura.extract(text, with_metadata=True, output_format="json"),
    }
    best = dict.fromkeys(readers, float("inf"))
    for _ in range(int(sys.argv[2]) if len(sys.argv) > 2 else 3):
        for name, reader in readers.items():
            started = time.process_time()
            for text in texts:
                reader(text)
            best[name] = min(best[name], (time.process_time() - started) / len(texts))
    for name, seconds in best.items():
        print(f"{name:28s} {seconds * 1000:7.2f} ms a page, {best['trafilatura'] / seconds:.2f} times trafilatura")


if __name__ == "__main__":
    main()
