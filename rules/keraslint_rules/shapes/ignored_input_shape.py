"""A shape of the input stated by a layer that is not the first one, where nothing looks at it.

## What it does
Finds `input_shape` and `input_dim` on layers that get their input from another layer.

## Why is this bad
Only the first layer of a model can say what the model is fed. On any other layer the argument is ignored, even when it is
wrong, so that the code tells something about the model that is not so.

## Example
```python
import keras

model = keras.Sequential([
    keras.Input((8,)),
    keras.layers.Dense(16, activation="relu"),
    keras.layers.Dense(3, activation="softmax", input_shape=(8,)),
])
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy")
```

## Use instead
```python
import keras

model = keras.Sequential([
    keras.Input((8,)),
    keras.layers.Dense(16, activation="relu"),
    keras.layers.Dense(3, activation="softmax"),
])
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy")
```

## Fix safety
The argument is left out, which changes nothing that is computed.

## When it stays silent
- The layer is the first one of its model, be that nested in another.
- What stands in front of the layer is not known, or may be nothing.
- The number of classes of an `Embedding` is called `input_dim`; that is not meant.

## Keras behaviour
Keras 2 and 3 build the model from the shape that the layer in front gives and ignore the argument, whatever it says. Keras 3
warns about `input_shape` on any layer, be it ignored or not.

## References
- [The Sequential model](https://keras.io/guides/sequential_model/)
"""

from __future__ import annotations

from collections.abc import Iterator

from keraslint.api import (
    Declared,
    Draft,
    Fixes,
    Meta,
    Model,
    Setup,
    Severity,
    finding,
    fix,
    ignored_inputs,
    relate,
    remove_argument,
    shape_text,
)

META = Meta(
    code="KL509",
    severity=Severity.WARNING,
    category="style",
    since="0.1",
    fixes=Fixes.ALWAYS,
)


def check(setup: Setup) -> Iterator[Draft]:
    """Find shapes that are stated where they are ignored: those that are wrong, and the others, one finding each."""
    model = setup.model
    found = list(ignored_inputs(model)) if isinstance(model, Model) else []
    for wrong in (True, False):
        alike = [declared for declared in found if declared.conflicts is wrong]
        if alike:
            yield _finding(alike[0], alike[1:])


def _finding(first: Declared, others: list[Declared]) -> Draft:
    written = f"{first.fact.site.keyword if first.fact.site else 'input_shape'}={_shown(first)}"
    got = first.layer.input_shapes[0] if first.layer.input_shapes else None
    if first.conflicts and got is not None:
        message = (
            f"{written} is ignored, and it is wrong: this {first.layer.name} is not the first layer and gets {shape_text(got)}"
        )
    else:
        message = f"{written} is ignored: this {first.layer.name} is not the first layer; leave it out"
    changes = [remove_argument(declared.fact) for declared in (first, *others)]
    return finding(
        first.fact.place,
        message,
        related=relate(*((other.fact.place, "ignored as well") for other in others)),
        fix=fix("Leave the shape out", *changes, safe=True),
        severity=None if first.conflicts else Severity.INFO,
    )


def _shown(declared: Declared) -> str:
    value = declared.fact.value
    return "..." if declared.shape is None else str(value)
