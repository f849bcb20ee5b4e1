"""What ``compile`` is given: losses, optimizer and metrics from strings, objects, functions, lists and dicts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from keraslint.ir import ABSENT, Compile, Component, Context, Fact, Loss, Metric, Optimizer, Path, Site
from keraslint.libs import signatures
from keraslint.recover.alternatives import either
from keraslint.recover.facts import component, default, fact, number, origin_of, source_of
from keraslint.recover.outputs import by_output, listed, name_of, snake
from keraslint.source import Place
from keraslint.values import (
    Api,
    Argument,
    Const,
    Function,
    Instance,
    OneOf,
    Opaque,
    Origin,
    Partial,
    Reason,
    Unknown,
    UserClass,
    Value,
)

LOSSES: Final = "keras.losses."
METRICS: Final = "keras.metrics."
OPTIMIZERS: Final = "keras.optimizers."
SCHEDULES: Final = "keras.optimizers.schedules."

NO_LOSS: Final = "none"
"""The kind of loss of an output that is not trained."""

FUNCTION_OF_CLASS: Final = {
    "BinaryCrossentropy": "binary_crossentropy",
    "BinaryFocalCrossentropy": "binary_focal_crossentropy",
    "CategoricalCrossentropy": "categorical_crossentropy",
    "CategoricalFocalCrossentropy": "categorical_focal_crossentropy",
    "CategoricalGeneralizedCrossEntropy": "categorical_generalized_cross_entropy",
    "CategoricalHinge": "categorical_hinge",
    "Circle": "circle",
    "CosineSimilarity": "cosine_similarity",
    "CTC": "ctc",
    "Dice": "dice",
    "Hinge": "hinge",
    "Huber": "huber",
    "KLDivergence": "kl_divergence",
    "LogCosh": "log_cosh",
    "MeanAbsoluteError": "mean_absolute_error",
    "MeanAbsolutePercentageError": "mean_absolute_percentage_error",
    "MeanSquaredError": "mean_squared_error",
    "MeanSquaredLogarithmicError": "mean_squared_logarithmic_error",
    "Poisson": "poisson",
    "SparseCategoricalCrossentropy": "sparse_categorical_crossentropy",
    "SquaredHinge": "squared_hinge",
    "Tversky": "tversky",
}
"""The function that each loss class computes; rules speak of the function."""


def compiled_of(
    call: Component, arguments: Mapping[str, Argument], names: tuple[str | None, ...], order: int, contexts: tuple[Context, ...]
) -> Compile:
    """Return what a ``compile`` call says, as its arguments are when it runs; ``names`` are those of the model's outputs."""
    return Compile(
        losses_of(arguments.get("loss"), call.place, ("compile", "losses"), names),
        optimizer_of(arguments.get("optimizer"), call.place, ("compile", "optimizer")),
        metrics_of(arguments.get("metrics"), ("compile", "metrics"), names),
        call,
        order,
        contexts,
        names,
    )


def losses_of(
    argument: Argument | None, call: Place | None, path: Path, names: tuple[str | None, ...] = ()
) -> tuple[Loss, ...] | Unknown:
    """Return the losses that ``compile(loss=...)`` is given: one, or one for each output, in the order of the outputs."""
    if argument is None:
        return ()
    if argument.value == Const(None):
        return ()
    parts: list[Value] | list[Value | None] | None = listed(argument.value)
    if parts is None:
        if isinstance(argument.value, Unknown):
            return argument.value
        single = loss_of(argument, call, (*path, 0))
        return single if isinstance(single, Unknown) else (single,)
    if len(names) > 1 and isinstance(argument.value, Instance) and argument.value.kind == "dict":
        parts = by_output(argument.value, names)
        if parts is None:
            return Unknown(Reason.DATA_DEPENDENT, argument.place, "which output each loss is for")
    found = []
    for index, part in enumerate(parts):
        place = part.place if isinstance(part, Const | Instance | Api) and part.place is not None else argument.place
        if part is None or part == Const(None):
            found.append(without_loss(place, (*path, index)))
            continue
        loss = loss_of(Argument(part, place, argument.keyword), None, (*path, index))
        if isinstance(loss, Unknown):
            return loss
        found.append(loss)
    return tuple(found)


