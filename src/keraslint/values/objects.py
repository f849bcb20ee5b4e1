"""Containers, symbolic tensors, sources of data, functions, classes and objects; ``Value`` is any abstract value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Any, ClassVar, TypeAlias

from keraslint.source import Place
from keraslint.values.arrays import Array, Interval, Role, Step
from keraslint.values.scalars import Const, Reason, Scalar, Shape, Unknown


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
