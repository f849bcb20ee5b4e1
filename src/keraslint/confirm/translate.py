"""From a recovered setup to a blueprint, or to the first fact that is missing for one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

from keraslint.confirm import catalog, several
from keraslint.confirm.blueprint import Blueprint, Node, Part, Task
from keraslint.confirm.parts import Missing, given, layer_part, named, plain
from keraslint.confirm.tasks import end_of, task_of
from keraslint.ir import Compile, Layer, Loss, Metric, Model, Setup, Use
from keraslint.values import Array, Unknown

INPUT: Final = "InputLayer"
OPERATION: Final = "keras.ops."
APPLICATIONS: Final = "keras.applications."
BATCH: Final = 32
"""What Keras takes where no batch size is given."""


def blueprint_of(setup: Setup, executed: Part | None = None) -> Blueprint:
    """Return a setup as the worker builds it; ``executed`` tells how to get its model by running the user's file.

    Raises:
        Missing: something that is needed for that is not known.
    """
    use = training_use(setup)
    nodes, outputs = _executed(setup, use, executed) if executed is not None else _graph(setup, use)
    alone = len(outputs) == 1 and sum(node.kind == INPUT for node in nodes) == 1
    loss, task = _alone(setup, use, nodes, outputs[0]) if alone else _together(setup, use, nodes, outputs)
    frozen = frozen_base(setup.model)
    if frozen is not None and executed is None:
        parts = tuple(_unbounded(part) for part in task.parts)
        task = replace(_unbounded(task), stands_for=frozen.name, parts=parts)
    return Blueprint(
        nodes=_numbered(nodes, {}),
        output=outputs[0],
        outputs=() if alone else outputs,
        loss=loss,
        optimizer=optimizer_of(setup.compile),
        task=task,
        batch_size=_batch_size(use),
        shuffle=use is None or use["shuffle"].value is not False,
        class_weight=_class_weight(use),
        metrics=metrics_of(setup.compile),
        updates=updates_of(use),
        emulate=target_backend(setup),
        strings=tuple(_strings(setup.compile)),
        callbacks=tuple(one.name for one in use.callbacks) if use is not None and isinstance(use.callbacks, tuple) else (),
    )


def _alone(setup: Setup, use: Use | None, nodes: tuple[Node, ...], output: int) -> tuple[Part, Task]:
    """Return the loss and the data of a model with one input and one output."""
    end = end_of(setup.compile.loss, setup.head, nodes[output].shape)
    return loss_of(setup.compile), task_of(use, nodes, end)


def _together(setup: Setup, use: Use | None, nodes: tuple[Node, ...], outputs: tuple[int, ...]) -> tuple[Part, Task]:
    """Return the loss and the data of a model with several of them."""
    assert isinstance(setup.model, Model)
    if _class_weight(use) is not None:
        raise Missing("Keras takes no weights of classes where there are several inputs or outputs")
    names = several.names_of(setup.model.layers[at] for at in setup.model.outputs)
    task = several.task_of(setup, setup.model, use, nodes, outputs)
    return several.loss_of(setup.compile, names, loss_part), task


def _unbounded(task: Task) -> Task:
    return replace(task, lo=None, hi=None, whole=False)


def _numbered(nodes: tuple[Node, ...], numbers: dict[int, int]) -> tuple[Node, ...]:
    """Return nodes whose identities count from 0: those of a program depend on what else was read before it."""
    return tuple(
        replace(node, identity=numbers.setdefault(node.identity, len(numbers)), nested=_numbered(node.nested, numbers))
        for node in nodes
    )


def _graph(setup: Setup, use: Use | None) -> tuple[tuple[Node, ...], tuple[int, ...]]:
    """Return the nodes of the model, and the numbers of those that give the outputs."""
    if not isinstance(setup.model, Model):
        raise Missing(f"the model is not known: {setup.model.explain()}")
    nodes = nodes_of(setup.model, _input_shape(setup.model, use))
    if not setup.model.outputs:
        raise Missing("the output of the model is not known")
    if sum(node.kind == INPUT for node in nodes) > 1:
        nodes = several.with_shapes(nodes, setup.model, use)
    return nodes, tuple(at + len(nodes) - len(setup.model.layers) for at in setup.model.outputs)


def _executed(setup: Setup, use: Use | None, part: Part) -> tuple[tuple[Node, ...], tuple[int, ...]]:
    """Return an input and the model of the user's file behind it."""
    known = setup.model if isinstance(setup.model, Model) else Model("keras.Model", ())
    if len(known.outputs) > 1 or len(known.inputs) > 1:
        raise Missing("a model that comes from running the program has to have one input and one output")
    shape = _input_shape(known, use)
    head = setup.head
    out = head.shape if head is not None else None
    return (Node(Part("InputLayer"), (), -1, (None, *shape)), Node(part, (0,), 0, out)), (1,)


