"""A `fit` or `compile` in a loop that sets back, in each turn, what should go on.

## What it does
Finds `fit` for one epoch in a loop over epochs with callbacks that count epochs (`EarlyStopping`, `ReduceLROnPlateau`,
`LearningRateScheduler`), and `compile` in the same loop as `fit` on a model that was made before the loop.

## Why is this bad
A callback begins anew with every `fit`: after one epoch `EarlyStopping` has never seen a second one, and a schedule
always sees epoch 0. `compile` makes the optimizer forget its moments and its number of steps, while the weights stay:
in a loop over settings each one continues where the one before it stopped, and they cannot be compared.

## Example
```python
import keras
from sklearn.datasets import load_breast_cancer
from sklearn.preprocessing import StandardScaler

points, labels = load_breast_cancer(return_X_y=True)
points = StandardScaler().fit_transform(points)

model = keras.Sequential([
    keras.Input((30,)),
    keras.layers.Dense(16, activation="relu"),
    keras.layers.Dense(1, activation="sigmoid"),
])
model.compile(optimizer="adam", loss="binary_crossentropy", metrics=["accuracy"])
stop = keras.callbacks.EarlyStopping(patience=3, restore_best_weights=True)
for epoch in range(50):
    model.fit(points, labels, epochs=1, validation_split=0.2, callbacks=[stop])
```

## Use instead
```python
import keras
from sklearn.datasets import load_breast_cancer
from sklearn.preprocessing import StandardScaler

points, labels = load_breast_cancer(return_X_y=True)
points = StandardScaler().fit_transform(points)

model = keras.Sequential([
    keras.Input((30,)),
    keras.layers.Dense(16, activation="relu"),
    keras.layers.Dense(1, activation="sigmoid"),
])
model.compile(optimizer="adam", loss="binary_crossentropy", metrics=["accuracy"])
stop = keras.callbacks.EarlyStopping(patience=3, restore_best_weights=True)
model.fit(points, labels, epochs=50, validation_split=0.2, callbacks=[stop])
```

## When it stays silent
- The model is made in the loop, or it is not known where.
- `initial_epoch` is given, with which callbacks count on.
- The weights are set back (`set_weights`, `load_weights`) or layers are frozen and thawed somewhere in the program.
- `train_on_batch`, as in a GAN, and stateful recurrent layers, whose states are reset in each turn.

## Keras behaviour
Silent in all versions: `fit` calls `on_train_begin` of each callback, and `compile` makes a new optimizer state.

## References
- [Callbacks](https://keras.io/api/callbacks/)
- [Model.compile](https://keras.io/api/models/model_training_apis/#compile-method)
"""

from __future__ import annotations

from collections.abc import Iterator

from keraslint.api import (
    RECURRENT,
    Component,
    Context,
    Draft,
    Meta,
    Model,
    Prediction,
    Program,
    Setup,
    Severity,
    Statistic,
    Use,
    callbacks_of,
    epochs_of,
    finding,
    loads_weights,
    making,
    relate,
    repeated_in,
    stands_in,
)

META = Meta(
    code="KL612",
    severity=Severity.WARNING,
    category="suspicious",
    since="0.1",
    prediction=Prediction(Statistic.TASK_SCORE, "higher", 0.02),
    yields_to=("model-reused-across-folds",),
)

COUNTING = {
    "EarlyStopping": "it never sees more than one epoch, and stops nothing",
    "ReduceLROnPlateau": "it never sees more than one epoch, and reduces nothing",
    "LearningRateScheduler": "it always sees epoch 0",
}
THAWING = "trainable"


def check(setup: Setup) -> Iterator[Draft]:
    """Find loops in which callbacks, or the optimizer, begin anew in each turn."""
    made = making(setup)
    if made is None or setup.program is None or loads_weights(setup) or _is_special(setup.program, setup):
        return
    for use in setup.fits:
        loop = repeated_in(use.contexts)
        if loop is None or use.method == "train_on_batch" or stands_in(made.contexts, loop):
            continue
        if stands_in(setup.compile.contexts, loop):
            yield _recompiled(setup, use, loop)
            return
        callback = next(iter(callbacks_of(use, *COUNTING)), None)
        if callback is not None and epochs_of(use).value == 1 and use["initial_epoch"].value == 0:
            yield _restarted(use, callback, loop)
            return


def _is_special(program: Program, setup: Setup) -> bool:
    """Say whether layers are thawed, or states reset, so that a turn of the loop is a stage of its own."""
    thawed = any(event.kind == "set" and event.name == THAWING for event in program.events)
    model = setup.model
    stateful = isinstance(model, Model) and any(
        layer.name in RECURRENT and layer["stateful"].value is not False for layer in model.flat()
    )
    return thawed or stateful


def _recompiled(setup: Setup, use: Use, loop: Context) -> Draft:
    return finding(
        setup.compile.place,
        "compile in each turn of this loop makes the optimizer begin anew, while the model, which was made before the loop, keeps"
        " its weights; build the model in the loop too, or compile it once before the loop",
        related=relate((loop.place, "this is the loop"), (use.place, "the model is trained here, on top of the turn before")),
    )


def _restarted(use: Use, callback: Component, loop: Context) -> Draft:
    return finding(
        use.place,
        f"fit for one epoch in a loop makes {callback.name} begin anew in each turn: {COUNTING[callback.name]}; call fit once,"
        " with the number of turns as epochs",
        related=relate((loop.place, "this is the loop"), (callback.place, f"{callback.name} is made here")),
    )
