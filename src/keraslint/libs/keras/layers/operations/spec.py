"""What functions do to symbolic tensors: the registry, and the view of a call that its entries read.

An entry is a function ``(call) -> result`` registered under the last parts of the names of what it models. The three places in
which such functions live, ``keras.ops``, ``keras.backend`` and ``tensorflow`` with its submodules, share their entries where they
agree; ``@operation`` names the places otherwise.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from keraslint.libs import dtypes
from keraslint.libs.intervals import Range, of
from keraslint.libs.keras.layers.dtypes import promoted
from keraslint.libs.keras.layers.literals import UNKNOWN, elements, integers, is_integer, plain
from keraslint.libs.keras.layers.terms import DEFAULT_SETTINGS, Outcome, Result, Settings
from keraslint.values import Array, Const, Instance, Shape, Tensor, Tuple, Value

OPS, BACKEND, TENSORFLOW = "keras.ops", "keras.backend", "tensorflow"
EVERYWHERE: Final = (OPS, BACKEND, TENSORFLOW)

_SUBMODULES: Final = ("math", "nn", "linalg", "keras.ops", "keras.backend")
"""The modules of TensorFlow whose functions are looked up as if they stood in ``tensorflow`` itself."""

SYNONYMS: Final[dict[str, str]] = {
    **dict.fromkeys(("input", "tensor", "a", "t", "value", "values", "features", "logits", "params", "reference"), "x"),
    **dict.fromkeys(("input_tensor", "x1", "tensors", "xs", "inputs", "image", "images", "indices_or_values"), "x"),
    **dict.fromkeys(("b", "x2"), "y"),
    **dict.fromkeys(("newshape", "new_shape"), "shape"),
    **dict.fromkeys(("perm", "pattern", "axes", "reduction_indices", "dim", "axis1"), "axis"),
    **dict.fromkeys(("keep_dims", "keepdim"), "keepdims"),
    **dict.fromkeys(("num_classes",), "depth"),
    **dict.fromkeys(("multiples", "n", "rep"), "repeats"),
    **dict.fromkeys(("clip_value_min", "min_value", "x_min"), "low"),
    **dict.fromkeys(("clip_value_max", "max_value", "x_max"), "high"),
    **dict.fromkeys(("num_or_size_splits", "indices_or_sections", "num_split"), "sections"),
    **dict.fromkeys(("paddings", "pad_width"), "padding"),
    **dict.fromkeys(("output_type",), "dtype"),
    **dict.fromkeys(("subscripts",), "equation"),
}
"""The names that one parameter has in different places. A name that the entry itself has comes first."""

IGNORED: Final = frozenset({"name", "message"})


@dataclass(frozen=True, slots=True)
class OperationCall:
    """One call of a function: its arguments by the parameters of the entry, without those that are not given."""

    place: str
    name: str
    arguments: Mapping[str, Value]
    rest: tuple[Value, ...]
    settings: Settings

    def value(self, parameter: str, default: Any = None) -> Value:
        """Return an argument, or a default."""
        return self.arguments.get(parameter, Const(default))

    def plain(self, parameter: str, default: Any = None) -> Any:
        """Return an argument as a plain Python object."""
        return plain(self.value(parameter, default))

    def integer(self, parameter: str, default: int | None = None) -> int | None:
        """Return an argument that is a whole number."""
        value = self.plain(parameter, default)
        return value if is_integer(value) else None

    def boolean(self, parameter: str, *, default: bool = False) -> bool | None:
        """Return whether an argument counts as true."""
        value = self.plain(parameter, default)
        return None if value is UNKNOWN else bool(value)

    def axes(self, parameter: str = "axis") -> tuple[int, ...] | None:
        """Return the axes that an argument names, one or several; ``None`` when they are not known or are all axes."""
        value = self.plain(parameter)
        axes = integers((value,) if is_integer(value) else value)
        return None if axes is None or None in axes else tuple(axis for axis in axes if axis is not None)

    def operand(self, parameter: str) -> Tensor:
        """Return an argument as a tensor: numbers and arrays count as such, and what is not known is one of unknown shape."""
        return operand(self.value(parameter))

    @property
    def x(self) -> Tensor:
        """The first operand."""
        return self.operand("x")

    def several(self, parameter: str = "x") -> tuple[Tensor, ...] | None:
        """Return the tensors in an argument that is a list of such."""
        values = elements(self.value(parameter))
        return None if values is None else tuple(map(operand, values))


def operand(value: Value) -> Tensor:
    """Return a value as a tensor."""
    match value:
        case Tensor():
            return value
        case Array():
            return Tensor(value.shape, value.dtype, interval=value.interval)
        case Const(value=bool()):
            return Tensor((), "bool")
        case Const(value=int() | float() as number):
            return Tensor((), WEAK, interval=of(number))
        case Tuple() | Instance(kind="list"):
            return Tensor(_nested_shape(plain(value)), None)
    return Tensor(None, None)


WEAK: Final = "number"
"""Stands in for a dtype where a Python number takes on that of the tensor that it meets."""


def _nested_shape(value: object) -> Shape | None:
    if not isinstance(value, tuple):
        return () if value is not UNKNOWN else None
    inner = {_nested_shape(item) for item in value}
    shape = inner.pop() if len(inner) == 1 else None
    return None if shape is None else (len(value), *shape)


Entry: TypeAlias = Callable[[OperationCall], Result]
_ENTRIES: dict[tuple[str, str], tuple[Entry, tuple[str, ...]]] = {}


def operation(*names: str, takes: str = "x", places: Sequence[str] = EVERYWHERE) -> Callable[[Entry], Entry]:
    """Register a function as what the functions called ``names`` do; ``takes`` lists its parameters in order."""

    def register(entry: Entry) -> Entry:
        for place in places:
            for name in names:
                _ENTRIES[place, name] = (entry, tuple(takes.split()))
        return entry

    return register


def located(name: str) -> tuple[str, str] | None:
    """Split a canonical name into the place and the function's own name, or return ``None`` where it has no entry."""
    module, _, last = name.rpartition(".")
    if module.startswith(f"{TENSORFLOW}."):
        module = TENSORFLOW if module.removeprefix(f"{TENSORFLOW}.") in _SUBMODULES else module
    elif module.startswith(f"{OPS}."):
        module = OPS
    return (module, last) if (module, last) in _ENTRIES else None


