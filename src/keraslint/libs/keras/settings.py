"""What a program sets for Keras as a whole, and what of it a layer takes over when it is made."""

from __future__ import annotations

from typing import Final

from keraslint.libs.keras.layers.literals import dtype_name
from keraslint.libs.keras.layers.terms import DEFAULT_SETTINGS, Settings
from keraslint.libs.registry import Call, entry
from keraslint.values import Const, Dict, Instance, Origin, Reason, Scalar, Unknown, Value

NONE: Final = Const(None)

DATA_FORMAT: Final = "image_data_format"
FLOATX: Final = "floatx"
POLICY: Final = "dtype_policy"
FLAVOUR: Final = "flavour"

DEFAULTS: Final[dict[str, Value]] = {
    DATA_FORMAT: Const("channels_last", None, Origin.DEFAULT),
    FLOATX: Const("float32", None, Origin.DEFAULT),
    POLICY: NONE,
    FLAVOUR: Const("keras3", None, Origin.DEFAULT),
}
"""The settings as they are unless a program changes them."""

KERAS_2: Final = Const("keras2")
"""The flavour of the layers of Keras 2."""

ORDERINGS: Final = {"tf": "channels_last", "th": "channels_first"}
"""How Keras 1 wrote down where the channels are."""

AMBIENT: Final = "ambient"
"""The field of a layer that holds the settings under which it was made, where they are not the usual ones."""


def ambient(settings: dict[str, Value]) -> Dict | None:
    """Return what a layer that is made under these settings has to remember of them."""
    return None if settings == DEFAULTS else Dict(tuple(settings.items()))


def settings_of(layer: Instance) -> Settings:
    """Return the settings under which a layer was made."""
    found = layer.fields.get(AMBIENT)
    if not isinstance(found, Dict):
        return DEFAULT_SETTINGS
    floatx = _text(found, FLOATX)
    return Settings(_text(found, FLAVOUR) or DEFAULT_SETTINGS.flavour, _policy(found, floatx), floatx, _text(found, DATA_FORMAT))


def _text(found: Dict, name: str) -> str | None:
    value = found.get(name)
    return value.value if isinstance(value, Const) and isinstance(value.value, str) else None


def _policy(found: Dict, floatx: str | None) -> str | None:
    """Return the name of the policy: without one Keras makes it of the float type, the first time that it needs it."""
    value = found.get(POLICY)
    if value is None or value == NONE:
        return floatx if floatx == DEFAULT_SETTINGS.floatx else None
    if isinstance(value, Instance) and "name" in value.arguments:
        value = value.arguments["name"].value
    return dtype_name(value)


READ: Final[dict[str, Scalar]] = {"image_dim_ordering": "tf", "epsilon": 1e-7}
"""The settings that a program may ask for and that are taken to be as they usually are."""


@entry(*(f"keras.backend.{name}" for name in (DATA_FORMAT, FLOATX)))
def setting(call: Call) -> Value:
    """Return a setting as it is now."""
    return call.settings()[call.name.rpartition(".")[2]]


@entry(*(f"keras.backend.{name}" for name in READ))
def usual(call: Call) -> Value:
    """Return a setting as it is by default."""
    return Const(READ[call.name.rpartition(".")[2]], call.place, Origin.DEFAULT)


@entry("keras.backend.set_image_data_format")
def set_image_data_format(call: Call, data_format: Value) -> Value:
    """Choose where images have their channels."""
    call.set(DATA_FORMAT, data_format)
    return NONE


@entry("keras.backend.set_image_dim_ordering")
def set_image_dim_ordering(call: Call, dim_ordering: Value) -> Value:
    """Choose where images have their channels, in the words of Keras 1."""
    words = ORDERINGS.get(dim_ordering.value) if isinstance(dim_ordering, Const) and isinstance(dim_ordering.value, str) else None
    call.set(DATA_FORMAT, Unknown(Reason.DATA_DEPENDENT, call.place) if words is None else Const(words, call.place))
    return NONE


@entry("keras.backend.set_floatx")
def set_floatx(call: Call, value: Value = NONE, floatx: Value = NONE) -> Value:
    """Choose the float type of inputs; Keras 1 has another name for the argument."""
    call.set(FLOATX, floatx if value == NONE else value)
    return NONE


@entry("keras.mixed_precision.set_global_policy", "keras.mixed_precision.experimental.set_policy")
def set_global_policy(call: Call, policy: Value) -> Value:
    """Choose the float types in which layers compute and keep their weights."""
    call.set(POLICY, policy)
    return NONE
