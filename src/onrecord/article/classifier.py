"""The classifier: how likely each block is article text, as learned from pages whose article is known.

Decides how the learned numbers (``blocks.npz``) are read and computed with: a small network over the features of a block,
of its neighbours and of the groups it belongs to. Refuses to know what a label is. How it was trained:
docs/explanation/reading-a-page.md.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

from onrecord.article.boxes import Vocabulary
from onrecord.article.features import Hints, Measured, measure, sums_of_groups
from onrecord.article.pieces import Run
from onrecord.errors import ModelError
from onrecord.native import Network as CompiledNetwork
from onrecord.native import compiled

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, np.dtype[np.float32]]

WEIGHTS: Final = "blocks.npz"
THRESHOLD: Final = 0.3
"""A block at least so likely is article text: the best of the cross-validation (docs/explanation/reading-a-page.md)."""
_REACH: Final = 3
"""So many neighbours on each side whose first likelihood the second look sees."""


class Network:
    """The learned numbers, and the words that they belong to."""

    def __init__(self, arrays: dict[str, Any]) -> None:
        self.vocabulary = Vocabulary(tuple(map(str, arrays["box_words"])), tuple(map(str, arrays["text_words"])))
        self.arrays: dict[str, Array] = {k: v.astype("float32") for k, v in arrays.items() if not k.endswith("_words")}
        boxes = len(self.vocabulary.box_words)
        table = self.arrays["emb.weight"]
        self.near, self.far, self.inline = table[:boxes], table[boxes : 2 * boxes], table[2 * boxes : 3 * boxes]
        self.text = table[3 * boxes :]
        self.kernels = {name: _kernel(self.arrays[f"{name}.weight"]) for name in ("c1", "c2")}
        self.compiled = self._handed_over() if compiled is not None else None

    def likelihoods(self, runs: list[Run], rows: list[int], hints: Hints) -> list[float]:
        """Return for each of the blocks ``rows`` of ``runs`` how likely it is article text, between 0 and 1."""
        if self.compiled is None:
            found: list[float] = self.likelihoods_in_python(runs, rows, hints).tolist()
            return found
        return self.compiled.likelihoods(runs, rows, hints)

    def _handed_over(self) -> CompiledNetwork:
        """The same numbers for the compiled twin (``native/network.c``), in the order in which it takes them."""
        import numpy as np

        assert compiled is not None
        a = self.arrays
        tables = (
            self.near, self.far, self.inline, self.text, a["lin.weight"].T, a["lin.bias"], self.kernels["c1"], a["c1.bias"],
            self.kernels["c2"], a["c2.bias"], a["first.weight"], a["first.bias"], a["h2.weight"].T, a["h2.bias"],
            a["out.weight"], a["out.bias"],
        )  # fmt: skip
        vocabulary = self.vocabulary
        return compiled.Network(
            len(vocabulary.box_words), vocabulary.text_words, tuple(np.ascontiguousarray(table) for table in tables)
        )

    def likelihoods_in_python(self, runs: list[Run], rows: list[int], hints: Hints) -> Array:
        """Return the same: the reference for the compiled twin."""
        import numpy as np

        if not rows:
            return np.zeros(0, dtype=np.float32)
        measured = measure(runs, rows, self.vocabulary, hints)
        return self.judge(measured)

    def judge(self, measured: Measured) -> Array:
        """Return the likelihoods from the features."""
        import numpy as np

        a = self.arrays
        base = np.maximum(measured.dense @ a["lin.weight"].T + a["lin.bias"] + self._words(measured), 0)
        first = np.maximum(_convolve(base, self.kernels["c1"], a["c1.bias"], 1), 0)
        second = np.maximum(_convolve(first, self.kernels["c2"], a["c2.bias"], 2), 0)
        seen = np.concatenate([base, first, second], axis=1)
        guess = _sigmoid(seen @ a["first.weight"][0] + a["first.bias"])
        sums, masses = sums_of_groups(measured.groups, guess * measured.mass, measured.mass)
        columns = [seen, (sums / np.maximum(masses, 1e-9)).T]
        padded = np.concatenate([np.zeros(_REACH), guess, np.zeros(_REACH)])
        # The order of the shifts is that of the training code: from three blocks after to three before.
        columns += [padded[_REACH - step : _REACH - step + len(guess), None] for step in range(-_REACH, _REACH + 1)]
        again = np.maximum(np.concatenate(columns, axis=1) @ a["h2.weight"].T + a["h2.bias"], 0)
        likely: Array = _sigmoid(again @ a["out.weight"][0] + a["out.bias"]).astype(np.float32)
        return likely

    def _words(self, measured: Measured) -> Array:
        """What the words of boxes and text add, looked up once for each distinct pair of boxes."""
        pairs, numbers, inline = measured.words
        boxes = len(self.vocabulary.box_words)
        by_pair = (
            _spread([near for near, _ in pairs], boxes) @ self.near
            + _spread([far for _, far in pairs], boxes) @ self.far
        )
        masks = {mask: i for i, mask in enumerate(dict.fromkeys(inline))}
        by_inline = _spread(list(masks), boxes) @ self.inline
        texts = _spread(measured.text_words, len(self.vocabulary.text_words)) @ self.text
        total: Array = by_pair[numbers] + by_inline[[masks[mask] for mask in inline]] + texts
        return total


def _spread(masks: list[int], count: int) -> Array:
    """A row of zeros and ones for each mask."""
    import numpy as np

    size = (count + 7) // 8
    table = np.frombuffer(b"".join([mask.to_bytes(size, "little") for mask in masks]), dtype=np.uint8)
    bits = np.unpackbits(table.reshape(len(masks), size), axis=1, count=count, bitorder="little")
    return bits.astype(np.float32)


def _kernel(weight: Array) -> Array:
    """The weights of a convolution as ``_convolve`` takes them: a row for each place and input."""
    return weight.transpose(2, 1, 0).reshape(-1, len(weight)).copy()


def _convolve(rows: Array, kernel: Array, bias: Array, dilation: int) -> Array:
    """A convolution over the blocks, in page order, with zeros beyond the page."""
    import numpy as np

    count, inputs = rows.shape
    width = len(kernel) // inputs
    reach = dilation * (width // 2)
    padded = np.zeros((count + 2 * reach, inputs), dtype=np.float32)
    padded[reach : reach + count] = rows
    wide = np.concatenate([padded[k * dilation : k * dilation + count] for k in range(width)], axis=1)
    result: Array = wide @ kernel + bias
    return result


def _sigmoid(values: Array) -> Array:
    import numpy as np

    result: Array = (1 / (1 + np.exp(-np.minimum(np.maximum(values, -30), 30)))).astype(np.float32)
    return result


@cache
def network() -> Network:
    """Return the classifier, loaded once per process. Raises ModelError where its numbers are missing or damaged."""
    import numpy as np

    try:
        with (
            files("onrecord.article").joinpath(WEIGHTS).open("rb") as file,
            np.load(file, allow_pickle=False) as arrays,
        ):
            return Network(dict(arrays))
    except (OSError, KeyError, ValueError) as error:
        raise ModelError(WEIGHTS, f"the block classifier cannot be loaded: {error}.", "Reinstall onrecord.") from error
