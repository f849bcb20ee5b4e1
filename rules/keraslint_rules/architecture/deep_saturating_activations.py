"""A deep stack of layers with sigmoid or tanh, through which the gradient does not reach the first ones.

## What it does
Finds four or more hidden `Dense` or convolution layers in a row with `sigmoid`, and six or more with `sigmoid` or `tanh`,
that have no normalisation and no shortcut between them.

## Why is this bad
The slope of `sigmoid` is never more than 0.25, and next to 0 where its input is large. The gradient is multiplied with it once
for each layer on the way back: behind four layers less than 0.4% is left, behind eight less than 0.002%. The first layers
stay where they started. On a task with two classes eight layers with `sigmoid` reached an accuracy of .46, .66 and .63, and
1.0 in all three runs with `relu`.

## Example
```python
import keras
import numpy as np

rng = np.random.default_rng(0)
points = rng.random((400, 8))
labels = rng.integers(0, 3, 400)

model = keras.Sequential([
    keras.Input((8,)),
    keras.layers.Dense(32, activation="sigmoid"),
    keras.layers.Dense(32, activation="sigmoid"),
    keras.layers.Dense(32, activation="sigmoid"),
    keras.layers.Dense(32, activation="sigmoid"),
    keras.layers.Dense(3, activation="softmax"),
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
    keras.layers.Dense(32, activation="relu"),
    keras.layers.Dense(32, activation="relu"),
    keras.layers.Dense(32, activation="relu"),
    keras.layers.Dense(32, activation="relu"),
    keras.layers.Dense(3, activation="softmax"),
])
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(points, labels, epochs=5)
```

## Fix safety
The fix sets the activations to `relu`. It is unsafe: the model computes something else.

## When it stays silent
- Fewer layers in a row; three hidden layers with `sigmoid` train slowly, but they train.
- A normalisation, another activation, custom code or a shortcut between the layers.
- The gates of recurrent layers, of attention and of squeeze-and-excitation blocks, and the output.
- An initializer that is given: one may be made for the activation.
- Nets that are fitted through their derivatives, as those for differential equations are: their losses are their own.

## Keras behaviour
Silent in all versions.

## References
- Glorot and Bengio, *Understanding the difficulty of training deep feedforward neural networks*, AISTATS 2010
- Zhang et al., *AUTOTRAINER: An Automatic DNN Training Problem Detection and Repair System*, ICSE 2021
"""

from __future__ import annotations

from collections.abc import Iterator

from keraslint.api import (
    CROSSENTROPIES,
    DROPOUTS,
    POOLINGS,
    REGRESSION_LOSSES,
    RESHAPES,
    WEIGHTED_LINEAR,
    Confidence,
    Draft,
    Fix,
    Fixes,
    Layer,
    Meta,
    Model,
    Prediction,
    Setup,
    Severity,
    Statistic,
    finding,
    fix,
    graphs,
    outputs,
    relate,
    set_argument,
    sole_consumer,
    written,
)

META = Meta(
    code="KL402",
    severity=Severity.WARNING,
    category="suspicious",
    since="0.1",
    confidence=Confidence.MEDIUM,
    fixes=Fixes.SOMETIMES,
    prediction=Prediction(Statistic.TASK_SCORE, "higher", 0.05),
)

TRANSPARENT = DROPOUTS | RESHAPES | POOLINGS
SATURATING = frozenset({"sigmoid", "tanh"})
MOST_SIGMOIDS = 3
MOST_SATURATING = 5


def check(setup: Setup) -> Iterator[Draft]:
    """Find the longest stack of saturating layers; one finding for a model."""
    if not isinstance(setup.model, Model) or not _trained_plainly(setup):
        return
    stacks = [stack for model in graphs(setup.model) for stack in _stacks(model) if _too_deep(stack)]
    if stacks:
        yield _finding(max(stacks, key=len))


def _trained_plainly(setup: Setup) -> bool:
    return any(output.loss.kind.value in CROSSENTROPIES | REGRESSION_LOSSES for output in outputs(setup))


def _stacks(model: Model) -> Iterator[list[Layer]]:
    seen: set[int] = set()
    for index in range(len(model.layers)):
        if index not in seen and _saturates(model, index):
            stack = [index]
            while (following := _follower(model, stack[-1])) is not None and following not in stack:
                stack.append(following)
            seen.update(stack)
            yield [model.layers[one] for one in stack]


def _saturates(model: Model, index: int) -> bool:
    """Say whether a node is a hidden layer that squashes what it gives, with weights that start as usual."""
    layer = model.layers[index]
    hidden = index not in model.outputs and layer.name in WEIGHTED_LINEAR and layer.kind.startswith("keras.layers.")
    return hidden and layer.activation.value in SATURATING and not layer["kernel_initializer"].given


def _follower(model: Model, index: int) -> int | None:
    """Return the saturating layer that alone gets the output of a node, through layers that compute nothing."""
    while (following := sole_consumer(model, index)) is not None:
        index = following
        if len(model.layers[index].inputs) != 1:
            return None
        if _saturates(model, index):
            return index
        if model.layers[index].name not in TRANSPARENT:
            return None
    return None


def _too_deep(stack: list[Layer]) -> bool:
    sigmoids = sum(layer.activation.value == "sigmoid" for layer in stack)
    return sigmoids > MOST_SIGMOIDS or len(stack) > MOST_SATURATING


def _finding(stack: list[Layer]) -> Draft:
    first = stack[0]
    names = sorted({str(layer.activation.value) for layer in stack})
    return finding(
        first.place,
        f"{len(stack)} hidden layers in a row squash their values with {' or '.join(names)}, from {written(first)} on: the "
        "gradient gets smaller with each on its way back, and the first layers hardly learn; use relu, or normalise between",
        related=relate(*((layer.place, f"{layer.activation.value} again") for layer in stack[1:])),
        fix=_fix(stack),
    )


def _fix(stack: list[Layer]) -> Fix | None:
    if any(layer["activation"].site is None for layer in stack):
        return None
    return fix("Use relu", *(set_argument(layer["activation"], "relu") for layer in stack))