def without_loss(place: Place | None, path: Path) -> Loss:
    """Return what stands in the list of losses for an output that has none."""
    return Loss(Fact(NO_LOSS, place, path=path), ABSENT, Component(NO_LOSS, {}, {}, place, path), "none")


def loss_of(argument: Argument, call: Place | None, path: Path) -> Loss | Unknown:
    """Return one loss."""
    value, place = argument.value, argument.place
    if isinstance(value, Unknown):
        return value
    written = written_loss(value)
    if written is None:
        return Unknown(Reason.CUSTOM_CODE if isinstance(value, Opaque) else Reason.DATA_DEPENDENT, place)
    name, form = written
    site = None if call is None else Site(call, "loss", argument.keyword, given=True)
    kind = Fact(name, place, origin_of(value), path, site, source_of(value))
    if form == "instance" and isinstance(value, Instance):
        part = component(value, path)
        return Loss(kind, part["from_logits"], part, form)
    where = (*path, "arguments", "from_logits")
    flag = dict(value.keywords).get("from_logits") if isinstance(value, Partial) else None
    logits: Fact[bool] = (
        default(False, where, None, "from_logits") if flag is None else fact(Argument(flag), where, None, "from_logits")
    )
    return Loss(kind, logits, Component(f"{LOSSES}{name}", {}, {}, place, path), form)


def written_loss(value: Value) -> tuple[str, str] | None:
    """Return the function that a loss computes and the form in which it is written, or ``None`` for what is no loss."""
    match value:
        case Const(value=str() as text):
            name = signatures.load().registered("losses", text)
            return (f"custom:{text}" if name is None else function_name(name), "string")
        case Api(name=name) if name.startswith((LOSSES, METRICS, "keras.ops.")):
            return function_name(name), "class" if name.rpartition(".")[2] in FUNCTION_OF_CLASS else "function"
        case Instance(kind=str() as kind) if kind.startswith(LOSSES):
            return function_name(kind), "instance"
        case Partial(target=Api(name=name)) if name.startswith(LOSSES):
            return function_name(name), "function"
        case Function() | UserClass() | Partial():
            return f"custom:{_own_name(value)}", "custom"
        case Instance():
            return f"custom:{value.kind.name if isinstance(value.kind, UserClass) else value.kind}", "custom"
        case Api(name=name):
            return f"custom:{name}", "custom"
    return None


def _own_name(value: Function | UserClass | Partial) -> str:
    target = value.target if isinstance(value, Partial) else value
    return target.name if isinstance(target, Function | UserClass) else "partial"


def function_name(canonical: str) -> str:
    """Return the function name of a loss given by canonical name of its class or function."""
    last = canonical.rpartition(".")[2]
    return FUNCTION_OF_CLASS.get(last, last)


