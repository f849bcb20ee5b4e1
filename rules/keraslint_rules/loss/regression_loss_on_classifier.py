"""A loss for numbers, such as `mean_squared_error`, on a model that tells classes apart.

## What it does
Finds a regression loss in a model whose output is the probability of a class: a `softmax`, or a `sigmoid` where the
labels are classes or the metrics count right answers. Also finds one-hot labels that are fitted as if they were
numbers.

## Why is this bad
A squared error says little about an answer that is surely wrong. Where a sigmoid or a softmax is saturated its slope
is nearly 0, and the gradient of the squared error contains that slope: the worse the mistake, the slower it is
corrected. A cross-entropy is made so that the slope cancels. On easy data both learn, as in the first example; with
many classes, plain SGD or an unlucky start the squared error takes many times longer or stays where it is: ten
classes with SGD at 0.01 were not learned at all in the time in which the cross-entropy reached .69 of the attainable.

## Example
```python
import keras
import numpy as np

rng = np.random.default_rng(0)
points = rng.random((400, 8))
labels = (points.sum(axis=1) > 4).astype("int32")

model = keras.Sequential([
    keras.Input((8,)),
    keras.layers.Dense(16, activation="relu"),
    keras.layers.Dense(1, activation="sigmoid"),
])
model.compile(optimizer="adam", loss="mean_squared_error", metrics=["accuracy"])
model.fit(points, labels, epochs=5)
```
```python
import keras
import numpy as np

rng = np.random.default_rng(0)
points = rng.random((400, 8))
labels = keras.utils.to_categorical(rng.integers(0, 3, 400), 3)

model = keras.Sequential([
    keras.Input((8,)),
    keras.layers.Dense(16, activation="relu"),
    keras.layers.Dense(3, activation="softmax"),
])
model.compile(optimizer="sgd", loss="mse")
model.fit(points, labels, epochs=5)
```

## Use instead
```python
import keras
import numpy as np

rng = np.random.default_rng(0)
points = rng.random((400, 8))
labels = (points.sum(axis=1) > 4).astype("int32")

model = keras.Sequential([
    keras.Input((8,)),
    keras.layers.Dense(16, activation="relu"),
    keras.layers.Dense(1, activation="sigmoid"),
])
model.compile(optimizer="adam", loss="binary_crossentropy", metrics=["accuracy"])
model.fit(points, labels, epochs=5)
```
```python
import keras
import numpy as np

rng = np.random.default_rng(0)
points = rng.random((400, 8))
labels = keras.utils.to_categorical(rng.integers(0, 3, 400), 3)

model = keras.Sequential([
    keras.Input((8,)),
    keras.layers.Dense(16, activation="relu"),
    keras.layers.Dense(3, activation="softmax"),
])
model.compile(optimizer="sgd", loss="categorical_crossentropy")
model.fit(points, labels, epochs=5)
```

## Fix safety
The fix is unsafe: training goes differently. It writes `binary_crossentropy` for a sigmoid, and for a softmax the
cross-entropy that fits the labels.

## When it stays silent
- An autoencoder or another model that gives back its input, or something of the size of its input.
- Soft targets: rates and probabilities, or targets that were scaled.
- A sigmoid without any evidence of classes: no class labels, and no metric that counts right answers.
- A model that is trained batch by batch with labels made on the spot, as the discriminator of a least-squares GAN.
- A metric or loss named after the Brier score, which is a squared error on purpose.
- The model is not trained in this file.

## Keras behaviour
Silent in all versions.

## References
- [Probabilistic losses](https://keras.io/api/losses/probabilistic_losses/)
- Goodfellow, Bengio and Courville, *Deep Learning*, section 6.2.2: Output Units
- Ben Braiek and Khomh, *Testing Feedforward Neural Networks Training Programs*, TOSEM 2023
"""

from __future__ import annotations

from collections.abc import Iterator

