"""A callback that sets the learning rate of an optimizer whose learning rate follows a schedule.

## What it does
Finds `ReduceLROnPlateau` and `LearningRateScheduler` among the callbacks of a model whose optimizer was made with a schedule
such as `ExponentialDecay` as its learning rate. Also finds `ReduceLROnPlateau` beside `LearningRateScheduler`, and schedules
of another length than the training: the learning rate is below a hundredth of its start in the middle, or hardly lower at
the end.

## Why is this bad
The learning rate of such an optimizer cannot be set. `LearningRateScheduler` stops with an error before the first epoch.
`ReduceLROnPlateau` stops with it when the loss gets no better for the first time, which may be hours later. Where the learning
rate can be set, `LearningRateScheduler` sets it at the start of every epoch, and what `ReduceLROnPlateau` has lowered is lost. A
schedule counts updates, not epochs: one that is too short leaves the rest of the training without a learning rate to speak of,
and one that is too long does nothing.

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
- The learning rate is not known; for a schedule of another length, the number of updates, or a part of the schedule.
- Schedules that start anew, as `CosineDecayRestarts`, or that warm up.
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
    Component,
    Confidence,
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
    in_full,
    relate,
    remove_component,
)
from keraslint_rules.optimizer._decay import share_after

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


GONE = 0.01
"""A learning rate below this share of the first one is as good as none."""
HARDLY_CHANGED = 0.98
FEWEST = 100
"""A training of fewer updates shows how something works."""


def check(setup: Setup) -> Iterator[Draft]:
    """Find callbacks that set a learning rate that cannot be set, or undo each other, and schedules of another length."""
    schedule = setup.compile.optimizer.schedule
    if schedule is None:
        yield from _undone(setup)
        return
    if not schedule.kind.startswith("keras.optimizers.schedules."):
        return
    yield from _length(setup, schedule)
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


def _undone(setup: Setup) -> Iterator[Draft]:
    """Find a callback that lowers the learning rate beside one that sets it anew in every epoch."""
    for use in setup.fits:
        planned, lowered = callbacks_of(use, "LearningRateScheduler"), callbacks_of(use, "ReduceLROnPlateau")
        if planned and lowered:
            yield finding(
                lowered[0].place,
                "LearningRateScheduler sets the learning rate at the start of every epoch, and so undoes what ReduceLROnPlateau"
                " has lowered, unless its function starts from the present one; use one of the two",
                related=relate((planned[0].place, "this sets the learning rate"), (use.place, "both are used here")),
                confidence=Confidence.MEDIUM,
                fix=fix("Take ReduceLROnPlateau out", remove_component(lowered[0])),
            )


def _length(setup: Setup, schedule: Component) -> Iterator[Draft]:
    """Find a schedule that ends long before the training, or that hardly begins."""
    budget = in_full(setup)
    steps = schedule["decay_steps"]
    middle = None if budget is None else share_after(schedule, budget.updates // 2)
    end = None if budget is None else share_after(schedule, budget.updates)
    if budget is None or middle is None or end is None or budget.updates < FEWEST:
        return
    if middle < GONE:
        what = f"is below a hundredth of its start before half of the training is over: {schedule.name} with decay_steps="
        advice = f"decay_steps={budget.updates} would last to the end"
    elif end > HARDLY_CHANGED:
        what = f"is still {end:.1%} of its start at the end of the training: {schedule.name} with decay_steps="
        advice = f"decay_steps={budget.updates} would let it take effect"
    else:
        return
    yield finding(
        steps.place or schedule.place,
        f"the learning rate {what}{steps.value} in {budget.updates:,} updates ({budget.epochs} epochs of {budget.batches:,}"
        f" batches); {advice}",
        related=relate((budget.use.place, f"the training has {budget.updates:,} updates")),
        severity=Severity.WARNING if middle < GONE else Severity.INFO,
        confidence=Confidence.MEDIUM,
    )
