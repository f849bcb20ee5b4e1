"""Scalers and other transformers: what they are fitted on, and what they make of data."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Final

from keraslint.libs import dtypes
from keraslint.libs.arrays import content, data, flag, integer, number
from keraslint.libs.registry import Call, attribute, entry, method
from keraslint.values import Argument, Array, Const, Instance, Interval, Reason, Step, Tuple, Value

NONE: Final = Const(None)
UNIT: Final = Interval(0.0, 1.0)
FITTED: Final = "fitted"
"""The field in which a transformer keeps the array that it was fitted on."""


@dataclass(frozen=True, slots=True)
class Transformer:
    """A kind of transformer: the operation that it is, the range of what comes out, and how many columns that has.

    The range function gets the transformer, the array, and whether the array is the one that it was fitted on.
    """

    operation: str
    range: Callable[[Instance, Array, bool], Interval | None] = lambda _receiver, _array, _same: None
    columns: Callable[[Instance, Array], int | None] = lambda _receiver, array: (
        array.shape[1] if array.rank == 2 and array.shape else None
    )
    parameters: tuple[str, ...] = ()


def argument(receiver: Instance, name: str, default: Value) -> Value:
    """Return an argument of a transformer's constructor, or its default."""
    found = receiver.arguments.get(name)
    return found.value if found is not None else default


def _min_max(receiver: Instance, array: Array, same: bool) -> Interval | None:
    ends = content(argument(receiver, "feature_range", Tuple((Const(0), Const(1)))))
    numbers = [number(end) for end in ends.values] if ends is not None and ends.complete and len(ends.values) == 2 else []
    clips = flag(argument(receiver, "clip", Const(value=False)))
    if len(numbers) != 2 or not (same or clips):
        return None
    lo, hi = numbers
    return Interval(lo, hi) if lo is not None and hi is not None else None


def _max_abs(receiver: Instance, array: Array, same: bool) -> Interval | None:
    if not same:
        return None
    return UNIT if array.interval is not None and array.interval.lo >= 0 else Interval(-1.0, 1.0)


def _normalized(receiver: Instance, array: Array, same: bool) -> Interval | None:
    return UNIT if array.interval is not None and array.interval.lo >= 0 else Interval(-1.0, 1.0)


def _quantile(receiver: Instance, array: Array, same: bool) -> Interval | None:
    return UNIT if argument(receiver, "output_distribution", Const("uniform")) == Const("uniform") else None


def _truths(receiver: Instance, array: Array, same: bool) -> Interval | None:
    return Interval(0.0, 1.0, integer=True)


def _components(receiver: Instance, array: Array) -> int | None:
    stated = receiver.arguments.get("n_components")
    if stated is None:
        return 2 if receiver.api.endswith("TruncatedSVD") else None
    return integer(stated.value)


def _selected(receiver: Instance, array: Array) -> int | None:
    return integer(argument(receiver, "k", Const(10)))


def _open(receiver: Instance, array: Array) -> int | None:
    return None


TRANSFORMERS: Final[dict[str, Transformer]] = {
    "sklearn.preprocessing.StandardScaler": Transformer("scale"),
    "sklearn.preprocessing.MinMaxScaler": Transformer("scale", _min_max, parameters=("feature_range",)),
    "sklearn.preprocessing.MaxAbsScaler": Transformer("scale", _max_abs),
    "sklearn.preprocessing.RobustScaler": Transformer("scale"),
    "sklearn.preprocessing.Normalizer": Transformer("scale", _normalized, parameters=("norm",)),
    "sklearn.preprocessing.QuantileTransformer": Transformer("scale", _quantile),
    "sklearn.preprocessing.PowerTransformer": Transformer("scale"),
    "sklearn.preprocessing.Binarizer": Transformer("arithmetic", _truths),
    "sklearn.preprocessing.PolynomialFeatures": Transformer("arithmetic", columns=_open),
    "sklearn.preprocessing.KBinsDiscretizer": Transformer("encode", columns=_open),
    "sklearn.impute.SimpleImputer": Transformer("arithmetic", columns=_open),
    "sklearn.impute.KNNImputer": Transformer("arithmetic", columns=_open),
    "sklearn.decomposition.PCA": Transformer("arithmetic", columns=_components, parameters=("n_components",)),
    "sklearn.decomposition.TruncatedSVD": Transformer("arithmetic", columns=_components, parameters=("n_components",)),
    "sklearn.feature_selection.SelectKBest": Transformer("select", columns=_selected, parameters=("score_func", "k")),
    "sklearn.feature_selection.VarianceThreshold": Transformer("select", columns=_open),
}


