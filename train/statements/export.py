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
from collections.abc import Sequence
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
from statements.network import Layer, Network, QuickEncoder

OPSET = 17


class _Attention(torch.autograd.Function):
    """Self-attention as the one operator that onnxruntime has for it; traced, never run."""

    @staticmethod
    def forward(_ctx: Any, q: Tensor, _k: Tensor, _v: Tensor, _heads: int) -> Tensor:
        return q.clone()

    @staticmethod
    def symbolic(graph: Any, q: Any, k: Any, v: Any, heads: int) -> Any:
        return graph.op("com.microsoft::MultiHeadAttention", q, k, v, num_heads_i=heads).setType(q.type())


def _combined(tables: Sequence[Tensor]) -> Tensor:
    """Return one table with a row for each combination of the rows of ``tables``, the last one's changing quickest."""
    total = tables[0]
    for table in tables[1:]:
        total = (total[:, None] + table[None]).flatten(0, 1)
    return total


class _EncoderGraph(nn.Module):
    """The encoder for one window, without what only training needs.

    ``pieces`` and ``features`` are [1, pieces], features one number for all of a piece's (``FEATURE_SIZES``).
    """

    def __init__(self, network: Network) -> None:
        super().__init__()
        self.encoder = network.encoder
        self.features = nn.Parameter(_combined([table.weight for table in network.encoder.features]))
        self.width = network.shape.link_width

    def forward(self, pieces: Tensor, features: Tensor) -> tuple[Tensor, ...]:
        e = self.encoder
        x = e.piece(pieces) + F.embedding(features, self.features)
        if isinstance(e, QuickEncoder):
            x = e.norm(x)
            for layer in e.layers:
                x = layer(x)
            x = e.last(x)
        else:
            x = e.norm(x + e.position.weight[: pieces.shape[1]])
            for layer in e.layers:
                x = self.attended(layer, x)
        x = x.flatten(0, 1)
        own, near = e.link(x).chunk(2, -1)
        return e.anchor(x), own, *near.chunk(2, -1)

    @staticmethod
    def attended(layer: Layer, x: Tensor) -> Tensor:
        """Return what ``layer`` makes of a window."""
        y = _Attention.apply(*layer.qkv(x).chunk(3, -1), layer.heads)
        x = layer.norm1(x + layer.out(y))
        return layer.norm2(x + layer.down(F.gelu(layer.up(x))))


class _LinkerGraph(nn.Module):
    """The linker, fed with rows of the document's link vectors and with how pieces stand to anchors as one number."""

    def __init__(self, network: Network) -> None:
        super().__init__()
        self.linker = linker = network.linker
        tables = (linker.step, linker.sentence, linker.paragraph)
        self.places = nn.Parameter(_combined([table.weight for table in tables]))

    def forward(self, own: Tensor, add: Tensor, times: Tensor, anchors: Tensor, near: Tensor, places: Tensor) -> Tensor:
        own_add, own_times = own[anchors].chunk(2, -1)
        x = add[near] + own_times[:, None] * times[near] + own_add[:, None] + F.embedding(places, self.places)
        tags: Tensor = self.linker.tagged(x).permute(2, 0, 1)
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
    n, d = 40, network.shape.link_width
    window, each = {1: "n"}, {0: "anchors", 1: "near"}
    ids = torch.ones(1, n, dtype=torch.long)
    outputs = ["anchor", "own", "add", "times"]
    _trace(
        _EncoderGraph(network),
        (ids, ids),
        encoder,
        (["pieces", "features"], outputs),
        {"pieces": window, "features": window} | {name: {0: "pieces of the window"} for name in outputs},
    )
    rows = torch.zeros(3, n, dtype=torch.long)
    vectors = (torch.randn(n, 2 * d), torch.randn(n, d), torch.randn(n, d))
    _trace(
        _LinkerGraph(network),
        (*vectors, torch.tensor([1, 2, 3]), rows, rows),
        linker,
        (["own", "add", "times", "anchors", "near", "places"], ["tags"]),
        {"own": {0: "n"}, "add": {0: "n"}, "times": {0: "n"}, "anchors": {0: "anchors"}, "near": each,
         "places": each, "tags": {1: "anchors", 2: "near"}},
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


HALVED, SHRUNK = 50_000, 1_000_000
"""Tables of so many values are kept in 16 bits, and in 8 bits: the small ones are made whole when they are loaded, which
saves time, and the big ones row by row when they are used, which saves memory."""


def shrink_tables(model: onnx.ModelProto) -> None:
    """Replace the tables that are only looked up in by smaller ones: see ``SHRUNK``."""
    graph = model.graph
    tables = {t.name: t for t in graph.initializer}
    for node in list(graph.node):
        if node.op_type != "Gather" or node.input[0] not in tables:
            continue
        table = tables[node.input[0]]
        values = numpy_helper.to_array(table)
        if values.size < HALVED:
            continue
        if values.size < SHRUNK:
            half, name = numpy_helper.from_array(values.astype(np.float16), table.name + ".half"), table.name
            graph.initializer.remove(table)
            graph.initializer.append(half)
            graph.node.insert(0, helper.make_node("Cast", [half.name], [name], to=TensorProto.FLOAT))
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
