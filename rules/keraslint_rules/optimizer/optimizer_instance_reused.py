"""One optimizer object that trains two models.

## What it does
Finds an optimizer that was made once, given to `compile` of two models, and used to train both.

## Why is this bad
An optimizer keeps averages for each weight that it trains, and makes room for them when it is used first. It knows the weights
of the first model only: training the second one stops with an error.

## Example
```python
import keras
import numpy as np

rng = np.random.default_rng(0)
points = rng.random((400, 8))
labels = rng.integers(0, 3, 400)

optimizer = keras.optimizers.Adam()
small = keras.Sequential([keras.Input((8,)), keras.layers.Dense(3, activation="softmax")])
small.compile(optimizer=optimizer, loss="sparse_categorical_crossentropy")
small.fit(points, labels, epochs=5)
large = keras.Sequential([
    keras.Input((8,)),
    keras.layers.Dense(32, activation="relu"),
    keras.layers.Dense(3, activation="softmax"),
])
large.compile(optimizer=optimizer, loss="sparse_categorical_crossentropy")
large.fit(points, labels, epochs=5)
```

## Use instead
```python
import keras
import numpy as np

rng = np.random.default_rng(0)
points = rng.random((400, 8))
labels = rng.integers(0, 3, 400)

small = keras.Sequential([keras.Input((8,)), keras.layers.Dense(3, activation="softmax")])
small.compile(optimizer=keras.optimizers.Adam(), loss="sparse_categorical_crossentropy")
small.fit(points, labels, epochs=5)
large = keras.Sequential([
    keras.Input((8,)),
    keras.layers.Dense(32, activation="relu"),
    keras.layers.Dense(3, activation="softmax"),
])
large.compile(optimizer=keras.optimizers.Adam(), loss="sparse_categorical_crossentropy")
large.fit(points, labels, epochs=5)
```

## When it stays silent
- The same model is compiled again, or the second one has no layers that the first has not.
- Only one of the models is trained.
- An optimizer of `keras.optimizers.legacy`, which makes room for any weights.
- The optimizer is given by its name: each `compile` then makes its own.

## Keras behaviour
Keras 3 stops with `ValueError: Unknown variable` when the second model is trained.

## References
- [Optimizers](https://keras.io/api/optimizers/)
"""

from __future__ import annotations

from collections.abc import Iterator

from keraslint.api import (
    WEIGHTED,
    Draft,
    Meta,
    Model,
    Prediction,
    Setup,
    Severity,
    Statistic,
    finding,
    loops,
    relate,
)

META = Meta(
    code="KL205",
    severity=Severity.ERROR,
    category="correctness",
    since="0.1",
    keras="Keras 3",
    flavours=("keras3",),
    prediction=Prediction(Statistic.RUNS, "higher", 1.0),
    groups=("migration",),
)


def check(setup: Setup) -> Iterator[Draft]:
    """Find the first other setup whose model the optimizer has trained before."""
    optimizer = setup.compile.optimizer
    if optimizer.form != "instance" or not optimizer.identity or setup.program is None or not setup.fits:
        return
    if ".legacy." in optimizer.component.kind:
        return
    for other in setup.program.setups:
        if other.compile.optimizer.identity != optimizer.identity or _is_alternative(setup, other):
            continue
        if _trained_before(other, setup) and _has_more(setup, other):
            yield finding(
                setup.compile.place,
                f"this {optimizer.kind.value} has trained another model already and knows the weights of that one only: "
                "training this one stops with an error; make an optimizer for each model",
                related=relate(
                    (optimizer.component.place, "the optimizer is made here, once"),
                    (other.compile.place, "the other model gets it here"),
                    (other.fits[0].place, "and is trained with it here"),
                ),
            )
            return


def _is_alternative(setup: Setup, other: Setup) -> bool:
    """Say whether one call compiles either of two models: nothing was done with the one before the other was compiled."""
    if setup.compile.place != other.compile.place or loops(setup.compile.contexts):
        return False
    return setup.compile.order < min(use.order for use in other.uses) if other.uses else True


def _trained_before(other: Setup, setup: Setup) -> bool:
    return bool(other.fits) and min(use.order for use in other.fits) < min(use.order for use in setup.fits)


def _has_more(setup: Setup, other: Setup) -> bool:
    """Say whether the model of a setup has weights that are trained and that the other model has not."""
    if not isinstance(setup.model, Model) or not isinstance(other.model, Model) or not other.model.complete:
        return False
    known = {layer.identity for layer in other.model.flat()}
    return any(
        layer.name in WEIGHTED and layer.kind.startswith("keras.layers.") and layer.trainable.value is True
        for layer in setup.model.flat()
        if layer.identity not in known
    )
