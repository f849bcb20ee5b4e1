"""Data for training in a form that Keras does not take, or that do not belong together.

## What it does
Finds `fit` and `evaluate` with Python lists of numbers, with inputs and targets of different length, with a
`tf.data.Dataset` that is not batched or batched twice, or that is given together with targets, with `validation_split` or
with `batch_size`; and lists of losses that are shorter than the list of outputs.

## Why is this bad
Most of this fails, some of it only after the data were loaded and the model was built, with words that do not say what is
missing. `batch_size` is silently ignored for a dataset. So are the outputs for which the list of losses has none: they
are never trained.

## Example
```python
import keras
import tensorflow as tf

(images, labels), (test_images, test_labels) = keras.datasets.mnist.load_data()
train = tf.data.Dataset.from_tensor_slices((images / 255.0, labels)).shuffle(60000)
test = tf.data.Dataset.from_tensor_slices((test_images / 255.0, test_labels)).batch(64)

model = keras.Sequential([
    keras.Input((28, 28)),
    keras.layers.Flatten(),
    keras.layers.Dense(10, activation="softmax"),
])
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(train.batch(64), batch_size=64, epochs=5, validation_data=test)
```

## Use instead
```python
import keras
import tensorflow as tf

(images, labels), (test_images, test_labels) = keras.datasets.mnist.load_data()
train = tf.data.Dataset.from_tensor_slices((images / 255.0, labels)).shuffle(60000)
test = tf.data.Dataset.from_tensor_slices((test_images / 255.0, test_labels)).batch(64)

model = keras.Sequential([
    keras.Input((28, 28)),
    keras.layers.Flatten(),
    keras.layers.Dense(10, activation="softmax"),
])
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(train.batch(64), epochs=5, validation_data=test)
```

## Fix safety
Leaving out a `batch_size` that is ignored is safe, and so is leaving out an argument with which the call fails.

## When it stays silent
- What the data are is not known.
- Lists of numbers for the old Keras below `tensorflow.python`.
- Lists of arrays for models with several inputs, and lists of strings for a model that vectorizes them.
- Generators and sequences, which make batches of their own.
- One loss for all outputs, which is not written as a list.

## Keras behaviour
All of it fails with the first batch, in words such as "Unrecognized data type", "Data cardinality is ambiguous" or "Invalid
input shape", but for two things that are silent: `batch_size` with a dataset, and lists of losses that are too short.

## References
- [Model training APIs](https://keras.io/api/models/model_training_apis/)
"""

from __future__ import annotations

from collections.abc import Iterator

from keraslint.api import (
    Array,
    Draft,
    Fact,
    Fixes,
    Meta,
    Model,
    Prediction,
    Setup,
    Severity,
    Shape,
    Statistic,
    Use,
    finding,
    fix,
    relate,
    remove_argument,
)

META = Meta(
    code="KL506",
    severity=Severity.ERROR,
    category="correctness",
    since="0.1",
    keras="all versions; two things are silent",
    fixes=Fixes.SOMETIMES,
    prediction=Prediction(Statistic.RUNS, "higher", 1.0),
)

GENERATORS = (".flow", "ImageDataGenerator", "Iterator")
"""Words in the names of what makes batches without being a dataset."""

TAKING = {"fit", "evaluate"}


def check(setup: Setup) -> Iterator[Draft]:
    """Find data that do not fit together or are in no form that Keras takes."""
    yield from _short_losses(setup)
    for use in setup.uses:
        if use.method in TAKING:
            yield from _dataset(setup, use) if _is_dataset(use) else _arrays(use, lists=_takes_lists(setup))


def _short_losses(setup: Setup) -> Iterator[Draft]:
    """Find a list of losses that has none for the last outputs."""
    given, model = setup.compile.call["loss"], setup.model
    if not isinstance(model, Model) or not isinstance(given.value, list | tuple) or not setup.fits:
        return
    losses, outputs = len(given.value), len(model.outputs)
    if 0 < losses < outputs:
        rest = "the last output is" if outputs - losses == 1 else f"the last {outputs - losses} outputs are"
        yield finding(
            given.place,
            f"the model has {outputs} outputs, but the list of losses has {losses}: {rest} never trained, and nothing is said;"
            f" give a loss for each output, or one for all without the brackets",
            related=relate((model.place, f"the model has {outputs} outputs")),
        )


