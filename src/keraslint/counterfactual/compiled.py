"""Changes of what a model is compiled with, with the derived facts kept true."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

from keraslint.change import AppendElement, Change, RemoveElement, RenameArgument, ReplaceValue, SetArgument
from keraslint.counterfactual import arguments
from keraslint.counterfactual.arguments import ArgumentChange
from keraslint.counterfactual.paths import CannotApply, moved
from keraslint.counterfactual.values import abstract, given, instance_of, left_out
from keraslint.ir import Compile, Component, Fact, Loss, Metric, Optimizer, Path
from keraslint.recover.compiled import loss_of, losses_of, metric_of, metrics_of, optimizer_of
from keraslint.source import Place
from keraslint.values import Argument, Reason, Unknown

ROOT: Final[Path] = ("compile",)
PARAMETERS: Final = {"losses": "loss", "metrics": "metrics", "optimizer": "optimizer"}
"""The parameter of ``compile`` behind each field."""

FIELDS: Final = {parameter: field for field, parameter in PARAMETERS.items()}


def apply_to_compile(compiled: Compile, change: Change, rest: Path, outputs: int = 1) -> Compile:
    """Return ``compiled`` after a change at ``rest``, a path below it; ``outputs`` is how many the model has.

    Raises:
        CannotApply: the change does not make sense there.
    """
    match rest:
        case ("arguments" | "unexpected", *_):
            changed = _call_argument(compiled, change, rest)
        case ("optimizer", *below):
            changed = _optimizer(compiled, change, tuple(below))
        case ("losses" | "metrics" as field, int() as index, *below):
            changed = _element(compiled, change, str(field), index, tuple(below))
        case _:
            raise CannotApply(f"nothing of compile is called {'.'.join(map(str, rest))}")
    return _with_log_names(changed, compiled, outputs)


def _with_log_names(changed: Compile, before: Compile, outputs: int) -> Compile:
    """Return ``changed`` with its metrics logged as Keras will: a name that comes again gets a number.

    With several outputs Keras puts their names in front, which are not known here; an object keeps the name that it has.
    """
    if isinstance(changed.metrics, Unknown) or changed.metrics is before.metrics:
        return changed
    known = () if isinstance(before.metrics, Unknown) else tuple(metric.component for metric in before.metrics)
    fact = changed.call["metrics"]
    again = metrics_of(Argument(abstract(fact.value, fact.place), fact.place), (*ROOT, "metrics")) if fact.given else ()
    names = [] if isinstance(again, Unknown) else [metric.log_name for metric in again]
    metrics = []
    for index, metric in enumerate(changed.metrics):
        kept = any(metric.component == component and metric.place == component.place for component in known)
        if kept and (outputs > 1 or metric.form == "instance"):
            metrics.append(metric)
        elif outputs > 1 or index >= len(names):
            unknown: Fact[str] = Fact(Unknown(Reason.DATA_DEPENDENT, metric.place, "the name of the output"), metric.place)
            metrics.append(replace(metric, log_name=unknown))
        else:
            metrics.append(replace(metric, log_name=names[index]))
    return replace(changed, metrics=tuple(metrics))


def _call_argument(compiled: Compile, change: Change, rest: Path) -> Compile:
    """Change an argument of the call itself, and what is recovered from it."""
    parameter = str(rest[1]) if len(rest) > 1 else ""
    if isinstance(change, AppendElement):
        before = compiled.call[parameter]
        listed = before.value if isinstance(before.value, tuple) else (before.value,) if before.given else ()
        return _call_argument(compiled, SetArgument(change.path, [*listed, change.value]), rest)
    result = replace(compiled, call=_changed_component(compiled.call, change, rest))
    names = {parameter, change.name if isinstance(change, RenameArgument) else parameter}
    for name in names & FIELDS.keys():
        result = _recovered(result, name)
    return result


def _recovered(compiled: Compile, parameter: str) -> Compile:
    """Return ``compiled`` with losses, metrics or optimizer read again from an argument."""
    fact = compiled.call[parameter]
    argument = Argument(abstract(fact.value, fact.place), fact.place, parameter) if fact.given else None
    path = (*ROOT, FIELDS[parameter])
    match parameter:
        case "loss":
            return replace(compiled, losses=losses_of(argument, compiled.place, path))
        case "metrics":
            return replace(compiled, metrics=metrics_of(argument, path))
    return replace(compiled, optimizer=optimizer_of(argument, compiled.place, path))


RATES: Final = frozenset({"learning_rate", "lr"})


def _optimizer(compiled: Compile, change: Change, rest: Path) -> Compile:
    old = compiled.optimizer
    path = (*ROOT, "optimizer")
    if not rest and isinstance(change, SetArgument | ReplaceValue):
        made = optimizer_of(Argument(abstract(change.value, old.place), old.place), compiled.place, path)
        return _mirrored(replace(compiled, optimizer=_at(made, old)), "optimizer", 0, change.value)
    component = _changed_component(old.component, change, rest)
    again = optimizer_of(Argument(instance_of(component), old.place), compiled.place, path)
    touched = {str(rest[1])} if len(rest) > 1 else set(RATES)
    rates = RATES & (touched | {change.name} if isinstance(change, RenameArgument) else touched)
    made = replace(
        old,
        kind=replace(old.kind, value=again.kind.value),
        component=component,
        form="instance" if old.form in {"string", "class", "default"} else old.form,
        learning_rate=again.learning_rate if rates else old.learning_rate,
        schedule=again.schedule if rates else old.schedule,
    )
    return _mirrored(replace(compiled, optimizer=made), "optimizer", 0, component)


def _at(made: Optimizer, old: Optimizer) -> Optimizer:
    return replace(made, kind=replace(made.kind, site=old.kind.site))


def _changed_component(component: Component, change: Change, rest: Path) -> Component:
    if not isinstance(change, ArgumentChange):
        raise CannotApply("an argument is set, removed or renamed")
    return arguments.changed(component, change, rest)


def _element(compiled: Compile, change: Change, field: str, index: int, rest: Path) -> Compile:
    """Change one of the losses or metrics."""
    elements = getattr(compiled, field)
    if isinstance(elements, Unknown) or index >= len(elements):
        raise CannotApply(f"there is no number {index} of the {field}")
    path = (*ROOT, field, index)
    if not rest and isinstance(change, RemoveElement):
        return _without(compiled, field, index)
    old: Loss | Metric = elements[index]
    if not rest and isinstance(change, SetArgument | ReplaceValue):
        made = _MAKERS[field](abstract(change.value, old.place), old.place, path, compiled.place, old)
        held = change.value
    else:
        held = component = _changed_component(old.component, change, rest)
        if isinstance(old, Loss) and rest == ("arguments", "from_logits"):
            made = replace(old, component=component, from_logits=component["from_logits"])
        else:
            made = _MAKERS[field](instance_of(component), old.place, path, compiled.place, old)
    if isinstance(made, Unknown):
        raise CannotApply(f"it gives none of the {field}")
    result = _with_elements(compiled, field, (*elements[:index], made, *elements[index + 1 :]))
    return _mirrored(result, PARAMETERS[field], index, held)


def _make_loss(value: Any, place: Place | None, path: Path, call: Place | None, old: Any) -> Loss | Unknown:
    made = loss_of(Argument(value, place), call, path)
    return made if isinstance(made, Unknown) else replace(made, kind=replace(made.kind, site=old.kind.site))


def _make_metric(value: Any, place: Place | None, path: Path, call: Place | None, old: Any) -> Metric | Unknown:
    del call, old
    return metric_of(value, place, path)


_MAKERS: Final[dict[str, Callable[..., Any]]] = {"losses": _make_loss, "metrics": _make_metric}


def _with_elements(compiled: Compile, field: str, elements: tuple[Any, ...]) -> Compile:
    changes: dict[str, Any] = {field: elements}
    return replace(compiled, **changes)


def _without(compiled: Compile, field: str, index: int) -> Compile:
    """Return ``compiled`` without one of its losses or metrics, the others moved up."""
    elements = getattr(compiled, field)
    path = (*ROOT, field)
    behind = tuple(moved(part, (*path, at + 1), (*path, at)) for at, part in enumerate(elements[index + 1 :], index))
    result = _with_elements(compiled, field, (*elements[:index], *behind))
    parameter = PARAMETERS[field]
    fact = compiled.call[parameter]
    if isinstance(fact.value, tuple):
        kept = tuple(part for at, part in enumerate(fact.value) if at != index)
        return _with_argument(result, parameter, replace(fact, value=kept))
    back = left_out(compiled.call, parameter)
    return result if back is None else _with_argument(result, parameter, back)


def _mirrored(compiled: Compile, parameter: str, index: int, value: Any) -> Compile:
    """Return ``compiled`` with the argument of the call saying what one of its parts now is."""
    fact = compiled.call[parameter]
    if not isinstance(fact.value, tuple):
        return compiled if index else _with_argument(compiled, parameter, given(fact, value, fact.path))
    if index >= len(fact.value):
        return compiled
    part = given(None, value, (*fact.path, index)).value
    return _with_argument(compiled, parameter, replace(fact, value=(*fact.value[:index], part, *fact.value[index + 1 :])))


def _with_argument(compiled: Compile, parameter: str, fact: Fact[Any]) -> Compile:
    call = compiled.call
    if parameter not in call.arguments:
        return compiled
    return replace(compiled, call=replace(call, arguments={**call.arguments, parameter: fact}))
