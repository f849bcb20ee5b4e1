"""Dicts and their methods."""

from __future__ import annotations

from typing import Final

from keraslint.libs.arrays import content, entries
from keraslint.libs.registry import Call, entry, method
from keraslint.libs.sequences import iterable
from keraslint.values import Const, Dict, Gap, Instance, Opaque, Reason, Tuple, Unknown, Value

NONE: Final = Const(None)
OPEN: Final = Dict((), complete=False)


@entry("builtins.dict", "collections.OrderedDict")
def dict_(call: Call, mapping: Value = NONE, **others: Value) -> Value:
    """Make a dict of a mapping or of pairs, and of keywords."""
    known = OPEN
    if mapping == NONE:
        known = Dict(())
    elif (found := entries(mapping)) is not None:
        known = found
    elif (pairs := content(mapping)) is not None:
        known = _of_pairs(pairs)
    for name, value in others.items():
        known = known.set(name, value)
    return Instance("dict", place=call.place, fields={"items": known})


def _of_pairs(pairs: Tuple) -> Dict:
    known = Dict((), complete=pairs.complete)
    for pair in pairs.values:
        inner = content(pair)
        if inner is None or not inner.complete or len(inner.values) != 2 or not isinstance(inner.values[0], Const):
            known = Dict(known.entries, complete=False)
            continue
        known = known.set(inner.values[0].value, inner.values[1])
    return known


@entry("collections.defaultdict", "collections.Counter")
def growing(call: Call, *values: Value) -> Value:
    """Make a dict whose keys come about while the program runs."""
    return Instance("dict", place=call.place, fields={"items": OPEN})


def _known(receiver: Instance) -> Dict:
    found = receiver.fields.get("items")
    return found if isinstance(found, Dict) else OPEN


@method("dict", "keys", "values", "items")
def views(call: Call, receiver: Instance) -> Value:
    """Return keys, values or pairs."""
    known = _known(receiver)
    name = call.name.rpartition(".")[2]
    found: list[Value] = []
    for key, value in known.entries:
        found.append({"keys": Const(key), "values": value}.get(name, Tuple((Const(key), value))))
    if known.complete:
        return Opaque("items", (Tuple(tuple(found)),)) if name == "items" else Tuple(tuple(found))
    if name == "items":
        return iterable("items", Tuple((Unknown(Reason.DATA_DEPENDENT), Unknown(Reason.DATA_DEPENDENT))))
    return Tuple((Gap(Reason.DATA_DEPENDENT),))


@method("dict", "get", "pop", "setdefault")
def lookup(call: Call, receiver: Instance, key: Value, default: Value = NONE) -> Value:
    """Return the value of a key, or the default."""
    known = _known(receiver)
    name = call.name.rpartition(".")[2]
    if not isinstance(key, Const):
        if name != "get":
            call.write(receiver, "items", OPEN)
        return call.unknown(reason=Reason.DATA_DEPENDENT)
    value = known.get(key.value)
    if name == "setdefault" and value is None:
        call.write(receiver, "items", known.set(key.value, default))
    if name == "pop":
        kept = tuple((k, v) for k, v in known.entries if Const(k) != key)
        call.write(receiver, "items", Dict(kept, known.complete))
    if value is not None:
        return value
    return default if known.complete else call.unknown(reason=Reason.DATA_DEPENDENT)


@method("dict", "update")
def update(call: Call, receiver: Instance, mapping: Value = NONE, **others: Value) -> Value:
    """Take over the entries of another mapping."""
    known = _known(receiver)
    found = Dict(()) if mapping == NONE else entries(mapping)
    if found is None:
        pairs = content(mapping)
        found = OPEN if pairs is None else _of_pairs(pairs)
    if not found.complete:
        # Any key may have been overwritten.
        known = OPEN
    for key, value in found.entries:
        known = known.set(key, value)
    for name, value in others.items():
        known = known.set(name, value)
    call.write(receiver, "items", known)
    return NONE


@method("dict", "copy")
def copy(call: Call, receiver: Instance) -> Value:
    """Make another dict of the same entries."""
    return Instance("dict", place=call.place, fields={"items": _known(receiver)})


@method("dict", "clear")
def clear(call: Call, receiver: Instance) -> Value:
    """Take all entries out."""
    call.write(receiver, "items", Dict(()))
    return NONE
