"""The words in which layers are described: what they demand, what goes wrong, and what holds for all of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from keraslint.values import Shape, Tensor, Value

NEWEST: Final = "keras3"
"""The flavour of Keras whose ways differ most from the others'."""

Tensors: TypeAlias = tuple[Tensor, ...]


@dataclass(frozen=True, slots=True)
class ShapeError:
    """A layer call that will certainly fail.

    ``kind`` is ``rank``, ``count`` (of inputs), ``extent`` (one axis has the wrong length), ``elements`` (a reshape does not come
    out even), ``mismatch`` (inputs do not fit each other) or ``collapse`` (nothing is left of an axis). ``expected`` completes
    the sentence "the layer expects ...".
    """

    kind: str
    expected: str
    got: tuple[Shape | None, ...]


def no_axis(axis: int, shape: Shape) -> ShapeError:
    """Return the error of a layer that works along an axis which its input does not have."""
    return ShapeError("rank", f"an input that has an axis {axis}", (shape,))


def collapsed(shape: Shape, what: str) -> ShapeError:
    """Return the error of a layer that leaves nothing of an axis."""
    return ShapeError("collapse", f"an input that is at least as large as {what}", (shape,))


Result: TypeAlias = Tensor | Tensors | ShapeError | None
Outcome: TypeAlias = Tensors | ShapeError | None


@dataclass(frozen=True, slots=True)
class Settings:
    """What holds for a whole program and matters for its layers; ``None`` is not known.

    ``policy`` is the global dtype policy, ``floatx`` the dtype of inputs. ``apply`` calls a value that is not a modelled layer (a
    user's function or layer, a model) on tensors, ``count`` tells the number of its weights; both are asked for what other layers
    wrap.
    """

    flavour: str = NEWEST
    policy: str | None = "float32"
    floatx: str | None = "float32"
    data_format: str | None = "channels_last"
    apply: Callable[[Value, Tensors], Value] | None = field(default=None, compare=False)
    count: Callable[[Value, Tensors], int | None] | None = field(default=None, compare=False)


DEFAULT_SETTINGS: Final = Settings()


@dataclass(frozen=True, slots=True)
class Takes:
    """What a layer class demands of its inputs: how many there are, and how many axes each has, the batch axis included."""

    count: int | None = None
    least: int = 0
    most: int | None = None

    def describe(self) -> str:
        """Say in words how many axes are expected."""
        if self.most is None:
            return f"an input with at least {self.least} axes"
        bounds = f"{self.least}" if self.least == self.most else f"{self.least} to {self.most}"
        return f"an input with {bounds} axes"


ANYTHING: Final = Takes()


def exactly(rank: int) -> Takes:
    """Describe one input with ``rank`` axes."""
    return Takes(1, rank, rank)


def at_least(rank: int) -> Takes:
    """Describe one input with ``rank`` axes or more."""
    return Takes(1, rank)
