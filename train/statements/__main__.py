"""From the corpora to the weights in the package: ``python -m statements --data ../shared/data`` (in ``train/``).

Decides the order: vocabulary, ``best``, the lessons that it gives, ``best`` with fewer heads, its calibration and export,
``fast``, its calibration and export, the figures. Every step that is done is not done again; a step cut short goes on from
its checkpoint. With ``--teacher``, ``best`` learns most from wider networks: so the weights in the package were made, and it
takes many times as long.
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
from statements import data, distil, evaluate, export, grammar, loop, precision, prune, taught, teacher, vocabulary
from statements.calibrate import calibrated
from statements.data import Document
from statements.distil import Lesson
from statements.network import Network, Shape, load_pretrained, mean_of

PACKAGE = Path(__file__).parents[2] / "src" / "onrecord" / "models" / "data"
AGAIN = {"passes": 3, "encoder_rate": 1e-4, "head_rate": 5e-4, "grammar_weight": 0.7, "seed": 21}
"""The second round of ``best``: the mean of its end and the first one's finds more than either (train/experiments.md)."""
TEACHER_PASSES, FIRST_PASSES = 4, 2
"""Of each teacher over the corpora, and of ``best`` before it learns from them."""
LAST = (
    {"passes": 2.4, "encoder_rate": 1.2e-4, "head_rate": 6e-4, "averaging": 0.995, "gold_share": 0.1, "seed": 12},
    {"passes": 2.4, "encoder_rate": 1.2e-4, "head_rate": 6e-4, "averaging": 0.995, "gold_share": 0.0, "seed": 14},
)
"""Two ways to end the lessons from the same weights; the mean of both is ``best``."""
DROPPED_HEADS = 28
PRUNED = {"passes": 0.6, "encoder_rate": 6e-5, "head_rate": 3e-4, "averaging": 0.99, "gold_share": 0.1, "seed": 41}
"""How ``best`` learns to do without its heads: from what it said with them."""
DATA = (
    "PolNeAR 1.0 train, 23 annotated news pages; what other networks say of texts without labels (see the model card)"
)
QUICK = {"width": 192, "inner": 384, "heads": 1, "link_width": 64, "link_blocks": 1, "convolutions": [1, 2, 4, 8]}
# Whole texts in one go where the encoder allows it; the overlap covers all that its convolutions see.
QUICK_SETTINGS = {"window": 4096, "overlap": 96, "before": 48, "after": 64}


@dataclass
class Work:
    """What all steps share."""

    data: Path
    runs: Path
    target: Path
    bf16: bool
    device: str
    tokenizer_text: str
    kept: list[int]
    grammar: list[int]
    train: list[Document]
    dev: list[Document]

    @property
    def plan(self) -> loop.Plan:
        """How to train, as far as that is the same everywhere."""
        return loop.Plan(bf16=self.bf16, device=self.device)

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
    return Work(options.data, options.runs, options.target, bf16, options.device, text, kept, labels, train, dev)


def pretrained(work: Work, seed: int) -> Network:
    """Return ``best`` before its training: the pretrained encoder, and a linker that knows nothing."""
    torch.manual_seed(seed)
    network = Network(Shape(vocabulary=len(work.kept), grammar=work.grammar))
    load_pretrained(network, vocabulary.encoder_files(), work.kept)
    return network


def train_best(work: Work, passes: int) -> Network:
    """Train the encoder with attention: to the end, once more from lower rates, and then the mean of both."""
    plan = replace(work.plan, passes=passes)
    first = loop.train(pretrained(work, plan.seed), work.train, plan, work.runs / "best", work.mask_id)
    again = replace(plan, **AGAIN)  # type: ignore[arg-type]
    torch.manual_seed(again.seed)
    second = loop.train(deepcopy(first), work.train, again, work.runs / "best-again", work.mask_id)
    return mean_of(first, second)


