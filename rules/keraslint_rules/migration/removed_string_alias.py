"""Strings for losses and metrics that Keras 3 does not know, and names of metrics that are not logged.

## What it does
Finds strings such as `"logcosh"` and `"cosine_proximity"` in `compile`, which an older Keras knew, and names that are not
among what the training logs: in the file name of a `ModelCheckpoint` (`"{val_acc:.2f}.keras"`) and in `history.history["acc"]`.
Finds also `loss, accuracy = model.evaluate(...)` and `model.evaluate(...)[1]` where the model was compiled with other metrics
than that, or with none.

## Why is this bad
`compile` takes the string; the error comes with the first batch. The checkpoint fails at the end of the first epoch. The other
errors come behind the training, when everything has been computed and is not stored yet.

## Example
```python
import keras
import numpy as np

rng = np.random.default_rng(0)
points = rng.random((400, 8))
amounts = points.sum(axis=1)

model = keras.Sequential([keras.Input((8,)), keras.layers.Dense(16, activation="relu"), keras.layers.Dense(1)])
model.compile(optimizer="adam", loss="logcosh")
model.fit(points, amounts, epochs=5)
```

## Use instead
```python
import keras
import numpy as np

rng = np.random.default_rng(0)
points = rng.random((400, 8))
amounts = points.sum(axis=1)

model = keras.Sequential([keras.Input((8,)), keras.layers.Dense(16, activation="relu"), keras.layers.Dense(1)])
model.compile(optimizer="adam", loss="log_cosh")
model.fit(points, amounts, epochs=5)
```

## Fix safety
The string is replaced by that of the same loss or metric today, the key of a history by the one that is logged. Both are safe:
the program could not get past it as it stood. How many numbers `evaluate` should give is for you to say.

## When it stays silent
- The string never meant anything: a name of the program's own may be registered under it.
- The program runs on Keras 2: through `tf_keras`, `TF_USE_LEGACY_KERAS`, or the versions that its project requires.
- One of the metrics is not known, so that it may be the one that the file name or the key asks for; or the model has several
  outputs, layers of its own or callbacks of its own, which may log more.
- The program asks whether the key is there (`"acc" in history.history`), or expects a `KeyError`.
- `evaluate` is told to give a dictionary.

## Keras behaviour
Keras 3: the strings raise "Could not interpret loss identifier" or its like with the first batch; the file name raises
`KeyError` at the end of the first epoch, and so does the key of a history. Without metrics `evaluate` gives a number: it
raises `TypeError` to unpack it.

## References
- [Losses](https://keras.io/api/losses/)
- [Metrics](https://keras.io/api/metrics/)
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial

from keraslint.api import (
    Change,
    Draft,
    Fixes,
    Loss,
    Meta,
    Place,
    Prediction,
    Setup,
    Severity,
    Statistic,
    Tier,
    Unknown,
    Use,
    finding,
    fix,
    is_guarded,
    relate,
    replace_component,
    replace_loss,
    string_of_old,
)
from keraslint_rules.migration._taken_results import missing_entries, missing_numbers

META = Meta(
    code="KL812",
    severity=Severity.ERROR,
    category="correctness",
    since="0.1",
    tier=Tier.ON,
    keras="Keras 3",
    flavours=("keras3",),
    fixes=Fixes.SOMETIMES,
    prediction=Prediction(Statistic.RUNS, "higher", 1.0),
    one_cause=True,
)

TODAY = {
    "KLD": "kl_divergence",
    "cosine": "cosine_similarity",
    "cosine_proximity": "cosine_similarity",
    "huber_loss": "huber",
    "kld": "kl_divergence",
}

HINTS = {
    "precision": "use keras.metrics.Precision()",
    "recall": "use keras.metrics.Recall()",
    "fmeasure": "use keras.metrics.F1Score()",
    "fbeta_score": "use keras.metrics.FBetaScore()",
    "matthews_correlation": "compute it from predict()",
}

PLACEHOLDER = re.compile(r"\{(\w+)")
ALWAYS = frozenset({"epoch", "batch", "loss", "val_loss", "learning_rate", "lr"})


def check(setup: Setup) -> Iterator[Draft]:
    """Find strings of old in ``compile``, and names in file names that nothing logs."""
    if setup.program is not None and is_guarded(setup.program, setup.compile.place):
        return
    for loss, string in _losses(setup):
        yield from _judged(setup, "losses", string, loss.place, partial(replace_loss, loss))
    for metric in () if isinstance(setup.compile.metrics, Unknown) else setup.compile.metrics:
        if metric.form == "string" and isinstance(metric.log_name.value, str):
            change = partial(replace_component, metric.component, place=metric.place)
            yield from _judged(setup, "metrics", metric.log_name.value, metric.place, change)
    for use in setup.fits:
        yield from _checkpoints(setup, use)
    yield from missing_entries(setup)
    yield from missing_numbers(setup)


def _losses(setup: Setup) -> Iterator[tuple[Loss, str]]:
    """Pair the losses that are given by a string with the string as written, which may be an old one."""
    losses = setup.compile.losses
    if isinstance(losses, Unknown):
        return
    written = setup.compile.call["loss"].value
    strings = written if isinstance(written, tuple) else (written,)
    if len(strings) == len(losses):
        for loss, string in zip(losses, strings, strict=True):
            if loss.form == "string" and isinstance(string, str):
                yield loss, string


def _judged(setup: Setup, kind: str, string: str, place: Place | None, change: Callable[[str], Change]) -> Iterator[Draft]:
    is_old, meant = string_of_old(kind, string, setup.framework)
    if not is_old:
        return
    today = meant or TODAY.get(string)
    noun = "loss" if kind == "losses" else "metric"
    advice = HINTS.get(string, "pass a function instead") if today is None else f"it is called '{today}' today"
    yield finding(
        place,
        f"'{string}' is no {noun} that Keras 3 knows; {advice}",
        fix=None if today is None else fix(f"Use '{today}'", change(today), safe=True),
    )


def _checkpoints(setup: Setup, use: Use) -> Iterator[Draft]:
    metrics = setup.compile.metrics
    if isinstance(use.callbacks, Unknown) or isinstance(metrics, Unknown) or setup.compile.loss is None:
        return
    names = [metric.log_name.value for metric in metrics]
    if not all(isinstance(name, str) for name in names) or setup.compile.call["weighted_metrics"].given:
        return
    logged = {f"{prefix}{name}" for prefix in ("", "val_") for name in names} | ALWAYS
    for callback in use.callbacks:
        path = callback["filepath"]
        if callback.name != "ModelCheckpoint" or not isinstance(path.value, str):
            continue
        missing = [name for name in PLACEHOLDER.findall(path.value) if name not in logged]
        if missing:
            yield finding(
                path.place,
                f"ModelCheckpoint('{path.value}') asks for {missing[0]}, which the training does not log: "
                f"there is {', '.join(sorted(logged - ALWAYS)) or 'nothing but the loss'}",
                related=relate((setup.compile.place, "the metrics are chosen here")),
            )
