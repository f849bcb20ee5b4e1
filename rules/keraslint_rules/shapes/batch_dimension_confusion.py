"""The number of samples where the shape of one sample is meant, or one sample where a batch is meant.

## What it does
Finds input shapes that begin with the number of samples, or with `None`, and shapes that are a number; and calls of
`predict`, or of the model itself, with a single sample that has no batch axis.

## Why is this bad
`input_shape` and `keras.Input` take the shape of one sample; the batch axis is added in front of it. With the whole
shape of the data the model expects one axis too many, and the error that follows speaks of ranks, or of sizes that
come out negative. `predict` takes a batch: of a single sample the first axis is taken for the batch.

## Example
```python
import keras

(images, labels), (test_images, test_labels) = keras.datasets.mnist.load_data()
images, test_images = images / 255.0, test_images / 255.0

model = keras.Sequential([
    keras.Input((28, 28)),
    keras.layers.Flatten(),
    keras.layers.Dense(10, activation="softmax"),
])
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(images, labels, epochs=5, validation_data=(test_images, test_labels))
print(model.predict(test_images[0]))
```
```python
import keras

model = keras.Sequential([
    keras.Input(10),
    keras.layers.Dense(1),
])
```

## Use instead
```python
import keras

(images, labels), (test_images, test_labels) = keras.datasets.mnist.load_data()
images, test_images = images / 255.0, test_images / 255.0

model = keras.Sequential([
    keras.Input((28, 28)),
    keras.layers.Flatten(),
    keras.layers.Dense(10, activation="softmax"),
])
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(images, labels, epochs=5, validation_data=(test_images, test_labels))
print(model.predict(test_images[:1]))
```
```python
import keras

model = keras.Sequential([
    keras.Input((10,)),
    keras.layers.Dense(1),
])
```

## Fix safety
The fix makes a tuple of the number that `keras.Input` is given. It is safe: the call fails without it.

## When it stays silent
- The shape of the data or of the input is not known.
- `batch_shape` and `batch_input_shape`, which do begin with the batch.
- Shapes that begin with `None` and could be those of sequences or of images of any size.
- Samples that get a batch axis with `[i:i+1]`, `np.expand_dims` or `reshape`.
- One-dimensional data for a model of single numbers: there each number is a sample.

## Keras behaviour
`Input(10)` fails in Keras 3 ("Cannot convert '10' to a shape"). A wrong shape fails in all versions when the model is
built or fitted, for `Dense` only when it is fitted. `predict` with a single sample fails in all versions.

## References
- [Input object](https://keras.io/api/layers/core_layers/input/)
- [The Sequential model](https://keras.io/guides/sequential_model/)
"""

from __future__ import annotations

from collections.abc import Iterator

from keraslint.api import (
    Array,
    Draft,
    Event,
    Fact,
    Fixes,
    Layer,
    Meta,
    Model,
    Prediction,
    Program,
    Setup,
    Severity,
    Shape,
    Statistic,
    Use,
    finding,
    fix,
    relate,
    set_argument,
    trail,
)

META = Meta(
    code="KL505",
    severity=Severity.ERROR,
    category="correctness",
    since="0.1",
    fixes=Fixes.SOMETIMES,
    prediction=Prediction(Statistic.RUNS, "higher", 1.0),
)

INPUTS = {"keras.Input", "keras.layers.InputLayer"}


def check(program: Program) -> Iterator[Draft]:
    """Find shapes that hold a batch axis, and batches that have none."""
    if program.framework.flavour == "keras3":
        yield from _numbers(program)
    for setup in program.setups:
        yield from _setup(setup)
    models = {setup.model.identity: setup.model for setup in program.setups if isinstance(setup.model, Model)}
    for event in program.events:
        if event.kind == "apply" and event.subject in models:
            yield from _call(models[event.subject], event)


def _numbers(program: Program) -> Iterator[Draft]:
    """Find numbers where ``keras.Input`` takes a tuple."""
    for call in program.calls:
        shape = call["shape"]
        if call.kind in INPUTS and shape.given and isinstance(shape.value, int):
            yield finding(
                shape.place or call.place,
                f"{call.name}({shape.value}) is not the shape of a sample: Keras 3 takes a tuple here, ({shape.value},)",
                fix=fix("Make it a tuple", set_argument(shape, (shape.value,)), safe=True),
            )


def _setup(setup: Setup) -> Iterator[Draft]:
    model = setup.model
    if not isinstance(model, Model) or len(model.inputs) != 1:
        return
    expected = model.inputs[0]
    if expected is None or None in expected[1:]:
        return
    for use in setup.uses:
        match use.x:
            case Fact(Array(shape=tuple() as given)) if use.container == "array":
                if use.method in {"fit", "evaluate"} and given and given == expected[1:] and given[0] > len(expected):
                    yield _whole(model, use, given)
                    return
                if use.method.startswith("predict") and _is_sample(given, expected[1:]):
                    yield _sample(use, given)


def _call(model: Model, event: Event) -> Iterator[Draft]:
    """Find direct calls of a model on data without an axis for the batch."""
    expected = model.inputs[0] if len(model.inputs) == 1 else None
    match event.details["data"]:
        case Fact(Array(shape=tuple() as given) as array) as data if expected is not None and None not in expected[1:]:
            if given == () or _is_sample(given, expected[1:]):
                what = "a single number" if given == () else f"a single sample, of shape {given}"
                yield finding(
                    data.place or event.place,
                    f"the model is called on {what}, and expects a batch of shape {expected}: the first axis stands for the"
                    f" samples, even if there is one only, {(1, *expected[1:])}",
                    related=trail(array, "the data come from here"),
                )


def _is_sample(given: Shape, expected: Shape) -> bool:
    """Say whether data have the shape of one sample; numbers in a row may be samples of one number each."""
    return given == expected and expected != (1,)


def _whole(model: Model, use: Use, given: Shape) -> Draft:
    first = next(iter(model.layers))
    shape = _declared(first)
    return finding(
        shape.place or first.place,
        f"the shape {given} is that of all {given[0]:,} samples, and a batch axis is put in front of it: the model expects data"
        f" of shape {(None, *given)}; give it the shape of one sample, {given[1:]}",
        related=relate((use.x.place, f"these data have the shape {given}")),
    )


def _declared(layer: Layer) -> Fact[object]:
    names = ("input_shape", "shape")
    known = {**layer.component.arguments, **layer.component.unexpected}
    return next((known[name] for name in names if name in known and known[name].given), layer.activation)


def _sample(use: Use, given: Shape) -> Draft:
    return finding(
        use.x.place or use.place,
        f"{use.method} takes a batch, but these data have the shape {given} of a single sample, whose first axis is taken for the"
        f" batch; give it an axis for the batch: x[i:i+1], or np.expand_dims(x, 0), of shape {(1, *given)}",
    )
