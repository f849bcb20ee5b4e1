"""Names that a snippet takes for granted: code out of a tutorial uses ``Sequential`` and ``np`` without importing them.

Such a program ends with a ``NameError`` until somebody adds the import, and there is no doubt which one. A name that anything in
the file binds is never touched, however little is known of its value.
"""

from __future__ import annotations

import weakref
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

import libcst as cst

from keraslint.libs import signatures
from keraslint.libs.keras import kinds
from keraslint.nodes import walk
from keraslint.values import Gap, Instance, Reason, Tuple, Unknown

if TYPE_CHECKING:
    from keraslint.interp.arguments import Arguments
    from keraslint.interp.machine import Interpreter
    from keraslint.interp.scope import Scope
    from keraslint.syntax import Tree

PACKAGES: Final = {
    "keras": "keras", "tf": "tensorflow", "tensorflow": "tensorflow", "np": "numpy", "numpy": "numpy", "pd": "pandas",
    "pandas": "pandas", "sklearn": "sklearn", "layers": "keras.layers", "models": "keras.models",
    "optimizers": "keras.optimizers", "callbacks": "keras.callbacks", "regularizers": "keras.regularizers",
}  # fmt: skip
"""The usual names of packages, and of the modules of Keras that are imported by name."""

OTHERS: Final = {"train_test_split": "sklearn.model_selection", "StandardScaler": "sklearn.preprocessing"}

MODULES: Final = (
    "models", "layers", "optimizers", "callbacks", "regularizers", "initializers", "utils", "preprocessing.image",
    "preprocessing.sequence", "preprocessing.text",
)  # fmt: skip
"""Where the names of Keras are looked for, in this order."""

COMMON: Final = frozenset({
    "Sequential", "Dense", "Flatten", "Dropout", "Activation", "BatchNormalization", "Embedding", "LSTM", "GRU", "SimpleRNN",
    "Bidirectional", "TimeDistributed", "Conv1D", "Conv2D", "Conv3D", "MaxPooling1D", "MaxPooling2D", "MaxPooling3D",
    "AveragePooling1D", "AveragePooling2D", "GlobalAveragePooling1D", "GlobalAveragePooling2D", "GlobalMaxPooling1D",
    "GlobalMaxPooling2D", "to_categorical", "EarlyStopping", "ModelCheckpoint", "ReduceLROnPlateau", "ImageDataGenerator",
})  # fmt: skip
"""Names so common that a module of the project which is imported whole has them from Keras, not of its own."""

RIVALS: Final = frozenset({"torch", "mxnet", "paddle", "tensorlayer", "tflearn", "flax", "jax", "mlx", "tinygrad", "lasagne"})
"""Libraries with layers of the same names."""

_BOUND: Final[weakref.WeakKeyDictionary[Tree, frozenset[str]]] = weakref.WeakKeyDictionary()


def implied(machine: Interpreter, name: str) -> str | None:
    """Return the written name of what ``name`` must mean where nothing gives it a meaning; ``None`` where that is not clear."""
    scope = machine.scope.module
    roots = {written.lstrip(".").partition(".")[0] for written in machine.recorder.imports}
    if roots & RIVALS or not _plausible(scope, roots, name):
        return None
    written = _written(name)
    return written if written is not None and name not in _bound(scope.tree) else None


def _plausible(scope: Scope, roots: set[str], name: str) -> bool:
    """Say whether a name may be looked for here: behind star imports only what is common, in a file with Keras."""
    if not scope.stars:
        return True
    return name in COMMON and (not roots.isdisjoint({"keras", "tensorflow", "tf_keras"}) or any(map(_copied, scope.stars)))


def _copied(module: str) -> bool:
    """Say whether a module has the path of one of the old Keras below another root, as ``k.layers.convolutional`` has."""
    return signatures.load().module(f"keras.{module.partition('.')[2]}") is not None


def _written(name: str) -> str | None:
    package = PACKAGES.get(name)
    if package is not None:
        return package
    if name in OTHERS:
        return f"{OTHERS[name]}.{name}"
    loaded = signatures.load()
    spelled = (f"keras.{module}.{name}" for module in MODULES)
    return next((written for written in spelled if loaded.symbol(loaded.canonical(written)) is not None), None)


def begin_model(machine: Interpreter, receiver: Unknown, method: str, arguments: Arguments, node: cst.CSTNode) -> None:
    """Take a name that nothing binds for a model that was begun before the snippet, where a layer is added to it."""
    first = arguments.positional[0].value if arguments.positional else None
    match node:
        case cst.Call(func=cst.Attribute(value=cst.Name(value=name))) if (
            method == "add"
            and receiver.reason is Reason.UNDEFINED_NAME
            and isinstance(first, Instance)
            and kinds.is_layer(first.api)
            and name not in _bound(machine.scope.module.tree)
        ):
            layers = Tuple((Gap(Reason.UNDEFINED_NAME), first))
            model = Instance("keras.Sequential", place=machine.place(node), fields={"layers": layers})
            machine.journal.write(machine.scope.module.names, name, model)


def _bound(tree: Tree) -> frozenset[str]:
    """Return every name that anything in a file binds."""
    known = _BOUND.get(tree)
    if known is None:
        known = _BOUND[tree] = frozenset(_bindings(tree.module))
    return known


def _bindings(module: cst.Module) -> Iterator[str]:
    for node in walk(module):
        match node:
            case cst.AssignTarget(target=target) | cst.AnnAssign(target=target) | cst.NamedExpr(target=target):
                yield from _names(target)
            case cst.For(target=target) | cst.CompFor(target=target):
                yield from _names(target)
            case cst.FunctionDef(name=name) | cst.ClassDef(name=name) | cst.AsName(name=name) | cst.Param(name=name):
                yield from _names(name)
            case cst.ImportAlias(name=name):
                yield from _names(name if isinstance(name, cst.Name) else _root(name))


def _root(node: cst.BaseExpression) -> cst.BaseExpression:
    while isinstance(node, cst.Attribute):
        node = node.value
    return node


def _names(target: cst.CSTNode) -> Iterator[str]:
    """Yield the names in a target; those inside of an attribute or an index are only read."""
    match target:
        case cst.Name(value=name):
            yield name
        case cst.Tuple(elements=elements) | cst.List(elements=elements):
            for element in elements:
                yield from _names(element.value)
        case cst.StarredElement(value=value):
            yield from _names(value)
