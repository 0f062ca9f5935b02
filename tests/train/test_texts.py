"""Texts that packages carry become plain paragraphs, each once, and what is no news text is left out."""

from __future__ import annotations

import importlib
import io
import sys
import tarfile
import zipfile
from pathlib import Path
from typing import Any

import pytest

TRAIN = str(Path(__file__).parents[2] / "train")


@pytest.fixture(scope="module")
def texts() -> Any:
    sys.path.insert(0, TRAIN)
    return importlib.import_module("statements.texts")


def test_wire_stories_lose_their_line_breaks_and_signature(texts: Any, tmp_path: Path) -> None:
    story = (
        r"'QUAY RATES RISE The board said\nrates rise in May.\n    \"We waited,\" it told\nshippers. REUTER\n&#3;',1"
    )
    table = "'MAY 1234 5678 JUNE 9876 said 5432',0"
    path = tmp_path / "wire.arff"
    path.write_text(f"@relation x\n@data\n{story}\n{table}\n", encoding="latin-1")
    assert list(texts.reuters(path)) == [
        'QUAY RATES RISE The board said rates rise in May.\n\n"We waited," it told shippers.'
    ]


def test_tagged_words_are_joined_as_they_would_be_printed(texts: Any, tmp_path: Path) -> None:
    body = b"``/`` We/ppss waited/vbd ,/, ''/'' said/vbd (/( the/at clerk/nn )/) ./.\n\n\n\tNobody/pn came/vbd ./.\n"
    path = tmp_path / "tagged.tgz"
    with tarfile.open(path, "w:gz") as archive:
        for name in ("corpus/ca01", "corpus/cr01", "corpus/README"):
            info = tarfile.TarInfo(name)
            info.size = len(body)
            archive.addfile(info, io.BytesIO(body))
    assert list(texts.brown(path)) == ['"We waited," said (the clerk).\n\nNobody came.']


def test_each_text_is_written_once(texts: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    long = "The ferry company said on Monday that the pier would stay shut. " * 10
    wheel = tmp_path / "some.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("gensim/test/test_data/lee_background.cor", f"{long}\nToo short.\n")
        archive.writestr("gensim/test/test_data/lee.cor", f"{long.upper()}\n")
    monkeypatch.setattr(sys, "argv", ["texts", "--lee", str(wheel), "--out", str(tmp_path / "out")])
    texts.main()
    assert [path.read_text(encoding="utf-8") for path in (tmp_path / "out").iterdir()] == [long.strip()]
