"""Keras taken from modules that are not for users, or from two packages that do not fit together.

## What it does
Finds imports from `tensorflow.python.keras` and `keras.src`, models that mix layers of `tf_keras` (Keras 2) with those of
Keras 3, and environment variables of Keras that are set after Keras was imported.

## Why is this bad
`tensorflow.python.keras` is an old copy of Keras 2 that nobody maintains: its layers and optimizers are refused by the
models of Keras 3, and its own models fail to train with a TensorFlow of today. What stands in `keras.src` moves between
releases. A variable that is set too late has no effect.

## Example
```python
from tensorflow.python.keras.layers import Dense

layer = Dense(3)
```
```python
import os

import keras

os.environ["KERAS_BACKEND"] = "jax"
```

## Use instead
```python
from tensorflow.keras.layers import Dense

layer = Dense(3)
```
```python
import os

os.environ["KERAS_BACKEND"] = "jax"
import keras
```

## Fix safety
Where everything in the statement has a public name, it is imported from there. The fix is unsafe for `tensorflow.python.keras`:
what other modules take from the old copy does not fit to what is imported then. For `keras.src` it is safe, since the objects
are the same.

## When it stays silent
- `keras` and `tensorflow.keras` in one program: with TensorFlow 2.16 and later they are the same.
- `tf_keras` and Keras 3 in one program that keeps them apart.
- The import stands in a `try` that goes on where it fails, or behind a test of the version.
- The file is part of the package whose internals it imports: the sources of Keras itself.
- Internals of TensorFlow other than Keras, such as `tensorflow.python.framework`.

## Keras behaviour
Keras 3: a layer of `tensorflow.python.keras` or of `tf_keras` in a model raises "Only instances of `keras.Layer` can be
added", an optimizer "Could not interpret optimizer identifier"; with TensorFlow 2.21 `fit` of a model from
`tensorflow.python.keras` raises `AttributeError`. `KERAS_BACKEND` is read when `keras` is imported, `TF_USE_LEGACY_KERAS`
when something of `tf.keras` is first looked up; later values are not seen.

## References
- [Getting started with Keras](https://keras.io/getting_started/)
- [Keras 2 as `tf_keras`](https://keras.io/getting_started/#tensorflow--keras-2-backwards-compatibility)
"""

from __future__ import annotations

from collections.abc import Iterator

from keraslint.api import (
    Change,
    Component,
    Draft,
    Event,
    Fixes,
    Meta,
    Model,
    Place,
    Prediction,
    Program,
    Reference,
    Setup,
    Severity,
    Statistic,
    finding,
    fix,
    public_home,
    relate,
    relied_upon,
    replace_module,
    replace_reference,
    root_of,
)

META = Meta(
    code="KL814",
    severity=Severity.ERROR,
    category="correctness",
    since="0.1",
    keras="all versions",
    flavours=("keras3", "keras2"),
    fixes=Fixes.SOMETIMES,
    prediction=Prediction(Statistic.RUNS, "higher", 1.0),
    one_cause=True,
)

COPIES = frozenset({"tensorflow.python.keras", "tensorflow_core.python.keras"})
PRIVATE = frozenset({"keras.src", "keras._tf_keras.keras", "tf_keras.src"})
"""Where the objects of Keras are made, and which is no part of its interface."""

BESIDE = frozenset({"activations", "utils", "np_utils", "callbacks", "datasets", "preprocessing", "text", "sequence", "image"})
"""Modules of the old copy that work by themselves, or whose content does."""

LEGACY = "tf_keras"
VARIABLES = {
    "KERAS_BACKEND": ("keras", "tensorflow.keras"),
    "TF_USE_LEGACY_KERAS": ("tensorflow.keras",),
}
"""The variables of the environment that Keras reads, and below which names it has read them when these are imported."""


def check(program: Program) -> Iterator[Draft]:
    """Find private imports, mixed models, and variables that are set too late."""
    yield from _private(program)
    yield from _mixed(program)
    yield from _late(program)


def _private(program: Program) -> Iterator[Draft]:
    """Find imports from the old copy and from internals, one finding for each statement."""
    statements: dict[int, list[Reference]] = {}
    for reference in relied_upon(program):
        if reference.through is not None and root_of(reference.written) in COPIES | PRIVATE:
            statements.setdefault(id(reference.through.node), []).append(reference)
    for statement in statements.values():
        first = statement[0]
        is_copy = root_of(first.written) in COPIES
        breaks = is_copy and any(map(_meets_models, statement))
        yield finding(
            first.place,
            _copy(first) if is_copy else _internal(first),
            severity=None if breaks else Severity.WARNING,
            fix=fix("Import from the public modules", _imported(statement), safe=not is_copy),
        )