from keraslint.api import (
    ABSENT,
    CLASSIFICATION_METRICS,
    REGRESSION_LOSSES,
    Array,
    Change,
    Compound,
    Confidence,
    Draft,
    Encoding,
    Fact,
    Fix,
    Fixes,
    Head,
    Loss,
    Meta,
    Metric,
    Output,
    Place,
    Prediction,
    Setup,
    Severity,
    Statistic,
    Tier,
    Unknown,
    finding,
    fix,
    holds_classes,
    holds_numbers,
    labels_text,
    loss_and_labels,
    metric_of,
    outputs,
    reconstructs,
    relate,
    replace_loss,
    set_activation,
    set_argument,
    trained_on_itself,
    written_head,
)

META = Meta(
    code="KL109",
    severity=Severity.WARNING,
    category="suspicious",
    since="0.1",
    tier=Tier.CORE,
    fixes=Fixes.ALWAYS,
    prediction=Prediction(Statistic.SPEED, "lower", 2.0),
    compounds=(
        Compound(
            ("unscaled-input", "learning-rate-too-high"),
            "one repair alone is hardly enough, scale the input and lower the learning rate first",
            "In an exact reduction of `examples/blue_vs_red.py`, a new loss alone made 0 of 20 random starts learn, scaling alone"
            " 0, a learning rate of 0.001 alone 2; scaling and a learning rate of 0.001 together made all 20 learn, with either"
            " loss",
        ),
        Compound(
            ("learning-rate-too-high",),
            "lower the learning rate first",
            "In an exact reduction of `examples/blue_vs_red.py` with scaled images, 0 of 20 random starts learned at 0.1 and all"
            " 20 at 0.001, with either loss",
        ),
        Compound(
            ("unscaled-input",),
            "which of the two matters more depends on the optimizer and the backend, repair both",
            "In an exact reduction of `examples/blue_vs_red.py` with Adam at 0.001, the cross-entropy alone made 20 of 20 random"
            " starts learn on the TensorFlow backend and 2 of 20 on the others, scaling alone 17 of 20",
        ),
    ),
)


def check(setup: Setup) -> Iterator[Draft]:
    """Find regression losses where the output is the probability of a class."""
    if all(use.method == "train_on_batch" for use in setup.fits) or _named_brier(setup):
        return
    for output in outputs(setup):
        match output:
            case Output(Head() as head, Loss(kind=Fact(kind))) if kind in REGRESSION_LOSSES and not holds_numbers(output.labels):
                evidence = _evidence(setup, output)
                if evidence is not None and not _constant(output.labels) and not trained_on_itself(setup):
                    text, confidence = evidence
                    better, repair = _repair(output)
                    sure = confidence is Confidence.HIGH
                    yield finding(
                        output.loss.place,
                        f"{written_head(head)} with {kind}: {text}, so this model {'tells' if sure else 'seems to tell'} classes"
                        f" apart, while {kind} is made for numbers; {_harm(output)}; {better}"
                        f"{'' if sure else _otherwise(head)}",
                        related=relate((head.activation.place, f"the output is {_meaning(head)}"), *_counts(setup, output))
                        + loss_and_labels(output)[1:],
                        confidence=confidence,
                        fix=repair,
                    )


def _otherwise(head: Head) -> str:
    """Return what to do according to what is meant, where that is not sure."""
    numbers = ", and leave the activation out if they are numbers" if head.activation.value in {"sigmoid", "softmax"} else ""
    return f" if these are classes{numbers}"


