"""Hypothesis strategies that grow Keras programs, most of them wrong in some way: the grammar is small, what is put in is odd."""

from __future__ import annotations

import json
from typing import Any, Final

from hypothesis import strategies as st

Drawn = st.SearchStrategy[str]

NAMES: Final = ("model", "x", "y", "inputs", "layer", "f", "data", "self", "history", "args", "é", "_")
LAYERS: Final = (
    "Dense", "Conv2D", "Flatten", "Dropout", "LSTM", "Embedding", "BatchNormalization", "Input", "InputLayer", "Reshape",
    "Rescaling",
    "TimeDistributed", "Bidirectional", "Activation", "Concatenate", "Lambda", "MaxPooling2D", "GlobalAveragePooling1D", "Add",
    "MultiHeadAttention", "Softmax", "ReLU", "Permute", "RepeatVector", "Normalization", "Nonsense", "Convolution2D", "Masking",
)  # fmt: skip
KEYWORDS: Final = (
    "units", "filters", "kernel_size", "activation", "input_shape", "input_dim", "padding", "strides", "return_sequences", "name",
    "rate", "use_bias", "kernel_initializer", "shape", "batch_shape", "dtype", "data_format", "loss", "optimizer", "metrics",
    "learning_rate", "lr", "epochs", "batch_size", "validation_data", "validation_split", "callbacks", "nb_epoch", "axis",
    "from_logits", "steps_per_epoch", "trainable", "class_weight", "nonsense", "monitor", "layers", "output_dim", "target_shape",
)  # fmt: skip
WORDS: Final = (
    "relu", "softmax", "sigmoid", "linear", "mse", "categorical_crossentropy", "sparse_categorical_crossentropy",
    "binary_crossentropy", "adam", "sgd", "ADAM", "same", "valid", "channels_first", "accuracy", "val_loss", "float16",
    "nonsense",
    "", "é𐐀", "\\ud800", "{}", "%s", "a\\nb",
)  # fmt: skip
METHODS: Final = (
    "compile", "fit", "evaluate", "predict", "add", "summary", "save", "fit_generator", "train_on_batch", "pop", "build",
    "load_weights", "get_layer", "reshape", "astype", "map", "batch", "shuffle", "repeat", "append", "extend", "flow", "values",
    "to_categorical", "format", "transform", "fit_transform", "set_weights", "sort", "update", "items", "drop", "iloc",
)  # fmt: skip
FUNCTIONS: Final = (
    "keras.Sequential", "keras.Model", "keras.models.load_model", "keras.models.clone_model", "np.zeros", "np.random.rand",
    "np.array", "np.arange", "np.concatenate", "train_test_split", "keras.utils.to_categorical",
    "tf.data.Dataset.from_tensor_slices",
    "tf.reshape", "tf.keras.Model", "keras.optimizers.Adam", "keras.losses.SparseCategoricalCrossentropy", "keras.ops.add",
    "keras.callbacks.EarlyStopping", "keras.datasets.mnist.load_data", "keras.applications.VGG16", "StandardScaler",
    "pd.read_csv",
    "range", "len", "zip", "enumerate", "list", "dict", "map", "getattr", "setattr", "isinstance", "super", "print", "sum", "min",
    "sorted", "tuple", "type", "int", "open", "eval", "keras.layers.Dense", "f", "model", "layer", "K.clear_session",
)  # fmt: skip
OPERATORS: Final = ("+", "-", "*", "/", "//", "%", "**", "@", "<<", "&", "|", "and", "or", "<", "==", "in", "is not")
HEADER: Final = """\
import keras, numpy as np, pandas as pd, tensorflow as tf
from keras import layers, backend as K
from keras.layers import *
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
"""

NAME: Final[Drawn] = st.sampled_from(NAMES)
NUMBER: Final[Drawn] = st.one_of(
    st.integers(-3, 300).map(str),
    st.sampled_from(
        ["0", "1", "-1", "10**12", "2**64", "0.0", "1e-3", "1e400", "-0.5", "0.1", "1j", "0x10", "1_000", "float('nan')"]
    ),
)
WORD: Final[Drawn] = st.sampled_from(WORDS).map(lambda word: f"'{word}'")
ATOM: Final[Drawn] = st.one_of(
    NAME, NUMBER, WORD, st.sampled_from(["None", "True", "False", "...", "()", "[]", "{}", "set()", "b'x'"])
)


def _arguments(expression: Drawn) -> Drawn:
    keyword = st.tuples(st.sampled_from(KEYWORDS), expression).map("=".join)
    odd = st.one_of(expression.map("*{}".format), expression.map("**{}".format))
    one = st.one_of(keyword, keyword, expression, odd)
    return st.lists(one, max_size=4).map(", ".join)


