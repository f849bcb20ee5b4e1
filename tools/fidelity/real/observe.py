"""The compiled models of the running program, each described as it is when it is compiled."""

from __future__ import annotations

import sys
import sysconfig
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any, Final

import keras

from fidelity.real.chosen import losses_of, metrics_of, optimizer_of
from fidelity.real.describe import describe, skeleton
from fidelity.real.structure import batch_of, symbols

_LIBRARIES: Final = tuple({sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")})
_TOOL: Final = str(Path(__file__).resolve().parents[1])


@dataclass(slots=True)
class _Compiled:
    """A model as compiled; ``open`` while its shapes wait for the first data that it is fed."""

    model: Any
    arguments: dict[str, Any]
    facts: dict[str, Any]
    content: tuple[int, ...]
    open: bool = True


@dataclass(slots=True)
class _Observer:
    """What was observed of the program at ``path``."""

    path: str = ""
    compiled: list[_Compiled] = field(default_factory=list)


_OBSERVER: Final = _Observer()


def start(path: str) -> None:
    """Begin with a program."""
    _OBSERVER.path = path
    _OBSERVER.compiled = []


def finish() -> list[dict[str, Any]]:
    """Return the setups in the order in which they were compiled, without those that there was no time to describe."""
    return [record.facts for record in _OBSERVER.compiled if "losses" in record.facts]


def compiled(model: Any, frame: FrameType | None, arguments: dict[str, Any]) -> None:
    """Note that a model was just compiled from ``frame``, with ``arguments`` by name."""
    for earlier in _OBSERVER.compiled:
        if earlier.model is model:
            earlier.open = False
    file, line, end = _caller(frame)
    facts = {"file": file, "line": line, "end": end, "optimizer": optimizer_of(model)}
    record = _Compiled(model, arguments, facts, _content(model))
    _OBSERVER.compiled.append(record)
    model.fidelity_metrics = []
    if _has_graph(model):
        _complete(record, None)
    else:
        facts["model"] = skeleton(model)
        facts["losses"] = losses_of(model, arguments)


def fed(model: Any, data: Any, labels: Any) -> None:
    """Note that a model is given data: where it declared no input shape, this is when its shapes are settled."""
    for record in _OBSERVER.compiled:
        if record.model is not model or not record.open:
            continue
        inputs, targets = batch_of(data, labels)
        if inputs is None or _content(model) != record.content:
            continue
        if not _has_graph(model):
            _build(model, symbols(inputs))
        _complete(record, targets)


def _complete(record: _Compiled, targets: Any) -> None:
    """Describe a model whose graph is known."""
    record.open = False
    record.facts["model"] = describe(record.model)
    record.facts["losses"] = losses_of(record.model, record.arguments)
    record.facts["metrics"] = record.model.fidelity_metrics = metrics_of(record.model, record.arguments, targets)


def _has_graph(model: Any) -> bool:
    if isinstance(model, keras.Sequential):
        return bool(model.built) and getattr(model, "_functional", None) is not None
    return getattr(model, "_functional", None) is not None or hasattr(type(model), "_fidelity") or _is_functional(model)


def _is_functional(model: Any) -> bool:
    return bool(getattr(model, "operations", None)) or hasattr(model, "fidelity_outputs")


def _build(model: Any, inputs: Any) -> None:
    """Build a model for inputs like these; the graph of one with a ``call`` of its own is what that makes of symbolic tensors."""
    starts = keras.tree.map_structure(lambda tensor: keras.Input(batch_shape=tensor.shape, dtype=tensor.dtype), inputs)
    outputs = model(starts)
    if isinstance(model, keras.Sequential):
        return
    try:
        ends, traced = model.call(starts), True
    except Exception:  # noqa: BLE001 - its code does what symbolic tensors cannot do
        ends, traced = outputs, False
    model.fidelity_inputs = keras.tree.flatten(starts)
    model.fidelity_outputs = keras.tree.flatten(ends)
    model.fidelity_traced = traced


def _content(model: Any) -> tuple[int, ...]:
    return tuple(id(layer) for layer in getattr(model, "_layers", ()))


def _caller(frame: FrameType | None) -> tuple[str, int, int]:
    """Return file, first and last line of the call in the program that led here."""
    while frame is not None:
        file = frame.f_code.co_filename
        if not file.startswith((*_LIBRARIES, _TOOL, "<")) and "site-packages" not in file:
            positions = list(frame.f_code.co_positions())[frame.f_lasti // 2]
            return file, positions[0] or frame.f_lineno, positions[1] or frame.f_lineno
        frame = frame.f_back
    return sys.argv[0], 0, 0
