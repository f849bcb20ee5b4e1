"""Inputs that reach the first layer in the range in which they are stored, such as 0..255.

## What it does
Follows the training data to the first layer with weights. Reports values beyond 10 that nothing has scaled on the
way: no division, no scaler, no `Rescaling` or `Normalization` layer, no `preprocess_input`. It also reports columns that
come out of a text file as they are, in a program that scales nothing: as a warning where a scaler is imported and never
used, or where the file is a well-known one with large numbers, else as information. And it reports inputs of which the
program makes a scaled copy, and that reach the model unscaled all the same. Where the data themselves cannot be seen
because the program is a snippet, it reports an image model if nothing at all in the program scales anything.

## Why is this bad
Layers start with weights that are made for inputs of about -1..1. Inputs that are a hundred times larger make
activations and gradients a hundred times larger: units saturate or die in the first steps, and a learning rate that
suits the weights does not suit the inputs. On a small image task with pixels from 0 to 255 the accuracy was .71, .86
and .87 with Adam and at chance with SGD; with pixels from 0 to 1 Adam reached 1.0 in all three runs.

## Example
```python
import keras

(train_images, train_labels), (test_images, test_labels) = keras.datasets.mnist.load_data()

model = keras.Sequential([
    keras.Input((28, 28)),
    keras.layers.Flatten(),
    keras.layers.Dense(128, activation="relu"),
    keras.layers.Dense(10, activation="softmax"),
])
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(train_images, train_labels, epochs=5)
model.evaluate(test_images, test_labels)
```

## Use instead
```python
import keras

(train_images, train_labels), (test_images, test_labels) = keras.datasets.mnist.load_data()

model = keras.Sequential([
    keras.Input((28, 28)),
    keras.layers.Flatten(),
    keras.layers.Dense(128, activation="relu"),
    keras.layers.Dense(10, activation="softmax"),
])
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(train_images / 255.0, train_labels, epochs=5)
model.evaluate(test_images / 255.0, test_labels)
```

## Fix safety
The fix divides the images by 255 wherever the model gets them, in training and afterwards alike. It is unsafe because
training goes differently, and because a model that is used elsewhere needs the same division there. For columns of
numbers there is no fix: each needs its own scale, which `keras.layers.Normalization` learns from the data.

## When it stays silent
- The range of the data is not known, and they are no table of a text file, or they pass through something that is not followed.
- Anything on the way scales: a division, a scaler, `rescale=`, `preprocess_input`, a `Rescaling` or `Normalization`
  layer.
- The first layer with weights is followed at once by batch normalisation, which takes the scale out again, or
  preceded by it.
- The first layer is an `Embedding` or looks words up: such inputs are indices.
- A ready-made model comes first: its own preparation is another question.
- In a snippet: something in it scales some data, or the data come through an import, a parameter or a function that
  cannot be seen.

## Keras behaviour
Silent in all versions.

## References
- [Rescaling layer](https://keras.io/api/layers/preprocessing_layers/image_preprocessing/rescaling/)
- LeCun et al., *Efficient BackProp*, 1998, section 4.3
- Schoop et al., *UMLAUT: Debugging Deep Learning Programs using Program Structure and Model Behavior*, CHI 2021
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from keraslint.api import (
    AUGMENTATIONS,
    DROPOUTS,
    POOLINGS,
    RESHAPES,
    WEIGHTED,
    Array,
    Confidence,
    Draft,
    Encoding,
    Event,
    Fact,
    Fix,
    Fixes,
    Interval,
    Layer,
    Meta,
    Model,
    Prediction,
    Reason,
    Setup,
    Severity,
    Shape,
    Statistic,
    Step,
    Tier,
    Unknown,
    Use,
    finding,
    fix,
    inputs,
    left_aside,
    relate,
    span_of,
    trail,
    transform_data,
    written,
)
from keraslint_rules.data._raw_tables import raw_tables

META = Meta(
    code="KL301",
    severity=Severity.WARNING,
    category="suspicious",
    since="0.1",
    tier=Tier.CORE,
    fixes=Fixes.SOMETIMES,
    prediction=Prediction(Statistic.TASK_SCORE, "higher", 0.05),
)

LARGE = 10
VERY_LARGE = 100
PIXELS = 255
SMALLEST_IMAGE = 8

TRANSPARENT = {"InputLayer", "ZeroPadding2D"} | DROPOUTS | RESHAPES | AUGMENTATIONS | POOLINGS
"""Layers that keep the scale of what goes through them."""


def check(setup: Setup) -> Iterator[Draft]:
    """Find large inputs in front of the first layer with weights."""
    if not isinstance(setup.model, Model) or not setup.fits:
        return
    first = _first_weighted(setup.model)
    if first is None:
        return
    data = inputs(setup)
    match data:
        case Fact(Array(interval=Interval(bounded=True) as interval) as array):
            if interval.magnitude > LARGE and not _has_scale(array) and not _are_indices(array):
                yield _known(setup, data, array, interval, first)
                return
        case Fact(Unknown(reason=Reason.UNDEFINED_NAME) as unknown):
            if _is_a_name(unknown) and _is_image(setup.model) and not _scales_anything(setup):
                yield _unseen(setup, data, first)

    if isinstance(data.value, Array) and not _has_scale(data.value) and setup.program is not None:
        scaled = left_aside(setup.program, data.value)
        if scaled is not None:
            yield _forgotten(data, scaled, first)
            return
        yield from raw_tables(setup, data, first)


def _forgotten(data: Fact[Array], scaled: Event, first: Layer) -> Draft:
    return finding(
        data.place,
        f"the inputs reach the first layer, {written(first)}, as they are stored, although a scaled copy of them is made, which"
        " no model gets: feed the copy, or a part of it, to the model",
        related=relate((scaled.place, "the scaled copy is made here"), (first.place, "this layer gets them unscaled")),
        confidence=Confidence.MEDIUM,
    )


def _first_weighted(model: Model) -> Layer | None:
    """Return the first layer with weights, where nothing in front of it, or right behind it, takes the scale out."""
    layers = list(model.flat())
    for at, layer in enumerate(layers):
        if layer.name in WEIGHTED and layer.known:
            follower = layers[at + 1] if at + 1 < len(layers) else None
            rescaled = follower is not None and follower.name == "BatchNormalization" and layer.activation.value == "linear"
            return None if rescaled else layer
        if layer.name not in TRANSPARENT:
            return None
    return None


def _has_scale(array: Array) -> bool:
    """Say whether something that is not followed, or that may make values smaller, was done to data."""
    return any(step.operation == "opaque" or (step.operation == "scale" and not _enlarges(step)) for step in array.steps)


def _enlarges(step: Step) -> bool:
    by = step.detail("by")
    if isinstance(by, bool) or not isinstance(by, int | float):
        return False
    return (
        abs(by) >= 1 if step.name == "multiply" else step.name == "divide" and not step.detail("reflected") and 0 < abs(by) <= 1
    )


def _are_indices(array: Array) -> bool:
    return array.encoding in {Encoding.ONE_HOT, Encoding.MULTI_HOT, Encoding.BINARY}


def _is_a_name(unknown: Unknown) -> bool:
    """Say whether the data are a name that is defined nowhere, rather than what an undefined function returns."""
    if unknown.place is None:
        return False
    span = unknown.place.span
    return span.line == span.end_line and span.end_column - span.column == len(unknown.detail)


def _is_image(model: Model) -> bool:
    match model.inputs:
        case ((_, int() as height, int() as width, 1 | 3),):
            return height >= SMALLEST_IMAGE and width >= SMALLEST_IMAGE
    return False


def _scales_anything(setup: Setup) -> bool:
    """Say whether some data anywhere in the program are scaled, or the program is not seen whole."""
    program = setup.program
    if program is None or program.scalings:
        return True
    return any(part.name in {"Rescaling", "Normalization"} for part in program.components)


def _pixels(interval: Interval) -> bool:
    return interval.lo >= 0 and interval.hi in {PIXELS, PIXELS + 1}


def _known(setup: Setup, data: Fact[Array], array: Array, interval: Interval, first: Layer) -> Draft:
    if _pixels(interval):
        what, advice = "images", "divide them by 255.0, here and wherever the model gets images"
    else:
        what = "inputs"
        advice = "bring every column to mean 0 and deviation 1, for instance with a keras.layers.Normalization layer"
    return finding(
        data.place,
        f"the {what} reach the first layer, {written(first)}, as they are stored, with values {span_of(interval)}; its weights"
        f" are made for about -1..1: {advice}",
        related=trail(array, f"the values come from here, {span_of(interval)}")
        + relate((first.place, "this layer gets them unscaled")),
        confidence=Confidence.MEDIUM if interval.magnitude < VERY_LARGE else None,
        fix=_fix(setup, lambda fact: _same_range(fact, interval)) if _pixels(interval) else None,
    )


def _unseen(setup: Setup, data: Fact[Array], first: Layer) -> Draft:
    assert isinstance(setup.model, Model)
    shape = _shown(setup.model.inputs[0])
    return finding(
        data.place,
        f"no scaling of these images is visible: the model takes images of shape {shape}, and nothing in this file or in the"
        " model brings pixels from 0..255 to about -1..1; if they are not scaled yet, divide them by 255.0",
        related=relate((first.place, f"this layer, {written(first)}, gets them as they are")),
        confidence=Confidence.MEDIUM,
        fix=_fix(setup, lambda fact: isinstance(fact.value, Unknown) and fact.value.reason is Reason.UNDEFINED_NAME),
    )


def _shown(shape: Shape | None) -> str:
    return str(shape[1:]) if shape is not None else "?"


def _same_range(fact: Fact[Array], interval: Interval) -> bool:
    match fact:
        case Fact(Array(interval=Interval() as own) as array):
            return not _has_scale(array) and own.lo >= interval.lo and own.hi <= interval.hi and own.hi > LARGE
    return False


def _fix(setup: Setup, unscaled: Callable[[Fact[Array]], bool]) -> Fix | None:
    """Divide all images that the model gets, in training and afterwards."""
    changes = [transform_data(fact, "divide", float(PIXELS)) for use in setup.uses for fact in _images(use) if unscaled(fact)]
    return fix("Divide the images by 255", *changes)


def _images(use: Use) -> tuple[Fact[Array], ...]:
    return (use.x, use.validation_x)