def training_use(setup: Setup) -> Use | None:
    """Return the first use that trains, if there is one."""
    return next(iter(setup.fits), None)


def target_backend(setup: Setup) -> str:
    """Return the backend that the program runs on, as far as it says so; TensorFlow is what Keras takes by itself."""
    return setup.framework.backend or "tensorflow"


def _input_shape(model: Model, use: Use | None) -> tuple[int, ...]:
    if sum(layer.name == INPUT for layer in model.layers) > 1:
        return ()  # each has one of its own
    data = use.x.value if use is not None and isinstance(use.x.value, Array) else None
    return several.filled(model.inputs[0] if model.inputs else None, data)


def nodes_of(model: Model, shape: tuple[int, ...]) -> tuple[Node, ...]:
    """Return the nodes of a model, an input in front.

    Raises:
        Missing: a layer is not known or cannot be built.
    """
    base = frozen_base(model)
    if base is not None:
        return _behind(model, base)
    starts = model.layers[:1] and model.layers[0].name == INPUT
    shift = 0 if starts else 1
    nodes = [] if starts else [Node(Part(INPUT), (), -1, (None, *shape))]
    return (*nodes, *(_node(layer, shift, shape) for layer in model.layers))


def frozen_base(model: object) -> Layer | None:
    """Return the ready-made model with weights of its own that a model begins with, where it is not trained.

    What it gives may then as well be made up: the experiment is about what is trained behind it.
    """
    for layer in model.layers if isinstance(model, Model) else ():
        if layer.kind.startswith(APPLICATIONS):
            known = layer.output_shape is not None and None not in layer.output_shape[1:]
            return layer if layer.trainable.value is False and known else None
    return None


def _behind(model: Model, base: Layer) -> tuple[Node, ...]:
    """Return the nodes behind a frozen model, with an input that has the shape of what it gives.

    Raises:
        Missing: a layer is not known or cannot be built, or goes past the frozen model.
    """
    at = model.layers.index(base)
    shape = tuple(extent for extent in (base.output_shape or ())[1:] if extent is not None)
    behind = model.layers[at + 1 :]
    if any(source < at for layer in behind for source in layer.inputs):
        raise Missing(f"something goes past {base.name}, which comes with weights of its own")
    return Node(Part(INPUT), (), -1, (None, *shape)), *(_node(layer, -at, shape) for layer in behind)


def _node(layer: Layer, shift: int, shape: tuple[int, ...]) -> Node:
    if not layer.known:
        raise Missing(f"a part of the model is not known: {layer.reason or 'its layers cannot be followed'}")
    inputs = tuple(at + shift for at in layer.inputs) or ((0,) if shift else ())
    if layer.name == INPUT:
        return Node(Part(INPUT), (), layer.identity, (None, *shape))
    call = {name: plain(fact.value, f"{name} of {layer.name}") for name, fact in layer.call_keywords.items()}
    trainable = layer.trainable.value is not False
    if layer.kind.startswith(APPLICATIONS):
        raise Missing(f"{layer.name} comes with weights of its own")
    if layer.model is not None:
        entry = layer.input_shapes[0] if layer.input_shapes else None
        known = tuple(extent for extent in (entry or ())[1:] if extent is not None)
        if entry is None or len(known) != len(entry) - 1 or len(layer.model.outputs) != 1:
            raise Missing("the model inside the model is not known in full")
        nested = nodes_of(layer.model, known)
        return Node(Part("Model"), inputs, layer.identity, layer.output_shape, call, trainable, nested)
    if layer.kind.startswith(OPERATION):
        if layer.name not in catalog.OPERATIONS or call:
            raise Missing(f"the operation {layer.name} is not built here")
        return Node(Part(f"ops.{layer.name}"), inputs, layer.identity, layer.output_shape)
    return Node(layer_part(layer.component), inputs, layer.identity, layer.output_shape, call, trainable)


