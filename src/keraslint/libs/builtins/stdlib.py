"""The rest of the standard library that model code computes with: ``copy``, ``functools``, ``itertools``, ``random``."""

from __future__ import annotations

from itertools import product
from typing import Final

from keraslint.libs.arrays import loaded, number
from keraslint.libs.builtins.functions import listed, shuffled
from keraslint.libs.registry import Call, entry
from keraslint.libs.sequences import any_element, elements, iterable, rows
from keraslint.values import Array, Const, Dict, Gap, Instance, Interval, Opaque, Partial, Reason, Tuple, Unknown, Value

NONE: Final = Const(None)
MOST: Final = 200
"""Products of more combinations than this are not spelled out."""


@entry("functools.partial")
def partial(call: Call, function: Value, *positional: Value, **keywords: Value) -> Value:
    """Give some arguments beforehand."""
    return Partial(function, positional, tuple(keywords.items()))


@entry("functools.lru_cache", "functools.cache", "functools.wraps")
def decorator(call: Call, *arguments: Value, **others: Value) -> Value:
    """Decorate: what comes out is called like what goes in."""
    return call.unknown()


@entry("gc.collect")
def collect(call: Call, *arguments: Value) -> Value:
    """Free memory."""
    call.event("collect")
    return call.unknown()


@entry("itertools.product")
def product_(call: Call, *iterables: Value, repeat: Value = Const(1)) -> Value:
    """Return every combination of elements."""
    columns = [elements(one) for one in iterables]
    total = 1
    for column in columns:
        total *= len(column) if column is not None else MOST + 1
    if total <= MOST and repeat == Const(1):
        turns = [Tuple(turn) for turn in product(*(column or () for column in columns))]
        return Opaque("zip", rows("zip", [Tuple(tuple(turns))]).parts) if not iterables else Opaque("zip", (Tuple(tuple(turns)),))
    return iterable("zip", Tuple(tuple(any_element(one) for one in iterables)))


@entry("itertools.chain", "itertools.chain.from_iterable")
def chain(call: Call, *iterables: Value) -> Value:
    """Return the elements of several iterables one after another."""
    parts = iterables
    if call.name.endswith("from_iterable"):
        found = elements(iterables[0]) if iterables else ()
        if found is None:
            return Tuple((Gap(Reason.DATA_DEPENDENT),))
        parts = found
    return Tuple(tuple(item for part in parts for item in listed(part).items))


@entry("copy.copy", "copy.deepcopy")
def copied(call: Call, value: Value, memo: Value = NONE) -> Value:
    """Copy: data stay what they are, lists and dicts become objects of their own."""
    if isinstance(value, Instance):
        items = value.fields.get("items")
        if value.kind == "list" and isinstance(items, Tuple):
            return call.make_list(items)
        if value.kind == "dict" and isinstance(items, Dict):
            return Instance("dict", place=call.place, fields={"items": items})
        return call.unknown()
    return value


@entry("random.seed")
def seed(call: Call, a: Value = NONE, version: Value = NONE) -> Value:
    """Note that the generator is seeded."""
    call.event("seed", value=a)
    return NONE


@entry("random.shuffle")
def shuffle(call: Call, x: Value) -> Value:
    """Shuffle a list or an array in place."""
    if isinstance(x, Instance) and x.kind == "list":
        shuffled(call, x)
    elif isinstance(x, Array):
        call.replace(x, x.then(call.step("shuffle"), identity=None))
    return NONE


@entry("random.sample", "random.choices")
def sample(call: Call, population: Value, k: Value = Const(1), **others: Value) -> Value:
    """Draw elements."""
    element = any_element(population)
    count = k.value if isinstance(k, Const) and isinstance(k.value, int) else None
    if count is None or count > MOST:
        return call.make_list(Tuple((Gap(Reason.DATA_DEPENDENT, element),)))
    return call.make_list(Tuple((element,) * count))


@entry("random.choice")
def choice(call: Call, seq: Value) -> Value:
    """Draw one element."""
    return any_element(seq)


@entry("random.random", "random.randint", "random.uniform", "random.gauss", "random.randrange", "random.getrandbits")
def draw(call: Call, *arguments: Value) -> Value:
    """Draw a number."""
    name = call.name.rpartition(".")[2]
    interval = _drawn_from(name, [number(argument) for argument in arguments])
    if interval is None and name not in {"gauss", "random"}:
        return Unknown(Reason.DATA_DEPENDENT, call.place, call.name)
    dtype = "int64" if name in {"randint", "randrange"} else "float64"
    return loaded(call.step("load"), shape=(), dtype=dtype, interval=interval, identity=None)


def _drawn_from(name: str, bounds: list[float | None]) -> Interval | None:
    """Return the range of a random number; ``None`` where its bounds are not known, or where it has none."""
    match name, bounds:
        case "random", []:
            return Interval(0.0, 1.0)
        case "uniform", [float() as one, float() as other]:
            return Interval(min(one, other), max(one, other))
        case "randint", [float() as lo, float() as hi] if lo <= hi:
            return Interval(lo, hi, integer=True)
        case "randrange", [float() as stop] if stop >= 1:
            return Interval(0.0, stop - 1, integer=True)
        case "randrange", [float() as lo, float() as stop] if lo < stop:
            return Interval(lo, stop - 1, integer=True)
    return None
