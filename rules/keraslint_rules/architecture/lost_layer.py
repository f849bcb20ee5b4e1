"""A layer whose result goes nowhere, so that it is no part of the model.

## What it does
Finds layers that are made and applied in a statement of their own, and layers whose result is bound to a name that is
given the result of another layer, on the same input, before anything has read it. Also layers that are made between those of a
model and given to nobody, layers that a class keeps in its constructor and never calls, and inputs of a model from which no way
leads to its outputs.

## Why is this bad
A layer does not change the tensor that it is given: it returns a new one. Where that is not used, the layer is not
part of the model. Keras drops it without a word, and the summary of the model is the only place where one can see that
the dropout, or the whole layer, is missing. An input that leads nowhere takes data that have no influence.

## Example
```python
import keras

inputs = keras.Input((8,))
x = keras.layers.Dense(64, activation="relu")(inputs)
keras.layers.Dropout(0.5)(x)
outputs = keras.layers.Dense(3, activation="softmax")(x)
model = keras.Model(inputs, outputs)
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy")
```
```python
import keras

inputs = keras.Input((8,))
x = keras.layers.Dense(64, activation="relu")(inputs)
x = keras.layers.Dense(32, activation="relu")(inputs)
outputs = keras.layers.Dense(3, activation="softmax")(x)
model = keras.Model(inputs, outputs)
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy")
```

## Use instead
```python
import keras

inputs = keras.Input((8,))
x = keras.layers.Dense(64, activation="relu")(inputs)
x = keras.layers.Dropout(0.5)(x)
outputs = keras.layers.Dense(3, activation="softmax")(x)
model = keras.Model(inputs, outputs)
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy")
```
```python
import keras

inputs = keras.Input((8,))
x = keras.layers.Dense(64, activation="relu")(inputs)
x = keras.layers.Dense(32, activation="relu")(x)
outputs = keras.layers.Dense(3, activation="softmax")(x)
model = keras.Model(inputs, outputs)
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy")
```

## When it stays silent
- The result is read anywhere: as an output, in a list, as an argument, by another layer.
- The layer has a name and is applied to build its weights.
- The name is bound again in a branch or a loop.
- The second layer takes another input: another model may begin there.
- A layer that is made alone and not between layers of one model, as in a lesson.
- A class without `call`, attributes that begin with an underscore, and files that look attributes up by name or go through
  `layers`.
- Inputs of models with layers of the program's own, or with calls whose arguments are not all known.
- Inputs of models with a loss of the program's own or with `add_loss`, which may use them, and inputs whose name begins with an
  underscore.
- Tests.

## Keras behaviour
Silent in all versions. A layer of a class that is never called stands in `layers`, without weights.

## References
- [The functional API](https://keras.io/guides/functional_api/)
"""

from __future__ import annotations

from collections.abc import Iterator

from keraslint.api import (
    Confidence,
    CustomClass,
    Draft,
    Event,
    Idle,
    Layer,
    Meta,
    Model,
    Place,
    Prediction,
    Program,
    Setup,
    Severity,
    Statistic,
    Tier,
    Unknown,
    finding,
    in_tests,
    relate,
)

META = Meta(
    code="KL410",
    severity=Severity.ERROR,
    category="correctness",
    since="0.1",
    tier=Tier.CORE,
    prediction=Prediction(Statistic.STATE, "higher", 1),
)


def check(program: Program) -> Iterator[Draft]:
    """Find layers whose results get lost."""
    if any(in_tests(setup) for setup in program.setups[:1]):
        return
    models = [setup.model for setup in program.setups if isinstance(setup.model, Model)]
    for event in program.events:
        if event.kind == "lost" and event.details.get("applied", True):
            yield _unread(event)
        elif event.kind == "lost" and any(_stands_among(event, model) for model in models):
            yield _unused(event)
    for one in program.classes:
        yield from (_uncalled(one, layer) for layer in one.idle)
    for setup in program.setups:
        yield from _unconnected(program, setup)


def _unread(event: Event) -> Draft:
    by = event.details.get("by")
    if isinstance(by, Place):
        return finding(
            event.place,
            f"the result of this {event.name} is overwritten before anything reads it, by a layer that takes the same input:"
            f" the {event.name} is not a part of the model; let that layer take this result, or delete this one",
            related=relate((by, "this layer takes the input of the lost one")),
        )
    return finding(
        event.place,
        f"the result of this {event.name} goes nowhere: a layer returns a new tensor and leaves the one that it is given"
        f" as it is, so the {event.name} is not a part of the model; bind the result to a name and go on with that",
    )


def _stands_among(event: Event, model: Model) -> bool:
    """Say whether a statement stands in the same block as layers of a model, behind one and in front of another."""
    if event.place is None:
        return False
    beside = [
        layer.place.span.line
        for layer in model.layers
        if layer.place is not None
        and layer.place.file == event.place.file
        and layer.place.span.cell == event.place.span.cell
        and layer.component.contexts == event.contexts
    ]
    return bool(beside) and min(beside) < event.place.span.line < max(beside)


def _unused(event: Event) -> Draft:
    return finding(
        event.place,
        f"this {event.name} is made and given to nobody, between layers that are: it is not a part of the model; add it to the"
        " model, or apply it to a tensor and go on with the result",
    )


def _uncalled(one: CustomClass, layer: Idle) -> Draft:
    return finding(
        layer.place,
        f"{one.name} keeps this {layer.kind} as {layer.attribute}, which is named nowhere else: call never applies it, so it has"
        f" no part in what the model computes; apply self.{layer.attribute} in call, or delete it",
        severity=Severity.WARNING,
        confidence=Confidence.MEDIUM,
    )


def _unconnected(program: Program, setup: Setup) -> Iterator[Draft]:
    """Find the inputs of a model of known layers and losses from which nothing follows."""
    model, losses = setup.model, setup.compile.losses
    if not isinstance(model, Model) or model.kind != "keras.Model" or isinstance(losses, Unknown):
        return
    if not all(_takes_what_is_seen(layer) for layer in model.layers):
        return
    own = any(not isinstance(loss.kind.value, str) or loss.kind.value.startswith("custom:") for loss in losses)
    if own or any(call.kind.endswith("add_loss") for call in program.calls):
        return
    for index, layer in enumerate(model.layers):
        lost = layer.name == "InputLayer" and index not in model.outputs and not model.consumers(index)
        if lost and not str(layer["name"].value).startswith("_"):
            yield finding(
                layer.place,
                "no way leads from this input to an output of the model: the data that it is given have no influence; let a layer"
                " take it, or leave it out of the inputs",
                related=relate((model.place, "this is the model")),
                severity=Severity.WARNING,
            )


def _takes_what_is_seen(layer: Layer) -> bool:
    """Say whether the inputs of a layer are all that it can have been called with: another argument may be a tensor, too."""
    lone = layer.name.endswith("Attention") and len(layer.inputs) == 1
    unknown = any(isinstance(fact.value, Unknown) for fact in layer.call_keywords.values())
    return layer.kind.startswith("keras.") and not lone and not unknown
