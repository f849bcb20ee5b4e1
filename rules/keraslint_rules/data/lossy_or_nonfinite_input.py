"""Inputs that have lost their meaning on the way: wrapped around, cut off, missing, or no numbers.

## What it does
Follows the training inputs. Reports arithmetic on `uint8` images that wraps around, fractions that `pad_sequences` cuts
off, missing values that are put in and not taken out again, and text in the place of numbers.

## Why is this bad
An array of type `uint8` has no room for negative numbers: 100 - 128 is 228 in it, and the darkest pixels become the
brightest. `pad_sequences` makes whole numbers unless it is told another type, and turns 0.1 and 0.9 into 0. One missing
value makes the loss nan, and with it all weights. All of this is silent.

## Example
```python
import keras
import numpy as np

signals = [[0.1, 0.9, 0.4], [0.7, 0.2], [0.3, 0.6, 0.8, 0.5]] * 20
labels = np.array([0, 1, 0] * 20)
inputs = keras.utils.pad_sequences(signals, maxlen=4)

model = keras.Sequential([
    keras.Input((4,)),
    keras.layers.Dense(8, activation="relu"),
    keras.layers.Dense(1, activation="sigmoid"),
])
model.compile(optimizer="adam", loss="binary_crossentropy", metrics=["accuracy"])
model.fit(inputs, labels, epochs=100, validation_split=0.2)
```

## Use instead
```python
import keras
import numpy as np

signals = [[0.1, 0.9, 0.4], [0.7, 0.2], [0.3, 0.6, 0.8, 0.5]] * 20
labels = np.array([0, 1, 0] * 20)
inputs = keras.utils.pad_sequences(signals, maxlen=4, dtype="float32")

model = keras.Sequential([
    keras.Input((4,)),
    keras.layers.Dense(8, activation="relu"),
    keras.layers.Dense(1, activation="sigmoid"),
])
model.compile(optimizer="adam", loss="binary_crossentropy", metrics=["accuracy"])
model.fit(inputs, labels, epochs=100, validation_split=0.2)
```

## Fix safety
The fix lets `pad_sequences` make numbers of type `float32`. It is unsafe because the model then gets other numbers.

## When it stays silent
- The values are converted to a float type before the arithmetic; a division converts them by itself.
- Rows or columns with missing values are dropped, or filled, later on, or may not be among those that are chosen.
- The model begins with a layer that reads text.
- Whether values are missing in a file cannot be seen.

## Keras behaviour
Arithmetic that wraps, `pad_sequences` and missing values are silent. Text raises a `ValueError` or a
`TypeError`.

## References
- [pad_sequences](https://keras.io/api/data_loading/timeseries/#pad_sequences-function)
- [NumPy: overflow](https://numpy.org/doc/stable/user/basics.types.html#overflow-errors)
"""

from __future__ import annotations

from collections.abc import Iterator

from keraslint.api import (
    Array,
    Draft,
    Encoding,
    Fact,
    Feed,
    Fixes,
    Meta,
    Model,
    Path,
    Prediction,
    Setup,
    Severity,
    Statistic,
    Step,
    finding,
    fix,
    number,
    relate,
    set_step,
    training,
)

META = Meta(
    code="KL316",
    severity=Severity.WARNING,
    category="suspicious",
    since="0.1",
    fixes=Fixes.SOMETIMES,
    prediction=Prediction(Statistic.TASK_SCORE, "higher", 0.05),
)

READS_TEXT = frozenset({"TextVectorization", "StringLookup", "Hashing", "HashedCrossing", "KerasLayer", "Lambda"})
SIGNS = {"subtract": "-", "add": "+", "multiply": "*", "negative": "-", "power": "**"}


def check(setup: Setup) -> Iterator[Draft]:
    """Look at what was done to the inputs of every training, and at what they are."""
    for feed in training(setup):
        match feed.x:
            case Fact(Array() as inputs):
                found = _damaged(setup, feed, inputs) or _text(setup, feed, inputs)
            case _:
                found = None
        if found is not None:
            yield found
            return


def _damaged(setup: Setup, feed: Feed, inputs: Array) -> Draft | None:
    missing: Step | None = None
    for at, step in enumerate(inputs.steps):
        if step.detail("wraps") is True:
            return _wrapped(feed, step)
        if step.detail("cuts") is True and str(step.detail("dtype")).startswith(("int", "uint")):
            return _cut_off(setup, feed, at, step)
        if step.detail("missing") is True:
            missing = step
        elif _cares_for_missing(step):
            missing = None
    return None if missing is None else _nan(feed, missing)


def _wrapped(feed: Feed, step: Step) -> Draft:
    by = step.detail("by")
    written = f"x {SIGNS.get(step.name, step.name)} {number(by)}" if isinstance(by, int | float) else step.name
    return finding(
        step.place,
        f"{written} on an array of small whole numbers wraps around where the result does not fit its type, as 100 - 128 gives"
        " 228 in uint8; convert it to float32 before",
        related=relate((feed.x.place, "the model is trained on the result")),
    )


def _cut_off(setup: Setup, feed: Feed, at: int, step: Step) -> Draft:
    path: Path = ("uses", setup.uses.index(feed.use), "x", at)
    return finding(
        step.place,
        f"pad_sequences makes {step.detail('dtype')!s} of these numbers and cuts their fractions off: 0.9 becomes 0; pass"
        " dtype='float32'",
        related=relate((feed.x.place, "the model is trained on what is left")),
        fix=fix("Keep the fractions", set_step(path, step, "dtype", "float32")),
    )


def _cares_for_missing(step: Step) -> bool:
    """Say whether a step may take missing values out, or columns that have some."""
    if step.detail("part") == "fillna" or step.name.endswith("Imputer"):
        return True
    return step.operation in {"opaque", "combine"} or (step.operation == "select" and step.name != "slice")


def _nan(feed: Feed, step: Step) -> Draft:
    return finding(
        step.place,
        "this puts in missing values, and nothing takes them out again before the training: the loss and all weights become nan;"
        " drop or fill them",
        related=relate((feed.x.place, "the model is trained on them")),
    )


def _text(setup: Setup, feed: Feed, inputs: Array) -> Draft | None:
    if inputs.encoding is not Encoding.STRING or not isinstance(setup.model, Model) or not setup.model.complete:
        return None
    if any(layer.name in READS_TEXT or layer.component.custom for layer in setup.model.flat()):
        return None
    return finding(
        feed.x.place,
        "the inputs are text, and no layer of the model reads text: training stops with an error; number the words, or begin with"
        " a TextVectorization or StringLookup layer",
        severity=Severity.ERROR,
    )
