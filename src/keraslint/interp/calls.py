"""Calls: of library functions and classes, of the program's own, of methods, layers and models."""

from __future__ import annotations

from typing import Final

import libcst as cst

from keraslint.interp import training
from keraslint.interp.arguments import Arguments, bind_to, evaluate_arguments
from keraslint.interp.attributes import attribute_of
from keraslint.interp.callsite import CallSite
from keraslint.interp.functions import call_function, instantiate
from keraslint.interp.layers import call_layer, is_layer
from keraslint.interp.machine import Interpreter
from keraslint.interp.record import CallRecord
from keraslint.interp.targets import kinds_of
from keraslint.libs import registry, signatures
from keraslint.values import (
    Api,
    Argument,
    BoundMethod,
    Function,
    Instance,
    OneOf,
    Opaque,
    Partial,
    Reason,
    Unknown,
    UserClass,
    Value,
    join,
    options,
)

RECORDED: Final = ("keras", "tensorflow")
"""Calls of these libraries are recorded with their arguments, for the rules about arguments and removed functions."""


def call_node(machine: Interpreter, node: cst.Call) -> Value:
    """Evaluate a call expression."""
    if isinstance(node.func, cst.Name) and node.func.value == "super" and machine.scope.find("super") is None:
        return _super(machine, node)
    if isinstance(node.func, cst.Attribute):
        receivers = options(machine.evaluate(node.func.value))
        arguments = evaluate_arguments(machine, node.args)
        results = [call_attribute(machine, receiver, node.func.attr.value, arguments, node) for receiver in usable(receivers)]
    else:
        function = machine.evaluate(node.func)
        arguments = evaluate_arguments(machine, node.args)
        results = [call_value(machine, function, arguments, node)]
    result = results[0]
    for other in results[1:]:
        result = join(result, other)
    return result


def usable(receivers: tuple[Value, ...]) -> tuple[Value, ...]:
    """Leave ``None`` out of several possible receivers: on it the call would fail."""
    from keraslint.values import Const

    objects = tuple(value for value in receivers if not (isinstance(value, Const) and value.value is None))
    return objects or receivers


def call_attribute(machine: Interpreter, receiver: Value, name: str, arguments: Arguments, node: cst.Call) -> Value:
    """Call ``receiver.name(...)``."""
    if isinstance(receiver, Unknown):
        training.on_unknown(machine, receiver, name, arguments, node)
        return receiver
    if isinstance(receiver, Api | UserClass):
        return call_value(machine, attribute_of(machine, receiver, name, node.func), arguments, node)
    if isinstance(receiver, Instance) and isinstance(receiver.kind, UserClass):
        function = attribute_of(machine, receiver, name, node.func)
        return call_value(machine, function, arguments, node)
    if isinstance(receiver, Instance) and name in receiver.fields:
        return call_value(machine, receiver.fields[name], arguments, node)
    return call_method(machine, receiver, name, arguments, node)


def call_value(machine: Interpreter, function: Value, arguments: Arguments, node: cst.CSTNode) -> Value:
    """Call any value."""
    match function:
        case Api():
            return call_library(machine, function, arguments, node)
        case Function():
            return call_function(machine, function, arguments)
        case UserClass():
            return instantiate(machine, function, arguments, machine.place(node))
        case BoundMethod(function=Function() as own):
            return call_function(machine, own, arguments, function.receiver)
        case BoundMethod():
            return call_method(machine, function.receiver, function.name, arguments, node)
        case Partial():
            return call_value(machine, function.target, _completed(function, arguments), node)
        case OneOf():
            results = [call_value(machine, option, arguments, node) for option in usable(function.options)]
            result = results[0]
            for other in results[1:]:
                result = join(result, other)
            return result
        case Instance():
            return call_instance(machine, function, arguments, node)
        case Unknown():
            return machine.unknown(function.reason, node, function.detail)
    return machine.unknown(Reason.UNMODELLED_CALL, node)


