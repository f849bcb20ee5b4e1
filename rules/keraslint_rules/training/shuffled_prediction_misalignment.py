"""Predictions on shuffled data that are compared with labels in another order.

## What it does
Follows what `predict()` gives for a generator or dataset that is shuffled to the metrics of scikit-learn. Reports a
comparison with labels that were read apart: `generator.classes`, the labels that the dataset was made of, or labels
that were collected by going through the dataset again.

## Why is this bad
`flow`, `flow_from_directory` and `image_dataset_from_directory` shuffle unless they are told not to, and a shuffled dataset
comes in another order each time that it is gone through. The n-th prediction then belongs to another sample than the
n-th label: the confusion matrix shows pure chance, however good the model is. `evaluate()` is not concerned, which
takes both from one pass.

## Example
```python
import keras
from sklearn.metrics import confusion_matrix
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
model.fit(ImageDataGenerator(rotation_range=10).flow(images, labels), epochs=5)
test = ImageDataGenerator().flow(test_images, test_labels)
found = model.predict(test).argmax(axis=1)
print(confusion_matrix(test_labels, found))
```

## Use instead
```python
import keras
from sklearn.metrics import confusion_matrix
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
model.fit(ImageDataGenerator(rotation_range=10).flow(images, labels), epochs=5)
test = ImageDataGenerator().flow(test_images, test_labels, shuffle=False)
found = model.predict(test).argmax(axis=1)
print(confusion_matrix(test_labels, found))
```

## Fix safety
The fix, `shuffle=False` where the data are read, is unsafe: data that are trained on as well are no longer shuffled
there. It is not offered for a `shuffle()` in a pipeline.

## When it stays silent
- The data are not shuffled, or it is not known whether they are.
- Labels and predictions come from one pass, batch by batch.
- The order stays the same from pass to pass, after `cache()` or with `reshuffle_each_iteration=False`, and the labels
  were collected from the dataset itself.

## Keras behaviour
Silent in all versions.

## References
- [image_dataset_from_directory](https://keras.io/api/data_loading/image/#imagedatasetfromdirectory-function)
- [tf.data.Dataset.shuffle](https://www.tensorflow.org/api_docs/python/tf/data/Dataset#shuffle)
"""

from __future__ import annotations

from collections.abc import Iterator

from keraslint.api import (
    Array,
    Component,
    Draft,
    Event,
    Fix,
    Fixes,
    Meta,
    Prediction,
    Program,
    Severity,
    Statistic,
    Step,
    Tier,
    Use,
    finding,
    fix,
    made_by,
    relate,
    set_parameter,
)

META = Meta(
    code="KL609",
    severity=Severity.ERROR,
    category="correctness",
    since="0.1",
    tier=Tier.CORE,
    fixes=Fixes.SOMETIMES,
    prediction=Prediction(Statistic.STATE, "higher", 0.05),
    groups=("leakage",),
)


def check(program: Program) -> Iterator[Draft]:
    """Find metrics of predictions on shuffled data and of labels that were read apart."""
    predictions = [use for setup in program.setups for use in setup.uses if use.method.startswith("predict") and use.stages]
    for event in program.events:
        labels, found = event.details.get("first"), event.details.get("second")
        if event.kind != "metric" or not isinstance(labels, Array) or not isinstance(found, Array):
            continue
        use = next((use for use in predictions if made_by(found, use)), None)
        shuffle = None if use is None else _shuffle(program, use)
        if use is not None and shuffle is not None:
            words = _apart(use, labels, shuffle)
            if words:
                yield _draft(program, event, use, shuffle, words)


def _shuffle(program: Program, use: Use) -> Step | None:
    """Return the stage that shuffles what is predicted on."""
    made = _call(program, use.stages[0])
    if made is not None and made["shuffle"].value is False:
        return None
    return next((stage for stage in use.stages if stage.operation == "shuffle"), None)


def _call(program: Program, stage: Step) -> Component | None:
    """Return the call with which a pipeline begins, where it is one of Keras."""
    return next((call for call in program.calls if call.place == stage.place and "shuffle" in call.arguments), None)


def _apart(use: Use, labels: Array, shuffle: Step) -> str:
    """Say where the labels come from, if that is the same data in another order; nothing where it is not certain."""
    load = use.stages[0]
    if isinstance(use.y.value, Array) and use.y.value.identity is not None and labels.identity is use.y.value.identity:
        return "the labels from which the dataset is made, in their first order"
    if labels.source is None or labels.source.place is None or labels.source.place != load.place:
        return ""
    if labels.steps[-1].name.endswith("classes") or any(step.name.endswith("classes") for step in labels.steps[1:2]):
        return "its classes, in the order of the files"
    behind = use.stages[use.stages.index(shuffle) :]
    fixed = shuffle.detail("reshuffle") is False or any(stage.operation == "cache" for stage in behind)
    return "" if fixed else "labels from another pass over it, which comes in another order"


def _draft(program: Program, event: Event, use: Use, shuffle: Step, words: str) -> Draft:
    metric = event.name.rpartition(".")[2]
    return finding(
        use.place,
        f"these predictions are made on shuffled data, and {metric} compares them with {words}: the n-th prediction and the n-th"
        " label belong to different samples, and the result is pure chance; predict on data that are not shuffled",
        related=relate((shuffle.place, "the data are shuffled here"), (event.place, "the two are compared here")),
        fix=_unshuffled(program, use),
    )


def _unshuffled(program: Program, use: Use) -> Fix | None:
    made = _call(program, use.stages[0])
    return None if made is None else fix("Keep the order", set_parameter(made, "shuffle", False))
