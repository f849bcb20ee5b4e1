"""Tensors: creation, casts, shapes and elementwise operations."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from keraslint.libs import arithmetic, dtypes, intervals, shapes
from keraslint.libs.arrays import as_array, content, counted, data, dims, given, integer, loaded, number, relabelled
from keraslint.libs.numpy import choosing, elementwise, joining, shaping
from keraslint.libs.registry import Call, entry
from keraslint.libs.tensorflow.elements import NARROW
from keraslint.libs.tensorflow.lifting import MATH, lifted, names
from keraslint.values import Api, Array, Const, Encoding, Instance, Interval, Reason, Tuple, Value

NONE: Final = Const(None)
FLOAT: Final = Const("float32")


@entry(*names("cast"), *names("to_float", "to_int32", "to_int64"))
def cast(call: Call, x: Value, dtype: Value = NONE, name: Value = NONE) -> Value:
    """Cast to another type."""
    target = {"to_float": Const("float32"), "to_int32": Const("int32"), "to_int64": Const("int64")}.get(call.name[11:], dtype)
    return lifted(call, elementwise.cast(call, data(x), target), x)


@entry(*names("constant", "convert_to_tensor", "Variable", "identity", "stop_gradient", "ensure_shape", "make_ndarray"))
def tensor(call: Call, value: Value, dtype: Value = NONE, *rest: Value, **others: Value) -> Value:
    """Make a tensor; plain numbers become narrow types."""
    found = data(value)
    if call.name.endswith("ensure_shape"):
        stated = dims(dtype)
        return lifted(call, replace(found, shape=stated if found.shape is None else found.shape), value)
    if not isinstance(value, Array):
        found = replace(found, dtype=NARROW.get(found.dtype or "", found.dtype))
    if given(dtype) and not isinstance(dtype, Const | Api):
        return lifted(call, replace(found, dtype=None, interval=None), value)
    shape = dims(others.get("shape", rest[0] if rest and call.name.endswith("constant") else NONE))
    made = elementwise.cast(call, found, dtype, keep_steps=True) if _typed(call, dtype) else found
    return lifted(call, replace(made, shape=shape) if shape is not None else made, value)


def _typed(call: Call, dtype: Value) -> bool:
    return dtypes.named(dtype) is not None and not call.name.endswith(("identity", "stop_gradient", "Variable"))


@entry(*names("zeros", "ones", "fill"))
def filled(call: Call, shape: Value, dtype: Value = FLOAT, *rest: Value, **others: Value) -> Value:
    """Make a tensor of one value."""
    leaf = call.name.rpartition(".")[2]
    if leaf == "fill":
        value = as_array(others.get("value", dtype))
        kind = None if value is None else NARROW.get(value.dtype or "", value.dtype)
        interval = value.interval if value is not None else None
        return replace(loaded(call.step("load"), shape=dims(shape), dtype=kind, interval=interval), container="tensor")
    level = {"zeros": 0.0, "ones": 1.0}[leaf]
    made = loaded(call.step("load"), shape=dims(shape), dtype=dtypes.named(dtype), interval=Interval(level, level, integer=True))
    return replace(made, container="tensor")


@entry(*names("zeros_like", "ones_like"))
def like(call: Call, input: Value, dtype: Value = NONE, *rest: Value) -> Value:
    """Make a tensor of zeros or ones of the shape of another one."""
    level = 0.0 if call.name.endswith("zeros_like") else 1.0
    model = data(input)
    kind = dtypes.named(dtype) if given(dtype) else model.dtype
    made = loaded(call.step("load"), shape=model.shape, dtype=kind, interval=Interval(level, level, integer=True))
    return lifted(call, made, input)


@entry(*names("range"))
def range_(call: Call, *bounds: Value, **others: Value) -> Value:
    """Count evenly with whole numbers."""
    found = counted([integer(bound) for bound in bounds])
    if found is None or others:
        return replace(loaded(call.step("load"), shape=(None,)), container="tensor")
    interval = intervals.of(found[0], found[-1]) if found else None
    return replace(loaded(call.step("load"), shape=(len(found),), dtype="int32", interval=interval), container="tensor")


@entry(*names("linspace"))
def linspace(call: Call, start: Value, stop: Value, num: Value = NONE, **others: Value) -> Value:
    """Space numbers evenly."""
    ends = [number(start), number(stop)]
    interval = replace(intervals.of(*(end for end in ends if end is not None)), integer=False) if None not in ends else None
    made = loaded(call.step("load"), shape=(integer(num),), interval=interval, encoding=Encoding.CONTINUOUS)
    floating = all(isinstance(end, Const) and isinstance(end.value, float) for end in (start, stop))
    return replace(made, container="tensor", dtype="float32" if floating else None)


@entry(*names("one_hot"))
def one_hot(
    call: Call, indices: Value, depth: Value, on_value: Value = NONE, off_value: Value = NONE, axis: Value = NONE, dtype:
    Value = NONE, name: Value = NONE,
) -> Value:  # fmt: skip
    """Make one-hot codes of indices."""
    array = data(indices)
    count = integer(depth)
    plain = not given(on_value) and not given(off_value)
    last = not given(axis) or axis == Const(-1)
    made = array.then(
        call.step("encode", num_classes=count),
        shape=(*array.shape, count) if array.shape is not None and last else None,
        dtype=dtypes.named(dtype) if given(dtype) else "float32" if plain else None,
        interval=Interval(0.0, 1.0, integer=True) if plain else None,
        encoding=Encoding.ONE_HOT if plain and last and _indexes(array, count) else None,
        classes=count if plain and last else None,
    )
    return lifted(call, made, indices)


def _indexes(array: Array, depth: int | None) -> bool:
    """Say whether one-hot codes of an array can be taken for one-hot: no index is known to lie outside."""
    if array.encoding in {Encoding.ONE_HOT, Encoding.MULTI_HOT}:
        return False
    return array.interval is None or depth is None or array.interval.within(0, depth - 1) or not array.interval.bounded


@entry(*names("reshape"))
def reshape(call: Call, tensor: Value, shape: Value, name: Value = NONE) -> Value:
    """Reshape."""
    return lifted(call, shaping.reshape(call, data(tensor), shape), tensor)


@entry(*names("transpose"))
def transpose(call: Call, a: Value, perm: Value = NONE, *rest: Value, **others: Value) -> Value:
    """Put the axes in another order."""
    return lifted(call, shaping.transpose(call, data(a), perm), a)


@entry(*names("expand_dims"))
def expand_dims(call: Call, input: Value, axis: Value = NONE, name: Value = NONE, **others: Value) -> Value:
    """Put in an axis of extent 1."""
    return lifted(call, shaping.expand_dims(call, data(input), others.get("dim", axis)), input)


@entry(*names("squeeze"))
def squeeze(call: Call, input: Value, axis: Value = NONE, name: Value = NONE) -> Value:
    """Leave out axes of extent 1."""
    return lifted(call, shaping.squeeze(call, data(input), axis), input)


@entry(*names("concat", "stack"))
def join(call: Call, values: Value, axis: Value = NONE, name: Value = NONE) -> Value:
    """Put tensors together, along an axis they have or a new one."""
    stacks = call.name.endswith("stack")
    made = joining.stack(call, values, axis if given(axis) else Const(0)) if stacks else joining.joined(call, values, axis)
    return lifted(call, made, values)


@entry(*names("tile"))
def tile(call: Call, input: Value, multiples: Value, name: Value = NONE) -> Value:
    """Repeat a tensor along its axes."""
    return lifted(call, shaping.tile(call, data(input), multiples), input)


@entry(*names("repeat"))
def repeat(call: Call, input: Value, repeats: Value, axis: Value = NONE, name: Value = NONE) -> Value:
    """Repeat every element."""
    return lifted(call, shaping.repeat(call, data(input), repeats, axis), input)


@entry(*names("reverse"))
def reverse(call: Call, tensor: Value, axis: Value = NONE, name: Value = NONE) -> Value:
    """Turn axes around."""
    array = data(tensor)
    chosen = content(axis)
    channels = chosen is not None and chosen.values == (Const(-1),)
    made = array.then(call.step("select"), identity=array.identity if channels else None, encoding=None, classes=None)
    return lifted(call, made, tensor)


@entry(*names("pad"))
def pad(call: Call, tensor: Value, paddings: Value, mode: Value = Const("CONSTANT"), constant_values: Value = Const(0)) -> Value:
    """Put a border around a tensor."""
    style = Const(mode.value.lower()) if isinstance(mode, Const) and isinstance(mode.value, str) else mode
    return lifted(call, shaping.pad(call, data(tensor), paddings, style, constant_values=constant_values), tensor)


@entry(*names("gather"))
def gather(call: Call, params: Value, indices: Value, *rest: Value, axis: Value = NONE, **others: Value) -> Value:
    """Take elements by number."""
    at = axis if given(axis) else Const(0)
    if rest or others:
        return call.unknown()
    return lifted(call, shaping.take(call, data(params), data(indices), at), params, indices)


@entry(*names("where"))
def where(call: Call, condition: Value, x: Value = NONE, y: Value = NONE, name: Value = NONE) -> Value:
    """Choose between two tensors, or find where a condition holds."""
    if not given(x) or not given(y):
        array = data(condition)
        return lifted(call, Array((None, array.rank), "int64", steps=(*array.steps, call.step("select"))), condition)
    made = choosing.where(call, condition, x, y)
    return lifted(call, replace(made, dtype=_chosen_type(x, y)) if isinstance(made, Array) else made, condition, x, y)


def _chosen_type(x: Value, y: Value) -> str | None:
    kinds = {data(value).dtype for value in (x, y) if not isinstance(value, Const)}
    return kinds.pop() if len(kinds) == 1 else None


@entry(*names("clip_by_value"))
def clip(call: Call, t: Value, clip_value_min: Value, clip_value_max: Value, name: Value = NONE) -> Value:
    """Cut values off at both ends."""
    array = data(t)
    ends = number(clip_value_min), number(clip_value_max)
    interval = intervals.clipped(array.interval, *ends) if None not in ends else None
    encoding, classes = relabelled(array)
    return lifted(call, array.then(call.step("arithmetic"), interval=interval, encoding=encoding, classes=classes), t)


UNARY: Final = {
    "exp": "exp", "log": "log", "log1p": "log1p", "expm1": "expm1", "sqrt": "sqrt", "tanh": "tanh", "sin": "sin", "cos":
    "cos", "tan": "tan", "square": "square", "abs": "abs", "negative": "negative", "sign": "sign", "floor": "floor", "ceil":
    "ceil", "round": "rint", "atan": "arctan",
}  # fmt: skip


@entry(*names(*UNARY, modules=MATH))
def unary(call: Call, x: Value, name: Value = NONE) -> Value:
    """Apply an elementwise function, which keeps the type."""
    array = data(x)
    function = UNARY[call.name.rpartition(".")[2]]
    if not isinstance(x, Array):
        array = replace(array, dtype=NARROW.get(array.dtype or "", array.dtype))
    kept = (
        array.dtype
        if dtypes.is_float(array.dtype) or function in {"square", "abs", "negative", "sign", "floor", "ceil", "rint"}
        else None
    )
    made = elementwise.apply_ufunc(call, function, array, kept)
    return lifted(call, made if kept is not None else replace(made, interval=None), x)


@entry(*names("sigmoid", modules=("", "math.", "nn.")))
def sigmoid(call: Call, x: Value, name: Value = NONE) -> Value:
    """Squash into 0 to 1."""
    return lifted(call, data(x).then(call.step("arithmetic"), interval=Interval(0.0, 1.0), encoding=None, classes=None), x)


@entry(*names("softmax", modules=("nn.", "math.")))
def softmax(call: Call, logits: Value, axis: Value = NONE, name: Value = NONE) -> Value:
    """Make shares of scores."""
    return lifted(
        call, data(logits).then(call.step("arithmetic"), interval=Interval(0.0, 1.0), encoding=None, classes=None), logits
    )


@entry(*names("relu", "relu6", modules=("nn.",)))
def relu(call: Call, features: Value, name: Value = NONE) -> Value:
    """Cut off what is negative."""
    array = data(features)
    interval = intervals.clipped(array.interval, 0.0, 6.0 if call.name.endswith("6") else None)
    return lifted(call, array.then(call.step("arithmetic"), interval=interval, encoding=None, classes=None), features)


OPERATORS: Final = {
    "add": "add", "subtract": "subtract", "multiply": "multiply", "divide": "divide", "truediv": "divide", "floordiv":
    "floor_divide", "mod": "mod", "floormod": "mod", "pow": "power", "logical_and": "logical_and", "logical_or":
    "logical_or", "equal": "equal", "not_equal": "not_equal", "less": "less", "less_equal": "less_equal", "greater":
    "greater", "greater_equal": "greater_equal",
}  # fmt: skip


@entry(*names(*OPERATORS, modules=MATH))
def operator(call: Call, x: Value, y: Value, name: Value = NONE) -> Value:
    """Apply an operator that is written as a function."""
    left, right = (replace(data(value), container="tensor") if not isinstance(value, Const) else value for value in (x, y))
    if isinstance(left, Const) and isinstance(right, Const):
        return call.unknown(reason=Reason.UNMODELLED_CALL)
    return lifted(call, elementwise.operate(call, OPERATORS[call.name.rpartition(".")[2]], left, right), x, y)


@entry(*names("maximum", "minimum", modules=MATH))
def extreme(call: Call, x: Value, y: Value, name: Value = NONE) -> Value:
    """Take the larger or smaller of two operands."""
    left, right = (replace(data(value), container="tensor") if not isinstance(value, Const) else value for value in (x, y))
    return lifted(call, elementwise.extreme(call, left, right), x, y)


@entry(*names("matmul", modules=("", "linalg.")))
def matmul(call: Call, a: Value, b: Value, *rest: Value, **others: Value) -> Value:
    """Multiply matrices."""
    if rest or others:
        return lifted(call, Array(steps=(*data(a).steps, call.step("arithmetic"))), a, b)
    return lifted(call, arithmetic.matmul(data(a), data(b), call.place), a, b)


@entry(*names("shape", "size", "rank"))
def shape_of(call: Call, input: Value, *rest: Value, **others: Value) -> Value:
    """Return extents; those of a tensor that are not known stay so."""
    array = data(input)
    leaf = call.name.rpartition(".")[2]
    if array.shape is None:
        return call.unknown(reason=Reason.DATA_DEPENDENT)
    if leaf == "rank":
        return Const(len(array.shape))
    unknown = call.unknown(reason=Reason.DATA_DEPENDENT)
    extents = tuple(unknown if dim is None else Const(dim) for dim in array.shape)
    if leaf == "shape":
        return Tuple(extents)
    total = shapes.reshaped(array.shape, (None,))[0]
    return Const(total) if total is not None else unknown


@entry(*(f"{module}.random.{name}" for module in ("tensorflow", "keras") for name in ("uniform", "normal", "truncated_normal")))
def random(call: Call, shape: Value, *parameters: Value, **others: Value) -> Value:
    """Draw random numbers."""
    dtype = others.get("dtype", parameters[2] if len(parameters) > 2 else FLOAT)
    kind = dtypes.named(dtype)
    interval = None
    if call.name.endswith("uniform"):
        lo = others.get("minval", parameters[0] if parameters else Const(0))
        hi = others.get("maxval", parameters[1] if len(parameters) > 1 else NONE)
        ends = number(lo), number(hi) if given(hi) else 1.0
        if None not in ends and ends[0] is not None and ends[1] is not None:
            top = ends[1] - 1 if dtypes.is_integer(kind) else ends[1]
            interval = Interval(ends[0], top, dtypes.is_integer(kind))
    whole = dtypes.is_integer(kind)
    return replace(
        loaded(
            call.step("load"), shape=dims(shape), dtype=kind, interval=interval, encoding=None if whole else Encoding.CONTINUOUS
        ),
        container="tensor",
    )


@entry("tensorflow.random.shuffle")
def shuffle(call: Call, value: Value, *rest: Value, **others: Value) -> Value:
    """Return the rows in random order."""
    return lifted(call, data(value).then(call.step("shuffle"), identity=None), value)


@entry("tensorflow.random.set_seed", "tensorflow.set_random_seed")
def seed(call: Call, seed: Value) -> Value:
    """Note that the generators are seeded."""
    call.event("seed", value=seed)
    return NONE


@entry("tensorflow.random.Generator.from_seed")
def generator(call: Call, seed: Value, **others: Value) -> Value:
    """Make a random number generator."""
    call.event("seed", value=seed)
    return Instance("tensorflow.random.Generator", place=call.place)
