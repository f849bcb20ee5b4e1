"""An argument with a value that Keras refuses.

## What it does
Finds numbers of units or filters that are not positive whole numbers, dropout rates outside of 0..1, names of losses,
metrics and activations that nothing has and that are close to a name that Keras knows, and a `metrics` that is a string.

## Why is this bad
Keras stops with an error: at once, when the model is built, or only when training starts and the name of a loss or a
metric is looked up.

## Example
```python
import keras

model = keras.Sequential([
    keras.Input((8,)),
    keras.layers.Dense(16, activation="relu"),
    keras.layers.Dropout(20),
    keras.layers.Dense(1),
])
model.compile(optimizer="adam", loss="mse")
```

## Use instead
```python
import keras

model = keras.Sequential([
    keras.Input((8,)),
    keras.layers.Dense(16, activation="relu"),
    keras.layers.Dropout(0.2),
    keras.layers.Dense(1),
])
model.compile(optimizer="adam", loss="mse")
```

## Fix safety
A name is corrected safely, since the program cannot run as it is. A rate given in percent is divided by 100, which is
unsafe: it guesses what was meant.

## When it stays silent
- The value is not known.
- A name that is close to none of Keras's own, or a program that registers names of its own.
- The dropout arguments of recurrent layers, and a rate of exactly 1, which Keras accepts.

## Keras behaviour
All versions raise a `ValueError`; for losses and metrics when training starts. A string for
`metrics` is refused by Keras 3 alone.

## References
- [Core layers](https://keras.io/api/layers/core_layers/)
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from difflib import get_close_matches

from keraslint.api import (
    ACCURACIES,
    ACTIVATIONS,
    CLASSIFICATION_METRICS,
    CROSSENTROPIES,
    REGRESSION_LOSSES,
    Component,
    Draft,
    Fact,
    Fixes,
    Loss,
    Meta,
    Metric,
    Model,
    Prediction,
    Program,
    Setup,
    Severity,
    Statistic,
    Tier,
    Unknown,
    finding,
    fix,
    number,
    replace_component,
    set_argument,
)

META = Meta(
    code="KL508",
    severity=Severity.ERROR,
    category="correctness",
    since="0.1",
    tier=Tier.CORE,
    fixes=Fixes.SOMETIMES,
    prediction=Prediction(Statistic.RUNS, "higher", 1.0),
)

COUNTS = {"units", "filters"}
RATED = {"Dropout", "SpatialDropout1D", "SpatialDropout2D", "SpatialDropout3D", "AlphaDropout", "GaussianDropout"}
CLOSE = 0.85
PERCENT = 100


def check(setup: Setup) -> Iterator[Draft]:
    """Find values that Keras refuses."""
    named = not _registers(setup.program)
    if isinstance(setup.model, Model):
        seen: set[object] = set()
        for layer in setup.model.flat():
            place = layer.place.key if layer.place is not None else None
            if layer.kind.startswith("keras.layers.") and place not in seen:
                seen.add(place)
                yield from _arguments(layer.component, named=named)
    if named:
        yield from _names(setup)
    metrics = setup.compile.call["metrics"]
    judged = metrics.given and setup.framework.flavour == "keras3"
    if judged and isinstance(metrics.value, str) and not metrics.value.startswith(("custom:", "keras.")):
        yield finding(
            metrics.place,
            f"metrics has to be a list, and is the string {metrics.value!r}: write metrics=[{metrics.value!r}]",
            fix=fix("Put the name into a list", set_argument(metrics, [metrics.value]), safe=True),
        )


def _arguments(component: Component, *, named: bool) -> Iterator[Draft]:
    for name, fact in component.arguments.items():
        if name in COUNTS and fact.given and _no_count(fact.value):
            yield finding(fact.place, f"{component.name}({name}={fact.value!r}) is invalid: {name} is a positive whole number")
    rate = component["rate"]
    if component.name in RATED and rate.number is not None and not 0 <= rate.number <= 1:
        yield _rate(component, rate)
    activation = component["activation"]
    close = _close(activation.value, ACTIVATIONS) if named and isinstance(activation.value, str) else None
    if close is not None:
        yield finding(
            activation.place,
            f"no activation is called {activation.value!r}: did you mean {close!r}?",
            fix=fix(f"Write {close!r}", set_argument(activation, close), safe=True),
        )


def _no_count(value: object) -> bool:
    if isinstance(value, float):
        return True
    return isinstance(value, int) and not isinstance(value, bool) and value <= 0


def _rate(component: Component, rate: Fact[float]) -> Draft:
    given = rate.number or 0.0
    percent = 1 < given < PERCENT and given >= 2
    advice = f"; {number(given)} percent are {number(given / PERCENT)}" if percent else ""
    return finding(
        rate.place,
        f"{component.name}({number(given)}) is invalid: the rate is the share of values that are dropped, from 0 to 1{advice}",
        fix=fix(f"Use {number(given / PERCENT)}", set_argument(rate, given / PERCENT)) if percent else None,
    )


def _names(setup: Setup) -> Iterator[Draft]:
    losses, metrics = setup.compile.losses, setup.compile.metrics
    chosen: list[tuple[str, Loss | Metric, frozenset[str]]] = []
    if not isinstance(losses, Unknown):
        chosen += [("loss", loss, CROSSENTROPIES | REGRESSION_LOSSES) for loss in losses if loss.form == "string"]
    if not isinstance(metrics, Unknown):
        known = ACCURACIES | CLASSIFICATION_METRICS | REGRESSION_LOSSES
        chosen += [("metric", metric, known) for metric in metrics if metric.form == "string"]
    for what, one, names in chosen:
        kind = one.kind.value
        text = kind.removeprefix("custom:") if isinstance(kind, str) and kind.startswith("custom:") else None
        close = _close(text, names)
        if close is not None:
            yield finding(
                one.place,
                f"no {what} is called {text!r}: did you mean {close!r}?",
                fix=fix(f"Write {close!r}", replace_component(one.component, close, one.place), safe=True),
            )


def _close(text: str | None, names: Collection[object]) -> str | None:
    """Return the name that a misspelled one is close to; ``None`` where it is a name itself, or close to none."""
    if text is None or text in names or "." in text or ":" in text:
        return None
    found = get_close_matches(text, [str(name) for name in names], n=1, cutoff=CLOSE)
    return found[0] if found and found[0].lower() != text.lower() else None


def _registers(program: Program | None) -> bool:
    """Say whether a program may give names of its own to losses, metrics or activations."""
    words = ("custom_object", "register_keras_serializable", "CustomObjectScope")
    if program is None:
        return True
    return any(word in call.kind for call in program.calls for word in words) or any(
        word in name for name in program.imports for word in words
    )
