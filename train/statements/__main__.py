"""From the corpora to the weights in the package: ``python -m statements --data ../shared/data`` (in ``train/``).

Decides the order: vocabulary, ``best``, its calibration and export, the lessons for ``fast``, ``fast``, its calibration and
export, the figures. Every step that is done is not done again; a step cut short goes on from its checkpoint. With
``--teacher``, ``best`` also learns from a wider network before it is exported.
"""

from __future__ import annotations

import argparse
import json
from copy import deepcopy
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import msgspec
import torch
from tokenizers import Tokenizer

from onrecord.models.finder import Finder, Settings
from onrecord.models.weights import OnnxRunner, read_weights
from onrecord.models.words import Cutter
from statements import data, distil, evaluate, export, grammar, loop, precision, taught, teacher, vocabulary
from statements.calibrate import calibrated
from statements.data import Document
from statements.network import Network, Shape, load_pretrained, mean_of

PACKAGE = Path(__file__).parents[2] / "src" / "onrecord" / "models" / "data"
AGAIN = {"passes": 3, "encoder_rate": 1e-4, "head_rate": 5e-4, "grammar_weight": 0.7, "seed": 21}
"""The second round of ``best``: the mean of its end and the first one's finds more than either (train/experiments.md)."""
TEACHER_PASSES = 1.4
"""So far it learns what its texts have in common; then, more and more, what each of them has of its own."""
TAUGHT_REACH = (96, 112)
"""Pieces before and behind an anchor whose tags the wide teacher tells."""
QUICK = {"width": 192, "inner": 384, "heads": 1, "link_width": 64, "link_blocks": 1, "convolutions": [1, 2, 4, 8]}
# Whole texts in one go where the encoder allows it; the overlap covers all that its convolutions see.
QUICK_SETTINGS = {"window": 4096, "overlap": 96, "before": 48, "after": 64, "anchor_threshold": 0.3}


@dataclass
class Work:
    """What all steps share."""

    data: Path
    runs: Path
    target: Path
    bf16: bool
    tokenizer_text: str
    kept: list[int]
    grammar: list[int]
    train: list[Document]
    dev: list[Document]

    @property
    def tokenizer(self) -> Tokenizer:
        """The tokenizer with the trimmed vocabulary."""
        return Tokenizer.from_str(self.tokenizer_text)

    @property
    def mask_id(self) -> int:
        """The id of the piece that stands for a hidden one."""
        found = self.tokenizer.token_to_id("[MASK]")
        assert found is not None, "a BERT vocabulary has a piece for what is hidden"
        return found


def prepare(options: argparse.Namespace, bf16: bool) -> Work:
    """Read the corpora and cut them into pieces."""
    text, kept = vocabulary.trimmed(data.raw_texts(options.data))
    cutter = Cutter(Tokenizer.from_str(text))
    train = data.polnear(options.data / "polnear" / "train.jsonl.gz", cutter)
    train += data.pages(options.data / "pages" / "extra.jsonl", cutter)
    dev = data.polnear(options.data / "polnear" / "dev.jsonl.gz", cutter)
    labels = grammar.label(train, grammar.read(options.data / "polnear" / "train.silver.jsonl.gz"))
    options.runs.mkdir(parents=True, exist_ok=True)
    return Work(options.data, options.runs, options.target, bf16, text, kept, labels, train, dev)


def train_best(work: Work, passes: int) -> Network:
    """Train the encoder with attention: to the end, once more from lower rates, and then the mean of both."""
    plan = loop.Plan(bf16=work.bf16, passes=passes)
    torch.manual_seed(plan.seed)
    network = Network(Shape(vocabulary=len(work.kept), grammar=work.grammar))
    load_pretrained(network, vocabulary.encoder_files(), work.kept)
    first = loop.train(network, work.train, plan, work.runs / "best", work.mask_id)
    again = replace(plan, **AGAIN)  # type: ignore[arg-type]
    torch.manual_seed(again.seed)
    second = loop.train(deepcopy(first), work.train, again, work.runs / "best-again", work.mask_id)
    return mean_of(first, second)


def teach_best(work: Work, network: Network) -> Network:
    """Teach ``network`` what a wider one says of the texts, those without labels included."""
    folder = work.runs / "teacher"
    plan = loop.Plan(passes=TEACHER_PASSES, bf16=work.bf16)
    wide = teacher.train(work.train, work.grammar, work.tokenizer, plan, folder)
    documents = work.train + data.without_labels(work.data, Cutter(work.tokenizer))
    documents = [document for document in documents if len(document.pieces)]
    made = distil.lessons(wide, documents, folder / "lessons.pt", work.bf16, TAUGHT_REACH)
    # Annotated pages are few and of a kind of their own.
    made += [one for one, document in zip(made, documents, strict=True) if document.statements_only] * 2
    plain = Network(replace(network.shape, grammar=[]))
    plain.load_state_dict({n: w for n, w in network.state_dict().items() if not n.startswith("grammar.")})
    return taught.teach(plain, made, taught.TaughtPlan(bf16=work.bf16), work.runs / "best-taught", work.mask_id)


def train_fast(work: Work, teacher: Network, passes: int) -> Network:
    """Teach the quick encoder what the other one says."""
    folder = work.runs / "fast"
    folder.mkdir(parents=True, exist_ok=True)
    made = distil.lessons(teacher, work.train, folder / "lessons.pt", work.bf16)
    plan = distil.QuickPlan(passes=passes, bf16=work.bf16)
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
        "--precision",
        choices=("auto", "bf16", "fp32"),
        default="auto",
        help="auto: bfloat16 where it works and is quicker",
    )
    parser.add_argument("--passes", type=int, default=7)
    parser.add_argument("--quick-passes", type=int, default=10)
    parser.add_argument(
        "--teacher",
        action="store_true",
        help="let a wider network teach best at the end; the shipped weights were made without (see experiments.md)",
    )
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    bf16 = options.precision == "bf16" or (options.precision == "auto" and precision.use_bf16(options.threads))
    print(f"training in {'bfloat16' if bf16 else '32 bits'}", flush=True)
    torch.set_num_threads(options.threads)
    work = prepare(options, bf16)
    best = train_best(work, options.passes)
    if options.teacher:
        best = teach_best(work, best)
    figures = {"best": finish(work, "best", best, evaluate.DEFAULTS)}
    fast = train_fast(work, best, options.quick_passes)
    quick = msgspec.structs.replace(evaluate.DEFAULTS, **QUICK_SETTINGS)
    figures["fast"] = finish(work, "fast", fast, quick)
    (work.runs / "figures.json").write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(figures, indent=1))


if __name__ == "__main__":
    main()
