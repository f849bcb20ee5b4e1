"""An output that is computed in 16 bits because the whole model is.

## What it does
Finds models under the policy `mixed_float16` whose last layer does not ask for `float32`.

## Why is this bad
With `float16` the smallest probability that is not 0 is about 6e-8, and the largest number 65504. A softmax or a
sigmoid gives 0 and 1 where it should give something close to them, and the logarithm of 0 makes the loss infinite or
not a number. Keras computes the loss from the values in front of the activation only where it can still find them,
which it cannot here. The last layer is small; in `float32` it costs nothing.

## Example
```python
import keras

keras.mixed_precision.set_global_policy("mixed_float16")
(images, labels), (test_images, test_labels) = keras.datasets.mnist.load_data()
images, test_images = images / 255.0, test_images / 255.0

model = keras.Sequential([
    keras.Input((28, 28)),
    keras.layers.Flatten(),
    keras.layers.Dense(64, activation="relu"),
    keras.layers.Dense(10, activation="softmax"),
])
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(images, labels, epochs=5, validation_data=(test_images, test_labels))
```

## Use instead
```python
import keras

keras.mixed_precision.set_global_policy("mixed_float16")
(images, labels), (test_images, test_labels) = keras.datasets.mnist.load_data()
images, test_images = images / 255.0, test_images / 255.0

model = keras.Sequential([
    keras.Input((28, 28)),
    keras.layers.Flatten(),
    keras.layers.Dense(64, activation="relu"),
    keras.layers.Dense(10, activation="softmax", dtype="float32"),
])
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(images, labels, epochs=5, validation_data=(test_images, test_labels))
```

## Fix safety
The fix is safe: it computes the same in a better precision.

## When it stays silent
- `mixed_bfloat16`, which has the range of `float32`.
- The last layer, or the activation layer behind it, has a `dtype`.
- The policy is set more than once, in a branch, or to something that is not known.
- The model ends in custom code.

## Keras behaviour
Silent in all versions. `compile` wraps the optimizer so that it scales the loss, which helps the gradients and not the
output.

## References
- [Mixed precision](https://www.tensorflow.org/guide/mixed_precision)
"""

from __future__ import annotations

from collections.abc import Iterator

from keraslint.api import (
    Component,
    Draft,
    Fixes,
    Head,
    Layer,
    Meta,
    Model,
    Prediction,
    Setup,
    Severity,
    Statistic,
    finding,
    fix,
    relate,
    set_parameter,
    written,
)

META = Meta(
    code="KL507",
    severity=Severity.WARNING,
    category="suspicious",
    since="0.1",
    fixes=Fixes.ALWAYS,
    prediction=Prediction(Statistic.FINITE, "higher", 0.2),
)

SETTERS = ("set_global_policy", "set_dtype_policy", "set_policy")


def check(setup: Setup) -> Iterator[Draft]:
    """Find outputs of models under ``mixed_float16`` that leave the type to the policy."""
    policy = _policy(setup)
    if policy is None or not isinstance(setup.model, Model):
        return
    for head in setup.model.heads:
        if isinstance(head, Head) and all(layer.kind.startswith("keras.layers.") for layer in (head.layer, *head.after)):
            last = next((layer for layer in reversed(head.after) if layer.activation.known), head.layer)
            typed = any(_has_type(layer) for layer in (head.layer, *head.after))
            # A layer that is made before the policy is set, or in a function that may be called before, has another type.
            if not typed and last.output_dtype == "float16":
                yield _finding(last, policy)


def _policy(setup: Setup) -> Component | None:
    """Return the call that sets the policy, where there is one and it asks for ``float16``."""
    calls = [call for call in setup.program.calls if call.kind.endswith(SETTERS)] if setup.program is not None else []
    if len(calls) != 1 or calls[0].contexts:
        return None
    given = next((fact.value for fact in calls[0].arguments.values() if fact.given), None)
    if isinstance(given, Component):
        given = next((fact.value for fact in given.arguments.values() if fact.given), None)
    return calls[0] if given == "mixed_float16" else None


def _has_type(layer: Layer) -> bool:
    given = layer.component.arguments.get("dtype", layer.component.unexpected.get("dtype"))
    return given is not None and given.given and given.value is not None


def _finding(layer: Layer, policy: Component) -> Draft:
    return finding(
        layer.place,
        f"{written(layer)} computes the output in float16, as the policy mixed_float16 says for every layer: probabilities below"
        " 6e-8 become 0, and their logarithm infinite; give this layer dtype='float32'",
        related=relate((policy.place, "the policy is set here")),
        fix=fix("Compute the output in float32", set_parameter(layer.component, "dtype", "float32"), safe=True),
    )
