"""A `Lambda` layer with a Python `lambda` in a program that saves whole models.

## What it does
Finds `Lambda(lambda ...)` where the program saves models, by `save`, `save_model` or `ModelCheckpoint`.

## Why is this bad
The file then holds the compiled code of the function. Keras refuses to load it unless `safe_mode=False` lets the file run any
code, and another version of Python may not understand the code at all.

## Example
```python
import keras

model = keras.Sequential([
    keras.Input((8,)),
    keras.layers.Lambda(lambda x: x / 255.0),
    keras.layers.Dense(3),
])
model.save("classifier.keras")
```

## Use instead
```python
import keras

model = keras.Sequential([
    keras.Input((8,)),
    keras.layers.Rescaling(1 / 255.0),
    keras.layers.Dense(3),
])
model.save("classifier.keras")
```

## When it stays silent
- The function has a name: it can be registered, or given as one of the `custom_objects`.
- Nothing but weights is saved.
- The program loads a model with `safe_mode=False`, and so knows what it does.

## Keras behaviour
Keras 3: `load_model` raises "Requested the deserialization of a `Lambda` layer whose `function` is a Python lambda", for `.keras`
and `.h5` files. Keras 2 refuses the former alone.

## References
- [Lambda layer](https://keras.io/api/layers/core_layers/lambda/)
- [Save, serialize, and export models](https://keras.io/guides/serialization_and_saving/)
"""

from __future__ import annotations

from collections.abc import Iterator

from keraslint.api import (
    Confidence,
    Draft,
    Meta,
    Prediction,
    Program,
    Severity,
    Statistic,
    finding,
    loads_models,
    relate,
    saves_models,
)

META = Meta(
    code="KL902",
    severity=Severity.WARNING,
    category="suspicious",
    since="0.1",
    confidence=Confidence.MEDIUM,
    keras="Keras 3",
    flavours=("keras3",),
    prediction=Prediction(Statistic.RUNS, "higher", 1.0),
)

LAMBDA = "keras.layers.Lambda"
NAMELESS = "custom:<lambda>"


def check(program: Program) -> Iterator[Draft]:
    """Find functions without a name in a program that saves models; one finding for all of them."""
    found = [call for call in program.calls if call.kind == LAMBDA and call["function"].value == NAMELESS]
    saved = next(saves_models(program), None)
    if not found or saved is None or any(call["safe_mode"].value is False for call in loads_models(program)):
        return
    first, *others = found
    yield finding(
        first.place,
        "a model with this Lambda is refused when it is loaded from its file, since the file would hold code; write a layer of "
        "your own, or use one such as Rescaling",
        related=relate((saved.place, "models are saved here"), *((call.place, "this one as well") for call in others)),
    )
