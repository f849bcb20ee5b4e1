"""What the body of a loss computes: quotients that may be 0/0, logarithms of 0, NumPy on tensors, sums over the whole batch.

A loss is read as straight-line arithmetic on its two parameters. A name that is bound more than once, or in a branch, is not
followed, and what is not followed is taken to be in order.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

import libcst as cst

from keraslint.interp.machine import Interpreter
from keraslint.interp.slope import flat
from keraslint.ir import Curve, Quotient
from keraslint.nodes import children
from keraslint.source import Place
from keraslint.values import Api, Function

SUMS: Final = frozenset({"sum", "reduce_sum"})
REDUCTIONS: Final = SUMS | {"mean", "reduce_mean"}
FORMS: Final = frozenset({
    "flatten", "batch_flatten", "reshape", "cast", "squeeze", "expand_dims", "identity", "convert_to_tensor",
})  # fmt: skip
"""Functions that give a tensor another form, and leave its values as they are."""

SHAPED: Final = FORMS | {"abs", "square"}
"""Functions whose result is 0 wherever their first argument is."""

CURVES: Final = frozenset({"log", "sqrt"})
"""Functions that no loss should take of a 0: their value, or their slope, has no limit there."""

STEPS: Final = frozenset({"round", "rint", "floor"})
GUARDS: Final = frozenset({"where", "cond", "switch", "is_nan", "isnan", "is_finite", "isfinite", "nan_to_num", "divide_no_nan"})
"""Functions by which a loss takes care of quotients in another way than by their divisors."""

OF_SHAPE: Final = frozenset({"shape", "int_shape", "ndim", "rank", "size", "dtype"})
"""Functions that look at the form of a tensor and not at its values, which is known while a graph is traced."""


@dataclass(frozen=True, slots=True)
class Body:
    """The body of a loss with two parameters, and what the names in it are bound to.

    ``rebound`` are the parameters that are bound to something else on the way, other than to themselves in another form.
    ``zeros`` and ``tensors`` keep what is known of expressions: a name may be read often, and be bound by way of itself.
    """

    machine: Interpreter
    statements: cst.BaseSuite
    true: str
    predicted: str
    names: Mapping[str, cst.BaseExpression]
    rebound: frozenset[str]
    zeros: dict[cst.BaseExpression, tuple[str, bool] | None] = field(default_factory=dict)
    tensors: dict[cst.BaseExpression, bool] = field(default_factory=dict)

    def quotients(self) -> Iterator[Quotient]:
        """Walk the divisions by something that may be 0."""
        nodes = list(_nodes(self.statements))
        if self.rebound or any(isinstance(node, cst.Call) and self.function(node)[1] in GUARDS for node in nodes):
            return
        for node in nodes:
            match node:
                case cst.BinaryOperation(operator=cst.Divide(), right=divisor):
                    zero = self._zero(divisor)
                    if zero is not None:
                        yield Quotient(self.machine.place(node), *zero)

    def curves(self) -> Iterator[Curve]:
        """Walk the logarithms and roots that have nothing to keep them from a 0."""
        if self.predicted in self.rebound:
            return
        for node in _nodes(self.statements):
            match node:
                case cst.Call(args=[cst.Arg(value=argument, star="")]) if self.function(node)[1] in CURVES:
                    at = self._zero_at(argument)
                    if at is not None:
                        yield Curve(self.machine.place(node), self.machine.scope.tree.module.code_for_node(argument), at)

    def _zero_at(self, node: cst.BaseExpression) -> int | None:
        """Return for which prediction an expression is 0: ``p`` for 0, ``1 - p`` for 1."""
        match self._followed(node):
            case cst.BinaryOperation(left=one, operator=cst.Subtract(), right=right) if _is_one(one):
                return 1 if self._zero(right) == ("predicted", False) else None
            case followed:
                return 0 if self._zero(followed) == ("predicted", False) else None

    def numpy(self) -> Iterator[tuple[str, Place]]:
        """Walk the calls that want the values of a tensor while there are none."""
        for node in _nodes(self.statements):
            match node:
                case cst.Call(func=cst.Attribute(value=tensor, attr=cst.Name(value="numpy")), args=[]) if self._is_tensor(tensor):
                    yield ".numpy()", self.machine.place(node)
                case cst.Call():
                    library, last = self.function(node)
                    if library == "numpy" and last not in OF_SHAPE and any(self._is_tensor(arg.value) for arg in node.args):
                        yield f"numpy.{last}", self.machine.place(node)

    def sums(self) -> Iterator[Place]:
        """Walk the sums over all samples that are what the loss returns, or terms of it."""
        seen: set[cst.BaseExpression] = set()
        for node in _nodes(self.statements):
            if isinstance(node, cst.Return) and node.value is not None:
                yield from self._summed(node.value, seen)

    def function(self, call: cst.Call) -> tuple[str, str]:
        """Return the library of the function that is called, and its last name; nothing where it is not of a library."""
        root: cst.BaseExpression = call.func
        while isinstance(root, cst.Attribute):
            root = root.value
        if not isinstance(root, cst.Name) or not isinstance(self.machine.evaluate(root), Api):
            return "", ""
        function = self.machine.evaluate(call.func)
        if not isinstance(function, Api):
            return "", ""
        return function.name.partition(".")[0], function.name.rpartition(".")[2]

    def is_form_of(self, node: cst.BaseExpression, name: str) -> bool:
        """Say whether an expression has the values of ``name``, in the same form or another one."""
        match node:
            case cst.Name(value=value):
                return value == name
            case cst.Call(args=[cst.Arg(value=first, star=""), *_]):
                return self.function(node)[1] in FORMS and self.is_form_of(first, name)
        return False

    def _followed(self, node: cst.BaseExpression) -> cst.BaseExpression:
        """Return what a name was bound to; an expression is itself."""
        seen: set[str] = set()
        while isinstance(node, cst.Name) and node.value in self.names and node.value not in seen:
            seen.add(node.value)
            node = self.names[node.value]
        return node

    def _zero(self, node: cst.BaseExpression) -> tuple[str, bool] | None:
        """Return which values make an expression 0, and whether all of them have to be 0."""
        node = self._followed(node)
        if node not in self.zeros:
            self.zeros[node] = None
            self.zeros[node] = self._zero_of(node)
        return self.zeros[node]

    def _zero_of(self, node: cst.BaseExpression) -> tuple[str, bool] | None:
        match node:
            case cst.Name(value=name) if name in {self.true, self.predicted}:
                return ("true" if name == self.true else "predicted"), False
            case cst.BinaryOperation(left=left, operator=cst.Multiply(), right=right):
                found = [zero for side in (left, right) if (zero := self._zero(side)) is not None]
                return next((zero for zero in found if zero[0] == "true"), found[0] if found else None)
            case cst.BinaryOperation(left=left, operator=cst.Add(), right=right):
                one, other = self._zero(left), self._zero(right)
                return one if one is not None and one == other else None
            case cst.Call(args=[cst.Arg(value=first, star=""), *_]):
                return self._zero_of_call(node, first)
        return None

    def _zero_of_call(self, call: cst.Call, first: cst.BaseExpression) -> tuple[str, bool] | None:
        _, last = self.function(call)
        zero = self._zero(first) if last in SHAPED | STEPS | REDUCTIONS else None
        if zero is None:
            return None
        cause, whole = zero
        if last in STEPS and cause == "predicted":
            return "rounded", whole
        if last in REDUCTIONS:
            # That all predictions are exactly 0 is possible, and hardly ever so.
            return None if cause == "predicted" else (cause, True)
        return zero

    def _is_tensor(self, node: cst.BaseExpression) -> bool:
        node = self._followed(node)
        if node not in self.tensors:
            self.tensors[node] = False
            self.tensors[node] = self._is_made_of_tensors(node)
        return self.tensors[node]

    def _is_made_of_tensors(self, node: cst.BaseExpression) -> bool:
        match node:
            case cst.Name(value=name):
                return name in {self.true, self.predicted}
            case cst.BinaryOperation(left=left, right=right):
                return self._is_tensor(left) or self._is_tensor(right)
            case cst.UnaryOperation(expression=inner) | cst.Subscript(value=inner):
                return self._is_tensor(inner)
            case cst.Call():
                library, last = self.function(node)
                given = any(self._is_tensor(argument.value) for argument in node.args)
                return library in {"keras", "tensorflow"} and last not in OF_SHAPE and given
        return False

    def _summed(self, node: cst.BaseExpression, seen: set[cst.BaseExpression]) -> Iterator[Place]:
        node = self._followed(node)
        if node in seen:
            return
        seen.add(node)
        match node:
            case cst.UnaryOperation(operator=cst.Minus(), expression=inner):
                yield from self._summed(inner, seen)
            case cst.BinaryOperation(left=left, operator=cst.Add() | cst.Subtract(), right=right):
                yield from self._summed(left, seen)
                yield from self._summed(right, seen)
            case cst.BinaryOperation(left=left, operator=cst.Multiply(), right=right) if _is_number(left) or _is_number(right):
                yield from self._summed(right if _is_number(left) else left, seen)
            case cst.Call(args=[cst.Arg(value=first, keyword=None, star="")]):
                # An axis would be a second argument.
                if self.function(node)[1] in SUMS and self._is_tensor(first):
                    yield self.machine.place(node)


def _body_of(machine: Interpreter, function: Function, definition: cst.FunctionDef) -> Body | None:
    """Return the body of a function of two parameters; ``None`` for another one, or one that a decorator makes something else."""
    names = [parameter.name.value for parameter in definition.params.params]
    if len(names) != len(("true", "predicted")) or function.decorators:
        return None
    targets = [target for node in _nodes(definition.body) for target in _targets(node)]
    once = {name: value for name, value in _straight(definition.body) if targets.count(name) == 1 and name not in names}
    body = Body(machine, definition.body, names[0], names[1], once, frozenset())
    kept = [name for name, value in _straight(definition.body) if name in names and body.is_form_of(value, name)]
    return replace(body, rebound=frozenset(name for name in names if targets.count(name) > kept.count(name)))


def details(machine: Interpreter, function: Function) -> dict[str, Any]:
    """Return what the event of a loss says of its body."""
    definition = function.definition
    if not isinstance(definition, cst.FunctionDef):
        return {}
    with machine.scoped(function.scope):
        body = _body_of(machine, function, definition)
        if body is None:
            return {}
        return {
            "quotients": tuple(body.quotients()),
            "curves": tuple(body.curves()),
            "steps": tuple(flat(body)),
            "numpy": tuple(body.numpy()),
            "sums": tuple(body.sums()),
        }


def _nodes(body: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """Walk the nodes of a function that run when it is called: not those of the functions that it makes."""
    pending = [body]
    while pending:
        node = pending.pop()
        if isinstance(node, cst.FunctionDef | cst.ClassDef | cst.Lambda):
            continue
        yield node
        pending.extend(reversed(children(node)))


def _is_one(node: cst.BaseExpression) -> bool:
    return isinstance(node, cst.Integer | cst.Float) and node.evaluated_value == 1


def _is_number(node: cst.BaseExpression) -> bool:
    return isinstance(node.expression if isinstance(node, cst.UnaryOperation) else node, cst.Integer | cst.Float)


def _targets(node: cst.CSTNode) -> Iterator[str]:
    """Walk the names that a node binds."""
    match node:
        case cst.AssignTarget(target=target) | cst.AugAssign(target=target) | cst.NamedExpr(target=target):
            yield from (inner.value for inner in _nodes(target) if isinstance(inner, cst.Name))
        case cst.AnnAssign(target=target) | cst.For(target=target):
            yield from (inner.value for inner in _nodes(target) if isinstance(inner, cst.Name))


def _straight(body: cst.BaseSuite) -> Iterator[tuple[str, cst.BaseExpression]]:
    """Walk the assignments to one name that stand in no branch and no loop."""
    for line in body.body:
        if isinstance(line, cst.SimpleStatementLine):
            for statement in line.body:
                match statement:
                    case cst.Assign(targets=[cst.AssignTarget(target=cst.Name(value=name))], value=value):
                        yield name, value
