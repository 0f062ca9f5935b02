"""The weights: where they lie, whether they are whole, and how they are run.

Decides what a set of weights consists of (two ONNX graphs, a tokenizer, a manifest with the settings and the hash of each
file) and refuses a set with a missing or changed file. Refuses to know what the numbers mean.
"""

from __future__ import annotations

import hashlib
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import msgspec
import numpy as np

from onrecord.errors import ModelError
from onrecord.models.finder import Settings, Vectors
from onrecord.models.pieces import FEATURES_VERSION
from onrecord.records import Record

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

    Array = np.ndarray[Any, np.dtype[Any]]

FILES = ("encoder.onnx", "linker.onnx", "tokenizer.json")
_REINSTALL = "Reinstall onrecord (pip install --force-reinstall onrecord), or choose --model rules."


class Manifest(Record, frozen=True, kw_only=True):
    """What lies beside the weights: their settings, the hash of each file, and how they were made."""

    settings: Settings
    files: dict[str, str]
    about: dict[str, Any] = {}


class Weights(Record, frozen=True, kw_only=True):
    """One set of weights, read and checked."""

    manifest: Manifest
    encoder: bytes
    linker: bytes
    tokenizer: str


def folder_of(name: str) -> Traversable:
    """Return the folder of the weights called ``name`` within the package."""
    return files("onrecord.models").joinpath("data", name)


def read_weights(name: str, folder: Traversable | None = None) -> Weights:
    """Return the weights called ``name``, from ``folder`` or from the package.

    Raises ModelError where a file is missing, is not the one that the manifest names, or is for another version.
    """
    where = folder or folder_of(name)
    manifest = _manifest(name, _bytes(name, where, "manifest.json"))
    parts = {part: _bytes(name, where, part) for part in FILES}
    for part, content in parts.items():
        if hashlib.sha256(content).hexdigest() != manifest.files.get(part):
            raise ModelError(f"model {name}", f"{part} is damaged: its hash is not that of the manifest.", _REINSTALL)
    return Weights(
        manifest=manifest,
        encoder=parts["encoder.onnx"],
        linker=parts["linker.onnx"],
        tokenizer=parts["tokenizer.json"].decode("utf-8"),
    )


def _bytes(name: str, where: Traversable, part: str) -> bytes:
    try:
        return where.joinpath(part).read_bytes()
    except OSError as error:
        raise ModelError(f"model {name}", f"{part} is missing or cannot be read.", _REINSTALL) from error


def _manifest(name: str, content: bytes) -> Manifest:
    try:
        manifest = msgspec.json.decode(content, type=Manifest)
    except (msgspec.DecodeError, ValueError) as error:
        raise ModelError(f"model {name}", f"manifest.json is damaged: {error}.", _REINSTALL) from error
    if manifest.settings.features != FEATURES_VERSION:
        message = f"the weights are for input features {manifest.settings.features}, not {FEATURES_VERSION}."
        raise ModelError(f"model {name}", message, _REINSTALL)
    return manifest


class OnnxRunner:
    """Runs the two graphs on the processor."""

    def __init__(self, weights: Weights, threads: int) -> None:
        import onnxruntime as ort

        options = ort.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        # Threads that spin between calls would take a core from the other processes of a batch.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        options.log_severity_level = 3
        # onnxruntime 1.32's fused "add and normalise" is much slower than the two steps apart.
        apart = {"providers": ["CPUExecutionProvider"], "disabled_optimizers": ["SkipLayerNormFusion"]}
        self._encoder = ort.InferenceSession(weights.encoder, options, **apart)
        self._linker = ort.InferenceSession(weights.linker, options, **apart)

    def encode(self, pieces: Array, features: Array) -> tuple[Array, Vectors]:
        """Return anchor scores and link vectors of one window."""
        anchor, *vectors = self._encoder.run(None, {"pieces": pieces[None], "features": features[None]})
        return np.asarray(anchor), Vectors(*(np.asarray(v) for v in vectors))

    def link(self, vectors: Vectors, anchors: Array, near: Array, places: Array) -> Array:
        """Return the tag scores of the pieces near each anchor."""
        feed = {"own": vectors.own, "add": vectors.add, "times": vectors.times}
        feed |= {"anchors": anchors, "near": near, "places": places}
        return np.asarray(self._linker.run(None, feed)[0])
