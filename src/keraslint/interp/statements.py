"""What statements mean. Each function returns whether the statement behind it is reached."""

from __future__ import annotations

from typing import Final

import libcst as cst

from keraslint.interp import guards, loops, patterns
from keraslint.interp.concrete import note_condition
from keraslint.interp.functions import define_class, define_function
from keraslint.interp.growing import note_growth
from keraslint.interp.imports import import_from, import_plain
from keraslint.interp.lost import note_discarded
from keraslint.interp.machine import Interpreter, statement
from keraslint.interp.operators import binary, truth
from keraslint.interp.scope import MAIN
from keraslint.interp.targets import assign, delete
from keraslint.ir import Control
from keraslint.values import Api, BoundMethod, Const, Opaque, Reason, Unknown, Value


@statement(cst.SimpleStatementLine, cst.SimpleStatementSuite, cst.IndentedBlock)
def block(machine: Interpreter, node: cst.SimpleStatementLine | cst.SimpleStatementSuite | cst.IndentedBlock) -> bool:
    """Run the statements of a line or an indented block."""
    return machine.execute(node.body)


@statement(cst.Expr)
def expression_statement(machine: Interpreter, node: cst.Expr) -> bool:
    """Evaluate for the effect; what ends the program ends this path."""
    machine.dropped = node.value
    note_discarded(machine, node, machine.evaluate(node.value))
    return not _ends_program(machine, node.value)


def _ends_program(machine: Interpreter, node: cst.BaseExpression) -> bool:
    """Say whether an expression is a call of ``sys.exit`` or the like, which ends the program even if ``sys`` is not imported."""
    match node:
        case cst.Call(func=cst.Attribute(attr=cst.Name(value="exit" | "_exit")) | cst.Name(value="exit" | "quit") as function):
            match machine.evaluate(function):
                case Api(name=name):
                    return name in ENDINGS
                case Unknown(reason=Reason.UNDEFINED_NAME, detail="sys" | "os"):
                    return True
    return False


ENDINGS: Final = frozenset({"sys.exit", "os._exit", "builtins.exit", "builtins.quit"})
"""The functions that end the program."""


@statement(cst.Assign)
def assignment(machine: Interpreter, node: cst.Assign) -> bool:
    """Bind every target to the value."""
    note_growth(machine, node)
    value = machine.evaluate(node.value)
    for target in node.targets:
        assign(machine, target.target, value)
    return True


@statement(cst.AnnAssign)
def annotated_assignment(machine: Interpreter, node: cst.AnnAssign) -> bool:
    """Bind the target if a value is given; the annotation has no effect."""
    if node.value is not None:
        assign(machine, node.target, machine.evaluate(node.value))
    return True


@statement(cst.AugAssign)
def augmented_assignment(machine: Interpreter, node: cst.AugAssign) -> bool:
    """Compute ``target op value`` and bind it; a list is extended in place."""
    old = machine.evaluate(node.target)
    value = machine.evaluate(node.value)
    name = type(node.operator).__name__.removesuffix("Assign")
    assign(machine, node.target, binary(machine, name, old, value, node, in_place=True))
    return True


@statement(cst.If)
def conditional(machine: Interpreter, node: cst.If) -> bool:
    """Run the branch that is taken, or both where the condition is not known."""
    value = machine.evaluate(node.test)
    note_condition(machine, value, node.test)
    test = truth(machine, value)
    if is_main_guard(node.test):
        test = machine.scope.module.name == MAIN
    if guards.asks_for_version(node.test):
        with machine.recorder.guarded():
            return _either(machine, node, test)
    return _either(machine, node, test)


def _either(machine: Interpreter, node: cst.If, test: bool | None) -> bool:
    """Run the branch that ``test`` leads to, or both."""

    def taken() -> bool:
        return block(machine, node.body)

    def otherwise() -> bool:
        if node.orelse is None:
            return True
        if isinstance(node.orelse, cst.If):
            return conditional(machine, node.orelse)
        return block(machine, node.orelse.body)

    if test is not None:
        return taken() if test else otherwise()
    return machine.alternatives([taken, otherwise], machine.place(node))


def is_main_guard(test: cst.BaseExpression) -> bool:
    """Recognise ``__name__ == "__main__"``: the linted file is read as the program, those that it imports are not."""
    if not isinstance(test, cst.Comparison):
        return False
    names = [test.left, *(target.comparator for target in test.comparisons)]
    return any(isinstance(name, cst.Name) and name.value == "__name__" for name in names)


@statement(cst.For)
def for_loop(machine: Interpreter, node: cst.For) -> bool:
    """Run a ``for`` loop, turn by turn where it is short and known."""
    return loops.run_for(machine, node)


@statement(cst.While)
def while_loop(machine: Interpreter, node: cst.While) -> bool:
    """Run a ``while`` loop."""
    return loops.run_while(machine, node)


