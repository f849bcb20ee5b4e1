"""The stages of ``tf.data`` pipelines: methods of datasets, in the order in which they are applied."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from keraslint.libs import dtypes
from keraslint.libs.arrays import Rows, content, flag, given, integer
from keraslint.libs.registry import Call, entry, method
from keraslint.libs.tensorflow.elements import batched, leaves, normal, unbatched
from keraslint.values import Array, Const, Dataset, Dim, Interval, Reason, Role, Tuple, Value

NONE: Final = Const(None)
FALSE: Final = Const(value=False)


def called(call: Call, function: Value, element: Value) -> Value:
    """Call a function of the program on an element; tuples are handed over part by part."""
    if isinstance(element, Tuple) and element.complete:
        return call.apply(function, *element.values)
    return call.apply(function, element)


@method("dataset", "map")
def map_(
    call: Call,
    dataset: Dataset,
    map_func: Value,
    num_parallel_calls: Value = NONE,
    deterministic: Value = NONE,
    *rest: Value,
    **others: Value,
) -> Value:
    """Call a function on every element."""
    element = normal(called(call, map_func, dataset.element))
    step = call.step(
        "map",
        parallel=given(num_parallel_calls),
        random=_is_random(dataset.element, element),
        reads=_reads(dataset.element, element),
    )
    return dataset.then(step, element=element)


def _is_random(before: Value, after: Value) -> bool:
    """Say whether a function changes elements at random, anew each time."""
    known = {step for array in leaves(before) for step in array.steps}
    return any(_draws(step.name) for array in leaves(after) for step in array.steps if step not in known)


def _draws(name: str) -> bool:
    return "random" in name.rpartition(".")[2].lower() and not name.endswith("_seed")


def _reads(before: Value, after: Value) -> bool:
    """Say whether a function makes numbers of names of files or of encoded bytes."""
    text = any(dtypes.kind(array.dtype) == "s" for array in leaves(before))
    return text and any(dtypes.kind(array.dtype) in {"f", "i", "u"} and array.rank != 0 for array in leaves(after))


@method("dataset", "batch", "padded_batch", "ragged_batch")
def batch(
    call: Call, dataset: Dataset, batch_size: Value = NONE, drop_remainder: Value = FALSE, *rest: Value, **others: Value
) -> Value:
    """Put elements together; the last batch may be smaller."""
    size = integer(batch_size)
    padded = not call.name.endswith(".batch")
    drops = flag(others.get("drop_remainder", FALSE) if padded else drop_remainder)
    even = size is not None and size > 0 and dataset.size is not None and dataset.size % size == 0
    extent: Dim = size if drops or (even and drops is not None) else None
    count: int | None = None
    if size and dataset.size is not None and drops is not None:
        count = dataset.size // size if drops else -(-dataset.size // size)
    element = batched(dataset.element, extent)
    if padded:
        element = _padded(element)
    step = call.step("batch", size=size, drop_remainder=drops)
    return dataset.then(step, element=element, batched=True, size=count)


def _padded(element: Value) -> Value:
    from keraslint.libs.tensorflow.elements import mapped

    def widened(array: Array) -> Array:
        interval = array.interval
        if interval is not None:
            interval = replace(interval, lo=min(interval.lo, 0.0), hi=max(interval.hi, 0.0))
        shape = None if array.shape is None else (array.shape[0], *((None,) * (len(array.shape) - 1)))
        return replace(array, shape=shape, interval=interval)

    return mapped(element, widened)


@method("dataset", "unbatch")
def unbatch(call: Call, dataset: Dataset) -> Value:
    """Take batches apart."""
    return dataset.then(call.step("map"), element=unbatched(dataset.element), batched=False, size=None)


@method("dataset", "shuffle")
def shuffle(
    call: Call,
    dataset: Dataset,
    buffer_size: Value = NONE,
    seed: Value = NONE,
    reshuffle_each_iteration: Value = NONE,
    name: Value = NONE,
) -> Value:
    """Shuffle within a buffer, anew in every epoch unless told otherwise."""
    again = flag(reshuffle_each_iteration)
    stated = given(reshuffle_each_iteration)
    step = call.step("shuffle", buffer=integer(buffer_size), seed=given(seed), reshuffle=again if stated else True, stated=stated)
    return dataset.then(step)


@method("dataset", "repeat")
def repeat(call: Call, dataset: Dataset, count: Value = NONE, name: Value = NONE) -> Value:
    """Go through the elements several times, or forever."""
    times = integer(count)
    size = dataset.size * times if dataset.size is not None and times is not None and times > 0 else None
    return dataset.then(call.step("repeat", count=times, endless=times == -1 or not given(count)), size=size)


@method("dataset", "prefetch")
def prefetch(call: Call, dataset: Dataset, buffer_size: Value = NONE, name: Value = NONE) -> Value:
    """Prepare elements ahead."""
    return dataset.then(call.step("prefetch"))


@method("dataset", "with_options", "ignore_errors", "as_numpy_iterator", "make_one_shot_iterator", "make_initializable_iterator")
def unchanged(call: Call, dataset: Dataset, *rest: Value, **others: Value) -> Value:
    """Leave the elements as they are."""
    return dataset


@method("dataset", "cache")
def cache(call: Call, dataset: Dataset, filename: Value = NONE, *rest: Value) -> Value:
    """Keep the elements."""
    return dataset.then(call.step("cache", file=given(filename) and filename != Const("")))


@method("dataset", "take", "skip")
def part(call: Call, dataset: Dataset, count: Value, name: Value = NONE) -> Value:
    """Take or leave out the first elements."""
    number = integer(count)
    taking = call.name.endswith("take")
    size: int | None = None
    if dataset.size is not None and number is not None and number >= 0:
        size = min(number, dataset.size) if taking else max(dataset.size - number, 0)
    role = None if dataset.role is Role.ALL else dataset.role
    return dataset.then(call.step("take" if taking else "skip", count=number), size=size, role=role)


@method("dataset", "filter", "shard", "unique", "rejection_resample", "take_while")
def fewer(call: Call, dataset: Dataset, *arguments: Value, **others: Value) -> Value:
    """Keep an unknown part of the elements."""
    return dataset.then(call.step("filter"), size=None)


@method("dataset", "enumerate")
def enumerate_(call: Call, dataset: Dataset, start: Value = NONE, name: Value = NONE) -> Value:
    """Put a number before every element."""
    number = Array((), "int64", Interval(0.0, integer=True), container="tensor")
    return dataset.then(call.step("map"), element=Tuple((number, dataset.element)))


@method("dataset", "flat_map", "interleave")
def interleave(call: Call, dataset: Dataset, map_func: Value, *rest: Value, **others: Value) -> Value:
    """Make a dataset of every element and go through these."""
    inner = called(call, map_func, dataset.element)
    parallel = given(others.get("num_parallel_calls", rest[2] if len(rest) > 2 else NONE))
    step = call.step("interleave", parallel=parallel)
    if not isinstance(inner, Dataset):
        return dataset.then(step, element=call.unknown(reason=Reason.CUSTOM_CODE), size=None, batched=None)
    return dataset.then(step, element=inner.element, size=None, batched=inner.batched)


@method("dataset", "window")
def window(call: Call, dataset: Dataset, size: Value, *rest: Value, **others: Value) -> Value:
    """Make small datasets of neighbouring elements."""
    inner = Dataset(dataset.element, dataset.batched, None, dataset.role, dataset.stages, dataset.origin)
    return dataset.then(call.step("map"), element=inner, size=None)


@method("dataset", "concatenate")
def concatenate(call: Call, dataset: Dataset, other: Value, name: Value = NONE) -> Value:
    """Put another dataset behind."""
    from keraslint.values import join

    if not isinstance(other, Dataset):
        return call.unknown()
    size = dataset.size + other.size if dataset.size is not None and other.size is not None else None
    role = dataset.role if dataset.role is other.role else None
    return dataset.then(
        call.step("combine"),
        element=join(dataset.element, other.element),
        size=size,
        role=role,
        batched=dataset.batched if dataset.batched is other.batched else None,
    )


@method("dataset", "apply")
def apply(call: Call, dataset: Dataset, transformation_func: Value) -> Value:
    """Send the dataset through a function."""
    made = call.apply(transformation_func, dataset)
    return (
        made if isinstance(made, Dataset) else dataset.then(call.step("opaque"), element=call.unknown(), batched=None, size=None)
    )


@method("dataset", "cardinality")
def cardinality(call: Call, dataset: Dataset) -> Value:
    """Return the number of elements."""
    return Const(dataset.size) if dataset.size is not None else call.unknown(reason=Reason.DATA_DEPENDENT)


@entry("tensorflow.data.experimental.cardinality")
def cardinality_of(call: Call, dataset: Value) -> Value:
    """Return the number of elements."""
    return cardinality(call, dataset) if isinstance(dataset, Dataset) else call.unknown(reason=Reason.DATA_DEPENDENT)


@method("dataset", "get_next", "next", "get_single_element")
def next_(call: Call, dataset: Dataset, *rest: Value) -> Value:
    """Return an element."""
    return dataset.element


@method("dataset", "reset", "on_epoch_end")
def nothing(call: Call, dataset: Dataset, *rest: Value) -> Value:
    """Return ``None``."""
    return NONE


@entry("keras.utils.split_dataset")
def split_dataset(
    call: Call, dataset: Value, left_size: Value = NONE, right_size: Value = NONE, shuffle: Value = FALSE, *rest: Value
) -> Value:
    """Split a dataset, or arrays, in two."""
    from keraslint.libs.tensorflow.elements import row_count, sliced

    whole = dataset
    if not isinstance(whole, Dataset):
        sequence = content(dataset)
        if sequence is None and not isinstance(dataset, Array):
            return call.unknown()
        whole = Dataset(sliced(dataset), batched=False, size=row_count(dataset), stages=(call.step("load"),), origin=Rows())
    count = integer(left_size)
    parts = []
    for name, role in (("first", Role.TRAIN), ("second", Role.TEST)):
        size = count if name == "first" else None if whole.size is None or count is None else whole.size - count
        parts.append(whole.then(call.step("split", part=name, shuffle=flag(shuffle)), size=size, role=role))
    return Tuple(tuple(parts))
