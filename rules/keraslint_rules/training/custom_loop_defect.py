"""A training loop of one's own that leaves out what `fit` would have done.

## What it does
Looks at loops that compute gradients with `GradientTape` and apply them. Reports a model with dropout, batch
normalization or random augmentation that is called without `training=True`; regularizers whose losses are never asked
for; and metrics that are updated through several epochs and never reset.

## Why is this bad
Called without `training=True` a model does what it does when it predicts: nothing is dropped, and batch normalization
goes by averages that nobody updates. A regularizer only adds to `model.losses`, and has no effect if those are not added
to the loss. And a metric that is not reset shows, in each epoch, the mean over all epochs so far.

## Example
```python
import keras
import tensorflow as tf

(images, labels), _ = keras.datasets.mnist.load_data()
data = tf.data.Dataset.from_tensor_slices((images / 255.0, labels)).shuffle(1000).batch(32)

model = keras.Sequential([
    keras.Input((28, 28)),
    keras.layers.Flatten(),
    keras.layers.Dense(64, activation="relu"),
    keras.layers.Dropout(0.5),
    keras.layers.Dense(10, activation="softmax"),
])
loss = keras.losses.SparseCategoricalCrossentropy()
optimizer = keras.optimizers.Adam()
for pictures, digits in data:
    with tf.GradientTape() as tape:
        value = loss(digits, model(pictures))
    gradients = tape.gradient(value, model.trainable_variables)
    optimizer.apply_gradients(zip(gradients, model.trainable_variables))
```

## Use instead
```python
import keras
import tensorflow as tf

(images, labels), _ = keras.datasets.mnist.load_data()
data = tf.data.Dataset.from_tensor_slices((images / 255.0, labels)).shuffle(1000).batch(32)

model = keras.Sequential([
    keras.Input((28, 28)),
    keras.layers.Flatten(),
    keras.layers.Dense(64, activation="relu"),
    keras.layers.Dropout(0.5),
    keras.layers.Dense(10, activation="softmax"),
])
loss = keras.losses.SparseCategoricalCrossentropy()
optimizer = keras.optimizers.Adam()
for pictures, digits in data:
    with tf.GradientTape() as tape:
        value = loss(digits, model(pictures, training=True))
    gradients = tape.gradient(value, model.trainable_variables)
    optimizer.apply_gradients(zip(gradients, model.trainable_variables))
```

## Fix safety
The fix is unsafe: training goes differently. It is offered for the missing `training=True` only.

## When it stays silent
- The tape serves another end: nothing applies gradients where the model is called, or not to its weights.
- `training`, or an argument of the model's own with such a name, is given, even as `False`, or may be given by `**`.
- It is not known which layers the model has.
- `model.losses`, or `compute_loss`, is used somewhere; a metric is reset somewhere, or made anew in each epoch.

## Keras behaviour
Silent in all versions: outside of `fit` and inside an overridden `train_step`, `training` is `None`, and layers take
that for `False`.

## References
- [Writing a training loop from scratch](https://keras.io/guides/writing_a_custom_training_loop_in_tensorflow/)
- [Customizing what happens in fit](https://keras.io/guides/custom_train_step_in_tensorflow/)
"""

from __future__ import annotations

from collections.abc import Iterator

from keraslint.api import (
    DROPOUTS,
    Component,
    Context,
    Control,
    Draft,
    Event,
    Fact,
    Fixes,
    Meta,
    Place,
    Prediction,
    Program,
    Severity,
    Statistic,
    finding,
    fix,
    loops,
    relate,
    set_argument,
)

META = Meta(
    code="KL617",
    severity=Severity.ERROR,
    category="correctness",
    since="0.1",
    fixes=Fixes.SOMETIMES,
    prediction=Prediction(Statistic.STATE, "higher", 1.0),
)

