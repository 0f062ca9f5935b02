"""Protects the doors: every container is recognised by its bytes, every page keeps its provenance, every bad input has its
typed error, and nothing is dropped without being counted."""

from __future__ import annotations

import gzip
import hashlib
import zipfile
from pathlib import Path

import pytest

from onrecord.errors import InputRefused, InputUnavailable
from onrecord.records import Page
from onrecord.sources import Capture, Skipped, captures, page_of
from onrecord.sources.files import expand, unavailable
from tests.sources.conftest import HTML

LIMIT = 2**20


def pages(given: str | Path, limit: int = LIMIT) -> list[Page]:
    return [page_of(c, max_bytes=limit) for c in captures(given, max_bytes=limit) if isinstance(c, Capture)]


def test_an_html_file(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_bytes(HTML)
    (page,) = pages(path)
    assert page.kind == "html"
    assert page.source.location == str(path)
    assert page.source.bytes == len(HTML)
    assert page.source.sha256 == hashlib.sha256(HTML).hexdigest()
    assert page.source.media_type == "text/html"


def test_gzipped_is_the_same_page(tmp_path: Path) -> None:
    plain, packed = tmp_path / "p.html", tmp_path / "p.html.gz"
    plain.write_bytes(HTML)
    packed.write_bytes(gzip.compress(HTML[:50]) + gzip.compress(HTML[50:]))
    (a,), (b,) = pages(plain), pages(packed)
    assert a.content == b.content
    assert a.source.sha256 == b.source.sha256


def test_plain_text_is_told_by_its_bytes_not_its_name(tmp_path: Path) -> None:
    path = tmp_path / "dump.html"
    path.write_text("The Quay Courier\n\nThe quay opened on Monday. A tag such as <p> was named in the report.\n")
    assert pages(path)[0].kind == "text"


def test_truncated_gzip_is_read_as_far_as_it_goes(tmp_path: Path) -> None:
    path = tmp_path / "cut.html.gz"
    path.write_bytes(gzip.compress(HTML * 50)[:-30])
    (page,) = pages(path)
    assert page.cut == "the gzip data ends too early"
    assert "The quay opened" in page.content
    assert page.steps[-1].name == "cut"


def test_a_page_over_the_limit_is_cut_and_says_so(tmp_path: Path) -> None:
    path = tmp_path / "big.html"
    path.write_bytes(HTML + b"<p>more</p>" * 1000)
    (page,) = pages(path, limit=500)
    assert page.source.bytes == 500
    assert page.cut
    assert "500 bytes" in page.cut


def test_a_gzip_bomb_is_bounded(tmp_path: Path) -> None:
    path = tmp_path / "bomb.html.gz"
    path.write_bytes(gzip.compress(b"<p>" + b" a" * 5_000_000))
    (page,) = pages(path, limit=10_000)
    assert page.source.bytes == 10_000
    assert page.cut


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"", "empty"),
        (b" \n\t", "empty"),
        (b"%PDF-1.7 ...", "binary"),
        (bytes(range(32)) * 100, "binary"),
        (gzip.compress(b""), "empty"),
    ],
    ids=["empty", "blank", "PDF", "noise", "gzip of nothing"],
)
def test_what_is_no_page_is_refused_with_its_kind(tmp_path: Path, body: bytes, kind: str) -> None:
    path = tmp_path / "x.html"
    path.write_bytes(body)
    with pytest.raises(InputRefused) as refused:
        pages(path)
    assert refused.value.kind == kind
    assert refused.value.subject == str(path)
    assert refused.value.advice


def test_missing_file() -> None:
    with pytest.raises(InputUnavailable) as error:
        pages("no/such/file.html")
    assert error.value.kind == "missing"


def test_archive_pages_and_counts(archive: Path) -> None:
    found = list(captures(archive, max_bytes=LIMIT))
    read = [c for c in found if isinstance(c, Capture)]
    assert [c.url for c in read] == ["http://quay.example/1", "http://quay.example/2"]
    assert all(c.location.startswith(f"{archive}#") for c in read)
    assert read[0].charset == "utf-8"
    assert read[0].retrieved
    assert read[0].status == 200
    skipped = {c.reason: c.count for c in found if isinstance(c, Skipped)}
    assert skipped == {"image/png": 1, "request record": 1, "status 404": 1}


