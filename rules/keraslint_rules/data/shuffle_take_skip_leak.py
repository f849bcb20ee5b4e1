"""A pipeline that is split by `take` and `skip` behind a shuffle that starts anew in every pass.

## What it does
Compares the pipelines for training with those for validation and evaluation. Reports two that come from one, part at
`take` and `skip`, and pass a `shuffle` before that which reshuffles each time they are gone through. Also reports two
datasets read from one folder as `training` and `validation` subsets with different seeds.

## Why is this bad
`shuffle` draws a new order each time a pipeline is started, so that `take(1000)` is another thousand samples in each
epoch, and `skip(1000)` another rest. After some epochs the model has been trained on nearly all samples that it is
validated on. A seed makes the sequence of orders repeatable, and the orders still differ. Of a hundred numbers that
were split in this way at the first twenty, most of the twenty were among the others in the first pass already.

## Example
```python
import keras
import tensorflow as tf

(images, labels), _ = keras.datasets.mnist.load_data()
samples = tf.data.Dataset.from_tensor_slices((images / 255.0, labels)).shuffle(len(images))
validation = samples.take(10).batch(5)
train = samples.skip(10).batch(5)

model = keras.Sequential([keras.Input((28, 28)), keras.layers.Flatten(), keras.layers.Dense(10, activation="softmax")])
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(train, epochs=5, validation_data=validation)
```

## Use instead
```python
import keras
import tensorflow as tf

(images, labels), _ = keras.datasets.mnist.load_data()
samples = tf.data.Dataset.from_tensor_slices((images / 255.0, labels)).shuffle(len(images), reshuffle_each_iteration=False)
validation = samples.take(10).batch(5)
train = samples.skip(10).batch(5)

model = keras.Sequential([keras.Input((28, 28)), keras.layers.Flatten(), keras.layers.Dense(10, activation="softmax")])
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(train, epochs=5, validation_data=validation)
```

## Fix safety
The fix makes that one shuffle keep its order, which is what the split takes for granted: it is safe. The training data
then come in the same order in every epoch; a further `shuffle` behind `skip` changes that.

## When it stays silent
- `reshuffle_each_iteration=False`, or the shuffle stands behind `take` and `skip`.
- `keras.utils.split_dataset`, which divides the samples once.
- Two datasets that come from different places.

## Keras behaviour
Silent in all versions. `cache` between shuffle and split does not help: each of the two pipelines fills a cache of its
own. `image_dataset_from_directory` raises a `ValueError` where it splits and shuffles without a seed, and shuffles anew
in every pass, within a buffer of eight batches, what it returns.

## References
- [tf.data.Dataset.shuffle](https://www.tensorflow.org/api_docs/python/tf/data/Dataset#shuffle)
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from keraslint.api import (
    Confidence,
    Draft,
    Feed,
    Fix,
    Fixes,
    Meta,
    Path,
    Prediction,
    Purpose,
    Setup,
    Severity,
    Statistic,
    Step,
    Tier,
    finding,
    fix,
    held_out,
    relate,
    set_step,
    shared_steps,
    training,
)

META = Meta(
    code="KL309",
    severity=Severity.ERROR,
    category="correctness",
    since="0.1",
    tier=Tier.CORE,
    fixes=Fixes.SOMETIMES,
    prediction=Prediction(Statistic.STATE, "lower", 0.05),
    groups=("leakage",),
)

PARTS = frozenset({"take", "skip"})

WORDS = {Purpose.VALIDATION: "validated on", Purpose.EVALUATION: "evaluated on", Purpose.PREDICTION: "asked about"}


@dataclass(frozen=True, slots=True)
class Split:
    """Two pipelines that part behind a shuffle: its number among the stages, and the stages by which they part."""

    trained: Feed
    other: Feed
    shuffle: int
    first: Step
    second: Step


def check(setup: Setup) -> Iterator[Draft]:
    """Compare each training with each other use of a pipeline."""
    for trained in training(setup):
        for other in held_out(setup):
            split = _split(trained, other)
            if split is not None:
                yield _leak(setup, split)
                return
            seeds = _seeds(trained, other)
            if seeds is not None:
                yield _other_seeds(trained, other, *seeds)
                return


def _split(trained: Feed, other: Feed) -> Split | None:
    count = shared_steps(trained.stages, other.stages)
    if count >= min(len(trained.stages), len(other.stages)):
        return None
    first, second = trained.stages[count], other.stages[count]
    if {first.operation, second.operation} != PARTS:
        return None
    shuffles = [at for at, step in enumerate(trained.stages[:count]) if step.operation == "shuffle"]
    again = [at for at in shuffles if trained.stages[at].detail("reshuffle") is True]
    return Split(trained, other, again[-1], first, second) if again else None


def _leak(setup: Setup, split: Split) -> Draft:
    shuffle = split.trained.stages[split.shuffle]
    reads = shuffle.name != "dataset.shuffle"
    what = f"{shuffle.name.rpartition('.')[2]} shuffles" if reads else "shuffle draws"
    advice = "split before shuffling" if reads else "give it reshuffle_each_iteration=False"
    return finding(
        shuffle.place,
        f"{what} a new order in every pass, and {split.second.operation} and {split.first.operation} behind it then split other"
        f" samples each time: the model is trained on samples that it is {WORDS[split.other.purpose]}; {advice}",
        related=relate(
            (split.second.place, f"the samples that it is {WORDS[split.other.purpose]}"),
            (split.first.place, "the samples for training"),
        ),
        confidence=Confidence.MEDIUM if reads else None,
        fix=None if reads or shuffle.detail("stated") else _fix(setup, split, shuffle),
    )


def _fix(setup: Setup, split: Split, shuffle: Step) -> Fix | None:
    path: Path = ("uses", setup.uses.index(split.trained.use), "stages", split.shuffle)
    change = set_step(path, shuffle, "reshuffle_each_iteration", value=False, detail="reshuffle")
    return fix("Shuffle once, and keep that order", change, safe=True)


def _seeds(trained: Feed, other: Feed) -> tuple[Step, Step] | None:
    """Return the readings of one folder in two parts that are drawn with different seeds."""
    one = trained.stages[0] if trained.stages else None
    two = other.stages[0] if other.stages else None
    if one is None or two is None or one.name != two.name or not one.detail("split") or not two.detail("split"):
        return None
    folder = one.detail("directory")
    subsets = {one.detail("subset"), two.detail("subset")} == {"training", "validation"}
    seeds = one.detail("seed"), two.detail("seed")
    differ = None not in seeds and seeds[0] != seeds[1]
    return (one, two) if folder is not None and folder == two.detail("directory") and subsets and differ else None


def _other_seeds(trained: Feed, other: Feed, one: Step, two: Step) -> Draft:
    return finding(
        two.place,
        f"the two parts of {one.detail('directory')!r} are drawn with different seeds, {one.detail('seed')!r} and"
        f" {two.detail('seed')!r}: the model is trained on samples that it is {WORDS[other.purpose]}; give both the same seed",
        related=relate((one.place, "the part for training is read here"), (trained.use.place, "and used here")),
    )
