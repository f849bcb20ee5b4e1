"""What the worker builds from: a training setup as plain data, by canonical names and numbers alone.

A blueprint holds no place, no fact and no text of the program. The same record serves as the message to the worker, as the thing
that is shrunk, and as the key under which a verdict is remembered.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from hashlib import sha256
from json import dumps
from typing import Any, Final, TypeAlias

Json: TypeAlias = Any

SEVERAL: Final = "several"
"""The form of a task with several inputs or targets, and the kind of a loss that is the weighted sum of one for each output."""

EXECUTED: Final = "executed"
"""The kind of a node that stands for the model of the user's file, which has to be run for it."""


@dataclass(frozen=True, slots=True)
class Part:
    """An object of the library by the last part of its name (``Dense``, ``SGD``) and its arguments: JSON values and ``Part``."""

    kind: str
    arguments: Mapping[str, Any] = field(default_factory=dict)

    def with_argument(self, name: str, value: Any) -> Part:
        """Return the part with one argument changed."""
        return replace(self, arguments={**self.arguments, name: value})


@dataclass(frozen=True, slots=True)
class Node:
    """A call of a layer; ``inputs`` are numbers of nodes, ``identity`` is shared by calls of one layer.

    ``shape`` is the output's, with the batch axis. A model that was shrunk makes up for it by ``pace``, a factor on what a step
    changes in the kernels, and ``spread``, one on the variance that they start with.
    """

    part: Part
    inputs: tuple[int, ...]
    identity: int
    shape: tuple[int | None, ...] | None = None
    call: Mapping[str, Any] = field(default_factory=dict)
    trainable: bool = True
    nested: tuple[Node, ...] = ()
    pace: float = 1.0
    spread: float = 1.0

    @property
    def kind(self) -> str:
        """The class of the layer."""
        return self.part.kind


@dataclass(frozen=True, slots=True)
class Task:
    """What the data are like: the recipe of a probe task.

    ``form`` is ``table``, ``image``, ``sequence`` or ``tokens``; ``shape`` that of one sample. ``lo`` and ``hi`` bound the inputs
    where that is known. ``target`` is ``classes``, ``labels`` (any number of them at once), ``numbers`` or ``inputs`` (the model
    gives its inputs back); ``encoding`` is ``integer``, ``one_hot``, ``binary`` or ``signed``, ``first`` the lowest integer.
    ``target_shape`` is that of one target. ``curved`` asks for classes that no linear model tells apart. ``ordered``
    wants them sorted by their targets. ``own`` names data to
    be used in the place of made ones: files of arrays, a function that gives them, or a data set of Keras. ``stands_for`` names a
    frozen model whose output the inputs take the place of.

    A task of the form and the target ``several`` has a task for each of its inputs in ``parts`` and one for each target in
    ``targets``. A sample of it is one row: all inputs one behind the other, and likewise all targets.
    """

    form: str
    shape: tuple[int, ...]
    lo: float | None = None
    hi: float | None = None
    whole: bool = False
    target: str = "classes"
    classes: int = 0
    encoding: str = "integer"
    first: int = 0
    target_shape: tuple[int, ...] = ()
    target_lo: float | None = None
    target_hi: float | None = None
    target_whole: bool = False
    curved: bool = False
    samples: int | None = None
    own: str | None = None
    ordered: bool = False
    stands_for: str = ""
    parts: tuple[Task, ...] = ()
    targets: tuple[Task, ...] = ()


