"""The abstract domain: what the interpreter knows of a Python value without running the program.

Every abstract value stands for a set of concrete ones: ``Unknown`` for all of them, with the reason; ``Const`` for exactly one.
All values but ``Instance`` are immutable. ``join`` is the least upper bound: what is known when either of two values may hold.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from itertools import count
from math import inf
from typing import Any, ClassVar, Final, TypeAlias

from keraslint.source import Place


class Reason(Enum):
    """Why a value is not known. The text completes the sentence "not known: ..."."""

    UNSUPPORTED_SYNTAX = "the syntax is not followed"
    UNMODELLED_CALL = "the result of this call is not modelled"
    UNDEFINED_NAME = "the name is not defined here"
    PARAMETER = "it is a parameter, and no call in this file gives it a value"
    BRANCHES = "it depends on a condition that is not known"
    LOOP = "it changes in a loop"
    RECURSION = "the function calls itself"
    BUDGET = "the analysis budget is spent"
    INPUT = "it is read while the program runs"
    EXTERNAL = "it comes from a module that is not read"
    CUSTOM_CODE = "it is computed by custom code"
    DATA_DEPENDENT = "it depends on the data"
    LOADED_MODEL = "the model is loaded from a file"
    NO_ATTRIBUTE = "the attribute is not known"
    INVALID = "the program would fail here"
    ABSENT = "it is not given"


class Origin(Enum):
    """How a known value came about; numeric rules trust some origins more than others."""

    LITERAL = "written in place or derived from what is written"
    DEFAULT = "the library's default"
    PARAMETER_DEFAULT = "the default of a parameter of a function that nothing in the file calls"
    CALLER = "handed in by a caller"
    LOOP = "one of several values that a loop runs through"
    DATASET = "known of a named data set"


Dim: TypeAlias = int | None
Shape: TypeAlias = tuple[Dim, ...]
"""Extents by axis; ``None`` is an extent that is not known (the batch axis among them)."""


@dataclass(frozen=True, slots=True)
class Unknown:
    """A value of which nothing is known, and why. It equals nothing but an equal ``Unknown`` and has no truth value."""

    reason: Reason
    place: Place | None = field(default=None, compare=False, repr=False)
    detail: str = ""

    def __bool__(self) -> bool:
        """Refuse: an unknown value is neither true nor false.

        Raises:
            TypeError: always.
        """
        raise TypeError("an unknown value has no truth value; match on it instead")

    def explain(self) -> str:
        """Return the reason as one phrase."""
        return f"{self.reason.value} ({self.detail})" if self.detail else self.reason.value


Scalar: TypeAlias = int | float | complex | str | bytes | bool | None


@dataclass(frozen=True, slots=True)
class Const:
    """One Python scalar. ``place`` is where its literal stands, ``origin`` how it came here."""

    value: Scalar
    place: Place | None = field(default=None, compare=False, repr=False)
    origin: Origin = field(default=Origin.LITERAL, compare=False)

    def __eq__(self, other: object) -> bool:
        """Equal when type and value are: ``1``, ``1.0`` and ``True`` are three values."""
        return isinstance(other, Const) and type(self.value) is type(other.value) and self.value == other.value

    def __hash__(self) -> int:
        """Hash the value."""
        return hash((type(self.value), self.value))


@dataclass(frozen=True, slots=True)
class Gap:
    """Inside a ``Tuple``: any number of elements that are not known, none included.

    ``element`` stands for each of them. With ``count`` their number is known: ``[0] * 10_000`` is one gap.
    """

    reason: Reason
    element: Value | None = None
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Tuple:
    """A sequence of values, for tuples and for the content of lists; may hold one or more ``Gap``."""

    items: tuple[Value | Gap, ...]
    place: Place | None = field(default=None, compare=False, repr=False)

    @property
    def complete(self) -> bool:
        """Whether every element is there, so that the length is known."""
        return not any(isinstance(item, Gap) for item in self.items)

    @property
    def length(self) -> int | None:
        """The number of elements, if it is known."""
        counts = [item.count if isinstance(item, Gap) else 1 for item in self.items]
        return None if None in counts else sum(count for count in counts if count is not None)

    @property
    def values(self) -> tuple[Value, ...]:
        """The elements without the gaps."""
        return tuple(item for item in self.items if not isinstance(item, Gap))


@dataclass(frozen=True, slots=True)
class Dict:
    """The content of a dict whose keys are constants; ``complete`` says that there are no further keys."""

    entries: tuple[tuple[Scalar, Value], ...]
    complete: bool = True

    def get(self, key: Scalar) -> Value | None:
        """Return the value under ``key``, or ``None`` when no entry of that key is known."""
        for known, value in self.entries:
            if known == key and type(known) is type(key):
                return value
        return None

    def set(self, key: Scalar, value: Value) -> Dict:
        """Return the mapping with ``key`` bound to ``value``."""
        kept = [(k, v) for k, v in self.entries]
        for index, (known, _) in enumerate(kept):
            if known == key and type(known) is type(key):
                kept[index] = (key, value)
                break
        else:
            kept.append((key, value))
        return Dict(tuple(kept), self.complete)


class Entries(dict[Any, Any]):
    """A dictionary as a fact holds it. It does not change, and can be looked up in a set of names like any other value."""

    __slots__ = ()

    def __hash__(self) -> int:  # type: ignore[override]
        """Hash by the keys: values need not be hashable, and equal dictionaries have equal keys."""
        return hash(frozenset(self))


@dataclass(frozen=True, slots=True)
class Interval:
    """The range ``lo <= x <= hi`` in which all numbers of an array lie; ``integer`` when all are whole."""

    lo: float = -inf
    hi: float = inf
    integer: bool = False

    def join(self, other: Interval) -> Interval:
        """Return the smallest interval that holds both."""
        return Interval(min(self.lo, other.lo), max(self.hi, other.hi), self.integer and other.integer)

    @property
    def magnitude(self) -> float:
        """The largest absolute value that can occur."""
        return max(abs(self.lo), abs(self.hi))

    @property
    def bounded(self) -> bool:
        """Whether both ends are finite."""
        return self.lo > -inf and self.hi < inf

    def within(self, lo: float, hi: float) -> bool:
        """Say whether every value lies in ``[lo, hi]``."""
        return lo <= self.lo and self.hi <= hi


class Encoding(Enum):
    """How an array writes class labels down."""

    INTEGER = "integer class indices"
    ONE_HOT = "one-hot rows"
    MULTI_HOT = "multi-hot rows"
    BINARY = "0 and 1"
    SIGNED = "-1 and 1"
    STRING = "strings"
    CONTINUOUS = "continuous values"


class Role(Enum):
    """Which part of the data an array is."""

    ALL = "all data"
    TRAIN = "training data"
    VALIDATION = "validation data"
    TEST = "test data"


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that was done to data on the way: ``operation`` is a word of ``STEPS``, ``name`` the function as canonical name.

    ``details`` holds what the rules need to know of it, such as the divisor of a scaling.
    """

    operation: str
    name: str
    place: Place | None = field(default=None, compare=False, repr=False)
    details: tuple[tuple[str, Scalar], ...] = ()

    def detail(self, key: str) -> Scalar:
        """Return the detail ``key``, or ``None``."""
        return dict(self.details).get(key)


