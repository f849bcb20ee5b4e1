"""Values that a fix writes and that are no plain Python values: calls, names, and what is made of the value that stands there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Call:
    """A value to be written that is itself a call: the constructor or function ``kind`` (canonical name) with ``arguments``.

    An argument may again be a ``Call``. A ``fractions.Fraction`` is written as a quotient: ``Fraction(1, 255)`` as ``1 / 255``.
    """

    kind: str
    arguments: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Name:
    """A value to be written that is the library object ``kind`` (canonical name) itself: ``tensorflow.data.AUTOTUNE``."""

    kind: str


@dataclass(frozen=True, slots=True)
class Variable:
    """A value to be written that is a variable of the program, bound where it is written."""

    name: str


@dataclass(frozen=True, slots=True)
class Increased:
    """A value to be written in the place of another one: that one, as it is written, plus ``amount``."""

    amount: int
