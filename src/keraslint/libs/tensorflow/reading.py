"""Reading of files in TensorFlow, and strings."""

from __future__ import annotations

from typing import Final

from keraslint.libs import dtypes
from keraslint.libs.arrays import Rows, data
from keraslint.libs.registry import Call, attribute, entry
from keraslint.values import Api, Array, Const, Encoding, Reason, Value

NONE: Final = Const(None)


@entry("tensorflow.io.read_file", "tensorflow.read_file")
def read_file(call: Call, filename: Value, name: Value = NONE) -> Value:
    """Read the bytes of a file."""
    return Array((), "str", container="tensor", steps=(call.step("load"),), identity=Rows())


@entry("tensorflow.io.decode_raw", "tensorflow.decode_raw")
def decode_raw(call: Call, input_bytes: Value, out_type: Value, *rest: Value, **others: Value) -> Value:
    """Read numbers from bytes."""
    kind = dtypes.named(out_type)
    shape = data(input_bytes).shape
    interval = dtypes.limits(kind) if kind == "uint8" else None
    return Array((*shape, None) if shape is not None else None, kind, interval, container="tensor", steps=(call.step("load"),))


@entry(
    "tensorflow.io.parse_single_example", "tensorflow.io.parse_example", "tensorflow.io.parse_tensor",
    "tensorflow.py_function", "tensorflow.numpy_function", "tensorflow.py_func", "tensorflow.io.decode_csv",
)  # fmt: skip
def parsed(call: Call, *arguments: Value, **others: Value) -> Value:
    """Say that what is read is not known."""
    return call.unknown(reason=Reason.INPUT)


@entry("tensorflow.strings.split", "tensorflow.strings.lower", "tensorflow.strings.regex_replace", "tensorflow.strings.join",
       "tensorflow.strings.reduce_join", "tensorflow.strings.strip")  # fmt: skip
def text(call: Call, input: Value, *rest: Value, **others: Value) -> Value:
    """Work on strings."""
    array = data(input)
    keeps = call.name.endswith(("lower", "regex_replace", "strip"))
    return array.then(call.step("arithmetic"), shape=array.shape if keeps else None, dtype="str", encoding=Encoding.STRING)


@entry("tensorflow.strings.to_number", "tensorflow.strings.to_hash_bucket_fast")
def to_number(call: Call, input: Value, *rest: Value, **others: Value) -> Value:
    """Read numbers from strings."""
    array = data(input)
    return array.then(call.step("cast"), dtype=None, interval=None, encoding=None, classes=None)


@attribute("api", "tensorflow.data.AUTOTUNE", "tensorflow.data.experimental.AUTOTUNE")
def autotune(call: Call, _owner: Api) -> Value:
    """Return the constant."""
    return Const(-1)
