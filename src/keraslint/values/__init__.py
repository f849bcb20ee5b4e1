"""The abstract domain: what the interpreter knows of a Python value without running the program.

Every abstract value stands for a set of concrete ones: ``Unknown`` for all of them, with the reason; ``Const`` for exactly one.
All values but ``Instance`` are immutable. ``join`` is the least upper bound: what is known when either of two values may hold.
"""

from keraslint.values.arrays import STEPS, Array, Encoding, Interval, Role, Step
from keraslint.values.lattice import join, join_shapes, options
from keraslint.values.objects import (
    Api,
    Argument,
    BoundMethod,
    Dataset,
    Dict,
    Entries,
    Function,
    Gap,
    Instance,
    Node,
    OneOf,
    Opaque,
    Partial,
    Tensor,
    Tuple,
    UserClass,
    Value,
)
from keraslint.values.scalars import Const, Dim, Origin, Reason, Scalar, Shape, Unknown, is_huge

__all__ = [
    "STEPS",
    "Api",
    "Argument",
    "Array",
    "BoundMethod",
    "Const",
    "Dataset",
    "Dict",
    "Dim",
    "Encoding",
    "Entries",
    "Function",
    "Gap",
    "Instance",
    "Interval",
    "Node",
    "OneOf",
    "Opaque",
    "Origin",
    "Partial",
    "Reason",
    "Role",
    "Scalar",
    "Shape",
    "Step",
    "Tensor",
    "Tuple",
    "Unknown",
    "UserClass",
    "Value",
    "is_huge",
    "join",
    "join_shapes",
    "options",
]
