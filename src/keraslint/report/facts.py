"""What ``keraslint show`` found, as text or JSON, from the plain data of ``show``."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from keraslint.report.style import Style, printable

Json = Mapping[str, Any]

LABEL: Final = 12
"""How wide the column of labels is."""


def as_json(files: Sequence[Json], coverage: Mapping[str, int]) -> str:
    """Return everything as one JSON object."""
    return json.dumps({"files": files, "coverage": coverage}, indent=2) + "\n"


def as_text(files: Sequence[Json], coverage: Mapping[str, int], style: Style) -> str:
    """Return a paragraph for each setup, and how much of all of them is known."""
    blocks: list[list[str]] = []
    for file in files:
        blocks.extend(
            [f"{_where(file['path'], found)}: {found['kind']}: {printable(found['message'])}"] for found in file["diagnostics"]
        )
        blocks.extend(list(_setup(file["path"], setup, style)) for setup in file["setups"])
        blocks.extend([f"{printable(file['path'])}: note: {note}"] for note in file["notes"])
    blocks.append([_summary(coverage)])
    return "\n\n".join("\n".join(block) for block in blocks) + "\n"


def _summary(coverage: Mapping[str, int]) -> str:
    calls = coverage["compile_calls"]
    if not calls:
        return "No compile calls found."
    known = ", ".join(f"{name.replace('_', ' ')} {count}" for name, count in coverage.items() if name != "compile_calls")
    return f"{calls} compile call{'' if calls == 1 else 's'}; known: {known}"


def _where(path: str, place: Json) -> str:
    location = place["location"]
    cell = "" if place["cell"] is None else f"cell {place['cell']}:"
    return printable(path) if location is None else f"{printable(path)}:{cell}{location['row']}:{location['column']}"


def _line(place: Json) -> str:
    if place["location"] is None:
        return ""
    cell = "" if place["cell"] is None else f"cell {place['cell']}, "
    file = f"{place['filename']}, " if "filename" in place else ""
    return f" ({file}{cell}line {place['location']['row']})"


def _setup(path: str, setup: Json, style: Style) -> Iterator[str]:
    yield f"{style.paint(_where(path, setup), 'bold')}: compile"
    yield from _model(setup["model"])
    yield from _row("loss", _loss(setup["loss"]))
    optimizer = setup["optimizer"]
    yield from _row("optimizer", f"{_fact(optimizer['kind'])}, learning rate {_fact(optimizer['learning_rate'])}")
    yield from _row("metrics", _list(setup["metrics"]))
    for use in setup["uses"]:
        yield from _use(use)


def _row(label: str, text: str) -> Iterator[str]:
    yield f"  {label:<{LABEL}} {printable(text)}".rstrip()


def _model(model: Json) -> Iterator[str]:
    if "unknown" in model:
        yield from _row("model", _fact(model))
        return
    layers = model["layers"]
    partly = "" if model["complete"] else ", some of them not known"
    yield from _row("model", f"{model['kind']}{_line(model)}, {len(layers)} layer{'' if len(layers) == 1 else 's'}{partly}")
    widest = max((len(layer["name"]) for layer in layers), default=0)
    for layer in layers:
        yield from _row("", f"  {layer['name']:<{widest}}  {_layer(layer)}".rstrip())
    for output in model["outputs"]:
        yield from _row("output", _output(output))
    if model["kind"].startswith("custom:") and not model["outputs"]:
        yield from _row("output", "none: the class defines no call")


def _layer(layer: Json) -> str:
    if layer["reason"]:
        return f"not known: {layer['reason']}"
    shape = layer["output_shape"]
    known = "(shape not known)" if shape is None else _shape(shape)
    activation = layer["activation"]
    if activation.get("value") == "linear" or activation.get("reason") == "absent":
        return known
    return f"{known}  {_fact(activation) if 'unknown' not in activation else f'activation {_fact(activation)}'}"


def _shape(extents: Sequence[int | None]) -> str:
    return f"({', '.join('None' if extent is None else str(extent) for extent in extents)})"


def _output(output: Json) -> str:
    if "unknown" in output:
        return _fact(output)
    return f"activation {_fact(output['activation'])}, units {_fact(output['units'])}"


def _loss(loss: Any) -> str:
    if isinstance(loss, Mapping):
        return _fact(loss)
    return ", ".join(_one_loss(one) for one in loss) or "none"


def _one_loss(loss: Json) -> str:
    from_logits = loss["from_logits"]
    suffix = " on logits" if from_logits.get("value") is True else ""
    return _fact(loss["kind"]) + suffix


def _list(facts: Any) -> str:
    if isinstance(facts, Mapping):
        return _fact(facts)
    return ", ".join(_fact(fact) for fact in facts) or "none"


def _use(use: Json) -> Iterator[str]:
    arguments = ", ".join(f"{name}={_fact(fact)}" for name, fact in use["arguments"].items())
    yield from _row(use["method"], f"{_line(use).strip()} {arguments}".strip())
    for name in ("x", "y", "validation_x", "validation_y"):
        fact = use[name]
        if fact.get("reason") != "absent":
            yield from _row(f"  {name.replace('validation_', 'val ')}", _fact(fact))
    if use["stages"]:
        yield from _row("  pipeline", ", ".join(stage["operation"] for stage in use["stages"]))
    if isinstance(use["callbacks"], Mapping):
        yield from _row("  callbacks", _fact(use["callbacks"]))
    elif use["callbacks"]:
        yield from _row("  callbacks", ", ".join(kind.rpartition(".")[2] for kind in use["callbacks"]))


def _fact(fact: Json) -> str:
    return f"not known: {fact['unknown']}{_line(fact)}" if "unknown" in fact else str(fact["text"])
