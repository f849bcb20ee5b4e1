"""An argument of an optimizer with a value that has no effect, stops the training or is refused.

## What it does
Finds a `momentum`, `beta_1`, `beta_2` or `rho` of 1 and above or below 0, an `epsilon` above 1 or of `None`, gradients that are
clipped to almost nothing or at 0, and more than one way of clipping.

## Why is this bad
A momentum of 1 never forgets: the steps of the whole training add up, which with a small learning rate takes a while to
show. With `beta_1=1` the weights are not numbers after the
first update, with `beta_2=1` they do not move. A limit of 0 for gradients does not clip them at all, and one of 0.000001
stops plain gradient descent: on ten classes the accuracy was .18, .28 and .36 with it, and 1.0 in all three runs without.

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
optimizer = keras.optimizers.SGD(learning_rate=0.05, momentum=1.0)
model.compile(optimizer=optimizer, loss="sparse_categorical_crossentropy", metrics=["accuracy"])
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
optimizer = keras.optimizers.SGD(learning_rate=0.05, momentum=0.9)
model.compile(optimizer=optimizer, loss="sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(points, labels, epochs=5)
```

## Fix safety
The fix leaves the argument out, so that the default of the optimizer applies. It is unsafe: training goes differently.

## When it stays silent
- An `epsilon` of up to 1, as it is recommended for Inception networks, or of 0.
- Gradients clipped to little with an optimizer such as `Adam`, whose steps do not grow with the gradient.
- The number comes from a caller, the default of a parameter, or a loop over several.

## Keras behaviour
Silent for a momentum of 1, for any `beta_1`, `beta_2` and `rho`, and for a limit of 0. In Keras 3 a momentum of `SGD` above 1
or below 0, two ways of clipping, and `epsilon=None` are refused with an error.

## References
- [SGD](https://keras.io/api/optimizers/sgd/)
- [Adam](https://keras.io/api/optimizers/adam/)
"""

from __future__ import annotations

from collections.abc import Iterator

from keraslint.api import (
    ADAPTIVE,
    Draft,
    Fact,
    Fixes,
    Meta,
    Optimizer,
    Prediction,
    Setup,
    Severity,
    Statistic,
    finding,
    fix,
    number,
    remove_argument,
    stated,
)

META = Meta(
    code="KL207",
    severity=Severity.WARNING,
    category="suspicious",
    since="0.1",
    fixes=Fixes.ALWAYS,
    prediction=Prediction(Statistic.TASK_SCORE, "higher", 0.05),
)

FORGETTING = {
    "momentum": "the steps of the whole training add up and never die down",
    "beta_1": "the average of the gradients never takes a new one in, and its correction divides by zero",
    "beta_2": "the average of the squared gradients never takes a new one in",
    "rho": "the average of the squared gradients never takes a new one in",
}
"""Arguments that say how much of an average is kept, all from 0 to below 1, and what happens at 1."""

LIMITS = ("clipnorm", "clipvalue", "global_clipnorm")
LOWEST_LIMIT = 1e-4
HIGHEST_EPSILON = 1.0


def check(setup: Setup) -> Iterator[Draft]:
    """Find arguments out of their range."""
    optimizer = setup.compile.optimizer
    if not optimizer.kind.known or not optimizer.component.kind.startswith("keras.optimizers."):
        return
    keras3 = setup.framework.flavour == "keras3"
    for parameter, effect in FORGETTING.items():
        yield from _forgetting(optimizer, parameter, effect, refused=keras3)
    yield from _epsilon(optimizer, keras3=keras3)
    yield from _limits(optimizer, keras3=keras3)


def _draft(optimizer: Optimizer, parameter: str, text: str, severity: Severity | None = None) -> Draft:
    fact = optimizer[parameter]
    value = "None" if fact.number is None else number(fact.number)
    return finding(
        fact.place,
        f"{parameter}={value} of {optimizer.kind.value} {text}",
        severity=severity,
        fix=fix(f"Leave {parameter} to its default", remove_argument(fact)),
    )


def _is_set(fact: Fact[float]) -> bool:
    return fact.given and stated(fact)


def _forgetting(optimizer: Optimizer, parameter: str, effect: str, *, refused: bool) -> Iterator[Draft]:
    fact = optimizer[parameter]
    value = fact.number
    if value is None or not _is_set(fact) or 0 <= value < 1:
        return
    if value == 1:
        yield _draft(optimizer, parameter, f"is too large: {effect}; it has to be below 1")
    elif parameter == "momentum" and optimizer.kind.value == "SGD" and refused:
        yield _draft(optimizer, parameter, "is refused with an error; it has to be from 0 to below 1", Severity.ERROR)
    else:
        yield _draft(optimizer, parameter, "makes no sense as the share of an average; it has to be from 0 to below 1")


def _epsilon(optimizer: Optimizer, *, keras3: bool) -> Iterator[Draft]:
    fact = optimizer["epsilon"]
    if not _is_set(fact):
        return
    if fact.value is None and keras3 and optimizer.kind.value in ADAPTIVE:
        yield _draft(optimizer, "epsilon", "is refused with an error in Keras 3; leave it out", Severity.ERROR)
    elif (fact.number or 0) > HIGHEST_EPSILON:
        yield _draft(optimizer, "epsilon", "makes the steps tiny: they are divided by it; 1e-7 is usual")


def _limits(optimizer: Optimizer, *, keras3: bool) -> Iterator[Draft]:
    given = [parameter for parameter in LIMITS if _is_set(optimizer[parameter]) and optimizer[parameter].number is not None]
    if len(given) > 1 and keras3:
        yield _draft(optimizer, given[-1], f"and {given[0]} together are refused with an error", Severity.ERROR)
        return
    for parameter in given:
        limit = optimizer[parameter].number or 0.0
        if limit <= 0:
            yield _draft(optimizer, parameter, "does not clip the gradients at all; a limit has to be above 0")
        elif limit < LOWEST_LIMIT and optimizer.kind.value == "SGD":
            yield _draft(optimizer, parameter, "cuts the gradients down to almost nothing, so that the weights hardly move")