STEPS: Final = frozenset({
    "load",  # the first one: where the data come from
    "scale",  # values are brought into another range by an affine map
    "select",  # rows or columns are taken
    "encode",  # labels change their encoding
    "opaque",  # something that is not followed was done to it
    "cast", "reshape", "split", "shuffle", "decode", "combine", "augment", "resize", "resample", "arithmetic",
    # Stages of a tf.data pipeline.
    "batch", "map", "cache", "repeat", "prefetch", "take", "skip", "filter", "interleave",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Array:
    """Numbers: a numpy array, an eager tensor, a data frame or series, a list of images.

    ``shape`` is ``None`` when not even the rank is known. ``encoding`` and ``classes`` are set where the array is known to hold
    class labels. ``identity`` is shared by arrays that hold the same rows in the same order of one origin. ``columns``
    holds what is known of single columns of a data frame.
    """

    shape: Shape | None = None
    dtype: str | None = None
    interval: Interval | None = None
    encoding: Encoding | None = None
    classes: int | None = None
    role: Role | None = None
    container: str = "ndarray"
    steps: tuple[Step, ...] = ()
    identity: object = field(default=None, compare=False, repr=False)
    columns: object = field(default=None, repr=False)

    @property
    def rank(self) -> int | None:
        """The number of axes, if known."""
        return None if self.shape is None else len(self.shape)

    @property
    def source(self) -> Step | None:
        """The step that made the data, if it was seen."""
        return self.steps[0] if self.steps and self.steps[0].operation == "load" else None

    def then(self, step: Step, **changes: Any) -> Array:
        """Return this array after ``step``, with the fields that it changed."""
        return replace(self, steps=(*self.steps, step), **changes)

    def has(self, operation: str) -> bool:
        """Say whether a step of that kind lies on the way of the data."""
        return any(step.operation == operation for step in self.steps)


@dataclass(frozen=True, slots=True)
class Node:
    """One call of a layer on symbolic tensors: a node of the model graph. Compared by identity."""

    layer: Instance
    inputs: tuple[Tensor, ...]
    keywords: tuple[tuple[str, Value], ...]
    place: Place | None = field(repr=False)

    __eq__ = object.__eq__
    __hash__ = object.__hash__


@dataclass(frozen=True, slots=True)
class Tensor:
    """A symbolic Keras tensor: output number ``index`` of ``node``; ``None`` as a node where it starts nowhere that is known."""

    shape: Shape | None
    dtype: str | None = "float32"
    node: Node | None = None
    index: int = 0
    interval: Interval | None = None


@dataclass(frozen=True, slots=True)
class Dataset:
    """A source of elements or batches: ``tf.data``, a generator, an image iterator, a ``Sequence`` class.

    ``element`` is one element as it comes out (a batch when ``batched``); ``None`` in ``batched`` means not known. ``stages`` are
    the steps of the pipeline in order; ``origin`` identifies a pipeline shared by several.
    """

    element: Value
    batched: bool | None = None
    size: int | None = None
    role: Role | None = None
    stages: tuple[Step, ...] = ()
    origin: object = field(default=None, compare=False, repr=False)

    def then(self, step: Step, **changes: Any) -> Dataset:
        """Return the pipeline with one more stage."""
        return replace(self, stages=(*self.stages, step), **changes)


@dataclass(frozen=True, slots=True)
class Api:
    """Something that a library offers, by canonical dotted name: a module, a function, a class or a constant.

    ``written`` is the dotted name by which the program reaches it (``tensorflow.python.keras.layers.Dense``).
    """

    name: str
    place: Place | None = field(default=None, compare=False, repr=False)
    written: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True, eq=False)
class Function:
    """A function, lambda or method of the linted program. ``definition`` and ``scope`` belong to the interpreter."""

    name: str
    definition: Any = field(repr=False)
    scope: Any = field(repr=False)
    defaults: tuple[tuple[str, Value], ...] = ()
    owner: UserClass | None = None
    decorators: tuple[Value, ...] = ()
    place: Place | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True, eq=False)
