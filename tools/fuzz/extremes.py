"""Hypothesis strategies that call all of Keras and much of NumPy with values that nobody means: huge, empty, of another type."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any, Final

from hypothesis import strategies as st

Drawn = st.SearchStrategy[str]

EXTREME: Final[Drawn] = st.sampled_from((
    "10**5000", "10**400", "10**150", "2**63", "-2**70", "1e308", "-1e308", "1e-320", "float('inf')", "float('nan')", "0", "-1",
    "0.0", "1j", "True", "None", "...", "''", "'9'*5000", "b'x'", "()", "[]", "{}", "(0,)", "(-1, -1)", "(10**400,)",
    "(2**63, 2**63)", "[[1, 2], [3]]", "range(10**12)", "lambda x: x",
))  # fmt: skip
"""Values at or beyond the ends of what a parameter takes."""

COMPUTED: Final = (
    "np.zeros({})", "np.arange({})", "np.random.randint({}, {}, {})", "np.random.rand({}, {})", "np.linspace({}, {}, {})",
    "np.full({}, {})", "np.repeat(np.arange({}), {})", "np.tile(np.ones((3, 2)), {})", "np.random.normal({}, {}, {})",
    "np.clip(np.ones((3, 2)), {}, {})", "np.ones((4, 4))[{}:{}]", "np.ones((4, 4)).reshape({})", "np.ones((4, 4)) * {}",
    "np.expand_dims(np.ones((4, 4)), {})", "np.ones((4, 4)) / {}", "np.ones((4, 4)) ** {}", "{} - np.ones((4, 4))",
    "np.ones((4, 4)).astype({})", "np.pad(np.ones((3, 3)), {})", "np.split(np.ones((4, 4)), {})", "np.eye({})[np.arange({})]",
    "np.concatenate([np.ones((2, 2))], axis={})", "np.array([{}, {}])", "np.array({}, dtype={})", "np.random.choice({}, {})",
    "np.array([[{}, 1], [2, {}]]).max()", "np.prod([{}, {}])", "np.mean([{}, {}])", "np.percentile(np.ones(4), {})",
    "np.float32({})", "np.uint8({})", "keras.utils.to_categorical(np.arange(5), {})", "tf.one_hot(np.arange(3), {})",
    "train_test_split(np.ones((9, 2)), np.ones(9), test_size={})[0]", "tf.random.uniform({}, {}, {})",
    "tf.data.Dataset.range({}).batch({}).shuffle({}).repeat({})", "tf.range({}, {}, {})",
    "len(range({}))", "sum([{}, {}])", "max({}, {})", "min([{}])", "int({})", "float({})", "round({}, {})", "pow({}, {})",
    "math.comb({}, {})", "math.pow({}, {})", "math.log({}, {})", "math.floor({})", "{} // {}", "{} % {}", "{} << {}", "{} @ {}",
    "str({})", "'%d' % ({},)", "'{{:>{{}}}}'.format({}, {})", "abs({})", "divmod({}, {})", "list(range({}))", "[{}] * {}",
    "tuple([{}]) * {}", "'a' * {}", "hash({})", "chr({})", "sorted([{}, {}])", "bytes({})", "complex({}, {})", "range({})[{}]",
    "[1, 2, 3][{}]", "{{1: 2}}.get({})", "bin({})",
)  # fmt: skip
"""What is computed with such values; each ``{}`` takes one."""

HEADER: Final = """\
import keras, math
import numpy as np
import tensorflow as tf
from sklearn.model_selection import train_test_split
"""


def _computed() -> Drawn:
    def of(template: str) -> Drawn:
        return st.lists(EXTREME, min_size=template.count("{}"), max_size=template.count("{}")).map(
            lambda values: template.format(*values)
        )

    return st.sampled_from(COMPUTED).flatmap(of)


def _symbols(*modules: str, kind: str | None = None) -> list[tuple[str, tuple[str, ...]]]:
    """Return what Keras has in some modules, with the names of the parameters."""
    signatures = json.loads((files("keraslint.libs.signatures") / "keras.json").read_text("utf-8"))
    return [
        (name, _parameters(record["parameters"]))
        for name, record in signatures["symbols"].items()
        if name.startswith(modules) and record.get("parameters") and kind in {None, record.get("kind")}
    ]


def _parameters(records: list[Any]) -> tuple[str, ...]:
    names = (record[0] if isinstance(record, list) else record for record in records)
    return tuple(name for name in names if isinstance(name, str) and name.isidentifier())


def _call(symbols: list[tuple[str, tuple[str, ...]]]) -> Drawn:
    def of(symbol: tuple[str, tuple[str, ...]]) -> Drawn:
        name, parameters = symbol
        if not parameters:
            return st.just(f"{name}()")
        given = st.dictionaries(st.sampled_from(parameters), EXTREME, max_size=4)
        return given.map(lambda arguments: f"{name}({', '.join(f'{key}={value}' for key, value in arguments.items())})")

    return st.sampled_from(symbols).flatmap(of)


ANYTHING: Final = _call(_symbols("keras."))
LAYER: Final = _call(_symbols("keras.layers.", kind="class"))
OPTIMIZER: Final = _call(_symbols("keras.optimizers.", kind="class"))
LOSS: Final = _call(_symbols("keras.losses.", kind="class"))


def _model(parts: tuple[str, list[str], str, bool]) -> str:
    shape, layers, units, functional = parts
    head = f"keras.layers.Dense({units}, activation='softmax')"
    if not functional:
        return f"model = keras.Sequential([{', '.join((f'keras.Input({shape})', *layers, head))}])"
    calls = "\n".join(f"x = {layer}(x)" for layer in layers)
    return f"i = x = keras.Input({shape})\n{calls}\nx = x * {units} + {units}\nmodel = keras.Model(i, {head}(x))"


def _program(parts: tuple[list[str], list[str], str, tuple[str, str], list[str]]) -> str:
    computed, calls, model, (optimizer, loss), values = parts
    lines = [f"v{number} = {text}" for number, text in enumerate([*computed, *calls])]
    epochs, batch, held_out, weight, steps, first = values
    how = f"epochs={epochs}, batch_size={batch}, validation_split={held_out}, steps_per_epoch={steps}, initial_epoch={first}"
    return "\n".join((
        HEADER, *lines, model,
        f"model.compile({optimizer}, loss={loss}, metrics=['accuracy', {first}], loss_weights={steps})",
        f"model.fit(v0, v1, class_weight={{0: {weight}}}, {how})",
        f"model.fit(v2, v3, validation_data=(v0, v1), batch_size={batch})",
        f"model.evaluate(v2, v3, batch_size={batch})\n",
    ))  # fmt: skip


SHAPE: Final[Drawn] = st.one_of(st.sampled_from(("(28, 28, 1)", "(10,)", "(20, 8)", "(None,)", "(2**63, 2**63, 2**63)")), EXTREME)

PROGRAMS: Final[Drawn] = st.tuples(
    st.lists(_computed(), min_size=4, max_size=10),
    st.lists(ANYTHING, max_size=5),
    st.tuples(SHAPE, st.lists(LAYER, max_size=4), EXTREME, st.booleans()).map(_model),
    st.tuples(OPTIMIZER, LOSS),
    st.lists(EXTREME, min_size=6, max_size=6),
).map(_program)
"""Programs."""
