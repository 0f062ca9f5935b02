"""Forms of names: whether two of them can be one person's or one body's, and which says more.

Decides by the words of the names alone: surnames, given names and their short forms, initials, titles in front. Refuses to
know the text that they stand in.
"""

from __future__ import annotations

from onrecord.statements.vocabulary import full_given_names, given_names, titles


def is_fuller(parts: tuple[str, ...], known: tuple[str, ...]) -> bool:
    """Return whether a form of as many words as the known one says more: a name for an initial or for a short form."""
    pairs = [(new, old) for new, old in zip(parts, known, strict=True) if new != old]
    spelt = all(new[0] == old[0] and len(old) == 1 and len(new) > 1 for new, old in pairs)
    return bool(pairs) and (spelt or (len(pairs) == 1 and parts[0] != known[0] and is_short_for(known[0], parts[0])))


def only_adds(long: tuple[str, ...], short: tuple[str, ...]) -> bool:
    """Return whether a longer form only sets a word before given name and surname: "Crooked Ann Lee" for "Ann Lee"."""
    known = given_names()
    whole = len(short) > 1 and short[0] in known and len(long) > len(short) and long[-len(short) :] == short
    return whole and long[0] not in known and len(long[0]) > 1


def initials(parts: tuple[str, ...]) -> str:
    """Return the initials of an organisation's name, small words left out."""
    return "".join(p[0] for p in parts if p not in ("of", "the", "for", "and", "on", "in", "&"))


def in_order(short: tuple[str, ...], long: tuple[str, ...]) -> bool:
    """Return whether all words of the short form stand in the long one, in the same order."""
    rest = iter(long)
    return all(part in rest for part in short)


def sorting_word(parts: tuple[str, ...]) -> str:
    """Return the word that a name is found by: its last one that is no "Jr." or "III"."""
    table = titles().suffixes
    kept = [p for p in parts if p not in table]
    return kept[-1] if kept else (parts[-1] if parts else "")


def same_person(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Return whether two full names can be one person's: same surname, given names that do not contradict each other."""
    suffixes = titles().suffixes
    if len(one) == len(other) == 2 and one[1] == other[1] and one[0][0] != other[0][0]:
        # Most namesakes differ in the first letter: short forms such as "Bill" for William are looked up.
        return is_short_for(one[0], other[0]) or is_short_for(other[0], one[0])
    ones = [p for p in one if p not in suffixes]
    others = [p for p in other if p not in suffixes]
    if not ones or not others or ones[-1] != others[-1]:
        return False
    if len(ones) == 1 or len(others) == 1:
        return True
    short, long = sorted((ones[:-1], others[:-1]), key=len)
    if set(short) <= set(long):
        return True
    first, second = ones[0], others[0]
    if 1 in (len(first), len(second)):
        return first[0] == second[0]
    return is_short_for(first, second) or is_short_for(second, first)


def is_short_for(short: str, full: str) -> bool:
    """Return whether a given name is short for another: "Bill" for "William", "Matt" for "Matthew", not "Jo" for "Jo-Ann"."""
    begins = len(short) > 2 and full.startswith(short) and full[len(short) : len(short) + 1] not in ("-", "‐", "‑")
    return begins or full in full_given_names().get(short, ())


def same_body(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Return whether one body's name ends in the other: "Chronicle", "Kelby Chronicle"."""
    short, long = sorted((one, other), key=len)
    return long[-len(short) :] == short
