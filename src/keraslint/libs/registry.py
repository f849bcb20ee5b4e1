"""What we know of library functions: one small entry each, found by canonical name.

An entry is a function over abstract values, registered under the names that it models::

    @entry("numpy.zeros", "numpy.empty")
    def zeros(call: Call, shape: Value, dtype: Value = FLOAT64) -> Value: ...

Its parameters after ``call`` are those of the library function, by name and in order, so that arguments bind to it as they would
to the real one; a parameter with a default may be left out. ``*rest`` takes further positional arguments, ``**others`` further
keywords. ``@method("array", "astype")`` registers a method (the first parameter after ``call`` is the receiver), ``@attribute``
an attribute read. An entry that cannot say anything returns ``call.unknown()``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Any, Final, Protocol, TypeVar

from keraslint.source import Place
from keraslint.values import (
    Argument,
    Array,
    Const,
    Dataset,
    Instance,
    Opaque,
    Reason,
    Scalar,
    Step,
    Tensor,
    Tuple,
    Unknown,
    Value,
)

F = TypeVar("F", bound=Callable[..., Value])

_ENTRIES: dict[str, Callable[..., Value]] = {}
_METHODS: dict[tuple[str, str], Callable[..., Value]] = {}
_ATTRIBUTES: dict[tuple[str, str], Callable[..., Value]] = {}

MODULES: Final[dict[str, tuple[str, ...]]] = {
    **dict.fromkeys(
        ("builtins", "math", "os", "copy", "random", "functools", "itertools", "collections", "pathlib", "gc"),
        ("keraslint.libs.builtins",),
    ),
    **dict.fromkeys(
        ("keras", "tensorflow"),
        ("keraslint.libs.keras.settings", "keraslint.libs.keras.data", "keraslint.libs.numpy", "keraslint.libs.tensorflow"),
    ),
    "numpy": ("keraslint.libs.numpy",),
    **dict.fromkeys(("sklearn", "imblearn"), ("keraslint.libs.numpy", "keraslint.libs.pandas", "keraslint.libs.sklearn")),
    "pandas": ("keraslint.libs.numpy", "keraslint.libs.pandas"),
    "tensorflow_datasets": ("keraslint.libs.numpy", "keraslint.libs.tensorflow"),
    **dict.fromkeys(
        ("PIL", "cv2", "matplotlib", "imageio", "skimage", "scipy"), ("keraslint.libs.numpy", "keraslint.libs.images")
    ),
}
"""The modules of this package that a program's import of a library calls for, by the root of the canonical name."""


class Call(Protocol):
    """What an entry may ask of the interpreter about the call that it models."""

    name: str
    """The canonical name under which the function was called; tells apart what one entry models under several names."""
    place: Place
    """The call expression."""

    def unknown(self, detail: str = "", reason: Reason = Reason.UNMODELLED_CALL) -> Unknown:
        """Return an unknown value with this call as its place."""
        ...

    def step(self, operation: str, **details: Scalar) -> Step:
        """Return a step of a data path, named and placed after this call."""
        ...

    def apply(self, function: Value, *arguments: Value) -> Value:
        """Call a value of the program, such as the function given to ``map``."""
        ...

    def write(self, instance: Instance, field: str, value: Value) -> None:
        """Set a field of a mutable object, in a way that branches can undo."""
        ...

    def replace(self, old: Value, new: Value) -> None:
        """Give every name that holds the value ``old`` the value ``new``: the call changes it in place."""
        ...

    def lists_of(self, items: Value) -> list[Instance]:
        """Return the lists in the scopes around the call that hold this very content: a list, and the copies made of it."""
        ...

    def count_rows(self, identity: object, rows: int) -> None:
        """Give every name that holds the rows ``identity``, of a number that was not known, that number."""
        ...

    def attribute(self, value: Value, name: str) -> Value:
        """Return ``value.name``."""
        ...

    def assign(self, instance: Instance, name: str, value: Value) -> None:
        """Set an attribute, the way an assignment does."""
        ...

    def make(self, kind: str, arguments: dict[str, Argument]) -> Instance:
        """Return a new object of a library class, made with ``arguments`` by keyword."""
        ...

    def settings(self) -> dict[str, Value]:
        """Return what the program has set for Keras as a whole."""
        ...

    def set(self, name: str, value: Value) -> None:
        """Set something for Keras as a whole."""
        ...

    def files(self) -> dict[str, Value]:
        """Return what the program has written to files, by name."""
        ...

    def left_by_others(self, name: str) -> Value | None:
        """Return what another program of the folder writes to a file; ``None`` where that is not known."""
        ...

    def store(self, name: str, value: Value) -> None:
        """Write something to a file."""
        ...

    def forget_names(self) -> None:
        """Let Keras number the objects that it names from the start again."""
        ...

    def make_list(self, content: Tuple) -> Instance:
        """Return a new list."""
        ...

    def scaling(self) -> None:
        """Note that this call brings some data into another range."""
        ...

    def event(self, kind: str, subject: Instance | None = None, **details: Any) -> None:
        """Record that something happens here."""
        ...


