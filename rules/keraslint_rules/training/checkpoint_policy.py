"""A checkpoint that overwrites itself after every epoch, or one with the best weights that nobody loads.

## What it does
Looks at the `ModelCheckpoint` of a `fit` of several epochs. Reports one that writes each epoch into the same file, and
one with `save_best_only=True` whose file is not loaded although the model is used after the training.

## Why is this bad
A file that each epoch overwrites holds the weights of the last epoch in the end, which the model has anyway. And a
file with the best weights changes nothing about the model in memory, which goes on with those of the last epoch.

## Example
```python
import keras

(images, labels), (test_images, test_labels) = keras.datasets.mnist.load_data()
images, test_images = images / 255.0, test_images / 255.0

model = keras.Sequential([
    keras.Input((28, 28)),
    keras.layers.Flatten(),
    keras.layers.Dense(64, activation="relu"),
    keras.layers.Dense(10, activation="softmax"),
])
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
keep = keras.callbacks.ModelCheckpoint("digits.keras")
model.fit(images, labels, epochs=20, validation_split=0.1, callbacks=[keep])
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
    keras.layers.Dense(10, activation="softmax"),
])
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
keep = keras.callbacks.ModelCheckpoint("digits.keras", save_best_only=True)
model.fit(images, labels, epochs=20, validation_split=0.1, callbacks=[keep])
```

## Fix safety
The fix is unsafe: the file holds other weights in the end.

## When it stays silent
- The path has a field such as `{epoch}`, or says that the last weights are meant (`last`, `latest`, `resume`), or is not
  known.
- The program loads weights or models somewhere: to go on after an interruption, or to use the best ones.
- Another callback keeps the best weights, or brings them back at the end (`restore_best_weights=True`).
- The best weights by a value of the validation, without validation data: nothing is written then.
- There is one epoch only, or the number of epochs is not known.

## Keras behaviour
Silent in all versions.

## References
- [ModelCheckpoint](https://keras.io/api/callbacks/model_checkpoint/)
- [BackupAndRestore](https://keras.io/api/callbacks/backup_and_restore/)
"""

from __future__ import annotations

from collections.abc import Iterator

from keraslint.api import (
    Component,
    Confidence,
    Draft,
    Fixes,
    Meta,
    Prediction,
    Setup,
    Severity,
    Statistic,
    Unknown,
    Use,
    callbacks_of,
    epochs_of,
    finding,
    fix,
    loads_weights,
    look_after,
    relate,
    set_parameter,
    unvalidated,
)

META = Meta(
    code="KL606",
    severity=Severity.INFO,
    category="suspicious",
    since="0.1",
    confidence=Confidence.MEDIUM,
    fixes=Fixes.SOMETIMES,
    prediction=Prediction(Statistic.STATE, "higher", 0.01),
)

CHECKPOINT = "keras.callbacks.ModelCheckpoint"
MEANT = ("last", "latest", "resume", "backup", "tmp", "temp", "{")


def check(setup: Setup) -> Iterator[Draft]:
    """Find checkpoints that keep nothing worth keeping, or keep it in vain."""
    if loads_weights(setup):
        return
    for use in setup.fits:
        epochs = epochs_of(use).number
        if epochs is None or epochs <= 1 or isinstance(use.callbacks, Unknown) or _has_other_plan(use):
            continue
        for checkpoint in callbacks_of(use, "ModelCheckpoint"):
            if checkpoint.kind == CHECKPOINT:
                yield from _judged(setup, use, checkpoint)


def _has_other_plan(use: Use) -> bool:
    """Say whether a callback goes on where a training was interrupted, or brings back the best weights."""
    restoring = any(stop["restore_best_weights"].value is not False for stop in callbacks_of(use, "EarlyStopping"))
    several = len(callbacks_of(use, "ModelCheckpoint")) > 1
    return restoring or several or bool(callbacks_of(use, "BackupAndRestore"))


def _judged(setup: Setup, use: Use, checkpoint: Component) -> Iterator[Draft]:
    path, best = checkpoint["filepath"], checkpoint["save_best_only"]
    if not isinstance(path.value, str) or path.source is None:  # without a source it is a name in a module that is not read
        return
    watched = not str(checkpoint["monitor"].value).startswith("val_") or not unvalidated(use)
    if best.value is False and checkpoint["save_freq"].value == "epoch" and not any(word in path.value for word in MEANT):
        yield finding(
            path.place or checkpoint.place,
            f"each epoch overwrites {path.value!r}: in the end it holds the weights of the last epoch, which the model has"
            " anyway; save_best_only=True keeps the best, {epoch} in the name all of them",
            fix=fix("Keep the best", set_parameter(checkpoint, "save_best_only", True)) if watched else None,
        )
    used = look_after(setup, use)
    if best.value is True and used is not None and watched:
        yield finding(
            path.place or checkpoint.place,
            f"the best weights are saved to {path.value!r} and never loaded: the model goes on with those of the last epoch;"
            " load them before it is used",
            related=relate((used.place, "the model is used here, with the weights of the last epoch")),
        )