def _completed(partial: Partial, arguments: Arguments) -> Arguments:
    positional = [Argument(value) for value in partial.positional] + arguments.positional
    keywords = {name: Argument(value) for name, value in partial.keywords} | arguments.keywords
    return Arguments(positional, keywords, arguments.exact)


def call_library(machine: Interpreter, function: Api, arguments: Arguments, node: cst.CSTNode) -> Value:
    """Call what a library offers: run its entry, or make an object where it is a class."""
    name = function.name
    signature = signatures.load().signature(name)
    record = _record(machine, function, arguments, node) if name.startswith(RECORDED) else None
    entry = registry.entry_for(name)
    if entry is not None:
        result = _run_entry(machine, entry, name, arguments, node)
    elif signature is not None and signature.kind == "class":
        result = make_instance(machine, name, arguments, node)
    else:
        result = machine.unknown(Reason.UNMODELLED_CALL, node, function.written or name)
    if record is not None:
        record.result = result
    return result


def _record(machine: Interpreter, function: Api, arguments: Arguments, node: cst.CSTNode) -> CallRecord:
    bound, unexpected = bind_signature(function.name, arguments)
    record = CallRecord(
        function.name,
        function.written or function.name,
        bound,
        unexpected,
        machine.place(node),
        arguments.exact,
        machine.recorder.next_order(),
        tuple(machine.contexts),
    )
    if machine.recorder.active:
        machine.recorder.calls.append(record)
    return record


def bind_signature(name: str, arguments: Arguments) -> tuple[dict[str, Argument], dict[str, Argument]]:
    """Bind arguments to the parameters of a library function or class; without a signature all count as bound by keyword."""
    signature = signatures.load().signature(name)
    if signature is None:
        bound = dict(arguments.keywords)
        bound.update({f"#{index}": argument for index, argument in enumerate(arguments.positional)})
        return bound, {}
    bound, unexpected = bind_to(signature.positional, arguments)
    for keyword in [keyword for keyword in unexpected if signature.accepts(keyword)]:
        bound[keyword] = unexpected.pop(keyword)
    return bound, unexpected


def _run_entry(machine: Interpreter, entry: object, name: str, arguments: Arguments, node: cst.CSTNode, *before: Value) -> Value:
    site = CallSite(machine, name, node)
    if not arguments.exact:
        return site.unknown()
    positional = [Argument(value) for value in before] + arguments.positional
    try:
        values, keywords = registry.bind(entry, 1, positional, arguments.keywords)  # type: ignore[arg-type]
    except registry.CannotBind:
        return site.unknown()
    return entry(site, *values, **keywords)  # type: ignore[operator, no-any-return]


def make_instance(machine: Interpreter, name: str, arguments: Arguments, node: cst.CSTNode) -> Instance:
    """Make an object of a library class."""
    bound, unexpected = bind_signature(name, arguments)
    instance = Instance(name, bound, unexpected, machine.place(node), exact=arguments.exact)
    _initialise(machine, instance, name, arguments, node)
    if machine.recorder.active:
        machine.recorder.components.append(instance)
    return instance


def _initialise(machine: Interpreter, instance: Instance, name: str, arguments: Arguments, node: cst.CSTNode) -> None:
    kinds = (name, *signatures.load().bases(name))
    initialiser = registry.method_for(kinds, "__init__")
    if initialiser is not None:
        _run_entry(machine, initialiser, f"{name}.__init__", arguments, node, instance)


def initialise_library_base(machine: Interpreter, instance: Instance, cls: UserClass, arguments: Arguments) -> None:
    """Run the constructor of the library class that a class of the program derives from."""
    base = cls.library_base("keras.")
    if base is None:
        return
    bound, unexpected = bind_signature(base, arguments)
    instance.arguments.update(bound)
    instance.unexpected.update(unexpected)
    if instance.place is not None and isinstance(instance.place.node, cst.CSTNode):
        _initialise(machine, instance, base, arguments, instance.place.node)


