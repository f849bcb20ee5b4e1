"""Numbers in arrays: their range, what they stand for, and the way on which they came."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import Enum
from math import inf
from typing import Any, Final

from keraslint.source import Place
from keraslint.values.scalars import Scalar, Shape


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
