"""Arguments that Keras had once and does not have any more.

## What it does
Finds keyword arguments of layers, callbacks, functions and of methods such as `fit` that an older Keras knew and the
one that the program runs on does not.

## Why is this bad
Most of them stop the program with an error. A few are taken and ignored, which is worse: the program runs without what
was asked for.

## Example
```python
import keras
import numpy as np

rng = np.random.default_rng(0)
points = rng.random((400, 8))
labels = rng.integers(0, 3, 400)

model = keras.Sequential([
    keras.Input((8,)),
    keras.layers.Dense(16, activation="relu"),
    keras.layers.Dense(3, activation="softmax"),
])
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy")
model.fit(points, labels, nb_epoch=5)
```
```python
import keras

layer = keras.layers.Dense(16, activation="relu", init="he_normal")
```
```python
import keras

callback = keras.callbacks.ReduceLROnPlateau(patience=3, epsilon=0.001)
```

## Use instead
```python
import keras
import numpy as np

rng = np.random.default_rng(0)
points = rng.random((400, 8))
labels = rng.integers(0, 3, 400)

model = keras.Sequential([
    keras.Input((8,)),
    keras.layers.Dense(16, activation="relu"),
    keras.layers.Dense(3, activation="softmax"),
])
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy")
model.fit(points, labels, epochs=5)
```
```python
import keras

layer = keras.layers.Dense(16, activation="relu", kernel_initializer="he_normal")
```
```python
import keras

callback = keras.callbacks.ReduceLROnPlateau(patience=3, min_delta=0.001)
```

## Fix safety
An argument that has another name today is renamed, and one that only told how to compute something (`workers`,
`consume_less`) is left out. Both are safe where the call could not work as it stood. Where the argument has been
ignored so far the fix is unsafe: the program will do something else than before, namely what it says.

## When it stays silent
- The argument never existed: where it is close to one that does, that is a matter of `misspelled-argument`.
- The program runs on a Keras that has the argument: through `tf_keras`, `TF_USE_LEGACY_KERAS`, or the versions that its
  project requires.
- The call stands behind a test of the version, or in a `try` that is prepared for its failure.
- Arguments of optimizers (see `optimizer-legacy-kwarg`).

## Keras behaviour
Keras 3: `fit(nb_epoch=...)` and `fit(workers=...)` raise "got an unexpected keyword argument", layers raise
"Unrecognized keyword arguments"; `ReduceLROnPlateau(epsilon=...)` is ignored. Keras 2 has `workers`, and refuses the
arguments of Keras 1.

## References
- [Migrating Keras 2 code to Keras 3](https://keras.io/guides/migrating_to_keras_3/)
"""

from __future__ import annotations

from collections.abc import Iterator

from keraslint.api import (
    Change,
    Component,
    Draft,
    Fix,
    Fixes,
    Meta,
    Prediction,
    Program,
    Removed,
    Severity,
    Statistic,
    Tier,
    finding,
    fix,
    judged_by,
    keras_of,
    library_name,
    remove_argument,
    removed,
    rename_argument,
    set_argument,
    swallowed,
)

META = Meta(
    code="KL805",
    severity=Severity.ERROR,
    category="correctness",
    since="0.1",
    tier=Tier.CORE,
    keras="all versions",
    flavours=("keras3", "keras2"),
    fixes=Fixes.SOMETIMES,
    prediction=Prediction(Statistic.RUNS, "higher", 1.0),
    one_cause=True,
)

LAYER_HINTS = {
    "batch_input_shape": "put keras.Input(batch_shape=...) in front of the layer",
    "batch_size": "put keras.Input(shape=..., batch_size=...) in front of the layer",
    "input_dtype": "put keras.Input(shape=..., dtype=...) in front of the layer",
    "input_length": "put keras.Input(shape=(length, features)) in front of the layer",
    "nb_col": "give kernel_size=(rows, columns)",
    "nb_row": "give kernel_size=(rows, columns)",
    "weights": "call set_weights when the layer is built",
}
"""What to do in place of an argument of a layer."""

HINTS = {
    ("ModelCheckpoint", "period"): "use save_freq='epoch', or a number of batches",
    ("add_loss", "inputs"): "leave it out, and call add_loss in the call of a layer",
    ("save_weights", "save_format"): "leave it out, and save to a file ending in .weights.h5",
}
"""The same for an argument of one function or method."""