def _meets_models(reference: Reference) -> bool:
    """Say whether something is a part of a model, rather than a help beside it such as ``to_categorical``."""
    return BESIDE.isdisjoint((public_home(reference.written) or reference.written).split(".")[-2:])


def _copy(reference: Reference) -> str:
    root = root_of(reference.written)
    return (
        f"{root} is an old copy of Keras that is not maintained and does not fit together with tensorflow.keras; "
        "import from tensorflow.keras"
    )


def _internal(reference: Reference) -> str:
    root = root_of(reference.written)
    home = public_home(reference.written)
    advice = f"import {home}" if home is not None else "what is public stands in keras itself"
    return f"{root} is private, and what it holds moves between releases; {advice}"


def _imported(statement: list[Reference]) -> Change | None:
    """Return the change that imports the names of a statement from where they are public, if that is one module."""
    homes = [public_home(reference.written) for reference in statement]
    known = [home for home in homes if home is not None]
    if len(known) != len(homes) or any(_last(home) != _last(one.written) for home, one in zip(known, statement, strict=True)):
        return None
    if len(statement) == 1:
        return replace_reference(statement[0], known[0])
    modules = {home.rpartition(".")[0] for home in known}
    return replace_module(statement[0], modules.pop()) if len(modules) == 1 else None


def _last(name: str) -> str:
    return name.rpartition(".")[2]


def _mixed(program: Program) -> Iterator[Draft]:
    """Find models of one package with a layer or an optimizer of the other; one finding for a model."""
    written = {id(call.place.node): call for call in program.calls if call.place is not None}
    for setup in program.setups:
        own = _package(written, setup.model.place) if isinstance(setup.model, Model) else None
        for part in _parts(setup) if own is not None else ():
            other = _package(written, part.place)
            if other is not None and (other == LEGACY) is not (own == LEGACY):
                message = (
                    f"this {part.name} is of {other}, but the model is of {own}: Keras 2 and Keras 3 refuse each other's objects"
                )
                yield finding(part.place, message, related=relate((setup.model.place, "the model is made here")))
                break


def _parts(setup: Setup) -> Iterator[Component]:
    if isinstance(setup.model, Model):
        yield from (layer.component for layer in setup.model.layers if layer.kind.startswith("keras.layers."))
    yield setup.compile.optimizer.component


def _package(written: dict[int, Component], place: Place | None) -> str | None:
    """Return the package from which an object is taken that the program makes at a place."""
    call = None if place is None else written.get(id(place.node))
    root = "" if call is None else root_of(call.written)
    return root if root in {"keras", "tensorflow.keras", LEGACY} else None


def _late(program: Program) -> Iterator[Draft]:
    """Find variables that are set when Keras has been imported, in the order of the text."""
    for event in program.events:
        variable = _variable(event)
        before = [
            place
            for name, place in program.imports.items()
            if event.place is not None and _has_read(name, VARIABLES.get(variable, ())) and _is_before(place, event.place)
        ]
        if before and event.place is not None and not event.contexts and not _is_imported_again(program, event.place):
            yield finding(
                event.place,
                f"{variable} is set after Keras was imported, which has read it already; set it before the import",
                related=relate((before[0], "Keras is imported here")),
            )


def _is_imported_again(program: Program, place: Place) -> bool:
    """Say whether Keras is imported behind a place as well, as in a notebook that is to be begun anew from there."""
    imports = (
        one for one in program.references if one.through is not None and root_of(one.written) in {"keras", "tensorflow.keras"}
    )
    return any(_is_before(place, one.place) for one in imports)


def _variable(event: Event) -> str:
    value = getattr(event.details.get("variable"), "value", None)
    return value if event.kind == "environment" and isinstance(value, str) else ""


def _has_read(name: str, below: tuple[str, ...]) -> bool:
    """Say whether an import reads the variable; ``from tensorflow import keras`` alone looks nothing up."""
    return any(name.startswith(f"{root}.") or (name == root == "keras") for root in below)


def _is_before(place: Place, other: Place) -> bool:
    one, two = place.span, other.span
    return one.file == two.file and (one.cell or 0, one.line) < (two.cell or 0, two.line)
