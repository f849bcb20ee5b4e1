"""Settings of a training that a file gives a name and then uses nowhere: ``epochs = 100`` in front of ``fit(x, y, epochs=5)``."""

from __future__ import annotations

from typing import Final

import libcst as cst

from keraslint.interp.machine import Interpreter
from keraslint.nodes import children
from keraslint.values import Const

SETTINGS: Final = {
    "epochs": "epochs", "nb_epoch": "epochs", "nb_epochs": "epochs", "n_epochs": "epochs", "num_epochs": "epochs",
    "EPOCHS": "epochs", "batch_size": "batch_size", "batchsize": "batch_size", "BATCH_SIZE": "batch_size",
}  # fmt: skip
"""The usual names, and the argument of ``fit`` for which each is meant."""


def note_unused(machine: Interpreter) -> None:
    """Record the settings of the file that are numbers and never read."""
    candidates = {name: value for name in SETTINGS if isinstance(value := machine.scope.names.get(name), Const)}
    if not candidates:
        return
    counts = dict.fromkeys(candidates, 0)
    pending: list[cst.CSTNode] = [machine.scope.tree.module]
    while pending:
        node = pending.pop()
        # The name of an argument (``epochs=5``) and of an attribute are no uses of the variable.
        pending.extend([node.value] if isinstance(node, cst.Arg | cst.Attribute) else children(node))
        if isinstance(node, cst.Name) and node.value in counts:
            counts[node.value] += 1
    for name, value in candidates.items():
        if counts[name] == 1 and type(value.value) is int and value.place is not None:
            machine.recorder.event("unused", name, value.place, (), value=value.value, meant=SETTINGS[name])
