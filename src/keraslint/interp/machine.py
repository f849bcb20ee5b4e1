"""The interpreter itself: state, budget, and the verbs ``evaluate``, ``execute`` and ``call``, which look up what a thing means.

The meaning of expressions, statements and calls stands in ``expressions``, ``statements`` and ``calls``: tables from the class of
a node (or of the value that is called) to a function.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import libcst as cst

from keraslint.interp.journal import Cells, Delta, Journal
from keraslint.interp.record import Recorder
from keraslint.interp.scope import MAIN, Scope
from keraslint.ir import Context, Control
from keraslint.libs.keras.settings import DEFAULTS
from keraslint.values import Function, Instance, Node, Reason, Tuple, Unknown, Value

if TYPE_CHECKING:
    from keraslint.interp.arguments import Arguments
    from keraslint.interp.modules import Imports
    from keraslint.source import Place
    from keraslint.syntax import Tree

STEPS: Final = 400_000
"""How many nodes one file may have evaluated before the rest of it is given up as ``Reason.BUDGET``."""

STEPS_ABROAD: Final = 90_000
"""How many of these may be spent in functions of other files."""

DEPTH: Final = 40
"""How deep user functions may call each other before a call is given up."""


class BudgetSpent(Exception):
    """The file has used up its steps."""


@dataclass(slots=True)
class Frame:
    """A call of a user's function in progress. ``returns`` holds what left it from inside a branch, and with which state."""

    function: Function | None
    mark: int
    depth: int
    returns: list[tuple[Value, Delta]] = field(default_factory=list)
    final: Value | None = None
    yields: list[Value] = field(default_factory=list)
    receiver: Instance | None = None


@dataclass(slots=True)
class Loop:
    """A loop in progress, begun at ``start`` with the present turn begun at ``mark``.

    ``exits`` and ``turns`` hold the states with which ``break`` and ``continue`` left its body, since the one and the other.
    """

    start: int
    mark: int
    exits: list[Delta] = field(default_factory=list)
    turns: list[Delta] = field(default_factory=list)


