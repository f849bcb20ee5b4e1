"""Models that are stored as pickles or in the old HDF5 format.

## What it does
Finds `pickle.dump`, `joblib.dump` and the like on a Keras model or on the `History` that `fit` returns (which holds the model),
`copy.deepcopy` of a model, and `save` to a file that ends in `.h5` or `.hdf5`.

## Why is this bad
A pickle can be read by the same versions of Python and Keras alone, and runs whatever code it holds. HDF5 is what Keras calls a
legacy format: it loses what a `.keras` file keeps, such as the state of custom objects, and losses given as strings may not
load again.

## Example
```python
import keras

model = keras.Sequential([keras.Input((8,)), keras.layers.Dense(3)])
model.save("classifier.h5")
```

## Use instead
```python
import keras

model = keras.Sequential([keras.Input((8,)), keras.layers.Dense(3)])
model.save("classifier.keras")
```

## Fix safety
The file gets the ending `.keras` wherever the program stores or loads it. This is unsafe: another program may look for it under
the old name.

## When it stays silent
- What is stored is not known to be a model, or is a pipeline of another library around one.
- `history.history` is stored, which is a plain dictionary.
- The program runs on Keras 2, for HDF5.

## Keras behaviour
Keras 3 warns of `.h5`: "This file format is considered legacy". A model can be pickled and copied; its optimizer starts anew,
with a warning, if it has not been trained yet.

## References
- [Save, serialize, and export models](https://keras.io/guides/serialization_and_saving/)
"""

from __future__ import annotations

from collections.abc import Iterator

from keraslint.api import (
    Component,
    Draft,
    Fact,
    Fix,
    Fixes,
    Meta,
    Program,
    Severity,
    Tier,
    file_renamed,
    finding,
    fix,
    saves_models,
)

META = Meta(
    code="KL903",
    severity=Severity.INFO,
    category="style",
    since="0.1",
    tier=Tier.OPT_IN,
    fixes=Fixes.SOMETIMES,
)

PICKLING = frozenset(
    f"{module}.{function}" for module in ("pickle", "joblib", "dill", "cloudpickle") for function in ("dump", "dumps")
)
COPYING = "copy.deepcopy"
MODELS = frozenset({"keras.Model", "keras.Sequential"})
HISTORY = "keras.callbacks.History"
CHECKPOINT = "keras.callbacks.ModelCheckpoint"


def check(program: Program) -> Iterator[Draft]:
    """Find models that are pickled, copied, or saved as HDF5."""
    for call in program.calls:
        kind = _kind(call["#0"]) if call.kind in PICKLING or call.kind == COPYING else ""
        if kind in MODELS:
            yield finding(call.place, _message(call))
        elif kind == HISTORY and call.kind in PICKLING:
            message = "the History object holds the whole model, which is pickled with it; store history.history, its numbers"
            yield finding(call.place, message)
    if program.framework.flavour == "keras3":
        yield from _legacy(program)


def _kind(fact: Fact[object]) -> str:
    return fact.value.kind if isinstance(fact.value, Component) else ""


def _message(call: Component) -> str:
    if call.kind == COPYING:
        return "deepcopy takes a model apart and rebuilds it; use keras.models.clone_model, then set_weights"
    return f"{call.kind} of a model can be read by the same versions of Python and Keras alone; use model.save('....keras')"


def _legacy(program: Program) -> Iterator[Draft]:
    """Find saving as HDF5; one finding for each file."""
    seen = set()
    for call in saves_models(program):
        path = call["filepath"]
        is_legacy = isinstance(path.value, str) and path.value.endswith((".h5", ".hdf5")) and call.kind != CHECKPOINT
        if is_legacy and not call.guarded and path.value not in seen:
            seen.add(path.value)
            message = (
                f"'{path.value}' is written in the legacy HDF5 format; a name that ends in .keras gives the format of Keras 3"
            )
            yield finding(path.place, message, fix=_fix(program, path))


def _fix(program: Program, path: Fact[object]) -> Fix | None:
    renamed = file_renamed(program, path, ".keras")
    return None if renamed is None else fix(f"Save to {renamed[0]}", *renamed[1])