def _takes_lists(setup: Setup) -> bool:
    """Say whether the program reaches for the old Keras inside of TensorFlow, which takes lists."""
    references = setup.program.references if setup.program is not None else ()
    return any(reference.written.startswith("tensorflow.python.") for reference in references)


def _arrays(use: Use, *, lists: bool) -> Iterator[Draft]:
    """Find lists of numbers, unless ``lists`` are taken, and inputs and targets that differ in length."""
    listed = [(name, use[name]) for name in ("x", "y") if not lists and _holds_numbers(use[name].value)]
    if listed:
        name, fact = listed[0]
        yield finding(
            fact.place or use.place,
            f'{name} is a Python list of numbers, which {use.method} does not take ("Unrecognized data type"); make it an array'
            " with np.array",
            related=relate(*((other.place, "this is a list, too") for _, other in listed[1:])),
        )
        return
    match use:
        case Use(x=Fact(Array(shape=(int() as inputs, *_))), y=Fact(Array(shape=(int() as targets, *_)))) if inputs != targets:
            yield finding(
                use.place,
                f"x has {inputs:,} samples and y has {targets:,}: {use.method} needs a target for each sample",
                related=relate((use.x.place, f"these are {inputs:,}"), (use.y.place, f"these are {targets:,}")),
            )


def _holds_numbers(value: object) -> bool:
    """Say whether a value is a list that holds nothing but numbers, however deep."""
    if not isinstance(value, list | tuple) or not value:
        return False
    return all(_holds_numbers(item) if isinstance(item, list | tuple) else type(item) in {int, float} for item in value)


def _is_dataset(use: Use) -> bool:
    """Say whether a use is given a ``tf.data`` pipeline that was seen from its beginning."""
    source = use.stages[0] if use.container == "dataset" and use.stages else None
    return source is not None and source.operation == "load" and not any(word in source.name for word in GENERATORS)


def _dataset(setup: Setup, use: Use) -> Iterator[Draft]:
    """Find arguments that a dataset excludes, and datasets without batches or with batches of batches."""
    for name, reason in (
        ("y", "has the targets in it"),
        ("validation_split", "cannot be split"),
        ("sample_weight", "has the weights in it"),
    ):
        argument = use[name]
        if argument.given and _is_used(argument):
            yield finding(
                argument.place or use.place,
                f"{name} together with a dataset fails: a dataset {reason}; leave {name} out",
                related=relate((use["x"].place, "this is a dataset")),
                fix=fix(f"Leave {name} out", remove_argument(argument), safe=True),
            )
            return
    size = use["batch_size"]
    if size.given and _is_used(size):
        yield finding(
            size.place or use.place,
            "batch_size is ignored for a dataset, which makes its own batches; leave it out, and choose the size in .batch()",
            related=relate(*((step.place, "the batches are made here") for step in use.stages if step.operation == "batch")),
            severity=Severity.WARNING,
            fix=fix("Leave batch_size out", remove_argument(size), safe=True),
        )
    match setup.model, use.x:
        case Model(inputs=[tuple() as expected]), Fact(Array(shape=tuple() as given)):
            yield from _batches(use, expected, given)


def _is_used(argument: Fact[object]) -> bool:
    return argument.known and argument.value not in {None, 0}


def _batches(use: Use, expected: Shape, given: Shape) -> Iterator[Draft]:
    batched = [step for step in use.stages if step.operation == "batch"]
    if len(given) == len(expected) - 1 and not batched and given == expected[1:]:
        yield finding(
            use["x"].place or use.place,
            f"this dataset gives single samples of shape {given}, and {use.method} takes batches: the first axis of a sample"
            " would be taken for the batch; end it with .batch(32)",
            related=relate((use.stages[0].place, "the dataset is made here")),
        )
    elif len(given) == len(expected) + 1 and len(batched) > 1:
        yield finding(
            batched[-1].place or use.place,
            f"this makes batches of batches, of shape {given}: the model expects {expected}; leave one .batch() out",
            related=relate((batched[0].place, "the first batches are made here")),
        )
