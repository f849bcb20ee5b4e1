"""What a reader sees who points at something: shapes, ranges, where data come from, what a loss expects and what it gets."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from keraslint.describe import describe, describe_fact, describe_interval, describe_shape
from keraslint.interp.observe import Sighting
from keraslint.ir import Layer, Model, Setup
from keraslint.rules import Rule
from keraslint.server.reading import Reading, Study
from keraslint.source import Place, Span
from keraslint.values import Array, Dataset, Instance, Step, Tensor, Unknown
from keraslint.views.outputs import outputs
from keraslint.views.words import labels_text, written_head

EXPECTS: Final = {
    "binary_crossentropy": ("probabilities from 0 to 1, one a yes-or-no question", "0 or 1"),
    "binary_focal_crossentropy": ("probabilities from 0 to 1, one a yes-or-no question", "0 or 1"),
    "categorical_crossentropy": ("probabilities over the classes that sum to 1", "one-hot rows, a 1 in the column of the class"),
    "categorical_focal_crossentropy": ("probabilities over the classes that sum to 1", "one-hot rows"),
    "sparse_categorical_crossentropy": ("probabilities over the classes that sum to 1", "class numbers 0, 1, 2, ..."),
    "mean_squared_error": ("numbers in the range of the targets", "numbers"),
    "mean_absolute_error": ("numbers in the range of the targets", "numbers"),
    "huber": ("numbers in the range of the targets", "numbers"),
    "log_cosh": ("numbers in the range of the targets", "numbers"),
    "hinge": ("numbers around 0, whose sign decides", "-1 or 1"),
    "poisson": ("positive numbers", "counts"),
    "kl_divergence": ("probabilities that sum to 1", "probabilities that sum to 1"),
}
"""What each loss expects of the output and of the labels."""

CODE: Final = re.compile(r"\b[A-Z]+[0-9]{3}\b")

LONGEST: Final = 40
"""A table of layers is not longer than this."""


def hover(reading: Reading, spot: Span) -> str | None:
    """Return what there is to say about a place, as Markdown: of the expression there, and of the rules that speak there."""
    parts: list[str] = []
    study = reading.study
    if study is not None:
        parts.extend(text for text in [_of_expressions(study, spot)] if text)
    spoken = {finding.code for finding in reading.findings if finding.at.span.contains(spot)}
    spoken |= _code_under(reading, spot)
    parts.extend(rule_page(reading.rules[code]) for code in sorted(spoken) if code in reading.rules)
    return "\n\n---\n\n".join(parts) or None


def _code_under(reading: Reading, spot: Span) -> set[str]:
    """Return the code that stands under a spot, where it stands in a comment."""
    line = reading.document.texts[spot.cell].lines[spot.line - 1]
    hashed = line.find("#")
    return {
        found[0]
        for found in CODE.finditer(line)
        if 0 <= hashed < found.start() and found.start() < spot.column <= found.end() + 1
    }


def rule_page(rule: Rule) -> str:
    """Return what a rule is about, in a few paragraphs."""
    documentation = rule.documentation
    parts = [f"**{rule.code} {rule.name}**: {documentation.summary}"]
    parts.append(documentation.section("Why is this bad"))
    good = documentation.section("Use instead")
    if good:
        parts.append(f"Use instead:\n\n{good}")
    return "\n\n".join(part.strip() for part in parts if part.strip())


def _of_expressions(study: Study, spot: Span) -> str | None:
    return next((text for sighting in study.at(spot) if (text := _of_expression(study, sighting))), None)


def _of_expression(study: Study, sighting: Sighting) -> str | None:
    node, name = sighting.place.node, sighting.name
    layer = study.layers.get(node)
    if layer is not None:
        return layer_text(layer)
    setup = next((one for one in study.program.setups if one.compile.place and one.compile.place.node is node), None)
    if setup is not None:
        return compile_text(setup)
    match sighting.value:
        case Instance() as instance if instance.identity in study.models:
            return model_text(study.models[instance.identity])
        case Instance(place=Place() as place) if place.node in study.layers:
            return layer_text(study.layers[place.node])
        case Array() | Dataset() as data if name:
            return data_text(name, data)
        case Tensor() as tensor:
            return f"{f'`{name}`: ' if name else ''}Keras tensor {_shape(tensor.shape)}{_dtype(tensor.dtype)}"
        case Unknown() as unknown if name:
            return f"`{name}`: not known, {unknown.explain()}"
    return None


def layer_text(layer: Layer) -> str:
    """Return what is known of a layer: what comes out, how many weights, what it is fed."""
    if not layer.known:
        return f"Layers that are not known: {layer.reason}"
    facts = [f"**{layer.name}** → {_shape(layer.output_shape)}{_dtype(layer.output_dtype)}"]
    if layer.parameters is not None:
        facts.append(f"{layer.parameters:,} parameters")
    if isinstance(layer.activation.value, str) and layer.activation.value != "linear":
        facts.append(layer.activation.value)
    lines = [" · ".join(facts)]
    if layer.input_shapes:
        lines.append(f"fed with {', '.join(_shape(shape) for shape in layer.input_shapes)}")
    if layer.trainable.value is False:
        lines.append("frozen: its weights do not change in training")
    if layer.problem is not None:
        got = ", ".join(describe_shape(shape) for shape in layer.problem.got)
        lines.append(f"**does not fit**: it expects {layer.problem.expected}, and gets {got}")
    return "  \n".join(lines)


def model_text(model: Model) -> str:
    """Return the summary of a model as a table."""
    layers = list(model.layers)
    known = [layer.parameters for layer in layers if layer.parameters is not None]
    total = f"{sum(known):,} parameters" if len(known) == len(layers) else "number of parameters not known"
    rows = [f"| {layer.name} | {_shape(layer.output_shape)} | {_count(layer)} |" for layer in layers[:LONGEST]]
    if len(layers) > LONGEST:
        rows.append(f"| ... {len(layers) - LONGEST} more | | |")
    head = f"**{model.kind.rpartition('.')[2].rpartition(':')[2]}** of {len(layers)} layers, {total}"
    return "\n".join([head, "", "| layer | output | parameters |", "|---|---|---:|", *rows])


def _count(layer: Layer) -> str:
    return "?" if layer.parameters is None else f"{layer.parameters:,}"


def data_text(name: str, data: Array | Dataset) -> str:
    """Return what is known of data, and the way that they came."""
    array = data if isinstance(data, Array) else data.element if isinstance(data.element, Array) else None
    lines = [f"`{name}`: {describe(data)}"] if array is None else [f"`{name}`: {_array_line(array)}"]
    steps = data.steps if isinstance(data, Array) else data.stages
    lines.extend(f"- {_step(step)}" for step in steps if step.operation != "opaque")
    return "\n".join([lines[0], "", *lines[1:]] if len(lines) > 1 else lines)


def _array_line(array: Array) -> str:
    parts = [f"{_shape(array.shape)}{_dtype(array.dtype)}"]
    if array.interval is not None:
        parts.append(f"values {describe_interval(array.interval)}")
    if array.encoding is not None:
        parts.append(f"labels: {labels_text(array)}")
    return " · ".join(parts)


def _step(step: Step) -> str:
    where = "" if step.place is None else f", line {step.place.span.line}"
    verb = "comes from" if step.operation == "load" else step.operation
    return f"{verb}: `{step.name}`{where}"


def compile_text(setup: Setup) -> str:
    """Return, output by output, what the loss expects and what it gets; and how the model is trained."""
    lines = list(_outputs(setup))
    optimizer = setup.compile.optimizer
    lines.append(f"- optimizer: {describe_fact(optimizer.kind)}, learning rate {describe_fact(optimizer.learning_rate)}")
    if isinstance(setup.model, Unknown):
        lines.insert(0, f"The model is not known: {setup.model.explain()}")
    return "\n".join(lines)


def _outputs(setup: Setup) -> Iterator[str]:
    for output in outputs(setup):
        loss = output.loss.kind.value
        if not isinstance(loss, str):
            yield f"- loss: {describe_fact(output.loss.kind)}"
            continue
        of_output, of_labels = EXPECTS.get(loss, ("", ""))
        if output.loss.from_logits.value is True:
            of_output = "logits: any numbers, no activation"
        labels = output.labels.value
        yield f"- the model ends in `{written_head(output.head)}` → {_shape(output.head.shape)}"
        expected = f": expects {of_output}; labels {of_labels}" if of_output else ""
        yield f"- loss `{loss}`{expected}"
        yield f"- the labels are {labels_text(labels) if isinstance(labels, Array) else f'not known ({labels.explain()})'}"


def _shape(shape: tuple[int | None, ...] | None) -> str:
    return "`(shape not known)`" if shape is None else f"`{describe_shape(shape)}`"


def _dtype(dtype: str | None) -> str:
    return "" if dtype is None else f" {dtype}"
