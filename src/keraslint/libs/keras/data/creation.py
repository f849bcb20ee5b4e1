"""What ``keras.ops`` and the older ``keras.backend`` make from nothing: as NumPy does, in the narrower types of Keras."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from keraslint.libs.arrays import dims, given, loaded
from keraslint.libs.keras.settings import FLOATX
from keraslint.libs.numpy import creation as numpy
from keraslint.libs.numpy.elementwise import cast
from keraslint.libs.registry import Call, entry
from keraslint.libs.tensorflow.elements import NARROW
from keraslint.values import Array, Const, Encoding, Value

NONE: Final = Const(None)


def _both(*leaves: str) -> tuple[str, ...]:
    return tuple(f"keras.{module}.{leaf}" for module in ("ops", "backend") for leaf in leaves)


def _tensor(call: Call, made: Value, dtype: Value = NONE) -> Value:
    """Return an array as a tensor of the type asked for, of the float type of Keras where none is."""
    chosen = dtype if given(dtype) else call.settings()[FLOATX]
    return replace(cast(call, made, chosen, keep_steps=True), container="tensor") if isinstance(made, Array) else made


@entry(*_both("zeros", "ones", "empty"))
def filled(call: Call, shape: Value, dtype: Value = NONE, **others: Value) -> Value:
    """Make a tensor of zeros or ones."""
    return _tensor(call, numpy.filled(call, shape), dtype)


@entry("keras.ops.full")
def full(call: Call, shape: Value, fill_value: Value, dtype: Value = NONE) -> Value:
    """Make a tensor of one value."""
    return _tensor(call, numpy.full(call, shape, fill_value), dtype)


@entry(*_both("eye"), "keras.ops.identity")
def eye(call: Call, size: Value, other: Value = NONE, *rest: Value, **others: Value) -> Value:
    """Make an identity matrix."""
    dtype = others.get("dtype", NONE)
    if call.name == "keras.ops.eye":
        diagonal = others.get("k", rest[0] if rest else Const(0))
        return _tensor(call, numpy.eye(call, size, others.get("M", other), diagonal), rest[1] if len(rest) > 1 else dtype)
    # The second argument of the others is the type.
    return _tensor(call, numpy.eye(call, size), other if given(other) else dtype)


@entry("keras.ops.linspace")
def linspace(
    call: Call,
    start: Value,
    stop: Value,
    num: Value = Const(50),
    endpoint: Value = NONE,
    retstep: Value = Const(value=False),
    dtype: Value = NONE,
    axis: Value = NONE,
) -> Value:
    """Space numbers evenly between two ends."""
    return _tensor(call, numpy.linspace(call, start, stop, num, retstep=retstep), dtype)


@entry(*_both("arange"))
def arange(call: Call, start: Value, stop: Value = NONE, step: Value = NONE, dtype: Value = NONE) -> Value:
    """Count evenly, in whole numbers unless a bound or the type says otherwise."""
    made = numpy.arange(call, start, *(bound for bound in (stop, step) if given(bound)))
    if given(dtype) or not isinstance(made, Array):
        return _tensor(call, made, dtype)
    return replace(made, dtype=NARROW.get(made.dtype or "", made.dtype), container="tensor")


@entry("keras.ops.array", *(f"keras.backend.{leaf}" for leaf in ("constant", "variable")))
def tensor(call: Call, value: Value, dtype: Value = NONE, *rest: Value, **others: Value) -> Value:
    """Make a tensor of numbers; in ``keras.ops`` an array keeps its type, and plain numbers get the narrow ones."""
    made = numpy.array(call, value)
    if not isinstance(made, Array):
        return call.unknown()
    stated = others.get("shape", rest[0] if rest and call.name.endswith("constant") else NONE)
    if given(stated):
        made = replace(made, shape=dims(stated))
    if given(dtype) or not call.name.startswith("keras.ops."):
        return _tensor(call, made, dtype)
    kind = made.dtype if isinstance(value, Array) else NARROW.get(made.dtype or "", made.dtype)
    return replace(made, dtype=kind, container="tensor")


@entry(*(f"keras.backend.random_{kind}" for kind in ("normal", "uniform", "truncated_normal")))
def random(call: Call, shape: Value, *parameters: Value, dtype: Value = NONE, **others: Value) -> Value:
    """Draw random numbers."""
    if len(parameters) > 2:
        return call.unknown()
    return _tensor(call, loaded(call.step("load"), shape=dims(shape), encoding=Encoding.CONTINUOUS), dtype)
