"""Models as graphs of layers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from keraslint.ir.facts import ABSENT, Component, Fact, Path
from keraslint.source import Place
from keraslint.values import Shape, Unknown


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a layer cannot take its inputs: ``expected`` completes "it expects ...", ``got`` are the shapes of the inputs.

    ``kind`` is ``rank``, ``count`` (of inputs), ``extent`` (one axis has the wrong length), ``elements`` (a reshape does not come
    out even), ``mismatch`` (inputs do not fit each other) or ``collapse`` (nothing is left of an axis).
    """

    kind: str
    expected: str
    got: tuple[Shape | None, ...]


@dataclass(frozen=True, slots=True)
class Layer:
    """One call of a layer in a model: a node of its graph.

    ``inputs`` are the indices, in ``Model.layers``, of the nodes that feed it. Nodes with equal ``identity`` are calls of one
    layer object, which shares its weights. ``output_shape`` starts with the batch axis. ``model`` is set where the layer is
    itself a model. A ``Layer`` of kind ``UNKNOWN`` stands for any number of layers that could not be followed.
    """

    UNKNOWN: ClassVar[str] = "unknown"

    component: Component
    identity: int
    inputs: tuple[int, ...] = ()
    input_shapes: tuple[Shape | None, ...] = ()
    output_shape: Shape | None = None
    output_dtype: str | None = None
    activation: Fact[str] = field(default_factory=lambda: ABSENT)
    trainable: Fact[bool] = field(default_factory=lambda: ABSENT)
    call_keywords: Mapping[str, Fact[Any]] = field(default_factory=dict)
    call_place: Place | None = field(default=None, compare=False)
    parameters: int | None = None
    model: Model | None = None
    reason: str | None = None
    problem: Problem | None = None

    @property
    def kind(self) -> str:
        """The canonical name of the layer's class."""
        return self.component.kind

    @property
    def name(self) -> str:
        """The class name alone."""
        return self.component.name

    @property
    def place(self) -> Place | None:
        """Where the layer is made."""
        return self.component.place

    @property
    def path(self) -> Path:
        """Its address in the setup."""
        return self.component.path

    @property
    def known(self) -> bool:
        """Whether this is a layer that was followed, rather than a stretch of unknown ones."""
        return self.component.kind != Layer.UNKNOWN

    def __getitem__(self, parameter: str) -> Fact[Any]:
        """Return the fact of a constructor parameter."""
        return self.component[parameter]


@dataclass(frozen=True, slots=True)
class Head:
    """What one output of a model ends in.

    ``layer`` is the last layer with weights (Dense, Conv, ...) on the way to the output, ``activation`` the one in effect there
    (its own or that of an activation layer behind it), ``activations`` every activation that is applied from that layer on, in
    order. ``units`` is the extent of the last axis of the output.
    """

    layer: Layer
    activation: Fact[str]
    activations: tuple[Fact[str], ...]
    units: Fact[int]
    shape: Shape | None
    after: tuple[Layer, ...] = ()


@dataclass(frozen=True, slots=True)
class Model:
    """A model as a graph of layer calls in topological order. ``outputs`` are node indices; ``heads`` has one entry an output.

    ``identity`` is the ``subject`` of the events that happen to it.
    """

    kind: str
    layers: tuple[Layer, ...]
    inputs: tuple[Shape | None, ...] = ()
    outputs: tuple[int, ...] = ()
    heads: tuple[Head | Unknown, ...] = ()
    place: Place | None = field(default=None, compare=False)
    name: str = ""
    path: Path = field(default=(), compare=False)
    identity: int = field(default=0, compare=False)

    @property
    def complete(self) -> bool:
        """Whether every layer is known."""
        return all(layer.known for layer in self.layers)

    @property
    def head(self) -> Head | None:
        """The head of a model with one output, if it is known."""
        if len(self.heads) != 1 or isinstance(self.heads[0], Unknown):
            return None
        return self.heads[0]

    def flat(self) -> Iterator[Layer]:
        """Walk all layers, those of nested models in place of the model."""
        for layer in self.layers:
            if layer.model is None:
                yield layer
            else:
                yield from layer.model.flat()

    def consumers(self, index: int) -> tuple[int, ...]:
        """Return the nodes that node ``index`` feeds."""
        return tuple(at for at, layer in enumerate(self.layers) if index in layer.inputs)
