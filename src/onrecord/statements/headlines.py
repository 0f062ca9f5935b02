"""Headlines: sentences set in title case, where capitals tell no names.

Decides by the share of words with capitals, and by small words that names never set so ("Is", "Her", "Says"). Refuses to know
where a page has its headline: in a text they stand anywhere.
"""

from __future__ import annotations

from onrecord.statements.tokens import Analysis
from onrecord.statements.vocabulary import given_names, words

_LONGEST_HEADLINE = 40


def headlines_of(a: Analysis) -> list[tuple[int, int]]:
    """Return the sentences, as (first, last + 1) tokens, that are set in title case, where capitals tell no names."""
    return [bounds for bounds in a.sentence_tokens if _is_headline(a, *bounds)]


def _is_headline(a: Analysis, first: int, last: int) -> bool:
    if not 5 <= last - first <= _LONGEST_HEADLINE:
        return False
    small, most = 0, 0.3 * (last - first)
    for word in a.words[first:last]:
        small += word[0].islower()
        if small > most:
            return False
    letters = [i for i in range(first, last) if a.words[i][0].isalpha()]
    if len(letters) < 4 or small > 0.3 * len(letters):
        return False
    if any(is_capital_function_word(a, i) for i in letters[1:]):
        return True
    ends = a.words[last - 1] in (".", "?", "!", "”", '"')
    return not ends and len(letters) >= 5 and not all(a.words[i][0].isupper() for i in letters[:2] + letters[-2:])


def is_capital_function_word(a: Analysis, at: int) -> bool:
    """Return whether a word is set with a capital that names never have: "Is", "Her", "Says"."""
    lower, table = a.lower[at], words()
    if not a.words[at][0].isupper() or a.words[at].isupper() or lower in given_names() or lower in table.months:
        return False
    small = (
        lower in table.auxiliaries or lower in table.possessives or lower in table.wh or lower in table.subordinators
    )
    return small or (lower in table.subject_pronouns and len(lower) > 1)
