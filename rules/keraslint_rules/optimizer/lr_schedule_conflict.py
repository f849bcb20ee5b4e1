"""A callback that sets the learning rate of an optimizer whose learning rate follows a schedule.

## What it does
Finds `ReduceLROnPlateau` and `LearningRateScheduler` among the callbacks of a model whose optimizer was made with a schedule
such as `ExponentialDecay` as its learning rate.

## Why is this bad
The learning rate of such an optimizer cannot be set. `LearningRateScheduler` stops with an error before the first epoch.
`ReduceLROnPlateau` stops with it when the loss gets no better for the first time, which may be hours later.

## Example
```python
import keras
import numpy as np

rng = np.random.default_rng(0)
points = rng.random((400, 8))
labels = rng.integers(0, 3, 400)

model = keras.Sequential([keras.Input((8,)), keras.layers.Dense(3, activation="softmax")])
schedule = keras.optimizers.schedules.ExponentialDecay(0.01, decay_steps=1000, decay_rate=0.9)
model.compile(optimizer=keras.optimizers.Adam(schedule), loss="sparse_categorical_crossentropy")
model.fit(points, labels, epochs=5, callbacks=[keras.callbacks.ReduceLROnPlateau(monitor="loss")])
```

## Use instead
```python
import keras
import numpy as np

rng = np.random.default_rng(0)
points = rng.random((400, 8))
labels = rng.integers(0, 3, 400)

model = keras.Sequential([keras.Input((8,)), keras.layers.Dense(3, activation="softmax")])
model.compile(optimizer=keras.optimizers.Adam(0.01), loss="sparse_categorical_crossentropy")
model.fit(points, labels, epochs=5, callbacks=[keras.callbacks.ReduceLROnPlateau(monitor="loss")])
```

## Fix safety
The fix takes the callback out and leaves the schedule. It is unsafe: the callback may be the one that was meant.

## When it stays silent
- The learning rate is a number, or not known.
- The callbacks are not known, or are the program's own.

## Keras behaviour
Keras 3 stops with `TypeError: This optimizer was created with a LearningRateSchedule`, for `ReduceLROnPlateau` only when it is
about to lower the learning rate.

## References
- [ReduceLROnPlateau](https://keras.io/api/callbacks/reduce_lr_on_plateau/)
- [ExponentialDecay](https://keras.io/api/optimizers/learning_rate_schedules/exponential_decay/)
"""

from __future__ import annotations

from collections.abc import Iterator

from keraslint.api import (
    Draft,
    Fixes,
    Meta,
    Prediction,
    Setup,
    Severity,
    Statistic,
    callbacks_of,
    finding,
    fix,
    relate,
    remove_component,
)

META = Meta(
    code="KL206",
    severity=Severity.WARNING,
    category="correctness",
    since="0.1",
    keras="Keras 3",
    flavours=("keras3",),
    fixes=Fixes.ALWAYS,
    prediction=Prediction(Statistic.RUNS, "higher", 1.0),
    groups=("migration",),
)

WHEN = {
    "LearningRateScheduler": ("before the first epoch", Severity.ERROR),
    "ReduceLROnPlateau": ("when it is about to lower the learning rate for the first time", None),
}
"""Callbacks that set the learning rate, and when that stops the training."""


def check(setup: Setup) -> Iterator[Draft]:
    """Find callbacks that set a learning rate that cannot be set."""
    schedule = setup.compile.optimizer.schedule
    if schedule is None or not schedule.kind.startswith("keras.optimizers.schedules."):
        return
    for use in setup.fits:
        for callback in callbacks_of(use, *WHEN):
            when, severity = WHEN[callback.name]
            yield finding(
                callback.place,
                f"{callback.name} cannot set the learning rate, which follows the {schedule.name} of the optimizer: training "
                f"stops with an error {when}; use one of the two",
                related=relate((schedule.place, "the schedule is given here"), (use.place, "the callback is used here")),
                severity=severity,
                fix=fix(f"Take {callback.name} out", remove_component(callback)),
            )
