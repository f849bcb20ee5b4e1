"""Classes derived from Keras that do not keep to what Keras expects of them.

## What it does
Finds layers, models, metrics and losses of the program whose `__init__` never calls that of its base. Of those that are part of
a model which the program saves, also the ones that cannot be made again: because `__init__` refuses the arguments that Keras
passes, or because the program loads models without saying what the name of the class means.

## Why is this bad
Without the call of the base the object is not set up, and its first use fails. A model that is saved but cannot be loaded is
noticed when it is needed.

## Example
```python
import keras


class Scale(keras.layers.Layer):
    def __init__(self, factor):
        self.factor = factor

    def call(self, inputs):
        return inputs * self.factor
```

## Use instead
```python
import keras


class Scale(keras.layers.Layer):
    def __init__(self, factor):
        super().__init__()
        self.factor = factor

    def call(self, inputs):
        return inputs * self.factor
```

## When it stays silent
- The class takes any further keyword (`**kwargs`), or describes its objects itself (`get_config` or `from_config`).
- The class is registered by a decorator, or has one that is not known; `custom_objects` are given somewhere in the program.
- The class is not part of a compiled model that the program saves as a whole, or loads again from there.
- The base of the class is not known.

## Keras behaviour
Keras 3: an object whose base was not set up raises "you forgot to call `super().__init__()`" when it is used. A layer without
`**kwargs` raises `TypeError` when its model is loaded, since Keras passes `trainable`, `dtype` and `name`. A class that Keras
does not know raises `TypeError`, "Could not locate class".

## References
- [Making new layers and models](https://keras.io/guides/making_new_layers_and_models_via_subclassing/)
- [Custom objects](https://keras.io/guides/serialization_and_saving/#custom-objects)
"""

from __future__ import annotations

from collections.abc import Iterator

from keraslint.api import (
    Component,
    Confidence,
    CustomClass,
    Draft,
    Meta,
    Model,
    Prediction,
    Program,
    Setup,
    Severity,
    Statistic,
    Unknown,
    Use,
    finding,
    graphs,
    is_of_keras,
    loads_models,
    relate,
    saves_models,
)

META = Meta(
    code="KL904",
    severity=Severity.WARNING,
    category="correctness",
    since="0.1",
    keras="all versions",
    flavours=("keras3", "keras2"),
    prediction=Prediction(Statistic.RUNS, "higher", 1.0),
)

SET_UP = frozenset({"keras.Layer", "keras.layers.Layer", "keras.Model", "keras.models.Model", "keras.Metric", "keras.Loss"})
"""Bases that refuse to work when their own ``__init__`` has not been run."""

PASSED = frozenset({"trainable", "dtype", "name"})
"""What Keras passes to a layer that it makes again."""

KNOWN = ("CustomObjectScope", "custom_object_scope", "get_custom_objects")


def check(program: Program) -> Iterator[Draft]:
    """Find classes that are not set up, then those that cannot be made again."""
    seen = set()
    for one in program.classes:
        if not (one.makes_base or is_of_keras(program)) and _is_set_up(one) and one.maker not in seen:
            seen.add(one.maker)
            yield finding(
                one.maker,
                f"__init__ of {one.name} does not call super().__init__(), without which a {_kind(one)} does not work",
                severity=Severity.ERROR,
            )
    if program.framework.flavour == "keras3":
        yield from _unloadable(program)


def _is_set_up(one: CustomClass) -> bool:
    return one.base in SET_UP or one.base.startswith(("keras.layers.", "keras.metrics.", "keras.losses."))


def _kind(one: CustomClass) -> str:
    return one.base.rpartition(".")[2]


def _unloadable(program: Program) -> Iterator[Draft]:
    """Find parts of models that are saved and cannot be loaded; one finding for a class."""
    classes = {f"custom:{one.name}": one for one in program.classes if one.makes_base and not one.configured}
    for setup in program.setups:
        saved = _saved(program, setup)
        for kind in dict.fromkeys(_kinds(setup.model)) if saved is not None and isinstance(setup.model, Model) else ():
            one = classes.pop(kind, None)
            draft = None if one is None or saved is None else _judged(program, one, saved)
            if draft is not None:
                yield draft


def _saved(program: Program, setup: Setup) -> Component | None:
    """Return the call that saves the model of a setup as a whole, a checkpoint included."""
    identity = setup.model.identity if isinstance(setup.model, Model) else 0
    places = [part.place for use in setup.fits for part in _callbacks(use)]
    places += [event.place for event in program.events if event.kind == "call" and identity and event.subject == identity]
    saving = {id(place.node) for place in places if place is not None}
    return next((call for call in saves_models(program) if call.place is not None and id(call.place.node) in saving), None)


def _callbacks(use: Use) -> tuple[Component, ...]:
    return () if isinstance(use.callbacks, Unknown) else use.callbacks


def _judged(program: Program, one: CustomClass, saved: Component) -> Draft | None:
    if not one.takes_rest and not PASSED.issubset(one.parameters):
        return finding(
            one.maker or one.place,
            f"a saved model with {one.name} cannot be loaded: Keras passes name, dtype and trainable to __init__, which "
            "refuses them; take **kwargs and pass them on to super().__init__",
            related=relate((saved.place, "the model is saved here")),
            confidence=Confidence.MEDIUM,
        )
    path = saved["filepath"].value
    loaded = next((call for call in loads_models(program) if isinstance(path, str) and call["filepath"].value == path), None)
    readable = isinstance(path, str) and path.endswith((".keras", ".h5", ".hdf5"))
    if loaded is None or one.registered or not readable or _is_told(program):
        return None
    return finding(
        one.place,
        f"load_model does not know {one.name}; decorate the class with @keras.saving.register_keras_serializable()",
        related=relate((loaded.place, "the model is loaded here")),
        confidence=Confidence.MEDIUM,
    )


def _kinds(model: Model) -> Iterator[str]:
    for graph in graphs(model):
        yield graph.kind
        for layer in graph.layers:
            yield layer.kind


def _is_told(program: Program) -> bool:
    """Say whether the program tells Keras of classes in some other way than by a decorator."""
    given = any(call["custom_objects"].given or call["compile"].value is False for call in loads_models(program))
    return given or any(reference.written.endswith(KNOWN) for reference in program.references)
