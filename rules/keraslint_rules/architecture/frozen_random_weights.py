"""Weights that nobody has trained, frozen where they are.

## What it does
Finds a ready-made model that is built without its trained weights (`weights=None`) and frozen, and models of which
every layer with weights is frozen while they are trained.

## Why is this bad
Freezing keeps what was learned. Weights that are still random hold nothing: the frozen base hands on noise, and what
is built on it has to guess. Where all layers are frozen training changes nothing at all.

## Example
```python
import keras

base = keras.applications.MobileNetV2(include_top=False, weights=None, pooling="avg", input_shape=(96, 96, 3))
base.trainable = False
model = keras.Sequential([
    keras.Input((96, 96, 3)),
    keras.layers.Rescaling(1 / 127.5, offset=-1),
    base,
    keras.layers.Dense(5, activation="softmax"),
])
images = keras.utils.image_dataset_from_directory("images", image_size=(96, 96))
others = keras.utils.image_dataset_from_directory("others", image_size=(96, 96))
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(images, epochs=20, validation_data=others)
```

## Use instead
```python
import keras

base = keras.applications.MobileNetV2(include_top=False, weights="imagenet", pooling="avg", input_shape=(96, 96, 3))
base.trainable = False
model = keras.Sequential([
    keras.Input((96, 96, 3)),
    keras.layers.Rescaling(1 / 127.5, offset=-1),
    base,
    keras.layers.Dense(5, activation="softmax"),
])
images = keras.utils.image_dataset_from_directory("images", image_size=(96, 96))
others = keras.utils.image_dataset_from_directory("others", image_size=(96, 96))
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(images, epochs=20, validation_data=others)
```

## Fix safety
The fix takes the weights of ImageNet. It is unsafe: it changes what is trained, and the weights have to be downloaded.

## When it stays silent
- The program loads or sets weights anywhere.
- The base is unfrozen before or between trainings.
- The weights are not known to be random.
- Single layers that are frozen on purpose, as random features are.
- The model is a part of another one that is trained, as the discriminator of a GAN: `gan-discriminator-frozen` looks
  at those.

## Keras behaviour
Silent in all versions. Where all layers are frozen Keras warns ("The model does not have any trainable weights.") and
goes on.

## References
- [Transfer learning and fine-tuning](https://keras.io/guides/transfer_learning/)
- [Keras applications](https://keras.io/api/applications/)
"""

from __future__ import annotations

from collections.abc import Iterator

from keraslint.api import (
    Draft,
    Fixes,
    Layer,
    Meta,
    Model,
    Place,
    Prediction,
    Setup,
    Severity,
    Statistic,
    finding,
    fix,
    pretrained,
    relate,
    restores_weights,
    set_argument,
    shares_training,
    switches,
)

META = Meta(
    code="KL414",
    severity=Severity.ERROR,
    category="correctness",
    since="0.1",
    fixes=Fixes.SOMETIMES,
    prediction=Prediction(Statistic.TASK_SCORE, "higher", 0.05),
    yields_to=("gan-discriminator-frozen",),
)


def check(setup: Setup) -> Iterator[Draft]:
    """Find frozen weights that are random."""
    if not isinstance(setup.model, Model) or not setup.fits or restores_weights(setup) or shares_training(setup):
        return
    if any(layer.component.custom or not layer.known for layer in setup.model.flat()):
        return
    for layer in setup.model.flat():
        if layer.trainable.value is False and pretrained(layer) is False and not _unfrozen(setup, layer):
            yield _base(setup, layer)
            return
    weighted = [layer for layer in setup.model.flat() if layer.parameters]
    frozen = weighted and all(layer.trainable.value is False for layer in weighted)
    if frozen and not any(_unfrozen(setup, layer) for layer in weighted) and not any(map(pretrained, weighted)):
        yield finding(
            weighted[0].trainable.place,
            "every layer with weights is frozen, and none of them was trained before: fit changes nothing; leave the layers"
            " that are to learn trainable",
            related=relate((setup.fits[0].place, "this training has nothing to train")),
        )


def _unfrozen(setup: Setup, layer: Layer) -> bool:
    """Say whether a layer, or all of the model, is made trainable again before the last training, or may be."""
    assert isinstance(setup.model, Model)
    last = max(use.order for use in setup.fits)
    subjects = frozenset({layer.identity, setup.model.identity})
    later = [switch for switch in switches(setup.program) if switch.concerns(subjects) and switch.value is not False]
    return any(setup.compile.order < switch.order < last for switch in later)


def _base(setup: Setup, layer: Layer) -> Draft:
    weights = layer["weights"]
    return finding(
        weights.place or layer.place,
        f"{layer.name} starts with random weights (weights=None) and is frozen: it hands on noise, and never learns; use"
        " weights='imagenet', or leave it trainable",
        related=relate(*_where(setup, layer)),
        fix=fix("Use the weights of ImageNet", set_argument(weights, "imagenet")) if weights.site is not None else None,
    )


def _where(setup: Setup, layer: Layer) -> Iterator[tuple[Place | None, str]]:
    yield layer.trainable.place, "it is frozen here"
    yield setup.fits[0].place, "this training does not change it"
