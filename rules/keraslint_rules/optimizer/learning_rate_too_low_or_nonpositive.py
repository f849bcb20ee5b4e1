"""A learning rate with which the model does not move, or moves the wrong way.

## What it does
Finds learning rates of 0 and below, below 0.000001 for any optimizer, below 0.00001 for SGD, and `Adadelta` left to
its default, in models that are trained from scratch. Also finds rates far below the usual one with which the updates of
the whole training cannot take the weights away from their random start, where the usual rate would.

## Why is this bad
A negative learning rate makes the loss as large as possible. With a very small one the weights stay where the random
start put them during any usual number of epochs: with Adam at 0.0000001 ten classes were told apart with an accuracy
of .07, .12 and .13, which is chance. Adadelta was published with a learning rate of 1.0, and Keras used that until
version 2.3; the default since then, 0.001, is a thousand times less.

## Example
```python
import keras
import numpy as np

rng = np.random.default_rng(0)
points = rng.random((400, 8))
labels = rng.integers(0, 3, 400)

model = keras.Sequential([
    keras.Input((8,)),
    keras.layers.Dense(16, activation="relu"),
    keras.layers.Dense(3, activation="softmax"),
])
model.compile(optimizer=keras.optimizers.Adam(learning_rate=1e-7), loss="sparse_categorical_crossentropy")
model.fit(points, labels, epochs=5)
```
```python
import keras
import numpy as np

rng = np.random.default_rng(0)
points = rng.random((400, 8))
labels = rng.integers(0, 3, 400)

model = keras.Sequential([
    keras.Input((8,)),
    keras.layers.Dense(16, activation="relu"),
    keras.layers.Dense(3, activation="softmax"),
])
model.compile(optimizer=keras.optimizers.Adadelta(), loss="sparse_categorical_crossentropy")
model.fit(points, labels, epochs=5)
```

## Use instead
```python
import keras
import numpy as np

rng = np.random.default_rng(0)
points = rng.random((400, 8))
labels = rng.integers(0, 3, 400)

model = keras.Sequential([
    keras.Input((8,)),
    keras.layers.Dense(16, activation="relu"),
    keras.layers.Dense(3, activation="softmax"),
])
model.compile(optimizer=keras.optimizers.Adam(learning_rate=0.001), loss="sparse_categorical_crossentropy")
model.fit(points, labels, epochs=5)
```
```python
import keras
import numpy as np

rng = np.random.default_rng(0)
points = rng.random((400, 8))
labels = rng.integers(0, 3, 400)

model = keras.Sequential([
    keras.Input((8,)),
    keras.layers.Dense(16, activation="relu"),
    keras.layers.Dense(3, activation="softmax"),
])
model.compile(optimizer=keras.optimizers.Adadelta(learning_rate=1.0), loss="sparse_categorical_crossentropy")
model.fit(points, labels, epochs=5)
```

## Fix safety
The fix is unsafe: training goes differently. It writes the default of the optimizer, and 1.0 for Adadelta.

## When it stays silent
- The learning rate comes from a caller, the default of a parameter, or a loop over several.
- A schedule or a callback sets the learning rate, as a warm-up or a search for the best one does.
- The model was trained before, is loaded, or contains a pretrained one: fine-tuning takes small steps.
- A small but positive rate for SGD where the loss is one for numbers and nothing shows that the data are scaled:
  large numbers make large gradients, for which it may be right.
- More than ten thousand epochs.
- A rate that is less than ten times below the usual one: rather the training is short. For a table of few samples, such as
  one of truth values, in front of sigmoids it is compared with what these need.
- Adadelta in a program for Keras 1 or for the `keras` package of version 2, whose default was 1.0 until 2.3.

## Keras behaviour
Silent in all versions; any number is accepted.

## References
- [Adadelta](https://keras.io/api/optimizers/adadelta/)
- Schoop et al., *UMLAUT: Debugging Deep Learning Programs using Program Structure and Model Behavior*, CHI 2021
"""

from __future__ import annotations

from collections.abc import Iterator

from keraslint.api import (
    DEFAULT_RATES,
    REGRESSION_LOSSES,
    Array,
    Confidence,
    Draft,
    Fact,
    Fixes,
    Interval,
    Meta,
    Optimizer,
    Origin,
    Prediction,
    Setup,
    Severity,
    Statistic,
    Tier,
    adjusts_learning_rate,
    continues_training,
    finding,
    fix,
    inputs,
    number,
    outputs,
    relate,
    set_parameter,
    stated,
    targets,
)
from keraslint_rules.training._way import goes_through_sigmoids, shortfall, whole_training

