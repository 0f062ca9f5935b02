"""Signs: what a page's markup says about completeness, raw, with the markup itself as evidence.

Decides which markup is a sign. Refuses to weigh any: markup lies, and the completeness room knows by how much.
"""

from __future__ import annotations

import re
from typing import Any, Final

from selectolax.lexbor import LexborHTMLParser

from onrecord.article.structured import types_of
from onrecord.article.tree import Cut
from onrecord.records import Reason, ReasonKind

MAX_EVIDENCE: Final = 200
_TIER_METAS: Final = (
    "article:content_tier",
    "article.content_tier",
    "lp.type",
    "isAccessibleForFree",
    "cXenseParse:pageclass",
)
_GATE_NAMES: Final = re.compile(
    r"(?<![a-z])(paywall|pay-wall|piano-(?:inline|offer|container)|tp-container-inner|meter-?wall|regwall|reg-wall|gateway-content"
    r"|subscriber-only|subscribe-?wall|premium-(?:content-?)?(?:barrier|wall|block)|freewall|plus-?wall|js-paywall|paid-content-gate"
    r"|content-gate|article-gate|poool-widget|leaky_paywall|locked-content|truncated-content)(?![a-z])"
)
_CONSENT_NAMES: Final = re.compile(
    r"(?<![a-z])(cookie-?wall|consent-?wall|sp_message_container|didomi-host|qc-cmp2-container|onetrust-banner-sdk)(?![a-z])"
)
_CHALLENGES: Final = (
    "cf-challenge", "cdn-cgi/challenge-platform", "_incapsula_resource", "px-captcha", "captcha-delivery.com", "ddos-guard",
    "g-recaptcha", "h-captcha", "hcaptcha.com", "geo.captcha", "distil_", "awswafcaptcha", "challenges.cloudflare.com",
)  # fmt: skip
_NOSCRIPT_DEMAND: Final = re.compile(
    r"(enable|activate|turn on|requires?|need) (?:your )?java ?script|javascript (?:is )?(?:disabled|required|aktivier|deaktiv)",
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
    for meta in tree.css("meta[content]"):
        name = meta.attributes.get("name") or meta.attributes.get("property") or meta.attributes.get("itemprop") or ""
        if name in _TIER_METAS:
            signs.append(_reason("subscription", f'<meta {name}="{meta.attributes.get("content")}">'))
    return signs


def _containers(pieces: Cut) -> list[Reason]:
    signs, seen = [], set()
    for box in pieces.boxes:
        if not box.names.strip():
            continue
        gate, consent = _GATE_NAMES.search(box.names), _CONSENT_NAMES.search(box.names)
        for kind, match in (("subscription", gate), ("cookie-wall", consent)):
            if match and match[0] not in seen:
                seen.add(match[0])
                signs.append(_reason(kind, f'<{box.tag} class="{box.names.strip()}">'))  # type: ignore[arg-type]
    return signs


def _scripts(tree: LexborHTMLParser) -> list[Reason]:
    """Challenge scripts, and texts for readers without JavaScript that demand it."""
    signs = []
    for script in tree.css("script[src], iframe[src], form[action]"):
        address = (script.attributes.get("src") or script.attributes.get("action") or "").lower()
        if any(mark in address for mark in _CHALLENGES):
            signs.append(_reason("access-check", f'<{script.tag} src="{address}">'))
    for note in tree.css("noscript"):
        text = re.sub(r"<[^>]*>", " ", note.text(deep=True) or "")
        if _NOSCRIPT_DEMAND.search(text):
            signs.append(_reason("javascript", f"<noscript>{text}"))
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
