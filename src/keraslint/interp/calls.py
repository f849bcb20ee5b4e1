"""Calls: of library functions and classes, of the program's own, of methods, layers and models."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

import libcst as cst

from keraslint.interp import training
from keraslint.interp.arguments import Arguments, evaluate_arguments
from keraslint.interp.attributes import attribute_of, behind
from keraslint.interp.concrete import note_function, note_method
from keraslint.interp.functional import on_tensors
from keraslint.interp.implied import begin_model
from keraslint.interp.instances import bind_signature, initialise, make_instance, run_entry
from keraslint.interp.layers import call_layer
from keraslint.interp.machine import Interpreter, calling
from keraslint.interp.modules import MODULE
from keraslint.interp.protocols import BUILTINS, special
from keraslint.interp.record import CallRecord
from keraslint.interp.targets import kinds_of
from keraslint.libs import registry, signatures
from keraslint.libs.keras import kinds
from keraslint.values import (
    Api,
    Argument,
    BoundMethod,
    Const,
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

RECORDED: Final = ("keras", "tensorflow", "pickle.", "joblib.", "dill.", "cloudpickle.", "copy.deepcopy")
"""Calls of these libraries are recorded with their arguments, for the rules about arguments, removed functions and storing."""


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
        results = [machine.call(function, arguments, node)]
    return joined(results)


def usable(receivers: tuple[Value, ...]) -> tuple[Value, ...]:
    """Leave ``None`` out of several possible receivers: on it the call would fail."""
    objects = tuple(value for value in receivers if not (isinstance(value, Const) and value.value is None))
    return objects or receivers


def call_attribute(machine: Interpreter, receiver: Value, name: str, arguments: Arguments, node: cst.Call) -> Value:
    """Call ``receiver.name(...)``."""
    if isinstance(receiver, Unknown):
        begin_model(machine, receiver, name, arguments, node)
        training.on_unknown(machine, receiver, name, arguments, node)
        return receiver
    if isinstance(receiver, Api | UserClass):
        return machine.call(attribute_of(machine, receiver, name, node.func), arguments, node)
    if isinstance(receiver, Instance) and (isinstance(receiver.kind, UserClass) or receiver.kind == MODULE):
        function = attribute_of(machine, receiver, name, node.func)
        return machine.call(function, arguments, node)
    if isinstance(receiver, Instance) and name in receiver.fields and name != "items":
        return machine.call(receiver.fields[name], arguments, node)
    note_method(machine, receiver, name, node)
    return call_method(machine, receiver, name, arguments, node)


@calling(BoundMethod)
def call_bound(machine: Interpreter, function: BoundMethod, arguments: Arguments, node: cst.CSTNode) -> Value:
    """Call a method that was looked up before."""
    if function.function is not None:
        return machine.call(function.function, received(function.receiver, arguments), node)
    return call_method(machine, function.receiver, function.name, arguments, node)


def received(receiver: Value, arguments: Arguments) -> Arguments:
    """Return the arguments with the receiver in front."""
    return replace(arguments, receiver=receiver)


@calling(Partial)
def call_partial(machine: Interpreter, function: Partial, arguments: Arguments, node: cst.CSTNode) -> Value:
    """Call with the arguments that were given beforehand."""
    return machine.call(function.target, _completed(function, arguments), node)


@calling(OneOf)
def call_any(machine: Interpreter, function: OneOf, arguments: Arguments, node: cst.CSTNode) -> Value:
    """Call each of several possible functions, and join what they give."""
    return joined([machine.call(option, arguments, node) for option in usable(function.options)])


@calling(Unknown)
def call_unknown(machine: Interpreter, function: Unknown, arguments: Arguments, node: cst.CSTNode) -> Value:
    """Return what is known of the call of something unknown: nothing, for the same reason."""
    return machine.unknown(function.reason, node, function.detail)


def joined(results: list[Value]) -> Value:
    """Return what is known when any of ``results`` may hold."""
    result = results[0]
    for other in results[1:]:
        result = join(result, other)
    return result


def _completed(partial: Partial, arguments: Arguments) -> Arguments:
    positional = [Argument(value) for value in partial.positional] + arguments.positional
    keywords = {name: Argument(value) for name, value in partial.keywords} | arguments.keywords
    return Arguments(positional, keywords, arguments.exact)


@calling(Api)
def call_library(machine: Interpreter, function: Api, arguments: Arguments, node: cst.CSTNode) -> Value:
    """Call what a library offers: run its entry, or make an object where it is a class."""
    name = function.name
    record = _record(machine, function, arguments, node) if name.startswith(RECORDED) else None
    if name in BUILTINS and arguments.positional:
        answer = special(machine, arguments.positional[0].value, BUILTINS[name], node)
        if answer is not None:
            return answer
    entry = registry.entry_for(name) or _inherited(name)
    note_function(machine, name, arguments, node)
    on_graph = on_tensors(machine, name, arguments, node)
    if on_graph is not None:
        result = on_graph
    elif entry is not None:
        result = run_entry(machine, entry, name, arguments, node)
    elif kinds.is_made_by_call(name):
        result = make_instance(machine, name, arguments, node)
    else:
        result = machine.unknown(Reason.UNMODELLED_CALL, node, function.written or name)
    if record is not None:
        record.result = result
    return result


def _inherited(name: str) -> Callable[..., Value] | None:
    """Return the entry of a class method of a layer or optimizer that the class takes over from its base."""
    owner, _, last = name.rpartition(".")
    base = next((base for base in (kinds.LAYER, kinds.OPTIMIZER) if base in kinds.bases(owner)), None)
    return None if base is None else registry.entry_for(f"{base}.{last}")


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
        guarded=machine.recorder.guards > 0,
    )
    if machine.recorder.active:
        machine.recorder.calls.append(record)
    return record


def call_method(machine: Interpreter, receiver: Value, name: str, arguments: Arguments, node: cst.CSTNode) -> Value:
    """Call a method of a value that is not of the program's own making."""
    match receiver:
        case Unknown():
            training.on_unknown(machine, receiver, name, arguments, node)
            return receiver
        case OneOf():
            return joined([call_method(machine, option, name, arguments, node) for option in usable(receiver.options)])
        case Opaque(kind="super", parts=parts):
            return _call_super(machine, parts, name, arguments, node)
        case Instance() if training.is_model(receiver) and name in training.METHODS:
            return training.run(machine, receiver, name, arguments, node)
    kinds = kinds_of(receiver)
    entry = registry.method_for(kinds, name)
    if isinstance(receiver, Instance) and receiver.api.startswith("keras."):
        _record_method(machine, receiver, name, arguments, node)
    if entry is not None:
        return run_entry(machine, entry, f"{kinds[0]}.{name}", arguments, node, receiver)
    return machine.unknown(Reason.UNMODELLED_CALL, node, name)


