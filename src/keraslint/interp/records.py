"""Objects that are little more than their fields: named tuples, namespaces, the members of enumerations."""

from __future__ import annotations

from typing import Final

from keraslint.libs.registry import Call, entry
from keraslint.values import Api, Const, Instance, Reason, Tuple, UserClass, Value

FIELDS: Final = "__dataclass_fields__"
"""The name in a class's namespace under which the names of its fields stand."""

NAMED_TUPLES: Final = frozenset({"typing.NamedTuple", "collections.namedtuple"})
ENUMERATIONS: Final = ("enum.",)


def fields_in_order(value: Value) -> Tuple | None:
    """Return the content of a named tuple, or ``None`` for anything else."""
    if not isinstance(value, Instance) or not isinstance(value.kind, UserClass):
        return None
    names = value.kind.lookup(FIELDS)
    bases = {base.name for base in value.kind.ancestors() if isinstance(base, Api)}
    if not isinstance(names, Tuple) or not bases & NAMED_TUPLES:
        return None
    held = [value.fields.get(str(name.value)) for name in names.values if isinstance(name, Const)]
    return Tuple(tuple(item for item in held if item is not None)) if None not in held else None


def member_of(cls: UserClass, name: str, value: Value) -> Value:
    """Return the member of an enumeration that a name of its body stands for; the value itself in any other class."""
    if cls.library_base(*ENUMERATIONS) is None or name.startswith("_") or not isinstance(value, Const | Tuple):
        return value
    return Instance(cls, fields={"value": value, "name": Const(name)})


def are_different_members(one: Value, other: Value) -> bool:
    """Say whether two values are members of one enumeration with different values; those of equal value are the same member."""
    if not isinstance(one, Instance) or not isinstance(other, Instance) or one.kind is not other.kind:
        return False
    if not isinstance(one.kind, UserClass) or one.kind.library_base(*ENUMERATIONS) is None:
        return False
    values = one.fields.get("value"), other.fields.get("value")
    return all(isinstance(value, Const) for value in values) and values[0] != values[1]


@entry("types.SimpleNamespace", "argparse.Namespace")
def namespace(call: Call, **fields: Value) -> Value:
    """Make an object with the attributes given."""
    return Instance("types.SimpleNamespace", place=call.place, fields=dict(fields))


@entry("collections.namedtuple")
def namedtuple(call: Call, typename: Value, field_names: Value, defaults: Value | None = None, **others: Value) -> Value:
    """Make a class whose objects are tuples with names."""
    content = field_names.fields.get("items") if isinstance(field_names, Instance) and field_names.kind == "list" else field_names
    if isinstance(content, Const) and isinstance(content.value, str):
        content = Tuple(tuple(Const(part) for part in content.value.replace(",", " ").split()))
    if not isinstance(content, Tuple) or not all(isinstance(item, Const) for item in content.items):
        return call.unknown(reason=Reason.DATA_DEPENDENT)
    name = typename.value if isinstance(typename, Const) and isinstance(typename.value, str) else "namedtuple"
    made: dict[str, Value] = {FIELDS: content}
    if isinstance(defaults, Tuple) and defaults.complete:
        last = [str(item.value) for item in content.values if isinstance(item, Const)][-len(defaults.values) :]
        made.update(zip(last, defaults.values, strict=False))
    return UserClass(name, (Api("collections.namedtuple"),), made, call.place)
