"""What is not known, and single numbers and strings."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import Final, TypeAlias

from keraslint.source import Place


class Reason(Enum):
    """Why a value is not known. The text completes the sentence "not known: ..."."""

    UNSUPPORTED_SYNTAX = "the syntax is not followed"
    UNMODELLED_CALL = "the result of this call is not modelled"
    UNDEFINED_NAME = "the name is not defined here"
    PARAMETER = "it is a parameter, and no call in this file gives it a value"
    BRANCHES = "it depends on a condition that is not known"
    LOOP = "it changes in a loop"
    COUNTER = "it is a whole number that changes in a loop"
    RECURSION = "the function calls itself"
    BUDGET = "the analysis budget is spent"
    INPUT = "it is read while the program runs"
    EXTERNAL = "it comes from a module that is not read"
    CUSTOM_CODE = "it is computed by custom code"
    VOCABULARY = "it is the number of words in some texts"
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

LARGEST_BITS: Final = 512
"""No whole number is kept beyond this many bits: it is no size of anything, and not every product of such numbers is a float."""


def is_huge(result: object) -> bool:
    """Say whether a program's number is beyond what is kept as a ``Const``."""
    return isinstance(result, int) and result.bit_length() > LARGEST_BITS


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
