"""The recipe of a probe task from what is known of the data, of the model's input and of its output."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from keraslint.confirm import catalog
from keraslint.confirm.blueprint import Node, Task
from keraslint.confirm.parts import Missing
from keraslint.ir import Setup, Use
from keraslint.values import Array, Encoding, Interval, Shape

WALKING: Final = catalog.RECURRENT | catalog.ATTENTION | {"Conv1D", "SeparableConv1D"}
"""Layers that read their input as a sequence."""

COUNTED: Final = 1000
"""More integers than that are numbers, not classes."""

CLASSIFYING: Final = catalog.CROSSENTROPIES | {
    "binary_focal_crossentropy", "categorical_focal_crossentropy", "categorical_hinge", "hinge", "squared_hinge", "kl_divergence",
}  # fmt: skip


def task_of(setup: Setup, use: Use | None, nodes: tuple[Node, ...], output: Shape | None) -> Task:
    """Return the recipe of data that the setup could be trained on.

    Raises:
        Missing: the targets fit no recipe.
    """
    shape = tuple(extent for extent in (nodes[0].shape or ())[1:] if extent is not None)
    x = use.x.value if use is not None and isinstance(use.x.value, Array) else None
    y = use.y.value if use is not None and isinstance(use.y.value, Array) else None
    form = _form(nodes, shape)
    lo, hi, whole = _range(x.interval if x is not None else None)
    if form == "tokens":
        known = hi is not None and whole
        lo, hi, whole = 0.0, hi if known else float(_vocabulary(nodes) - 1), True
    inputs = Task(form, shape, lo, hi, whole, samples=_samples(x))
    return _with_target(setup, inputs, x, y, output)


def _samples(x: Array | None) -> int | None:
    return x.shape[0] if x is not None and x.shape else None


def _range(interval: Interval | None) -> tuple[float | None, float | None, bool]:
    if interval is None or not interval.bounded:
        return None, None, False
    return float(interval.lo), float(interval.hi), interval.integer


def _form(nodes: tuple[Node, ...], shape: tuple[int, ...]) -> str:
    kinds = {node.kind for node in nodes}
    first = next((node.kind for node in nodes[1:] if node.kind not in {"Masking", "Dropout"}), "")
    if first == "Embedding":
        return "tokens"
    if len(shape) <= 1:
        return "table"
    return "sequence" if len(shape) == 2 and kinds & WALKING else "image"


def _vocabulary(nodes: tuple[Node, ...]) -> int:
    embedding = next(node for node in nodes if node.kind == "Embedding")
    size = embedding.part.arguments.get("input_dim")
    if not isinstance(size, int) or size < 2:
        raise Missing("the size of the vocabulary is not known")
    return size


def _with_target(setup: Setup, task: Task, x: Array | None, y: Array | None, output: Shape | None) -> Task:
    loss = setup.compile.loss
    kind = str(loss.kind.value) if loss is not None and loss.kind.known else ""
    units = output[-1] if output else None
    if x is not None and y is not None and x.identity is not None and x.identity is y.identity and x == y:
        return replace(task, target="inputs", target_shape=task.shape)
    if y is None:
        one_row = output is not None and len(output) == 2
        return (_from_head(setup, task, kind, units) if one_row else None) or _from_loss(task, kind, units, output)
    return _from_labels(setup, task, y, kind, units)


def _from_head(setup: Setup, task: Task, kind: str, units: int | None) -> Task | None:
    """Return the task where nothing is known of the targets and a loss for numbers is put on an output that stays in bounds.

    Such an output speaks of classes, and could not give just any numbers.
    """
    activation = setup.head.activation.value if setup.head is not None else None
    if kind in CLASSIFYING or units is None or activation not in {"sigmoid", "softmax", "tanh"}:
        return None
    if activation == "softmax" and units > 1:
        return replace(task, target="classes", classes=units, encoding="one_hot", target_shape=(units,))
    if activation == "sigmoid" and units == 1:
        return replace(task, target="classes", classes=2, encoding="binary")
    least = -1.0 if activation == "tanh" else 0.0
    return replace(task, target="numbers", target_shape=(units,), target_lo=least, target_hi=1.0)


def _from_loss(task: Task, kind: str, units: int | None, output: Shape | None) -> Task:
    """Return the task where nothing is known of the targets but what the model is trained with."""
    if output is None or units is None or len(output) != 2:
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


def _from_labels(setup: Setup, task: Task, y: Array, kind: str, units: int | None) -> Task:
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
    if _are_classes(setup, y, kind, lo, hi, whole=whole):
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


def _are_classes(setup: Setup, y: Array, kind: str, lo: float | None, hi: float | None, *, whole: bool) -> bool:
    """Say whether targets are classes rather than numbers: by their encoding, their values, or what they are trained with."""
    if y.encoding in {Encoding.INTEGER, Encoding.BINARY}:
        return True
    if y.encoding is Encoding.CONTINUOUS:
        return False
    counted = whole and lo is not None and hi is not None and 0 <= hi - lo < COUNTED
    if kind in CLASSIFYING:
        return counted or not whole
    head = setup.head
    answers = head is not None and head.activation.value in {"sigmoid", "softmax"}
    two = whole and lo == 0 and hi == 1
    return counted and (two or answers)
