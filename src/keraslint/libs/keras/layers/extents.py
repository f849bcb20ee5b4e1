"""Arithmetic on extents and shapes in which some parts are not known."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import prod
from typing import Literal

from keraslint.values import Dim, Shape

Mismatch = Literal["mismatch"]


def product(extents: Iterable[Dim]) -> Dim:
    """Multiply extents."""
    factors = list(extents)
    if 0 in factors:
        return 0
    return None if None in factors else prod(extent for extent in factors if extent is not None)


def total(extents: Iterable[Dim]) -> Dim:
    """Add extents up."""
    terms = list(extents)
    return None if None in terms else sum(extent for extent in terms if extent is not None)


def common(extents: Iterable[Dim]) -> Dim | Mismatch:
    """Return the extent of axes that have to be equally long, or say that they are not."""
    known = {extent for extent in extents if extent is not None}
    if len(known) > 1:
        return "mismatch"
    return known.pop() if known else None


def broadcast(shapes: Sequence[Shape]) -> Shape | Mismatch:
    """Return the shape of an elementwise operation, or say that there is none."""
    rank = max((len(shape) for shape in shapes), default=0)
    padded = [(1,) * (rank - len(shape)) + shape for shape in shapes]
    result: list[Dim] = []
    for axis in range(rank):
        extent = broadcast_extents([shape[axis] for shape in padded])
        if extent == "mismatch":
            return "mismatch"
        result.append(extent)
    return tuple(result)


def broadcast_extents(extents: Sequence[Dim]) -> Dim | Mismatch:
    """Return the extent of one axis of an elementwise operation."""
    long = {extent for extent in extents if extent is not None and extent != 1}
    if len(long) > 1:
        return "mismatch"
    if long:
        return long.pop()
    return None if None in extents else 1


def window_count(extent: Dim, size: Dim, stride: Dim, dilation: Dim, padding: str | None) -> Dim:
    """Return how many windows of ``size`` fit on an axis: the length that a convolution or pooling leaves.

    The result may be zero or less, which no backend accepts.
    """
    if extent is None or stride is None or padding is None:
        return None
    if padding in {"same", "causal"}:
        return -(-extent // stride)
    if size is None or dilation is None:
        return None
    return (extent - dilation * (size - 1) - 1) // stride + 1


def spread_length(extent: Dim, size: Dim, stride: Dim, dilation: Dim, padding: str | None) -> Dim:
    """Return the length that a transposed convolution makes of an axis, when it is given no output padding."""
    if extent is None or stride is None or padding is None:
        return None
    if padding == "same":
        return extent * stride
    if size is None or dilation is None:
        return None
    return (extent - 1) * stride + max((size - 1) * dilation + 1, stride)


def padded_spread_length(extent: Dim, size: Dim, stride: Dim, dilation: Dim, padding: str | None, extra: Dim) -> Dim:
    """Return the length that a transposed convolution makes of an axis with the output padding ``extra``."""
    if extent is None or size is None or stride is None or dilation is None or padding is None or extra is None:
        return None
    reach = (size - 1) * dilation + 1
    margin = 2 * (reach // 2) if padding == "same" else 0
    return (extent - 1) * stride + reach - margin + extra


def reshaped(elements: Shape, target: Sequence[Dim]) -> Shape | Mismatch:
    """Return ``target`` with its ``-1`` worked out from the axes that are redistributed, or say that the numbers do not agree."""
    if list(target).count(-1) > 1:
        return "mismatch"
    count = product(elements)
    rest = product(extent for extent in target if extent != -1)
    if -1 not in target:
        return "mismatch" if count is not None and rest is not None and count != rest else tuple(target)
    if count is None or rest is None:
        return tuple(None if extent == -1 else extent for extent in target)
    if rest == 0 or count % rest:
        return "mismatch"
    return tuple(count // rest if extent == -1 else extent for extent in target)


def axis_index(axis: int, rank: int) -> int | None:
    """Return an axis counted from the front, or ``None`` when there is no such axis."""
    return axis % rank if rank and -rank <= axis < rank else None
