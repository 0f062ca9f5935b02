"""Ensemble: what a trained finder found, with what marks, layout and the plainest cues make certain.

Decides what is added to the work of a model and what is taken from it. Quotations that it left alone go on with the
statement before them, or are statements of their own, by the same rules as without a model; interviews and embedded posts
are read from their layout; "said" and its like with a clause behind them report something even within a report. Content
ends where a second cue of the same source begins, and before the words that tell whose the whole is; where it begins with
that cue ("answered, saying that"), the second alone stays. Refuses to add what rarer cues report: there the model knows
better.
"""

from __future__ import annotations

from functools import cache

from msgspec.structs import replace

from onrecord.records import Found
from onrecord.statements import chunks
from onrecord.statements.clauses import is_name_for
from onrecord.statements.describe import cue_entry, has_marks, kind_of
from onrecord.statements.drafts import Chunk, Draft
from onrecord.statements.extent import is_clause
from onrecord.statements.layouts import UNHEARD, find_layouts
from onrecord.statements.mentions import mended
from onrecord.statements.nested import find_nested
from onrecord.statements.parting import is_mention, parted
from onrecord.statements.quoted import attach_quotations, owners
from onrecord.statements.rolewords import is_dateline
from onrecord.statements.sentence import SentenceReader
from onrecord.statements.terms import is_capitalised
from onrecord.statements.tokens import Analysis
from onrecord.statements.vocabulary import cue_forms, rare_cues, words

_RULED = 0.5
"""The confidence of what only the rules found, from the share that is right on the dev part of PolNeAR."""
_NO_SOURCE = 0.42
"""Below this confidence a report without marks and without a source is left out: 4 of 9 are right on that part, and from
here to .6 19 of 37."""
_QUOTED = 0.46
"""Below this confidence what has quotation marks is left out, unless the rules find it. On that part it makes no difference
to F1 from .37 to .50; on the 16 annotated pages, where slogans are no statements, a higher one takes out more wrong ones."""
_TITLE = 0.7
"""The share of words with capitals from which words in marks are a title."""
_WRITERS = frozenset(["i", "we", "you"])
_TO_ONESELF = words().sets["selves"] | {"myself", "ourselves", "yourself"}
_SHORTEST = 4
_SCRAP = 3
_PLAIN = words().sets["plain_cues"]


def with_certain(a: Analysis, found: list[Found]) -> list[Found]:
    """Return ``found`` parted where two statements ran into one, with what else is certain added, in order of the text."""
    kept = [item for item in found if not _is_doubtful(a, item) and not _is_nickname(a, item)]
    inner = {(item.cue[0], item.sources) for item in kept if item.cue}
    kept = [item for item in kept if (item.content[0][0], item.sources) not in inner]
    kept = parted(a, kept)
    found = [replace(item, sources=mended(a, item), content=_without_scraps(a, item)) for item in kept]
    by_source = _by_source(found)
    found = [_cut(a, item, by_source[item.sources[0]]) if item.cue and item.sources else item for item in found]
    laid_out = find_layouts(a)
    drafts = [_draft(a, item) for item in found]
    pairs = [(item, draft) for item, draft in zip(found, drafts, strict=True) if not _is_laid_out(a, draft, laid_out)]
    modelled = [draft for _, draft in pairs]
    ruled = _ruled(a, laid_out + modelled)
    ruled += find_nested(a, modelled + ruled)
    complete = attach_quotations(a, laid_out + modelled + ruled)
    extended = [_extended(a, item, draft) for item, draft in pairs]
    own = {id(draft) for draft in modelled}
    heard = [draft for draft in complete if id(draft) not in own and draft.confidence > UNHEARD]
    added = [item for draft in heard if (item := draft.finish(a)) is not None]
    whole = extended + added
    tellers = _tellers(a, whole)
    return sorted((_without_teller(a, item, tellers) for item in whole), key=lambda item: item.content)


