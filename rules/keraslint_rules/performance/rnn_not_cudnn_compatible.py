"""An LSTM or GRU with arguments for which TensorFlow has no fused kernel.

## What it does
Reports `LSTM` and `GRU` layers with an `activation` other than `tanh`, a `recurrent_activation` other than `sigmoid`, a
`recurrent_dropout` above 0, `unroll=True`, `use_bias=False`, or, for `GRU`, `reset_after=False`. All but `relu` are of low
confidence, since no program says whether there is a graphics card.

## Why is this bad
On a graphics card TensorFlow computes a whole LSTM or GRU in one cuDNN kernel, but only with the arguments above at
their defaults. With any other, each time step is a round of small operations, which takes many times as long. With
`activation="relu"` the state of the layer also has no upper bound: it can grow from step to step, until the loss is NaN.

## Example
```python
import keras

(words, labels), (test_words, test_labels) = keras.datasets.imdb.load_data(num_words=5000)
words = keras.utils.pad_sequences(words, maxlen=200)
test_words = keras.utils.pad_sequences(test_words, maxlen=200)

model = keras.Sequential([
    keras.Input((200,)),
    keras.layers.Embedding(5000, 16),
    keras.layers.LSTM(16, activation="relu"),
    keras.layers.Dense(1, activation="sigmoid"),
])
model.compile(optimizer="adam", loss="binary_crossentropy", metrics=["accuracy"])
model.fit(words, labels, epochs=3, validation_data=(test_words, test_labels))
```

## Use instead
```python
import keras

(words, labels), (test_words, test_labels) = keras.datasets.imdb.load_data(num_words=5000)
words = keras.utils.pad_sequences(words, maxlen=200)
test_words = keras.utils.pad_sequences(test_words, maxlen=200)

model = keras.Sequential([
    keras.Input((200,)),
    keras.layers.Embedding(5000, 16),
    keras.layers.LSTM(16),
    keras.layers.Dense(1, activation="sigmoid"),
])
model.compile(optimizer="adam", loss="binary_crossentropy", metrics=["accuracy"])
model.fit(words, labels, epochs=3, validation_data=(test_words, test_labels))
```

## Fix safety
The fix is unsafe: the layer computes something else. It is offered for the activations only; a `recurrent_dropout` has
to be thought about, a `Dropout` behind the layer is the usual replacement.

## When it stays silent
- The program runs on another backend than TensorFlow or with the package `keras` before Keras 3, or the layer says
  `use_cudnn=False`.
- The sequences are known to be shorter than 20 steps, where the time hardly differs, or the model is never trained.
- `relu` with a recurrent matrix that starts as the identity, which keeps the state from growing (an IRNN).
- An argument comes from a caller or is not known.

## Keras behaviour
Silent in all versions: the layer falls back to the slow form. `LSTM(use_cudnn=True)` raises a `ValueError` in Keras 3.

## References
- [LSTM](https://keras.io/api/layers/recurrent_layers/lstm/) lists the conditions.
- [Working with RNNs](https://keras.io/guides/working_with_rnns/)
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from keraslint.api import (
    ACTIVATIONS,
    Component,
    Confidence,
    Draft,
    Fact,
    Fix,
    Fixes,
    Framework,
    Layer,
    Meta,
    Model,
    Prediction,
    Setup,
    Severity,
    Statistic,
    chosen,
    finding,
    fix,
    relate,
    remove_argument,
    stated,
)

META = Meta(
    code="KL707",
    severity=Severity.INFO,
    category="performance",
    since="0.1",
    keras="Keras 2 and 3 on TensorFlow 2",
    flavours=("keras3", "keras2"),
    fixes=Fixes.SOMETIMES,
    prediction=Prediction(Statistic.STATE, "higher", 1.0),
)

FUSED = ("keras.layers.LSTM", "keras.layers.GRU")
NEEDED: dict[str, tuple[object, ...]] = {
    "activation": ("tanh", "keras.activations.tanh", "keras.ops.tanh"),
    "recurrent_activation": ("sigmoid", "keras.activations.sigmoid", "keras.ops.sigmoid"),
    "recurrent_dropout": (0, 0.0),
    "unroll": (False,),
    "use_bias": (True,),
    "reset_after": (True,),
}
"""The values with which the kernel is used."""
FUNCTIONS = ("activation", "recurrent_activation")
SHORT = 20


def check(setup: Setup) -> Iterator[Draft]:
    """Find layers that cannot use the fused kernel; those with the same argument make one finding."""
    if not isinstance(setup.model, Model) or not _has_kernel(setup.framework) or not setup.fits:
        return
    groups: dict[tuple[str, object], list[tuple[Component, Fact[Any]]]] = {}
    for layer in setup.model.flat():
        component = _recurrent(layer)
        if component is None or component["use_cudnn"].value is False or _is_short(layer):
            continue
        name = _in_the_way(component)
        if name is not None:
            groups.setdefault((name, component[name].value), []).append((component, component[name]))
    for (name, _), found in groups.items():
        yield _draft(name, found)


def _has_kernel(framework: Framework) -> bool:
    """Say whether these layers have a kernel at all: those of the package ``keras`` had none before Keras 3."""
    alone = framework.flavour == "keras2" and framework.package == "keras"
    return framework.backend in {None, "tensorflow"} and not alone


def _recurrent(layer: Layer) -> Component | None:
    """Return the LSTM or GRU that a layer is, or wraps."""
    inner = layer["layer"].value
    component = inner if isinstance(inner, Component) else layer.component
    return component if component.kind in FUSED else None


def _is_short(layer: Layer) -> bool:
    shape = layer.input_shapes[0] if layer.input_shapes else None
    steps = shape[1] if shape is not None and len(shape) == 3 else None
    return steps is not None and steps < SHORT


def _in_the_way(component: Component) -> str | None:
    """Return the first argument with which there is no kernel."""
    for name, needed in NEEDED.items():
        fact = component[name]
        if fact.given and stated(fact) and _is_known(name, fact.value) and fact.value not in needed:
            return None if fact.value == "relu" and _starts_as_identity(component) else name
    return None


def _is_known(name: str, value: object) -> bool:
    """Say whether a value is one that a layer of Keras takes, or a function of the program's own."""
    if name not in FUNCTIONS:
        return isinstance(value, int | float)
    if not isinstance(value, str):
        return value is None
    return value in ACTIVATIONS or value.startswith(("custom:", "keras."))


