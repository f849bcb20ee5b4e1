"""Classes whose constructor is made from their annotations: data classes and what works like them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import libcst as cst

from keraslint.interp.arguments import Arguments
from keraslint.interp.records import FIELDS
from keraslint.libs.registry import Call, entry, method
from keraslint.values import Api, Const, Instance, Opaque, Reason, Tuple, UserClass, Value

if TYPE_CHECKING:
    from keraslint.interp.machine import Interpreter

DECORATORS: Final = frozenset(
    {"dataclasses.dataclass", "attrs.define", "attrs.frozen", "attr.s", "attr.dataclass", "attr.define"}
)
BASES: Final = frozenset({"typing.NamedTuple", "pydantic.BaseModel", "pydantic.main.BaseModel"})

FACTORY: Final = "factory"


def has_fields(decorators: Sequence[Value], bases: Sequence[Value]) -> bool:
    """Say whether a class gets its constructor from its annotations."""
    named = {value.name for value in (*decorators, *bases) if isinstance(value, Api)}
    return bool(named & (DECORATORS | BASES)) or any(isinstance(base, UserClass) and FIELDS in base.namespace for base in bases)


def field_names(node: cst.ClassDef, bases: Sequence[Value]) -> Tuple:
    """Return the names of the fields of a class, those of its bases first."""
    names: dict[str, None] = {}
    for base in bases:
        inherited = base.lookup(FIELDS) if isinstance(base, UserClass) else None
        if isinstance(inherited, Tuple):
            names.update((str(name.value), None) for name in inherited.values if isinstance(name, Const))
    body = node.body.body if isinstance(node.body, cst.IndentedBlock) else ()
    for statement in body:
        for part in statement.body if isinstance(statement, cst.SimpleStatementLine) else ():
            if (
                isinstance(part, cst.AnnAssign)
                and isinstance(part.target, cst.Name)
                and not _of_class(part.annotation.annotation)
            ):
                names[part.target.value] = None
    return Tuple(tuple(Const(name) for name in names))


def _of_class(annotation: cst.BaseExpression) -> bool:
    """Recognise ``ClassVar``, which makes no field."""
    if isinstance(annotation, cst.Subscript):
        annotation = annotation.value
    name = annotation.attr if isinstance(annotation, cst.Attribute) else annotation
    return isinstance(name, cst.Name) and name.value == "ClassVar"


def field_values(machine: Interpreter, cls: UserClass, names: Tuple, arguments: Arguments, node: cst.CSTNode) -> dict[str, Value]:
    """Return what the fields of a new object hold."""
    found: dict[str, Value] = {}
    for index, name in enumerate(str(item.value) for item in names.values if isinstance(item, Const)):
        default = cls.lookup(name)
        if index < len(arguments.positional):
            found[name] = arguments.positional[index].value
        elif name in arguments.keywords:
            found[name] = arguments.keywords[name].value
        elif default is None or not arguments.exact:
            found[name] = machine.unknown(Reason.PARAMETER, None, name)
        elif isinstance(default, Opaque) and default.kind == FACTORY:
            found[name] = machine.call(default.parts[0], Arguments(), node)
        else:
            found[name] = default
    return found


@entry("dataclasses.field", "attrs.field", "attr.ib", "attr.field", "pydantic.Field")
def field(
    call: Call, default: Value | None = None, *, default_factory: Value | None = None, factory: Value | None = None, **_: Value
) -> Value:
    """Return the default that a field is given, or what makes one for each object."""
    maker = default_factory or factory
    if maker is not None:
        return Opaque(FACTORY, (maker,))
    return call.unknown("field") if default is None else default


@entry("dataclasses.replace", "attrs.evolve", "attr.evolve")
@method("typing.NamedTuple", "_replace")
@method("collections.namedtuple", "_replace")
def changed_copy(call: Call, obj: Value, **changes: Value) -> Value:
    """Make another object of the class with some fields changed: its constructor runs again."""
    names = obj.kind.lookup(FIELDS) if isinstance(obj, Instance) and isinstance(obj.kind, UserClass) else None
    if not isinstance(obj, Instance) or not isinstance(names, Tuple):
        return call.unknown()
    values = [changes.get(str(name.value), obj.fields.get(str(name.value))) for name in names.values if isinstance(name, Const)]
    known = [value for value in values if value is not None]
    return call.apply(obj.kind, *known) if len(known) == len(values) and isinstance(obj.kind, UserClass) else call.unknown()
