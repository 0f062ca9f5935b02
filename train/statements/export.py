"""Export: a trained network as two small ONNX graphs with 8-bit weights, and everything else a finder needs beside them.

Decides the form of the weights: matrices in 8 bits with a scale for each output column (7 of the 8 bits are used, so that
no processor's 16-bit sums overflow and all give the same result), the vocabulary's rows in 8 bits with a scale for each
row. Activations are scaled for each window by itself, and windows are run one at a time, so nothing depends on what else is
read.
"""

from __future__ import annotations

import hashlib
import json
import tempfile
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import onnx
import torch
import torch.nn.functional as F  # noqa: N812
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn

from onrecord.models.finder import Settings
from statements.network import Network, QuickEncoder

OPSET = 17


class _Attention(torch.autograd.Function):
    """Self-attention as the one operator that onnxruntime has for it; traced, never run."""

    @staticmethod
    def forward(_ctx: Any, q: Tensor, _k: Tensor, _v: Tensor, _heads: int) -> Tensor:
        return q.clone()

    @staticmethod
    def symbolic(graph: Any, q: Any, k: Any, v: Any, heads: int) -> Any:
        return graph.op("com.microsoft::MultiHeadAttention", q, k, v, num_heads_i=heads).setType(q.type())


class _EncoderGraph(nn.Module):
    """The encoder for one window, without what only training needs."""

    def __init__(self, network: Network) -> None:
        super().__init__()
        self.encoder = network.encoder

    def forward(self, pieces: Tensor, features: Tensor) -> tuple[Tensor, Tensor]:
        e = self.encoder
        if isinstance(e, QuickEncoder):
            anchor, _, link, _ = e(pieces, features)
            return anchor[0], link[0]
        x = e.piece(pieces) + e.position.weight[: pieces.shape[1]]
        for i, table in enumerate(e.features):
            x = x + table(features[:, i])
        x = e.norm(x)
        for layer in e.layers:
            y = _Attention.apply(*layer.qkv(x).chunk(3, -1), layer.heads)
            x = layer.norm1(x + layer.out(y))
            x = layer.norm2(x + layer.down(F.gelu(layer.up(x))))
        return e.anchor(x)[0], e.link(x)[0]


class _LinkerGraph(nn.Module):
    """The linker, fed with rows of the document's link vectors."""

    def __init__(self, network: Network) -> None:
        super().__init__()
        self.linker = network.linker

    def forward(
        self, vectors: Tensor, anchors: Tensor, near: Tensor, steps: Tensor, sentences: Tensor, paragraphs: Tensor
    ) -> Tensor:
        first, second = vectors.chunk(2, -1)
        tags: Tensor = self.linker(first[anchors], second[near], steps, sentences, paragraphs)
        return tags


def _trace(
    module: nn.Module, inputs: tuple[Tensor, ...], path: Path, names: tuple[list[str], list[str]], axes: Any
) -> None:
    torch.onnx.export(
        module.eval(), inputs, str(path), input_names=names[0], output_names=names[1], dynamic_axes=axes,
        opset_version=OPSET, do_constant_folding=True, dynamo=False, custom_opsets={"com.microsoft": 1},
    )  # fmt: skip


def export_graphs(network: Network, folder: Path) -> tuple[Path, Path]:
    """Write the two graphs in 32 bits to ``folder``."""
    network = network.float().eval()
    encoder, linker = folder / "encoder.onnx", folder / "linker.onnx"
    n, d = 64, 4 * network.shape.link_width
    _trace(
        _EncoderGraph(network),
        (torch.ones(1, n, dtype=torch.long), torch.zeros(1, 4, n, dtype=torch.long)),
        encoder,
        (["pieces", "features"], ["anchor", "link"]),
        {"pieces": {1: "n"}, "features": {2: "n"}, "anchor": {0: "n"}, "link": {0: "n"}},
    )
    rows = torch.zeros(3, 40, dtype=torch.long)
    each = {0: "anchors", 1: "near"}
    _trace(
        _LinkerGraph(network),
        (torch.randn(n, d), torch.tensor([1, 2, 3]), rows, rows, rows, rows),
        linker,
        (["vectors", "anchors", "near", "steps", "sentences", "paragraphs"], ["tags"]),
        {"vectors": {0: "n"}, "anchors": {0: "anchors"}, "near": each, "steps": each, "sentences": each,
         "paragraphs": each, "tags": each},
    )  # fmt: skip
    return encoder, linker


