"""Training data that come class by class, and that nothing mixes.

## What it does
Reports labels that are known to be sorted (`[0] * 500 + [1] * 500`, arrays of one class put behind each other, the irises
of scikit-learn, folders that are read in order) where the training takes them as they come: with `shuffle=False`, in a
pipeline without `shuffle`, or with `validation_split`, which takes the last rows before anything is shuffled.

## Why is this bad
The last rows are all of the last class. A model that is validated on them alone has never seen most of that class, and
its score says nothing about the others. Batches that hold one class only drag the weights to that class, and then to the
next: on a small task with sorted labels the accuracy was .84, .74 and .82, and 1.0 in all three runs when they were mixed.
Where two classes are easy to tell apart a few hundred updates make up for that, as they do for the second example; what
is always lost is the meaning of the score.

## Example
```python
import keras
import numpy as np

rng = np.random.default_rng(0)
labels = np.concatenate([np.zeros(400), np.ones(400)])
points = rng.normal(size=(800, 2)) + labels[:, None]

model = keras.Sequential([
    keras.Input((2,)),
    keras.layers.Dense(16, activation="relu"),
    keras.layers.Dense(1, activation="sigmoid"),
])
model.compile(optimizer="adam", loss="binary_crossentropy", metrics=["accuracy"])
model.fit(points, labels, epochs=20, validation_split=0.2)
```

```python
import keras
import numpy as np

rng = np.random.default_rng(0)
labels = np.concatenate([np.zeros(400), np.ones(400)])
points = rng.normal(size=(800, 2)) + labels[:, None]
new_labels = rng.integers(0, 2, 100)
new_points = rng.normal(size=(100, 2)) + new_labels[:, None]

model = keras.Sequential([
    keras.Input((2,)),
    keras.layers.Dense(16, activation="relu"),
    keras.layers.Dense(1, activation="sigmoid"),
])
model.compile(optimizer="adam", loss="binary_crossentropy", metrics=["accuracy"])
model.fit(points, labels, epochs=20, shuffle=False, validation_data=(new_points, new_labels))
```

## Use instead
```python
import keras
import numpy as np

rng = np.random.default_rng(0)
labels = rng.permutation(np.concatenate([np.zeros(400), np.ones(400)]))
points = rng.normal(size=(800, 2)) + labels[:, None]

model = keras.Sequential([
    keras.Input((2,)),
    keras.layers.Dense(16, activation="relu"),
    keras.layers.Dense(1, activation="sigmoid"),
])
model.compile(optimizer="adam", loss="binary_crossentropy", metrics=["accuracy"])
model.fit(points, labels, epochs=20, validation_split=0.2)
```

```python
import keras
import numpy as np

rng = np.random.default_rng(0)
labels = np.concatenate([np.zeros(400), np.ones(400)])
points = rng.normal(size=(800, 2)) + labels[:, None]
new_labels = rng.integers(0, 2, 100)
new_points = rng.normal(size=(100, 2)) + new_labels[:, None]

model = keras.Sequential([
    keras.Input((2,)),
    keras.layers.Dense(16, activation="relu"),
    keras.layers.Dense(1, activation="sigmoid"),
])
model.compile(optimizer="adam", loss="binary_crossentropy", metrics=["accuracy"])
model.fit(points, labels, epochs=20, validation_data=(new_points, new_labels))
```

## Fix safety
The fix takes `shuffle=False` away, or lets a folder be read in random order. It is unsafe because training goes
differently. For `validation_split` there is no fix: inputs and labels have to be mixed together, by one permutation.

## When it stays silent
- It is not known that the labels are sorted. `shuffle=False` for a classifier whose samples cannot be seen is information.
- Something mixes the rows on the way: `train_test_split`, a permutation, `sample(frac=1)`, `shuffle` in the pipeline.
- Recurrent networks that carry their state from batch to batch.
- Fewer than twenty samples, such as a truth table.

## Keras behaviour
Silent in all versions. `validation_split` takes the last rows, before it shuffles. In Keras 3 every training on a
dataset warns that `shuffle=True` is ignored, whether the dataset is shuffled or not.

## References
- [Model training APIs](https://keras.io/api/models/model_training_apis/#fit-method), `validation_split` and `shuffle`
- Bottou, *Stochastic Gradient Descent Tricks*, 2012
"""

from __future__ import annotations

from collections.abc import Iterator

from keraslint.api import (
    CROSSENTROPIES,
    RECURRENT,
    Array,
    Confidence,
    Draft,
    Fact,
    Feed,
    Fix,
    Fixes,
    Meta,
    Model,
    Path,
    Prediction,
    Setup,
    Severity,
    Statistic,
    Step,
    Tier,
    finding,
    fix,
    keeps_order,
    known,
    library_name,
    relate,
    remove_argument,
    set_step,
    sorted_at,
    stated,
    training,
)

