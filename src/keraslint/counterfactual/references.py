"""Changes of names that a program writes: imports, chains of attributes, attributes that it sets."""

from __future__ import annotations

from dataclasses import replace
from typing import Final, TypeAlias

from keraslint.change import RenameAttribute, ReplaceImport, ReplaceModule, ReplaceName
from keraslint.counterfactual.paths import CannotApply
from keraslint.ir import Path, Program
from keraslint.libs import signatures
from keraslint.libs.signatures.names import public_root

NameChange: TypeAlias = ReplaceName | ReplaceImport | ReplaceModule | RenameAttribute
NAME_CHANGES: Final = (ReplaceName, ReplaceImport, ReplaceModule, RenameAttribute)


def renamed(program: Program, change: NameChange, path: Path) -> Program:
    """Return ``program`` after a change of the reference or the event at ``path``.

    Raises:
        CannotApply: there is none.
    """
    match change, path:
        case RenameAttribute(name=name), ("events", int() as order):
            events = tuple(replace(event, name=name) if event.order == order else event for event in program.events)
            return replace(program, events=events)
        case ReplaceModule(name=name), ("references", int() as index) if index < len(program.references):
            return _moved(program, program.references[index].written.rpartition(".")[0], name)
        case ReplaceName() | ReplaceImport(), ("references", int() as index) if index < len(program.references):
            return _moved(program, program.references[index].written, change.name)
    raise CannotApply(f"no name is written at {'.'.join(map(str, path))}")


def _moved(program: Program, old: str, name: str) -> Program:
    """Let everything that is written as ``old``, or below it, be written as ``name``; what led to ``old`` is gone with it."""
    root = signatures.load().spelling(old).root
    new = public_root(root) + name.removeprefix("keras") if root and name.startswith("keras.") else name
    references = tuple(
        replace(reference, written=new + reference.written[len(old) :])
        if f"{reference.written}.".startswith(f"{old}.")
        else reference
        for reference in program.references
        if reference.through is not None or not old.startswith(f"{reference.written}.")
    )
    return replace(program, references=references)