class UserClass:
    """A class of the linted program; ``namespace`` holds what its body defines."""

    name: str
    bases: tuple[Value, ...]
    namespace: Mapping[str, Value] = field(repr=False)
    place: Place | None = field(default=None, repr=False)
    decorators: tuple[Value, ...] = ()

    def ancestors(self) -> Iterator[UserClass | Api]:
        """Walk the class and its bases in depth-first order; library bases come as ``Api``."""
        yield self
        for base in self.bases:
            if isinstance(base, UserClass):
                yield from base.ancestors()
            elif isinstance(base, Api):
                yield base

    def library_base(self, *prefixes: str) -> str | None:
        """Return the canonical name of the first library class that this one derives from, if it starts with a prefix."""
        for base in self.ancestors():
            if isinstance(base, Api) and (not prefixes or base.name.startswith(prefixes)):
                return base.name
        return None

    def lookup(self, name: str) -> Value | None:
        """Find ``name`` in the class or its bases that belong to the program."""
        for base in self.ancestors():
            if isinstance(base, UserClass) and name in base.namespace:
                return base.namespace[name]
        return None


@dataclass(frozen=True, slots=True)
class BoundMethod:
    """An attribute of a value that is about to be called: ``receiver.name``; ``function`` where it is the user's own."""

    receiver: Value
    name: str
    function: Function | None = None
    place: Place | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Partial:
    """A callable with some arguments given beforehand (``functools.partial``)."""

    target: Value
    positional: tuple[Value, ...]
    keywords: tuple[tuple[str, Value], ...]


