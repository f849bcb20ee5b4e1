"""``EinsumDense``: a projection whose axes are named by an equation."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from keraslint.libs.keras.layers.core import low_rank
from keraslint.libs.keras.layers.extents import product, total
from keraslint.libs.keras.layers.literals import integers, is_integer
from keraslint.libs.keras.layers.spec import LayerCall, layer
from keraslint.libs.keras.layers.terms import NEWEST, Result, ShapeError, Takes, Tensors
from keraslint.values import Dim, Shape, Tensor

_EQUATION: Final = re.compile(
    r"(?P<left>\.{3})?(?P<input>[a-zA-Z]+)(?P<right>\.{3})?,(?P<kernel>[a-zA-Z]+)->(\.{3})?(?P<output>[a-zA-Z]+)(\.{3})?"
)


@dataclass(frozen=True, slots=True)
class Projection:
    """The shapes that an equation gives on an input of known rank."""

    output: Shape
    kernel: Shape
    bias: Shape | None


@dataclass(frozen=True, slots=True)
class _Equation:
    """An equation taken apart; the ellipsis stands for axes that are passed through on its side."""

    input: str
    kernel: str
    output: str
    left: bool
    elided: bool


def _parsed(text: object) -> _Equation | None:
    match = _EQUATION.fullmatch(text) if isinstance(text, str) else None
    if match is None:
        return None
    left, right = match["left"] is not None, match["right"] is not None
    return _Equation(match["input"], match["kernel"], match["output"], left, left or right)


def project(call: LayerCall, shape: Shape) -> Projection | ShapeError | None:
    """Return the shapes that the layer's equation gives on an input, or what is wrong with the input."""
    equation = _parsed(call.plain("equation"))
    stated = call.plain("output_shape")
    outputs = integers((stated,) if is_integer(stated) else stated)
    if equation is None or outputs is None:
        return None
    elided = len(shape) - len(equation.input)
    if elided < 0 or (elided and not equation.elided):
        return ShapeError("rank", f"an input with the axes of {equation.input}", (shape,))
    between = shape[1:elided] if equation.left else ()
    behind = () if equation.left else shape[len(shape) - elided :]
    full = (shape[0], *between, *outputs, *behind)
    if len(full) != len(equation.output) + elided:
        return None
    named = shape[elided:] if equation.left else shape[: len(equation.input)]
    inputs = dict(zip(equation.input, named, strict=True))
    visible = full[elided:] if equation.left else full[: len(equation.output)]
    targets = dict(zip(equation.output, visible, strict=True))
    # Keras 3 leaves open what is stated as open; Keras 2 fills it in from the input.
    filled = {} if call.settings.flavour == NEWEST else inputs
    output = tuple(_either(filled.get(letter), targets[letter]) for letter in equation.output)
    passed = full[:elided] if equation.left else full[len(equation.output) :]
    kernel = tuple(_either(targets.get(letter), inputs.get(letter)) for letter in equation.kernel)
    whole = (*passed, *output) if equation.left else (*output, *passed)
    return Projection(whole, kernel, _bias_shape(call, equation, dict(zip(equation.output, output, strict=True))))


def _either(one: Dim, other: Dim) -> Dim:
    return other if one is None else one


def _bias_shape(call: LayerCall, equation: _Equation, outputs: dict[str, Dim]) -> Shape | None:
    """Return the shape of the biases, an empty one for none."""
    if call.is_none("bias_axes"):
        return ()
    axes = call.plain("bias_axes")
    if not isinstance(axes, str) or not axes or not set(axes) <= set(equation.output):
        return None
    return tuple(outputs[letter] for letter in axes)


def _weights(call: LayerCall, inputs: Tensors) -> int | None:
    shape = inputs[0].shape
    shapes = project(call, shape) if shape is not None else None
    if not isinstance(shapes, Projection) or shapes.bias is None or call.quantised != "":
        return None
    adapters = low_rank(call, product(shapes.kernel[:-1]), shapes.kernel[-1])
    return total((product(shapes.kernel), product(shapes.bias) if shapes.bias else 0, adapters))


@layer("EinsumDense", takes=Takes(1), weights=_weights)
def einsum_dense(call: LayerCall, inputs: Tensors) -> Result:
    """Multiply by a kernel along the axes that the equation names."""
    (x,) = inputs
    shapes = project(call, x.shape) if x.shape is not None else None
    if isinstance(shapes, ShapeError):
        return shapes
    return Tensor(shapes.output if shapes is not None else None, call.dtype, interval=call.activation_range())
