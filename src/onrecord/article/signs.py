"""Signs: what a page's markup says about completeness, raw, with the markup itself as evidence.

Decides which markup is a sign. Refuses to weigh any: markup lies, and the completeness room knows by how much.
"""

from __future__ import annotations

import re
from typing import Any, Final

from selectolax.lexbor import LexborHTMLParser

from onrecord.article.boxes import bits
from onrecord.article.structured import types_of
from onrecord.article.tree import Cut
from onrecord.records import Reason, ReasonKind

MAX_EVIDENCE: Final = 200
MAX_NOSCRIPT: Final = 5_000
_TIER_METAS: Final = (
    "article:content_tier",
    "article.content_tier",
    "lp.type",
    "isAccessibleForFree",
    "cXenseParse:pageclass",
)
_TIER_SELECTOR: Final = ", ".join(
    f'meta[{key}="{name}"][content]' for name in _TIER_METAS for key in ("name", "property", "itemprop")
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


def find_signs(tree: LexborHTMLParser, pieces: Cut, structured: tuple[dict[str, Any], ...]) -> tuple[Reason, ...]:
    """Return the signs in the markup, each with the markup that it is."""
    return (*_declared(tree, structured), *_containers(pieces), *_scripts(tree), *_embeds(pieces))


def _reason(kind: ReasonKind, evidence: str) -> Reason:
    return Reason(kind=kind, evidence=" ".join(evidence.split())[:MAX_EVIDENCE])


def _declared(tree: LexborHTMLParser, structured: tuple[dict[str, Any], ...]) -> list[Reason]:
    """What the page says of itself: free or not, how many words."""
    signs = []
    for item in structured:
        kinds = "/".join(types_of(item))
        free = item.get("isAccessibleForFree")
        if free is not None and str(free).strip().lower().rsplit("/", 1)[-1] in ("false", "no", "0"):
            signs.append(_reason("subscription", f'json-ld {kinds} isAccessibleForFree: "{free}"'))
        words = item.get("wordCount") or item.get("wordcount")
        if words is not None and not isinstance(words, dict | list):
            signs.append(_reason("cut-off", f"json-ld {kinds} wordCount: {words}"))
    for meta in tree.css(_TIER_SELECTOR):
        name = meta.attributes.get("name") or meta.attributes.get("property") or meta.attributes.get("itemprop") or ""
        if name in _TIER_METAS:
            signs.append(_reason("subscription", f'<meta {name}="{meta.attributes.get("content")}">'))
    return signs


def _containers(pieces: Cut) -> list[Reason]:
    """Boxes that are made for gates and for walls of consent, one for each way they are named."""
    signs: list[Reason] = []
    seen = set()
    walls = bits("wall", "consent-wall")
    for box in pieces.boxes:
        if box.kinds & walls and box.names not in seen:
            seen.add(box.names)
            kind: ReasonKind = "subscription" if box.kinds & bits("wall") else "cookie-wall"
            signs.append(_reason(kind, f'<{box.tag} class="{box.names.strip()}">'))
    return signs


def _scripts(tree: LexborHTMLParser) -> list[Reason]:
    """Challenge scripts, and texts for readers without JavaScript that demand it."""
    signs = []
    for node in tree.css("script[src], iframe[src], form[action], noscript"):
        tag = node.tag
        if tag == "noscript":
            text = re.sub(r"<[^>]*>", " ", (node.text(deep=True) or "")[:MAX_NOSCRIPT])
            if _NOSCRIPT_DEMAND.search(text):
                signs.append(_reason("javascript", f"<noscript>{text}"))
            continue
        address = node.attributes.get("action" if tag == "form" else "src") or ""
        if any(mark in address for mark in _CHALLENGES):
            signs.append(_reason("access-check", f'<{tag} src="{address}">'))
    return signs


def _embeds(pieces: Cut) -> list[Reason]:
    """Frames whose content is not in the capture."""
    signs, seen = [], set()
    for tag, attributes, _ in pieces.frames:
        address = attributes.get("src") or attributes.get("data-src") or ""
        if address not in seen and _MISSING.search(address):
            seen.add(address)
            signs.append(_reason("missing-embed", f'<{tag} src="{address}">'))
    return signs
