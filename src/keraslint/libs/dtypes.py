"""Element types: their names, sizes and limits, and how numpy 2 and TensorFlow promote them."""

from __future__ import annotations

from typing import Final

from keraslint.values import Api, Const, Interval, Scalar, Value

SIZES: Final[dict[str, tuple[str, int]]] = {
    "bool": ("b", 1),
    "uint8": ("u", 1),
    "uint16": ("u", 2),
    "uint32": ("u", 4),
    "uint64": ("u", 8),
    "int8": ("i", 1),
    "int16": ("i", 2),
    "int32": ("i", 4),
    "int64": ("i", 8),
    "float16": ("f", 2),
    "bfloat16": ("f", 2),
    "float32": ("f", 4),
    "float64": ("f", 8),
    "complex64": ("c", 8),
    "complex128": ("c", 16),
    "str": ("s", 0),
    "object": ("o", 0),
}

ALIASES: Final[dict[str, str]] = {
    "int": "int64",
    "int_": "int64",
    "intc": "int32",
    "integer": "int64",
    "uint": "uint64",
    "float": "float64",
    "float_": "float64",
    "double": "float64",
    "single": "float32",
    "half": "float16",
    "complex": "complex128",
    "bool_": "bool",
    "bool8": "bool",
    "ubyte": "uint8",
    "byte": "int8",
    "short": "int16",
    "longlong": "int64",
    "string": "str",
    "str_": "str",
    "unicode": "str",
    "object_": "object",
    "O": "object",
    "U": "str",
    "S": "str",
    "b1": "bool",
    "?": "bool",
    "B": "uint8",
    "u1": "uint8",
    "u2": "uint16",
    "u4": "uint32",
    "u8": "uint64",
    "i1": "int8",
    "i2": "int16",
    "i4": "int32",
    "i8": "int64",
    "i": "int32",
    "f": "float32",
    "d": "float64",
    "f2": "float16",
    "f4": "float32",
    "f8": "float64",
}

_FLOAT_FOR_INT: Final[dict[int, str]] = {1: "float16", 2: "float32", 4: "float64", 8: "float64"}
_SIGNED: Final[dict[int, str]] = {1: "int8", 2: "int16", 4: "int32", 8: "int64"}


def canonical(text: str) -> str | None:
    """Return the canonical name of a type written as ``text`` (``float``, ``<f4``, ``float32``), or ``None``."""
    plain = text.lstrip("<>=|")
    if plain in SIZES:
        return plain
    if plain in ALIASES:
        return ALIASES[plain]
    return "str" if plain[:1] in {"U", "S"} and plain[1:].isdigit() else None


def named(value: Value | None) -> str | None:
    """Return the type that an argument such as ``np.float32``, ``"float32"``, ``tf.float32`` or ``float`` names, if any."""
    match value:
        case Const(value=str() as text):
            return canonical(text)
        case Api(name=name):
            return canonical(name.rpartition(".")[2])
    return None


def of_scalar(scalar: Scalar) -> str | None:
    """Return the type of ``np.array(scalar)``."""
    match scalar:
        case bool():
            return "bool"
        case int():
            return "int64" if -(2**63) <= scalar < 2**63 else "object"
        case float():
            return "float64"
        case complex():
            return "complex128"
        case str() | bytes():
            return "str"
    return "object"


def kind(dtype: str | None) -> str | None:
    """Return ``b``, ``u``, ``i``, ``f``, ``c``, ``s`` or ``o``, or ``None`` for a type that is not known."""
    return SIZES[dtype][0] if dtype in SIZES else None


def is_integer(dtype: str | None) -> bool:
    """Say whether the type holds whole numbers, truth values included."""
    return kind(dtype) in {"b", "u", "i"}


def is_float(dtype: str | None) -> bool:
    """Say whether the type is a floating one."""
    return kind(dtype) == "f"


def limits(dtype: str | None) -> Interval | None:
    """Return the range of an integer type, or ``None`` for other types."""
    if dtype not in SIZES:
        return None
    letter, size = SIZES[dtype]
    match letter:
        case "b":
            return Interval(0.0, 1.0, integer=True)
        case "u":
            return Interval(0.0, float(2 ** (8 * size) - 1), integer=True)
        case "i":
            return Interval(-float(2 ** (8 * size - 1)), float(2 ** (8 * size - 1) - 1), integer=True)
    return None


def promote(one: str | None, other: str | None) -> str | None:
    """Return the type of a result of operands of two types, as ``numpy.promote_types`` gives it."""
    if one == other:
        return one
    if one not in SIZES or other not in SIZES:
        return None
    (letter, size), (other_letter, other_size) = SIZES[one], SIZES[other]
    letters = {letter, other_letter}
    if "o" in letters:
        return "object"
    if "s" in letters or "bfloat16" in {one, other}:
        return None
    if "b" in letters:
        return other if letter == "b" else one
    if letter == other_letter:
        return one if size >= other_size else other
    if "c" in letters:
        return _with_complex(*((one, other) if letter == "c" else (other, one)))
    if "f" in letters:
        floating, whole = (one, other) if letter == "f" else (other, one)
        return promote(floating, _FLOAT_FOR_INT[SIZES[whole][1]])
    signed, unsigned = (size, other_size) if letter == "i" else (other_size, size)
    if signed > unsigned:
        return _SIGNED[signed]
    return _SIGNED[2 * unsigned] if unsigned < 8 else "float64"


def _with_complex(one: str, other: str) -> str:
    letter, size = SIZES[other]
    wide = one == "complex128" or (size == 8 if letter == "f" else size >= 4)
    return "complex128" if wide else "complex64"


def with_scalar(dtype: str | None, scalar: Scalar) -> str | None:
    """Return the type of a result of an array of ``dtype`` and a Python number, which gives way to the array's type."""
    letter = kind(dtype)
    if letter is None:
        return None
    match scalar:
        case bool():
            return dtype
        case int():
            return "int64" if letter == "b" else dtype
        case float():
            return "float64" if letter in {"b", "u", "i"} else dtype
        case complex():
            return {"f": "complex64" if dtype in {"float16", "float32"} else "complex128", "c": dtype}.get(letter, "complex128")
    return None


def divided(dtype: str | None) -> str | None:
    """Return the type of a true division whose operands promote to ``dtype``."""
    return "float64" if is_integer(dtype) else dtype


def divided_tensor(dtype: str | None) -> str | None:
    """Return the type of a true division of TensorFlow tensors of ``dtype``: small integers become ``float32``."""
    if is_integer(dtype):
        return "float32" if dtype is not None and SIZES[dtype][1] <= 2 else "float64"
    return dtype