RENAMED: dict[str, tuple[str, ...]] = {
    "U_regularizer": ("recurrent_regularizer",),
    "W_constraint": ("kernel_constraint", "embeddings_constraint"),
    "W_regularizer": ("kernel_regularizer", "embeddings_regularizer"),
    "b_constraint": ("bias_constraint",),
    "b_regularizer": ("bias_regularizer",),
    "bias": ("use_bias",),
    "border_mode": ("padding",),
    "dropout_U": ("recurrent_dropout",),
    "dropout_W": ("dropout",),
    "epsilon": ("min_delta",),
    "filter_length": ("kernel_size",),
    "init": ("kernel_initializer", "embeddings_initializer"),
    "inner_activation": ("recurrent_activation",),
    "inner_init": ("recurrent_initializer",),
    "kernel_constraint": ("depthwise_constraint",),
    "kernel_initializer": ("depthwise_initializer",),
    "kernel_regularizer": ("depthwise_regularizer",),
    "l": ("l2", "l1"),
    "nb_classes": ("num_classes",),
    "nb_epoch": ("epochs",),
    "nb_filter": ("filters",),
    "nb_words": ("num_words",),
    "output_dim": ("units",),
    "p": ("rate",),
    "pool_length": ("pool_size",),
    "sigma": ("stddev",),
    "smart_resize": ("crop_to_aspect_ratio",),
    "stride": ("strides",),
    "subsample": ("strides",),
    "subsample_length": ("strides",),
}  # fmt: skip
"""What an argument is called today; the first of several that the call knows."""

NEEDLESS = frozenset({
    "workers", "use_multiprocessing", "max_queue_size", "max_q_size", "nb_worker", "pickle_safe", "consume_less", "write_grads",
    "fused", "class_mode",
})  # fmt: skip
"""Arguments that said how to compute something, which does not change the result."""

ORDERINGS = {"tf": "channels_last", "th": "channels_first"}


UNDERSTANDING = frozenset({"keras.Model", "keras.layers.InputLayer"})
"""What takes its old arguments through ``**kwargs`` and heeds them."""


def check(program: Program) -> Iterator[Draft]:
    """Find arguments of older versions in every call of Keras."""
    calls = [call for call in program.calls if not (call.guarded or call.kind.startswith("keras.optimizers."))]
    for call in calls:
        for one in removed(call, program.framework):
            yield finding(one.fact.place, _refused(one, program), fix=_fix(one, safe=True))
        for one in swallowed(call, program.framework) if call.kind not in UNDERSTANDING else ():
            yield finding(one.fact.place, _ignored(one), fix=_fix(one, safe=False), severity=Severity.WARNING)


def _name(call: Component) -> str:
    return library_name(call.kind) if call.kind.startswith("keras.Model.") else call.name


def _refused(one: Removed, program: Program) -> str:
    version = keras_of(judged_by(program.framework))
    return f"{_name(one.call)}({one.name}=...) is refused by {version}: {_advice(one)}"


def _ignored(one: Removed) -> str:
    return f"{_name(one.call)}({one.name}=...) has no effect: the argument is taken and ignored; {_advice(one)}"


def _today(one: Removed) -> str | None:
    """Return what an argument is called today, if the call has it by another name."""
    if one.name == "dim_ordering":
        return "data_format"
    return next((name for name in RENAMED.get(one.name, ()) if name in one.call.arguments), None)


def _advice(one: Removed) -> str:
    today = _today(one)
    if today is not None:
        return f"it is called {today} today"
    if one.name in NEEDLESS:
        return "leave it out"
    if one.name in LAYER_HINTS and one.call.kind.startswith("keras.layers."):
        return LAYER_HINTS[one.name]
    function = one.call.kind.rpartition(".")[2]
    return HINTS.get((function, one.name), f"{keras_of(one.since)} had this argument, and nothing takes its place")


def _fix(one: Removed, *, safe: bool) -> Fix | None:
    return fix(f"Remove {one.name}" if one.name in NEEDLESS else f"Use {_today(one)}", *_changes(one), safe=safe)


def _changes(one: Removed) -> Iterator[Change | None]:
    """Walk the changes that make an argument one of today; ``None`` where that cannot be done."""
    today = _today(one)
    if one.name in NEEDLESS:
        yield remove_argument(one.fact)
        return
    if one.name == "dim_ordering":
        known = ORDERINGS.get(one.fact.value) if isinstance(one.fact.value, str) else None
        yield None if known is None else set_argument(one.fact, known)
    yield None if today is None or one.call[today].given else rename_argument(one.fact, today)