@dataclass(frozen=True, slots=True)
class Blueprint:
    """A training setup.

    ``emulate`` names the backend whose loss is meant where it is another one than trains. ``inputs_by`` and ``targets_by`` are
    what is done to the data of ``task``, in order, as ``(operation, amount)``; ``updates`` the number of optimizer steps that the
    program makes, where a repair changes it. ``strings`` are names as the program passes them to ``compile``, as
    ``(group, text)``, and ``callbacks`` the classes of those that take part; both matter to whether it runs alone.

    A model with several inputs or outputs has the nodes of all ``outputs``; their answers are one behind the other. ``judged``
    are the places in ``outputs`` of those that the findings speak of, all where it is empty.
    """

    nodes: tuple[Node, ...]
    output: int
    loss: Part
    optimizer: Part
    task: Task
    batch_size: int = 32
    shuffle: bool = True
    class_weight: Mapping[str, float] | None = None
    inputs_by: tuple[tuple[str, float | None], ...] = ()
    targets_by: tuple[tuple[str, float | None], ...] = ()
    metrics: tuple[Part, ...] = ()
    updates: int | None = None
    emulate: str = ""
    strings: tuple[tuple[str, str], ...] = ()
    callbacks: tuple[str, ...] = ()
    outputs: tuple[int, ...] = ()
    judged: tuple[int, ...] = ()

    def facets(self) -> list[Blueprint]:
        """Return the setup as each of its outputs sees it, alone with its loss and its targets."""
        if not self.outputs:
            return [self]
        losses = self.loss.arguments["losses"]
        ends = zip(self.outputs, losses, self.task.targets, strict=True)
        return [replace(self, output=output, outputs=(), loss=loss, task=task) for output, loss, task in ends]

    @property
    def key(self) -> str:
        """A name that no other blueprint has."""
        return sha256(dumps(to_json(self), sort_keys=True).encode()).hexdigest()[:16]

    def flat(self) -> list[Node]:
        """Return all nodes, those of nested models in place of the model."""
        return _flat(self.nodes)


def _flat(nodes: tuple[Node, ...]) -> list[Node]:
    return [inner for node in nodes for inner in (_flat(node.nested) if node.nested else [node])]


def to_json(blueprint: Blueprint) -> dict[str, Json]:
    """Return a blueprint as JSON has it."""
    return asdict(blueprint)


def from_json(data: Mapping[str, Json]) -> Blueprint:
    """Return the blueprint that ``data`` describe.

    Raises:
        KeyError: a field is missing.
        TypeError: ``data`` are no blueprint.
    """
    values = dict(data)
    return Blueprint(
        **{
            **values,
            "nodes": _nodes(values["nodes"]),
            "loss": _part(values["loss"]),
            "optimizer": _part(values["optimizer"]),
            "metrics": tuple(_part(one) for one in values["metrics"]),
            "task": _task(values["task"]),
            "inputs_by": tuple((operation, amount) for operation, amount in values["inputs_by"]),
            "strings": tuple((group, text) for group, text in values["strings"]),
            "callbacks": tuple(values["callbacks"]),
            "targets_by": tuple((operation, amount) for operation, amount in values["targets_by"]),
            "outputs": tuple(values["outputs"]),
            "judged": tuple(values["judged"]),
        }
    )


def _task(data: Mapping[str, Json]) -> Task:
    made: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in data.items()}
    made |= {name: tuple(_task(one) for one in data[name]) for name in ("parts", "targets")}
    return Task(**made)


def _nodes(data: list[Mapping[str, Json]]) -> tuple[Node, ...]:
    return tuple(
        Node(
            **{
                **one,
                "part": _part(one["part"]),
                "inputs": tuple(one["inputs"]),
                "shape": None if one["shape"] is None else tuple(one["shape"]),
                "nested": _nodes(one["nested"]),
                "call": _value(one["call"]),
            }
        )
        for one in data
    )


def _part(data: Mapping[str, Json]) -> Part:
    return Part(data["kind"], {name: _value(value) for name, value in data["arguments"].items()})


def _value(data: Json) -> Any:
    """Return an argument: objects of the library were written as objects with these two keys, and no plain mapping has them."""
    if isinstance(data, Mapping):
        if data.keys() == {"kind", "arguments"}:
            return _part(data)
        return {name: _value(value) for name, value in data.items()}
    return [_value(one) for one in data] if isinstance(data, list) else data
