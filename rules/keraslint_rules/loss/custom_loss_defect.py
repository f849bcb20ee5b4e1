"""A loss of the program's own with its arguments the wrong way round, without a gradient, or that may become infinite.

## What it does
Looks at functions that are given to `compile` as the loss: whose first parameter is named after the predictions; that look
at the predictions only through `argmax`, `round` or a comparison; that take the logarithm or the root of the predictions as
they are; that divide by something that may be 0, such as the sum of the true values; that call NumPy on the tensors they get;
or, as information, that return the sum over the whole batch.

## Why is this bad
Keras calls a loss with the true values first and the predictions second, whatever the parameters are called. Most losses
are not symmetric, and the gradient of one that is called the wrong way round is not that of the loss that was meant. A
function made of steps has no slope, so there is nothing to follow. And a prediction of exactly 0, which a saturated
softmax or sigmoid gives, has the logarithm minus infinity: one sample of that kind makes all weights NaN. So does a batch
without any positive sample, where the loss divides by their number. NumPy wants numbers, and a loss is given tensors that
have none yet. A sum over the batch grows with it: the same learning rate is then another one for each batch size.

## Example
```python
import keras


def cross(predicted, actual):
    return -keras.ops.mean(actual * keras.ops.log(predicted + 1e-7))


model = keras.Sequential([keras.Input((8,)), keras.layers.Dense(3, activation="softmax")])
model.compile(optimizer="adam", loss=cross)
```
```python
import keras


def cross(actual, predicted):
    return -keras.ops.mean(actual * keras.ops.log(predicted))


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
```python
import keras


def cross(actual, predicted):
    return -keras.ops.mean(actual * keras.ops.log(keras.ops.maximum(predicted, keras.config.epsilon())))


model = keras.Sequential([keras.Input((8,)), keras.layers.Dense(3, activation="softmax")])
model.compile(optimizer="adam", loss=cross)
```

## Fix safety
The fix keeps the predictions above `epsilon()` in front of the logarithm or the root, or takes the mean in place of the sum.
Both are unsafe: training goes differently. A swap of the parameters is left to whoever knows how the loss is called elsewhere.

## When it stays silent
- Parameters whose names say nothing of what they are.
- A logarithm of something that was computed first: clipped, shifted by an epsilon, put through an activation.
- `log1p`, `log_softmax` and the losses of Keras, which take care of it.
- Predictions that are also used in another way than through steps.
- A divisor with an epsilon or a constant in it, a quotient that `where` or `divide_no_nan` takes care of, and a sum of all
  predictions, which is hardly ever 0.
- A division by the true values one by one, unless the targets are known to hold a 0.
- NumPy on shapes and on numbers, and programs that run eagerly.
- Sums over an axis, and sums that are divided by something.
- Lambdas, classes, and losses made by another function.

## Keras behaviour
Silent for the order, the logarithm, the division and the sum. Without any gradient `fit` fails: "No gradients provided for
any variable". NumPy raises a `NotImplementedError`: "Cannot convert a symbolic tf.Tensor".

## References
- [Losses](https://keras.io/api/losses/), "Creating custom losses"
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from keraslint.api import (
    Call,
    Component,
    Confidence,
    Control,
    Draft,
    Event,
    Fact,
    Fixes,
    Meta,
    Place,
    Prediction,
    Program,
    Reason,
    Severity,
    Statistic,
    Unknown,
    Variable,
    finding,
    fix,
    relate,
    set_argument,
)
from keraslint_rules.loss._loss_bodies import divided, in_numpy, summed

META = Meta(
    code="KL114",
    severity=Severity.WARNING,
    category="suspicious",
    since="0.1",
    fixes=Fixes.SOMETIMES,
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
ROOTS = ("keras.ops.sqrt", "keras.backend.sqrt", "tensorflow.math.sqrt", "tensorflow.sqrt")
STEPS = ("argmax", "argmin", "round", "rint", "sign", "floor", "ceil")

FLOORS = {
    "keras.ops": ("keras.ops.maximum", ("x1", "x2"), "keras.config.epsilon"),
    "keras.backend": ("keras.backend.maximum", ("x", "y"), "keras.backend.epsilon"),
    "tensorflow": ("tensorflow.maximum", ("x", "y"), "keras.backend.epsilon"),
}
"""By the library of a function: what keeps a tensor above a number there, how it calls its arguments, and that number."""


def check(program: Program) -> Iterator[Draft]:
    """Look at the functions that are losses."""
    for event in program.events:
        parameters: tuple[str, ...] = event.details["parameters"] if event.kind == "loss" else ()
        if len(parameters) != len(("true", "predicted")):
            continue
        first, second = parameters[0], parameters[1]
        if first.lower() in PREDICTED and second.lower() in TRUE:
            yield _swapped(event, first, second)
            continue
        if second not in event.details["bound"]:
            yield from _computed(program, event, second)
        yield from divided(program, event)
        yield from in_numpy(program, event)
        yield from summed(program, event)


def _swapped(event: Event, first: str, second: str) -> Draft:
    return finding(
        event.place,
        f"{event.name}({first}, {second}) is called with the true values first and the predictions second: {first} is what is"
        f" true, and {second} what is predicted; write {event.name}({second}, {first})",
    )


def _computed(program: Program, event: Event, predicted: str) -> Iterator[Draft]:
    """Look at what a loss computes of its second parameter, which it does not bind anew."""
    uses = [(call, fact) for call in program.calls if _runs_in(call, event.name) for fact in _given(call, predicted)]
    for call, fact in uses:
        if call.kind in LOGARITHMS + ROOTS and fact.place is not None and _is_bare(fact.place, predicted):
            yield _at_zero(event, call, fact, predicted)
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


def _at_zero(event: Event, call: Component, fact: Fact[Any], predicted: str) -> Draft:
    floor, (first, second), epsilon = next(made for library, made in FLOORS.items() if call.kind.startswith(library))
    kept = Call(floor, {first: Variable(predicted), second: Call(epsilon)})
    what = "is minus infinity" if call.kind in LOGARITHMS else "has an infinite slope"
    return finding(
        call.place,
        f"{call.name}({predicted}) {what} where a prediction is 0, and then all weights become NaN; use"
        f" {call.name}({predicted} + keras.config.epsilon()), or clip the predictions first",
        related=relate((event.place, "this is the loss")),
        confidence=Confidence.MEDIUM,
        fix=fix("Keep the predictions above 0", set_argument(fact, kept)),
    )


def _runs_in(call: Component, function: str) -> bool:
    functions = [context.detail for context in call.contexts if context.control is Control.FUNCTION]
    return functions[-1:] == [function]


def _given(call: Component, parameter: str) -> Iterator[Fact[Any]]:
    """Walk the arguments in which a call is given a parameter of the function around it, or something made of it in place."""
    for fact in call.arguments.values():
        match fact.value:
            case Unknown(reason=Reason.PARAMETER, detail=name) if name == parameter and fact.place is not None:
                yield fact


def _is_bare(place: Place, name: str) -> bool:
    """Say whether an argument is the name alone: ``y_pred`` and not ``y_pred + 1e-7``."""
    span = place.span
    return span.line == span.end_line and span.end_column - span.column == len(name)
