"""What happens while a program runs, in order, as the interpreter sees it: the raw material of ``ir.Program``."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final

from keraslint.ir import Compile, Context, Event, Model, Reference
from keraslint.source import Place
from keraslint.values import Argument, Instance, Unknown, Value

REFERRED: Final = ("keras", "tensorflow", "tf_keras")
"""How the names begin that are recorded as they are written, for the rules about names that are gone."""


@dataclass(slots=True)
class CallRecord:
    """A call of something that a library offers, as bound: ``unexpected`` holds the keywords that it does not know."""

    name: str
    written: str
    arguments: dict[str, Argument]
    unexpected: dict[str, Argument]
    place: Place
    exact: bool
    order: int
    contexts: tuple[Context, ...]
    receiver: Value | None = None
    result: Value | None = None
    guarded: bool = False


@dataclass(slots=True)
class CompileRecord:
    """A ``compile`` call: the receiver as it was then, and the uses of it that followed.

    ``content`` is what the model was made of; while it still is that, the first data it is fed tell its input shape.
    """

    compiled: Compile
    model: Model | Unknown
    instance: Instance | None
    content: Value | None = None
    uses: list[UseRecord] = field(default_factory=list)


@dataclass(slots=True)
class UseRecord:
    """A call of ``fit``, ``evaluate``, ``predict`` and the like on a model."""

    method: str
    call: CallRecord
    instance: Instance | None
    kept: bool = True


class Recorder:
    """Collects records while ``active``; a loop body that is run only to find out what it changes is not recorded.

    ``imports`` are the names that the file imports, ``borrowed`` those that the modules behind it import.
    """

    def __init__(self) -> None:
        """Start empty."""
        self.active = True
        self.calls: list[CallRecord] = []
        self.components: list[Instance] = []
        self.compiles: list[CompileRecord] = []
        self.orphans: list[UseRecord] = []
        self.events: list[Event] = []
        self.scalings: list[Place] = []
        self.imports: dict[str, Place] = {}
        self.borrowed: set[str] = set()
        self.references: dict[int, Reference] = {}
        self.guards = 0
        self.layers = 0
        self.lambdas = 0
        self.notes: list[str] = []
        self._order = 0
        self._compile_of: dict[int, CompileRecord] = {}

    def add_compile(self, record: CompileRecord) -> Instance:
        """Keep a ``compile`` call, and return the token by which the model will remember it."""
        token = Instance("compile")
        self.compiles.append(record)
        self._compile_of[token.identity] = record
        return token

    def compile_of(self, token: Value | None) -> CompileRecord | None:
        """Return the ``compile`` call that a model remembers, where it is one of this run and only one."""
        return self._compile_of.get(token.identity) if isinstance(token, Instance) else None

    @property
    def upcoming(self) -> int:
        """The number of the next thing that will happen."""
        return self._order + 1

    def next_order(self) -> int:
        """Return the number of the next thing that happens."""
        self._order += 1
        return self._order

    def event(self, kind: str, name: str, place: Place, contexts: tuple[Context, ...], subject: int = 0, **details: Any) -> None:
        """Record an event."""
        if self.active:
            self.remark(kind, name, place, contexts, subject, **details)

    def remark(self, kind: str, name: str, place: Place, contexts: tuple[Context, ...], subject: int = 0, **details: Any) -> None:
        """Record an event that is seen while code is run to find out what it computes, once for each place."""
        if self.active or not any(event.kind == kind and event.place == place for event in self.events):
            self.events.append(Event(kind, name, place, subject, details, self.next_order(), contexts, self.guards > 0))

    def reference(self, written: str, place: Place, through: Place | None = None) -> None:
        """Record a name of a library as the program writes it, once for each place."""
        if self.active and written.startswith(REFERRED):
            self.references.setdefault(id(place.node), Reference(written, place, through, self.guards > 0))

    @contextmanager
    def guarded(self) -> Iterator[None]:
        """Note that the program is prepared for what happens inside to fail in some version of a library."""
        self.guards += 1
        try:
            yield
        finally:
            self.guards -= 1

    @contextmanager
    def inside_layer(self) -> Iterator[None]:
        """Note that what happens inside is what a layer does: on real tensors, once the model runs."""
        self.layers += 1
        try:
            yield
        finally:
            self.layers -= 1

    @contextmanager
    def inside_lambda(self, inside: bool) -> Iterator[None]:
        """Note that what happens inside is what a ``Lambda`` layer does, where it is."""
        self.lambdas += inside
        try:
            yield
        finally:
            self.lambdas -= inside

    def scaling(self, place: Place) -> None:
        """Record that some data are scaled here."""
        if self.active and not any(place.node is seen.node for seen in self.scalings):
            self.scalings.append(place)