@entry(*TRANSFORMERS)
def make(call: Call, *positional: Value, **named: Value) -> Value:
    """Make a transformer."""
    names = TRANSFORMERS[call.name].parameters
    arguments = {name: Argument(value) for name, value in zip(names, positional, strict=False)}
    arguments.update((name, Argument(value)) for name, value in named.items())
    return Instance(call.name, arguments, place=call.place)


def note_fit(call: Call, receiver: Instance, array: Array, targets: Value = NONE) -> None:
    """Keep what an object was fitted on, and record that it was, and whether with targets."""
    call.write(receiver, FITTED, array)
    call.event("fit", receiver, data=array, supervised=targets != NONE)


def fitted_on(receiver: Instance) -> Array | None:
    """Return the array that an object was fitted on, if that was seen."""
    found = receiver.fields.get(FITTED)
    return found if isinstance(found, Array) else None


def object_step(call: Call, receiver: Instance, operation: str, how: str) -> Step:
    """Return the step of a fitted object, named after its class: which object it is, and on what data it was fitted."""
    fitted = fitted_on(receiver)
    details: dict[str, Any] = {"method": how, "object": receiver.identity}
    if fitted is not None and fitted.role is not None:
        details["fitted"] = fitted.role.name.lower()
    return replace(call.step(operation, **details), name=receiver.api)


def fit(call: Call, receiver: Instance, X: Value, y: Value = NONE, **others: Value) -> Value:
    """Fit a transformer."""
    note_fit(call, receiver, data(X), y)
    return receiver


def fit_transform(call: Call, receiver: Instance, X: Value, y: Value = NONE, **others: Value) -> Value:
    """Fit a transformer on data and transform these."""
    array = data(X)
    note_fit(call, receiver, array, y)
    return transformed(call, receiver, array, "fit_transform")


def transform(call: Call, receiver: Instance, X: Value, *rest: Value) -> Value:
    """Transform data."""
    return transformed(call, receiver, data(X), "transform")


def transformed(call: Call, receiver: Instance, array: Array, how: str) -> Array:
    """Return what a transformer makes of an array."""
    known = TRANSFORMERS[receiver.api]
    if known.operation == "scale":
        call.scaling()
    same = how == "fit_transform" or fitted_on(receiver) is array
    dtype = array.dtype if array.dtype in {"float32", "float64"} else None if array.dtype in {None, "float16"} else "float64"
    interval = known.range(receiver, array, same)
    selects = known.operation == "select" or receiver.api.endswith("Binarizer")
    rows = array.shape[0] if array.rank == 2 and array.shape else None
    shape = None if array.rank not in {None, 2} else (rows, known.columns(receiver, array))
    flat = array.rank is None and known.operation == "scale"
    return replace(
        array,
        shape=None if flat else shape,
        dtype=array.dtype if selects else None if receiver.api.endswith("Imputer") else dtype,
        interval=array.interval if known.operation == "select" else interval,
        encoding=None,
        classes=None,
        container="ndarray",
        steps=(*array.steps, object_step(call, receiver, known.operation, how)),
    )


def inverse_transform(call: Call, receiver: Instance, X: Value, *rest: Value) -> Value:
    """Undo a scaling; the range of the result is not worked out."""
    call.scaling()
    step = object_step(call, receiver, "scale", "inverse_transform")
    return data(X).then(step, dtype=None, interval=None, encoding=None, classes=None)


for _kind, _known in TRANSFORMERS.items():
    method(_kind, "fit")(fit)
    method(_kind, "fit_transform")(fit_transform)
    method(_kind, "transform")(transform)
    if _known.operation == "scale" and not _kind.endswith("Normalizer"):
        method(_kind, "inverse_transform")(inverse_transform)

for _name in ("StandardScaler", "MinMaxScaler", "MaxAbsScaler"):
    method(f"sklearn.preprocessing.{_name}", "partial_fit")(fit)


