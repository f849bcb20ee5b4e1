"""Stages of a `tf.data` pipeline in an order in which shuffling or augmenting loses its effect.

## What it does
Looks at the order of the stages through which training data come. Reports batches that are shuffled as a whole,
shuffled or randomly changed elements that are kept by `cache()`, data that are repeated before they are shuffled, and sorted
data of which `shuffle` holds less than a tenth at a time.

## Why is this bad
Behind `batch`, `shuffle` moves whole batches: the same samples stay together in every epoch. `cache` keeps what comes
out of the stages before it: the order, and the random changes, of the first epoch come back in all others, so that an
augmentation makes not one picture more. Behind `repeat`, samples of two epochs are mixed. And of data that are sorted by class,
a small buffer of `shuffle` holds one class only: what it gives is nearly in the order in which it came.

## Example
```python
import keras
import tensorflow as tf

(images, labels), (test_images, test_labels) = keras.datasets.mnist.load_data()
images, test_images = images / 255.0, test_images / 255.0
data = tf.data.Dataset.from_tensor_slices((images, labels)).batch(32).shuffle(1000).prefetch(1)

model = keras.Sequential([
    keras.Input((28, 28)),
    keras.layers.Flatten(),
    keras.layers.Dense(64, activation="relu"),
    keras.layers.Dense(10, activation="softmax"),
])
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(data, epochs=5, validation_data=(test_images, test_labels))
```

## Use instead
```python
import keras
import tensorflow as tf

(images, labels), (test_images, test_labels) = keras.datasets.mnist.load_data()
images, test_images = images / 255.0, test_images / 255.0
data = tf.data.Dataset.from_tensor_slices((images, labels)).shuffle(1000).batch(32).prefetch(1)

model = keras.Sequential([
    keras.Input((28, 28)),
    keras.layers.Flatten(),
    keras.layers.Dense(64, activation="relu"),
    keras.layers.Dense(10, activation="softmax"),
])
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(data, epochs=5, validation_data=(test_images, test_labels))
```

## Fix safety
The fix exchanges the two stages and is unsafe: samples come in another order. The buffer of `shuffle` then counts
samples instead of batches, and `cache` keeps data that take another amount of memory. It is offered where the one is
called directly on the other.

## When it stays silent
- The stages are not known.
- The elements are shuffled as well, before or behind, or the batches are taken apart again.
- Batches are put into batches behind the `shuffle`: the first ones are windows, such as pieces of a text.
- The data come from files that are mixed by `interleave`.
- The data are only validated or tested.
- The data are repeated a given number of times: then an epoch holds all of them as often.
- It is not known that the data are sorted, or how many there are: then nothing is said of the buffer of `shuffle`.

## Keras behaviour
Silent in all versions, and so is TensorFlow.

## References
- [tf.data: build input pipelines](https://www.tensorflow.org/guide/data)
- [Better performance with the tf.data API](https://www.tensorflow.org/guide/data_performance)
"""

from __future__ import annotations

from collections.abc import Iterator

from keraslint.api import (
    Array,
    Confidence,
    Draft,
    Fixes,
    Meta,
    Prediction,
    Setup,
    Severity,
    Statistic,
    Step,
    Tier,
    Use,
    finding,
    fix,
    relate,
    sorted_at,
    swap_stages,
)

META = Meta(
    code="KL705",
    severity=Severity.WARNING,
    category="suspicious",
    since="0.1",
    tier=Tier.CORE,
    fixes=Fixes.SOMETIMES,
    prediction=Prediction(Statistic.STATE, "higher", 1.0),
    one_cause=True,
)


SMALL = 0.1
"""What part of sorted data the buffer of ``shuffle`` should hold at least."""


def check(setup: Setup) -> Iterator[Draft]:
    """Find orders of stages in which randomness is lost; each stage is reported once."""
    seen: list[Step] = []
    for use in setup.fits:
        for index, stage in enumerate(use.stages):
            draft = _judged(use, index)
            if draft is not None and not any(stage is other for other in seen):
                seen.append(stage)
                yield draft


