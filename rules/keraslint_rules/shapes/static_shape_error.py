"""A layer that cannot take the shape of what it is given.

## What it does
Follows shapes through the model, from its input to its outputs, and reports a layer whose input has the wrong number
of axes, a `Reshape` that does not come out even, and branches that do not fit together. Also compares the data that
`fit`, `evaluate` and `predict` are given with the input of the model.

## Why is this bad
Keras stops with an error when the model is built, or at its first call. In a long program that is after the data have
been loaded and prepared.

## Example
```python
import keras

(images, labels), (test_images, test_labels) = keras.datasets.mnist.load_data()
images, test_images = images / 255.0, test_images / 255.0

model = keras.Sequential([
    keras.Input((28, 28)),
    keras.layers.LSTM(32),
    keras.layers.LSTM(32),
    keras.layers.Dense(10, activation="softmax"),
])
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy")
model.fit(images, labels, epochs=5)
model.evaluate(test_images, test_labels)
```

## Use instead
```python
import keras

(images, labels), (test_images, test_labels) = keras.datasets.mnist.load_data()
images, test_images = images / 255.0, test_images / 255.0

model = keras.Sequential([
    keras.Input((28, 28)),
    keras.layers.LSTM(32, return_sequences=True),
    keras.layers.LSTM(32),
    keras.layers.Dense(10, activation="softmax"),
])
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy")
model.fit(images, labels, epochs=5)
model.evaluate(test_images, test_labels)
```

## Fix safety
The fix is unsafe: it decides how the model is meant. It is offered between two recurrent layers, where the first has
to return its whole sequence.

## When it stays silent
- An extent that matters is not known, or the layer is the program's own.
- Data that come from a table of pandas, whose columns may change on the way.
- Data of one axis more or less than the input of the model, where that axis has length one: Keras adds or drops it.
- The order of the channels is set for the whole program, or the program is for Keras 1.

## Keras behaviour
All versions raise a `ValueError`, when the model is built or at the first call of `fit` or `predict`.

## References
- [The Sequential model: specifying the input shape](https://keras.io/guides/sequential_model/)
- Nikanjam et al., *Automatic Fault Detection for Deep Learning Programs Using Graph Transformations*, TOSEM 2021
"""

from __future__ import annotations

from collections.abc import Iterator

from keraslint.api import (
    RECURRENT,
    Array,
    Draft,
    Fact,
    Fix,
    Fixes,
    Layer,
    Meta,
    Model,
    Prediction,
    Problem,
    Setup,
    Severity,
    Shape,
    Statistic,
    Tier,
    finding,
    fix,
    problems,
    relate,
    set_parameter,
    shape_text,
    written,
)

META = Meta(
    code="KL501",
    severity=Severity.ERROR,
    category="correctness",
    since="0.1",
    tier=Tier.CORE,
    fixes=Fixes.SOMETIMES,
    prediction=Prediction(Statistic.RUNS, "higher", 1.0),
    yields_to=("head-target-rank-mismatch",),
)


def check(setup: Setup) -> Iterator[Draft]:
    """Find layers that cannot take their inputs, and data that the model cannot take."""
    found = False
    for model, _, layer, problem in problems(setup):
        found = True
        if problem.kind != "collapse":
            yield _refused(model, layer, problem)
    if not found:
        yield from _misfed(setup)


def _refused(model: Model, layer: Layer, problem: Problem) -> Draft:
    got = " and ".join(shape_text(shape) for shape in problem.got)
    before = [model.layers[at] for at in layer.inputs]
    recurrent = len(before) == 1 and before[0].name in RECURRENT and before[0]["return_sequences"].value is False
    advice = f"; give {before[0].name} return_sequences=True, so that it passes all its steps on" if recurrent else ""
    return finding(
        layer.call_place or layer.place,
        f"{written(layer)} expects {problem.expected}, and gets {got}: Keras stops with an error here{advice}",
        related=relate(*((one.place, f"this gives {shape_text(one.output_shape)}") for one in before if one.output_shape)),
        fix=_return_sequences(before[0]) if recurrent and problem.kind == "rank" and layer.name in RECURRENT else None,
    )


def _return_sequences(layer: Layer) -> Fix | None:
    return fix("Return the whole sequence", set_parameter(layer.component, "return_sequences", True))


def _misfed(setup: Setup) -> Iterator[Draft]:
    model = setup.model
    if not isinstance(model, Model) or len(model.inputs) != 1 or model.inputs[0] is None:
        return
    expected = model.inputs[0]
    for use in setup.uses:
        match use.x:
            case Fact(Array(shape=tuple() as shape, container="ndarray") as data) if use.container == "array":
                if len(shape) == len(expected) and not _fits(shape, expected) and not _of_table(data):
                    yield finding(
                        use.x.place,
                        f"the model takes samples of shape {expected[1:]}, and {use.method} gives it samples of shape"
                        f" {shape[1:]}: Keras stops with an error here",
                        related=relate((model.layers[0].place, f"the model takes {shape_text(expected)}")),
                    )
                    return


def _of_table(data: Array) -> bool:
    """Say whether data were read from a table, whose columns may have become more on the way."""
    return data.source is None or data.source.name.startswith("pandas.")


def _fits(shape: Shape, expected: Shape) -> bool:
    pairs = zip(shape[1:], expected[1:], strict=True)
    return all(given is None or wanted is None or given == wanted for given, wanted in pairs)
