"""Readings as one HTML document, to look at by eye: every block of the page with its label.

Decides the look. Refuses to run a script or to load anything from elsewhere; the page's text is escaped, for it is
somebody else's.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape

from onrecord.records import Reading, Statement

_STYLE = """
:root{color-scheme:light dark;--line:#8884;--dim:#6b7280}
body{font:16px/1.55 Georgia,serif;max-width:60rem;margin:2rem auto;padding:0 1rem}
h1{font-size:1.5rem;line-height:1.25;margin:2.5rem 0 .5rem}
.head,.label,.aside{font:13px/1.45 system-ui,sans-serif}
dl{display:grid;grid-template-columns:7rem 1fr;gap:.1rem .8rem;margin:.5rem 0 1rem}
dt{color:var(--dim)}dd{margin:0;overflow-wrap:anywhere}
.block{display:grid;grid-template-columns:7rem 1fr;gap:.8rem;border-top:1px solid var(--line);padding:.4rem 0}
.block p{margin:0;overflow-wrap:anywhere}.label{color:var(--dim);padding-top:.2rem}
.aside p{color:var(--dim)}.aside .label{color:#b45309}
.verdict{font:600 13px system-ui,sans-serif;padding:.1rem .5rem;border:1px solid;border-radius:.3rem}
.complete{color:#15803d}.partial{color:#b45309}.blocked{color:#b91c1c}.not-an-article{color:#7e22ce}
mark{background:#fde68a80;color:inherit;border-radius:.15rem}
""".strip()


def page_of_readings(readings: Iterable[Reading]) -> Iterator[str]:
    """Yield one HTML document with all ``readings``, piece by piece."""
    yield (
        '<!doctype html>\n<html lang="en">\n<head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>Readings</title><style>{_STYLE}</style></head>\n<body>\n<main>\n"
    )
    for reading in readings:
        yield _reading(reading)
    yield "</main>\n</body>\n</html>\n"


def _reading(reading: Reading) -> str:
    article = reading.article
    verdict = reading.completeness.verdict
    fields = [(name, value) for name, value in _fields(reading) if value]
    head = "".join(f"<dt>{escape(n)}</dt><dd>{escape(v)}</dd>" for n, v in fields)
    reasons = "".join(f"<dt>{escape(r.kind)}</dt><dd>“{escape(r.evidence)}”</dd>" for r in reading.completeness.reasons)
    blocks: list[tuple[int, str, str, str]] = [
        (b.position, "", b.label, _marked(article.text, b.start, b.end, reading.statements)) for b in article.blocks
    ]
    blocks += [(a.position, " aside", a.kind, escape(a.text)) for a in reading.set_aside]
    rows = "\n".join(
        f'<div class="block{c}"><span class="label">{escape(label)}</span><p>{body}</p></div>'
        for _, c, label, body in sorted(blocks)
    )
    return (
        f"<article>\n<h1>{escape(article.headline or '(no headline)')}</h1>\n"
        f'<div class="head"><span class="verdict {verdict}">{verdict}</span>'
        f"<dl>{reasons}{head}</dl></div>\n{rows}\n</article>\n"
    )


def _fields(reading: Reading) -> list[tuple[str, str | None]]:
    a = reading.article
    values: list[tuple[str, str | None]] = [
        ("site", a.site),
        ("byline", ", ".join(a.byline)),
        ("published", a.published),
        ("modified", a.modified),
        ("section", a.section),
        ("language", a.language),
        ("address", a.url),
        ("origin", f"{a.origin.publisher} (“{a.origin.evidence}”)" if a.origin else None),
    ]
    told = [(n, f"{v}  [{a.evidence[n]}]" if v and n in a.evidence else v) for n, v in values]
    return [*told, ("source", reading.source.location)]


def _marked(text: str, start: int, end: int, statements: tuple[Statement, ...]) -> str:
    """Return text[start:end] escaped, with the content of statements marked; overlapping marks become one."""
    out: list[str] = []
    at = start
    for s, e, names in _runs(statements, start, end):
        out.append(escape(text[at:s]))
        out.append(f'<mark title="{escape(names)}">{escape(text[s:e])}</mark>')
        at = e
    out.append(escape(text[at:end]))
    return "".join(out)


def _runs(statements: tuple[Statement, ...], start: int, end: int) -> list[tuple[int, int, str]]:
    pieces = sorted(
        (max(p.start, start), min(p.end, end), s.id)
        for s in statements
        for p in s.content
        if p.start < end and p.end > start
    )
    runs: list[tuple[int, int, str]] = []
    for s, e, name in pieces:
        if runs and s < runs[-1][1]:
            last = runs[-1]
            runs[-1] = (last[0], max(last[1], e), f"{last[2]}, {name}")
        else:
            runs.append((s, e, name))
    return runs
