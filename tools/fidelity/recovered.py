"""What keraslint recovers from the text of a program, as the plain facts that the other side observes."""

from __future__ import annotations

from typing import Any, Final

from keraslint.interp.modules import Modules
from keraslint.interp.run import interpret
from keraslint.ir import Compile, Fact, Head, Layer, Loss, Metric, Model, Setup
from keraslint.project import Project
from keraslint.syntax import Tree, parse
from keraslint.values import Shape, Unknown

INPUT_LAYER: Final = "keras.layers.InputLayer"


def recover(path: str, text: str) -> list[dict[str, Any]]:
    """Return the setups of a program in the order in which they are compiled.

    Raises:
        SyntaxFailure: the text cannot be parsed.
    """
    program = interpret(Tree(path, parse(text)), modules=Modules(Project()))
    setups = sorted(program.setups, key=lambda setup: setup.compile.order)
    return [_setup(setup) for setup in setups]


def unknown(reason: str | None) -> dict[str, str]:
    """Return what stands for a fact that was not recovered."""
    return {"unknown": reason or "no reason given"}


def _setup(setup: Setup) -> dict[str, Any]:
    compiled = setup.compile
    assert compiled.place is not None
    span = compiled.place.span
    return {
        "file": span.file,
        "line": span.line,
        "end": span.end_line,
        "model": _model(setup.model),
        "losses": _losses(compiled),
        "optimizer": _optimizer(compiled),
        "metrics": _metrics(compiled.metrics),
    }


def _fact(fact: Fact[Any]) -> Any:
    return unknown(fact.reason) if isinstance(fact.value, Unknown) else fact.value


def _model(model: Model | Unknown) -> dict[str, Any]:
    if isinstance(model, Unknown):
        return unknown(model.explain())
    positions = _positions(model)
    return {
        "class": _class(model.kind),
        "inputs": [_shape(shape) for shape in model.inputs],
        "layers": [_layer(layer, positions) for layer in model.layers if not _is_input(layer)],
        "heads": [_head(head) for head in model.heads],
    }


def _is_input(layer: Layer) -> bool:
    return layer.kind == INPUT_LAYER


def _positions(model: Model) -> dict[int, int]:
    """Return the position of each call, from 0, and of each input, from -1 downwards, as the other side has them."""
    found: dict[int, int] = {}
    calls = starts = 0
    for index, layer in enumerate(model.layers):
        if _is_input(layer):
            starts += 1
            found[index] = -starts
        else:
            found[index] = calls
            calls += 1
    return found


def _layer(layer: Layer, positions: dict[int, int]) -> dict[str, Any]:
    if not layer.known:
        return unknown(layer.reason)
    facts: dict[str, Any] = {
        "class": _class(layer.kind),
        "shape": _shape(layer.output_shape),
        "parameters": unknown("its weights are not modelled") if layer.parameters is None else layer.parameters,
        "trainable": _fact(layer.trainable),
        "from": [positions[index] for index in layer.inputs] or [-1],
    }
    if layer.model is not None:
        inner = _positions(layer.model)
        facts["layers"] = [_layer(part, inner) for part in layer.model.layers if not _is_input(part)]
    return facts


def _class(kind: str) -> str:
    if kind.startswith("keras.ops."):
        return "op:" + kind.rpartition(".")[2].replace("_", "")
    return kind.rpartition(".")[2].rpartition(":")[2]


def _shape(shape: Shape | None) -> Any:
    return unknown("the shape is not known") if shape is None else list(shape)


def _head(head: Head | Unknown) -> dict[str, Any]:
    if isinstance(head, Unknown):
        return unknown(head.explain())
    return {"activation": _fact(head.activation), "units": _fact(head.units)}


def _losses(compiled: Compile) -> Any:
    if isinstance(compiled.losses, Unknown):
        return unknown(compiled.losses.explain())
    return [_loss(loss) for loss in compiled.losses]


def _loss(loss: Loss) -> dict[str, Any]:
    found = {"function": _fact(loss.kind)}
    if not str(loss.kind.value).startswith("custom:"):
        found["from_logits"] = _fact(loss.from_logits)
    return found


def _optimizer(compiled: Compile) -> dict[str, Any]:
    optimizer = compiled.optimizer
    found = {"class": _fact(optimizer.kind), "learning_rate": _fact(optimizer.learning_rate)}
    momentum = optimizer["momentum"]
    if momentum.given or momentum.known:
        found["momentum"] = _fact(momentum)
    return found


def _metrics(metrics: tuple[Metric, ...] | Unknown) -> Any:
    if isinstance(metrics, Unknown):
        return unknown(metrics.explain())
    return [_fact(metric.log_name) for metric in metrics]
