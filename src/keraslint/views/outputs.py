"""Views of a setup that several rules share: outputs with their losses and labels, the training data, and words for them."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from math import prod
from typing import Any, Final

from keraslint.change import Change, ReplaceValue, remove_argument, remove_layer, replace_component
from keraslint.ir import ABSENT, Component, Fact, Head, Loss, Metric, Model, Setup
from keraslint.replacement import Call
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
    """Return what the model is trained to give, from the first training whose targets are known.

    A column of zeros and ones counts as labels of two classes although nothing else says so.
    """
    for use in setup.fits:
        match use.y:
            case Fact(Array(encoding=None, interval=Interval(0, 1, True)) as column) if _is_column(column):
                return replace(use.y, value=replace(column, encoding=Encoding.BINARY))
            case Fact(Array()):
                return use.y
    return setup.fits[0].y if setup.fits else ABSENT


def _is_column(array: Array) -> bool:
    return array.shape is not None and (len(array.shape) == 1 or (len(array.shape) == 2 and array.shape[1] == 1))


def inputs(setup: Setup) -> Fact[Array]:
    """Return what the model is trained on, from the first training whose data are known."""
    return next((use.x for use in setup.fits if isinstance(use.x.value, Array)), setup.fits[0].x if setup.fits else ABSENT)


CLASS_ENCODINGS: Final = frozenset(Encoding) - {Encoding.CONTINUOUS}


def holds_classes(labels: Fact[Array]) -> bool:
    """Say whether targets are known to be class labels."""
    return isinstance(labels.value, Array) and labels.value.encoding in CLASS_ENCODINGS


COLUMNS: Final = frozenset({"columns", "numpy.split", "numpy.hsplit"})
"""The names of steps that take some columns of a table."""


def holds_numbers(labels: Fact[Array]) -> bool:
    """Say whether targets are known to be numbers on a scale rather than classes."""
    if not isinstance(labels.value, Array) or labels.value.encoding in CLASS_ENCODINGS:
        return False
    interval = labels.value.interval
    # The range of a table holds for each of its columns, but one column may be whole numbers among others that are not.
    broken = interval is not None and not interval.integer and not any(step.name in COLUMNS for step in labels.value.steps)
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
    return "" if not isinstance(name, str) else name.replace("_", "").lower()


def reconstructs(setup: Setup) -> bool:
    """Say whether the model is trained to give back its input, or something of its size: an autoencoder, an image translator."""
    if trained_on_itself(setup):
        return True
    model = setup.model
    if not isinstance(model, Model) or len(model.inputs) != 1 or len(model.outputs) != 1:
        return False
    given, made = extent(model.inputs[0]), extent(model.layers[model.outputs[0]].output_shape)
    return given is not None and given == made and given != 1


def trained_on_itself(setup: Setup) -> bool:
    """Say whether the targets are the inputs, as those of an autoencoder."""
    return any(_same_data(use.x.value, use.y.value) for use in setup.fits)


def _same_data(x: Array | Unknown, y: Array | Unknown) -> bool:
    if not isinstance(x, Array) or not isinstance(y, Array) or x.identity is None:
        return False
    if x.identity is not y.identity or x.shape != y.shape or x.steps != y.steps:
        return False
    # Two selections look alike while they take different columns of one table.
    return all(one.operation != "select" or one.place == other.place for one, other in zip(x.steps, y.steps, strict=True))


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
GENTLE_STEPS: Final = TIGHT_STEPS | {"augment", "resize", "resample"}
"""Steps after which they are, or nearly so: what turns, cuts or resizes images mixes neighbouring pixels at most."""


def attained(data: Array, behind: frozenset[str] = TIGHT_STEPS) -> bool:
    """Say whether values near the ends of the range of data do occur ``behind`` such steps, and are not only not ruled out."""
    if data.interval is None or data.source is None:
        return False
    return all(step.operation in behind for step in data.steps)


def drop_activation(head: Head) -> Change | None:
    """Return the change that leaves the activation in effect at ``head`` out, if there is one to leave out."""
    in_effect = head.activation
    behind = next((layer for layer in head.after if layer.activation is in_effect), None)
    if behind is not None:
        return remove_layer(behind)
    return remove_argument(in_effect) if in_effect.given else None


KEPT: Final = {"from_logits", "label_smoothing", "name", "reduction"}
"""Arguments of a loss that mean the same for another one."""


def replace_loss(loss: Loss, kind: str) -> ReplaceValue:
    """Return the change that puts the loss ``kind`` in the place of ``loss``, as an object where one with arguments stands."""
    kept = KEPT - {"label_smoothing"} if kind.startswith("sparse") else KEPT
    arguments = loss.component.arguments.items()
    given = {name: fact.value for name, fact in arguments if fact.given and fact.known and name in kept}
    value = Call(f"keras.losses.{_class_name(kind)}", given) if loss.form == "instance" and given else kind
    return replace_component(loss.component, value, loss.place)


def _class_name(kind: str) -> str:
    return "".join(word.capitalize() for word in kind.split("_"))


RATE_SETTERS: Final = frozenset({"LearningRateScheduler", "LambdaCallback"})
"""Callbacks that may set the learning rate to anything; ``ReduceLROnPlateau`` only lowers it."""

RATE_WORDS: Final = ("LearningRate", "LR", "Schedul", "Anneal", "Cycl")
"""Words in the name of such a callback where it is not one of Keras's own."""


def adjusts_learning_rate(setup: Setup) -> bool:
    """Say whether something sets the learning rate while the model is trained, or may do so."""
    for use in setup.fits:
        if isinstance(use.callbacks, Unknown) or any(_may_set_rate(part) for part in use.callbacks):
            return True
    program = setup.program
    if program is None:
        return False
    assigned = any(event.kind == "set" and event.name in {"lr", "learning_rate"} for event in program.events)
    return assigned or any(call.kind.endswith("backend.set_value") for call in program.calls)


def _may_set_rate(callback: Component) -> bool:
    """Say whether a callback may set the learning rate; one of the program's own shows in the events when it does."""
    if callback.name == "ReduceLROnPlateau":
        return False
    named = callback.name in RATE_SETTERS or any(word in callback.name for word in RATE_WORDS)
    return named or not (callback.custom or callback.kind.startswith("keras."))


PRETRAINED: Final = ("keras.applications.", "tensorflow_hub.", "keras_hub.", "keras_cv.", "keras_nlp.", "transformers.")


def continues_training(setup: Setup) -> bool:
    """Say whether the model has been trained before, wholly or in part, or may have been."""
    model = setup.model
    if not isinstance(model, Model):
        return True
    for layer in model.flat():
        if not layer.known or layer.component.custom or layer.kind.startswith(PRETRAINED) or layer.trainable.value is False:
            return True
    program = setup.program
    if program is None:
        return False
    loaded = any(event.kind == "call" and "load_weights" in event.name for event in program.events)
    return loaded or any(
        other.compile.order < setup.compile.order and other.fits and _share_layers(other.model, model) for other in program.setups
    )


def _share_layers(one: Model | Unknown, other: Model) -> bool:
    if isinstance(one, Unknown):
        return False
    return bool({layer.identity for layer in one.flat()} & {layer.identity for layer in other.flat()})
