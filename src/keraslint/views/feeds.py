"""What a model is fed, use by use, and how the data were scaled on the way: views that the rules about data share."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Final

from keraslint.ir import Fact, Layer, Model, Setup, Use
from keraslint.values import Array, Step, Unknown
from keraslint.views.tables import AUGMENTATIONS, DROPOUTS, POOLINGS, RESHAPES, WEIGHTED


class Purpose(Enum):
    """What a model is fed for. The text completes the sentence "... are the data"."""

    TRAINING = "that the model is trained on"
    VALIDATION = "for validation"
    EVALUATION = "that the model is evaluated on"
    PREDICTION = "that the model predicts"


_PURPOSES: Final = {
    "fit": Purpose.TRAINING,
    "train_on_batch": Purpose.TRAINING,
    "evaluate": Purpose.EVALUATION,
    "test_on_batch": Purpose.EVALUATION,
    "predict": Purpose.PREDICTION,
}
"""What a use is for, by how its method begins."""


@dataclass(frozen=True, slots=True)
class Feed:
    """Data that a model gets: inputs, targets, and the stages of the pipeline through which they come."""

    purpose: Purpose
    use: Use
    x: Fact[Array]
    y: Fact[Array]
    stages: tuple[Step, ...] = ()

    @property
    def trains(self) -> bool:
        """Whether the model learns from these data."""
        return self.purpose is Purpose.TRAINING


def feeds(setup: Setup) -> Iterator[Feed]:
    """Walk everything that the model of a setup is fed, in order; validation data come behind the training they belong to."""
    for use in setup.uses:
        purpose = next((found for start, found in _PURPOSES.items() if use.method.startswith(start)), None)
        if purpose is None:
            continue
        yield Feed(purpose, use, use.x, use.y, use.stages)
        if use.validation_x.place is not None:
            yield Feed(Purpose.VALIDATION, use, use.validation_x, use.validation_y, use.validation_stages)


def training(setup: Setup) -> tuple[Feed, ...]:
    """Return what the model learns from."""
    return tuple(feed for feed in feeds(setup) if feed.trains)


def held_out(setup: Setup) -> tuple[Feed, ...]:
    """Return what the model is judged by or applied to."""
    return tuple(feed for feed in feeds(setup) if not feed.trains)


PIXEL_SCALE: Final = 100
"""A division by this or more is one of pixels and the like."""

TRANSPARENT: Final = frozenset({"InputLayer", "ZeroPadding1D", "ZeroPadding2D"}) | DROPOUTS | RESHAPES | AUGMENTATIONS | POOLINGS
"""Layers that keep the scale of what goes through them."""


def divisor(step: Step) -> float | None:
    """Return the number by which a scaling step divides, or ``None`` where it does not divide by one number."""
    by = step.detail("by")
    if (
        step.operation != "scale"
        or isinstance(by, bool)
        or not isinstance(by, int | float)
        or by == 0
        or step.detail("reflected")
    ):
        return None
    return 1 / by if step.name == "multiply" else float(by)


def expects_pixels(step: Step) -> bool:
    """Say whether a step is made for pixels of 0..255."""
    by = divisor(step)
    return (by is not None and by >= PIXEL_SCALE) or (step.operation == "scale" and step.name.endswith("preprocess_input"))


def shrinks_pixels(step: Step) -> bool:
    """Say whether a step brings pixels of 0..255 to about -1..1; the preparation of some models only moves them."""
    return expects_pixels(step) and step.detail("mode") != "caffe"


def is_fitted(step: Step) -> bool:
    """Say whether a step is that of an object which has learned from data what it does, such as a scaler."""
    return step.detail("object") is not None


def scaling_text(step: Step) -> str:
    """Write what a scaling step does as the program would."""
    by = divisor(step)
    name = ".".join(step.name.split(".")[-2:]) if step.name.endswith("preprocess_input") else step.name.rpartition(".")[2]
    if by is None or step.name.endswith("convert_image_dtype"):
        return name
    if step.name == "multiply":
        return f"* {1 / by:.4g}"
    if step.name.endswith(".rescale"):
        return f"rescale=1/{by:.6g}"
    if step.name.endswith(".Rescaling"):
        return f"Rescaling(1/{by:.6g})"
    return f"/ {by:.6g}"


def first_layers(setup: Setup) -> Iterator[Layer]:
    """Walk the layers between the input and the first one with weights, that one included; none behind one not understood."""
    model = setup.model
    if not isinstance(model, Model) or len(model.inputs) != 1:
        return
    for layer in model.flat():
        yield layer
        if layer.name in WEIGHTED or (layer.name not in TRANSPARENT and layer.name not in SCALING_LAYERS):
            return


SCALING_LAYERS: Final = frozenset({"Rescaling", "Normalization"})
"""Layers that bring their input into another range."""


def same_source(one: Array, other: Array) -> bool:
    """Say whether two arrays come from one place, or from places that load in the same way."""
    first, second = one.source, other.source
    return first is not None and second is not None and first.name == second.name


def known(fact: Fact[Array]) -> Array | None:
    """Return the array of a fact, if it is known."""
    return None if isinstance(fact.value, Unknown) else fact.value
