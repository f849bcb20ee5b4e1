"""A number of steps that does not fit the data: samples instead of batches, a fraction, or none for data without end.

## What it does
Compares `steps_per_epoch` and `validation_steps` with the data. Reports:

- data that never end (`repeat()`, a generator with `while True`) without a number of steps;
- the number of samples where that of batches is meant, and more batches than the data have;
- a number with a fraction part, as `/` makes it, which Keras 3 refuses.

## Why is this bad
Without a number of steps an epoch of endless data never ends, and nothing is ever printed after it. With the number of
samples in its place an epoch asks for as many batches: the data run out, and Keras 2 ends the whole training there.

## Example
```python
import keras
from tensorflow.keras.preprocessing.image import ImageDataGenerator

(images, labels), (test_images, test_labels) = keras.datasets.mnist.load_data()
images = images.reshape(-1, 28, 28, 1) / 255.0
test_images = test_images.reshape(-1, 28, 28, 1) / 255.0

model = keras.Sequential([
    keras.Input((28, 28, 1)),
    keras.layers.Conv2D(16, 3, activation="relu"),
    keras.layers.GlobalAveragePooling2D(),
    keras.layers.Dense(10, activation="softmax"),
])
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
turned = ImageDataGenerator(rotation_range=10).flow(images, labels, batch_size=32)
model.fit(turned, steps_per_epoch=len(images), epochs=5, validation_data=(test_images, test_labels))
```

## Use instead
```python
import keras
from tensorflow.keras.preprocessing.image import ImageDataGenerator

(images, labels), (test_images, test_labels) = keras.datasets.mnist.load_data()
images = images.reshape(-1, 28, 28, 1) / 255.0
test_images = test_images.reshape(-1, 28, 28, 1) / 255.0

model = keras.Sequential([
    keras.Input((28, 28, 1)),
    keras.layers.Conv2D(16, 3, activation="relu"),
    keras.layers.GlobalAveragePooling2D(),
    keras.layers.Dense(10, activation="softmax"),
])
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
turned = ImageDataGenerator(rotation_range=10).flow(images, labels, batch_size=32)
model.fit(turned, epochs=5, validation_data=(test_images, test_labels))
```

## Fix safety
The fix leaves the number of steps out where the data know it themselves. It is unsafe: an epoch becomes another one.

## When it stays silent
- The number of steps, or of batches, is not known, or comes from a caller.
- The number of batches, as `len(generator)` and `samples // batch_size` give it.
- The data are repeated, and a number of steps is given.

## Keras behaviour
Keras 3 goes on for ever with data without end, silently, for the validation too; Keras 2 does so for generators, and
raises a `ValueError` for `repeat()`. Keras 3 warns once when data run out and goes on with the next epoch; Keras 2 warns
and ends the training. Keras 3 raises a `TypeError` for a fraction; Keras 2 takes it.

## References
- [Model.fit](https://keras.io/api/models/model_training_apis/#fit-method)
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from keraslint.api import (
    Array,
    Draft,
    Fact,
    Fix,
    Fixes,
    Meta,
    Origin,
    Prediction,
    Setup,
    Severity,
    Statistic,
    Step,
    Unknown,
    Use,
    finding,
    fix,
    relate,
    remove_argument,
    stated,
)

META = Meta(
    code="KL615",
    severity=Severity.WARNING,
    category="correctness",
    since="0.1",
    fixes=Fixes.SOMETIMES,
    prediction=Prediction(Statistic.RUNS, "higher", 1.0),
)

FEW_SAMPLES = 100


def check(setup: Setup) -> Iterator[Draft]:
    """Find numbers of steps that do not fit the data of a training or of its validation."""
    for use in setup.fits:
        if use.method == "train_on_batch":
            continue
        for name, stages in (("steps_per_epoch", use.stages), ("validation_steps", use.validation_stages)):
            steps = use[name]
            draft = (
                _missing(use, name, steps, stages)
                or _broken(setup, use, name, steps)
                or _samples(setup, use, name, steps, stages)
                or (_too_many(setup, use, steps) if name == "steps_per_epoch" else None)
            )
            if draft is not None:
                yield draft


def _missing(use: Use, name: str, steps: Fact[Any], stages: tuple[Step, ...]) -> Draft | None:
    endless = next((stage for stage in stages if _is_endless(stage)), None)
    if endless is None or steps.value is not None or any(stage.operation == "take" for stage in stages):
        return None
    what = "these data" if name == "steps_per_epoch" else "the validation data"
    why = "repeat() goes on for ever" if endless.operation == "repeat" else f"{endless.name} yields for ever"
    where = "the first epoch" if name == "steps_per_epoch" else "the validation after the first epoch"
    return finding(
        use.x.place if name == "steps_per_epoch" else use.validation_x.place,
        f"{what} never end ({why}) and fit has no {name}: {where} goes on for ever; give fit the number of batches",
        related=relate((endless.place, why)),
        severity=Severity.ERROR,
    )


def _is_endless(stage: Step) -> bool:
    repeated = stage.operation == "repeat" and dict(stage.details).get("count", 1) in {None, -1}
    return repeated or stage.detail("endless") is True


def _broken(setup: Setup, use: Use, name: str, steps: Fact[Any]) -> Draft | None:
    value = steps.value
    number = value if isinstance(value, float) else None
    if isinstance(value, Array) and value.shape == () and (value.dtype or "").startswith("float"):
        number = value.interval.lo if value.interval is not None and value.interval.lo == value.interval.hi else 0.0
    if number is None or setup.framework.flavour != "keras3" or not steps.given:
        return None
    shown = f" of {number:g}" if number else ""
    return finding(
        steps.place,
        f"{name}{shown} is a float, and Keras 3 stops with a TypeError; use // to divide, or math.ceil",
        severity=Severity.ERROR,
        fix=_left_out(use, name, steps),
    )


def _samples(setup: Setup, use: Use, name: str, steps: Fact[Any], stages: tuple[Step, ...]) -> Draft | None:
    """Find the ``samples`` of an iterator over files in the place of its batches."""
    size = next((stage.detail("size") for stage in stages if stage.operation == "batch"), None)
    match steps.value:
        case Unknown(detail="samples", place=place) if place is not None and steps.place is not None and size != 1:
            if place != steps.place:
                return None
            return finding(
                steps.place,
                f"{name} counts batches, and this is the number of samples{_of_size(size)}: {_ends(setup)}; leave it out, the"
                " data know how many batches they have",
                fix=_left_out(use, name, steps),
            )
    return None


def _too_many(setup: Setup, use: Use, steps: Fact[Any]) -> Draft | None:
    repeated = any(stage.operation == "repeat" for stage in use.stages)
    count = steps.value
    if not isinstance(count, int) or steps.origin not in {Origin.LITERAL, Origin.DATASET} or not stated(steps) or repeated:
        return None
    samples = use.x.value.shape[0] if isinstance(use.x.value, Array) and use.x.value.shape else None
    if use.container == "array" and samples is not None and count == samples >= FEW_SAMPLES and use["batch_size"].value != 1:
        return finding(
            steps.place,
            f"steps_per_epoch={count} counts batches, and this is the number of samples: an epoch goes through the data many"
            " times; leave it out",
            fix=_left_out(use, "steps_per_epoch", steps),
        )
    if use.batches is None or count <= use.batches:
        return None
    size = next((stage.detail("size") for stage in use.stages if stage.operation == "batch"), None)
    return finding(
        steps.place,
        f"steps_per_epoch={count} asks for more batches than the data have, which is {use.batches}{_of_size(size)}:"
        f" {_ends(setup)}; leave it out, or repeat() the data",
        fix=_left_out(use, "steps_per_epoch", steps),
    )


def _of_size(size: object) -> str:
    return f" in batches of {size}" if isinstance(size, int) else ""


def _ends(setup: Setup) -> str:
    if setup.framework.flavour == "keras3":
        return "the data run out in each epoch, with a warning"
    return "the data run out, and the whole training ends there"


def _left_out(use: Use, name: str, steps: Fact[Any]) -> Fix | None:
    """Leave the number out where the data know it: arrays, and pipelines that end."""
    stages = use.stages if name == "steps_per_epoch" else use.validation_stages
    if any(_is_endless(stage) for stage in stages) or (not stages and use.container != "array"):
        return None
    return fix("Let an epoch be all batches", remove_argument(steps))
