"""A `tf.function` that is traced again and again, or whose body does in Python what is then done only once.

## What it does
Finds functions with `@tf.function` that are made in a loop, that are called in a loop with a Python number which
changes, and in whose bodies NumPy draws random numbers, the time is read, something is printed, or `.numpy()` is called.

## Why is this bad
TensorFlow runs the body of such a function once as Python, to record a graph, and then runs the graph. For another
Python number, and for another function object, it records anew, which takes many times as long as running the graph. What Python
does in the body is done while recording: a random number of NumPy becomes a constant, and `print` prints once.

## Example
```python
import keras
import numpy as np
import tensorflow as tf

model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(16, activation="relu"), keras.layers.Dense(1)])


@tf.function
def noisy(points):
    return model(points + np.random.normal(size=4))


points = tf.ones((8, 4))
for turn in range(5):
    print(noisy(points))
```

## Use instead
```python
import keras
import tensorflow as tf

model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(16, activation="relu"), keras.layers.Dense(1)])


@tf.function
def noisy(points):
    return model(points + tf.random.normal((4,)))


points = tf.ones((8, 4))
for turn in range(5):
    print(noisy(points))
```

## When it stays silent
- The decorator has arguments such as `reduce_retracing` or `input_signature`, where numbers are concerned.
- The numbers are tensors, or the loop is known to have three turns or fewer.
- What is printed speaks of tracing: then it is meant.
- Functions are run eagerly (`run_functions_eagerly`).

## Keras behaviour
TensorFlow warns from the fifth tracing in a row on; about what Python does in the body it is silent. `.numpy()` raises an
`AttributeError` there.

## References
- [Better performance with tf.function](https://www.tensorflow.org/guide/function)
"""

from __future__ import annotations

from collections.abc import Iterator

from keraslint.api import (
    Draft,
    Event,
    Meta,
    Place,
    Prediction,
    Program,
    Severity,
    Statistic,
    finding,
    relate,
    repeated_in,
)

META = Meta(
    code="KL703",
    severity=Severity.WARNING,
    category="performance",
    since="0.1",
    prediction=Prediction(Statistic.STATE, "lower", 2.0),
)

EAGER = "run_functions_eagerly"
WORDS = {
    "numpy": (
        "calls .numpy(), which tensors of a graph do not have: it stops with an AttributeError",
        Severity.ERROR,
    ),
    "builtins.print": ("prints only while it is traced, not when it runs; use tf.print", Severity.INFO),
}
CONSTANT = "is computed once, while the function is traced, and is a constant in every call; use"


def check(program: Program) -> Iterator[Draft]:
    """Find functions that are traced too often, or that do in Python what belongs into the graph; each place once."""
    if any(call.kind.endswith(EAGER) for call in program.calls):
        return
    seen: set[object] = set()
    for event in program.events:
        for place, draft in _drafts(event):
            if place is not None and place.key not in seen:
                seen.add(place.key)
                yield draft


def _drafts(event: Event) -> Iterator[tuple[Place | None, Draft]]:
    loop = repeated_in(event.contexts)
    if event.kind == "traced":
        if loop is not None:
            yield (
                event.place,
                finding(
                    event.place,
                    f"{event.name} is made anew in each turn of a loop, and TensorFlow traces each; define it before the loop",
                    related=relate((loop.place, "this is the loop")),
                ),
            )
        for name, place in event.details["effects"]:
            yield place, _effect(event, name, place)
    elif event.kind == "retraced" and loop is not None:
        for place in event.details["places"]:
            yield (
                place,
                finding(
                    place,
                    f"this is a Python number that a loop changes, and TensorFlow traces {event.name} anew for"
                    " each of its values; hand in a tensor, for instance tf.constant(...)",
                    related=relate((loop.place, "this is the loop")),
                ),
            )


def _effect(event: Event, name: str, place: Place) -> Draft:
    words, severity = WORDS.get(name, (None, None))
    if words is None:
        remedy = "tf.random" if "random" in name else "tf.timestamp, or read the time outside"
        words = f"calls {name}, which {CONSTANT} {remedy}"
    return finding(
        place,
        f"{event.name} is a tf.function and {words}",
        related=relate((event.place, f"{event.name} is traced")),
        severity=severity,
    )