def quantise(source: Path, target: Path, keep: tuple[str, ...] = ()) -> None:
    """Write ``source`` with its matrices in 8 bits, but for the nodes whose names hold one of ``keep``."""
    model = onnx.load(str(source))
    kept = [node.name for node in model.graph.node if node.op_type == "MatMul" and any(k in node.name for k in keep)]
    with tempfile.TemporaryDirectory() as work:
        first = Path(work) / "rows.onnx"
        shrink_tables(model)
        onnx.save(model, str(first))
        quantize_dynamic(
            first,
            target,
            op_types_to_quantize=["MatMul"],
            per_channel=True,
            reduce_range=True,
            weight_type=QuantType.QInt8,
            nodes_to_exclude=kept,
            extra_options={"MatMulConstBOnly": True},
        )


def shrink_tables(model: onnx.ModelProto, least: int = 100_000) -> None:
    """Replace the big tables that are only looked up in by their rows in 8 bits and one scale a row."""
    graph = model.graph
    tables = {t.name: t for t in graph.initializer}
    for node in list(graph.node):
        if node.op_type != "Gather" or node.input[0] not in tables:
            continue
        table = tables[node.input[0]]
        values = numpy_helper.to_array(table)
        if values.size < least:
            continue
        scale = np.maximum(np.abs(values).max(1, keepdims=True), 1e-8).astype(np.float32) / 127
        rows = np.rint(values / scale).astype(np.int8)
        name, out = table.name.replace("/", "."), node.output[0]
        graph.initializer.extend(
            [numpy_helper.from_array(rows, name + ".rows"), numpy_helper.from_array(scale, name + ".scale")]
        )
        at = list(graph.node).index(node)
        fresh = [
            helper.make_node("Gather", [name + ".rows", node.input[1]], [out + ".rows"]),
            helper.make_node("Gather", [name + ".scale", node.input[1]], [out + ".scale"]),
            helper.make_node("Cast", [out + ".rows"], [out + ".wide"], to=TensorProto.FLOAT),
            helper.make_node("Mul", [out + ".wide", out + ".scale"], [out]),
        ]
        graph.node.remove(node)
        for i, one in enumerate(fresh):
            graph.node.insert(at + i, one)
        graph.initializer.remove(table)


def package(network: Network, tokenizer: str, settings: Settings, target: Path, about: dict[str, Any]) -> None:
    """Write the folder ``target`` that the package loads: graphs, tokenizer, settings, and the manifest of their hashes."""
    target.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as work:
        encoder, linker = export_graphs(network, Path(work))
        quantise(encoder, target / "encoder.onnx", keep=("/anchor/", "/role/"))
        quantise(linker, target / "linker.onnx", keep=("/tag/",))
    (target / "tokenizer.json").write_text(tokenizer, encoding="utf-8")
    write_manifest(target, settings, about)


def write_manifest(target: Path, settings: Settings, about: dict[str, Any]) -> None:
    """Write the settings and the hashes of all other files of ``target``."""
    files = {
        p.name: hashlib.sha256(p.read_bytes()).hexdigest()
        for p in sorted(target.iterdir())
        if p.name != "manifest.json"
    }
    manifest = {"about": about, "settings": msgspec.to_builtins(settings), "files": files}
    (target / "manifest.json").write_text(json.dumps(manifest, indent=1) + "\n", encoding="utf-8")
