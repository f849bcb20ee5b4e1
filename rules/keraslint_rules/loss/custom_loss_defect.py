"""A loss of the program's own that gets its arguments the wrong way round, has no gradient, or may become infinite.

## What it does
Looks at functions that are given to `compile` as the loss: whose first parameter is named after the predictions; that look
at the predictions only through `argmax`, `round` or a comparison; or that take the logarithm of the predictions as they
are.

## Why is this bad
Keras calls a loss with the true values first and the predictions second, whatever the parameters are called. Most losses
are not symmetric, and the gradient of one that is called the wrong way round is not that of the loss that was meant. A
function made of steps has no slope, so there is nothing to follow. And a prediction of exactly 0, which a saturated
softmax or sigmoid gives, has the logarithm minus infinity: one sample of that kind makes all weights NaN.

## Example
```python
import keras


def cross(predicted, actual):
    return -keras.ops.mean(actual * keras.ops.log(predicted + 1e-7))


model = keras.Sequential([keras.Input((8,)), keras.layers.Dense(3, activation="softmax")])
model.compile(optimizer="adam", loss=cross)
```

## Use instead
```python
import keras


def cross(actual, predicted):
    return -keras.ops.mean(actual * keras.ops.log(predicted + 1e-7))


model = keras.Sequential([keras.Input((8,)), keras.layers.Dense(3, activation="softmax")])
model.compile(optimizer="adam", loss=cross)
```

## When it stays silent
- Parameters whose names say nothing of what they are.
- A logarithm of something that was computed first: clipped, shifted by an epsilon, put through an activation.
- `log1p`, `log_softmax` and the losses of Keras, which take care of it.
- Predictions that are also used in another way than through steps.
- Lambdas, classes, and losses made by another function.

## Keras behaviour
Silent for the order and the logarithm. Without any gradient `fit` fails: "No gradients provided for any variable".

## References
- [Losses](https://keras.io/api/losses/), "Creating custom losses"
"""

from __future__ import annotations

from collections.abc import Iterator

from keraslint.api import (
    Component,
    Confidence,
    Control,
    Draft,
    Event,
    Meta,
    Place,
    Prediction,
    Program,
    Reason,
    Severity,
    Statistic,
    Unknown,
    finding,
    relate,
)

META = Meta(
    code="KL114",
    severity=Severity.WARNING,
    category="suspicious",
    since="0.1",
    prediction=Prediction(Statistic.TASK_SCORE, "higher", 0.05),
)

PREDICTED = {
    "y_pred",
    "ypred",
    "pred",
    "preds",
    "y_hat",
    "yhat",
    "prediction",
    "predictions",
    "predicted",
    "output",
    "outputs",
    "logits",
}
TRUE = {"y_true", "ytrue", "true", "target", "targets", "label", "labels", "actual", "y", "truth", "ground_truth", "gt"}

LOGARITHMS = ("keras.ops.log", "keras.backend.log", "tensorflow.math.log", "tensorflow.log")
STEPS = ("argmax", "argmin", "round", "rint", "sign", "floor", "ceil")


def check(program: Program) -> Iterator[Draft]:
    """Look at the functions that are losses."""
    for event in program.events:
        parameters: tuple[str, ...] = event.details["parameters"] if event.kind == "loss" else ()
        if len(parameters) != len(("true", "predicted")):
            continue
        first, second = parameters[0], parameters[1]
        if first.lower() in PREDICTED and second.lower() in TRUE:
            yield _swapped(event, first, second)
        elif second not in event.details["bound"]:
            yield from _computed(program, event, second)


def _swapped(event: Event, first: str, second: str) -> Draft:
    return finding(
        event.place,
        f"{event.name}({first}, {second}) is called with the true values first and the predictions second: {first} is what is"
        f" true, and {second} what is predicted; write {event.name}({second}, {first})",
    )


def _computed(program: Program, event: Event, predicted: str) -> Iterator[Draft]:
    """Look at what a loss computes of its second parameter, which it does not bind anew."""
    uses = [(call, place) for call in program.calls if _runs_in(call, event.name) for place in _given(call, predicted)]
    for call, place in uses:
        if call.kind in LOGARITHMS and _is_bare(place, predicted):
            yield finding(
                call.place,
                f"log({predicted}) is minus infinity where a prediction is 0, and then all weights become NaN; use"
                f" log({predicted} + keras.config.epsilon()), or clip the predictions first",
                related=relate((event.place, "this is the loss")),
                confidence=Confidence.MEDIUM,
            )
    everything = len(uses) == event.details["counts"][1]
    if uses and everything and all(call.kind.endswith(STEPS) for call, _ in uses):
        call = uses[0][0]
        yield finding(
            call.place,
            f"{event.name} looks at the predictions only through {call.name}, which has no slope: no gradient reaches the"
            " weights; compute the loss of the predictions themselves, and make this a metric",
            related=relate((event.place, "this is the loss")),
            confidence=Confidence.MEDIUM,
        )


def _runs_in(call: Component, function: str) -> bool:
    functions = [context.detail for context in call.contexts if context.control is Control.FUNCTION]
    return functions[-1:] == [function]


def _given(call: Component, parameter: str) -> Iterator[Place]:
    """Walk the places at which a call is given a parameter of the function around it, or something made of it in place."""
    for fact in call.arguments.values():
        match fact.value:
            case Unknown(reason=Reason.PARAMETER, detail=name) if name == parameter and fact.place is not None:
                yield fact.place


def _is_bare(place: Place, name: str) -> bool:
    """Say whether an argument is the name alone: ``y_pred`` and not ``y_pred + 1e-7``."""
    span = place.span
    return span.line == span.end_line and span.end_column - span.column == len(name)
