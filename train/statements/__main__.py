"""From the corpora to the weights in the package: ``python -m statements --data ../shared/data`` (in ``train/``).

Decides the order: vocabulary, ``best``, its calibration and export, the lessons for ``fast``, ``fast``, its calibration and
export, the figures. Every step that is done is not done again; a step cut short goes on from its checkpoint.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import torch
from tokenizers import Tokenizer

from onrecord.models.finder import Finder, Settings
from onrecord.models.weights import OnnxRunner, read_weights
from statements import data, distil, evaluate, export, loop, vocabulary
from statements.calibrate import calibrated
from statements.network import Network, Shape, load_pretrained

PACKAGE = Path(__file__).parents[2] / "src" / "onrecord" / "models" / "data"
QUICK = {"width": 192, "inner": 384, "heads": 1, "link_width": 64, "link_blocks": 1, "convolutions": [1, 2, 4, 8]}
# Whole texts in one go where the encoder allows it; the overlap covers all that its convolutions see.
QUICK_SETTINGS = {"window": 4096, "overlap": 192, "before": distil.BEFORE, "after": distil.AFTER}


@dataclass
class Work:
    """What all steps share."""

    data: Path
    runs: Path
    target: Path
    bf16: bool
    tokenizer_text: str
    kept: list[int]
    train: list[data.Document]
    dev: list[data.Document]

    @property
    def tokenizer(self) -> Tokenizer:
        """The tokenizer with the trimmed vocabulary."""
        return Tokenizer.from_str(self.tokenizer_text)

    @property
    def mask_id(self) -> int:
        """The id of the piece that stands for a hidden one."""
        return int(self.tokenizer.token_to_id("[MASK]"))


def prepare(options: argparse.Namespace) -> Work:
    """Read the corpora and cut them into pieces."""
    text, kept = vocabulary.trimmed(data.raw_texts(options.data))
    tokenizer = Tokenizer.from_str(text)
    train = data.polnear(options.data / "polnear" / "train.jsonl.gz", tokenizer)
    train += data.pages(options.data / "pages" / "extra.jsonl", tokenizer)
    dev = data.polnear(options.data / "polnear" / "dev.jsonl.gz", tokenizer)
    options.runs.mkdir(parents=True, exist_ok=True)
    return Work(options.data, options.runs, options.target, options.bf16, text, kept, train, dev)


def train_best(work: Work, passes: int, more_passes: int) -> Network:
    """Train the encoder with attention: once with the rates going down to nothing, then again from lower rates."""
    plan = loop.Plan(bf16=work.bf16, passes=passes)
    torch.manual_seed(plan.seed)
    network = Network(Shape(vocabulary=len(work.kept)))
    load_pretrained(network, vocabulary.encoder_files(), work.kept)
    network = loop.train(network, work.train, plan, work.runs / "best", work.mask_id)
    if more_passes:
        again = loop.Plan(bf16=work.bf16, passes=more_passes, encoder_rate=1.2e-4, head_rate=5e-4, seed=40)
        network = loop.train(network, work.train, again, work.runs / "best-again", work.mask_id)
    return network


def train_fast(work: Work, teacher: Network, passes: int) -> Network:
    """Teach the quick encoder what the other one says."""
    folder = work.runs / "fast"
    folder.mkdir(parents=True, exist_ok=True)
    made = distil.lessons(teacher, work.train, folder / "lessons.pt", work.bf16)
    plan = distil.QuickPlan(passes=passes)
    torch.manual_seed(plan.seed)
    network = Network(Shape(vocabulary=len(work.kept), layers=[], **QUICK))  # type: ignore[arg-type]
    distil.start_from(network, teacher)
    return distil.teach(network, made, plan, folder, work.mask_id)


def finish(work: Work, name: str, network: Network, settings: Settings) -> dict[str, Any]:
    """Export ``network``, calibrate what was exported, and return its figures on dev."""
    target = work.target / name
    about = {"name": name, "shape": network.settings(), "data": "PolNeAR 1.0 train, 23 annotated news pages"}
    export.package(network, work.tokenizer_text, settings, target, about)
    wide = msgspec.structs.replace(settings, confidence_threshold=0.0)
    finder = Finder(work.tokenizer, OnnxRunner(read_weights(name, target), 1), wide)
    fitted, figures = calibrated(wide, finder, work.dev)
    export.write_manifest(target, fitted, about)
    finder = Finder(work.tokenizer, OnnxRunner(read_weights(name, target), 1), fitted)
    counts = evaluate.relation_counts(finder, work.dev)
    return {"relation F1 on dev": evaluate.relation_f1(counts), "counts": dict(counts), "reliability": figures}


def main() -> None:
    """Do all that is not done yet."""
    parser = argparse.ArgumentParser(prog="python -m statements", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the folder with polnear/ and pages/")
    parser.add_argument("--runs", type=Path, default=Path(__file__).parents[1] / "runs" / "statements")
    parser.add_argument("--target", type=Path, default=PACKAGE)
    parser.add_argument(
        "--bf16", action="store_true", help="train in bfloat16: for processors that have it in hardware"
    )
    parser.add_argument("--passes", type=int, default=3)
    parser.add_argument("--more-passes", type=int, default=2)
    parser.add_argument("--quick-passes", type=int, default=10)
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    work = prepare(options)
    best = train_best(work, options.passes, options.more_passes)
    figures = {"best": finish(work, "best", best, evaluate.DEFAULTS)}
    fast = train_fast(work, best, options.quick_passes)
    quick = msgspec.structs.replace(evaluate.DEFAULTS, **QUICK_SETTINGS)
    figures["fast"] = finish(work, "fast", fast, quick)
    (work.runs / "figures.json").write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(figures, indent=1))


if __name__ == "__main__":
    main()
