"""Entities: somebody or something of a text, with all that the text says of it.

Decides which of several forms of a name is the fullest, and which role is the one to show. Refuses to tell which mentions
are one and the same.
"""

from __future__ import annotations

from bisect import insort
from dataclasses import dataclass, field

from onrecord.records import SpeakerKind
from onrecord.statements.nameforms import is_fuller, only_adds
from onrecord.statements.names import Mention
from onrecord.statements.vocabulary import words

_RELATIONS = words().sets["relations"]


@dataclass(slots=True, eq=False)
class Entity:
    """Somebody or something named or described in the text, with all that the text says of it."""

    name: str
    parts: tuple[str, ...]
    kind: SpeakerKind
    gender: str = ""
    role: str | None = None
    country: str | None = None
    aliases: dict[str, None] = field(default_factory=dict)
    mentions: list[int] = field(default_factory=list)
    plural: bool = False
    certain: bool = True
    roles: list[str] = field(default_factory=list)
    head: str = ""

    def learn(self, mention: Mention, text: str, parts: tuple[str, ...]) -> None:
        """Take in one more mention: a fuller name, a gender, a role, a country."""
        fuller = len(parts) > len(self.parts) or (len(parts) == len(self.parts) and is_fuller(parts, self.parts))
        if (fuller and not only_adds(parts, self.parts)) or only_adds(self.parts, parts):
            self.aliases.setdefault(self.name)
            self.name, self.parts = text, parts
        elif text != self.name:
            self.aliases.setdefault(text)
        self.gender = self.gender or mention.gender
        if mention.role:
            self.take_role(clean(mention.role))
        self.country = self.country or mention.country
        if mention.titled or mention.kind == "person":
            self.kind, self.certain = "person", self.certain or mention.titled
        insort(self.mentions, mention.first)

    def take_role(self, role: str) -> None:
        """Remember a role; the one to show is the first that does not only tell how the person is related to somebody."""
        if role not in self.roles:
            self.roles.append(role)
        self.role = next((r for r in self.roles if not _is_relation(r)), self.roles[0])


def clean(text: str) -> str:
    """Return words of the text as they are shown: soft hyphens out, every white space a space."""
    return " ".join(text.replace("\u00ad", "").split())


def _is_relation(role: str) -> bool:
    words_of = role.lower().split()
    return words_of[0] in ("his", "her", "their", "its", "another", "one") or bool(_RELATIONS & set(words_of))
