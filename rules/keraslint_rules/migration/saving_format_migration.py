"""File names under which Keras 3 does not save or load.

## What it does
Finds `save`, `save_weights`, `load_model`, `load_weights` and `ModelCheckpoint` with a file name whose ending Keras 3
refuses, and `save_format="tf"`.

## Why is this bad
Keras 3 chooses the format by the ending of the name and knows `.keras` for models and `.weights.h5` for weights alone;
HDF5 files are still read and written. With any other ending the program stops: after the training, at the moment at
which the result was to be saved.

## Example
```python
import keras

model = keras.Sequential([keras.Input((8,)), keras.layers.Dense(3, activation="softmax")])
model.save("classifier")
```
```python
import keras

best = keras.callbacks.ModelCheckpoint("best.hdf5", save_best_only=True)
```
```python
import keras

model = keras.Sequential([keras.Input((8,)), keras.layers.Dense(3, activation="softmax")])
model.save_weights("classifier.h5")
```

## Use instead
```python
import keras

model = keras.Sequential([keras.Input((8,)), keras.layers.Dense(3, activation="softmax")])
model.save("classifier.keras")
```
```python
import keras

best = keras.callbacks.ModelCheckpoint("best.keras", save_best_only=True)
```
```python
import keras

model = keras.Sequential([keras.Input((8,)), keras.layers.Dense(3, activation="softmax")])
model.save_weights("classifier.weights.h5")
```

## Fix safety
The file gets the ending that Keras 3 asks for, everywhere in the file where it is saved or loaded under that name. This
is unsafe: another program may look for it under the old name. A file that exists already has no fix, as its content
would not change with its name.

## When it stays silent
- The name is not known, or its end is not.
- The program runs on Keras 2: through `tf_keras`, `TF_USE_LEGACY_KERAS`, or the versions that its project requires.
- `tf.saved_model.save` and `model.export`, which write for serving.

## Keras behaviour
Keras 3: `save("classifier")` raises "Invalid filepath extension for saving"; `save_weights("a.h5")` "must end in
`.weights.h5`"; `ModelCheckpoint("a.hdf5")` "must end in `.keras`"; `load_model("folder")` "File format not supported".
`save("a.hdf5")` and `ModelCheckpoint("a.h5")` work, the latter not before Keras 3.12.

## References
- [Save, serialize, and export models](https://keras.io/guides/serialization_and_saving/)
- [ModelCheckpoint](https://keras.io/api/callbacks/model_checkpoint/)
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from keraslint.api import (
    Component,
    Draft,
    Fact,
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
    library_name,
    set_argument,
)

META = Meta(
    code="KL813",
    severity=Severity.ERROR,
    category="correctness",
    since="0.1",
    tier=Tier.CORE,
    keras="Keras 3",
    flavours=("keras3",),
    fixes=Fixes.SOMETIMES,
    prediction=Prediction(Statistic.RUNS, "higher", 1.0),
)

MODEL, WEIGHTS = ".keras", ".weights.h5"
HDF5 = (".h5", ".hdf5")

ENDINGS: dict[str, tuple[str, ...]] = {
    "keras.Model.save": (MODEL, *HDF5),
    "keras.Sequential.save": (MODEL, *HDF5),
    "keras.models.save_model": (MODEL, *HDF5),
    "keras.saving.save_model": (MODEL, *HDF5),
    "keras.Model.save_weights": (WEIGHTS,),
    "keras.Sequential.save_weights": (WEIGHTS,),
    "keras.models.load_model": (MODEL, *HDF5),
    "keras.saving.load_model": (MODEL, *HDF5),
    "keras.Model.load_weights": (MODEL, *HDF5),
    "keras.Sequential.load_weights": (MODEL, *HDF5),
}
"""The endings that each function takes; the first is the one to use."""

CHECKPOINT = "keras.callbacks.ModelCheckpoint"
LOADING = ("load_model", "load_weights")
OLD = (".weights.h5", ".weights", ".h5", ".hdf5", ".ckpt", ".keras", ".pb", ".model", ".tf", ".pkl", ".hd5", ".h5py")
"""Endings that are dropped before the new one is put on."""


def check(program: Program) -> Iterator[Draft]:
    """Find names that are refused where a model is saved, loaded or checkpointed."""
    for call in program.calls:
        endings = _endings(call)
        path = call["filepath"]
        if call.guarded or endings is None or not isinstance(path.value, str) or "://" in path.value:
            continue
        if any(facts["save_format"].value == "tf" for facts in (call.arguments, call.unexpected) if "save_format" in facts):
            message = f"{_name(call)}(save_format='tf') is refused by Keras 3; save to a file ending in {endings[0]}"
            yield finding(call.place, message)
        elif path.value and not path.value.endswith(endings):
            yield finding(path.place, _message(call, path.value, endings), fix=_fix(program, call, path, endings))


def _endings(call: Component) -> tuple[str, ...] | None:
    if call.kind != CHECKPOINT:
        return ENDINGS.get(call.kind)
    match call["save_weights_only"].value:
        case True:
            return (WEIGHTS,)
        case False:
            return (MODEL, ".h5")
    return (MODEL, ".h5", WEIGHTS)


def _name(call: Component) -> str:
    return library_name(call.kind) if call.kind != CHECKPOINT else call.name


def _message(call: Component, path: str, endings: tuple[str, ...]) -> str:
    if call.kind.endswith(LOADING):
        return f"{_name(call)}('{path}') is refused by Keras 3, which reads {', '.join(endings)} files alone"
    return f"{_name(call)}('{path}') is refused by Keras 3; the name has to end in {endings[0]}"


def _fix(program: Program, call: Component, path: Fact[Any], endings: tuple[str, ...]) -> Fix | None:
    """Rename the file wherever it is written or read; not where it is only read, since it must be there already."""
    if call.kind.endswith(LOADING):
        return None
    old = str(path.value)
    stem = next((old.removesuffix(ending) for ending in OLD if old.endswith(ending)), old)
    new = stem.rstrip("/") + endings[0]
    same = [other for other in program.calls if _endings(other) is not None and other["filepath"].value == old]
    if not all(new.endswith(_endings(other) or ()) for other in same):
        return None
    return fix(f"Save to {new}", *(set_argument(other["filepath"], new) for other in same))
