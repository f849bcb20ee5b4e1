"""An activation that keeps the output from reaching the numbers that it is trained to give.

## What it does
Compares the range of the last activation (`sigmoid` 0..1, `tanh` -1..1, `relu` from 0 up, ...) with the range of the
targets in a model with a regression loss.

## Why is this bad
What the activation cannot give, the model cannot learn. Targets outside of its range pull the output to the end of
the range, where the gradient vanishes. On a small regression task R2 was .29 with a sigmoid and .63, .63 and -.05
with `relu`; without activation it was .94 and .91.

## Example
```python
import keras
import numpy as np

rng = np.random.default_rng(0)
houses = rng.normal(size=(400, 8))
changes = rng.uniform(-3, 3, (400, 1))

model = keras.Sequential([
    keras.Input((8,)),
    keras.layers.Dense(64, activation="relu"),
    keras.layers.Dense(1, activation="sigmoid"),
])
model.compile(optimizer="adam", loss="mean_squared_error")
model.fit(houses, changes, epochs=5, validation_split=0.1)
```

## Use instead
```python
import keras
import numpy as np

rng = np.random.default_rng(0)
houses = rng.normal(size=(400, 8))
changes = rng.uniform(-3, 3, (400, 1))

model = keras.Sequential([
    keras.Input((8,)),
    keras.layers.Dense(64, activation="relu"),
    keras.layers.Dense(1),
])
model.compile(optimizer="adam", loss="mean_squared_error")
model.fit(houses, changes, epochs=5, validation_split=0.1)
```

## Fix safety
The fix is unsafe: it changes what the model can output.

## When it stays silent
- The range of the targets is not known.
- The targets lie within the range: scaled to 0..1 for a sigmoid, to -1..1 for tanh, not negative for `relu`.
- The targets are classes; `regression-loss-on-classifier` looks at those.
- The range follows from arithmetic that may never reach its ends.
- The model gives back its input.

## Keras behaviour
Silent in all versions.

## References
- [Layer activation functions](https://keras.io/api/layers/activations/)
- Wardat et al., *DeepDiagnosis: Automatically Diagnosing Faults and Recommending Actionable Fixes in Deep Learning
  Programs*, ICSE 2022
"""

from __future__ import annotations

from collections.abc import Iterator

from keraslint.api import (
    ACTIVATIONS,
    REGRESSION_LOSSES,
    Array,
    Draft,
    Fact,
    Fixes,
    Head,
    Interval,
    Loss,
    Meta,
    Output,
    Prediction,
    Setup,
    Severity,
    Statistic,
    Tier,
    attained,
    drop_activation,
    finding,
    fix,
    holds_classes,
    outputs,
    relate,
    span_of,
    trail,
    trained_on_itself,
    written_head,
)

META = Meta(
    code="KL110",
    severity=Severity.ERROR,
    category="correctness",
    since="0.1",
    tier=Tier.CORE,
    fixes=Fixes.ALWAYS,
    prediction=Prediction(Statistic.TASK_SCORE, "higher", 0.1),
    yields_to=("softmax-on-single-unit", "categorical-loss-on-single-unit"),
)


def check(setup: Setup) -> Iterator[Draft]:
    """Find outputs that cannot reach their targets."""
    for output in outputs(setup):
        match output:
            case Output(
                Head(activation=Fact(name) as activation) as head,
                Loss(kind=Fact(kind), place=place),
                Fact(Array(interval=Interval() as wanted) as targets),
            ) if kind in REGRESSION_LOSSES and name in ACTIVATIONS and not holds_classes(output.labels):
                given = ACTIVATIONS[name].interval
                if _out_of_reach(targets, wanted, given) and not trained_on_itself(setup):
                    yield finding(
                        activation.place,
                        f"{written_head(head)} outputs {span_of(given)}, but the targets are {span_of(wanted)}, so {kind} can"
                        f" never become small; leave the activation out{_other(given)}",
                        related=relate(
                            (place, f"the loss is {kind}"), (output.labels.place, f"the targets are {span_of(wanted)}")
                        )
                        + trail(targets),
                        fix=fix("Leave the activation out", drop_activation(head)),
                    )


def _other(given: Interval) -> str:
    return f", or bring the targets into {span_of(given)}" if given.bounded else ""


def _out_of_reach(targets: Array, wanted: Interval, given: Interval) -> bool:
    """Say whether there are targets that the activation cannot give, with a little room for what almost fits."""
    room = 0.01 * (given.hi - given.lo) if given.bounded else 0.01
    if wanted.within(given.lo - room, given.hi + room):
        return False
    if wanted.lo > given.hi + room or wanted.hi < given.lo - room:
        return True
    return wanted.bounded and attained(targets)
