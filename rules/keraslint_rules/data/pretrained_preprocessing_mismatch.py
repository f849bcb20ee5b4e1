"""Images that reach a pretrained model in another range than the one that it was trained on.

## What it does
Follows the training images to a model of `keras.applications` with ImageNet weights. Reports images that arrive in
another form than its `preprocess_input` gives: as stored, divided by 255, or prepared for another family of models.

| models | what they expect |
|---|---|
| ResNet, VGG | blue-green-red, less the mean colour of ImageNet, from 0..255 |
| ResNetV2, Inception, MobileNet, MobileNetV2, NASNet, Xception | -1..1 |
| DenseNet | each channel less its mean, divided by its deviation, from 0..1 |
| EfficientNet, EfficientNetV2, MobileNetV3, ConvNeXt | 0..255: the model itself prepares them |

## Why is this bad
The features of a pretrained model are good for images that look as those did which it has seen. A model that divides
by 255 itself gets nearly black images when the program has done so before; one that expects blue-green-red less a mean
sees colours that do not exist. Training a new head on such features works badly or slowly, and nothing fails.

## Example
```python
import keras

train, validation = keras.utils.image_dataset_from_directory(
    "photos", image_size=(160, 160), validation_split=0.25, subset="both", seed=0
)

base = keras.applications.MobileNetV2(input_shape=(160, 160, 3), include_top=False, pooling="avg")
base.trainable = False
model = keras.Sequential([
    keras.Input((160, 160, 3)),
    keras.layers.Rescaling(1.0 / 255),
    base,
    keras.layers.Dense(1, activation="sigmoid"),
])
model.compile(optimizer="adam", loss="binary_crossentropy", metrics=["accuracy"])
model.fit(train, validation_data=validation, epochs=5)
```

## Use instead
```python
import keras

train, validation = keras.utils.image_dataset_from_directory(
    "photos", image_size=(160, 160), validation_split=0.25, subset="both", seed=0
)

base = keras.applications.MobileNetV2(input_shape=(160, 160, 3), include_top=False, pooling="avg")
base.trainable = False
model = keras.Sequential([
    keras.Input((160, 160, 3)),
    keras.layers.Rescaling(1.0 / 127.5, offset=-1.0),
    base,
    keras.layers.Dense(1, activation="sigmoid"),
])
model.compile(optimizer="adam", loss="binary_crossentropy", metrics=["accuracy"])
model.fit(train, validation_data=validation, epochs=5)
```

## Fix safety
For models that expect -1..1 the fix puts a `Rescaling` layer in front of them that brings the images there; what the
program feeds the model stays as it is. It is unsafe because training goes differently. For the other families there is
no fix: what they expect is best left to their own `preprocess_input`.

## When it stays silent
- The model has no ImageNet weights: `weights=None`, or weights from a file.
- The range of the images is not known, or they pass through something that is not followed.
- The images are scaled twice, which is reported as that.
- `include_preprocessing=False`.
- Information only: the weights of the model are trained further from the start, and get used to any range.

## Keras behaviour
Silent in all versions.

## References
- [Keras Applications](https://keras.io/api/applications/), the notes on each family
- [Transfer learning and fine-tuning](https://keras.io/guides/transfer_learning/)
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from keraslint.api import (
    ABSENT,
    AUGMENTATIONS,
    GENTLE_STEPS,
    RESHAPES,
    Array,
    Confidence,
    Draft,
    Feed,
    Fix,
    Fixes,
    Interval,
    Layer,
    Meta,
    Model,
    Prediction,
    Setup,
    Severity,
    Statistic,
    application_mode,
    attained,
    feeds,
    finding,
    fix,
    insert_before,
    known,
    preparation_mode,
    relate,
    scaling_text,
    training,
)

META = Meta(
    code="KL306",
    severity=Severity.WARNING,
    category="suspicious",
    since="0.1",
    confidence=Confidence.MEDIUM,
    fixes=Fixes.SOMETIMES,
    prediction=Prediction(Statistic.TASK_SCORE, "higher", 0.05),
    yields_to=("double-scaling",),
)

EXPECTED = {
    "caffe": "blue-green-red images less the mean colour of ImageNet",
    "tf": "images of -1..1",
    "torch": "images with each channel less its mean and divided by its deviation",
    "inside": "images of 0..255, which it prepares itself",
}
"""What a model expects, by the mode of its preparation."""

FORMS = {
    "raw": "as they are stored",
    "unit": "divided by 255",
    "tf": "brought to -1..1",
    "caffe": "prepared as for VGG and ResNet",
    "torch": "prepared as for DenseNet",
}
"""How images arrive."""

SLACK = 0.01

CHANGES_VALUES = frozenset({"scale", "arithmetic", "opaque", "combine", "map"})

FITTING = {"caffe": "caffe", "tf": "tf", "torch": "torch", "inside": "raw"}

KEEPS_RANGE = AUGMENTATIONS | RESHAPES | {"InputLayer"}


def check(setup: Setup) -> Iterator[Draft]:
    """Find the pretrained model, and in which form images reach it."""
    if not isinstance(setup.model, Model):
        return
    found = _pretrained(setup.model)
    if found is None:
        return
    base, mode, in_front = found
    for feed in training(setup):
        array = known(feed.x)
        form = None if array is None else _arriving(array, in_front)
        if array is not None and form is not None and form != FITTING[mode]:
            yield _draft(setup, feed, array, base, mode, form)
            return


def _pretrained(model: Model) -> tuple[Layer, str, tuple[Layer, ...]] | None:
    """Return the pretrained model, its mode and the layers in front of it, where one alone stands at the beginning."""
    layers = tuple(model.flat())
    at = next((index for index, layer in enumerate(layers) if application_mode(layer.kind) is not None), None)
    if at is None or len(model.inputs) != 1:
        return None
    base, mode = layers[at], application_mode(layers[at].kind)
    if mode is None or base["weights"].value != "imagenet":
        return None
    inside = base["include_preprocessing"]
    if inside is not ABSENT and inside.value is not True:
        return None
    return base, mode, layers[:at]


def _arriving(array: Array, in_front: tuple[Layer, ...]) -> str | None:
    """Return the form in which images arrive behind some layers, one of ``FORMS``, or ``None`` where it is not known."""
    changed = [step for step in array.steps if step.operation in CHANGES_VALUES]
    prepared = [step.detail("mode") for step in changed if step.name.endswith("preprocess_input")]
    if prepared:
        form = prepared[0] if len(changed) == 1 and prepared[0] in FORMS else None
        return str(form) if form is not None and all(layer.name in KEEPS_RANGE for layer in in_front) else None
    interval, tight = array.interval, attained(array, behind=GENTLE_STEPS)
    for layer in in_front:
        if layer.name == "preprocess_input":
            # What the preparation is fed is not looked at: it is enough that nothing comes behind it.
            rest = in_front[in_front.index(layer) + 1 :]
            return preparation_mode(layer.kind) if all(other.name in KEEPS_RANGE for other in rest) else None
        if layer.name == "Rescaling":
            interval = _moved(interval, layer["scale"].number, layer["offset"].number)
        elif layer.name not in KEEPS_RANGE:
            return None
    return None if interval is None else _form_of(interval, tight=tight)


def _moved(interval: Interval | None, scale: float | None, offset: float | None) -> Interval | None:
    if interval is None or scale is None or offset is None:
        return None
    ends = sorted((interval.lo * scale + offset, interval.hi * scale + offset))
    return Interval(ends[0], ends[1])


def _form_of(interval: Interval, *, tight: bool) -> str | None:
    if interval.within(0, 1 + SLACK):
        return "unit"
    if interval.within(-1 - SLACK, 1 + SLACK) and interval.lo < -1 + SLACK:
        return "tf"
    return "raw" if tight and interval.within(0, 256) and interval.hi >= 255 - SLACK else None


def _draft(setup: Setup, feed: Feed, array: Array, base: Layer, mode: str, form: str) -> Draft:
    scalings = [step for step in array.steps if step.operation == "scale"]
    advice = (
        "feed it the images as they are stored"
        if mode == "inside"
        else "prepare them with the preprocess_input of its module, for all data that the model gets"
    )
    return finding(
        feed.x.place,
        f"{base.name} with ImageNet weights expects {EXPECTED[mode]}, and the images arrive {FORMS[form]}: {advice}",
        related=relate(
            *((step.place, f"they are changed here, by {scaling_text(step)}") for step in scalings),
            (base.place, "the model with its weights"),
        ),
        severity=None if _frozen(setup, base) else Severity.INFO,
        fix=_fix(setup, base, mode, form),
    )


def _frozen(setup: Setup, base: Layer) -> bool:
    """Say whether the weights stay as they are, at first or in part."""
    if base.trainable.value is not True:
        return True
    return setup.program is not None and any(event.kind == "set" and event.name == "trainable" for event in setup.program.events)


def _fix(setup: Setup, base: Layer, mode: str, form: str) -> Fix | None:
    """Bring images to -1..1 in front of a model that expects that, where all that it is fed comes as for training."""
    moves = {"unit": (2.0, -1.0), "raw": (Fraction(2, 255), -1.0)}
    if mode != "tf" or form not in moves or any(known(feed.x) is None for feed in feeds(setup)):
        return None
    scale, offset = moves[form]
    return fix(
        "Bring the images to -1..1 in front of it", insert_before(base, "keras.layers.Rescaling", scale=scale, offset=offset)
    )
