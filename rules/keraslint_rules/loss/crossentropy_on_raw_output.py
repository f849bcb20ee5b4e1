"""A cross-entropy that expects probabilities, on an output without activation.

## What it does
Finds a model whose last layer has no activation while its loss is a cross-entropy with `from_logits=False`, which is
the default and what a loss given as a string means.

## Why is this bad
Such a loss takes the logarithm of probabilities. Raw outputs are any numbers: they are clipped to the range 0 to 1,
and where they lie outside, no gradient comes back. Whether training gets anywhere then depends on the random start:
with ten classes the accuracy was .64, .34 and .33 in three runs, and 1.0 in all three with a softmax; with two
classes one run of three failed.

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
    keras.layers.Dense(3),
])
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
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
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(points, labels, epochs=5)
```

## Fix safety
The fix is unsafe: it changes what the model outputs. It adds the activation. `from_logits=True` in the loss repairs
the training as well and is a little more accurate; but then `predict()` gives raw scores, and metrics and thresholds
have to know that.

## When it stays silent
- `from_logits` is true or not known.
- Something that is not followed stands between the last layer and the output: custom code, a `Lambda`, an operation.
- The model is wrapped in another one that adds the activation, and only that one is compiled.
- A categorical cross-entropy on one unit: `categorical-loss-on-single-unit` says what is wrong there.

## Keras behaviour
Silent in all versions. The first loss is several times what guessing would give.

## References
- [Probabilistic losses](https://keras.io/api/losses/probabilistic_losses/)
- Schoop et al., *UMLAUT: Debugging Deep Learning Programs using Program Structure and Model Behavior*, CHI 2021
"""

from __future__ import annotations

from collections.abc import Iterator

from keraslint.api import (
    BINARY_CROSSENTROPIES,
    CATEGORICAL_CROSSENTROPIES,
    CROSSENTROPIES,
    WEIGHTED_LINEAR,
    Draft,
    Fact,
    Fixes,
    Head,
    Loss,
    Meta,
    Output,
    Prediction,
    Setup,
    Severity,
    Statistic,
    Tier,
    finding,
    fix,
    loss_and_labels,
    outputs,
    set_activation,
    written,
)

META = Meta(
    code="KL102",
    severity=Severity.ERROR,
    category="correctness",
    since="0.1",
    tier=Tier.CORE,
    fixes=Fixes.ALWAYS,
    prediction=Prediction(Statistic.TASK_SCORE, "higher", 0.05),
    yields_to=("softmax-on-single-unit", "invalid-activation-for-crossentropy", "categorical-loss-on-single-unit"),
)


def check(setup: Setup) -> Iterator[Draft]:
    """Find outputs without activation under a loss that expects probabilities."""
    for output in outputs(setup):
        match output:
            case Output(Head(activation=Fact("linear")), Loss(kind=Fact(kind), from_logits=Fact(False))) if (
                kind in CROSSENTROPIES
            ):
                if output.head.layer.name in WEIGHTED_LINEAR and not _needs_more_units(output):
                    yield _finding(output, str(kind))


def _needs_more_units(output: Output) -> bool:
    return output.loss.kind.value in CATEGORICAL_CROSSENTROPIES and output.head.units.value == 1


def _finding(output: Output, loss: str) -> Draft:
    head = output.head
    wanted = "sigmoid" if loss in BINARY_CROSSENTROPIES else "softmax"
    return finding(
        head.layer.place,
        f"{loss} expects probabilities, but {written(head.layer)} has no activation and outputs any number; add"
        f" activation='{wanted}', or give the loss from_logits=True",
        related=loss_and_labels(output),
        fix=fix(f"Add activation='{wanted}'", set_activation(head, wanted)),
    )
