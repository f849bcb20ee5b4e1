"""Settings of a training that a file gives a name and then does not use: ``epochs = 100`` in front of ``fit(x, y, epochs=5)``."""

from __future__ import annotations

from collections.abc import Collection
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
    """Record the settings of the file that are numbers and never read, or by nothing but the callbacks of a training."""
    candidates = {name: value for name in SETTINGS if isinstance(value := machine.scope.names.get(name), Const)}
    if not candidates:
        return
    reads = _reads(machine.scope.tree.module, candidates)
    for name, value in candidates.items():
        used, by_callbacks = reads[name]
        if used == 1 and type(value.value) is int and value.place is not None:
            told = by_callbacks > 0
            machine.recorder.event("unused", name, value.place, (), value=value.value, meant=SETTINGS[name], by_callbacks=told)


def _reads(module: cst.Module, names: Collection[str]) -> dict[str, tuple[int, int]]:
    """Count where each name stands in a file, its assignments among them: apart from the callbacks of a call, and in those."""
    counts = {name: [0, 0] for name in names}
    pending: list[tuple[cst.CSTNode, int]] = [(module, 0)]
    while pending:
        node, inside = pending.pop()
        if isinstance(node, cst.Arg):
            # The name of an argument (``epochs=5``) and of an attribute are no uses of the variable.
            pending.append((node.value, 1 if node.keyword is not None and node.keyword.value == "callbacks" else inside))
            continue
        pending.extend((child, inside) for child in ([node.value] if isinstance(node, cst.Attribute) else children(node)))
        if isinstance(node, cst.Name) and node.value in counts:
            counts[node.value][inside] += 1
    return {name: (elsewhere, given) for name, (elsewhere, given) in counts.items()}