def optimizer_of(argument: Argument | None, call: Place | None, path: Path) -> Optimizer:
    """Return the optimizer that ``compile(optimizer=...)`` is given; ``rmsprop`` where none is."""
    if argument is None:
        return _by_name(
            "keras.optimizers.RMSprop",
            call,
            Origin.DEFAULT,
            path,
            Site(call, "optimizer", None, given=False) if call else None,
            "default",
        )
    value, place = argument.value, argument.place
    site = None if call is None else Site(call, "optimizer", argument.keyword, given=True)
    match value:
        case Const(value=str() as text):
            name = signatures.load().registered("optimizers", text)
            if name is not None:
                return _by_name(name, place, value.origin, path, site, "string")
            reason = Unknown(Reason.INVALID, place, f"no optimizer is called {text!r}")
        case Api(name=name) if name.startswith(OPTIMIZERS):
            return _by_name(name, place, Origin.LITERAL, path, site, "class")
        case Instance(kind=str() as kind) if kind.startswith(OPTIMIZERS):
            return _of_instance(value, argument, site, path)
        case Instance(kind=UserClass() as own):
            part = component(value, path)
            return Optimizer(
                Fact(f"custom:{own.name}", place, path=path, site=site),
                part["learning_rate"],
                part,
                None,
                value.identity,
                "custom",
            )
        case Instance(kind=str(), arguments={"inner_optimizer": Argument(value=Instance() as wrapped)}):
            return optimizer_of(Argument(wrapped, place, argument.keyword), call, path)
        case Instance(kind=str() as kind):
            part = component(value, path)
            first = part["learning_rate"] if "learning_rate" in part.arguments else part["#0"]
            return Optimizer(Fact(kind, place, path=path, site=site), first, part, None, value.identity, "instance")
        case OneOf(options=several):
            return either([optimizer_of(Argument(one, place, argument.keyword), call, path) for one in several])
        case Unknown():
            reason = value
        case Api(name=name):
            reason = Unknown(Reason.EXTERNAL, place, name)
        case _:
            reason = Unknown(Reason.CUSTOM_CODE, place)
    return Optimizer(Fact(reason, place, path=path, site=site), Fact(reason, place), Component("unknown", place=place, path=path))


def _by_name(name: str, place: Place | None, origin: Origin, path: Path, site: Site | None, form: str) -> Optimizer:
    """Return an optimizer that is chosen by name, every argument at its default."""
    facts: dict[str, Fact[Any]] = {}
    signature = signatures.load().signature(name)
    for parameter in signature.parameters if signature is not None else ():
        if not parameter.variadic and parameter.has_default:
            facts[parameter.name] = Fact(parameter.default, place, Origin.DEFAULT, (*path, "arguments", parameter.name))
    part = Component(name, facts, {}, place, path)
    kind = Fact(name.rpartition(".")[2], place, origin, path, site)
    return Optimizer(kind, part["learning_rate"], part, None, 0, form)


def _of_instance(value: Instance, argument: Argument, site: Site | None, path: Path) -> Optimizer:
    part = component(value, path)
    kind = Fact(value.api.rpartition(".")[2], argument.place, path=path, site=site, source=value.place)
    rate = part["learning_rate"]
    legacy = part.unexpected.get("lr") or part.arguments.get("lr")
    if legacy is not None and not rate.given:
        rate = legacy
    schedule: Component | None = None
    if isinstance(rate.value, Component):
        schedule = rate.value
        rate = rate_of_schedule(schedule, rate)
    changed = value.fields.get("learning_rate") or value.fields.get("lr")
    if changed is not None:
        rate = Fact(changed.value if isinstance(changed, Const) else Unknown(Reason.DATA_DEPENDENT), rate.place)
    return Optimizer(kind, number(rate), part, schedule, value.identity, "instance")


FIRST_RATE: Final = {
    "ExponentialDecay": "initial_learning_rate",
    "InverseTimeDecay": "initial_learning_rate",
    "PolynomialDecay": "initial_learning_rate",
    "CosineDecayRestarts": "initial_learning_rate",
    "CosineDecay": "initial_learning_rate",
}


def rate_of_schedule(schedule: Component, given: Fact[Any]) -> Fact[float]:
    """Return the learning rate of a schedule at step 0."""
    parameter = FIRST_RATE.get(schedule.name)
    if parameter is not None and schedule.kind.startswith(SCHEDULES):
        return schedule[parameter]
    if schedule.name == "PiecewiseConstantDecay":
        values = schedule["values"]
        if isinstance(values.value, tuple) and values.value:
            return Fact(values.value[0], values.place, values.origin, values.path)
    return Fact(Unknown(Reason.CUSTOM_CODE, given.place, schedule.name), given.place, path=given.path)


