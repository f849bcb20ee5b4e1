"""Targets that are no probabilities under a loss that compares probabilities.

## What it does
Finds targets with values below 0 or above 1 under `binary_crossentropy`, `categorical_crossentropy`, their focal
relatives or `kl_divergence`: labels written -1 and 1 or 1 and 2, class numbers, pixels of 0..255, measured numbers.

## Why is this bad
A cross-entropy multiplies the target by a logarithm that is never positive. With a target in 0..1 the best output is
the target itself. With a target of 2 there is no best output: the further the output goes to 1, the lower the loss, down
to minus infinity. Nothing warns, and the falling loss looks like learning. With labels 1 and 2 the loss went to -6.5e5
and the accuracy stayed at .46 in three of three runs; with 0 and 1 it was 1.0 in all three.

## Example
```python
import keras
import numpy as np

rng = np.random.default_rng(0)
points = rng.random((400, 8))
labels = np.where(points.sum(axis=1) > 4, 1, -1)

model = keras.Sequential([
    keras.Input((8,)),
    keras.layers.Dense(16, activation="relu"),
    keras.layers.Dense(1, activation="sigmoid"),
])
model.compile(optimizer="adam", loss="binary_crossentropy", metrics=["accuracy"])
model.fit(points, labels, epochs=5)
```
```python
import keras

(rooms, prices), _ = keras.datasets.boston_housing.load_data()
rooms = (rooms - rooms.mean(axis=0)) / rooms.std(axis=0)

model = keras.Sequential([
    keras.Input((13,)),
    keras.layers.Dense(16, activation="relu"),
    keras.layers.Dense(1, activation="sigmoid"),
])
model.compile(optimizer="adam", loss="binary_crossentropy")
model.fit(rooms, prices, epochs=100, validation_split=0.1)
```

## Use instead
```python
import keras
import numpy as np

rng = np.random.default_rng(0)
points = rng.random((400, 8))
labels = np.where(points.sum(axis=1) > 4, 1, 0)

model = keras.Sequential([
    keras.Input((8,)),
    keras.layers.Dense(16, activation="relu"),
    keras.layers.Dense(1, activation="sigmoid"),
])
model.compile(optimizer="adam", loss="binary_crossentropy", metrics=["accuracy"])
model.fit(points, labels, epochs=5)
```
```python
import keras

(rooms, prices), _ = keras.datasets.boston_housing.load_data()
rooms = (rooms - rooms.mean(axis=0)) / rooms.std(axis=0)

model = keras.Sequential([
    keras.Input((13,)),
    keras.layers.Dense(16, activation="relu"),
    keras.layers.Dense(1),
])
model.compile(optimizer="adam", loss="mean_squared_error")
model.fit(rooms, prices, epochs=100, validation_split=0.1)
```

## Fix safety
The fix is unsafe. It brings labels that take two values to 0 and 1, and changes loss and activation where the targets
are measured numbers. Where both would make sense none is offered.

## When it stays silent
- The values of the targets are not known, or their extremes may not occur.
- Targets of 0 and 1 that were smoothed, or rates between 0 and 1.
- Hinge losses, for which -1 and 1 are right.
- `sparse_categorical_crossentropy`, which takes class numbers.
- Class numbers under a loss for one-hot rows, where the shapes do not fit either: `label-encoding-mismatch` has a
  better answer.
- A model that is trained to give back its own input: `unscaled-input` speaks of that.

## Keras behaviour
Silent in all versions.

## References
- [Probabilistic losses](https://keras.io/api/losses/probabilistic_losses/)
- Wardat et al., *DeepDiagnosis: Automatically Diagnosing Faults and Recommending Actionable Fixes in Deep Learning
  Programs*, ICSE 2022 (out of range)
"""

from __future__ import annotations

from collections.abc import Iterator

from keraslint.api import (
    BINARY_CROSSENTROPIES,
    ONE_HOT_CROSSENTROPIES,
    Array,
    Draft,
    Encoding,
    Fact,
    Fix,
    Fixes,
    Head,
    Interval,
    Loss,
    Meta,
    Output,
    Prediction,
    Related,
    Setup,
    Severity,
    Statistic,
    Tier,
    attained,
    drop_activation,
    finding,
    fix,
    holds_numbers,
    labels_text,
    loss_and_labels,
    number,
    outputs,
    relate,
    replace_loss,
    span_of,
    trail,
    trained_on_itself,
    transform_data,
    written_head,
)

