"""Assembly: what was found and who it is from become records.

Decides ids and order. Refuses to change a span.
"""

from __future__ import annotations

from onrecord.records import Addressee, Found, Span, Speaker, Statement, Statements
from onrecord.statements.acts import act_of
from onrecord.statements.addressee import addressee_of
from onrecord.statements.affiliation import affiliation_of
from onrecord.statements.describe import cue_entry, kind_of, mode_of
from onrecord.statements.entities import Entity
from onrecord.statements.names import country_in
from onrecord.statements.occasions import Told, said_of
from onrecord.statements.replies import Described, answers_of
from onrecord.statements.resolve import Resolved, Resolver
from onrecord.statements.tokens import Analysis
from onrecord.statements.when import Clock

_MOST_INSIDE = 6


def assemble(resolver: Resolver, found: list[Found], resolved: list[Resolved], *, clock: Clock) -> Statements:
    """Return the statements with their speakers, in the order of ``found``."""
    a = resolver.a
    speakers: dict[int, str] = {}
    entities: list[Entity] = []
    for who in resolved:
        if who.entity is not None and id(who.entity) not in speakers:
            entities.append(who.entity)
            speakers[id(who.entity)] = f"p{len(entities)}"
    entries = [cue_entry(a, item) for item in found]
    acts = [
        act_of(a, item, entry, _inside(found, i)) for i, (item, entry) in enumerate(zip(found, entries, strict=True))
    ]
    modes = [mode_of(a, item, entry) for item, entry in zip(found, entries, strict=True)]
    described = [Described(act.name, mode) for act, mode in zip(acts, modes, strict=True)]
    answers = answers_of(resolver, found, resolved, described)
    told = [Told(*one) for one in zip(found, resolved, entries, strict=True)]
    said = said_of(a, told, clock)
    askers = {
        j: _asker(a, item.sources[0], speakers[id(who.entity)])
        for j, (item, who) in enumerate(zip(found, resolved, strict=True))
        if acts[j].name == "question" and who.entity is not None and item.sources
    }
    statements = []
    for i, (item, who, entry) in enumerate(zip(found, resolved, entries, strict=True)):
        statements.append(
            Statement(
                id=f"s{i + 1}",
                kind=kind_of(a, item),
                mode=modes[i],
                content=tuple(_span(a, r) for r in item.content),
                cue=_span(a, item.cue) if item.cue else None,
                source=_span(a, item.sources[0]) if item.sources else None,
                other_sources=tuple(_span(a, r) for r in item.sources[1:]),
                speaker=speakers[id(who.entity)] if who.entity is not None else None,
                unattributed=who.reason,
                addressee=_addressee(a, addressee_of(a, item, entry), resolver, speakers)
                or next((asker for j in answers[i] if (asker := askers.get(j))), None),
                said=said[i],
                act=acts[i],
                answers=tuple(f"s{j + 1}" for j in answers[i]),
                confidence=round(item.confidence, 3),
            )
        )
    people = {name for e in resolver.registry.entities if e.kind == "person" for name in (e.name, *e.aliases)}
    named = tuple(_speaker(entity, speakers[id(entity)], people) for entity in entities)
    return Statements(text=a.text, speakers=named, statements=tuple(statements))


def _inside(found: list[Found], i: int) -> list[Found]:
    """Return the statements right behind statement ``i`` that stand within what it says."""
    spans = found[i].content
    return [
        item
        for item in found[i + 1 : i + 1 + _MOST_INSIDE]
        if any(s <= item.content[0][0] and item.content[-1][1] <= e for s, e in spans) and item.content != spans
    ]


def _addressee(
    a: Analysis, chunk: tuple[int, int] | None, resolver: Resolver, speakers: dict[int, str]
) -> Addressee | None:
    if chunk is None:
        return None
    start, end = a.starts[chunk[0]], a.ends[chunk[1] - 1]
    entity = resolver.named(*chunk)
    return Addressee(start=start, end=end, text=a.text[start:end], speaker=speakers.get(id(entity)) if entity else None)


def _asker(a: Analysis, source: tuple[int, int], identity: str) -> Addressee:
    """Return whoever asked as the one to whom the answer is given."""
    return Addressee(start=source[0], end=source[1], text=a.text[slice(*source)], speaker=identity)


def _speaker(entity: Entity, identity: str, people: set[str]) -> Speaker:
    affiliation = affiliation_of(entity.role)
    if affiliation in people and entity.role and entity.role[len(affiliation) :].startswith(("'s", "’s")):
        # "Lee's lawyer" belongs to nobody's office.
        affiliation = None
    return Speaker(
        id=identity,
        name=entity.name,
        kind=entity.kind,
        aliases=tuple(a for a in entity.aliases if a != entity.name),
        role=entity.role,
        affiliation=affiliation,
        country=entity.country or (country_in(affiliation) if affiliation else None),
    )


def _span(a: Analysis, r: tuple[int, int]) -> Span:
    return Span(start=r[0], end=r[1], text=a.text[r[0] : r[1]])
