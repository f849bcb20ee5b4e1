"""Changes of what happens in a program: a call with its arguments exchanged, a number that something is compared with."""

from __future__ import annotations

from dataclasses import replace
from typing import Final, TypeAlias

from keraslint.change import CallBefore, InsertInLoop, SetArgument, SwapArguments
from keraslint.counterfactual.paths import CannotApply
from keraslint.ir import Component, Context, Control, Event, Fact, Path, Program

CallChange: TypeAlias = InsertInLoop | CallBefore
CALL_CHANGES: Final = (InsertInLoop, CallBefore)
EventChange: TypeAlias = SwapArguments | SetArgument
EVENT_CHANGES: Final = (SwapArguments, SetArgument)


def called(program: Program, change: CallChange) -> Program:
    """Return ``program`` with one call more."""
    if isinstance(change, InsertInLoop):
        contexts = (Context(Control.LOOP, change.place),)
        made = Component(change.call.kind, place=change.place, contexts=contexts)
    else:
        made = Component(f"keras.Model.{change.method}", place=change.place)
    return replace(program, calls=(*program.calls, made))


def happened(program: Program, change: EventChange, path: Path) -> Program:
    """Return ``program`` after a change of the event at ``path``, or of what is known of it (``("events", 7, "by")``).

    Raises:
        CannotApply: there is none, or it has no such part.
    """
    order = path[1] if len(path) > 1 else None
    if not any(event.order == order for event in program.events):
        raise CannotApply(f"nothing happens at {'.'.join(map(str, path))}")
    return replace(
        program, events=tuple(_changed(event, change, path[2:]) if event.order == order else event for event in program.events)
    )


def _changed(event: Event, change: EventChange, rest: Path) -> Event:
    details = dict(event.details)
    match change, rest:
        case SwapArguments(), () if {"first", "second"} <= details.keys():
            return replace(event, details={**details, "first": details["second"], "second": details["first"]})
        case SetArgument(value=value), (str() as name,) if isinstance(details.get(name), Fact):
            return replace(event, details={**details, name: replace(details[name], value=value)})
    raise CannotApply(f"{event.name} has no {'.'.join(map(str, rest)) or 'two arguments'} to change")
