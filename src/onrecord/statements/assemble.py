"""Assembly: what was found and who it is from become records.

Decides ids and order. Refuses to change a span.
"""

from __future__ import annotations

from onrecord.records import Found, Span, Speaker, Statement, Statements
from onrecord.statements.describe import act_of, cue_entry, kind_of, mode_of
from onrecord.statements.registry import Entity
from onrecord.statements.resolve import Resolved
from onrecord.statements.tokens import Analysis


def assemble(a: Analysis, found: list[Found], resolved: list[Resolved], *, published: str | None) -> Statements:
    """Return the statements with their speakers."""
    del published
    speakers: dict[int, str] = {}
    entities: list[Entity] = []
    statements = []
    for number, (item, who) in enumerate(zip(found, resolved, strict=True), start=1):
        if who.entity is not None and id(who.entity) not in speakers:
            entities.append(who.entity)
            speakers[id(who.entity)] = f"p{len(entities)}"
        entry = cue_entry(a, item)
        statements.append(
            Statement(
                id=f"s{number}",
                kind=kind_of(a, item),
                mode=mode_of(a, item, entry),
                content=tuple(_span(a, r) for r in item.content),
                cue=_span(a, item.cue) if item.cue else None,
                source=_span(a, item.sources[0]) if item.sources else None,
                other_sources=tuple(_span(a, r) for r in item.sources[1:]),
                speaker=speakers[id(who.entity)] if who.entity is not None else None,
                unattributed=who.reason,
                act=act_of(a, item, entry),
                confidence=round(item.confidence, 3),
            )
        )
    return Statements(
        text=a.text, speakers=tuple(map(_speaker, entities, speakers.values())), statements=tuple(statements)
    )


def _speaker(entity: Entity, identity: str) -> Speaker:
    return Speaker(
        id=identity,
        name=entity.name,
        kind=entity.kind,
        aliases=tuple(a for a in entity.aliases if a != entity.name),
        role=entity.role,
        affiliation=entity.affiliation,
        country=entity.country,
    )


def _span(a: Analysis, r: tuple[int, int]) -> Span:
    return Span(start=r[0], end=r[1], text=a.text[r[0] : r[1]])