META = Meta(
    code="KL111",
    severity=Severity.ERROR,
    category="correctness",
    since="0.1",
    tier=Tier.CORE,
    fixes=Fixes.SOMETIMES,
    prediction=Prediction(Statistic.TASK_SCORE, "higher", 0.05),
    yields_to=("softmax-on-single-unit", "categorical-loss-on-single-unit", "label-encoding-mismatch", "label-value-defect"),
)

COMPARING = BINARY_CROSSENTROPIES | ONE_HOT_CROSSENTROPIES | {"kl_divergence"}
"""Losses whose targets are probabilities."""

TWO = 2
CLASS_NUMBERS = 100
"""Whole numbers up to this one are likely to number classes."""


def check(setup: Setup) -> Iterator[Draft]:
    """Find targets outside of 0..1 under a loss that compares probabilities."""
    for output in outputs(setup):
        match output:
            case Output(Head(), Loss(kind=Fact(kind)), Fact(Array() as targets)) if kind in COMPARING:
                found = _range(targets, output.head.units.value == 1)
                if found is not None and not (trained_on_itself(setup) and found.magnitude > 1):
                    yield _finding(setup, output, targets, found)


def _range(targets: Array, single: bool) -> Interval | None:
    """Return the range of targets of which some lie outside of 0..1; ``None`` where none may."""
    if targets.encoding is Encoding.SIGNED:
        return Interval(-1, 1, integer=True)
    interval = targets.interval
    if interval is None or interval.within(0, 1) or targets.encoding in {Encoding.ONE_HOT, Encoding.MULTI_HOT, Encoding.STRING}:
        return None
    if targets.encoding is Encoding.INTEGER:
        return interval if single and (targets.classes or 0) > TWO else None
    return interval if attained(targets) or interval.lo > 1 or interval.hi < 0 else None


def _finding(setup: Setup, output: Output, targets: Array, found: Interval) -> Draft:
    loss = output.loss.kind.value
    what, advice = _words(output, targets, found)
    return finding(
        output.loss.place,
        f"{loss} compares probabilities and needs targets from 0 to 1, but the targets of {written_head(output.head)} are {what}:"
        f" the loss has no lowest value there, and falls while nothing is learned; {advice}",
        related=_where(output, targets, found),
        fix=_fix(setup, output, targets, found),
    )


def _where(output: Output, targets: Array, found: Interval) -> tuple[Related, ...]:
    known = loss_and_labels(output)[1:]
    if known:
        return known
    return relate((output.labels.place, f"the targets are {span_of(found)}")) + trail(targets)


def _words(output: Output, targets: Array, found: Interval) -> tuple[str, str]:
    """Say what the targets are and what there is to do about it."""
    if targets.encoding is Encoding.SIGNED:
        return "-1 or 1", "write the labels 0 and 1, or keep them and use activation='tanh' with the hinge loss"
    if holds_numbers(output.labels):
        return (
            f"numbers, {span_of(found)}",
            "to predict a number use no activation and mean_squared_error; to tell classes apart number them from 0",
        )
    if found.integer and found.hi - found.lo == 1:
        low, high = number(found.lo), number(found.hi)
        return f"{low} or {high}", f"subtract {low}, so that they are 0 or 1"
    if targets.encoding is Encoding.INTEGER:
        classes = targets.classes or int(found.hi) + 1
        all_of_them = f"{classes} units, activation='softmax' and sparse_categorical_crossentropy"
        return labels_text(targets), f"use {all_of_them}, or compare the labels with one class to tell that from the others"
    if found.integer and found.hi <= CLASS_NUMBERS:
        of_classes = "one unit for each, activation='softmax' and sparse_categorical_crossentropy if they number classes"
        return f"whole numbers, {span_of(found)}", f"use {of_classes}, no activation and mean_squared_error if they are amounts"
    return (
        f"numbers, {span_of(found)}",
        f"divide them by {number(found.hi)} if they are to be probabilities, or use no activation and mean_squared_error",
    )


def _fix(setup: Setup, output: Output, targets: Array, found: Interval) -> Fix | None:
    targets_of_uses = [use.y for use in setup.uses if isinstance(use.y.value, Array)]
    targets_of_uses += [use.validation_y for use in setup.uses if isinstance(use.validation_y.value, Array)]
    if targets.encoding is Encoding.SIGNED or (found.integer and found.hi - found.lo == 1):
        return fix("Write the labels 0 and 1", *(transform_data(fact, "above", int(found.hi) - 1) for fact in targets_of_uses))
    if holds_numbers(output.labels):
        linear = [] if output.head.activation.value == "linear" else [drop_activation(output.head)]
        return fix("Use mean_squared_error on a linear output", replace_loss(output.loss, "mean_squared_error"), *linear)
    return None