def call_method(machine: Interpreter, receiver: Value, name: str, arguments: Arguments, node: cst.CSTNode) -> Value:
    """Call a method of a value that is not of the program's own making."""
    match receiver:
        case Unknown():
            training.on_unknown(machine, receiver, name, arguments, node)
            return receiver
        case OneOf():
            results = [call_method(machine, option, name, arguments, node) for option in usable(receiver.options)]
            result = results[0]
            for other in results[1:]:
                result = join(result, other)
            return result
        case Opaque(kind="super", parts=parts):
            return _call_super(machine, parts, name, arguments, node)
        case Instance() if training.is_model(receiver) and name in training.METHODS:
            return training.run(machine, receiver, name, arguments, node)
    kinds = kinds_of(receiver)
    entry = registry.method_for(kinds, name)
    if isinstance(receiver, Instance) and receiver.api.startswith("keras."):
        _record_method(machine, receiver, name, arguments, node)
    if entry is not None:
        return _run_entry(machine, entry, f"{kinds[0]}.{name}", arguments, node, receiver)
    return machine.unknown(Reason.UNMODELLED_CALL, node, name)


def _record_method(machine: Interpreter, receiver: Instance, name: str, arguments: Arguments, node: cst.CSTNode) -> None:
    loaded = signatures.load()
    kinds = kinds_of(receiver)
    known = next((f"{kind}.{name}" for kind in kinds if loaded.signature(f"{kind}.{name}") is not None), f"{receiver.api}.{name}")
    record = _record(machine, Api(known, None, known), arguments, node)
    record.receiver = receiver


def call_instance(machine: Interpreter, instance: Instance, arguments: Arguments, node: cst.CSTNode) -> Value:
    """Call an object: a layer or model on tensors or data, or one of a class of the program that defines ``__call__``."""
    if is_layer(instance):
        return call_layer(machine, instance, arguments, node)
    if isinstance(instance.kind, UserClass):
        own = instance.kind.lookup("__call__")
        if isinstance(own, Function):
            return call_function(machine, own, arguments, instance)
    entry = registry.method_for(kinds_of(instance), "__call__")
    if entry is not None:
        return _run_entry(machine, entry, f"{instance.api}.__call__", arguments, node, instance)
    return machine.unknown(Reason.UNMODELLED_CALL, node, instance.api)


def _super(machine: Interpreter, node: cst.Call) -> Value:
    for argument in node.args:
        machine.evaluate(argument.value)
    for frame in reversed(machine.frames):
        if frame.function is not None and frame.function.owner is not None and frame.receiver is not None:
            return Opaque("super", (frame.receiver, frame.function.owner))
    return machine.unknown(Reason.UNSUPPORTED_SYNTAX, node, "super")


def _call_super(machine: Interpreter, parts: tuple[Value, ...], name: str, arguments: Arguments, node: cst.CSTNode) -> Value:
    instance, owner = parts
    assert isinstance(instance, Instance)
    assert isinstance(owner, UserClass)
    for base in owner.bases:
        if isinstance(base, UserClass):
            found = base.lookup(name)
            if isinstance(found, Function):
                return call_function(machine, found, arguments, instance)
    base_name = owner.library_base("keras.")
    if base_name is None:
        return machine.unknown(Reason.EXTERNAL, node, name)
    if name == "__init__":
        bound, unexpected = bind_signature(base_name, arguments)
        instance.arguments.update(bound)
        instance.unexpected.update(unexpected)
        _initialise(machine, instance, base_name, arguments, node)
        return instance
    if name in training.METHODS and training.is_model(instance):
        return training.run(machine, instance, name, arguments, node)
    entry = registry.method_for((base_name, *signatures.load().bases(base_name)), name)
    if entry is not None:
        return _run_entry(machine, entry, f"{base_name}.{name}", arguments, node, instance)
    return machine.unknown(Reason.UNMODELLED_CALL, node, name)


