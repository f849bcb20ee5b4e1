"""Attributes by name: ``getattr``, ``setattr``, ``hasattr``, and what else looks at objects from outside."""

from __future__ import annotations

from keraslint.libs.registry import Call, entry
from keraslint.values import Api, BoundMethod, Const, Function, Instance, Partial, Reason, UserClass, Value

NONE = Const(None)


def known_to_lack(obj: Value, name: str) -> bool | None:
    """Say whether an object of the program has no attribute of a name; ``None`` where it may have got one that was not seen."""
    if not isinstance(obj, Instance) or not isinstance(obj.kind, UserClass):
        return None
    if name in obj.fields or obj.kind.lookup(name) is not None:
        return False
    return True if all(isinstance(base, UserClass) for base in obj.kind.ancestors()) else None


@entry("builtins.getattr")
def getattr_(call: Call, obj: Value, name: Value, default: Value | None = None) -> Value:
    """Read the attribute of a name that is known."""
    if not isinstance(name, Const) or not isinstance(name.value, str):
        return call.unknown(reason=Reason.DATA_DEPENDENT)
    if default is not None:
        lacks = known_to_lack(obj, name.value)
        if lacks is not False and not isinstance(obj, Api):
            return default if lacks else call.unknown(reason=Reason.NO_ATTRIBUTE)
    return call.attribute(obj, name.value)


@entry("builtins.setattr")
def setattr_(call: Call, obj: Value, name: Value, value: Value) -> Value:
    """Set the attribute of a name that is known."""
    if isinstance(obj, Instance) and isinstance(name, Const) and isinstance(name.value, str):
        call.assign(obj, name.value, value)
    return NONE


@entry("builtins.hasattr")
def hasattr_(call: Call, obj: Value, name: Value) -> Value:
    """Say whether an object of the program has an attribute."""
    lacks = known_to_lack(obj, name.value) if isinstance(name, Const) and isinstance(name.value, str) else None
    return call.unknown(reason=Reason.DATA_DEPENDENT) if lacks is None else Const(not lacks)


@entry("builtins.callable")
def callable_(call: Call, obj: Value) -> Value:
    """Say whether a value can be called."""
    match obj:
        case Function() | UserClass() | BoundMethod() | Partial():
            return Const(True)
        case Const():
            return Const(False)
    return call.unknown(reason=Reason.DATA_DEPENDENT)