META = Meta(
    code="KL202",
    severity=Severity.WARNING,
    category="suspicious",
    since="0.1",
    tier=Tier.CORE,
    fixes=Fixes.ALWAYS,
    prediction=Prediction(Statistic.TASK_SCORE, "higher", 0.05),
)

LOWEST = 1e-6
LOWEST_FOR_SGD = 1e-5
MANY_EPOCHS = 10_000
FAR_BELOW = 10
"""A rate this many times below the usual one is chosen; another one comes from the number of epochs."""
LARGEST_FOR_TABLES = 0.5
MARGIN = 5
"""What is a little more than too short is still short."""


def check(setup: Setup) -> Iterator[Draft]:
    """Find learning rates that are not positive or too small to matter."""
    optimizer = setup.compile.optimizer
    rate = optimizer.learning_rate
    value = rate.number
    if value is None or not stated(rate) or not optimizer.kind.known:
        return
    if optimizer.schedule is not None or (value >= 0 and adjusts_learning_rate(setup)):
        return
    better = 1.0 if optimizer.kind.value == "Adadelta" else DEFAULT_RATES.get(str(optimizer.kind.value), 0.001)
    reason, severity = _judged(setup, optimizer, value)
    if not reason:
        yield from _too_short(setup, optimizer, value, better)
        return
    yield finding(
        rate.place or optimizer.place,
        f"a learning rate of {number(value)} {reason}; {optimizer.kind.value} usually works with {number(better)}",
        related=relate(
            (rate.source if rate.source != rate.place else None, "the learning rate is set here"),
            (setup.fits[0].place if setup.fits else None, "the model is trained here"),
        ),
        severity=severity,
        fix=fix(f"Use {number(better)}", set_parameter(optimizer.component, "learning_rate", better)),
    )


def _judged(setup: Setup, optimizer: Optimizer, rate: float) -> tuple[str, Severity | None]:
    """Say what is wrong with a learning rate and how bad that is; an empty reason where it is in order."""
    if rate < 0:
        return "makes the loss as large as possible instead of small", Severity.ERROR
    if rate == 0:
        return "leaves every weight where it is", Severity.ERROR
    if continues_training(setup) or _long(setup):
        return "", None
    kind = str(optimizer.kind.value)
    if kind == "Adadelta" and optimizer.learning_rate.origin is Origin.DEFAULT:
        return ("" if _old_default(setup) else "is the default of Keras, a thousandth of what Adadelta was made for"), None
    lowest = LOWEST_FOR_SGD if kind == "SGD" else LOWEST
    if rate >= lowest or (kind == "SGD" and _may_be_large(setup)):
        return "", None
    return "is too small to move the weights", None


def _too_short(setup: Setup, optimizer: Optimizer, rate: float, usual: float) -> Iterator[Draft]:
    """Find a learning rate at which the updates of the training end near the start, and a larger one in order would do."""
    budget = whole_training(setup)
    missing = None if budget is None else shortfall(setup, budget)
    if budget is None or missing is None:
        return
    needed = rate * missing
    tables = needed > usual and goes_through_sigmoids(setup, budget)
    if not (needed <= usual and rate <= usual / FAR_BELOW) and not (tables and needed <= LARGEST_FOR_TABLES):
        return
    better = min(1.0, float(f"{MARGIN * needed:.0e}")) if tables else usual
    yield finding(
        optimizer.learning_rate.place or optimizer.place,
        f"a learning rate of {number(rate)} is too small to take the weights away from their random start within the"
        f" {budget.updates:,} update{'' if budget.updates == 1 else 's'} of this training"
        f"{', through sigmoids' if tables else ''}; try {number(better)}",
        related=relate((budget.use.place, f"the training has {budget.updates:,} update{'' if budget.updates == 1 else 's'}")),
        confidence=Confidence.MEDIUM,
        fix=fix(f"Use {number(better)}", set_parameter(optimizer.component, "learning_rate", better)),
    )


def _long(setup: Setup) -> bool:
    return any((use["epochs"].number or 0) > MANY_EPOCHS for use in setup.fits)


def _old_default(setup: Setup) -> bool:
    flavour = setup.framework.flavour
    return flavour == "keras1" or (flavour == "keras2" and "keras" in setup.framework.roots)


def _may_be_large(setup: Setup) -> bool:
    """Say whether numbers are predicted from or to values that may be large, so that the gradients may be."""
    if not any(output.loss.kind.value in REGRESSION_LOSSES for output in outputs(setup)):
        return False
    for data in (inputs(setup), targets(setup)):
        match data:
            case Fact(Array(interval=Interval() as interval)) if interval.magnitude <= 10:
                continue
        return True
    return False
