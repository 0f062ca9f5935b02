"""News texts that packages carry along, as plain files to learn from without labels: ``python -m statements.texts``.

Decides where in a package its texts are and how they become plain paragraphs. Refuses to know what they are used for, and
fetches nothing: it is given the files. ``train/experiments.md`` says what they were worth, the model card whose they are.
"""

from __future__ import annotations

import argparse
import re
import tarfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

from onrecord.article import read_article
from onrecord.options import DEFAULT_OPTIONS
from onrecord.sources import Capture, page_of

LEAST = 400
"""Characters of a text that is worth keeping."""
KEY = 200
"""Characters by which a text is known to have been there before."""
_STORY = re.compile(r"'((?:[^'\\]|\\.)*)',[01]", re.DOTALL)
_TELLS = re.compile(r"\bsaid|told|reported|according|\"")
_MOST_DIGITS = 0.08
"""Of as many letters; what has more is a table of prices."""


def reuters(path: Path) -> Iterator[str]:
    """Return the stories of a Reuters-21578 file as Weka comes with (``ReutersCorn-train.arff``)."""
    for match in _STORY.finditer(path.read_text(encoding="latin-1").partition("@data")[2]):
        text = match[1].replace("\\n", "\n").replace("\\t", " ")
        text = re.sub(r"\\(.)", r"\1", text)
        text = re.sub(r"\n {4,}", "\n\n", text)
        text = re.sub(r"(?<!\n)\n(?!\n)", " ", text)
        text = re.sub(r"\s*REUTER\s*(&#3;)?\s*$", "", text, flags=re.IGNORECASE)
        text = text.replace("&lt;", "<").replace("&#3;", "")
        digits = sum(map(str.isdigit, text))
        if digits <= _MOST_DIGITS * sum(map(str.isalpha, text)) and _TELLS.search(text):
            yield text


def lee(path: Path) -> Iterator[str]:
    """Return the texts of the Lee corpora in a wheel of gensim, one a line there."""
    with zipfile.ZipFile(path) as wheel:
        for name in ("lee_background.cor", "lee.cor"):
            yield from wheel.read(f"gensim/test/test_data/{name}").decode("latin-1").splitlines()


def brown(path: Path) -> Iterator[str]:
    """Return the press reports and editorials (A and B) of the Brown corpus, from an archive of its tagged files."""
    with tarfile.open(path) as archive:
        for member in archive:
            file = archive.extractfile(member)
            if file is None or not re.fullmatch(r"c[ab]\d\d", member.name.rpartition("/")[2]):
                continue
            blocks = re.split(r"\n\s*\n(?=\s*\n|\t)|\n{3,}", file.read().decode("latin-1"))
            words = ([word.rpartition("/")[0] for word in block.split() if "/" in word] for block in blocks)
            yield "\n\n".join(_joined(block) for block in words if block)


def _joined(words: list[str]) -> str:
    """Return words and marks as they would be printed."""
    text = " ".join(words).replace("`` ", '"').replace(" ''", '"').replace("''", '"')
    text = re.sub(r" ([,.;:?!%)])", r"\1", text).replace("( ", "(")
    return re.sub(r"([,;:?!.])\1+", r"\1", text)


def pages(path: Path) -> Iterator[str]:
    """Return the English articles among the pages and texts in an archive of somebody's source code."""
    with tarfile.open(path) as archive:
        for member in archive:
            file = archive.extractfile(member)
            if file is None or not member.name.lower().endswith((".html", ".htm")):
                continue
            page = page_of(Capture(location=member.name, body=file.read()), max_bytes=DEFAULT_OPTIONS.max_bytes)
            article = read_article(page).article
            if article.language == "en":
                yield article.text


KINDS = {"reuters": reuters, "lee": lee, "brown": brown, "pages": pages}


def main() -> None:
    """Write the texts of the named files, each once, to a folder."""
    parser = argparse.ArgumentParser(prog="python -m statements.texts", description=__doc__)
    for kind, read in KINDS.items():
        parser.add_argument(f"--{kind}", type=Path, nargs="*", default=[], metavar="FILE", help=read.__doc__)
    parser.add_argument("--out", type=Path, required=True, help="the folder to write them to")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    seen: set[str] = set()
    for kind, read in KINDS.items():
        texts = (text.strip() for path in getattr(options, kind) for text in read(path))
        for text in texts:
            key = re.sub(r"\W+", "", text[:KEY]).lower()
            if len(text) >= LEAST and key not in seen:
                seen.add(key)
                (options.out / f"{kind}-{len(seen):04}.txt").write_text(text, encoding="utf-8")
        print(f"{len(seen)} texts after {kind}", flush=True)


if __name__ == "__main__":
    main()
