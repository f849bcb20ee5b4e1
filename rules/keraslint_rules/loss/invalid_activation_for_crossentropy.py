"""A cross-entropy on an output that is no probability.

## What it does
Finds a model trained with a cross-entropy whose last activation is made for hidden layers, such as `relu` or `tanh`. Also
finds `relu` and its relatives under a loss that measures an overlap, such as Dice.

## Why is this bad
A cross-entropy takes the logarithm of probabilities. `relu` gives numbers above 1 and, for every sample that it
switches off, exactly 0 with no gradient; `tanh` gives negative ones. All of them are clipped to the range 0 to 1, and
what is clipped does not learn. With ten classes and `relu` the accuracy was .48, .16 and .08 in three runs, and 1.0
in all three with a softmax. A Dice loss is made for shares from 0 to 1: of larger numbers it falls below its least value,
the more the larger they are.

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
    keras.layers.Dense(3, activation="relu"),
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
The fix is unsafe: it changes what the model computes.

## When it stays silent
- The model is not trained in this file; part of a network may be compiled only to be looked at.
- A loss of the program's own named after an overlap, where some function of the program makes shares of raw outputs.
- `from_logits` is true: then raw outputs are wanted, and a `relu` in front of them is another question.
- Another layer behind the activation may turn the outputs into probabilities, as a normalisation does.
- `hard_sigmoid` with a binary cross-entropy is reported as information only: it gives probabilities, with no gradient
  at the ends.

## Keras behaviour
Silent in all versions. The first loss is several times what guessing would give (10.9 instead of 2.3 for ten
classes).

## References
- [Probabilistic losses](https://keras.io/api/losses/probabilistic_losses/)
- Nikanjam et al., *Automatic Fault Detection for Deep Learning Programs Using Graph Transformations*, TOSEM 2021
"""

from __future__ import annotations

from collections.abc import Iterator

from keraslint.api import (
    ACTIVATIONS,
    BINARY_CROSSENTROPIES,
    CATEGORICAL_CROSSENTROPIES,
    CROSSENTROPIES,
    Confidence,
    Draft,
    Fact,
    Fixes,
    Head,
    Layer,
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
    span_of,
    written_head,
)
from keraslint_rules.loss._overlap import measures_overlap

META = Meta(
    code="KL104",
    severity=Severity.ERROR,
    category="correctness",
    since="0.1",
    tier=Tier.CORE,
    fixes=Fixes.ALWAYS,
    prediction=Prediction(Statistic.TASK_SCORE, "higher", 0.05),
    yields_to=("softmax-on-single-unit", "categorical-loss-on-single-unit"),
)

JUDGED = CROSSENTROPIES | {"kl_divergence"}

NO_PROBABILITIES = {
    name for name, known in ACTIVATIONS.items() if not known.identity and not known.probability and not known.normalising
} | {"hard_sigmoid"}  # fmt: skip


def check(setup: Setup) -> Iterator[Draft]:
    """Find outputs whose activation belongs into a hidden layer, under a loss that expects probabilities."""
    yield from _overlapping(setup)
    if not setup.fits:
        return
    for output in outputs(setup):
        match output:
            case Output(Head(activation=Fact(name)) as head, Loss(kind=Fact(kind), from_logits=Fact(False))) if (
                kind in JUDGED and name in NO_PROBABILITIES and not any(_normalises(layer) for layer in head.after)
            ):
                if name != "hard_sigmoid" or kind in BINARY_CROSSENTROPIES:
                    yield _finding(output, str(name), str(kind))


def _overlapping(setup: Setup) -> Iterator[Draft]:
    """Find outputs above 1 under a loss that measures the overlap of shares."""
    for output in outputs(setup):
        match output:
            case Output(
                Head(activation=Fact("relu" | "leaky_relu" | "elu" | "softplus") as activation) as head,
                Loss(kind=Fact(str() as kind)),
            ) if measures_overlap(setup.program, kind) and not any(_normalises(layer) for layer in head.after):
                wanted = "sigmoid" if head.units.value == 1 else "softmax"
                yield finding(
                    activation.place,
                    f"{kind.removeprefix('custom:')} measures how far shares from 0 to 1 overlap, but {written_head(head)}"
                    " outputs any number above 1, and the larger it is where something is, the better the loss, without end; use"
                    f" activation='{wanted}'",
                    related=loss_and_labels(output),
                    severity=Severity.WARNING,
                    confidence=Confidence.MEDIUM,
                    fix=fix(f"Use activation='{wanted}'", set_activation(head, wanted)),
                )


def _normalises(layer: Layer) -> bool:
    return layer.name.endswith("Normalization")


def _finding(output: Output, name: str, loss: str) -> Draft:
    head = output.head
    wanted = "softmax" if head.units.value != 1 and (loss in CATEGORICAL_CROSSENTROPIES or loss == "kl_divergence") else "sigmoid"
    if name == "hard_sigmoid":
        problem = "has no gradient at both ends, so that what is surely wrong is not corrected"
    elif ACTIVATIONS[name].interval.bounded or ACTIVATIONS[name].interval.lo == 0:
        problem = f"outputs {span_of(ACTIVATIONS[name].interval)}"
    else:
        problem = "outputs negative numbers and numbers above 1"
    other = ", or no activation and from_logits=True in the loss" if loss in CROSSENTROPIES else ""
    return finding(
        head.activation.place,
        f"{loss} expects probabilities, but {written_head(head)} {problem}; use activation='{wanted}'{other}",
        related=loss_and_labels(output),
        severity=Severity.INFO if name == "hard_sigmoid" else None,
        fix=fix(f"Use activation='{wanted}'", set_activation(head, wanted)),
    )