def metrics_of(argument: Argument | None, path: Path, names: tuple[str | None, ...] = ()) -> tuple[Metric, ...] | Unknown:
    """Return the metrics that ``compile(metrics=...)`` is given; a bare one counts as a list of one."""
    if argument is None or argument.value == Const(None):
        return ()
    if isinstance(argument.value, Unknown):
        return argument.value
    groups = by_output(argument.value, names) if len(names) > 1 else None
    prefixes: tuple[str | None, ...] = ("",)
    if groups is None:
        groups = [argument.value]
    else:
        prefixes = tuple(None if name is None else f"{name}_" for name in names)
    found: list[Metric] = []
    for prefix, group in zip(prefixes, groups, strict=True):
        for value in _metric_values(group):
            place = value.place if isinstance(value, Const | Instance | Api) and value.place is not None else argument.place
            metric = metric_of(value, place, (*path, len(found)))
            if isinstance(metric, Unknown):
                return metric
            found.append(replace(metric, log_name=_logged(metric.log_name, prefix, found)))
    return tuple(found)


def _metric_values(group: Value | None) -> Iterator[Value]:
    """Walk the metrics of a list or dict, whose elements may be lists again."""
    if group is None or group == Const(None):
        return
    parts = listed(group)
    if parts is None:
        yield group
        return
    for part in parts:
        yield from _metric_values(part)


def _logged(name: Fact[str], prefix: str | None, earlier: list[Metric]) -> Fact[str]:
    """Return the key of a metric in the logs: behind the name of its output, numbered where there are several of one name."""
    if isinstance(name.value, Unknown):
        return name
    if prefix is None:
        return replace(name, value=Unknown(Reason.DATA_DEPENDENT, name.place, "the name of the output"))
    full = f"{prefix}{name.value}"
    same = [
        metric for metric in earlier if isinstance(metric.log_name.value, str) and _NUMBER.sub("", metric.log_name.value) == full
    ]
    return replace(name, value=f"{full}_{len(same)}" if same else full)


_NUMBER: Final = re.compile(r"_\d+$")


def _made_up(metric: Instance, place: Place | None) -> str | Unknown:
    """Return the name that Keras gives to a metric which has none of its own."""
    known = metric.fields.get("auto_name")
    if known is None:
        return snake(metric.api.rpartition(".")[2])
    return name_of(metric) or Unknown(Reason.LOOP, place, "how many there are before it")


def metric_of(value: Value, place: Place | None, path: Path) -> Metric | Unknown:
    """Return one metric. ``accuracy``, ``acc``, ``crossentropy`` and ``ce`` stay as written: Keras resolves them later."""
    match value:
        case Const(value=str() as text):
            name = signatures.load().registered("metrics", text)
            kind = (
                text
                if text in {"accuracy", "acc", "crossentropy", "ce"}
                else f"custom:{text}"
                if name is None
                else name.rpartition(".")[2]
            )
            fact_: Fact[str] = Fact(kind, place, value.origin, path, None, value.place)
            return Metric(fact_, Fact(text, place), Component(f"{METRICS}{kind}", {}, {}, place, path), "string")
        case Instance(kind=str() as kind):
            part = component(value, path)
            given = part["name"]
            log_name = given if isinstance(given.value, str) else Fact(_made_up(value, place), place)
            return Metric(Fact(part.name, place, path=path), log_name, part, "instance")
        case Api(name=name):
            last = name.rpartition(".")[2]
            logged = snake(last) if last[:1].isupper() else last
            return Metric(Fact(last, place, path=path), Fact(logged, place), Component(name, {}, {}, place, path), "function")
        case Instance(kind=UserClass(name=name)):
            part = Component(f"custom:{name}", {}, {}, place, path)
            return Metric(Fact(f"custom:{name}", place, path=path), Fact(name_of(value) or snake(name), place), part, "custom")
        case Function(name=name) | UserClass(name=name):
            return Metric(
                Fact(f"custom:{name}", place, path=path),
                Fact(name, place),
                Component(f"custom:{name}", {}, {}, place, path),
                "custom",
            )
        case Unknown():
            return value
        case _:
            return Unknown(Reason.CUSTOM_CODE, place)
