"""A sigmoid output under a loss for one class of several, or a softmax output under a loss for independent classes.

## What it does
Finds `sigmoid` on several units with `categorical_crossentropy` or `sparse_categorical_crossentropy`, and `softmax`
on several units with `binary_crossentropy`.

## Why is this bad
`softmax` and the categorical losses say: exactly one of the classes is right, the outputs share a probability of 1.
`sigmoid` and the binary losses say: every class is a question of its own. Mixed, the outputs are no probabilities of
anything: sigmoids under a categorical loss need not add up to 1, and a softmax under a binary loss is punished for
every class that shares. On the TensorFlow backend training hardly suffers, because the loss is computed from the
values before the activation; what suffers are the reported probabilities, every threshold on them, and training on
the other backends. The most probable class is mostly the right one all the same: trained beside their repaired twins,
the examples below reached .73 and .64 of the attainable accuracy and the twins .73 and .74, so no experiment on the
accuracy is promised here.

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
    keras.layers.Dense(3, activation="sigmoid"),
])
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(points, labels, epochs=5)
```
```python
import keras
import numpy as np

rng = np.random.default_rng(0)
points = rng.random((400, 8))
labels = keras.utils.to_categorical(rng.integers(0, 3, 400), 3)

model = keras.Sequential([
    keras.Input((8,)),
    keras.layers.Dense(16, activation="relu"),
    keras.layers.Dense(3, activation="softmax"),
])
model.compile(optimizer="adam", loss="binary_crossentropy")
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
```python
import keras
import numpy as np

rng = np.random.default_rng(0)
points = rng.random((400, 8))
labels = keras.utils.to_categorical(rng.integers(0, 3, 400), 3)

model = keras.Sequential([
    keras.Input((8,)),
    keras.layers.Dense(16, activation="relu"),
    keras.layers.Dense(3, activation="softmax"),
])
model.compile(optimizer="adam", loss="categorical_crossentropy")
model.fit(points, labels, epochs=5)
```

## Fix safety
The fix is unsafe: it changes the loss or the activation. Labels with several classes in a row ask for sigmoids and
`binary_crossentropy`, all others for a softmax and a categorical cross-entropy.

## When it stays silent
- The number of units, the activation or the loss is not known.
- Softmax under a binary loss with soft targets or label smoothing, where it may be meant.
- Softmax over two units under a binary loss is reported as information only: there both say nearly the same.

## Keras behaviour
Silent in all versions.

## References
- [Probabilistic losses](https://keras.io/api/losses/probabilistic_losses/)
- Nikanjam et al., *Automatic Fault Detection for Deep Learning Programs Using Graph Transformations*, TOSEM 2021
"""

from __future__ import annotations

from collections.abc import Iterator

from keraslint.api import (
    ABSENT,
    BINARY_CROSSENTROPIES,
    CATEGORICAL_CROSSENTROPIES,
    Array,
    Draft,
    Encoding,
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
    finding,
    fix,
    holds_numbers,
    loss_and_labels,
    outputs,
    replace_loss,
    set_activation,
    written_head,
)

META = Meta(
    code="KL106",
    severity=Severity.WARNING,
    category="suspicious",
    since="0.1",
    fixes=Fixes.ALWAYS,
    prediction=Prediction(Statistic.STATE, "higher", 0.05),
    yields_to=("softmax-on-single-unit", "categorical-loss-on-single-unit"),
)


def check(setup: Setup) -> Iterator[Draft]:
    """Find activations and losses that disagree on whether the classes exclude each other."""
    for output in outputs(setup):
        match output:
            case Output(Head(activation=Fact("sigmoid"), units=Fact(int() as units)), Loss(kind=Fact(kind))):
                if kind in CATEGORICAL_CROSSENTROPIES and units > 1:
                    yield _sigmoid(output, units)
            case Output(Head(activation=Fact("softmax"), units=Fact(int() as units)), Loss(kind=Fact(kind)) as loss):
                if kind in BINARY_CROSSENTROPIES and units > 1 and not holds_numbers(output.labels) and not _smoothed(loss):
                    yield _softmax(output, units)


def _smoothed(loss: Loss) -> bool:
    smoothing = loss.component["label_smoothing"]
    return smoothing is not ABSENT and smoothing.number != 0


def _several_at_once(output: Output) -> bool:
    return isinstance(output.labels.value, Array) and output.labels.value.encoding is Encoding.MULTI_HOT


def _sigmoid(output: Output, units: int) -> Draft:
    loss = output.loss.kind.value
    text = (
        f"{loss} takes exactly one of the {units} classes to be right, but {written_head(output.head)} judges each on its own,"
        " and its outputs do not add up to 1; "
    )
    if _several_at_once(output):
        text += "the labels name several classes at once, so use binary_crossentropy"
        repair = fix("Use binary_crossentropy", replace_loss(output.loss, "binary_crossentropy"))
    else:
        text += "use activation='softmax'"
        text += "" if output.labels.known else ", or binary_crossentropy if several classes may apply at once"
        repair = fix("Use a softmax", set_activation(output.head, "softmax"))
    return finding(output.head.activation.place, text, related=loss_and_labels(output), fix=repair)


def _softmax(output: Output, units: int) -> Draft:
    loss = output.loss.kind.value
    text = (
        f"{loss} judges each of the {units} classes on its own, but the outputs of {written_head(output.head)} share a"
        " probability of 1; "
    )
    if _several_at_once(output):
        text += "the labels name several classes at once, so use activation='sigmoid'"
        repair = fix("Use a sigmoid", set_activation(output.head, "sigmoid"))
    else:
        text += "use categorical_crossentropy for classes that exclude each other, activation='sigmoid' for those that do not"
        repair = fix("Use categorical_crossentropy", replace_loss(output.loss, "categorical_crossentropy"))
    severity = Severity.INFO if units == 2 else None
    return finding(output.head.activation.place, text, related=loss_and_labels(output), fix=repair, severity=severity)
