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
    endings,
    file_renamed,
    finding,
    fix,
    library_name,
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
    one_cause=True,
)


def check(program: Program) -> Iterator[Draft]:
    """Find names that are refused where a model is saved, loaded or checkpointed."""
    for call in program.calls:
        allowed = endings(call)
        path = call["filepath"]
        if call.guarded or allowed is None or not isinstance(path.value, str) or "://" in path.value:
            continue
        if any(facts["save_format"].value == "tf" for facts in (call.arguments, call.unexpected) if "save_format" in facts):
            message = f"{_name(call)}(save_format='tf') is refused by Keras 3; save to a file ending in {allowed[0]}"
            yield finding(call.place, message)
        elif path.value and not path.value.endswith(allowed):
            yield finding(path.place, _message(call, path.value, allowed), fix=_fix(program, path, allowed))


def _name(call: Component) -> str:
    return library_name(call.kind) if call.kind != "keras.callbacks.ModelCheckpoint" else call.name


def _message(call: Component, path: str, allowed: tuple[str, ...]) -> str:
    if call.kind.endswith((".load_model", ".load_weights")):
        return f"{_name(call)}('{path}') is refused by Keras 3, which reads {', '.join(allowed)} files alone"
    return f"{_name(call)}('{path}') is refused by Keras 3; the name has to end in {allowed[0]}"


def _fix(program: Program, path: Fact[Any], allowed: tuple[str, ...]) -> Fix | None:
    """Rename the file wherever it is written or read; not where it is only read, since it must be there already."""
    renamed = file_renamed(program, path, allowed[0])
    return None if renamed is None else fix(f"Save to {renamed[0]}", *renamed[1])
