"""Utterances: whether two statements of different articles report one utterance.

Decides by their wordings, their speakers as named, and the days between. Refuses to look anything up.

The bounds were set on the open pages' events and checked by eye on a sample of pairs from 924 campaign articles
(docs/decisions.md): common phrases ("ban Muslims from entering the United States") are reported by everybody for months, so
what is not quoted needs more agreement than what is.
"""

from __future__ import annotations

from onrecord.ledger.days import day_of
from onrecord.ledger.likeness import Likeness, plain_words, spoken_words, telling_words
from onrecord.ledger.names import fits, organisation_name, person_name
from onrecord.records import Record

VERY_LONG_RUN = 14
"""So many words in a row are the same utterance whenever they are printed again, and if two articles name two people for
it, one of them is wrong."""
LONG_RUN = 8
"""So many words in a row are not quoted twice by chance within DAYS_OF_QUOTING."""
SHORT_RUN, SHORT_COVER = 6, 0.5
FEW_WORDS, FEW_COVER = 5, 0.75
FEWEST_WORDS = 3
TELLING = 3
"""Words in a row that tell nothing ("the rest of the world") are nobody's utterance."""
WHOLE_SHARE = 0.6
"""Two sources of different names (a company, its head) say the same where so much of the longer wording is in common."""
DAYS_OF_QUOTING = 60
DAYS_OF_REPORTING = 5
"""An utterance is reported, and not only quoted, while it is news."""


class Meaning(Record, frozen=True):
    """What two wordings must have in common: so many telling words, such shares of the shorter and of both together."""

    shared: int
    of_shorter: float
    of_both: float


MEANS_THE_SAME = Meaning(shared=3, of_shorter=0.65, of_both=0.52)
"""For two statements of one speaker."""
MEANS_VERY_MUCH_THE_SAME = Meaning(shared=4, of_shorter=0.75, of_both=0.55)
"""Where only the event is the same: one article names the office, another "prosecutors"."""


PLAIN = 2
"""Reports must share so many telling words besides names: who is in the news is named in all of them."""


class Candidate(Record, frozen=True):
    """One statement as it is compared. ``published`` is when its article came out."""

    id: int
    version: int
    content: str
    kind: str
    said: str | None
    published: str | None
    speaker_name: str | None
    speaker_kind: str | None
    entity: int | None
    saying: int | None


def same_by_words(one: Candidate, other: Candidate, likeness: Likeness) -> bool:
    """Return whether two statements with words in common are one utterance."""
    lengths = len(spoken_words(one.content)), len(spoken_words(other.content))
    quoted = one.kind != "indirect" and other.kind != "indirect"
    nested = one.kind != "direct" or other.kind != "direct"
    # "The police say that he said ..." holds his words and is not his statement.
    holds_it = nested and differ(one, other) and likeness.cover * min(lengths) < WHOLE_SHARE * max(lengths)
    if holds_it or (contradict(one, other) and likeness.run < VERY_LONG_RUN):
        return False
    if likeness.run >= VERY_LONG_RUN:
        return True
    # Another number, or a "not", from another mouth is another statement; from the same one it is a wording to look into.
    if likeness.flags and not same_name(one, other):
        return False
    if not _within(one, other, DAYS_OF_QUOTING if quoted else DAYS_OF_REPORTING):
        return False
    if min(lengths) < FEW_WORDS:
        return _same_few_words(one, other, likeness)
    telling = likeness.shared >= TELLING or likeness.run >= LONG_RUN
    return telling and (_same_quotation(one, other, likeness) if quoted else _same_report(one, other, likeness))


def same_by_meaning(one: Candidate, other: Candidate, needed: Meaning) -> bool:
    """Return whether two statements with hardly a word in the same order have enough of their telling words in common."""
    return share_meaning(telling_words(one.content), telling_words(other.content), needed) and _is_about_more(
        one, other
    )


def _is_about_more(one: Candidate, other: Candidate) -> bool:
    """Return whether two reports share more than names."""
    return len(plain_words(one.content) & plain_words(other.content)) >= PLAIN


