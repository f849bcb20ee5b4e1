"""A loss or metric for an output that the model does not have.

## What it does
Compares the keys of the dicts that `compile` is given for a model with several outputs (`loss`, `loss_weights`, `metrics`,
`weighted_metrics`) with the names of the outputs.

## Why is this bad
Keras finds the loss of an output by its name. Where no output has the name, training stops with an error in most versions;
in some an output that is left without a loss in this way is silently not trained, and one without its weight counts fully.

## Example
```python
import keras

inputs = keras.Input((4,))
topic = keras.layers.Dense(3, activation="softmax", name="topic")(inputs)
score = keras.layers.Dense(1, name="score")(inputs)
model = keras.Model(inputs, [topic, score])
model.compile(optimizer="adam", loss={"topic": "sparse_categorical_crossentropy", "rating": "mse"})
```

## Use instead
```python
import keras

inputs = keras.Input((4,))
topic = keras.layers.Dense(3, activation="softmax", name="topic")(inputs)
score = keras.layers.Dense(1, name="score")(inputs)
model = keras.Model(inputs, [topic, score])
model.compile(optimizer="adam", loss={"topic": "sparse_categorical_crossentropy", "score": "mse"})
```

## When it stays silent
- The name of an output, or a key, is not known.
- The model has a single output, or is a class of its own, which may read the dicts itself.

## Keras behaviour
Keras 3 raises when training starts: for losses "can't be found" or "Expected keys", for metrics "key mismatch"; a weight for
an output that is not there is taken where the outputs are a dict. Keras 2 raises where the outputs are a list, and trains
without the loss where they are a dict.

## References
- [The Functional API, on models with several outputs](https://keras.io/guides/functional_api/)
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from keraslint.api import (
    Draft,
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
    code="KL115",
    severity=Severity.ERROR,
    category="correctness",
    since="0.1",
    tier=Tier.CORE,
    prediction=Prediction(Statistic.RUNS, "higher", 1.0),
)

GIVEN = {
    "loss": "a loss",
    "loss_weights": "a weight",
    "metrics": "metrics",
    "weighted_metrics": "metrics",
}
"""What ``compile`` takes by the names of outputs."""


def check(setup: Setup) -> Iterator[Draft]:
    """Look for keys that no output has as its name; one finding for each dict."""
    names = setup.compile.names
    model = setup.model
    if not isinstance(model, Model) or not model.kind.startswith("keras.") or None in names or len(set(names)) < 2:
        return
    for parameter, what in GIVEN.items():
        fact = setup.compile.call[parameter]
        if not isinstance(fact.value, Mapping):
            continue
        strange = [key for key in fact.value if isinstance(key, str) and key not in names]
        if strange:
            outputs = ", ".join(repr(name) for name in names)
            yield finding(
                fact.place,
                f"{parameter} has {what} for {strange[0]!r}, and no output of the model has that name: they are {outputs}",
                related=relate((model.place, "the model is made here")),
            )
