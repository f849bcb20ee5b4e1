"""Changes of what ``fit`` and the like are given."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, Final, cast

from keraslint.change import (
    AppendElement,
    Change,
    RemoveArgument,
    RemoveElement,
    ReplaceCall,
    ReplaceValue,
    SetArgument,
    SetStep,
    SwapStages,
    TransformData,
)
from keraslint.counterfactual.arguments import ArgumentChange, changed
from keraslint.counterfactual.paths import CannotApply, moved
from keraslint.counterfactual.values import component_of
from keraslint.ir import Component, Fact, Path, Setup, Use
from keraslint.libs import arithmetic
from keraslint.libs.keras.data.labels import to_categorical
from keraslint.libs.registry import Call
from keraslint.source import Place
from keraslint.values import Array, Const, Scalar, Step, Unknown

OPERATORS: Final = {"divide": "Divide", "multiply": "Multiply", "subtract": "Subtract"}
DATA: Final = frozenset({"x", "y", "validation_x", "validation_y"})
HOLDS_DATA: Final = frozenset({"x", "y", "validation_data", "generator"})


def apply_to_use(use: Use, change: Change, path: Path, rest: Path) -> Use:
    """Return ``use``, which stands at ``path``, after a change at ``rest``, a path below it.

    Raises:
        CannotApply: the change does not make sense there.
    """
    match rest:
        case (str() as name,) if name in DATA and isinstance(change, TransformData):
            data: dict[str, Any] = {name: transformed(getattr(use, name), change)}
            return replace(use, **data)
        case ("callbacks", int() as index, *below):
            return _callback(use, change, (*path, "callbacks"), index, tuple(below))
        case ("arguments", "callbacks") if isinstance(change, AppendElement):
            callbacks = () if isinstance(use.callbacks, Unknown) else use.callbacks
            added = component_of(change.value, use.place, (*path, "callbacks", len(callbacks)))
            return replace(use, callbacks=(*callbacks, added))
        case ("arguments" | "unexpected", str() as name):
            if name in HOLDS_DATA or (name == "callbacks" and not isinstance(change, RemoveArgument)):
                raise CannotApply(f"{name} is not a plain argument")
            if not isinstance(change, ArgumentChange):
                raise CannotApply("an argument is set, removed or renamed")
            call = changed(use.call, change, rest)
            return replace(use, call=call, callbacks=() if name == "callbacks" else use.callbacks)
        case ("stages", int() as index, *_) if index < len(use.stages) and isinstance(change, SwapStages | SetArgument):
            return replace(use, stages=_staged(use.stages, index, change))
        case () if isinstance(change, ReplaceCall):
            return replace(use, call=changed(use.call, change, rest), method=change.kind.rpartition(".")[2])
    raise CannotApply(f"nothing of {use.method} is called {'.'.join(map(str, rest))}")


def _staged(stages: tuple[Step, ...], index: int, change: SwapStages | SetArgument) -> tuple[Step, ...]:
    """Return the stages of a pipeline with two of them exchanged, or one of them made parallel."""
    if isinstance(change, SwapStages) and index > 0:
        return (*stages[: index - 1], stages[index], stages[index - 1], *stages[index + 1 :])
    details = {**dict(stages[index].details), "parallel": True}
    return (*stages[:index], replace(stages[index], details=tuple(details.items())), *stages[index + 1 :])


def _callback(use: Use, change: Change, path: Path, index: int, rest: Path) -> Use:
    callbacks = use.callbacks
    if isinstance(callbacks, Unknown) or index >= len(callbacks):
        raise CannotApply(f"there is no callback number {index}")
    old: Component = callbacks[index]
    if not rest and isinstance(change, RemoveElement):
        behind = tuple(moved(part, (*path, at + 1), (*path, at)) for at, part in enumerate(callbacks[index + 1 :], index))
        return replace(use, callbacks=(*callbacks[:index], *behind))
    if not rest and isinstance(change, ReplaceValue):
        made = component_of(change.value, old.place, (*path, index))
    elif isinstance(change, ArgumentChange):
        made = changed(old, change, rest)
    else:
        raise CannotApply("a callback is replaced, removed or given other arguments")
    return replace(use, callbacks=(*callbacks[:index], made, *callbacks[index + 1 :]))


def with_twins(changes: Iterable[Change], setup: Setup) -> list[Change]:
    """Return ``changes`` with what is done to an array also done where the same array is used again, as it is in the program.

    An autoencoder is trained on one array as input and as target; a model is often evaluated on the data that validate it.
    """
    stated = list(changes)
    taken = {change.path for change in stated if isinstance(change, TransformData)}
    twins: list[Change] = []
    for change in stated:
        if isinstance(change, TransformData):
            array = _array_at(setup, change.path)
            for index, use in enumerate(setup.uses):
                for name in sorted(DATA):
                    path: Path = ("uses", index, name)
                    if path not in taken and _same(array, getattr(use, name).value):
                        taken.add(path)
                        twins.append(replace(change, path=path))
    return [*stated, *twins]


def with_step(setup: Setup, change: SetStep) -> Setup:
    """Return a setup in which the call behind a step of data has another argument, wherever data come through it.

    Raises:
        CannotApply: there is no such step.
    """
    match change.path:
        case ("uses", int() as index, ("stages" | "validation_stages") as name, int() as number) if index < len(setup.uses):
            steps: tuple[Step, ...] = getattr(setup.uses[index], name)
        case ("uses", int() as index, str() as name, int() as number) if index < len(setup.uses) and name in DATA:
            array = getattr(setup.uses[index], name).value
            steps = array.steps if isinstance(array, Array) else ()
        case _:
            raise CannotApply("no step of data stands there")
    if number >= len(steps):
        raise CannotApply("no step of data stands there")
    return replace(setup, uses=tuple(_with_step(use, steps[number], change) for use in setup.uses))


def _with_step(use: Use, old: Step, change: SetStep) -> Use:
    def renewed(steps: tuple[Step, ...]) -> tuple[Step, ...]:
        return tuple(_told(step, change) if step.name == old.name and step.place == old.place else step for step in steps)

    changed: dict[str, Any] = {name: renewed(getattr(use, name)) for name in ("stages", "validation_stages")}
    for name in DATA:
        fact: Fact[Array] = getattr(use, name)
        if isinstance(fact.value, Array):
            changed[name] = replace(fact, value=replace(fact.value, steps=renewed(fact.value.steps)))
    return replace(use, **changed)


def _told(step: Step, change: SetStep) -> Step:
    return replace(
        step, details=(*((key, value) for key, value in step.details if key != change.detail), (change.detail, change.value))
    )


def _array_at(setup: Setup, path: Path) -> object:
    match path:
        case ("uses", int() as index, str() as name) if index < len(setup.uses) and name in DATA:
            return getattr(setup.uses[index], name).value
    return None


def _same(one: object, other: object) -> bool:
    """Say whether two values are one array, which has an identity and has come the same way."""
    if not isinstance(one, Array) or not isinstance(other, Array) or one.identity is None:
        return False
    return one.identity is other.identity and one == other


def transformed(fact: Fact[Array], change: TransformData) -> Fact[Array]:
    """Return data after one more step.

    Raises:
        CannotApply: the data are not known.
    """
    array = fact.value
    if not isinstance(array, Array):
        raise CannotApply("the data are not known")
    if change.operation in OPERATORS:
        if change.amount is None:
            raise CannotApply(f"{change.operation} by how much?")
        result: Any = arithmetic.binary(OPERATORS[change.operation], array, Const(change.amount), fact.place)
        if not isinstance(result, Array):
            raise CannotApply(f"the data do not {change.operation}")
    elif change.operation == "standardize":
        step = Step("scale", "standardize", fact.place)
        result = array.then(step, dtype="float64", interval=None, encoding=None, classes=None)
    elif change.operation == "one_hot" and change.amount is not None:
        result = _one_hot(array, int(change.amount), fact.place)
    elif change.operation == "above" and change.amount is not None:
        result = _above(array, change.amount, fact.place)
    else:
        raise CannotApply(f"data have no operation {change.operation}")
    return replace(fact, value=result)


@dataclass(frozen=True, slots=True)
class _Written:
    """The call of a library function that a change writes: what the model of that function asks of it."""

    name: str
    place: Place | None

    def step(self, operation: str, **details: Scalar) -> Step:
        """Return the step that the call is in the data's way."""
        return Step(operation, self.name, self.place, tuple(details.items()))


def _above(array: Array, amount: float, place: Place | None) -> Array:
    compared = arithmetic.compared("GreaterThan", array, Const(amount), place)
    assert isinstance(compared, Array)
    return compared.then(Step("cast", "numpy.ndarray.astype", place), dtype="int32")


def _one_hot(array: Array, classes: int, place: Place | None) -> Array:
    result = to_categorical(cast("Call", _Written("keras.utils.to_categorical", place)), array, Const(classes))
    assert isinstance(result, Array)
    return result