def _record_method(machine: Interpreter, receiver: Instance, name: str, arguments: Arguments, node: cst.CSTNode) -> None:
    loaded = signatures.load()
    kinds = kinds_of(receiver)
    known = next((f"{kind}.{name}" for kind in kinds if loaded.signature(f"{kind}.{name}") is not None), f"{receiver.api}.{name}")
    record = _record(machine, Api(known, None, known), arguments, node)
    record.receiver = receiver


@calling(Instance)
def call_instance(machine: Interpreter, instance: Instance, arguments: Arguments, node: cst.CSTNode) -> Value:
    """Call an object: a layer or model on tensors or data, or one of a class of the program that defines ``__call__``."""
    if kinds.is_layer(instance.api):
        return call_layer(machine, instance, arguments, node)
    if isinstance(instance.kind, UserClass):
        own = instance.kind.lookup("__call__")
        if isinstance(own, Function):
            return machine.call(own, received(instance, arguments), node)
    entry = registry.method_for(kinds_of(instance), "__call__")
    if entry is not None:
        return run_entry(machine, entry, f"{instance.api}.__call__", arguments, node, instance)
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
    for base in behind(instance.kind, owner):
        found = base.namespace.get(name) if isinstance(base, UserClass) else None
        if isinstance(found, Function):
            return machine.call(found, received(instance, arguments), node)
        if isinstance(base, Api):
            break
    base_name = owner.library_base("keras.")
    if base_name is None:
        return machine.unknown(Reason.EXTERNAL, node, name)
    if name == "__init__":
        bound, unexpected = bind_signature(base_name, arguments)
        instance.arguments.update(bound)
        instance.unexpected.update(unexpected)
        initialise(machine, instance, base_name, arguments, node)
        return instance
    if name in training.METHODS and training.is_model(instance):
        return training.run(machine, instance, name, arguments, node)
    entry = registry.method_for((base_name, *kinds.bases(base_name)), name)
    if entry is not None:
        return run_entry(machine, entry, f"{base_name}.{name}", arguments, node, instance)
    return machine.unknown(Reason.UNMODELLED_CALL, node, name)
