"""Labels that are shuffled while the inputs keep their order, or the inputs while the labels keep theirs.

## What it does
Finds data of which only one of the two, inputs or labels, is shuffled in place before they are fed to `fit` together: where
both come out of one table or one loader, or one list is a copy of the other.

## Why is this bad
The first label belongs to the first sample, the second to the second. After a shuffle of one of the two the labels belong
to other samples, and there is nothing left to learn: the model ends at the score of guessing, or learns noise by heart.

## Example
```python
import keras
import numpy as np

(images, labels), _ = keras.datasets.mnist.load_data()
images = images / 255
np.random.shuffle(images)

model = keras.Sequential([keras.Input((28, 28)), keras.layers.Flatten(), keras.layers.Dense(10, activation="softmax")])
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy")
model.fit(images, labels, epochs=5, validation_split=0.1)
```

## Use instead
```python
import keras
import numpy as np

(images, labels), _ = keras.datasets.mnist.load_data()
images = images / 255
order = np.random.permutation(len(images))
images, labels = images[order], labels[order]

model = keras.Sequential([keras.Input((28, 28)), keras.layers.Flatten(), keras.layers.Dense(10, activation="softmax")])
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy")
model.fit(images, labels, epochs=5, validation_split=0.1)
```

## When it stays silent
- Both are shuffled, in whatever way: with one seed they may be shuffled alike.
- They come from different places: then the shuffle may be what brings them into one order.
- Something was done to either that is not followed, or rows were picked by an index.
- The labels are called random or shuffled: an experiment that shows what a model learns by heart.

## Keras behaviour
Silent in all versions.

## References
- Zhang et al., *Understanding Deep Learning Requires Rethinking Generalization*, ICLR 2017 (a network learns shuffled labels
  by heart)
"""

from __future__ import annotations

from collections.abc import Iterator

from keraslint.api import (
    Array,
    Confidence,
    Draft,
    Fact,
    Meta,
    Place,
    Prediction,
    Setup,
    Severity,
    Statistic,
    Step,
    finding,
    relate,
    training,
)

META = Meta(
    code="KL317",
    severity=Severity.ERROR,
    category="correctness",
    since="0.1",
    confidence=Confidence.MEDIUM,
    prediction=Prediction(Statistic.TASK_SCORE, "higher", 0.05),
)

IN_PLACE = ("random.shuffle", "numpy.random.shuffle", "numpy.random.RandomState.shuffle", "numpy.random.Generator.shuffle")
MEANT = ("random", "shuf", "perm", "fake", "noise")


def check(setup: Setup) -> Iterator[Draft]:
    """Find a training whose inputs and labels are not in one order any more."""
    for feed in training(setup):
        for moved, kept, what, other in ((feed.y, feed.x, "labels", "inputs"), (feed.x, feed.y, "inputs", "labels")):
            step = _apart(moved, kept)
            if step is not None and not _is_meant(feed.y) and not _is_meant(feed.x):
                yield finding(
                    step.place,
                    f"the {what} are shuffled here and the {other} are not, so that the labels belong to other samples and"
                    " nothing is left to learn; shuffle both with one index: order = np.random.permutation(len(x)), then x[order]"
                    " and y[order]",
                    related=relate((kept.place, f"the {other} keep their order"), (feed.use.place, "both are fed together here")),
                )
                return


def _apart(moved: Fact[Array], kept: Fact[Array]) -> Step | None:
    """Return the step that shuffles one array and not the other, which was in the same order; ``None`` where there is none."""
    one, other = moved.value, kept.value
    if not isinstance(one, Array) or not isinstance(other, Array) or other.has("shuffle"):
        return None
    step = next((step for step in one.steps if step.operation == "shuffle"), None)
    if step is None or step.name not in IN_PLACE:
        return None
    if step.detail("apart") is not None:
        return step if any(there.detail("beside") == step.detail("apart") for there in other.steps) else None
    followed = not any(_loses_order(there) for array in (one, other) for there in array.steps)
    return step if followed and _origin(one) is not None and _origin(one) == _origin(other) else None


def _loses_order(step: Step) -> bool:
    return step.operation in {"opaque", "combine", "resample"} or (step.operation == "select" and step.name in {"take", "mask"})


def _origin(array: Array) -> Place | None:
    return array.source.place if array.source is not None else None


def _is_meant(data: Fact[Array]) -> bool:
    """Say whether data are named as if their order was shuffled on purpose."""
    node = data.place.node if data.place is not None else None
    return any(word in str(getattr(node, "value", "")).lower() for word in MEANT)
