"""What a library entry sees of the interpreter: the ``Call`` of ``libs.registry``, made real."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import libcst as cst

from keraslint.interp.arguments import Arguments
from keraslint.libs.columns import forgetting
from keraslint.values import Argument, Array, Const, Instance, Reason, Scalar, Step, Tuple, Unknown, Value

if TYPE_CHECKING:
    from keraslint.interp.machine import Interpreter
    from keraslint.interp.scope import Scope


class CallSite:
    """One call (or attribute read) in progress."""

    __slots__ = ("machine", "name", "node", "place")

    def __init__(self, machine: Interpreter, name: str, node: cst.CSTNode) -> None:
        """Describe the call of ``name`` at ``node``."""
        self.machine = machine
        self.name = name
        self.node = node
        self.place = machine.place(node)

    def unknown(self, detail: str = "", reason: Reason = Reason.UNMODELLED_CALL) -> Unknown:
        """Return an unknown value with this call as its place."""
        return Unknown(reason, self.place, detail or self.name)

    def step(self, operation: str, **details: Scalar) -> Step:
        """Return a step of a data path, named and placed after this call."""
        return Step(operation, self.name, self.place, tuple(details.items()))

    def apply(self, function: Value, *arguments: Value) -> Value:
        """Call a value of the program."""
        return self.machine.call(function, Arguments.of(*arguments), self.node)

    def write(self, instance: Instance, field: str, value: Value) -> None:
        """Set a field of a mutable object."""
        self.machine.write(instance, field, value)

    def replace(self, old: Value, new: Value) -> None:
        """Give every name and field in the scopes around the call that holds ``old`` the value ``new``."""
        scope: Scope | None = self.machine.scope
        while scope is not None:
            for name, value in list(scope.names.items()):
                if value is old:
                    self.machine.journal.write(scope.names, name, new)
                elif isinstance(value, Array) and (left := forgetting(value, old)) is not value:
                    self.machine.journal.write(scope.names, name, left)
                elif isinstance(value, Instance):
                    for field in [field for field, held in value.fields.items() if held is old]:
                        self.machine.write(value, field, new)
            scope = scope.parent

    def lists_of(self, items: Value) -> list[Instance]:
        """Return the lists in the scopes around the call that hold this very content: a list, and the copies made of it."""
        found: dict[int, Instance] = {}
        scope: Scope | None = self.machine.scope
        while scope is not None:
            for value in scope.names.values():
                if isinstance(value, Instance) and value.kind == "list" and value.fields.get("items") is items:
                    found[value.identity] = value
            scope = scope.parent
        return list(found.values())

    def count_rows(self, identity: object, rows: int) -> None:
        """Give every name in the scopes around the call that holds the rows ``identity``, of unknown number, that number."""
        scope: Scope | None = self.machine.scope
        while scope is not None:
            for name, value in list(scope.names.items()):
                if isinstance(value, Array) and value.identity is identity and value.shape and value.shape[0] is None:
                    self.machine.journal.write(scope.names, name, replace(value, shape=(rows, *value.shape[1:])))
            scope = scope.parent

    def attribute(self, value: Value, name: str) -> Value:
        """Return ``value.name``."""
        from keraslint.interp.attributes import attribute_of

        return attribute_of(self.machine, value, name, self.node)

    def assign(self, instance: Instance, name: str, value: Value) -> None:
        """Set an attribute, the way an assignment does."""
        from keraslint.interp.targets import set_attribute

        set_attribute(self.machine, instance, name, value, self.node)

    def make(self, kind: str, arguments: dict[str, Argument]) -> Instance:
        """Return a new object of a library class, made with ``arguments`` by keyword."""
        from keraslint.interp.instances import make_instance

        return make_instance(self.machine, kind, Arguments([], arguments), self.node)

    def make_list(self, content: Tuple) -> Instance:
        """Return a new list."""
        return self.machine.make_list(content, self.place)

    def settings(self) -> dict[str, Value]:
        """Return what the program has set for Keras as a whole."""
        return self.machine.settings

    def set(self, name: str, value: Value) -> None:
        """Set something for Keras as a whole."""
        self.machine.set(name, value)

    def files(self) -> dict[str, Value]:
        """Return what the program has written to files, by name."""
        return self.machine.files

    def left_by_others(self, name: str) -> Value | None:
        """Return what another program of the folder writes to a file; ``None`` where that is not known."""
        from keraslint.interp.writers import left_by_others

        return left_by_others(self.machine, name)

    def store(self, name: str, value: Value) -> None:
        """Write something to a file."""
        self.machine.journal.write(self.machine.files, name, value)

    def forget_names(self) -> None:
        """Let Keras number the objects that it names from the start again."""
        for prefix in self.machine.counters:
            self.machine.journal.write(self.machine.counters, prefix, Const(0))

    def scaling(self) -> None:
        """Note that this call brings some data into another range."""
        self.machine.recorder.scaling(self.place)

    def event(self, kind: str, subject: Instance | None = None, **details: Any) -> None:
        """Record that something happens here."""
        identity = 0 if subject is None else subject.identity
        if subject is not None:
            details.setdefault("receiver", subject)
        self.machine.recorder.event(kind, self.name, self.place, tuple(self.machine.contexts), identity, **details)
