"""Arrays from literals, from nothing and from files."""

from __future__ import annotations

from dataclasses import replace
from math import ceil, isfinite
from typing import Final

from keraslint.libs import dtypes, intervals
from keraslint.libs.arrays import Rows, as_array, data, dims, given, integer, labelled, loaded, number, text
from keraslint.libs.numpy.elementwise import cast
from keraslint.libs.registry import Call, entry
from keraslint.libs.shapes import sized
from keraslint.values import Array, Const, Encoding, Instance, Interval, Step, Unknown, Value

NONE: Final = Const(None)
FLOAT: Final = Const("float64")


@entry(
    "numpy.array", "numpy.asarray", "numpy.ascontiguousarray", "numpy.asanyarray", "numpy.copy", "numpy.asfarray",
    "numpy.float32", "numpy.float64", "numpy.int32", "numpy.int64", "numpy.uint8", "numpy.float16", "numpy.asmatrix",
)  # fmt: skip
def array(call: Call, object: Value, dtype: Value = NONE, copy: Value = NONE, **others: Value) -> Value:
    """Make an array of a nested list, a data frame, a tensor."""
    name = call.name.rpartition(".")[2]
    target = dtype if given(dtype) else Const(name) if name in dtypes.SIZES else NONE
    if isinstance(object, Const) and target != NONE and number(object) is not None:
        return object
    made = as_array(object)
    if made is None:
        made = _unknown(call, object)
    made = _in_order_of(call, object, replace(made, container="ndarray"))
    return made if target == NONE else cast(call, made, target)


def _in_order_of(call: Call, value: Value, made: Array) -> Array:
    """Return an array of a list that was shuffled apart from its copy, or is that copy, with a step that says so."""
    match value:
        case Instance(kind="list", fields={"apart": Const(value=int() as which, place=place)}):
            return made.then(Step("shuffle", "random.shuffle", place, (("apart", which),)), identity=None)
        case Instance(kind="list", fields={"beside": Const(value=int() as which)}):
            return made.then(call.step("cast", beside=which))
    return made


def _unknown(call: Call, object: Value) -> Array:
    """Return an array of which only is known that it is one, and where it came from."""
    detail = object.detail if isinstance(object, Unknown) else ""
    return Array(steps=(call.step("opaque", source=detail),) if detail else (call.step("opaque"),))


@entry("numpy.zeros", "numpy.empty", "numpy.ones", "numpy.ndarray")
def filled(call: Call, shape: Value, dtype: Value = FLOAT, order: Value = NONE, **others: Value) -> Value:
    """Make an array of zeros or ones; what ``empty`` holds is not known."""
    name = call.name.rpartition(".")[2]
    level = {"zeros": 0.0, "ones": 1.0}.get(name)
    interval = None if level is None else Interval(level, level, integer=True)
    return loaded(call.step("load", buffer=True), shape=dims(shape), dtype=dtypes.named(dtype), interval=interval)


@entry("numpy.full")
def full(call: Call, shape: Value, fill_value: Value, dtype: Value = NONE, order: Value = NONE) -> Value:
    """Make an array of one value."""
    value = as_array(fill_value)
    made = loaded(
        call.step("load", buffer=True),
        shape=dims(shape),
        dtype=value.dtype if value else None,
        interval=value.interval if value else None,
    )
    return cast(call, made, dtype, keep_steps=True) if given(dtype) else made


@entry("numpy.zeros_like", "numpy.ones_like", "numpy.empty_like")
def like(call: Call, a: Value, dtype: Value = NONE, *rest: Value, **others: Value) -> Value:
    """Make an array of zeros or ones of the shape of another one."""
    level = {"zeros_like": 0.0, "ones_like": 1.0}.get(call.name.rpartition(".")[2])
    model = data(a)
    chosen = dtypes.named(dtype) if given(dtype) else model.dtype
    interval = None if level is None else Interval(level, level, integer=True)
    return loaded(call.step("load", buffer=True), shape=model.shape, dtype=chosen, interval=interval)


@entry("numpy.full_like")
def full_like(call: Call, a: Value, fill_value: Value, dtype: Value = NONE, *rest: Value, **others: Value) -> Value:
    """Make an array of one value of the shape of another one."""
    value, model = as_array(fill_value), data(a)
    made = loaded(
        call.step("load", buffer=True),
        shape=model.shape,
        dtype=value.dtype if value else None,
        interval=value.interval if value else None,
    )
    chosen = dtypes.named(dtype) if given(dtype) else model.dtype
    return cast(call, made, Const(chosen), keep_steps=True)


