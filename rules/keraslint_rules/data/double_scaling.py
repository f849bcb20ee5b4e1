"""Inputs that are scaled twice, such as pixels divided by 255 in the program and again in the model.

## What it does
Follows the training data to the first layer with weights. Reports a second step that brings pixels from 0..255 to
about 0..1, where one before it has done so already: a division by 255, `rescale=` of a generator, a
`preprocess_input`, a `Rescaling` layer in the pipeline or in the model. Also reports data that one fitted scaler
transforms twice.

## Why is this bad
Pixels that are divided by 255 twice lie between 0 and 0.004. All images look nearly alike to the model, and it learns
from the biases of its layers rather than from the images. On a small image task with Adam the accuracy was .11, .22
and .22; with one division it was 1.0 in all three runs.

## Example
```python
import keras

(train_images, train_labels), (test_images, test_labels) = keras.datasets.mnist.load_data()
train_images = train_images / 255.0
test_images = test_images / 255.0

model = keras.Sequential([
    keras.Input((28, 28)),
    keras.layers.Rescaling(1.0 / 255),
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
train_images = train_images / 255.0
test_images = test_images / 255.0

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

## Fix safety
The fix takes the `Rescaling` layer out of the model, and is offered only where everything that this program feeds the
model is scaled outside of it. It is unsafe because training goes differently, and because whoever else uses the model
may rely on the layer. Which of two divisions in the program is the one too many cannot be told.

## When it stays silent
- The second step does not make the values smaller, such as `Rescaling(2, offset=-1)` behind a division by 255.
- Something between the two brings the values back, or is not followed.
- The values are known to be of a usual size after both, as those of 16-bit images.
- A standardisation behind another scaling: it brings data of any range to the same one.
- The two steps are on the way of different data.

## Keras behaviour
Silent in all versions.

## References
- [Rescaling layer](https://keras.io/api/layers/preprocessing_layers/image_preprocessing/rescaling/)
- Ben Braiek and Khomh, *TheDeepChecker: A Debugging Approach for DNN-based Software Systems*, TOSEM 2023
"""

from __future__ import annotations

from collections.abc import Iterator

from keraslint.api import (
    Array,
    Draft,
    Feed,
    Fix,
    Fixes,
    Interval,
    Layer,
    Meta,
    Prediction,
    Setup,
    Severity,
    Statistic,
    Step,
    divisor,
    expects_pixels,
    feeds,
    finding,
    first_layers,
    fix,
    is_fitted,
    known,
    number,
    relate,
    remove_layer,
    scaling_text,
    shrinks_pixels,
    span_of,
    training,
)

META = Meta(
    code="KL302",
    severity=Severity.WARNING,
    category="suspicious",
    since="0.1",
    fixes=Fixes.SOMETIMES,
    prediction=Prediction(Statistic.TASK_SCORE, "higher", 0.05),
)

TINY = 0.1
"""Values that are all smaller than this are those of images that were scaled twice."""

PIXEL_SCALE = 100


def check(setup: Setup) -> Iterator[Draft]:
    """Find a second scaling on the way of the training data, or in front of the first layer with weights."""
    for feed in training(setup):
        array = known(feed.x)
        if array is None:
            continue
        twice = _scaled_twice(array)
        if twice is not None:
            yield _in_data(feed, array, *twice)
            return
        once = _scaled_for_good(array)
        layer = next((layer for layer in first_layers(setup) if _shrinks(layer)), None)
        if once is not None and layer is not None and _is_tiny(array, layer):
            yield _in_model(setup, array, once, layer)
            return


def _scaled_twice(array: Array) -> tuple[Step, Step] | None:
    """Return two scalings of which the second takes for stored values what the first has made."""
    usual = array.interval is not None and array.interval.magnitude >= TINY
    first: Step | None = None
    for step in array.steps:
        if is_fitted(step) and step.operation == "scale":
            before = next((other for other in array.steps if other is not step and _same_object(other, step)), None)
            if before is not None and array.steps.index(before) < array.steps.index(step):
                return before, step
        if first is not None and expects_pixels(step) and not (usual and divisor(step) is not None):
            return first, step
        if shrinks_pixels(step):
            first = step
        elif _moves(step):
            first = None
    return None


def _same_object(one: Step, other: Step) -> bool:
    methods = {one.detail("method"), other.detail("method")}
    return one.detail("object") == other.detail("object") and "inverse_transform" not in methods and one.place != other.place


def _scaled_for_good(array: Array) -> Step | None:
    """Return the step that has brought pixels to about -1..1, where nothing behind it brings them elsewhere."""
    last: Step | None = None
    for step in array.steps:
        last = step if shrinks_pixels(step) else None if _moves(step) else last
    return last


def _moves(step: Step) -> bool:
    """Say whether a step may bring values into a range of its own choice."""
    by = step.detail("by")
    small = step.operation == "arithmetic" and isinstance(by, int | float) and abs(by) <= 1
    return step.operation in {"scale", "arithmetic", "opaque", "combine"} and not small


def _shrinks(layer: Layer) -> bool:
    scale = layer["scale"].number if layer.name == "Rescaling" else None
    return scale is not None and 0 < abs(scale) <= 1 / PIXEL_SCALE


def _is_tiny(array: Array, layer: Layer) -> bool:
    """Say whether what comes out of the layer is tiny, but for its offset."""
    scale = layer["scale"].number
    return scale is not None and (array.interval is None or array.interval.magnitude * abs(scale) < TINY)


def _in_data(feed: Feed, array: Array, first: Step, second: Step) -> Draft:
    left = array.interval if divisor(second) is not None else None
    after = "" if left is None else f", which leaves values of {span_of(left)}"
    again = "the same scaler" if is_fitted(second) else scaling_text(second)
    return finding(
        second.place,
        f"the training data are scaled twice, by {scaling_text(first)} and again by {again}{after}: leave one of the two out,"
        " for all data that the model gets",
        related=relate((first.place, "they are scaled here first"), (feed.x.place, "the model is trained on the result")),
    )


def _in_model(setup: Setup, array: Array, first: Step, layer: Layer) -> Draft:
    scale, offset = layer["scale"].number, layer["offset"].number or 0.0
    assert scale is not None
    interval = array.interval
    after = "" if interval is None else f", which leaves values of {span_of(_moved(interval, scale, offset))}"
    return finding(
        layer.place,
        f"the model divides its inputs by {number(1 / abs(scale))} although they are scaled already, by"
        f" {scaling_text(first)}{after}: leave one of the two out",
        related=relate((first.place, "the inputs are scaled here first")),
        fix=_fix(setup, layer),
    )


def _moved(interval: Interval, scale: float, offset: float) -> Interval:
    ends = sorted((interval.lo * scale + offset, interval.hi * scale + offset))
    return Interval(ends[0], ends[1])


def _fix(setup: Setup, layer: Layer) -> Fix | None:
    for feed in feeds(setup):
        array = known(feed.x)
        if array is None or _scaled_for_good(array) is None:
            return None
    return fix("Take the second scaling out of the model", remove_layer(layer))
