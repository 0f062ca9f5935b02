"""The head of a dump: headline, byline, date, site, language and image name from the lines around the text.

Decides which lines are the head, and reads them. Refuses to guess: what no line tells is None.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence, Set

from onrecord.article.dates import find_date
from onrecord.article.dump.kinds import Words
from onrecord.article.dump.lines import Line
from onrecord.article.dump.slug import Slugs, find_slugs, names_image
from onrecord.records import Article, LeadImage, Record, SetAsideKind
from onrecord.text.language import language_of

ABOVE, BELOW = 14, 3
"""The head stands among so many lines above the text and so many from its first line on."""
HEADLINE_WORDS = (3, 32)
TAKEN_WORDS = 15
"""A line that the classifier takes for text is a headline only if it is no longer than this (words)."""
LONE_WORDS = 12
DATE_SHARE = 0.22
"""A line is dated rather than mentioning a date if the date is at least this part of it, or a word for dates opens it."""
_NAME_WORD = (
    r"(?:[^\W\d_a-z][\w.'’-]*|de|da|do|dos|di|del|della|la|van|von|den|der|ten|ter|al|el|bin|y|e|O['’]\w+|Mc\w+)"
)
_NAME = re.compile(rf"[^\W\d_a-z][\w.'’-]*(?:\s+{_NAME_WORD}){{1,4}}")
_NAMES_APART = re.compile(r"\s*(?:,|;|&|\band\b|\bund\b|\bet\b|\by\b|\be\b|\ben\b|\bi\b|\bи\b|·|\|)\s*")
_ENDS = re.compile(r"[.!?…。！？][\"'”’»)\]]*$")
_SEPARATOR = re.compile(r"\s*(?:[-–—|·•/,]|\bon\b|\bam\b|\ble\b|\bel\b|\bil\b|\bem\b|\bop\b)\s*$", re.IGNORECASE)
_NO_HEADLINES = frozenset({"caption", "share", "comment-form", "legal", "advert", "newsletter"})
_UPDATED = re.compile(
    r"\W*(?:last )?(?:updat|modif|aktualis|mise? à jour|actualiz|aggiorn|atualiz|bijgewerkt|zaktual|обновл|更新)",
    re.IGNORECASE,
)
_NO_NAMES = frozenset(
    {
        "staff",
        "reporter",
        "writer",
        "editor",
        "correspondent",
        "published",
        "updated",
        "press",
        "news",
        "redaktion",
        "redacción",
    }
)


Date = tuple[str, int, int]
"""A date that a line prints, in ISO 8601, and where in the line it starts and ends."""


class Head(Record, frozen=True, kw_only=True):
    """The head as an article without text, and which lines it was read from, by their kind."""

    article: Article
    lines: dict[int, SetAsideKind]


class _Reader:
    """Collects the head of one dump; a line is used for one thing only, except for a name and a date on one line."""

    def __init__(self, lines: Sequence[Line], words: Sequence[Words], inside: set[int], known: Set[int]) -> None:
        self.lines, self.words, self.inside, self.known = lines, words, inside, known
        self.first = min(inside, default=len(lines))
        self.text = "\n".join(lines[i].text for i in sorted(inside))
        self.language = language_of(self.text or "\n".join(line.text for line in lines))
        self.used: dict[int, SetAsideKind] = {}
        self.evidence: dict[str, str] = {}

    def say(self, field: str, i: int) -> None:
        self.evidence[field] = f"line {i + 1}: {self.lines[i].text[:120]}"

    def slugs(self) -> Slugs:
        start = max(0, self.first - ABOVE)
        slugs = find_slugs([line.text for line in self.lines[start : self.text_start()]], self.text)
        if slugs.headline_line is not None:
            i = start + slugs.headline_line
            self.used[i] = "masthead" if slugs.masthead else "headline"
            self.say("headline", i)
            if slugs.masthead:
                self.say("site", i)
        if slugs.image_line is not None:
            i = start + slugs.image_line
            self.used[i] = "image"
            self.say("lead_image", i)
            if slugs.masthead:
                self.evidence.setdefault("site", f"line {i + 1}: {self.lines[i].text[:120]}")
        return slugs

    def headline(self) -> str | None:
        best: tuple[float, int] | None = None
        last = self.text_start()
        counts = Counter(line.text for line in self.lines)
        opening = {t.form for i in sorted(self.inside)[:8] for t in self.words[i].tokens if len(t.form) > 3}
        for i in range(max(0, self.first - ABOVE), last):
            if i in self.used or i in self.known or not self.may_be_headline(i):
                continue
            rare = [t.form for t in self.words[i].tokens if len(t.form) > 3]
            shared = sum(form in opening for form in rare) / max(1, len(rare))
            repeated = counts[self.lines[i].text] > 1
            score = (
                2 * shared + 0.8 * repeated + min(len(rare), 10) / 10 - 0.06 * max(0, self.first - i) + 0.6 * (i == 0)
            )
            if (shared > 0.2 or repeated or i == 0 or i == self.first - 1) and (best is None or score > best[0]):
                best = (score, i)
        if best is None:
            return None
        i = best[1]
        self.say("headline", i)
        for j in range(last):
            if self.lines[j].text == self.lines[i].text:
                self.used[j] = "headline"
        return self.lines[i].text

    def text_start(self) -> int:
        """Return the first line of running text: the classifier may have taken a headline for a subheading."""
        start = self.first
        while start in self.inside and not self.is_sentence(start):
            start += 1
        return min(start, len(self.lines))

    def is_sentence(self, i: int) -> bool:
        return len(self.words[i].tokens) > 8 and bool(_ENDS.search(self.lines[i].text))

    def may_be_headline(self, i: int) -> bool:
        line, words = self.lines[i], self.words[i]
        if not HEADLINE_WORDS[0] <= len(words.tokens) <= HEADLINE_WORDS[1] or line.bullet or names_image(line.text):
            return False
        if (
            line.text.endswith((":", ","))
            or (line.text.endswith(".") and i > 0)
            or words.covered > 0.4
            or find_date(line.text)
        ):
            return False
        if i in self.inside and len(words.tokens) > TAKEN_WORDS:
            return False
        opened = any(m.where == "start" and m.kind in _NO_HEADLINES for m in words.matches)
        return not opened and not any(m.weight == "gate" or m.where == "whole" for m in words.matches)

    def names_and_dates(self) -> tuple[tuple[str, ...], str | None, str | None]:
        names: tuple[str, ...] = ()
        published = modified = None
        month_first = None if self.language in (None, "en") else False
        for i in range(max(0, self.first - ABOVE), min(len(self.lines), self.first + BELOW)):
            line, words = self.lines[i].text, self.words[i]
            if i in self.used or len(words.tokens) > 30 or (i in self.inside and self.is_sentence(i)):
                continue
            date = find_date(line, month_first=month_first)
            dated = date is not None and self.is_date_line(line, words, date)
            if date and dated:
                self.used[i] = "date"
                if any(m.kind == "date" and m.where == "start" and _means_update(line) for m in words.matches):
                    if modified is None:
                        modified = date[0]
                        self.say("modified", i)
                elif published is None:
                    published = date[0]
                    self.say("published", i)
            found = self.names_in(line, words, date if dated else None)
            if found and not names:
                names = found
                self.used[i] = "byline"
                self.say("byline", i)
        return names, published, modified

    def is_date_line(self, line: str, words: Words, date: Date) -> bool:
        opened = any(m.kind in ("date", "byline") and m.where != "within" for m in words.matches)
        return (date[2] - date[1]) / len(line) >= DATE_SHARE or (opened and len(words.tokens) < 20)

    def names_in(self, line: str, words: Words, date: Date | None) -> tuple[str, ...]:
        opener = [m for m in words.matches if m.kind == "byline" and m.where == "start"]
        if opener:
            start = words.tokens[max(m.end for m in opener) - 1].end
            end = date[1] if date and date[1] > start else len(line)
            return names_of(line[start:end].strip(" :–-|,·"))
        if date and date[1] > 5:
            before = _SEPARATOR.sub("", line[: date[1]]).strip()
            if _NAME.fullmatch(before) and not _is_title(before) and len(before.split()) <= 4:
                return (before,)
        return self.lone_names(line, words)

    def lone_names(self, line: str, words: Words) -> tuple[str, ...]:
        """Names alone on a line right above or below a dated one, as papers without "By" print them."""
        i = next((i for i, w in enumerate(self.words) if w is words), 0)
        near = [self.lines[j].text for j in (i - 1, i + 1) if 0 <= j < len(self.lines)]
        if len(words.tokens) > LONE_WORDS or i in self.inside or not any(find_date(n, month_first=False) for n in near):
            return ()
        names = names_of(line)
        covered = sum(len(n.split()) for n in names)
        return names if names and covered + len(names) > len(line.split()) else ()


def read_head(lines: Sequence[Line], words: Sequence[Words], inside: set[int], known: Set[int]) -> Head:
    """Return the head of the dump whose ``inside`` lines are the article's; ``known`` ones are certainly something else."""
    reader = _Reader(lines, words, inside, known)
    slugs = reader.slugs()
    headline = slugs.headline or reader.headline()
    byline, published, modified = reader.names_and_dates()
    if reader.language:
        reader.evidence["language"] = "the words of the text"
    article = Article(
        headline=headline,
        site=slugs.masthead,
        byline=byline,
        published=published,
        modified=modified,
        language=reader.language,
        lead_image=LeadImage(name=slugs.image) if slugs.image else None,
        evidence=reader.evidence,
    )
    return Head(article=article, lines=reader.used)


def names_of(said: str) -> tuple[str, ...]:
    """Return the people named at the start of ``said``, the words behind "By"."""
    names: list[str] = []
    for part in _NAMES_APART.split(said):
        match = _NAME.match(part.strip())
        if not match or _is_title(match.group()):
            break
        name = match.group()
        if name.isupper():
            name = name.title()
        names.append(name)
        if match.end() < len(part.strip()):
            break
    return tuple(dict.fromkeys(names))


def _is_title(name: str) -> bool:
    return any(w.lower().strip(".") in _NO_NAMES for w in name.split())


def _means_update(line: str) -> bool:
    return bool(_UPDATED.match(line))
