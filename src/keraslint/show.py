"""What ``keraslint show`` tells: each training setup as recovered, fact by fact, and how many of the facts are known.

The result is plain data, for the text and for JSON. A fact has a ``value`` and a ``text``, or says why it is ``unknown``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from math import isfinite
from typing import Any, Final, TypeAlias

from keraslint.describe import describe_fact
from keraslint.findings import Diagnostic
from keraslint.ir import Compile, Component, Fact, Head, Layer, Model, Program, Setup, Use
from keraslint.source import Place, Span
from keraslint.values import Array, Interval, Step, Unknown

Json: TypeAlias = dict[str, Any]


def _heads(setup: Setup) -> tuple[Head | Unknown, ...]:
    return setup.model.heads if isinstance(setup.model, Model) else ()


def _without_output(setup: Setup) -> bool:
    """Say whether a model is known to have no output: its class defines no ``call``."""
    return isinstance(setup.model, Model) and setup.model.kind.startswith("custom:") and not setup.model.outputs


def _model_known(setup: Setup) -> bool:
    return isinstance(setup.model, Model)


def _loss_known(setup: Setup) -> bool:
    losses = setup.compile.losses
    return not isinstance(losses, Unknown) and all(loss.kind.known for loss in losses)


def _optimizer_known(setup: Setup) -> bool:
    return setup.compile.optimizer.kind.known


def _activation_known(setup: Setup) -> bool:
    heads = _heads(setup)
    known = bool(heads) and all(isinstance(head, Head) and head.activation.known for head in heads)
    return known or _without_output(setup)


def _units_known(setup: Setup) -> bool:
    heads = _heads(setup)
    known = bool(heads) and all(isinstance(head, Head) and head.units.known for head in heads)
    return known or _without_output(setup)


def _learning_rate_known(setup: Setup) -> bool:
    return setup.compile.optimizer.learning_rate.known


FACTS: Final[dict[str, Callable[[Setup], bool]]] = {
    "model": _model_known,
    "loss": _loss_known,
    "optimizer": _optimizer_known,
    "output_activation": _activation_known,
    "units": _units_known,
    "learning_rate": _learning_rate_known,
}
"""What a setup is judged by, and how to tell whether it is known."""

CORE: Final = ("model", "loss", "optimizer", "output_activation")
FULL: Final = (*CORE, "units", "learning_rate")


def own_setups(program: Program) -> list[Setup]:
    """Return the setups that a file compiles itself: those of the modules that it imports are shown with these."""
    return [setup for setup in program.setups if setup.compile.place is None or setup.compile.place.file == program.file]


def coverage(programs: Iterable[Program]) -> dict[str, int]:
    """Count the places that call ``compile``, and those at which each fact is known every time that they are reached."""
    sites: dict[Span, dict[str, bool]] = {}
    for program in programs:
        for setup in own_setups(program):
            known = {name: test(setup) for name, test in FACTS.items()}
            seen = sites.setdefault(_span(setup.compile), known)
            seen.update((name, seen[name] and known[name]) for name in known)
    counts = {"compile_calls": len(sites)}
    counts.update((name, sum(known[name] for known in sites.values())) for name in FACTS)
    counts["core"] = sum(all(known[name] for name in CORE) for known in sites.values())
    counts["full"] = sum(all(known[name] for name in FULL) for known in sites.values())
    return counts


def _span(compiled: Compile) -> Span:
    assert compiled.place is not None
    return compiled.place.span


def file_facts(path: str, programs: Iterable[Program], diagnostics: Iterable[Diagnostic] = ()) -> Json:
    """Return what was recovered of a file: of its module, and for a notebook of those that it writes."""
    programs = list(programs)
    shown: Json = {
        "path": path,
        "setups": [_setup(setup) for program in programs for setup in own_setups(program)],
        "notes": [note for program in programs for note in program.notes],
        "diagnostics": [{"kind": found.kind, "message": found.message, **_location(found.span)} for found in diagnostics],
    }
    named: Json = _named_elsewhere(shown, path)
    return named


def _setup(setup: Setup) -> Json:
    compiled = setup.compile
    losses, metrics = compiled.losses, compiled.metrics
    return {
        **_at(compiled.place),
        "framework": setup.framework.flavour,
        "known": [name for name, test in FACTS.items() if test(setup)],
        "model": _unknown(setup.model) if isinstance(setup.model, Unknown) else _model(setup.model),
        "loss": _unknown(losses) if isinstance(losses, Unknown) else [_loss(loss.kind, loss.from_logits) for loss in losses],
        "optimizer": {"kind": _fact(compiled.optimizer.kind), "learning_rate": _fact(compiled.optimizer.learning_rate)},
        "metrics": _unknown(metrics) if isinstance(metrics, Unknown) else [_fact(metric.kind) for metric in metrics],
        "uses": [_use(use) for use in setup.uses],
    }


def _loss(kind: Fact[str], from_logits: Fact[bool]) -> Json:
    return {"kind": _fact(kind), "from_logits": _fact(from_logits)}


def _model(model: Model) -> Json:
    return {
        **_at(model.place),
        "kind": model.kind,
        "name": model.name,
        "complete": model.complete,
        "inputs": [None if shape is None else list(shape) for shape in model.inputs],
        "layers": [_layer(layer) for layer in model.layers],
        "outputs": [_head(head) for head in model.heads],
    }


def _layer(layer: Layer) -> Json:
    return {
        **_at(layer.place),
        "end_location": None if layer.place is None else _end(layer.place.span),
        "kind": layer.kind,
        "name": layer.name,
        "inputs": list(layer.inputs),
        "output_shape": None if layer.output_shape is None else list(layer.output_shape),
        "activation": _fact(layer.activation),
        "parameters": layer.parameters,
        "reason": layer.reason,
        "model": None if layer.model is None else _model(layer.model),
    }


def _head(head: Head | Unknown) -> Json:
    if isinstance(head, Unknown):
        return _unknown(head)
    shape = None if head.shape is None else list(head.shape)
    return {"layer": head.layer.name, "activation": _fact(head.activation), "units": _fact(head.units), "shape": shape}


SHOWN_ARGUMENTS: Final = ("epochs", "batch_size", "steps_per_epoch", "validation_split", "shuffle", "class_weight")
"""The arguments of a call that say how the training goes."""


def _use(use: Use) -> Json:
    return {
        **_at(use.place),
        "method": use.method,
        "x": _fact(use.x),
        "y": _fact(use.y),
        "validation_x": _fact(use.validation_x),
        "validation_y": _fact(use.validation_y),
        "container": use.container,
        "stages": [_step(step) for step in use.stages],
        "arguments": {name: _fact(use[name]) for name in SHOWN_ARGUMENTS if use[name].given and name in use.call.arguments},
        "callbacks": _unknown(use.callbacks) if isinstance(use.callbacks, Unknown) else [made.kind for made in use.callbacks],
    }


def _fact(fact: Fact[Any]) -> Json:
    if isinstance(fact.value, Unknown):
        return _unknown(fact.value)
    return {"value": _plain(fact.value), "text": _text(fact), "origin": fact.origin.name.lower(), **_at(fact.place)}


def _text(fact: Fact[Any]) -> str:
    return fact.value if isinstance(fact.value, str) else describe_fact(fact)


def _unknown(value: Unknown) -> Json:
    return {"unknown": value.explain(), "reason": value.reason.name.lower(), **_at(value.place)}


def _plain(value: Any) -> Any:
    match value:
        case bool() | int() | str() | None:
            return value
        case float():
            return value if isfinite(value) else str(value)
        case Array():
            return _array(value)
        case Component():
            return value.kind
        case tuple() | list():
            return [_plain(item) for item in value]
    return str(value)


def _array(array: Array) -> Json:
    return {
        "shape": None if array.shape is None else list(array.shape),
        "dtype": array.dtype,
        "range": None if array.interval is None else _range(array.interval),
        "encoding": None if array.encoding is None else array.encoding.value,
        "classes": array.classes,
        "role": None if array.role is None else array.role.value,
        "steps": [_step(step) for step in array.steps],
    }


def _range(interval: Interval) -> list[float | None]:
    return [end if isfinite(end) else None for end in (interval.lo, interval.hi)]


def _step(step: Step) -> Json:
    return {"operation": step.operation, "name": step.name, **_at(step.place)}


def _at(place: Place | None) -> Json:
    return {"cell": None, "location": None} if place is None else _location(place.span)


def _location(span: Span) -> Json:
    return {"filename": span.file, "cell": span.cell, "location": {"row": span.line, "column": span.column}}


def _end(span: Span) -> Json:
    return {"row": span.end_line, "column": span.end_column}


def _named_elsewhere(shown: Any, path: str) -> Any:
    """Leave out the name of the file where it is ``path``: a place has one only where it lies in a module that is imported."""
    match shown:
        case dict():
            return {key: _named_elsewhere(value, path) for key, value in shown.items() if (key, value) != ("filename", path)}
        case list():
            return [_named_elsewhere(value, path) for value in shown]
    return shown
