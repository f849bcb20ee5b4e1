"""Dropout, noise or a batch normalisation behind the layer that gives the answer.

## What it does
Finds `Dropout`, `GaussianNoise` and the like behind the last layer with weights of a model, and `BatchNormalization` behind
its last activation.

## Why is this bad
Dropout behind the output sets answers to zero at random while the model is trained, and scales the others up: probabilities
no longer add up to 1, and the loss of a dropped right answer cannot be made small by anything that the model learns. On ten
classes the accuracy was .80, .91 and .29 with Dropout behind `softmax`, and 1.0 in all three runs without. A batch
normalisation behind `softmax` or `sigmoid` gives numbers below 0 and above 1, which are no probabilities.

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
    keras.layers.Dropout(0.5),
])
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
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
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(points, labels, epochs=5)
```

## Fix safety
The fix takes the layer out. It is unsafe: it may have been meant to stand in front of the last layer.

## When it stays silent
- The loss is not one of Keras for classes or numbers: models of similarity end in a normalisation on purpose.
- A batch normalisation between the last layer with weights and its activation, or behind a layer without one.
- A rate of 0, and models that are not compiled, such as those that give features to another one.

## Keras behaviour
Silent in all versions.

## References
- [Dropout](https://keras.io/api/layers/regularization_layers/dropout/)
"""

from __future__ import annotations

from collections.abc import Iterator

from keraslint.api import (
    CROSSENTROPIES,
    REGRESSION_LOSSES,
    Draft,
    Fixes,
    Head,
    Layer,
    Meta,
    Output,
    Prediction,
    Setup,
    Severity,
    Statistic,
    finding,
    fix,
    outputs,
    relate,
    remove_layer,
    written,
)

META = Meta(
    code="KL406",
    severity=Severity.ERROR,
    category="correctness",
    since="0.1",
    fixes=Fixes.ALWAYS,
    prediction=Prediction(Statistic.TASK_SCORE, "higher", 0.05),
)

DISTURBING = {
    "Dropout": "rate", "SpatialDropout1D": "rate", "SpatialDropout2D": "rate", "SpatialDropout3D": "rate",
    "AlphaDropout": "rate", "GaussianDropout": "rate", "GaussianNoise": "stddev",
}  # fmt: skip
"""Layers that change values at random, and the parameter that says how much."""


def check(setup: Setup) -> Iterator[Draft]:
    """Find what disturbs the answer of each output."""
    for output in outputs(setup):
        if output.loss.kind.value in CROSSENTROPIES | REGRESSION_LOSSES:
            for layer in output.head.after:
                reason = _reason(output.head, layer)
                if reason:
                    yield _finding(output, layer, reason)


def _finding(output: Output, layer: Layer, reason: str) -> Draft:
    head = output.head.layer
    return finding(
        layer.place,
        f"{layer.name} stands behind {written(head)}, which gives the answer: it {reason}; it belongs in front of that layer, "
        "or nowhere",
        related=relate((head.place, "this layer gives the answer"), (output.loss.place, "this loss judges it")),
        fix=fix(f"Take {layer.name} out", remove_layer(layer)),
    )


def _reason(head: Head, layer: Layer) -> str:
    """Say what a layer behind the head does to the answer; nothing where it does no harm, or may do none."""
    if not layer.kind.startswith("keras.layers."):
        return ""
    if layer.name in DISTURBING:
        amount = layer[DISTURBING[layer.name]].number
        if amount is None or amount <= 0:
            return ""
        return "adds noise to it" if layer.name == "GaussianNoise" else "sets parts of it to zero at random"
    if layer.name != "BatchNormalization" or not _behind_activation(head, layer):
        return ""
    return f"moves what {head.activation.value} gives out of the range of its values"


def _behind_activation(head: Head, layer: Layer) -> bool:
    """Say whether the last activation that bounds the answer is applied before ``layer``."""
    if head.activation.value not in {"sigmoid", "softmax"}:
        return False
    behind = head.after[head.after.index(layer) :]
    return not any(other.activation is head.activation for other in behind)
