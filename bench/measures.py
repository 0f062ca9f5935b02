"""The measures, on plain Python values.

Decides how a result is compared with a gold one. Refuses to know where either comes from. The definitions are the usual
ones of the field: shingles of 4 tokens for text (the article extraction benchmark of Scrapinghub), one-to-one pairing by
token overlap for statements, boundary-trimmed exact spans and source overlap for attribution (PolNeAR, Citron).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

WORD = re.compile(r"\w+")
TOKEN = re.compile(r"\w+|[^\w\s]")
SHINGLE = 4
HONORIFICS = frozenset(
    """a an ambassador capt captain ceo chair chairman chairwoman chancellor chief col colonel dame dr gen general gov
    governor judge justice king lady lord lt maj major mayor minister miss mr mrs ms pope president prime prince princess
    prof professor queen rep representative rev secretary sen senator sgt sir the""".split()
)


class Score(NamedTuple):
    """Precision, recall and their harmonic mean."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0

    def __str__(self) -> str:
        return f"{self.precision:.3f} {self.recall:.3f} {self.f1:.3f}"


def share(part: float, whole: float) -> float:
    """Return ``part`` of ``whole``, 0 where there is no whole."""
    return part / whole if whole else 0.0


def words(text: str | None) -> list[str]:
    """Return the words of ``text`` in lower case."""
    return [w.lower() for w in WORD.findall(text or "")]


def shingles(text: str) -> Counter[tuple[str, ...]]:
    """Return the overlapping runs of four words of ``text``, counted; a shorter text is one run."""
    found = words(text)
    runs = [tuple(found[i : i + SHINGLE]) for i in range(len(found) - SHINGLE + 1)] or [tuple(found)] * bool(found)
    return Counter(runs)


def text_score(pairs: Iterable[tuple[str, str]]) -> Score:
    """Return the score of (gold, read) texts: precision and recall averaged over pages whose gold text is not empty."""
    precisions, recalls = [], []
    for gold, mine in pairs:
        wanted, have = shingles(gold), shingles(mine)
        if not wanted:
            continue
        common = sum((wanted & have).values())
        recalls.append(common / sum(wanted.values()))
        if have:
            precisions.append(common / sum(have.values()))
    return Score(share(sum(precisions), len(precisions)), share(sum(recalls), len(recalls)))


def name_words(name: str | None) -> list[str]:
    """Return the words of a name without its titles (all of them where it is nothing but titles)."""
    found = [w for w in words(name) if w != "s"]
    return [w for w in found if w not in HONORIFICS] or found


def is_name(mine: str | None, names: Sequence[str], *, person: bool) -> bool:
    """Return whether ``mine`` is one of ``names``; a person is also known by a surname that nothing contradicts."""
    have = name_words(mine)
    for name in names:
        wanted = name_words(name)
        if have and have == wanted:
            return True
        if person and have and wanted and have[-1] == wanted[-1]:
            short, long = sorted((have, wanted), key=len)
            initial = short[0][0] == long[0][0] and 1 in (len(short[0]), len(long[0]))
            if set(short) <= set(long) or initial:
                return True
    return False


def paired(overlaps: Iterable[tuple[float, float, int, int]]) -> list[tuple[int, int]]:
    """Pair two sides one to one, best first, from (overlap, second overlap, index there, index here) of at least a half."""
    pairs: list[tuple[int, int]] = []
    left: set[int] = set()
    right: set[int] = set()
    for _, _, i, j in sorted((-a, -b, i, j) for a, b, i, j in overlaps if a >= 0.5):
        if i not in left and j not in right:
            left.add(i)
            right.add(j)
            pairs.append((i, j))
    return pairs


def jaccard(a: Iterable[Any], b: Iterable[Any]) -> float:
    """Return the Jaccard overlap of two multisets."""
    x, y = Counter(a), Counter(b)
    return share(sum((x & y).values()), sum((x | y).values()))


KINDS = {"all": ("direct", "mixed", "indirect"), "quoted": ("direct", "mixed"), "indirect": ("indirect",)}