META = Meta(
    code="KL308",
    severity=Severity.WARNING,
    category="suspicious",
    since="0.1",
    tier=Tier.CORE,
    fixes=Fixes.SOMETIMES,
    prediction=Prediction(Statistic.TASK_SCORE, "higher", 0.05),
)

FAMILIAR = (".datasets.", "literal", "random")
"""What the names of sources have in them whose order is known, or does not matter."""

FOLDERS = ("_dataset_from_directory", ".flow_from_directory")


def check(setup: Setup) -> Iterator[Draft]:
    """Look at the order of the labels of every training."""
    if _carries_state(setup):
        return
    for feed in training(setup):
        folder = _read_in_order(feed)
        if folder is not None:
            yield _unshuffled_folder(setup, feed, folder)
            return
        labels = known(feed.y)
        start = None if labels is None or _mixes(feed.stages) else sorted_at(labels)
        found = None if start is None else _taken_as_they_come(feed, start)
        if found is not None:
            yield found
            return
        if _leaves_order_open(setup, feed):
            yield _open(feed)
            return


def _carries_state(setup: Setup) -> bool:
    return isinstance(setup.model, Model) and any(layer["stateful"].value is True for layer in setup.model.flat())


def _leaves_order_open(setup: Setup, feed: Feed) -> bool:
    """Say whether a classifier is trained without shuffling, on samples of which nobody knows how they are ordered."""
    loss, shuffle = setup.compile.loss, feed.use["shuffle"]
    if loss is None or loss.kind.value not in CROSSENTROPIES or shuffle.value is not False or not stated(shuffle):
        return False
    sequential = isinstance(setup.model, Model) and any(layer.name in RECURRENT for layer in setup.model.flat())
    arrays = [array for fact in (feed.x, feed.y) if (array := known(fact)) is not None]
    mixed = any(not keeps_order(step) for array in arrays for step in array.steps)
    familiar = any(array.source is not None and any(word in array.source.name for word in FAMILIAR) for array in arrays)
    return feed.use.container == "array" and not (sequential or mixed or familiar)


def _open(feed: Feed) -> Draft:
    return finding(
        feed.use["shuffle"].place,
        "shuffle=False takes the samples in the same order in every epoch: if they are sorted by class, whole batches hold one"
        " class only; leave it out unless their order means something",
        severity=Severity.INFO,
        confidence=Confidence.MEDIUM,
        fix=_fix(feed.use["shuffle"]),
    )


def _mixes(stages: tuple[Step, ...]) -> bool:
    return any(stage.operation in {"shuffle", "interleave", "opaque"} for stage in stages)


def _read_in_order(feed: Feed) -> Step | None:
    """Return the reading of a folder for each class, in order."""
    first = feed.stages[0] if feed.stages else None
    if first is None or not first.name.endswith(FOLDERS) or _mixes(feed.stages) or first.detail("shuffle") is True:
        return None
    return first if isinstance(feed.y.value, Array) and feed.y.value.encoding is not None else None


def _unshuffled_folder(setup: Setup, feed: Feed, folder: Step) -> Draft:
    path: Path = ("uses", setup.uses.index(feed.use), "stages", 0)
    return finding(
        folder.place,
        f"{library_name(folder.name)} reads one class after the other with shuffle=False, and nothing mixes the images: whole"
        " batches hold one class only; leave shuffle=False to the data for evaluation",
        related=relate((feed.use.place, "the model is trained on them as they come")),
        fix=fix("Read the images in random order", set_step(path, folder, "shuffle", value=True)),
    )


def _taken_as_they_come(feed: Feed, start: Step) -> Draft | None:
    share, shuffle = feed.use["validation_split"].number, feed.use["shuffle"]
    related = relate((start.place, "the labels are put in order here"), (feed.y.place, "and nothing has mixed them since"))
    if share:
        return finding(
            feed.use["validation_split"].place,
            f"validation_split takes the last {share:.0%} of rows that are sorted by class: the validation data are all of the"
            " last class or classes, of which little is left to learn from; mix inputs and labels by one permutation before",
            related=related,
        )
    if shuffle.value is False or feed.use.container == "dataset":
        where = "shuffle=False leaves them so" if shuffle.value is False else "no shuffle in the pipeline mixes them"
        return finding(
            shuffle.place if shuffle.value is False else feed.x.place,
            f"the training data are sorted by class, and {where}: whole batches hold one class only; shuffle them",
            related=related,
            fix=_fix(shuffle),
        )
    return None


def _fix(shuffle: Fact[bool]) -> Fix | None:
    return fix("Let fit shuffle", remove_argument(shuffle)) if shuffle.given and shuffle.value is False else None
