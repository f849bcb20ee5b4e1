"""A dropout that is called with `training=True` in a functional model, which `predict` switches off all the same.

## What it does
Finds `Dropout` and noise layers that are called with `training=True` when a functional model is built, where `predict` or
`evaluate` is used on the model; and models with BatchNormalization that are called with `training=False` and trained all the
same.

## Why is this bad
The flag is there to keep the dropout on when the model is used, so that several predictions for one input tell how sure the
model is. In Keras 3 before 3.16, `fit`, `evaluate` and `predict` set the flag for every layer of a functional model, and
override what was given: the dropout is off, and all predictions are the same. Keras 2 honours the flag.

## Example
```python
import keras
import numpy as np

rng = np.random.default_rng(0)
points = rng.random((400, 8))
targets = points.sum(axis=1)

inputs = keras.Input((8,))
hidden = keras.layers.Dense(64, activation="relu")(inputs)
hidden = keras.layers.Dropout(0.5)(hidden, training=True)
model = keras.Model(inputs, keras.layers.Dense(1)(hidden))
model.compile(optimizer="adam", loss="mse")
model.fit(points, targets, epochs=5)
samples = [model.predict(points) for _ in range(10)]
```

## Use instead
```python
import keras
import numpy as np

rng = np.random.default_rng(0)
points = rng.random((400, 8))
targets = points.sum(axis=1)

inputs = keras.Input((8,))
hidden = keras.layers.Dense(64, activation="relu")(inputs)
hidden = keras.layers.Dropout(0.5)(hidden)
model = keras.Model(inputs, keras.layers.Dense(1)(hidden))
model.compile(optimizer="adam", loss="mse")
model.fit(points, targets, epochs=5)
samples = [model(points, training=True) for _ in range(10)]
```

## When it stays silent
- Keras 2, and Keras 3 from version 3.16 on.
- The model is only trained: there the dropout is on anyway.
- The base that is called with `training=False` is frozen: then its statistics stay as they are.
- The layer is called in the `call` of a class, where the flag is honoured.

## Keras behaviour
Silent: tried with Keras 3.6.0, 3.12.0 and 3.15.1.

## References
- [Transfer learning](https://keras.io/guides/transfer_learning/)
- Gal and Ghahramani, *Dropout as a Bayesian Approximation*, ICML 2016
"""

from __future__ import annotations

from collections.abc import Iterator

from keraslint.api import (
    DROPOUTS,
    Draft,
    Fact,
    Layer,
    Meta,
    Model,
    Prediction,
    Setup,
    Severity,
    Statistic,
    Tier,
    finding,
    relate,
)

META = Meta(
    code="KL412",
    severity=Severity.ERROR,
    category="correctness",
    since="0.1",
    tier=Tier.CORE,
    groups=("migration",),
    keras="Keras 3 before 3.16",
    flavours=("keras3",),
    prediction=Prediction(Statistic.STATE, "higher", 1e-6),
)

HONOURED = (3, 16)
"""The version from which on Keras honours the flag."""

RANDOM = DROPOUTS - {"ActivityRegularization", "Identity"}


def check(setup: Setup) -> Iterator[Draft]:
    """Find random layers that are to stay on, in a model whose predictions switch them off; one finding for a model."""
    model, lowest = setup.model, setup.framework.lowest
    if not isinstance(model, Model) or model.kind != "keras.Model" or (lowest and lowest >= HONOURED):
        return
    yield from _bases(setup, model)
    use = next((use for use in setup.uses if use.method in {"predict", "evaluate"}), None)
    layers = [
        layer
        for layer in model.layers
        if layer.name in RANDOM and layer.kind.startswith("keras.layers.") and _stays_on(layer.call_keywords.get("training"))
    ]
    if use is None or not layers:
        return
    first = layers[0]
    yield finding(
        first.call_place or first.place,
        f"training=True is to keep this {first.name} on, but {use.method} switches it off in Keras 3 before 3.16; call "
        "model(x, training=True) instead, or write a layer that passes the flag on",
        related=relate(
            (use.place, f"{use.method} is used here"),
            *((layer.call_place, "this one is switched off too") for layer in layers[1:]),
        ),
    )


def _stays_on(fact: Fact[bool] | None) -> bool:
    return fact is not None and fact.value is True


def _bases(setup: Setup, model: Model) -> Iterator[Draft]:
    """Find bases whose statistics are to stay as they are, in a training in which they are not frozen."""
    fit = next((use for use in setup.fits if use.method == "fit"), None)
    for layer in model.layers if fit is not None else ():
        flag = layer.call_keywords.get("training")
        if flag is None or flag.value is not False or layer.trainable.value is not True or not _normalises(layer):
            continue
        assert fit is not None
        yield finding(
            flag.place or layer.call_place or layer.place,
            f"training=False is to keep the statistics of BatchNormalization in {layer.name} as they are, but {fit.method}"
            " overrides it in Keras 3 before 3.16, and they move; set trainable = False on those layers of the base",
            related=relate((layer.trainable.place, "the base is trainable"), (fit.place, "this training moves them")),
        )


WITHOUT_NORMALISATION = ("VGG", "ConvNeXt")


def _normalises(layer: Layer) -> bool:
    """Say whether a model inside of another one holds BatchNormalization."""
    if layer.model is not None:
        return any(
            inner.kind == "keras.layers.BatchNormalization" and inner.trainable.value is True for inner in layer.model.flat()
        )
    return layer.kind.startswith("keras.applications.") and not layer.name.startswith(WITHOUT_NORMALISATION)
