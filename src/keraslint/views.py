"""Views of a setup that several rules share: outputs with their losses and labels, the training data, and words for them."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from math import prod
from typing import Any, Final

from keraslint.change import Call, Change, RemoveLayer, ReplaceValue, remove_argument, set_argument
from keraslint.findings import Related
from keraslint.ir import ABSENT, Component, Fact, Head, Layer, Loss, Metric, Model, Setup
from keraslint.source import Place
from keraslint.values import Array, Encoding, Interval, Origin, Unknown


@dataclass(frozen=True, slots=True)
class Output:
    """One output of a compiled model: its head, the loss that judges it, and the labels that it is trained on.

    ``labels`` is absent in a model with several outputs, whose labels cannot be told apart.
    """

    head: Head
    loss: Loss
    labels: Fact[Array]


def outputs(setup: Setup) -> Iterator[Output]:
    """Pair the outputs of the model with the losses; nothing where it is not known which belongs to which."""
    losses = setup.compile.losses
    if not isinstance(setup.model, Model) or isinstance(losses, Unknown):
        return
    heads = setup.model.heads
    if len(losses) == 1:
        losses *= len(heads)
    if len(losses) != len(heads):
        return
    labels = targets(setup) if len(heads) == 1 else ABSENT
    for head, loss in zip(heads, losses, strict=True):
        if not isinstance(head, Unknown):
            yield Output(head, loss, labels)


def targets(setup: Setup) -> Fact[Array]:
    """Return what the model is trained to give, from the first training whose targets are known."""
    return next((use.y for use in setup.fits if isinstance(use.y.value, Array)), setup.fits[0].y if setup.fits else ABSENT)


def inputs(setup: Setup) -> Fact[Array]:
    """Return what the model is trained on, from the first training whose data are known."""
    return next((use.x for use in setup.fits if isinstance(use.x.value, Array)), setup.fits[0].x if setup.fits else ABSENT)


CLASS_ENCODINGS: Final = frozenset(Encoding) - {Encoding.CONTINUOUS}


def holds_classes(labels: Fact[Array]) -> bool:
    """Say whether targets are known to be class labels."""
    return isinstance(labels.value, Array) and labels.value.encoding in CLASS_ENCODINGS


def holds_numbers(labels: Fact[Array]) -> bool:
    """Say whether targets are known to be numbers on a scale rather than classes."""
    if not isinstance(labels.value, Array) or labels.value.encoding in CLASS_ENCODINGS:
        return False
    interval = labels.value.interval
    broken = interval is not None and not interval.integer
    return labels.value.encoding is Encoding.CONTINUOUS or labels.value.has("scale") or broken


def metric_of(setup: Setup, kinds: AbstractSet[str]) -> Metric | None:
    """Return the first metric of one of ``kinds``, given as Keras writes them in logs (``binary_accuracy``)."""
    metrics = setup.compile.metrics
    if isinstance(metrics, Unknown):
        return None
    wanted = {_squeezed(kind) for kind in kinds}
    return next((metric for metric in metrics if _squeezed(metric.kind.value) in wanted), None)


def _squeezed(name: str | Unknown) -> str:
    """Write ``BinaryAccuracy`` and ``binary_accuracy`` alike."""
    return "" if isinstance(name, Unknown) else name.replace("_", "").lower()


def reconstructs(setup: Setup, head: Head) -> bool:
    """Say whether the model is trained to give back its input, or something of its size: an autoencoder, an image translator."""
    if trained_on_itself(setup):
        return True
    assert isinstance(setup.model, Model)
    given = setup.model.inputs[0] if len(setup.model.inputs) == 1 else None
    return extent(head.shape) is not None and extent(head.shape) == extent(given) and extent(given) != 1


def trained_on_itself(setup: Setup) -> bool:
    """Say whether the targets are the inputs, as those of an autoencoder."""
    return any(_same_data(use.x.value, use.y.value) for use in setup.fits)


def _same_data(x: Array | Unknown, y: Array | Unknown) -> bool:
    if not isinstance(x, Array) or not isinstance(y, Array) or x.identity is None:
        return False
    return x.identity is y.identity and x.shape == y.shape


def extent(shape: tuple[int | None, ...] | None) -> int | None:
    """Return how many numbers one sample of a shape has, or ``None`` where an extent is not known."""
    if shape is None or len(shape) < 2:
        return None
    sample = [size for size in shape[1:] if size is not None]
    return prod(sample) if len(sample) == len(shape) - 1 else None


def stated(fact: Fact[Any]) -> bool:
    """Say whether a number is written down for this very use, so that it may be judged.

    The default of a parameter, an argument of one caller among many, or one turn of a loop may stand for an experiment.
    """
    return fact.known and fact.origin in {Origin.LITERAL, Origin.DEFAULT, Origin.DATASET}


TIGHT_STEPS: Final = frozenset(
    {"load", "scale", "cast", "reshape", "select", "split", "shuffle", "batch", "cache", "prefetch", "repeat"}
)
"""Steps after which the ends of a range are still reached, if they were before."""


def attained(data: Array) -> bool:
    """Say whether values near the ends of the range of data do occur, rather than only not being ruled out."""
    if data.interval is None or data.source is None:
        return False
    return all(step.operation in TIGHT_STEPS for step in data.steps)


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
    made = encoded[-1] if encoded else labels.value.source
    return found if made is None else found + relate((made.place, f"{library_name(made.name)} makes them so"))


def set_activation(head: Head, name: str | None) -> Change | None:
    """Return the change that makes ``name`` the activation of a head (``None``: no activation), if it can be written."""
    fact = head.activation
    separate = next((layer for layer in head.after if layer.activation is fact), None)
    if separate is not None and name is None:
        return RemoveLayer(separate.path, separate.place)
    if fact.site is None:
        activation = Call("keras.layers.Activation", {"activation": name})
        return None if separate is None else ReplaceValue(separate.path, activation, separate.place)
    return remove_argument(fact) if name is None else set_argument(fact, name)


def replace_loss(loss: Loss, kind: str) -> ReplaceValue:
    """Return the change that puts the loss ``kind`` in the place of ``loss``, as an object where one with arguments stands."""
    arguments = loss.component.arguments.items()
    given = {name: fact.value for name, fact in arguments if fact.given and name in {"from_logits", "name"}}
    value = Call(f"keras.losses.{_class_name(kind)}", given) if loss.form == "instance" and given else kind
    return ReplaceValue(loss.component.path or loss.kind.path, value, loss.place)


def _class_name(kind: str) -> str:
    return "".join(word.capitalize() for word in kind.split("_"))


def number(value: float) -> str:
    """Write a number as a person would."""
    return f"{value:.6g}"


def span_of(interval: Interval) -> str:
    """Write a range of values."""
    if not interval.bounded:
        return "any number" if interval.lo == -interval.hi else f"from {number(interval.lo)} up"
    return f"{number(interval.lo)}..{number(interval.hi)}"


def activation_of(head: Head) -> str:
    """Return the name of a head's activation, for messages."""
    return head.activation.value if isinstance(head.activation.value, str) else "custom"


def written(layer: Layer, activation: str | None = None) -> str:
    """Write a layer as its constructor would be called: ``Dense(1, activation='sigmoid')``."""
    width = next((layer[name].value for name in ("units", "filters") if layer[name].known), None)
    own = layer.activation.value if activation is None else activation
    parts = [] if width is None else [str(width)]
    if isinstance(own, str) and own != "linear":
        parts.append(f"activation='{own}'")
    return f"{layer.name}({', '.join(parts)})"


def written_head(head: Head) -> str:
    """Write what an output ends in: its layer, and the activation behind it where that is a layer of its own."""
    text = written(head.layer)
    behind = [fact.value for fact in head.activations[1:] if isinstance(fact.value, str) and fact.value != "linear"]
    return f"{text} followed by {' and '.join(behind)}" if behind else text


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
    return f"numbers {span_of(labels.interval)}" if labels.interval is not None else "numbers"


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


def components(value: Any) -> Iterator[Component]:
    """Walk the components in the value of a fact: one, or those of a tuple."""
    if isinstance(value, Component):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from components(item)
