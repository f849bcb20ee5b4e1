"""Dtypes as Keras sees them: policies, and what several dtypes become together."""

from __future__ import annotations

from typing import Final

from keraslint.libs import dtypes

MIXED: Final = {"mixed_float16": "float16", "mixed_bfloat16": "bfloat16"}
"""The dtype in which a layer computes under a policy that stores its weights in another one."""

QUANTISED: Final = ("int8", "int4", "float8", "gptq", "awq")

_FLOATS: Final = ("float16", "bfloat16", "float32", "float64")


def policy_parts(policy: str) -> tuple[str, str]:
    """Split the name of a dtype policy into the way weights are quantised (empty for not at all) and the dtype it computes in."""
    mode, separator, source = policy.rpartition("_from_")
    if separator and mode.partition("/")[0] in QUANTISED:
        return mode, MIXED.get(source, source)
    return "", MIXED.get(policy, policy)


def promoted(*names: str | None) -> str | None:
    """Return the dtype of an elementwise operation of Keras on tensors of several dtypes, or ``None`` where it is not certain."""
    known = {name for name in names if name is not None}
    if not known or None in names:
        return None
    if len(known) == 1:
        return known.pop()
    floats = [name for name in _FLOATS if name in known]
    if not floats or any(not dtypes.is_integer(name) for name in known.difference(floats)):
        return None
    return "float32" if floats == ["float16", "bfloat16"] else floats[-1]