def _is_doubtful(a: Analysis, item: Found) -> bool:
    """Return whether nobody is heard: a dateline for a source, the reader ("you may think"), or nobody and no certainty.

    What has marks and is no speech (titles, slogans, scare quotes) is told by a lack of certainty too, unless the rules find
    its cue as well.
    """
    if _is_title(a, item):
        return True
    if item.confidence < _QUOTED and has_marks(a, item) and not _is_backed(a, item):
        return True
    if item.cue and a.lower[a.tokens_in(*item.cue)[1] - 1] in _TO_ONESELF:
        return True
    if item.sources:
        first, last = a.tokens_in(*item.sources[0])
        if last - first == 1 and a.lower[first] in ("my", "our") and a.quoted[first] < 0:
            return True
        is_reader = a.lower[first].partition("'")[0] == "you" and last - first == 1 and a.quoted[first] < 0
        return is_reader or is_dateline(a, first, last)
    return item.confidence < _NO_SOURCE and kind_of(a, item) == "indirect"


def _is_title(a: Analysis, item: Found) -> bool:
    """Return whether a verb of no saying governs a title in marks and nothing else: "performed “Songs of the Sea”"."""
    if item.cue is None or len(item.content) > 1 or cue_entry(a, item) is not None:
        return False
    first, last = a.tokens_in(*item.content[0])
    cue = a.lower[slice(*a.tokens_in(*item.cue))]
    names = sum(chunks.is_name(a, i) for i in range(first, last))
    spoken = a.words_before[last] - a.words_before[first]
    marked = a.quoted[first] >= 0 and a.quoted[first] == a.quoted[last - 1]
    said = any(word in rare_cues() for word in cue) or not any(word[0].isalpha() for word in cue)
    ended = a.words[last - 2 : last - 1] in (["."], ["?"], ["!"])
    return marked and not said and not ended and names >= _TITLE * spoken


def _is_backed(a: Analysis, item: Found) -> bool:
    """Return whether the rules find a statement with the same cue."""
    if item.cue is None:
        return False
    first, last = a.tokens_in(*item.cue)
    drafts = SentenceReader(a, a.sentence_of[first], []).read()
    return any(draft.cue is not None and draft.cue[0] < last and first < draft.cue[1] for draft in drafts)


def _is_nickname(a: Analysis, item: Found) -> bool:
    """Return whether the content is but a name in marks that something goes by: "a goat he calls “the Admiral”"."""
    entry = cue_entry(a, item)
    if entry is None or "naming" not in entry.verb.frames or len(item.content) > 1:
        return False
    first, last = a.tokens_in(*item.content[0])
    marked = a.quoted[first] >= 0 and a.quoted[first] == a.quoted[last - 1]
    return marked and is_name_for(a, first, last)


def _without_scraps(a: Analysis, item: Found) -> tuple[tuple[int, int], ...]:
    """Return the pieces but for a word or two, or a part of another sentence, in front of or between quotations."""
    spans = [a.tokens_in(*piece) for piece in item.content]
    quoted = [any(a.quoted[i] >= 0 for i in range(*span)) for span in spans]
    if item.cue is None or not any(quoted):
        return item.content
    sentence = a.sentence_of[a.token_at(item.cue[0])]
    kept = []
    for piece, (first, last), is_quoted in zip(item.content, spans, quoted, strict=True):
        elsewhere = a.sentence_of[first] != sentence and (first, last + 1) != a.sentence_tokens[a.sentence_of[first]]
        led = _leads_to_quotation(a, item, piece)
        if is_quoted or not (last - first < _SCRAP or elsewhere or led):
            kept.append((piece[0], _end(a, piece[1], first, last) if is_quoted else piece[1]))
    return tuple(kept)


def _leads_to_quotation(a: Analysis, item: Found, piece: tuple[int, int]) -> bool:
    """Return whether a piece is but what the quotation behind its colon is about: "summed up the journey: “...”"."""
    following = next((other for other in item.content if other[0] > piece[0]), None)
    if following is None:
        return False
    first, last = a.tokens_in(*piece)
    here = a.token_at(following[0])
    led = a.words[here - 1] == ":" and a.quoted[here] >= 0 and a.sentence_of[here] == a.sentence_of[first]
    return led and not is_clause(a, first, last)


