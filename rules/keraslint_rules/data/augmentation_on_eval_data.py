"""Validation or test data that are changed at random.

## What it does
Follows the data for validation and evaluation. Reports those that pass a random change meant for training: the turns,
shifts and flips of an `ImageDataGenerator`, a `Random...` layer called in a pipeline, a function of `tf.image` that
draws at random.

## Why is this bad
The score is then that of distorted images, and another one each time: it is too low, it jumps from epoch to epoch, and
early stopping and the choice of a model follow the noise. One generator with `validation_split` distorts the
validation images like the others.

## Example
```python
import keras
import tensorflow as tf

train, validation = keras.utils.image_dataset_from_directory(
    "photos", image_size=(32, 32), validation_split=0.25, subset="both", seed=0
)
turn = keras.layers.RandomRotation(0.2)
train = train.map(lambda images, labels: (turn(images) / 255.0, labels), tf.data.AUTOTUNE)
validation = validation.map(lambda images, labels: (turn(images) / 255.0, labels), tf.data.AUTOTUNE)

model = keras.Sequential([
    keras.Input((32, 32, 3)),
    keras.layers.Conv2D(8, 3, activation="relu"),
    keras.layers.GlobalAveragePooling2D(),
    keras.layers.Dense(1, activation="sigmoid"),
])
model.compile(optimizer="adam", loss="binary_crossentropy", metrics=["accuracy"])
model.fit(train, epochs=5, validation_data=validation)
```

## Use instead
```python
import keras
import tensorflow as tf

train, validation = keras.utils.image_dataset_from_directory(
    "photos", image_size=(32, 32), validation_split=0.25, subset="both", seed=0
)
turn = keras.layers.RandomRotation(0.2)
train = train.map(lambda images, labels: (turn(images) / 255.0, labels), tf.data.AUTOTUNE)
validation = validation.map(lambda images, labels: (images / 255.0, labels), tf.data.AUTOTUNE)

model = keras.Sequential([
    keras.Input((32, 32, 3)),
    keras.layers.Conv2D(8, 3, activation="relu"),
    keras.layers.GlobalAveragePooling2D(),
    keras.layers.Dense(1, activation="sigmoid"),
])
model.compile(optimizer="adam", loss="binary_crossentropy", metrics=["accuracy"])
model.fit(train, epochs=5, validation_data=validation)
```

## When it stays silent
- `Random...` layers in the model, which do nothing outside of training, or called with `training=False`.
- A generator that only scales and prepares.
- Data for `predict`: averaging over several distorted copies is a technique of its own.
- The changes cannot be followed.

## Keras behaviour
Silent in all versions. A `Random...` layer that is called outside of a model augments unless it is told otherwise. The
iterators of `ImageDataGenerator` distort the `validation` subset as well.

## References
- [Image augmentation layers](https://keras.io/api/layers/preprocessing_layers/image_augmentation/)
- [Classification from scratch](https://keras.io/examples/vision/image_classification_from_scratch/), on both ways to augment
"""

from __future__ import annotations

from collections.abc import Iterator

from keraslint.api import (
    Draft,
    Feed,
    Meta,
    Prediction,
    Purpose,
    Setup,
    Severity,
    Statistic,
    Step,
    finding,
    held_out,
    known,
    relate,
    training,
)

META = Meta(
    code="KL313",
    severity=Severity.WARNING,
    category="suspicious",
    since="0.1",
    prediction=Prediction(Statistic.TASK_SCORE, "higher", 0.02),
)

WORDS = {Purpose.VALIDATION: "validation data", Purpose.EVALUATION: "data that the model is evaluated on"}
GENERATOR = "ImageDataGenerator"
MOST_NAMED = 3


def check(setup: Setup) -> Iterator[Draft]:
    """Find random changes on the way of data that tell how the model does."""
    trained_on = [array for feed in training(setup) if (array := known(feed.x)) is not None]
    for feed in held_out(setup):
        array = known(feed.x)
        if feed.purpose not in WORDS or array is None or any(other is array for other in trained_on):
            continue
        change = next((step for step in array.steps if step.operation == "augment"), None)
        if change is not None:
            yield _draft(feed, change)
            return


def _draft(feed: Feed, change: Step) -> Draft:
    by_generator = change.name.endswith(GENERATOR)
    advice = (
        f"make a second {GENERATOR} for them, with nothing but what scales"
        if by_generator
        else "leave that out of the pipeline for them"
    )
    return finding(
        change.place,
        f"the {WORDS[feed.purpose]} are changed at random, by {_named(change)}: the score is that of distorted samples, and"
        f" another one each time; {advice}",
        related=relate((feed.x.place, "the model is judged by what comes out")),
    )


def _named(change: Step) -> str:
    """Name what changes data: the options of a generator, or the function."""
    if not change.name.endswith(GENERATOR):
        return change.name.rpartition(".")[2]
    names = [name for name, _ in change.details]
    more = "" if len(names) <= MOST_NAMED else " and more"
    return f"the {', '.join(names[:MOST_NAMED])}{more} of their {GENERATOR}"