@statement(cst.Break)
def break_statement(machine: Interpreter, node: cst.Break) -> bool:
    """Leave the loop, and keep the state for the join behind it."""
    if machine.loops:
        loop = machine.loops[-1]
        loop.exits.append(machine.journal.delta(loop.start))
    return False


@statement(cst.Continue)
def continue_statement(machine: Interpreter, node: cst.Continue) -> bool:
    """Go to the next turn, and keep the state for the join at the end of the body."""
    if machine.loops:
        loop = machine.loops[-1]
        loop.turns.append(machine.journal.delta(loop.mark))
    return False


@statement(cst.Return)
def return_statement(machine: Interpreter, node: cst.Return) -> bool:
    """Leave the function with a value; from inside a branch, keep the state for the join at the call."""
    value: Value = Const(None) if node.value is None else machine.evaluate(node.value)
    if machine.frames:
        frame = machine.frames[-1]
        if machine.branches > frame.depth:
            frame.returns.append((value, machine.journal.delta(frame.mark)))
        else:
            frame.final = value
    return False


@statement(cst.Raise)
def raise_statement(machine: Interpreter, node: cst.Raise) -> bool:
    """End this path."""
    if node.exc is not None:
        machine.evaluate(node.exc)
    return False


@statement(cst.Try, cst.TryStar)
def try_statement(machine: Interpreter, node: cst.Try) -> bool:
    """Run the body as if nothing failed, then each handler as an alternative."""
    if guards.expects_missing(node):
        with machine.recorder.guarded():
            return _tried(machine, node)
    return _tried(machine, node)


def _tried(machine: Interpreter, node: cst.Try) -> bool:
    """Run the parts of a ``try``."""
    reached = block(machine, node.body)
    if reached and node.orelse is not None:
        reached = block(machine, node.orelse.body)
    for handler in node.handlers:

        def handled(handler: cst.ExceptHandler = handler) -> bool:
            if handler.name is not None:
                assign(machine, handler.name.name, Opaque("exception"))
            return block(machine, handler.body)

        if reached:
            machine.alternatives([lambda: True, handled], machine.place(handler))
        else:
            reached = machine.alternatives([handled], machine.place(handler))
    if node.finalbody is not None:
        return block(machine, node.finalbody.body) and reached
    return reached


@statement(cst.With)
def with_statement(machine: Interpreter, node: cst.With) -> bool:
    """Run the body in place; a context manager's own value is what ``as`` binds."""
    taped = False
    for item in node.items:
        value = machine.evaluate(item.item)
        taped = taped or (isinstance(item.item, cst.Call) and machine.evaluate(item.item.func) == TAPE)
        if item.asname is not None:
            assign(machine, item.asname.name, entered(value))
    if not taped:
        return block(machine, node.body)
    with machine.within(Control.TAPE, machine.place(node)):
        return block(machine, node.body)


TAPE: Final = Api("tensorflow.GradientTape")


def entered(value: Value) -> Value:
    """Return what ``with value as name`` binds: for nearly all context managers the manager itself."""
    return value.receiver if isinstance(value, BoundMethod) and value.name == "__enter__" else value


@statement(cst.FunctionDef)
def function_definition(machine: Interpreter, node: cst.FunctionDef) -> bool:
    """Bind a function."""
    define_function(machine, node)
    return True


@statement(cst.ClassDef)
def class_definition(machine: Interpreter, node: cst.ClassDef) -> bool:
    """Bind a class."""
    define_class(machine, node)
    return True


@statement(cst.Import)
def import_statement(machine: Interpreter, node: cst.Import) -> bool:
    """Bind imported modules."""
    import_plain(machine, node)
    return True


@statement(cst.ImportFrom)
def import_from_statement(machine: Interpreter, node: cst.ImportFrom) -> bool:
    """Bind imported names."""
    import_from(machine, node)
    return True


@statement(cst.Global)
def global_statement(machine: Interpreter, node: cst.Global) -> bool:
    """Make names of this function those of the module."""
    machine.scope.globals.update(item.name.value for item in node.names)
    return True


@statement(cst.Nonlocal)
def nonlocal_statement(machine: Interpreter, node: cst.Nonlocal) -> bool:
    """Make names of this function those of the function around it."""
    machine.scope.nonlocals.update(item.name.value for item in node.names)
    return True


@statement(cst.Del)
def del_statement(machine: Interpreter, node: cst.Del) -> bool:
    """Unbind."""
    delete(machine, node.target)
    return True


@statement(cst.Assert)
def assert_statement(machine: Interpreter, node: cst.Assert) -> bool:
    """Evaluate the test for its effects."""
    machine.evaluate(node.test)
    return True


@statement(cst.Match)
def match_statement(machine: Interpreter, node: cst.Match) -> bool:
    """Run the case that matches, or those that may."""
    return patterns.run_match(machine, node)
