"""Copies of models: the same graph of new layers, which start out with their own weights and flags."""

from __future__ import annotations

from keraslint.interp.models import MODEL, NONE
from keraslint.libs.keras.kinds import is_made_by_call
from keraslint.libs.registry import Call, entry, method
from keraslint.recover.walk import functional_steps, tensors_of
from keraslint.source import Place
from keraslint.values import Argument, Const, Dict, Gap, Instance, Node, Reason, Tensor, Tuple, Unknown, UserClass, Value

CONFIGURATION = "keras.configuration"

KEPT = frozenset({"trainable", "ambient", "auto_name", "activation", "start", "result", "opaque"})
"""Fields that a copy takes over."""


@entry("keras.models.clone_model")
def clone_model(call: Call, model: Value, input_tensors: Value = NONE, clone_function: Value = NONE, **others: Value) -> Value:
    """Return a new model with the same graph, not compiled; with a function of the program for its layers none that is known."""
    if not isinstance(model, Instance):
        return call.unknown()
    if clone_function != NONE or input_tensors != NONE:
        made = Instance(MODEL, place=call.place, fields={"opaque": Unknown(Reason.CUSTOM_CODE, call.place, "clone_function")})
    else:
        made = Copier(call.place).copy(model)
    call.event("make", made)
    return made


@method("keras.Layer", "get_config")
def get_config(call: Call, layer: Value) -> Value:
    """Return the configuration of a layer or model: what it holds is not looked into, only what can be made of it again."""
    assert isinstance(layer, Instance)
    return Instance(CONFIGURATION, place=call.place, fields={"of": layer})


@entry("keras.optimizers.Optimizer.from_config")
@entry("keras.Layer.from_config")
@method("keras.Layer", "from_config")
def from_config(call: Call, *arguments: Value, config: Value = NONE, **others: Value) -> Value:
    """Make a layer or model again from its configuration, with new weights; by way of the class or of another object of it."""
    given = config if config != NONE else arguments[-1] if arguments else NONE
    source = given.fields.get("of") if isinstance(given, Instance) and given.kind == CONFIGURATION else None
    if isinstance(source, Instance) and not isinstance(source.kind, UserClass):
        return Copier(call.place).copy(source)
    written = _written(given)
    owner = call.name.rpartition(".")[0]
    return call.unknown() if written is None or not is_made_by_call(owner) else call.make(owner, written)


def _written(configuration: Value) -> dict[str, Argument] | None:
    """Return the arguments in a configuration that the program writes down; ``None`` where there are objects among them."""
    items = configuration.fields.get("items") if isinstance(configuration, Instance) else None
    if not isinstance(items, Dict) or not items.complete:
        return None
    found = {key: value for key, value in items.entries if isinstance(key, str) and isinstance(value, Const | Tuple)}
    return {key: Argument(value, None, key) for key, value in found.items()} if len(found) == len(items.entries) else None


@method(CONFIGURATION, "update", "pop", "setdefault", "clear", "items", "values", "get")
def handed_out(call: Call, configuration: Value, *arguments: Value, **others: Value) -> Value:
    """Give a part of a configuration away: from here on it may be changed in ways that are not seen."""
    assert isinstance(configuration, Instance)
    call.write(configuration, "of", NONE)
    return call.unknown()


class Copier:
    """Copies layers and the tensors between them, each once."""

    def __init__(self, place: Place) -> None:
        """Make copies that are made at ``place``."""
        self._place = place
        self._layers: dict[int, Instance] = {}
        self._nodes: dict[Node, Node] = {}

    def copy(self, layer: Instance) -> Instance:
        """Return the copy of a layer or model."""
        known = self._layers.get(layer.identity)
        if known is not None:
            return known
        fields = {name: value for name, value in layer.fields.items() if name in KEPT}
        made = Instance(layer.kind, dict(layer.arguments), dict(layer.unexpected), layer.place, fields, layer.exact)
        self._layers[layer.identity] = made
        content = layer.fields.get("layers")
        if isinstance(content, Tuple):
            made.fields["layers"] = Tuple(tuple(self._element(item) for item in content.items), content.place)
        for ends, starts in (("outputs", "inputs"), ("traced", "traced_from")):
            if ends in layer.fields:
                self._graph(layer, made, ends, starts)
        return made

    def _element(self, item: Value | Gap) -> Value | Gap:
        return self.copy(item) if isinstance(item, Instance) else item

    def _graph(self, layer: Instance, made: Instance, ends: str, starts: str) -> None:
        """Copy the calls between two fields of a layer, and give the copy its own ends."""
        for tensor in tensors_of(layer.fields[ends]) or ():
            for step in functional_steps((tensor,))[0]:
                node = next((output.node for output in step.outputs if output.node is not None), None)
                if node is not None and node not in self._nodes:
                    inputs = tuple(self._tensor(feeding) for feeding in node.inputs)
                    self._nodes[node] = Node(self.copy(node.layer), inputs, node.keywords, node.place)
        for name in (ends, starts):
            if name in layer.fields:
                made.fields[name] = self._value(layer.fields[name])

    def _tensor(self, tensor: Tensor) -> Tensor:
        node = tensor.node
        return Tensor(
            tensor.shape, tensor.dtype, None if node is None else self._nodes.get(node, node), tensor.index, tensor.interval
        )

    def _value(self, value: Value) -> Value:
        """Copy tensors, in lists, tuples and dicts too."""
        match value:
            case Tensor():
                return self._tensor(value)
            case Tuple():
                return Tuple(tuple(item if isinstance(item, Gap) else self._value(item) for item in value.items), value.place)
            case Instance(kind="list" | "dict", fields={"items": Tuple() | Dict() as items}):
                return Instance(value.kind, place=value.place, fields={"items": self._value(items)})
            case Dict():
                return Dict(tuple((key, self._value(item)) for key, item in value.entries), value.complete)
        return value