def loss_of(compiled: Compile) -> Part:
    """Return the loss by the name of its function.

    Raises:
        Missing: there are several, or it is not known.
    """
    loss = compiled.loss
    if loss is None:
        raise Missing(
            "the loss is not known" if isinstance(compiled.losses, Unknown) else "the model has several losses, or none"
        )
    return loss_part(loss)


def loss_part(loss: Loss) -> Part:
    """Return a loss by the name of its function.

    Raises:
        Missing: it is not known, or none of the library.
    """
    kind = loss.kind.value
    if not isinstance(kind, str):
        raise Missing(f"the loss is not known: {kind.explain()}")
    if kind not in catalog.LOSSES:
        raise Missing(f"the loss {kind.removeprefix('custom:')} is not built here")
    arguments = {
        name: plain(fact.value, f"{name} of the loss")
        for name, fact in given(loss.component).items()
        if name not in {"y_true", "y_pred", "fn"}
    }
    if loss.from_logits.known and loss.from_logits.value is True:
        arguments["from_logits"] = True
    arguments.pop("reduction", None)
    return Part(kind, arguments)


def optimizer_of(compiled: Compile) -> Part:
    """Return the optimizer, its learning rate always among the arguments.

    Raises:
        Missing: it is not known.
    """
    optimizer = compiled.optimizer
    kind = optimizer.kind.value
    if not isinstance(kind, str):
        raise Missing(f"the optimizer is not known: {kind.explain()}")
    if kind not in catalog.OPTIMIZERS:
        raise Missing(f"the optimizer {kind.removeprefix('custom:')} is not built here")
    arguments = {
        name: plain(fact.value, f"{name} of the optimizer")
        for name, fact in given(optimizer.component).items()
        if name not in {"learning_rate", "lr", "decay"}
    }
    return Part(kind, {**arguments, "learning_rate": _rate(optimizer)})


def _rate(optimizer: Any) -> Any:
    if optimizer.schedule is not None:
        return named(optimizer.schedule, "schedule", "learning rate schedule")
    rate = optimizer.learning_rate.number
    if rate is None:
        raise Missing("the learning rate is not known")
    decay = optimizer.component["decay"].number
    if decay:
        return Part("InverseTimeDecay", {"initial_learning_rate": rate, "decay_steps": 1, "decay_rate": decay})
    return rate


def metrics_of(compiled: Compile) -> tuple[Part, ...]:
    """Return the names of those metrics that are named by a string; the others do not take part in the training."""
    metrics: tuple[Metric, ...] = () if isinstance(compiled.metrics, Unknown) else compiled.metrics
    return tuple(Part(str(one.kind.value)) for one in metrics if one.form == "string" and one.kind.known)


def _strings(compiled: Compile) -> Iterator[tuple[str, str]]:
    """Walk the strings that ``compile`` is given for losses and metrics."""
    for parameter, group in (("loss", "loss"), ("metrics", "metric")):
        value = compiled.call[parameter].value
        for text in value if isinstance(value, tuple | list) else (value,):
            if isinstance(text, str) and "." not in text and ":" not in text:
                yield group, text


def _batch_size(use: Use | None) -> int:
    if use is None:
        return BATCH
    for stage in reversed(use.stages):
        size = stage.detail("batch_size") if stage.operation == "batch" else None
        if isinstance(size, int):
            return size
    value = use["batch_size"].value
    match value:
        case int() if value > 0:
            return value
        case None:
            return BATCH
    if use.container == "array" and use["batch_size"].given:
        raise Missing("the batch size is not known")
    return BATCH


def _class_weight(use: Use | None) -> dict[str, float] | None:
    value = use["class_weight"].value if use is not None else None
    if isinstance(value, dict) and all(isinstance(weight, int | float) for weight in value.values()):
        return {str(key): float(weight) for key, weight in value.items()}
    return None


def updates_of(use: Use | None) -> int | None:
    """Return how many optimizer steps the program makes, where that is known."""
    if use is None or not isinstance(use.x.value, Array) or not use.x.value.shape:
        return None
    samples, epochs = use.x.value.shape[0], use["epochs"].value
    if not isinstance(samples, int) or not isinstance(epochs, int):
        return None
    split = use["validation_split"].number or 0.0
    return epochs * -(-int(samples * (1 - split)) // _batch_size(use))
