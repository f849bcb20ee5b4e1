"""A cross-validation that goes on training one model instead of starting anew in each fold.

## What it does
Finds `fit` in a loop over the folds of a `KFold`, `StratifiedKFold` or the like, on a model that was compiled before
the loop.

## Why is this bad
A cross-validation estimates how well a model does on data that it has not seen. A model that is trained on through all
folds has seen, in earlier folds, the data that it is tested on in the later ones: the scores grow from fold to fold,
and their mean is too good.

## Example
```python
import keras
from sklearn.datasets import load_iris
from sklearn.model_selection import KFold

points, labels = load_iris(return_X_y=True)

model = keras.Sequential([
    keras.Input((4,)),
    keras.layers.BatchNormalization(),
    keras.layers.Dense(16, activation="relu"),
    keras.layers.Dense(3, activation="softmax"),
])
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
for train, test in KFold(5, shuffle=True).split(points):
    model.fit(points[train], labels[train], epochs=50)
    print(model.evaluate(points[test], labels[test]))
```

## Use instead
```python
import keras
from sklearn.datasets import load_iris
from sklearn.model_selection import KFold

points, labels = load_iris(return_X_y=True)

for train, test in KFold(5, shuffle=True).split(points):
    keras.utils.clear_session()
    model = keras.Sequential([
        keras.Input((4,)),
        keras.layers.BatchNormalization(),
        keras.layers.Dense(16, activation="relu"),
        keras.layers.Dense(3, activation="softmax"),
    ])
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    model.fit(points[train], labels[train], epochs=50)
    print(model.evaluate(points[test], labels[test]))
```

## When it stays silent
- The model is compiled inside the loop, or by a function that is called there.
- The program sets, loads or copies weights, or clones models: that may be how it starts anew.
- The loop leaves at once, or runs over something else than folds.

## Keras behaviour
Silent in all versions: `fit` goes on from the weights that the model has.

## References
- [Cross-validation in scikit-learn](https://scikit-learn.org/stable/modules/cross_validation.html)
- [Keras FAQ: initial epoch and weights of repeated calls of fit](https://keras.io/getting_started/faq/)
"""

from __future__ import annotations

from collections.abc import Iterator

from keraslint.api import (
    Array,
    Control,
    Draft,
    Meta,
    Place,
    Prediction,
    Program,
    Setup,
    Severity,
    Statistic,
    Step,
    Tier,
    Use,
    finding,
    relate,
)

META = Meta(
    code="KL611",
    severity=Severity.ERROR,
    category="correctness",
    since="0.1",
    tier=Tier.CORE,
    groups=("leakage",),
    prediction=Prediction(Statistic.TASK_SCORE, "lower", 0.05),
)

SPLITTERS = ("KFold", "ShuffleSplit", "LeaveOneOut", "LeaveOneGroupOut", "LeavePOut")
STARTING_ANEW = (
    "set_weights", "load_weights", "load_model", "clone_model", "from_config", "model_from_json", "deepcopy", "clone",
)  # fmt: skip


def check(setup: Setup) -> Iterator[Draft]:
    """Find trainings in a loop over folds whose model was compiled before the loop."""
    if setup.program is None or _starts_anew(setup.program):
        return
    outside = [context.place for context in setup.compile.contexts]
    for use in setup.fits:
        split = _fold(use)
        loop = next((context.place for context in use.contexts if context.control is Control.LOOP), None)
        if split is None or loop is None or any(_same(loop, place) for place in outside):
            continue
        yield finding(
            use.place,
            "this trains one and the same model in every fold: from the second fold on it has already learned from the samples"
            " that it is tested on, and the scores are too good; build and compile the model inside the loop",
            related=relate((split.place, "the folds are made here"), (setup.compile.place, "the model is compiled once, here")),
        )
        return


def _fold(use: Use) -> Step | None:
    """Return the step that chose the samples of one fold, where a cross-validation did."""
    if not isinstance(use.x.value, Array):
        return None
    splits = [step for step in use.x.value.steps if step.operation == "split"]
    return next((step for step in splits if any(name in step.name for name in SPLITTERS)), None)


def _same(one: Place | None, other: Place | None) -> bool:
    return one is not None and one == other


def _starts_anew(program: Program) -> bool:
    calls = any(call.kind.endswith(STARTING_ANEW) for call in program.calls)
    return calls or any(event.name.endswith(STARTING_ANEW) for event in program.events)
