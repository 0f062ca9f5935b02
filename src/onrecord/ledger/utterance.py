"""Utterances: whether two statements of different articles report one utterance.

Decides by their wordings, their speakers as named, and the days between. Refuses to look anything up.

The bounds were set on the open pages' events and checked by eye on a sample of pairs from 924 campaign articles
(docs/decisions.md): common phrases ("ban Muslims from entering the United States") are reported by everybody for months, so
what is not quoted needs more agreement than what is.
"""

from __future__ import annotations

from onrecord.ledger.candidate import Candidate, within
from onrecord.ledger.fragments import FRAGMENT, LONG_FRAGMENT, quoted_by_both, quoted_in_a_row, quoted_whole
from onrecord.ledger.likeness import (
    Likeness,
    compare,
    numbers_differ,
    own_part,
    plain_words,
    shared_numbers,
    spoken_words,
    telling_words,
)
from onrecord.ledger.whose import contradict, differ, one_by_name, same_name, speaks_of
from onrecord.records import Record

VERY_LONG_RUN = 14
"""So many words in a row are the same utterance whenever they are printed again, and if two articles name two people for
it, one of them is wrong."""
LONG_RUN = 8
"""So many words in a row are not quoted twice by chance within DAYS_OF_QUOTING."""
MOST_COVER = 2 / 3
"""What is quoted on two days and has less in common is two sentences with one turn of phrase in them."""
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
    """What two wordings must have in common.

    So many telling words, so many of them besides names, such shares of the shorter wording and of both together, and so many
    days apart at most.
    """

    shared: int
    plain: int
    of_shorter: float
    of_both: float
    days: int


PLAIN = 2
"""Reports must share so many telling words besides names: who is in the news is named in all of them."""
OF_ONE_SPEAKER = Meaning(shared=3, plain=PLAIN, of_shorter=0.7, of_both=0.54, days=3)
DAYS_OF_REPORTS = 1
"""What somebody is reported to want, in no quoted word, is reported every other day."""
QUOTED_AND_REPORTED = Meaning(shared=3, plain=3, of_shorter=0.75, of_both=0.25, days=3)
"""A report tells a long quotation in a few words."""
IN_A_FEW_WORDS = Meaning(shared=2, plain=2, of_shorter=1.0, of_both=0.3, days=3)
OUT_OF_MORE = Meaning(shared=2, plain=2, of_shorter=1.0, of_both=0.05, days=1)
"""Where both quote, and it may be the gist of much."""
NEARLY_ALL = Meaning(shared=3, plain=1, of_shorter=1.0, of_both=0.7, days=1)
"""Names weigh more where hardly anything else is told. Of 924 campaign articles it joins one more pair, a right one."""
OF_ONE_EVENT = Meaning(shared=4, plain=PLAIN, of_shorter=0.75, of_both=0.5, days=3)
"""Where only the event is the same: one article names the office, another "prosecutors"."""
MUCH_OF_ONE_EVENT = Meaning(shared=7, plain=3, of_shorter=0.6, of_both=0.45, days=3)
QUOTED_IN_ONE_EVENT = Meaning(shared=4, plain=3, of_shorter=0.5, of_both=0.2, days=3)
"""Where both quote the same words besides."""
LEAST_SHARE = min(m.of_shorter for m in (OF_ONE_SPEAKER, QUOTED_AND_REPORTED, OF_ONE_EVENT, MUCH_OF_ONE_EVENT))
WITH_A_NUMBER = Meaning(shared=4, plain=PLAIN, of_shorter=0.4, of_both=0.3, days=2)
"""One speaker seldom names the same long number twice in two days."""
WHOLE = 4
"""A wording of so many words that stands as it is in another one of the same speaker within DAYS_OF_WHOLE is the same."""
DAYS_OF_WHOLE = 2
DAYS_OF_FRAGMENTS = 3
"""So long a fragment that one article quotes is looked for within what another one quotes."""
WITH_A_WORD = Meaning(shared=2, plain=1, of_shorter=0.6, of_both=0.3, days=1)
WITH_A_WORD_AND_MORE = Meaning(shared=3, plain=PLAIN, of_shorter=0.5, of_both=0.3, days=1)
"""Where both quote one and the same word of a speaker."""


def same_by_words(one: Candidate, other: Candidate, likeness: Likeness) -> bool:
    """Return whether two statements with words in common are one utterance."""
    lengths = len(spoken_words(one.content)), len(spoken_words(other.content))
    nested = one.kind != "direct" or other.kind != "direct"
    # "The police say that he said ..." holds his words and is not his statement.
    other_share = one.is_share and other.is_share and numbers_differ(one.wording, other.wording)
    holds_it = nested and differ(one, other) and likeness.cover * min(lengths) < WHOLE_SHARE * max(lengths)
    if other_share or holds_it or (contradict(one, other) and likeness.run < VERY_LONG_RUN):
        return False
    if differ(one, other) and _quotes_the_other(one, other, likeness):
        return False
    return likeness.run >= VERY_LONG_RUN or (not speaks_of(one, other) and _same_in_time(one, other, likeness))


