"""Signs: what a page's markup says about completeness, raw, with the markup itself as evidence.

Decides which markup is a sign. Refuses to weigh any: markup lies, and the completeness room knows by how much.
"""

from __future__ import annotations

import re
from typing import Any, Final

from onrecord.article.boxes import bits
from onrecord.article.pieces import Cut
from onrecord.article.scripts import Script
from onrecord.article.structured import types_of
from onrecord.records import Reason, ReasonKind

MAX_EVIDENCE: Final = 200
MAX_NOSCRIPT: Final = 5_000
_TIER_METAS: Final = frozenset(
    ("article:content_tier", "article.content_tier", "lp.type", "isAccessibleForFree", "cXenseParse:pageclass")
)
_CHALLENGES: Final = (
    "cf-challenge",
    "cdn-cgi/challenge-platform",
    "_Incapsula_Resource",
    "px-captcha",
    "captcha-delivery.com",
    "ddos-guard",
    "g-recaptcha",
    "h-captcha",
    "hcaptcha.com",
    "geo.captcha",
    "distil_",
    "awsWafCaptcha",
    "challenges.cloudflare.com",
)
_NOSCRIPT_DEMAND: Final = re.compile(
    r"(enable|activate|turn on|requires?|need) (?:your )?java ?script"
    r"|javascript (?:is )?(?:disabled|required|aktivier|deaktiv)",
    re.IGNORECASE,
)
_MISSING: Final = re.compile(
    r"youtube|vimeo|twitter|facebook|instagram|tiktok|datawrapper|infogram|flourish|soundcloud|spotify|dailymotion|brightcove|jwplayer|scribd|documentcloud"
)


def find_signs(pieces: Cut, structured: tuple[dict[str, Any], ...], scripts: tuple[Reason, ...]) -> tuple[Reason, ...]:
    """Return the signs in the markup, each with the markup that it is; ``scripts`` are those of ``signs_of_scripts``."""
    return (
        *_declared(pieces, structured), *_containers(pieces), *scripts, *_addresses(pieces), *_embeds(pieces),
    )  # fmt: skip


def _reason(kind: ReasonKind, evidence: str) -> Reason:
    return Reason(kind=kind, evidence=" ".join(evidence.split())[:MAX_EVIDENCE])


def _declared(pieces: Cut, structured: tuple[dict[str, Any], ...]) -> list[Reason]:
    """What the page says of itself: free or not, how many words."""
    signs = []
    for item in structured:
        free = item.get("isAccessibleForFree")
        if free is not None and str(free).strip().lower().rsplit("/", 1)[-1] in ("false", "no", "0"):
            signs.append(_reason("subscription", f'json-ld {_types(item)} isAccessibleForFree: "{free}"'))
        words = item.get("wordCount") or item.get("wordcount")
        if words is not None and not isinstance(words, dict | list):
            signs.append(_reason("cut-off", f"json-ld {_types(item)} wordCount: {words}"))
    for _, attributes in pieces.metas:
        get = attributes.get
        name = get("name") or get("property") or get("itemprop") or ""
        if name in _TIER_METAS and get("content") is not None:
            signs.append(_reason("subscription", f'<meta {name}="{get("content")}">'))
    return signs


def _types(item: dict[str, Any]) -> str:
    return "/".join(types_of(item))


def _containers(pieces: Cut) -> list[Reason]:
    """Boxes that are made for gates and for walls of consent, one for each way they are named."""
    signs: list[Reason] = []
    seen = set()
    walls = bits("wall", "consent-wall")
    for box in pieces.telling:
        kinds = box.kinds
        if kinds & walls and box.names not in seen:
            seen.add(box.names)
            kind: ReasonKind = "subscription" if kinds & bits("wall") else "cookie-wall"
            signs.append(_reason(kind, f'<{box.tag} class="{box.names.strip()}">'))
    return signs


def signs_of_scripts(scripts: list[Script]) -> tuple[Reason, ...]:
    """Return the challenge scripts, and the texts for readers without JavaScript that demand it."""
    addresses = [script.attributes.get("src") or "" for script in scripts]
    # Nearly no page has any: all addresses together are searched first.
    may_challenge = _challenges("\n".join(addresses))
    signs = []
    for (tag, _, text), address in zip(scripts, addresses, strict=True):
        if tag == "noscript":
            if "script" in text[:MAX_NOSCRIPT].casefold() and _NOSCRIPT_DEMAND.search(shown := _without_tags(text)):
                signs.append(_reason("javascript", f"<noscript>{shown}"))
        elif may_challenge and _challenges(address):
            signs.append(_reason("access-check", f'<script src="{address}">'))
    return tuple(signs)


def _without_tags(text: str) -> str:
    return re.sub(r"<[^>]*>", " ", text[:MAX_NOSCRIPT])


def _challenges(address: str) -> bool:
    return any(mark in address for mark in _CHALLENGES)


def _addresses(pieces: Cut) -> list[Reason]:
    """Frames and forms that belong to a challenge."""
    named = [(tag, attributes.get("src")) for tag, attributes, _ in pieces.frames if tag == "iframe"]
    named += [("form", box.attributes.get("action")) for box in pieces.telling if box.tag == "form"]
    return [
        _reason("access-check", f'<{tag} src="{address}">')
        for tag, address in named
        if address and _challenges(address)
    ]


def _embeds(pieces: Cut) -> list[Reason]:
    """Frames whose content is not in the capture."""
    signs, seen = [], set()
    for tag, attributes, _ in pieces.frames:
        address = attributes.get("src") or attributes.get("data-src") or ""
        if address not in seen and _MISSING.search(address):
            seen.add(address)
            signs.append(_reason("missing-embed", f'<{tag} src="{address}">'))
    return signs
