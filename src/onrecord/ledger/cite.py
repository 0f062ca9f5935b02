"""Citations: one statement as it is cited elsewhere.

Decides the wording in each style. Refuses to leave out where the words stand: every citation has the identity by which the
statement is found again, and the SHA-256 of the page as captured.
"""

from __future__ import annotations

import re
import sqlite3
from typing import Any

from onrecord.errors import OptionError
from onrecord.formats import as_json
from onrecord.formats.annotations import selectors
from onrecord.ledger import current
from onrecord.ledger.load import reading_of
from onrecord.ledger.lookup import statement_row
from onrecord.ledger.rows import content_of, said_of
from onrecord.records import Reading, Record, Speaker, Statement

STYLES = ("plain", "bibtex", "jsonld")
_SPECIAL = {c: f"\\{c}" for c in "&%$#_{}"} | {
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "\\": r"\textbackslash{}",
}


class Cited(Record, frozen=True):
    """A statement with all that a citation of it needs."""

    key: str
    statement: Statement
    reading: Reading
    speaker: Speaker | None
    name: str | None
    wikidata: str | None


def cite(connection: sqlite3.Connection, key: str, style: str) -> str:
    """Return the citation of the statement with this identity (or its beginning).

    Raises LedgerError where there is no such statement, OptionError where there is no such style.
    """
    styles = {"plain": _plain, "bibtex": _bibtex, "jsonld": _jsonld}
    if style not in styles:
        raise OptionError("style", f"there is no style {style!r}.", f"There are {', '.join(STYLES)}.")
    return styles[style](_cited(connection, key))


def _cited(connection: sqlite3.Connection, key: str) -> Cited:
    row = statement_row(connection, key)
    whole, label, version_id, article_id, name, wikidata = connection.execute(
        "SELECT statement.key, label, version_id, article_id, entity.name, entity.wikidata FROM statement"
        " JOIN version ON version.id = version_id LEFT JOIN entity ON entity.id = entity_id WHERE statement.id = ?",
        (row,),
    ).fetchone()
    reading = current.corrected(connection, article_id, reading_of(connection, version_id)).reading
    statement = next(s for s in reading.statements if s.id == label)
    speaker = next((s for s in reading.speakers if s.id == statement.speaker), None)
    return Cited(key=whole, statement=statement, reading=reading, speaker=speaker, name=name, wikidata=wikidata)


def _plain(cited: Cited) -> str:
    article = cited.reading.article
    who = ", ".join(x for x in (_who(cited), cited.speaker.role if cited.speaker else None) if x)
    said = said_of(cited.statement, cited.reading)
    where = ", ".join(x for x in (article.site, article.published) if x)
    place = article.url or cited.reading.source.location
    retrieved = f" (retrieved {cited.reading.source.retrieved})" if cited.reading.source.retrieved else ""
    report = "" if cited.statement.kind == "direct" else ", as reported"
    when = f" ({said}{report})" if said else f" ({report.removeprefix(', ')})" if report else ""
    headline = f"In: {article.headline}. " if article.headline else "In: "
    return f"{who}{when}: {content_of(cited.statement)}. {headline}{where}. {place}{retrieved}. {_evidence(cited)}."


def _bibtex(cited: Cited) -> str:
    article = cited.reading.article
    fields = {
        # Braces keep an outlet's name from being taken apart as a person's.
        "author": " and ".join(map(_escaped, article.byline))
        or (f"{{{_escaped(article.site)}}}" if article.site else None),
        "title": _escaped(article.headline or ""),
        "organization": _escaped(article.site or ""),
        "date": article.published,
        "year": (article.published or "")[:4] or None,
        "url": re.sub(r"[{}\\\s]", "", article.url or ""),
        "urldate": (cited.reading.source.retrieved or "")[:10] or None,
        "note": _escaped(f"{_who(cited)}: {content_of(cited.statement)} ({_evidence(cited)})"),
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    return "\n".join((f"@online{{onrecord-{cited.key.split(':')[1][:12]},", *lines, "}"))


def _jsonld(cited: Cited) -> str:
    article, statement = cited.reading.article, cited.statement
    kind = cited.speaker.kind if cited.speaker else None
    creator: dict[str, Any] | None = None
    if cited.speaker:
        creator = {"@type": "Person" if kind == "person" else "Organization", "name": _who(cited)}
        if cited.wikidata:
            creator["sameAs"] = f"https://www.wikidata.org/entity/{cited.wikidata}"
    work = {
        "@type": "NewsArticle",
        "headline": article.headline,
        "url": article.url,
        "datePublished": article.published,
        "author": [{"@type": "Person", "name": name} for name in article.byline] or None,
        "publisher": {"@type": "Organization", "name": article.site} if article.site else None,
        "sha256": cited.reading.source.sha256,
    }
    found = {
        "@context": "https://schema.org",
        "@type": "Quotation",
        "identifier": cited.key,
        "text": content_of(statement),
        "creator": creator,
        "dateCreated": said_of(statement, cited.reading),
        "isBasedOn": {name: value for name, value in work.items() if value is not None},
        "additionalProperty": [
            {"@type": "PropertyValue", "name": "kind", "value": statement.kind},
            {"@type": "PropertyValue", "name": "selector", "value": selectors(statement.content[0], article.text)},
        ],
    }
    return as_json({name: value for name, value in found.items() if value is not None})


def _who(cited: Cited) -> str:
    return cited.name or (cited.speaker.name if cited.speaker else None) or "Speaker not known"


def _evidence(cited: Cited) -> str:
    sha256 = cited.reading.source.sha256
    return f"onrecord {cited.key}" + (f", page sha256 {sha256}" if sha256 else "")


def _escaped(value: str) -> str:
    return re.sub(r"[&%$#_{}~^\\]", lambda m: _SPECIAL[m[0]], " ".join(value.split()))
