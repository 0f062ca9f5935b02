"""Acts: what a speaker does by saying something.

Decides by the cue first ("warned"); where the cue tells nothing ("said"), by words of what is said: set phrases, what is
promised or foretold, praise and blame. Refuses to guess where none of these stands: then it is a mere statement.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from onrecord.records import Act, Found
from onrecord.statements.tokens import Analysis
from onrecord.statements.vocabulary import CueForm, acts, cues, rare_cues, words

_OPENING = 60
_HEAD = 9
_NEAR = 3
_CLAUSE = 14
_DENYING = frozenset(["didn't", "never", "hadn't"])
_DENIED = frozenset(["did", "had"])
_ASIDE = frozenset(["if", "whether", "about"])
_POSSIBLE = frozenset(["will", "would", "could", "should", "may", "might"])
_NOT_ASKED = frozenset(["nothing", "nobody", "none", "than", "it"])
_WITH_TO = frozenset(["going", "plan", "plans", "planned", "intend", "intends", "intended"])
_WISHED = (_WITH_TO | {"would", "wouldn't"}) - {"going"}
_BEFORE_DEED = frozenset(["not", "never", "also", "to", "still", "soon", "now", "then", "always", "only"])


def act_of(a: Analysis, found: Found, entry: CueForm | None, inner: Sequence[Found] = ()) -> Act:
    """Return the act: the cue's, and for cues that tell nothing ("said") the one that words of the content tell.

    What ``inner`` statements within the content say is somebody else's.
    """
    name = _by_cue(a, found, entry)
    if name == "state" and (entry is None or "evidence" not in entry.verb.frames):
        name = _by_content(a, found, inner)
    return Act(name=name, plover=cues().plover.get(name))


def _by_cue(a: Analysis, found: Found, entry: CueForm | None) -> str:
    """Return the act that a cue tells, "state" where it tells none."""
    if entry is not None:
        first, last = a.tokens_in(*found.content[0])
        begins = a.lower[first] if first < last else ""
        if entry.verb.act == "question" and first < last and _is_thing_asked_for(a, found, begins):
            return entry.verb.act_order or "question"
        return entry.verb.act_order if begins == "to" and entry.verb.act_order else entry.verb.act
    if found.cue is None:
        return "state"
    first, last = a.tokens_in(*found.cue)
    noun = cues().nouns.get(a.text[slice(*found.cue)].lower())
    if noun is not None:
        return noun.act
    return next((act for at in range(first, last) if (act := rare_cues().get(a.lower[at]))), "state")


def _is_thing_asked_for(a: Analysis, found: Found, begins: str) -> bool:
    """Return whether what was asked is a thing ("asked the board for a boat") and no question."""
    start, end = found.content[0][0], found.content[-1][1]
    if begins in words().wh or begins in _ASIDE or "?" in a.text[start:end]:
        return False
    return begins == "for" or begins in words().determiners or begins in words().possessives


def _by_content(a: Analysis, found: Found, inner: Sequence[Found]) -> str:
    said = _said(a, found, inner)
    first, last = a.tokens_in(*found.content[0])
    quoted = first < last and a.quoted[first] >= 0
    told = _told(said)
    strong = next((act for act in acts().phrases if act in told and act != "request"), None)
    if strong is not None:
        return strong
    coming = _yet_to_come(said, quoted)
    if coming == "dated":
        return "predict"
    judged = _judgement(said, told)
    asked = next((at for at in told.get("request", ()) if said[at - 1] not in _NOT_ASKED or at == 0), None)
    if asked is not None and (judged is None or asked < judged[0]):
        return "request"
    return _order(said, quoted) or _denial(said, quoted) or (judged[1] if judged else None) or coming or "state"


def _said(a: Analysis, found: Found, inner: Sequence[Found]) -> list[str]:
    """Return the first words of what is said, parted at hyphens, without "that" in front and what others say in it."""
    others = [r for item in inner for r in item.content]
    said: list[str] = []
    for start, end in found.content:
        first, last = a.tokens_in(start, end)
        last = min(last, first + _OPENING)
        if others:
            said += [a.lower[t] for t in range(first, last) if not any(s <= a.starts[t] < e for s, e in others)]
        else:
            said += a.lower[first:last]
    if any("-" in w for w in said):
        said = [part for w in said for part in w.replace("-", " ").split()]
    return said[1:] if said[:1] == ["that"] else said


@cache
def _telling() -> dict[str, tuple[tuple[tuple[str, ...], str], ...]]:
    """Return phrases and words of praise and blame by their first word: what must follow it, and what it tells."""
    table = acts()
    found: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for tells, phrases in (*table.phrases.items(), ("bad", table.bad), ("good", table.good)):
        for phrase in phrases:
            head, *rest = phrase.split()
            found.setdefault(head, []).append((tuple(rest), tells))
    return {head: tuple(entries) for head, entries in found.items()}


def _told(said: list[str]) -> dict[str, list[int]]:
    """Return what the words tell, each with where they stand."""
    telling = _telling()
    told: dict[str, list[int]] = {}
    for at, word in enumerate(said):
        for rest, tells in telling.get(word, ()):
            if not rest or tuple(said[at + 1 : at + 1 + len(rest)]) == rest:
                told.setdefault(tells, []).append(at)
    return told


def _order(said: list[str], quoted: bool) -> str | None:
    """Return whether quoted words begin with an order: "Don't get nervous"."""
    first = [w for w in said[:2] if w[0].isalnum()]
    return "request" if quoted and first and first[0] in acts().orders else None


def _denial(said: list[str], quoted: bool) -> str | None:
    """Return whether the speaker denies a deed of their own: "she did not send it"."""
    head = [w for w in said[:_HEAD] if w[0].isalnum()]
    if not head or not _is_own(head[0], quoted):
        return None
    for at in range(1, min(4, len(head) - 1)):
        negated = head[at] in _DENYING or (head[at] in _DENIED and head[at + 1] in ("not", "never"))
        if negated:
            deed = next((w for w in head[at + 1 :] if w not in ("not", "never") and not w.endswith("ly")), "")
            return "reject" if deed and deed not in acts().no_denial else None
    return None


def _is_own(word: str, quoted: bool) -> bool:
    """Return whether a subject is the speaker: "I", and "she" where speech is reported."""
    return word in acts().own or (not quoted and word in acts().reported)


def _yet_to_come(said: list[str], quoted: bool) -> str | None:
    """Return what is said of something to come: a promise of the speaker's own, or a prediction."""
    table = acts()
    end = next((i for i, w in enumerate(said) if w in (".", "?", "!")), len(said))
    clause = [w for w in said[: min(end, _CLAUSE)] if w[0].isalnum() or w[0] == "'"]
    if not clause or said[end : end + 1] == ["?"]:
        return None
    dated = any(w.isdigit() and len(w) == 4 and w.startswith("20") for w in said[: 2 * _CLAUSE])
    if dated and not _POSSIBLE.isdisjoint(clause):
        return "dated"
    if any(" ".join(said[:5]).startswith(opening) for opening in table.openings["predict"]):
        return "predict"
    at = next((i for i, w in enumerate(clause) if w in table.future or w.endswith("'ll")), -1)
    if at < 0 or at > _HEAD or (clause[at] in _WITH_TO and clause[at + 1 : at + 2] != ["to"]):
        return None
    if _is_own(clause[0], quoted):
        deed = next((w for w in clause[at + 1 :] if w not in _BEFORE_DEED and not w.endswith("ly")), "")
        return "promise" if deed and deed not in table.no_deed and at <= _NEAR else None
    return "predict" if clause[at] not in _WISHED else None


def _judgement(said: list[str], told: dict[str, list[int]]) -> tuple[int, str] | None:
    """Return whether what is said blames or praises, and from which word on, by words for it that nothing negates."""
    negations = acts().negations
    bad, good = (
        [at for at in told.get(side, ()) if negations.isdisjoint(said[max(0, at - _NEAR) : at])]
        for side in ("bad", "good")
    )
    if len(bad) == len(good):
        return None
    return (bad[0], "accuse") if len(bad) > len(good) else (good[0], "support")
