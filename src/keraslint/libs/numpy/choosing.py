"""Choosing between values element by element."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from keraslint.libs import arithmetic, dtypes
from keraslint.libs.arrays import as_array, data, given
from keraslint.libs.registry import Call, entry
from keraslint.values import Array, Const, Encoding, Reason, Tuple, Value

NONE: Final = Const(None)


@entry("numpy.where")
def where(call: Call, condition: Value, x: Value = NONE, y: Value = NONE) -> Value:
    """Choose between two values, or find where a condition holds."""
    test = data(condition)
    if not given(x) or not given(y):
        if test.rank is None:
            return call.unknown(reason=Reason.DATA_DEPENDENT)
        return Tuple(tuple(Array((None,), "int64", steps=(call.step("select"),)) for _ in range(test.rank)))
    one, other = as_array(x), as_array(y)
    if one is None or other is None:
        return Array(None, steps=(*test.steps, call.step("arithmetic")))
    shape = arithmetic.broadcast(arithmetic.broadcast(test.shape, one.shape), other.shape)
    if test.shape is None or one.shape is None or other.shape is None:
        shape = None
    interval = one.interval.join(other.interval) if one.interval is not None and other.interval is not None else None
    dtype = dtypes.promote(one.dtype, other.dtype)
    if isinstance(x, Const) != isinstance(y, Const):
        scalar = x if isinstance(x, Const) else y
        dtype = dtypes.with_scalar((other if scalar is x else one).dtype, scalar.value) if isinstance(scalar, Const) else dtype
    main = next((array for array in (one, other, test) if array.shape not in {(), None}), test)
    encoding, classes = _chosen(x, y)
    return replace(
        main,
        shape=shape,
        dtype=dtype,
        interval=interval,
        encoding=encoding,
        classes=classes,
        steps=(*main.steps, call.step("encode" if encoding is not None else "arithmetic")),
        identity=test.identity,
    )


def _chosen(one: Value, other: Value) -> tuple[Encoding | None, int | None]:
    """Return the encoding of labels that are one of two constants."""
    match one, other:
        case Const(value=int() as a), Const(value=int() as b):
            found = {frozenset({0, 1}): Encoding.BINARY, frozenset({-1, 1}): Encoding.SIGNED}.get(frozenset({a, b}))
            return found, 2 if found is not None else None
        case Const(value=str()), Const(value=str()):
            return Encoding.STRING, 2
    return None, None
