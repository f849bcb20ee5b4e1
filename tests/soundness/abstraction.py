"""From concrete values to abstract ones that stand for them, and the question whether a concrete value is a case of an abstract one."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from hypothesis import strategies as st

from keraslint.libs.arrays import Rows
from keraslint.values import (
    Array,
    Const,
    Dataset,
    Dict,
    Encoding,
    Instance,
    Interval,
    OneOf,
    Opaque,
    Step,
    Tuple,
    Unknown,
    Value,
)

LOOSE = {"float16": 4e-3, "float32": 1e-5, "bfloat16": 4e-2}
"""How far rounding may carry a value of a type out of its range, relative to the size of the range."""


def type_name(dtype: Any) -> str:
    """Return the name under which the abstract domain knows an element type."""
    name = str(getattr(dtype, "name", dtype))
    return "str" if name.startswith(("str", "<U", "bytes", "|S")) or name == "string" else name


def container_of(value: Any) -> str:
    kind = type(value).__name__
    return {"DataFrame": "frame", "Series": "series", "EagerTensor": "tensor", "Image": "image"}.get(kind, "ndarray")


def interval_of(values: np.ndarray) -> Interval | None:
    if values.dtype.kind not in "buif" or not values.size:
        return None
    numbers = values.astype("float64")
    return Interval(float(numbers.min()), float(numbers.max()), bool((numbers == np.round(numbers)).all()))


def abstracted(draw: st.DrawFn, value: Any, encoding: Encoding | None = None, classes: int | None = None) -> Array:
    """Return an array of the domain that stands for ``value`` among others: some extents and the range may be forgotten."""
    values = np.asarray(value)
    shape = tuple(None if draw(st.integers(0, 5)) == 0 else dim for dim in values.shape)
    interval = interval_of(values)
    if interval is not None:
        slack = draw(st.sampled_from([0.0, 0.0, 1.0, 50.0])) if type_name(values.dtype) != "bool" else 0.0
        lo, hi = interval.lo - slack, interval.hi + slack
        if values.dtype.kind == "u":
            lo, hi = max(lo, 0.0), min(hi, float(np.iinfo(values.dtype).max))
        interval = Interval(lo, hi, interval.integer and values.dtype.kind != "f")
        interval = draw(st.sampled_from([interval, interval, interval, None]))
    return Array(
        shape if draw(st.integers(0, 9)) else None,
        type_name(values.dtype),
        interval,
        encoding,
        classes,
        container=container_of(value),
        steps=(Step("load", "test"),),
        identity=Rows(),
    )


def misfit(abstract: Value, concrete: Any) -> str | None:
    """Say why ``concrete`` is not a case of ``abstract``; ``None`` when it is one."""
    match abstract:
        case Unknown() | Opaque():
            return None
        case Const():
            return _misfit_constant(abstract.value, concrete)
        case OneOf():
            reasons = [misfit(option, concrete) for option in abstract.options]
            return None if None in reasons else "; ".join(reason for reason in reasons if reason)
        case Tuple():
            return _misfit_sequence(abstract, concrete)
        case Array():
            return misfit_array(abstract, concrete)
        case Dataset():
            return misfit_dataset(abstract, concrete)
        case Instance(kind="list" | "set", fields={"items": Tuple() as items}):
            return _misfit_sequence(items, list(concrete))
        case Instance(kind="dict", fields={"items": Dict() as entries}):
            return _misfit_dict(abstract, entries, concrete)
    return None


def _misfit_constant(expected: Any, concrete: Any) -> str | None:
    value = concrete.item() if hasattr(concrete, "item") and np.ndim(concrete) == 0 else concrete
    if hasattr(value, "numpy") and np.ndim(value) == 0:
        value = value.numpy().item()
    if isinstance(expected, float) and isinstance(value, int | float):
        same = (
            expected == value
            or abs(expected - value) <= 1e-6 * max(1.0, abs(expected))
            or (math.isnan(expected) and math.isnan(value))
        )
        return None if same else f"{value!r} is not {expected!r}"
    return None if expected == value else f"{value!r} is not {expected!r}"


def _misfit_sequence(abstract: Tuple, concrete: Any) -> str | None:
    parts = list(concrete)
    if not abstract.complete:
        return None
    if len(parts) != len(abstract.values):
        return f"{len(parts)} elements are not {len(abstract.values)}"
    reasons = [misfit(value, part) for value, part in zip(abstract.values, parts, strict=True)]
    return next((f"element {index}: {reason}" for index, reason in enumerate(reasons) if reason), None)


def _misfit_dict(abstract: Instance, entries: Dict, concrete: Any) -> str | None:
    if entries.complete and set(concrete) != {key for key, _ in entries.entries}:
        return f"keys {sorted(concrete)} are not {sorted(str(key) for key, _ in entries.entries)}"
    for key, value in entries.entries:
        reason = misfit(value, concrete[key])
        if reason:
            return f"{key}: {reason}"
    return next(
        (
            f"{name}: {r}"
            for name, value in abstract.fields.items()
            if name != "items" and (r := misfit(value, getattr(concrete, name)))
        ),
        None,
    )


def plain(concrete: Any) -> np.ndarray:
    """Return what is in a concrete value as an array: of a frame, a tensor, a sparse matrix, an image."""
    if hasattr(concrete, "toarray"):
        return np.asarray(concrete.toarray())
    if hasattr(concrete, "to_numpy"):
        return np.asarray(concrete.to_numpy())
    return np.asarray(concrete)


def dtype_of(concrete: Any) -> str | None:
    """Return the element type of a concrete value; frames have one only where all columns share it."""
    kinds = getattr(concrete, "dtypes", None)
    if kinds is not None and type(concrete).__name__ == "DataFrame":
        names = {type_name(kind) for kind in kinds}
        return names.pop() if len(names) == 1 else "mixed"
    if type(concrete).__name__ == "Image":
        return type_name(np.asarray(concrete).dtype)
    return type_name(concrete.dtype) if hasattr(concrete, "dtype") else type_name(np.asarray(concrete).dtype)


def misfit_array(abstract: Array, concrete: Any) -> str | None:
    if abstract.dtype == "object" and isinstance(concrete, list):
        rows = np.empty(len(concrete), dtype="object")
        rows[:] = concrete
        concrete = rows
    values = plain(concrete)
    shape = tuple(concrete.shape) if hasattr(concrete, "shape") else values.shape
    if abstract.shape is not None:
        fits = len(shape) == len(abstract.shape) and all(
            want is None or want == got for want, got in zip(abstract.shape, shape, strict=True)
        )
        if not fits:
            return f"shape {shape} is not {abstract.shape}"
    kind = dtype_of(concrete)
    if abstract.dtype is not None and kind != abstract.dtype and not (abstract.dtype == "str" and values.dtype.kind in "OSUT"):
        return f"type {kind} is not {abstract.dtype}"
    return _misfit_range(abstract, values, kind or "") or _misfit_encoding(abstract, values)


def _numbers(values: np.ndarray) -> np.ndarray:
    if values.dtype.kind == "O":
        parts = [np.atleast_1d(np.asarray(item, dtype="float64")).ravel() for item in values.ravel() if item is not None]
        return np.concatenate(parts) if parts else np.zeros(0)
    return values.astype("float64").ravel()


def _misfit_range(abstract: Array, values: np.ndarray, kind: str) -> str | None:
    if abstract.interval is None or values.dtype.kind in "USM":
        return None
    numbers = _numbers(values)
    numbers = numbers[~np.isnan(numbers)]
    if not numbers.size:
        return None
    lo, hi = float(numbers.min()), float(numbers.max())
    size = max((abs(end) for end in (abstract.interval.lo, abstract.interval.hi) if np.isfinite(end)), default=1.0)
    slack = LOOSE.get(kind, 1e-7) * max(size, 1.0)
    if lo < abstract.interval.lo - slack or hi > abstract.interval.hi + slack:
        return f"range [{lo}, {hi}] is not in [{abstract.interval.lo}, {abstract.interval.hi}]"
    finite = numbers[np.isfinite(numbers)]
    if abstract.interval.integer and (finite != np.round(finite)).any():
        return "not all values are whole"
    return None


def _misfit_encoding(abstract: Array, values: np.ndarray) -> str | None:
    if abstract.encoding in {None, Encoding.CONTINUOUS} or not values.size:
        return None
    if abstract.encoding is Encoding.STRING:
        return None if values.dtype.kind in "OUST" else "values are not strings"
    numbers = _numbers(values)
    numbers = numbers[~np.isnan(numbers)]
    present = set(numbers.tolist())
    match abstract.encoding:
        case Encoding.BINARY | Encoding.MULTI_HOT if not present <= {0.0, 1.0}:
            return f"{present} are not 0 and 1"
        case Encoding.SIGNED if not present <= {-1.0, 1.0}:
            return f"{present} are not -1 and 1"
        case Encoding.INTEGER if any(number < 0 or number != int(number) for number in present):
            return f"{present} are not class indices"
        case Encoding.INTEGER if abstract.classes is not None and abstract.interval is not None and abstract.interval.lo == 0:
            if any(number >= abstract.classes for number in present):
                return f"{present} are more than {abstract.classes} classes"
        case Encoding.ONE_HOT if not present <= {0.0, 1.0} or not (values.astype("float64").sum(axis=-1) == 1).all():
            return "rows are not one-hot"
    if abstract.encoding is Encoding.ONE_HOT and abstract.classes is not None and values.shape[-1] != abstract.classes:
        return f"{values.shape[-1]} columns are not {abstract.classes} classes"
    return None


def misfit_dataset(abstract: Dataset, concrete: Any) -> str | None:
    """Look at the first elements of a pipeline, and count them where the size is known."""
    count = 0
    for element in concrete:
        if count < 4:
            reason = misfit(abstract.element, element)
            if reason:
                return f"element {count}: {reason}"
        count += 1
        if count > 300:
            return None
    if abstract.size is not None and abstract.size != count:
        return f"{count} elements are not {abstract.size}"
    return None