class Interpreter:
    """Runs one file. All state that the program can change goes through ``journal``; what it does is written to ``recorder``.

    ``counters`` hold how many objects of a class Keras has named so far, ``settings`` what is set for Keras as a whole, ``files``
    what was written under which name, ``imported`` the files that were imported. ``abroad`` says that a function of another file
    is running, for which there are ``steps_abroad`` left. ``deferring`` says that what a line imports is looked up when something
    reads it. ``dropped`` is the expression statement that runs, whose value nobody takes.
    """

    def __init__(self, tree: Tree, steps: int = STEPS, modules: Imports | None = None) -> None:
        """Prepare to run ``tree``; ``modules`` finds the other files of the program that it imports."""
        self.journal = Journal()
        self.recorder = Recorder()
        self.scope = Scope("module", tree, name=MAIN)
        self.frames: list[Frame] = []
        self.loops: list[Loop] = []
        self.contexts: list[Context] = []
        self.branches = 0
        self.dropped: cst.CSTNode | None = None
        self.counters: Cells = {}
        self.settings: Cells = dict(DEFAULTS)
        self.files: Cells = {}
        self.steps_left = steps
        self.steps_abroad = STEPS_ABROAD
        self.abroad = False
        self.deferring = False
        self.modules = modules
        self.imported: set[str] = set()
        self.called: set[int] = set()
        self.instances: dict[int, Instance] = {}
        self.read: set[Node] = set()
        self.definitions: list[tuple[Value, Scope, Cells]] = []

    def place(self, node: cst.CSTNode) -> Place:
        """Return a handle on a node of the file whose code is running."""
        return self.scope.tree.place(node)

    def unknown(self, reason: Reason, node: cst.CSTNode | None = None, detail: str = "") -> Unknown:
        """Return an unknown value that names its place."""
        return Unknown(reason, None if node is None else self.place(node), detail)

    def evaluate(self, node: cst.BaseExpression) -> Value:
        """Return the abstract value of an expression.

        Raises:
            BudgetSpent: the file's steps are used up.
        """
        self.steps_left -= 1
        if self.steps_left < 0:
            raise BudgetSpent
        meaning = EXPRESSIONS.get(type(node))
        if meaning is None:
            return self.unknown(Reason.UNSUPPORTED_SYNTAX, node)
        return meaning(self, node)

    def execute(self, statements: Sequence[cst.CSTNode]) -> bool:
        """Run statements in order and return whether the end is reached (no ``return``, ``raise``, ``break`` or ``continue``)."""
        for statement in statements:
            self.steps_left -= 1
            if self.steps_left < 0:
                raise BudgetSpent
            meaning = STATEMENTS.get(type(statement))
            if meaning is not None and not meaning(self, statement):
                return False
        return True

    def execute_file(self) -> None:
        """Run the statements of the file; where one ends its cell of a notebook, go on with the next cell, as its reader does."""
        tree = self.scope.tree
        body = tree.module.body
        at = 0
        while at < len(body):
            if self.execute([body[at]]):
                at += 1
                continue
            cell = tree.span_of(body[at]).cell
            if cell is None:
                return
            while at < len(body) and tree.span_of(body[at]).cell == cell:
                at += 1

    def call(self, function: Value, arguments: Arguments, node: cst.CSTNode) -> Value:
        """Return what calling ``function`` gives; ``node`` is where the call stands."""
        meaning = CALLS.get(type(function))
        return self.unknown(Reason.UNMODELLED_CALL, node) if meaning is None else meaning(self, function, arguments, node)

    def bind(self, name: str, value: Value) -> None:
        """Bind a name in the scope in which an assignment to it writes."""
        self.journal.write(self.scope.cells_for(name), name, value)

    def bind_target(self, target: cst.Name, value: Value) -> None:
        """Assign to a name that stands on the left of an assignment, in a loop header or the like."""
        self.bind(target.value, value)

    def write(self, instance: Instance, name: str, value: Value) -> None:
        """Set a field of an object."""
        self.journal.write(instance.fields, name, value)

    def set(self, name: str, value: Value) -> None:
        """Set something for Keras as a whole."""
        self.journal.write(self.settings, name, value)

    def alternatives(self, runs: list[Callable[[], bool]], place: Place | None = None) -> bool:
        """Run each of ``runs`` as one of several possible continuations, and join what they leave."""
        self.branches += 1
        try:
            with self.within(Control.BRANCH, place):
                return self.journal.alternatives(runs)
        finally:
            self.branches -= 1

    @contextmanager
    def within(self, control: Control, place: Place | None, detail: str = "", turns: int | None = None) -> Iterator[None]:
        """Note that what happens inside stands in a loop, a branch or a function."""
        self.contexts.append(Context(control, place, detail, turns))
        try:
            yield
        finally:
            self.contexts.pop()

    @contextmanager
    def scoped(self, scope: Scope) -> Iterator[None]:
        """Run the body in another scope."""
        outer, self.scope = self.scope, scope
        try:
            yield
        finally:
            self.scope = outer

    def make_list(self, content: Tuple, place: Place | None = None) -> Instance:
        """Return a new list object."""
        return Instance("list", place=place or content.place, fields={"items": content})


CallMeaning: TypeAlias = "Callable[[Interpreter, Any, Arguments, cst.CSTNode], Value]"

EXPRESSIONS: Final[dict[type, Callable[[Interpreter, Any], Value]]] = {}
STATEMENTS: Final[dict[type, Callable[[Interpreter, Any], bool]]] = {}
CALLS: Final[dict[type, CallMeaning]] = {}


def expression(*kinds: type) -> Callable[[Callable[[Interpreter, Any], Value]], Callable[[Interpreter, Any], Value]]:
    """Register the meaning of expression nodes."""

    def register(function: Callable[[Interpreter, Any], Value]) -> Callable[[Interpreter, Any], Value]:
        for kind in kinds:
            EXPRESSIONS[kind] = function
        return function

    return register


def statement(*kinds: type) -> Callable[[Callable[[Interpreter, Any], bool]], Callable[[Interpreter, Any], bool]]:
    """Register the meaning of statement nodes."""

    def register(function: Callable[[Interpreter, Any], bool]) -> Callable[[Interpreter, Any], bool]:
        for kind in kinds:
            STATEMENTS[kind] = function
        return function

    return register


def calling(*kinds: type) -> Callable[[CallMeaning], CallMeaning]:
    """Register what calling a value of these classes means."""

    def register(function: CallMeaning) -> CallMeaning:
        for kind in kinds:
            CALLS[kind] = function
        return function

    return register
