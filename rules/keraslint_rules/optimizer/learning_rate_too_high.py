"""A learning rate that is far above what the optimizer works well with.

## What it does
Compares the learning rate with what the optimizer makes of it. Optimizers of the Adam family take steps of about the
length of the learning rate: from 0.05 on they are reported, from 0.1 on as an error. For SGD the steps grow with the
gradient, and momentum adds them up: a momentum of 0.9 makes the learning rate in effect ten times as large. SGD is
reported from 1.0 in effect on, which 0.1 with a momentum of 0.9 is, and from 0.1 on where numbers are predicted from
or to data that are not scaled, or where the network is deep and has no normalisation.

## Why is this bad
Steps that are too long jump over every minimum. The loss then stays where it is, swings, or becomes NaN; units that
are pushed into saturation do not come back. With Adam at 0.1 the accuracy was .80, .99 and .99 instead of 1.0 on a
small task, with SGD at 1.0 a regression gave NaN in three of three runs. Where the border lies depends on everything
else: a small network for a table learns at 0.1 with Adam, and at 0.1 with SGD and a momentum of 0.9, as well as with the
defaults or faster, while images that are not scaled, or a deep network, do not learn at all with these.

## Example
```python
import keras
import numpy as np

rng = np.random.default_rng(0)
points = rng.random((400, 8))
labels = rng.integers(0, 3, 400)

model = keras.Sequential([
    keras.Input((8,)),
    keras.layers.Dense(16, activation="relu"),
    keras.layers.Dense(3, activation="softmax"),
])
model.compile(optimizer=keras.optimizers.Adam(learning_rate=0.5), loss="sparse_categorical_crossentropy")
model.fit(points, labels, epochs=5)
```
```python
import keras
import numpy as np

rng = np.random.default_rng(0)
points = rng.random((400, 8))
labels = rng.integers(0, 3, 400)

model = keras.Sequential([
    keras.Input((8,)),
    keras.layers.Dense(16, activation="relu"),
    keras.layers.Dense(3, activation="softmax"),
])
sgd = keras.optimizers.SGD(learning_rate=1.0, momentum=0.9)
model.compile(optimizer=sgd, loss="sparse_categorical_crossentropy")
model.fit(points, labels, epochs=5)
```

## Use instead
```python
import keras
import numpy as np

rng = np.random.default_rng(0)
points = rng.random((400, 8))
labels = rng.integers(0, 3, 400)

model = keras.Sequential([
    keras.Input((8,)),
    keras.layers.Dense(16, activation="relu"),
    keras.layers.Dense(3, activation="softmax"),
])
model.compile(optimizer=keras.optimizers.Adam(learning_rate=0.001), loss="sparse_categorical_crossentropy")
model.fit(points, labels, epochs=5)
```
```python
import keras
import numpy as np

rng = np.random.default_rng(0)
points = rng.random((400, 8))
labels = rng.integers(0, 3, 400)

model = keras.Sequential([
    keras.Input((8,)),
    keras.layers.Dense(16, activation="relu"),
    keras.layers.Dense(3, activation="softmax"),
])
sgd = keras.optimizers.SGD(learning_rate=0.001, momentum=0.9)
model.compile(optimizer=sgd, loss="sparse_categorical_crossentropy")
model.fit(points, labels, epochs=5)
```

## Fix safety
The fix is unsafe: training goes differently. It writes the default of the optimizer, for SGD with momentum so much
less that the steps are those of the default without momentum.

## When it stays silent
- SGD at 0.1 with a momentum of 0.9 on scaled data is reported with low confidence: it often works, and well.
- The learning rate comes from a caller, the default of a parameter, or a loop over several, where it may be an
  experiment.
- SGD from 0.1 up to 1.0 without momentum on scaled data: that often is better than the default.
- SGD in a network with batch normalisation, as in the recipes for residual networks, or with gradient clipping.
- A schedule that warms up or follows a cosine, or a callback that sets the learning rate.
- Adadelta, whose own learning rate is 1.0, and Adagrad up to 0.1.
- A model with a single layer, such as a logistic regression.

## Keras behaviour
Silent in all versions; any number is accepted.

## References
- [Optimizers](https://keras.io/api/optimizers/)
- Zhang et al., *AUTOTRAINER: An Automatic DNN Training Problem Detection and Repair System*, ICSE 2021
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from keraslint.api import (
    ADAPTIVE,
    DEFAULT_RATES,
    NORMALIZATIONS,
    REGRESSION_LOSSES,
    WEIGHTED,
    Array,
    Compound,
    Confidence,
    Draft,
    Fact,
    Fixes,
    Interval,
    Meta,
    Model,
    Optimizer,
    Prediction,
    Setup,
    Severity,
    Statistic,
    Tier,
    adjusts_learning_rate,
    finding,
    fix,
    inputs,
    may_be_frozen,
    number,
    outputs,
    relate,
    set_argument,
    span_of,
    stated,
    targets,
)

META = Meta(
    code="KL201",
    severity=Severity.WARNING,
    category="suspicious",
    since="0.1",
    tier=Tier.CORE,
    fixes=Fixes.ALWAYS,
    prediction=Prediction(Statistic.TASK_SCORE, "higher", 0.05),
    compounds=(
        Compound(
            ("unscaled-input",),
            "one repair alone is hardly enough, scale the input and lower the learning rate",
            "In an exact reduction of `examples/blue_vs_red.py`, scaling alone made 0 of 20 random starts learn, a learning rate"
            " of 0.001 alone 2, and both together all 20",
        ),
    ),
)

WEIGHTLESS_STEPS = 0.05
"""From here on a step of the Adam family is about as long as a typical weight."""

HIGH = 0.1
BEYOND_REASON = 10.0
DEEP = 8

PEAK_FIRST = {"ExponentialDecay", "InverseTimeDecay", "PolynomialDecay", "PiecewiseConstantDecay"}
"""Schedules whose highest learning rate is the first one."""


class Judgement(NamedTuple):
    """Why a learning rate is too high, and how bad that is."""

    reason: str
    severity: Severity = Severity.WARNING
    confidence: Confidence = Confidence.HIGH


def check(setup: Setup) -> Iterator[Draft]:
    """Find learning rates beyond what the optimizer works well with."""
    optimizer = setup.compile.optimizer
    rate = optimizer.learning_rate
    value = rate.number
    if value is None or not stated(rate) or not optimizer.kind.known or _is_planned(setup, optimizer):
        return
    judgement = _judged(setup, optimizer, value)
    if judgement is None or (isinstance(setup.model, Model) and not _several_layers(setup, setup.model)):
        return
    better = _better(optimizer)
    momentum = optimizer["momentum"]
    yield finding(
        rate.place,
        f"a learning rate of {number(value)} is high for {optimizer.kind.value}: {judgement.reason}; start with {number(better)}",
        related=relate(
            (rate.source if rate.source != rate.place else None, "the learning rate is set here"),
            (momentum.place if momentum.given and momentum.number else None, f"momentum {momentum.value}"),
            (setup.fits[0].place if setup.fits else None, "the model is trained here"),
        ),
        severity=judgement.severity,
        confidence=judgement.confidence if isinstance(setup.model, Model) else Confidence.MEDIUM,
        fix=fix(f"Use {number(better)}", set_argument(rate, better) if rate.site is not None else None),
    )


def _is_planned(setup: Setup, optimizer: Optimizer) -> bool:
    """Say whether the learning rate is only a starting point that something else moves."""
    schedule = optimizer.schedule
    return (schedule is not None and schedule.name not in PEAK_FIRST) or adjusts_learning_rate(setup)


def _judged(setup: Setup, optimizer: Optimizer, rate: float) -> Judgement | None:
    kind = str(optimizer.kind.value)
    if kind == "Adadelta":
        return None
    if rate >= BEYOND_REASON:
        return Judgement("no optimizer gets anywhere with steps of this size", Severity.ERROR)
    if kind == "Lion":
        return Judgement("every weight moves by this much in every step") if rate >= 0.01 else None
    if kind in ADAPTIVE:
        if rate < WEIGHTLESS_STEPS:
            return None
        severity = Severity.ERROR if rate >= HIGH else Severity.WARNING
        return Judgement(f"every weight moves by about {number(rate)} in every step, whatever the gradient", severity)
    if kind == "Adagrad":
        return Judgement("the first steps move every weight by this much") if rate > HIGH else None
    return _judged_sgd(setup, optimizer, rate) if kind == "SGD" else None


def _judged_sgd(setup: Setup, optimizer: Optimizer, rate: float) -> Judgement | None:
    momentum = optimizer["momentum"]
    share = momentum.number if stated(momentum) else None
    if share is None or not 0 <= share < 1 or not isinstance(setup.model, Model) or _tamed(setup.model, optimizer):
        return None
    effective = rate / (1 - share)
    # 0.1 with a momentum of 0.9 has to count as 1.0, which it is not in binary floating point.
    if effective > 0.9999 and share:
        reason = f"with a momentum of {number(share)} the steps add up to those of {number(effective)} without"
        sure = effective > 1.0001 or _large(inputs(setup)) is not None
        return Judgement(reason, confidence=Confidence.HIGH if sure else _at_the_limit(inputs(setup)))
    if effective > 0.9999:
        return Judgement("SGD takes steps of this many times the gradient")
    return None if rate < HIGH else _judged_by_data(setup, setup.model)


def _at_the_limit(data: Fact[Array]) -> Confidence:
    """Return how sure it is that 0.1 with a momentum of 0.9 is too high: on scaled data it often works, and well."""
    scaled = isinstance(data.value, Array) and (data.value.interval is not None or data.value.has("scale"))
    return Confidence.LOW if scaled else Confidence.MEDIUM


def _judged_by_data(setup: Setup, model: Model) -> Judgement | None:
    regression = any(output.loss.kind.value in REGRESSION_LOSSES for output in outputs(setup))
    for what, data in (("inputs", inputs(setup)), ("targets", targets(setup))):
        interval = _large(data)
        if regression and interval is not None:
            return Judgement(f"the {what} are {span_of(interval)}, and the gradient grows with them")
    layers = _layers(model)
    if model.complete and layers > DEEP:
        return Judgement(f"the network has {layers} layers with weights and no normalisation", confidence=Confidence.MEDIUM)
    return None


def _large(data: Fact[Array]) -> Interval | None:
    """Return the range of data whose values are known to be large."""
    match data:
        case Fact(Array(interval=Interval(bounded=True) as interval)) if interval.magnitude > 10:
            return interval
    return None


def _tamed(model: Model, optimizer: Optimizer) -> bool:
    """Say whether normalisation or clipping keeps the gradients small, or something unknown may do so."""
    clipped = any(optimizer[name].value is not None for name in ("clipnorm", "clipvalue", "global_clipnorm"))
    normalised = any(layer.name in NORMALIZATIONS or not layer.known or layer.component.custom for layer in model.flat())
    return clipped or normalised


def _layers(model: Model) -> int:
    return sum(layer.name in WEIGHTED for layer in model.flat())


def _several_layers(setup: Setup, model: Model) -> bool:
    """Say whether more than a single layer is trained, for which large steps are no danger; a ready-made part counts as more."""
    trained = [layer for layer in model.flat() if not may_be_frozen(setup, layer)]
    weighted = sum(layer.name in WEIGHTED for layer in trained)
    return weighted > 1 or any(layer.kind.startswith("keras.applications.") for layer in trained)


def _better(optimizer: Optimizer) -> float:
    """Return the default of the optimizer; for SGD with momentum as much less as momentum makes the steps longer."""
    default = DEFAULT_RATES.get(str(optimizer.kind.value), 0.001)
    momentum = optimizer["momentum"].number
    if optimizer.kind.value == "SGD" and momentum is not None and 0 < momentum < 1:
        return float(f"{default * (1 - momentum):.1g}")
    return default
