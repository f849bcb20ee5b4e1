"""What ``fit``, ``evaluate``, ``predict`` and the like are given: the data as the model gets them, and the other arguments."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from keraslint.ir import ABSENT, Component, Fact, Path, Site, Use
from keraslint.libs.arrays import LITERAL, as_array
from keraslint.recover.facts import bound_component, component
from keraslint.recover.outputs import listed
from keraslint.source import Place
from keraslint.values import Argument, Array, Const, Dataset, Instance, Reason, Step, Tensor, Tuple, Unknown, Value


def use_of(
    method: str,
    name: str,
    arguments: dict[str, Argument],
    unexpected: dict[str, Argument],
    place: Place,
    path: Path,
    *,
    exact: bool = True,
) -> Use:
    """Return one use of a model from the bound arguments of its call."""
    call = bound_component(name, name, arguments, unexpected, place, path, exact=exact)
    x, y, stages, container = data_of(arguments.get("x") or arguments.get("generator"), arguments.get("y"), path, place)
    validation = arguments.get("validation_data")
    validation_x: Fact[Any] = ABSENT
    validation_y: Fact[Any] = ABSENT
    validation_stages: tuple[Step, ...] = ()
    if validation is not None:
        validation_x, validation_y, validation_stages = _pair(validation, path)
    return Use(
        method,
        x,
        y,
        call,
        validation_x,
        validation_y,
        stages,
        _batches(arguments.get("x") or arguments.get("generator")),
        validation_stages,
        container=container,
        callbacks=_callbacks(arguments.get("callbacks"), path),
    )


def _batches(data: Argument | None) -> int | None:
    return data.value.size if data is not None and isinstance(data.value, Dataset) and data.value.batched else None


def data_of(
    x: Argument | None, y: Argument | None, path: Path, call: Place
) -> tuple[Fact[Array], Fact[Array], tuple[Step, ...], str]:
    """Return inputs and targets as arrays, the stages of the pipeline they come through, and what holds them."""
    if x is None:
        return ABSENT, ABSENT, (), "absent"
    value = x.value
    if isinstance(value, Dataset):
        first, second = drawn_from(value)
        # No site: what is written in the call is the pipeline, not this array.
        return (
            array_fact(first, x.place, (*path, "x"), None),
            array_fact(second, x.place, (*path, "y"), None),
            value.stages,
            "dataset",
        )
    target = ABSENT if y is None else array_fact(y.value, y.place, (*path, "y"), _site(call, "y", y))
    return array_fact(value, x.place, (*path, "x"), _site(call, "x", x)), target, (), "array"


def _site(call: Place, parameter: str, argument: Argument) -> Site:
    return Site(call, parameter, argument.keyword, given=True)


def elements_of(element: Value) -> tuple[Value, Value]:
    """Return inputs and targets of one element of a dataset."""
    absent = Unknown(Reason.ABSENT)
    match element:
        case Tuple() if element.complete and len(element.values) >= 2:
            return element.values[0], element.values[1]
        case Tuple() if element.complete and len(element.values) == 1:
            return element.values[0], absent
        case Unknown():
            return element, element
    return element, absent


SPLITTING: Final = frozenset({"take", "skip", "split", "filter", "combine", "interleave", "opaque"})
"""Stages behind which a pipeline no longer goes through all rows of its origin and no others."""


def drawn_from(dataset: Dataset) -> tuple[Value, Value]:
    """Return inputs and targets of one element of a dataset; the inputs stand for all rows of its origin, or for none known."""
    first, second = elements_of(dataset.element)
    if isinstance(first, Array):
        whole = not any(stage.operation in SPLITTING for stage in dataset.stages)
        first = replace(first, identity=(first.identity or dataset.origin) if whole else None)
    return first, second


def array_fact(value: Value, place: Place | None, path: Path, site: Site | None) -> Fact[Array]:
    """Return data as a fact; anything that is not one array is unknown, with the reason."""
    match value:
        case Array():
            return Fact(value, place, path=path, site=site)
        case Unknown():
            return Fact(value, place, path=path, site=site)
        case Const():
            return Fact(Unknown(Reason.ABSENT if value.value is None else Reason.INVALID, place), place, path=path, site=site)
        case Tensor():
            return Fact(Unknown(Reason.UNMODELLED_CALL, place, "a symbolic tensor"), place, path=path, site=site)
        case Instance(kind="list") | Tuple():
            return Fact(Unknown(Reason.DATA_DEPENDENT, place, _kind_of_list(value)), place, path=path, site=site)
    return Fact(Unknown(Reason.CUSTOM_CODE, place), place, path=path, site=site)


def _kind_of_list(value: Value) -> str:
    """Say what a list holds: arrays, one for each input, or numbers as they are written down."""
    parts = listed(value)
    if parts and all(isinstance(part, Array) for part in parts):
        return "a list of inputs"
    array = as_array(value)
    written = array is not None and array.source is not None and array.source.name == LITERAL and len(array.steps) == 1
    return "a list of numbers" if written and parts and array is not None and array.interval is not None else "a Python list"


def _pair(argument: Argument, path: Path) -> tuple[Fact[Array], Fact[Array], tuple[Step, ...]]:
    value = argument.value
    stages: tuple[Step, ...] = ()
    if isinstance(value, Dataset):
        (first, second), stages = drawn_from(value), value.stages
    else:
        parts = listed(value)
        if parts is not None and len(parts) >= 2:
            first, second = parts[0], parts[1]
        else:
            first = second = value if isinstance(value, Unknown) else Unknown(Reason.DATA_DEPENDENT, argument.place)
    return (
        array_fact(first, argument.place, (*path, "validation_x"), None),
        array_fact(second, argument.place, (*path, "validation_y"), None),
        stages,
    )


def _callbacks(argument: Argument | None, path: Path) -> tuple[Component, ...] | Unknown:
    if argument is None or argument.value == Const(None):
        return ()
    parts = listed(argument.value)
    if parts is None:
        parts = [argument.value]
    found = []
    for index, part in enumerate(parts):
        if not isinstance(part, Instance):
            return part if isinstance(part, Unknown) else Unknown(Reason.CUSTOM_CODE, argument.place)
        found.append(component(part, (*path, "callbacks", index)))
    return tuple(found)