def _end(a: Analysis, end: int, first: int, last: int) -> int:
    """Return where a piece ends without the prepositions that hang behind its quotation: "“...” in"."""
    at = last
    while at - first > 2 and a.quoted[at - 1] < 0 and a.lower[at - 1] in words().prepositions:
        at -= 1
    return end if at == last else a.ends[at - 1]


def _by_source(found: list[Found]) -> dict[tuple[int, int], list[Found]]:
    """Return the statements by where their source stands."""
    by_source: dict[tuple[int, int], list[Found]] = {}
    for item in found:
        if item.sources:
            by_source.setdefault(item.sources[0], []).append(item)
    return by_source


def _cut(a: Analysis, item: Found, of_source: list[Found]) -> Found:
    """Return a statement without what a second cue of its own source begins: "warned that A, and called B"."""
    pieces = item.content
    for other in of_source:
        if other is item or other.cue is None:
            continue
        for start, end in pieces:
            at = _joint(a, start, other.cue[0]) if start < other.cue[0] < end else None
            if at is not None:
                pieces = (*(p for p in pieces if p[1] <= start), (start, at))
                break
    return replace(item, content=pieces)


def _tellers(a: Analysis, found: list[Found]) -> dict[int, list[tuple[int, Found]]]:
    """Return the statements by the token behind their cue and source, with the first token of these two."""
    tellers: dict[int, list[tuple[int, Found]]] = {}
    for item in found:
        if item.cue is not None and item.sources:
            spans = (item.cue, item.sources[0])
            first, last = a.tokens_in(min(span[0] for span in spans), max(span[1] for span in spans))
            tellers.setdefault(last, []).append((first, item))
    return tellers


def _without_teller(a: Analysis, item: Found, tellers: dict[int, list[tuple[int, Found]]]) -> Found:
    """Return a quotation within a report without who tells all of it: "“He said, ‘Sink it,’” wrote Lee"."""
    start, end = item.content[-1]
    first, last = a.tokens_in(start, end)
    for close in (last, last - 1):
        for opens, other in tellers.get(close, ()):
            tells = other.content[0][0] < item.content[0][0] and first < opens and a.quoted[opens - 1] >= 0
            if tells and all(mark < 0 for mark in a.quoted[opens:close]):
                return replace(item, content=(*item.content[:-1], (start, a.ends[opens - 1])))
    return item


def _joint(a: Analysis, start: int, cue: int) -> int | None:
    """Return where content from ``start`` on ends before a cue that is joined to it by "and", "but" or a comma, or None."""
    first, at = a.token_at(start), a.token_at(cue)
    is_participle = a.lower[at].endswith("ing")
    while at > first and (a.lower[at - 1] in words().auxiliaries or chunks.is_adverb(a.lower[at - 1])):
        at -= 1
    joint = at
    while (
        joint > first and a.quoted[joint - 1] < 0 and a.lower[joint - 1] in (",", ";", "and", "but", "—", "–", "also")
    ):
        joint -= 1
    joined = joint < at and (is_participle or "and" in a.lower[joint:at] or "but" in a.lower[joint:at])
    return a.ends[joint - 1] if joined and joint > first else None


def _draft(a: Analysis, item: Found) -> Draft:
    """Return a finder's attribution in tokens."""
    return Draft(
        sentence=a.sentence_of[min(a.token_at(item.content[0][0]), len(a.words) - 1)],
        pieces=[a.tokens_in(*piece) for piece in item.content],
        cue=a.tokens_in(*item.cue) if item.cue else None,
        source=a.tokens_in(*item.sources[0]) if item.sources else None,
        confidence=item.confidence,
    )