IDLE = {"ActivityRegularization", "Identity"}
LIVE = (DROPOUTS - IDLE) | {"BatchNormalization"}
REGULARIZERS = ("kernel_regularizer", "bias_regularizer", "activity_regularizer", "embeddings_regularizer")
APPLYING = ("apply_gradients", ".apply", ".minimize")
OWN_STEP = "train_step"
RESETTING = ("reset_state", "reset_states", "reset_metrics")
EPOCHS = 2
"""A metric is updated in a loop over epochs where it stands in as many loops."""


def check(program: Program) -> Iterator[Draft]:
    """Find what loops of the program's own leave out, each place once."""
    seen: set[object] = set()
    for place, draft in (*_applied(program), *_metrics(program)):
        if place is not None and place.key not in seen:
            seen.add(place.key)
            yield draft


def _applied(program: Program) -> Iterator[tuple[Place | None, Draft]]:
    training = [_function(call.contexts) for call in program.calls if call.kind.endswith(APPLYING)]
    for event in program.events:
        if event.kind != "apply" or not any(context.control is Control.TAPE for context in event.contexts):
            continue
        function = _function(event.contexts)
        applies = any(function == other for other in training) or any(one.detail == OWN_STEP for one in event.contexts)
        if applies and _is_trained(program, event):
            yield from ((event.place, draft) for draft in _untrained(event))
            yield from ((event.place, draft) for draft in _unregularized(program, event))


def _function(contexts: tuple[Context, ...]) -> Place | None:
    """Return the function in which something happens; none where that is the file."""
    return next((context.place for context in reversed(contexts) if context.control is Control.FUNCTION), None)


def _is_trained(program: Program, event: Event) -> bool:
    """Say whether the weights of a model are asked for, to be trained; in a class of the program's own that does not show."""
    if event.details["own"]:
        return True
    names = ("trainable_variables", "trainable_weights", "weights", "variables")
    return any(other.kind == "get" and other.name in names and other.subject == event.subject for other in program.events)


def _untrained(event: Event) -> Iterator[Draft]:
    live = next((part for part in event.details["parts"] if part.name in LIVE or part.name.startswith("Random")), None)
    match event.details["training"]:
        case Fact(None) as training if live is not None and not training.given:
            yield finding(
                event.place,
                f"the model is called without training=True where it is trained, and its {live.name} therefore works as it does"
                " in predictions; pass training=True",
                related=relate((live.place, f"{live.name} works in another way while a model is trained")),
                fix=fix("Call it with training=True", set_argument(training, True)),
            )


def _unregularized(program: Program, event: Event) -> Iterator[Draft]:
    part = next((part for part in event.details["parts"] if _regularizer(part)), None)
    asked = any(other.name == "losses" and other.subject == event.subject for other in program.events if other.kind == "get")
    computed = any(call.kind.endswith("compute_loss") for call in program.calls)
    if part is None or event.details["own"] or asked or computed:
        return
    yield finding(
        event.place,
        f"the {_regularizer(part)} of {part.name} adds to model.losses, and nothing adds those to the loss: the regularizer has"
        " no effect; add sum(model.losses) to the loss inside the tape",
        related=relate((part.place, "the regularizer is set here")),
        severity=Severity.WARNING,
    )


def _regularizer(part: Component) -> str:
    return next((name for name in REGULARIZERS if part[name].known and part[name].value is not None), "")


def _metrics(program: Program) -> Iterator[tuple[Place | None, Draft]]:
    if any(call.kind.endswith(RESETTING) for call in program.calls):
        return
    made_anew = {call.kind for call in program.calls if call.kind.startswith("keras.metrics.") and loops(call.contexts)}
    for call in program.calls:
        kind, _, method = call.kind.rpartition(".")
        around = loops(call.contexts)
        if method != "update_state" or not kind.startswith("keras.metrics.") or len(around) < EPOCHS or kind in made_anew:
            continue
        name = kind.rpartition(".")[2]
        yield (
            call.place,
            finding(
                call.place,
                f"this {name} is updated in all epochs and never reset: in each epoch it shows the value over all epochs so far;"
                " call its reset_state() at the start of an epoch",
                related=relate((around[0].place, "this is the loop over the epochs")),
                severity=Severity.WARNING,
            ),
        )
