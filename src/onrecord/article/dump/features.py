"""Features: what can be seen of a line and of its neighbours, as numbers.

Decides what the line classifier may look at, and in which order. Refuses to know what any number means for the label.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence

from onrecord.article.dates import find_date
from onrecord.article.dump.kinds import SET_ASIDE_KINDS, Words
from onrecord.article.dump.lines import Line

PHRASE_KINDS: tuple[str, ...] = tuple(SET_ASIDE_KINDS)
NEIGHBOURS = (-3, -2, -1, 1, 2, 3)
OWN = (
    "words", "chars", "ends_sentence", "ends_colon", "ends_comma", "ends_quote", "ends_ellipsis", "starts_upper",
    "starts_lower", "starts_digit", "starts_quote", "capitalised", "upper", "digits", "sentences", "commas", "quotes",
    "address", "mail", "bar", "copyright", "hash", "bullet", "indent", "gap", "repeats", "seen_before", "shared",
    "common", "covered", "gate", "at_line", "at_word", "words_left", "listed_run", "long", "image_name", "credit",
    "dated", "date_share", "comment_head", "like_next", "like_previous", "words_mean",
)  # fmt: skip
AROUND = ("before_long", "after_long", "to_previous_long", "to_next_long", "in_region", "from_region_start",
          "from_region_end", "region_words", "region_share", "lines", "bulleted_share", "to_byline", "since_byline",
          "since_comments", "comment_heads_before", "comment_heads_after", "since_related", "to_related",
          "since_newsletter", "like_start", "list_like")  # fmt: skip
PER_NEIGHBOUR = ("words", "ends_sentence", "covered", "bullet", "long", "indent", "dated", "comment_head")
NAMES: tuple[str, ...] = (
    *OWN,
    *(f"phrase_{k}" for k in PHRASE_KINDS),
    *AROUND,
    *(f"{name}@{offset:+d}" for offset in NEIGHBOURS for name in PER_NEIGHBOUR),
)
LONG_WORDS = 12
"""A line of this many words that ends like a sentence is taken for running text until shown otherwise."""
LOOK = 300
"""Addresses, file names and credits are looked for in so many characters of a line: its time stays linear."""
_ENDS_SENTENCE = re.compile(r"[.!?…。！？।؟][\"'”’»«“)\]]*$")
_SENTENCE_BREAK = re.compile(r"[.!?…][\"'”’»)\]]*\s+[\"'“‘«(\[]?\w|[。！？]")
_ADDRESS = re.compile(
    r"https?://|www\.|\b[\w-]+\.(?:com|org|net|co|de|fr|it|es|pl|nl|ru|jp|br|uk|ca|us|ly)\b", re.IGNORECASE
)
_IMAGE_NAME = re.compile(
    r"\.(?:jpe?g|png|gif|webp|avif|svg)\b|\b\w+[-_]\w+[-_]\w+[-_]\w+|\b(?:image|photo|foto|bild)$", re.IGNORECASE
)
_CREDIT = re.compile(r"[(\[][^()\[\]]{2,60}[)\]]$|(?:/|\bvia |©\s?)[A-Z]\S*(?: [A-Z]\S*){0,3}[.)]?$")
_COMMENT_HEAD = re.compile(
    r"(?:\b(?:says|said|writes|wrote|schrieb|sagt|dice|dijo|dit|scrive|diz|disse|pisze|пишет|says?)\s*:$)"
    r"|\b\d{1,2}:\d{2}(?::\d{2})?\s*(?:[ap]\.?m\.?)?(?:\s+(?:says?|said))?:?$|\bpermalink\b|\b(?:reply|antworten|responder|répondre)$",
    re.IGNORECASE,
)
_QUOTES = frozenset('"“”„«»‘’「」『』')
_WHERE_VALUE = {"whole": 3.0, "start": 2.0, "within": 1.0}


def features_of(lines: Sequence[Line], words: Sequence[Words]) -> list[list[float]]:
    """Return for each line its numbers, in the order of ``NAMES``."""
    own = [_own(line, found) for line, found in zip(lines, words, strict=True)]
    _add_document_features(own, lines, words)
    around = _around(own, words)
    rows = []
    for i, numbers in enumerate(own):
        row = [numbers[name] for name in OWN]
        row += _phrase_values(words[i])
        row += [around[i][name] for name in AROUND]
        for offset in NEIGHBOURS:
            j = i + offset
            if 0 <= j < len(own):
                row += [own[j][name] for name in PER_NEIGHBOUR]
            else:
                row += [-1.0] * len(PER_NEIGHBOUR)
        rows.append(row)
    return rows


def _phrase_values(words: Words) -> list[float]:
    best: dict[str, float] = {}
    for match in words.matches:
        best[match.kind] = max(best.get(match.kind, 0.0), _WHERE_VALUE[match.where])
    return [best.get(kind, 0.0) for kind in PHRASE_KINDS]


def _own(line: Line, words: Words) -> dict[str, float]:
    text = line.text
    count = len(words.tokens)
    letters = sum(c.isalpha() for c in text)
    starts = [text[t.start] for t in words.tokens]
    ends = bool(_ENDS_SENTENCE.search(text))
    date = find_date(text[:300], month_first=False) if count <= 30 else None
    return {
        "words": math.log1p(count),
        "chars": math.log1p(len(text)),
        "ends_sentence": float(ends),
        "ends_colon": float(text[-1] in ":："),
        "ends_comma": float(text[-1] in ",;，、"),
        "ends_quote": float(text[-1] in _QUOTES),
        "ends_ellipsis": float(text.endswith(("...", "…", "[…]", "[...]"))),
        "starts_upper": float(text[0].isupper()),
        "starts_lower": float(text[0].islower()),
        "starts_digit": float(text[0].isdigit()),
        "starts_quote": float(text[0] in _QUOTES),
        "capitalised": sum(c.isupper() for c in starts) / max(1, count),
        "upper": sum(c.isupper() for c in text) / max(1, letters),
        "digits": sum(c.isdigit() for c in text) / len(text),
        "sentences": float(min(20, len(_SENTENCE_BREAK.findall(text)))),
        "commas": text.count(",") / max(1, count),
        "quotes": float(min(6, sum(c in _QUOTES for c in text))),
        "address": float(bool(_ADDRESS.search(text[:LOOK]))),
        "mail": float("@" in text),
        "bar": float(min(4, text.count("|") + text.count("·") + text.count("•") + text.count("»") + text.count("/"))),
        "copyright": float("©" in text),
        "hash": float("#" in text),
        "bullet": {"": 0.0, "-": 1.0, "–": 1.0}.get(line.bullet, 2.0),
        "indent": float(line.indent),
        "gap": float(min(4, line.gap)),
        "covered": words.covered,
        "gate": float(any(m.weight == "gate" for m in words.matches)),
        "long": float(ends and count >= LONG_WORDS),
        "count": float(count),
        "image_name": float(bool(_IMAGE_NAME.search(text[:LOOK]))),
        "credit": float(bool(_CREDIT.search(text[-LOOK:]))),
        "dated": float(date is not None),
        "date_share": (date[2] - date[1]) / len(text) if date else 0.0,
        "comment_head": float(count <= 16 and bool(_COMMENT_HEAD.search(text))),
    }


def _add_document_features(own: list[dict[str, float]], lines: Sequence[Line], words: Sequence[Words]) -> None:
    keys = [" ".join(t.form for t in w.tokens) for w in words]
    repeats = Counter(keys)
    vocabulary: Counter[str] = Counter()
    for numbers, found in zip(own, words, strict=True):
        if numbers["long"]:
            vocabulary.update({t.form for t in found.tokens})
    frequency = Counter(t.form for n, w in zip(own, words, strict=True) if n["long"] for t in w.tokens)
    common = {form for form, _ in frequency.most_common(40)}
    total = sum(n["count"] for n in own) or 1.0
    main_indent = _main_indent(own)
    forms = [{t.form for t in w.tokens} for w in words]
    seen: set[str] = set()
    before = 0.0
    runs = _list_runs(lines)
    for i, (numbers, found) in enumerate(zip(own, words, strict=True)):
        own_share = 1 if numbers["long"] else 0
        numbers["like_next"] = _likeness(forms[i], forms[i + 1]) if i + 1 < len(forms) else 0.0
        numbers["like_previous"] = _likeness(forms[i], forms[i - 1]) if i else 0.0
        numbers["words_mean"] = math.log1p(total / len(own))
        rare = [t.form for t in found.tokens if len(t.form) > 3 and t.form not in common]
        numbers["shared"] = sum(vocabulary[f] > own_share for f in rare) / max(1, len(rare))
        numbers["common"] = sum(t.form in common for t in found.tokens) / max(1, len(found.tokens))
        numbers["repeats"] = float(min(5, repeats[keys[i]]))
        numbers["seen_before"] = float(keys[i] in seen)
        seen.add(keys[i])
        numbers["at_line"] = i / len(own)
        numbers["at_word"] = before / total
        before += numbers["count"]
        numbers["words_left"] = math.log1p(total - before)
        numbers["listed_run"] = math.log1p(runs[i])
        numbers["indent"] = max(-20.0, min(20.0, numbers["indent"] - main_indent))


def _likeness(one: set[str], other: set[str]) -> float:
    return len(one & other) / max(1, len(one | other))


def _main_indent(own: list[dict[str, float]]) -> float:
    """Return the indentation at which most running text stands."""
    depth: Counter[float] = Counter()
    for numbers in own:
        if numbers["long"]:
            depth[numbers["indent"]] += int(numbers["count"])
    return depth.most_common(1)[0][0] if depth else 0.0


def _list_runs(lines: Sequence[Line]) -> list[int]:
    """Return for each line the length of the run of list items that it stands in."""
    runs = [0] * len(lines)
    start = 0
    while start < len(lines):
        end = start
        while end < len(lines) and lines[end].bullet:
            end += 1
        for i in range(start, end):
            runs[i] = end - start
        start = max(end, start + 1)
    return runs


def best_region(values: Sequence[float]) -> tuple[int, int, float]:
    """Return (first, last + 1, sum) of the run of ``values`` with the greatest sum; (0, 0, 0) if none is above zero."""
    best = (0, 0, 0.0)
    total, start = 0.0, 0
    for i, value in enumerate(values):
        if total <= 0:
            total, start = 0.0, i
        total += value
        if total > best[2]:
            best = (start, i + 1, total)
    return best


REGION_COST = 10.0
"""What a line that is no running text costs, in words, when the densest region is looked for."""


def _around(own: list[dict[str, float]], words: Sequence[Words]) -> list[dict[str, float]]:
    clean = [n["long"] * (n["gate"] == 0 and n["covered"] < 0.3) for n in own]
    first, last, total = best_region([n["count"] if c else -REGION_COST for n, c in zip(own, clean, strict=True)])
    all_words = sum(n["count"] for n in own) or 1.0
    bulleted = sum(n["bullet"] > 0 for n in own) / max(1, len(own))
    size = len(own)
    before = _running(own, clean)
    after = _running(own[::-1], clean[::-1])[::-1]
    bylines = [_opens(w, ("byline", "date")) or n["date_share"] > 0.3 for n, w in zip(own, words, strict=True)]
    comments = [_opens(w, ("comment-form",)) for w in words]
    related = [_opens(w, ("related",)) for w in words]
    newsletters = [_opens(w, ("newsletter",)) for w in words]
    since_byline, to_byline = _since(bylines), _since(bylines[::-1])[::-1]
    since_related, to_related = _since(related), _since(related[::-1])[::-1]
    since_comments, since_newsletter = _since(comments), _since(newsletters)
    heads = [0.0]
    for numbers in own:
        heads.append(heads[-1] + numbers["comment_head"])
    start_forms = [
        {t.form for t in words[i].tokens} for i in range(size) if 4 <= own[i]["count"] <= 25 and i < max(first, 1) + 2
    ]
    result = []
    for i in range(size):
        forms = {t.form for t in words[i].tokens}
        result.append({
            "before_long": before[i][0],
            "after_long": after[i][0],
            "to_previous_long": before[i][1],
            "to_next_long": after[i][1],
            "in_region": float(first <= i < last),
            "from_region_start": float(max(-20, min(20, i - first))),
            "from_region_end": float(max(-20, min(20, i - last))),
            "region_words": math.log1p(total),
            "region_share": total / all_words,
            "lines": math.log1p(size),
            "bulleted_share": bulleted,
            "to_byline": to_byline[i],
            "since_byline": since_byline[i],
            "since_comments": since_comments[i],
            "comment_heads_before": min(9.0, heads[i]),
            "comment_heads_after": min(9.0, heads[-1] - heads[i]),
            "since_related": since_related[i],
            "to_related": to_related[i],
            "since_newsletter": since_newsletter[i],
            "like_start": max((_likeness(forms, s) for s in start_forms[-12:]), default=0.0),
            "list_like": _list_like(own, i),
        })  # fmt: skip
    return result


def _opens(words: Words, kinds: tuple[str, ...]) -> bool:
    return any(m.kind in kinds and m.where != "within" for m in words.matches) and len(words.tokens) <= 14


def _since(flags: list[bool]) -> list[float]:
    """Return for each line how many lines ago a flagged one stood, at most 40."""
    result = []
    since = 40
    for flag in flags:
        result.append(float(since))
        since = 1 if flag else min(40, since + 1)
    return result


def _list_like(own: list[dict[str, float]], i: int) -> float:
    """Return how alike in length and shape the lines around are: lists and menus are, running text is not."""
    window = own[max(0, i - 3) : i + 4]
    mean = sum(n["words"] for n in window) / len(window)
    return sum((n["words"] - mean) ** 2 for n in window) / len(window)


def _running(own: list[dict[str, float]], clean: list[float]) -> list[tuple[float, float]]:
    """Return for each line the words of running text up to six lines before it, and how far the last of them is."""
    result = []
    since = 20
    for i in range(len(own)):
        window = sum(own[j]["count"] for j in range(max(0, i - 6), i) if clean[j])
        result.append((math.log1p(window), float(min(20, since))))
        since = 1 if clean[i] else since + 1
    return result
