"""From the records of a run to ``ir.Program``."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from keraslint.ir import Component, CustomClass, Framework, Program, Setup, Use
from keraslint.recover.facts import bound_component, component
from keraslint.recover.framework import framework_of
from keraslint.recover.uses import use_of

if TYPE_CHECKING:
    from keraslint.interp.record import CallRecord, CompileRecord, Recorder, UseRecord


def program_of(
    file: str, recorder: Recorder, classes: Iterable[CustomClass] = (), framework: Framework | None = None, package: str = ""
) -> Program:
    """Return what was recovered of a file."""
    runs_on = framework if framework is not None else framework_of(recorder.imports, recorder.events, borrowed=recorder.borrowed)
    setups = tuple(_setup(record, runs_on) for record in recorder.compiles)
    program = Program(
        file=file,
        setups=setups,
        components=tuple(component(instance, ("components", index)) for index, instance in enumerate(recorder.components)),
        calls=tuple(_call(record, index) for index, record in enumerate(recorder.calls)),
        events=tuple(recorder.events),
        scalings=tuple(recorder.scalings),
        imports=dict(recorder.imports),
        references=tuple(
            replace(reference, path=("references", index)) for index, reference in enumerate(recorder.references.values())
        ),
        classes=tuple(classes),
        framework=runs_on,
        notes=tuple(recorder.notes),
        package=package,
    )
    return replace(program, setups=tuple(replace(setup, program=program) for setup in setups))


def _call(record: CallRecord, index: int) -> Component:
    made = bound_component(
        record.name, record.name, record.arguments, record.unexpected, record.place, ("calls", index), exact=record.exact
    )
    return replace(made, written=record.written, guarded=record.guarded, contexts=record.contexts)


def _setup(record: CompileRecord, framework: Framework) -> Setup:
    uses = tuple(_use(use, ("uses", index)) for index, use in enumerate(record.uses))
    return Setup(record.model, record.compiled, uses, framework)


def _use(record: UseRecord, path: tuple[str | int, ...]) -> Use:
    call = record.call
    use = use_of(record.method, call.name, call.arguments, call.unexpected, call.place, path, exact=call.exact)
    return replace(use, order=call.order, contexts=call.contexts, kept=record.kept)