def _is_laid_out(a: Analysis, draft: Draft, laid_out: list[Draft]) -> bool:
    """Return whether a statement is told by the layout, so that what a finder made of the same words goes.

    A report with a cue of its own within an answer stays, unless they but set their own words in marks ("I call it “...”").
    """
    for one in laid_out:
        for first, last in one.pieces:
            if draft.pieces[0][0] < last and first < draft.pieces[-1][1]:
                within = draft.cue is not None and first <= draft.cue[0] < last
                own = draft.source is not None and a.lower[draft.source[0]] in _WRITERS
                return not within or (own and any(a.quoted[i] >= 0 for piece in draft.pieces for i in range(*piece)))
    return False


def _ruled(a: Analysis, drafts: list[Draft]) -> list[Draft]:
    """Return what the rules find with a plain cue, and of quotations in sentences of which ``drafts`` hold nothing."""
    held = owners(a, drafts)
    cues = {i for d in drafts if d.cue for i in range(*d.cue)}
    touched = {a.sentence_of[i] for d in drafts for first, last in d.pieces for i in (first, last - 1)}
    loose = {a.sentence_of[a.token_at(q.start)] for q, owner in zip(a.quotations, held, strict=True) if owner is None}
    plain = {a.sentence_of[i] for i, word in enumerate(a.lower) if word in _plain_forms() and i not in cues}
    added: list[Draft] = []
    told = {(d.source, i) for d in drafts if d.source for piece in d.pieces for i in range(*piece)}
    led = {a.sentence_of[first] for q in a.quotations if _is_led_to(a, first := a.token_at(q.start))}
    for sentence in sorted((loose - touched) | plain | led):
        for draft in SentenceReader(a, sentence, drafts).read():
            if draft.cue is None or not is_mention(a, draft.source) or cues & set(range(*draft.cue)):
                continue
            if (draft.source, draft.cue[0]) in told or _TO_ONESELF.intersection(
                a.lower[draft.cue[1] : draft.cue[1] + 1]
            ):
                # What somebody is said to have told is somebody else's: "Lee said that he came and told them".
                continue
            verbatim = _is_verbatim(a, draft.pieces) and (sentence in loose - touched or _opens(a, draft))
            if verbatim or (a.lower[draft.cue[0]] in _plain_forms() and _is_report(a, draft)):
                draft.confidence = _RULED
                added.append(draft)
    return added


def _is_led_to(a: Analysis, first: int) -> bool:
    """Return whether a word for saying stands right before the mark at token ``first``: "a user posted: “...”"."""
    at = first - 1 - (a.words[first - 1] in (",", ":"))
    return at > 0 and any("quote" in form.verb.frames for form in cue_forms().get(a.lower[at], ()))


def _opens(a: Analysis, draft: Draft) -> bool:
    """Return whether a draft is a quotation that its cue leads to, with the source in front of it."""
    first, last = draft.pieces[0]
    told = draft.cue is not None and draft.source is not None and draft.source[0] < draft.cue[0] < first
    if not told or len(draft.pieces) > 1 or a.quoted[first] < 0 or last - first < _SHORTEST:
        return False
    # "Who wrote “The Harbour Book”" says nothing.
    return _is_led_to(a, first) and not is_capitalised(a, a.quoted[first])


@cache
def _plain_forms() -> frozenset[str]:
    return frozenset(word for word, forms in cue_forms().items() if any(f.lemma in _PLAIN for f in forms)) | {
        "according"
    }


def _is_report(a: Analysis, draft: Draft) -> bool:
    """Return whether a draft reports a clause of some length, not "said so"."""
    first, last = draft.pieces[-1]
    return last - first >= _SHORTEST and is_clause(a, first, last)


def _is_verbatim(a: Analysis, pieces: list[Chunk]) -> bool:
    return all(a.quoted[i] >= 0 for first, last in pieces for i in range(first, last) if a.words[i][0].isalnum())


def _extended(a: Analysis, item: Found, draft: Draft) -> Found:
    """Return the finder's attribution with the pieces that its draft was given."""
    more = draft.pieces[len(item.content) :]
    if not more:
        return item
    pieces = (*item.content, *((a.starts[first], a.ends[last - 1]) for first, last in more))
    return replace(item, content=tuple(sorted(pieces)))
