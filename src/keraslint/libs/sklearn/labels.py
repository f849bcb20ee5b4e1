"""Encoders of labels and categories."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from keraslint.libs.arrays import content, data, flag
from keraslint.libs.numpy.statistics import all_classes
from keraslint.libs.registry import Call, attribute, entry, method
from keraslint.libs.sklearn.transformers import argument, fitted_on, note_fit, object_step
from keraslint.values import Argument, Array, Const, Dim, Encoding, Instance, Interval, Value

NONE: Final = Const(None)
LABEL: Final = "sklearn.preprocessing.LabelEncoder"
BINARIZER: Final = "sklearn.preprocessing.LabelBinarizer"
ONE_HOT: Final = "sklearn.preprocessing.OneHotEncoder"
ORDINAL: Final = "sklearn.preprocessing.OrdinalEncoder"
MULTI: Final = "sklearn.preprocessing.MultiLabelBinarizer"
ENCODERS: Final = (LABEL, BINARIZER, ONE_HOT, ORDINAL, MULTI)
TRUTHS: Final = Interval(0.0, 1.0, integer=True)


@entry(*ENCODERS)
def make(call: Call, **named: Value) -> Value:
    """Make an encoder."""
    return Instance(call.name, {name: Argument(value) for name, value in named.items()}, place=call.place)


def fit(call: Call, receiver: Instance, y: Value, *rest: Value) -> Value:
    """Fit an encoder on labels."""
    note_fit(call, receiver, data(y))
    return receiver


def encode(call: Call, receiver: Instance, y: Value, *rest: Value) -> Value:
    """Encode labels, fitting the encoder on them first if it is asked to."""
    array = data(y)
    how = call.name.rpartition(".")[2]
    if how == "fit_transform":
        note_fit(call, receiver, array)
    step = object_step(call, receiver, "encode", how)
    fitted = fitted_on(receiver)
    classes = all_classes(fitted) if fitted is not None else None
    rows = array.shape[0] if array.shape else None
    made = replace(array, container="ndarray", steps=(*array.steps, step), encoding=None, classes=None, interval=None)
    return _encoded(receiver, made, rows, classes)


def _encoded(receiver: Instance, array: Array, rows: Dim, classes: int | None) -> Array:
    top = float("inf") if classes is None else float(classes - 1)
    match receiver.api:
        case "sklearn.preprocessing.LabelEncoder":
            encoding = Encoding.BINARY if classes == 2 else Encoding.INTEGER
            interval = Interval(0.0, top, integer=True)
            return replace(array, shape=(rows,), dtype="int64", interval=interval, encoding=encoding, classes=classes)
        case "sklearn.preprocessing.LabelBinarizer":
            if classes is None:
                return replace(array, shape=(rows, None), dtype="int64", interval=None)
            binary = classes == 2
            shape = (rows, 1 if binary else classes)
            if {"neg_label", "pos_label"} & set(receiver.arguments):
                return replace(array, shape=shape, dtype="int64")
            encoding = Encoding.BINARY if binary else Encoding.ONE_HOT
            return replace(array, shape=shape, dtype="int64", interval=TRUTHS, encoding=encoding, classes=classes)
        case "sklearn.preprocessing.MultiLabelBinarizer":
            return replace(array, shape=(rows, None), dtype="int64", interval=TRUTHS, encoding=Encoding.MULTI_HOT)
        case "sklearn.preprocessing.OrdinalEncoder":
            return replace(array, dtype="float64" if "dtype" not in receiver.arguments else None)
    return _one_hot(receiver, array, rows, classes)


def _one_hot(receiver: Instance, array: Array, rows: Dim, classes: int | None) -> Array:
    """Return one-hot rows of one column; of several columns the codes stand side by side."""
    columns = array.shape[1] if array.rank == 2 and array.shape is not None else None
    dense = flag(argument(receiver, "sparse_output", argument(receiver, "sparse", Const(value=True)))) is False
    plain = not ({"drop", "handle_unknown", "categories", "min_frequency", "max_categories"} & set(receiver.arguments))
    single = columns == 1 and plain
    return replace(
        array,
        shape=(rows, classes if single else None),
        dtype="float64" if "dtype" not in receiver.arguments else None,
        interval=TRUTHS,
        encoding=Encoding.ONE_HOT if single else None,
        classes=classes if single else None,
        container="ndarray" if dense else "sparse",
    )


def decode(call: Call, receiver: Instance, y: Value) -> Value:
    """Turn codes back into what they were made of."""
    if receiver.api == MULTI:
        return call.unknown()
    array = data(y)
    fitted = fitted_on(receiver)
    return replace(
        array,
        shape=None if array.shape is None else array.shape[:1] if receiver.api in {LABEL, BINARIZER} else None,
        dtype=fitted.dtype if fitted is not None else None,
        interval=fitted.interval if fitted is not None else None,
        encoding=fitted.encoding if fitted is not None and receiver.api == LABEL else None,
        classes=fitted.classes if fitted is not None and receiver.api == LABEL else None,
        container="ndarray",
        steps=(*array.steps, object_step(call, receiver, "decode", "inverse_transform")),
    )


for _kind in ENCODERS:
    method(_kind, "fit")(fit)
    method(_kind, "fit_transform", "transform")(encode)
    method(_kind, "inverse_transform")(decode)


@attribute(LABEL, "classes_")
@attribute(BINARIZER, "classes_")
@attribute(MULTI, "classes_")
def classes(call: Call, receiver: Instance) -> Value:
    """Return the different labels that an encoder was fitted on."""
    fitted = fitted_on(receiver)
    return Array(
        (all_classes(fitted) if fitted is not None else None,),
        fitted.dtype if fitted is not None else None,
        fitted.interval if fitted is not None else None,
    )


@method("array", "toarray", "todense")
def dense(call: Call, array: Array) -> Value:
    """Write a sparse matrix out."""
    return replace(array, container="ndarray")


@entry("sklearn.preprocessing.label_binarize")
def label_binarize(call: Call, y: Value, classes: Value = NONE, **others: Value) -> Value:
    """Make one-hot rows of labels of the given classes."""
    array = data(y)
    known = content(classes)
    count = len(known.values) if known is not None and known.complete else None
    rows = array.shape[0] if array.shape else None
    exact = count is not None and count > 1 and not others
    return array.then(
        call.step("encode"),
        shape=(rows, (1 if count == 2 else count) if exact else None),
        dtype="int64",
        interval=TRUTHS if not others else None,
        encoding=(Encoding.BINARY if count == 2 else None) if exact else None,
        classes=count if count == 2 and exact else None,
        container="ndarray",
    )


@entry("sklearn.utils.class_weight.compute_class_weight", "sklearn.utils.class_weight.compute_sample_weight")
def class_weight(call: Call, *arguments: Value, **others: Value) -> Value:
    """Return weights, of which only is known that they are positive."""
    return Array((None,), "float64", Interval(0.0), steps=(call.step("load"),))