def test_archive_offset_is_that_of_the_record(archive: Path) -> None:
    last = [c for c in captures(archive, max_bytes=LIMIT) if isinstance(c, Capture)][-1]
    offset = int(last.location.rpartition("#")[2])
    assert b"http://quay.example/2" in gzip.decompress(archive.read_bytes()[offset:])


@pytest.mark.parametrize("keep", [0.5, 0.95])
def test_truncated_archive_gives_what_is_before_the_cut(archive: Path, keep: float) -> None:
    whole = archive.read_bytes()
    archive.write_bytes(whole[: int(len(whole) * keep)])
    found: list[Capture | Skipped] = []
    with pytest.raises(InputRefused) as refused:
        found.extend(captures(archive, max_bytes=LIMIT))
    assert refused.value.kind == "truncated-archive"
    assert any(isinstance(c, Capture) and c.url == "http://quay.example/1" for c in found)


def test_wacz_holds_archives(tmp_path: Path, archive: Path) -> None:
    path = tmp_path / "a.wacz"
    with zipfile.ZipFile(path, "w") as bundle:
        bundle.write(archive, "archive/data.warc.gz")
        bundle.writestr("pages/pages.jsonl", "{}")
    assert len([c for c in captures(path, max_bytes=LIMIT) if isinstance(c, Capture)]) == 2


def test_feed_entries_are_pages(tmp_path: Path) -> None:
    path = tmp_path / "feed.xml"
    path.write_text(
        '<?xml version="1.0"?><rss version="2.0"><channel>'
        "<title>Quay Courier</title>"
        "<item><title>Quay opens</title><link>http://quay.example/1</link><author>Ines Holm</author>"
        "<pubDate>Thu, 22 Jun 2023 07:30:00 +0200</pubDate>"
        "<description>&lt;p&gt;The quay opened.&lt;/p&gt;</description></item>"
        "<item><title>Empty</title></item></channel></rss>"
    )
    found = list(captures(path, max_bytes=LIMIT))
    assert isinstance(found[0], Capture)
    assert found[0].location == "http://quay.example/1"
    page = page_of(found[0], max_bytes=LIMIT)
    assert "<p>The quay opened.</p>" in page.content
    assert 'property="og:title" content="Quay opens"' in page.content
    assert 'name="feed:author" content="Ines Holm"' in page.content
    assert 'content="2023-06-22T07:30:00+02:00"' in page.content
    assert found[1] == Skipped(location=str(path), reason="entry without text", count=1)


def test_a_folder_is_walked_in_name_order(tmp_path: Path) -> None:
    for name in ("b/2.html", "a.html", "b/1.txt", "c.jpg", ".hidden.html", "d.html.gz"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(HTML)
    assert [Path(str(p)).relative_to(tmp_path).as_posix() for p in expand([tmp_path])] == [
        "a.html",
        "b/1.txt",
        "b/2.html",
        "d.html.gz",
    ]


def test_a_folder_with_nothing_to_read_is_an_error_in_its_place(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    found = list(expand(["x.html", tmp_path / "empty", "y.html"]))
    assert found[0] == "x.html"
    assert isinstance(found[1], InputUnavailable)
    assert found[1].kind == "empty-folder"
    assert found[2] == "y.html"


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (FileNotFoundError(2, "no"), "missing"),
        (PermissionError(13, "no"), "no-permission"),
        (IsADirectoryError(21, "is a directory"), "unreadable"),
    ],
)
def test_errors_of_the_system_have_a_kind_and_name_the_input(error: OSError, kind: str) -> None:
    # The suite may run as a user who may read everything, so the error itself is given.
    found = unavailable("a.html", error)
    assert found.kind == kind
    assert found.subject == "a.html"
    assert str(found).startswith("a.html: ")