def _grown(expression: Drawn) -> Drawn:
    """Return larger expressions."""
    arguments = _arguments(expression)
    pair = st.tuples(expression, expression)
    listed = st.lists(expression, max_size=5).map(", ".join)
    layer = st.tuples(st.sampled_from(["layers.", "keras.layers.", "", "tf.keras.layers."]), st.sampled_from(LAYERS), arguments)
    return st.one_of(
        layer.map(lambda parts: f"{parts[0]}{parts[1]}({parts[2]})"),
        st.tuples(layer, expression).map(lambda parts: f"{parts[0][0]}{parts[0][1]}({parts[0][2]})({parts[1]})"),
        listed.map("keras.Sequential([{}])".format),
        st.tuples(st.sampled_from(FUNCTIONS), arguments).map(lambda parts: f"{parts[0]}({parts[1]})"),
        st.tuples(expression, st.sampled_from(METHODS), arguments).map(lambda parts: f"({parts[0]}).{parts[1]}({parts[2]})"),
        st.tuples(expression, NAME).map(lambda parts: f"({parts[0]}).{parts[1]}"),
        st.tuples(expression, st.sampled_from(OPERATORS), expression).map(lambda parts: f"({' '.join(parts)})"),
        pair.map(lambda both: f"{both[0]}[{both[1]}]" if both[0].isidentifier() else f"({both[0]})[{both[1]}]"),
        pair.map(lambda both: f"{both[0] if both[0].isidentifier() else 'x'}[{both[1]}:, ::-1, None]"),
        st.tuples(expression, expression, expression).map(lambda parts: f"({parts[0]} if {parts[1]} else {parts[2]})"),
        listed.map("[{}]".format),
        listed.map("({},)".format),
        st.lists(pair, max_size=3).map(lambda pairs: "{" + ", ".join(f"{key}: {value}" for key, value in pairs) + "}"),
        st.tuples(expression, NAME, expression).map(lambda parts: f"[{parts[0]} for {parts[1]} in {parts[2]}]"),
        st.tuples(expression, NAME, expression).map(lambda parts: "{" + f"{parts[0]} for {parts[1]} in {parts[2]} if x" + "}"),
        st.tuples(NAME, expression).map(lambda parts: f"(lambda {parts[0]}=1, *a, **k: {parts[1]})"),
        st.tuples(NAME, expression).map(lambda parts: f"({parts[0]} := {parts[1]})"),
        expression.map(lambda inner: 'f"{' + inner.replace('"', "'").replace("\\", "") + '!r:>{x}}"'),
        expression.map("not {}".format),
        expression.map("-({})".format),
    )


EXPRESSION: Final[Drawn] = st.recursive(ATOM, _grown, max_leaves=12)
TARGET: Final[Drawn] = st.one_of(
    NAME, st.sampled_from(["model.layers[0].trainable", "x[0]", "x, y", "(x, *y)", "[a, b]", "model.x", "x[1:2]", "(x, y), z"])
)


def _simple() -> Drawn:
    return st.one_of(
        st.tuples(TARGET, EXPRESSION).map(" = ".join),
        st.tuples(TARGET, EXPRESSION).map(" = ".join),
        EXPRESSION,
        EXPRESSION.map("model.add({})".format),
        _arguments(EXPRESSION).map("model.compile({})".format),
        _arguments(EXPRESSION).map("model.fit({})".format),
        st.tuples(NAME, st.sampled_from(["+=", "*=", "|=", "@="]), EXPRESSION).map(" ".join),
        st.tuples(NAME, EXPRESSION, EXPRESSION).map(lambda parts: f"{parts[0]}: {parts[1]} = {parts[2]}"),
        st.sampled_from([
            "break", "continue", "pass", "return", "raise", "import os", "del x", "global model", "nonlocal y", "yield x",
            "await x",
            "from . import model", "from faulty import *", "import keras as layers", "assert x", "print(x)", "return model",
            "model.compile('adam', 'categorical_crossentropy')", "model = keras.Model(inputs, x)", "x = inputs",
            "# keraslint: ignore[KL101]", "# noqa", "x = x; y = y", "from __future__ import annotations",
        ]),
    )  # fmt: skip


def _indented(block: str) -> str:
    return "\n".join(f"    {line}" for line in block.split("\n"))