def _starts_as_identity(component: Component) -> bool:
    choice = chosen(component["recurrent_initializer"])
    return choice is None or choice.name.startswith("identity")


def _draft(name: str, found: list[tuple[Component, Fact[Any]]]) -> Draft:
    component, fact = found[0]
    grows = fact.value == "relu" and name == "activation"
    effect = ", and with relu its state can grow without bound from step to step" if grows else ""
    value = f"'{fact.value}'" if isinstance(fact.value, str) else repr(fact.value)
    return finding(
        fact.place,
        f"with {name}={value} this {component.name} cannot use the cuDNN kernel and computes step by step, which takes many times"
        f" as long on a graphics card{effect}; {_advice(name)}",
        related=relate(*((other.place, "and so does this layer") for _, other in found[1:])),
        fix=_fix(name, found),
        severity=Severity.WARNING if grows else None,
        confidence=None if grows else Confidence.LOW,
    )


def _advice(name: str) -> str:
    if name in FUNCTIONS:
        return f"leave it out: the default is {NEEDED[name][0]}"
    if name == "recurrent_dropout":
        return "a Dropout layer behind it keeps the kernel"
    return f"{name}={NEEDED[name][0]!r} is the default"


def _fix(name: str, found: list[tuple[Component, Fact[Any]]]) -> Fix | None:
    if name not in FUNCTIONS:
        return None
    return fix(f"Leave the {name} at its default", *(remove_argument(fact) for _, fact in found))
