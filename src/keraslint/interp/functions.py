"""Functions and classes of the program: definition, call, instantiation, and the ones that nothing in the file calls."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace

import libcst as cst

from keraslint.interp.abroad import abroad, leads_abroad
from keraslint.interp.arguments import Arguments
from keraslint.interp.dataclass import field_names, field_values, has_fields
from keraslint.interp.instances import initialise_library_base, record_model
from keraslint.interp.machine import DEPTH, Frame, Interpreter, calling
from keraslint.interp.protocols import setter_of
from keraslint.interp.records import FIELDS, member_of
from keraslint.interp.scope import Scope
from keraslint.interp.traced import note_numbers, note_traced
from keraslint.ir import Control
from keraslint.libs.tensorflow.elements import normal
from keraslint.nodes import children, walk
from keraslint.values import (
    Api,
    Argument,
    Const,
    Dataset,
    Dict,
    Function,
    Instance,
    Origin,
    Reason,
    Step,
    Tuple,
    Unknown,
    UserClass,
    Value,
    join,
)

REPEATS = 1
"""A function that runs this often is not entered again, where a condition that is not known would have to end it."""

RECURSION = 12
"""The same for one whose end is decided."""


def define_function(machine: Interpreter, node: cst.FunctionDef) -> None:
    """Bind the function that a ``def`` makes."""
    decorators = tuple(machine.evaluate(decorator.decorator) for decorator in node.decorators)
    function = Function(
        node.name.value, node, machine.scope, _defaults(machine, node.params), None, decorators, machine.place(node.name)
    )
    if decorators:
        note_traced(machine, function)
    setter = setter_of(decorators)
    if setter is not None:  # the property keeps its name
        machine.bind(f"{node.name.value}.{setter}", function)
        return
    machine.bind(node.name.value, _decorated(machine, function, node))
    if machine.scope.kind != "class":
        machine.definitions.append((function, machine.scope, dict(machine.settings)))


def _decorated(machine: Interpreter, function: Function, node: cst.FunctionDef) -> Value:
    """Return what the decorators make of a function: those of the program are run, others are taken to leave it what it is."""
    made: Value = function
    for decorator in reversed(function.decorators):
        if isinstance(decorator, Function):
            result = machine.call(decorator, Arguments.of(made), node)
            made = made if isinstance(result, Unknown) else result
    return made


def make_lambda(machine: Interpreter, node: cst.Lambda) -> Function:
    """Return the function that a ``lambda`` makes."""
    return Function("<lambda>", node, machine.scope, _defaults(machine, node.params), None, (), machine.place(node))


def _defaults(machine: Interpreter, parameters: cst.Parameters) -> tuple[tuple[str, Value], ...]:
    every = (*parameters.posonly_params, *parameters.params, *parameters.kwonly_params)
    return tuple((each.name.value, machine.evaluate(each.default)) for each in every if each.default is not None)


def define_class(machine: Interpreter, node: cst.ClassDef) -> None:
    """Bind the class that a ``class`` statement makes."""
    bases = tuple(machine.evaluate(base.value) for base in node.bases if not base.star)
    scope = Scope("class", machine.scope.tree, machine.scope, node.name.value)
    with machine.scoped(scope):
        machine.execute(node.body.body)
    namespace: dict[str, Value] = {}
    decorators = tuple(machine.evaluate(_undone(decorator.decorator)) for decorator in node.decorators)
    made = UserClass(node.name.value, bases, namespace, machine.place(node.name), decorators)
    if has_fields(decorators, bases):
        namespace[FIELDS] = field_names(node, bases)
    for name, value in scope.names.items():
        if isinstance(value, Function):
            namespace[name] = replace(value, owner=made) if value.owner is None else value
        else:
            namespace[name] = member_of(made, name, value)
    machine.bind(node.name.value, made)
    machine.definitions.append((made, machine.scope, dict(machine.settings)))


def _undone(decorator: cst.BaseExpression) -> cst.BaseExpression:
    """Return what is called to make a decorator, or the decorator itself: ``register`` of ``@register(package="mine")``."""
    return decorator.func if isinstance(decorator, cst.Call) else decorator


@calling(Function)
def call_function(machine: Interpreter, function: Function, arguments: Arguments, node: cst.CSTNode) -> Value:
    """Call a function of the program."""
    if function.decorators:
        note_numbers(machine, function, arguments, node)
    if leads_abroad(machine, function):
        return abroad(machine, function, lambda: run_function(machine, function, arguments, Origin.CALLER))
    return run_function(machine, function, arguments, Origin.CALLER)


def run_function(machine: Interpreter, function: Function, arguments: Arguments, origin: Origin) -> Value:
    """Run the body of a function with ``arguments`` bound, and return what it returns.

    The call is run afresh each time: what a factory makes belongs to the call, not to the line in the factory.
    """
    own = function.definition
    running = [frame for frame in machine.frames if frame.function is not None and frame.function.definition is own]
    # Where constants decide when a recursion ends it is followed; where nothing decides it is cut.
    decided = not running or machine.branches == running[0].depth
    if len(running) > (RECURSION if decided else REPEATS) or len(machine.frames) >= DEPTH:
        return machine.unknown(Reason.RECURSION, None, function.name)
    machine.called.add(id(function.definition))
    scope = Scope("function", function.scope.tree, function.scope, function.name)
    receiver = arguments.receiver
    _bind_parameters(machine, function, arguments, scope, origin)
    frame = Frame(function, machine.journal.mark(), machine.branches)
    if isinstance(receiver, Instance):
        frame.receiver = receiver
    machine.frames.append(frame)
    loops, machine.loops = machine.loops, []
    try:
        with machine.scoped(scope), machine.within(Control.FUNCTION, function.place, function.name):
            if isinstance(function.definition, cst.Lambda):
                frame.final = machine.evaluate(function.definition.body)
            else:
                reached = machine.execute([function.definition.body])
                if reached:
                    frame.final = Const(None)
        return _result(machine, frame)
    finally:
        machine.loops = loops
        machine.frames.pop()


def _result(machine: Interpreter, frame: Frame) -> Value:
    """Join what the returns of a call gave, values and states alike."""
    journal = machine.journal
    values = [value for value, _ in frame.returns]
    if frame.final is not None and not (frame.returns and frame.final == Const(None)):
        values.append(frame.final)
    if frame.returns:
        deltas = [delta for _, delta in frame.returns]
        if frame.final is not None:
            deltas.append(journal.delta(frame.mark))
        journal.undo(frame.mark)
        journal.merge(deltas)
    else:
        journal.release(frame.mark)
    if frame.yields:
        element = normal(frame.yields[0])
        for other in frame.yields[1:]:
            element = join(element, normal(other))
        assert frame.function is not None
        return Dataset(element, stages=(_drawing(frame.function),))
    if not values:
        return Const(None)
    result = values[0]
    for other in values[1:]:
        result = join(result, other)
    return result


def _drawing(function: Function) -> Step:
    """Return the step of a generator; one that goes on for ever says so."""
    return Step("load", function.name, function.place, (("endless", _is_endless(function.definition)),))


def _is_endless(definition: cst.CSTNode) -> bool:
    """Say whether a generator yields in a ``while True`` that nothing leaves."""
    body = getattr(definition, "body", None)
    stack: list[cst.CSTNode] = children(body) if isinstance(body, cst.CSTNode) else []
    while stack:
        node = stack.pop()
        if isinstance(node, cst.While) and isinstance(node.test, cst.Name | cst.Integer) and node.test.value in {"True", "1"}:
            return _holds(node, cst.Yield) and not _holds(node, cst.Break, cst.Return, cst.Raise)
        if not isinstance(node, cst.FunctionDef | cst.Lambda | cst.ClassDef):
            stack.extend(children(node))
    return False


def _holds(node: cst.CSTNode, *kinds: type[cst.CSTNode]) -> bool:
    """Say whether a node of one of ``kinds`` stands inside another one."""
    return any(isinstance(inner, kinds) for child in children(node) for inner in walk(child))


def _bind_parameters(machine: Interpreter, function: Function, arguments: Arguments, scope: Scope, origin: Origin) -> None:
    parameters: cst.Parameters = function.definition.params
    positional = [parameter.name.value for parameter in (*parameters.posonly_params, *parameters.params)]
    only_keyword = [parameter.name.value for parameter in parameters.kwonly_params]
    given = list(arguments.positional)
    if arguments.receiver is not None:
        given.insert(0, Argument(arguments.receiver))
    defaults = dict(function.defaults)
    left = dict(arguments.keywords)
    for index, name in enumerate(positional):
        if index < len(given):
            scope.names[name] = handed_in(given[index].value, origin)
        else:
            scope.names[name] = _named(machine, name, left, defaults, arguments, origin)
    for name in only_keyword:
        scope.names[name] = _named(machine, name, left, defaults, arguments, origin)
    rest = tuple(argument.value for argument in given[len(positional) :])
    # Nobody knows what a function that nothing calls would be given besides what it names.
    exact = arguments.exact and origin is Origin.CALLER
    if isinstance(parameters.star_arg, cst.Param):
        value: Value = Tuple(rest) if exact else machine.unknown(Reason.PARAMETER, None, parameters.star_arg.name.value)
        scope.names[parameters.star_arg.name.value] = value
    if parameters.star_kwarg is not None:
        entries = Dict(tuple((name, handed_in(argument.value, origin)) for name, argument in left.items()), exact)
        scope.names[parameters.star_kwarg.name.value] = Instance("dict", fields={"items": entries})


def _named(
    machine: Interpreter, name: str, left: dict[str, Argument], defaults: dict[str, Value], arguments: Arguments, origin: Origin
) -> Value:
    if name in left:
        return handed_in(left.pop(name).value, origin)
    if name in defaults:
        default = defaults[name]
        if not arguments.exact:
            return machine.unknown(Reason.PARAMETER, None, name)
        return default if origin is Origin.CALLER else _marked(default, origin)
    return machine.unknown(Reason.PARAMETER, None, name)


def handed_in(value: Value, origin: Origin) -> Value:
    """Mark a constant that reaches a function through a parameter."""
    return _marked(value, origin)


def _marked(value: Value, origin: Origin) -> Value:
    if isinstance(value, Const) and value.origin is Origin.LITERAL and value.value is not None:
        return Const(value.value, value.place, origin)
    return value


@calling(UserClass)
def call_class(machine: Interpreter, cls: UserClass, arguments: Arguments, node: cst.CSTNode) -> Value:
    """Call a class of the program."""
    return instantiate(machine, cls, arguments, node)


def instantiate(machine: Interpreter, cls: UserClass, arguments: Arguments, node: cst.CSTNode) -> Instance:
    """Make an object of a class of the program and run its ``__init__``."""
    instance = Instance(cls, place=machine.place(node), exact=arguments.exact)
    machine.called.add(id(cls))
    initialiser = cls.lookup("__init__")
    names = cls.lookup(FIELDS)
    if isinstance(initialiser, Function):
        call_function(machine, initialiser, replace(arguments, receiver=instance), node)
    elif isinstance(names, Tuple):
        instance.fields.update(field_values(machine, cls, names, arguments, node))
    else:
        initialise_library_base(machine, instance, cls, arguments)
    machine.instances[id(cls)] = instance
    record_model(machine, instance, node)
    return instance


def run_uncalled(machine: Interpreter) -> None:
    """Run every function and method that nothing has called, with its defaults and otherwise unknown arguments."""
    seen = 0
    while seen < len(machine.definitions):
        value, scope, settings = machine.definitions[seen]
        seen += 1
        with machine.scoped(scope), _settings_in_doubt(machine, settings):
            if isinstance(value, Function) and id(value.definition) not in machine.called:
                run_function(machine, value, Arguments(), Origin.PARAMETER_DEFAULT)
            elif isinstance(value, UserClass):
                _run_methods(machine, value)


@contextmanager
def _settings_in_doubt(machine: Interpreter, defined_under: Mapping[str, Value]) -> Iterator[None]:
    """Forget the settings that have changed since something was defined: whether it is called before that is not known."""
    now = dict(machine.settings)
    for name, value in now.items():
        if value != defined_under.get(name):
            machine.set(name, machine.unknown(Reason.BRANCHES, detail=name))
    try:
        yield
    finally:
        for name, value in now.items():
            machine.set(name, value)


def _run_methods(machine: Interpreter, cls: UserClass) -> None:
    methods = [value for value in cls.namespace.values() if isinstance(value, Function) and value.name != "__init__"]
    waiting = [method for method in methods if id(method.definition) not in machine.called]
    if not waiting and id(cls) in machine.called:
        return
    instance = machine.instances.get(id(cls))
    if instance is None:
        assert cls.place is not None
        assert isinstance(cls.place.node, cst.CSTNode)
        instance = instantiate(machine, cls, Arguments(), cls.place.node)
    for method in waiting:
        if id(method.definition) in machine.called:
            continue
        static = any(isinstance(decorator, Api) and decorator.name == "builtins.staticmethod" for decorator in method.decorators)
        owner = any(isinstance(decorator, Api) and decorator.name == "builtins.classmethod" for decorator in method.decorators)
        receiver: Value | None = None if static else cls if owner else instance
        run_function(machine, method, Arguments(receiver=receiver), Origin.PARAMETER_DEFAULT)
