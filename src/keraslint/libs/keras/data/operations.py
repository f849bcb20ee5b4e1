"""``keras.ops`` and ``keras.backend`` on data: what they do to symbolic tensors, they do to arrays; and the settings of Keras."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from keraslint.libs import dtypes
from keraslint.libs.arithmetic import PIXEL_DIVISORS
from keraslint.libs.arrays import content, number
from keraslint.libs.keras.layers.operations import outputs_of_operation, registered_operations
from keraslint.libs.registry import Call, entry
from keraslint.values import Array, Const, Encoding, Step, Tensor, Value

STRUCTURAL: Final = frozenset({
    "reshape", "expand_dims", "squeeze", "transpose", "permute_dimensions", "ravel", "flatten", "batch_flatten", "swapaxes",
})  # fmt: skip
JOINING: Final = frozenset({"concatenate", "stack", "repeat", "tile"})
CASTS: Final = frozenset({"cast", "cast_to_floatx", "convert_to_tensor", "saturate_cast"})
QUOTIENTS: Final = frozenset({"divide", "true_divide", "truediv"})


@entry(*(name for name in registered_operations() if name.startswith(("keras.ops.", "keras.backend."))))
def on_arrays(call: Call, *arguments: Value, **keywords: Value) -> Value:
    """Return what a function makes of arrays, as far as its effect on shape, type and range is known."""
    main = next((array for value in (*arguments, *keywords.values()) for array in _arrays(value)), None)
    found = outputs_of_operation(call.name, arguments, keywords)
    if main is None or not isinstance(found, tuple) or len(found) != 1:
        return call.unknown()
    leaf = call.name.rpartition(".")[2]
    result: Tensor = found[0]
    kind = result.dtype if result.dtype in dtypes.SIZES and not (leaf in JOINING and dtypes.is_integer(result.dtype)) else None
    step, encoding, classes = _meaning(call, leaf, main, arguments)
    return replace(
        main,
        shape=result.shape,
        dtype=kind,
        # In integer types numbers may wrap around, which a symbolic range leaves out.
        interval=result.interval if dtypes.is_float(kind) or leaf in STRUCTURAL | CASTS | JOINING else None,
        encoding=encoding,
        classes=classes,
        container="tensor",
        steps=(*main.steps, step),
        identity=main.identity if leaf in STRUCTURAL | CASTS and _same_rows(main, result) else None,
    )


def _arrays(value: Value) -> list[Array]:
    if isinstance(value, Array):
        return [value]
    inner = content(value)
    return [item for item in inner.values if isinstance(item, Array)] if inner is not None else []


def _same_rows(array: Array, result: Tensor) -> bool:
    return bool(array.shape and result.shape and array.shape[0] == result.shape[0])


def _meaning(call: Call, leaf: str, main: Array, arguments: tuple[Value, ...]) -> tuple[Step, Encoding | None, int | None]:
    """Return the step that a function is, and the encoding of what comes out."""
    kept = (main.encoding, main.classes) if main.encoding not in {Encoding.ONE_HOT, Encoding.MULTI_HOT} else (None, None)
    if leaf == "one_hot":
        count = number(arguments[1]) if len(arguments) > 1 else None
        classes = None if count is None else int(count)
        hot = Encoding.ONE_HOT if main.encoding in {Encoding.INTEGER, Encoding.BINARY} else None
        return call.step("encode", num_classes=classes), hot, classes if hot is not None else None
    if leaf in CASTS:
        return call.step("cast"), *kept
    if leaf in STRUCTURAL:
        return call.step("reshape"), *kept
    if leaf in JOINING:
        return call.step("combine"), None, None
    by = number(arguments[1]) if len(arguments) > 1 else None
    if leaf in QUOTIENTS and by is not None:
        if by in PIXEL_DIVISORS:
            call.scaling()
        return call.step("scale", by=by), None, None
    continuous = Encoding.CONTINUOUS if main.encoding is Encoding.CONTINUOUS else None
    return call.step("arithmetic"), continuous, None


@entry("keras.utils.set_random_seed")
def seed(call: Call, seed: Value) -> Value:
    """Note that all generators are seeded."""
    call.event("seed", value=seed)
    return Const(None)
