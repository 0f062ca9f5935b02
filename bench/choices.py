"""``python -m bench.choices``: the libraries that were chosen next to those that were not, interleaved in one run.

Needs the rivals: ``pip install warcio pydantic``. What it prints is quoted in docs/decisions.md.
"""

from __future__ import annotations

import gzip
import io
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

import msgspec

from onrecord.records import Span, Statement

ROUNDS = 5
RECORDS = 2000
PAGE = Path(__file__).parent.parent / "examples" / "pages" / "bridge-courier.html"


def interleaved(contenders: dict[str, Callable[[], object]]) -> dict[str, float]:
    """Return the median seconds of each contender, all run in turn for some rounds."""
    took: dict[str, list[float]] = {name: [] for name in contenders}
    for _ in range(ROUNDS):
        for name, run in contenders.items():
            started = time.perf_counter()
            run()
            took[name].append(time.perf_counter() - started)
    return {name: median(values) for name, values in took.items()}


def archives() -> dict[str, float]:
    """Time reading every page of an archive of small gzipped records."""
    from fastwarc.warc import ArchiveIterator as Fast
    from fastwarc.warc import WarcRecord, WarcRecordType
    from warcio.archiveiterator import ArchiveIterator as Plain

    body = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + PAGE.read_bytes()
    members = []
    for _ in range(RECORDS):
        record, out = WarcRecord(), io.BytesIO()
        record.init_headers(record_type=WarcRecordType.response)
        record.headers["WARC-Target-URI"] = "http://courier.example/"
        record.headers["Content-Type"] = "application/http; msgtype=response"
        record.set_bytes_content(body)
        record.write(out)
        members.append(gzip.compress(out.getvalue()))
    archive = b"".join(members)
    return interleaved(
        {
            "fastwarc": lambda: [r.reader.read() for r in Fast(io.BytesIO(archive))],
            "warcio": lambda: [r.content_stream().read() for r in Plain(io.BytesIO(archive))],
        }
    )


def records() -> dict[str, float]:
    """Time reading a page's statements from JSON into typed records and writing them back."""
    import pydantic

    # What it makes is known only when it runs.
    create_model: Any = pydantic.create_model

    span = Span(start=0, end=5, text="hello")
    statement = Statement(
        id="s1", kind="direct", mode="spoken", content=(span, span), cue=span, source=span, speaker="p1"
    )
    raw = msgspec.json.encode([statement] * 30)
    pydantic_span = create_model("PydanticSpan", start=(int, ...), end=(int, ...), text=(str, ...))
    fields: dict[str, Any] = dict.fromkeys(("id", "kind", "mode", "speaker"), (str, ...))
    fields |= {"content": (tuple[pydantic_span, ...], ...), "cue": (pydantic_span, ...), "source": (pydantic_span, ...)}  # type: ignore[valid-type]
    model = create_model("PydanticStatements", items=(tuple[create_model("PydanticStatement", **fields), ...], ...))  # type: ignore[misc]
    wrapped = b'{"items":' + raw + b"}"

    def ours() -> None:
        for _ in range(RECORDS):
            msgspec.json.encode(msgspec.json.decode(raw, type=tuple[Statement, ...]))

    def theirs() -> None:
        for _ in range(RECORDS):
            model.model_validate_json(wrapped).model_dump_json()

    return interleaved({"msgspec": ours, "pydantic": theirs})


if __name__ == "__main__":
    for title, measure in (("archive of pages", archives), ("statements from and to JSON", records)):
        took = measure()
        best = min(took.values())
        print(title + ": " + ", ".join(f"{name} {seconds / best:.1f}" for name, seconds in took.items()))
