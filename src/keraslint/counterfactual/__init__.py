"""The setup as a fix would have it: changes applied to the recovered facts, and everything that follows from them kept true."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, Final

from keraslint.change import Change, InsertLayer, RemoveElement, RemoveLayer, SetStep
from keraslint.counterfactual.arguments import ArgumentChange, changed
from keraslint.counterfactual.compiled import apply_to_compile
from keraslint.counterfactual.events import CALL_CHANGES, EVENT_CHANGES, called, happened
from keraslint.counterfactual.graph import apply_to_model
from keraslint.counterfactual.paths import CannotApply
from keraslint.counterfactual.references import NAME_CHANGES, renamed
from keraslint.counterfactual.uses import apply_to_use, with_step, with_twins
from keraslint.ir import Component, Model, Path, Program, Setup, Use
from keraslint.values import Unknown

__all__ = ["CannotApply", "apply", "apply_to_program"]

STRUCTURAL: Final = (InsertLayer, RemoveLayer, RemoveElement)
"""Changes after which what stands behind has another number."""


def apply(changes: Iterable[Change], setup: Setup) -> Setup:
    """Return ``setup`` after ``changes``, whose paths all name places in ``setup`` as it is given.

    Raises:
        CannotApply: a change does not make sense for this setup.
    """
    for change, path in _in_order(with_twins(changes, setup)):
        setup = _applied(setup, change, path)
    return setup


def _in_order(changes: Iterable[Change]) -> list[tuple[Change, Path]]:
    """Return changes with their paths, so ordered that none alters the number of what a later one names.

    Those that insert or remove come last, from the highest number down. Of several at one place the one that is stated first
    ends up first; the element itself is removed after its new neighbours are in.
    """
    stated = list(changes)
    plain: list[tuple[Change, Path]] = [(change, change.path) for change in stated if not isinstance(change, STRUCTURAL)]
    structural = [change for change in reversed(stated) if isinstance(change, STRUCTURAL)]
    structural.sort(key=lambda change: (_number(change.path), _rank(change)), reverse=True)
    for change in structural:
        path = change.path
        if not isinstance(change, InsertLayer):
            shift = sum(1 for other in structural if isinstance(other, InsertLayer) and not other.after and other.path == path)
            path = (*path[:-1], int(path[-1]) + shift) if isinstance(path[-1], int) else path
        plain.append((change, path))
    return plain


def _number(path: Path) -> tuple[tuple[int, str], ...]:
    return tuple((part, "") if isinstance(part, int) else (0, part) for part in path)


def _rank(change: Change) -> int:
    """Order what happens at one place: behind it, before it, then the place itself."""
    if isinstance(change, InsertLayer):
        return 2 if change.after else 1
    return 0


def _applied(setup: Setup, change: Change, path: Path) -> Setup:
    if isinstance(change, SetStep):
        return with_step(setup, change)
    match path:
        case ("model", *rest):
            if not isinstance(setup.model, Model):
                raise CannotApply("the model is not known")
            return replace(setup, model=apply_to_model(setup.model, change, tuple(rest)))
        case ("compile", *rest):
            outputs = len(setup.model.outputs) if isinstance(setup.model, Model) else 1
            return replace(setup, compile=apply_to_compile(setup.compile, change, tuple(rest), outputs))
        case ("uses", int() as index, *rest) if index < len(setup.uses):
            use = apply_to_use(setup.uses[index], change, ("uses", index), tuple(rest))
            return replace(setup, uses=(*setup.uses[:index], use, *setup.uses[index + 1 :]))
    raise CannotApply(f"nothing of a setup is called {'.'.join(map(str, path))}")


def apply_to_program(changes: Iterable[Change], program: Program) -> Program:
    """Return ``program`` after ``changes``, whose paths name its components and calls (``("components", 0, ...)``) or its setups.

    A component that a setup uses changes there as well.

    Raises:
        CannotApply: a change does not make sense for this program.
    """
    for change in changes:
        match change.path:
            case ("setups", int() as index, *rest) if index < len(program.setups):
                setup = _applied(program.setups[index], change, tuple(rest))
                program = replace(program, setups=(*program.setups[:index], setup, *program.setups[index + 1 :]))
            case ("components", int() as index, *rest) if index < len(program.components):
                new = _changed(program.components[index], change, tuple(rest))
                components = (*program.components[:index], new, *program.components[index + 1 :])
                program = _in_setups(replace(program, components=components), program.components[index], change, tuple(rest))
            case ("calls", int() as index, *rest) if index < len(program.calls):
                new = _changed(program.calls[index], change, tuple(rest))
                calls = (*program.calls[:index], new, *program.calls[index + 1 :])
                program = _in_setups(replace(program, calls=calls), program.calls[index], change, tuple(rest))
            case ("references" | "events", *_) if isinstance(change, NAME_CHANGES):
                program = renamed(program, change, change.path)
            case ("calls",) if isinstance(change, CALL_CHANGES):
                program = called(program, change)
            case ("events", *_) if isinstance(change, EVENT_CHANGES):
                program = happened(program, change, change.path)
            case _:
                raise CannotApply(f"nothing of a program is called {'.'.join(map(str, change.path))}")
    return replace(program, setups=tuple(replace(setup, program=program) for setup in program.setups))


def _changed(component: Component, change: Change, rest: Path) -> Component:
    if not isinstance(change, ArgumentChange):
        raise CannotApply("an argument is set, removed or renamed")
    return changed(component, change, rest)


def _in_setups(program: Program, component: Component, change: Change, rest: Path) -> Program:
    """Return ``program`` with the change made in every setup that uses the component."""
    setups = []
    for setup in program.setups:
        current = setup
        for place in _places(setup, component):
            current = _applied(current, change, (*place, *rest))
        setups.append(current)
    return replace(program, setups=tuple(setups))


def _places(setup: Setup, component: Component) -> list[Path]:
    """Return the paths at which a setup uses a component."""
    if component.place is None:
        return []
    compiled = setup.compile
    parts: list[Any] = [compiled.optimizer.component]
    parts += [] if isinstance(compiled.losses, Unknown) else [loss.component for loss in compiled.losses]
    parts += [] if isinstance(compiled.metrics, Unknown) else [metric.component for metric in compiled.metrics]
    for use in setup.uses:
        parts += [use.call, *_callbacks(use)]
    seen: set[int] = set()
    for layer in setup.model.flat() if isinstance(setup.model, Model) else ():
        if layer.identity not in seen:
            seen.add(layer.identity)
            parts.append(layer.component)
    return [part.path for part in parts if part.kind == component.kind and part.place == component.place]


def _callbacks(use: Use) -> tuple[Component, ...]:
    return () if isinstance(use.callbacks, Unknown) else use.callbacks
