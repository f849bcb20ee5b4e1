"""Objects of library classes: arguments bound to signatures, constructors and entries run."""

from __future__ import annotations

from typing import Any

import libcst as cst

from keraslint.interp.arguments import Arguments, bind_to
from keraslint.interp.callsite import CallSite
from keraslint.interp.machine import Interpreter
from keraslint.libs import registry, signatures
from keraslint.libs.keras import kinds
from keraslint.libs.keras.applications import ready_made
from keraslint.libs.keras.settings import AMBIENT, ambient
from keraslint.recover.outputs import snake
from keraslint.timings import MODEL, timed, wanted
from keraslint.values import Argument, Const, Instance, Reason, UserClass, Value


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


def run_entry(machine: Interpreter, entry: Any, name: str, arguments: Arguments, node: cst.CSTNode, *before: Value) -> Value:
    """Run the model of a library function or method; unknown where the arguments do not fit it."""
    site = CallSite(machine, name, node)
    if not arguments.exact:
        return site.unknown()
    positional = [Argument(value) for value in before] + arguments.positional
    try:
        values, keywords = registry.bind(entry, 1, positional, arguments.keywords)
    except registry.CannotBind:
        return site.unknown()
    # Written out for the case that matters: this is where most of the work begins.
    result: Value = timed(MODEL, name, lambda: entry(site, *values, **keywords)) if wanted() else entry(site, *values, **keywords)
    return result


def make_instance(machine: Interpreter, name: str, arguments: Arguments, node: cst.CSTNode) -> Instance:
    """Make an object of a library class."""
    bound, unexpected = bind_signature(name, arguments)
    instance = Instance(name, bound, unexpected, machine.place(node), exact=arguments.exact)
    give_name(machine, instance)
    around = ambient(machine.settings)
    if around is not None and kinds.is_layer(name):
        instance.fields[AMBIENT] = around
    initialise(machine, instance, name, arguments, node)
    if machine.recorder.active:
        machine.recorder.components.append(instance)
    record_model(machine, instance, node)
    if kinds.is_layer(name) and _in_call(machine):
        machine.recorder.remark("made inside", name, machine.place(node), tuple(machine.contexts), instance.identity)
    return instance


def record_model(machine: Interpreter, instance: Instance, node: cst.CSTNode) -> None:
    """Record that an object is made, where it is a model."""
    if kinds.is_model(instance.api):
        machine.recorder.event("make", instance.api, machine.place(node), tuple(machine.contexts), instance.identity)


def _in_call(machine: Interpreter) -> bool:
    """Say whether the body of the ``call`` of a layer or model of the program runs, outside of any branch."""
    function = machine.frames[-1].function if machine.frames else None
    inside = function is not None and function.name == "call" and function.owner is not None
    return inside and machine.recorder.layers > 0 and machine.branches == 0


def give_name(machine: Interpreter, instance: Instance) -> None:
    """Give a number to a layer or metric without a name, as Keras does: ``dense``, ``dense_1`` and so on through the program."""
    kind = instance.api
    if not instance.exact or "name" in instance.arguments or not (kinds.is_layer(kind) or kind.startswith("keras.metrics.")):
        return
    default = signatures.load().signature(kind)
    if default is not None and any(
        parameter.name == "name" and parameter.default is not None for parameter in default.parameters
    ):
        return
    prefix = snake(kind.rpartition(".")[2])
    number = machine.counters.get(prefix, Const(0))
    if isinstance(number, Const) and isinstance(number.value, int):
        instance.fields["auto_name"] = Const(f"{prefix}_{number.value}" if number.value else prefix)
        machine.journal.write(machine.counters, prefix, Const(number.value + 1))
    else:
        instance.fields["auto_name"] = machine.unknown(Reason.LOOP, None, "how many there are before it")


def initialise(machine: Interpreter, instance: Instance, name: str, arguments: Arguments, node: cst.CSTNode) -> None:
    """Run the model of a library class's constructor on an object, where there is one; functions that make models have none."""
    if ready_made(name):
        return
    initialiser = registry.method_for((name, *kinds.bases(name)), "__init__")
    if initialiser is not None:
        run_entry(machine, initialiser, f"{name}.__init__", arguments, node, instance)


def initialise_library_base(machine: Interpreter, instance: Instance, cls: UserClass, arguments: Arguments) -> None:
    """Run the constructor of the library class that a class of the program derives from."""
    base = cls.library_base("keras.")
    if base is None:
        return
    bound, unexpected = bind_signature(base, arguments)
    instance.arguments.update(bound)
    instance.unexpected.update(unexpected)
    if instance.place is not None and isinstance(instance.place.node, cst.CSTNode):
        initialise(machine, instance, base, arguments, instance.place.node)
