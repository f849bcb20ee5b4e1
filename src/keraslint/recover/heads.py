"""What an output of a model ends in: its last layer with weights, the activations behind it, its width."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from keraslint.ir import Fact, Head, Layer, Model
from keraslint.recover.facts import number
from keraslint.values import Reason, Tensor, Unknown

WITHOUT_WEIGHTS: Final = frozenset({
    "Dropout", "SpatialDropout1D", "SpatialDropout2D", "SpatialDropout3D", "AlphaDropout", "GaussianDropout", "GaussianNoise",
    "Flatten", "Reshape", "Permute", "RepeatVector", "Identity", "Masking", "ActivityRegularization", "BatchNormalization",
    "LayerNormalization", "UnitNormalization", "Cropping1D", "Cropping2D", "Cropping3D", "ZeroPadding1D", "ZeroPadding2D",
    "ZeroPadding3D", "UpSampling1D", "UpSampling2D", "UpSampling3D", "MaxPooling1D", "MaxPooling2D", "MaxPooling3D",
    "AveragePooling1D", "AveragePooling2D", "AveragePooling3D", "GlobalAveragePooling1D", "GlobalAveragePooling2D",
    "GlobalAveragePooling3D", "GlobalMaxPooling1D", "GlobalMaxPooling2D", "GlobalMaxPooling3D", "Resizing", "CenterCrop",
    "reshape", "squeeze", "expand_dims", "cast", "identity", "getitem", "transpose", "moveaxis", "swapaxes", "tile", "repeat",
    "flip",
})  # fmt: skip
"""Layers through which an output is followed back to the layer that computes it."""

RESHAPING: Final = frozenset({
    "Flatten", "Reshape", "Permute", "RepeatVector", "UpSampling1D", "UpSampling2D", "UpSampling3D", "reshape", "squeeze",
    "expand_dims", "getitem", "transpose", "moveaxis", "swapaxes", "tile", "repeat",
})  # fmt: skip
"""Those of them behind which the last axis may be another one."""

MIXING: Final = frozenset({
    "Add", "Subtract", "Multiply", "Average", "Maximum", "Minimum", "Concatenate", "Dot",
    "add", "subtract", "multiply", "divide", "concatenate", "stack",
})  # fmt: skip
"""Layers and operations that give a linear mixture, or a part, of what they are given."""

ACTIVATION_LAYERS: Final = frozenset({"Activation", "ReLU", "LeakyReLU", "PReLU", "ELU", "ThresholdedReLU", "Softmax"})

SPATIAL: Final = frozenset({"keras.layers.Conv1D", "keras.layers.Conv2D", "keras.layers.Conv3D"})


def head_of(model: Model, output: int, end: Tensor | None = None) -> Head | Unknown:
    """Return the head of output node ``output``, of which ``end`` is the tensor, or why it is not known."""
    shape = end.shape if end is not None else model.layers[output].output_shape
    position = end.index if end is not None else 0
    activations: list[Fact[str]] = []
    after: list[Layer] = []
    index = output
    while True:
        layer = model.layers[index]
        if not layer.known:
            return Unknown(Reason.UNMODELLED_CALL, layer.place, layer.reason or "")
        if layer.model is not None:
            return _through_model(layer.model, activations, after, shape, position if index == output else None)
        name = layer.name
        if name in MIXING and name not in ACTIVATION_LAYERS:
            return _mixture(model, layer, activations, after, shape)
        if name in ACTIVATION_LAYERS or _is_operation(layer):
            activations.insert(0, layer.activation)
        elif name not in WITHOUT_WEIGHTS:
            return _head(layer, activations, after, shape)
        after.insert(0, layer)
        if len(layer.inputs) != 1:
            return Unknown(Reason.UNMODELLED_CALL, layer.place, "no single input")
        index = layer.inputs[0]


def _mixture(model: Model, layer: Layer, activations: list[Fact[str]], after: list[Layer], shape: object) -> Head:
    """Return the head that a mixture of values is: linear where all of them are, else its activation has no name."""
    parts = [head_of(model, index) for index in layer.inputs]
    if all(isinstance(part, Head) and part.activation.value == "linear" for part in parts):
        return _head(layer, activations, after, shape)
    mixed: Fact[str] = Fact(Unknown(Reason.CUSTOM_CODE, layer.place, f"{layer.name} of activations"), layer.place)
    return _head(replace(layer, activation=mixed), activations, after, shape)


def _is_operation(layer: Layer) -> bool:
    """Say whether a node is an activation function applied to a tensor."""
    return layer.kind.startswith("keras.ops.") and layer.activation.known and layer.activation.value != "linear"


def _through_model(
    model: Model, activations: list[Fact[str]], after: list[Layer], shape: object, position: int | None
) -> Head | Unknown:
    if position is None:  # which output it is does not show
        position = 0 if len(model.heads) == 1 else len(model.heads)
    if position >= len(model.heads) or isinstance(inner := model.heads[position], Unknown):
        return Unknown(Reason.UNMODELLED_CALL, model.place, "a model whose output is not known")
    chain = (*inner.activations, *activations)
    return replace(inner, activations=chain, activation=effective(chain), after=(*inner.after, *after), shape=shape)  # type: ignore[arg-type]


def _head(layer: Layer, activations: list[Fact[str]], after: list[Layer], shape: object) -> Head:
    chain = (layer.activation, *activations)
    return Head(layer, effective(chain), chain, units_of(layer, shape, after), shape, tuple(after))  # type: ignore[arg-type]


def effective(chain: tuple[Fact[str], ...]) -> Fact[str]:
    """Return the activation in effect: the last of the chain that is not linear; the first, linear one where none is."""
    for fact in reversed(chain):
        if fact.value != "linear":
            return fact
    return chain[0]


def units_of(layer: Layer, shape: object, after: Sequence[Layer] = ()) -> Fact[int]:
    """Return the width of the output, as the argument that sets it where the two agree."""
    last = shape[-1] if isinstance(shape, tuple) and shape else None
    moved = any(layer.name in RESHAPING for layer in after)
    for parameter in ("units", "filters"):
        argument = number(layer[parameter])
        if type(argument.value) is int and (last == argument.value or (last is None and not moved)):
            return argument
        if parameter in layer.component.arguments and last is None and not moved:
            return argument
    if last is not None:
        return Fact(last, layer.place)
    return Fact(Unknown(Reason.DATA_DEPENDENT, layer.place), layer.place)