def _judged(use: Use, index: int) -> Draft | None:
    stages, stage = use.stages, use.stages[index]
    if any(other.operation in {"interleave", "opaque"} for other in stages):
        return None
    before, behind = stages[:index], stages[index + 1 :]
    if (
        stage.operation == "shuffle"
        and _has(before, "batch")
        and not _has(behind, "batch")
        and not _has(before, "shuffle")
        and not _has_elements(before, behind)
    ):
        return _draft(
            use, index, _last(before, "batch"), "moves whole batches: the same samples stay together in every epoch", "batched"
        )
    if stage.operation == "shuffle" and _is_narrow(use, index):
        return _narrow(use, index)
    if stage.operation == "cache" and not stage.detail("file"):
        return _kept(use, index)
    if stage.operation == "shuffle" and _endless(before) is not None and not _has(before, "shuffle"):
        words = "mixes samples of different epochs, so that an epoch has some of them twice and others not at all"
        return _draft(use, index, _endless(before), words, "repeated", Severity.INFO)
    return None


def _rows(use: Use) -> int:
    """Return how many samples a training goes through at least, as far as its batches tell."""
    sizes = [stage.detail("size") for stage in use.stages if stage.operation == "batch"]
    size = sizes[0] if len(sizes) == 1 else None
    return (use.batches - 1) * size if use.batches and isinstance(size, int) else 0


def _is_narrow(use: Use, index: int) -> bool:
    """Say whether data that are sorted are shuffled within a buffer that holds a small part of them."""
    buffer = use.stages[index].detail("buffer")
    alone = not any(_has(use.stages[:index], operation) for operation in ("batch", "repeat", "shuffle", "map"))
    labels = use.y.value
    ordered = isinstance(labels, Array) and sorted_at(labels) is not None
    return isinstance(buffer, int) and alone and ordered and 1 < buffer < _rows(use) * SMALL


def _narrow(use: Use, index: int) -> Draft:
    stage, labels = use.stages[index], use.y.value
    start = sorted_at(labels) if isinstance(labels, Array) else None
    buffer = stage.detail("buffer")
    return finding(
        stage.place,
        f"shuffle({buffer!r}) mixes {buffer!r} samples at a time, of at least {_rows(use)} that are sorted by class:"
        " most batches still hold one class only; give shuffle the number of all samples",
        related=relate(
            (None if start is None else start.place, "the data are put in order here"), (use.place, "and trained on here")
        ),
    )


def _kept(use: Use, index: int) -> Draft | None:
    before, behind = use.stages[:index], use.stages[index + 1 :]
    changed = next((stage for stage in before if stage.operation == "map" and stage.detail("random")), None)
    if changed is not None:
        words = "keeps the random changes of the first epoch: every other epoch gets the very same ones"
        return _draft(use, index, changed, words, "changed at random")
    shuffled = _last(before, "shuffle")
    if shuffled is not None and not _has(behind, "shuffle"):
        words = "keeps the order of the first epoch: every other epoch goes through the samples in the very same one"
        return _draft(use, index, shuffled, words, "shuffled")
    return None


def _has(stages: tuple[Step, ...], operation: str) -> bool:
    return any(stage.operation == operation for stage in stages)


def _has_elements(before: tuple[Step, ...], behind: tuple[Step, ...]) -> bool:
    """Say whether batches are taken apart: before they are shuffled, or to be shuffled again."""
    return any(stage.name.endswith("unbatch") for stage in (*before, *behind))


def _last(stages: tuple[Step, ...], operation: str) -> Step | None:
    return next((stage for stage in reversed(stages) if stage.operation == operation), None)


def _endless(stages: tuple[Step, ...]) -> Step | None:
    """Return the stage that repeats data for ever; data that are repeated a few times are one epoch, and it has all of them."""
    return next((stage for stage in stages if stage.operation == "repeat" and stage.detail("endless")), None)


def _draft(use: Use, index: int, cause: Step | None, effect: str, what: str, severity: Severity | None = None) -> Draft:
    stage = use.stages[index]
    name = stage.operation
    adjacent = index > 0 and use.stages[index - 1] is cause and cause.name.startswith("dataset.")
    first = "" if cause is None else cause.operation
    return finding(
        stage.place,
        f"{name} behind {first} {effect}; {name} the data before {first}",
        related=relate((None if cause is None else cause.place, f"the data are {what} here"), (use.place, "and trained on here")),
        severity=severity,
        confidence=Confidence.HIGH if severity is None else Confidence.MEDIUM,
        fix=fix(f"{name.capitalize()} before {first}", swap_stages(use, index)) if adjacent else None,
    )
