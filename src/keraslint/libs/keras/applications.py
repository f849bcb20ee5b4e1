"""The ready-made image models of ``keras.applications`` and ``segmentation_models``: what they give, and what they expect.

Channels were read off the real models, built without weights; the preparation of the input is what the ``preprocess_input`` of
each family does.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import ceil, floor
from typing import Final

from keraslint.values import Const, Instance, Reason, Shape, Tuple, Unknown, Value

PREFIX: Final = "keras.applications."

LAYER: Final = "keras.Layer"
MODEL: Final = "keras.Model"


@dataclass(frozen=True, slots=True)
class Application:
    """One ready-made model.

    ``channels`` is the last axis of its features without the top, ``stride`` the factor by which height and width shrink where
    they are multiples of it (``None`` where the model pads in another way); ``rounds`` rounds the quotient where they are not, in
    the families where that does not depend on how the model is called. ``mode`` tells how the input must be prepared:
    ``caffe`` (BGR, mean subtracted, from 0..255), ``tf`` (-1..1), ``torch`` (normalised per channel), ``inside`` (0..255, the
    model does the rest itself).
    """

    channels: int
    mode: str
    stride: int | None = 32
    size: int = 224
    rounds: Callable[[float], int] | None = None


APPLICATIONS: Final[dict[str, Application]] = {
    **{f"ConvNeXt{size}": Application(channels, "inside", rounds=floor) for size, channels in
       (("Tiny", 768), ("Small", 768), ("Base", 1024), ("Large", 1536), ("XLarge", 2048))},
    "DenseNet121": Application(1024, "torch"),
    "DenseNet169": Application(1664, "torch"),
    "DenseNet201": Application(1920, "torch"),
    **{f"EfficientNetB{number}": Application(channels, "inside", size=size) for number, channels, size in
       ((0, 1280, 224), (1, 1280, 240), (2, 1408, 260), (3, 1536, 300),
        (4, 1792, 380), (5, 2048, 456), (6, 2304, 528), (7, 2560, 600))},
    **{f"EfficientNetV2{name}": Application(channels, "inside", size=size, rounds=ceil) for name, channels, size in
       (("B0", 1280, 224), ("B1", 1280, 240), ("B2", 1408, 260), ("B3", 1536, 300),
        ("S", 1280, 384), ("M", 1280, 480), ("L", 1280, 480))},
    "InceptionResNetV2": Application(1536, "tf", None, 299),
    "InceptionV3": Application(2048, "tf", None, 299),
    "MobileNet": Application(1024, "tf"),
    "MobileNetV2": Application(1280, "tf"),
    "MobileNetV3Large": Application(960, "inside"),
    "MobileNetV3Small": Application(576, "inside"),
    "NASNetLarge": Application(4032, "tf", None, 331),
    "NASNetMobile": Application(1056, "tf", None),
    **{f"ResNet{depth}": Application(2048, "caffe", rounds=ceil) for depth in (50, 101, 152)},
    **{f"ResNet{depth}V2": Application(2048, "tf", rounds=ceil) for depth in (50, 101, 152)},
    "VGG16": Application(512, "caffe", rounds=floor),
    "VGG19": Application(512, "caffe", rounds=floor),
    "Xception": Application(2048, "tf", None, 299),
}  # fmt: skip


def _in_eights(width: float) -> int:
    """Round a number of channels to a multiple of eight, never down by more than a tenth."""
    rounded = max(8, int(width + 4) // 8 * 8)
    return rounded + 8 if rounded < 0.9 * width else rounded


SCALED_WIDTH: Final[dict[str, Callable[[int, float], int]]] = {
    "MobileNet": lambda channels, alpha: int(channels * alpha),
    "MobileNetV2": lambda channels, alpha: _in_eights(channels * max(alpha, 1)),
    **{f"MobileNetV3{size}": lambda channels, alpha: 6 * _in_eights(channels / 6 * alpha) for size in ("Large", "Small")},
}
"""Models whose width another ``alpha`` than 1 changes, and what it makes of their features."""


@dataclass(frozen=True, slots=True)
class Segmenter:
    """A ready-made model that gives every pixel of an image its classes; what it is if its call does not say otherwise."""

    classes: int = 1
    activation: str = "sigmoid"
    size: int | None = None


SEGMENTERS: Final[dict[str, Segmenter]] = {
    "segmentation_models.Unet": Segmenter(),
    "segmentation_models.Linknet": Segmenter(),
    "segmentation_models.FPN": Segmenter(21, "softmax"),
    "segmentation_models.PSPNet": Segmenter(21, "softmax", 384),
}

POSITIONS: Final = {"input_shape": "#1", "classes": "#2", "activation": "#3"}
"""The parameters of those, behind the name of the backbone, and how an argument by position is bound."""


def ready_made(kind: str) -> bool:
    """Say whether a kind is a ready-made model."""
    return application_of(kind) is not None or kind in SEGMENTERS


def _argument(model: Instance, name: str) -> Value | None:
    """Return an argument of a ready-made model, or ``None`` where it is left to its default."""
    argument = model.arguments.get(name) or model.arguments.get(POSITIONS.get(name, name))
    return None if argument is None else argument.value


def top_activation(model: Instance) -> tuple[str, Value]:
    """Return what a ready-made model applies last, behind the name of the parameter that says so."""
    segmenter = SEGMENTERS.get(model.api)
    parameter, usual = ("classifier_activation", "softmax") if segmenter is None else ("activation", segmenter.activation)
    given = _argument(model, parameter)
    if given is None:
        return parameter, Const(usual) if model.exact else Unknown(Reason.ABSENT, model.place)
    return parameter, given


def application_of(kind: str) -> Application | None:
    """Return the ready-made model of that canonical name."""
    return APPLICATIONS.get(kind.rpartition(".")[2]) if kind.startswith(PREFIX) else None


def application_mode(kind: str) -> str | None:
    """Return how the input of the ready-made model ``kind`` must be prepared: a ``mode`` of ``Application``."""
    known = application_of(kind)
    return None if known is None else known.mode


def bases_of_application(kind: str) -> tuple[str, ...]:
    """Return the classes that what a ready-made function returns belongs to."""
    return (MODEL, LAYER) if ready_made(kind) else ()


def has_top(model: Instance) -> bool | None:
    """Say whether the classifier on top is included, or ``None`` when that is not known."""
    return model.api in SEGMENTERS or _flag(model, "include_top", default=True)


def _flag(model: Instance, name: str, *, default: bool) -> bool | None:
    argument = model.arguments.get(name)
    if argument is None:
        return default if model.exact else None
    return bool(argument.value.value) if isinstance(argument.value, Const) else None


def input_shape(model: Instance) -> Shape | None:
    """Return the batch input shape of a ready-made model."""
    given = _argument(model, "input_shape")
    if given is not None and given != Const(None):
        content = _content(given)
        if content is None or not content.complete:
            return None
        return (None, *(item.value if isinstance(item, Const) and type(item.value) is int else None for item in content.values))
    segmenter = SEGMENTERS.get(model.api)
    if segmenter is not None:
        return (None, segmenter.size, segmenter.size, 3) if model.exact else None
    known = application_of(model.api)
    if known is None or "input_tensor" in model.arguments or not model.exact:
        return None
    return (None, known.size, known.size, 3) if has_top(model) else (None, None, None, 3)


def _content(value: Value) -> Tuple | None:
    content = value.fields.get("items") if isinstance(value, Instance) and value.kind == "list" else value
    return content if isinstance(content, Tuple) else None


def output_shape(model: Instance, given: Shape | None = None) -> Shape | None:
    """Return the batch output shape of a ready-made model called on ``given``, as far as its arguments tell."""
    if model.api in SEGMENTERS:
        return (None, *_sides(model, given), _classes(model))
    known = application_of(model.api)
    top = has_top(model)
    if known is None or top is None:
        return None
    if top:
        return (None, _classes(model))
    channels = _channels(model, known)
    if _pooled(model):
        return (None, channels)
    if _pooled(model) is None:
        return None
    return (None, *(_side(extent, known) for extent in _sides(model, given)), channels)


def _channels(model: Instance, known: Application) -> int | None:
    """Return the last axis of a model's features; ``alpha`` makes all layers of some models wider or narrower."""
    width = model.arguments.get("alpha")
    if model.api.rpartition(".")[2] not in SCALED_WIDTH or width is None:
        return known.channels
    scaled = SCALED_WIDTH[model.api.rpartition(".")[2]]
    alpha = width.value.value if isinstance(width.value, Const) else None
    if not isinstance(alpha, int | float):
        return None
    return known.channels if alpha == 1 else scaled(known.channels, alpha)


def _sides(model: Instance, given: Shape | None) -> Shape:
    """Return height and width of the images that a model gets."""
    shape = given if given is not None and len(given) == 4 else input_shape(model)
    return shape[1:3] if shape is not None and len(shape) == 4 else (None, None)


def _side(extent: int | None, known: Application) -> int | None:
    if extent is None or known.stride is None:
        return None
    if known.rounds is not None:
        return known.rounds(extent / known.stride)
    return extent // known.stride if extent % known.stride == 0 else None


def _pooled(model: Instance) -> bool | None:
    argument = model.arguments.get("pooling")
    if argument is None:
        return False
    return argument.value.value in {"avg", "max"} if isinstance(argument.value, Const) else None


def _classes(model: Instance) -> int | None:
    given = _argument(model, "classes")
    segmenter = SEGMENTERS.get(model.api)
    if given is None:
        return None if not model.exact else 1000 if segmenter is None else segmenter.classes
    return given.value if isinstance(given, Const) and type(given.value) is int else None