def teach_best(work: Work, texts: Path | None) -> Network:
    """Train ``best`` on what wider networks say of the texts; those of ``texts`` and of pages without labels included."""
    cutter = Cutter(work.tokenizer)
    unknown = data.without_labels(work.data, cutter) + (data.plain(texts, cutter) if texts else [])
    plan = replace(work.plan, passes=TEACHER_PASSES, seed=31)
    folder = work.runs / "teachers"
    made = teacher.lessons((work.train, unknown), work.grammar, work.tokenizer, plan, folder)
    # Annotated pages are few and of a kind of their own.
    pages = {document.id for document in work.train if document.statements_only}
    made += [one for one in made if one.name in pages] * 2
    first = replace(work.plan, passes=FIRST_PASSES)
    network = loop.train(pretrained(work, 31), work.train, first, work.runs / "best-first", work.mask_id)
    lessons = taught.TaughtPlan(bf16=work.bf16, device=work.device)
    network = taught.teach(network, made, lessons, work.runs / "best-taught", work.mask_id)
    ends = [
        taught.teach(deepcopy(network), made, replace(lessons, **way), work.runs / f"best-end-{number}", work.mask_id)  # type: ignore[arg-type]
        for number, way in enumerate(LAST)
    ]
    return mean_of(*ends)


def with_fewer_heads(work: Work, network: Network, made: list[Lesson]) -> Network:
    """Return ``network`` without ``DROPPED_HEADS`` of its heads, taught by what it said with them (``made``)."""
    plain = without_grammar(network)
    fewer = prune.without_heads(plain, prune.importance(plain, work.train), DROPPED_HEADS)
    plan = replace(taught.TaughtPlan(bf16=work.bf16), **PRUNED)  # type: ignore[arg-type]
    return taught.teach(fewer, made, plan, work.runs / "best-pruned", work.mask_id)


def lessons_of(work: Work, network: Network) -> list[Lesson]:
    """Return what ``network`` says of the corpora and of pages without labels."""
    texts = work.train + data.without_labels(work.data, Cutter(work.tokenizer))
    return distil.lessons([network], texts, work.runs / "fast" / "lessons.pt", replace(work.plan, device="cpu"))


def train_fast(work: Work, teacher: Network, made: list[Lesson], passes: int) -> Network:
    """Teach the quick encoder what the other one says."""
    folder = work.runs / "fast"
    plan = distil.QuickPlan(passes=passes, bf16=work.bf16)
    torch.manual_seed(plan.seed)
    network = Network(Shape(vocabulary=len(work.kept), layers=[], **QUICK))  # type: ignore[arg-type]
    distil.start_from(network, teacher)
    return distil.teach(network, made, plan, folder, work.mask_id)


def without_grammar(network: Network) -> Network:
    """Return ``network`` without the side tasks, which only its training needs."""
    plain = Network(replace(network.shape, grammar=[]))
    plain.load_state_dict({n: w for n, w in network.state_dict().items() if not n.startswith("grammar.")})
    return plain.eval()


def finish(work: Work, name: str, network: Network, settings: Settings) -> dict[str, Any]:
    """Export ``network``, calibrate what was exported, and return its figures on dev."""
    target, network = work.target / name, without_grammar(network)
    about = {"name": name, "shape": network.settings(), "data": DATA}
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
    parser.add_argument("--passes", type=int, default=7, help="of best over the corpora, without --teacher")
    parser.add_argument("--quick-passes", type=int, default=14)
    parser.add_argument(
        "--teacher",
        action="store_true",
        help="let wider networks teach best, as for the weights in the package; for a GPU, or for a day (experiments.md)",
    )
    parser.add_argument(
        "--texts", type=Path, help="a folder of plain texts to learn from without labels, with --teacher"
    )
    parser.add_argument("--device", default="cpu", help="where to train: cpu or cuda")
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    quicker = options.device != "cpu" or (options.precision == "auto" and precision.use_bf16(options.threads))
    bf16 = options.precision == "bf16" or (options.precision == "auto" and quicker)
    print(f"training in {'bfloat16' if bf16 else '32 bits'}", flush=True)
    torch.set_num_threads(options.threads)
    work = prepare(options, bf16)
    best = teach_best(work, options.texts) if options.teacher else train_best(work, options.passes)
    made = lessons_of(work, deepcopy(best))
    fewer = with_fewer_heads(work, best, made)
    figures = {"best": finish(work, "best", fewer, evaluate.DEFAULTS)}
    fast = train_fast(work, best, made, options.quick_passes)
    quick = msgspec.structs.replace(evaluate.DEFAULTS, **QUICK_SETTINGS)
    figures["fast"] = finish(work, "fast", fast, quick)
    (work.runs / "figures.json").write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(figures, indent=1))


if __name__ == "__main__":
    main()
