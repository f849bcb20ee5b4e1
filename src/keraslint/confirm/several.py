"""Models with several inputs or outputs: which array goes where, which loss judges what, and what the findings speak of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from math import prod
from typing import Any

from keraslint.confirm.blueprint import SEVERAL, Node, Part, Task
from keraslint.confirm.parts import Missing, plain
from keraslint.confirm.tasks import end_of, input_task, target_task
from keraslint.findings import Finding
from keraslint.ir import Compile, Layer, Loss, Model, Setup, Use
from keraslint.values import Array, Shape

INPUT = "InputLayer"


def arrays_of(use: Use | None, parameter: str, names: Sequence[str]) -> list[Array | None]:
    """Return what the program passes for each input or output: one array, a list, a dictionary by ``names``; else nothing."""
    given: Any = use[parameter].value if use is not None else None
    if isinstance(given, Mapping):
        found = [given.get(name) for name in names]
    elif isinstance(given, tuple | list):
        found = list(given) if len(given) == len(names) else []
    else:
        found = [given] if len(names) == 1 else []
    return [one if isinstance(one, Array) else None for one in found] or [None] * len(names)


def names_of(layers: Iterable[Layer]) -> list[str]:
    """Return the names that a program gives to layers; what has none is not named."""
    return [str(layer["name"].value) if layer["name"].given else "" for layer in layers]


def filled(shape: Shape | None, data: Array | None) -> tuple[int, ...]:
    """Return the shape of a sample; what an input leaves open is told by the data.

    Raises:
        Missing: neither tells.
    """
    if shape is None and data is not None:
        shape = data.shape
    if shape is None:
        raise Missing("the shape of the inputs is not known")
    extents = list(shape[1:])
    if data is not None and data.shape is not None and len(data.shape) == len(shape):
        extents = [extent if extent is not None else known for extent, known in zip(extents, data.shape[1:], strict=True)]
    if any(extent is None or extent < 1 for extent in extents):
        raise Missing("the shape of the inputs is not known in full")
    return tuple(extent for extent in extents if extent is not None)


def with_shapes(nodes: Sequence[Node], model: Model, use: Use | None) -> tuple[Node, ...]:
    """Return nodes whose inputs have shapes of their own.

    Raises:
        Missing: one is not known.
    """
    starts = [layer for layer in model.layers if layer.name == INPUT]
    data = arrays_of(use, "x", names_of(starts))
    shapes = iter([filled(layer.output_shape, array) for layer, array in zip(starts, data, strict=True)])
    return tuple(replace(node, shape=(None, *next(shapes))) if node.kind == INPUT else node for node in nodes)


def task_of(setup: Setup, model: Model, use: Use | None, nodes: tuple[Node, ...], outputs: Sequence[int]) -> Task:
    """Return the recipe of data for all inputs and all outputs.

    Raises:
        Missing: something of them fits no recipe.
    """
    starts = [at for at, node in enumerate(nodes) if node.kind == INPUT]
    named = [layer for layer in model.layers if layer.name == INPUT]
    names = names_of(named) if len(named) == len(starts) else [""] * len(starts)
    parts = [input_task(behind(nodes, at), array) for at, array in zip(starts, arrays_of(use, "x", names), strict=True)]
    arrays = arrays_of(use, "y", names_of(model.layers[at] for at in model.outputs))
    ends = [
        end_of(loss, head, nodes[at].shape)
        for loss, head, at in zip(_losses(setup.compile, len(outputs)), model.heads, outputs, strict=True)
    ]
    targets = [target_task(Task("table", ()), array, end) for array, end in zip(arrays, ends, strict=True)]
    counts = [part.samples for part in parts if part.samples is not None]
    width = sum(prod(part.shape) for part in parts)
    return Task(SEVERAL, (width,), target=SEVERAL, samples=min(counts, default=None), parts=tuple(parts), targets=tuple(targets))


def behind(nodes: Sequence[Node], start: int) -> list[Node]:
    """Return a node and all that it feeds."""
    reached = {start}
    for number, node in enumerate(nodes):
        if reached.intersection(node.inputs):
            reached.add(number)
    return [nodes[number] for number in sorted(reached)]


def _losses(compiled: Compile, count: int) -> tuple[Loss, ...]:
    """Return the loss of each output; a single one is for all of them.

    Raises:
        Missing: they are not known.
    """
    losses = compiled.losses
    if not isinstance(losses, tuple) or len(losses) not in {1, count}:
        raise Missing("the losses of the outputs are not known")
    return losses if len(losses) == count else losses * count


def loss_of(compiled: Compile, names: Sequence[str], part_of: Any) -> Part:
    """Return the sum of the losses of all outputs, whose layers have these names.

    Raises:
        Missing: one of them, or its weight, is not known.
    """
    losses = [part_of(loss) for loss in _losses(compiled, len(names))]
    return Part(SEVERAL, {"losses": losses, "weights": _weights(compiled, names)})


def _weights(compiled: Compile, names: Sequence[str]) -> list[float]:
    given = plain(compiled.call["loss_weights"].value, "the weights of the losses")
    if given is None:
        return [1.0] * len(names)
    if isinstance(given, dict):
        if not given.keys() <= set(names):
            raise Missing("which output a weight of the losses belongs to is not known")
        given = [given.get(name, 1.0) for name in names]
    if not isinstance(given, list) or len(given) != len(names) or not all(isinstance(one, int | float) for one in given):
        raise Missing("the weights of the losses do not fit the outputs")
    return [float(one) for one in given]


def judged(model: Model, findings: Sequence[Finding]) -> tuple[int, ...]:
    """Return the outputs that findings speak of, going by what their repairs change; nothing means all.

    A repair of a layer concerns the outputs that it feeds, one of a loss the output of that loss.
    """
    spoken: set[int] = set()
    for finding in findings:
        for change in finding.fix.changes if finding.fix is not None else ():
            match change.path:
                case ("model", "layers", int() as layer, *_):
                    spoken.update(_fed(model, layer))
                case ("compile", "losses", int() as output, *_):
                    spoken.add(output)
                case _:
                    return ()
    return tuple(sorted(spoken)) if len(spoken) < len(model.outputs) else ()


def _fed(model: Model, start: int) -> set[int]:
    reached = {start}
    for number, layer in enumerate(model.layers):
        if reached.intersection(layer.inputs):
            reached.add(number)
    return {place for place, node in enumerate(model.outputs) if node in reached}
