"""A loss of the program's own with its arguments the wrong way round, without a gradient, or that may become infinite.

## What it does
Looks at functions that are given to `compile` as the loss: whose first parameter is named after the predictions; that
look at the predictions only through `argmax`, `round`, a comparison or a cast to whole numbers; that take the logarithm
or the root of the predictions as they are, or of 1 minus them; that divide by something that may be 0, such as the sum
of the true values; that call NumPy on the tensors they get; or, as information, that return the sum over the whole
batch.

## Why is this bad
Keras calls a loss with the true values first and the predictions second, whatever the parameters are called. Most losses
are not symmetric, and the gradient of one that is called the wrong way round is not that of the loss that was meant. A
function made of steps has no slope, so there is nothing to follow. And a prediction of exactly 0 or 1, which a saturated
softmax or sigmoid gives, makes a logarithm minus infinity: one sample of that kind makes all weights NaN. So does a batch
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
- Predictions that are also used in another way than through steps, or by a branch, a loop, or in a way that cannot be followed.
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

from keraslint.api import Draft, Event, Fixes, Meta, Prediction, Program, Severity, Statistic, finding
from keraslint_rules.loss._loss_bodies import curved, divided, in_numpy, stepped, summed

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


def check(program: Program) -> Iterator[Draft]:
    """Look at the functions that are losses."""
    for event in program.events:
        parameters: tuple[str, ...] = event.details["parameters"] if event.kind == "loss" else ()
        if len(parameters) != len(("true", "predicted")):
            continue
        first, second = parameters
        if first.lower() in PREDICTED and second.lower() in TRUE:
            yield _swapped(event, first, second)
            continue
        yield from stepped(event)
        for look in (curved, divided, in_numpy, summed):
            yield from look(program, event)


def _swapped(event: Event, first: str, second: str) -> Draft:
    return finding(
        event.place,
        f"{event.name}({first}, {second}) is called with the true values first and the predictions second: {first} is what is"
        f" true, and {second} what is predicted; write {event.name}({second}, {first})",
    )
