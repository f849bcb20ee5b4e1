"""Sequences: ``len``, ``range``, ``zip``, ``list`` and the other functions over iterables, and the methods of lists and sets."""

from __future__ import annotations

from typing import Final

from keraslint.libs.arrays import content, integer
from keraslint.libs.keras import kinds
from keraslint.libs.registry import Call, entry, kind_of, method
from keraslint.libs.sequences import WORDS, any_element, elements, length, looped, rows
from keraslint.values import Api, Const, Dataset, Gap, Instance, Opaque, Reason, Tuple, UserClass, Value

NONE: Final = Const(None)
EMPTY: Final = Tuple(())


@entry("builtins.len")
def len_(call: Call, obj: Value) -> Value:
    """Return the number of elements."""
    if isinstance(obj, Instance) and obj.kind == "set":
        items = obj.fields.get("items")
        if isinstance(items, Tuple) and items.complete and all(isinstance(item, Const) for item in items.values):
            return Const(len(set(items.values)))
        return call.unknown(reason=Reason.DATA_DEPENDENT)
    if isinstance(obj, Instance) and obj.kind == WORDS and isinstance(obj.fields["of"], Instance):
        return Opaque("words", (obj.fields["of"],))
    known = length(obj)
    return known if known is not None else call.unknown(reason=Reason.DATA_DEPENDENT)


@entry("builtins.range")
def range_(call: Call, *bounds: Value) -> Value:
    """Return the numbers to count through."""
    return Opaque("range", bounds)


@entry("builtins.enumerate")
def enumerate_(call: Call, iterable: Value, start: Value = Const(0)) -> Value:
    """Return pairs of number and element."""
    return rows("enumerate", [iterable], integer(start) or 0)


@entry("builtins.zip")
def zip_(call: Call, *iterables: Value, strict: Value = NONE) -> Value:
    """Return rows of several sequences side by side."""
    return rows("zip", list(iterables))


@entry("builtins.reversed")
def reversed_(call: Call, sequence: Value) -> Value:
    """Return the elements from the last to the first."""
    found = elements(sequence)
    if found is None:
        return Tuple((Gap(Reason.DATA_DEPENDENT, any_element(sequence)),))
    return Opaque("reversed", (Tuple(tuple(looped(value) for value in reversed(found))),))


@entry("builtins.list", "builtins.tuple", "builtins.set", "builtins.frozenset", "collections.deque")
def sequence(call: Call, iterable: Value = EMPTY, maxlen: Value = NONE) -> Value:
    """Make a list, tuple or set of what iteration gives."""
    inner = listed(iterable)
    match call.name.rpartition(".")[2]:
        case "tuple":
            return inner
        case "list":
            return call.make_list(inner)
        case "deque":
            return Instance("deque", place=call.place, fields={"items": inner})
    known = all(isinstance(value, Const) for value in inner.values) and inner.complete
    unique = Tuple(tuple(dict.fromkeys(inner.values))) if known else Tuple((Gap(Reason.DATA_DEPENDENT, any_element(inner)),))
    return Instance("set", place=call.place, fields={"items": unique})


def listed(iterable: Value) -> Tuple:
    """Return what iteration gives: the elements, or a gap that stands for any number of them."""
    inner = content(iterable)
    if inner is not None:
        return inner
    found = elements(iterable)
    return Tuple(found) if found is not None else Tuple((Gap(Reason.DATA_DEPENDENT, any_element(iterable)),))


@entry("builtins.sorted")
def sorted_(call: Call, iterable: Value, *, key: Value = NONE, reverse: Value = NONE) -> Value:
    """Sort constants of one kind; for anything else only what the elements may be is known."""
    found = elements(iterable)
    values = [value for value in found or () if isinstance(value, Const)]
    alike = any(all(isinstance(value.value, kind) for value in values) for kind in (str, int | float))
    if found is None or len(values) != len(found) or not alike or key != NONE:
        return call.make_list(Tuple((Gap(Reason.DATA_DEPENDENT, any_element(iterable)),)))
    ordered = sorted(values, key=lambda value: value.value, reverse=reverse == Const(value=True))  # type: ignore[arg-type,return-value]
    return call.make_list(Tuple(tuple(ordered)))


@entry("functools.reduce")
def reduce_(call: Call, function: Value, iterable: Value, initial: Value | None = None) -> Value:
    """Combine the elements one after the other, where all are known."""
    found = elements(iterable)
    if found is None or (not found and initial is None) or len(found) > MOST:
        return call.unknown(reason=Reason.DATA_DEPENDENT)
    rest = list(found)
    value = initial if initial is not None else rest.pop(0)
    for item in rest:
        value = call.apply(function, value, item)
    return value


MOST: Final = 100
"""A sequence of more elements than this is not combined one by one."""