@entry("numpy.arange")
def arange(call: Call, *bounds: Value, start: Value = NONE, stop: Value = NONE, step: Value = NONE, dtype: Value = NONE) -> Value:
    """Count evenly."""
    parts = [bound for bound in bounds if bound != NONE] or [value for value in (start, stop, step) if given(value)]
    kinds = [dtypes.of_scalar(part.value) if isinstance(part, Const) else None for part in parts[:3]]
    kind = dtypes.named(dtype if given(dtype) else bounds[3]) if given(dtype) or len(bounds) > 3 else _common(kinds)
    numbers = [number(part) for part in parts[:3]]
    if None in numbers or not numbers:
        return loaded(call.step("load"), shape=(None,), dtype=kind)
    lo, hi, by = _bounds([value for value in numbers if value is not None])
    if by == 0 or not all(map(isfinite, (lo, hi, by))) or abs(hi - lo) / abs(by) > LARGEST:
        return loaded(call.step("load"), shape=(None,), dtype=kind)
    length = max(ceil((hi - lo) / by), 0)
    last = lo + (length - 1) * by
    interval = intervals.of(lo, last) if length else None
    if interval is not None and not dtypes.is_integer(kind):
        interval = replace(interval, integer=interval.integer and by.is_integer())
    # A step that is not whole makes the length depend on rounding, so one more may come out.
    exact = lo.is_integer() and by.is_integer()
    if interval is not None and not exact:
        interval = replace(intervals.of(min(lo, last), max(lo, last) + abs(by)), integer=False) if by > 0 else None
    made = loaded(call.step("load"), shape=(length if exact else None,), dtype=kind, interval=interval)
    return made if dtypes.is_integer(kind) else replace(made, encoding=Encoding.CONTINUOUS)


LARGEST: Final = 10**9


def _common(kinds: list[str | None]) -> str | None:
    found: str | None = kinds[0] if kinds else None
    for kind in kinds[1:]:
        found = dtypes.promote(found, kind)
    return found


def _bounds(numbers: list[float]) -> tuple[float, float, float]:
    if len(numbers) == 1:
        return 0.0, numbers[0], 1.0
    return numbers[0], numbers[1], numbers[2] if len(numbers) > 2 else 1.0


@entry("numpy.linspace", "numpy.logspace", "numpy.geomspace")
def linspace(
    call: Call, start: Value, stop: Value, num: Value = Const(50), *rest: Value, dtype: Value = NONE, **others: Value
) -> Value:
    """Space numbers evenly between two ends."""
    ends = [number(start), number(stop)]
    interval = None
    if None not in ends and call.name == "numpy.linspace":
        interval = replace(intervals.of(*(end for end in ends if end is not None)), integer=False)
    made = loaded(call.step("load"), shape=(integer(num),), dtype="float64", interval=interval, encoding=Encoding.CONTINUOUS)
    if others.get("retstep", Const(value=False)) != Const(value=False) or len(rest) > 1:
        return call.unknown()
    return cast(call, made, dtype, keep_steps=True) if given(dtype) else made


@entry("numpy.eye", "numpy.identity")
def eye(call: Call, N: Value, M: Value = NONE, k: Value = Const(0), dtype: Value = FLOAT, **others: Value) -> Value:
    """Make an identity matrix: each row is a one-hot code."""
    kind = M if call.name.endswith("identity") and given(M) else dtype
    rows = integer(N)
    columns = rows if call.name.endswith("identity") or not given(M) else integer(M)
    square = rows is not None and rows == columns and k == Const(0)
    return loaded(
        call.step("load"),
        shape=(rows, columns),
        dtype=dtypes.named(kind),
        interval=Interval(0.0, 1.0, integer=True),
        encoding=Encoding.ONE_HOT if square else None,
        classes=columns if square else None,
    )


@entry(
    "numpy.load", "numpy.loadtxt", "numpy.genfromtxt", "numpy.fromfile", "numpy.memmap", "numpy.fromstring", "numpy.frombuffer"
)
def from_file(call: Call, *arguments: Value, **others: Value) -> Value:
    """Read an array of which is known that it is read, and from which file; ``loadtxt`` makes floats if nothing else is said."""
    path = text(arguments[0]) if arguments else None
    step = call.step("load", path=path) if path is not None else call.step("load")
    plain = call.name.endswith("loadtxt") and len(arguments) == 1 and "dtype" not in others
    return loaded(step, dtype="float64" if plain else None)


@entry("numpy.save", "numpy.savez", "numpy.savez_compressed", "numpy.savetxt", "numpy.set_printoptions", "numpy.seterr")
def nothing(call: Call, *arguments: Value, **others: Value) -> Value:
    """Return ``None``."""
    return NONE


@entry("numpy.fromiter")
def from_iterable(call: Call, iter: Value, dtype: Value, **others: Value) -> Value:
    """Collect what an iterator gives."""
    made = as_array(iter)
    return Array((None,), dtypes.named(dtype)) if made is None else cast(call, made, dtype)


def integers(call: Call, shape: Value, lo: float | None, hi: float | None, dtype: str) -> Array:
    """Return whole numbers between two ends, which read as class labels where they start at 0 and stand in one column."""
    interval = None if lo is None or hi is None or hi < lo else Interval(lo, hi, integer=True)
    made = loaded(call.step("load"), shape=sized(shape), dtype=dtype, interval=interval, identity=Rows())
    found = labelled(made) if made.shape else made
    column = made.shape is not None and (len(made.shape) == 1 or made.shape[1:] == (1,))
    if column and interval is not None and interval.bounded and lo == 0 and found.encoding is None:
        return replace(found, encoding=Encoding.INTEGER, classes=int(interval.hi) + 1)
    return found
