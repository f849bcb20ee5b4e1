"""Labels: one-hot codes; and scaling by norm."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from keraslint.libs import dtypes
from keraslint.libs.arrays import LITERAL, data, given, integer
from keraslint.libs.numpy.statistics import all_classes
from keraslint.libs.registry import Call, entry
from keraslint.libs.tensorflow.lifting import lifted
from keraslint.values import Array, Const, Encoding, Interval, Scalar, Shape, Value

NONE: Final = Const(None)
TRUTHS: Final = Interval(0.0, 1.0, integer=True)


@entry("keras.utils.to_categorical")
def to_categorical(call: Call, x: Value, num_classes: Value = NONE, dtype: Value = NONE, **others: Value) -> Value:
    """Make one-hot rows of class numbers; a last axis of extent 1 goes."""
    array = data(others.get("y", x))
    classes = integer(others.get("nb_classes", num_classes))
    if not given(num_classes) and "nb_classes" not in others:
        classes = _counted(array)
    shape = _shape(array.shape, classes)
    single = array.encoding not in {Encoding.ONE_HOT, Encoding.MULTI_HOT, Encoding.STRING}
    details: dict[str, Scalar] = {"num_classes": classes, "inferred": not given(num_classes) and "nb_classes" not in others}
    if array.interval is not None and array.interval.bounded:
        details["lowest"] = array.interval.lo
    if array.source is not None and array.source.name == LITERAL and array.interval is not None and not array.interval.integer:
        details["broken"] = True
    if array.encoding is not None:
        details["encoding"] = array.encoding.name.lower()
    return replace(
        array,
        shape=shape,
        dtype=dtypes.named(dtype) if given(dtype) else None,
        interval=TRUTHS,
        encoding=Encoding.ONE_HOT if single else None,
        classes=classes,
        container="ndarray",
        steps=(*array.steps, call.step("encode", **details)),
    )


def _counted(array: Array) -> int | None:
    """Return one more than the largest label, which is how many columns the codes get, where it surely occurs."""
    literal = array.source is not None and array.source.name == LITERAL and len(array.steps) == 1
    exact = literal or all_classes(array) is not None
    whole = array.interval is not None and array.interval.integer and array.interval.bounded
    return int(array.interval.hi) + 1 if exact and array.interval is not None and whole else None


def _shape(shape: Shape | None, classes: int | None) -> Shape | None:
    if shape is None:
        return None
    if len(shape) > 1 and shape[-1] is None:
        return None
    inner = shape[:-1] if len(shape) > 1 and shape[-1] == 1 else shape
    return (*inner, classes)


@entry("keras.utils.normalize")
def normalize(call: Call, x: Value, axis: Value = Const(-1), order: Value = Const(2)) -> Value:
    """Divide by the norm along an axis."""
    call.scaling()
    array = data(x)
    interval = None
    if axis != Const(-1):
        # Keras reads axis 0 as the last one when it puts the norms back in place.
        return array.then(call.step("scale", by="norm"), shape=None, dtype=None, interval=None, encoding=None, classes=None)
    if order in (Const(1), Const(2)):
        interval = Interval(0.0, 1.0) if array.interval is not None and array.interval.lo >= 0 else Interval(-1.0, 1.0)
    kind = array.dtype if dtypes.is_float(array.dtype) else "float64" if dtypes.is_integer(array.dtype) else None
    made = array.then(
        call.step("scale", by="norm"), dtype=kind, interval=interval, encoding=None, classes=None, container="ndarray"
    )
    return lifted(call, made, x) if array.container == "tensor" else made


@entry("keras.utils.to_ordinal", "keras.utils.probas_to_classes")
def not_modelled(call: Call, *arguments: Value, **others: Value) -> Value:
    """Say that the result is not modelled."""
    return call.unknown()