def statement_scores(pages: Iterable[tuple[dict[str, Any], dict[str, Any]]]) -> dict[str, dict[str, Any]]:
    """Return for (gold page, reading) pairs, by kind of statement: content, content + speaker, speaker right of the paired.

    Readings' attitudes are left out; gold statements marked doubtful count neither way.
    """
    counts: dict[str, Counter[str]] = {kind: Counter() for kind in KINDS}
    for gold, reading in pages:
        wanted = gold["statements"]
        mine = [s for s in reading.get("statements", ()) if s["mode"] != "attitude"]
        names = {s["id"]: s["name"] for s in reading.get("speakers", ())}
        people = {s["name"]: s for s in gold["speakers"]}
        bags = [[[w for p in s["content"] for w in words(p["text"])] for s in side] for side in (wanted, mine)]
        pairs = paired((jaccard(a, b), 0.0, i, j) for i, a in enumerate(bags[0]) for j, b in enumerate(bags[1]))
        doubted = {j for i, j in pairs if wanted[i].get("doubtful")}
        for kind, members in KINDS.items():
            count = counts[kind]
            count["gold"] += sum(s["kind"] in members and not s.get("doubtful") for s in wanted)
            count["mine"] += sum(s["kind"] in members for j, s in enumerate(mine) if j not in doubted)
            for i, j in pairs:
                if j in doubted:
                    continue
                who, name = people.get(wanted[i]["speaker"]), names.get(mine[j]["speaker"] or "")
                known = [who["name"], *who["aliases"]] if who else []
                right = is_name(name, known, person=who["kind"] == "person") if who else name is None
                count["found"] += wanted[i]["kind"] in members
                count["sound"] += mine[j]["kind"] in members
                count["found right"] += right and wanted[i]["kind"] in members
                count["sound right"] += right and mine[j]["kind"] in members
                count["fullest"] += bool(
                    right and who and name_words(name) == name_words(who["name"]) and wanted[i]["kind"] in members
                )
    return {
        kind: {
            "content": Score(share(c["sound"], c["mine"]), share(c["found"], c["gold"])),
            "content + speaker": Score(share(c["sound right"], c["mine"]), share(c["found right"], c["gold"])),
            "speaker right": share(c["found right"], c["found"]),
            "fullest name": share(c["fullest"], c["found right"]),
        }
        for kind, c in counts.items()
    }


def verdict_scores(pairs: Sequence[tuple[str, str | None]]) -> dict[str, float]:
    """Return for (gold, read) verdicts: accuracy, whole articles called cut, cut ones called something else."""
    cut = ("partial", "blocked")
    whole = [mine for gold, mine in pairs if gold == "complete"]
    broken = [mine for gold, mine in pairs if gold in cut]
    return {
        "accuracy": share(sum(a == b for a, b in pairs), len(pairs)),
        "complete called cut": share(sum(m in cut for m in whole), len(whole)),
        "cut called otherwise": share(sum(m not in cut for m in broken), len(broken)),
    }


def metadata_scores(pages: Iterable[tuple[dict[str, Any], dict[str, Any]]]) -> dict[str, float]:
    """Return the share of pages with the right headline, day, byline and site, each where the gold has one."""
    checks: dict[str, Callable[[Any, dict[str, Any]], bool]] = {
        "headline": lambda v, a: words(v) == words(a.get("headline")),
        "published": lambda v, a: (a.get("published") or "")[:10] == v[:10],
        "byline": lambda v, a: (
            {tuple(name_words(x)) for x in v} == {tuple(name_words(x)) for x in a.get("byline") or ()}
        ),
        "site": lambda v, a: bool(set(name_words(v)) & set(name_words(a.get("site")))),
    }
    right: Counter[str] = Counter()
    asked: Counter[str] = Counter()
    for gold, reading in pages:
        for field, check in checks.items():
            if gold.get(field):
                asked[field] += 1
                right[field] += check(gold[field], reading.get("article", {}))
    return {field: share(right[field], asked[field]) for field in checks}


def wrong_offsets(readings: Iterable[dict[str, Any]]) -> int:
    """Return how many spans are not the text at their offsets."""
    wrong = 0
    for reading in readings:
        text = reading.get("article", {}).get("text", "")
        for s in reading.get("statements", ()):
            spans = [*s["content"], s["cue"], s["source"], s["addressee"], s["said"], *s.get("other_sources", ())]
            wrong += sum(text[x["start"] : x["end"]] != x["text"] for x in spans if x)
    return wrong