def _compound(block: Drawn) -> Drawn:
    """Return statements with others inside."""
    heads = st.one_of(
        EXPRESSION.map("if {}:".format),
        st.tuples(TARGET, EXPRESSION).map(lambda parts: f"for {parts[0]} in {parts[1]}:"),
        EXPRESSION.map("while {}:".format),
        st.tuples(NAME, st.lists(NAME, unique=True, max_size=3)).map(lambda parts: f"def {parts[0]}({', '.join(parts[1])}):"),
        st.tuples(NAME, EXPRESSION).map(lambda parts: f"def {parts[0]}(x={parts[1]}, *args, **kwargs):"),
        st.sampled_from([
            "class A(keras.Model):", "class B(keras.layers.Layer):", "class A:", "class A(A):", "def call(self, inputs):",
            "def __init__(self, **kwargs):", "@tf.function\ndef f(x, /, y, *, z=1):", "async def f(x):", "try:", "with x as y:",
            "with tf.GradientTape() as tape:", "if __name__ == '__main__':",
        ]),
    )  # fmt: skip
    tails = {"try:": ["except Exception as x:", "finally:"], "if": ["else:", "elif x:"], "for": ["else:"]}

    def put(parts: tuple[str, str, str, bool]) -> str:
        head, body, other, with_tail = parts
        made = f"{head}\n{_indented(body)}"
        for tail in tails.get(head.split(" ")[0], ()):
            if with_tail or head == "try:":
                made += f"\n{tail}\n{_indented(other)}"
                break
        return made

    return st.tuples(heads, block, block, st.booleans()).map(put)


def _block(inner: Drawn) -> Drawn:
    return st.lists(st.one_of(_simple(), inner), min_size=1, max_size=5).map("\n".join)


BODY: Final[Drawn] = st.recursive(
    st.lists(_simple(), min_size=1, max_size=6).map("\n".join), lambda block: _block(_compound(block)), max_leaves=6
)

PROGRAMS: Final[Drawn] = BODY.map(lambda body: f"{HEADER}{body}\n")
"""Programs."""


def _notebook(parts: tuple[list[tuple[str, str]], dict[str, Any]]) -> bytes:
    cells = [{"cell_type": kind, "source": text.splitlines(keepends=True), "metadata": {}} for kind, text in parts[0]]
    return json.dumps({"cells": cells, "metadata": parts[1], "nbformat": 4, "nbformat_minor": 5}, indent=1).encode()


CELL: Final[Drawn] = st.one_of(
    BODY,
    st.just(HEADER),
    st.sampled_from([
        "%matplotlib inline", "!pip install keras", "%%bash\nls", "%%writefile m.py\nimport keras\nx = (", "x = !ls",
        "x = %time f()", "?x",
        "%%time\nmodel.fit(x, y)", "", "%load_ext autoreload\n%autoreload 2", "get_ipython().system('ls')", "%%html\n<b>",
        "x =", "%", "!",
        "for x in y:\n    !ls {x}\n", "%%capture out\nmodel = keras.Sequential()", "@f", "if x:", "'''",
    ]),
)  # fmt: skip
NOTEBOOKS: Final = st.tuples(
    st.lists(st.tuples(st.sampled_from(["code", "code", "code", "markdown", "raw"]), CELL), max_size=6),
    st.sampled_from([{}, {"language_info": {"name": "python"}}, {"language_info": {"name": "R"}}, {"kernelspec": None}]),
).map(_notebook)
"""Notebooks."""

COMMENTS: Final = st.lists(
    st.one_of(
        st.text(max_size=60),
        st.tuples(
            st.sampled_from(["keraslint:", "keraslint :", "noqa", "noqa:", "NOQA : ", "type: ignore"]),
            st.sampled_from(["ignore", "file-ignore", "disable", "enable", "next", ""]),
            st.sampled_from(
                ["[KL101]", "[KL1, loss]", "[", "[]", "[*]", "[ALL]", "]", "", "[é,,]", ": KL101", "[KL101] why", "KL101 KL2"]
            ),
        ).map("".join),
    ),
    min_size=1,
    max_size=6,
).map(lambda lines: "\n".join(lines).encode("utf-8", "replace"))
"""Comments, one on a line."""

_VALUE: Final = st.recursive(
    st.one_of(
        st.booleans(), st.integers(-5, 50), st.floats(allow_nan=False, allow_infinity=False), st.text(max_size=8),
        st.sampled_from(["ALL", "KL1", "error", "**/*.py", "[", "!", "../x.toml", "adam", ">=3", "full"]),
    ),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.sampled_from(["a", "KL1", "*.py"]), inner,
    max_size=2)),
    max_leaves=5,
)  # fmt: skip


def _toml(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(key)} = {_toml(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_toml, value)) + "]"
    return json.dumps(value)


def configurations(keys: list[str]) -> st.SearchStrategy[bytes]:
    """Return configuration files with some of these keys."""
    tables = st.dictionaries(st.sampled_from([*keys, "nonsense"]), _VALUE, max_size=4)
    root = st.sampled_from(["", "[tool.keraslint]\n", "[tool]\nkeraslint = 3\n", "[[tool.keraslint]]\n"])
    return st.tuples(root, tables).map(
        lambda parts: (parts[0] + "".join(f"{key} = {_toml(value)}\n" for key, value in parts[1].items())).encode(
            "utf-8", "replace"
        )
    )