def _quotes_the_other(one: Candidate, other: Candidate, likeness: Likeness) -> bool:
    """Return whether what they have in common is a quotation within one of the two quotations: who quotes does not say it."""
    own = own_part(one.content), own_part(other.content)
    if (own[0] == one.content) == (own[1] == other.content):
        return False
    return compare(*own).run < min(likeness.run, VERY_LONG_RUN)


def same_as_said(one: Candidate, other: Candidate, likeness: Likeness) -> bool:
    """Return whether what one article takes for an attitude is, in much the same words, what another one has as said."""
    if not same_name(one, other) or likeness.flags:
        return False
    near = likeness.run >= SHORT_RUN and likeness.cover >= FEW_COVER and within(one, other, DAYS_OF_REPORTS)
    return (near or likeness.run >= VERY_LONG_RUN) and same_by_words(one, other, likeness)


def _same_in_time(one: Candidate, other: Candidate, likeness: Likeness) -> bool:
    """Return whether statements without a very long run in common are one: near enough in time, and enough alike for that."""
    lengths = len(spoken_words(one.content)), len(spoken_words(other.content))
    quoted = one.kind != "indirect" and other.kind != "indirect"
    if _quote_one_stretch(one, other):
        return True
    # Another number, or a "not", from another mouth is another statement; from the same one it is a wording to look into.
    if not same_name(one, other) and (likeness.flags or numbers_differ(one.wording, other.wording)):
        return False
    if not within(one, other, DAYS_OF_QUOTING if quoted else DAYS_OF_REPORTING):
        # Whenever his words are printed again, much of them in a row, they are the same ones.
        return quoted and same_name(one, other) and likeness.run >= LONG_RUN and likeness.cover >= FEW_COVER
    if min(lengths) < FEW_WORDS:
        return _same_few_words(one, other, likeness)
    if quoted and _same_but_for_a_word(one, other, likeness):
        return True
    telling = likeness.shared >= TELLING or likeness.run >= LONG_RUN
    return telling and (_same_quotation(one, other, likeness) if quoted else _same_report(one, other, likeness))


def _quote_one_stretch(one: Candidate, other: Candidate) -> bool:
    """Return whether both quote the same few words while they are news, and one does not name who said them."""
    if one.kind == other.kind == "direct" or not any(c.speaker_kind in {None, "unnamed"} for c in (one, other)):
        return False
    quoted = max(map(len, quoted_whole(one, other)), default=0)
    return quoted >= LONG_FRAGMENT and within(one, other, DAYS_OF_REPORTING)


def may_mean_the_same(first: frozenset[str], second: frozenset[str], kind: str, other_kind: str) -> bool:
    """Return whether statements of these telling words and kinds are worth the look of ``same_by_meaning``.

    This is the quick look that a hundred take for each that passes it.
    """
    if first.isdisjoint(second):
        return False
    both = first & second
    shared = len(both)
    if shared >= LEAST_SHARE * len(first) or shared >= LEAST_SHARE * len(second):
        return True
    if "indirect" not in (kind, other_kind) and not kind == other_kind == "direct":
        return True
    return shared >= WITH_A_NUMBER.shared and any(map(str.isdigit, both))


def same_by_meaning(one: Candidate, other: Candidate, *, in_story: bool) -> bool:
    """Return whether two statements of one speaker, with hardly a word in the same order, are one utterance.

    They have most telling words in common, or both quote the same few words of him; ``in_story`` says that the two articles
    have another utterance in common.
    """
    quoted = (one.kind != "indirect") + (other.kind != "indirect")
    if _has_it_whole(one, other) or _quotes_it_whole(one, other) or _tell_the_same(one, other):
        return True
    if one.kind == other.kind == "direct":
        # What was quoted twice has words in the same order.
        return _same_but_for_a_word(one, other, compare(one.content, other.content))
    numbers = shared_numbers(one.content, other.content) and not numbers_differ(one.content, other.content)
    if numbers and _means(one, other, WITH_A_NUMBER):
        return True
    if not quoted and not within(one, other, DAYS_OF_REPORTS):
        return False
    ways = [OF_ONE_SPEAKER, IN_A_FEW_WORDS, NEARLY_ALL, *[QUOTED_AND_REPORTED, OUT_OF_MORE][:quoted]]
    if any(_means(one, other, way) for way in ways):
        return True
    return quoted == 2 and _quote_the_same_words(one, other, in_story=in_story)


def same_by_event(one: Candidate, other: Candidate) -> bool:
    """Return whether two statements of articles about one event, whose speakers may be one, have most words in common."""
    if one.kind == other.kind == "direct":
        return False  # As above.
    if numbers_differ(one.wording, other.wording) and not same_name(one, other):
        return False
    if contradict(one, other) or speaks_of(one, other):
        return False
    if _means(one, other, OF_ONE_EVENT) or _means(one, other, MUCH_OF_ONE_EVENT):
        return True
    quoted = max(map(len, quoted_by_both(one, other)), default=0)
    return quoted >= FRAGMENT and _means(one, other, QUOTED_IN_ONE_EVENT)