@entry("builtins.map")
def map_(call: Call, function: Value, *iterables: Value) -> Value:
    """Call a function on every element."""
    columns = [elements(iterable) for iterable in iterables]
    if all(column is not None and len(column) <= FEW for column in columns):
        turns = zip(*columns, strict=False)
        return Tuple(tuple(call.apply(function, *turn) for turn in turns))
    return Tuple((Gap(Reason.DATA_DEPENDENT, call.apply(function, *(any_element(iterable) for iterable in iterables))),))


FEW: Final = 40
"""A function is applied to the elements one by one up to this many."""


@entry("builtins.filter")
def filter_(call: Call, function: Value, iterable: Value) -> Value:
    """Keep an unknown part of the elements."""
    return Tuple((Gap(Reason.DATA_DEPENDENT, any_element(iterable)),))


@entry("builtins.iter", "builtins.next")
def step_through(call: Call, iterator: Value, default: Value = NONE) -> Value:
    """Go through an iterable: an iterator stands for what it iterates over, and any of its elements may be next."""
    if call.name == "builtins.iter":
        return iterator
    if isinstance(iterator, Dataset):
        return iterator.element
    return any_element(iterator)


@entry("builtins.print", "builtins.breakpoint", "builtins.exit", "builtins.quit", "builtins.help", "builtins.delattr")
def nothing(call: Call, *values: Value, **others: Value) -> Value:
    """Return ``None``."""
    return NONE


@entry("builtins.isinstance")
def isinstance_(call: Call, obj: Value, classinfo: Value) -> Value:
    """Decide against Python's own types, the classes of Keras and those of the program; any of several will do."""
    asked = classinfo.values if isinstance(classinfo, Tuple) and classinfo.complete else (classinfo,)
    answers = {_is_a(obj, cls) for cls in asked}
    if True in answers:
        return Const(True)
    return call.unknown(reason=Reason.DATA_DEPENDENT) if None in answers else Const(False)


def _is_a(obj: Value, cls: Value) -> bool | None:
    """Say whether an object is of a class, or ``None`` where that is not known."""
    if isinstance(obj, Instance) and isinstance(cls, UserClass):
        return isinstance(obj.kind, UserClass) and any(base is cls for base in obj.kind.ancestors())
    if not isinstance(cls, Api):
        return None
    if cls.name.startswith("builtins."):
        return _is_builtin(obj, cls.name.removeprefix("builtins."))
    if not isinstance(obj, Instance) or not cls.name.startswith("keras."):
        return None
    own = [obj.kind] if isinstance(obj.kind, str) else [base.name for base in obj.kind.ancestors() if isinstance(base, Api)]
    if own == ["keras.Layer"] and isinstance(obj.kind, str):  # a layer of a model that is not known
        return True if cls.name == "keras.Layer" else None
    return any(cls.name in {name, *kinds.bases(name)} for name in own)


def _is_builtin(obj: Value, asked: str) -> bool | None:
    found = TYPES.get(kind_of(obj)) if not isinstance(obj, Const) else type(obj.value).__name__
    return None if found is None else asked in {found, "object"} or (found == "bool" and asked == "int")


TYPES: Final[dict[str, str]] = {"list": "list", "dict": "dict", "tuple": "tuple", "set": "set"}


@entry("builtins.slice")
def slice_(call: Call, *bounds: Value) -> Value:
    """Make what stands between brackets with colons."""
    if not 1 <= len(bounds) <= 3:
        return call.unknown()
    start, stop, step = (NONE, *bounds, NONE) if len(bounds) == 1 else (*bounds, NONE)[:3]
    return Opaque("slice", (start, stop, step))


@entry(
    "builtins.object", "builtins.property", "builtins.staticmethod", "builtins.classmethod", "builtins.super", "builtins.type",
    "builtins.issubclass", "builtins.vars",
    "builtins.dir", "builtins.globals", "builtins.locals", "builtins.format", "builtins.chr", "builtins.ord", "builtins.repr",
    "builtins.bytes", "builtins.complex", "builtins.memoryview", "builtins.bytearray", "builtins.__import__",
)  # fmt: skip
def not_modelled(call: Call, *values: Value, **others: Value) -> Value:
    """Know the name, so that it is not taken for an undefined one."""
    return call.unknown()


@entry(
    *(
        f"builtins.{name}"
        for name in (
            "Exception", "BaseException", "ValueError", "TypeError", "KeyError", "IndexError", "RuntimeError", "OSError",
            "IOError", "AttributeError",
            "ImportError", "ModuleNotFoundError", "NotImplementedError", "AssertionError", "FileNotFoundError",
            "FileExistsError", "KeyboardInterrupt", "StopIteration", "ZeroDivisionError", "SystemExit", "Warning", "UserWarning",
            "DeprecationWarning", "FutureWarning", "RuntimeWarning", "NameError", "MemoryError", "UnicodeDecodeError",
            "PermissionError", "EnvironmentError", "ArithmeticError", "OverflowError", "LookupError", "TimeoutError",
        )
    )
)  # fmt: skip
def exception(call: Call, *values: Value) -> Value:
    """Make an exception."""
    return Opaque("exception")


