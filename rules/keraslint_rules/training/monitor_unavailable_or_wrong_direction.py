"""A callback that watches a value which is not there, or takes the worst for the best.

## What it does
Looks at what `EarlyStopping`, `ReduceLROnPlateau` and `ModelCheckpoint(save_best_only=True)` monitor. Reports a value
of the validation in a `fit` without validation data, a name that neither the loss nor a metric of `compile` has, and a
`mode` that is the wrong way round for what is monitored.

## Why is this bad
Without validation data a callback that monitors `val_loss` does nothing: training never stops early, and no checkpoint
is ever written. A wrong name stops the program at the end of the first epoch. The wrong mode keeps the worst weights.

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
best = keras.callbacks.ModelCheckpoint("best.keras", monitor="val_accuracy", mode="min", save_best_only=True)
model.fit(images, labels, epochs=10, validation_split=0.1, callbacks=[best])
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
best = keras.callbacks.ModelCheckpoint("best.keras", monitor="val_accuracy", mode="max", save_best_only=True)
model.fit(images, labels, epochs=10, validation_split=0.1, callbacks=[best])
```

## Fix safety
The fix is unsafe: another value is monitored, or in another direction, and training ends or keeps weights accordingly.

## When it stays silent
- The metrics, the callbacks or the validation data are not known, or come from a caller.
- The model has several outputs, or is a class or contains layers of the program's own, which may add values.
- A callback of the program's own stands in the list, which may add values, too.

## Keras behaviour
All versions warn and go on where a value of the validation is monitored and there is none. Keras 3 raises a
`ValueError` where it cannot tell from the name in which direction a value is better; Keras 2 minimises all but
accuracies. An explicit mode is taken as given, silently.

## References
- [EarlyStopping](https://keras.io/api/callbacks/early_stopping/)
- [ModelCheckpoint](https://keras.io/api/callbacks/model_checkpoint/)
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from keraslint.api import (
    Component,
    Confidence,
    Draft,
    Fact,
    Fix,
    Fixes,
    Meta,
    Prediction,
    Setup,
    Severity,
    Statistic,
    Tier,
    Unknown,
    Use,
    finding,
    fix,
    logged,
    relate,
    set_parameter,
    validates,
)

META = Meta(
    code="KL604",
    severity=Severity.ERROR,
    category="correctness",
    since="0.1",
    tier=Tier.CORE,
    groups=("migration",),
    fixes=Fixes.SOMETIMES,
    prediction=Prediction(Statistic.STATE, "higher", 1.0),
)

WATCHING = {"EarlyStopping", "ReduceLROnPlateau", "ModelCheckpoint"}
HIGHER = ("acc", "auc", "precision", "recall", "f1", "r2", "iou")
LOWER = ("loss", "mse", "mae", "mean_squared_error", "mean_absolute_error", "root_mean_squared_error")
ALSO_LOGGED = {"lr", "learning_rate"}


@dataclass(frozen=True)
class Watch:
    """What one callback of one training monitors."""

    use: Use
    callback: Component
    monitor: str

    @property
    def metric(self) -> str:
        """The name without the mark of the validation."""
        return self.monitor.removeprefix("val_")


def check(setup: Setup) -> Iterator[Draft]:
    """Find callbacks that watch what is not there, or in the wrong direction."""
    seen: set[object] = set()
    for watch in _watches(setup):
        key = (watch.callback.place and watch.callback.place.key, watch.use.place and watch.use.place.key)
        if key in seen:
            continue
        draft = _unvalidated(watch) or _reversed(watch) or _unknown_name(setup, watch)
        if draft is not None:
            seen.add(key)
            yield draft


def _watches(setup: Setup) -> Iterator[Watch]:
    for use in setup.fits:
        if use.method != "fit" or isinstance(use.callbacks, Unknown):
            continue
        for callback in use.callbacks:
            monitor = callback["monitor"].value
            used = callback.name != "ModelCheckpoint" or callback["save_best_only"].value is True
            if callback.name in WATCHING and callback.kind.startswith("keras.") and isinstance(monitor, str) and used:
                yield Watch(use, callback, monitor)


def _at(watch: Watch) -> Fact[str]:
    return watch.callback["monitor"]


def _unvalidated(watch: Watch) -> Draft | None:
    if (
        not watch.monitor.startswith("val_")
        or validates(watch.use) is not False
        or any(part.custom for part in _callbacks(watch.use))
    ):
        return None
    given = "" if _at(watch).given else ", its default,"
    return finding(
        _at(watch).place,
        f"{watch.callback.name} monitors {watch.monitor!r}{given} but fit gets no validation data: the callback warns and does"
        " nothing; give fit validation_split or validation_data",
        related=relate((watch.use.place, "the model is trained here, without validation data")),
        fix=_validate(watch.use),
    )


def _validate(use: Use) -> Fix | None:
    return (
        fix("Hold a tenth of the data out", set_parameter(use.call, "validation_split", 0.1))
        if use.container == "array"
        else None
    )


def _callbacks(use: Use) -> tuple[Component, ...]:
    return () if isinstance(use.callbacks, Unknown) else use.callbacks


def _reversed(watch: Watch) -> Draft | None:
    mode = watch.callback["mode"]
    higher = watch.metric.startswith(HIGHER) or watch.metric.endswith("accuracy")
    lower = watch.metric in LOWER
    if not (mode.value == "min" and higher) and not (mode.value == "max" and lower):
        return None
    better, right = ("higher", "max") if higher else ("lower", "min")
    return finding(
        mode.place,
        f"{watch.callback.name} takes the {'lowest' if higher else 'highest'} {watch.monitor} for the best (mode={mode.value!r}),"
        f" while {better} is better: use mode={right!r}",
        related=relate((_at(watch).place, f"{watch.monitor!r} is monitored")),
        fix=fix(f"Use mode={right!r}", set_parameter(watch.callback, "mode", right)),
    )


def _unknown_name(setup: Setup, watch: Watch) -> Draft | None:
    names = logged(setup)
    if names is None or watch.metric in names | ALSO_LOGGED or any(part.custom for part in _callbacks(watch.use)):
        return None
    prefix = "val_" if watch.monitor.startswith("val_") else ""
    known = ", ".join(repr(prefix + name) for name in sorted(names))
    renamed = next((name for name in names if {name, watch.metric} == {"acc", "accuracy"}), None)
    return finding(
        _at(watch).place,
        f"{watch.callback.name} monitors {watch.monitor!r}, which is not among the logged values: {known}",
        related=relate((setup.compile.place, "the metrics are chosen here")),
        confidence=None if renamed else Confidence.MEDIUM,
        fix=fix(f"Monitor {prefix + renamed!r}", set_parameter(watch.callback, "monitor", prefix + renamed)) if renamed else None,
    )