def _same_quotation(one: Candidate, other: Candidate, likeness: Likeness) -> bool:
    if likeness.run >= LONG_RUN:
        return True
    # Fewer words: only while it is news, or from the same mouth.
    near = _within(one, other, DAYS_OF_REPORTING) or same_name(one, other)
    return near and _much_in_common(one, other, likeness)


def _same_report(one: Candidate, other: Candidate, likeness: Likeness) -> bool:
    if not _is_about_more(one, other):
        return False
    if same_name(one, other):
        return _much_in_common(one, other, likeness)
    # Somebody else who speaks of it ("condemned the call for a ban") has its words within longer ones.
    lengths = len(spoken_words(one.content)), len(spoken_words(other.content))
    is_whole = likeness.cover * min(lengths) >= WHOLE_SHARE * max(lengths)
    return likeness.run >= SHORT_RUN and likeness.cover >= FEW_COVER and is_whole


def _much_in_common(one: Candidate, other: Candidate, likeness: Likeness) -> bool:
    matched = likeness.cover * min(len(spoken_words(one.content)), len(spoken_words(other.content)))
    return (likeness.run >= SHORT_RUN and likeness.cover >= SHORT_COVER) or (
        matched >= FEW_WORDS and likeness.cover >= FEW_COVER
    )


def share_meaning(first: frozenset[str], second: frozenset[str], needed: Meaning) -> bool:
    """Return whether two wordings, by their telling words, have as many of them in common as ``needed``."""
    shared = len(first & second)
    return (
        shared >= needed.shared
        and shared >= needed.of_shorter * min(len(first), len(second))
        and 2 * shared >= needed.of_both * (len(first) + len(second))
    )


def contradict(one: Candidate, other: Candidate) -> bool:
    """Return whether the two are said to come from two different people."""
    if one.speaker_kind != "person" or other.speaker_kind != "person" or not one.speaker_name or not other.speaker_name:
        return False
    return not fits(person_name(one.speaker_name), person_name(other.speaker_name))


def differ(one: Candidate, other: Candidate) -> bool:
    """Return whether both have a name and the two names cannot be one's."""
    if not (_is_named(one) and _is_named(other)):
        return False
    return one.speaker_kind != other.speaker_kind or not same_name(one, other)


def same_name(one: Candidate, other: Candidate) -> bool:
    """Return whether both have names that can be one's, or are known to be one."""
    if one.entity is not None and one.entity == other.entity:
        return True
    if not one.speaker_name or not other.speaker_name or one.speaker_kind != other.speaker_kind:
        return False
    if one.speaker_kind == "person":
        return fits(person_name(one.speaker_name), person_name(other.speaker_name))
    return organisation_name(one.speaker_name) == organisation_name(other.speaker_name)


def _same_few_words(one: Candidate, other: Candidate, likeness: Likeness) -> bool:
    """Return whether a wording of a few words is the other one: whole, telling something, while it is news."""
    few = min(len(spoken_words(one.content)), len(spoken_words(other.content)))
    return (
        likeness.relation == "identical"
        and few >= FEWEST_WORDS
        and likeness.shared >= FEWEST_WORDS - 1
        and same_name(one, other)
        and _within(one, other, DAYS_OF_REPORTING)
    )


def _is_named(one: Candidate) -> bool:
    return bool(one.speaker_name) and one.speaker_kind in {"person", "organization"}


def _within(one: Candidate, other: Candidate, days: int) -> bool:
    """Return whether the two were made within so many days, as far as it can be told.

    Where only one article says when ("in March"), the day on which the other came out says nothing: then it counts when both
    came out.
    """
    both_tell = all(c.said != (c.published or "")[:10] for c in (one, other))
    moments = [(one.said, other.said)] + ([] if both_tell else [(one.published, other.published)])
    days_between = [abs((a - b).days) for a, b in ((day_of(x), day_of(y)) for x, y in moments) if a and b]
    return not days_between or min(days_between) <= days
