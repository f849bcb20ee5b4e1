"""Splits into training and test data, folds, shuffling, resampling."""

from __future__ import annotations

from dataclasses import replace
from math import ceil, floor
from typing import Final

from keraslint.libs import dtypes
from keraslint.libs.arrays import Rows, data, flag, given, integer, number, selected
from keraslint.libs.columns import along
from keraslint.libs.registry import Call, entry, method
from keraslint.libs.sequences import iterable
from keraslint.values import Argument, Array, Const, Dim, Instance, Interval, Role, Tuple, Value

NONE: Final = Const(None)
TRUE: Final = Const(value=True)

HALVES: Final[dict[Role | None, tuple[Role | None, Role | None]]] = {
    Role.TRAIN: (Role.TRAIN, Role.VALIDATION),
    Role.TEST: (None, None),
    Role.VALIDATION: (None, None),
}
"""The roles of the two parts of a split by the role of the whole; anything else becomes training and test data."""


@entry("sklearn.model_selection.train_test_split", "sklearn.cross_validation.train_test_split")
def train_test_split(
    call: Call,
    *arrays: Value,
    test_size: Value = NONE,
    train_size: Value = NONE,
    random_state: Value = NONE,
    shuffle: Value = TRUE,
    stratify: Value = NONE,
) -> Value:
    """Split arrays into two parts each, all by the same rows."""
    key = object()
    parts: list[Value] = []
    for value in arrays:
        array = data(value)
        rows = array.shape[0] if array.shape else None
        extents = split_extents(rows, test_size, train_size)
        roles = HALVES.get(array.role, (Role.TRAIN, Role.TEST))
        for part, extent, role in zip(("first", "second"), extents, roles, strict=True):
            parts.append(
                along(
                    array,
                    array.then(
                        call.step("split", part=part, shuffle=flag(shuffle), stratify=given(stratify)),
                        shape=None if array.shape is None else (extent, *array.shape[1:]),
                        role=role,
                        identity=selected(array.identity, (part, key)),
                    ),
                )
            )
    return call.make_list(Tuple(tuple(parts)))


def split_extents(rows: Dim, test_size: Value, train_size: Value) -> tuple[Dim, Dim]:
    """Return how many rows go into each part: the test part is rounded up, the training part down."""
    if rows is None:
        return None, None
    test, train = _count(rows, test_size, up=True), _count(rows, train_size, up=False)
    if given(test_size) and test is None:
        return None, None
    if given(train_size) and train is None:
        return None, None
    if test is None:
        test = ceil(0.25 * rows) if train is None else rows - train
    return (rows - test if train is None else train), test


def _count(rows: int, size: Value, *, up: bool) -> int | None:
    whole, part = integer(size), number(size)
    if whole is not None:
        return whole if 0 < whole < rows else None
    if part is None or not 0 < part < 1:
        return None
    return ceil(part * rows) if up else floor(part * rows)


FOLDS: Final = (
    "sklearn.model_selection.KFold",
    "sklearn.model_selection.StratifiedKFold",
    "sklearn.model_selection.GroupKFold",
    "sklearn.model_selection.RepeatedKFold",
    "sklearn.model_selection.RepeatedStratifiedKFold",
    "sklearn.model_selection.ShuffleSplit",
    "sklearn.model_selection.StratifiedShuffleSplit",
    "sklearn.model_selection.TimeSeriesSplit",
    "sklearn.model_selection.LeaveOneOut",
)


@entry(*FOLDS)
def folds(call: Call, n_splits: Value = NONE, *rest: Value, **others: Value) -> Value:
    """Make a splitter."""
    arguments = {name: Argument(value) for name, value in others.items()}
    if given(n_splits):
        arguments["n_splits"] = Argument(n_splits)
    return Instance(call.name, arguments, place=call.place)


def split(call: Call, receiver: Instance, X: Value = NONE, y: Value = NONE, groups: Value = NONE) -> Value:
    """Return the turns of a loop over folds: row numbers of training and test data."""
    rows = data(X)
    count = rows.shape[0] if rows.shape else None
    last = float("inf") if count is None else float(count - 1)
    shuffle = receiver.arguments.get("shuffle")
    turn = tuple(
        Array(
            (None,),
            "int64",
            Interval(0.0, last, integer=True),
            role=role,
            steps=(replace(call.step("split", part=part, shuffle=flag(shuffle.value) if shuffle else None), name=receiver.api),),
            identity=Rows(),
        )
        for part, role in (("first", Role.TRAIN), ("second", Role.TEST))
    )
    return iterable("folds", Tuple(turn), integer(get_n_splits(call, receiver)))


def get_n_splits(call: Call, receiver: Instance, *arguments: Value) -> Value:
    """Return the number of folds."""
    count = receiver.arguments.get("n_splits")
    return count.value if count is not None and "Repeated" not in receiver.api else call.unknown()


for _kind in FOLDS:
    method(_kind, "split")(split)
    method(_kind, "get_n_splits")(get_n_splits)


@entry("sklearn.utils.shuffle", "sklearn.utils.resample")
def shuffle(call: Call, *arrays: Value, n_samples: Value = NONE, **others: Value) -> Value:
    """Shuffle or draw rows, of all arrays alike."""
    key = object()
    operation = "shuffle" if call.name.endswith("shuffle") else "resample"
    found: list[Value] = []
    for value in arrays:
        array = data(value)
        rows = array.shape[0] if array.shape and not given(n_samples) else integer(n_samples)
        shape = None if array.shape is None else (rows, *array.shape[1:])
        step = (
            call.step(operation, replace=flag(others.get("replace", TRUE))) if operation == "resample" else call.step(operation)
        )
        found.append(array.then(step, shape=shape, identity=selected(array.identity, key)))
    return found[0] if len(found) == 1 else call.make_list(Tuple(tuple(found)))


SAMPLERS: Final = tuple(
    f"imblearn.{name}"
    for name in (
        "over_sampling.SMOTE",
        "over_sampling.BorderlineSMOTE",
        "over_sampling.SVMSMOTE",
        "over_sampling.ADASYN",
        "over_sampling.RandomOverSampler",
        "under_sampling.RandomUnderSampler",
        "under_sampling.NearMiss",
        "under_sampling.TomekLinks",
        "combine.SMOTEENN",
        "combine.SMOTETomek",
    )
)


@entry(*SAMPLERS)
def sampler(call: Call, *arguments: Value, **others: Value) -> Value:
    """Make a resampler."""
    return Instance(call.name, {name: Argument(value) for name, value in others.items()}, place=call.place)


def fit_resample(call: Call, receiver: Instance, X: Value, y: Value) -> Value:
    """Add or drop rows until the classes are balanced; new rows lie between old ones, or a little beyond with support vectors."""
    identity = Rows()
    step = replace(call.step("resample"), name=receiver.api)
    made: list[Value] = []
    for value in (X, y):
        array = data(value)
        shape = None if array.shape is None else (None, *array.shape[1:])
        between = array.interval is not None and not receiver.api.endswith("SVMSMOTE")
        interval = (
            replace(array.interval, integer=dtypes.is_integer(array.dtype)) if between and array.interval is not None else None
        )
        made.append(array.then(step, shape=shape, interval=interval, identity=identity))
    return Tuple(tuple(made))


for _kind in SAMPLERS:
    method(_kind, "fit_resample", "fit_sample")(fit_resample)
