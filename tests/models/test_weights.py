from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from onrecord.errors import ModelError
from onrecord.models import load
from onrecord.models.weights import FILES, folder_of, read_weights

NAMES = ("fast", "best")


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    target = tmp_path / "fast"
    shutil.copytree(Path(str(folder_of("fast"))), target)
    return target


def test_all_weights_together_stay_small() -> None:
    sizes = [p.stat().st_size for name in NAMES for p in Path(str(folder_of(name))).iterdir()]
    assert sum(sizes) <= 30 * 2**20


@pytest.mark.parametrize("name", NAMES)
def test_the_weights_of_the_package_are_whole(name: str) -> None:
    assert set(read_weights(name).manifest.files) == set(FILES)


@pytest.mark.parametrize("part", [*FILES, "manifest.json"])
def test_a_missing_file_is_named_with_what_to_do(copy: Path, part: str) -> None:
    (copy / part).unlink()
    with pytest.raises(ModelError, match=part) as caught:
        read_weights("fast", copy)
    assert "Reinstall" in caught.value.advice


@pytest.mark.parametrize("part", FILES)
def test_a_changed_byte_is_noticed(copy: Path, part: str) -> None:
    content = bytearray((copy / part).read_bytes())
    content[len(content) // 2] ^= 1
    (copy / part).write_bytes(content)
    with pytest.raises(ModelError, match=re.escape(part) + " is damaged"):
        read_weights("fast", copy)


def test_a_damaged_manifest_is_noticed(copy: Path) -> None:
    (copy / "manifest.json").write_text("{", encoding="utf-8")
    with pytest.raises(ModelError, match=r"manifest\.json is damaged"):
        read_weights("fast", copy)


def test_weights_for_other_input_features_are_refused(copy: Path) -> None:
    manifest = json.loads((copy / "manifest.json").read_text(encoding="utf-8"))
    manifest["settings"]["features"] += 1
    (copy / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    with pytest.raises(ModelError, match="input features"):
        read_weights("fast", copy)


def test_a_finder_is_read_once() -> None:
    assert load("fast") is load("fast")
