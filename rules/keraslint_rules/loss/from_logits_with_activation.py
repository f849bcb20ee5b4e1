"""A loss with `from_logits=True` on an output that is already a probability.

## What it does
Finds a cross-entropy with `from_logits=True` in a model whose output goes through `softmax` or `sigmoid`.

## Why is this bad
`from_logits=True` makes the loss apply the softmax or sigmoid itself. Applied twice, it squeezes all outputs
together: the loss cannot become small, and gradients shrink. The TensorFlow backend notices the plain case, warns,
and takes the values from before the activation, so that nothing is lost there; it cannot do so behind a further layer
such as `Flatten` or `Reshape`, in half precision, or for the focal losses, and the JAX and PyTorch backends never do.
With a `Reshape` behind the softmax the accuracy was .91, .90 and 1.0 in three runs, and 1.0 in all three without
`from_logits`. With few classes and Adam the loss is a bad one but still leads to the right answers; the example, with
ten classes and plain SGD on JAX, is one where it does not.

## Example
```python
import os

os.environ["KERAS_BACKEND"] = "jax"

import keras
import numpy as np

rng = np.random.default_rng(0)
points = rng.random((400, 20))
labels = rng.integers(0, 10, 400)

model = keras.Sequential([
    keras.Input((20,)),
    keras.layers.Dense(16, activation="relu"),
    keras.layers.Dense(10, activation="softmax"),
])
model.compile(optimizer=keras.optimizers.SGD(0.1), loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True))
model.fit(points, labels, epochs=5)
```

## Use instead
```python
import os

os.environ["KERAS_BACKEND"] = "jax"

import keras
import numpy as np

rng = np.random.default_rng(0)
points = rng.random((400, 20))
labels = rng.integers(0, 10, 400)

model = keras.Sequential([
    keras.Input((20,)),
    keras.layers.Dense(16, activation="relu"),
    keras.layers.Dense(10, activation="softmax"),
])
model.compile(optimizer=keras.optimizers.SGD(0.1), loss=keras.losses.SparseCategoricalCrossentropy())
model.fit(points, labels, epochs=5)
```

## Fix safety
Where the activation is the last thing that happens and belongs to the loss (`softmax` with a categorical, `sigmoid`
with a binary cross-entropy), the fix is safe: on the TensorFlow backend the training is the same to the last digit,
and on the others the second activation was never meant. Otherwise it is unsafe, because the training changes.

## When it stays silent
- `from_logits` is false, left to its default, or not known.
- The activation belongs to a wrapper for inference that is not the compiled model.

## Keras behaviour
On the TensorFlow backend Keras warns while the model is traced: "received `from_logits=True`, but the `output`
argument was produced by a Softmax activation and thus does not represent logits". Elsewhere it is silent.

## References
- [Probabilistic losses](https://keras.io/api/losses/probabilistic_losses/)
- Ben Braiek and Khomh, *Testing Feedforward Neural Networks Training Programs*, TOSEM 2023
"""

from __future__ import annotations

from collections.abc import Iterator

from keraslint.api import (
    BINARY_CROSSENTROPIES,
    CATEGORICAL_CROSSENTROPIES,
    CROSSENTROPIES,
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
    finding,
    fix,
    outputs,
    relate,
    remove_argument,
    written_head,
)

META = Meta(
    code="KL103",
    severity=Severity.WARNING,
    category="suspicious",
    since="0.1",
    keras="all versions; harmless on the TensorFlow backend in the plain case",
    fixes=Fixes.ALWAYS,
    prediction=Prediction(Statistic.TASK_SCORE, "higher", 0.05),
    yields_to=("softmax-on-single-unit",),
)

MATCHING = {
    "sigmoid": BINARY_CROSSENTROPIES,
    "softmax": CATEGORICAL_CROSSENTROPIES,
}

RECOVERED = {"binary_crossentropy", "categorical_crossentropy", "sparse_categorical_crossentropy"}
"""The losses for which the TensorFlow backend takes the values from before the activation."""


def check(setup: Setup) -> Iterator[Draft]:
    """Find losses that apply an activation which the model has applied already."""
    for output in outputs(setup):
        match output:
            case Output(
                Head(activation=Fact("softmax" | "sigmoid" as name) as activation) as head,
                Loss(kind=Fact(kind), from_logits=Fact(True) as flag),
            ) if kind in CROSSENTROPIES:
                hidden = _harm(setup, head, kind)
                yield finding(
                    flag.place or output.loss.place,
                    f"{written_head(head)} outputs probabilities, and from_logits=True makes {kind} apply the {name} once more"
                    f"{f'; {hidden}' if hidden else ''}: leave from_logits out, or the activation",
                    related=relate((activation.place, f"the {name} is applied here")),
                    severity=Severity.ERROR if hidden else Severity.WARNING,
                    fix=fix("Remove from_logits=True", remove_argument(flag), safe=not hidden and kind in MATCHING[name])
                    if flag.site is not None
                    else None,
                )


def _harm(setup: Setup, head: Head, loss: str) -> str:
    """Say why even the TensorFlow backend computes the activation twice; empty where it does not."""
    last = head.after[-1] if head.after else head.layer
    if last.activation.value not in MATCHING:
        return f"behind the {last.name} layer Keras cannot make up for it"
    if head.layer.output_dtype in {"float16", "bfloat16"}:
        return "in half precision Keras cannot make up for it"
    if setup.framework.backend in {"jax", "torch"}:
        return f"the {setup.framework.backend} backend does not make up for it"
    if loss not in RECOVERED:
        return "for this loss Keras does not make up for it"
    return ""
