"""A setting for debugging, such as `run_eagerly=True`, with which every training is slow.

## What it does
Reports `compile(run_eagerly=True)`, `tf.config.run_functions_eagerly(True)`, `tf.data.experimental.enable_debug_mode()`,
`tf.debugging.enable_check_numerics()`, and 64-bit floats as the type of all weights (`set_floatx("float64")`, or a global
policy of that name).

## Why is this bad
In eager mode every operation of every batch goes through Python one by one instead of in one compiled graph, and
numeric checks look at the result of each. That helps to find an error, and slows each training down afterwards. 64-bit
floats take twice the memory, and most graphics cards compute with them many times slower; networks learn nothing from
the digits that they add.

## Example
```python
import keras

(images, labels), (test_images, test_labels) = keras.datasets.mnist.load_data()
images, test_images = images / 255.0, test_images / 255.0

model = keras.Sequential([
    keras.Input((28, 28)),
    keras.layers.Flatten(),
    keras.layers.Dense(64, activation="relu"),
    keras.layers.Dense(10, activation="softmax"),
])
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"], run_eagerly=True)
model.fit(images, labels, epochs=5, validation_split=0.1)
```

## Use instead
```python
import keras

(images, labels), (test_images, test_labels) = keras.datasets.mnist.load_data()
images, test_images = images / 255.0, test_images / 255.0

model = keras.Sequential([
    keras.Input((28, 28)),
    keras.layers.Flatten(),
    keras.layers.Dense(64, activation="relu"),
    keras.layers.Dense(10, activation="softmax"),
])
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(images, labels, epochs=5, validation_split=0.1)
```

## Fix safety
Taking `run_eagerly=True` out leaves what is computed as it is. The fix is unsafe where layers, a loss or a metric of the
program's own take part: their code may use what only eager tensors have, such as `.numpy()`.

## When it stays silent
- The setting stands in a branch (`if args.debug:`), or its value comes through a name or from a caller: then there is a
  switch for it.
- In tests, and where the program turns functions back into graphs again (`run_functions_eagerly(False)`).
- 64-bit floats where the program computes gradients itself (`GradientTape`), as those that solve equations do.

## Keras behaviour
Silent in all versions.

## References
- [Model.compile](https://keras.io/api/models/model_training_apis/#compile-method)
- [tf.config.run_functions_eagerly](https://www.tensorflow.org/api_docs/python/tf/config/run_functions_eagerly)
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from keraslint.api import (
    Component,
    Control,
    Draft,
    Fix,
    Fixes,
    Meta,
    Model,
    Origin,
    Prediction,
    Program,
    Setup,
    Severity,
    Statistic,
    Unknown,
    finding,
    fix,
    in_test_file,
    library_name,
    remove_argument,
)

META = Meta(
    code="KL706",
    severity=Severity.WARNING,
    category="performance",
    since="0.1",
    fixes=Fixes.SOMETIMES,
    prediction=Prediction(Statistic.STATE, "lower", 1.0),
)


@dataclass(frozen=True)
class Mode:
    """A setting: the argument that turns it on (``None`` where the call alone does), its value, and what follows from it."""

    arguments: tuple[str, ...]
    value: object
    effect: str
    severity: Severity = Severity.WARNING


EAGER = "every operation of every batch goes through Python one by one instead of in one compiled graph"
DOUBLE = Mode(
    ("value", "policy", "#0"),
    "float64",
    "all weights take twice the memory, and most graphics cards compute with them many times slower; float32 is exact enough for"
    " networks",
    Severity.INFO,
)
FUNCTIONS = Mode(("#0", "run_eagerly"), True, EAGER)
MODES = {
    "keras.Model.compile": Mode(("run_eagerly",), True, EAGER),
    "tensorflow.config.run_functions_eagerly": FUNCTIONS,
    "tensorflow.config.experimental_run_functions_eagerly": FUNCTIONS,
    "tensorflow.data.experimental.enable_debug_mode": Mode(
        (), None, "the functions of every pipeline run step by step in Python"
    ),
    "tensorflow.debugging.enable_check_numerics": Mode(
        (), None, "the result of every operation is searched for NaN and infinity"
    ),
    "keras.backend.set_floatx": DOUBLE,
    "keras.mixed_precision.set_global_policy": DOUBLE,
    "keras.mixed_precision.set_dtype_policy": DOUBLE,
}
OWN_GRADIENTS = "tensorflow.GradientTape"


def check(program: Program) -> Iterator[Draft]:
    """Find calls that turn a debugging mode on for good."""
    if in_test_file(program):
        return
    for call in program.calls:
        mode = MODES.get(call.kind)
        if mode is None or any(context.control is Control.BRANCH for context in call.contexts) or not _is_on(call, mode):
            continue
        if mode is DOUBLE and any(other.kind == OWN_GRADIENTS for other in program.calls):
            continue
        if mode is FUNCTIONS and any(other.kind == call.kind and not _is_on(other, mode) for other in program.calls):
            continue
        yield finding(call.place, _message(call, mode), severity=mode.severity, fix=_fix(program, call))


def _is_on(call: Component, mode: Mode) -> bool:
    """Say whether a call turns the mode on with a value that is written in the call itself."""
    if not mode.arguments:
        return True
    given = next((call[name] for name in mode.arguments if call[name].given), None)
    if given is None or given.origin is not Origin.LITERAL or given.value != mode.value or given.place is None:
        return False
    return given.source is None or given.source == given.place


def _message(call: Component, mode: Mode) -> str:
    given = next(
        (f"{'' if name.startswith('#') else name + '='}{mode.value!r}" for name in mode.arguments if call[name].given), ""
    )
    return f"{library_name(call.kind)}({given}) is for debugging: {mode.effect}; leave it out"


def _fix(program: Program, call: Component) -> Fix | None:
    if call.kind != "keras.Model.compile":
        return None
    setups = [setup for setup in program.setups if setup.compile.place == call.place]
    safe = bool(setups) and all(_of_keras(setup) for setup in setups)
    return fix("Run compiled", remove_argument(call["run_eagerly"]), safe=safe)


def _of_keras(setup: Setup) -> bool:
    """Say whether model, loss and metrics are all of Keras, so that no code of the program can ask for eager tensors."""
    losses, metrics, model = setup.compile.losses, setup.compile.metrics, setup.model
    if not isinstance(model, Model) or isinstance(losses, Unknown) or isinstance(metrics, Unknown):
        return False
    layers = [layer.known and not layer.component.custom and layer.name != "Lambda" for layer in model.flat()]
    kinds = [part.kind for part in losses] + [part.kind for part in metrics]
    judges = [kind.known and not str(kind.value).startswith("custom:") for kind in kinds]
    return not model.kind.startswith("custom:") and all(layers) and all(judges)
