"""The ready-made models of Keras 2: a linear one, and one that adds it to a deep one."""

from __future__ import annotations

from keraslint.interp.models import NONE, make_input
from keraslint.libs.registry import Call, entry
from keraslint.values import Argument, Const, Instance, Tuple, Value

LINEAR = "keras.experimental.LinearModel"
WIDE_AND_DEEP = "keras.experimental.WideDeepModel"


@entry(LINEAR)
def linear_model(call: Call, units: Value = Const(1), activation: Value = NONE, use_bias: Value = NONE, **others: Value) -> Value:
    """Make a model of one dense layer."""
    start = make_input(call)
    given = {"units": Argument(units, call.place), "activation": Argument(activation, call.place)}
    end = call.apply(call.make("keras.layers.Dense", given), start)
    return Instance(LINEAR, given, place=call.place, fields={"inputs": start, "outputs": end})


@entry(WIDE_AND_DEEP)
def wide_and_deep(call: Call, linear_model: Value, dnn_model: Value, activation: Value = NONE, **others: Value) -> Value:
    """Make a model that adds up what two others give."""
    starts = tuple(make_input(call) for _ in range(2))
    parts = tuple(call.apply(model, start) for model, start in zip((linear_model, dnn_model), starts, strict=True))
    added = call.apply(call.make("keras.layers.Add", {}), call.make_list(Tuple(parts)))
    given = {"activation": Argument(activation, call.place)}
    end = added if activation == NONE else call.apply(call.make("keras.layers.Activation", given), added)
    return Instance(WIDE_AND_DEEP, given, place=call.place, fields={"inputs": Tuple(starts), "outputs": end})
