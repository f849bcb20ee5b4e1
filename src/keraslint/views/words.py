"""Words for facts: how messages write layers, numbers, ranges and labels, and what is said of the places on the way of data."""

from __future__ import annotations

from typing import Final

from keraslint.findings import Related
from keraslint.ir import Component, Head, Layer
from keraslint.source import Place
from keraslint.values import Array, Encoding, Interval
from keraslint.views.outputs import Output


def relate(*places: tuple[Place | None, str]) -> tuple[Related, ...]:
    """Return related places, without those that are not known."""
    return tuple(Related(place, message) for place, message in places if place is not None)


def loss_and_labels(output: Output) -> tuple[Related, ...]:
    """Return the places where the loss is chosen and where the labels of an output come from."""
    loss, labels = output.loss, output.labels
    found = relate((loss.place, f"the loss is {loss.kind.value}")) if loss.kind.known else ()
    if not isinstance(labels.value, Array) or labels.value.encoding is None:
        return found
    found += relate((labels.place, f"the labels are {labels_text(labels.value)}"))
    encoded = [step for step in labels.value.steps if step.operation == "encode"]
    if encoded:
        return found + relate((encoded[-1].place, f"{library_name(encoded[-1].name)} makes them so"))
    source = labels.value.source
    return found if source is None else found + relate((source.place, _source_text(source.name)))


def _source_text(name: str) -> str:
    return "they are written out here" if name == "literal" else f"they come from {library_name(name)}"


def number(value: float) -> str:
    """Write a number as a person would."""
    return f"{value:.6g}"


def span_of(interval: Interval) -> str:
    """Write a range of values."""
    if not interval.bounded:
        return "any number" if interval.lo == -interval.hi else f"from {number(interval.lo)} up"
    return f"{number(interval.lo)}..{number(interval.hi)}"


def written(layer: Layer) -> str:
    """Write a layer as its constructor would be called: ``Dense(1, activation='sigmoid')``."""
    return _written(layer.component, None)


def written_head(head: Head) -> str:
    """Write what an output ends in: its layer, and the activation behind it where that is a layer of its own."""
    text = _written(head.layer.component, head.units.value if isinstance(head.units.value, int) else None)
    behind = [fact.value for fact in head.activations[1:] if isinstance(fact.value, str) and fact.value != "linear"]
    return f"{text} followed by {' and '.join(behind)}" if behind else text


def _written(component: Component, width: int | None) -> str:
    inner = component["layer"].value
    if isinstance(inner, Component):
        return f"{component.name}({_written(inner, width)})"
    counts = (component[name].value for name in ("units", "filters"))
    known = next((count for count in counts if isinstance(count, int | float)), width)
    parts = [] if known is None else [str(known)]
    activation = component.arguments.get("activation")
    if activation is not None and activation.given and isinstance(activation.value, str) and activation.value != "linear":
        name = activation.value.rpartition(".")[2]
        parts.append(f"'{name}'" if component.name == "Activation" else f"activation='{name}'")
    return f"{component.name}({', '.join(parts)})" if parts else component.name


def labels_text(labels: Array) -> str:
    """Say what labels look like."""
    classes = "" if labels.classes is None else f" of {labels.classes} classes"
    match labels.encoding:
        case Encoding.ONE_HOT:
            return f"one-hot rows{classes} (a 1 in the column of the class)"
        case Encoding.INTEGER:
            return f"class numbers{classes} (0, 1, 2, ...)"
        case Encoding.BINARY:
            return "0 or 1"
        case Encoding.MULTI_HOT:
            return f"multi-hot rows{classes} (a 1 in the column of every class that applies)"
        case Encoding.SIGNED:
            return "-1 or 1"
        case Encoding.STRING:
            return "strings"
    return "numbers" if labels.interval is None else f"numbers, {span_of(labels.interval)}"


_STEP_TEXTS: Final = {
    "load": "the data come from here",
    "cast": "this changes the type, not the range of the values",
    "reshape": "this changes the shape, not the range of the values",
    "resize": "this changes the size, not the range of the values",
    "split": "the data are split here, unscaled",
    "encode": "the labels get their form here",
    "decode": "the labels get their form here",
    "augment": "this keeps the range of the values",
}
"""What is said of a step of a data path; the steps that nobody would look at have no text."""


def trail(data: Array, loaded: str | None = None, operations: frozenset[str] = frozenset(_STEP_TEXTS)) -> tuple[Related, ...]:
    """Return the places through which data came, with what happened there; ``loaded`` is said of the first one."""
    texts = _STEP_TEXTS if loaded is None else {**_STEP_TEXTS, "load": loaded}
    shown = [step for step in data.steps if step.operation in operations and step.operation in texts]
    return relate(*((step.place, texts[step.operation]) for step in shown))


def library_name(kind: str) -> str:
    """Shorten a canonical name for a message: ``mnist.load_data`` of ``keras.datasets.mnist.load_data``."""
    return ".".join(kind.split(".")[-2:])
