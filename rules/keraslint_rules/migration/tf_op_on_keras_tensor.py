"""Functions of TensorFlow or NumPy on a symbolic tensor, which stands for no numbers yet.

## What it does
Finds calls such as `tf.reshape(x, ...)` and `np.mean(x)` where `x` is an `Input` or what layers make of one, and Python code that
asks such an `x` for numbers: `if x > 0:`, `len(x)`, `for row in x:`, `x.numpy()`. In the `call` of a layer, functions of
TensorFlow are right, and all else is reported.

## Why is this bad
While a functional model is put together, its tensors are descriptions: a shape and a type. Keras 2 turned such calls into
layers. Keras 3 stops with an error, since TensorFlow and NumPy cannot work on a description. It also runs the `call` of a layer
on descriptions, to find out its shape.

## Example
```python
import keras
import tensorflow as tf

inputs = keras.Input((8, 8, 3))
mean = tf.reduce_mean(inputs, axis=[1, 2])
```

## Use instead
```python
import keras
import tensorflow as tf

inputs = keras.Input((8, 8, 3))
mean = keras.ops.mean(inputs, axis=[1, 2])
```

## Fix safety
Functions that `keras.ops` has with the same arguments are taken from there; the program could not run as it stood.

## When it stays silent
- A function of TensorFlow stands in the `call` of a layer or in the function of a `Lambda`: there it works.
- The `call` belongs to a model, or to a layer with a `compute_output_shape`: it may run on real tensors alone.
- The `call` of a layer runs on PyTorch, whose tensors hold numbers there.
- A function of NumPy stands in the `call` of a layer of a `Sequential`: Keras puts up with that, and fails only once it trains.
- `if x is not None` and comparisons by `==`, which also serve to ask for `None`.
- The tensor may be a real one: it is not known to come from an `Input`.
- Operators, slices, and functions that only look at the shape, such as `np.shape`.
- The program runs on Keras 2.

## Keras behaviour
Keras 3 raises "A KerasTensor cannot be used as input to a TensorFlow function", for NumPy "A KerasTensor is symbolic", and
for `if` "cannot be used as a boolean". In the `call` of a layer it raises `NotImplementedError` or
`OperatorNotAllowedInGraphError`. Keras 2 makes a layer of the function of TensorFlow.

## References
- [Migrating Keras 2 code to Keras 3](https://keras.io/guides/migrating_to_keras_3/)
- [keras.ops](https://keras.io/api/ops/)
"""

from __future__ import annotations

from collections.abc import Iterator

from keraslint.api import (
    Component,
    Draft,
    Event,
    Fix,
    Fixes,
    Meta,
    Prediction,
    Program,
    Severity,
    Statistic,
    Tier,
    finding,
    fix,
    is_available,
    replace_call,
)

META = Meta(
    code="KL811",
    severity=Severity.ERROR,
    category="correctness",
    since="0.1",
    tier=Tier.CORE,
    keras="Keras 3",
    flavours=("keras3",),
    fixes=Fixes.SOMETIMES,
    prediction=Prediction(Statistic.RUNS, "higher", 1.0),
    one_cause=True,
)

MODULES = ("tensorflow.math.", "tensorflow.nn.", "tensorflow.linalg.", "tensorflow.image.")
"""All functions in these want real tensors."""

TENSORFLOW = frozenset({
    "abs", "add", "add_n", "argmax", "argmin", "argsort", "boolean_mask", "broadcast_to", "cast", "clip_by_value", "concat",
    "convert_to_tensor", "cumsum", "divide", "einsum", "exp", "expand_dims", "gather", "gather_nd", "identity", "matmul",
    "maximum", "minimum", "multiply", "negative", "norm", "one_hot", "ones_like", "pad", "pow", "rank", "reduce_logsumexp",
    "reduce_max", "reduce_mean", "reduce_min", "reduce_prod", "reduce_sum", "repeat", "reshape", "reverse", "roll", "round",
    "shape", "sigmoid", "sign", "size", "slice", "sort", "split", "sqrt", "square", "squeeze", "stack", "stop_gradient",
    "strided_slice", "subtract", "tanh", "tensordot", "tile", "transpose", "unstack", "where", "zeros_like",
})  # fmt: skip