@attribute("sklearn.preprocessing.StandardScaler", "mean_", "scale_", "var_")
@attribute("sklearn.preprocessing.MinMaxScaler", "data_min_", "data_max_", "scale_", "min_", "data_range_")
@attribute("sklearn.decomposition.PCA", "explained_variance_ratio_", "components_", "mean_")
def statistics(call: Call, receiver: Instance) -> Value:
    """Say that what a transformer has learned is not known."""
    return call.unknown(reason=Reason.DATA_DEPENDENT)


@entry("sklearn.pipeline.Pipeline", "sklearn.pipeline.make_pipeline")
def pipeline(call: Call, *steps: Value, **others: Value) -> Value:
    """Chain transformers."""
    members: list[Value] = list(steps)
    if call.name.endswith("Pipeline"):
        pairs = content(steps[0] if steps else others.get("steps", NONE))
        inner = [content(pair) for pair in pairs.values] if pairs is not None and pairs.complete else [None]
        members = [pair.values[1] if pair is not None and len(pair.values) == 2 else NONE for pair in inner]
    return Instance("sklearn.pipeline.Pipeline", place=call.place, fields={"members": Tuple(tuple(members))})


@entry("sklearn.compose.ColumnTransformer", "sklearn.compose.make_column_transformer", "sklearn.pipeline.FeatureUnion")
def by_columns(call: Call, *transformers: Value, **others: Value) -> Value:
    """Transform some columns one way and some another."""
    return Instance("sklearn.compose.ColumnTransformer", place=call.place)


def _members(receiver: Instance) -> list[Instance] | None:
    members = receiver.fields.get("members")
    found = [value for value in members.values if isinstance(value, Instance)] if isinstance(members, Tuple) else []
    known = isinstance(members, Tuple) and len(found) == len(members.values) and all(value.api in TRANSFORMERS for value in found)
    return found if known and found else None


@method("sklearn.pipeline.Pipeline", "fit_transform", "transform")
@method("sklearn.compose.ColumnTransformer", "fit_transform", "transform")
def chained(call: Call, receiver: Instance, X: Value, y: Value = NONE) -> Value:
    """Send data through a chain; one that is not known through and through may have scaled them."""
    array = data(X)
    how = call.name.rpartition(".")[2]
    if how == "fit_transform":
        note_fit(call, receiver, array, y)
    members = _members(receiver)
    if members is None:
        call.scaling()
        step = object_step(call, receiver, "opaque", how)
        rows = array.shape[0] if array.rank == 2 and array.shape else None
        return array.then(step, shape=(rows, None), dtype=None, interval=None, encoding=None, classes=None, container="ndarray")
    for member in members:
        if how == "fit_transform":
            note_fit(call, member, array)
        array = transformed(call, member, array, how)
    return array


@method("sklearn.pipeline.Pipeline", "fit")
@method("sklearn.compose.ColumnTransformer", "fit")
def fit_chain(call: Call, receiver: Instance, X: Value, y: Value = NONE, **others: Value) -> Value:
    """Fit a chain; what its members get is not followed."""
    note_fit(call, receiver, data(X))
    return receiver


@entry("sklearn.preprocessing.scale", "sklearn.preprocessing.normalize", "sklearn.preprocessing.minmax_scale",
       "sklearn.preprocessing.maxabs_scale", "sklearn.preprocessing.robust_scale")  # fmt: skip
def scale(call: Call, X: Value, *rest: Value, **others: Value) -> Value:
    """Scale data by their own statistics."""
    call.scaling()
    array = data(X)
    name = call.name.rpartition(".")[2]
    interval: Interval | None = None
    if name == "minmax_scale" and not rest and "feature_range" not in others:
        interval = UNIT
    elif name in {"normalize", "maxabs_scale"}:
        interval = UNIT if array.interval is not None and array.interval.lo >= 0 else Interval(-1.0, 1.0)
    if others.get("return_norm", Const(value=False)) != Const(value=False):
        return call.unknown()
    dtype = array.dtype if array.dtype in {"float32", "float64"} else "float64" if dtypes.is_integer(array.dtype) else None
    return array.then(call.step("scale"), dtype=dtype, interval=interval, encoding=None, classes=None, container="ndarray")
