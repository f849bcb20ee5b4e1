"""Recurrent layers and their cells."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from keraslint.libs.keras.layers.extents import product, total
from keraslint.libs.keras.layers.literals import elements
from keraslint.libs.keras.layers.ranges import UNIT, including
from keraslint.libs.keras.layers.spec import DEEPEST, LayerCall, entry_of, layer
from keraslint.libs.keras.layers.terms import Result, Tensors, exactly
from keraslint.values import Argument, Const, Dim, Instance, Interval, Shape, Tensor, Tuple, Value

GATES: Final = {"SimpleRNN": 1, "GRU": 3, "LSTM": 4}
STATES: Final = {"SimpleRNN": 1, "GRU": 1, "LSTM": 2}


@dataclass(frozen=True, slots=True)
class Cell:
    """What a recurrent layer does at each step: the extents of its output and of its states, ``None`` where it is not known."""

    output: Dim
    states: tuple[Dim, ...] | None = None
    interval: Interval | None = None


UNKNOWN_CELL: Final = Cell(None)


def kind_of(call: LayerCall) -> str:
    """Return the kind of recurrence of a layer or cell, such as ``LSTM``."""
    return call.name.removeprefix("CuDNN").removesuffix("Cell")


def cell_of(call: LayerCall) -> Cell:
    """Describe a cell, or the cell in a layer that takes its arguments."""
    kind = kind_of(call)
    if kind not in GATES:
        return UNKNOWN_CELL
    units = call.extent("units")
    return Cell(units, (units,) * STATES[kind], _range(call, kind))


def _range(call: LayerCall, kind: str) -> Interval | None:
    """Return the range of the output, which starts at zero and is a mean or a fraction of what the activation gives."""
    gates = UNIT if kind == "SimpleRNN" else call.activation_range("recurrent_activation")
    given = call.keyword("initial_state") != Const(None) and kind == "GRU"
    if given or gates is None or not gates.within(0.0, 1.0):
        return None
    return including(call.activation_range(), 0.0)


def cell_weights(call: LayerCall, features: Dim) -> Dim:
    """Count the weights of a cell that is given ``features`` values at each step."""
    kind = kind_of(call)
    if call.depth > DEEPEST:
        return None
    if call.name == "StackedRNNCells":
        return _stacked_weights(call, features)
    if kind not in GATES:
        return None
    units = call.extent("units")
    rows = total((features, units, _bias_rows(call, kind)))
    return product((GATES[kind], units, rows))


def _bias_rows(call: LayerCall, kind: str) -> Dim:
    if call.name.startswith("CuDNN"):
        return 2
    used = call.boolean("use_bias")
    after = call.boolean("reset_after") if kind == "GRU" and used else False
    if used is None or after is None:
        return None
    return (2 if after else 1) if used else 0


def _cells(call: LayerCall, value: Value) -> tuple[LayerCall | None, ...]:
    """Return the calls of cells in a list, ``None`` in place of those that are not modelled."""
    return tuple(
        call.of(item) if isinstance(item, Instance) and entry_of(item) is not None else None for item in elements(value) or ()
    )


def _stacked_weights(call: LayerCall, features: Dim) -> Dim:
    cells = _cells(call, call.value("cells"))
    counts: list[Dim] = []
    for cell in cells:
        counts.append(None if cell is None else cell_weights(cell, features))
        features = None if cell is None else cell_of(cell).output
    return total(counts) if cells else None


def _wrapped_cell(call: LayerCall) -> LayerCall | None:
    """Return the call of the cell that ``RNN`` is built around; several in a list are stacked."""
    value = call.value("cell")
    if isinstance(value, Tuple) or (isinstance(value, Instance) and value.kind == "list"):
        return call.of(_stack(value))
    return call.of(value) if isinstance(value, Instance) and entry_of(value) is not None else None


def _stack(cells: Value) -> Instance:
    return Instance("keras.layers.StackedRNNCells", {"cells": Argument(cells)})


def _any_cell(call: LayerCall) -> Cell:
    inner = _wrapped_cell(call)
    if inner is None:
        return UNKNOWN_CELL
    if inner.name != "StackedRNNCells":
        return cell_of(inner)
    cells = _cells(inner, inner.value("cells"))
    last = cells[-1] if cells else None
    return UNKNOWN_CELL if last is None else Cell(cell_of(last).output)


def _no_weights_known(call: LayerCall, inputs: Tensors) -> int | None:
    """Count the weights of a cell that is called by itself on the input of one step."""
    shape = inputs[0].shape if inputs else None
    return cell_weights(call, shape[-1] if shape else None)


@layer("LSTMCell", "GRUCell", "SimpleRNNCell", "StackedRNNCells", weights=_no_weights_known)
def cell(_call: LayerCall, _inputs: Tensors) -> Result:
    """Say nothing of a cell that is called by itself: it returns its states in a list."""
    return None


def _features(inputs: Tensors) -> Dim:
    shape = inputs[0].shape if inputs else None
    return shape[-1] if shape and len(shape) == 3 else None


def _layer_weights(call: LayerCall, inputs: Tensors) -> int | None:
    return cell_weights(call, _features(inputs))


def _rnn_weights(call: LayerCall, inputs: Tensors) -> int | None:
    inner = _wrapped_cell(call)
    return None if inner is None else cell_weights(inner, _features(inputs))


@layer("LSTM", "GRU", "SimpleRNN", "CuDNNLSTM", "CuDNNGRU", weights=_layer_weights)
def recurrent(call: LayerCall, inputs: Tensors) -> Result:
    """Run over the second axis; the first input is the sequence, further ones are initial states."""
    return call.objection(exactly(3), inputs[:1]) or _run(call, inputs, cell_of(call))


@layer("RNN", weights=_rnn_weights)
def any_recurrent(call: LayerCall, inputs: Tensors) -> Result:
    """Run a cell over the second axis."""
    return _run(call, inputs, _any_cell(call))


def _run(call: LayerCall, inputs: Tensors, cell: Cell) -> Result:
    shape = inputs[0].shape if inputs else None
    batch, steps = shape[:2] if shape is not None and len(shape) == 3 else (None, None)
    major = call.boolean("time_major")
    if major is not False:
        batch, steps = (steps, batch) if major else (None, None)
    interval = cell.interval if len(inputs) == 1 else None
    first = Tensor(_output_shape(call, batch, steps, cell.output, time_major=major), call.dtype, interval=interval)
    return with_states(call, first, None if cell.states is None else tuple((batch, state) for state in cell.states))


def _output_shape(call: LayerCall, batch: Dim, steps: Dim, units: Dim, *, time_major: bool | None) -> Shape | None:
    sequences = call.boolean("return_sequences")
    if sequences is None:
        return None
    if not sequences:
        return (batch, units)
    return (steps, batch, units) if time_major else (batch, steps, units)


def with_states(call: LayerCall, output: Tensor, states: tuple[Shape, ...] | None) -> Result:
    """Return the output of a recurrent layer, with its last states behind it when it returns them."""
    wanted = call.boolean("return_state")
    if wanted is None or (wanted and states is None):
        return None
    return (output, *(Tensor(state, call.dtype) for state in states or ())) if wanted else output
