"""Views of the shapes in a model: which of its layers cannot take their inputs, and how sure that is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from keraslint.ir import Component, Layer, Model, Problem, Setup
from keraslint.values import Shape
from keraslint.views.tables import CONVOLUTIONS, POOLINGS

ORDER_SETTERS: Final = ("set_image_data_format", "set_image_dim_ordering")
SPATIAL: Final = (
    CONVOLUTIONS | POOLINGS | {"UpSampling2D", "ZeroPadding2D", "Cropping2D", "UpSampling3D", "ZeroPadding3D", "Cropping3D"}
)


def problems(setup: Setup) -> Iterator[tuple[Model, int, Layer, Problem]]:
    """Walk the layers that certainly cannot take their inputs, with the model that they stand in and their number there."""
    if isinstance(setup.model, Model):
        yield from _problems(setup, setup.model)


def _problems(setup: Setup, model: Model) -> Iterator[tuple[Model, int, Layer, Problem]]:
    if any(shape is not None and len(shape) < 2 for shape in model.inputs):
        return  # Data of one axis get a second one on their way into the model.
    for index, layer in enumerate(model.layers):
        if layer.model is not None:
            yield from _problems(setup, layer.model)
        elif layer.problem is not None and not (layer.name in SPATIAL and orders_channels(setup)):
            yield model, index, layer, layer.problem


def orders_channels(setup: Setup) -> bool:
    """Say whether the program, or the Keras that it is for, may have images with the channels first."""
    program = setup.program
    if program is None or setup.framework.flavour == "keras1":
        return True
    return any(call.kind.endswith(ORDER_SETTERS) for call in program.calls)


def chosen_order(setup: Setup) -> tuple[Component, str] | None:
    """Return the call by which the program says where images have their channels, and what it says, if there is one alone."""
    program = setup.program
    calls = [call for call in program.calls if call.kind.endswith(ORDER_SETTERS)] if program is not None else []
    if len(calls) != 1:
        return None
    given = [*calls[0].arguments.values(), *calls[0].unexpected.values()]
    said = next((fact.value for fact in given if isinstance(fact.value, str)), None)
    return None if said is None else (calls[0], {"th": "channels_first", "tf": "channels_last"}.get(said, said))


def shape_text(shape: Shape | None) -> str:
    """Write a shape as Keras shows it."""
    return "?" if shape is None else str(shape)
