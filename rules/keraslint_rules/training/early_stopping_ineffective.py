"""Early stopping that keeps the wrong weights, stops at once, or never.

## What it does
Looks at the `EarlyStopping` of a `fit`: a patience of 0, which is the default; a patience that is not smaller than the
number of epochs; a `ReduceLROnPlateau` whose patience is not smaller than that of the stopping; and stopping without
`restore_best_weights=True` where the model is used afterwards.

## Why is this bad
With a patience of 0 the first epoch that is not better ends the training, and losses go up and down. With a patience
as large as the number of epochs nothing is ever stopped. A learning rate that is to be reduced later than training
stops is never reduced. And without `restore_best_weights` the model has the weights of the last epoch, which, where
training was stopped, lies `patience` epochs behind the best one.

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
stop = keras.callbacks.EarlyStopping(patience=5)
model.fit(images, labels, epochs=50, validation_split=0.1, callbacks=[stop])
model.evaluate(test_images, test_labels)
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
stop = keras.callbacks.EarlyStopping(patience=5, restore_best_weights=True)
model.fit(images, labels, epochs=50, validation_split=0.1, callbacks=[stop])
model.evaluate(test_images, test_labels)
```

## Fix safety
The fix is unsafe: the model ends with other weights, or training at another epoch.

## When it stays silent
- The patience or the number of epochs is not known, or comes from a caller.
- About the weights: a `ModelCheckpoint` keeps the best, or weights are loaded somewhere; the model is not used after
  the training; the patience is below 3; the stopping monitors the loss of the training.
- About a patience that is too large: with `restore_best_weights=True`, which takes effect at the end of training, too.

## Keras behaviour
Silent in all versions; `patience=0` and `restore_best_weights=False` are the defaults.

## References
- [EarlyStopping](https://keras.io/api/callbacks/early_stopping/)
- Prechelt, *Early Stopping - But When?*, 1998
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
    Tier,
    Use,
    callbacks_of,
    epochs_of,
    finding,
    fix,
    loads_weights,
    look_after,
    relate,
    set_parameter,
    stated,
)

META = Meta(
    code="KL605",
    severity=Severity.WARNING,
    category="suspicious",
    since="0.1",
    confidence=Confidence.MEDIUM,
    tier=Tier.CORE,
    fixes=Fixes.SOMETIMES,
    prediction=Prediction(Statistic.STATE, "higher", 0.01),
)

USUAL_PATIENCE = 5
LONG_PATIENCE = 3


def check(setup: Setup) -> Iterator[Draft]:
    """Find early stopping that does not do what it is for."""
    seen: set[object] = set()
    for use in setup.fits:
        for stop in callbacks_of(use, "EarlyStopping"):
            patience = stop["patience"]
            place = stop.place.key if stop.place is not None else None
            if not stop.kind.startswith("keras.") or not stated(patience) or patience.number is None or place in seen:
                continue
            draft = _judged(setup, use, stop, int(patience.number))
            if draft is not None:
                seen.add(place)
                yield draft


def _judged(setup: Setup, use: Use, stop: Component, patience: int) -> Draft | None:
    return (
        _at_once(stop, patience)
        or _never(use, stop, patience)
        or _too_late(use, stop, patience)
        or _last_weights(setup, use, stop, patience)
    )


def _at_once(stop: Component, patience: int) -> Draft | None:
    if patience > 0 or (stop["start_from_epoch"].number or 0) > 0 or stop["baseline"].given:
        return None
    default = "" if stop["patience"].given else ", its default,"
    return finding(
        stop["patience"].place or stop.place,
        f"EarlyStopping with patience=0{default} ends the training at the first epoch that is not better than the best before;"
        f" patience={USUAL_PATIENCE} lets it get over a few bad ones",
        fix=fix(f"Use patience={USUAL_PATIENCE}", set_parameter(stop, "patience", USUAL_PATIENCE)),
    )


def _never(use: Use, stop: Component, patience: int) -> Draft | None:
    epochs = epochs_of(use)
    if not stated(epochs) or epochs.number is None or patience < epochs.number or stop["restore_best_weights"].value is not False:
        return None
    return finding(
        stop["patience"].place or stop.place,
        f"EarlyStopping with patience={patience} cannot stop a training of {epochs.value} epochs: so many epochs without"
        " improvement do not fit in; use a smaller patience",
        related=relate((epochs.place, f"{epochs.value} epochs")),
    )


def _too_late(use: Use, stop: Component, patience: int) -> Draft | None:
    for reduce in callbacks_of(use, "ReduceLROnPlateau"):
        later = reduce["patience"]
        same = reduce["monitor"].known and reduce["monitor"].value == stop["monitor"].value
        if same and stated(later) and later.number is not None and later.number >= patience:
            return finding(
                later.place or reduce.place,
                f"{_waiting(round(later.number), patience)}: training mostly ends before a lower learning rate can help;"
                " let ReduceLROnPlateau wait fewer epochs",
                related=relate((stop["patience"].place, f"training stops after {patience} epochs without improvement")),
            )
    return None


def _waiting(later: int, patience: int) -> str:
    if later == patience:
        return f"ReduceLROnPlateau and EarlyStopping watch the same value and both wait {patience} epochs"
    return f"ReduceLROnPlateau waits {later} epochs and EarlyStopping, which watches the same value, only {patience}"


def _last_weights(setup: Setup, use: Use, stop: Component, patience: int) -> Draft | None:
    monitor = stop["monitor"].value
    if stop["restore_best_weights"].value is not False or patience < LONG_PATIENCE or not str(monitor).startswith("val_"):
        return None
    used = look_after(setup, use)
    kept = any(part["save_best_only"].value is not False for part in callbacks_of(use, "ModelCheckpoint"))
    if used is None or kept or loads_weights(setup):
        return None
    return finding(
        stop.place,
        f"EarlyStopping leaves the model with the weights of the last epoch, up to {patience} epochs after the best one; give it"
        " restore_best_weights=True",
        related=relate((used.place, "the model is used here")),
        severity=Severity.INFO,
        fix=fix("Restore the best weights", set_parameter(stop, "restore_best_weights", True)),
    )
