"""Preprocessing layers for categories and text: encodings, hashes, bins and vocabularies."""

from __future__ import annotations

from typing import Final

from keraslint.libs.keras.layers.literals import STRING, UNKNOWN, dtype_name
from keraslint.libs.keras.layers.ranges import COUNT, INDICATOR, indices
from keraslint.libs.keras.layers.spec import LayerCall, layer
from keraslint.libs.keras.layers.terms import NEWEST, Result, Takes, Tensors
from keraslint.values import Dim, Interval, Shape, Tensor

ONE: Final = Takes(1)

MODES: Final = {"binary": "multi_hot", "tf-idf": "tf_idf"}
"""Old names of output modes."""


def _mode(call: LayerCall) -> str | None:
    mode = call.text("output_mode")
    return MODES.get(mode, mode) if mode is not None else None


def encoded_shape(shape: Shape | None, mode: str | None, depth: Dim) -> Shape | None:
    """Return the shape of indices, or of their encoding along a last axis of ``depth``."""
    if shape is None or mode is None:
        return None
    if mode == "int":
        return shape
    if mode == "one_hot":
        if not shape or (len(shape) > 1 and shape[-1] is None):
            return None
        return (*shape[:-1], depth) if len(shape) > 1 and shape[-1] == 1 else (*shape, depth)
    return (*shape[:-1], depth) if len(shape) == 2 else None


def _range(mode: str | None, depth: Dim) -> Interval | None:
    if mode == "int":
        return indices(depth)
    return {"one_hot": INDICATOR, "multi_hot": INDICATOR, "count": COUNT}.get(mode or "")


@layer("CategoryEncoding", takes=ONE)
def category_encoding(call: LayerCall, inputs: Tensors) -> Result:
    """Encode indices."""
    (x,) = inputs
    mode, depth = _mode(call), call.extent("num_tokens")
    interval = _range(mode, depth) if not call.keyword_given("count_weights") else None
    return Tensor(encoded_shape(x.shape, mode, depth), None if call.mixed else call.dtype, interval=interval)


def _index_dtype(call: LayerCall, mode: str | None, default: str | None) -> str | None:
    """Return the dtype of a layer that computes integers unless it encodes them."""
    if not call.is_none("dtype"):
        return dtype_name(call.value("dtype")) if call.is_none("dtype") is False else None
    return {None: None, "int": default}.get(mode, call.settings.floatx)


@layer("Hashing", takes=ONE)
def hashing(call: LayerCall, inputs: Tensors) -> Result:
    """Hash values into bins; in the graph, one-hot encoding is only as it runs where it replaces an axis."""
    (x,) = inputs
    mode, bins = _mode(call), call.extent("num_bins")
    shape = encoded_shape(x.shape, mode, bins)
    if mode == "one_hot" and x.shape is not None and shape is not None and len(shape) > len(x.shape):
        shape = None
    return Tensor(shape, _index_dtype(call, mode, "int64"), interval=_range(mode, bins))


@layer("HashedCrossing")
def hashed_crossing(call: LayerCall, inputs: Tensors) -> Result:
    """Hash combinations of values into bins."""
    mode, bins = _mode(call), call.extent("num_bins")
    shape = encoded_shape(inputs[0].shape if inputs else None, mode, bins)
    return Tensor(shape, _index_dtype(call, mode, "int64"), interval=_range(mode, bins))


@layer("Discretization", takes=ONE)
def discretization(call: LayerCall, inputs: Tensors) -> Result:
    """Put numbers into bins between boundaries that are given or learnt from data."""
    (x,) = inputs
    boundaries = call.plain("bin_boundaries")
    bins = len(boundaries) + 1 if isinstance(boundaries, tuple) else call.extent("num_bins") if boundaries is None else None
    mode = _mode(call)
    default = "int32" if call.settings.flavour == NEWEST else "int64"
    dtype = default if mode == "int" else _index_dtype(call, mode, default)
    return Tensor(encoded_shape(x.shape, mode, bins), dtype, interval=_range(mode, bins))


def vocabulary_size(call: LayerCall, mode: str | None) -> Dim:
    """Return how many indices a lookup has, where its vocabulary is given in place."""
    words, unseen = call.plain("vocabulary"), call.integer("num_oov_indices")
    masked = call.is_none("mask_token")
    if not isinstance(words, tuple) or unseen is None or masked is None or UNKNOWN in words:
        return None
    special = {call.plain("mask_token"), call.plain("oov_token"), "[UNK]", "", -1}
    if special.intersection(words):
        return None
    return len(words) + unseen + (not masked and mode == "int")


def _depth(call: LayerCall, size: Dim) -> Dim:
    """Return the length of an encoded row: that of the vocabulary, unless rows are padded."""
    padded = call.boolean("pad_to_max_tokens")
    return None if padded is None else call.extent("max_tokens") if padded else size


def _looked_up(call: LayerCall, shape: Shape | None, mode: str | None) -> tuple[Shape | None, Interval | None]:
    size = vocabulary_size(call, mode)
    limit = size if size is not None else call.extent("max_tokens")
    return encoded_shape(shape, mode, _depth(call, size)), _range(mode, limit)


@layer("StringLookup", "IntegerLookup", takes=ONE)
def lookup(call: LayerCall, inputs: Tensors) -> Result:
    """Turn words or numbers into indices of a vocabulary, or back."""
    (x,) = inputs
    mode, inverted = _mode(call), call.boolean("invert")
    shape, interval = _looked_up(call, x.shape, mode)
    if inverted is not False:
        back = STRING if call.name == "StringLookup" else "int64"
        return Tensor(shape, back if inverted else None)
    integral = mode == "int" and call.is_none("dtype")
    return Tensor(shape, "int64" if integral else None, interval=interval)


@layer("TextVectorization", takes=ONE)
def text_vectorization(call: LayerCall, inputs: Tensors) -> Result:
    """Split texts into words and turn each text into the indices of its words, or into one row that says which occur."""
    (x,) = inputs
    mode = _mode(call)
    if call.boolean("ragged") is not False or call.is_none("split") is not False:
        return Tensor(None, None)
    batch = x.shape[0] if x.shape else None
    words = call.plain("vocabulary")
    size = len(words) + (2 if mode == "int" else 1) if isinstance(words, tuple) and not {"", "[UNK]"} & set(words) else None
    interval = _range(mode, call.extent("max_tokens") if size is None else size)
    if mode == "int":
        return Tensor((batch, call.extent("output_sequence_length")), "int64", interval=interval)
    return Tensor((batch, _depth(call, size)) if mode in {"multi_hot", "count", "tf_idf"} else None, None, interval=interval)


@layer("DenseFeatures")
def dense_features(call: LayerCall, _inputs: Tensors) -> Result:
    """Lay feature columns side by side."""
    return Tensor((None, None), call.dtype)
