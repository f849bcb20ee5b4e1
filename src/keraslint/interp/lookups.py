"""Objects of Keras by name: what the ``get`` functions of its modules return, and the numbering that ``clear_session`` resets."""

from __future__ import annotations

from typing import Final

from keraslint.interp.models import NONE
from keraslint.libs import signatures
from keraslint.libs.keras import kinds
from keraslint.libs.registry import Call, entry
from keraslint.values import Api, Argument, Const, Dict, Instance, Reason, Value

MODULES: Final = ("losses", "metrics", "optimizers", "activations", "initializers", "regularizers")


@entry(*(f"keras.{module}.get" for module in MODULES))
def get(call: Call, identifier: Value = NONE) -> Value:
    """Return the function or object that an identifier names; anything but a name or a description comes back as it is."""
    module = call.name.split(".")[1]
    match identifier:
        case Const(value=str() as text):
            return _named(call, module, text, {})
        case Instance(kind="dict", fields={"items": Dict() as entries}):
            return _described(call, module, entries)
        case Const():
            return identifier
    return identifier


def _named(call: Call, module: str, text: str, arguments: dict[str, Argument]) -> Value:
    name = signatures.load().registered(module, text)
    if name is None:
        return call.unknown(text, Reason.INVALID)
    return call.make(name, arguments) if kinds.is_made_by_call(name) else Api(name, call.place, name)


def _described(call: Call, module: str, entries: Dict) -> Value:
    """Make an object from a dict with its class and configuration."""
    name, config = entries.get("class_name"), entries.get("config")
    if not isinstance(name, Const) or not isinstance(name.value, str):
        return call.unknown("a description")
    inner = config.fields.get("items") if isinstance(config, Instance) and config.kind == "dict" else Dict(())
    if not isinstance(inner, Dict) or not inner.complete:
        return call.unknown("a description")
    return _named(call, module, name.value, {str(key): Argument(value, call.place, str(key)) for key, value in inner.entries})


@entry("keras.backend.clear_session", "keras.utils.clear_session")
def clear_session(call: Call, free_memory: Value = NONE) -> Value:
    """Start the names of layers anew."""
    call.forget_names()
    return NONE
