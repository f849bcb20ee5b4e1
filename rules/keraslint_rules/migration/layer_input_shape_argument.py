"""The shape of the input given to the first layer, where Keras 3 wants an `Input`.

## What it does
Finds `input_shape` and `input_dim` on the first layer of a model, `Embedding(input_length=...)`, and
`InputLayer(input_shape=...)`.

## Why is this bad
Keras 3 warns about each of them. An `Input` in front says the same for every kind of layer, and stays where it is when the
layers behind it are moved about.

## Example
```python
import keras

model = keras.Sequential([
    keras.layers.Dense(16, activation="relu", input_shape=(8,)),
    keras.layers.Dense(3, activation="softmax"),
])
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy")
```
```python
import keras

layer = keras.layers.Embedding(1000, 16, input_length=20)
```

## Use instead
```python
import keras

model = keras.Sequential([
    keras.Input(shape=(8,)),
    keras.layers.Dense(16, activation="relu"),
    keras.layers.Dense(3, activation="softmax"),
])
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy")
```
```python
import keras

layer = keras.layers.Embedding(1000, 16)
```

## Fix safety
The fix is safe: the model is the same, down to the names of its layers. There is none for a model that is not compiled in the
file that makes it.

## When it stays silent
- The program runs on Keras 2, where this is how it is done.
- The layer is not the first one: see `ignored-input-shape`.
- `input_dim` of an `Embedding` is the size of the vocabulary.

## Keras behaviour
Keras 3 warns "Do not pass an `input_shape`/`input_dim` argument to a layer"; for `input_length`, "Argument `input_length`
is deprecated"; for `InputLayer(input_shape=...)`, "Use `shape` instead". Keras 2 says nothing.

## References
- [The Sequential model](https://keras.io/guides/sequential_model/)
"""

from __future__ import annotations

from collections.abc import Iterator

from keraslint.api import (
    Change,
    Component,
    Declared,
    Draft,
    Fix,
    Fixes,
    Layer,
    Meta,
    Model,
    Place,
    Program,
    Severity,
    Tier,
    declared_input,
    finding,
    fix,
    ignored_inputs,
    in_setup,
    insert_before,
    remove_argument,
    rename_argument,
)

META = Meta(
    code="KL808",
    severity=Severity.INFO,
    category="style",
    since="0.1",
    tier=Tier.OPT_IN,
    keras="Keras 3",
    flavours=("keras3",),
    fixes=Fixes.SOMETIMES,
)

EMBEDDING, INPUT = "keras.layers.Embedding", "keras.layers.InputLayer"


def check(program: Program) -> Iterator[Draft]:
    """Find shapes of the input on first layers, and two arguments with other names."""
    models = [setup.model for setup in program.setups if isinstance(setup.model, Model)]
    ignored = {declared.fact.place for model in models for declared in ignored_inputs(model)}
    first = dict(_inserted(program))
    for call in program.calls:
        if call.guarded or not call.kind.startswith("keras.layers."):
            continue
        if call.kind in {EMBEDDING, INPUT}:
            yield from _other(call)
            continue
        declared = declared_input(Layer(call, 0))
        if declared is not None and declared.fact.place not in ignored:
            name = declared.fact.site.parameter if declared.fact.site is not None else "input_shape"
            message = f"put keras.Input({_shape_text(declared.shape)}) in front of this {call.name} instead of giving it {name}"
            yield finding(declared.fact.place, message, fix=_fix(first.get(declared.fact.place), declared))


def _inserted(program: Program) -> Iterator[tuple[Place | None, Change]]:
    """Walk the shapes that the first layers of compiled models state, with the change that puts an Input in front."""
    for number, setup in enumerate(program.setups):
        for layer in setup.model.layers[:1] if isinstance(setup.model, Model) else ():
            declared = declared_input(layer)
            if declared is not None and declared.shape is not None and not layer.inputs:
                yield declared.fact.place, in_setup(number, insert_before(layer, "keras.Input", shape=declared.shape))


def _fix(inserted: Change | None, declared: Declared) -> Fix | None:
    return fix("Put an Input in front", remove_argument(declared.fact), inserted, safe=True)


def _shape_text(shape: tuple[int | None, ...] | None) -> str:
    return "shape" if shape is None else f"shape={shape}"


def _other(call: Component) -> Iterator[Draft]:
    length = call.arguments.get("input_length")
    if call.kind == EMBEDDING and length is not None and length.given:
        message = "Embedding(input_length=...) is deprecated in Keras 3, which does not need it; leave it out"
        yield finding(length.place, message, fix=fix("Leave input_length out", remove_argument(length), safe=True))
    shape = call.arguments.get("input_shape")
    if call.kind == INPUT and shape is not None and shape.given:
        message = "InputLayer(input_shape=...) is deprecated: the argument is called shape in Keras 3"
        yield finding(shape.place, message, fix=fix("Use shape", rename_argument(shape, "shape"), safe=True))
