"""The training methods of models: ``compile`` and what follows it are recorded, not run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import libcst as cst

from keraslint.interp.arguments import Arguments
from keraslint.interp.callsite import CallSite
from keraslint.interp.feeding import with_datasets
from keraslint.interp.instances import bind_signature
from keraslint.interp.layers import settle
from keraslint.interp.losses import note_loss
from keraslint.interp.record import CallRecord, CompileRecord, UseRecord
from keraslint.interp.results import EVALUATING, evaluation, history
from keraslint.interp.saving import checkpointed
from keraslint.interp.tracing import fed_tensors, trace
from keraslint.ir import Compile, Model
from keraslint.libs import signatures
from keraslint.libs.keras import kinds
from keraslint.recover.compiled import compiled_of
from keraslint.recover.facts import bound_component
from keraslint.recover.graph import declares_input, graph, model_outputs
from keraslint.recover.outputs import output_names
from keraslint.recover.uses import elements_of
from keraslint.values import Array, Const, Dataset, Instance, Reason, Step, Tensor, Unknown, Value

if TYPE_CHECKING:
    from keraslint.interp.machine import Interpreter

METHODS: Final = frozenset({
    "compile", "fit", "evaluate", "predict", "fit_generator", "evaluate_generator", "predict_generator", "train_on_batch",
    "test_on_batch", "predict_on_batch", "predict_classes", "predict_proba",
})  # fmt: skip

FITTING: Final = frozenset({"fit", "fit_generator"})

PREDICTING: Final = frozenset({"predict", "predict_generator", "predict_on_batch", "predict_classes", "predict_proba"})

COMPILE_WORDS: Final = frozenset({"loss", "optimizer", "metrics", "loss_weights", "run_eagerly", "weighted_metrics"})


def is_model(instance: Instance) -> bool:
    """Say whether an object is a Keras model."""
    return kinds.is_model(instance.api)


def run(machine: Interpreter, model: Instance, method: str, arguments: Arguments, node: cst.CSTNode) -> Value:
    """Record a training method of a model and return what it gives."""
    call = recorded(machine, model, method, arguments, node)
    if method == "compile":
        return _compile(machine, model, call)
    use = UseRecord(method, call, model, kept=node is not machine.dropped)
    if method in FITTING and "callbacks" in call.arguments:
        checkpointed(CallSite(machine, call.name, node), model, call.arguments["callbacks"].value)
    compiled = model.fields.get("compiled")
    if machine.recorder.active:
        taken = machine.recorder.compile_of(compiled)
        if taken is not None:
            taken.uses.append(use)
            _feed(machine, taken, call)
        else:
            machine.recorder.orphans.append(use)
    return _result(machine, model, method, call, node)


def recorded(machine: Interpreter, model: Value, method: str, arguments: Arguments, node: cst.CSTNode) -> CallRecord:
    """Bind the arguments of a training method to the signature that all models share, and record the call."""
    name = f"keras.Model.{method}"
    bound, unexpected = bind_signature(name, arguments)
    call = CallRecord(
        name,
        name,
        with_datasets(machine, bound, node) if method != "compile" else bound,
        unexpected,
        machine.place(node),
        arguments.exact,
        machine.recorder.next_order(),
        tuple(machine.contexts),
        model,
        guarded=machine.recorder.guards > 0,
    )
    if machine.recorder.active:
        machine.recorder.calls.append(call)
    return call


def _compile(machine: Interpreter, model: Instance, call: CallRecord) -> Value:
    if machine.recorder.active:
        trace(machine, model)
        record = CompileRecord(compiled_by(call, output_names(model)), graph(model), model, content_of(model))
        machine.write(model, "compiled", machine.recorder.add_compile(record))
        if "loss" in call.arguments:
            note_loss(machine, call.arguments["loss"].value)
    return Const(None)


def compiled_by(call: CallRecord, names: tuple[str | None, ...]) -> Compile:
    """Return what a ``compile`` call says at the moment: the objects that it is given may change later."""
    made = bound_component(call.name, call.name, call.arguments, call.unexpected, call.place, ("compile",), exact=call.exact)
    return compiled_of(made, call.arguments, names, call.order, call.contexts)


def content_of(model: Instance) -> Value | None:
    """Return what a model is made of, to see whether it has changed."""
    return model.fields.get("layers") or model.fields.get("outputs")


def _feed(machine: Interpreter, compiled: CompileRecord, call: CallRecord) -> None:
    """Complete the graph of a model that declares no input shape from the first data that it is fed."""
    model, instance = compiled.model, compiled.instance
    if not isinstance(model, Model) or instance is None or declares_input(instance):
        return
    if content_of(instance) is not compiled.content:
        return
    argument = call.arguments.get("x")
    fed = argument.value if argument is not None else None
    if isinstance(fed, Dataset):
        fed = elements_of(fed.element)[0]
    start = None if fed is None else fed_tensors(fed)
    if start is None:
        return
    trace(machine, instance, start)
    compiled.model = graph(instance, start=start if isinstance(start, Tensor) else None)
    settle(machine, instance, start)


def _result(machine: Interpreter, model: Instance, method: str, call: CallRecord, node: cst.CSTNode) -> Value:
    if method in FITTING:
        return history(model, call.order, call.place)
    if method in EVALUATING:
        return evaluation(call.order)
    if method in PREDICTING:
        step = Step("load", call.name, call.place, (("model", model.identity),))
        if method == "predict_classes":
            return Array(None, "int64", container="prediction", steps=(step,))
        return Array(_output_shape(model), "float32", container="prediction", steps=(step,))
    return machine.unknown(Reason.DATA_DEPENDENT, node, method)


def _output_shape(model: Instance) -> tuple[int | None, ...] | None:
    outputs = model_outputs(model)
    return outputs[0].shape if outputs is not None and len(outputs) == 1 else None


def on_unknown(machine: Interpreter, receiver: Unknown, method: str, arguments: Arguments, node: cst.CSTNode) -> None:
    """Record ``compile`` on a value that is not known, where the arguments show that it is a model's."""
    if method != "compile" or not machine.recorder.active:
        return
    looks_like_keras = bool(COMPILE_WORDS & arguments.keywords.keys()) or any(
        isinstance(argument.value, Const)
        and isinstance(argument.value.value, str)
        and signatures.load().registered("optimizers", argument.value.value) is not None
        for argument in arguments.positional[:1]
    )
    if looks_like_keras:
        call = recorded(machine, receiver, method, arguments, node)
        machine.recorder.add_compile(CompileRecord(compiled_by(call, ()), receiver, None))