@dataclass(frozen=True, slots=True)
class OneOf:
    """One of a few values (at most ``MOST``), where branches or loops leave more than one."""

    options: tuple[Value, ...]
    MOST: ClassVar[int] = 6


@dataclass(slots=True)
class Argument:
    """One argument of a call as bound to a parameter.

    ``value`` is what was passed, ``place`` the expression, ``keyword`` the keyword as written (``None`` when positional). A
    parameter that was not given has no ``Argument``.
    """

    value: Value
    place: Place | None = None
    keyword: str | None = None
    position: int | None = None


@dataclass(slots=True, eq=False)
class Instance:
    """A mutable object with identity: a list, a dict, a layer, a model, an optimizer, a scaler, an object of a user's class.

    ``kind`` is the canonical name of its class (``keras.layers.Dense``, ``list``) or the user's class. ``arguments`` are those of
    the constructor by parameter name, ``unexpected`` the keywords that the constructor does not know, ``place`` the constructor
    call, ``identity`` a number that no other object has; ``exact`` is false where a ``*`` or ``**`` argument may hold more.
    ``fields`` change over time, and only through the interpreter's journal, so that branches can be undone and joined.
    """

    kind: str | UserClass
    arguments: dict[str, Argument] = field(default_factory=dict)
    unexpected: dict[str, Argument] = field(default_factory=dict)
    place: Place | None = field(default=None, repr=False)
    fields: dict[str, Value] = field(default_factory=dict, repr=False)
    exact: bool = True
    identity: int = field(default_factory=count(1).__next__, repr=False)

    @property
    def api(self) -> str:
        """The canonical name of its library class; for a user's class that of the nearest library base, else an empty string."""
        return self.kind if isinstance(self.kind, str) else (self.kind.library_base() or "")


@dataclass(frozen=True, slots=True)
class Opaque:
    """A Python object that only a library model understands, such as a ``range`` or a slice; ``kind`` says which."""

    kind: str
    parts: tuple[Value, ...] = ()


Value: TypeAlias = (
    Unknown | Const | Tuple | Dict | Array | Tensor | Dataset | Api | Function | UserClass | BoundMethod | Partial | OneOf
    | Instance | Opaque
)  # fmt: skip


def join(one: Value, other: Value) -> Value:
    """Return what is known when either value may hold."""
    if one is other or one == other:
        return one
    if isinstance(one, Unknown):
        return one
    if isinstance(other, Unknown):
        return other
    joiner = _JOINERS.get(type(one)) if type(one) is type(other) else None
    joined = joiner(one, other) if joiner else None
    return joined if joined is not None else _one_of(one, other)


def options(value: Value) -> tuple[Value, ...]:
    """Return the values that ``value`` may be: itself, or those of a ``OneOf``."""
    return value.options if isinstance(value, OneOf) else (value,)


def _one_of(one: Value, other: Value) -> Value:
    merged = list(options(one))
    merged.extend(value for value in options(other) if not any(value is seen or value == seen for seen in merged))
    if len(merged) > OneOf.MOST:
        return Unknown(Reason.BRANCHES)
    return OneOf(tuple(merged))