NUMPY = frozenset({
    "abs", "add", "argmax", "argmin", "array", "asarray", "clip", "concatenate", "divide", "dot", "exp", "expand_dims",
    "hstack", "log", "matmul", "max", "maximum", "mean", "min", "minimum", "moveaxis", "multiply", "ones_like", "pad", "power",
    "prod", "ravel", "repeat", "reshape", "round", "sqrt", "square", "stack", "std", "subtract", "sum", "swapaxes", "tanh",
    "tile", "transpose", "var", "vstack", "where", "zeros_like",
})  # fmt: skip

RENAMED = {
    "concat": "concatenate", "pow": "power", "reduce_max": "max", "reduce_mean": "mean", "reduce_min": "min",
    "reduce_prod": "prod", "reduce_sum": "sum", "range": "arange",
}  # fmt: skip
"""What ``keras.ops`` calls differently."""

ALIKE = frozenset({
    "abs", "add", "cast", "concatenate", "divide", "exp", "expand_dims", "log", "matmul", "max", "maximum", "mean", "min",
    "minimum", "multiply", "ones_like", "power", "prod", "relu", "reshape", "sigmoid", "sqrt", "square", "squeeze", "stack",
    "subtract", "sum", "tanh", "tile", "transpose", "where", "zeros_like",
})  # fmt: skip
"""Functions of ``keras.ops`` whose first arguments are those of the other library; of the others only some keywords are taken."""

KEYWORDS = frozenset({"axis", "keepdims"})


PYTHON = {
    "python.if": "a condition", "python.for": "a loop", "tensor.numpy": ".numpy()", "tensor.tolist": ".tolist()",
    "tensor.item": ".item()",
}  # fmt: skip
"""Python code that asks a tensor for numbers, as a message names it."""


ADVICE = {
    "python.if": "use keras.ops.where or keras.ops.cond", "python.for": "use keras.ops.unstack, or its shape",
    "builtins.len": "use keras.ops.shape(x)[0]",
}  # fmt: skip
OTHERWISE = "use functions of keras.ops"


def check(program: Program) -> Iterator[Draft]:
    """Find functions that are given a symbolic tensor, and Python code that takes one for numbers."""
    kinds = {"symbolic"} if program.framework.backend == "torch" else {"symbolic", "probed"}
    calls = {id(call.place.node): call for call in program.calls if call.place is not None}
    for event in program.events:
        if event.place is None or event.guarded or event.kind not in kinds or not _refuses(event):
            continue
        call = calls.get(id(event.place.node))
        if not event.name.startswith("tensorflow.") or (call is not None and call.kind == event.name and not call.guarded):
            yield finding(event.place, _message(event), fix=None if call is None else _fix(call))


def _refuses(event: Event) -> bool:
    library, _, function = event.name.partition(".")
    if library == "numpy":
        return function in NUMPY
    if library == "tensorflow":
        return event.kind == "symbolic" and (event.name.startswith(MODULES) or function in TENSORFLOW)
    return True


def _operation(name: str) -> str | None:
    """Return the function of ``keras.ops`` that does the same."""
    last = name.rpartition(".")[2]
    found = f"keras.ops.{RENAMED.get(last, last)}"
    return found if is_available(found) else None


def _message(event: Event) -> str:
    library, _, function = event.name.partition(".")
    operation = _operation(event.name) if library in {"tensorflow", "numpy"} else None
    where = "in the call of a layer, which Keras traces" if event.kind == "probed" else "which Keras 3 refuses"
    if library in {"python", "tensor", "builtins"}:
        written = PYTHON.get(event.name, f"{function}()")
        return (
            f"{written} asks a symbolic tensor for numbers, {where}: it stands for none yet; {ADVICE.get(event.name, OTHERWISE)}"
        )
    written = f"{'tf' if library == 'tensorflow' else 'np'}.{function}"
    advice = f"use {operation}" if operation is not None else "put it into the call of a layer of your own"
    if event.kind == "probed" and operation is None:
        advice = "use functions of keras.ops"
    return f"{written} is given a symbolic tensor, {where}: it stands for no numbers yet; {advice}"


def _fix(call: Component) -> Fix | None:
    operation = _operation(call.kind)
    if operation is None or operation.rpartition(".")[2] not in ALIKE or not _takes_little(call):
        return None
    return fix(f"Use {operation}", replace_call(call, operation), safe=True)


def _takes_little(call: Component) -> bool:
    """Say whether the keywords of a call are among those that mean the same in both libraries."""
    return all(name.startswith("#") or name in KEYWORDS for name, fact in call.arguments.items() if fact.given)
