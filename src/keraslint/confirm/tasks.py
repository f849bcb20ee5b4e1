"""The recipe of a probe task from what is known of the data, of the model's input and of its output."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from keraslint.confirm import catalog
from keraslint.confirm.blueprint import Node, Task
from keraslint.confirm.parts import Missing
from keraslint.ir import Head, Loss, Use
from keraslint.values import Array, Encoding, Interval, Shape, Unknown

WALKING: Final = catalog.RECURRENT | catalog.ATTENTION | {"Conv1D", "SeparableConv1D"}
"""Layers that read their input as a sequence."""

COUNTED: Final = 1000
"""More integers than that are numbers, not classes."""

CLASSIFYING: Final = catalog.CROSSENTROPIES | {
    "binary_focal_crossentropy", "categorical_focal_crossentropy", "categorical_hinge", "hinge", "squared_hinge", "kl_divergence",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class End:
    """What is known of an output: its shape, the function of its loss, its activation."""

    shape: Shape | None
    loss: str
    activation: str | None

    @property
    def units(self) -> int | None:
        """How many numbers it gives in a row."""
        return self.shape[-1] if self.shape else None


def end_of(loss: Loss | None, head: Head | Unknown | None, shape: Shape | None) -> End:
    """Return what is known of an output."""
    kind = str(loss.kind.value) if loss is not None and loss.kind.known else ""
    activation = head.activation.value if isinstance(head, Head) else None
    return End(shape, kind, activation if isinstance(activation, str) else None)


def task_of(use: Use | None, nodes: tuple[Node, ...], end: End) -> Task:
    """Return the recipe of data that a setup with one input and one output could be trained on.

    Raises:
        Missing: the targets fit no recipe.
    """
    x = use.x.value if use is not None and isinstance(use.x.value, Array) else None
    y = use.y.value if use is not None and isinstance(use.y.value, Array) else None
    inputs = input_task(nodes, x)
    if x is not None and y is not None and x.identity is not None and x.identity is y.identity and x == y:
        return replace(inputs, target="inputs", target_shape=inputs.shape)
    return target_task(inputs, y, end)


def input_task(nodes: Sequence[Node], x: Array | None) -> Task:
    """Return the recipe of an input from the data that the program has for it; ``nodes`` are the input and what is behind it.

    Raises:
        Missing: the input is words, and nobody knows how many there are.
    """
    shape = tuple(extent for extent in (nodes[0].shape or ())[1:] if extent is not None)
    form = _form(nodes, shape)
    lo, hi, whole = _range(x.interval if x is not None else None)
    if form == "tokens":
        known = hi is not None and whole
        lo, hi, whole = 0.0, hi if known else float(_vocabulary(nodes) - 1), True
    return Task(form, shape, lo, hi, whole, samples=_samples(x))


def target_task(task: Task, y: Array | None, end: End) -> Task:
    """Return a recipe with that of the targets of an output; ``y`` are those of the program.

    Raises:
        Missing: they fit no recipe.
    """
    if y is not None:
        return _from_labels(task, y, end)
    one_row = end.shape is not None and len(end.shape) == 2
    return (_from_head(task, end) if one_row else None) or _from_loss(task, end)


def _samples(x: Array | None) -> int | None:
    return x.shape[0] if x is not None and x.shape else None


def _range(interval: Interval | None) -> tuple[float | None, float | None, bool]:
    if interval is None or not interval.bounded:
        return None, None, False
    return float(interval.lo), float(interval.hi), interval.integer


def _form(nodes: Sequence[Node], shape: tuple[int, ...]) -> str:
    kinds = {node.kind for node in nodes}
    first = next((node.kind for node in nodes[1:] if node.kind not in {"Masking", "Dropout"}), "")
    if first == "Embedding":
        return "tokens"
    if len(shape) <= 1:
        return "table"
    return "sequence" if len(shape) == 2 and kinds & WALKING else "image"


def _vocabulary(nodes: Sequence[Node]) -> int:
    embedding = next(node for node in nodes if node.kind == "Embedding")
    size = embedding.part.arguments.get("input_dim")
    if not isinstance(size, int) or size < 2:
        raise Missing("the size of the vocabulary is not known")
    return size


def _from_head(task: Task, end: End) -> Task | None:
    """Return the task where nothing is known of the targets and a loss for numbers is put on an output that stays in bounds.

    Such an output speaks of classes, and could not give just any numbers.
    """
    activation, units = end.activation, end.units
    if end.loss in CLASSIFYING or units is None or activation not in {"sigmoid", "softmax", "tanh"}:
        return None
    if activation == "softmax" and units > 1:
        return replace(task, target="classes", classes=units, encoding="one_hot", target_shape=(units,))
    if activation == "sigmoid" and units == 1:
        return replace(task, target="classes", classes=2, encoding="binary")
    least = -1.0 if activation == "tanh" else 0.0
    return replace(task, target="numbers", target_shape=(units,), target_lo=least, target_hi=1.0)


def _from_loss(task: Task, end: End) -> Task:
    """Return the task where nothing is known of the targets but what the model is trained with."""
    kind, units = end.loss, end.units
    if end.shape is None or units is None or len(end.shape) != 2:
        raise Missing("the targets are not known, and the output is not one row a sample")
    if kind == "sparse_categorical_crossentropy":
        return replace(task, target="classes", classes=max(units, 2), encoding="integer")
    if kind in {"categorical_crossentropy", "categorical_focal_crossentropy", "categorical_hinge"}:
        return replace(task, target="classes", classes=max(units, 2), encoding="one_hot", target_shape=(max(units, 2),))
    if kind in {"binary_crossentropy", "binary_focal_crossentropy"}:
        if units == 1:
            return replace(task, target="classes", classes=2, encoding="binary")
        return replace(task, target="labels", classes=units, target_shape=(units,))
    if kind in {"hinge", "squared_hinge"} and units == 1:
        return replace(task, target="classes", classes=2, encoding="signed")
    if kind in CLASSIFYING:
        raise Missing("the targets are not known")
    return replace(task, target="numbers", target_shape=(units,))


def _from_labels(task: Task, y: Array, end: End) -> Task:
    units = end.units
    shape = _target_shape(y, units)
    lo, hi, whole = _range(y.interval)
    match y.encoding:
        case Encoding.ONE_HOT:
            classes = y.classes or (shape[-1] if shape else None) or units or 2
            return replace(task, target="classes", classes=classes, encoding="one_hot", target_shape=(classes,))
        case Encoding.MULTI_HOT:
            classes = (shape[-1] if shape else None) or units or 2
            return replace(task, target="labels", classes=classes, target_shape=(classes,))
        case Encoding.SIGNED:
            return replace(task, target="classes", classes=2, encoding="signed", target_shape=shape)
        case Encoding.STRING:
            raise Missing("the targets are strings")
    if len(shape) > 1:
        raise Missing("there is a target for every step or place of a sample")
    if _are_classes(y, end, lo, hi, whole=whole):
        count = y.classes or (int(hi - lo) + 1 if hi is not None and lo is not None else None)
        if shape and shape[-1] > 1:
            return replace(task, target="labels", classes=shape[-1], target_shape=shape)
        first = int(lo) if lo is not None else 0
        classes = max(count or (units if units and units > 1 else 2), 2)
        encoding = "binary" if classes == 2 and first == 0 else "integer"
        return replace(task, target="classes", classes=classes, encoding=encoding, first=first, target_shape=shape)
    return replace(task, target="numbers", target_shape=shape, target_lo=lo, target_hi=hi, target_whole=whole)


def _target_shape(y: Array, units: int | None) -> tuple[int, ...]:
    """Return the shape of one target; an extent that is not known is that of the output."""
    extents = (y.shape or (None,))[1:]
    known = tuple(extent if extent is not None else units for extent in extents)
    if any(extent is None for extent in known):
        raise Missing("the shape of the targets is not known")
    return tuple(extent for extent in known if extent is not None)


def _are_classes(y: Array, end: End, lo: float | None, hi: float | None, *, whole: bool) -> bool:
    """Say whether targets are classes rather than numbers: by their encoding, their values, or what they are trained with."""
    if y.encoding in {Encoding.INTEGER, Encoding.BINARY}:
        return True
    if y.encoding is Encoding.CONTINUOUS:
        return False
    counted = whole and lo is not None and hi is not None and 0 <= hi - lo < COUNTED
    if end.loss in CLASSIFYING:
        return counted or not whole
    answers = end.activation in {"sigmoid", "softmax"}
    two = whole and lo == 0 and hi == 1
    return counted and (two or answers)