def _evidence(setup: Setup, output: Output) -> tuple[str, Confidence] | None:
    """Say what shows that the outputs stand for classes, and how surely; ``None`` where nothing does."""
    head, labels = output.head, output.labels
    if head.activation.value == "softmax" or (head.activation.value == "sigmoid" and not reconstructs(setup)):
        if holds_classes(labels):
            assert isinstance(labels.value, Array)
            return f"the labels are {labels_text(labels.value)}", Confidence.HIGH
        if _is_constant(head):
            return None
        metric = _metric(setup, output)
        flat = head.shape is None or len(head.shape) == 2
        if metric is not None and (flat or head.activation.value == "softmax"):
            plain = metric.kind.value in {"accuracy", "acc"}
            return f"{metric.log_name.value} counts right answers", Confidence.MEDIUM if plain else Confidence.HIGH
        if head.activation.value == "softmax":
            return "a softmax gives the probabilities of classes", Confidence.MEDIUM
        return None
    match labels.value:
        case Array(encoding=Encoding.ONE_HOT) as rows if head.activation.known and head.units.value != 1:
            return f"the labels are {labels_text(rows)}", Confidence.MEDIUM
    return None


def _is_constant(head: Head) -> bool:
    """Say whether an output is a softmax over one unit, of which ``softmax-on-single-unit`` says what there is to say."""
    return head.activation.value == "softmax" and head.units.value == 1


def _constant(labels: Fact[Array]) -> bool:
    """Say whether all labels are the same, as those that a GAN is trained with."""
    interval = labels.value.interval if isinstance(labels.value, Array) else None
    return interval is not None and interval.lo == interval.hi


def _named_brier(setup: Setup) -> bool:
    metrics = setup.compile.metrics
    return not isinstance(metrics, Unknown) and any("brier" in str(metric.log_name.value).lower() for metric in metrics)


def _meaning(head: Head) -> str:
    match head.activation.value, head.units.value:
        case "sigmoid", 1:
            return "one number from 0 to 1: the probability of the second class"
        case "sigmoid", _:
            return "a number from 0 to 1 for each class"
        case "softmax", _:
            return "a probability for each class, which add up to 1"
    return "a number for each class"


def _metric(setup: Setup, output: Output) -> Metric | None:
    """Return a metric of classes; with several outputs it is not known which one a metric belongs to."""
    return None if output.labels is ABSENT else metric_of(setup, CLASSIFICATION_METRICS)


def _counts(setup: Setup, output: Output) -> Iterator[tuple[Place | None, str]]:
    metric = _metric(setup, output)
    if metric is not None:
        yield metric.place, "this counts right answers"


def _harm(output: Output) -> str:
    activation = output.head.activation.value
    if activation not in {"sigmoid", "softmax"}:
        return f"{output.loss.kind.value} asks for the exact numbers 0 and 1 instead of the right order"
    return f"where an answer is surely wrong, the {activation} is saturated and this loss hardly corrects it"


def _repair(output: Output) -> tuple[str, Fix | None]:
    """Return the advice and the fix: the loss, and units and activation where they do not fit the labels."""
    head, labels = output.head, output.labels.value
    encoding = labels.encoding if isinstance(labels, Array) else None
    classes = labels.classes if isinstance(labels, Array) else None
    changes: list[Change | None] = []
    if head.activation.value == "sigmoid" and head.units.value == 1 and classes is not None and classes > 2:
        advice = f"one unit cannot tell {classes} classes apart: use {classes} units, activation='softmax' and "
        changes += [
            set_argument(head.units, classes) if head.units.site is not None else None,
            set_activation(head, "softmax"),
        ]
        better = "sparse_categorical_crossentropy"
    elif head.activation.value == "sigmoid":
        advice, better = "use ", "binary_crossentropy"
    elif (_is_constant(head) and (classes is None or classes == len(("no", "yes")))) or encoding is Encoding.MULTI_HOT:
        advice, better = "use activation='sigmoid' and ", "binary_crossentropy"
        changes.append(set_activation(head, "sigmoid"))
    else:
        advice = "use "
        better = "sparse_categorical_crossentropy" if encoding is Encoding.INTEGER else "categorical_crossentropy"
        if head.activation.value != "softmax":
            advice = "use activation='softmax' and "
            changes.append(set_activation(head, "softmax"))
    return f"{advice}{better}", fix(f"Use {better}", *changes, replace_loss(output.loss, better))
