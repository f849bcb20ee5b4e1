"""What a file prepares for a training and then does not use: ``epochs = 100`` in front of ``fit(x, y, epochs=5)``, a scaler."""

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


SCALERS: Final = frozenset({
    "StandardScaler", "MinMaxScaler", "RobustScaler", "MaxAbsScaler", "QuantileTransformer", "PowerTransformer", "Normalizer",
})  # fmt: skip
"""Classes of scikit-learn that bring columns to a common scale."""


def note_unused(machine: Interpreter) -> None:
    """Record the settings of the file that are numbers and never read, or by nothing but the callbacks, and idle scalers."""
    names, imports = machine.scope.names, machine.recorder.imports
    settings = {name: value for name in SETTINGS if isinstance(value := names.get(name), Const)}
    scalers = {name: place for name in SCALERS if (place := imports.get(f"sklearn.preprocessing.{name}")) is not None}
    if not settings and not scalers:
        return
    reads = _reads(machine.scope.tree.module, {*settings, *scalers})
    for name, value in settings.items():
        used, by_callbacks = reads[name]
        if used == 1 and type(value.value) is int and value.place is not None:
            told = by_callbacks > 0
            machine.recorder.event("unused", name, value.place, (), value=value.value, meant=SETTINGS[name], by_callbacks=told)
    for name, place in scalers.items():
        # One that is imported under another name is not bound to its own.
        if name in names and reads[name] == (0, 0):
            machine.recorder.event("unused", name, place, (), meant="scaling")


def _reads(module: cst.Module, names: Collection[str]) -> dict[str, tuple[int, int]]:
    """Count where each name stands in a file, assigned or read but not imported: apart from callbacks of a call, and in those."""
    counts = {name: [0, 0] for name in names}
    pending: list[tuple[cst.CSTNode, int]] = [(module, 0)]
    while pending:
        node, inside = pending.pop()
        if isinstance(node, cst.ImportAlias):
            continue
        if isinstance(node, cst.Arg):
            # The name of an argument (``epochs=5``) and of an attribute are no uses of the variable.
            pending.append((node.value, 1 if node.keyword is not None and node.keyword.value == "callbacks" else inside))
            continue
        pending.extend((child, inside) for child in ([node.value] if isinstance(node, cst.Attribute) else children(node)))
        if isinstance(node, cst.Name) and node.value in counts:
            counts[node.value][inside] += 1
    return {name: (elsewhere, given) for name, (elsewhere, given) in counts.items()}
