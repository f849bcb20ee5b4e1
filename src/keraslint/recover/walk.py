"""Ways through a graph of symbolic tensors: the calls between two ends, and the layers in the order in which Keras lists them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from keraslint.libs.keras.kinds import is_layer
from keraslint.source import Place
from keraslint.values import Dict, Gap, Instance, Node, Reason, Tensor, Tuple, Unknown, UserClass, Value

INPUT_LAYER: Final = "keras.layers.InputLayer"
SEQUENTIAL: Final = "keras.Sequential"

OWN_FIELDS: Final = frozenset(
    {
        "layers", "input", "output", "inputs", "outputs", "start", "traced", "traced_from", "compiled", "owner", "result",
        "built", "ambient",
    }
)  # fmt: skip
"""Fields of models and layers that are not attributes set by the program."""


@dataclass(slots=True)
class Step:
    """One call of a layer on the way to a model's outputs, before it gets its final form."""

    instance: Instance | None
    inputs: tuple[int, ...]
    tensors: tuple[Tensor, ...]
    outputs: tuple[Tensor, ...]
    keywords: tuple[tuple[str, Value], ...] = ()
    place: Place | None = None
    reason: str | None = None


def tensors_of(value: Value | None) -> tuple[Tensor, ...] | None:
    """Return the tensors of a model's ``inputs`` or ``outputs``: an unknown one starts nowhere; ``None`` where there are none."""
    match value:
        case Tensor():
            return (value,)
        case Unknown():
            return (Tensor(None, None),)
        case Instance(kind="list", fields={"items": Tuple() as content}) | (Tuple() as content):
            found = [(Tensor(None, None),) if isinstance(item, Gap) else tensors_of(item) for item in content.items]
            if all(part is not None for part in found):
                return tuple(tensor for part in found if part is not None for tensor in part)
        case Instance(kind="dict", fields={"items": Dict() as entries}):
            found = [tensors_of(item) for item in flattened(entries)]
            if not entries.complete:
                found.append((Tensor(None, None),))
            if all(part is not None for part in found):
                return tuple(tensor for part in found if part is not None for tensor in part)
    return None


def flattened(entries: Dict) -> list[Value]:
    """Return the values of a dict in the order in which Keras goes through them, which is that of the keys."""
    named = [(key, value) for key, value in entries.entries if isinstance(key, str)]
    if len(named) != len(entries.entries):
        return [value for _, value in entries.entries]
    return [value for _, value in sorted(named, key=lambda pair: pair[0])]


def ends_of(instance: Instance) -> tuple[tuple[Tensor, ...], tuple[Tensor, ...] | None]:
    """Return the tensors between which the graph of a model lies; ``None`` where its outputs are not known."""
    ends = tensors_of(instance.fields.get("outputs"))
    if ends is not None:
        return tensors_of(instance.fields.get("inputs")) or (), ends
    return tensors_of(instance.fields.get("traced_from")) or (), tensors_of(instance.fields.get("traced"))


def functional_steps(ends: tuple[Tensor, ...], starts: tuple[Tensor, ...] = ()) -> tuple[list[Step], tuple[int, ...]]:
    """Walk from the outputs of a functional model back to its inputs; return the calls in topological order, inputs first.

    Where a start is not the output of an input layer, the graph is cut there: the model begins in the middle of another one.
    """
    steps: list[Step] = []
    index_of: dict[Node, int] = {}
    cuts: dict[tuple[Node | None, int], int] = {}
    unknown_start: dict[int, int] = {}

    def position(tensor: Tensor) -> int | None:
        """Return the index of the call that makes a tensor, ``None`` where it has not been reached."""
        if tensor.node is None:
            if id(tensor) not in unknown_start:
                steps.append(Step(None, (), (), (tensor,), reason=Reason.UNMODELLED_CALL.value))
                unknown_start[id(tensor)] = len(steps) - 1
            return unknown_start[id(tensor)]
        cut = cuts.get((tensor.node, tensor.index))
        return index_of.get(tensor.node) if cut is None else cut

    def visit(root: Tensor) -> int:
        # An explicit stack: models are deeper than Python's recursion limit.
        stack: list[tuple[Tensor, bool]] = [(root, False)]
        while stack:
            tensor, ready = stack.pop()
            node = tensor.node
            if node is None or position(tensor) is not None:
                continue
            if not ready:
                stack.append((tensor, True))
                stack.extend((feeding, False) for feeding in reversed(node.inputs))
                continue
            inputs = tuple(found for feeding in node.inputs if (found := position(feeding)) is not None)
            outputs = tuple(sorted(outputs_by_node.get(node, []), key=lambda tensor: tensor.index))
            steps.append(Step(node.layer, inputs, node.inputs, outputs, node.keywords, node.place))
            index_of[node] = len(steps) - 1
        found = position(root)
        assert found is not None
        return found

    outputs_by_node = _outputs_by_node((*ends, *starts))
    for start in starts:
        if start.node is None:
            continue
        if start.node.layer.api == INPUT_LAYER:
            visit(start)
        elif (start.node, start.index) not in cuts:
            steps.append(Step(Instance(INPUT_LAYER, place=start.node.place), (), (), (start,)))
            cuts[start.node, start.index] = len(steps) - 1
    return steps, tuple(visit(tensor) for tensor in ends)


