"""Scores of cue, source and content spans, and of which belong together, as PolNeAR and Citron are scored.

Decides what counts as found. Refuses to know what found it. Spans are compared with their boundary marks trimmed; a
quote is right if its content overlaps the gold one's by half (Jaccard of tokens) and its source does too.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from typing import Any

from bench.measures import TOKEN, Score, jaccard, paired, share
from onrecord.text.quotemarks import find_quotations

ROLES = ("source", "cue", "content")


def attribution_scores(pairs: list[tuple[dict[str, Any], dict[str, Any]]]) -> dict[str, Score | float]:
    """Return the scores of (gold, found) documents in Citron's form, summed over all of them."""
    count: Counter[str] = Counter()
    for gold, mine in pairs:
        _document(gold, mine, count)
    out: dict[str, Score | float] = {
        f"{role} exact": Score(
            share(count[f"{role} right"], count[f"{role} mine"]), share(count[f"{role} right"], count[f"{role} gold"])
        )
        for role in ROLES
    }
    for which in ("", "direct "):
        for what in ("content alone", "content + source"):
            p = share(count[f"{which}{what} mine"], count[f"{which}mine"])
            r = share(count[f"{which}{what} gold"], count[f"{which}gold"])
            out[f"{which}{what}"] = Score(p, r)
    out["source right, of paired"] = share(count["content + source gold"], count["content alone gold"])
    return out


def _document(gold: dict[str, Any], mine: dict[str, Any], count: Counter[str]) -> None:
    text = gold["text"]
    tokens = [m.span() for m in TOKEN.finditer(text)]
    inside = _quoted_tokens(text, tokens)
    gone = _tokens_in(gold.get("discard") or [], tokens)
    sides: list[list[dict[str, Any]]] = []
    exact: list[set[tuple[int, int]]] = []
    for side, document in (("gold", gold), ("mine", mine)):
        quotes = [_quote(q, tokens) for q in document["quotes"]]
        quotes = [q for q in quotes if not q["content"] or 2 * len(q["content"] & gone) < len(q["content"])]
        for q in quotes:
            q["direct"] = bool(q["content"]) and 2 * len(q["content"] & inside) >= len(q["content"])
        for role in ROLES:
            trimmed = (_trimmed(text, s) for q in quotes for s in q["spans"][role])
            spans = {s for s in trimmed if s}
            count[f"{role} {side}"] += len(spans)
            exact.append(spans)
        count[side] += len(quotes)
        count[f"direct {side}"] += sum(q["direct"] for q in quotes)
        sides.append(quotes)
    for i, role in enumerate(ROLES):
        count[f"{role} right"] += len(exact[i] & exact[len(ROLES) + i])
    wanted, found = sides
    overlaps = (
        (jaccard(a["content"], b["content"]), jaccard(a["source"], b["source"]), i, j)
        for i, a in enumerate(wanted)
        for j, b in enumerate(found)
        if a["content"] & b["content"]
    )
    for i, j in paired(overlaps):
        a, b = wanted[i], found[j]
        none = not a["spans"]["source"] and not b["spans"]["source"]
        right = none or jaccard(a["source"], b["source"]) >= 0.5
        for what, holds in (("content alone", True), ("content + source", right)):
            for side, quote in (("gold", a), ("mine", b)):
                count[f"{what} {side}"] += holds
                count[f"direct {what} {side}"] += holds and quote["direct"]


def _quote(quote: dict[str, Any], tokens: list[tuple[int, int]]) -> dict[str, Any]:
    spans = {"cue": [quote["cue"]] if quote["cue"] else [], "source": quote["sources"], "content": quote["contents"]}
    return {
        "spans": spans,
        "content": _tokens_in(spans["content"], tokens),
        "source": _tokens_in(spans["source"], tokens),
    }


def _tokens_in(spans: list[dict[str, Any]], tokens: list[tuple[int, int]]) -> set[int]:
    found: set[int] = set()
    for span in spans:
        i = bisect_left(tokens, (span["start"], 0))
        while i < len(tokens) and tokens[i][1] <= span["end"]:
            found.add(i)
            i += 1
    return found


def _quoted_tokens(text: str, tokens: list[tuple[int, int]]) -> set[int]:
    # Single marks are left out, as the field does: what counts as direct is what stands in double ones.
    spans = [{"start": q.start, "end": q.end} for q in find_quotations(text) if q.family != "single"]
    return _tokens_in(spans, tokens)


def _trimmed(text: str, span: dict[str, Any]) -> tuple[int, int] | None:
    start, end = span["start"], span["end"]
    while start < end and not (text[start].isalnum() or text[start] == "_"):
        start += 1
    while end > start and not (text[end - 1].isalnum() or text[end - 1] == "_"):
        end -= 1
    return (start, end) if start < end else None
