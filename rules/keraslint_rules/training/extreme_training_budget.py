"""So few updates that the weights stay near their random start, one sample or half of them to an update, epochs without end.

## What it does
Counts the updates that `fit` makes: the batches of an epoch times the epochs. Reports a training from scratch whose
updates, at the learning rate in use, cannot carry the weights far: for Adam and its relatives fewer than 100 updates
at the usual learning rate of 0.001 (a weight moves at most about the learning rate in each), for SGD the like. With
three epochs or fewer it is the threefold; in wide layers, which start with small weights, it is less. Also reports
`batch_size=1` with more than 500 samples, and, as information, SGD with more than half of the samples in a batch or with
fewer than 200 updates where smaller batches would make ten times as many, and more than 1000 epochs that nothing can end
early. Also reports a training with no epoch at all: `epochs=0`, or `epochs` that `initial_epoch` has reached. A number of
epochs or a batch size in the call is reported, too, where a variable of that name says another number and is read nowhere, or
by nothing but the callbacks of the call.

## Why is this bad
Weights start at random, and each update moves them a little. When training ends after a few updates the model is
still close to that start, and the score says nothing about the architecture. Often the batch size is the reason: with
2000 samples in a batch an epoch of 60,000 samples makes 30 updates. With one sample in a batch each update follows the
noise of that sample, and an epoch takes many times as long. Batches of nearly all samples leave SGD one or two steps an
epoch, without the noise that helps it along. And after a thousand epochs most models have long begun to learn their
examples by heart.

## Example
```python
import keras

(images, labels), (test_images, test_labels) = keras.datasets.mnist.load_data()
images, test_images = images / 255.0, test_images / 255.0

model = keras.Sequential([
    keras.Input((28, 28)),
    keras.layers.Flatten(),
    keras.layers.Dense(64, activation="relu"),
    keras.layers.Dense(10, activation="softmax"),
])
model.compile(optimizer="sgd", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(images, labels, epochs=5, batch_size=2000)
model.evaluate(test_images, test_labels)
```

## Use instead
```python
import keras

(images, labels), (test_images, test_labels) = keras.datasets.mnist.load_data()
images, test_images = images / 255.0, test_images / 255.0

model = keras.Sequential([
    keras.Input((28, 28)),
    keras.layers.Flatten(),
    keras.layers.Dense(64, activation="relu"),
    keras.layers.Dense(10, activation="softmax"),
])
model.compile(optimizer="sgd", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(images, labels, epochs=5, batch_size=32)
model.evaluate(test_images, test_labels)
```

## Fix safety
The fix is unsafe: training goes differently, and takes longer where epochs are added.

## When it stays silent
- The number of samples, the batch size, the epochs or the learning rate is not known, or comes from a caller.
- SGD, where the range of the inputs is not known or large: large inputs make large gradients.
- The model was trained before, is loaded, contains a pretrained one, or is trained further: in a loop, by another
  `fit`, after another `compile`.
- Training stands in a branch (`if SMOKE_TEST:`) or in a test.
- The data come out of a random number generator: there is nothing to learn, the program shows how something works.
- `batch_size=1`: stateful layers, and inputs of varying length, which do not fit into one batch.
- Large batches that make few updates: fewer than a thousand samples.
- Half of the samples in a batch, or thousands of epochs: fewer than a hundred samples, as of a truth table; another
  callback of the program's own, which may end the training.

- No epoch at all: another `fit` trains the model, weights are loaded, or layers are pretrained.

## Keras behaviour
Silent in all versions; `fit` without an epoch returns an empty history.
`epochs` is 1 and `batch_size` is 32 where they are not given.

## References
- [Model training APIs](https://keras.io/api/models/model_training_apis/)
- Humbatova et al., *Taxonomy of Real Faults in Deep Learning Systems*, ICSE 2020 (suboptimal number of epochs and
  batch size)
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from math import ceil

from keraslint.api import (
    RECURRENT,
    Budget,
    Component,
    Confidence,
    Control,
    Draft,
    Fact,
    Fix,
    Fixes,
    Meta,
    Model,
    Prediction,
    Setup,
    Severity,
    Statistic,
    Tier,
    Unknown,
    budget_of,
    continues_training,
    epochs_of,
    finding,
    fix,
    in_tests,
    loads_weights,
    number,
    relate,
    set_argument,
    stated,
)
from keraslint_rules.training._unused_settings import unused_settings
from keraslint_rules.training._way import FEW_SAMPLES, shortfall, whole_training

META = Meta(
    code="KL614",
    severity=Severity.WARNING,
    category="suspicious",
    since="0.1",
    confidence=Confidence.MEDIUM,
    tier=Tier.CORE,
    fixes=Fixes.ALWAYS,
    relaxed=True,
    prediction=Prediction(Statistic.TASK_SCORE, "higher", 0.05),
)

MANY_SAMPLES = 500
USUAL_BATCH = 32
USUAL_EPOCHS = 20
AIM = 10
MANY_EPOCHS = 1000
ENOUGH_SAMPLES = 1000
FEW_UPDATES = 200
MUCH_MORE = 10
STOPPING = {"EarlyStopping", "LambdaCallback"}


def check(setup: Setup) -> Iterator[Draft]:
    """Find trainings with hardly any updates, and with one sample to an update."""
    if not isinstance(setup.model, Model) or in_tests(setup):
        return
    yield from unused_settings(setup)
    never = _never(setup)
    if never is not None:
        yield never
        return
    for use in setup.fits:
        budget = budget_of(use)
        if budget is not None and budget.batch_size == 1 and budget.samples > MANY_SAMPLES and not _one_by_one(setup.model):
            yield _single(budget)
            return
    budget = whole_training(setup)
    if budget is None:
        return
    missing = shortfall(setup, budget)
    if missing is not None:
        yield _short(setup, budget, missing)
    elif budget.samples >= FEW_SAMPLES:
        yield from _in_batches(setup, budget)
        yield from _without_end(budget)


def _never(setup: Setup) -> Draft | None:
    """Find a training without any epoch, in a setup that has no other: the weights stay what they were drawn as."""
    if len(setup.fits) != 1 or continues_training(setup) or loads_weights(setup):
        return None
    use = setup.fits[0]
    epochs, first = epochs_of(use), use["initial_epoch"]
    last, start = epochs.value, first.value
    if use.method == "train_on_batch" or not isinstance(last, int) or not isinstance(start, int) or last > start:
        return None
    if not all(stated(fact) for fact in (epochs, first)) or any(where.control is not Control.FUNCTION for where in use.contexts):
        return None
    begun = f" and initial_epoch={start}" if first.given else ""
    return finding(
        epochs.place or use.place,
        f"epochs={last}{begun} leave no epoch to train: {use.method} returns at once and says nothing, and the weights stay the"
        f" random ones of the start; epochs={start + USUAL_EPOCHS} would be a start",
        related=relate((epochs.source if epochs.source != epochs.place else None, "the number of epochs is set here")),
        confidence=Confidence.HIGH,
        fix=fix(f"Train for {USUAL_EPOCHS} epochs", set_argument(epochs, start + USUAL_EPOCHS)),
    )


def _one_by_one(model: Model) -> bool:
    """Say whether samples have to come one by one: a stateful layer, inputs of varying length, a model that is not seen whole."""
    varying = any(shape is None or None in shape[1:] for shape in model.inputs)
    stateful = any(layer.name in RECURRENT and layer["stateful"].value is not False for layer in model.flat())
    return varying or stateful or not model.complete


def _single(budget: Budget) -> Draft:
    use = budget.use
    batch = use["batch_size"]
    return finding(
        batch.place or use.place,
        f"batch_size=1 makes {budget.batches:,} updates an epoch, each from one sample: they follow the noise of single samples,"
        f" and an epoch takes many times as long; batch_size={USUAL_BATCH} is usual",
        related=relate((batch.source if batch.source != batch.place else None, "the batch size is set here")),
        fix=fix(f"Use batches of {USUAL_BATCH}", set_argument(batch, USUAL_BATCH)),
    )


def _in_batches(setup: Setup, budget: Budget) -> Iterator[Draft]:
    """Find SGD that gets more than half of the samples at once, and batches so large that hardly any updates are left."""
    batch = budget.use["batch_size"]
    if setup.compile.optimizer.kind.value != "SGD" or not batch.given:
        return
    if budget.batch_size > budget.samples / 2:
        yield finding(
            batch.place or budget.use.place,
            f"batch_size={budget.batch_size} puts more than half of the {budget.samples:,} samples into one batch, so that SGD"
            f" makes {_plural(budget.batches, 'step')} an epoch; batch_size={USUAL_BATCH} makes"
            f" {replace(budget, batch_size=USUAL_BATCH).batches} of them, and their noise helps",
            severity=Severity.INFO,
            fix=fix(f"Use batches of {USUAL_BATCH}", set_argument(batch, USUAL_BATCH)),
        )
    elif budget.samples >= ENOUGH_SAMPLES and budget.updates < FEW_UPDATES:
        usual = replace(budget, batch_size=USUAL_BATCH)
        if usual.updates >= MUCH_MORE * budget.updates:
            yield finding(
                batch.place or budget.use.place,
                f"{_plural(budget.epochs, 'epoch')} of {_plural(budget.batches, 'batch', 'batches')} are"
                f" {budget.updates} updates in all, few for {budget.samples:,} samples; batch_size={USUAL_BATCH} makes"
                f" {usual.updates:,} of them in as many epochs",
                severity=Severity.INFO,
                fix=fix(f"Use batches of {USUAL_BATCH}", set_argument(batch, USUAL_BATCH)),
            )


def _without_end(budget: Budget) -> Iterator[Draft]:
    """Find thousands of epochs that no callback can end."""
    epochs, callbacks = epochs_of(budget.use), budget.use.callbacks
    if budget.epochs <= MANY_EPOCHS or isinstance(callbacks, Unknown) or any(_may_stop(part) for part in callbacks):
        return
    yield finding(
        epochs.place or budget.use.place,
        f"{budget.epochs:,} epochs, and nothing ends them when the model does no better: it may long have begun to learn the"
        f" {budget.samples:,} samples by heart; EarlyStopping ends a training at its best",
        severity=Severity.INFO,
    )


def _may_stop(callback: Component) -> bool:
    return callback.name in STOPPING or callback.custom or not callback.kind.startswith("keras.")


def _short(setup: Setup, budget: Budget, factor: float) -> Draft:
    use, optimizer = budget.use, setup.compile.optimizer
    epochs, rate = epochs_of(use), optimizer.learning_rate.number or 0.0
    return finding(
        epochs.place or use.place,
        f"training ends after {_plural(budget.updates, 'update')} ({_plural(budget.epochs, 'epoch')} of"
        f" {_plural(budget.batches, 'batch', 'batches')}: {budget.samples:,} samples, batch_size={budget.batch_size}), too few to"
        f" take the weights away from their random start with {optimizer.kind.value} and a learning rate of {number(rate)};"
        f" {_advice(budget, factor)}",
        related=relate(
            (use["batch_size"].place if use["batch_size"].given else None, f"a batch has {budget.batch_size} samples"),
            (optimizer.place, f"the learning rate is {number(rate)}"),
        ),
        fix=_fix(budget, factor, epochs),
    )


def _plural(count: int, one: str, many: str = "") -> str:
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def _smaller_batches_help(budget: Budget, factor: float) -> bool:
    usual = replace(budget, batch_size=USUAL_BATCH)
    return budget.batch_size > USUAL_BATCH and usual.updates >= 2 * factor * budget.updates


def _enough(budget: Budget, factor: float) -> int:
    """Return a round number of epochs that is clearly enough."""
    wanted = ceil(budget.epochs * factor * AIM)
    digits: int = 10 ** (len(str(wanted)) - 1)
    return ceil(wanted / digits) * digits


def _advice(budget: Budget, factor: float) -> str:
    if _smaller_batches_help(budget, factor):
        usual = replace(budget, batch_size=USUAL_BATCH)
        return f"with batch_size={USUAL_BATCH} there would be {usual.updates:,}"
    return f"epochs={_enough(budget, factor)} would be a start"


def _fix(budget: Budget, factor: float, epochs: Fact[int]) -> Fix | None:
    if _smaller_batches_help(budget, factor):
        return fix(f"Use batches of {USUAL_BATCH}", set_argument(budget.use["batch_size"], USUAL_BATCH))
    enough = _enough(budget, factor)
    return fix(f"Train for {enough} epochs", set_argument(epochs, enough))