def _outputs_by_node(ends: tuple[Tensor, ...]) -> dict[Node, list[Tensor]]:
    """Return the tensors on the way to ``ends`` by the call that makes them."""
    found: dict[Node, list[Tensor]] = {}
    seen: set[Node] = set()
    waiting = [*ends]
    while waiting:
        tensor = waiting.pop()
        if tensor.node is None:
            continue
        known = found.setdefault(tensor.node, [])
        if all(tensor.index != other.index for other in known):
            known.append(tensor)
        if tensor.node not in seen:
            seen.add(tensor.node)
            waiting.extend(tensor.node.inputs)
    return found


def inner_layers(instance: Instance) -> list[Instance] | None:
    """Return the layers of a model as ``model.layers`` lists them, or the parts of a layer; ``None`` where they are not known."""
    content = instance.fields.get("layers")
    if instance.api == SEQUENTIAL and isinstance(content, Tuple):
        found = [item for item in content.values if isinstance(item, Instance) and item.api != INPUT_LAYER]
        return found if content.complete else None
    starts, ends = ends_of(instance)
    if ends is not None and "outputs" in instance.fields:
        return listed_layers(ends, starts)
    return _held(instance) if isinstance(instance.kind, UserClass) else None


def _held(instance: Instance) -> list[Instance]:
    """Return the layers that an object of the program holds as attributes, in lists and dicts too; these may hold each other."""
    found: list[Instance] = []
    seen: set[int] = set()
    waiting: list[Value | Gap] = []
    waiting.extend(value for name, value in reversed(instance.fields.items()) if name not in OWN_FIELDS)
    while waiting:
        value = waiting.pop()
        if id(value) in seen:
            continue
        seen.add(id(value))
        match value:
            case Instance(kind="list", fields={"items": Tuple(items=items)}) | Tuple(items=items):
                waiting.extend(reversed(items))
            case Instance(kind="dict", fields={"items": Dict(entries=entries)}):
                waiting.extend(value for _, value in reversed(entries))
            case Instance() as held if is_layer(held.api):
                found.append(held)
    return found


def listed_layers(ends: tuple[Tensor, ...], starts: tuple[Tensor, ...] = ()) -> list[Instance]:
    """Return the layers of a functional model as ``model.layers`` has them: the furthest from the outputs first."""
    steps, outputs = functional_steps(ends, starts)
    depth_of: dict[int, int] = {}
    by_step: dict[int, int] = dict.fromkeys(range(len(steps)), 0)
    for index in range(len(steps) - 1, -1, -1):
        instance = steps[index].instance
        if instance is None:
            continue
        depth = by_step[index] = max(by_step[index], depth_of.get(instance.identity, 0))
        depth_of[instance.identity] = depth
        for feeding in steps[index].inputs:
            by_step[feeding] = max(by_step[feeding], depth + 1)
    found = [instance for instance in _met(steps, outputs) if not instance.api.startswith("keras.ops.")]
    return sorted(found, key=lambda instance: -depth_of[instance.identity])


def _met(steps: list[Step], outputs: tuple[int, ...]) -> list[Instance]:
    """Return the layers as they are met on the way back from the outputs; inputs that lead nowhere come first."""
    met: dict[int, Instance] = {}
    seen: set[int] = set()
    waiting = list(reversed(outputs))
    while waiting:
        index = waiting.pop()
        if index in seen:
            continue
        seen.add(index)
        instance = steps[index].instance
        if instance is not None:
            met.setdefault(instance.identity, instance)
            waiting.extend(reversed(steps[index].inputs))
    idle = [step.instance for step in steps if step.instance is not None and step.instance.identity not in met]
    return [*idle, *met.values()]
