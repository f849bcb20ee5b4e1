"""One model for eager tensors and symbolic ones: data go through, Keras tensors grow the graph by a node of the same shape."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from keraslint.libs.arrays import DEEPEST, content
from keraslint.libs.registry import Call
from keraslint.values import Array, Instance, Node, Tensor, Unknown, Value


def lifted(call: Call, result: Value, *inputs: Value) -> Value:
    """Return the result of an operation as a tensor: a symbolic one where any input is."""
    symbolic = tuple(tensor for value in inputs for tensor in symbolic_in(value))
    if symbolic and not isinstance(result, Unknown):
        node = Node(Instance(call.name, place=call.place), symbolic, (), call.place)
        if isinstance(result, Array):
            return Tensor(result.shape, result.dtype, node, 0, result.interval)
        return Tensor(None, None, node)
    return replace(result, container="tensor") if isinstance(result, Array) else result


def symbolic_in(value: Value, depth: int = 0) -> Iterator[Tensor]:
    """Walk the symbolic tensors in a value or a list of values."""
    if isinstance(value, Tensor):
        yield value
        return
    sequence = content(value) if depth < DEEPEST else None
    for item in sequence.values if sequence is not None else ():
        yield from symbolic_in(item, depth + 1)


def names(*leaves: str, modules: tuple[str, ...] = ("",)) -> tuple[str, ...]:
    """Return the canonical names of functions below ``tensorflow`` that are offered in several modules."""
    return tuple(f"tensorflow.{module}{leaf}" for leaf in leaves for module in modules)


MATH = ("", "math.")
