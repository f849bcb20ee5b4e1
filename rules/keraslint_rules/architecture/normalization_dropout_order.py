"""Dropout in front of BatchNormalization, or of pooling.

## What it does
Finds a `Dropout` whose output goes into `BatchNormalization` or into max pooling, be it through an activation.

## Why is this bad
While training, dropout makes the values that are left larger, and their spread with it. BatchNormalization notes that
spread and uses it in predictions, where nothing is dropped: at a rate of 0.5 the values come out about 1.4 times too
small. Max pooling of what is left finds the largest value almost always, and at a rate of 0.5 gives nearly twice of
what it gives in predictions. On easy data neither did any harm in three of three runs, nor in five runs beside the repaired
twin, which is why this rule has to be asked for and promises no experiment.

## Example
```python
import keras

(images, labels), (test_images, test_labels) = keras.datasets.mnist.load_data()
images, test_images = images / 255.0, test_images / 255.0

model = keras.Sequential([
    keras.Input((28, 28)),
    keras.layers.Flatten(),
    keras.layers.Dense(64, activation="relu"),
    keras.layers.Dropout(0.5),
    keras.layers.BatchNormalization(),
    keras.layers.Dense(10, activation="softmax"),
])
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(images, labels, epochs=5, validation_data=(test_images, test_labels))
```

## Use instead
```python
import keras

(images, labels), (test_images, test_labels) = keras.datasets.mnist.load_data()
images, test_images = images / 255.0, test_images / 255.0

model = keras.Sequential([
    keras.Input((28, 28)),
    keras.layers.Flatten(),
    keras.layers.Dense(64, activation="relu"),
    keras.layers.BatchNormalization(),
    keras.layers.Dropout(0.5),
    keras.layers.Dense(10, activation="softmax"),
])
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(images, labels, epochs=5, validation_data=(test_images, test_labels))
```

## Fix safety
The fix takes the dropout out where it stands and puts it behind the other layer. It is unsafe: training goes
differently.

## When it stays silent
- `SpatialDropout`, which drops whole channels, and noise.
- Another layer with weights between the two.
- `LayerNormalization` and its like, which use the values at hand.
- Average pooling.

## Keras behaviour
Silent in all versions.

## References
- Li et al., *Understanding the Disharmony between Dropout and Batch Normalization by Variance Shift*, CVPR 2019
- Nikanjam et al., *Automatic Fault Detection for Deep Learning Programs Using Graph Transformations*, TOSEM 2021
"""

from __future__ import annotations

from collections.abc import Iterator

from keraslint.api import (
    Confidence,
    Draft,
    Fixes,
    Layer,
    Meta,
    Model,
    Setup,
    Severity,
    Tier,
    finding,
    fix,
    graphs,
    insert_after,
    number,
    relate,
    remove_layer,
    sole_consumer,
)

META = Meta(
    code="KL407",
    severity=Severity.INFO,
    category="pedantic",
    since="0.1",
    confidence=Confidence.MEDIUM,
    tier=Tier.OPT_IN,
    fixes=Fixes.ALWAYS,
)

POOLED = {"MaxPooling1D", "MaxPooling2D", "MaxPooling3D"}
BETWEEN = {"Activation", "ReLU", "LeakyReLU", "ELU", "PReLU"}


def check(setup: Setup) -> Iterator[Draft]:
    """Find dropouts in front of a normalisation or a pooling; one finding for a model."""
    if not isinstance(setup.model, Model):
        return
    found = [pair for model in graphs(setup.model) for pair in _pairs(model)]
    if found:
        dropout, behind = found[0]
        others = f" (and {len(found) - 1} more)" if len(found) > 1 else ""
        effect = (
            "which notes a spread that predictions do not have"
            if behind.name == "BatchNormalization"
            else "which gives larger values in training than in predictions"
        )
        yield finding(
            dropout.place,
            f"Dropout({number(dropout['rate'].number or 0)}){others} comes in front of {behind.name}, {effect}; put the dropout"
            " behind it",
            related=relate(
                (behind.place, "this layer gets what the dropout leaves"), *((one.place, "the same here") for one, _ in found[1:])
            ),
            fix=fix(
                f"Put the dropout behind {behind.name}",
                remove_layer(dropout),
                insert_after(behind, "keras.layers.Dropout", rate=dropout["rate"].value),
            ),
        )


def _pairs(model: Model) -> Iterator[tuple[Layer, Layer]]:
    for index, layer in enumerate(model.layers):
        if layer.kind != "keras.layers.Dropout" or not layer["rate"].number:
            continue
        at = sole_consumer(model, index)
        while at is not None and model.layers[at].name in BETWEEN:
            at = sole_consumer(model, at)
        behind = None if at is None else model.layers[at]
        if behind is not None and (behind.kind == "keras.layers.BatchNormalization" or behind.name in POOLED):
            yield layer, behind
