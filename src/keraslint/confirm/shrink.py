"""A smaller model that trains as the large one does.

Shrinking alone changes the dynamics: what a step changes in the answer grows with the number of inputs of each kernel. So every
kernel whose fan-in shrank by a factor has its updates multiplied by that factor, and starts with a variance that keeps the
product of fan-in and variance as it was. Depth, activations, optimizer, learning rate, batch size, loss and dropout stay.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from math import prod
from typing import Any, Final

from keraslint.confirm.blueprint import Blueprint, Node
from keraslint.confirm.parts import Missing

PLAIN: Final = frozenset({
    "InputLayer", "Conv2D", "MaxPooling2D", "AveragePooling2D", "Flatten", "Dense", "Dropout", "Activation", "ReLU", "LeakyReLU",
    "ELU", "ZeroPadding2D", "SpatialDropout2D", "Identity", "Softmax", "Rescaling", "GaussianNoise", "GlobalAveragePooling2D",
    "GlobalMaxPooling2D",
})  # fmt: skip
"""Layers for which shrinking was measured against the full size."""

TOO_MUCH: Final = 4e7
"""Multiplications of a forward pass of one batch from which on a model is shrunk."""
TOO_LARGE: Final = 2e9
"""Those from which on one is not trained at all."""

FEWEST_FILTERS: Final = 16
FEWEST_UNITS: Final = 32
EDGE: Final = 4
"""The extent of the last feature map that is kept at least, where it was larger."""
SIDES: Final = (12, 16, 20, 24, 28, 32, 40, 48, 56, 64, 80, 96)
"""Extents of images that are tried, the smallest first."""


@dataclass(frozen=True, slots=True)
class Shrunk:
    """How a setup is shrunk: the new shape of the inputs, ``None`` where it stays as it is, and what that means in words."""

    shape: tuple[int, ...] | None = None
    words: str = ""

    @staticmethod
    def same() -> Shrunk:
        """Return what leaves a setup as it is."""
        return Shrunk()

    def apply(self, blueprint: Blueprint) -> Blueprint:
        """Return a variant of the setup, shrunk.

        Raises:
            Missing: the variant is of a kind that is not shrunk.
        """
        if self.shape is None:
            return blueprint
        if not shrinkable(blueprint):
            raise Missing("with its repair the model is of a kind that is not shrunk, and it is too large to be trained in full")
        return _apply(blueprint, self.shape)


def shrunk(blueprint: Blueprint, at_least: float = TOO_MUCH) -> Shrunk:
    """Return how to shrink a setup, or that it stays as it is.

    Raises:
        Missing: it is too large to be trained, and of a kind that nobody knows how to shrink.
    """
    work = operations(blueprint)
    if work <= at_least:
        return Shrunk.same()
    if not shrinkable(blueprint):
        if work > TOO_LARGE:
            raise Missing(
                "the model is too large to be trained here in full, and of a kind that is not shrunk; `--full` trains it"
            )
        return Shrunk.same()
    shape = _smaller_input(blueprint)
    words = f"images {_times(blueprint.task.shape)} to {_times(shape)}" if shape != blueprint.task.shape else ""
    small = _apply(blueprint, shape)
    widths = _width_words(blueprint, small)
    return Shrunk(shape, words="; ".join(one for one in (words, widths) if one))


def shrinkable(blueprint: Blueprint) -> bool:
    """Say whether a setup is of a kind for which shrinking was measured."""
    return not blueprint.outputs and all(
        node.kind in PLAIN and not node.nested and len(node.inputs) < 2 for node in blueprint.nodes
    )


def _times(shape: tuple[int, ...]) -> str:
    return "x".join(map(str, shape))


def _width_words(large: Blueprint, small: Blueprint) -> str:
    pairs = [
        (node.kind, _width(node), _width(other))
        for node, other in zip(large.nodes, small.nodes, strict=True)
        if _width(node) != _width(other)
    ]
    return ", ".join(dict.fromkeys(f"{kind} {before} to {after}" for kind, before, after in pairs))


def _width(node: Node) -> int | None:
    value = node.part.arguments.get("filters", node.part.arguments.get("units"))
    return value if isinstance(value, int) else None


def operations(blueprint: Blueprint) -> float:
    """Return the multiplications of a forward pass of one batch, as far as the shapes tell."""
    total = 0.0
    for node in blueprint.flat():
        shape = node.shape
        inner = [extent for extent in (shape or ())[1:] if extent is not None]
        work = _WORK.get(node.kind)
        total += work(node, inner, _sources(blueprint, node)) if work is not None else 0.0
    return total * blueprint.batch_size


def _sources(blueprint: Blueprint, node: Node) -> list[int]:
    if not node.inputs or node.inputs[0] >= len(blueprint.nodes):
        return []
    shape = blueprint.nodes[node.inputs[0]].shape
    return [extent for extent in (shape or ())[1:] if extent is not None]


def _pair(value: Any, rank: int) -> list[int]:
    return [int(value)] * rank if isinstance(value, int) else [int(one) for one in value or [1] * rank]


_WORK: Final[dict[str, Callable[[Node, list[int], list[int]], float]]] = {
    "Dense": lambda _node, shape, source: float(prod(shape) * (source[-1] if source else 1)),
    "Conv1D": lambda node, shape, source: float(
        prod(shape) * (source[-1] if source else 1) * prod(_pair(node.part.arguments.get("kernel_size"), 1))
    ),
    "Conv2D": lambda node, shape, source: float(
        prod(shape) * (source[-1] if source else 1) * prod(_pair(node.part.arguments.get("kernel_size"), 2))
    ),
    "Conv3D": lambda node, shape, source: float(
        prod(shape) * (source[-1] if source else 1) * prod(_pair(node.part.arguments.get("kernel_size"), 3))
    ),
    "LSTM": lambda node, _shape, source: float(_recurrent(node, source) * 4),
    "GRU": lambda node, _shape, source: float(_recurrent(node, source) * 3),
    "SimpleRNN": lambda node, _shape, source: float(_recurrent(node, source)),
    "Bidirectional": lambda node, _shape, source: float(_recurrent(node, source) * 8),
    "MultiHeadAttention": lambda _node, shape, source: float(4 * prod(shape) * (source[-1] if source else 1)),
}


def _recurrent(node: Node, source: list[int]) -> float:
    inner = node.part.arguments.get("layer")
    units = (inner.arguments if inner is not None else node.part.arguments).get("units", 1)
    steps, width = (source[0], source[-1]) if len(source) > 1 else (1, 1)
    return float(steps * units * (units + width))


def _smaller_input(blueprint: Blueprint) -> tuple[int, ...]:
    """Return the smallest input that leaves enough of the last feature map."""
    shape = blueprint.task.shape
    if len(shape) < 2 or blueprint.task.own is not None:
        return shape
    full = _last_map(blueprint, shape)
    if full is None:
        return shape
    wanted = tuple(min(EDGE, extent) for extent in full)
    for side in SIDES:
        smaller = tuple(min(side, extent) for extent in shape[:2])
        if smaller == shape[:2]:
            break
        last = _last_map(blueprint, (*smaller, *shape[2:]))
        if last is not None and all(have >= want for have, want in zip(last, wanted, strict=True)):
            return (*smaller, *shape[2:])
    return shape


def _last_map(blueprint: Blueprint, shape: tuple[int, ...]) -> tuple[int, int] | None:
    """Return the extents of the last feature map for an input of that shape, ``None`` where nothing is left of one."""
    shapes = shapes_of(blueprint, shape)
    if shapes is None:
        return None
    maps = [one for one in shapes if len(one) >= 2]
    return (maps[-1][0], maps[-1][1]) if maps else None


def shapes_of(blueprint: Blueprint, shape: tuple[int, ...]) -> list[tuple[int, ...]] | None:
    """Return the output shapes, without the batch, of all nodes for another input; ``None`` where a map vanishes."""
    shapes: list[tuple[int, ...]] = []
    for node in blueprint.nodes:
        source = shapes[node.inputs[0]] if node.inputs else shape
        shaper = _SHAPES.get(node.kind)
        out = shaper(node, source) if shaper is not None else source
        if any(extent < 1 for extent in out):
            return None
        shapes.append(out)
    return shapes


def _windowed(node: Node, given: tuple[int, ...], size: Any, strides: Any, channels: int) -> tuple[int, ...]:
    if len(given) != 3 or node.part.arguments.get("data_format") == "channels_first":
        return (0,)
    window, step = _pair(size, 2), _pair(strides, 2)
    spread = _pair(node.part.arguments.get("dilation_rate") or 1, 2)
    same = node.part.arguments.get("padding", "valid") != "valid"
    extents = [
        -(-extent // by) if same else (extent - (many - 1) * far - 1) // by + 1
        for extent, many, by, far in zip(given[:2], window, step, spread, strict=True)
    ]
    return (*extents, channels)


def _convolved(node: Node, given: tuple[int, ...]) -> tuple[int, ...]:
    arguments = node.part.arguments
    return _windowed(node, given, arguments.get("kernel_size"), arguments.get("strides") or 1, int(arguments["filters"]))


def _pooled(node: Node, given: tuple[int, ...]) -> tuple[int, ...]:
    arguments = node.part.arguments
    size = arguments.get("pool_size") or 2
    return _windowed(node, given, size, arguments.get("strides") or size, given[-1])


def _framed(node: Node, given: tuple[int, ...]) -> tuple[int, ...]:
    padding = node.part.arguments.get("padding", 1)
    pairs = [padding, padding] if isinstance(padding, int) else list(padding)
    grown = [sum(one) if isinstance(one, list | tuple) else 2 * one for one in pairs]
    return (given[0] + grown[0], given[1] + grown[1], *given[2:])


_SHAPES: Final[dict[str, Callable[[Node, tuple[int, ...]], tuple[int, ...]]]] = {
    "Conv2D": _convolved,
    "MaxPooling2D": _pooled,
    "AveragePooling2D": _pooled,
    "ZeroPadding2D": _framed,
    "Flatten": lambda _node, given: (prod(given),),
    "GlobalAveragePooling2D": lambda _node, given: given[-1:],
    "GlobalMaxPooling2D": lambda _node, given: given[-1:],
    "Dense": lambda node, given: (*given[:-1], int(node.part.arguments["units"])),
}


def _apply(blueprint: Blueprint, shape: tuple[int, ...]) -> Blueprint:
    large = shapes_of(blueprint, blueprint.task.shape)
    narrow = _narrowed(blueprint)
    small = shapes_of(narrow, shape)
    if large is None or small is None:
        raise Missing("the shapes of the model do not come out when it is shrunk")
    nodes = []
    for number, node in enumerate(narrow.nodes):
        made = replace(node, shape=(None, *small[number]))
        if node.kind in {"Dense", "Conv2D"}:
            source = node.inputs[0]
            ratio = large[source][-1] / small[source][-1]
            made = replace(made, pace=ratio, spread=_spread(blueprint.nodes[number], made, large[source], small[source]))
        nodes.append(made)
    return replace(narrow, nodes=tuple(nodes), task=replace(blueprint.task, shape=shape))


def _narrowed(blueprint: Blueprint) -> Blueprint:
    nodes = []
    for number, node in enumerate(blueprint.nodes):
        last = not _weights_behind(blueprint, number)
        part = node.part
        if node.kind == "Conv2D" and not last and int(part.arguments["filters"]) > FEWEST_FILTERS:
            part = part.with_argument("filters", FEWEST_FILTERS)
        elif node.kind == "Dense" and not last and int(part.arguments["units"]) > FEWEST_UNITS:
            part = part.with_argument("units", FEWEST_UNITS)
        nodes.append(replace(node, part=part))
    return replace(blueprint, nodes=tuple(nodes))


def _weights_behind(blueprint: Blueprint, number: int) -> bool:
    return any(node.kind in {"Dense", "Conv2D"} for node in blueprint.nodes[number + 1 :])


FAN_AVERAGE: Final = frozenset({"GlorotUniform", "GlorotNormal"})
FIXED: Final = frozenset({"RandomNormal", "RandomUniform", "TruncatedNormal"})


def _spread(before: Node, after: Node, large: tuple[int, ...], small: tuple[int, ...]) -> float:
    """Return the factor on the variance of the first weights that keeps fan-in times variance as it was."""
    initializer = after.part.arguments.get("kernel_initializer")
    kind = getattr(initializer, "kind", "")
    field_size = prod(_pair(after.part.arguments.get("kernel_size"), 2)) if after.kind == "Conv2D" else 1
    fan_in = field_size * large[-1], field_size * small[-1]
    if kind in FAN_AVERAGE:
        outs = _width(before) or 1, _width(after) or 1
        averages = [(one + field_size * out) / 2 for one, out in zip(fan_in, outs, strict=True)]
        return (fan_in[0] / averages[0]) / (fan_in[1] / averages[1])
    return fan_in[0] / fan_in[1] if kind in FIXED else 1.0