def entry(*names: str) -> Callable[[F], F]:
    """Register a function as the model of the library functions ``names`` (canonical)."""

    def register(function: F) -> F:
        for name in names:
            _ENTRIES[name] = function
        return function

    return register


def method(kind: str, *names: str) -> Callable[[F], F]:
    """Register a function as the model of the methods ``names`` of ``kind``.

    ``kind`` is what ``kind_of`` says of the receiver: ``array``, ``tensor``, ``dataset``, ``list``, ``dict``, ``str``,
    ``number``, or the canonical name of a library class.
    """

    def register(function: F) -> F:
        for name in names:
            _METHODS[kind, name] = function
        return function

    return register


def attribute(kind: str, *names: str) -> Callable[[F], F]:
    """Register a function ``(call, receiver) -> Value`` as the model of the attributes ``names`` of ``kind``."""

    def register(function: F) -> F:
        for name in names:
            _ATTRIBUTES[kind, name] = function
        return function

    return register


def kind_of(value: Value) -> str:
    """Return the kind under which methods and attributes of a value are registered; empty where there are none."""
    match value:
        case Array():
            return "array"
        case Tensor():
            return "tensor"
        case Dataset():
            return "dataset"
        case Tuple():
            return "tuple"
        case Const(value=str()):
            return "str"
        case Const():
            return "number"
        case Instance(kind=str() as kind):
            return kind
        case Instance():
            return value.api
        case Opaque(kind=kind):
            return kind
    return ""


def load_for(root: str) -> None:
    """Import the modules of library knowledge that belong to the library ``root``; further calls cost nothing."""
    for name in MODULES.get(root, ()):
        import_module(name)


def entry_for(name: str) -> Callable[..., Value] | None:
    """Return the entry of a library function by canonical name."""
    return _ENTRIES.get(name)


def method_for(kinds: Sequence[str], name: str) -> Callable[..., Value] | None:
    """Return the model of a method, looked up along ``kinds``, the receiver's class first and its bases after."""
    for kind in kinds:
        found = _METHODS.get((kind, name))
        if found is not None:
            return found
    return None


def attribute_for(kinds: Sequence[str], name: str) -> Callable[..., Value] | None:
    """Return the model of an attribute, looked up along ``kinds``."""
    for kind in kinds:
        found = _ATTRIBUTES.get((kind, name))
        if found is not None:
            return found
    return None


def everything() -> set[str]:
    """Return the names of all entries, methods (``array.astype``) and attributes that are loaded."""
    owned = {*_METHODS, *_ATTRIBUTES}
    return {*_ENTRIES, *(f"{kind}.{name}" for kind, name in owned)}


class CannotBind(Exception):
    """The arguments of a call do not fit the parameters of its entry."""


def bind(
    function: Callable[..., Value], skip: int, positional: Sequence[Argument], keywords: dict[str, Argument]
) -> tuple[list[Any], dict[str, Any]]:
    """Bind arguments to the parameters of an entry, whose first ``skip`` parameters are already provided.

    Returns positional and keyword values for the call of the entry.

    Raises:
        CannotBind: a required parameter has no argument, or an argument no parameter.
    """
    code = function.__code__
    names = code.co_varnames[skip : code.co_argcount]
    only_keyword = code.co_varnames[code.co_argcount : code.co_argcount + code.co_kwonlyargcount]
    variadic = bool(code.co_flags & 0x04)
    double_star = bool(code.co_flags & 0x08)
    defaults: tuple[Any, ...] = function.__defaults__ or ()
    values: list[Any] = [argument.value for argument in positional[: len(names)]]
    rest = [argument.value for argument in positional[len(names) :]]
    if rest and not variadic:
        raise CannotBind
    left = dict(keywords)
    named: dict[str, Any] = {}
    for index in range(len(values), len(names)):
        name = names[index]
        if name in left:
            given: Any = left.pop(name).value
        elif index >= len(names) - len(defaults):
            given = defaults[index - len(names)]
        else:
            raise CannotBind(name)
        values.append(given)
    for name in only_keyword:
        if name in left:
            named[name] = left.pop(name).value
    repeated = [name for name in left if name in names or name in code.co_varnames[:skip]]
    if repeated or (left and not double_star):
        raise CannotBind(next(iter(repeated or left)))
    named.update((name, argument.value) for name, argument in left.items())
    return values + rest, named
