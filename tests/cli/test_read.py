"""Protects ``onrecord read`` as the contract says it: formats, order, exit status, what goes where."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import PAGE, onrecord
from tests.sources.conftest import HTML, http, warc_bytes


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = tmp_path / "vote.html"
    path.write_text(PAGE, encoding="utf-8")
    return path


def test_jsonl_is_one_reading_a_line_in_input_order(tmp_path: Path) -> None:
    names = [f"{n:02d}.html" for n in range(12)]
    for n, name in enumerate(names):
        (tmp_path / name).write_text(
            PAGE.replace("Port Amalie", f"Port Number{n}") * (1 + 5 * (n == 0)), encoding="utf-8"
        )
    ran = onrecord("read", "--format", "jsonl", "--jobs", 2, *[tmp_path / n for n in names])
    assert ran.status == 0
    assert [Path(r["source"]["location"]).name for r in ran.lines] == names
    assert all(r["schema"] == "onrecord.reading/1" for r in ran.lines)
    assert all(f"Port Number{n}" in r["article"]["text"] for n, r in enumerate(ran.lines))


def test_a_folder_and_one_job_give_the_same(tmp_path: Path) -> None:
    for n in range(10):
        (tmp_path / f"{n}.html").write_text(PAGE, encoding="utf-8")
    one, two = (onrecord("read", "--format", "jsonl", "--jobs", jobs, tmp_path).out for jobs in (1, 2))
    assert one == two
    assert one.count("\n") == 10


def test_the_reading_of_a_page(page: Path) -> None:
    (reading,) = onrecord("read", "--format", "jsonl", page).lines
    article = reading["article"]
    assert article["headline"] == "Council votes to keep the harbour open"
    assert article["site"] == "The Quay Courier"
    assert article["published"] == "2021-03-09T08:30:00Z"
    assert article["text"].startswith("The town council of Port Amalie")
    assert article["text"].endswith("harbour's accounts.")
    assert reading["completeness"]["verdict"] == "complete"
    assert any(a["kind"] == "legal" for a in reading["set_aside"])
    names = {s["id"]: s["name"] for s in reading["speakers"]}
    said = {(names.get(s["speaker"]), s["content"][0]["text"]) for s in reading["statements"]}
    assert ("Ilse Brandvold", "“We owe this to every family that fishes here,”") in said
    assert ("Tomas Okereke", "“This is a promise written on water,”") in said


def test_every_span_is_verbatim(page: Path) -> None:
    (reading,) = onrecord("read", "--format", "jsonl", page).lines
    text = reading["article"]["text"]
    spans = [
        p for s in reading["statements"] for p in (*s["content"], s["cue"], s["source"], s["said"], s["addressee"]) if p
    ]
    assert len(spans) > 5
    assert all(text[p["start"] : p["end"]] == p["text"] for p in spans)
    assert "\n\n".join(text[b["start"] : b["end"]] for b in article_blocks(reading)) == text


def article_blocks(reading: dict[str, dict[str, list[dict[str, int]]]]) -> list[dict[str, int]]:
    return reading["article"]["blocks"]


def test_json_is_one_object_for_one_input_and_an_array_for_several(page: Path) -> None:
    assert json.loads(onrecord("read", "--format", "json", page).out)["schema"] == "onrecord.reading/1"
    assert len(json.loads(onrecord("read", "--format", "json", page, page).out)) == 2


def test_standard_input() -> None:
    (reading,) = onrecord("read", "--format", "jsonl", "-", stdin=PAGE.encode()).lines
    assert reading["source"]["location"] == "-"


def test_text_is_plain_when_piped_and_leaves_nothing_out(page: Path) -> None:
    out = onrecord("read", page).out
    assert "\x1b" not in out
    for words in (
        "Council votes to keep the harbour open",
        "complete",
        "Ilse Brandvold",
        "set aside",
        "All rights reserved",
    ):
        assert words in out


def test_citron_and_annotations(page: Path) -> None:
    (citron,) = onrecord("read", "--format", "citron", page).lines
    assert citron["id"] == "vote"
    assert all(citron["text"][s["start"] : s["end"]] == s["text"] for q in citron["quotes"] for s in q["contents"])
    (annotations,) = onrecord("read", "--format", "annotations", page).lines
    assert annotations["type"] == "AnnotationPage"
    assert len(annotations["items"]) == len(citron["quotes"])
    for item in annotations["items"]:
        for target in item["target"]:
            quote, position = target["selector"]
            assert citron["text"][position["start"] : position["end"]] == quote["exact"]
            assert citron["text"][: position["start"]].endswith(quote["prefix"])
            assert citron["text"][position["end"] :].startswith(quote["suffix"])


def test_html_shows_every_block_and_escapes_it(tmp_path: Path) -> None:
    path = tmp_path / "x.html"
    path.write_text(PAGE.replace("Port Amalie", "Port &lt;script&gt;alert(1)&lt;/script&gt;"), encoding="utf-8")
    out = onrecord("read", "--format", "html", path).out
    assert "&lt;script&gt;alert(1)" in out
    assert "<script" not in out
    assert "All rights reserved" in out


def test_archive_records_are_counted_on_standard_error(tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz"
    records = [
        ("response", "http://quay.example/1", http(PAGE.encode())),
        ("response", "http://quay.example/2", http(HTML, "404 Not Found")),
    ]
    path.write_bytes(warc_bytes(records))
    ran = onrecord("read", "--format", "jsonl", path)
    assert ran.status == 0
    assert [r["source"]["location"] for r in ran.lines] == [f"{path}#0"]
    assert ran.lines[0]["article"]["url"] == "http://quay.example/1"
    assert "skipped 1 (status 404)" in ran.err


BAD: dict[str, bytes] = {
    "empty.html": b"",
    "binary.html": b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20,
    "invalid-utf8.html": PAGE.encode().replace(b"harbour", b"harb\xff\xfe\x80ur"),
    "nul.html": PAGE.encode().replace(b"council", b"coun\x00cil"),
    "nested.html": b"<div>" * 100_000 + b"<p>Deep words here.</p>" + b"</div>" * 100_000,
    "no-text.html": b"<!doctype html><html><head><title></title></head><body><script>var a = 1;</script></body></html>",
    "attributes.html": b"<p " + b" ".join(b"a%d=1" % n for n in range(100_000)) + b">Words.</p>",
}


def test_bad_inputs_cost_no_other_input_its_result(tmp_path: Path, page: Path) -> None:
    import gzip

    for name, body in BAD.items():
        (tmp_path / name).write_bytes(body)
    packed = gzip.compress(PAGE.encode())
    (tmp_path / "cut.html.gz").write_bytes(packed[: len(packed) * 3 // 4])
    archive = warc_bytes([("response", "http://quay.example/1", http(PAGE.encode()))] * 2)
    (tmp_path / "cut.warc.gz").write_bytes(archive[:-30])
    (tmp_path / "folder").mkdir()
    inputs = [
        page,
        *[tmp_path / n for n in BAD],
        tmp_path / "cut.html.gz",
        tmp_path / "cut.warc.gz",
        tmp_path / "folder",
        "missing.html",
        page,
    ]
    ran = onrecord("read", "--format", "jsonl", *inputs)
    assert ran.status == 1
    assert "missing.html: there is no such file" in ran.err
    assert "folder: there is nothing to read" in ran.err
    results = [(Path(r["source"]["location"].split("#")[0]).name, r["schema"].split("/")[0]) for r in ran.lines]
    assert results[0] == results[-1] == ("vote.html", "onrecord.reading")
    assert dict(results) == {
        "vote.html": "onrecord.reading",
        "empty.html": "onrecord.refusal",
        "binary.html": "onrecord.refusal",
        "invalid-utf8.html": "onrecord.reading",
        "nul.html": "onrecord.reading",
        "nested.html": "onrecord.reading",
        "no-text.html": "onrecord.reading",
        "attributes.html": "onrecord.reading",
        "cut.html.gz": "onrecord.reading",
        "cut.warc.gz": "onrecord.refusal",
    }
    assert len([r for r in results if r[0] == "cut.warc.gz"]) == 3
    verdicts = {
        Path(r["source"]["location"]).name: r["completeness"]["verdict"] for r in ran.lines if "completeness" in r
    }
    assert verdicts["no-text.html"] in ("not-an-article", "blocked")
    assert verdicts["cut.html.gz"] == "partial"


def test_refusals_alone_are_no_failure(tmp_path: Path) -> None:
    (tmp_path / "empty.html").write_bytes(b"")
    ran = onrecord("read", "--format", "jsonl", tmp_path / "empty.html")
    assert ran.status == 0
    assert ran.lines[0]["kind"] == "empty"
    assert ran.lines[0]["advice"]


def test_a_page_of_fifty_megabytes_is_read_up_to_the_limit(tmp_path: Path) -> None:
    path = tmp_path / "big.html"
    path.write_bytes(
        b"<!doctype html><html><body>"
        + b"<p>Words of a very long page, one after another.</p>\n" * 1_000_000
        + b"</body></html>"
    )
    ran = onrecord("read", "--format", "jsonl", "--no-statements", "--max-bytes", 8 * 2**20, path)
    assert ran.status == 0
    assert any(s["name"] == "cut" for s in ran.lines[0]["steps"])


@pytest.mark.parametrize(
    "args", [["read"], ["read", "--format", "xml", "x"], ["nonsense"], ["read", "--min-confidence", "2", "x"]]
)
def test_wrong_usage_is_status_2(args: list[str]) -> None:
    ran = onrecord(*args)
    assert ran.status == 2
    assert "Usage" in ran.err


def test_help_names_every_verb() -> None:
    from onrecord.cli import VERBS

    out = onrecord("--help").out
    assert all(verb in out for verb in VERBS)
