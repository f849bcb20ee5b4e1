"""Weights that Keras does not know of, and so does not train or save.

## What it does
Finds a `tf.Variable` as an attribute of a layer or model, layers with weights that are made inside of `call`, and layers
that a `Lambda` uses although the model does not hold them.

## Why is this bad
Keras 3 trains and saves what it tracks: variables made by `add_weight`, and layers that are attributes of a layer or
model. A plain `tf.Variable` is not among them, as it was in Keras 2; it stays at its first value. A layer that is made
in `call` starts with new random weights each time. A layer that a `Lambda` merely uses belongs to nobody.

## Example
```python
import keras
import tensorflow as tf


class Scale(keras.layers.Layer):
    def __init__(self):
        super().__init__()
        self.factor = tf.Variable(1.0)

    def call(self, inputs):
        return inputs * self.factor


model = keras.Sequential([keras.Input((8,)), Scale(), keras.layers.Dense(1)])
model.compile(optimizer="adam", loss="mse")
```

## Use instead
```python
import keras


class Scale(keras.layers.Layer):
    def __init__(self):
        super().__init__()
        self.factor = self.add_weight(shape=(), initializer="ones")

    def call(self, inputs):
        return inputs * self.factor


model = keras.Sequential([keras.Input((8,)), Scale(), keras.layers.Dense(1)])
model.compile(optimizer="adam", loss="mse")
```

## When it stays silent
- Keras 2, for `tf.Variable`: it is tracked there.
- `trainable=False`: counters and running values, which a layer keeps on purpose.
- Layers without weights that are made in `call`, such as `Dropout` or `ReLU`.
- A layer that is made in a branch of `call`, once, and kept.
- A layer in a `Lambda` that the model also uses directly.

## Keras behaviour
A `tf.Variable` is silent, and has no part in `trainable_weights`. So is a layer in a `Lambda`; Keras 2 stops with an error
there. A layer in `call` is silent where the model is called directly, and fails in `fit`.

## References
- [Migrating Keras 2 code to multi-backend Keras 3](https://keras.io/guides/migrating_to_keras_3/)
- [Making new layers and models via subclassing](https://keras.io/guides/making_new_layers_and_models_via_subclassing/)
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar

from keraslint.api import (
    NORMALIZATIONS,
    WEIGHTED,
    Component,
    Draft,
    Event,
    Meta,
    Model,
    Prediction,
    Program,
    Severity,
    Statistic,
    finding,
    identities,
)

META = Meta(
    code="KL413",
    severity=Severity.ERROR,
    category="correctness",
    since="0.1",
    groups=("migration",),
    prediction=Prediction(Statistic.STATE, "higher", 1),
)

VARIABLE = "tensorflow.Variable"
HOLDING = WEIGHTED | NORMALIZATIONS | {"Embedding", "PReLU", "MultiHeadAttention"}
"""Layers that have weights."""


def check(program: Program) -> Iterator[Draft]:
    """Find variables and layers that nobody tracks."""
    if program.framework.flavour == "keras3":
        yield from _variables(program)
    held = {identity for setup in program.setups if isinstance(setup.model, Model) for identity in identities(setup.model)}
    for event in program.events:
        name = event.name.rpartition(".")[2]
        if name not in HOLDING:
            continue
        if event.kind == "made inside":
            yield finding(
                event.place,
                f"this {name} is made inside of call, with new random weights each time; make it in __init__ and keep it as an"
                " attribute",
            )
        elif event.kind == "captured" and event.subject not in held:
            yield finding(
                event.place,
                f"a Lambda layer does not hold the layers that its function uses: the weights of this {name} are no part of the"
                " model, and are neither trained nor saved; call the layer without the Lambda, or write a Layer class that has it"
                " as an attribute",
            )


def _variables(program: Program) -> Iterator[Draft]:
    """Find variables of TensorFlow that are attributes of a layer or model."""
    made = [call for call in program.calls if call.kind == VARIABLE and call.place is not None]
    settings = _by_line([event for event in program.events if event.kind == "set" and event.place is not None]) if made else {}
    for line, calls in _by_line(made).items():
        events = settings.get(line, [])
        for at, call in enumerate(calls):
            event = events[at] if len(calls) == len(events) else _in_front(call, events)
            if event is not None and _is_layer(event) and call["trainable"].value is not False:
                yield finding(
                    call.place,
                    f"Keras 3 does not track a tf.Variable: {event.name} is not among the weights, so that fit does not train it"
                    f" and save does not keep it; use self.{event.name} = self.add_weight(...)",
                )


Placed = TypeVar("Placed", Component, Event)


def _by_line(found: list[Placed]) -> dict[tuple[object, ...], list[Placed]]:
    """Group what begins in one line, from left to right; what is run several times counts once."""
    lines: dict[tuple[object, ...], dict[int, Placed]] = {}
    for one in found:
        assert one.place is not None
        span = one.place.span
        lines.setdefault((span.file, span.cell, span.line), {}).setdefault(span.column, one)
    return {line: [there[column] for column in sorted(there)] for line, there in lines.items()}


def _in_front(call: Component, events: list[Event]) -> Event | None:
    """Return the nearest attribute in front of a variable in its line."""
    column = call.place.span.column if call.place is not None else 0
    before = [event for event in events if event.place is not None and event.place.span.column < column]
    return before[-1] if before else None


def _is_layer(event: Event) -> bool:
    base = event.details.get("base", "")
    return isinstance(base, str) and base.startswith(("keras.Layer", "keras.Model", "keras.Sequential", "keras.layers."))
