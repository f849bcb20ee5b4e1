"""The attribute `lr` of an optimizer, which Keras 3 does not have.

## What it does
Finds `model.optimizer.lr = value`, the same on an optimizer itself, and reads of `optimizer.lr`.

## Why is this bad
In Keras 3 the learning rate is `optimizer.learning_rate`. Setting `lr` makes an attribute that nothing looks at: the
training goes on with the old learning rate, and nothing is said. Reading it raises an error.

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
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy")
model.fit(points, labels, epochs=5)
model.optimizer.lr = 0.0001
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
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy")
model.fit(points, labels, epochs=5)
model.optimizer.learning_rate = 0.0001
model.fit(points, labels, epochs=5)
```

## Fix safety
The attribute is called `learning_rate`, which is what the program asked for. Where the program uses
`keras.backend.set_value` or `get_value` the fix is unsafe: these need to be replaced as well.

## When it stays silent
- The object is not known to be an optimizer of Keras, or is of a class of the program's own, which may define `lr`.
- The program runs on Keras 2: through `tf_keras`, `TF_USE_LEGACY_KERAS`, or the versions that its project requires.

## Keras behaviour
Keras 3: setting `lr` is silent and has no effect; reading it raises `AttributeError`. Keras 2: `lr` is the learning rate.

## References
- [Optimizers](https://keras.io/api/optimizers/)
"""

from __future__ import annotations

from collections.abc import Iterator

from keraslint.api import (
    Draft,
    Event,
    Fixes,
    Meta,
    Prediction,
    Program,
    Severity,
    Statistic,
    Tier,
    finding,
    fix,
    rename_attribute,
)

META = Meta(
    code="KL802",
    severity=Severity.ERROR,
    category="correctness",
    since="0.1",
    tier=Tier.CORE,
    keras="Keras 3",
    flavours=("keras3",),
    fixes=Fixes.ALWAYS,
    prediction=Prediction(Statistic.STATE, "higher", 0.0001),
    one_cause=True,
)

THROUGH_BACKEND = frozenset({"keras.backend.set_value", "keras.backend.get_value"})


def check(program: Program) -> Iterator[Draft]:
    """Find where the attribute is set and read, once for each place."""
    safe = not any(call.kind in THROUGH_BACKEND for call in program.calls)
    events = [event for event in program.events if event.name == "lr" and _on_optimizer(event) and not event.guarded]
    assigned = [event.place for event in events if event.kind == "set"]
    for event in events:
        if event.kind == "get" and event.place in assigned:
            continue
        yield finding(
            event.place,
            "setting lr of an optimizer has no effect in Keras 3, and nothing is said; assign to learning_rate"
            if event.kind == "set"
            else "optimizers have no attribute lr in Keras 3; read learning_rate",
            fix=fix("Use learning_rate", rename_attribute(event, "learning_rate"), safe=safe),
        )


def _on_optimizer(event: Event) -> bool:
    """Say whether an attribute is that of an optimizer of Keras."""
    owner = str(event.details.get("owner", ""))
    is_one = owner.startswith("keras.optimizers.") and owner.count(".") == 2
    return event.kind in {"get", "set"} and (is_one or (owner.startswith("keras.") and owner.endswith(".optimizer")))
