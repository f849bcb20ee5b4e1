"""Dtypes: which is which, and what two of them become together."""

from __future__ import annotations

from typing import Final

FLOATS: Final = ("float16", "bfloat16", "float32", "float64")
SIGNED: Final = ("int8", "int16", "int32", "int64")
UNSIGNED: Final = ("uint8", "uint16", "uint32", "uint64")

MIXED: Final = {"mixed_float16": "float16", "mixed_bfloat16": "bfloat16"}
"""The dtype in which a layer computes under a policy that stores its weights in another one."""

QUANTISED: Final = ("int8", "int4", "float8", "gptq", "awq")


def is_float(dtype: str | None) -> bool:
    """Say whether a dtype is a floating-point one."""
    return dtype in FLOATS


def is_integral(dtype: str | None) -> bool:
    """Say whether a dtype holds whole numbers or truth values."""
    return dtype in SIGNED or dtype in UNSIGNED or dtype == "bool"


def policy_parts(policy: str) -> tuple[str, str]:
    """Split the name of a dtype policy into the way weights are quantised (empty for not at all) and the dtype it computes in."""
    mode, separator, source = policy.rpartition("_from_")
    if separator and mode.partition("/")[0] in QUANTISED:
        return mode, MIXED.get(source, source)
    return "", MIXED.get(policy, policy)


def promoted(*dtypes: str | None) -> str | None:
    """Return the dtype of an elementwise operation of Keras on tensors of several dtypes, or ``None`` where it is not certain."""
    known = {dtype for dtype in dtypes if dtype is not None}
    if len(known) == 1 and None not in dtypes:
        return known.pop()
    floats = [dtype for dtype in FLOATS if dtype in known]
    if None in dtypes or not floats or known - set(floats) - set(SIGNED) - set(UNSIGNED) - {"bool"}:
        return None
    if {"float16", "bfloat16"} <= known:
        return "float64" if "float64" in known else "float32"
    return floats[-1]
