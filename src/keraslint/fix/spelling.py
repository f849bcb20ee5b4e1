"""How a file spells what a fix writes: library names through its imports, strings in its quotes, numbers as people write them."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping
from fractions import Fraction
from functools import cached_property
from typing import Any, Final

import libcst as cst

from keraslint.fix.document import CannotLower, Document
from keraslint.fix.names import Reach, names_of
from keraslint.fix.splice import Splice, insertion
from keraslint.nodes import children
from keraslint.replacement import Call, Increased, Name, Variable

FAMILIES: Final = (
    "tensorflow.python.keras",
    "tensorflow.compat.v1.keras",
    "tensorflow.compat.v2.keras",
    "tensorflow.keras",
    "tf_keras",
    "keras",
)
"""The packages that hold a Keras. Objects of two of them do not always work together, so a fix stays within one."""

PRIVATE: Final = "tensorflow.python.keras"

POSITIONAL: Final[dict[str, tuple[str, ...]]] = {
    "keras.layers.Activation": ("activation",),
    "keras.layers.AlphaDropout": ("rate",),
    "keras.layers.Dense": ("units",),
    "keras.layers.Dropout": ("rate",),
    "keras.layers.GaussianNoise": ("stddev",),
    "keras.layers.Rescaling": ("scale",),
    "keras.layers.Reshape": ("target_shape",),
    "keras.backend.maximum": ("x", "y"),
    "keras.ops.maximum": ("x1", "x2"),
    "keras.ops.one_hot": ("x", "num_classes"),
    "keras.utils.set_random_seed": ("seed",),
    "keras.utils.to_categorical": ("x", "num_classes"),
    "tensorflow.maximum": ("x", "y"),
}
"""Arguments that are written without their keyword, as the documentation of Keras does."""


class Expression(str):
    """The text of an expression, written as it stands."""

    __slots__ = ()


class Speller:
    """Writes values the way a file does, and collects the imports that it needs for them."""

    def __init__(self, document: Document) -> None:
        """Write for ``document``."""
        self._document = document
        self._names = names_of(document)
        self.imports: list[Splice] = []

    def value(self, value: Any, at: cst.CSTNode) -> str:
        """Return ``value`` as an expression to be written at or near the node ``at``.

        Raises:
            CannotLower: it has no spelling there.
        """
        match value:
            case Expression():
                return str(value)
            case Call():
                return self.call(value, at)
            case Name():
                return self.name(value.kind, at)
            case Variable() | Increased():
                return value.name if isinstance(value, Variable) else f"{self._document.code(at)} + {value.amount}"
            case str():
                return quoted(value, self.quote(at))
            case Fraction():
                return f"{value.numerator} / {value.denominator}"
            case float():
                return number(value)
            case None | bool() | int():
                return repr(value)
            case tuple():
                inner = ", ".join(self.value(item, at) for item in value)
                return f"({inner},)" if len(value) == 1 else f"({inner})"
            case list():
                return f"[{', '.join(self.value(item, at) for item in value)}]"
            case Mapping():
                return f"{{{', '.join(f'{self.value(key, at)}: {self.value(item, at)}' for key, item in value.items())}}}"
        raise CannotLower(f"no spelling for {value!r}")

    def call(self, call: Call, at: cst.CSTNode) -> str:
        """Return a call as an expression."""
        positional = POSITIONAL.get(call.kind, ())
        parts = [self.value(call.arguments[name], at) for name in positional if name in call.arguments]
        parts += [f"{name}={self.value(value, at)}" for name, value in call.arguments.items() if name not in positional]
        return f"{self.name(call.kind, at)}({', '.join(parts)})"

    def name(self, kind: str, at: cst.CSTNode) -> str:
        """Return how the file spells the library object ``kind`` (canonical name) at a node; import it where nothing reaches it.

        Raises:
            CannotLower: it is not clear which Keras is used here, or the name to import is taken.
        """
        target = self._target(kind, at)
        spellings = [spelling for reach in self._names.reaches if (spelling := self._through(reach, target, at)) is not None]
        return min(spellings, key=len) if spellings else self._import(target, at)

    def quote(self, at: cst.CSTNode) -> str:
        """Return the quotation mark for a string at a node: that of the string there, of its call, or of most strings."""
        for node in (at, *self._document.ancestors(at)):
            if isinstance(node, cst.SimpleString):
                return node.quote[0]
            if isinstance(node, cst.Call):
                used = [arg.value.quote[0] for arg in node.args if isinstance(arg.value, cst.SimpleString)]
                if used:
                    return used[0]
            if isinstance(node, cst.BaseSmallStatement):
                break
        return self._usual_quote

    @cached_property
    def _usual_quote(self) -> str:
        strings = (node for node in self._document.parents if isinstance(node, cst.SimpleString))
        counts = Counter(node.quote for node in strings)
        return "'" if counts["'"] > counts['"'] else '"'

    def _target(self, kind: str, at: cst.CSTNode) -> str:
        root, _, rest = kind.partition(".")
        return f"{self._family(at)}.{rest}" if root == "keras" else kind

    def _family(self, at: cst.CSTNode) -> str:
        """Return the Keras used at a node: that of its statement, of what the names there were made with, or of the file."""
        statement = _statement(self._document, at)
        for scope in (self._families_in(statement), self._families_behind(statement), self._families_of_file()):
            if len(scope) == 1:
                return next(iter(scope))
        raise CannotLower("the file uses more than one Keras, or none that is known")

    def _families_in(self, statement: cst.CSTNode) -> set[str]:
        found = set()
        stack: list[cst.CSTNode] = [statement]
        while stack:
            node = stack.pop()
            if isinstance(node, cst.Name | cst.Attribute):
                written = self._names.resolve(node)
                family = None if written is None else family_of(written)
                if family is not None:
                    found.add(family)
                if written is not None:
                    continue
            stack.extend(children(node))
        return found

    def _families_behind(self, statement: cst.CSTNode) -> set[str]:
        """Return the families in the statements that bind the names which ``statement`` reads."""
        start, end = self._document.extent(statement)
        found = set()
        for name, loads in self._names.loads.items():
            if any(start <= self._document.extent(node)[0] < end for node in loads):
                for binding in self._names.bindings.get(name, ()):
                    source = _statement(self._document, binding)
                    if isinstance(source, cst.Assign | cst.AnnAssign):
                        found |= self._families_in(source)
        return found

    def _families_of_file(self) -> set[str]:
        found = {family for reach in self._names.reaches if (family := family_of(reach.written)) is not None}
        if not found or any(self._uses(reach.name, "keras") for reach in self._names.reaches if reach.written == "tensorflow"):
            found |= {"tensorflow.keras" for reach in self._names.reaches if reach.written == "tensorflow"}
        return found

    def _uses(self, name: str, attribute: str) -> bool:
        parents = self._document.parents
        return any(
            isinstance(parent := parents[node], cst.Attribute) and parent.value is node and parent.attr.value == attribute
            for node in self._names.loads[name]
        )

    def _through(self, reach: Reach, target: str, at: cst.CSTNode) -> str | None:
        """Return how ``target`` is spelled through one import, or ``None`` where it is not reached or not bound at ``at``."""
        module, _, last = target.rpartition(".")
        if target.startswith(PRIVATE) and not reach.written.startswith(PRIVATE):
            return None
        if reach.star:
            spelling, bound = (last if reach.written == module else None), last
        elif target == reach.written or target.startswith(f"{reach.written}."):
            spelling, bound = reach.name + target[len(reach.written) :], reach.name
        else:
            return None
        if spelling is None or not self._bound_at(reach, bound, at):
            return None
        return spelling

    def _bound_at(self, reach: Reach, name: str, at: cst.CSTNode) -> bool:
        document = self._document
        same = {other.written for other in self._names.reaches if other.name == name}
        if self._names.rebound(name) or len(same) > 1 or (reach.star and same):
            return False
        if any(isinstance(ancestor, cst.If) for ancestor in document.ancestors(reach.node)):
            return False
        home, here = document.function_of(reach.node), document.function_of(at)
        if home is here:
            return document.extent(reach.node)[0] < document.extent(at)[0]
        return home is None or home in set(document.ancestors(at))

    def _import(self, target: str, at: cst.CSTNode) -> str:
        module, _, name = target.rpartition(".")
        if self._names.bindings[name] or not module:
            raise CannotLower(f"the name {name} is taken")
        anchor = self._last_import(family_of(target) or module.partition(".")[0], at)
        content = f"{self._document.newline}from {module} import {name}"
        self.imports.append(insertion(self._document.lines.end_of_line(self._document.extent(anchor)[1]), content))
        return name

    def _last_import(self, preferred: str, at: cst.CSTNode) -> cst.CSTNode:
        """Return the import at the top of the file behind which another one belongs: of the same package, or else the last."""
        before = self._document.extent(at)[0]
        best: tuple[bool, cst.CSTNode] | None = None
        for statement in self._document.tree.module.body:
            if not isinstance(statement, cst.SimpleStatementLine) or self._document.extent(statement)[0] >= before:
                continue
            if not isinstance(statement.body[-1], cst.Import | cst.ImportFrom) or _is_future(statement.body[-1]):
                continue
            reached = {reach.written for reach in self._names.reaches if reach.node in statement.body}
            same = any(written == preferred or written.startswith(f"{preferred}.") for written in reached)
            if best is None or same or not best[0]:
                best = (same, statement)
        if best is None:
            raise CannotLower("no import at the top of the file to put another one behind")
        return best[1]


def _is_future(node: cst.CSTNode) -> bool:
    return isinstance(node, cst.ImportFrom) and isinstance(node.module, cst.Name) and node.module.value == "__future__"


def _statement(document: Document, node: cst.CSTNode) -> cst.CSTNode:
    for candidate in (node, *document.ancestors(node)):
        if isinstance(candidate, cst.BaseSmallStatement | cst.BaseCompoundStatement):
            return candidate
    return node


def family_of(written: str) -> str | None:
    """Return the Keras to which a dotted name belongs, or ``None``."""
    return next((family for family in FAMILIES if written == family or written.startswith(f"{family}.")), None)


def quoted(text: str, quote: str) -> str:
    """Return a string literal in the given quotation marks, where the text allows them."""
    literal = repr(text)
    if quote in text or literal[0] == quote:
        return literal
    return f"{quote}{literal[1:-1]}{quote}"


def number(value: float) -> str:
    """Return a float as people write it: ``1e-05`` as ``1e-5``."""
    if not math.isfinite(value):
        return f'float("{value}")'
    mantissa, exponent, power = repr(value).partition("e")
    return f"{mantissa}{exponent}{int(power)}" if exponent else mantissa
