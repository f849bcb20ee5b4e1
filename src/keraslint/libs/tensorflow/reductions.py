"""Reductions of tensors."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from keraslint.libs import dtypes, shapes
from keraslint.libs.arrays import data, given
from keraslint.libs.numpy import statistics
from keraslint.libs.registry import Call, entry
from keraslint.libs.tensorflow.lifting import MATH, lifted, names
from keraslint.values import Array, Const, Value

NONE: Final = Const(None)
REDUCTIONS: Final = {
    "reduce_mean": "mean", "reduce_sum": "sum", "reduce_max": "max", "reduce_min": "min", "reduce_std": "std",
    "reduce_variance": "var",
}  # fmt: skip


@entry(*names(*REDUCTIONS, modules=MATH))
def reduction(call: Call, input_tensor: Value, axis: Value = NONE, keepdims: Value = NONE, name: Value = NONE) -> Value:
    """Reduce a tensor along axes; the type stays."""
    array = replace(data(input_tensor), container="tensor")
    reduced = statistics.reduce(call, REDUCTIONS[call.name.rpartition(".")[2]], array, axis, keepdims)
    whole = dtypes.is_integer(reduced.dtype)
    if whole and not call.name.endswith(("max", "min")):
        reduced = replace(reduced, interval=None)
    return lifted(call, reduced, input_tensor)


@entry(*names("reduce_prod", "reduce_any", "reduce_all", modules=MATH))
def other_reduction(call: Call, input_tensor: Value, axis: Value = NONE, keepdims: Value = NONE, name: Value = NONE) -> Value:
    """Reduce a tensor to something of which only the shape is known."""
    array = data(input_tensor)
    shape = shapes.reduced(array.shape, axis, keepdims)
    return lifted(call, Array(shape, array.dtype, steps=(*array.steps, call.step("arithmetic"))), input_tensor)


@entry(*names("argmax", "argmin", modules=MATH))
def argmax(call: Call, input: Value, axis: Value = NONE, output_type: Value = NONE, **others: Value) -> Value:
    """Find where the largest element stands; along the first axis by default."""
    array = data(input)
    made = statistics.argmax(call, array, others.get("dimension", axis if given(axis) else Const(0)))
    kind = dtypes.named(output_type) if given(output_type) else "int64"
    return lifted(call, replace(made, dtype=kind) if isinstance(made, Array) else made, input)


@entry(*names("cumsum", modules=MATH))
def cumsum(call: Call, x: Value, *rest: Value, **others: Value) -> Value:
    """Accumulate along an axis."""
    return lifted(call, data(x).then(call.step("arithmetic"), interval=None, encoding=None, classes=None), x)