def _means(one: Candidate, other: Candidate, needed: Meaning) -> bool:
    first, second = telling_words(one.wording), telling_words(other.wording)
    shared = len(first & second)
    return (
        shared >= needed.shared
        and shared >= needed.of_shorter * min(len(first), len(second))
        and 2 * shared >= needed.of_both * (len(first) + len(second))
        and len(plain_words(one.wording) & plain_words(other.wording)) >= needed.plain
        and within(one, other, needed.days)
    )


def _has_it_whole(one: Candidate, other: Candidate) -> bool:
    """Return whether the shorter wording stands in the longer one, tells something, and was said about the same time."""
    short, long = sorted((one, other), key=lambda c: len(spoken_words(c.content)))
    words = spoken_words(short.content)
    words = words[1:] if short.kind == "indirect" and words[:1] == ("that",) else words
    tells = not plain_words(short.content).isdisjoint(telling_words(long.content))
    return (
        len(words) >= WHOLE
        and tells
        and _has_in_a_row(spoken_words(long.content), words)
        and within(one, other, DAYS_OF_WHOLE)
    )


def _quotes_it_whole(one: Candidate, other: Candidate) -> bool:
    """Return whether several words in a row that one quotes stand in what the other quotes of the same day."""
    return quoted_in_a_row(one, other, WHOLE) and within(one, other, DAYS_OF_FRAGMENTS)


def _tell_the_same(one: Candidate, other: Candidate) -> bool:
    """Return whether both tell the same few words, no name among them, and one of the two quotes."""
    telling = telling_words(one.content)
    return (
        bool(telling)
        and telling == telling_words(other.content)
        and telling == plain_words(one.content) & plain_words(other.content)
        and (one.kind != "indirect" or other.kind != "indirect")
        and within(one, other, DAYS_OF_WHOLE)
    )


def _is_about_more(one: Candidate, other: Candidate) -> bool:
    """Return whether two reports share more than names."""
    return len(plain_words(one.content) & plain_words(other.content)) >= PLAIN


def _same_quotation(one: Candidate, other: Candidate, likeness: Likeness) -> bool:
    same = same_name(one, other)
    if within(one, other, DAYS_OF_REPORTING):
        is_long = likeness.run >= LONG_RUN and likeness.cover >= _least_cover(one, other, 0.0)
        return is_long or _much_in_common(one, other, likeness)
    # Later it is a catchphrase of his, or somebody else's play on it, unless more is the same.
    if likeness.run >= LONG_RUN:
        return likeness.cover >= (MOST_COVER if same else FEW_COVER)
    return same and likeness.run >= SHORT_RUN and likeness.cover >= SHORT_COVER


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
    return (likeness.run >= SHORT_RUN and likeness.cover >= _least_cover(one, other, SHORT_COVER)) or (
        matched >= FEW_WORDS and likeness.cover >= FEW_COVER
    )


def _same_but_for_a_word(one: Candidate, other: Candidate, likeness: Likeness) -> bool:
    """Return whether two quotations of one person differ in little: on one day, while it is news also where both are as long.

    Whoever one article does not name says the same where nothing differs, and on one day.
    """
    short, long = sorted((len(spoken_words(one.content)), len(spoken_words(other.content))))
    is_whole = likeness.cover == 1.0
    same = one_by_name(one, other)
    later = same and (is_whole or long <= 2 * short)
    return (
        (is_whole or (same and likeness.cover >= FEW_COVER))
        and likeness.shared >= FEWEST_WORDS - 1 - (likeness.relation == "identical")
        and short >= WHOLE
        and not likeness.flags
        and not differ(one, other)
        and within(one, other, DAYS_OF_REPORTING if later else DAYS_OF_REPORTS)
    )


def _least_cover(one: Candidate, other: Candidate, on_one_day: float) -> float:
    return on_one_day if within(one, other, DAYS_OF_REPORTS) else MOST_COVER


def _same_few_words(one: Candidate, other: Candidate, likeness: Likeness) -> bool:
    """Return whether a wording of a few words is the other one: whole, telling something, while it is news."""
    few = min(len(spoken_words(one.content)), len(spoken_words(other.content)))
    return (
        likeness.relation == "identical"
        and few >= FEWEST_WORDS
        and len(telling_words(one.wording) & telling_words(other.wording)) >= FEWEST_WORDS - 1
        and one_by_name(one, other)
        and within(one, other, DAYS_OF_REPORTING)
    )


def _quote_the_same_words(one: Candidate, other: Candidate, *, in_story: bool) -> bool:
    """Return whether the whole of what one quotes of a speaker, without a name in it, is quoted by the other too.

    A single word is enough where the articles have more in common.
    """
    quoted = max(map(len, quoted_by_both(one, other)), default=0)
    if quoted and (in_story or quoted >= FRAGMENT) and within(one, other, DAYS_OF_FRAGMENTS):
        return True
    return quoted > 0 and (_means(one, other, WITH_A_WORD) or _means(one, other, WITH_A_WORD_AND_MORE))


def _has_in_a_row(words: tuple[str, ...], part: tuple[str, ...]) -> bool:
    return f" {' '.join(part)} " in f" {' '.join(words)} "