def models_in(value: Value) -> list[Instance]:
    """Return the models that a value is, or holds as a tuple."""
    parts = value.values if isinstance(value, Tuple) else (value,)
    return [part for part in parts if isinstance(part, Instance) and kinds.is_model(part.api)]


def _items(receiver: Instance) -> Tuple:
    items = receiver.fields.get("items")
    return items if isinstance(items, Tuple) else Tuple((Gap(Reason.DATA_DEPENDENT),))


APART: Final = "apart"
BESIDE: Final = "beside"
"""Fields of a list that was shuffled while a copy of it was there, and of that copy: both hold the identity of the former."""


@method("list", "append")
@method("deque", "append")
def append(call: Call, receiver: Instance, value: Value) -> Value:
    """Add an element."""
    for model in models_in(value):
        call.event("keep", model)
    call.write(receiver, "items", Tuple((*_items(receiver).items, value)))
    return NONE


@method("set", "add", "update")
def add(call: Call, receiver: Instance, value: Value) -> Value:
    """Add elements, of which some may be there already."""
    call.write(receiver, "items", Tuple((*_items(receiver).items, Gap(Reason.DATA_DEPENDENT, value))))
    return NONE


@method("list", "extend")
@method("deque", "extend")
def extend(call: Call, receiver: Instance, iterable: Value) -> Value:
    """Add the elements of a sequence."""
    call.write(receiver, "items", Tuple((*_items(receiver).items, *listed(iterable).items)))
    return NONE


@method("list", "insert")
def insert(call: Call, receiver: Instance, index: Value, value: Value) -> Value:
    """Put an element in between."""
    items = _items(receiver)
    at = integer(index)
    if at is None or not items.complete:
        call.write(receiver, "items", Tuple((Gap(Reason.DATA_DEPENDENT, any_element(Tuple((*items.items, value)))),)))
        return NONE
    changed = list(items.items)
    changed.insert(at, value)
    call.write(receiver, "items", Tuple(tuple(changed)))
    return NONE


@method("list", "pop")
@method("deque", "pop", "popleft")
def pop(call: Call, receiver: Instance, index: Value = Const(-1)) -> Value:
    """Take an element out, by default the last one."""
    items = _items(receiver)
    at = 0 if call.name.endswith("popleft") else integer(index)
    if at is None or not items.complete or not -len(items.items) <= at < len(items.items):
        element = any_element(items)
        call.write(receiver, "items", Tuple((Gap(Reason.DATA_DEPENDENT, element),)))
        return element
    changed = list(items.values)
    taken = changed.pop(at)
    call.write(receiver, "items", Tuple(tuple(changed)))
    return taken


@method("list", "clear")
@method("set", "clear")
def clear(call: Call, receiver: Instance) -> Value:
    """Take all elements out."""
    call.write(receiver, "items", EMPTY)
    return NONE


@method("list", "copy")
def copy(call: Call, receiver: Instance) -> Value:
    """Make another list of the same elements."""
    return call.make_list(_items(receiver))


@method("list", "reverse")
def reverse(call: Call, receiver: Instance) -> Value:
    """Turn the order around."""
    call.write(receiver, "items", Tuple(_items(receiver).items[::-1]))
    return NONE


@method("list", "sort")
def sort(call: Call, receiver: Instance, *, key: Value = NONE, reverse: Value = NONE) -> Value:
    """Sort in place."""
    ordered = sorted_(call, receiver, key=key, reverse=reverse)
    assert isinstance(ordered, Instance)
    call.write(receiver, "items", ordered.fields["items"])
    return NONE


@method("list", "remove")
def remove(call: Call, receiver: Instance, value: Value) -> Value:
    """Take an element out that is not located here."""
    call.write(receiver, "items", Tuple((Gap(Reason.DATA_DEPENDENT, any_element(_items(receiver))),)))
    return NONE


@method("list", "index", "count")
@method("tuple", "index", "count")
def searched(call: Call, receiver: Value, value: Value) -> Value:
    """Find a constant among constants."""
    found = elements(receiver)
    if found is None or not isinstance(value, Const) or not all(isinstance(item, Const) for item in found):
        return call.unknown(reason=Reason.DATA_DEPENDENT)
    if call.name.endswith("count"):
        return Const(found.count(value))
    return Const(found.index(value)) if value in found else call.unknown(reason=Reason.INVALID)


def shuffled(call: Call, receiver: Instance) -> None:
    """Write the elements of a list back in an order that is not known; its copies keep theirs, and are marked as such."""
    items = _items(receiver)
    copies = [copy for copy in call.lists_of(items) if copy is not receiver]
    for copy in copies:
        call.write(copy, BESIDE, Const(receiver.identity, call.place))
    if copies:
        call.write(receiver, APART, Const(receiver.identity, call.place))
    if items.complete and items.items:
        element = any_element(items)
        call.write(receiver, "items", Tuple((element,) * len(items.items)))