def outputs_of_operation(
    name: str,
    positional: Sequence[Value],
    keywords: Mapping[str, Value] | None = None,
    settings: Settings = DEFAULT_SETTINGS,
) -> Outcome:
    """Return what a function by canonical name makes of its arguments, some of which are symbolic tensors.

    ``None`` says that the function is not known, or not how many tensors it returns.
    """
    key = located(name)
    if key is None:
        return None
    entry, parameters = _ENTRIES[key]
    arguments = _bound(parameters, positional, keywords or {})
    if arguments is None:
        return None
    rest = tuple(positional[len(parameters) :])
    result = entry(OperationCall(*key, arguments, rest, settings))
    return (result,) if isinstance(result, Tensor) else result


def _bound(parameters: tuple[str, ...], positional: Sequence[Value], keywords: Mapping[str, Value]) -> dict[str, Value] | None:
    arguments = dict(zip(parameters, positional, strict=False))
    surplus = len(positional) > len(parameters) and parameters[-1] != "*"
    if surplus:
        return None
    for name, value in keywords.items():
        parameter = name if name in parameters else SYNONYMS.get(name, name)
        if parameter in arguments or (parameter not in parameters and name not in IGNORED):
            return None
        arguments[parameter] = value
    return arguments


def registered_operations() -> list[str]:
    """Return the canonical names of all functions that have an entry."""
    return sorted(f"{place}.{name}" for place, name in _ENTRIES)


def combined_dtype(call: OperationCall, *names: str | None) -> str | None:
    """Return the dtype of an elementwise operation on several operands."""
    given = [name for name in names if name != WEAK]
    if not given or (WEAK in names and not all(dtypes.is_float(name) for name in given)):
        return None
    if call.place != OPS and len(set(given)) > 1:
        return None
    return promoted(*given)


def changed(x: Tensor, shape: Shape | None, interval: Range = None, dtype: str | None = None) -> Tensor:
    """Return a tensor of another shape, with the dtype of ``x`` unless another is given."""
    return Tensor(shape, dtype or x.dtype, interval=interval)