def _join_tuples(one: Tuple, other: Tuple) -> Value:
    """Join sequences: element by element when equally long, else the common prefix, a gap, the common suffix."""
    if one.complete and other.complete and len(one.items) == len(other.items):
        pairs = zip(one.values, other.values, strict=True)
        return Tuple(tuple(join(a, b) for a, b in pairs), one.place)
    prefix = 0
    shortest = min(len(one.items), len(other.items))
    while prefix < shortest and _same(one.items[prefix], other.items[prefix]):
        prefix += 1
    suffix = 0
    while suffix < shortest - prefix and _same(one.items[-1 - suffix], other.items[-1 - suffix]):
        suffix += 1
    middle: Value | None = None
    for items in (one.items, other.items):
        for item in items[prefix : len(items) - suffix]:
            value = item.element if isinstance(item, Gap) else item
            if value is not None:
                middle = value if middle is None else join(middle, value)
    tail = one.items[len(one.items) - suffix :]
    return Tuple((*one.items[:prefix], Gap(Reason.BRANCHES, middle), *tail), one.place)


def _same(one: Value | Gap, other: Value | Gap) -> bool:
    return one is other or one == other


def _join_dicts(one: Dict, other: Dict) -> Value:
    entries = []
    for key, value in one.entries:
        counterpart = other.get(key)
        if counterpart is not None:
            entries.append((key, join(value, counterpart)))
    same_keys = len(entries) == len(one.entries) == len(other.entries)
    return Dict(tuple(entries), one.complete and other.complete and same_keys)


def join_shapes(one: Shape | None, other: Shape | None) -> Shape | None:
    """Return the shape of which both are cases, or ``None`` when their ranks differ."""
    if one is None or other is None or len(one) != len(other):
        return None
    return tuple(a if a == b else None for a, b in zip(one, other, strict=True))


def _join_steps(one: tuple[Step, ...], other: tuple[Step, ...]) -> tuple[Step, ...]:
    """Return the way that two arrays share, and that it parts; a buffer that was only allocated has the way of what fills it."""
    if one == other:
        return one
    for fresh, filled in ((one, other), (other, one)):
        if len(fresh) == 1 and fresh[0].detail("buffer"):
            return filled
    common = 0
    for left, right in zip(one, other, strict=False):
        if left != right:
            break
        common += 1
    return (*one[:common], Step("opaque", "branches"))


def _join_arrays(one: Array, other: Array) -> Value:
    interval = one.interval.join(other.interval) if one.interval and other.interval else None
    return Array(
        shape=join_shapes(one.shape, other.shape),
        dtype=one.dtype if one.dtype == other.dtype else None,
        interval=interval,
        encoding=one.encoding if one.encoding is other.encoding else None,
        classes=one.classes if one.classes == other.classes else None,
        role=one.role if one.role is other.role else None,
        container=one.container if one.container == other.container else "ndarray",
        steps=_join_steps(one.steps, other.steps),
        identity=one.identity if one.identity is other.identity else None,
    )


def _join_tensors(one: Tensor, other: Tensor) -> Value | None:
    if one.node is not other.node or one.index != other.index:
        return None
    dtype = one.dtype if one.dtype == other.dtype else None
    interval = one.interval.join(other.interval) if one.interval and other.interval else None
    return Tensor(join_shapes(one.shape, other.shape), dtype, one.node, one.index, interval)


def _join_datasets(one: Dataset, other: Dataset) -> Value:
    return Dataset(
        join(one.element, other.element),
        one.batched if one.batched == other.batched else None,
        one.size if one.size == other.size else None,
        one.role if one.role is other.role else None,
        one.stages if one.stages == other.stages else (Step("opaque", "branches"),),
    )


_JOINERS: Final[dict[type, Callable[[Any, Any], Value | None]]] = {
    Tuple: _join_tuples,
    Dict: _join_dicts,
    Array: _join_arrays,
    Tensor: _join_tensors,
    Dataset: _join_datasets,
}
