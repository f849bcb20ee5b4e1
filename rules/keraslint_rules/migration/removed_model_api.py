"""Methods and attributes of models, layers, optimizers and metrics that Keras 3 does not have.

## What it does
Finds calls such as `model.fit_generator(...)` and `model.predict_classes(...)`, reads of attributes such as
`layer.output_shape`, and `Model(input=..., output=...)`, which an older Keras knew and Keras 3 does not.

## Why is this bad
The program stops there, often after hours of training. `model.metrics_names` is worse: it is still there, and gives
other names than it did.

## Example
```python
import keras
import numpy as np

rng = np.random.default_rng(0)


def batches():
    while True:
        yield rng.random((32, 8)), rng.integers(0, 3, 32)


model = keras.Sequential([
    keras.Input((8,)),
    keras.layers.Dense(16, activation="relu"),
    keras.layers.Dense(3, activation="softmax"),
])
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy")
model.fit_generator(batches(), steps_per_epoch=10, epochs=2, workers=4)
```
```python
import keras

layer = keras.layers.Dense(4)
model = keras.Sequential([keras.Input((8,)), layer])
print(layer.output_shape)
```
```python
import keras

start = keras.Input((8,))
end = keras.layers.Dense(4)(start)
model = keras.Model(input=start, output=end)
```

## Use instead
```python
import keras
import numpy as np

rng = np.random.default_rng(0)


def batches():
    while True:
        yield rng.random((32, 8)), rng.integers(0, 3, 32)


model = keras.Sequential([
    keras.Input((8,)),
    keras.layers.Dense(16, activation="relu"),
    keras.layers.Dense(3, activation="softmax"),
])
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy")
model.fit(batches(), steps_per_epoch=10, epochs=2)
```
```python
import keras

layer = keras.layers.Dense(4)
model = keras.Sequential([keras.Input((8,)), layer])
print(layer.output.shape)
```
```python
import keras

start = keras.Input((8,))
end = keras.layers.Dense(4)(start)
model = keras.Model(inputs=start, outputs=end)
```

## Fix safety
`fit_generator` becomes `fit`, which takes generators as well, without the arguments that only said how to fetch the
batches. Attributes and arguments are renamed. All of this is safe: the call could not work as it stood. What has no
counterpart, such as `predict_classes`, has no fix.

## When it stays silent
- The object is not known to be one of Keras, or its class defines a method of that name.
- The program runs on a Keras that has the method: through `tf_keras`, `TF_USE_LEGACY_KERAS`, or the versions that its
  project requires.
- The call stands behind a test of the version or `hasattr`, or in a `try` that is prepared for its failure.

## Keras behaviour
Keras 3: the methods and attributes raise `AttributeError`, some of the methods `NotImplementedError`;
`Model(input=...)` raises "Unrecognized keyword arguments". `model.metrics_names` gives `["loss", "compile_metrics"]`.

## References
- [Migrating Keras 2 code to Keras 3](https://keras.io/guides/migrating_to_keras_3/)
- [Model training APIs](https://keras.io/api/models/model_training_apis/)
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from keraslint.api import (
    Change,
    Component,
    Draft,
    Event,
    Fact,
    Fix,
    Fixes,
    Meta,
    Prediction,
    Program,
    Severity,
    Statistic,
    Tier,
    finding,
    fix,
    is_gone,
    judged_by,
    library_name,
    remove_argument,
    rename_argument,
    rename_attribute,
    replace_call,
)

META = Meta(
    code="KL804",
    severity=Severity.ERROR,
    category="correctness",
    since="0.1",
    tier=Tier.CORE,
    keras="Keras 3",
    flavours=("keras3",),
    fixes=Fixes.SOMETIMES,
    prediction=Prediction(Statistic.RUNS, "higher", 1.0),
    one_cause=True,
)

OWNERS = ("keras.Model.", "keras.Sequential.", "keras.Layer.", "keras.layers.", "keras.optimizers.", "keras.metrics.")
"""The classes whose methods are looked at, as names begin."""

OF_MODELS = frozenset({"keras.Model.reset_states", "keras.Sequential.reset_states"})
"""Of a model there is no such method; its layers have it under its old name."""

OVERRIDDEN = frozenset({"call", "get_config", "from_config"})

RENAMED = {
    "fit_generator": "fit",
    "evaluate_generator": "evaluate",
    "predict_generator": "predict",
    "reset_states": "reset_state",
}
"""Methods that have another name today and take the same arguments."""

HINTS = {
    "predict_classes": "take the class from predict(): its argmax over the last axis, or whether it is above 0.5 for one unit",
    "predict_proba": "predict() gives the same",
    "to_yaml": "use to_json()",
    "add_metric": "pass the metric to compile()",
    "minimize": "use a GradientTape and apply_gradients()",
    "get_updates": "use apply()",
    "get_weights": "read optimizer.variables",
    "add_update": "assign to the variable in call()",
    "get_output_at": "keep the tensor that the call of the layer gives",
    "get_input_at": "keep the tensor that the layer is called on",
    "_decayed_lr": "read optimizer.learning_rate",
}

FETCHING = frozenset({"workers", "use_multiprocessing", "max_queue_size", "max_q_size", "pickle_safe", "nb_worker"})

OF_LAYERS = {
    "input_shape": "input.shape",
    "output_shape": "output.shape",
    "inbound_nodes": "_inbound_nodes",
    "outbound_nodes": "_outbound_nodes",
}
OF_OPTIMIZERS = {"weights": "variables"}
"""Attributes that are not methods, of which the signatures know nothing, and what to read instead."""


def check(program: Program) -> Iterator[Draft]:
    """Find methods and attributes that the version of the program does not have."""
    version = judged_by(program.framework)
    for call in program.calls:
        if call.guarded:
            continue
        if call.kind.startswith(OWNERS) and _method(call) not in OVERRIDDEN and is_gone(call.kind, version):
            yield finding(call.place, _message(call), fix=_fix(call))
        elif call.kind == "keras.Model" and {"input", "output"} & _given(call):
            yield _singular(call)
    for event in program.events:
        if event.kind == "get" and not event.guarded:
            yield from _read(event)


def _method(call: Component) -> str:
    return call.kind.rpartition(".")[2]


def _given(call: Component) -> set[str]:
    return {name for facts in (call.arguments, call.unexpected) for name, fact in facts.items() if fact.given}


def _message(call: Component) -> str:
    method = _method(call)
    if method == "reset_states" and call.kind in OF_MODELS:
        hint = "call reset_states() of its recurrent layers"
    elif method in RENAMED:
        hint = f"use {RENAMED[method]}()" + (", which takes generators as well" if method.endswith("_generator") else "")
    else:
        hint = HINTS.get(method, "nothing takes its place under this name")
    return f"{library_name(call.kind)}() does not exist in Keras 3; {hint}"


def _fix(call: Component) -> Fix | None:
    method = _method(call)
    if method not in RENAMED or call.kind in OF_MODELS:
        return None
    return fix(f"Use {RENAMED[method]}", *_renamed_call(call, RENAMED[method]), safe=True)


def _renamed_call(call: Component, name: str) -> Iterator[Change | None]:
    """Walk the changes that call a method by the name that it has today; ``None`` where it is given what it does not take."""
    yield from (
        remove_argument(fact) for key, fact in (*call.arguments.items(), *call.unexpected.items()) if _is_needless(key, fact)
    )
    generator = call["generator"]
    if generator.site is not None and generator.given and generator.site.keyword is not None:
        yield rename_argument(generator, "x")
    yield None if call.unexpected.keys() - FETCHING else replace_call(call, name)


def _is_needless(name: str, fact: Fact[Any]) -> bool:
    return name in FETCHING and fact.given


def _singular(call: Component) -> Draft:
    """Speak of the arguments of ``Model`` as Keras 1 called them."""
    facts = {**call.arguments, **call.unexpected}
    names = [name for name in ("input", "output") if name in facts and facts[name].given]
    changes = [rename_argument(facts[name], f"{name}s") for name in names]
    given, today = ", ".join(f"{name}=..." for name in names), " and ".join(f"{name}s" for name in names)
    return finding(
        facts[names[0]].place,
        f"Model({given}) is refused by Keras 3; use {today}",
        fix=fix("Use inputs and outputs", *changes, safe=True),
    )


def _read(event: Event) -> Iterator[Draft]:
    owner = str(event.details.get("owner", ""))
    if event.name == "metrics_names" and owner in {"keras.Model", "keras.Sequential"}:
        yield finding(
            event.place,
            "model.metrics_names gives ['loss', 'compile_metrics'] in Keras 3, and not the names of the metrics; "
            "evaluate(..., return_dict=True) gives them",
            severity=Severity.WARNING,
        )
    renamed = _renamed(owner, event.name)
    if renamed is not None:
        yield finding(
            event.place,
            f"{library_name(owner)}.{event.name} does not exist in Keras 3; use {renamed}",
            fix=fix(f"Use {renamed}", rename_attribute(event, renamed), safe=not renamed.startswith("_")),
        )


def _renamed(owner: str, name: str) -> str | None:
    if owner.startswith("keras.layers.") and owner.count(".") == 2:
        return OF_LAYERS.get(name)
    if owner.endswith(".optimizer") or (owner.startswith("keras.optimizers.") and owner.count(".") == 2):
        return OF_OPTIMIZERS.get(name)
    return None
