"""Assembly: what was found and who it is from become records.

Decides ids and order. Refuses to change a span.
"""

from __future__ import annotations

from onrecord.records import Addressee, Found, Span, Speaker, Statement, Statements
from onrecord.statements.affiliation import affiliation_of
from onrecord.statements.describe import act_of, cue_entry, kind_of, mode_of
from onrecord.statements.names import country_in
from onrecord.statements.registry import Entity
from onrecord.statements.replies import addressee_of, answers_of
from onrecord.statements.resolve import Resolved, Resolver
from onrecord.statements.tokens import Analysis
from onrecord.statements.when import said_when


def assemble(resolver: Resolver, found: list[Found], resolved: list[Resolved], *, published: str | None) -> Statements:
    """Return the statements with their speakers, in the order of ``found``."""
    a = resolver.a
    speakers: dict[int, str] = {}
    entities: list[Entity] = []
    for who in resolved:
        if who.entity is not None and id(who.entity) not in speakers:
            entities.append(who.entity)
            speakers[id(who.entity)] = f"p{len(entities)}"
    entries = [cue_entry(a, item) for item in found]
    acts = [act_of(a, item, entry) for item, entry in zip(found, entries, strict=True)]
    answers = answers_of(a, found, resolved, [act.name for act in acts])
    statements = []
    for i, (item, who, entry) in enumerate(zip(found, resolved, entries, strict=True)):
        statements.append(
            Statement(
                id=f"s{i + 1}",
                kind=kind_of(a, item),
                mode=mode_of(a, item, entry),
                content=tuple(_span(a, r) for r in item.content),
                cue=_span(a, item.cue) if item.cue else None,
                source=_span(a, item.sources[0]) if item.sources else None,
                other_sources=tuple(_span(a, r) for r in item.sources[1:]),
                speaker=speakers[id(who.entity)] if who.entity is not None else None,
                unattributed=who.reason,
                addressee=_addressee(a, addressee_of(a, item, entry), resolver, speakers),
                said=said_when(a, item, found[max(0, i - 4) : i] + found[i + 1 : i + 5], published),
                act=acts[i],
                answers=tuple(f"s{j + 1}" for j in answers[i]),
                confidence=round(item.confidence, 3),
            )
        )
    people = {name for e in resolver.registry.entities if e.kind == "person" for name in (e.name, *e.aliases)}
    named = tuple(_speaker(entity, speakers[id(entity)], people) for entity in entities)
    return Statements(text=a.text, speakers=named, statements=tuple(statements))


def _addressee(
    a: Analysis, chunk: tuple[int, int] | None, resolver: Resolver, speakers: dict[int, str]
) -> Addressee | None:
    if chunk is None:
        return None
    start, end = a.starts[chunk[0]], a.ends[chunk[1] - 1]
    entity = resolver.named(*chunk)
    return Addressee(start=start, end=end, text=a.text[start:end], speaker=speakers.get(id(entity)) if entity else None)


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
