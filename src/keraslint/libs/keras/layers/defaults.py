"""What an argument of a layer's constructor is when it is not given."""

from __future__ import annotations

from functools import cache
from typing import Any, Final

from keraslint.libs import signatures
from keraslint.values import Const, Reason, Tuple, Unknown, Value

VERSIONS: Final[dict[str, str]] = {"keras1": signatures.KERAS1, "keras2": signatures.KERAS2}
"""The versions whose signatures count for the older flavours of Keras."""

LEGACY_NAMES: Final[dict[str, tuple[str, ...]]] = {
    "units": ("output_dim",),
    "filters": ("nb_filter",),
    "kernel_size": ("filter_length",),
    "pool_size": ("pool_length",),
    "padding": ("border_mode",),
    "strides": ("subsample", "subsample_length", "stride"),
    "data_format": ("dim_ordering",),
    "use_bias": ("bias",),
    "rate": ("p",),
    "recurrent_activation": ("inner_activation",),
    "negative_slope": ("alpha",),
}
"""The names that parameters had in Keras 1 and Keras 2, by their names of today."""

WITHOUT_PARAMETER: Final[dict[str, Any]] = {
    "batch_input_shape": None,
    "batch_shape": None,
    "center": True,
    "crop_to_aspect_ratio": False,
    "data_format": None,
    "dilation_rate": 1,
    "dtype": None,
    "fill_mode": "constant",
    "groups": 1,
    "input_shape": None,
    "input_tensor": None,
    "keepdims": False,
    "lora_rank": None,
    "output_padding": None,
    "pad_to_aspect_ratio": False,
    "ragged": False,
    "renorm": False,
    "reset_after": False,
    "return_state": False,
    "reverse_dtype": None,
    "rms_scaling": False,
    "scale": True,
    "score_mode": "dot",
    "shape": None,
    "tensor": None,
    "time_major": False,
    "use_bias": True,
    "use_gate": False,
}
"""What holds where a class has no such parameter of its own: it came later, or it is taken through ``**kwargs``."""

_FIXED: Final[dict[tuple[str, str], Any]] = {
    ("CuDNNLSTM", "activation"): "tanh",
    ("CuDNNLSTM", "recurrent_activation"): "sigmoid",
    ("CuDNNGRU", "activation"): "tanh",
    ("CuDNNGRU", "recurrent_activation"): "sigmoid",
}
"""What classes that have no such parameters do."""

_NOTHING: Final = object()


@cache
def default_of(kind: str, parameter: str, flavour: str) -> Value:
    """Return the default of a parameter of a layer class; unknown where it is required, or is not a plain value."""
    signature = _signature(kind, flavour)
    if signature is not None:
        for name in (parameter, *LEGACY_NAMES.get(parameter, ())):
            found = signature.named(name)
            if found is not None:
                return as_value(found.default) if found.has_default else Unknown(Reason.ABSENT, detail=parameter)
    key = (kind.rpartition(".")[2], parameter)
    plain = _FIXED.get(key, WITHOUT_PARAMETER.get(parameter, _NOTHING))
    return Unknown(Reason.ABSENT, detail=parameter) if plain is _NOTHING else as_value(plain)


def _signature(kind: str, flavour: str) -> signatures.Signature | None:
    """Return how a class is called in a flavour of Keras, or in the newest version that has it."""
    known = signatures.load()
    name = known.canonical(kind)
    return known.signature(name, VERSIONS.get(flavour)) or known.signature(name)


def as_value(default: Any) -> Value:
    """Wrap a plain default as a value."""
    if isinstance(default, tuple):
        return Tuple(tuple(map(as_value, default)))
    return default if isinstance(default, Unknown) else Const(default)
