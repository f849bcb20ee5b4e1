"""A softmax over a single unit, which always gives 1.0.

## What it does
Finds a layer with one unit (or one filter) whose activation is `softmax`.

## Why is this bad
Softmax divides each output of a sample by the sum of all its outputs. With one output the quotient is 1.0, whatever
the network computes: every prediction is the same. On the TensorFlow backend this is hard to notice, because the loss
is computed from the values before the softmax and falls as if all were well, while `predict()` gives 1.0 for every
sample. On a small two-class task the accuracy of the predictions stayed at 0.46 in three of three runs, and was 1.0
in all three with a sigmoid.

## Example
```python
import keras
import numpy as np

rng = np.random.default_rng(0)
points = rng.random((400, 8))
labels = (points.sum(axis=1) > 4).astype("int32")

model = keras.Sequential([
    keras.Input((8,)),
    keras.layers.Dense(16, activation="relu"),
    keras.layers.Dense(1, activation="softmax"),
])
model.compile(optimizer="adam", loss="binary_crossentropy", metrics=["accuracy"])
model.fit(points, labels, epochs=5)
```

## Use instead
```python
import keras
import numpy as np

rng = np.random.default_rng(0)
points = rng.random((400, 8))
labels = (points.sum(axis=1) > 4).astype("int32")

model = keras.Sequential([
    keras.Input((8,)),
    keras.layers.Dense(16, activation="relu"),
    keras.layers.Dense(1, activation="sigmoid"),
])
model.compile(optimizer="adam", loss="binary_crossentropy", metrics=["accuracy"])
model.fit(points, labels, epochs=5)
```

## Fix safety
The fix is unsafe: it changes what the model computes. It writes `sigmoid` where the loss or the labels show two
classes, leaves the activation out where the loss is one for numbers, and is not offered where neither is clear.

## When it stays silent
- The number of units is not known.
- The softmax runs along another axis than the last one.

## Keras behaviour
Keras 3 warns when the layer is called ("You are using a softmax over axis -1 of a tensor of shape (None, 1)") and
trains on. Keras 2 says nothing.

## References
- [Softmax activation](https://keras.io/api/layers/activations/#softmax-function)
- Nikanjam et al., *Automatic Fault Detection for Deep Learning Programs Using Graph Transformations*, TOSEM 2021
"""

from __future__ import annotations

from collections.abc import Iterator

from keraslint.api import (
    BINARY_CROSSENTROPIES,
    CATEGORICAL_CROSSENTROPIES,
    CLASSIFICATION_METRICS,
    REGRESSION_LOSSES,
    Array,
    Draft,
    Encoding,
    Fact,
    Fix,
    Fixes,
    Head,
    Layer,
    Meta,
    Model,
    Output,
    Prediction,
    Setup,
    Severity,
    Statistic,
    Tier,
    drop_activation,
    finding,
    fix,
    holds_classes,
    loss_and_labels,
    metric_of,
    outputs,
    replace_loss,
    set_activation,
    written_head,
)

META = Meta(
    code="KL101",
    severity=Severity.ERROR,
    category="correctness",
    since="0.1",
    tier=Tier.CORE,
    keras="all versions; Keras 3 warns and trains on",
    fixes=Fixes.SOMETIMES,
    prediction=Prediction(Statistic.TASK_SCORE, "higher", 0.05),
)


_OTHER_WAY = ", or Dense(2, activation='softmax') with sparse_categorical_crossentropy"


def check(setup: Setup) -> Iterator[Draft]:
    """Find softmax activations over one unit, at the outputs and inside the model."""
    if not isinstance(setup.model, Model):
        return
    seen: list[Fact[str]] = []
    for output in outputs(setup):
        match output.head:
            case Head(activation=Fact("softmax") as activation, units=Fact(1)) as head if _along_last_axis(
                setup.model, activation
            ):
                seen.append(activation)
                yield finding(
                    activation.place,
                    f"{written_head(head)} always outputs 1.0: softmax divides each output of a sample by their sum, and there is"
                    f" only one; {_advice(setup, output)}",
                    related=loss_and_labels(output),
                    fix=_fix(setup, output),
                )
    for layer in setup.model.flat():
        activation = layer.activation
        reported = any(fact is activation for fact in seen)
        if activation.value == "softmax" and _width(layer) == 1 and not reported and _along_last_axis(setup.model, activation):
            yield finding(
                activation.place,
                f"{layer.name} applies softmax to a single value, which always gives 1.0: nothing that the layers before it"
                " compute gets through",
            )


def _width(layer: Layer) -> object:
    if layer.output_shape is not None:
        return layer.output_shape[-1] if layer.output_shape else None
    if layer["data_format"].value == "channels_first":
        return None
    return next((layer[name].value for name in ("units", "filters") if layer[name].known), None)


def _along_last_axis(model: Model, activation: Fact[str]) -> bool:
    """Say whether a softmax runs along the last axis, as it does unless it is a layer that is told otherwise."""
    layer = next((layer for layer in model.flat() if layer.activation is activation), None)
    return layer is None or layer.name != "Softmax" or layer["axis"].value == -1


def _two_classes(output: Output) -> bool:
    labels = output.labels.value
    return isinstance(labels, Array) and (labels.encoding is Encoding.BINARY or labels.classes == 2)


def _measures_numbers(setup: Setup, output: Output) -> bool:
    no_classes = not holds_classes(output.labels) and metric_of(setup, CLASSIFICATION_METRICS) is None
    return output.loss.kind.value in REGRESSION_LOSSES and no_classes


def _advice(setup: Setup, output: Output) -> str:
    loss = output.loss.kind.value
    if loss in CATEGORICAL_CROSSENTROPIES and _two_classes(output):
        return f"use activation='sigmoid', which gives the probability of the second class, and binary_crossentropy{_OTHER_WAY}"
    if loss in BINARY_CROSSENTROPIES or _two_classes(output):
        return f"use activation='sigmoid', which gives the probability of the second class{_OTHER_WAY}"
    if _measures_numbers(setup, output):
        return f"leave the activation out, so that the output can be any number, as {loss} expects"
    if loss in CATEGORICAL_CROSSENTROPIES:
        return f"{loss} needs one unit for each class: Dense(number of classes, activation='softmax')"
    return "use activation='sigmoid' for two classes, one unit for each class for more, and no activation for a number"


def _fix(setup: Setup, output: Output) -> Fix | None:
    loss = output.loss.kind.value
    sigmoid = set_activation(output.head, "sigmoid")
    if loss in CATEGORICAL_CROSSENTROPIES and _two_classes(output):
        return fix("Use a sigmoid and binary_crossentropy", sigmoid, replace_loss(output.loss, "binary_crossentropy"))
    if loss in BINARY_CROSSENTROPIES or (_two_classes(output) and loss in REGRESSION_LOSSES):
        return fix("Use a sigmoid", sigmoid)
    if _measures_numbers(setup, output):
        return fix("Leave the activation out", drop_activation(output.head))
    return None
