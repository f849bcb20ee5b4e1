"""Numbers to predict that are in the thousands, for a model that starts out near zero.

## What it does
Reports targets of a regression whose values reach beyond 5000 and that nothing has scaled, where the model ends in a
linear output trained with a squared or an absolute error, at a usual learning rate.

## Why is this bad
The output of a new model is about 0, and the last bias has to travel all the way to the targets. With Adam each step
moves it by about the learning rate: a thousand steps of 0.001 move it by one. With a plain gradient the errors, and so
the steps, are so large that the weights become infinite. On a small task with targets a thousand times too large, R2
was .03, .00 and .00 with Adam and became nan with SGD; with targets of usual size it was .89 in all three runs.

## Example
```python
import keras

(x_train, y_train), (x_test, y_test) = keras.datasets.california_housing.load_data()
normalization = keras.layers.Normalization()
normalization.adapt(x_train)

model = keras.Sequential([
    keras.Input((8,)),
    normalization,
    keras.layers.Dense(64, activation="relu"),
    keras.layers.Dense(1),
])
model.compile(optimizer="adam", loss="mean_squared_error", metrics=["mean_absolute_error"])
model.fit(x_train, y_train, epochs=10, validation_data=(x_test, y_test))
```

## Use instead
```python
import keras

(x_train, y_train), (x_test, y_test) = keras.datasets.california_housing.load_data()
y_train, y_test = y_train / 100_000, y_test / 100_000
normalization = keras.layers.Normalization()
normalization.adapt(x_train)

model = keras.Sequential([
    keras.Input((8,)),
    normalization,
    keras.layers.Dense(64, activation="relu"),
    keras.layers.Dense(1),
])
model.compile(optimizer="adam", loss="mean_squared_error", metrics=["mean_absolute_error"])
model.fit(x_train, y_train, epochs=10, validation_data=(x_test, y_test))
```

## When it stays silent
- The range of the targets is not known.
- The targets pass a scaler, a logarithm or anything that is not followed.
- A loss that goes by ratios: the percentage error, the logarithmic error, Poisson.
- The output is scaled in the model: a `Rescaling`, a `Lambda` or arithmetic behind the last layer, or a bias that starts
  elsewhere than at 0.
- A learning rate above 0.01 with an adaptive optimizer, or more than a hundred thousand steps.

## Keras behaviour
Silent in all versions.

## References
- [Regression: predict fuel efficiency](https://www.tensorflow.org/tutorials/keras/regression)
- Ben Braiek and Khomh, *TheDeepChecker: A Debugging Approach for DNN-based Software Systems*, TOSEM 2023
"""

from __future__ import annotations

from collections.abc import Iterator

from keraslint.api import (
    ADAPTIVE,
    SQUARED_ERRORS,
    Array,
    Draft,
    Encoding,
    Fact,
    Head,
    Interval,
    Loss,
    Meta,
    Output,
    Prediction,
    Setup,
    Severity,
    Statistic,
    attained,
    budget_of,
    chosen,
    finding,
    outputs,
    reconstructs,
    relate,
    span_of,
    trail,
    written_head,
)

META = Meta(
    code="KL310",
    severity=Severity.WARNING,
    category="suspicious",
    since="0.1",
    prediction=Prediction(Statistic.TASK_SCORE, "higher", 0.1),
)

LARGE = 5000
USUAL_RATE = 0.01
MANY_UPDATES = 100_000

CHANGES_VALUES = frozenset({"scale", "arithmetic", "opaque", "encode", "decode", "map"})


def check(setup: Setup) -> Iterator[Draft]:
    """Find large targets of outputs that start near zero."""
    for output in outputs(setup):
        match output:
            case Output(
                Head(activation=Fact("linear")) as head,
                Loss(kind=Fact(str() as kind)) as loss,
                Fact(Array(interval=Interval(bounded=True) as interval) as labels),
            ) if kind in SQUARED_ERRORS and interval.magnitude > LARGE:
                if _as_stored(labels) and _starts_at_zero(head) and not _gets_there(setup) and not reconstructs(setup):
                    yield finding(
                        output.labels.place,
                        f"the targets lie in {span_of(interval)}, and {written_head(head)} starts near 0: the way there is long,"
                        f" or the steps by which {kind} goes are too large; divide the targets, or standardize them, and turn the"
                        " predictions back afterwards",
                        related=trail(labels, f"the targets come from here, {span_of(interval)}")
                        + relate((head.layer.place, "this output has to reach them"), (loss.place, f"the loss is {kind}")),
                    )


def _as_stored(labels: Array) -> bool:
    if labels.encoding not in {None, Encoding.CONTINUOUS} or not attained(labels):
        return False
    return not any(step.operation in CHANGES_VALUES for step in labels.steps)


def _starts_at_zero(head: Head) -> bool:
    """Say whether the output starts near zero: nothing behind the last layer, and a bias as it is when nothing is said."""
    if head.after:
        return False
    bias = chosen(head.layer["bias_initializer"])
    return bias is not None and bias.name == "zeros"


def _gets_there(setup: Setup) -> bool:
    """Say whether the steps are so large, or so many, that the output may well reach the targets."""
    optimizer = setup.compile.optimizer
    rate = optimizer.learning_rate.number
    if rate is None or (optimizer.kind.value in ADAPTIVE and rate > USUAL_RATE):
        return True
    budget = budget_of(setup.fits[0]) if setup.fits else None
    return budget is not None and budget.updates > MANY_UPDATES
