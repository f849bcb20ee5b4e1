"""Windows of one series that are split into training and test data at random.

## What it does
Reports windows cut from a series in a loop, for which a number that comes later in the series is to be predicted, and
that `train_test_split` or shuffled folds then divide at random.

## Why is this bad
Windows overlap: next to a test window there is a training window that differs from it by one step, and that holds the
very number which the test asks for. The model is tested on what it has seen, and on times before the ones that it knows. On
data of tomorrow, which no window of today overlaps, it does worse.

## Example
```python
import keras
import numpy as np
from sklearn.model_selection import train_test_split

series = np.sin(np.arange(1000) / 20.0)
windows, targets = [], []
for start in range(len(series) - 20):
    windows.append(series[start : start + 20])
    targets.append(series[start + 20])
windows, targets = np.array(windows)[..., None], np.array(targets)
x_train, x_test, y_train, y_test = train_test_split(windows, targets, test_size=0.2)

model = keras.Sequential([keras.Input((20, 1)), keras.layers.LSTM(8), keras.layers.Dense(1)])
model.compile(optimizer="adam", loss="mean_squared_error")
model.fit(x_train, y_train, epochs=10, validation_data=(x_test, y_test))
```

## Use instead
```python
import keras
import numpy as np
from sklearn.model_selection import train_test_split

series = np.sin(np.arange(1000) / 20.0)
windows, targets = [], []
for start in range(len(series) - 20):
    windows.append(series[start : start + 20])
    targets.append(series[start + 20])
windows, targets = np.array(windows)[..., None], np.array(targets)
x_train, x_test, y_train, y_test = train_test_split(windows, targets, test_size=0.2, shuffle=False)

model = keras.Sequential([keras.Input((20, 1)), keras.layers.LSTM(8), keras.layers.Dense(1)])
model.compile(optimizer="adam", loss="mean_squared_error")
model.fit(x_train, y_train, epochs=10, validation_data=(x_test, y_test))
```

## Fix safety
The fix passes `shuffle=False` to `train_test_split`, which then takes the test data from the end. It is unsafe because
the scores change. Folds need a `TimeSeriesSplit`, which is another way to go about it.

## When it stays silent
- `shuffle=False`, a `TimeSeriesSplit`, slices: whatever keeps the order.
- The targets are classes: segments of a recording may be independent of each other.
- Inputs and targets do not come from one series.
- Rows that are taken one by one, which are no windows.

## Keras behaviour
Silent in all versions.

## References
- Hyndman and Athanasopoulos, *Forecasting: Principles and Practice*, section 5.8
- [Time series forecasting](https://www.tensorflow.org/tutorials/structured_data/time_series)
"""

from __future__ import annotations

from collections.abc import Iterator

from keraslint.api import (
    SQUARED_ERRORS,
    Array,
    Draft,
    Fact,
    Feed,
    Fix,
    Fixes,
    Meta,
    Path,
    Prediction,
    Setup,
    Severity,
    Statistic,
    Step,
    finding,
    fix,
    relate,
    same_source,
    set_step,
    training,
)

META = Meta(
    code="KL315",
    severity=Severity.WARNING,
    category="suspicious",
    since="0.1",
    fixes=Fixes.SOMETIMES,
    prediction=Prediction(Statistic.TASK_SCORE, "lower", 0.05),
    groups=("leakage",),
)

SPLIT = "train_test_split"
PREDICTED = SQUARED_ERRORS | {"mean_absolute_percentage_error"}


def check(setup: Setup) -> Iterator[Draft]:
    """Look for windows on the way of training data, and for a random split behind them."""
    loss = setup.compile.loss
    if loss is None or loss.kind.value not in PREDICTED:
        return
    for feed in training(setup):
        match (feed.x, feed.y):
            case (Fact(Array() as windows), Fact(Array() as targets)) if same_source(windows, targets):
                cut = _windows_at(windows)
                split = None if cut is None else _split_at(windows, cut)
                if cut is not None and split is not None and _items_at(targets) is not None:
                    yield _draft(setup, feed, windows, cut, split)
                    return


def _windows_at(array: Array) -> int | None:
    """Return the step at which windows are cut: slices whose ends change, put together."""
    for at, (step, after) in enumerate(zip(array.steps, array.steps[1:], strict=False)):
        if step.operation == "select" and step.name == "slice" and not step.details and after.operation == "combine":
            return at
    return None


def _items_at(array: Array) -> int | None:
    """Return the step at which targets are taken out of a series, whole or in part."""
    return next((at for at, step in enumerate(array.steps) if step.operation == "select" and step.name != "columns"), None)


def _split_at(array: Array, start: int) -> int | None:
    behind = range(start, len(array.steps))
    return next((at for at in behind if array.steps[at].operation == "split" and array.steps[at].detail("shuffle") is True), None)


def _draft(setup: Setup, feed: Feed, windows: Array, cut: int, split: int) -> Draft:
    step = windows.steps[split]
    name = step.name.rpartition(".")[2]
    return finding(
        step.place,
        f"{name} divides windows of one series at random: test windows overlap with those that the model is trained on, and lie"
        " before them in time; keep the order, so that the test data are the last ones",
        related=relate(
            (windows.steps[cut].place, "the windows are cut here, one step apart"),
            (feed.x.place, "the model is trained on some of them"),
        ),
        fix=_fix(setup, feed, step, split) if name == SPLIT else None,
    )


def _fix(setup: Setup, feed: Feed, step: Step, at: int) -> Fix | None:
    path: Path = ("uses", setup.uses.index(feed.use), "x", at)
    return fix("Take the test data from the end", set_step(path, step, "shuffle", value=False))
