"""Changes of a model: of the arguments of its layers, and of the graph. Shapes, weights and heads follow."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from keraslint.change import AdaptLayer, Change, InsertLayer, RemoveLayer, ReplaceValue, SetArgument
from keraslint.counterfactual.arguments import ArgumentChange, changed
from keraslint.counterfactual.paths import CannotApply, moved
from keraslint.counterfactual.values import abstract, component_of, instance_of
from keraslint.ir import Component, Fact, Layer, Model, Path
from keraslint.libs.keras import layers as library
from keraslint.recover.activation import activation_of
from keraslint.recover.graph import call_outputs, declared_input, problem_of
from keraslint.recover.heads import head_of
from keraslint.recover.walk import INPUT_LAYER
from keraslint.values import Origin, Reason, Shape, Tensor, Tuple, Unknown

DECLARES_INPUT: Final = frozenset({"input_shape", "batch_input_shape", "batch_shape", "input_dim", "input_length"})
EMBEDDING: Final = "keras.layers.Embedding"
OF_EMBEDDING: Final = frozenset({"input_dim", "input_length"})
INPUT: Final = "keras.Input"
"""What declares the input of a model by itself, and is an ``InputLayer`` there."""


def apply_to_model(model: Model, change: Change, rest: Path) -> Model:
    """Return ``model`` after a change at ``rest``, a path below it.

    Raises:
        CannotApply: the change does not make sense there.
    """
    match rest:
        case ("layers", int() as index, *below) if index < len(model.layers):
            return _layer(model, change, index, tuple(below))
    raise CannotApply(f"nothing of the model is called {'.'.join(map(str, rest))}")


def _layer(model: Model, change: Change, index: int, rest: Path) -> Model:
    layer = model.layers[index]
    if not layer.known:
        raise CannotApply("the layer is not known")
    if rest[:1] == ("model",) and layer.model is not None:
        return _with_layers(model, {index: replace(layer, model=apply_to_model(layer.model, change, rest[1:]))})
    match change:
        case RemoveLayer() if not rest:
            return _without(model, index)
        case InsertLayer() if not rest:
            return _with_new(model, index, change)
        case AdaptLayer() if not rest:
            return replace(model, layers=_replaced(model.layers, {index: replace(layer, component=_adapted(layer.component))}))
        case ReplaceValue() if not rest:
            made = component_of(change.value, layer.place, layer.path)
            return _with_layers(model, {index: replace(layer, component=made, identity=_fresh(model), model=None, reason=None)})
        case SetArgument() if rest == ("trainable",):
            fact: Fact[bool] = replace(layer.trainable, value=bool(change.value), origin=Origin.LITERAL)
            return replace(model, layers=_replaced(model.layers, {index: replace(layer, trainable=fact)}))
    if isinstance(change, ArgumentChange) and layer.model is None:
        # One layer object may be called several times, and stands in the graph as often.
        shared = [at for at, other in enumerate(model.layers) if other.identity == layer.identity and other.known]
        return _with_layers(model, {at: _changed_layer(model.layers[at], change, rest) for at in shared})
    raise CannotApply("the change is none of a layer")


LEARNED: Final = frozenset({"mean", "variance", "bin_boundaries", "vocabulary"})
"""Arguments that say what a preprocessing layer would learn from data otherwise."""


def _adapted(component: Component) -> Component:
    """Return a preprocessing layer as if its arguments said what it has learned, whatever that is."""
    learned = Unknown(Reason.DATA_DEPENDENT, component.place, "learned from data")
    facts = {name: replace(fact, value=learned) if name in LEARNED else fact for name, fact in component.arguments.items()}
    return replace(component, arguments=facts)


def _changed_layer(layer: Layer, change: Any, rest: Path) -> Layer:
    component = changed(layer.component, change, rest)
    if isinstance(change, SetArgument) and rest == ("arguments", "trainable"):
        return replace(layer, component=component, trainable=replace(layer.trainable, value=bool(change.value)))
    return replace(layer, component=component)


def _fresh(model: Model) -> int:
    return min((layer.identity for layer in model.layers), default=0) - 1


def _replaced(layers: tuple[Layer, ...], new: Mapping[int, Layer]) -> tuple[Layer, ...]:
    return tuple(new.get(index, layer) for index, layer in enumerate(layers))


def _with_layers(model: Model, new: Mapping[int, Layer]) -> Model:
    """Return ``model`` with some layers changed, and everything behind them as it then is."""
    return _settled(replace(model, layers=_replaced(model.layers, new)), set(new), model.layers)


def _settled(model: Model, touched: set[int], before: tuple[Layer, ...] | None = None) -> Model:
    """Return a model with shapes, weights and heads as they follow from its layers, of which those ``touched`` are new.

    ``before`` are the layers of the model when it was last settled, where the nodes are still the same ones.
    """
    layers: list[Layer] = []
    dirty: dict[int, Shape | None] = {}
    for index, layer in enumerate(model.layers):
        behind = [at for at in layer.inputs if at in dirty]
        if index not in touched and not behind:
            layers.append(layer)
            continue
        new = _built(layer, layers, anew=index in touched)
        old = before[index].output_shape if before is not None else layer.output_shape
        if new.output_shape != old or new.output_dtype != layer.output_dtype:
            dirty[index] = old
        layers.append(new)
    result = replace(model, layers=tuple(layers))
    heads = tuple(head_of(result, index) for index in result.outputs)
    starts = tuple(layer.output_shape for layer in layers if layer.kind == INPUT_LAYER)
    if not starts:
        starts = tuple(layer.output_shape for layer in layers if not layer.inputs and not layer.known)
    if not starts and layers and not layers[0].inputs and layers[0].input_shapes:
        starts = layers[0].input_shapes[:1]
    return replace(result, heads=heads, inputs=starts or result.inputs)


def _built(layer: Layer, before: list[Layer], *, anew: bool) -> Layer:
    """Return a node with what its layer makes of its inputs, which are those of the nodes before it."""
    if not layer.known:
        return replace(layer, output_shape=None)
    shapes = tuple(before[at].output_shape for at in layer.inputs) if layer.inputs else layer.input_shapes
    if layer.model is not None:
        return _built_model(layer, shapes)
    dtypes = tuple(before[at].output_dtype for at in layer.inputs) if layer.inputs else tuple("float32" for _ in shapes)
    tensors = tuple(Tensor(shape, dtype) for shape, dtype in zip(shapes, dtypes, strict=True))
    instance = instance_of(layer.component)
    if not layer.inputs and anew and layer.kind != INPUT_LAYER:
        declared = declared_input(Tuple((instance,)))
        shapes, tensors = ((declared.shape,), (declared,)) if declared.shape is not None else (shapes, tensors)
    outputs = call_outputs(instance, tensors)
    keywords = {name: abstract(fact.value, fact.place) for name, fact in layer.call_keywords.items()}
    return replace(
        layer,
        input_shapes=shapes,
        output_shape=outputs[0].shape,
        output_dtype=outputs[0].dtype,
        activation=activation_of(instance, layer.component, layer.path) if anew else layer.activation,
        parameters=library.weights_of(instance, tensors, keywords),
        problem=problem_of(instance, tensors, keywords) if outputs[0].shape is None else None,
    )


def _built_model(layer: Layer, shapes: tuple[Shape | None, ...]) -> Layer:
    """Return the node of a nested model, whose outputs are known as long as its inputs are what they were."""
    assert layer.model is not None
    ends = layer.model.outputs
    same = shapes == layer.input_shapes
    output = layer.model.layers[ends[0]].output_shape if ends and same else None
    return replace(layer, input_shapes=shapes, output_shape=output)


def _without(model: Model, index: int) -> Model:
    """Return a model without one of its nodes."""
    layer = model.layers[index]
    if layer.kind == INPUT_LAYER or (not layer.inputs and _declared(layer.component)):
        raise CannotApply("the layer declares the input of the model")
    if len(layer.inputs) > 1 or (not layer.inputs and index in model.outputs):
        raise CannotApply("the layer has several inputs, or is all there is")
    source = layer.inputs[0] if layer.inputs else None

    def number(at: int) -> tuple[int, ...]:
        if at != index:
            return (at - 1 if at > index else at,)
        return () if source is None else (source,)

    kept = [
        (at, other, layer.input_shapes if source is None and index in other.inputs else other.input_shapes)
        for at, other in enumerate(model.layers)
        if at != index
    ]
    layers = []
    for new, (at, other, shapes) in enumerate(kept):
        inputs = tuple(to for was in other.inputs for to in number(was))
        layers.append(replace(_renumbered(model, other, at, new), inputs=inputs, input_shapes=shapes))
    consumers = {number(at)[0] for at in model.consumers(index)}
    outputs = tuple(to for at in model.outputs for to in number(at))
    return _settled(replace(model, layers=tuple(layers), outputs=outputs), consumers)


def _with_new(model: Model, index: int, change: InsertLayer) -> Model:
    """Return a model with a new node before or behind one of its nodes."""
    layer = model.layers[index]
    if not change.after and (layer.kind == INPUT_LAYER or len(layer.inputs) > 1):
        raise CannotApply("the new layer would have no input, or several")
    at = index + 1 if change.after else index
    path = (*model.path, "layers", at)
    component = component_of(change.layer, layer.place, path)
    old = layer.component
    if not change.after and not layer.inputs and _declared(layer.component):
        if not layer.kind.startswith("keras.layers."):
            raise CannotApply("a model in the model declares the input")
        old, component = _input_handed_over(old, component)
    if component.kind == INPUT:
        component = replace(component, kind=INPUT_LAYER)
    node = Layer(
        component,
        _fresh(model),
        (index,) if change.after else layer.inputs,
        (layer.output_shape,) if change.after else layer.input_shapes,
        trainable=Fact(True, layer.place, Origin.DEFAULT, (*path, "trainable")),
        call_place=layer.call_place,
    )

    def number(was: int) -> int:
        return was + 1 if was >= at else was

    def source(was: int, consumer: int) -> int:
        if change.after:
            return at if was == index else number(was)
        return at if was in layer.inputs and consumer == index else number(was)

    layers: list[Layer] = []
    for was, other in enumerate(model.layers):
        if was == at:
            layers.append(node)
        current = replace(other, component=old) if was == index else other
        inputs = tuple(source(one, was) for one in other.inputs)
        if was == index and not change.after:
            inputs = (at,)
        layers.append(replace(_renumbered(model, current, was, number(was)), inputs=inputs))
    if at == len(model.layers):
        layers.append(node)
    outputs = tuple(at if change.after and was == index else number(was) for was in model.outputs)
    touched = {at, *(number(was) for was in model.consumers(index))} if change.after else {at, at + 1}
    return _settled(replace(model, layers=tuple(layers), outputs=outputs), touched)


def _renumbered(model: Model, layer: Layer, old: int, new: int) -> Layer:
    path = (*model.path, "layers")
    result: Layer = moved(layer, (*path, old), (*path, new))
    return result


def _declared(component: Component) -> set[str]:
    """Return the arguments by which a layer declares the input of its model."""
    names = DECLARES_INPUT - OF_EMBEDDING if component.kind == EMBEDDING else DECLARES_INPUT
    facts = {**component.arguments, **component.unexpected}
    return {name for name in names if name in facts and facts[name].given}


def _input_handed_over(old: Component, new: Component) -> tuple[Component, Component]:
    """Return both components with the declaration of the input moved from the old first layer to the new one."""
    names = _declared(old)

    is_input = new.kind == INPUT

    def split(facts: Mapping[str, Fact[Any]]) -> tuple[dict[str, Fact[Any]], dict[str, Fact[Any]]]:
        taken = {name: moved(fact, old.path, new.path) for name, fact in facts.items() if name in names and not is_input}
        return {name: fact for name, fact in facts.items() if name not in names}, taken

    arguments, taken = split(old.arguments)
    unexpected, strange = split(old.unexpected)
    heir = replace(new, arguments={**new.arguments, **taken}, unexpected={**new.unexpected, **strange})
    return replace(old, arguments=arguments, unexpected=unexpected), heir
