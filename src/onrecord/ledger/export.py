"""Export: a ledger as files for other programs, written while it is read, the same bytes for the same ledger.

Decides which formats there are, and that the order is that of identities, so that neither time nor the order of adding
shows. Refuses to know what a format's fields mean: the modules named after the formats do.
"""

from __future__ import annotations

import csv
import io
import sqlite3
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from msgspec.structs import asdict

from onrecord.errors import OptionError
from onrecord.formats import annotation_page, as_json_line, citron_document
from onrecord.ledger import current
from onrecord.ledger.brat import ann_of
from onrecord.ledger.flat import FlatStatement, flat_statements
from onrecord.ledger.ftm import ftm_entities
from onrecord.ledger.identity import TAG
from onrecord.ledger.load import all_readings
from onrecord.records import Reading

TEXT_FORMATS = ("jsonl", "csv", "readings", "annotations", "citron", "ftm")
"""One stream of text: ``jsonl`` and ``csv`` have a row a statement, ``readings`` and ``citron`` a line an article."""
FILE_FORMATS = ("parquet", "brat")
"""What needs a file (Parquet) or a folder (brat) to go into."""
ROW_GROUP = 20_000


def export_text(connection: sqlite3.Connection, name: str) -> Iterator[str]:
    """Yield the pieces of an export in one of TEXT_FORMATS. Raises OptionError where there is no such format."""
    match name:
        case "jsonl":
            return (as_json_line(flat) for flat in flat_statements(connection))
        case "csv":
            return _csv(connection)
        case "readings":
            return (as_json_line(reading) for _, reading in _corrected(connection))
        case "annotations":
            return _annotations(connection)
        case "citron":
            return (
                as_json_line({**citron_document("", reading), "id": key}) for key, reading in _corrected(connection)
            )
        case "ftm":
            return (as_json_line(entity) for entity in ftm_entities(connection))
        case _:
            raise OptionError(
                "format", f"there is no format {name!r}.", f"There are {', '.join(TEXT_FORMATS + FILE_FORMATS)}."
            )


def export_file(connection: sqlite3.Connection, name: str, to: Path) -> None:
    """Write an export in any format to the file (for brat: the folder) ``to``.

    Raises OptionError where there is no such format, or where Parquet is asked for and its library is not installed.
    """
    if name == "parquet":
        _parquet(connection, to)
    elif name == "brat":
        _brat(connection, to)
    else:
        with to.open("w", encoding="utf-8", errors="surrogatepass", newline="") as out:
            for piece in export_text(connection, name):
                out.write(piece)


def _corrected(connection: sqlite3.Connection) -> Iterator[tuple[str, Reading]]:
    for article_id, key, reading in all_readings(connection):
        yield key, current.corrected(connection, article_id, reading).reading


def _csv(connection: sqlite3.Connection) -> Iterator[str]:
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(FlatStatement.__struct_fields__)
    for flat in flat_statements(connection):
        writer.writerow(["" if value is None else value for value in asdict(flat).values()])
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()
    yield buffer.getvalue()


def _annotations(connection: sqlite3.Connection) -> Iterator[str]:
    """Yield one AnnotationCollection with a single page, an annotation a line."""
    total = connection.execute("SELECT count(*) FROM statement").fetchone()[0]
    yield '{"@context": "http://www.w3.org/ns/anno.jsonld", "type": "AnnotationCollection", "label": "onrecord",'
    yield f' "total": {total}, "first": {{"type": "AnnotationPage", "startIndex": 0, "items": [\n'
    between = ""
    for _, reading in _corrected(connection):
        for item in annotation_page(reading)["items"]:
            yield between + as_json_line(item).rstrip("\n")
            between = ",\n"
    yield "\n]}}\n"


def _parquet(connection: sqlite3.Connection, to: Path) -> None:
    try:
        import pyarrow
        from pyarrow import parquet
    except ImportError as error:
        advice = "Type: pip install 'onrecord[parquet]'"
        raise OptionError("format", "Parquet needs the library pyarrow, which is not installed.", advice) from error
    types: dict[str, Any] = {"start": pyarrow.int64(), "end": pyarrow.int64(), "confidence": pyarrow.float64()}
    schema = pyarrow.schema([(name, types.get(name, pyarrow.string())) for name in FlatStatement.__struct_fields__])
    source = flat_statements(connection)
    with parquet.ParquetWriter(to, schema, compression="zstd") as writer:
        while rows := [asdict(flat) for flat in islice(source, ROW_GROUP)]:
            writer.write_table(pyarrow.Table.from_pylist(rows, schema=schema))


def _brat(connection: sqlite3.Connection, to: Path) -> None:
    to.mkdir(parents=True, exist_ok=True)
    for key, reading in _corrected(connection):
        name = key.removeprefix(TAG)
        (to / f"{name}.txt").write_text(reading.article.text, encoding="utf-8", errors="surrogatepass", newline="")
        (to / f"{name}.ann").write_text(ann_of(reading), encoding="utf-8", errors="surrogatepass", newline="")
